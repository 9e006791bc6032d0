// Package projections folds the log into read models. A projection keeps its
// position together with its data, so that after any crash it stands exactly
// where its data says (P7).
package projections

import (
	"context"
	"iter"
	"log/slog"
	"time"

	"taizhang/eventstore"
)

// A Projection folds the log into a read model.
type Projection interface {
	// Name is stable; it appears in logs and metrics.
	Name() string

	// Position returns where the read model stands.
	Position(ctx context.Context) (eventstore.Position, error)

	// Apply folds a batch into the read model and moves its position to the
	// last record's, atomically: after a crash either both happened or neither
	// did. When Apply fails the batch is applied again. The batch belongs to
	// the caller once Apply has returned.
	Apply(ctx context.Context, batch []eventstore.Record) error
}

// A Follower is the part of a store that projections need.
type Follower interface {
	Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error]
}

const (
	backoffMin = 100 * time.Millisecond
	backoffMax = 10 * time.Second
)

// Run keeps p up to date until ctx is done, and returns ctx's error.
//
// Run holds no position of its own. After any failure it asks p where it stands
// and follows from there, so a record is neither skipped nor, as Apply is atomic,
// counted twice.
func Run(ctx context.Context, f Follower, p Projection, log *slog.Logger) error {
	log = log.With("projection", p.Name())
	backoff := backoffMin
	for {
		applied, err := catchUp(ctx, f, p)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if applied {
			backoff = backoffMin
		}
		log.WarnContext(ctx, "projection stopped, will retry", "err", err, "in", backoff)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(backoff):
		}
		backoff = min(2*backoff, backoffMax)
	}
}

// catchUp follows the log into p until something fails. It reports whether it
// made progress.
func catchUp(ctx context.Context, f Follower, p Projection) (applied bool, err error) {
	pos, err := p.Position(ctx)
	if err != nil {
		return false, err
	}
	for batch, err := range f.Follow(ctx, pos) {
		if err != nil {
			return applied, err
		}
		if err := p.Apply(ctx, batch); err != nil {
			return applied, err
		}
		applied = true
	}
	return applied, nil
}
