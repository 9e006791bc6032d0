// Package transfer carries a ledger's log from one store to another, or into a
// file and back, and proves that what arrived is what left: the same records in
// the same order with the same stream, revision, ID, type, data and meta. Only
// positions are not carried: they mean nothing outside their store.
//
// # Going on after a crash
//
// There is no file that remembers how far a move has come. The target itself says
// so: its records are compared with the source's from the first one on, and
// copying goes on behind the last. A target that holds anything else is refused
// and left as it is.
package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"

	"taizhang/eventstore"
)

// ErrForeign: the target holds records that the source does not.
var ErrForeign = errors.New("target holds another ledger")

// A Source is a log with an end: ranged again, it yields the same records. An
// error is yielded once, last.
type Source func(ctx context.Context) iter.Seq2[[]eventstore.Record, error]

// A Log is the part of a store that is read.
type Log interface {
	Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error]
	Head(ctx context.Context) (eventstore.Position, error)
}

// UpTo is what a log holds up to a position, which is that of one of its records
// or zero. What is appended meanwhile is not part of it.
func UpTo(log Log, head eventstore.Position) Source {
	return func(ctx context.Context) iter.Seq2[[]eventstore.Record, error] {
		return func(yield func([]eventstore.Record, error) bool) {
			if head == "" {
				return
			}
			for batch, err := range log.Follow(ctx, "") {
				if err != nil {
					yield(nil, err)
					return
				}
				some, end := until(batch, head)
				if !yield(some, nil) || end {
					return
				}
			}
		}
	}
}

// until keeps the records of a batch that are not after head, and says whether the
// end was reached.
func until(batch []eventstore.Record, head eventstore.Position) ([]eventstore.Record, bool) {
	for i, r := range batch {
		switch {
		case r.Position == head:
			return batch[:i+1], true
		case r.Position > head:
			return batch[:i], true
		}
	}
	return batch, false
}

// Present is what a log holds now.
func Present(ctx context.Context, log Log) (Source, error) {
	head, err := log.Head(ctx)
	return UpTo(log, head), err
}

// each yields the records of a source one by one.
func (s Source) each(ctx context.Context) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		for batch, err := range s(ctx) {
			if err != nil {
				yield(eventstore.Record{}, err)
				return
			}
			for _, r := range batch {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// Progress hears how many records a step has done; nil hears nothing.
type Progress func(step Step, done int64)

// A Step is one of the three that a move takes, each over all records.
type Step int

const (
	Surveying Step = iota // the source is read through before anything is written
	Copying               // the records behind those that the target holds are appended
	Proving               // both are read again
)

// progressEvery is after how many records progress is told.
const progressEvery = 1024

func (p Progress) tell(step Step, done int64) {
	if p != nil && done%progressEvery == 0 {
		p(step, done)
	}
}

// end tells how many records a step had.
func (p Progress) end(step Step, done int64) {
	if p != nil {
		p(step, done)
	}
}

// Survey reads a source through: a source that cannot be read, or a damaged
// backup, is found before anything depends on it.
func Survey(ctx context.Context, from Source, progress Progress) (Sum, error) {
	sum := newSummer()
	for r, err := range from.each(ctx) {
		if err == nil {
			err = sum.add(r)
		}
		if err != nil {
			return Sum{}, fmt.Errorf("read the source after record %d: %w", sum.records, err)
		}
		progress.tell(Surveying, sum.records)
	}
	progress.end(Surveying, sum.records)
	return sum.sum(), nil
}

// Prove reads both through and compares them record by record. The two sums are
// made separately, each from what its own side gave.
func Prove(ctx context.Context, from, to Source, progress Progress) (a, b Sum, err error) {
	left, right := newSummer(), newSummer()
	next, stop := iter.Pull2(to.each(ctx))
	defer stop()
	for want, err := range from.each(ctx) {
		if err != nil {
			return a, b, fmt.Errorf("read the source after record %d: %w", left.records, err)
		}
		got, err, ok := next()
		if err != nil {
			return a, b, fmt.Errorf("read the target after record %d: %w", right.records, err)
		}
		if !ok {
			return a, b, fmt.Errorf("the target ends after record %d: %w", right.records, ErrForeign)
		}
		if err := same(left.records+1, want, got); err != nil {
			return a, b, err
		}
		if err := errors.Join(left.add(want), right.add(got)); err != nil {
			return a, b, err
		}
		progress.tell(Proving, left.records)
	}
	progress.end(Proving, left.records)
	switch _, err, more := next(); {
	case err != nil:
		return a, b, fmt.Errorf("read the target after record %d: %w", right.records, err)
	case more:
		return a, b, fmt.Errorf("the target goes on after the source's last record, %d: %w", left.records, ErrForeign)
	}
	return left.sum(), right.sum(), nil
}

// same compares the nth record of both sides in everything but the position.
func same(n int64, want, got eventstore.Record) error {
	field := ""
	switch {
	case want.Stream != got.Stream:
		field = "stream"
	case want.Revision != got.Revision:
		field = "revision"
	case want.ID != got.ID:
		field = "id"
	case want.Type != got.Type:
		field = "type"
	case !bytes.Equal(want.Data, got.Data):
		field = "data"
	case !bytes.Equal(want.Meta, got.Meta):
		field = "meta"
	default:
		return nil
	}
	return fmt.Errorf("record %d differs in its %s: the source has %s revision %d (%s), the target %s revision %d (%s): %w",
		n, field, want.Stream, want.Revision, want.ID, got.Stream, got.Revision, got.ID, ErrForeign)
}
