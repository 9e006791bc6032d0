package domain

import "math/big"

// A TaxBand (亩均税收档) is what the public is told of an enterprise's tax: within which
// bounds the yearly tax per mu of a parcel lies, and never the figure. The bounds are
// wide, so that no sum of a group (domain.CellMin) narrows them to a figure.
type TaxBand struct {
	Year int    `json:"year" sight:"public"`
	Band string `json:"band" sight:"public"` // 万元/亩: "<1", "1–5", "5–10", "10–20", "≥20"
}

// taxBands are the bands with what lies below their upper bound.
var taxBands = []struct {
	below int64 // 万元/亩; 0: the last one
	band  string
}{{1, "<1"}, {5, "1–5"}, {10, "5–10"}, {20, "10–20"}, {0, "≥20"}}

// TaxBand returns the band of the last full year of which the tax is known, nil when no
// year is.
func (p *Parcel) TaxBand(today Date) *TaxBand {
	for year := today.Year() - 1; year >= today.Year()-reportYearsKept; year-- {
		if v := p.yearValue("TAX_PER_MU", year); v != nil {
			return &TaxBand{year, taxBandOf(v)}
		}
	}
	return nil
}

func taxBandOf(perMu *big.Rat) string {
	for _, b := range taxBands {
		if b.below == 0 || perMu.Cmp(big.NewRat(b.below, 1)) < 0 {
			return b.band
		}
	}
	return ""
}
