package eventstoretest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"taizhang/eventstore"
)

var followChecks = []check{
	{"everything comes in log order", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		var all []eventstore.Event
		for i := range 12 {
			events := some(i%3 + 1)
			at := len(mustRead(t, ctx, s, stream(i), 0)) - 1
			mustAppend(t, ctx, s, stream(i), eventstore.Revision(at), events...)
			all = append(all, events...)
		}
		log := mustFollow(t, ctx, s, "", len(all))
		wantOrdered(t, log)
		for i, r := range log {
			wantRecord(t, r, r.Stream, r.Revision, all[i])
		}
	}},
	{"following begins after any position", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		for i := range 20 {
			mustAppend(t, ctx, s, stream(i), eventstore.Revision(i/4-1), some(1)...)
		}
		log := mustFollow(t, ctx, s, "", 20)
		for i, r := range log[:19] {
			wantSame(t, mustFollow(t, ctx, s, r.Position, 19-i), log[i+1:])
		}
	}},
	{"a long log comes whole", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		const streams, size = 10, 500
		for i := range streams {
			mustAppend(t, ctx, s, fmt.Sprintf("parcel-%d", i), eventstore.NoStream, some(size)...)
		}
		log := mustFollow(t, ctx, s, "", streams*size)
		wantOrdered(t, log)
		if last := log[len(log)-1].Position; len(log) != streams*size || last != mustHead(t, ctx, s) {
			t.Errorf("got %d records up to %q", len(log), last)
		}
	}},
	{"a large log comes whole", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := large(8)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		for i, r := range mustFollow(t, ctx, s, "", 8) {
			wantRecord(t, r, "parcel-1", eventstore.Revision(i), events[i])
		}
	}},
	{"a follower may start before the first record", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		got := followLater(ctx, s, "", 3)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(2)...)
		mustAppend(t, ctx, s, "parcel-2", eventstore.NoStream, some(1)...)
		wantFollowed(t, got, mustFollow(t, ctx, s, "", 3))
	}},
	{"a follower at the head gets what comes next and nothing before", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(2)...)
		head := mustHead(t, ctx, s)
		got := followLater(ctx, s, head, 1)
		e := some(1)
		mustAppend(t, ctx, s, "parcel-1", 1, e...)
		result := <-got
		if result.err != nil || len(result.records) != 1 {
			t.Fatalf("got %d records, %v", len(result.records), result.err)
		}
		wantRecord(t, result.records[0], "parcel-1", 2, e[0])
	}},
	{"catching up and live have no seam", noSeam},
	{"a follower sees a record once its append has returned", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		last := eventstore.Position("")
		for i := range 50 {
			p := mustAppend(t, ctx, s, "parcel-1", eventstore.Revision(i-1), some(1)...)
			log := mustFollow(t, ctx, s, last, 1)
			if len(log) != 1 || log[0].Position != p {
				t.Fatalf("after %q: got %d records, want the one at %q", last, len(log), p)
			}
			last = p
		}
	}},
	{"a slow follower gets everything and holds up nobody", slowFollower},
	{"a follower can be ranged again", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(2)...)
		batches := s.Follow(ctx, "")
		for range 2 {
			for batch, err := range batches {
				if err != nil || batch[0].Revision != 0 {
					t.Fatalf("got %v, %v", batch, err)
				}
				break
			}
		}
	}},
	{"a cancelled context ends a waiting follower, once and last", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(1)...)
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		var errs []error
		for _, err := range s.Follow(ctx, "") {
			if err != nil {
				errs = append(errs, err)
				continue
			}
			go cancel()
		}
		if len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
			t.Errorf("got errors %v, want the error of the context", errs)
		}
	}},
	{"a cancelled context ends a follower that is catching up", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(1)...)
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := follow(ctx, s, "", 1); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the error of the context", err)
		}
	}},
}

func stream(i int) string { return fmt.Sprintf("parcel-%d", i%4) }

type followed struct {
	records []eventstore.Record
	err     error
}

// followLater follows in a goroutine of its own.
func followLater(ctx context.Context, s eventstore.Store, after eventstore.Position, n int) <-chan followed {
	c := make(chan followed, 1)
	go func() {
		records, err := follow(ctx, s, after, n)
		c <- followed{records, err}
	}()
	return c
}

func wantFollowed(t testing.TB, got <-chan followed, want []eventstore.Record) {
	t.Helper()
	result := <-got
	if result.err != nil {
		t.Fatalf("follow: %d records, then %v", len(result.records), result.err)
	}
	wantSame(t, result.records, want)
}

// noSeam starts followers all the time while several appenders write. Wherever
// one begins, it sees the rest of the log and nothing else.
func noSeam(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	const appenders, each = 4, 60
	var wg sync.WaitGroup
	for a := range appenders {
		wg.Go(func() {
			for i := range each {
				if _, err := s.Append(ctx, stream(a), eventstore.Revision(i-1), some(1)...); err != nil {
					t.Errorf("append: %v", err)
				}
			}
		})
	}
	var starts []eventstore.Position
	var followers []<-chan followed
	for r, err := range all(ctx, s) {
		if err != nil {
			t.Fatal(err)
		}
		starts = append(starts, r.Position)
		followers = append(followers, followLater(ctx, s, r.Position, appenders*each-len(starts)))
		if len(starts) == appenders*each {
			break
		}
	}
	wg.Wait()
	log := mustFollow(t, ctx, s, "", appenders*each)
	wantOrdered(t, log)
	for i, f := range followers {
		wantFollowed(t, f, log[i+1:])
	}
}

// all yields the records of Follow one by one.
func all(ctx context.Context, s eventstore.Store) func(func(eventstore.Record, error) bool) {
	return func(yield func(eventstore.Record, error) bool) {
		for batch, err := range s.Follow(ctx, "") {
			for _, r := range batch {
				if !yield(r, nil) {
					return
				}
			}
			if err != nil {
				yield(eventstore.Record{}, err)
				return
			}
		}
	}
}

// slowFollower takes one batch, then appends much more than any buffer holds
// before it asks for the next.
func slowFollower(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	const appends, size = 20, 200
	mustAppend(t, ctx, s, "parcel-0", eventstore.NoStream, some(1)...)
	var got []eventstore.Record
	for batch, err := range s.Follow(ctx, "") {
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 {
			for i := range appends {
				mustAppend(t, ctx, s, "parcel-1", eventstore.Revision(i*size-1), some(size)...)
			}
		}
		if got = append(got, batch...); len(got) >= 1+appends*size {
			break
		}
	}
	wantSame(t, got, mustFollow(t, ctx, s, "", 1+appends*size))
}
