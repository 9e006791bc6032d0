package esdb

import (
	"fmt"
	"math"
	"strconv"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"taizhang/eventstore"
)

// positionDigits is the length of a Position, so that they compare as their numbers.
const positionDigits = 16

func position(commit uint64) eventstore.Position {
	return eventstore.Position(fmt.Sprintf("%0*x", positionDigits, commit))
}

// commit reads a Position of this package; the zero Position is 0.
func commit(p eventstore.Position) (uint64, error) {
	if p == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(string(p), 16, 64)
	if err != nil || n == 0 || position(n) != p {
		return 0, fmt.Errorf("position %.40q is of another store: want %d hexadecimal digits: %w", p, positionDigits, eventstore.ErrInvalid)
	}
	return n, nil
}

// record gives an event of the server our form, if it can be one of ours.
func record(e *client.RecordedEvent) (eventstore.Record, error) {
	var wrong string
	switch {
	case e == nil:
		return eventstore.Record{}, fmt.Errorf("an event without content: %w", eventstore.ErrDamaged)
	case e.Position.Commit != e.Position.Prepare || e.Position.Commit == 0:
		wrong = fmt.Sprintf("commit position %d, prepare position %d: one of them cannot stand for both (explicit transactions are not supported)", e.Position.Commit, e.Position.Prepare)
	case e.EventID == uuid.Nil:
		wrong = "no event ID"
	case e.EventNumber > math.MaxInt64-1:
		wrong = "the stream has been deleted for ever (tombstone)"
	default:
		return eventstore.Record{
			Position: position(e.Position.Commit), Stream: e.StreamID, Revision: eventstore.Revision(e.EventNumber),
			Event: eventstore.Event{ID: e.EventID, Type: e.EventType, Data: e.Data, Meta: e.UserMetadata},
		}, nil
	}
	return eventstore.Record{}, fmt.Errorf("stream %s revision %d: %s: %w", e.StreamID, e.EventNumber, wrong, eventstore.ErrDamaged)
}
