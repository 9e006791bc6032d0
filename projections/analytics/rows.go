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
	events  []eventRow
	reports []reportRow
	figures []figureRow
	land    []landRow
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
	backfill   bool
	findings   []string
	corrects   *uuid.UUID
	data       string

	reportRows, figureRows, landRows uint16
}

// reportRow is a row of operation_reports.
type reportRow struct {
	position      eventstore.Position
	ordinal       uint64
	report        uuid.UUID
	reportOrdinal uint64
	replaces      *uint64
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
	areaDays    int64
	output, tax *figure
}

func (f figures) equal(g figures) bool {
	return f.slot == g.slot && f.ground == g.ground && f.areaDays == g.areaDays && f.output.equal(g.output) && f.tax.equal(g.tax)
}

func (f *figure) equal(g *figure) bool {
	if f == nil || g == nil {
		return f == g
	}
	return f.fen == g.fen && slices.Equal(f.from, g.from)
}

// landRow is a row of operating_land.
type landRow struct {
	position eventstore.Position
	ordinal  uint64
	line     uint16
	sign     int8
	parcel   uuid.UUID
	per      Per
	holding
}

// enterpriseOf identifies an enterprise by its code, or by its name while the
// code is not known.
func enterpriseOf(p domain.Party) string {
	return cmp.Or(string(p.USCC), strings.TrimSpace(p.Name))
}
