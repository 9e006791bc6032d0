package transfer

import (
	"github.com/google/uuid"

	"taizhang/eventstore"
)

// A bundle is a stretch of the log that goes into the target in one commit: runs
// of streams, of which none occurs twice, within the limits of one append.
type bundle struct {
	batches []eventstore.Batch
	streams map[string]bool
	ids     map[uuid.UUID]bool
	events  int
	bytes   int
	single  bool // at most one stream
}

func newBundle() *bundle {
	return &bundle{streams: make(map[string]bool), ids: make(map[uuid.UUID]bool)}
}

// add puts a record behind the others, or answers false for one that must wait for
// the next bundle.
func (b *bundle) add(r eventstore.Record) bool {
	size := len(r.Data) + len(r.Meta)
	run := len(b.batches) > 0 && b.batches[len(b.batches)-1].Stream == r.Stream
	switch {
	case b.events == 0: // whatever it is: the store checks it
	case b.events == eventstore.BatchEventsMax || b.bytes+size > eventstore.BatchBytesMax:
		return false
	case !run && (b.single || b.streams[r.Stream]) || b.ids[r.ID]:
		return false
	}
	if !run {
		b.batches = append(b.batches, eventstore.Batch{Stream: r.Stream, Expect: r.Revision - 1})
		b.streams[r.Stream] = true
	}
	last := &b.batches[len(b.batches)-1]
	last.Events = append(last.Events, r.Event)
	b.ids[r.ID] = true
	b.events++
	b.bytes += size
	return true
}

func (b *bundle) clear() {
	clear(b.streams)
	clear(b.ids)
	b.batches, b.events, b.bytes = nil, 0, 0
}
