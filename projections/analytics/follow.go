package analytics

import (
	"context"
	"iter"

	"taizhang/eventstore"
	"taizhang/projections"
)

// Limits of reading ahead. ClickHouse takes large blocks: an insert costs much
// the same for one row and for ten thousand.
const (
	batchRecordsMax = 16_384
	readAheadMax    = 16 // batches of the store
)

// Batched returns f with the batches that are ready joined into larger ones. It
// reads ahead while a batch is applied, and never waits for more when there is
// something to give: a single live event passes at once.
func Batched(f projections.Follower) projections.Follower { return batched{f} }

type batched struct{ follower projections.Follower }

// piece is one step of the inner sequence.
type piece struct {
	records []eventstore.Record
	err     error
}

func (b batched) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		pieces := make(chan piece, readAheadMax)
		go b.read(ctx, after, pieces)
		defer func() {
			cancel()
			for range pieces { // until the reader has ended
			}
		}()
		for p := range pieces {
			for p.err == nil && len(p.records) < batchRecordsMax {
				more, ok := poll(pieces)
				if !ok {
					break
				}
				p = piece{append(p.records, more.records...), more.err}
			}
			if len(p.records) > 0 && !yield(p.records, nil) {
				return
			}
			if p.err != nil {
				yield(nil, p.err)
				return
			}
		}
	}
}

// read sends the inner sequence, and closes pieces when that ends or ctx is done.
func (b batched) read(ctx context.Context, after eventstore.Position, pieces chan<- piece) {
	defer close(pieces)
	for records, err := range b.follower.Follow(ctx, after) {
		select {
		case pieces <- piece{records, err}:
		case <-ctx.Done():
			return
		}
	}
}

// poll receives what is there now.
func poll(pieces <-chan piece) (piece, bool) {
	select {
	case p, ok := <-pieces:
		return p, ok
	default:
		return piece{}, false
	}
}
