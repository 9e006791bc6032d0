package transfer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"taizhang/eventstore"
)

// A Result is what a move ends with.
type Result struct {
	Source, Target Sum   // equal, each made from what its own side holds
	Found          int64 // records that the target held before
}

// Move brings every record of a source into a store that is empty, or holds the
// first records of the very source from a move that was cut short, and proves the
// outcome. Whoever repeats it after any failure goes on where the target stands.
// Nobody else may write to the target meanwhile.
func Move(ctx context.Context, from Source, to eventstore.Store, progress Progress) (r Result, err error) {
	want, err := Survey(ctx, from, progress)
	if err != nil {
		return r, err
	}
	if r.Found, err = agree(ctx, from, to); err != nil {
		return r, err
	}
	if err := fill(ctx, from, to, r.Found, progress); err != nil {
		return r, err
	}
	now, err := Present(ctx, to)
	if err != nil {
		return r, fmt.Errorf("the target's head: %w", err)
	}
	if r.Source, r.Target, err = Prove(ctx, from, now, progress); err != nil {
		return r, err
	}
	if r.Source != want || r.Target != want {
		return r, fmt.Errorf("the source was %v and is %v, the target is %v: %w", want, r.Source, r.Target, ErrForeign)
	}
	return r, nil
}

// agree returns how many records the target holds, which must be the source's first.
func agree(ctx context.Context, from Source, to eventstore.Store) (found int64, err error) {
	held, err := Present(ctx, to)
	if err != nil {
		return 0, fmt.Errorf("the target's head: %w", err)
	}
	next, stop := iter.Pull2(from.each(ctx))
	defer stop()
	for got, err := range held.each(ctx) {
		if err != nil {
			return found, fmt.Errorf("read the target after record %d: %w", found, err)
		}
		want, err, ok := next()
		switch {
		case err != nil:
			return found, fmt.Errorf("read the source after record %d: %w", found, err)
		case !ok:
			return found, fmt.Errorf("the target goes on after the source's last record, %d: %w", found, ErrForeign)
		}
		if err := same(found+1, want, got); err != nil {
			return found, err
		}
		found++
	}
	return found, nil
}

// fill appends what comes after the first records, which the target holds.
func fill(ctx context.Context, from Source, to eventstore.Store, found int64, progress Progress) error {
	m := mover{to: to, bundle: newBundle()}
	done := int64(0)
	for r, err := range from.each(ctx) {
		if err != nil {
			return fmt.Errorf("read the source after record %d: %w", done, err)
		}
		if done++; done > found {
			if err := m.take(ctx, r); err != nil {
				return fmt.Errorf("before record %d: %w", done, err)
			}
		}
		progress.tell(Copying, done)
	}
	progress.end(Copying, done)
	return m.flush(ctx)
}

// A mover appends records in the order it is given them.
type mover struct {
	to     eventstore.Store
	bundle *bundle
}

func (m *mover) take(ctx context.Context, r eventstore.Record) error {
	if m.bundle.add(r) {
		return nil
	}
	if err := m.flush(ctx); err != nil {
		return err
	}
	m.bundle.add(r)
	return nil
}

const (
	triesMax = 10
	waitMin  = 5 * time.Millisecond // doubles, to some 5 s in all
)

// flush appends the bundle. A store that does not answer is asked again: the very
// same append is stored once.
func (m *mover) flush(ctx context.Context) error {
	wait := waitMin
	for try := 1; ; try++ {
		err := m.append(ctx)
		if err == nil {
			m.bundle.clear()
			return nil
		}
		if !errors.Is(err, eventstore.ErrUnavailable) || try == triesMax {
			return fmt.Errorf("append to the target: %w", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		wait *= 2
	}
}

// append appends the bundle in one commit, or stream by stream to a store that
// can only do that; from then on no bundle holds more than one stream.
func (m *mover) append(ctx context.Context) error {
	batches := m.bundle.batches
	if len(batches) > 1 && !m.bundle.single {
		_, err := eventstore.AppendAll(ctx, m.to, batches)
		if !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
		m.bundle.single = true
	}
	for _, b := range batches {
		if _, err := m.to.Append(ctx, b.Stream, b.Expect, b.Events...); err != nil {
			return err
		}
	}
	return nil
}
