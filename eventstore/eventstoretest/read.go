package eventstoretest

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"

	"taizhang/eventstore"
)

var readChecks = []check{
	{"a stream that does not exist yields nothing", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(2)...)
		wantStream(t, ctx, s, "parcel-2")
	}},
	{"reading begins at any revision", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(7)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		for from := range len(events) + 2 {
			got := mustRead(t, ctx, s, "parcel-1", eventstore.Revision(from))
			if want := max(len(events)-from, 0); len(got) != want {
				t.Fatalf("from %d: got %d records, want %d", from, len(got), want)
			}
			for i, r := range got {
				wantRecord(t, r, "parcel-1", eventstore.Revision(from+i), events[from+i])
			}
		}
	}},
	{"a long stream comes whole and in order", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		var all []eventstore.Event
		for len(all) < 3000 {
			events := some(750)
			mustAppend(t, ctx, s, "parcel-1", eventstore.Revision(len(all)-1), events...)
			all = append(all, events...)
			mustAppend(t, ctx, s, "parcel-2", eventstore.Revision(len(all)/750-2), some(1)...)
		}
		wantStream(t, ctx, s, "parcel-1", all...)
		if got := mustRead(t, ctx, s, "parcel-1", 2990); len(got) != 10 || got[0].Revision != 2990 {
			t.Errorf("from 2990: got %d records", len(got))
		}
	}},
	{"a sequence does nothing until ranged", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		records := s.Read(ctx, "parcel-1", 0)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(2)...)
		if n := yields(t, records); n != 2 {
			t.Errorf("got %d records, want 2", n)
		}
	}},
	{"a sequence can be ranged again", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(2)...)
		records := s.Read(ctx, "parcel-1", 0)
		yields(t, records)
		mustAppend(t, ctx, s, "parcel-1", 1, some(1)...)
		if n := yields(t, records); n != 3 {
			t.Errorf("got %d records, want 3", n)
		}
	}},
	{"a reader may stop early", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(5)...)
		for range s.Read(ctx, "parcel-1", 0) {
			break
		}
		wantRecord(t, mustRead(t, ctx, s, "parcel-1", 4)[0], "parcel-1", 4, mustRead(t, ctx, s, "parcel-1", 0)[4].Event)
	}},
	{"a cancelled context ends a read with its error, once and last", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(5)...)
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		var errs []error
		for _, err := range s.Read(cancelled, "parcel-1", 0) {
			if len(errs) > 0 {
				t.Fatal("the sequence went on after an error")
			}
			if err != nil {
				errs = append(errs, err)
			}
		}
		if len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
			t.Errorf("got errors %v, want the error of the context", errs)
		}
	}},
	{"a read ends with what was durable when it began", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(3)...)
		n := 0
		for _, err := range s.Read(ctx, "parcel-1", 0) {
			if err != nil {
				t.Fatal(err)
			}
			mustAppend(t, ctx, s, "parcel-1", eventstore.Revision(2+n), some(1)...)
			n++
		}
		if n != 3 {
			t.Errorf("got %d records, want the 3 that were there", n)
		}
	}},
	{"a revision far beyond the end yields nothing", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(2)...)
		for _, from := range []eventstore.Revision{2, 3, 1 << 31, 1 << 53, math.MaxInt64 - 1, math.MaxInt64} {
			if got := mustRead(t, ctx, s, "parcel-1", from); len(got) != 0 {
				t.Errorf("from %d: got %d records", from, len(got))
			}
		}
	}},
	{"a stream and the log agree on every record", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		for i := range 24 {
			mustAppend(t, ctx, s, stream(i), eventstore.Revision(2*(i/4)-1), some(2)...)
		}
		streams := make(map[string][]eventstore.Record)
		for _, r := range mustFollow(t, ctx, s, "", 48) {
			streams[r.Stream] = append(streams[r.Stream], r)
		}
		for name, want := range streams {
			wantSame(t, mustRead(t, ctx, s, name, 0), want)
		}
	}},
	{"long streams that lie between each other come whole", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		const rounds, size = 12, 100
		var given [2][]eventstore.Event
		for i := range rounds {
			for a := range given {
				events := some(size)
				mustAppend(t, ctx, s, stream(a), eventstore.Revision(i*size-1), events...)
				given[a] = append(given[a], events...)
			}
		}
		for a, events := range given {
			wantStream(t, ctx, s, stream(a), events...)
		}
	}},
	{"reads during writes are prefixes that never shrink", readsDuringWrites},
}

func yields(t testing.TB, records func(func(eventstore.Record, error) bool)) int {
	t.Helper()
	n := 0
	for _, err := range records {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func readsDuringWrites(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	const n = 100
	events := some(n)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i, e := range events {
			if _, err := s.Append(ctx, "parcel-1", eventstore.Revision(i-1), e); err != nil {
				t.Errorf("append: %v", err)
			}
		}
	})
	defer wg.Wait()
	for seen := 0; seen < n && !t.Failed(); {
		records := mustRead(t, ctx, s, "parcel-1", 0)
		if len(records) < seen {
			t.Fatalf("read %d records after a read of %d", len(records), seen)
		}
		for i, r := range records {
			wantRecord(t, r, "parcel-1", eventstore.Revision(i), events[i])
		}
		seen = len(records)
	}
}
