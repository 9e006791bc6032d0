package esdb

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"taizhang/eventstore"
	"taizhang/eventstore/esdbnode"
	"taizhang/eventstore/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A rig is a node over a store in memory, on a port of its own that it keeps
// when it is stopped and started again.
type rig struct {
	t       testing.TB
	store   eventstore.Store
	options esdbnode.Options
	wrap    func(net.Listener) net.Listener
	address string

	mu   sync.Mutex
	node *esdbnode.Node
	done chan error
}

func newRig(t testing.TB) *rig {
	m := memory.New()
	t.Cleanup(func() { m.Close() })
	return rigOver(t, m)
}

func rigOver(t testing.TB, s eventstore.Store) *rig {
	r := &rig{t: t, store: s, options: esdbnode.Options{Append: true}, address: "127.0.0.1:0"}
	t.Cleanup(r.stop)
	return r
}

// start begins to serve. The port was free a moment ago; another process may have
// it for another moment.
func (r *rig) start() *rig {
	r.t.Helper()
	var listener net.Listener
	var err error
	for range 100 {
		if listener, err = net.Listen("tcp", r.address); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	r.address = listener.Addr().String()
	if r.wrap != nil {
		listener = r.wrap(listener)
	}
	node, done := esdbnode.New(r.store, r.options), make(chan error, 1)
	go func() { done <- node.Serve(listener) }()
	r.mu.Lock()
	r.node, r.done = node, done
	r.mu.Unlock()
	return r
}

// stop ends every connection at once, as the death of a process does.
func (r *rig) stop() {
	r.mu.Lock()
	node, done := r.node, r.done
	r.node = nil
	r.mu.Unlock()
	if node != nil {
		node.Close()
		<-done
	}
}

func (r *rig) url() string { return "esdb://" + r.address + "?tls=false" }

func (r *rig) open(opts Options) *Store {
	r.t.Helper()
	s, err := Open(r.t.Context(), r.url(), opts)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { s.Close() })
	return s
}

// logTo is a logger that shows in the test's own log.
func logTo(t testing.TB) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

// event makes one with an ID of its name, so that a repeated append has the same.
func event(name string) eventstore.Event {
	return eventstore.Event{
		ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)), Type: "Tested",
		Data: fmt.Appendf(nil, `{"name":%q}`, name), Meta: []byte("meta of " + name),
	}
}

func events(stream string, from, n int) []eventstore.Event {
	list := make([]eventstore.Event, n)
	for i := range list {
		list[i] = event(fmt.Sprint(stream, "/", from+i))
	}
	return list
}

// fill appends n events to a stream that has none, some at a time.
func fill(t testing.TB, s eventstore.Store, stream string, n int) {
	t.Helper()
	const some = 100
	for from := 0; from < n; from += some {
		if _, err := s.Append(t.Context(), stream, eventstore.Revision(from)-1, events(stream, from, min(some, n-from))...); err != nil {
			t.Fatal(err)
		}
	}
}

func mustRead(t testing.TB, s eventstore.Store, stream string) []eventstore.Record {
	t.Helper()
	var records []eventstore.Record
	for r, err := range s.Read(t.Context(), stream, 0) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	return records
}

// withPatience is a context for what fails only when somebody gives up.
func withPatience(t testing.TB) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), 2*time.Second)
}
