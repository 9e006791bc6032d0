package embedded

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"time"

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
	return s.append(ctx, []eventstore.Batch{{Stream: stream, Expect: expect, Events: events}})
}

// AppendAll implements [eventstore.MultiAppender]. All its records join one
// group, which is one Pebble batch.
func (s *Store) AppendAll(ctx context.Context, batches []eventstore.Batch) (eventstore.Position, error) {
	if err := eventstore.CheckAll(batches); err != nil {
		return "", err
	}
	return s.append(ctx, batches)
}

func (s *Store) append(ctx context.Context, batches []eventstore.Batch) (eventstore.Position, error) {
	last, err := s.appendAll(ctx, batches)
	if err != nil {
		return "", fmt.Errorf("append to %s: %w", batches[0].Stream, err)
	}
	return position(last), nil
}

// appendAll returns the sequence of the last record.
func (s *Store) appendAll(ctx context.Context, batches []eventstore.Batch) (uint64, error) {
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
	bodies := newBodies(s.seed, batches)
	conflict, err := s.lockHeads(batches)
	if err == nil && conflict == nil {
		err = s.checkSpace()
	}
	if err != nil || conflict != nil {
		newest := s.last
		s.mu.Unlock()
		if err != nil {
			return 0, err
		}
		return s.repeated(ctx, newest, batches, conflict)
	}
	g := s.join(batches, bodies)
	mine := g.last
	s.mu.Unlock()
	return mine, s.wait(ctx, g)
}

// newBodies encodes the events of all batches, one after the other.
func newBodies(seed uint32, batches []eventstore.Batch) []body {
	bodies := make([]body, 0, len(batches[0].Events))
	for _, b := range batches {
		for i := range b.Events {
			bodies = append(bodies, newBody(seed, b.Stream, &b.Events[i]))
		}
	}
	return bodies
}

// join adds records to the open group, beginning one when there is none. It
// requires mu: the order in which appends come here is the order of the log.
func (s *Store) join(batches []eventstore.Batch, bodies []body) *group {
	if s.open == nil {
		s.begin()
	}
	g := s.open
	for _, b := range batches {
		head := b.Expect
		for _, body := range bodies[:len(b.Events)] {
			head++
			g.add(b.Stream, head, s.next, body)
			s.next++
		}
		bodies = bodies[len(b.Events):]
		g.ends[b.Stream], s.heads.pending[b.Stream] = head, head
	}
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
	if s.waiting.IsZero() {
		s.waiting = time.Now()
	}
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
			err = panicked(p)
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
	s.waiting = time.Time{}
	if s.last != g {
		s.waiting = time.Now()
	}
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

// repeated answers an append of which a stream stands elsewhere: with the
// sequence of the last record when the very same events follow every expected
// revision, else with the conflict. It waits for the groups under way first, so
// that the answer rests on durable records, and who reads the stream again after
// a conflict finds what caused it.
func (s *Store) repeated(ctx context.Context, newest *group, batches []eventstore.Batch, conflict error) (uint64, error) {
	if err := s.wait(ctx, newest); err != nil {
		return 0, err
	}
	last := uint64(0)
	for limit, rest := s.visible(), batches; len(rest) > 0; rest = rest[1:] {
		end, err := s.stored(rest[0], limit)
		if err != nil {
			return 0, err
		}
		if end == 0 {
			return 0, conflict
		}
		last = max(last, end)
	}
	return last, nil
}

// stored returns the sequence of a batch's last record when its very events
// follow its expected revision, else 0.
func (s *Store) stored(b eventstore.Batch, limit uint64) (last uint64, err error) {
	for next := b.Expect; len(b.Events) > 0; {
		if next == math.MaxInt64 {
			return 0, nil
		}
		page, err := s.streamPage(b.Stream, next+1, len(b.Events), limit)
		if err != nil || !same(page.records, b.Events) {
			return 0, err
		}
		last, b.Events = page.last, b.Events[len(page.records):]
		next += eventstore.Revision(len(page.records))
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
