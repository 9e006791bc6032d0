package analytics

import (
	"context"
	"fmt"
	"math/big"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A By is what figures are grouped by.
type By string

// A Per is the length of the periods.
type Per string

// The dimensions of the efficiency query.
const (
	District By = "district" // 行政区, GB/T 2260
	Industry By = "industry" // 大类, two digits of GB/T 4754
	City     By = "city"     // 全市, one group; of metrics only

	Quarter Per = "quarter"
	Year    Per = "year"
)

// An EfficiencyQuery asks for the output efficiency of operating land.
type EfficiencyQuery struct {
	By       By
	Per      Per
	From, To int             // calendar years, both included; 0 does not limit
	District domain.District // only of this district; "" is all
	// As known at a position: with the events up to it and no later ones. ""
	// is today's knowledge.
	AsOf eventstore.Position
	For  Audience
}

// An EfficiencyRow is one group in one period (domain reference 11).
//
// The denominator is operating land (投产爬坡、达产运营): registered area
// (登记面积) weighted by the days in operation within the period. Every ratio is
// a ratio of sums over the parcels of which the figure is known; the coverage
// says how much of the operating land those are. Figures of a quarter are of
// the quarter, not annualised; the goals of 40 and 60 亿元/km² are of a year.
type EfficiencyRow struct {
	Group  string
	Period domain.Period

	Output *domain.Fen // 工业总产值; nil: of no parcel known
	Tax    *domain.Fen // 实缴税金; nil: of no parcel known

	Area       domain.Area // operating land in scope, weighted by days, rounded
	OutputArea domain.Area // of it, that of parcels whose output is known
	TaxArea    domain.Area // of it, that of parcels whose tax is known

	OutputPerMu  domain.Decimal // 亩均产值, 万元/亩, 2 decimals; "" when not known
	TaxPerMu     domain.Decimal // 亩均税收, 万元/亩
	OutputPerKm2 domain.Decimal // 地均产出, 亿元/km²
	TaxPerKm2    domain.Decimal // 亿元/km²

	OutputCoverage domain.Decimal // OutputArea ÷ Area, 0 to 1, 4 decimals
	TaxCoverage    domain.Decimal

	Parcels         int // in operation on a day of the period
	OutputReporting int // of them, those whose output is known
	TaxReporting    int

	// Too few enterprises for the audience (小样本): the figures are left out.
	OutputWithheld, TaxWithheld bool
}

// An Efficiency is the answer to an EfficiencyQuery.
type Efficiency struct {
	Position eventstore.Position // as known here
	Rows     []EfficiencyRow     // by group, then period
}

// Efficiency answers q. Periods that begin after the last day on which anything
// is known to have happened are left out.
func (a *Analytics) Efficiency(ctx context.Context, q EfficiencyQuery) (Efficiency, error) {
	if err := q.check(); err != nil {
		return Efficiency{}, err
	}
	h, err := a.readHead(ctx, q.AsOf)
	if err != nil {
		return Efficiency{}, fmt.Errorf("efficiency: %w", err)
	}
	answer := Efficiency{Position: h.position}
	asked := question{q.By, q.Per, q.From, q.To, q.District, h, q.For}
	scope, err := a.scope(ctx, operatingLand, asked)
	if err != nil {
		return Efficiency{}, fmt.Errorf("efficiency: land in scope: %w", err)
	}
	if err := a.figuresInto(ctx, scope, asked); err != nil {
		return Efficiency{}, fmt.Errorf("efficiency: figures: %w", err)
	}
	for _, s := range scope {
		answer.Rows = append(answer.Rows, s.row())
	}
	if err := a.withholdEfficiency(ctx, asked, answer.Rows); err != nil {
		return Efficiency{}, fmt.Errorf("efficiency: withhold: %w", err)
	}
	return answer, nil
}

func (q EfficiencyQuery) check() error {
	if q.By != District && q.By != Industry {
		return fmt.Errorf("efficiency by %q: want district or industry: %w", q.By, domain.ErrInvalid)
	}
	if q.Per != Quarter && q.Per != Year {
		return fmt.Errorf("efficiency per %q: want quarter or year: %w", q.Per, domain.ErrInvalid)
	}
	return nil
}

// figuresSQL adds up the figures of parcels that were in operation in the period.
// A figure of a parcel that was not counts nowhere: numerator and denominator
// come from the same set. %s is the grouping column.
const figuresSQL = `
SELECT %s AS grp, year, quarter,
	toString(ifNull(sum(toInt128(output) * sign), 0)), sumIf(toInt64(sign), output IS NOT NULL), toString(sumIf(toInt128(area_days) * sign, output IS NOT NULL)),
	toString(ifNull(sum(toInt128(tax) * sign), 0)), sumIf(toInt64(sign), tax IS NOT NULL), toString(sumIf(toInt128(area_days) * sign, tax IS NOT NULL))
FROM figures FINAL
WHERE ordinal < {records:UInt64} AND (quarter > 0) = ({per:String} = 'quarter') AND area_days > 0
	AND year BETWEEN {from:UInt16} AND {to:UInt16} AND {sight}
GROUP BY grp, year, quarter`

// sums are the exact sums behind a row. Land is area × days, 0.01 m² × d.
type sums struct {
	group       string
	slot        slot
	output, tax sum
	land        *big.Int
	standing    *big.Int // land at the end of the slot, 0.01 m²
	number      int64    // of parcels
}

// A sum adds up one measure over the parcels of which it is known.
type sum struct {
	total, land *big.Int
	parcels     int64
}

func newSum() sum { return sum{total: new(big.Int), land: new(big.Int)} }

// figuresInto adds the figures to the land in scope.
func (a *Analytics) figuresInto(ctx context.Context, scope []*sums, q question) error {
	at := bySlot(scope)
	return a.each(ctx, func(scan func(...any) error) error {
		var group string
		var year uint16
		var quarter uint8
		var output, tax sum
		var texts [4]string
		if err := scan(&group, &year, &quarter, &texts[0], &output.parcels, &texts[1], &texts[2], &tax.parcels, &texts[3]); err != nil {
			return err
		}
		s := at[cell{group, slot{int(year), int(quarter)}}]
		if s == nil {
			return nil // of a period beyond the last known day
		}
		s.output, s.tax = output, tax
		return integers(texts[:], &s.output.total, &s.output.land, &s.tax.total, &s.tax.land)
	}, q.sql(fmt.Sprintf(figuresSQL, q.column())), q.args()...)
}

// A cell is one group in one slot.
type cell struct {
	group string
	slot  slot
}

func bySlot(scope []*sums) map[cell]*sums {
	at := make(map[cell]*sums, len(scope))
	for _, s := range scope {
		at[cell{s.group, s.slot}] = s
	}
	return at
}

// integers reads sums that the driver's 64 bits may not hold.
func integers(texts []string, into ...**big.Int) error {
	for i, text := range texts {
		n, ok := new(big.Int).SetString(text, 10)
		if !ok {
			return fmt.Errorf("sum %q is no integer", text)
		}
		*into[i] = n
	}
	return nil
}

// The definitions of what the efficiency shows. M05 takes any sum of money.
var taxPerMu, outputPerMu, perKm2 = definition("M01"), definition("M02"), definition("M05")

func definition(code domain.MetricCode) domain.Metric {
	m, ok := domain.MetricOf(code)
	if !ok {
		panic("analytics: no metric " + string(code))
	}
	return m
}

func (s *sums) row() EfficiencyRow {
	p := s.slot.period()
	row := EfficiencyRow{
		Group: s.group, Period: p,
		Area: s.area(s.land), OutputArea: s.area(s.output.land), TaxArea: s.area(s.tax.land),
		OutputCoverage: domain.Coverage(s.output.land, s.land), TaxCoverage: domain.Coverage(s.tax.land, s.land),
		Parcels: int(s.number), OutputReporting: int(s.output.parcels), TaxReporting: int(s.tax.parcels),
	}
	if s.output.parcels > 0 {
		row.Output = new(domain.Fen(s.output.total.Int64()))
		row.OutputPerMu, row.OutputPerKm2 = outputPerMu.Value(s.output.total, s.output.land, p), perKm2.Value(s.output.total, s.output.land, p)
	}
	if s.tax.parcels > 0 {
		row.Tax = new(domain.Fen(s.tax.total.Int64()))
		row.TaxPerMu, row.TaxPerKm2 = taxPerMu.Value(s.tax.total, s.tax.land, p), perKm2.Value(s.tax.total, s.tax.land, p)
	}
	return row
}

// area is land per day of the period.
func (s *sums) area(land *big.Int) domain.Area {
	days := big.NewInt(int64(s.slot.span().days()))
	n, _ := new(big.Int).SetString(new(big.Rat).SetFrac(land, days).FloatString(0), 10)
	return domain.Area(n.Int64())
}
