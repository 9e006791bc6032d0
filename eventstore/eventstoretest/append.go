package eventstoretest

import (
	"context"
	"errors"
	"math"
	"testing"

	"taizhang/eventstore"
)

var appendChecks = []check{
	{"a stream begins at revision 0", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		e := some(1)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, e...)
		wantStream(t, ctx, s, "parcel-1", e...)
	}},
	{"revisions count one by one", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(5)
		for i, e := range events {
			mustAppend(t, ctx, s, "parcel-1", eventstore.Revision(i-1), e)
		}
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"every stream has revisions of its own", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		first, second := some(3), some(2)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, first[:2]...)
		mustAppend(t, ctx, s, "parcel-2", eventstore.NoStream, second...)
		mustAppend(t, ctx, s, "parcel-1", 1, first[2])
		wantStream(t, ctx, s, "parcel-1", first...)
		wantStream(t, ctx, s, "parcel-2", second...)
	}},
	{"NoStream on a stream that has records conflicts", conflictsAt(eventstore.NoStream)},
	{"a revision that is behind conflicts", conflictsAt(0)},
	{"a revision that is ahead conflicts", conflictsAt(3)},
	{"the largest revision conflicts", conflictsAt(math.MaxInt64)},
	{"a revision of a stream without records conflicts", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(3)...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-2", 0, some(1)...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-2", 2, some(1)...)
		wantStream(t, ctx, s, "parcel-2")
	}},
	{"after a conflict the right revision is accepted", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events[0])
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", 1, events[1])
		mustAppend(t, ctx, s, "parcel-1", 0, events[1])
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"the position returned is that of the last record", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		for i, stream := range []string{"parcel-1", "parcel-2", "parcel-3"} {
			p := mustAppend(t, ctx, s, stream, eventstore.NoStream, some(i+1)...)
			records := mustRead(t, ctx, s, stream, 0)
			if last := records[i].Position; p != last {
				t.Errorf("append returned %q, the record says %q", p, last)
			}
			if head := mustHead(t, ctx, s); p != head {
				t.Errorf("append returned %q, the head is %q", p, head)
			}
		}
	}},
	{"the head of an empty log is the zero position", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		if p := mustHead(t, ctx, s); p != "" {
			t.Errorf("head is %q", p)
		}
	}},
	{"a cancelled context leaves all or nothing and a repeat is safe", cancelledAppend},
}

// conflictsAt expects a revision of a stream that stands at 1.
func conflictsAt(expect eventstore.Revision) func(testing.TB, Backend) {
	return func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", expect, some(1)...)
		wantStream(t, ctx, s, "parcel-1", events...)
	}
}

func cancelledAppend(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	events := some(3)
	_, err := s.Append(cancelled, "parcel-1", eventstore.NoStream, events...)
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want the error of the context", err)
	}
	mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
	wantStream(t, ctx, s, "parcel-1", events...)
}
