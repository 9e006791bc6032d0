package embedded

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"taizhang/eventstore"
)

// groupBytesMax is the size at which a group takes no further append. A single
// append may be larger.
const groupBytesMax = 4 << 20

// A group is a number of appends that are committed by one Pebble batch and made
// durable by one sync. Groups form a chain: each is applied after the one before
// it is applied, and made visible after the one before it is visible.
//
// A group is begun by an append that finds none open, and takes others until it
// is its turn to be committed. While one group waits for the disk, the next is
// being filled.
type group struct {
	prev    *group
	batch   *pebble.Batch
	last    uint64 // the sequence of its last record
	ends    map[string]eventstore.Revision
	applied chan struct{} // closed when the next group may be applied
	done    chan struct{} // closed when durable or failed
	err     error         // why not durable; read after done
}

// finishedGroup is the start of the chain.
func finishedGroup() *group {
	done := make(chan struct{})
	close(done)
	return &group{applied: done, done: done}
}

// Append implements [eventstore.Store].
func (s *Store) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	if err := eventstore.Check(stream, expect, events); err != nil {
		return "", err
	}
	last, err := s.append(ctx, stream, expect, events)
	if err != nil {
		return "", fmt.Errorf("append to %s: %w", stream, err)
	}
	return position(last), nil
}

// append returns the sequence of the last record.
func (s *Store) append(ctx context.Context, stream string, expect eventstore.Revision, events []eventstore.Event) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := s.enter(); err != nil {
		return 0, err
	}
	defer s.use.RUnlock()
	if err := s.failure.err(); err != nil {
		return 0, err
	}
	bodies := make([]body, len(events))
	for i := range events {
		bodies[i] = newBody(stream, &events[i])
	}
	head, err := s.lockHead(stream)
	switch {
	case err != nil:
		s.mu.Unlock()
		return 0, err
	case head != expect:
		last := s.last
		s.mu.Unlock()
		return s.repeated(ctx, last, stream, head, expect, events)
	}
	if err := s.checkSpace(); err != nil {
		s.mu.Unlock()
		return 0, err
	}
	g := s.join(stream, head, bodies)
	mine := g.last
	s.mu.Unlock()
	return mine, s.wait(ctx, g)
}

// join adds records to the open group, beginning one when there is none. It
// requires mu: the order in which appends come here is the order of the log.
func (s *Store) join(stream string, head eventstore.Revision, bodies []body) *group {
	if s.open == nil {
		s.begin()
	}
	g := s.open
	for _, b := range bodies {
		head++
		g.add(stream, head, s.next, b)
		s.next++
	}
	g.ends[stream], s.heads.pending[stream] = head, head
	if g.batch.Len() >= groupBytesMax {
		s.open = nil
	}
	return g
}

// begin opens a group and sees to it that it is committed. It requires mu.
func (s *Store) begin() {
	g := &group{
		prev:    s.last,
		batch:   s.db.NewBatch(),
		ends:    make(map[string]eventstore.Revision),
		applied: make(chan struct{}),
		done:    make(chan struct{}),
	}
	s.open, s.last = g, g
	select {
	case s.work <- g: // a committer waits
	default:
		s.commits.Go(func() { s.committer(g) })
	}
}

// committer commits a group and then others, until the store closes. There are as
// many as groups were ever under way at once, which is two or three; they live
// on because their stacks have grown.
func (s *Store) committer(g *group) {
	for {
		s.commit(g)
		select {
		case g = <-s.work:
		case <-s.closing:
			return
		}
	}
}

func (g *group) add(stream string, revision eventstore.Revision, sequence uint64, b body) {
	record := g.batch.SetDeferred(logKeyBytes, b.size())
	record.Key[0] = spaceLog
	binary.BigEndian.PutUint64(record.Key[1:], sequence)
	b.put(record.Value, sequence, revision)
	record.Finish()

	key := indexKey(stream, revision)
	entry := g.batch.SetDeferred(len(key), sequenceBytes)
	copy(entry.Key, key)
	binary.BigEndian.PutUint64(entry.Value, sequence)
	entry.Finish()
	g.last = sequence
}

// wait returns when a group is durable or failed. A caller who stops waiting
// does not know the outcome.
func (s *Store) wait(ctx context.Context, g *group) error {
	var err error
	select {
	case <-g.done:
		return g.err
	case <-s.failure.done:
		err = s.failure.err()
	case <-ctx.Done():
		err = ctx.Err()
	}
	select {
	case <-g.done: // as well: the outcome is known
		return g.err
	default:
		return err
	}
}

// commit makes a group durable and then visible.
func (s *Store) commit(g *group) {
	<-g.prev.applied
	s.mu.Lock()
	if s.open == g {
		s.open = nil
	}
	s.mu.Unlock()
	err := s.apply(g)
	close(g.applied)
	if err == nil && !s.noSync {
		err = g.batch.SyncWait()
	}
	<-g.prev.done
	if err == nil {
		err = s.failure.err() // a group before this one was lost
	}
	s.settle(g, err)
}

// apply hands a group to Pebble, which queues it for the write-ahead log. After
// a failure nothing is handed over any more. Pebble may panic where it sees no
// way on, and keeps its locks; that too is a failure.
func (s *Store) apply(g *group) (err error) {
	if err := s.failure.err(); err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			s.failure.stuck.Store(true)
			err = fmt.Errorf("pebble: %v", p)
		}
	}()
	if s.noSync {
		return s.db.Apply(g.batch, pebble.NoSync)
	}
	if err := s.db.ApplyNoSyncWait(g.batch, pebble.Sync); err != nil {
		return err
	}
	return s.failure.err() // what Pebble calls fatal it does not return
}

// settle publishes a durable group to readers, or poisons the store: what a
// failed sync leaves on disk is known only after a new start.
func (s *Store) settle(g *group, err error) {
	if err != nil {
		s.failure.set(fmt.Errorf("commit: %w", err))
		g.err = s.failure.err()
	} else {
		s.wrote(g.batch.Len())
	}
	s.mu.Lock()
	s.heads.settle(g.ends)
	if err == nil {
		s.durable = g.last
		close(s.moved)
		s.moved = make(chan struct{})
		g.batch.Close()
	}
	g.prev, g.batch, g.ends = nil, nil, nil
	s.mu.Unlock()
	close(g.done)
}

// repeated answers an append whose stream stands elsewhere: with the sequence of
// its last record when the very same events follow expect, else with ErrConflict.
// It waits for the groups under way first, so that the answer rests on durable
// records, and who reads the stream again after a conflict finds what caused it.
func (s *Store) repeated(ctx context.Context, newest *group, stream string, head, expect eventstore.Revision, events []eventstore.Event) (uint64, error) {
	if err := s.wait(ctx, newest); err != nil {
		return 0, err
	}
	conflict := fmt.Errorf("at revision %d, expected %d: %w", head, expect, eventstore.ErrConflict)
	if head-expect < eventstore.Revision(len(events)) {
		return 0, conflict
	}
	last := uint64(0)
	for limit := s.visible(); len(events) > 0; {
		page, err := s.streamPage(stream, expect+1, len(events), limit)
		if err != nil {
			return 0, err
		}
		if !same(page.records, events) {
			return 0, conflict
		}
		last, events = page.last, events[len(page.records):]
		expect += eventstore.Revision(len(page.records))
	}
	return last, nil
}

// same reports whether records are the first of events. No records never are.
func same(records []eventstore.Record, events []eventstore.Event) bool {
	for i, r := range records {
		if r.ID != events[i].ID {
			return false
		}
	}
	return len(records) > 0
}

// visible is the last sequence readers may see.
func (s *Store) visible() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.durable
}
