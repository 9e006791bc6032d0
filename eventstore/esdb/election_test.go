package esdb

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"

	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// An elected store is another log from the moment of an election on.
type elected struct {
	mu  sync.Mutex
	now eventstore.Store
}

func (e *elected) elect(s eventstore.Store) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.now = s
}

func (e *elected) store() eventstore.Store {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now
}

func (e *elected) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	return e.store().Append(ctx, stream, expect, events...)
}

func (e *elected) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return e.store().Read(ctx, stream, from)
}

func (e *elected) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return e.store().Follow(ctx, after)
}

func (e *elected) Head(ctx context.Context) (eventstore.Position, error) { return e.store().Head(ctx) }

// forked is a log that has the first n events of parcel-1, and then others.
func forked(t *testing.T, n int, others ...string) eventstore.Store {
	m := memory.New()
	t.Cleanup(func() { m.Close() })
	if n > 0 {
		fill(t, m, "parcel-1", n)
	}
	for i, name := range others {
		if _, err := m.Append(t.Context(), "parcel-1", eventstore.Revision(n+i-1), event(name)); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// A node that serves fewer events after an election, or others at the same revisions,
// is followed no further, by nobody, also when it has grown beyond what was lost; what
// was based on the lost events is refused and overwrites nothing. Reads go on, for they
// say what the server has. That a process which starts afterwards finds it takes a
// witness outside of the server: the seal.
func TestFaultElection(t *testing.T) {
	outage(t)
	tests := []struct {
		name  string
		after eventstore.Store
	}{
		{"nothing left", forked(t, 0)},
		{"fewer", forked(t, 3)},
		{"others", forked(t, 3, "fork/3", "fork/4")},
		{"another at the end", forked(t, 4, "fork/4")},
		{"others and more", forked(t, 3, "fork/3", "fork/4", "fork/5", "fork/6")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := &elected{now: forked(t, 5)}
			l := lineOver(t, e, Options{})
			if err := l.level(t.Context()); err != nil {
				t.Fatal(err)
			}
			seen, _ := l.followed()
			last := seen[len(seen)-1]
			before := slices.Collect(firsts(test.after.Read(t.Context(), "parcel-1", 0)))
			e.elect(test.after)
			l.proxy.drop()
			wantDamage(t, "the follower", endOf(t, l), last)
			_, err := firstOf(l.store.Follow(t.Context(), last.Position))
			wantDamage(t, "another follower", err, last)
			_, err = l.store.Append(t.Context(), "parcel-1", last.Revision, event("on top of what is lost"))
			if !errors.Is(err, eventstore.ErrConflict) && !errors.Is(err, eventstore.ErrDamaged) {
				t.Errorf("append: got %v, want a conflict or damage", err)
			}
			_, err = l.store.Head(t.Context())
			wantDamage(t, "head", err, last)
			if after := slices.Collect(firsts(test.after.Read(t.Context(), "parcel-1", 0))); equal(after, before) != nil {
				t.Error("the append changed what the server has")
			}
			if err := equal(mustRead(t, l.store, "parcel-1"), before); err != nil {
				t.Errorf("read: %v", err)
			}
		})
	}
}

func firsts(records iter.Seq2[eventstore.Record, error]) iter.Seq[eventstore.Record] {
	return func(yield func(eventstore.Record) bool) {
		for r, err := range records {
			if err != nil || !yield(r) {
				return
			}
		}
	}
}

// endOf waits for the error that ends the follower of a line.
func endOf(t *testing.T, l *line) error {
	ctx, cancel := withPatience(t)
	defer cancel()
	for ctx.Err() == nil {
		if _, err := l.followed(); err != nil {
			return err
		}
	}
	return fmt.Errorf("the follower goes on: %w", ctx.Err())
}

// wantDamage checks that an error is damage and says where.
func wantDamage(t *testing.T, who string, err error, at eventstore.Record) {
	t.Helper()
	if !errors.Is(err, eventstore.ErrDamaged) || !strings.Contains(err.Error(), string(at.Position)) || !strings.Contains(err.Error(), at.ID.String()) {
		t.Errorf("%s: got %v, want ErrDamaged at %s, %s", who, err, at.Position, at.ID)
	}
}

// A stream that becomes shorter while it is read does not end as if it were whole.
func TestFaultElectionWhileReading(t *testing.T) {
	const size = pageRecordsMax + 10
	e := &elected{now: forked(t, size)}
	s := rigOver(t, e).start().open(Options{})
	n := 0
	for r, err := range s.Read(t.Context(), "parcel-1", 0) {
		if n++; r.Revision == 0 && err == nil {
			e.elect(forked(t, pageRecordsMax+5))
		}
		if n == pageRecordsMax+6 {
			if !errors.Is(err, eventstore.ErrDamaged) || !strings.Contains(err.Error(), fmt.Sprint("revision ", size-1)) {
				t.Errorf("got %v, want ErrDamaged", err)
			}
		} else if err != nil {
			t.Error(err)
		}
	}
	if n != pageRecordsMax+6 {
		t.Errorf("the reader was given %d records and errors", n)
	}
}
