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

// scopeSQL reads the land in operation as steps: a holding adds its area on its
// first day and takes it away when it ends. Per group and slot it gives the sum
// of the steps, the sum of the steps each times the days left in the slot, and
// the change in the number of parcels. A parcel is counted to the last slot that
// none of its later holdings counts it in. %[1]s is the grouping column.
var scopeSQL = `
WITH holdings AS (
	SELECT %[1]s AS grp, from_on, until_on, toInt128(area) * sign AS step, toInt64(sign) AS parcel,
		` + fmt.Sprintf(slotOfDay, "from_on") + ` AS from_slot, ` + fmt.Sprintf(slotOfDay, "until_on") + ` AS until_slot,
		` + fmt.Sprintf(slotOfDay, "until_on - 1") + ` AS end_slot, until_slot > end_slot OR last AS counts
	FROM operating_land FINAL
	WHERE ordinal < {records:UInt64} AND per = {per:String} AND ({district:String} = '' OR district = {district:String})
)
SELECT grp, toUInt32(slot) AS number, toString(sum(step)), toString(sum(step * dateDiff('day', on, ` + fmt.Sprintf(firstDay, "slot + 1") + `))), sum(parcel)
FROM (
	SELECT grp, from_slot AS slot, from_on AS on, step, parcel FROM holdings
	UNION ALL SELECT grp, until_slot AS slot, until_on AS on, -step AS step, toInt64(0) AS parcel FROM holdings
	UNION ALL SELECT grp, end_slot + counts AS slot, toDate32('1970-01-01') AS on, toInt128(0) AS step, -parcel AS parcel FROM holdings
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

// scope returns the land in scope by group and slot: those in which a parcel was
// in operation, none after the last known day.
func (a *Analytics) scope(ctx context.Context, q EfficiencyQuery, h head) ([]*sums, error) {
	from, to, err := a.slots(ctx, q, h)
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
	}, fmt.Sprintf(scopeSQL, q.By), q.args(h)...)
	if err != nil {
		return nil, err
	}
	return climb(steps, q.Per, from, to), nil
}

// slots returns the first and last slot of the answer.
func (a *Analytics) slots(ctx context.Context, q EfficiencyQuery, h head) (from, to int, err error) {
	var last *time.Time
	row := a.conn.QueryRow(ctx, "SELECT max(occurred_on) FROM events WHERE ordinal < {records:UInt64}", clickhouse.Named("records", h.records))
	if err := row.Scan(&last); err != nil || last == nil {
		return 0, -1, err
	}
	to = slotOf(domain.Date(last.Format(time.DateOnly)), q.Per).number()
	first := slot{q.From, min(1, quarters(q.Per))}
	if q.To != 0 {
		to = min(to, slot{q.To, quarters(q.Per)}.number())
	}
	return first.number(), to, nil
}

// climb adds the steps up, slot by slot: the land of a slot is what stood before
// it for all its days, and the steps within it for the days left.
func climb(steps []step, per Per, from, to int) []*sums {
	var rows []*sums
	for len(steps) > 0 {
		group, area, parcels := steps[0].group, new(big.Int), int64(0)
		for number := steps[0].slot; number <= to; number++ {
			s := slotAt(number, per)
			row := &sums{
				group: group, slot: s, days: int64(s.span().days()),
				output: new(big.Int), outputLand: new(big.Int), tax: new(big.Int), taxLand: new(big.Int),
			}
			row.land = new(big.Int).Mul(area, big.NewInt(row.days))
			if len(steps) > 0 && steps[0].group == group && steps[0].slot == number {
				row.land.Add(row.land, steps[0].landDays)
				area.Add(area, steps[0].area)
				parcels += steps[0].parcels
				steps = steps[1:]
			}
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
