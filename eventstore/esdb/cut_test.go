package esdb

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"sync"
	"testing"
	"time"

	"taizhang/eventstore"
)

// An exchange is what is cut: it uses the store of a line and says what is untrue of
// what it was told.
type exchange struct {
	name  string
	rare  bool  // at every rareStep-th byte at most
	then  state // what becomes of the server
	run   func(ctx context.Context, l *line, stream string) error
	again func(ctx context.Context, l *line, stream string) error // once all works again
}

var exchanges = []exchange{
	{"append", false, open, appends(1), repeats(1)},
	{"append of seven", true, open, appends(7), repeats(7)},
	{"append, and the server stays away", false, rejects, appends(1), repeats(1)},
	{"connection and append", false, open, connects, repeats(1)},
	{"read", true, open, reads, nothing},
	{"subscription", true, open, follows, nothing},
}

// rareStep keeps the long form within its time.
const rareStep = 7

func appends(n int) func(context.Context, *line, string) error {
	return func(ctx context.Context, l *line, stream string) error {
		want := events(stream, 0, n)
		at, err := l.store.Append(ctx, stream, eventstore.NoStream, want...)
		return l.untrue(ctx, stream, want, at, err)
	}
}

// repeats makes the very same append again until it is answered: the connection may
// still be a lost one.
func repeats(n int) func(context.Context, *line, string) error {
	return func(ctx context.Context, l *line, stream string) error {
		want := events(stream, 0, n)
		for {
			at, err := l.store.Append(ctx, stream, eventstore.NoStream, want...)
			if wrong := l.untrue(ctx, stream, want, at, err); wrong != nil {
				return fmt.Errorf("repeated: %w", wrong)
			}
			if err == nil {
				return nil
			}
		}
	}
}

func nothing(context.Context, *line, string) error { return nil }

// untrue says what is wrong with the answer to an append, given what is there.
func (l *line) untrue(ctx context.Context, stream string, want []eventstore.Event, at eventstore.Position, answer error) error {
	if answer != nil && !errors.Is(answer, eventstore.ErrUnavailable) {
		return fmt.Errorf("answered %w", answer)
	}
	got, err := l.there(ctx, stream)
	if err != nil {
		return err
	}
	if answer != nil && len(got) == 0 {
		return nil
	}
	if len(got) != len(want) {
		return fmt.Errorf("answered %v, and %d of %d events are there", answer, len(got), len(want))
	}
	for i, r := range got {
		if r.ID != want[i].ID {
			return fmt.Errorf("answered %v, and revision %d is another event", answer, i)
		}
	}
	if last := got[len(got)-1].Position; answer == nil && at != last {
		return fmt.Errorf("answered %s, stored at %s", at, last)
	}
	return nil
}

// connects appends over a connection that has to be made first.
func connects(ctx context.Context, l *line, stream string) error {
	l.proxy.drop()
	return appends(1)(ctx, l, stream)
}

// reads reads a stream to the end, or an error after a part of it.
func reads(ctx context.Context, l *line, _ string) error {
	var got []eventstore.Record
	var failed error
	for r, err := range l.store.Read(ctx, readStream, 0) {
		if failed = err; err == nil {
			got = append(got, r)
		}
	}
	want, err := l.there(ctx, readStream)
	switch {
	case err != nil:
		return err
	case failed == nil:
		return equal(got, want)
	case !errors.Is(failed, eventstore.ErrUnavailable):
		return failed
	default:
		return equal(got, want[:len(got)])
	}
}

// follows takes three events that come after those that the follower of the line has
// seen.
func follows(ctx context.Context, l *line, stream string) error {
	seen, err := l.followed()
	if err != nil {
		return err
	}
	stream = "followed " + stream
	if _, err := l.behind.Append(ctx, stream, eventstore.NoStream, events(stream, 0, 3)...); err != nil {
		return err
	}
	var got []eventstore.Record
	for batch, err := range l.store.Follow(ctx, seen[len(seen)-1].Position) {
		if err != nil {
			return err
		}
		if got = append(got, batch...); len(got) >= 3 {
			break
		}
	}
	want, err := l.there(ctx, stream)
	if err != nil {
		return err
	}
	return equal(got, want)
}

// A tally counts cuts.
type tally struct {
	mu         sync.Mutex
	cuts       int
	stored     int // so many found the events of the append stored
	late       int // the exchange had ended before
	violations []error
}

// try makes one exchange with a cut, and makes sure that all works afterwards.
func (c *tally) try(ctx context.Context, l *line, x exchange, stream string, at cut) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // reached only by what does not heal
	defer cancel()
	stored := false
	fired := l.proxy.arm(at, func() {
		records, err := l.there(ctx, stream)
		stored = len(records) > 0 && err == nil
	})
	err := x.run(ctx, l, stream)
	l.proxy.disarm()
	happened := false
	select {
	case <-fired:
		happened = true
	default:
	}
	if err = errors.Join(err, l.heal(ctx)); err == nil {
		err = x.again(ctx, l, stream)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if happened {
		c.cuts++
	} else {
		c.late++
	}
	if stored {
		c.stored++
	}
	if err != nil {
		c.violations = append(c.violations, fmt.Errorf("%s, cut after byte %d %s (reset %t): %w", x.name, at.after, at.way, at.reset, err))
	}
}

// length makes an exchange that is not cut, over a new connection, and counts its
// bytes. They are not always as many, and the most of some are taken.
func (l *line) length(ctx context.Context, x exchange) (most [2]int, err error) {
	for i := range 4 {
		l.proxy.drop()
		if err := l.heal(ctx); err != nil {
			return most, err
		}
		l.proxy.arm(cut{after: math.MaxInt}, func() {})
		err := x.run(ctx, l, fmt.Sprint("length of ", x.name, i))
		passed := l.proxy.disarm()
		if err != nil {
			return most, err
		}
		most = [2]int{max(most[up], passed[up]), max(most[down], passed[down])}
	}
	return most, nil
}

// cuts lists a cut after every step-th byte of both ways, with RST and FIN in turn.
func cuts(length [2]int, then state, step int) (list []cut) {
	for w, n := range length {
		for after := 0; after <= n; after += step {
			list = append(list, cut{way(w), after, len(list)%2 == 0, then})
		}
	}
	return list
}

// A job is one cut of one exchange.
type job struct {
	x      exchange
	stream string
	at     cut
}

// cutEverywhere cuts the exchanges after every step-th byte, on many lines at the same
// time.
func cutEverywhere(t *testing.T, exchanges []exchange, step int, opts Options) *tally {
	const lines = 32
	var jobs []job
	first := newLine(t, Options{})
	for _, x := range exchanges {
		length, err := first.length(t.Context(), x)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes up, %d down", x.name, length[up], length[down])
		every := step
		if x.rare {
			every = max(step, rareStep)
		}
		for i, at := range cuts(length, x.then, every) {
			jobs = append(jobs, job{x, fmt.Sprint("parcel-", x.name, "-", i), at})
		}
	}
	c := new(tally)
	next := make(chan job)
	var wg sync.WaitGroup
	for range lines {
		l := newLine(t, opts)
		wg.Go(func() {
			for j := range next {
				c.try(t.Context(), l, j.x, j.stream, j.at)
			}
			if err := l.followedAll(t.Context()); err != nil {
				c.mu.Lock()
				defer c.mu.Unlock()
				c.violations = append(c.violations, err)
			}
		})
	}
	for _, j := range jobs {
		next <- j
	}
	close(next)
	wg.Wait()
	t.Logf("%d cuts (%d found the events stored), %d came too late to cut, %d violations", c.cuts, c.stored, c.late, len(c.violations))
	return c
}

// Whatever byte of an exchange is the last that arrives, what the caller is told is
// true: an append is there once or, if the store is unavailable, not at all, and the
// repeat settles it; the follower misses and repeats nothing; the store heals. With
// TAIZHANG_FAULTS every byte of the exchanges that are not rare is tried.
func TestFaultCuts(t *testing.T) {
	outage(t)
	step := 61
	if os.Getenv("TAIZHANG_FAULTS") != "" {
		step = 1
	}
	c := cutEverywhere(t, exchanges, step, Options{})
	for _, err := range c.violations {
		t.Error(err)
	}
	if c.cuts == 0 || c.stored == 0 || c.stored == c.cuts {
		t.Error("the cuts are not where they should be")
	}
}

// Stores that are wrong on purpose are caught by the same cuts.
func TestFaultCutsCatch(t *testing.T) {
	outage(t)
	for name, wrong := range map[string]fault{"expects Any": appendsAnywhere, "guesses success": guessesSuccess} {
		c := cutEverywhere(t, exchanges[:1], 61, Options{wrong: wrong})
		if len(c.violations) == 0 {
			t.Errorf("a store that %s passed", name)
		} else {
			t.Logf("a store that %s: %v", name, c.violations[0])
		}
	}
}
