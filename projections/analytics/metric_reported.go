package analytics

import (
	"context"
	"fmt"
	"math/big"

	"taizhang/domain"
)

// reportedRows answers the metrics of reported figures: divided by land, by
// another figure, as their coverage, or by order.
func (a *Analytics) reportedRows(ctx context.Context, m domain.Metric, q MetricQuery, asked question) ([]MetricRow, error) {
	scope, err := a.scope(ctx, operatingLand, asked)
	if err != nil {
		return nil, err
	}
	if m.Aggregation == domain.Concentration {
		return a.concentration(ctx, m, asked, scope)
	}
	var tallies []*tally
	if m.Numerator.Quantity == domain.SumKnownLand {
		tallies, err = a.coverages(ctx, m, asked, scope)
	} else if tallies, err = a.figureTallies(ctx, m.Numerator.Quantity, m.Denominator.Quantity, q.Base, asked, scope); err == nil && q.Base == domain.SuppliedLand {
		err = a.addWaiting(ctx, asked, tallies)
	}
	if err != nil {
		return nil, err
	}
	return rowsOf(m, tallies), nil
}

// coverages are the share of the land of which each figure is known (M24).
func (a *Analytics) coverages(ctx context.Context, m domain.Metric, asked question, scope []*sums) ([]*tally, error) {
	var all []*tally
	for _, part := range m.Parts {
		tallies, err := a.figureTallies(ctx, domain.Quantity(part.Part), domain.SumWeightedLand, domain.OperatingLand, asked, scope)
		if err != nil {
			return nil, err
		}
		for _, t := range tallies {
			t.part, t.above, t.below, t.known = part.Part, t.covered, t.scope, t.cases
		}
		all = append(all, tallies...)
	}
	return all, nil
}

// reportedSQL adds up one figure and what it is divided by over the parcels in
// operation of which both are known, with their land. %[1]s is the grouping column, %[2]s the figure, %[3]s the divisor.
const reportedSQL = `
WITH standing AS (
	SELECT parcel, %[1]s AS grp, year, quarter, %[2]s AS above, %[3]s AS below, area_days AS land
	FROM figures FINAL
	WHERE ordinal < {records:UInt64} AND (quarter > 0) = ({per:String} = 'quarter') AND area_days > 0
		AND year BETWEEN {from:UInt16} AND {to:UInt16} AND {sight}
		AND %[2]s IS NOT NULL AND %[3]s IS NOT NULL
	GROUP BY parcel, grp, year, quarter, above, below, land HAVING sum(sign) > 0
)
SELECT grp, year, quarter, toString(sum(toInt128(assumeNotNull(above)))), toString(sum(toInt128(assumeNotNull(below)))), toString(sum(toInt128(land))), toInt64(count())
FROM standing
GROUP BY grp, year, quarter`

// divisors are the columns of what a figure may be divided by, in SQL.
var divisors = map[domain.LandBase]string{
	domain.OperatingLand: "toNullable(area_days)", domain.SuppliedLand: "toNullable(area_days)", domain.UsedLand: "used_days",
}

// figureTallies adds up a figure and its divisor: land, or another figure. What no
// event states is of no parcel known.
func (a *Analytics) figureTallies(ctx context.Context, above, below domain.Quantity, base domain.LandBase, asked question, scope []*sums) ([]*tally, error) {
	tallies := make([]*tally, len(scope))
	at := make(map[cell]*tally, len(scope))
	for i, s := range scope {
		t := newTally(cell{s.group, s.slot}, "")
		t.scope, t.cases = s.land, s.number
		tallies[i], at[t.cell] = t, t
	}
	divisor := divisors[base]
	if base == "" {
		divisor = string(below)
	}
	if !isMeasure(above) || base == "" && !isMeasure(below) {
		return tallies, nil
	}
	sql := asked.sql(fmt.Sprintf(reportedSQL, asked.column(), above, divisor))
	return tallies, a.each(ctx, func(scan func(...any) error) error {
		var c cell
		var year uint16
		var quarter uint8
		var texts [3]string
		var known int64
		if err := scan(&c.group, &year, &quarter, &texts[0], &texts[1], &texts[2], &known); err != nil {
			return err
		}
		c.slot = slot{int(year), int(quarter)}
		t := at[c]
		if t == nil {
			return nil // of a period beyond the last known day
		}
		t.known = known
		return integers(texts[:], &t.above, &t.below, &t.covered)
	}, sql, asked.args()...)
}

// addWaiting adds land that was supplied and not in operation: it made nothing, so
// it is known, and it stands below the figure in full.
func (a *Analytics) addWaiting(ctx context.Context, asked question, tallies []*tally) error {
	waiting, err := a.scope(ctx, waitingLand, asked)
	if err != nil {
		return err
	}
	at := bySlot(waiting)
	for _, t := range tallies {
		if w := at[t.cell]; w != nil {
			t.below = new(big.Int).Add(t.below, w.land)
			t.covered, t.scope = new(big.Int).Add(t.covered, w.land), new(big.Int).Add(t.scope, w.land)
		}
	}
	return nil
}
