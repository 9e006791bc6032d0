package eventstoretest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"taizhang/eventstore"
)

// aloneChecks are for stores that append to one stream at a time.
var aloneChecks = []check{
	{"a store that cannot append to several streams says so", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		_, err := eventstore.AppendAll(ctx, s, pair(eventstore.NoStream, some(1), some(1)))
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("got %v, want errors.ErrUnsupported: the Backend does not claim it", err)
		}
		wantStream(t, ctx, s, "parcel-1")
		wantStream(t, ctx, s, "parcel-2")
	}},
}

// togetherChecks are for an [eventstore.MultiAppender].
var togetherChecks = []check{
	{"streams begin and go on in one append, next to each other", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		first, second := some(5), some(2)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, first[:2]...)
		p := mustAppendAll(t, ctx, s, []eventstore.Batch{
			{Stream: "parcel-2", Expect: eventstore.NoStream, Events: second},
			{Stream: "parcel-1", Expect: 1, Events: first[2:]},
		})
		wantStream(t, ctx, s, "parcel-1", first...)
		wantStream(t, ctx, s, "parcel-2", second...)
		log := mustFollow(t, ctx, s, "", 7)
		wantOrdered(t, log)
		for i, stream := range []string{"parcel-1", "parcel-1", "parcel-2", "parcel-2", "parcel-1", "parcel-1", "parcel-1"} {
			if log[i].Stream != stream {
				t.Errorf("record %d is of %s, want %s", i, log[i].Stream, stream)
			}
		}
		if head := mustHead(t, ctx, s); p != head || p != log[6].Position {
			t.Errorf("got position %q, the head is %q, the last record at %q", p, head, log[6].Position)
		}
	}},
	{"one batch alone is an append", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		first := mustAppendAll(t, ctx, s, []eventstore.Batch{{Stream: "parcel-1", Expect: eventstore.NoStream, Events: events}})
		wantRepeat(t, ctx, s, first, eventstore.NoStream, events...)
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"a conflict in the first stream leaves nothing in any", conflictsIn(0)},
	{"a conflict in the second stream leaves nothing in any", conflictsIn(1)},
	{"a conflict in the last stream leaves nothing in any", conflictsIn(2)},
	{"the same append again gives the same position", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		batches := pair(eventstore.NoStream, some(3), some(2))
		first := mustAppendAll(t, ctx, s, batches)
		wantRepeatAll(t, ctx, s, first, batches)
		mustAppend(t, ctx, s, "parcel-2", 1, some(1)...)
		wantRepeatAll(t, ctx, s, first, batches)
		mustAppend(t, ctx, s, "parcel-1", 2, some(1)...)
		wantRepeatAll(t, ctx, s, first, batches)
		if b.Reopen != nil {
			ctx, s = reopen(t, b, s)
			wantRepeatAll(t, ctx, s, first, batches)
		}
	}},
	{"an append of which one stream is stored conflicts", func(t testing.TB, b Backend) {
		for stored := range 2 {
			ctx, s := open(t, b)
			batches := pair(eventstore.NoStream, some(2), some(2))
			mustAppend(t, ctx, s, batches[stored].Stream, eventstore.NoStream, batches[stored].Events...)
			wantRefusedAll(t, ctx, s, eventstore.ErrConflict, batches)
			wantStream(t, ctx, s, batches[1-stored].Stream)
		}
	}},
	{"a repeat with another event in one stream conflicts", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		first, second := some(2), some(2)
		mustAppendAll(t, ctx, s, pair(eventstore.NoStream, first, second))
		wantRefusedAll(t, ctx, s, eventstore.ErrConflict, pair(eventstore.NoStream, some(2), second))
		wantRefusedAll(t, ctx, s, eventstore.ErrConflict, pair(eventstore.NoStream, first, some(2)))
		wantRefusedAll(t, ctx, s, eventstore.ErrConflict, pair(eventstore.NoStream, first, append(second[:1:1], some(1)...)))
		wantStream(t, ctx, s, "parcel-1", first...)
		wantStream(t, ctx, s, "parcel-2", second...)
	}},
	{"what is invalid in any stream leaves nothing in any", invalidTogether},
	{"the limits are those of one append", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		half := eventstore.BatchEventsMax / 2
		wantRefusedAll(t, ctx, s, eventstore.ErrInvalid, pair(eventstore.NoStream, some(half), some(half+1)))
		wantRefusedAll(t, ctx, s, eventstore.ErrInvalid, pair(eventstore.NoStream, large(4), large(5)))
		mustAppendAll(t, ctx, s, pair(eventstore.NoStream, some(half), some(half)))
		ctx, s = open(t, b)
		most := pair(eventstore.NoStream, large(4), large(4))
		mustAppendAll(t, ctx, s, most)
		wantStream(t, ctx, s, "parcel-2", most[1].Events...)
	}},
	{"a reader sees all streams or none", wholeToReaders},
	{"a follower that has one part finds the others", wholeToFollowers},
	{"appends that cross each other are won by one", crossing},
	{"concurrent repeats are stored once", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		for round := range 10 {
			batches := pair(eventstore.Revision(2*round-1), some(2), some(2))
			got := make([]eventstore.Position, 6)
			var wg sync.WaitGroup
			for i := range got {
				wg.Go(func() {
					p, err := eventstore.AppendAll(ctx, s, batches)
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
		}
		wantOrdered(t, mustFollow(t, ctx, s, "", 40))
	}},
	{"a cancelled context leaves all or nothing and a repeat is safe", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		batches := pair(eventstore.NoStream, some(2), some(1))
		if _, err := eventstore.AppendAll(cancelled, s, batches); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v, want the error of the context", err)
		}
		mustAppendAll(t, ctx, s, batches)
		wantStream(t, ctx, s, "parcel-1", batches[0].Events...)
		wantStream(t, ctx, s, "parcel-2", batches[1].Events...)
	}},
	{"a closed store says so", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := eventstore.AppendAll(ctx, s, pair(eventstore.NoStream, some(1), some(1))); !errors.Is(err, eventstore.ErrClosed) {
			t.Errorf("got %v, want ErrClosed", err)
		}
	}},
}

// pair is an append to two streams that stand at the same revision.
func pair(expect eventstore.Revision, first, second []eventstore.Event) []eventstore.Batch {
	return []eventstore.Batch{
		{Stream: "parcel-1", Expect: expect, Events: first},
		{Stream: "parcel-2", Expect: expect, Events: second},
	}
}

func mustAppendAll(t testing.TB, ctx context.Context, s eventstore.Store, batches []eventstore.Batch) eventstore.Position {
	t.Helper()
	p, err := eventstore.AppendAll(ctx, s, batches)
	if err != nil {
		t.Fatalf("append to %d streams: %v", len(batches), err)
	}
	return p
}

func wantRefusedAll(t testing.TB, ctx context.Context, s eventstore.Store, want error, batches []eventstore.Batch) {
	t.Helper()
	before := mustHead(t, ctx, s)
	p, err := eventstore.AppendAll(ctx, s, batches)
	if !errors.Is(err, want) || p != "" {
		t.Fatalf("append to %d streams: got %q, %v; want %v", len(batches), p, err, want)
	}
	if after := mustHead(t, ctx, s); after != before {
		t.Errorf("a refused append moved the head from %q to %q", before, after)
	}
}

func wantRepeatAll(t testing.TB, ctx context.Context, s eventstore.Store, want eventstore.Position, batches []eventstore.Batch) {
	t.Helper()
	before := mustHead(t, ctx, s)
	if got := mustAppendAll(t, ctx, s, batches); got != want {
		t.Errorf("the repeat returned %q, the first append %q", got, want)
	}
	if after := mustHead(t, ctx, s); after != before {
		t.Errorf("the repeat moved the head from %q to %q", before, after)
	}
}

// conflictsIn appends to three streams, of which one stands elsewhere: behind,
// ahead, or where there should be none.
func conflictsIn(wrong int) func(testing.TB, Backend) {
	return func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		var batches []eventstore.Batch
		var before [3][]eventstore.Event
		for i := range 3 {
			before[i] = some(3)
			mustAppend(t, ctx, s, stream(i), eventstore.NoStream, before[i]...)
			batches = append(batches, eventstore.Batch{Stream: stream(i), Expect: 2, Events: some(2)})
		}
		for _, expect := range []eventstore.Revision{eventstore.NoStream, 1, 3} {
			batches[wrong].Expect = expect
			wantRefusedAll(t, ctx, s, eventstore.ErrConflict, batches)
		}
		for i := range 3 {
			wantStream(t, ctx, s, stream(i), before[i]...)
		}
		batches[wrong].Expect = 2
		mustAppendAll(t, ctx, s, batches)
	}
}

func invalidTogether(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	untyped := some(2)
	untyped[1].Type = ""
	twice := pair(eventstore.NoStream, some(1), some(1))
	twice[1].Stream = twice[0].Stream
	nameless := pair(eventstore.NoStream, some(1), some(1))
	nameless[1].Stream = ""
	before := pair(eventstore.NoStream, some(1), some(1))
	before[1].Expect = eventstore.NoStream - 1
	for _, batches := range [][]eventstore.Batch{
		nil, twice, nameless, before,
		pair(eventstore.NoStream, some(1), untyped),
		pair(eventstore.NoStream, some(1), nil),
	} {
		wantRefusedAll(t, ctx, s, eventstore.ErrInvalid, batches)
	}
	wantStream(t, ctx, s, "parcel-1")
	wantStream(t, ctx, s, "parcel-2")
}

// wholeToReaders reads two streams that grow together, one after the other, in
// both orders: the second reading holds at least what the first did.
func wholeToReaders(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	const rounds = 40
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range rounds {
			if _, err := eventstore.AppendAll(ctx, s, pair(eventstore.Revision(i-1), some(1), some(1))); err != nil {
				t.Errorf("append: %v", err)
			}
		}
	})
	defer wg.Wait()
	for n := 0; n < rounds && !t.Failed(); {
		for _, order := range [][2]string{{"parcel-1", "parcel-2"}, {"parcel-2", "parcel-1"}} {
			n = len(mustRead(t, ctx, s, order[0], 0))
			if m := len(mustRead(t, ctx, s, order[1], 0)); m < n {
				t.Fatalf("%s had %d records, and %s %d after that", order[0], n, order[1], m)
			}
		}
	}
}

// wholeToFollowers reads, at every record that Follow yields, the streams that
// came with it.
func wholeToFollowers(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	const appenders, rounds = 3, 10
	var wg sync.WaitGroup
	for a := range appenders {
		wg.Go(func() {
			for i := range rounds {
				batches := pair(eventstore.Revision(i-1), some(1), some(1))
				batches[0].Stream, batches[1].Stream = fmt.Sprintf("a-%d", a), fmt.Sprintf("b-%d", a)
				if _, err := eventstore.AppendAll(ctx, s, batches); err != nil {
					t.Errorf("append: %v", err)
				}
			}
		})
	}
	defer wg.Wait()
	seen := 0
	for r, err := range all(ctx, s) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Stream[0] == 'a' && len(mustRead(t, ctx, s, "b"+r.Stream[1:], r.Revision)) == 0 {
			t.Fatalf("%s has revision %d, and the other stream has not", r.Stream, r.Revision)
		}
		if seen++; seen == 2*appenders*rounds {
			return
		}
	}
}

// crossing lets appenders race for the next revision of two streams, naming them
// in either order. Both streams go on together or not at all.
func crossing(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	const appenders, revisions = 6, 20
	wins := make([]int, appenders)
	var wg sync.WaitGroup
	for a := range appenders {
		wg.Go(func() {
			for i := range revisions {
				batches := pair(eventstore.Revision(i-1), some(1), some(1))
				if a%2 == 1 {
					slices.Reverse(batches)
				}
				_, err := eventstore.AppendAll(ctx, s, batches)
				switch {
				case err == nil:
					wins[a]++
				case !errors.Is(err, eventstore.ErrConflict):
					t.Errorf("append at %d: %v", i-1, err)
				}
			}
		})
	}
	wg.Wait()
	won := 0
	for _, n := range wins {
		won += n
	}
	first, second := mustRead(t, ctx, s, "parcel-1", 0), mustRead(t, ctx, s, "parcel-2", 0)
	if won != revisions || len(first) != revisions || len(second) != revisions {
		t.Errorf("%d appends won %d and %d revisions, want %d of each", won, len(first), len(second), revisions)
	}
	wantOrdered(t, mustFollow(t, ctx, s, "", 2*revisions))
}
