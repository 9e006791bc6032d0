package analytics

import (
	"time"

	"github.com/google/uuid"
)

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
		{name: "place_district", values: collect(rows, func(r *eventRow) string { return string(r.place.District) })},
		{name: "place_park", values: collect(rows, func(r *eventRow) string { return r.place.Park })},
		{name: "backfill", values: collect(rows, func(r *eventRow) bool { return r.backfill })},
		{name: "findings", values: collect(rows, func(r *eventRow) []string { return r.findings })},
		{name: "corrects", values: collect(rows, func(r *eventRow) *uuid.UUID { return r.corrects })},
		{name: "data", values: collect(rows, func(r *eventRow) string { return r.data })},
		{name: "report_rows", values: collect(rows, func(r *eventRow) uint16 { return r.reportRows })},
		{name: "figure_rows", values: collect(rows, func(r *eventRow) uint16 { return r.figureRows })},
		{name: "land_rows", values: collect(rows, func(r *eventRow) uint16 { return r.landRows })},
		{name: "checkpoint_rows", values: collect(rows, func(r *eventRow) uint16 { return r.checkpointRows })},
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
		{name: "line", values: collect(rows, func(r *reportRow) uint16 { return r.line })},
		{name: "report", values: collect(rows, func(r *reportRow) uuid.UUID { return r.report })},
		{name: "report_ordinal", values: collect(rows, func(r *reportRow) uint64 { return r.reportOrdinal })},
		{name: "replaces", values: collect(rows, func(r *reportRow) *uint64 { return r.replaces })},
		{name: "withdrawn", values: collect(rows, func(r *reportRow) bool { return r.withdrawn })},
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
	columns := []column{
		{name: "position", values: collect(rows, func(r *figureRow) string { return string(r.position) })},
		{name: "ordinal", values: collect(rows, func(r *figureRow) uint64 { return r.ordinal })},
		{name: "line", values: collect(rows, func(r *figureRow) uint16 { return r.line })},
		{name: "sign", values: collect(rows, func(r *figureRow) int8 { return r.sign })},
		{name: "parcel", values: collect(rows, func(r *figureRow) uuid.UUID { return r.parcel })},
		{name: "district", values: collect(rows, func(r *figureRow) string { return string(r.district) })},
		{name: "industry", values: collect(rows, func(r *figureRow) string { return r.industry })},
		{name: "year", values: collect(rows, func(r *figureRow) uint16 { return uint16(r.year) })},
		{name: "quarter", values: collect(rows, func(r *figureRow) uint8 { return uint8(r.quarter) })},
		{name: "area_days", values: collect(rows, func(r *figureRow) int64 { return r.operating })},
		{name: "used_days", values: collect(rows, func(r *figureRow) *int64 { return r.used })},
	}
	for i, m := range measures {
		columns = append(columns,
			column{name: string(m.quantity), values: collect(rows, func(r *figureRow) *int64 { return r.values[i].value() })},
			column{name: string(m.quantity) + "_from", values: collect(rows, func(r *figureRow) []uint64 { return r.values[i].sources() })})
	}
	return columns
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
		{name: "kind", values: collect(rows, func(r *landRow) string { return string(r.kind) })},
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

func checkpointColumns(b block) []column {
	rows := b.checkpoints
	if len(rows) == 0 {
		return nil
	}
	return []column{
		{name: "position", values: collect(rows, func(r *checkpointRow) string { return string(r.position) })},
		{name: "ordinal", values: collect(rows, func(r *checkpointRow) uint64 { return r.ordinal })},
		{name: "line", values: collect(rows, func(r *checkpointRow) uint16 { return r.line })},
		{name: "sign", values: collect(rows, func(r *checkpointRow) int8 { return r.sign })},
		{name: "parcel", values: collect(rows, func(r *checkpointRow) uuid.UUID { return r.parcel })},
		{name: "round", values: collect(rows, func(r *checkpointRow) uint16 { return uint16(r.round) })},
		{name: "kind", values: collect(rows, func(r *checkpointRow) string { return string(r.kind) })},
		{name: "subject", values: collect(rows, func(r *checkpointRow) string { return r.subject })},
		{name: "district", values: collect(rows, func(r *checkpointRow) string { return string(r.district) })},
		{name: "industry", values: collect(rows, func(r *checkpointRow) string { return r.industry })},
		{name: "area", values: collect(rows, func(r *checkpointRow) int64 { return int64(r.area) })},
		{name: "began", values: collect(rows, func(r *checkpointRow) *time.Time { return dayOrNil(r.began) }), days: true},
		{name: "on_day", values: collect(rows, func(r *checkpointRow) *time.Time { return dayOrNil(r.on) }), days: true},
		{name: "due", values: collect(rows, func(r *checkpointRow) *time.Time { return dayOrNil(r.due) }), days: true},
		{name: "state", values: collect(rows, func(r *checkpointRow) string { return string(r.state) })},
		{name: "judged", values: collect(rows, func(r *checkpointRow) bool { return r.judged })},
		{name: "investment", values: collect(rows, func(r *checkpointRow) int64 { return r.investment })},
		{name: "floor", values: collect(rows, func(r *checkpointRow) int64 { return r.floor })},
		{name: "covered", values: collect(rows, func(r *checkpointRow) int64 { return r.covered })},
	}
}

func (f *figure) value() *int64 {
	if f == nil {
		return nil
	}
	return &f.sum
}

func (f *figure) sources() []uint64 {
	if f == nil {
		return []uint64{}
	}
	return f.from
}
