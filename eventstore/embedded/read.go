package embedded

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"taizhang/eventstore"
)

// Limits of one page: what is read with one iterator, and the largest batch of
// Follow. No iterator stays open while a reader's code runs, for an open
// iterator keeps old files and memory alive, and a reader may take for ever.
const (
	pageRecordsMax = 1024
	pageBytesMax   = 4 << 20
)

// Read implements [eventstore.Store].
func (s *Store) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		limit := s.visible()
		next := max(from, 0)
		for {
			page, err := s.enterStreamPage(ctx, stream, next, limit)
			if err != nil {
				yield(eventstore.Record{}, fmt.Errorf("read %s: %w", stream, err))
				return
			}
			for _, r := range page.records {
				if !yield(r, nil) {
					return
				}
			}
			if page.end {
				return
			}
			next += eventstore.Revision(len(page.records))
		}
	}
}

// A page is some records of a stream.
type page struct {
	records []eventstore.Record
	last    uint64 // the sequence of the last one
	end     bool   // the stream has no more
}

func (s *Store) enterStreamPage(ctx context.Context, stream string, from eventstore.Revision, limit uint64) (page, error) {
	if err := ctx.Err(); err != nil {
		return page{}, err
	}
	if err := s.enter(); err != nil {
		return page{}, err
	}
	defer s.use.RUnlock()
	if ends, err := s.endsBefore(stream, from); ends || err != nil {
		return page{end: true}, err
	}
	return s.streamPage(stream, from, pageRecordsMax, limit)
}

// streamPage reads at most n records of a stream from a revision on, up to the
// sequence limit. The index says where they are.
func (s *Store) streamPage(stream string, from eventstore.Revision, n int, limit uint64) (page, error) {
	index, err := s.db.NewIter(&pebble.IterOptions{
		LowerBound: indexKey(stream, from),
		UpperBound: indexKey(stream, math.MaxInt64),
	})
	if err != nil {
		return page{}, damage(err)
	}
	defer index.Close()
	log, err := s.db.NewIter(logRange(1, limit))
	if err != nil {
		return page{}, damage(err)
	}
	defer log.Close()

	var p page
	bytes := 0
	for ok := index.First(); ok; ok = index.Next() {
		if len(p.records) == n || bytes >= pageBytesMax {
			return p, nil
		}
		sequence, err := indexSequence(index, from+eventstore.Revision(len(p.records)))
		if err != nil {
			return page{}, err
		}
		if sequence > limit {
			break
		}
		r, size, err := s.readAt(log, sequence, stream, indexRevision(index.Key()))
		if err != nil {
			return page{}, err
		}
		p.records, p.last = append(p.records, r), sequence
		bytes += size
	}
	p.end = true
	return p, damage(index.Error())
}

// indexSequence reads an index entry, which must be of the revision wanted:
// revisions have no gaps.
func indexSequence(index *pebble.Iterator, want eventstore.Revision) (uint64, error) {
	value, err := index.ValueAndErr()
	if err != nil {
		return 0, damage(err)
	}
	if indexRevision(index.Key()) != want || len(value) != sequenceBytes {
		return 0, fmt.Errorf("index entry %x: revision %d is missing: %w", index.Key(), want, eventstore.ErrDamaged)
	}
	return binary.BigEndian.Uint64(value), nil
}

var (
	errMissing   = errors.New("record is missing")
	errElsewhere = errors.New("record is of another stream or revision than the index says")
)

// readAt reads the record that the index promises at a sequence.
func (s *Store) readAt(log *pebble.Iterator, sequence uint64, stream string, revision eventstore.Revision) (eventstore.Record, int, error) {
	if !log.SeekGE(logKey(sequence)) {
		if err := log.Error(); err != nil {
			return eventstore.Record{}, 0, damage(err)
		}
		return eventstore.Record{}, 0, damaged(sequence, errMissing)
	}
	r, size, err := s.current(log, sequence)
	if err != nil {
		return r, 0, err
	}
	if r.Stream != stream || r.Revision != revision {
		return r, 0, damaged(sequence, errElsewhere)
	}
	return r, size, nil
}

// current decodes the record an iterator stands at, which must be the one of
// that sequence. The record's slices are its own copy.
func (s *Store) current(log *pebble.Iterator, sequence uint64) (eventstore.Record, int, error) {
	if binary.BigEndian.Uint64(log.Key()[1:]) != sequence {
		return eventstore.Record{}, 0, damaged(sequence, errMissing)
	}
	value, err := log.ValueAndErr()
	if err != nil {
		return eventstore.Record{}, 0, damage(err)
	}
	r, err := decode(s.seed, sequence, slices.Clone(value))
	if err != nil {
		return r, 0, damaged(sequence, err)
	}
	return r, len(value), nil
}

// logRange bounds an iterator to the records of the sequences first to last.
func logRange(first, last uint64) *pebble.IterOptions {
	return &pebble.IterOptions{LowerBound: logKey(first), UpperBound: logKey(last + 1)}
}

// Follow implements [eventstore.Store].
func (s *Store) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		last, err := sequence(after)
		for err == nil {
			var batch []eventstore.Record
			if batch, err = s.follow(ctx, last); err != nil {
				break
			}
			last += uint64(len(batch))
			if !yield(batch, nil) {
				return
			}
		}
		yield(nil, fmt.Errorf("follow after %q: %w", position(last), err))
	}
}

// follow waits until there are records after a sequence and returns the first of
// them. The watermark and the channel that announces its next move are taken
// together, so nothing can move unseen in between.
func (s *Store) follow(ctx context.Context, last uint64) ([]eventstore.Record, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.mu.Lock()
		durable, moved := s.durable, s.moved
		s.mu.Unlock()
		switch {
		case last > durable:
			return nil, fmt.Errorf("position is after the end %q of this log: %w", position(durable), eventstore.ErrInvalid)
		case last < durable:
			return s.logPage(last+1, durable)
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.closing:
			return nil, eventstore.ErrClosed
		}
	}
}

// logPage reads records from sequence first on, as many as fit a page, at least
// one and none after last. Sequences have no gaps: one that is missing is damage.
func (s *Store) logPage(first, last uint64) ([]eventstore.Record, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.use.RUnlock()
	last = min(last, first+pageRecordsMax-1)
	log, err := s.db.NewIter(logRange(first, last))
	if err != nil {
		return nil, damage(err)
	}
	defer log.Close()
	records := make([]eventstore.Record, 0, last-first+1)
	bytes := 0
	for ok := log.First(); ok && bytes < pageBytesMax; ok = log.Next() {
		r, size, err := s.current(log, first+uint64(len(records)))
		if err != nil {
			return nil, err
		}
		records = append(records, r)
		bytes += size
	}
	if err := log.Error(); err != nil {
		return nil, damage(err)
	}
	if bytes < pageBytesMax && uint64(len(records)) != last-first+1 {
		return nil, damaged(first+uint64(len(records)), errMissing)
	}
	return records, nil
}

// Head implements [eventstore.Store].
func (s *Store) Head(ctx context.Context) (eventstore.Position, error) {
	if s.isClosed() {
		return "", fmt.Errorf("head: %w", eventstore.ErrClosed)
	}
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("head: %w", err)
	}
	return position(s.visible()), nil
}
