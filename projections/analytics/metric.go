package analytics

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A MetricQuery asks for the values of one metric (domain.Metrics).
type MetricQuery struct {
	Code     domain.MetricCode
	By       By
	Per      Per // quarters are of the metrics of reported figures only
	From, To int // calendar years, both included; 0 does not limit
	District domain.District
	Base     domain.LandBase     // the denominator; "" is the usual one
	AsOf     eventstore.Position // as known here; "" is today's knowledge
	For      Audience
}

// A Metric is the answer to a MetricQuery.
type Metric struct {
	Position   eventstore.Position // as known here
	Definition domain.Metric
	Rows       []MetricRow // by group, period and part
}

// A MetricRow is one figure of one group in one period. Its sides are exact sums
// over the cases of which both are known, in the units of the definition.
type MetricRow struct {
	Group  string
	Period domain.Period
	Part   string // of the definition's parts; "" when it has none

	Value       domain.Decimal // "" when there is none, which is not zero
	Numerator   domain.Decimal
	Denominator domain.Decimal
	Coverage    domain.Decimal // M24: 0 to 1; "" when nothing is in scope

	Cases    int  // in scope: parcels, commitments, milestones
	Known    int  // of them, those that the figure rests on
	Withheld bool // not shown to the audience, for it rests on too few enterprises (小样本不公开) or is not of its view
}

// A tally is the exact sums behind a MetricRow, in stored units.
type tally struct {
	cell
	part           string
	above, below   *big.Int
	covered, scope *big.Int // what the coverage is made of
	cases, known   int64
}

func newTally(c cell, part string) *tally {
	return &tally{cell: c, part: part, above: new(big.Int), below: new(big.Int), covered: new(big.Int), scope: new(big.Int)}
}

// Metric answers q. Periods that begin after the last day on which anything is
// known to have happened are left out.
func (a *Analytics) Metric(ctx context.Context, q MetricQuery) (Metric, error) {
	m, err := q.check()
	if err != nil {
		return Metric{}, err
	}
	h, err := a.readHead(ctx, q.AsOf)
	if err != nil {
		return Metric{}, fmt.Errorf("metric %s: %w", q.Code, err)
	}
	asked := question{q.By, q.Per, q.From, q.To, q.District, h, q.For}
	rows, err := a.metricRows(ctx, m, q, asked)
	if err == nil {
		err = a.withholdMetric(ctx, m, q.Base, asked, rows)
	}
	if err != nil {
		return Metric{}, fmt.Errorf("metric %s: %w", q.Code, err)
	}
	slices.SortStableFunc(rows, func(x, y MetricRow) int {
		return cmp.Or(cmp.Compare(x.Group, y.Group), cmp.Compare(x.Period, y.Period))
	})
	return Metric{h.position, m, rows}, nil
}

func (q *MetricQuery) check() (domain.Metric, error) {
	m, ok := domain.MetricOf(q.Code)
	if !ok {
		return m, fmt.Errorf("metric %q: want M01 to M24: %w", q.Code, domain.ErrInvalid)
	}
	if q.By != District && q.By != Industry && q.By != City {
		return m, fmt.Errorf("metric by %q: want district, industry or city: %w", q.By, domain.ErrInvalid)
	}
	if q.Per != Year && !(q.Per == Quarter && Quarterly(m)) {
		return m, fmt.Errorf("metric %s per %q: want year%s: %w", q.Code, q.Per, map[bool]string{true: " or quarter"}[Quarterly(m)], domain.ErrInvalid)
	}
	if q.Base == "" && len(m.Bases) > 0 {
		q.Base = m.Bases[0]
	}
	if q.Base != "" && !slices.Contains(m.Bases, q.Base) {
		return m, fmt.Errorf("metric %s on %q: want one of %v: %w", q.Code, q.Base, m.Bases, domain.ErrInvalid)
	}
	return m, nil
}

// Quarterly reports whether a metric has values by quarter: those of reported
// figures have.
func Quarterly(m domain.Metric) bool {
	return m.Aggregation == domain.RatioOfSums && (isReported(m.Numerator.Quantity) || m.Numerator.Quantity == domain.SumKnownLand)
}

func isReported(q domain.Quantity) bool { return isMeasure(q) || q == domain.SumEmission }

// metricRows computes a metric by what its sides are made of.
func (a *Analytics) metricRows(ctx context.Context, m domain.Metric, q MetricQuery, asked question) ([]MetricRow, error) {
	var compute func(context.Context, domain.Metric, question) ([]*tally, error)
	switch m.Numerator.Quantity {
	case domain.SumFixedAssets, domain.SumFloorSpace, domain.SumCoveredLand:
		compute = a.completions
	case domain.SumCommitmentsMet:
		compute = a.attained
	case domain.SumMilestonesKept:
		compute = a.milestonesKept
	case domain.SumReachedLand:
		compute = a.cohorts
	case domain.SumStockLand:
		compute = a.stockSupply
	case domain.SumLowLand, domain.SumIdleLand:
		compute = a.standingLand
	case domain.SumTurnoverDays:
		return a.turnovers(ctx, m, asked)
	default:
		if m.Aggregation == domain.BeforeAfter {
			return a.renewals(ctx, m, asked)
		}
		return a.reportedRows(ctx, m, q, asked)
	}
	tallies, err := compute(ctx, m, asked)
	if err != nil {
		return nil, err
	}
	return rowsOf(m, tallies), nil
}

func rowsOf(m domain.Metric, tallies []*tally) []MetricRow {
	rows := make([]MetricRow, len(tallies))
	for i, t := range tallies {
		rows[i] = t.row(m)
	}
	return rows
}

// row divides the sums.
func (t *tally) row(m domain.Metric) MetricRow {
	p := t.slot.period()
	row := MetricRow{
		Group: t.group, Period: p, Part: t.part, Coverage: domain.Coverage(t.covered, t.scope),
		Cases: int(t.cases), Known: int(t.known),
	}
	if t.known == 0 {
		return row
	}
	of := m.Of(t.part)
	row.Value = of.Value(t.above, t.below, p)
	row.Numerator, row.Denominator = of.Numerator.Shown(t.above, p), of.Denominator.Shown(t.below, p)
	return row
}
