package esdb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// lossy loses the answer of every third append, and every third it loses whole.
type lossy struct {
	eventstore.Store
	calls atomic.Int64
}

func (l *lossy) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	n := l.calls.Add(1) % 3
	if n == 0 {
		return "", fmt.Errorf("nothing stored: %w", eventstore.ErrUnavailable)
	}
	at, err := l.Store.Append(ctx, stream, expect, events...)
	if n == 1 && err == nil {
		return "", fmt.Errorf("answer lost: %w", eventstore.ErrUnavailable)
	}
	return at, err
}

// unsettled appends to a lossy server and reports what is wrong afterwards.
func unsettled(t *testing.T, wrong fault) error {
	m := memory.New()
	defer m.Close()
	s := rigOver(t, &lossy{Store: m}).start().open(Options{wrong: wrong})
	at := make(map[eventstore.Revision]eventstore.Position)
	for i := range eventstore.Revision(20) {
		p, err := s.Append(t.Context(), "parcel-1", i-1, event(fmt.Sprint("parcel-1/", i)))
		if err != nil {
			return err
		}
		at[i] = p
	}
	for r, err := range m.Read(t.Context(), "parcel-1", 0) {
		if err != nil || r.Position != at[r.Revision] || r.ID != event(fmt.Sprint("parcel-1/", r.Revision)).ID {
			return fmt.Errorf("revision %d is at %s, acknowledged at %s, %w", r.Revision, r.Position, at[r.Revision], err)
		}
		delete(at, r.Revision)
	}
	if len(at) > 0 {
		return fmt.Errorf("%d acknowledged events are not there", len(at))
	}
	return nil
}

// An append whose answer is lost is settled by reading: stored once, and answered with
// its own position.
func TestLostAnswers(t *testing.T) {
	outage(t)
	if err := unsettled(t, 0); err != nil {
		t.Error(err)
	}
}

// A store that takes a lost answer for success is caught by the same test.
func TestGuessingIsCaught(t *testing.T) {
	outage(t)
	if err := unsettled(t, guessesSuccess); err == nil {
		t.Error("a store that guesses passed")
	}
}

// overwritten lets many append at the same revision and reports whether more than one
// was told that he succeeded.
func overwritten(t *testing.T, wrong fault) error {
	s := newRig(t).start().open(Options{wrong: wrong})
	var won atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := s.Append(t.Context(), "parcel-1", eventstore.NoStream, event(fmt.Sprint(i))); err == nil {
				won.Add(1)
			} else if !errors.Is(err, eventstore.ErrConflict) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		return fmt.Errorf("%d appends at one revision succeeded", won.Load())
	}
	return nil
}

// The revision expected is exact: a store that appends anywhere is caught.
func TestExactRevision(t *testing.T) {
	if err := overwritten(t, 0); err != nil {
		t.Error(err)
	}
	if err := overwritten(t, appendsAnywhere); err == nil {
		t.Error("a store that expects Any passed")
	}
}

// A held store lets the first append wait, before or after it is stored, until it is
// released.
type held struct {
	eventstore.Store
	first    sync.Once
	before   bool
	released chan struct{}
	landed   chan struct{} // closed when the first append has been stored
}

func (h *held) Append(_ context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (at eventstore.Position, err error) {
	store := func() { at, err = h.Store.Append(context.Background(), stream, expect, events...) }
	first := false
	h.first.Do(func() {
		first = true
		if !h.before {
			store()
		}
	})
	if !first || h.before {
		if first {
			<-h.released
		}
		store()
	}
	if first {
		defer close(h.landed)
		<-h.released
	}
	return at, err
}

// An append that was given up and arrives late, before or after it was settled, counts
// once.
func TestLateAppends(t *testing.T) {
	for _, before := range []bool{true, false} {
		t.Run(fmt.Sprintf("held before it is stored %t", before), func(t *testing.T) {
			m := memory.New()
			defer m.Close()
			h := &held{Store: m, before: before, released: make(chan struct{}), landed: make(chan struct{})}
			s := rigOver(t, h).start().open(Options{callMax: 200 * time.Millisecond})
			want := events("parcel-1", 0, 3)
			at, err := s.Append(t.Context(), "parcel-1", eventstore.NoStream, want...)
			close(h.released)
			<-h.landed
			if err != nil {
				t.Fatal(err)
			}
			got := mustRead(t, m, "parcel-1")
			wantStream(t, got, "parcel-1", 3)
			if got[2].Position != at {
				t.Errorf("answered %s, stored at %s", at, got[2].Position)
			}
		})
	}
}

// What the server refuses for good is said as such, and nothing is written.
func TestRefusals(t *testing.T) {
	outage(t)
	large := event("large")
	large.Data = make([]byte, 1<<20-100)
	r := newRig(t)
	r.options.MaxAppendBytes = 1 << 20
	s := r.start().open(Options{})
	_, err := s.Append(t.Context(), "parcel-1", eventstore.NoStream, large, event("and more of it, so that it is more than a mebibyte with all that belongs to it, metadata too"))
	if !errors.Is(err, eventstore.ErrInvalid) || !strings.Contains(err.Error(), "MaxAppendSize") {
		t.Errorf("too large: got %v", err)
	}
	full := rigOver(t, failing{r.store, eventstore.ErrFull}).start().open(Options{})
	if _, err := full.Append(t.Context(), "parcel-1", eventstore.NoStream, event("one")); !errors.Is(err, eventstore.ErrFull) {
		t.Errorf("full: got %v", err)
	}
	denied := newRig(t)
	denied.options.Append = false
	if _, err := denied.start().open(Options{}).Append(t.Context(), "parcel-1", eventstore.NoStream, event("one")); !errors.Is(err, eventstore.ErrUnavailable) || !strings.Contains(err.Error(), "refuses this user") {
		t.Errorf("denied: got %v", err)
	}
	if head, err := s.Head(t.Context()); head != "" || err != nil {
		t.Errorf("head is %q, %v", head, err)
	}
}

// failing refuses every append.
type failing struct {
	eventstore.Store
	err error
}

func (f failing) Append(context.Context, string, eventstore.Revision, ...eventstore.Event) (eventstore.Position, error) {
	return "", f.err
}

// A caller who gives up gets the end of his own context, and the outcome is found by
// repeating the very same append.
func TestCallerGivesUp(t *testing.T) {
	m := memory.New()
	defer m.Close()
	h := &held{Store: m, released: make(chan struct{}), landed: make(chan struct{})}
	s := rigOver(t, h).start().open(Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := s.Append(ctx, "parcel-1", eventstore.NoStream, event("parcel-1/0"))
	close(h.released)
	<-h.landed
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Append(t.Context(), "parcel-1", eventstore.NoStream, event("parcel-1/0")); err != nil {
		t.Error(err)
	}
	wantStream(t, mustRead(t, s, "parcel-1"), "parcel-1", 1)
}
