package eventstoretest

import (
	"errors"
	"fmt"
	"slices"
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
	{"a follower is given batches that are neighbours, live too", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		const appenders, rounds, size = 4, 10, 5
		got := followLater(ctx, s, "", appenders*rounds*size)
		var wg sync.WaitGroup
		for a := range appenders {
			wg.Go(func() {
				for i := range rounds {
					if _, err := s.Append(ctx, stream(a), eventstore.Revision(i*size-1), some(size)...); err != nil {
						t.Errorf("append: %v", err)
					}
				}
			})
		}
		wg.Wait()
		result := <-got
		if result.err != nil {
			t.Fatal(result.err)
		}
		for i, r := range result.records {
			if first := result.records[i-i%size]; r.Stream != first.Stream {
				t.Fatalf("record %d of %s is inside a batch of %s", i, r.Stream, first.Stream)
			}
		}
	}},
	{"the largest batch is seen whole or not at all", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		got := make(chan error, 1)
		go func() {
			_, err := s.Append(ctx, "parcel-1", eventstore.NoStream, some(eventstore.BatchEventsMax)...)
			got <- err
		}()
		for n := 0; n < eventstore.BatchEventsMax; {
			if n = len(mustRead(t, ctx, s, "parcel-1", 0)); n != 0 && n != eventstore.BatchEventsMax {
				t.Fatalf("%d of %d records are there", n, eventstore.BatchEventsMax)
			}
			if n == 0 && ctx.Err() != nil {
				t.Fatal("the batch never came")
			}
		}
		if err := <-got; err != nil {
			t.Error(err)
		}
	}},
	{"a batch that lost the race leaves nothing", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		const appenders, size = 6, 4
		for round := range 10 {
			given := make([][]eventstore.Event, appenders)
			var wg sync.WaitGroup
			for a := range appenders {
				given[a] = some(size)
				wg.Go(func() {
					_, err := s.Append(ctx, "parcel-1", eventstore.Revision(round*size-1), given[a]...)
					if err != nil && !errors.Is(err, eventstore.ErrConflict) {
						t.Errorf("append: %v", err)
					}
				})
			}
			wg.Wait()
			got := mustRead(t, ctx, s, "parcel-1", eventstore.Revision(round*size))
			won := slices.IndexFunc(given, func(events []eventstore.Event) bool { return len(got) > 0 && events[0].ID == got[0].ID })
			if won < 0 || len(got) != size {
				t.Fatalf("round %d: %d records of no batch", round, len(got))
			}
			for i, r := range got {
				wantRecord(t, r, "parcel-1", eventstore.Revision(round*size+i), given[won][i])
			}
		}
	}},
}
