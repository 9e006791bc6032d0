// Package eventstore is the contract of the one source of truth: an append-only
// log made of streams.
//
// # What a store promises
//
// Durable. When Append returns without an error, its records are on stable
// storage (fsynced). They are never lost, changed, reordered or doubled by a
// later crash (P1).
//
// One order. Every record has a place in one total order over all streams,
// assigned inside the commit. A reader never sees a record before it is
// durable, and nothing ever appears before something that was already read (P2).
//
// All or nothing. The records of one Append become visible together, next to
// each other in the order, or not at all (P4). A store that can do the same for
// several streams at once is a [MultiAppender] besides.
//
// Bytes. Data and Meta come back exactly as they were given. A store never looks
// inside them.
//
// # What a store does not promise
//
// Positions may have gaps and mean nothing outside their store. Who needs a dense
// number counts the records himself, or uses the revision within a stream.
//
// The package eventstoretest holds the same promises in executable form; every
// Store passes it.
package eventstore

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/google/uuid"
)

// A Position is an opaque cursor into the log. Positions of one store compare
// with < in log order; there may be gaps, so never compute with them. The zero
// Position is before the first record.
type Position string

// A Revision counts the records of one stream, from 0.
type Revision int64

// NoStream is the revision of a stream that has no records.
const NoStream Revision = -1

// An Event is what a caller gives to Append.
type Event struct {
	// ID identifies the event for ever. It is derived from the request that
	// caused it, so that a repeated Append carries the same IDs.
	ID uuid.UUID
	// Type is the stored name of the event.
	Type string
	// Data and Meta are kept byte for byte. The store copies them: the
	// caller may reuse the slices once Append has returned.
	Data, Meta []byte
}

// A Record is one stored event with its place in the log. Its slices belong to
// the reader.
type Record struct {
	Position Position
	Stream   string
	Revision Revision
	Event
}

// Limits of one Append, the same for every store.
const (
	StreamBytesMax = 512
	TypeBytesMax   = 128
	EventBytesMax  = 1 << 20 // Data and Meta of one event together
	BatchEventsMax = 1024
	BatchBytesMax  = 8 << 20
)

// What can go wrong. Every error of a store wraps one of these, or is the
// error of the caller's context.
var (
	// ErrConflict: the stream is not at the expected revision; someone else
	// wrote first. Nothing was written. Read again and decide again.
	ErrConflict = errors.New("stream is not at the expected revision")
	// ErrInvalid: the call itself is wrong (empty batch, bad name, too large).
	// Nothing was written and no retry will help.
	ErrInvalid = errors.New("invalid append")
	// ErrClosed: the store has been closed.
	ErrClosed = errors.New("store is closed")
	// ErrHeld: another process has the store open.
	ErrHeld = errors.New("store is held by another process")
	// ErrFull: no space is left. Nothing was written; reading still works.
	ErrFull = errors.New("no space left for the store")
	// ErrDamaged: stored bytes are not what was written. Never skipped.
	ErrDamaged = errors.New("store is damaged")
	// ErrUnavailable: the outcome is unknown, or the store cannot serve now.
	// Repeating the same Append is safe: it is stored once.
	ErrUnavailable = errors.New("store is unavailable")
)

// A Store is an append-only log. All its methods may be called concurrently.
type Store interface {
	// Append adds events to a stream that stands at revision expect
	// (NoStream: that has no records), all or none, and returns the position
	// of the last one. They are durable when Append returns.
	//
	// If the stream stands elsewhere, Append looks at the records that follow
	// expect: when these are the very events given (the same IDs in the same
	// order), the append has happened before and its position is returned
	// again. Otherwise nothing is written and the error wraps ErrConflict.
	//
	// After any other error the outcome is unknown unless the error says so;
	// repeating the very same Append is safe.
	Append(ctx context.Context, stream string, expect Revision, events ...Event) (Position, error)

	// Read yields the records of one stream from a revision on, in order, and
	// ends with those that were durable when it began. A stream that does
	// not exist yields nothing.
	//
	// The sequence does nothing until ranged and can be ranged again. An
	// error is yielded once, last: a sequence that ends without one is
	// complete.
	Read(ctx context.Context, stream string, from Revision) iter.Seq2[Record, error]

	// Follow yields every record after a position, in log order, in batches
	// of whatever is ready: large when catching up, small when live, never
	// empty. Catching up and live are one loop without a seam. It ends only
	// with an error, ctx.Err() included. A batch belongs to the reader.
	Follow(ctx context.Context, after Position) iter.Seq2[[]Record, error]

	// Head returns the position of the last durable record, or the zero
	// Position when the log is empty.
	Head(ctx context.Context) (Position, error)
}

// A Batch is what one stream gets of an [AppendAll].
type Batch struct {
	Stream string
	Expect Revision
	Events []Event
}

// A MultiAppender is a [Store] that can append to several streams in one commit.
// Not every store can: callers use [AppendAll] and have another way for those
// that cannot.
type MultiAppender interface {
	// AppendAll adds each batch to its stream, which stands at the batch's
	// expected revision: all batches or none, in one durable commit. No reader
	// ever sees a part of them; their records are next to each other in the
	// order, in the order given. A stream occurs once. The limits of one
	// Append hold for all batches together. It returns the position of the
	// last record.
	//
	// If any stream stands elsewhere, nothing is written and the error wraps
	// ErrConflict, unless every stream holds the very events of its batch
	// right after the batch's expected revision: then the append has happened
	// before, and the position of the last of them is returned again.
	//
	// Otherwise it is as Append: one batch alone is the same as an Append of
	// it, and after an error whose outcome is unknown repeating the very same
	// call is safe. A store that wraps one which cannot do this wraps
	// [errors.ErrUnsupported] and has written nothing.
	AppendAll(ctx context.Context, batches []Batch) (Position, error)
}

// AppendAll appends to several streams in one commit if the store can, see
// [MultiAppender]; else the error wraps [errors.ErrUnsupported] and nothing was
// written.
func AppendAll(ctx context.Context, s Store, batches []Batch) (Position, error) {
	m, ok := s.(MultiAppender)
	if !ok {
		return "", fmt.Errorf("append to %d streams at once: %w", len(batches), errors.ErrUnsupported)
	}
	return m.AppendAll(ctx, batches)
}
