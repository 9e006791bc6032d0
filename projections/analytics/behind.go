package analytics

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// behindMax is how many events one answer lists.
const behindMax = 10_000

// An EventsQuery asks for the events behind one row of an Efficiency.
type EventsQuery struct {
	EfficiencyQuery
	Group  string
	Period domain.Period // of the kind that Per says
}

// A SourceEvent is an event that a figure was made of: a report, or a correction
// of one.
type SourceEvent struct {
	Position   eventstore.Position
	ID         domain.EventID
	Parcel     domain.ParcelID
	Revision   int64
	Type       string
	OccurredOn domain.Date
	RecordedAt time.Time
	Officer    string
	Department domain.Code
	Corrects   *domain.EventID
	Data       string // the fact as stored, JSON
	// Whether it is behind the output, the tax, or both.
	Output, Tax bool
}

// EfficiencyEvents returns the events behind a row, in log order, and how many
// there are when they are more than one answer lists.
func (a *Analytics) EfficiencyEvents(ctx context.Context, q EventsQuery) (events []SourceEvent, total int, err error) {
	args, err := a.behindArgs(ctx, q)
	if err != nil {
		return nil, 0, fmt.Errorf("efficiency events: %w", err)
	}
	asked := question{district: q.District, audience: q.For}
	err = a.each(ctx, func(scan func(...any) error) error {
		e, n, err := scanSource(scan)
		events, total = append(events, e), n
		return err
	}, asked.sql(fmt.Sprintf(behindSQL, q.By)), args...)
	if err != nil {
		return nil, 0, fmt.Errorf("efficiency events: %w", err)
	}
	return events, total, nil
}

func (a *Analytics) behindArgs(ctx context.Context, q EventsQuery) ([]any, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	s := slot{q.Period.Year(), q.Period.Quarter()}
	if s.period() != q.Period || (q.Per == Quarter) != (s.quarter > 0) {
		return nil, fmt.Errorf("period %.20q: want a %s: %w", q.Period, q.Per, domain.ErrInvalid)
	}
	h, err := a.readHead(ctx, q.AsOf)
	if err != nil {
		return nil, err
	}
	return append(q.For.args(),
		clickhouse.Named("records", h.records), clickhouse.Named("group", q.Group), clickhouse.Named("district", string(q.District)),
		clickhouse.Named("year", s.year), clickhouse.Named("quarter", s.quarter), clickhouse.Named("limit", behindMax),
	), nil
}

// behindSQL nets the changes of the figures in the group, and reads the events
// that the standing ones name.
var behindSQL = `
WITH standing AS (
	SELECT output_from, tax_from FROM figures FINAL
	WHERE ordinal < {records:UInt64} AND year = {year:UInt16} AND quarter = {quarter:UInt8} AND area_days > 0
		AND %s = {group:String} AND {sight}
	GROUP BY parcel, district, industry, output, tax, area_days, output_from, tax_from HAVING sum(sign) > 0
),
output_events AS (SELECT DISTINCT arrayJoin(output_from) FROM standing),
tax_events AS (SELECT DISTINCT arrayJoin(tax_from) FROM standing)
SELECT position, event_id, parcel, revision, type, occurred_on, recorded_at, officer, department, corrects, data,
	ordinal IN output_events AS is_output, ordinal IN tax_events AS is_tax, count() OVER () AS total
FROM events FINAL
WHERE ordinal IN output_events OR ordinal IN tax_events
ORDER BY position LIMIT {limit:UInt32}`

func scanSource(scan func(...any) error) (SourceEvent, int, error) {
	var e SourceEvent
	var position, department string
	var revision, total uint64
	var on, at *time.Time
	var output, tax uint8
	err := scan(&position, &e.ID, &e.Parcel, &revision, &e.Type, &on, &at, &e.Officer, &department, (**uuid.UUID)(&e.Corrects), &e.Data, &output, &tax, &total)
	if err != nil {
		return e, 0, err
	}
	e.Position, e.Revision, e.Department = eventstore.Position(position), int64(revision), domain.Code(department)
	e.Output, e.Tax = output == 1, tax == 1
	if on != nil {
		e.OccurredOn = domain.Date(on.Format(time.DateOnly))
	}
	if at != nil {
		e.RecordedAt = *at
	}
	return e, int(total), nil
}
