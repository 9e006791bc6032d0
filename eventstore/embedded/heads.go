package embedded

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"github.com/cockroachdb/pebble/v2"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"taizhang/eventstore"
)

// heads knows at which revision streams stand, counting the appends that are
// still on their way to the disk. Its memory is bounded: it forgets settled
// streams that were not used lately, and reads them from the index again.
// Store.mu guards it.
type heads struct {
	pending map[string]eventstore.Revision // with appends under way
	settled *simplelru.LRU[string, eventstore.Revision]
	// epoch counts the groups that were settled. A head read from the index
	// is current if no group was settled meanwhile and none is pending.
	epoch uint64
}

func newHeads(sizeMax int) *heads {
	settled, err := simplelru.NewLRU[string, eventstore.Revision](sizeMax, nil)
	if err != nil {
		panic("embedded: size of the head cache: " + err.Error())
	}
	return &heads{pending: make(map[string]eventstore.Revision), settled: settled}
}

func (h *heads) get(stream string) (eventstore.Revision, bool) {
	if r, ok := h.pending[stream]; ok {
		return r, true
	}
	return h.settled.Get(stream)
}

// settle moves the heads of a finished group to the settled ones, unless a later
// group has moved them on.
func (h *heads) settle(ends map[string]eventstore.Revision) {
	h.epoch++
	for stream, end := range ends {
		if h.pending[stream] == end {
			delete(h.pending, stream)
			h.settled.Add(stream, end)
		}
	}
}

// loadTries bounds how often an append reads a head without the lock before it
// reads it under the lock.
const loadTries = 3

// lockHead locks mu and returns where a stream stands at that moment. The index
// is read outside the lock as long as that succeeds, for one cold stream must
// not hold up all others.
func (s *Store) lockHead(stream string) (eventstore.Revision, error) {
	s.mu.Lock()
	for range loadTries {
		if r, ok := s.heads.get(stream); ok {
			return r, nil
		}
		epoch := s.heads.epoch
		s.mu.Unlock()
		read, err := s.readHead(stream)
		s.mu.Lock()
		if err != nil {
			return 0, err
		}
		if r, ok := s.heads.get(stream); ok {
			return r, nil
		}
		if epoch == s.heads.epoch {
			s.heads.settled.Add(stream, read)
			return read, nil
		}
	}
	return s.readHead(stream)
}

// endsBefore reports that a stream has nothing from a revision on, not even on its way to
// the disk, as far as that is known without an iterator: one costs more than all else in
// the answer that there is nothing, and who keeps up with a stream, or asks for one that
// is not begun, is told so again and again.
func (s *Store) endsBefore(stream string, from eventstore.Revision) (bool, error) {
	s.mu.Lock()
	head, known := s.heads.get(stream)
	s.mu.Unlock()
	if known || from > 0 {
		return known && head < from, nil
	}
	begun, err := s.begun(stream)
	return !begun, err
}

// lockHeads locks mu and says whether, at that moment, every stream stands where
// its batch expects it; conflict names the first that does not. The heads of
// further streams are made known before the lock is taken for good.
func (s *Store) lockHeads(batches []eventstore.Batch) (conflict, err error) {
	for _, b := range batches[1:] {
		_, err := s.lockHead(b.Stream)
		s.mu.Unlock()
		if err != nil {
			s.mu.Lock()
			return nil, err
		}
	}
	head, err := s.lockHead(batches[0].Stream)
	for i, b := range batches {
		if i > 0 {
			head, err = s.knownHead(b.Stream)
		}
		if err != nil {
			return nil, err
		}
		if head != b.Expect {
			return fmt.Errorf("%s is at revision %d, expected %d: %w", b.Stream, head, b.Expect, eventstore.ErrConflict), nil
		}
	}
	return nil, nil
}

// knownHead returns where a stream stands. It requires mu, and reads the index
// under it only if the head was forgotten in this moment.
func (s *Store) knownHead(stream string) (eventstore.Revision, error) {
	if r, ok := s.heads.get(stream); ok {
		return r, nil
	}
	return s.readHead(stream)
}

// begun reports whether a stream has an event, durable or not. That it has none the
// filters of the tables know without a read.
func (s *Store) begun(stream string) (bool, error) {
	_, first, err := s.db.Get(indexKey(stream, 0))
	if errors.Is(err, pebble.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, damage(err)
	}
	return true, first.Close()
}

// readHead reads the last index entry of a stream, durable or not. It asks for the first
// one before, for an import begins streams all the time.
func (s *Store) readHead(stream string) (eventstore.Revision, error) {
	begun, err := s.begun(stream)
	if err != nil {
		return 0, fmt.Errorf("head of %s: %w", stream, err)
	}
	if !begun {
		return eventstore.NoStream, nil
	}
	iter, err := s.db.NewIter(&pebble.IterOptions{
		LowerBound: indexKey(stream, 0),
		UpperBound: indexKey(stream, math.MaxInt64),
	})
	if err != nil {
		return 0, damage(err)
	}
	defer iter.Close()
	if !iter.Last() {
		return 0, fmt.Errorf("head of %s: %w", stream, cmp.Or(damage(iter.Error()), eventstore.ErrDamaged))
	}
	return indexRevision(iter.Key()), nil
}
