package domain

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
)

func TestMetricsAreDefinedOnceAndWhole(t *testing.T) {
	for i, m := range Metrics() {
		if want := MetricCode(fmt.Sprintf("M%02d", i+1)); m.Code != want {
			t.Errorf("metric %d is %s, want %s", i, m.Code, want)
		}
		for _, w := range []Wording{m.Name, m.Unit, m.Formula, m.Coverage, m.Unknown, m.Numerator.Name, m.Denominator.Name} {
			if w.ZH == "" || w.EN == "" {
				t.Errorf("%s: a text is missing: %+v", m.Code, w)
			}
		}
		if m.Source == "" || len(m.Bases) > 0 && m.Bases[0] != OperatingLand {
			t.Errorf("%s: source %q, bases %v", m.Code, m.Source, m.Bases)
		}
		for _, term := range sides(m) {
			checkTerm(t, m.Code, term)
		}
	}
	if len(Metrics()) != 24 {
		t.Errorf("%d metrics, want 24", len(Metrics()))
	}
	if _, ok := MetricOf("M25"); ok {
		t.Error("there is an M25")
	}
}

func sides(m Metric) []Term {
	terms := []Term{m.Numerator, m.Denominator}
	for _, p := range m.Parts {
		of := m.Of(p.Part)
		terms = append(terms, of.Numerator, of.Denominator)
	}
	return terms
}

// checkTerm holds what a figure is said to come from against the catalogue.
func checkTerm(t *testing.T, code MetricCode, term Term) {
	t.Helper()
	types := Catalogue()
	if len(term.From) == 0 && term.Quantity != SumEmission {
		t.Errorf("%s: %s comes from nowhere", code, term.Quantity)
	}
	for _, from := range term.From {
		i := slices.IndexFunc(types, func(x Type) bool { return x.Name == from.Event })
		if i < 0 {
			t.Errorf("%s: %s comes from %s, which is no event", code, term.Quantity, from.Event)
			continue
		}
		for _, name := range from.Fields {
			if !slices.ContainsFunc(types[i].Fields, func(f Field) bool { return f.Name == name }) {
				t.Errorf("%s: %s has no field %s", code, from.Event, name)
			}
		}
	}
}

func TestMetricValues(t *testing.T) {
	const wan, yi = 1_000_000, 10_000_000_000
	mu := func(n int64) int64 { return n * 200_000 / 3 } // n a multiple of 3
	for _, tt := range []struct {
		name        string
		code        MetricCode
		part        string
		above, down int64
		period      Period
		want        Decimal
	}{
		{"10 on 10 亩 and 1 on 90 亩 are 1.9, not 5.5", "M01", "", 300*wan + 270*wan, mu(300) * 365, "2025", "1.90"},
		{"a leap year has 366 days", "M01", "", 570 * wan, mu(300) * 366, "2024", "1.90"},
		{"a quarter has its own days", "M02", "", 570 * wan, mu(300) * 91, "2025Q2", "1.90"},
		{"a month too", "M02", "", 570 * wan, mu(300) * 30, "202506", "1.90"},
		{"half a year on the land doubles it", "M01", "", 570 * wan, mu(300) * 73, "2025", "9.50"},
		{"40 亿元/km² …", "M05", "", 40 * yi, 100_000_000 * 365, "2025", "40.00"},
		{"… are 266.67 万元/亩", "M02", "", 40 * yi, 100_000_000 * 365, "2025", "266.67"},
		{"half is rounded up", "M01", "", 15 * 5000, 1_000_000 * 365, "2025", "0.01"},
		{"less than half is not", "M01", "", 15*5000 - 1, 1_000_000 * 365, "2025", "0.00"},
		{"a loss is negative", "M04", "", -570 * wan, mu(300) * 365, "2025", "-1.90"},
		{"nothing below is no value", "M01", "", 570 * wan, 0, "2025", ""},
		{"zero above is zero", "M01", "", 0, mu(300) * 365, "2025", "0.00"},
		{"investment is not weighted by days", "M06", "", 600 * wan, mu(3), "2025", "200.00"},
		{"100 persons all year", "M07", "", 1000 * wan, 100 * 12, "2025", "10.00"},
		{"100 persons in a quarter", "M07", "", 1000 * wan, 100 * 3, "2025Q1", "10.00"},
		{"energy counts in 0.0001 吨", "M08", "", 10 * wan, 5 * EnergyScale, "2025", "2.00"},
		{"R&D in %", "M11", "", 3 * wan, 90 * wan, "2025", "3.33"},
		{"persons per 亩", "M12", "", 300 * 12, mu(300) * 365, "2025", "1.00"},
		{"floor area ratio", "M13", "", 15_000, 10_000, "2025", "1.50"},
		{"attainment", "M15", "", 2, 3, "2025", "66.67"},
		{"cleared of identified has sides of its own", "M18", "CLEARED", 5, 20, "2025", "25.00"},
	} {
		m, ok := MetricOf(tt.code)
		if got := m.Of(tt.part).Value(big.NewInt(tt.above), big.NewInt(tt.down), tt.period); !ok || got != tt.want {
			t.Errorf("%s: %s got %q, want %q", tt.name, tt.code, got, tt.want)
		}
	}
	m, _ := MetricOf("M18")
	if m.Of("CLEARED").Denominator.Quantity != SumIdentifiedLand || m.Of("SHARE").Denominator.Quantity != SumStandingLand {
		t.Error("the parts of M18 have the wrong sides")
	}
}

func TestMetricShown(t *testing.T) {
	m, _ := MetricOf("M01")
	if got := m.Numerator.Shown(big.NewInt(123_456_789), "2025"); got != "123.46" {
		t.Errorf("got %s 万元", got)
	}
	if got := m.Denominator.Shown(big.NewInt(200_000*365), "2025"); got != "3.00" {
		t.Errorf("got %s 亩", got)
	}
}

func TestCoverage(t *testing.T) {
	for _, tt := range []struct {
		known, scope int64
		want         Decimal
	}{{0, 0, ""}, {0, 5, "0.0000"}, {4, 5, "0.8000"}, {79_999, 100_000, "0.8000"}, {5, 5, "1.0000"}} {
		if got := Coverage(big.NewInt(tt.known), big.NewInt(tt.scope)); got != tt.want {
			t.Errorf("%d of %d: got %q, want %q", tt.known, tt.scope, got, tt.want)
		}
	}
}
