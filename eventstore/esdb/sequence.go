package esdb

import (
	"fmt"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"taizhang/eventstore"
)

// A sequence is what a follower has seen, and so what may come next: later
// positions only, and of each stream the next revision. It remembers every stream it
// has seen, some 100 bytes each.
type sequence struct {
	start uint64 // the position asked for; 0 is the beginning
	last  uint64 // the last record's commit position
	id    uuid.UUID
	next  map[string]eventstore.Revision
}

func newSequence(after eventstore.Position) (*sequence, error) {
	at, err := commit(after)
	return &sequence{start: at, last: at, next: make(map[string]eventstore.Revision)}, err
}

// from is where a subscription goes on: after the last record, at its own position.
func (q *sequence) from() client.AllPosition {
	if q.last == 0 {
		return client.Start{}
	}
	return client.Position{Commit: q.last, Prepare: q.last}
}

// add takes the next record, or says why it cannot be the next one.
func (q *sequence) add(e *client.RecordedEvent) (eventstore.Record, error) {
	r, err := record(e)
	if err != nil {
		return r, err
	}
	want, seen := q.next[r.Stream]
	switch {
	case e.Position.Commit <= q.last:
		return r, fmt.Errorf("position %s (stream %s revision %d) comes after position %s: repeated or out of order: %w", r.Position, r.Stream, r.Revision, position(q.last), eventstore.ErrDamaged)
	case (seen || q.start == 0) && r.Revision != want:
		return r, fmt.Errorf("position %s: stream %s: revision %d comes where %d must: %w", r.Position, r.Stream, r.Revision, want, eventstore.ErrDamaged)
	}
	q.next[r.Stream] = r.Revision + 1
	q.last, q.id = e.Position.Commit, r.ID
	return r, nil
}

// meets checks the event found at the position where a subscription is to go on,
// nil if there is none: it must be the one seen before. A server that lost its end,
// or another server, has something else there.
func (q *sequence) meets(e *client.RecordedEvent) error {
	there := e != nil && e.Position.Commit == q.last
	switch {
	case there && (q.id == uuid.Nil || q.id == e.EventID):
		return nil
	case q.last == q.start:
		return fmt.Errorf("position %s is not of a record in this log: %w", position(q.last), eventstore.ErrInvalid)
	default:
		return fmt.Errorf("position %s: the record %s that the server gave before is not there any more: %w", position(q.last), q.id, eventstore.ErrDamaged)
	}
}
