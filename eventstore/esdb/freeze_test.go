package esdb

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"taizhang/eventstore"
)

// A freezer is a listener whose connections stand still while it is frozen, as those of
// a process that was stopped, or behind a link that drops everything.
type freezer struct {
	net.Listener
	mu     sync.Mutex
	thawed chan struct{} // closed while nothing is frozen
}

func (f *freezer) Accept() (net.Conn, error) {
	c, err := f.Listener.Accept()
	return frozenConn{c, f}, err
}

func (f *freezer) freeze() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.thawed = make(chan struct{})
}

func (f *freezer) thaw() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.thawed)
}

func (f *freezer) wait() {
	f.mu.Lock()
	thawed := f.thawed
	f.mu.Unlock()
	<-thawed
}

type frozenConn struct {
	net.Conn
	f *freezer
}

func (c frozenConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.f.wait()
	return n, err
}

func (c frozenConn) Write(b []byte) (int, error) {
	c.f.wait()
	return c.Conn.Write(b)
}

// A server that stands still costs the callers of that moment some seconds, not the
// time limit of a call each; then every call fails until it goes on, and nothing is
// lost, repeated or guessed.
func TestFrozenServer(t *testing.T) {
	outage(t)
	r := newRig(t)
	f := &freezer{thawed: make(chan struct{})}
	close(f.thawed)
	r.wrap = func(l net.Listener) net.Listener { f.Listener = l; return f }
	s := r.start().open(Options{Logger: logTo(t), callMax: time.Hour})
	fill(t, s, "parcel-1", 3)
	f.freeze()
	if _, err := s.Append(t.Context(), "parcel-1", 2, event("parcel-1/3")); !errors.Is(err, eventstore.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
	for range 10 {
		if _, err := s.Head(t.Context()); !errors.Is(err, eventstore.ErrUnavailable) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Append(ctx, "parcel-1", 2, event("parcel-1/3")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the end of the caller's context", err)
	}
	f.thaw()
	appendAll(t, s, "parcel-1", 6) // the first four are there, or come now
	wantStream(t, mustRead(t, r.store, "parcel-1"), "parcel-1", 6)
}
