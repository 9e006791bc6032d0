package analytics

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A block is the rows that one or more events make, by table.
type block struct {
	events      []eventRow
	reports     []reportRow
	figures     []figureRow
	land        []landRow
	checkpoints []checkpointRow
}

// join adds the rows of blocks, in their order, to all tables but events.
func (b *block) join(blocks []block) {
	var reports, figures, land, checkpoints int
	for i := range blocks {
		reports, figures = reports+len(blocks[i].reports), figures+len(blocks[i].figures)
		land, checkpoints = land+len(blocks[i].land), checkpoints+len(blocks[i].checkpoints)
	}
	b.reports, b.figures = make([]reportRow, 0, reports), make([]figureRow, 0, figures)
	b.land, b.checkpoints = make([]landRow, 0, land), make([]checkpointRow, 0, checkpoints)
	for i := range blocks {
		b.reports, b.figures = append(b.reports, blocks[i].reports...), append(b.figures, blocks[i].figures...)
		b.land, b.checkpoints = append(b.land, blocks[i].land...), append(b.checkpoints, blocks[i].checkpoints...)
	}
}

// eventRow is a row of events.
type eventRow struct {
	position   eventstore.Position
	ordinal    uint64
	stream     string
	revision   uint64
	id         uuid.UUID
	parcel     uuid.UUID
	typ        string
	occurredOn domain.Date // "" for records that are not facts
	recordedAt time.Time
	by         domain.Officer
	district   domain.District
	stage      domain.Stage
	place      domain.Scope // of the parcel as it stands after the event
	backfill   bool
	findings   []string
	corrects   *uuid.UUID
	data       string

	reportRows, figureRows, landRows, checkpointRows uint16
}

// reportRow is a row of operation_reports.
type reportRow struct {
	position      eventstore.Position
	ordinal       uint64
	line          uint16
	report        uuid.UUID
	reportOrdinal uint64
	replaces      *uint64
	withdrawn     bool
	parcel        uuid.UUID
	district      domain.District
	stage         domain.Stage
	area          domain.Area
	occurredOn    domain.Date
	recordedAt    time.Time
	domain.OperationReported
}

// figureRow is a row of figures.
type figureRow struct {
	position eventstore.Position
	ordinal  uint64
	line     uint16
	sign     int8
	parcel   uuid.UUID
	figures
}

// figures is what is known of a parcel in one slot.
type figures struct {
	slot
	ground
	landDays
	values [measureCount]*figure
}

// landDays is a parcel's land × days within a slot, 0.01 m² × d, by what it is
// divided by.
type landDays struct {
	operating int64
	used      *int64 // area actually used; nil: not surveyed on all days
}

func (f *figures) known() bool {
	return slices.ContainsFunc(f.values[:], func(v *figure) bool { return v != nil })
}

func (f *figures) equal(g *figures) bool {
	if f.slot != g.slot || f.ground != g.ground || !f.landDays.equal(g.landDays) {
		return false
	}
	for i, v := range f.values {
		if !v.equal(g.values[i]) {
			return false
		}
	}
	return true
}

func (l landDays) equal(m landDays) bool {
	same := l.used == m.used || l.used != nil && m.used != nil && *l.used == *m.used
	return same && l.operating == m.operating
}

func (f *figure) equal(g *figure) bool {
	if f == nil || g == nil {
		return f == g
	}
	return f.sum == g.sum && slices.Equal(f.from, g.from)
}

// landRow is a row of land.
type landRow struct {
	position eventstore.Position
	ordinal  uint64
	line     uint16
	sign     int8
	parcel   uuid.UUID
	kind     LandKind
	per      Per
	holding
}

// checkpointRow is a row of checkpoints.
type checkpointRow struct {
	position eventstore.Position
	ordinal  uint64
	line     uint16
	sign     int8
	parcel   uuid.UUID
	checkpoint
}

// enterpriseOf identifies an enterprise by its code, or by its name while the
// code is not known.
func enterpriseOf(p domain.Party) string {
	return cmp.Or(string(p.USCC), strings.TrimSpace(p.Name))
}
