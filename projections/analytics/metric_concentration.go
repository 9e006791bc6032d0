package analytics

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"taizhang/domain"
)

// holdersSQL reads output or tax and land of every parcel of which the figure is
// known, by group and year.
const holdersSQL = `
SELECT %[1]s AS grp, year, assumeNotNull(%[2]s), area_days
FROM figures FINAL
WHERE ordinal < {records:UInt64} AND quarter = 0 AND area_days > 0 AND %[2]s IS NOT NULL
	AND year BETWEEN {from:UInt16} AND {to:UInt16} AND {sight}
GROUP BY parcel, grp, year, %[2]s, area_days HAVING sum(sign) > 0`

// A holder is what one parcel makes on its land.
type holder struct{ made, land int64 }

// concentration says how unevenly the land makes output and tax (M23).
func (a *Analytics) concentration(ctx context.Context, m domain.Metric, asked question, scope []*sums) ([]MetricRow, error) {
	outputs, err := a.holders(ctx, domain.SumOutput, asked)
	if err != nil {
		return nil, err
	}
	taxes, err := a.holders(ctx, domain.SumTaxPaid, asked)
	if err != nil {
		return nil, err
	}
	var rows []MetricRow
	for _, s := range scope {
		c := cell{s.group, s.slot}
		rows = append(rows, concentrationRow(s, m.Parts[0].Part, outputs[c], gini), concentrationRow(s, m.Parts[1].Part, taxes[c], lastTenth))
	}
	return rows, nil
}

func (a *Analytics) holders(ctx context.Context, quantity domain.Quantity, asked question) (map[cell][]holder, error) {
	at := make(map[cell][]holder)
	return at, a.each(ctx, func(scan func(...any) error) error {
		var c cell
		var year uint16
		var h holder
		if err := scan(&c.group, &year, &h.made, &h.land); err != nil {
			return err
		}
		c.slot = slot{int(year), 0}
		at[c] = append(at[c], h)
		return nil
	}, asked.sql(fmt.Sprintf(holdersSQL, asked.column(), quantity)), asked.args()...)
}

// concentrationRow measures parcels in order of what they make per land, least
// first.
func concentrationRow(s *sums, part string, parcels []holder, measure func([]holder) domain.Decimal) MetricRow {
	slices.SortFunc(parcels, func(x, y holder) int {
		return new(big.Int).Mul(big.NewInt(x.made), big.NewInt(y.land)).Cmp(new(big.Int).Mul(big.NewInt(y.made), big.NewInt(x.land)))
	})
	land := new(big.Int)
	for _, h := range parcels {
		land.Add(land, big.NewInt(h.land))
	}
	return MetricRow{
		Group: s.group, Period: s.slot.period(), Part: part, Coverage: domain.Coverage(land, s.land),
		Cases: int(s.number), Known: len(parcels), Value: measure(parcels),
	}
}

// gini is 1 − Σ (Xᵢ − Xᵢ₋₁)(Yᵢ + Yᵢ₋₁) over the Lorenz curve of land and output. It
// has no value when the parcels make nothing, or a loss, in total.
func gini(parcels []holder) domain.Decimal {
	land, made := new(big.Int), new(big.Int)
	area := new(big.Int) // Σ landᵢ × (madeᵢ₋₁ + madeᵢ), of running sums
	for _, h := range parcels {
		twice := new(big.Int).Lsh(made, 1)
		twice.Add(twice, big.NewInt(h.made))
		area.Add(area, twice.Mul(twice, big.NewInt(h.land)))
		land.Add(land, big.NewInt(h.land))
		made.Add(made, big.NewInt(h.made))
	}
	if made.Sign() <= 0 {
		return ""
	}
	share := new(big.Rat).SetFrac(area, new(big.Int).Mul(land, made))
	return domain.Decimal(share.Sub(big.NewRat(1, 1), share).FloatString(4))
}

// lastTenth is the share of the land, in %, that makes the last tenth of the tax:
// the least productive land first, of the parcel in which the tenth is reached the
// part it takes.
func lastTenth(parcels []holder) domain.Decimal {
	land, made := new(big.Int), new(big.Int)
	for _, h := range parcels {
		land.Add(land, big.NewInt(h.land))
		made.Add(made, big.NewInt(h.made))
	}
	if made.Sign() <= 0 {
		return ""
	}
	tenth := new(big.Rat).SetFrac(made, big.NewInt(10))
	taken, sofar := new(big.Rat), new(big.Rat)
	for _, h := range parcels {
		next := new(big.Rat).Add(sofar, new(big.Rat).SetInt64(h.made))
		if next.Cmp(tenth) > 0 {
			part := new(big.Rat).Sub(tenth, sofar)
			taken.Add(taken, part.Mul(part, big.NewRat(h.land, h.made)))
			break
		}
		taken.Add(taken, new(big.Rat).SetInt64(h.land))
		sofar = next
	}
	return domain.Decimal(taken.Quo(taken.Mul(taken, big.NewRat(100, 1)), new(big.Rat).SetInt(land)).FloatString(4))
}
