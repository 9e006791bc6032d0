package audit

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"taizhang/eventstore"
)

// A reading is a way through a log, record by record, whatever the records say.
type reading struct {
	report Report
	last   eventstore.Position
	ids    map[uuid.UUID]bool
}

func newReading() reading {
	return reading{report: Report{Faults: []Fault{}, Counts: map[string]int64{}}, ids: make(map[uuid.UUID]bool)}
}

func (r *reading) fault(where any, zh, en string) {
	r.report.Faults = append(r.report.Faults, Fault{Where: fmt.Sprint(where), ZH: zh, EN: en})
}

// follow gives each the log up to a head, by batches.
func (r *reading) follow(ctx context.Context, log Log, head eventstore.Position, each func([]eventstore.Record) error) error {
	if head == "" {
		return nil
	}
	for batch, err := range log.Follow(ctx, "") {
		if err != nil {
			return fmt.Errorf("read the log after %q: %w", r.last, err)
		}
		if err := each(upTo(batch, head)); err != nil {
			return err
		}
		if batch[len(batch)-1].Position >= head {
			return nil
		}
	}
	return nil
}

// see checks that a record stands after those before it and is none of them.
func (r *reading) see(rec eventstore.Record) {
	r.report.Counts["records"]++
	if rec.Position <= r.last {
		r.fault(rec.Position, "位置没有递增", "position does not ascend")
	}
	r.last = rec.Position
	if r.ids[rec.ID] {
		r.fault(rec.Position, "事件标识重复："+rec.ID.String(), "event ID is repeated: "+rec.ID.String())
	}
	r.ids[rec.ID] = true
}

// upTo keeps the records of a batch that are not after a position.
func upTo(batch []eventstore.Record, head eventstore.Position) []eventstore.Record {
	for i, rec := range batch {
		if rec.Position > head {
			return batch[:i]
		}
	}
	return batch
}
