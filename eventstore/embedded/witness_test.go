package embedded

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/google/uuid"

	"taizhang/eventstore"
)

// A witness derives everything about an event from its place, so that whoever
// finds it in a log can tell by itself whether it belongs there: its ID and its
// bytes follow from its stream and revision, and it names what it was appended
// with.
type witness struct {
	Parts  []part `json:"parts"` // the whole append, one for each stream
	At     int    `json:"at"`    // among all its records
	Filler string `json:"filler"`
}

// A part is what one stream gets of an append.
type part struct {
	Stream string              `json:"stream"`
	First  eventstore.Revision `json:"first"`
	Size   int                 `json:"size"`
}

var witnessSpace = uuid.MustParse("5f2b6c1e-6d5e-4a52-9b63-0f2b6f0f9d11")

// place is where the witness belongs, with what is left of its append after it.
func (w witness) place() (stream string, revision eventstore.Revision, left int) {
	left = -w.At - 1
	for _, p := range w.Parts {
		if at := -left - 1; at >= 0 && at < p.Size {
			stream, revision = p.Stream, p.First+eventstore.Revision(at)
		}
		left += p.Size
	}
	return stream, revision, left
}

func (w witness) event() eventstore.Event {
	stream, revision, _ := w.place()
	id := uuid.NewSHA1(witnessSpace, fmt.Appendf(nil, "%s/%d", stream, revision))
	w.Filler = fmt.Sprintf("%x", id[:(revision*7)%16])
	data, err := json.Marshal(w)
	if err != nil {
		panic(err)
	}
	return eventstore.Event{ID: id, Type: "Witness", Data: data, Meta: id[:]}
}

// batch returns the events of an append to one stream.
func batch(stream string, first eventstore.Revision, size int) []eventstore.Event {
	return batches(part{stream, first, size})[0].Events
}

// batches returns an append to several streams.
func batches(parts ...part) []eventstore.Batch {
	all := make([]eventstore.Batch, len(parts))
	w := witness{Parts: parts}
	for i, p := range parts {
		all[i] = eventstore.Batch{Stream: p.Stream, Expect: p.First - 1}
		for range p.Size {
			all[i].Events = append(all[i].Events, w.event())
			w.At++
		}
	}
	return all
}

// An ack is what an appender was told: the append is durable.
type ack struct {
	parts    []part
	position eventstore.Position // of its last record
}

// nextParts draws the next append to a stream: 1 to 5 records, and one time in
// three the beginnings of up to three other streams in the same commit.
func nextParts(stream string, next eventstore.Revision) []part {
	parts := []part{{stream, next, 1 + rand.IntN(5)}}
	for i := range max(0, rand.IntN(9)-5) {
		parts = append(parts, part{fmt.Sprintf("%s/%d/%d", stream, next, i), 0, 1 + rand.IntN(2)})
	}
	return parts
}

// put appends some parts.
func put(ctx context.Context, s *Store, parts []part) (ack, error) {
	var p eventstore.Position
	var err error
	if all := batches(parts...); len(all) > 1 {
		p, err = s.AppendAll(ctx, all)
	} else {
		p, err = s.Append(ctx, all[0].Stream, all[0].Expect, all[0].Events...)
	}
	return ack{parts, p}, err
}

// write appends to one stream, and to others with it, until the context or the
// store ends, and passes each acknowledgement on.
func write(ctx context.Context, s *Store, stream string, next eventstore.Revision, acked func(ack)) error {
	for {
		k, err := put(ctx, s, nextParts(stream, next))
		if err != nil {
			return err
		}
		acked(k)
		next += eventstore.Revision(k.parts[0].Size)
	}
}

// An auditor reads a log from front to back, possibly in several goes, and
// reports the first record that should not be there or is missing.
type auditor struct {
	last  eventstore.Position
	count int
	next  map[string]eventstore.Revision
	open  witness // the last record; its append may be unfinished
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
	if _, _, left := a.open.place(); left > 0 {
		return fmt.Errorf("the log ends inside append %v", a.open)
	}
	for _, k := range acks {
		last := k.parts[len(k.parts)-1]
		r, ok := found[k.position]
		if !ok || r.Stream != last.Stream || r.Revision != last.First+eventstore.Revision(last.Size)-1 {
			return fmt.Errorf("acknowledged append %v is lost", k)
		}
	}
	return nil
}

// record checks one record: order, gaps, bytes, and that appends are whole, over
// all their streams.
func (a *auditor) record(r eventstore.Record) error {
	var w witness
	if err := json.Unmarshal(r.Data, &w); err != nil {
		return err
	}
	want := w.event()
	stream, revision, _ := w.place()
	_, _, left := a.open.place()
	switch {
	case r.Position <= a.last:
		return fmt.Errorf("comes after %s", a.last)
	case r.Revision != a.next[r.Stream]:
		return fmt.Errorf("%s revision %d, want %d", r.Stream, r.Revision, a.next[r.Stream])
	case stream != r.Stream || revision != r.Revision:
		return fmt.Errorf("is %v", w)
	case r.ID != want.ID || string(r.Data) != string(want.Data) || string(r.Meta) != string(want.Meta):
		return fmt.Errorf("bytes of %v were altered", w)
	case left > 0 && (w.At != a.open.At+1 || !slices.Equal(w.Parts, a.open.Parts)):
		return fmt.Errorf("%v is inside append %v", w, a.open)
	case left <= 0 && w.At != 0:
		return fmt.Errorf("append %v has no beginning", w)
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
