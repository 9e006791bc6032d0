// Package memory is the event log as a slice: the model the other stores are
// compared with, and the store of tests and examples. It keeps every promise of
// [eventstore.Store] except that its records end with the process.
package memory

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"

	"taizhang/eventstore"
)

// batchRecordsMax bounds one batch of Follow.
const batchRecordsMax = 512

// A Store keeps its log in memory. The zero value is not usable; see [New].
type Store struct {
	mu      sync.Mutex // guards all below
	log     []eventstore.Record
	streams map[string][]int // the places in log of a stream's records, by revision
	moved   chan struct{}    // closed and replaced whenever log grows
	closed  chan struct{}    // closed by Close
}

// New returns an empty store.
func New() *Store {
	return &Store{
		streams: make(map[string][]int),
		moved:   make(chan struct{}),
		closed:  make(chan struct{}),
	}
}

// Close ends the store: later calls and running followers get
// [eventstore.ErrClosed]. Closing twice is harmless.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isClosed() {
		close(s.closed)
	}
	return nil
}

// Append implements [eventstore.Store].
func (s *Store) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	return s.AppendAll(ctx, []eventstore.Batch{{Stream: stream, Expect: expect, Events: events}})
}

// AppendAll implements [eventstore.MultiAppender].
func (s *Store) AppendAll(ctx context.Context, batches []eventstore.Batch) (eventstore.Position, error) {
	if err := eventstore.CheckAll(batches); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("append to %s: %w", batches[0].Stream, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return "", fmt.Errorf("append to %s: %w", batches[0].Stream, eventstore.ErrClosed)
	}
	for _, b := range batches {
		if head := eventstore.Revision(len(s.streams[b.Stream])) - 1; head != b.Expect {
			if last, ok := s.repeated(batches); ok {
				return last, nil
			}
			return "", fmt.Errorf("append to %s: at revision %d, expected %d: %w", b.Stream, head, b.Expect, eventstore.ErrConflict)
		}
	}
	for _, b := range batches {
		for _, e := range b.Events {
			s.add(b.Stream, e)
		}
	}
	close(s.moved)
	s.moved = make(chan struct{})
	return s.head(), nil
}

// repeated reports whether the records that follow each expected revision are
// the very events given, and the position of the last one.
func (s *Store) repeated(batches []eventstore.Batch) (last eventstore.Position, ok bool) {
	for _, b := range batches {
		places := s.streams[b.Stream]
		if int64(b.Expect) >= int64(len(places)-len(b.Events)) {
			return "", false
		}
		for i, place := range places[b.Expect+1:][:len(b.Events)] {
			if s.log[place].ID != b.Events[i].ID {
				return "", false
			}
			last = max(last, s.log[place].Position)
		}
	}
	return last, true
}

func (s *Store) add(stream string, e eventstore.Event) {
	e.Data, e.Meta = slices.Clone(e.Data), slices.Clone(e.Meta)
	s.log = append(s.log, eventstore.Record{
		Position: position(len(s.log)),
		Stream:   stream,
		Revision: eventstore.Revision(len(s.streams[stream])),
		Event:    e,
	})
	s.streams[stream] = append(s.streams[stream], len(s.log)-1)
}

// position of the record at a place in the log: 16 hex digits, as every store of
// ours has them. Positions have gaps on purpose, so that a reader who computes
// with them fails here first.
func position(place int) eventstore.Position {
	return eventstore.Position(fmt.Sprintf("%016x", 7*(place+1)))
}

// Read implements [eventstore.Store].
func (s *Store) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		records, err := s.stream(stream, from)
		for _, r := range records {
			if err = ctx.Err(); err != nil {
				break
			}
			if !yield(copied(r), nil) {
				return
			}
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			yield(eventstore.Record{}, fmt.Errorf("read %s: %w", stream, err))
		}
	}
}

func (s *Store) stream(stream string, from eventstore.Revision) ([]eventstore.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return nil, eventstore.ErrClosed
	}
	places := s.streams[stream]
	from = max(from, 0)
	var records []eventstore.Record
	for _, place := range places[min(int(from), len(places)):] {
		records = append(records, s.log[place])
	}
	return records, nil
}

// Follow implements [eventstore.Store].
func (s *Store) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		next := after
		for {
			batch, moved, err := s.after(next)
			if err == nil {
				err = ctx.Err()
			}
			switch {
			case err != nil:
				yield(nil, fmt.Errorf("follow after %q: %w", next, err))
				return
			case len(batch) > 0:
				next = batch[len(batch)-1].Position
				if !yield(batch, nil) {
					return
				}
			default:
				select {
				case <-moved:
				case <-ctx.Done():
				case <-s.closed:
				}
			}
		}
	}
}

// after returns copies of the first records after a position, and the channel
// that is closed when there are more.
func (s *Store) after(p eventstore.Position) ([]eventstore.Record, <-chan struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return nil, nil, eventstore.ErrClosed
	}
	if p > s.head() {
		return nil, nil, fmt.Errorf("position is after the end %q of this log: %w", s.head(), eventstore.ErrInvalid)
	}
	start, _ := slices.BinarySearchFunc(s.log, p, func(r eventstore.Record, p eventstore.Position) int {
		if r.Position <= p {
			return -1
		}
		return 1
	})
	var batch []eventstore.Record
	for _, r := range s.log[start:min(start+batchRecordsMax, len(s.log))] {
		batch = append(batch, copied(r))
	}
	return batch, s.moved, nil
}

// Head implements [eventstore.Store].
func (s *Store) Head(ctx context.Context) (eventstore.Position, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return "", fmt.Errorf("head: %w", eventstore.ErrClosed)
	}
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("head: %w", err)
	}
	return s.head(), nil
}

// head requires mu.
func (s *Store) head() eventstore.Position {
	if len(s.log) == 0 {
		return ""
	}
	return s.log[len(s.log)-1].Position
}

// isClosed requires mu.
func (s *Store) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

func copied(r eventstore.Record) eventstore.Record {
	r.Data, r.Meta = slices.Clone(r.Data), slices.Clone(r.Meta)
	return r
}
