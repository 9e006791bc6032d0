package analytics

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"taizhang/domain"
	"taizhang/eventstore"
)

// dossiersMax bounds the parcels kept between batches. One that is not kept is
// folded again from its events when it is needed.
const dossiersMax = 100_000

// A folder turns records into rows. It is not safe for concurrent use.
type folder struct {
	// stored returns the events of parcels that have been folded before, by
	// parcel, in order of their streams.
	stored   func(context.Context, []domain.ParcelID) (map[domain.ParcelID][]recorded, error)
	dossiers map[domain.ParcelID]*dossier
}

// A decoded is a record with what it says. The entry is zero for records that
// are not of a parcel.
type decoded struct {
	eventstore.Record
	recorded
	meta   domain.Meta
	parcel domain.ParcelID
	isFact bool
}

// fold returns the rows of a batch whose first record has the ordinal first. When
// it fails the folder must not be used again.
func (f *folder) fold(ctx context.Context, batch []eventstore.Record, first uint64) (block, error) {
	events, err := decode(batch, first)
	if err != nil {
		return block{}, err
	}
	histories, err := f.histories(ctx, events)
	if err != nil {
		return block{}, err
	}
	for i := range events {
		if id := events[i].parcel; events[i].isFact && f.dossiers[id] == nil {
			f.dossiers[id] = newDossier(id)
		}
	}
	all := block{events: make([]eventRow, len(events))}
	rows := make([]block, len(events))
	err = inParallel(len(events), func(i int) byte { return events[i].parcel[len(events[i].parcel)-1] }, func(i int) (err error) {
		rows[i], all.events[i], err = f.foldOne(&events[i], histories)
		return err
	})
	if err != nil {
		return block{}, err
	}
	f.evict()
	all.join(rows)
	return all, nil
}

// foldOne folds one event of a parcel that has a dossier. Parcels know nothing of each
// other: only the events of one must be folded in their order.
func (f *folder) foldOne(e *decoded, histories map[domain.ParcelID]*[]recorded) (block, eventRow, error) {
	if !e.isFact {
		return block{}, newEventRow(e, block{}, domain.Scope{}), nil
	}
	history := histories[e.parcel]
	if history != nil {
		*history = append(*history, e.recorded)
	}
	d := f.dossiers[e.parcel]
	rows, err := d.take(e.recorded, func() []recorded { return *history })
	if err != nil {
		return block{}, eventRow{}, fmt.Errorf("at %s: %w", e.Position, err)
	}
	return rows, newEventRow(e, rows, d.parcel.Place()), nil
}

// histories loads the stored events of the parcels that need them: those that
// have a past and no dossier, whose dossier is made again, and those to which an
// event comes late.
func (f *folder) histories(ctx context.Context, events []decoded) (map[domain.ParcelID]*[]recorded, error) {
	need := make(map[domain.ParcelID]bool)
	lastOn := make(map[domain.ParcelID]domain.Date, len(events))
	for i := range events {
		e := &events[i]
		if !e.isFact {
			continue
		}
		d := f.dossiers[e.parcel]
		on, seen := lastOn[e.parcel]
		if !seen && d != nil {
			on = d.parcel.LastOn
		}
		if _, amends := domain.Target(e.Fact); amends || len(e.Fact.Awaits) > 0 || e.Fact.OccurredOn < on || d == nil && !seen && e.recorded.Revision > 0 {
			need[e.parcel] = true
		}
		lastOn[e.parcel] = max(on, e.Fact.OccurredOn)
	}
	var ids []domain.ParcelID
	histories := make(map[domain.ParcelID]*[]recorded, len(need))
	for id := range need {
		ids, histories[id] = append(ids, id), new([]recorded)
	}
	if len(ids) == 0 {
		return histories, nil
	}
	stored, err := f.stored(ctx, ids)
	if err != nil {
		return nil, err
	}
	for id, history := range stored {
		histories[id] = &history
		if f.dossiers[id] == nil {
			if f.dossiers[id], err = refolded(id, history); err != nil {
				return nil, err
			}
		}
	}
	return histories, nil
}

// refolded makes a dossier from the stored events of its parcel, one by one as
// they came, for the rows of the past depend on the order in which it was known.
func refolded(id domain.ParcelID, history []recorded) (*dossier, error) {
	d := newDossier(id)
	for i, e := range history {
		if _, err := d.take(e, func() []recorded { return history[:i+1] }); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// evict forgets parcels beyond dossiersMax, whichever come first.
func (f *folder) evict() {
	for id := range f.dossiers {
		if len(f.dossiers) <= dossiersMax {
			return
		}
		delete(f.dossiers, id)
	}
}

// decode reads the records on all processors. Records of other streams than
// parcels keep their bytes only.
func decode(batch []eventstore.Record, first uint64) ([]decoded, error) {
	events := make([]decoded, len(batch))
	err := inParallel(len(batch), func(i int) byte { return byte(i) }, func(i int) (err error) {
		events[i], err = decodeOne(batch[i], first+uint64(i))
		return err
	})
	return events, err
}

// inParallel does n things on all processors; those of one key by one of them, in
// their order.
func inParallel(n int, key func(i int) byte, do func(i int) error) error {
	errs := make([]error, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for worker := range errs {
		wg.Go(func() {
			for i := 0; i < n && errs[worker] == nil; i++ {
				if int(key(i))%len(errs) == worker {
					errs[worker] = do(i)
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func decodeOne(r eventstore.Record, ordinal uint64) (decoded, error) {
	d := decoded{Record: r, recorded: recorded{position: r.Position, ordinal: ordinal}}
	id, isParcel := domain.ParcelOf(r.Stream)
	if !isParcel {
		return d, nil
	}
	entry, meta, err := domain.DecodeEntry(r.ID, int64(r.Revision), r.Data, r.Meta)
	if err != nil {
		return d, fmt.Errorf("at %s: %w", r.Position, err)
	}
	d.Entry, d.meta, d.parcel, d.isFact = entry, meta, id, true
	return d, nil
}

func newEventRow(e *decoded, rows block, place domain.Scope) eventRow {
	row := eventRow{
		position: e.Position, ordinal: e.ordinal, stream: e.Stream, revision: uint64(e.Record.Revision),
		id: e.Record.ID, parcel: e.parcel, typ: e.Type, data: string(e.Data), findings: []string{},
		reportRows: uint16(len(rows.reports)), figureRows: uint16(len(rows.figures)), landRows: uint16(len(rows.land)), checkpointRows: uint16(len(rows.checkpoints)),
	}
	if !e.isFact {
		return row
	}
	row.occurredOn, row.recordedAt, row.backfill = e.Fact.OccurredOn, e.RecordedAt, e.Fact.Backfill
	row.place = place
	row.by, row.district, row.stage = e.By, e.meta.District, e.meta.Stage
	for _, finding := range e.Fact.Findings {
		row.findings = append(row.findings, finding.Rule)
	}
	if target, ok := domain.Target(e.Fact); ok {
		row.corrects = &target
	}
	return row
}
