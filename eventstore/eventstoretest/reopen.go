package eventstoretest

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"taizhang/eventstore"
)

var closeChecks = []check{
	{"a closed store says so", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(1)...)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Append(ctx, "parcel-1", 0, some(1)...); !errors.Is(err, eventstore.ErrClosed) {
			t.Errorf("append: got %v, want ErrClosed", err)
		}
		if _, err := s.Head(ctx); !errors.Is(err, eventstore.ErrClosed) {
			t.Errorf("head: got %v, want ErrClosed", err)
		}
		if _, err := follow(ctx, s, "", 1); !errors.Is(err, eventstore.ErrClosed) {
			t.Errorf("follow: got %v, want ErrClosed", err)
		}
		var last error
		for _, err := range s.Read(ctx, "parcel-1", 0) {
			last = err
		}
		if !errors.Is(last, eventstore.ErrClosed) {
			t.Errorf("read: got %v, want ErrClosed", last)
		}
	}},
	{"closing twice is harmless", func(t testing.TB, b Backend) {
		_, s := open(t, b)
		for range 2 {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}},
	{"closing ends a waiting follower", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(1)...)
		var last error
		for _, err := range s.Follow(ctx, "") {
			if last = err; err == nil {
				go s.Close()
			}
		}
		if !errors.Is(last, eventstore.ErrClosed) {
			t.Errorf("got %v, want ErrClosed", last)
		}
	}},
}

var reopenChecks = []check{
	{"everything is there again", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		for i := range 40 {
			mustAppend(t, ctx, s, stream(i), eventstore.Revision(2*(i/4)-1), some(2)...)
		}
		before := mustFollow(t, ctx, s, "", 80)
		ctx, s = reopen(t, b, s)
		if head := mustHead(t, ctx, s); head != before[79].Position {
			t.Fatalf("head is %q, want %q", head, before[79].Position)
		}
		wantSame(t, mustFollow(t, ctx, s, "", 80), before)
		if got := mustRead(t, ctx, s, stream(1), 0); len(got) != 20 {
			t.Errorf("the stream has %d records, want 20", len(got))
		}
	}},
	{"an empty store is empty again", func(t testing.TB, b Backend) {
		_, s := open(t, b)
		ctx, s := reopen(t, b, s)
		if p := mustHead(t, ctx, s); p != "" {
			t.Errorf("head is %q", p)
		}
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(1)...)
	}},
	{"revisions and positions go on", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(6)
		last := eventstore.Position("")
		for i, e := range events {
			p := mustAppend(t, ctx, s, "parcel-1", eventstore.Revision(i-1), e)
			if p <= last {
				t.Fatalf("position %q is not after %q", p, last)
			}
			last = p
			ctx, s = reopen(t, b, s)
			wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", eventstore.Revision(i-1), some(1)...)
		}
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"a repeat gives the position of before", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(3)
		first := mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		mustAppend(t, ctx, s, "parcel-1", 2, some(2)...)
		ctx, s = reopen(t, b, s)
		wantRepeat(t, ctx, s, first, eventstore.NoStream, events...)
	}},
	{"a follower resumes where it was", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(5)...)
		log := mustFollow(t, ctx, s, "", 5)
		ctx, s = reopen(t, b, s)
		next := some(1)
		mustAppend(t, ctx, s, "parcel-1", 4, next...)
		rest := mustFollow(t, ctx, s, log[2].Position, 3)
		wantSame(t, rest[:2], log[3:])
		wantRecord(t, rest[2], "parcel-1", 5, next[0])
	}},
	{"a follower goes over many openings without gap or repeat", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		var got []eventstore.Record
		last := eventstore.Position("")
		for i := range 4 {
			mustAppend(t, ctx, s, "parcel-1", eventstore.Revision(6*i-1), some(3)...)
			got = append(got, mustFollow(t, ctx, s, last, 3)[:2]...) // one is left for the next opening
			last = got[len(got)-1].Position
			ctx, s = reopen(t, b, s)
			mustAppend(t, ctx, s, "parcel-1", eventstore.Revision(6*i+2), some(3)...)
			got = append(got, mustFollow(t, ctx, s, last, 4)...)
			last = got[len(got)-1].Position
		}
		wantSame(t, got, mustFollow(t, ctx, s, "", 24))
	}},
	{"the bytes are the same again", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := append(some(3), large(2)...)
		events[0].Data, events[1].Meta, events[2].Data = nil, every(), []byte("\xed\xa0\x80")
		mustAppend(t, ctx, s, hostileNames()[0], eventstore.NoStream, events...)
		ctx, s = reopen(t, b, s)
		wantStream(t, ctx, s, hostileNames()[0], events...)
	}},
	{"what was acknowledged before a close in the middle of appends is there", closedInTheMiddle},
	{"an append whose answer was lost is stored once when repeated after an opening", func(t testing.TB, b Backend) {
		for _, fault := range []Fault{NothingStored, AnswerLost} {
			ctx, inner := open(t, b)
			events := some(2)
			s := &Flaky{Store: inner, On: 1, Fault: fault}
			if _, err := s.Append(ctx, "parcel-1", eventstore.NoStream, events...); err == nil {
				t.Fatal("the fault was not injected")
			}
			ctx, inner = reopen(t, b, inner)
			mustAppend(t, ctx, inner, "parcel-1", eventstore.NoStream, events...)
			wantStream(t, ctx, inner, "parcel-1", events...)
		}
	}},
}

// reopen closes a store and opens it again, for the rest of the check.
func reopen(t testing.TB, b Backend, s Store) (context.Context, Store) {
	t.Helper()
	b.Open = func(t testing.TB) Store { return b.Reopen(t, s) }
	return open(t, b)
}

// closedInTheMiddle closes the store while appenders are at work. Each repeats
// the append whose outcome it did not learn.
func closedInTheMiddle(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	const appenders = 4
	var acked atomic.Int64
	given := make([][]eventstore.Event, appenders)
	var wg sync.WaitGroup
	for a := range appenders {
		wg.Go(func() {
			for err := error(nil); err == nil; acked.Add(1) {
				given[a] = append(given[a], some(1)...)
				last := len(given[a]) - 1
				_, err = s.Append(ctx, stream(a), eventstore.Revision(last-1), given[a][last])
			}
		})
	}
	for acked.Load() < 5*appenders {
		runtime.Gosched()
	}
	longer, again := reopen(t, b, s) // the appenders keep the store that was closed
	wg.Wait()
	for a, events := range given {
		last := len(events) - 1
		if n := len(mustRead(t, longer, again, stream(a), 0)); n != last && n != last+1 {
			t.Fatalf("%s has %d records, %d were acknowledged", stream(a), n, last)
		}
		mustAppend(t, longer, again, stream(a), eventstore.Revision(last-1), events[last])
		wantStream(t, longer, again, stream(a), events...)
	}
}
