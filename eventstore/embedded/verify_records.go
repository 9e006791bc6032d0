package embedded

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/maphash"

	"github.com/cockroachdb/pebble/v2"

	"taizhang/eventstore"
)

// windowRecords bounds the memory of a verification: 8 bytes for each record of
// a window. The index is read once for each window.
const windowRecords = 1 << 23

// A crossing holds log and index against each other. A place is what it
// remembers of a record: a digest of its stream and revision.
type crossing struct {
	store  *Store
	check  Checker
	last   uint64 // the sequence verified up to
	digest maphash.Seed
	low    uint64   // the sequence before the window
	places []uint64 // of the window's records
}

// Instead of a digest.
const (
	settled    = 0 // its index entry was found
	unreadable = 1 // reported already
)

// verifyRecords reads every record up to a sequence, and every index entry.
func (s *Store) verifyRecords(ctx context.Context, last uint64, c Checker) (records uint64, err error) {
	x := &crossing{store: s, check: c, last: last, digest: maphash.MakeSeed()}
	for ; x.low < last; x.low += windowRecords {
		x.places = make([]uint64, min(windowRecords, last-x.low))
		n, err := x.log(ctx)
		records += n
		if err != nil {
			return records, err
		}
		whole, err := x.index(ctx)
		if err != nil {
			return records, err
		}
		if whole {
			x.leftOver()
		}
	}
	return records, nil
}

// place digests a stream and a revision.
func (x *crossing) place(stream []byte, revision eventstore.Revision) uint64 {
	d := maphash.Bytes(x.digest, stream) + uint64(revision)*0x9e3779b97f4a7c15
	return max(d, unreadable+1)
}

// log reads the records of the window. What cannot be read is reported and
// passed over.
func (x *crossing) log(ctx context.Context) (records uint64, err error) {
	end := x.low + uint64(len(x.places))
	for next := x.low + 1; next <= end; {
		if err := ctx.Err(); err != nil {
			return records, err
		}
		read, err := x.logFrom(next, min(end, next+pageRecordsMax-1))
		records += read.whole
		next = read.next
		if err != nil {
			to := x.readableAfter(next, end)
			x.check.Fault(fmt.Errorf("positions %s to %s: %w", position(next), position(to-1), damagedBy(err)))
			x.skip(next, to)
			next = to
		}
		if x.check.Progress != nil {
			x.check.Progress(next-1, x.last)
		}
	}
	return records, nil
}

// skip marks records as reported.
func (x *crossing) skip(from, to uint64) {
	for q := from; q < to; q++ {
		x.places[q-x.low-1] = unreadable
	}
}

// A pass is how far reading went.
type pass struct {
	next  uint64 // the first sequence not looked at
	whole uint64 // records that are good
}

// logFrom reads the records first to last.
func (x *crossing) logFrom(first, last uint64) (p pass, err error) {
	p.next = first
	defer contain(&err)
	log, err := x.store.db.NewIter(logRange(first, last))
	if err != nil {
		return p, err
	}
	defer log.Close()
	for ok := log.First(); ok; ok = log.Next() {
		at := binary.BigEndian.Uint64(log.Key()[1:])
		if at > p.next {
			x.missing(p.next, at)
		}
		value, err := log.ValueAndErr()
		if err != nil {
			p.next = at
			return p, err
		}
		p.next = at + 1
		if r, err := decode(x.store.seed, at, value); err != nil {
			x.check.Fault(damaged(at, err))
			x.skip(at, at+1)
		} else {
			x.places[at-x.low-1] = x.place([]byte(r.Stream), r.Revision)
			p.whole++
		}
	}
	if err := log.Error(); err != nil {
		return p, err
	}
	if p.next <= last {
		x.missing(p.next, last+1)
		p.next = last + 1
	}
	return p, nil
}

func (x *crossing) missing(from, to uint64) {
	x.check.Fault(fmt.Errorf("positions %s to %s: %v: %w", position(from), position(to-1), errMissing, eventstore.ErrDamaged))
	x.skip(from, to)
}

// readableAfter finds the first sequence after one that cannot be read, up to
// end+1. It looks in growing steps and then between the last two.
func (x *crossing) readableAfter(bad, end uint64) uint64 {
	good, step := bad+1, uint64(1)
	for good <= end && !x.readable(good) {
		bad, step = good, step*2
		good += step
	}
	good = min(good, end+1)
	for good-bad > 1 {
		if middle := bad + (good-bad)/2; x.readable(middle) {
			good = middle
		} else {
			bad = middle
		}
	}
	return good
}

func (x *crossing) readable(sequence uint64) (ok bool) {
	var err error
	defer func() { ok = ok && err == nil }()
	defer contain(&err)
	log, err := x.store.db.NewIter(logRange(sequence, sequence))
	if err != nil {
		return false
	}
	defer log.Close()
	if !log.First() {
		return log.Error() == nil // missing, which is another fault
	}
	_, err = log.ValueAndErr()
	return true
}

// index reads every index entry and settles those of the window. In the first
// window it checks the revisions of each stream too. whole says that all entries
// could be read.
func (x *crossing) index(ctx context.Context) (whole bool, err error) {
	entries, err := x.store.db.NewIter(&pebble.IterOptions{LowerBound: []byte{spaceIndex}, UpperBound: []byte{spaceIndex + 1}})
	if err != nil {
		return false, damage(err)
	}
	defer entries.Close()
	var stream []byte
	next := eventstore.Revision(0)
	for ok := entries.First(); ok; ok = entries.Next() {
		name, revision, ok := cutIndexKey(entries.Key())
		value, err := entries.ValueAndErr()
		if !ok || err != nil || len(value) != sequenceBytes {
			x.check.Fault(fmt.Errorf("index entry %x cannot be read: %w", entries.Key(), eventstore.ErrDamaged))
			continue
		}
		if string(name) != string(stream) {
			stream, next = append(stream[:0], name...), 0
			if err := ctx.Err(); err != nil {
				return false, err
			}
		}
		at := binary.BigEndian.Uint64(value)
		if revision != next && x.low == 0 && at <= x.last {
			x.check.Fault(fmt.Errorf("stream %s: the index has no revision %d to %d: %w", name, next, revision-1, eventstore.ErrDamaged))
		}
		next = revision + 1
		x.settle(name, revision, at)
	}
	if err := entries.Error(); err != nil {
		x.check.Fault(fmt.Errorf("index after stream %s revision %d: %w", stream, next-1, damagedBy(damage(err))))
		return false, nil
	}
	return true, nil
}

// cutIndexKey reads the stream and the revision of an index key.
func cutIndexKey(key []byte) (stream []byte, revision eventstore.Revision, ok bool) {
	const around = 1 + 2 + 8
	if len(key) < around || int(binary.BigEndian.Uint16(key[1:])) != len(key)-around {
		return nil, 0, false
	}
	return key[3 : len(key)-8], indexRevision(key), true
}

// settle holds an index entry against the record it leads to. An entry after
// the end is of an append that came meanwhile.
func (x *crossing) settle(stream []byte, revision eventstore.Revision, at uint64) {
	if at <= x.low || at > x.low+uint64(len(x.places)) {
		return
	}
	switch place := &x.places[at-x.low-1]; *place {
	case unreadable:
	case x.place(stream, revision):
		*place = settled
	default:
		x.check.Fault(fmt.Errorf("stream %s revision %d: the index leads to position %s, which is not that record: %w", stream, revision, position(at), eventstore.ErrDamaged))
	}
}

// leftOver reports the records that no index entry leads to.
func (x *crossing) leftOver() {
	for i, place := range x.places {
		if place != settled && place != unreadable {
			x.check.Fault(damaged(x.low+uint64(i)+1, errUnindexed))
		}
	}
}

var errUnindexed = fmt.Errorf("the index has no entry of the record")
