package eventstoretest

import (
	"fmt"
	"sync"
	"testing"

	"taizhang/eventstore"
)

var atomicChecks = []check{
	{"the records of a batch are neighbours in the log", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		const appenders, rounds, size = 6, 10, 5
		var wg sync.WaitGroup
		for a := range appenders {
			wg.Go(func() {
				for i := range rounds {
					if _, err := s.Append(ctx, fmt.Sprintf("parcel-%d", a), eventstore.Revision(i*size-1), some(size)...); err != nil {
						t.Errorf("append: %v", err)
					}
				}
			})
		}
		wg.Wait()
		log := mustFollow(t, ctx, s, "", appenders*rounds*size)
		wantOrdered(t, log)
		for i, r := range log {
			if first := log[i-i%size]; r.Stream != first.Stream {
				t.Fatalf("record %d of %s is inside a batch of %s", i, r.Stream, first.Stream)
			}
		}
	}},
	{"a reader sees all of a batch or nothing", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		const rounds, size = 30, 7
		var wg sync.WaitGroup
		wg.Go(func() {
			for i := range rounds {
				if _, err := s.Append(ctx, "parcel-1", eventstore.Revision(i*size-1), some(size)...); err != nil {
					t.Errorf("append: %v", err)
				}
			}
		})
		defer wg.Wait()
		for seen := 0; seen < rounds*size; {
			n := len(mustRead(t, ctx, s, "parcel-1", 0))
			if n%size != 0 || n < seen {
				t.Fatalf("read %d records after %d: batches are of %d", n, seen, size)
			}
			seen = n
			if t.Failed() {
				return
			}
		}
	}},
	{"a batch refused for its last event leaves nothing", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(3)
		events[2].Type = ""
		wantRefused(t, ctx, s, eventstore.ErrInvalid, "parcel-1", eventstore.NoStream, events...)
		wantStream(t, ctx, s, "parcel-1")
	}},
}
