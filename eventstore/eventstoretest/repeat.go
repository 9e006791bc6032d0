package eventstoretest

import (
	"context"
	"slices"
	"sync"
	"testing"

	"taizhang/eventstore"
)

var repeatChecks = []check{
	{"the same append again gives the same position", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(3)
		first := mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		wantRepeat(t, ctx, s, first, eventstore.NoStream, events...)
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"also after more records were appended", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(6)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events[:2]...)
		second := mustAppend(t, ctx, s, "parcel-1", 1, events[2:4]...)
		mustAppend(t, ctx, s, "parcel-2", eventstore.NoStream, some(1)...)
		mustAppend(t, ctx, s, "parcel-1", 3, events[4:]...)
		wantRepeat(t, ctx, s, second, 1, events[2:4]...)
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"also for a batch of the largest size", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := large(8)
		first := mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		mustAppend(t, ctx, s, "parcel-1", 7, some(1)...)
		wantRepeat(t, ctx, s, first, eventstore.NoStream, events...)
	}},
	{"the bytes of the first append stay", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		e := some(1)[0]
		first := mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, e)
		other := e
		other.Data = []byte(`{"other":true}`)
		wantRepeat(t, ctx, s, first, eventstore.NoStream, other)
		wantStream(t, ctx, s, "parcel-1", e)
	}},
	{"other events at a revision that has passed conflict", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", eventstore.NoStream, some(2)...)
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"a batch of which only the first part is stored conflicts", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(3)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events[:2]...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", eventstore.NoStream, events...)
		wantStream(t, ctx, s, "parcel-1", events[:2]...)
	}},
	{"a batch that ends in another event conflicts", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(3)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		other := append(slices.Clone(events[:2]), some(1)...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", eventstore.NoStream, other...)
	}},
	{"the same events in another order conflict", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", eventstore.NoStream, events[1], events[0])
	}},
	{"the same events at another revision conflict", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(3)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", 0, events[:2]...)
	}},
	{"the same events on another stream are other records", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		first := mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		if second := mustAppend(t, ctx, s, "parcel-2", eventstore.NoStream, events...); second <= first {
			t.Errorf("position %q is not after %q", second, first)
		}
		wantStream(t, ctx, s, "parcel-2", events...)
	}},
	{"two appends repeated as one give the position of the second", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(4)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events[:1]...)
		second := mustAppend(t, ctx, s, "parcel-1", 0, events[1:]...)
		wantRepeat(t, ctx, s, second, eventstore.NoStream, events...)
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"a part of an append repeated gives the position of its own last record", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(4)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		records := mustRead(t, ctx, s, "parcel-1", 0)
		wantRepeat(t, ctx, s, records[0].Position, eventstore.NoStream, events[0])
		wantRepeat(t, ctx, s, records[2].Position, 0, events[1:3]...)
		wantRepeat(t, ctx, s, records[3].Position, 2, events[3])
	}},
	{"a repeat that expects a revision ahead conflicts", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		for _, ahead := range []eventstore.Revision{2, 3, 1000} {
			wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", ahead, events...)
		}
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"stored events followed by a new one conflict", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(4)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", 1, append(slices.Clone(events[2:]), some(1)...)...)
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"a new event before stored ones conflicts", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(3)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", eventstore.NoStream, append(some(1), events[1:]...)...)
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"stored events at the head of their stream are new records", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		first := mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		if again := mustAppend(t, ctx, s, "parcel-1", 1, events...); again <= first {
			t.Errorf("position %q is not after %q", again, first)
		}
		wantStream(t, ctx, s, "parcel-1", append(slices.Clone(events), events...)...)
	}},
	{"an ID given to several streams is a repeat in each of them only", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(1)
		var told []eventstore.Position
		for i := range 3 {
			told = append(told, mustAppend(t, ctx, s, stream(i), eventstore.NoStream, events...))
		}
		for i := range 3 {
			if p := mustAppend(t, ctx, s, stream(i), eventstore.NoStream, events...); p != told[i] {
				t.Errorf("%s: the repeat returned %q, the first append %q", stream(i), p, told[i])
			}
		}
		if n := len(mustFollow(t, ctx, s, "", 3)); n != 3 {
			t.Errorf("the log has %d records, want 3", n)
		}
	}},
	{"concurrent repeats are stored once", concurrentRepeats},
}

func wantRepeat(t testing.TB, ctx context.Context, s eventstore.Store, want eventstore.Position, expect eventstore.Revision, events ...eventstore.Event) {
	t.Helper()
	before := mustHead(t, ctx, s)
	if got := mustAppend(t, ctx, s, "parcel-1", expect, events...); got != want {
		t.Errorf("the repeat returned %q, the first append %q", got, want)
	}
	if after := mustHead(t, ctx, s); after != before {
		t.Errorf("the repeat moved the head from %q to %q", before, after)
	}
}

func concurrentRepeats(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	var all []eventstore.Event
	for round := range 20 {
		events := some(2)
		got := make([]eventstore.Position, 8)
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() {
				p, err := s.Append(ctx, "parcel-1", eventstore.Revision(2*round-1), events...)
				if err != nil {
					t.Errorf("repeat %d: %v", i, err)
				}
				got[i] = p
			})
		}
		wg.Wait()
		if len(slices.Compact(got)) != 1 {
			t.Fatalf("the same append returned different positions: %q", got)
		}
		all = append(all, events...)
	}
	wantStream(t, ctx, s, "parcel-1", all...)
}
