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
	err = a.each(ctx, func(scan func(...any) error) error {
		var s sums
		if err := s.scan(scan); err != nil {
			return err
		}
		answer.Rows = append(answer.Rows, s.row())
		return nil
	}, q.sql(), q.args(h)...)
	if err != nil {
		return Efficiency{}, fmt.Errorf("efficiency: %w", err)
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
	from, to := q.From, q.To
	if to == 0 {
		to = forever.Year()
	}
	return []any{
		clickhouse.Named("records", h.records), clickhouse.Named("per", string(q.Per)),
		clickhouse.Named("from", from), clickhouse.Named("to", to), clickhouse.Named("district", string(q.District)),
	}
}

// Slots are counted from year 0: 4 a year for quarters, 1 for years. A slot's
// first day follows from its number, so that scope needs no calendar table.
const (
	slotOfDay = `if({per:String} = 'quarter', toYear(%[1]s) * 4 + toQuarter(%[1]s) - 1, toYear(%[1]s))`
	firstDay  = `if({per:String} = 'quarter', makeDate32(intDiv(%[1]s, 4), modulo(%[1]s, 4) * 3 + 1, 1), makeDate32(%[1]s, 1, 1))`
)

// efficiencySQL adds up both ledgers of changes: figures give the numerators and
// the land of parcels with data, operating_land gives the land in scope. %s is
// the grouping column. A figure of a parcel that was not in operation in the
// period counts nowhere: numerator and denominator come from the same set.
var efficiencySQL = `
WITH ifNull((SELECT max(occurred_on) FROM events WHERE ordinal < {records:UInt64}), toDate32('1900-01-01')) AS today,
` + fmt.Sprintf(slotOfDay, "today") + ` AS this_slot,
if({per:String} = 'quarter', {from:UInt16} * 4, {from:UInt16}) AS from_slot,
least(if({per:String} = 'quarter', {to:UInt16} * 4 + 3, {to:UInt16}), this_slot) AS to_slot,
data AS (
	SELECT %[1]s AS grp, if({per:String} = 'quarter', year * 4 + quarter - 1, year) AS slot,
		ifNull(sum(toInt128(output) * sign), 0) AS output_sum, sumIf(toInt64(sign), output IS NOT NULL) AS output_n, sumIf(toInt128(area_days) * sign, output IS NOT NULL) AS output_land,
		ifNull(sum(toInt128(tax) * sign), 0) AS tax_sum, sumIf(toInt64(sign), tax IS NOT NULL) AS tax_n, sumIf(toInt128(area_days) * sign, tax IS NOT NULL) AS tax_land,
		toInt128(0) AS land, toInt64(0) AS parcels
	FROM figures FINAL
	WHERE ordinal < {records:UInt64} AND (quarter > 0) = ({per:String} = 'quarter') AND area_days > 0
		AND ({district:String} = '' OR district = {district:String})
		AND year BETWEEN {from:UInt16} AND {to:UInt16}
	GROUP BY grp, slot
),
scope AS (
	SELECT %[1]s AS grp, slot,
		toInt128(0) AS output_sum, toInt64(0) AS output_n, toInt128(0) AS output_land,
		toInt128(0) AS tax_sum, toInt64(0) AS tax_n, toInt128(0) AS tax_land,
		sum(toInt128(area) * sign * dateDiff('day', greatest(from_on, first_day), least(until_on, next_day))) AS land,
		sumIf(toInt64(sign), until_on >= next_day OR last) AS parcels
	FROM (
		SELECT *, arrayJoin(range(toUInt32(greatest(` + fmt.Sprintf(slotOfDay, "from_on") + `, from_slot)),
			toUInt32(least(` + fmt.Sprintf(slotOfDay, "until_on - 1") + `, to_slot) + 1))) AS slot,
			` + fmt.Sprintf(firstDay, "slot") + ` AS first_day, ` + fmt.Sprintf(firstDay, "slot + 1") + ` AS next_day
		FROM operating_land FINAL
		WHERE ordinal < {records:UInt64} AND per = {per:String} AND ({district:String} = '' OR district = {district:String})
	)
	GROUP BY grp, slot
)
SELECT grp, toUInt32(slot) AS number, {per:String} = 'quarter' AS quarterly,
	dateDiff('day', ` + fmt.Sprintf(firstDay, "number") + `, ` + fmt.Sprintf(firstDay, "number + 1") + `) AS days,
	toString(sum(output_sum)), sum(output_n), toString(sum(output_land)), toString(sum(tax_sum)), sum(tax_n), toString(sum(tax_land)),
	toString(sum(land)), sum(parcels)
FROM (SELECT * FROM data UNION ALL SELECT * FROM scope)
WHERE slot <= to_slot
GROUP BY grp, slot HAVING sum(parcels) > 0
ORDER BY grp, slot`

func (q EfficiencyQuery) sql() string { return fmt.Sprintf(efficiencySQL, q.By) }

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

func (s *sums) scan(scan func(...any) error) error {
	var slot uint32
	var quarterly bool
	var texts [5]string
	err := scan(&s.group, &slot, &quarterly, &s.days, &texts[0], &s.outputCount, &texts[1], &texts[2], &s.taxCount, &texts[3], &texts[4], &s.number)
	if err != nil {
		return err
	}
	for i, sum := range []**big.Int{&s.output, &s.outputLand, &s.tax, &s.taxLand, &s.land} {
		var ok bool
		if *sum, ok = new(big.Int).SetString(texts[i], 10); !ok {
			return fmt.Errorf("sum %q is no integer", texts[i])
		}
	}
	s.slot.year = int(slot)
	if quarterly {
		s.slot.year, s.slot.quarter = int(slot)/4, int(slot)%4+1
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
