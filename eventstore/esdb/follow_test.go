package esdb

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// A disturbed store serves its log and its streams not as they are.
type disturbed struct {
	eventstore.Store
	change func([]eventstore.Record) []eventstore.Record
}

func (d disturbed) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		for batch, err := range d.Store.Follow(ctx, after) {
			if err == nil && after == "" {
				batch = d.change(batch)
			}
			if !yield(batch, err) {
				return
			}
		}
	}
}

func (d disturbed) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		var all []eventstore.Record
		for r, err := range d.Store.Read(ctx, stream, 0) {
			if err != nil {
				yield(r, err)
				return
			}
			all = append(all, r)
		}
		for _, r := range d.change(all) {
			if r.Revision >= from && !yield(r, nil) {
				return
			}
		}
	}
}

// What a server leaves out, repeats, exchanges or puts elsewhere is damage that names
// the place; without a fault the same readers are content.
func TestDisturbedServer(t *testing.T) {
	tests := []struct {
		name   string
		change func(r []eventstore.Record) []eventstore.Record
		fault  bool
	}{
		{"nothing", func(r []eventstore.Record) []eventstore.Record { return r }, false},
		{"a hole", func(r []eventstore.Record) []eventstore.Record { return slices.Delete(r, 3, 4) }, true},
		{"the beginning is gone", func(r []eventstore.Record) []eventstore.Record { return r[2:] }, true},
		{"a record twice", func(r []eventstore.Record) []eventstore.Record { return slices.Insert(r, 3, r[2]) }, true},
		{"two exchanged", func(r []eventstore.Record) []eventstore.Record { r[3], r[4] = r[4], r[3]; return r }, true},
		{"a record without an ID", func(r []eventstore.Record) []eventstore.Record { r[3].ID = [16]byte{}; return r }, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := memory.New()
			defer m.Close()
			fill(t, m, "parcel-1", 6)
			r := rigOver(t, disturbed{m, func(r []eventstore.Record) []eventstore.Record {
				if len(r) < 6 {
					return r
				}
				return test.change(slices.Clone(r))
			}})
			s := r.start().open(Options{})
			_, followed := collect(t.Context(), s, 6)
			var read error
			for _, err := range s.Read(t.Context(), "parcel-1", 0) {
				read = err
			}
			for _, err := range []error{followed, read} {
				switch {
				case !test.fault && err != nil:
					t.Error(err)
				case test.fault && !errors.Is(err, eventstore.ErrDamaged):
					t.Errorf("got %v, want ErrDamaged", err)
				case test.fault && (!strings.Contains(err.Error(), "parcel-1") || !strings.Contains(err.Error(), "revision")):
					t.Errorf("%v does not say where", err)
				}
			}
		})
	}
}

// collect follows from the beginning until it has n records or an error.
func collect(ctx context.Context, s eventstore.Store, n int) (log []eventstore.Record, err error) {
	for batch, err := range s.Follow(ctx, "") {
		if log = append(log, batch...); err != nil || len(log) >= n {
			return log, err
		}
	}
	return log, nil
}

// firstOf is what a follower is given first; nothing is nothing.
func firstOf(log iter.Seq2[[]eventstore.Record, error]) ([]eventstore.Record, error) {
	for batch, err := range log {
		return batch, err
	}
	return nil, nil
}

// A position that is not of a record of this log is refused, not taken for the next
// one.
func TestForeignPosition(t *testing.T) {
	s := newRig(t).start().open(Options{})
	fill(t, s, "parcel-1", 3)
	for _, p := range []eventstore.Position{"7", "000000000000000g", "0000000000000008", "00000000000000ff", "0000000000000000", "000000000000000E"} {
		batch, err := firstOf(s.Follow(t.Context(), p))
		if !errors.Is(err, eventstore.ErrInvalid) {
			t.Errorf("%s: got %d records, %v; want ErrInvalid", p, len(batch), err)
		}
	}
}

// A server that comes back without the end of its log, or with another one, is not
// followed any further.
func TestLostEnd(t *testing.T) {
	outage(t)
	for _, events := range []int{2, 3, 5} {
		before, after := memory.New(), memory.New()
		defer before.Close()
		defer after.Close()
		fill(t, before, "parcel-1", 3)
		if events == 2 {
			fill(t, after, "parcel-1", 2)
		} else {
			fill(t, after, "parcel-2", events)
		}
		r := rigOver(t, before).start()
		s := r.open(Options{Logger: logTo(t)})
		n := 0
		for batch, err := range s.Follow(t.Context(), "") {
			if n += len(batch); err != nil {
				if !errors.Is(err, eventstore.ErrDamaged) || !strings.Contains(err.Error(), "0000000000000015") {
					t.Errorf("after a server with %d events: %v", events, err)
				}
			} else if n == 3 {
				r.stop()
				r.store = after
				r.start()
			}
		}
		if n != 3 {
			t.Errorf("%d records followed, want 3", n)
		}
	}
}

// The server's own streams are not part of a ledger, wherever they stand.
func TestSystemStreams(t *testing.T) {
	m := memory.New()
	defer m.Close()
	fill(t, m, "parcel-1", 3)
	fill(t, m, "stats", 40)
	own := disturbed{m, func(r []eventstore.Record) []eventstore.Record { return r }}
	s := rigOver(t, renamed{own}).start().open(Options{})
	log, err := collect(t.Context(), s, 3)
	if err != nil || len(log) != 3 {
		t.Errorf("followed %d records, %v", len(log), err)
	}
	if head, err := s.Head(t.Context()); err != nil || head != log[2].Position {
		t.Errorf("head is %s, %v; want %s", head, err, log[2].Position)
	}
}

// renamed calls the stream stats a system stream.
type renamed struct{ disturbed }

func (r renamed) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		for batch, err := range r.disturbed.Store.Follow(ctx, after) {
			for i := range batch {
				if batch[i].Stream == "stats" {
					batch[i].Stream = "$stats"
				}
			}
			if !yield(batch, err) {
				return
			}
		}
	}
}
