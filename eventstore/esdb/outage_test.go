package esdb

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"taizhang/eventstore"
)

// The node dies and comes back while appenders and a follower are at work: every
// append that was answered is there once, and the follower misses and repeats nothing.
// TAIZHANG_FAULTS sets how often.
func TestFaultRestarts(t *testing.T) {
	outage(t)
	const writers = 4
	restarts := 5
	if n, err := strconv.Atoi(os.Getenv("TAIZHANG_FAULTS")); err == nil {
		restarts = min(n, 200)
	}
	each := 12 * restarts
	t.Logf("%d restarts under %d appends", restarts, writers*each)
	r := newRig(t).start()
	s := r.open(Options{Logger: logTo(t)})
	log := make(chan []eventstore.Record, 1)
	go func() { log <- take(t, s, writers*each) }()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() { appendAll(t, s, fmt.Sprint("parcel-", w), each) })
	}
	for range restarts {
		waitFor(t, r.store)
		r.stop()
		r.start()
	}
	wg.Wait()
	seen := <-log
	for w := range writers {
		stream := fmt.Sprint("parcel-", w)
		wantStream(t, mustRead(t, r.store, stream), stream, each)
		var followed []eventstore.Record
		for _, rec := range seen {
			if rec.Stream == stream {
				followed = append(followed, rec)
			}
		}
		wantStream(t, followed, stream, each)
	}
}

// appendAll appends one event after another, each again for as long as the store is
// not available.
func appendAll(t *testing.T, s eventstore.Store, stream string, n int) {
	for i := range n {
		for {
			_, err := s.Append(t.Context(), stream, eventstore.Revision(i-1), event(fmt.Sprint(stream, "/", i)))
			if err == nil {
				break
			}
			if !errors.Is(err, eventstore.ErrUnavailable) {
				t.Errorf("append %d to %s: %v", i, stream, err)
				return
			}
		}
	}
}

// waitFor waits until what is behind the node has grown by ten records.
func waitFor(t *testing.T, behind eventstore.Store) {
	head, err := behind.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	n := 0
	for batch := range behind.Follow(ctx, head) {
		if n += len(batch); n >= 10 {
			return
		}
	}
}

// take follows from the beginning until it has n records.
func take(t *testing.T, s eventstore.Store, n int) (log []eventstore.Record) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for batch, err := range s.Follow(ctx, "") {
		if err != nil {
			t.Errorf("follow: %d of %d records, then %v", len(log), n, err)
			return log
		}
		if log = append(log, batch...); len(log) >= n {
			return log
		}
	}
	return log
}

// wantStream checks that these are the events of appendAll, each once and in order.
func wantStream(t *testing.T, got []eventstore.Record, stream string, n int) {
	t.Helper()
	if len(got) != n {
		t.Fatalf("%s has %d records, want %d", stream, len(got), n)
	}
	for i, r := range got {
		if r.Revision != eventstore.Revision(i) || r.ID != event(fmt.Sprint(stream, "/", i)).ID {
			t.Fatalf("%s: record %d is revision %d, %s", stream, i, r.Revision, r.Data)
		}
	}
}

// While no server can be reached every call fails, and none waits for the client;
// once one can be reached, the same store works again.
func TestNoServer(t *testing.T) {
	outage(t)
	r := newRig(t).start()
	s := r.open(Options{Logger: logTo(t)})
	fill(t, s, "parcel-1", 3)
	r.stop()
	for range 20 { // many more than one client survives
		calls(t, s, func(name string, err error) {
			if !errors.Is(err, eventstore.ErrUnavailable) {
				t.Errorf("%s: got %v, want ErrUnavailable", name, err)
			}
		})
	}
	r.start()
	appendAll(t, s, "parcel-2", 5)
	wantStream(t, mustRead(t, s, "parcel-1"), "parcel-1", 3)
}

// calls makes one of each call at the same time.
func calls(t *testing.T, s *Store, check func(name string, err error)) {
	var wg sync.WaitGroup
	wg.Go(func() {
		_, err := s.Append(t.Context(), "parcel-1", 2, event("late"))
		check("append", err)
	})
	wg.Go(func() {
		_, err := s.Head(t.Context())
		check("head", err)
	})
	wg.Go(func() {
		for _, err := range s.Read(t.Context(), "parcel-1", 0) {
			check("read", err)
			return
		}
		check("read", nil) // nothing was said
	})
	wg.Wait()
}

// A server that takes connections and never answers is no server.
func TestSilentServer(t *testing.T) {
	outage(t)
	r := newRig(t).start()
	s := r.open(Options{Logger: logTo(t)})
	fill(t, s, "parcel-1", 3)
	r.stop()
	silent, err := net.Listen("tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if _, err := s.Append(ctx, "parcel-1", 2, event("late")); !errors.Is(err, eventstore.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable long before the context ends", err)
	}
	silent.Close()
	r.start()
	appendAll(t, s, "parcel-2", 5)
}

// Closing ends calls and followers while the server is away.
func TestCloseWithoutServer(t *testing.T) {
	outage(t)
	r := newRig(t).start()
	s := r.open(Options{})
	fill(t, s, "parcel-1", 1)
	ended := make(chan error, 1)
	go func() {
		var last error
		for _, err := range s.Follow(t.Context(), "") {
			if err == nil {
				r.stop()
				go s.Close()
			}
			last = err
		}
		ended <- last
	}()
	if err := <-ended; !errors.Is(err, eventstore.ErrClosed) {
		t.Errorf("the follower ended with %v, want ErrClosed", err)
	}
	if _, err := s.Head(t.Context()); !errors.Is(err, eventstore.ErrClosed) {
		t.Errorf("head: got %v, want ErrClosed", err)
	}
}
