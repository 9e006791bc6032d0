package eventstoretest

import (
	"context"
	"errors"
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
}

// reopen closes a store and opens it again, for the rest of the check.
func reopen(t testing.TB, b Backend, s Store) (context.Context, Store) {
	t.Helper()
	b.Open = func(t testing.TB) Store { return b.Reopen(t, s) }
	return open(t, b)
}
