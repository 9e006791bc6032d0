package projections

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// flaky is a projection that fails now and then, before or after it has taken
// the batch; data and position move together.
type flaky struct {
	fail    []string // what each Apply does: "", "before" or "after"
	applied []string
	pos     eventstore.Position
	calls   int
}

var errFlaky = errors.New("flaky")

func (*flaky) Name() string { return "flaky" }

func (f *flaky) Position(context.Context) (eventstore.Position, error) { return f.pos, nil }

func (f *flaky) Apply(_ context.Context, batch []eventstore.Record) error {
	fate := ""
	if f.calls < len(f.fail) {
		fate = f.fail[f.calls]
	}
	f.calls++
	if fate == "before" {
		return errFlaky
	}
	for _, r := range batch {
		f.applied = append(f.applied, r.Type)
	}
	f.pos = batch[len(batch)-1].Position
	if fate == "after" {
		return errFlaky
	}
	return nil
}

func fill(t *testing.T, store eventstore.Store, types ...string) {
	t.Helper()
	for i, name := range types {
		_, err := store.Append(t.Context(), "s", eventstore.Revision(i)-1, eventstore.Event{ID: uuid.New(), Type: name})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever fails, and on whichever side of the projection's own commit, every
// record is applied once and in order.
func TestRunAppliesEachRecordOnce(t *testing.T) {
	for _, fail := range [][]string{nil, {"before"}, {"after"}, {"before", "after", "before"}, {"after", "after"}} {
		synctest.Test(t, func(t *testing.T) {
			store := memory.New()
			fill(t, store, "a", "b", "c")
			p := &flaky{fail: fail}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error)
			go func() { done <- Run(ctx, store, p, slog.New(slog.DiscardHandler)) }()
			time.Sleep(time.Minute) // fake time: every back-off has passed
			synctest.Wait()
			cancel()
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Errorf("Run ended with %v", err)
			}
			if want := []string{"a", "b", "c"}; !slices.Equal(p.applied, want) {
				t.Errorf("failing %v: applied %v, want %v", fail, p.applied, want)
			}
		})
	}
}

// A projection that moves its position before its data loses records over a
// failure: the test above sees such a one.
func TestPositionBeforeDataIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		fill(t, store, "a", "b", "c")
		p := &eager{}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- Run(ctx, store, p, slog.New(slog.DiscardHandler)) }()
		time.Sleep(time.Minute)
		synctest.Wait()
		cancel()
		<-done
		if slices.Equal(p.applied, []string{"a", "b", "c"}) {
			t.Error("the control lost nothing: the test cannot fail")
		}
	})
}

// eager is wrong on purpose.
type eager struct{ flaky }

func (e *eager) Apply(ctx context.Context, batch []eventstore.Record) error {
	e.pos = batch[len(batch)-1].Position
	if e.calls++; e.calls == 1 {
		return errFlaky
	}
	return e.flaky.Apply(ctx, batch)
}

// The wait between two tries doubles up to a bound, and begins anew after
// progress.
func TestBackoffIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := &broken{}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_ = Run(ctx, broken, &flaky{}, slog.New(slog.DiscardHandler))
		if n := len(broken.tries); n < 10 || n > 16 {
			t.Errorf("%d tries in a minute, want 0.1+0.2+0.4+…+10 s between them", n)
		}
		for i := 1; i < len(broken.tries); i++ {
			if wait := broken.tries[i].Sub(broken.tries[i-1]); wait > backoffMax {
				t.Errorf("waited %v before try %d", wait, i)
			}
		}
	})
}

// broken never gives a record.
type broken struct{ tries []time.Time }

func (b *broken) Follow(context.Context, eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		b.tries = append(b.tries, time.Now())
		yield(nil, errFlaky)
	}
}
