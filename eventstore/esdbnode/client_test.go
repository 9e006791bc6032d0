package esdbnode_test

import (
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"go.uber.org/goleak"

	"taizhang/eventstore"
	"taizhang/eventstore/esdbnode"
	"taizhang/eventstore/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve runs a node over a store on a port of its own and returns its address.
func serve(t *testing.T, store eventstore.Store, o esdbnode.Options) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	node := esdbnode.New(store, o)
	done := make(chan error, 1)
	go func() { done <- node.Serve(listener) }()
	t.Cleanup(func() {
		node.Close()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return listener.Addr().String()
}

// connect opens a client of EventStoreDB.
func connect(t *testing.T, url string) *esdb.Client {
	t.Helper()
	config, err := esdb.ParseConnectionString(url)
	if err != nil {
		t.Fatal(err)
	}
	config.Logger = esdb.NoopLogging()
	client, err := esdb.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// open is a client of a node over a new store in memory that takes appends.
func open(t *testing.T) (*esdb.Client, *memory.Store) {
	t.Helper()
	store := memory.New()
	t.Cleanup(func() { store.Close() })
	return connect(t, "esdb://"+serve(t, store, esdbnode.Options{Append: true})+"?tls=false"), store
}

// event makes one with an ID of its name, so that a repeated append has the same.
func event(name string) eventstore.Event {
	return eventstore.Event{
		ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)), Type: "Tested",
		Data: []byte(`{"name":"` + name + `"}`), Meta: []byte(`{"of":"` + name + `"}`),
	}
}

// fill appends n events to a stream that has none, in batches.
func fill(t *testing.T, store eventstore.Store, stream string, n int) {
	t.Helper()
	for from := 0; from < n; from += 100 {
		var events []eventstore.Event
		for i := from; i < min(from+100, n); i++ {
			events = append(events, event(fmt.Sprint(stream, "/", i)))
		}
		if _, err := store.Append(t.Context(), stream, eventstore.Revision(from)-1, events...); err != nil {
			t.Fatal(err)
		}
	}
}

// names are the streams and revisions of what a read gives.
func names(t *testing.T, read *esdb.ReadStream, err error) (got []string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	for {
		e, err := read.Recv()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, nameOf(e))
	}
}

func nameOf(e *esdb.ResolvedEvent) string {
	return fmt.Sprintf("%s/%d", e.Event.StreamID, e.Event.EventNumber)
}

// next is what a subscription says next: an event's name, "caught up",
// "checkpoint" or "dropped".
func next(sub *esdb.Subscription) string {
	switch e := sub.Recv(); {
	case e.EventAppeared != nil:
		return nameOf(e.EventAppeared)
	case e.CaughtUp != nil:
		return "caught up"
	case e.CheckPointReached != nil:
		return "checkpoint"
	default:
		return "dropped"
	}
}
