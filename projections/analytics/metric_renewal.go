package analytics

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/domain"
)

// yearDays is divisible by the days of both kinds of years: land × days of
// different years add up when each is weighed by yearDays ÷ its days.
const yearDays = 365 * 366

// renewalSQL takes the renewals that were completed three years before a year, and
// the tax and land of their parcels in the three years before the start and in
// that year. A parcel of which one of the four years is missing is not known.
const renewalSQL = `
WITH standing AS (` + standingSQL + `),
yearly AS (
	SELECT parcel, toInt32(year) AS of_year, toInt128(assumeNotNull(tax)) AS paid, toInt128(area_days) * intDiv(133590, dateDiff('day', makeDate32(year, 1, 1), makeDate32(year + 1, 1, 1))) AS land
	FROM figures FINAL
	WHERE ordinal < {records:UInt64} AND quarter = 0 AND area_days > 0 AND tax IS NOT NULL
	GROUP BY parcel, year, tax, area_days HAVING sum(sign) > 0
),
renewed AS (
	SELECT %[1]s AS grp, parcel, round, began, area, toYear(assumeNotNull(began)) AS start, toYear(assumeNotNull(on_day)) + 3 AS after,
		arrayJoin([start - 3, start - 2, start - 1, after]) AS want
	FROM standing WHERE kind = 'RENEWAL' AND began IS NOT NULL AND on_day IS NOT NULL
),
sides AS (
	SELECT grp, after, area, parcel, count(of_year) = 4 AS known,
		sumIf(paid, want < start) AS paid_before, sumIf(land, want < start) AS land_before, sumIf(paid, want = after) AS paid_after, sumIf(land, want = after) AS land_after
	FROM (SELECT r.*, y.of_year AS of_year, y.paid AS paid, y.land AS land FROM renewed AS r LEFT JOIN yearly AS y ON r.parcel = y.parcel AND r.want = y.of_year)
	GROUP BY grp, after, area, parcel, round, began
)
SELECT grp, toUInt16(after), toString(sumIf(paid_before, known)), toString(sumIf(land_before, known)), toString(sumIf(paid_after, known)), toString(sumIf(land_after, known)),
	toString(sumIf(toInt128(area), known)), toString(sum(toInt128(area))), toInt64(count()), toInt64(countIf(known))
FROM sides WHERE after BETWEEN {from:UInt16} AND {to:UInt16} AND after <= {last:UInt16}
GROUP BY grp, after ORDER BY grp, after SETTINGS join_use_nulls = 1`

// renewals compares the tax of renewed land before and after (M22).
func (a *Analytics) renewals(ctx context.Context, m domain.Metric, asked question) ([]MetricRow, error) {
	last, err := a.lastDay(ctx, asked.head)
	if err != nil || last == "" {
		return nil, err
	}
	var rows []MetricRow
	return rows, a.each(ctx, func(scan func(...any) error) error {
		var r renewal
		var year uint16
		var texts [6]string
		var cases, known int64
		if err := scan(&r.row.Group, &year, &texts[0], &texts[1], &texts[2], &texts[3], &texts[4], &texts[5], &cases, &known); err != nil {
			return err
		}
		var covered, scope *big.Int
		if err := integers(texts[:], &r.before.paid, &r.before.land, &r.after.paid, &r.after.land, &covered, &scope); err != nil {
			return err
		}
		r.row.Period, r.row.Coverage = slot{int(year), 0}.period(), domain.Coverage(covered, scope)
		r.row.Cases, r.row.Known = int(cases), int(known)
		rows = append(rows, r.rows(m)...)
		return nil
	}, asked.sql(fmt.Sprintf(renewalSQL, asked.column())), append(asked.args(), clickhouse.Named("last", last.Year()))...)
}

// A renewal is both sides of a cell of M22.
type renewal struct {
	row           MetricRow // what all parts share
	before, after yield
}

// A yield is tax, 分, and land, 0.01 m² × yearDays for a year.
type yield struct{ paid, land *big.Int }

// perMu is exact, in 万元/亩: 1 万元 is 10^6 分, 1 亩 is 2000/3 m².
func (y yield) perMu() *big.Rat {
	return new(big.Rat).SetFrac(new(big.Int).Mul(y.paid, big.NewInt(yearDays)), new(big.Int).Mul(y.land, big.NewInt(15)))
}

// rows gives the parts of the metric: before, after, gain and gain in %.
func (r renewal) rows(m domain.Metric) []MetricRow {
	var values [4]*big.Rat
	if r.row.Known > 0 {
		before, after := r.before.perMu(), r.after.perMu()
		gain := new(big.Rat).Sub(after, before)
		values = [4]*big.Rat{before, after, gain, nil}
		if before.Sign() > 0 {
			values[3] = new(big.Rat).Mul(big.NewRat(100, 1), new(big.Rat).Quo(gain, before))
		}
	}
	rows := make([]MetricRow, len(values))
	for i, v := range values {
		rows[i] = r.row
		rows[i].Part = m.Parts[i].Part
		if v != nil {
			rows[i].Value = domain.Decimal(v.FloatString(m.Decimals))
		}
	}
	return rows
}
