package analytics

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/domain"
)

// Slots are counted from year 0: four a year for quarters, one for years.
const (
	slotOfDay = `if({per:String} = 'quarter', toYear(%[1]s) * 4 + toQuarter(%[1]s) - 1, toYear(%[1]s))`
	firstDay  = `if({per:String} = 'quarter', makeDate32(intDiv(%[1]s, 4), modulo(%[1]s, 4) * 3 + 1, 1), makeDate32(%[1]s, 1, 1))`
)

// scopeSQL reads the land of a kind as steps: a holding adds its area on its
// first day and takes it away when it ends. Per group and slot it gives the sum
// of the steps, the sum of the steps each times the days left in the slot, and
// the change in the number of parcels. A parcel is counted to the last slot that
// none of its later holdings counts it in. %[1]s is the grouping column.
var scopeSQL = `
WITH holdings AS (
	SELECT %[1]s AS grp, from_on, until_on, toInt128(area) * sign AS step, toInt64(sign) AS parcels,
		` + fmt.Sprintf(slotOfDay, "from_on") + ` AS from_slot, ` + fmt.Sprintf(slotOfDay, "until_on") + ` AS until_slot,
		` + fmt.Sprintf(slotOfDay, "until_on - 1") + ` AS end_slot, until_slot > end_slot OR last AS counts
	FROM land FINAL
	WHERE ordinal < {records:UInt64} AND kind = {kind:String} AND per = {per:String} AND {sight}
)
SELECT grp, toUInt32(slot) AS number, toString(sum(step)), toString(sum(step * dateDiff('day', on, ` + fmt.Sprintf(firstDay, "slot + 1") + `))), sum(parcels)
FROM (
	SELECT grp, from_slot AS slot, from_on AS on, step, parcels FROM holdings
	UNION ALL SELECT grp, until_slot AS slot, until_on AS on, -step AS step, toInt64(0) AS parcels FROM holdings
	UNION ALL SELECT grp, end_slot + counts AS slot, toDate32('1970-01-01') AS on, toInt128(0) AS step, -parcels AS parcels FROM holdings
)
GROUP BY grp, slot ORDER BY grp, slot`

// A step is what changes in a group's land within one slot.
type step struct {
	group    string
	slot     int
	area     *big.Int // 0.01 m²
	landDays *big.Int // area × days left in the slot
	parcels  int64
}

// A question is what every query on the tables takes.
type question struct {
	by       By
	per      Per
	from, to int // calendar years; 0 does not limit
	district domain.District
	head     head
	audience Audience
}

func (q question) args() []any {
	to := q.to
	if to == 0 {
		to = forever.Year()
	}
	return append(q.audience.args(),
		clickhouse.Named("records", q.head.records), clickhouse.Named("per", string(q.per)),
		clickhouse.Named("from", q.from), clickhouse.Named("to", to), clickhouse.Named("district", string(q.district)),
	)
}

// column is the SQL of what a question groups by.
func (q question) column() string {
	if q.by == City {
		return "'" + string(City) + "'"
	}
	return string(q.by)
}

// scope returns the land of a kind by group and slot: those in which a parcel had
// such land, none after the last known day.
func (a *Analytics) scope(ctx context.Context, kind LandKind, q question) ([]*sums, error) {
	from, to, err := a.slots(ctx, q)
	if err != nil {
		return nil, err
	}
	var steps []step
	err = a.each(ctx, func(scan func(...any) error) error {
		var s step
		var slot uint32
		var texts [2]string
		if err := scan(&s.group, &slot, &texts[0], &texts[1], &s.parcels); err != nil {
			return err
		}
		s.slot = int(slot)
		steps = append(steps, s)
		return integers(texts[:], &steps[len(steps)-1].area, &steps[len(steps)-1].landDays)
	}, q.sql(fmt.Sprintf(scopeSQL, q.column())), append(q.args(), clickhouse.Named("kind", string(kind)))...)
	if err != nil {
		return nil, err
	}
	return climb(steps, q.per, from, to), nil
}

// slots returns the first and last slot of the answer.
func (a *Analytics) slots(ctx context.Context, q question) (from, to int, err error) {
	last, err := a.lastDay(ctx, q.head)
	if err != nil || last == "" {
		return 0, -1, err
	}
	to = slotOf(last, q.per).number()
	first := slot{q.from, min(1, quarters(q.per))}
	if q.to != 0 {
		to = min(to, slot{q.to, quarters(q.per)}.number())
	}
	return first.number(), to, nil
}

// lastDay is the last day on which anything is known to have happened.
func (a *Analytics) lastDay(ctx context.Context, h head) (domain.Date, error) {
	var last *time.Time
	row := a.conn.QueryRow(ctx, "SELECT max(occurred_on) FROM events WHERE ordinal < {records:UInt64}", clickhouse.Named("records", h.records))
	if err := row.Scan(&last); err != nil || last == nil {
		return "", err
	}
	return domain.Date(last.Format(time.DateOnly)), nil
}

// climb adds the steps up, slot by slot: the land of a slot is what stood before
// it for all its days, and the steps within it for the days left.
func climb(steps []step, per Per, from, to int) []*sums {
	var rows []*sums
	for len(steps) > 0 {
		group, area, parcels := steps[0].group, new(big.Int), int64(0)
		for number := steps[0].slot; number <= to; number++ {
			s := slotAt(number, per)
			days := big.NewInt(int64(s.span().days()))
			row := &sums{group: group, slot: s, output: newSum(), tax: newSum(), land: new(big.Int).Mul(area, days)}
			if len(steps) > 0 && steps[0].group == group && steps[0].slot == number {
				row.land.Add(row.land, steps[0].landDays)
				area.Add(area, steps[0].area)
				parcels += steps[0].parcels
				steps = steps[1:]
			}
			row.standing = new(big.Int).Set(area)
			if row.number = parcels; parcels > 0 && number >= from {
				rows = append(rows, row)
			}
		}
		for len(steps) > 0 && steps[0].group == group {
			steps = steps[1:] // beyond the answer
		}
	}
	return rows
}
