package eventstore

import (
	"fmt"
	"unicode/utf8"

	"github.com/google/uuid"
)

// reserved begins the names that EventStoreDB keeps for itself: its own streams
// and their metadata, its own event types. No store takes them, so that a ledger
// can move from any store to any other.
const reserved = '$'

// Check reports why a store must refuse an Append, or nil. The error wraps
// ErrInvalid and names the event. Every Store calls it first.
func Check(stream string, expect Revision, events []Event) error {
	_, err := check(Batch{stream, expect, events})
	return err
}

// CheckAll is Check for AppendAll. Every MultiAppender calls it first.
func CheckAll(batches []Batch) error {
	if len(batches) == 0 {
		return fmt.Errorf("append to no stream at all: %w", ErrInvalid)
	}
	events, bytes := 0, 0
	seen := make(map[string]bool, len(batches))
	for _, b := range batches {
		size, err := check(b)
		if err != nil {
			return err
		}
		if seen[b.Stream] {
			return fmt.Errorf("stream %s: twice in one append: %w", b.Stream, ErrInvalid)
		}
		seen[b.Stream] = true
		events, bytes = events+len(b.Events), bytes+size
	}
	if events > BatchEventsMax || bytes > BatchBytesMax {
		return fmt.Errorf("%d streams: %d events of %d bytes in one append, at most %d of %d: %w",
			len(batches), events, bytes, BatchEventsMax, BatchBytesMax, ErrInvalid)
	}
	return nil
}

// check returns the bytes of a batch.
func check(b Batch) (bytes int, err error) {
	switch {
	case b.Stream == "" || len(b.Stream) > StreamBytesMax || !utf8.ValidString(b.Stream):
		return 0, fmt.Errorf("stream name %.40q: want 1 to %d bytes of UTF-8: %w", b.Stream, StreamBytesMax, ErrInvalid)
	case b.Stream[0] == reserved:
		return 0, fmt.Errorf("stream name %.40q: names with $ in front are the store's own: %w", b.Stream, ErrInvalid)
	case b.Expect < NoStream:
		return 0, fmt.Errorf("stream %s: expected revision %d: %w", b.Stream, b.Expect, ErrInvalid)
	case len(b.Events) == 0 || len(b.Events) > BatchEventsMax:
		return 0, fmt.Errorf("stream %s: %d events in one append, want 1 to %d: %w", b.Stream, len(b.Events), BatchEventsMax, ErrInvalid)
	}
	seen := make(map[uuid.UUID]bool, len(b.Events))
	for i, e := range b.Events {
		size := len(e.Data) + len(e.Meta)
		bytes += size
		switch {
		case e.ID == uuid.Nil || seen[e.ID]:
			return 0, fmt.Errorf("stream %s: event %d: ID is nil or repeated: %w", b.Stream, i, ErrInvalid)
		case e.Type == "" || len(e.Type) > TypeBytesMax || !utf8.ValidString(e.Type):
			return 0, fmt.Errorf("stream %s: event %d: type %.40q: want 1 to %d bytes of UTF-8: %w", b.Stream, i, e.Type, TypeBytesMax, ErrInvalid)
		case e.Type[0] == reserved:
			return 0, fmt.Errorf("stream %s: event %d: type %.40q: types with $ in front are the store's own: %w", b.Stream, i, e.Type, ErrInvalid)
		case size > EventBytesMax:
			return 0, fmt.Errorf("stream %s: event %d: %d bytes, at most %d: %w", b.Stream, i, size, EventBytesMax, ErrInvalid)
		}
		seen[e.ID] = true
	}
	if bytes > BatchBytesMax {
		return 0, fmt.Errorf("stream %s: batch of %d bytes, at most %d: %w", b.Stream, bytes, BatchBytesMax, ErrInvalid)
	}
	return bytes, nil
}
