package analytics

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"taizhang/domain"
)

// standingLand compares land at the end of a period (M18, M19): that of one kind
// with that of another it is part of.
func (a *Analytics) standingLand(ctx context.Context, m domain.Metric, asked question) ([]*tally, error) {
	kinds := map[domain.Quantity]LandKind{
		domain.SumLowLand: lowLand, domain.SumStandingLand: registeredLand, domain.SumClearedLand: clearedLand, domain.SumIdentifiedLand: identifiedLand,
		domain.SumIdleLand: idleLand, domain.SumSuppliedEnd: suppliedLand,
	}
	parts := []string{""}
	if len(m.Parts) > 0 {
		parts = nil
		for _, p := range m.Parts {
			parts = append(parts, p.Part)
		}
	}
	var all []*tally
	for _, part := range parts {
		of := m.Of(part)
		tallies, err := a.compareLand(ctx, kinds[of.Numerator.Quantity], kinds[of.Denominator.Quantity], part, asked)
		if err != nil {
			return nil, err
		}
		all = append(all, tallies...)
	}
	return all, nil
}

// compareLand has a tally for every group and slot that ends with land of the kind
// below.
func (a *Analytics) compareLand(ctx context.Context, above, below LandKind, part string, asked question) ([]*tally, error) {
	whole, err := a.scope(ctx, below, asked)
	if err != nil {
		return nil, err
	}
	of, err := a.scope(ctx, above, asked)
	if err != nil {
		return nil, err
	}
	at := bySlot(of)
	var tallies []*tally
	for _, s := range whole {
		if s.standing.Sign() == 0 {
			continue
		}
		t := newTally(cell{s.group, s.slot}, part)
		t.below, t.covered, t.scope = s.standing, s.standing, s.standing
		t.cases, t.known = s.number, s.number
		if is := at[t.cell]; is != nil {
			t.above = is.standing
		}
		tallies = append(tallies, t)
	}
	return tallies, nil
}

// builtSQL adds up what was measured of the projects completed by the end of each
// year and not gone by then. %[1]s is the grouping column, %[2]s what is added up.
const builtSQL = `
WITH standing AS (` + standingSQL + `),
ended AS (SELECT parcel, round, min(on_day) AS gone FROM standing WHERE kind = 'STAGE' AND subject IN ('ENDED', 'VACATED', 'RETIRED') GROUP BY parcel, round)
SELECT %[1]s AS grp, toUInt16(year), toString(sum(toInt128(%[2]s))), toString(sum(toInt128(area))), toInt64(count())
FROM (
	SELECT district, industry, area, investment, floor, covered, arrayJoin(range(toUInt16(greatest({from:UInt16}, toYear(assumeNotNull(on_day)))), toUInt16({to:UInt16} + 1))) AS year
	FROM standing LEFT ANY JOIN ended USING (parcel, round)
	WHERE kind = 'COMPLETION' AND on_day IS NOT NULL AND (gone IS NULL OR gone > makeDate32(year, 12, 31))
)
GROUP BY grp, year`

// standingSQL reads the checkpoints that stand.
const standingSQL = `
	SELECT parcel, round, kind, subject, district, industry, area, began, on_day, due, state, judged, investment, floor, covered
	FROM checkpoints FINAL
	WHERE ordinal < {records:UInt64} AND {sight}
	GROUP BY parcel, round, kind, subject, district, industry, area, began, on_day, due, state, judged, investment, floor, covered HAVING sum(sign) > 0`

var builtColumns = map[domain.Quantity]string{domain.SumFixedAssets: "investment", domain.SumFloorSpace: "floor", domain.SumCoveredLand: "covered"}

// completions compares what was measured at completion with the land (M06, M13,
// M14). In scope is the land that is completed or in use.
func (a *Analytics) completions(ctx context.Context, m domain.Metric, asked question) ([]*tally, error) {
	scope, err := a.scope(ctx, builtLand, asked)
	if err != nil {
		return nil, err
	}
	tallies, at := tallyAll(scope, func(t *tally, s *sums) { t.scope, t.cases = s.standing, s.number })
	asked.to = lastYear(scope)
	return tallies, a.each(ctx, func(scan func(...any) error) error {
		var group string
		var year uint16
		var texts [2]string
		var known int64
		if err := scan(&group, &year, &texts[0], &texts[1], &known); err != nil {
			return err
		}
		t := at[cell{group, slot{int(year), 0}}]
		if t == nil {
			return nil
		}
		t.known = known
		err := integers(texts[:], &t.above, &t.below)
		t.covered = least(t.below, t.scope)
		return err
	}, asked.sql(fmt.Sprintf(builtSQL, asked.column(), builtColumns[m.Numerator.Quantity])), asked.args()...)
}

func least(a, b *big.Int) *big.Int {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

// lastYear is the last year of a scope, so that no query counts years without end.
func lastYear(scope []*sums) int {
	last := time.Time{}.Year()
	for _, s := range scope {
		last = max(last, s.slot.year)
	}
	return last
}

// tallyAll makes a tally of every group and slot of a scope.
func tallyAll(scope []*sums, set func(*tally, *sums)) ([]*tally, map[cell]*tally) {
	tallies := make([]*tally, len(scope))
	at := make(map[cell]*tally, len(scope))
	for i, s := range scope {
		t := newTally(cell{s.group, s.slot}, "")
		set(t, s)
		tallies[i], at[t.cell] = t, t
	}
	return tallies, at
}
