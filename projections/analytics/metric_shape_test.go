package analytics

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taizhang/domain"
)

// Half of the parcels of a Kaplan–Meier curve may be censored: 10, 20+, 30, 40+ days.
func TestQuantileOfASurvivalCurve(t *testing.T) {
	half, tenth := big.NewRat(1, 2), big.NewRat(1, 10)
	for _, tt := range []struct {
		name   string
		spells []spell
		level  *big.Rat
		want   domain.Decimal
	}{
		{"nobody", nil, half, ""},
		{"all came at once", []spell{{5, 3, 0}}, tenth, "5"},
		{"half came: S is 1/2", []spell{{10, 1, 0}, {20, 1, 0}, {30, 0, 2}}, half, "20"},
		{"S stays above", []spell{{10, 1, 0}, {20, 0, 3}}, half, ""},
		{"the censored leave the risk: 3/4, then 3/4 × 1/2 = 3/8", []spell{{10, 1, 0}, {20, 0, 1}, {30, 1, 0}, {40, 0, 1}}, half, "30"},
		{"who is censored on the day was at risk: 1 − 1/2", []spell{{10, 1, 1}}, half, "10"},
		{"a censored end never comes down", []spell{{10, 1, 0}, {20, 0, 1}, {30, 1, 0}, {40, 0, 1}}, tenth, ""},
	} {
		if got := quantile(tt.spells, tt.level); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestQuantileAgreesWithTheProductOverParcels(t *testing.T) {
	few(t, noTables, func(rt *rapid.T) {
		spells := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) spell {
			return spell{0, rapid.Int64Range(0, 3).Draw(t, "came"), rapid.Int64Range(0, 3).Draw(t, "censored")}
		}), 1, 8).Draw(rt, "spells")
		for i := range spells {
			spells[i].days = 10 * i
		}
		level := big.NewRat(rapid.Int64Range(1, 9).Draw(rt, "level"), 10)
		want := domain.Decimal("")
		for _, at := range spells { // S(t) = Π over days up to t of (1 − d/n), each counted from the parcels
			s := big.NewRat(1, 1)
			for _, day := range spells {
				var risk, came int64
				for _, x := range spells {
					if x.days >= day.days {
						risk += x.came + x.censored
					}
					if x.days == day.days {
						came += x.came
					}
				}
				if day.days <= at.days && risk > 0 {
					s.Mul(s, big.NewRat(risk-came, risk))
				}
			}
			if want == "" && at.came > 0 && s.Cmp(level) <= 0 {
				want = domain.Decimal(fmt.Sprint(at.days))
			}
		}
		if got := quantile(spells, level); got != want {
			rt.Errorf("%v at %v: got %q, want %q", spells, level, got, want)
		}
	})
}

// Turnover counts from the day of one stage to the day of the other; those still on
// the way are watched until the last known day, those that left until they left.
func TestTurnover(t *testing.T) {
	a := open(t)
	l := newLog(t)
	for n, started := range []domain.Date{"2024-01-11", "2024-01-21", "", "", ""} {
		l.register(parcelNo(n), "2020-01-01", "120116", "C3670", mu(30))
		l.add(parcelNo(n), domain.Fact{OccurredOn: "2024-01-01", Backfill: true, Event: domain.GrantContractSigned{Method: "LISTING", Area: mu(30)}})
		if n != 4 { // of the last nothing is known after its supply
			l.add(parcelNo(n), domain.Fact{OccurredOn: "2024-01-02", Event: domain.LandDelivered{Condition: "NET", Area: mu(30), ConfirmationNo: "1"}})
		}
		if started != "" {
			l.add(parcelNo(n), domain.Fact{OccurredOn: started, Event: domain.ConstructionStarted{Test: "PILES", VerifiedBy: []string{"甲"}}})
		}
	}
	l.add(parcelNo(3), domain.Fact{OccurredOn: "2024-01-06", Event: domain.ExitInitiated{ExitType: "E03", Ground: "协议", LegalBasis: "协议"}})
	apply(t, a, l.records, 10)
	got := ask(t, a, MetricQuery{Code: "M21", By: City, Per: Year})
	want := []string{ // at risk on day 10: three, for one left on day 5; on day 20 two, one of which is the last known day's
		"city 2024 CONTRACTED-BUILDING:MEDIAN = 20 (2/4) cover 0.5000 of 4, 2 known",
		"city 2024 CONTRACTED-BUILDING:P90 = – (2/4) cover 0.5000 of 4, 2 known",
	}
	if lines := apart(got, append(want, other(got, "CONTRACTED-BUILDING")...)); len(lines) > 0 {
		t.Error(strings.Join(lines, "\n"))
	}
}

// other are the lines that do not tell of a part.
func other(lines []string, part string) (others []string) {
	for _, line := range lines {
		if !strings.Contains(line, part) {
			others = append(others, line)
		}
	}
	return others
}

func TestConcentration(t *testing.T) {
	for _, tt := range []struct {
		name        string
		parcels     []holder
		gini, tenth domain.Decimal
	}{
		{"nobody", nil, "", ""},
		{"equal", []holder{{5, 10}, {10, 20}}, "0.0000", "10.0000"},
		{"half of the land makes all", []holder{{0, 10}, {10, 10}}, "0.5000", "55.0000"},
		{"nine tenths of the land make a tenth", []holder{{10, 90}, {90, 10}}, "0.8000", "90.0000"},
		{"a loss in total", []holder{{-10, 10}, {5, 10}}, "", ""},
	} {
		if g, l := gini(tt.parcels), lastTenth(tt.parcels); g != tt.gini || l != tt.tenth {
			t.Errorf("%s: got %q and %q, want %q and %q", tt.name, g, l, tt.gini, tt.tenth)
		}
	}
}

// The Gini of a Lorenz curve is half the mean difference of what land makes, over
// its mean: ½ Σᵢ Σⱼ |yᵢxⱼ − yⱼxᵢ| ÷ (X·Y).
func TestGiniIsTheMeanDifference(t *testing.T) {
	few(t, noTables, func(rt *rapid.T) {
		parcels := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) holder {
			return holder{rapid.Int64Range(0, 1000).Draw(t, "made"), rapid.Int64Range(1, 1000).Draw(t, "land")}
		}), 1, 12).Draw(rt, "parcels")
		sum, x, y := int64(0), int64(0), int64(0)
		for _, p := range parcels {
			x, y = x+p.land, y+p.made
			for _, q := range parcels {
				sum += max(p.made*q.land-q.made*p.land, q.made*p.land-p.made*q.land)
			}
		}
		want := domain.Decimal("")
		if y > 0 {
			want = domain.Decimal(big.NewRat(sum, 2*x*y).FloatString(4))
		}
		row := concentrationRow(&sums{land: big.NewInt(x)}, "GINI", parcels, gini)
		if row.Value != want {
			rt.Errorf("%v: got %s, want %s", parcels, row.Value, want)
		}
	})
}

func TestConcentrationOfStoredFigures(t *testing.T) {
	a := open(t)
	l := newLog(t)
	for n, made := range []int64{10, 90} {
		l.register(parcelNo(n), "2020-01-01", "120116", "C3670", mu([]int64{270, 30}[n]))
		l.operate(parcelNo(n), "2020-01-02", "C3670")
		l.report(parcelNo(n), "2025-01-10", reportOf{"甲公司", "2024", "CUMULATIVE", "FINAL", made * wan, made * wan})
	}
	apply(t, a, l.records, 10)
	q := MetricQuery{Code: "M23", By: City, Per: Year, From: 2024, To: 2024}
	expectRows(t, a, q, "city 2024 GINI = 0.8000 (–/–) cover 1.0000 of 2, 2 known", "city 2024 LAST_TENTH = 90.0000 (–/–) cover 1.0000 of 2, 2 known")
	q.For = inPublic
	expectRows(t, a, q, "city 2024 GINI withheld", "city 2024 LAST_TENTH withheld")
}

// Three years before the start are 1 万元/亩 in the mean, the third after the
// completion 3: a parcel of which a year is missing counts on neither side.
func TestRenewal(t *testing.T) {
	a := open(t)
	l := newLog(t)
	for n := range 2 {
		id := parcelNo(n)
		l.register(id, "2010-01-01", "120116", "C3670", mu(30))
		l.operate(id, "2010-01-02", "C3670")
		l.add(id, domain.Fact{OccurredOn: "2020-07-01", Event: domain.RedevelopmentStarted{Mode: "ZERO_LAND", Area: mu(30)}})
		l.add(id, domain.Fact{OccurredOn: "2020-09-01", Event: domain.RedevelopmentCompleted{}})
		for i, tax := range []int64{0, 30, 60} {
			l.report(id, "2024-02-02", reportOf{"甲公司", slot{2017 + i, 0}.period(), "CUMULATIVE", "FINAL", 1, tax * wan})
		}
		if n == 0 {
			l.report(id, "2024-03-01", reportOf{"甲公司", "2023", "CUMULATIVE", "FINAL", 1, 90 * wan})
		}
	}
	apply(t, a, l.records, 10)
	q := MetricQuery{Code: "M22", By: City, Per: Year}
	expectRows(t, a, q,
		"city 2023 BEFORE = 1.00 (–/–) cover 0.5000 of 2, 1 known", "city 2023 AFTER = 3.00 (–/–) cover 0.5000 of 2, 1 known",
		"city 2023 GAIN = 2.00 (–/–) cover 0.5000 of 2, 1 known", "city 2023 GAIN_PERCENT = 200.00 (–/–) cover 0.5000 of 2, 1 known")
	q.For = inPublic
	expectRows(t, a, q, "city 2023 BEFORE withheld", "city 2023 AFTER withheld", "city 2023 GAIN withheld", "city 2023 GAIN_PERCENT withheld")
}
