// Package demo generates a city: parcels with whole lives, recorded through the
// same write path as everything else. The same options give the same records,
// byte for byte. No name in it is that of a real firm or person, and its ledger
// is a demo from the first event.
package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"taizhang"
	"taizhang/domain"
	"taizhang/server/web"
)

// writersMax is how many parcels are recorded at once: their appends share
// one fsync.
const writersMax = 64

// A Recorder is a demo ledger's write path: for parcels, and for the books of the
// programme.
type Recorder interface {
	EnterAt(ctx context.Context, at time.Time, id domain.BookID, key string, by domain.Officer, facts ...domain.Fact) (taizhang.Entered, error)
	RecordAt(ctx context.Context, at time.Time, id domain.ParcelID, key string, by domain.Officer, facts ...domain.Fact) (taizhang.Answer, error)
}

// Options say which city to generate.
type Options struct {
	Parcels   int            // at least 50
	Years     int            // how far back its lives reach, 3 to 20
	Seed      uint64         // another seed, another city
	Today     domain.Date    // the day on which it stands as it is
	Districts []web.District // outlines that the parcels lie in
	Recorder  Recorder
	// Progress is called as events are recorded, from several goroutines; nil for
	// none.
	Progress func(recorded, planned int)
}

// A Summary says what was recorded.
type Summary struct {
	Parcels, Events int
	Repeated        int // events that an earlier, interrupted run had recorded
}

// Generate records the city in the order of its time, so that the log reads as if
// it had been kept over the years. It can be interrupted and run again with the
// same options: what is there is found, and the rest is recorded.
func Generate(ctx context.Context, o Options) (Summary, error) {
	if o.Parcels < 50 || o.Years < 3 || o.Years > 20 {
		return Summary{}, fmt.Errorf("演示城市须有 50 宗以上、3 至 20 年 / a demo city has at least 50 parcels and 3 to 20 years")
	}
	lives, err := plan(o)
	if err != nil {
		return Summary{}, err
	}
	steps := schedule(lives, programme(o))
	var recorded, repeated atomic.Int64
	err = write(ctx, o.Recorder, steps, func(again bool) {
		if again {
			repeated.Add(1)
		}
		if n := int(recorded.Add(1)); o.Progress != nil {
			o.Progress(n, len(steps))
		}
	})
	return Summary{Parcels: len(lives), Events: int(recorded.Load()), Repeated: int(repeated.Load())}, err
}

// A step is one event of one life, or of one book.
type step struct {
	life  *life
	event int
	book  *book
}

func (s step) at() time.Time {
	if s.book != nil {
		return s.book.notes[s.event].at
	}
	return s.life.events[s.event].at
}

// schedule puts the events of all lives and books in the order in which they are
// recorded.
func schedule(lives []*life, books []*book) []step {
	var steps []step
	for _, l := range lives {
		for i := range l.events {
			steps = append(steps, step{life: l, event: i})
		}
	}
	for _, b := range books {
		for i := range b.notes {
			steps = append(steps, step{book: b, event: i})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at().Compare(b.at()) })
	return steps
}

// record writes one step.
func (s step) record(ctx context.Context, to Recorder, done func(repeated bool)) error {
	if s.book != nil {
		return s.book.record(ctx, to, s.event, done)
	}
	return s.life.record(ctx, to, s.event, done)
}

// hand is the writer whose steps stay in order.
func (s step) hand() int {
	if s.book != nil {
		return s.book.index % writersMax
	}
	return s.life.index % writersMax
}

// write hands the steps to the writers. One life is always the same writer's, so
// its events stay in order; between lives the order is that of the schedule but
// for what the writers have in hand. A step that decides how others are judged
// waits for all before it, and those after it wait for it.
func write(ctx context.Context, to Recorder, steps []step, done func(repeated bool)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var writers, pending sync.WaitGroup
	take := func(s step) {
		if ctx.Err() == nil {
			if err := s.record(ctx, to, done); err != nil {
				cancel(err)
			}
		}
	}
	hands := make([]chan step, writersMax)
	for i := range hands {
		hands[i] = make(chan step, 1)
		writers.Go(func() {
			for s := range hands[i] {
				take(s)
				pending.Done()
			}
		})
	}
	for _, s := range steps {
		if s.decisive() {
			pending.Wait()
			take(s)
			continue
		}
		pending.Add(1)
		hands[s.hand()] <- s
	}
	for _, hand := range hands {
		close(hand)
	}
	writers.Wait()
	return context.Cause(ctx)
}

// decisive: the policy of a place judges what is recorded there.
func (s step) decisive() bool { return s.book != nil && s.book.id.Kind == domain.PolicyBook }

// plan makes every life before the first event is recorded. Each parcel draws
// from a source of its own, so its life does not depend on the others'.
func plan(o Options) ([]*life, error) {
	plots, err := survey(o)
	if err != nil {
		return nil, err
	}
	targets := stageTargets(o.Parcels)
	shuffle := rand.New(rand.NewPCG(o.Seed, 1))
	shuffle.Shuffle(len(targets), func(i, j int) { targets[i], targets[j] = targets[j], targets[i] })
	lives := make([]*life, o.Parcels)
	seen := map[domain.Stage]int{} // parcels of each target so far
	for i, target := range targets {
		f := fateOf(target, seen[target])
		seen[target]++
		if lives[i], err = live(o, i, plots[i], target, f); err != nil {
			return nil, err
		}
	}
	return lives, nil
}

// aimed returns an event that refers to another one.
func aimed(e domain.Event, target domain.EventID) domain.Event {
	switch e := e.(type) {
	case domain.EventCorrected:
		e.Target = target
		return e
	case domain.EventAnnulled:
		e.Target = target
		return e
	case domain.EventCosigned:
		e.Target = target
		return e
	case domain.ObjectionFiled:
		e.Target = target
		return e
	case domain.ParameterApproved:
		e.Proposal = target
		return e
	case domain.ParameterWithdrawn:
		e.Proposal = target
		return e
	}
	return e
}

// record writes the nth event of a life.
func (l *life) record(ctx context.Context, to Recorder, n int, done func(repeated bool)) error {
	e := l.events[n]
	fact := e.fact
	if e.aimed {
		fact.Event = aimed(fact.Event, l.ids[e.target])
	}
	parcel := l.id
	if e.parcel != (domain.ParcelID{}) {
		parcel = e.parcel
	}
	answer, err := to.RecordAt(ctx, e.at, parcel, fmt.Sprintf("demo/%d", n), e.by, fact)
	if err != nil {
		return fmt.Errorf("演示宗地 / demo parcel %s, event %d %s: %w", l.plot.code, n, domain.EventName(fact.Event), err)
	}
	if len(answer.Events) != 1 {
		return errors.New("demo: one fact was recorded as several")
	}
	l.ids[e.serial] = answer.Events[0].ID
	done(answer.Repeated)
	return nil
}
