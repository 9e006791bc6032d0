package analytics

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/domain"
)

// keptSQL counts the milestones due by year: those whose deadline has passed, or
// that were done. Of parcels of which only the supply is known nothing is judged.
const keptSQL = `
WITH standing AS (` + standingSQL + `)
SELECT %[1]s AS grp, toYear(assumeNotNull(due)) AS year, '' AS part, toString(countIf(known AND on_day IS NOT NULL AND on_day <= due)), toString(countIf(known)),
	toString(countIf(known)), toString(count()), toInt64(count()), toInt64(countIf(known))
FROM (SELECT *, judged OR on_day IS NOT NULL AS known FROM standing WHERE kind = 'STAGE' AND due IS NOT NULL AND (due < toDate32({today:String}) OR on_day IS NOT NULL))
WHERE year BETWEEN {from:UInt16} AND {to:UInt16}
GROUP BY grp, year ORDER BY grp, year`

// milestonesKept counts milestones done by their effective deadline (M16).
func (a *Analytics) milestonesKept(ctx context.Context, _ domain.Metric, asked question) ([]*tally, error) {
	return a.caseTallies(ctx, fmt.Sprintf(keptSQL, asked.column()), asked)
}

// attainedSQL counts the commitments due by year, as they are held: a day that has
// passed without its event is missed, a figure of which nothing is on record is not
// known. Commitments of tax are left out for who is not shown it.
const attainedSQL = `
WITH standing AS (` + standingSQL + `)
SELECT %[1]s AS grp, toYear(assumeNotNull(due)) AS year, '' AS part, toString(countIf(state = 'MET')), toString(countIf(known)),
	toString(countIf(known)), toString(count()), toInt64(count()), toInt64(countIf(known))
FROM (
	SELECT *, state IN ('MET', 'MISSED') OR judged AND state = 'NOT_YET_DUE' AND endsWith(subject, '_BY') AS known
	FROM standing WHERE kind = 'COMMITMENT' AND ({taxed:Bool} OR NOT startsWith(subject, 'TAX')) AND due IS NOT NULL AND (due < toDate32({today:String}) OR state IN ('MET', 'MISSED'))
)
WHERE year BETWEEN {from:UInt16} AND {to:UInt16}
GROUP BY grp, year ORDER BY grp, year`

// attained counts commitments met (M15).
func (a *Analytics) attained(ctx context.Context, _ domain.Metric, asked question) ([]*tally, error) {
	return a.caseTallies(ctx, fmt.Sprintf(attainedSQL, asked.column()), asked)
}

// cohortSQL takes the contracts of a year and how much of their land has come to a
// stage or beyond it since. A contract counts by the land it gives.
const cohortSQL = `
WITH standing AS (` + standingSQL + `),
['DELIVERED', 'BUILDING', 'COMPLETED', 'PRODUCING', 'OPERATING'] AS path,
reached AS (SELECT parcel, round, max(indexOf(path, subject)) AS furthest FROM standing WHERE kind = 'STAGE' AND on_day IS NOT NULL GROUP BY parcel, round)
SELECT %[1]s AS grp, toYear(assumeNotNull(on_day)) AS year, part, toString(sumIf(toInt128(area), judged AND furthest >= indexOf(path, part))), toString(sumIf(toInt128(area), judged)),
	toString(sumIf(toInt128(area), judged)), toString(sum(toInt128(area))), toInt64(count()), toInt64(countIf(judged))
FROM standing LEFT ANY JOIN reached USING (parcel, round) ARRAY JOIN path AS part
WHERE kind = 'SUPPLY' AND year BETWEEN {from:UInt16} AND {to:UInt16}
GROUP BY grp, year, part ORDER BY grp, year, indexOf(path, part)`

// cohorts follows the land contracted in a year (M17).
func (a *Analytics) cohorts(ctx context.Context, _ domain.Metric, asked question) ([]*tally, error) {
	return a.caseTallies(ctx, fmt.Sprintf(cohortSQL, asked.column()), asked)
}

// stockSQL adds up the contracts of a year by the source of their land. A source
// that is partly new and partly stock counts on neither side.
const stockSQL = `
WITH standing AS (` + standingSQL + `)
SELECT %[1]s AS grp, toYear(assumeNotNull(on_day)) AS year, '' AS part, toString(sumIf(toInt128(area), subject = 'STOCK')), toString(sumIf(toInt128(area), known)),
	toString(sumIf(toInt128(area), known)), toString(sum(toInt128(area))), toInt64(count()), toInt64(countIf(known))
FROM (SELECT *, subject IN ('STOCK', 'NEW', 'LINKED') AS known FROM standing WHERE kind = 'SUPPLY')
WHERE year BETWEEN {from:UInt16} AND {to:UInt16}
GROUP BY grp, year ORDER BY grp, year`

// stockSupply compares stock land with all land supplied (M20).
func (a *Analytics) stockSupply(ctx context.Context, _ domain.Metric, asked question) ([]*tally, error) {
	return a.caseTallies(ctx, fmt.Sprintf(stockSQL, asked.column()), asked)
}

// caseTallies reads tallies of years: group, year, part, above, below, covered,
// scope, cases, known.
func (a *Analytics) caseTallies(ctx context.Context, sql string, asked question) ([]*tally, error) {
	today, err := a.lastDay(ctx, asked.head)
	if err != nil || today == "" {
		return nil, err
	}
	var tallies []*tally
	return tallies, a.each(ctx, func(scan func(...any) error) error {
		var c cell
		var year uint16
		var part string
		var texts [4]string
		var cases, known int64
		if err := scan(&c.group, &year, &part, &texts[0], &texts[1], &texts[2], &texts[3], &cases, &known); err != nil {
			return err
		}
		c.slot = slot{int(year), 0}
		t := newTally(c, part)
		t.cases, t.known = cases, known
		tallies = append(tallies, t)
		return integers(texts[:], &t.above, &t.below, &t.covered, &t.scope)
	}, asked.sql(sql), append(asked.args(), clickhouse.Named("today", string(today)))...)
}
