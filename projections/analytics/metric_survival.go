package analytics

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/domain"
)

// turnoverSQL takes the parcels that came to a stage, by the year in which they
// did, and how many days later they came to another; those that have not are
// censored on the day their round ended or on the last known day. Of parcels of
// which only the supply is known nothing can be said.
const turnoverSQL = `
WITH standing AS (` + standingSQL + `),
ended AS (SELECT parcel, round, min(on_day) AS gone FROM standing WHERE kind = 'STAGE' AND subject IN ('ENDED', 'EXITING', 'RETIRED') GROUP BY parcel, round),
arrived AS (SELECT parcel, round, on_day AS there FROM standing WHERE kind = 'STAGE' AND subject = {end:String} AND on_day IS NOT NULL)
SELECT grp, year, days, toInt64(countIf(came)), toInt64(countIf(NOT came))
FROM (
	SELECT %[1]s AS grp, toYear(assumeNotNull(on_day)) AS year, there IS NOT NULL AND there >= on_day AS came,
		if(gone IS NULL OR gone <= on_day, toDate32({today:String}), gone) AS censored,
		toInt32(greatest(0, dateDiff('day', assumeNotNull(on_day), if(came, assumeNotNull(there), assumeNotNull(censored))))) AS days
	FROM standing LEFT ANY JOIN arrived USING (parcel, round) LEFT ANY JOIN ended USING (parcel, round)
	WHERE kind = 'STAGE' AND subject = {start:String} AND on_day IS NOT NULL AND judged AND year BETWEEN {from:UInt16} AND {to:UInt16}
)
GROUP BY grp, year, days ORDER BY grp, year, days SETTINGS join_use_nulls = 1`

// A spell is how many parcels came to the end after some days, and of how many the
// watch ended then.
type spell struct {
	days           int
	came, censored int64
}

// turnovers estimates how long the land takes from stage to stage (M21).
func (a *Analytics) turnovers(ctx context.Context, m domain.Metric, asked question) ([]MetricRow, error) {
	today, err := a.lastDay(ctx, asked.head)
	if err != nil || today == "" {
		return nil, err
	}
	var rows []MetricRow
	for _, part := range m.Parts {
		span, isMedian := strings.CutSuffix(part.Part, domain.TurnoverMedian)
		if !isMedian {
			continue // its median has gone before
		}
		start, end, _ := strings.Cut(span, "-")
		var order []cell
		spells := make(map[cell][]spell)
		args := append(asked.args(), clickhouse.Named("today", string(today)), clickhouse.Named("start", start), clickhouse.Named("end", end))
		err := a.each(ctx, func(scan func(...any) error) error {
			var c cell
			var year uint16
			var days int32
			var s spell
			if err := scan(&c.group, &year, &days, &s.came, &s.censored); err != nil {
				return err
			}
			s.days, c.slot = int(days), slot{int(year), 0}
			if spells[c] == nil {
				order = append(order, c)
			}
			spells[c] = append(spells[c], s)
			return nil
		}, asked.sql(fmt.Sprintf(turnoverSQL, asked.column())), args...)
		if err != nil {
			return nil, err
		}
		for _, c := range order {
			rows = append(rows, turnoverRows(c, span, spells[c])...)
		}
	}
	return rows, nil
}

// turnoverRows gives the median and the 90th percentile of a cell.
func turnoverRows(c cell, span string, spells []spell) []MetricRow {
	var came, all int64
	for _, s := range spells {
		came, all = came+s.came, all+s.came+s.censored
	}
	row := MetricRow{
		Group: c.group, Period: c.slot.period(), Coverage: domain.Coverage(big.NewInt(came), big.NewInt(all)),
		Cases: int(all), Known: int(came), Numerator: domain.Decimal(strconv.FormatInt(came, 10)), Denominator: domain.Decimal(strconv.FormatInt(all, 10)),
	}
	median, ninth := row, row
	median.Part, median.Value = span+domain.TurnoverMedian, quantile(spells, big.NewRat(1, 2))
	ninth.Part, ninth.Value = span+domain.TurnoverP90, quantile(spells, big.NewRat(1, 10))
	return []MetricRow{median, ninth}
}

// quantile is the least number of days at which the Kaplan–Meier curve has come
// down to a level; "" when it never does. Who is censored on a day was at risk on
// it.
func quantile(spells []spell, level *big.Rat) domain.Decimal {
	var risk int64
	for _, s := range spells {
		risk += s.came + s.censored
	}
	survival := big.NewRat(1, 1)
	for _, s := range spells {
		if s.came > 0 {
			survival.Mul(survival, big.NewRat(risk-s.came, risk))
		}
		if s.came > 0 && survival.Cmp(level) <= 0 {
			return domain.Decimal(strconv.Itoa(s.days))
		}
		risk -= s.came + s.censored
	}
	return ""
}
