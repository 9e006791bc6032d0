package eventstoretest

import (
	"context"
	"sync"
	"testing"

	"taizhang/eventstore"
)

// duringChecks look at a store while others write to it.
var duringChecks = []check{
	{"a read from a revision begins there and has no gap", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		wait := writeSome(t, ctx, s, 3, 40)
		defer wait()
		for from := eventstore.Revision(0); from < 40 && !t.Failed(); {
			records := mustRead(t, ctx, s, stream(1), from)
			for i, r := range records {
				if r.Revision != from+eventstore.Revision(i) {
					t.Fatalf("record %d from revision %d has revision %d", i, from, r.Revision)
				}
			}
			from += eventstore.Revision(len(records))
		}
	}},
	{"what was once read is read again", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		wait := writeSome(t, ctx, s, 3, 30)
		defer wait()
		for before := mustRead(t, ctx, s, stream(0), 0); len(before) < 30 && !t.Failed(); {
			after := mustRead(t, ctx, s, stream(0), 0)
			if len(after) < len(before) {
				t.Fatalf("read %d records after %d", len(after), len(before))
			}
			wantSame(t, after[:len(before)], before)
			before = after
		}
	}},
	{"the head never goes back", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		wait := writeSome(t, ctx, s, 4, 30)
		defer wait()
		last := eventstore.Position("")
		for range 150 {
			head := mustHead(t, ctx, s)
			if head < last {
				t.Fatalf("the head is %q after %q", head, last)
			}
			last = head
		}
	}},
	{"a follower is never ahead of the head", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		wait := writeSome(t, ctx, s, 4, 30)
		defer wait()
		n := 0
		for batch, err := range s.Follow(ctx, "") {
			if err != nil {
				t.Fatal(err)
			}
			if last, head := batch[len(batch)-1].Position, mustHead(t, ctx, s); last > head {
				t.Fatalf("followed to %q, the head is %q", last, head)
			}
			if n += len(batch); n == 4*30 {
				return
			}
		}
	}},
	{"what a follower was given a read finds", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		wait := writeSome(t, ctx, s, 3, 30)
		defer wait()
		n := 0
		for r, err := range all(ctx, s) {
			if err != nil {
				t.Fatal(err)
			}
			got := mustRead(t, ctx, s, r.Stream, r.Revision)
			if len(got) == 0 {
				t.Fatalf("%s revision %d was followed, and a read does not find it", r.Stream, r.Revision)
			}
			wantSame(t, got[:1], []eventstore.Record{r})
			if n++; n == 3*30 {
				return
			}
		}
	}},
	{"what a read found lies up to the head", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		wait := writeSome(t, ctx, s, 3, 30)
		defer wait()
		for n := 0; n < 30 && !t.Failed(); {
			records := mustRead(t, ctx, s, stream(2), 0)
			n = len(records)
			if head := mustHead(t, ctx, s); n > 0 && records[n-1].Position > head {
				t.Fatalf("read up to %q, the head is %q", records[n-1].Position, head)
			}
		}
	}},
	{"readings of the log during writes are prefixes of each other", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		wait := writeSome(t, ctx, s, 4, 30)
		defer wait()
		var before []eventstore.Record
		for n := 10; n <= 4*30; n += 10 {
			after := mustFollow(t, ctx, s, "", n)
			wantOrdered(t, after)
			wantSame(t, after[:len(before)], before)
			before = after[:n] // a reading may be longer than asked for
		}
	}},
	{"followers that begin anywhere agree on the order", manyFollowers},
	{"a follower that is cut off again and again misses nothing and gets nothing twice", cutOff},
}

// writeSome appends single events to some streams at once, each in order, and
// returns what waits for the end of it.
func writeSome(t testing.TB, ctx context.Context, s eventstore.Store, streams, each int) (wait func()) {
	var wg sync.WaitGroup
	for a := range streams {
		wg.Go(func() {
			for i := range each {
				if _, err := s.Append(ctx, stream(a), eventstore.Revision(i-1), some(1)...); err != nil {
					t.Errorf("append: %v", err)
					return
				}
			}
		})
	}
	return wg.Wait
}

func manyFollowers(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	var followers []<-chan followed
	for range 8 {
		followers = append(followers, followLater(ctx, s, "", 4*30))
	}
	writeSome(t, ctx, s, 4, 30)()
	log := mustFollow(t, ctx, s, "", 4*30)
	wantOrdered(t, log)
	for _, f := range followers {
		wantFollowed(t, f, log)
	}
}

// cutOff takes a batch, or a part of one, and follows again after the last
// record it took.
func cutOff(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	wait := writeSome(t, ctx, s, 4, 30)
	var got []eventstore.Record
	last := eventstore.Position("")
	for len(got) < 4*30 {
		batch := mustFollow(t, ctx, s, last, 1)
		batch = batch[:1+len(got)%len(batch)]
		got, last = append(got, batch...), batch[len(batch)-1].Position
	}
	wait()
	wantSame(t, got, mustFollow(t, ctx, s, "", 4*30))
}
