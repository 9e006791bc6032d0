package domain

import "testing"

// A band begins at its lower bound; a year that is not known in full has none, and the
// last full year is told, not the running one.
func TestTaxBand(t *testing.T) {
	parcel := func(reports ...*Report) *Parcel {
		p := &Parcel{Stage: StageOperating}
		p.Land.RegisteredArea = 2_000_000 // 30 亩
		p.Operation.Reports = reports
		return p
	}
	year := func(period Period, basis Code, tax Fen) *Report {
		return &Report{Enterprise: "甲", Period: period, Basis: basis, Status: "FINAL", TaxPaid: &tax}
	}
	const wanPerMu = 30 * 1_000_000
	for _, tt := range []struct {
		tax  Fen
		want string
	}{
		{0, "<1"}, {wanPerMu - 1, "<1"}, {wanPerMu, "1–5"}, {5*wanPerMu - 1, "1–5"}, {5 * wanPerMu, "5–10"}, {10 * wanPerMu, "10–20"}, {20*wanPerMu - 1, "10–20"}, {20 * wanPerMu, "≥20"}, {900 * wanPerMu, "≥20"},
	} {
		if got := parcel(year("2024", "PERIOD", tt.tax)).TaxBand("2026-03-01"); got == nil || *got != (TaxBand{2024, tt.want}) {
			t.Errorf("%d: got %v, want %s", tt.tax, got, tt.want)
		}
	}
	for name, p := range map[string]*Parcel{
		"nothing reported": parcel(), "a quarter alone": parcel(year("2025Q1", "PERIOD", wanPerMu)), "the running year": parcel(year("2026", "CUMULATIVE", wanPerMu)), "no land": {},
	} {
		if got := p.TaxBand("2026-03-01"); got != nil {
			t.Errorf("%s: got %v, want none", name, got)
		}
	}
}
