package esdbnode_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"taizhang/eventstore"
)

// fixtures is a log with the events that EventStore-Client-Go's tests expect of
// their populated server, at the positions and revisions where they expect them.
// It holds those that the module has files of; in between, and in streams, are
// gaps. It takes appends to a stream that it has.
type fixtures struct {
	created map[uuid.UUID]time.Time

	mu    sync.Mutex // guards all below
	log   []eventstore.Record
	moved chan struct{} // closed and replaced whenever log grows
}

// loadFixtures reads resources/test of the module.
func loadFixtures(t *testing.T, dir string) *fixtures {
	t.Helper()
	f := &fixtures{created: make(map[uuid.UUID]time.Time), moved: make(chan struct{})}
	for _, name := range []string{"all-e0-e10", "all-c1788-p1788", "all-back-c3386-p3386", "all-back-e0-e10", "dataset20M-1800-e0-e10", "dataset20M-1800-e1999-e1990"} {
		f.addFile(t, filepath.Join(dir, name+".json"))
	}
	f.addFiltered(t, dir)
	for i := range 6000 { // their dataset20M-0, where the positions have room
		f.add("dataset20M-0", eventstore.Revision(i), uint64(500_000+100*i), event(fmt.Sprint("dataset20M-0/", i)))
	}
	slices.SortFunc(f.log, func(a, b eventstore.Record) int {
		return strings.Compare(string(a.Position), string(b.Position))
	})
	f.log = slices.CompactFunc(f.log, func(a, b eventstore.Record) bool { return a.Position == b.Position })
	return f
}

func (f *fixtures) add(stream string, revision eventstore.Revision, at uint64, e eventstore.Event) {
	f.log = append(f.log, eventstore.Record{Position: eventstore.Position(fmt.Sprintf("%016x", at)), Stream: stream, Revision: revision, Event: e})
}

// numbers are arrays of bytes, as the module's files have them.
type numbers []uint16

func (n numbers) bytes() (b []byte) {
	for _, c := range n {
		b = append(b, byte(c))
	}
	return b
}

func (f *fixtures) addFile(t *testing.T, path string) {
	var events []struct {
		Event struct {
			StreamID       string
			StreamRevision struct{ Value eventstore.Revision }
			EventID        uuid.UUID
			EventType      string
			EventData      numbers
			UserMetadata   numbers
			Position       struct{ Commit uint64 }
			Created        struct{ Seconds, Nanos int64 }
		}
	}
	load(t, path, &events)
	for _, of := range events {
		e := of.Event
		f.created[e.EventID] = time.Unix(e.Created.Seconds, e.Created.Nanos)
		f.add(e.StreamID, e.StreamRevision.Value, e.Position.Commit,
			eventstore.Event{ID: e.EventID, Type: e.EventType, Data: e.EventData.bytes(), Meta: e.UserMetadata.bytes()})
	}
}

// addFiltered adds the events of type eventType-194, of which the module has the
// positions and revisions only.
func (f *fixtures) addFiltered(t *testing.T, dir string) {
	var positions []struct{ Commit uint64 }
	var revisions []eventstore.Revision
	load(t, filepath.Join(dir, "all-positions-filtered-stream-194-e0-e30.json"), &positions)
	load(t, filepath.Join(dir, "all-versions-filtered-stream-194-e0-e30.json"), &revisions)
	for i, at := range positions {
		e := event(fmt.Sprint("filtered-", i))
		e.Type = "eventType-194"
		f.add(fmt.Sprint("filtered-", i), revisions[i], at.Commit, e)
	}
}

func load(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Append implements eventstore.Store.
func (f *fixtures) Append(_ context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := eventstore.NoStream
	for _, r := range f.log {
		if r.Stream == stream {
			at = r.Revision
		}
	}
	if at != expect {
		return "", eventstore.ErrConflict
	}
	for i, e := range events {
		f.add(stream, expect+1+eventstore.Revision(i), uint64(1<<32+len(f.log)), e)
	}
	close(f.moved)
	f.moved = make(chan struct{})
	return f.log[len(f.log)-1].Position, nil
}

// Read implements eventstore.Store.
func (f *fixtures) Read(_ context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		log, _ := f.now()
		for _, r := range log {
			if r.Stream == stream && r.Revision >= from && !yield(r, nil) {
				return
			}
		}
	}
}

// Follow implements eventstore.Store.
func (f *fixtures) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		for {
			log, moved := f.now()
			i := slices.IndexFunc(log, func(r eventstore.Record) bool { return r.Position > after })
			if i >= 0 {
				after = log[len(log)-1].Position
				if !yield(slices.Clone(log[i:]), nil) {
					return
				}
				continue
			}
			select {
			case <-moved:
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
		}
	}
}

// Head implements eventstore.Store.
func (f *fixtures) Head(context.Context) (eventstore.Position, error) {
	log, _ := f.now()
	return log[len(log)-1].Position, nil
}

func (f *fixtures) now() ([]eventstore.Record, <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log[:len(f.log):len(f.log)], f.moved
}
