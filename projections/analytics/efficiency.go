package analytics

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ClickHouse/clickhouse-go/v2"

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
	scope, err := a.scope(ctx, q, h)
	if err != nil {
		return Efficiency{}, fmt.Errorf("efficiency: land in scope: %w", err)
	}
	if err := a.figuresInto(ctx, scope, q, h); err != nil {
		return Efficiency{}, fmt.Errorf("efficiency: figures: %w", err)
	}
	for _, s := range scope {
		answer.Rows = append(answer.Rows, s.row())
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

func (q EfficiencyQuery) args(h head) []any {
	to := q.To
	if to == 0 {
		to = forever.Year()
	}
	return []any{
		clickhouse.Named("records", h.records), clickhouse.Named("per", string(q.Per)),
		clickhouse.Named("from", q.From), clickhouse.Named("to", to), clickhouse.Named("district", string(q.District)),
	}
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
	AND year BETWEEN {from:UInt16} AND {to:UInt16} AND ({district:String} = '' OR district = {district:String})
GROUP BY grp, year, quarter`

// sums are the exact sums behind a row. Land is area × days, 0.01 m² × d.
type sums struct {
	group                         string
	slot                          slot
	days                          int64
	output, outputLand            *big.Int
	tax, taxLand                  *big.Int
	land                          *big.Int
	outputCount, taxCount, number int64
}

// figuresInto adds the figures to the land in scope.
func (a *Analytics) figuresInto(ctx context.Context, scope []*sums, q EfficiencyQuery, h head) error {
	type key struct {
		group string
		slot  slot
	}
	at := make(map[key]*sums, len(scope))
	for _, s := range scope {
		at[key{s.group, s.slot}] = s
	}
	return a.each(ctx, func(scan func(...any) error) error {
		var group string
		var year uint16
		var quarter uint8
		var f sums
		var texts [4]string
		if err := scan(&group, &year, &quarter, &texts[0], &f.outputCount, &texts[1], &texts[2], &f.taxCount, &texts[3]); err != nil {
			return err
		}
		s := at[key{group, slot{int(year), int(quarter)}}]
		if s == nil {
			return nil // of a period beyond the last known day
		}
		s.outputCount, s.taxCount = f.outputCount, f.taxCount
		return integers(texts[:], &s.output, &s.outputLand, &s.tax, &s.taxLand)
	}, fmt.Sprintf(figuresSQL, q.By), q.args(h)...)
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

func (s *sums) row() EfficiencyRow {
	row := EfficiencyRow{
		Group: s.group, Period: s.slot.period(),
		Area: s.area(s.land), OutputArea: s.area(s.outputLand), TaxArea: s.area(s.taxLand),
		OutputCoverage: quotient(s.outputLand, s.land, 4), TaxCoverage: quotient(s.taxLand, s.land, 4),
		Parcels: int(s.number), OutputReporting: int(s.outputCount), TaxReporting: int(s.taxCount),
	}
	if s.outputCount > 0 {
		row.Output = new(domain.Fen(s.output.Int64()))
		row.OutputPerMu, row.OutputPerKm2 = s.perMu(s.output, s.outputLand), s.perKm2(s.output, s.outputLand)
	}
	if s.taxCount > 0 {
		row.Tax = new(domain.Fen(s.tax.Int64()))
		row.TaxPerMu, row.TaxPerKm2 = s.perMu(s.tax, s.taxLand), s.perKm2(s.tax, s.taxLand)
	}
	return row
}

// area is land per day of the period.
func (s *sums) area(land *big.Int) domain.Area {
	n, _ := new(big.Int).SetString(string(quotient(land, big.NewInt(s.days), 0)), 10)
	return domain.Area(n.Int64())
}

// perMu is 万元/亩. 1 万元 = 10^6 分 and 1 m² = 0.0015 亩, so an area of a in 0.01
// m² is 15a/10^6 亩, and f 分 on it are f/15a 万元/亩, exactly.
func (s *sums) perMu(fen, land *big.Int) domain.Decimal {
	return quotient(new(big.Int).Mul(fen, big.NewInt(s.days)), new(big.Int).Mul(land, big.NewInt(15)), 2)
}

// perKm2 is 亿元/km². 1 亿元 = 10^10 分 and 1 km² = 10^8 of 0.01 m²: f 分 on an area
// of a are f/100a 亿元/km², which is 0.15 of the 万元/亩.
func (s *sums) perKm2(fen, land *big.Int) domain.Decimal {
	return quotient(new(big.Int).Mul(fen, big.NewInt(s.days)), new(big.Int).Mul(land, big.NewInt(100)), 2)
}

// quotient divides exactly and rounds once, half away from zero (四舍五入).
func quotient(a, b *big.Int, decimals int) domain.Decimal {
	if b.Sign() == 0 {
		return ""
	}
	return domain.Decimal(new(big.Rat).SetFrac(a, b).FloatString(decimals))
}
