package analytics

import (
	"context"
	"fmt"
	"iter"

	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A Log is the part of a store that Belongs reads.
type Log interface {
	Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error]
}

// A Foreign error: the tables hold an event that the log does not have in its place.
// They are of another log: of a store that the ledger was moved from, of a ledger
// that was since restored from an older backup, or of another ledger.
type Foreign struct {
	Position eventstore.Position
	Stream   string
	Revision eventstore.Revision
	ID       domain.EventID
}

func (f *Foreign) Error() string {
	return fmt.Sprintf("分析库属于另一份台账 (the analytics are of another log): the event %s at %s, %s revision %d, is not there", f.ID, f.Position, f.Stream, f.Revision)
}

// Belongs returns a *Foreign unless the first and the last event of the tables are in
// the log, each in its place. Whether all between is whole says Check.
func (a *Analytics) Belongs(ctx context.Context, log Log) error {
	for _, end := range []string{"ASC", "DESC"} {
		var f Foreign
		var position string
		var revision uint64
		found, err := a.first(ctx, []any{&position, &f.Stream, &revision, (*uuid.UUID)(&f.ID)},
			"SELECT position, stream, revision, event_id FROM events ORDER BY ordinal "+end+" LIMIT 1")
		if err != nil || !found {
			return err
		}
		f.Position, f.Revision = eventstore.Position(position), eventstore.Revision(revision)
		there, err := holds(ctx, log, f)
		if err != nil {
			return fmt.Errorf("analytics: %w", err)
		}
		if !there {
			return &f
		}
	}
	return nil
}

// holds reports whether a log has the event in its place.
func holds(ctx context.Context, log Log, f Foreign) (bool, error) {
	for r, err := range log.Read(ctx, f.Stream, f.Revision) {
		return err == nil && r.Position == f.Position && r.ID == f.ID, err
	}
	return false, nil
}
