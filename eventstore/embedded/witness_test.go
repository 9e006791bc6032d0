package embedded

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/google/uuid"

	"taizhang/eventstore"
)

// A witness derives everything about an event from its place, so that whoever
// finds it in a log can tell by itself whether it belongs there: its ID and its
// bytes follow from its stream and revision, and it names its batch.
type witness struct {
	Stream string              `json:"stream"`
	First  eventstore.Revision `json:"first"` // of the batch
	Size   int                 `json:"size"`  // of the batch
	At     int                 `json:"at"`    // in the batch
	Filler string              `json:"filler"`
}

var witnessSpace = uuid.MustParse("5f2b6c1e-6d5e-4a52-9b63-0f2b6f0f9d11")

func (w witness) event() eventstore.Event {
	revision := w.First + eventstore.Revision(w.At)
	id := uuid.NewSHA1(witnessSpace, fmt.Appendf(nil, "%s/%d", w.Stream, revision))
	w.Filler = fmt.Sprintf("%x", id[:(revision*7)%16])
	data, err := json.Marshal(w)
	if err != nil {
		panic(err)
	}
	return eventstore.Event{ID: id, Type: "Witness", Data: data, Meta: id[:]}
}

// batch returns the events of a batch.
func batch(stream string, first eventstore.Revision, size int) []eventstore.Event {
	events := make([]eventstore.Event, size)
	for i := range events {
		events[i] = witness{Stream: stream, First: first, Size: size, At: i}.event()
	}
	return events
}

// An ack is what an appender was told: the batch is durable.
type ack struct {
	stream   string
	first    eventstore.Revision
	size     int
	position eventstore.Position // of its last record
}

// write appends batches of 1 to 5 to one stream until the context or the store
// ends, and passes each acknowledgement on.
func write(ctx context.Context, s eventstore.Store, stream string, next eventstore.Revision, acked func(ack)) error {
	for {
		size := 1 + rand.IntN(5)
		p, err := s.Append(ctx, stream, next-1, batch(stream, next, size)...)
		if err != nil {
			return err
		}
		acked(ack{stream, next, size, p})
		next += eventstore.Revision(size)
	}
}

// An auditor reads a log from front to back, possibly in several goes, and
// reports the first record that should not be there or is missing.
type auditor struct {
	last  eventstore.Position
	count int
	next  map[string]eventstore.Revision
	open  witness // the last record; its batch may be unfinished
}

func newAuditor() *auditor { return &auditor{next: make(map[string]eventstore.Revision)} }

// audit reads the rest of the log and checks it against acknowledgements that
// came since the last audit.
func (a *auditor) audit(ctx context.Context, s eventstore.Store, acks []ack) error {
	head, err := s.Head(ctx)
	if err != nil {
		return err
	}
	found := make(map[eventstore.Position]eventstore.Record)
	for a.last < head {
		for records, err := range s.Follow(ctx, a.last) {
			if err != nil {
				return err
			}
			for _, r := range records {
				if err := a.record(r); err != nil {
					return fmt.Errorf("record at %s: %w", r.Position, err)
				}
				found[r.Position] = r
			}
			break
		}
	}
	if a.open.At != a.open.Size-1 && a.count > 0 {
		return fmt.Errorf("the log ends inside batch %v", a.open)
	}
	for _, k := range acks {
		r, ok := found[k.position]
		if !ok || r.Stream != k.stream || r.Revision != k.first+eventstore.Revision(k.size)-1 {
			return fmt.Errorf("acknowledged batch %v is lost", k)
		}
	}
	return nil
}

// record checks one record: order, gaps, bytes, and that batches are whole.
func (a *auditor) record(r eventstore.Record) error {
	var w witness
	if err := json.Unmarshal(r.Data, &w); err != nil {
		return err
	}
	want := w.event()
	switch {
	case r.Position <= a.last:
		return fmt.Errorf("comes after %s", a.last)
	case r.Revision != a.next[r.Stream]:
		return fmt.Errorf("%s revision %d, want %d", r.Stream, r.Revision, a.next[r.Stream])
	case w.Stream != r.Stream || w.First+eventstore.Revision(w.At) != r.Revision:
		return fmt.Errorf("is %v", w)
	case r.ID != want.ID || string(r.Data) != string(want.Data) || string(r.Meta) != string(want.Meta):
		return fmt.Errorf("bytes of %v were altered", w)
	case a.count > 0 && a.open.At < a.open.Size-1 && (w.Stream != a.open.Stream || w.At != a.open.At+1):
		return fmt.Errorf("%v is inside batch %v", w, a.open)
	case a.count == 0 || a.open.At == a.open.Size-1:
		if w.At != 0 {
			return fmt.Errorf("batch %v has no beginning", w)
		}
	}
	a.last, a.open = r.Position, w
	a.next[r.Stream] = r.Revision + 1
	a.count++
	return nil
}

// acks collects acknowledgements of several appenders.
type acks struct {
	mu   sync.Mutex
	list []ack
}

func (a *acks) add(k ack) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, k)
}

// soFar returns the acknowledgements up to now.
func (a *acks) soFar() []ack {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.list[:len(a.list):len(a.list)]
}
