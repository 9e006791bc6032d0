package analytics

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"

	"taizhang/domain"
)

// A table names a table and turns its part of a block into columns.
type table struct {
	name    string
	columns func(block) []column // nil when the block has no row of the table
	// types are the columns as the server has them, read by Open: the driver's
	// HTTP protocol would ask for them before every insert.
	types []clickhouse.ColumnNameAndType
}

// newTables returns the tables in the order of writing.
func newTables() []*table {
	return []*table{
		{name: "operation_reports", columns: reportColumns},
		{name: "figures", columns: figureColumns},
		{name: "operating_land", columns: landColumns},
		{name: "events", columns: eventColumns},
	}
}

// A column is the values of one column of a block.
type column struct {
	name   string
	values any  // a slice of what the driver takes for the column's type
	days   bool // times are days
}

// write inserts the rows of a block, the events last. The events are what the
// position is read from: a process that dies before they are written finds
// itself where it was, and writes the same rows of the other tables again under
// the same keys.
func (a *Analytics) write(ctx context.Context, b block) error {
	for _, t := range a.tables {
		if err := a.insert(ctx, t, t.columns(b)); err != nil {
			return fmt.Errorf("insert into %s: %w", t.name, err)
		}
	}
	return nil
}

// insert writes one table's columns as one block.
func (a *Analytics) insert(ctx context.Context, t *table, columns []column) error {
	if columns == nil {
		return nil
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	if t.types != nil {
		ctx = clickhouse.Context(ctx, clickhouse.WithColumnNamesAndTypes(t.types))
	}
	batch, err := a.conn.PrepareBatch(ctx, "INSERT INTO "+t.name+" ("+strings.Join(names, ", ")+")")
	if err != nil {
		return err
	}
	for i, c := range columns {
		if err := batch.Column(i).Append(c.values); err != nil {
			return fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	return batch.Send()
}

// collect makes a column of one value per row.
func collect[R, V any](rows []R, value func(*R) V) []V {
	out := make([]V, len(rows))
	for i := range rows {
		out[i] = value(&rows[i])
	}
	return out
}

func eventColumns(b block) []column {
	rows := b.events
	return []column{
		{name: "position", values: collect(rows, func(r *eventRow) string { return string(r.position) })},
		{name: "ordinal", values: collect(rows, func(r *eventRow) uint64 { return r.ordinal })},
		{name: "stream", values: collect(rows, func(r *eventRow) string { return r.stream })},
		{name: "revision", values: collect(rows, func(r *eventRow) uint64 { return r.revision })},
		{name: "event_id", values: collect(rows, func(r *eventRow) uuid.UUID { return r.id })},
		{name: "parcel", values: collect(rows, func(r *eventRow) uuid.UUID { return r.parcel })},
		{name: "type", values: collect(rows, func(r *eventRow) string { return r.typ })},
		{name: "occurred_on", values: collect(rows, func(r *eventRow) *time.Time { return dayOrNil(r.occurredOn) }), days: true},
		{name: "recorded_at", values: collect(rows, func(r *eventRow) *time.Time { return timeOrNil(r.recordedAt) })},
		{name: "department", values: collect(rows, func(r *eventRow) string { return string(r.by.Department) })},
		{name: "officer", values: collect(rows, func(r *eventRow) string { return r.by.Name })},
		{name: "level", values: collect(rows, func(r *eventRow) string { return string(r.by.Level) })},
		{name: "district", values: collect(rows, func(r *eventRow) string { return string(r.district) })},
		{name: "stage", values: collect(rows, func(r *eventRow) string { return string(r.stage) })},
		{name: "backfill", values: collect(rows, func(r *eventRow) bool { return r.backfill })},
		{name: "findings", values: collect(rows, func(r *eventRow) []string { return r.findings })},
		{name: "corrects", values: collect(rows, func(r *eventRow) *uuid.UUID { return r.corrects })},
		{name: "data", values: collect(rows, func(r *eventRow) string { return r.data })},
		{name: "report_rows", values: collect(rows, func(r *eventRow) uint16 { return r.reportRows })},
		{name: "figure_rows", values: collect(rows, func(r *eventRow) uint16 { return r.figureRows })},
		{name: "land_rows", values: collect(rows, func(r *eventRow) uint16 { return r.landRows })},
	}
}

func reportColumns(b block) []column {
	rows := b.reports
	if len(rows) == 0 {
		return nil
	}
	return []column{
		{name: "position", values: collect(rows, func(r *reportRow) string { return string(r.position) })},
		{name: "ordinal", values: collect(rows, func(r *reportRow) uint64 { return r.ordinal })},
		{name: "report", values: collect(rows, func(r *reportRow) uuid.UUID { return r.report })},
		{name: "report_ordinal", values: collect(rows, func(r *reportRow) uint64 { return r.reportOrdinal })},
		{name: "replaces", values: collect(rows, func(r *reportRow) *uint64 { return r.replaces })},
		{name: "parcel", values: collect(rows, func(r *reportRow) uuid.UUID { return r.parcel })},
		{name: "district", values: collect(rows, func(r *reportRow) string { return string(r.district) })},
		{name: "stage", values: collect(rows, func(r *reportRow) string { return string(r.stage) })},
		{name: "area", values: collect(rows, func(r *reportRow) int64 { return int64(r.area) })},
		{name: "enterprise", values: collect(rows, func(r *reportRow) string { return enterpriseOf(r.Enterprise) })},
		{name: "industry", values: collect(rows, func(r *reportRow) string { return string(r.Industry) })},
		{name: "period", values: collect(rows, func(r *reportRow) string { return string(r.Period) })},
		{name: "year", values: collect(rows, func(r *reportRow) uint16 { return uint16(r.Period.Year()) })},
		{name: "quarter", values: collect(rows, func(r *reportRow) uint8 { return uint8(r.Period.Quarter()) })},
		{name: "month", values: collect(rows, func(r *reportRow) uint8 { return uint8(month(r.Period)) })},
		{name: "basis", values: collect(rows, func(r *reportRow) string { return string(r.Basis) })},
		{name: "status", values: collect(rows, func(r *reportRow) string { return string(r.Status) })},
		{name: "source", values: collect(rows, func(r *reportRow) string { return string(r.Source) })},
		{name: "allocation", values: collect(rows, func(r *reportRow) string { return string(r.Allocation) })},
		{name: "share", values: collect(rows, func(r *reportRow) string { return string(r.Share) })},
		{name: "output", values: collect(rows, func(r *reportRow) *int64 { return (*int64)(r.Output) })},
		{name: "revenue", values: collect(rows, func(r *reportRow) *int64 { return (*int64)(r.Revenue) })},
		{name: "value_added", values: collect(rows, func(r *reportRow) *int64 { return (*int64)(r.ValueAdded) })},
		{name: "tax_paid", values: collect(rows, func(r *reportRow) *int64 { return (*int64)(r.TaxPaid) })},
		{name: "tax_refund", values: collect(rows, func(r *reportRow) *int64 { return (*int64)(r.TaxRefund) })},
		{name: "profit", values: collect(rows, func(r *reportRow) *int64 { return (*int64)(r.Profit) })},
		{name: "rd", values: collect(rows, func(r *reportRow) *int64 { return (*int64)(r.RD) })},
		{name: "employees", values: collect(rows, func(r *reportRow) *int64 { return r.EmployeesAvg })},
		{name: "energy_tce", values: collect(rows, func(r *reportRow) string { return string(r.EnergyTCE) })},
		{name: "power_kwh", values: collect(rows, func(r *reportRow) *int64 { return r.PowerKWh })},
		{name: "water_m3", values: collect(rows, func(r *reportRow) *int64 { return r.WaterM3 })},
		{name: "price_basis", values: collect(rows, func(r *reportRow) string { return string(r.PriceBasis) })},
		{name: "occurred_on", values: collect(rows, func(r *reportRow) *time.Time { return dayOrNil(r.occurredOn) }), days: true},
		{name: "recorded_at", values: collect(rows, func(r *reportRow) *time.Time { return timeOrNil(r.recordedAt) })},
	}
}

func figureColumns(b block) []column {
	rows := b.figures
	if len(rows) == 0 {
		return nil
	}
	return []column{
		{name: "position", values: collect(rows, func(r *figureRow) string { return string(r.position) })},
		{name: "ordinal", values: collect(rows, func(r *figureRow) uint64 { return r.ordinal })},
		{name: "line", values: collect(rows, func(r *figureRow) uint16 { return r.line })},
		{name: "sign", values: collect(rows, func(r *figureRow) int8 { return r.sign })},
		{name: "parcel", values: collect(rows, func(r *figureRow) uuid.UUID { return r.parcel })},
		{name: "district", values: collect(rows, func(r *figureRow) string { return string(r.district) })},
		{name: "industry", values: collect(rows, func(r *figureRow) string { return r.industry })},
		{name: "year", values: collect(rows, func(r *figureRow) uint16 { return uint16(r.year) })},
		{name: "quarter", values: collect(rows, func(r *figureRow) uint8 { return uint8(r.quarter) })},
		{name: "output", values: collect(rows, func(r *figureRow) *int64 { return r.output.value() })},
		{name: "tax", values: collect(rows, func(r *figureRow) *int64 { return r.tax.value() })},
		{name: "area_days", values: collect(rows, func(r *figureRow) int64 { return r.areaDays })},
		{name: "output_from", values: collect(rows, func(r *figureRow) []uint64 { return r.output.sources() })},
		{name: "tax_from", values: collect(rows, func(r *figureRow) []uint64 { return r.tax.sources() })},
	}
}

func landColumns(b block) []column {
	rows := b.land
	if len(rows) == 0 {
		return nil
	}
	return []column{
		{name: "position", values: collect(rows, func(r *landRow) string { return string(r.position) })},
		{name: "ordinal", values: collect(rows, func(r *landRow) uint64 { return r.ordinal })},
		{name: "line", values: collect(rows, func(r *landRow) uint16 { return r.line })},
		{name: "sign", values: collect(rows, func(r *landRow) int8 { return r.sign })},
		{name: "per", values: collect(rows, func(r *landRow) string { return string(r.per) })},
		{name: "parcel", values: collect(rows, func(r *landRow) uuid.UUID { return r.parcel })},
		{name: "from_on", values: collect(rows, func(r *landRow) time.Time { return timeOf(r.from) }), days: true},
		{name: "until_on", values: collect(rows, func(r *landRow) time.Time { return timeOf(r.until) }), days: true},
		{name: "district", values: collect(rows, func(r *landRow) string { return string(r.district) })},
		{name: "industry", values: collect(rows, func(r *landRow) string { return r.industry })},
		{name: "area", values: collect(rows, func(r *landRow) int64 { return int64(r.area) })},
		{name: "last", values: collect(rows, func(r *landRow) bool { return r.last })},
	}
}

func (f *figure) value() *int64 {
	if f == nil {
		return nil
	}
	return (*int64)(&f.fen)
}

func (f *figure) sources() []uint64 {
	if f == nil {
		return []uint64{}
	}
	return f.from
}

func dayOrNil(d domain.Date) *time.Time {
	if d == "" {
		return nil
	}
	t := timeOf(d)
	return &t
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
