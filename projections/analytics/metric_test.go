package analytics

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taizhang/domain"
)

// text writes a row as the tests state it.
func (r MetricRow) text() string {
	if r.Withheld {
		return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s withheld", r.Group, r.Period, r.Part)), " ")
	}
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s = %s (%s/%s) cover %s of %d, %d known",
		r.Group, r.Period, r.Part, or(r.Value), or(r.Numerator), or(r.Denominator), or(r.Coverage), r.Cases, r.Known)), " ")
}

func or(d domain.Decimal) domain.Decimal {
	if d == "" {
		return "–"
	}
	return d
}

func ask(t testing.TB, a *Analytics, q MetricQuery) []string {
	t.Helper()
	answer, err := a.Metric(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range answer.Rows {
		lines = append(lines, r.text())
	}
	return lines
}

func expectRows(t *testing.T, a *Analytics, q MetricQuery, want ...string) {
	t.Helper()
	got := ask(t, a, q)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s by %s %s:\n got  %s\n want %s", q.Code, q.By, q.Base, strings.Join(got, "\n      "), strings.Join(want, "\n      "))
	}
}

func TestEveryMetricAnswers(t *testing.T) {
	a := open(t)
	l := newLog(t)
	l.random(seeded(5), 6, 200)
	apply(t, a, l.records, 50)
	here := Audience{View: domain.ViewAuditor, Reach: domain.Reach{Level: "DISTRICT", Scope: domain.Scope{District: someDistricts[0]}}}
	for _, m := range domain.Metrics() {
		queries := []MetricQuery{{By: Industry, For: here}, {By: City, For: inPublic}}
		for _, base := range append(slices.Clone(m.Bases), "")[:max(1, len(m.Bases))] {
			queries = append(queries, MetricQuery{By: District, Base: base})
		}
		for _, q := range queries {
			q.Code, q.Per = m.Code, Year
			if _, err := a.Metric(t.Context(), q); err != nil {
				t.Errorf("%+v: %v", q, err)
			}
		}
	}
}

func TestMetricRefusesWhatItCannotAnswer(t *testing.T) {
	a := open(t)
	for _, q := range []MetricQuery{
		{Code: "M25", By: City, Per: Year}, {Code: "M01", By: "park", Per: Year}, {Code: "M01", By: City, Per: "month"},
		{Code: "M17", By: City, Per: Quarter}, {Code: "M01", By: City, Per: Year, Base: "all"}, {Code: "M07", By: City, Per: Year, Base: domain.UsedLand},
	} {
		if _, err := a.Metric(t.Context(), q); !errors.Is(err, domain.ErrInvalid) {
			t.Errorf("%+v: got %v, want ErrInvalid", q, err)
		}
	}
}

// oracleScales turn the stored units of both sides into the metric's unit, by the
// definitions of the field: 1 万元 is 10^6 分, 1 亩 is 2000/3 m².
var oracleScales = map[domain.MetricCode]*big.Rat{
	"M01": big.NewRat(1, 15), "M02": big.NewRat(1, 15), "M03": big.NewRat(1, 15), "M04": big.NewRat(1, 15), "M05": big.NewRat(1, 100), "M06": big.NewRat(1, 15),
	"M07": big.NewRat(12, 1_000_000), "M08": big.NewRat(10_000, 1_000_000), "M09": big.NewRat(10_000, 1_000_000), "M10": big.NewRat(1, 1_000_000), "M11": big.NewRat(100, 1),
	"M12": big.NewRat(1_000_000, 12*15), "M13": big.NewRat(1, 1), "M14": big.NewRat(100, 1), "M15": big.NewRat(100, 1), "M16": big.NewRat(100, 1), "M17": big.NewRat(100, 1), "M18": big.NewRat(100, 1),
	"M19": big.NewRat(100, 1), "M20": big.NewRat(100, 1), "M24": big.NewRat(100, 1),
}

func TestMetricsAgreeWithASecondComputation(t *testing.T) {
	a := open(t)
	few(t, 5, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		l := newLog(t)
		l.lives(choose, 1+choose(4))
		empty(rt, a)
		apply(t, a, l.records, 1+choose(len(l.records)))
		expect(rt, a, l.records)
		by := pickOf(choose, District, Industry, City)
		o := newMetricOracle(l.histories, by)
		for range 5 {
			m := pickOf(choose, domain.Metrics()...)
			if scale := oracleScales[m.Code]; scale != nil {
				agree(rt, a, o, m, scale, by)
			}
		}
	})
}

func agree(t rapid.TB, a *Analytics, o *metricOracle, m domain.Metric, scale *big.Rat, by By) {
	for _, base := range append(slices.Clone(m.Bases), "")[:max(1, len(m.Bases))] {
		answer, err := a.Metric(context.Background(), MetricQuery{Code: m.Code, By: by, Per: Year, Base: base})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range answer.Rows {
			line := fmt.Sprintf("%s %s %s = %s cover %s of %d, %d known", r.Group, r.Period, r.Part, or(r.Value), or(r.Coverage), r.Cases, r.Known)
			got = append(got, strings.Join(strings.Fields(line), " "))
		}
		slices.Sort(got)
		want := o.rows(m, base).text(m, scale)
		for _, line := range apart(got, want) {
			t.Errorf("%s by %s on %q: %s", m.Code, by, base, line)
		}
	}
}

// apart lists the lines that only one side has.
func apart(got, want []string) (lines []string) {
	extra, missing := changes(got, want)
	for _, line := range extra {
		lines = append(lines, "got "+line)
	}
	for _, line := range missing {
		lines = append(lines, "want "+line)
	}
	return lines
}

// A parcel that enters or leaves within the year counts by its days: 30 亩 from 1
// July 2025 are 184 ÷ 365 of them, 30 亩 until 1 July 2024 are 182 ÷ 366.
func TestMetricsWeighLandByItsDays(t *testing.T) {
	a := open(t)
	l := newLog(t)
	in, out := parcelNo(1), parcelNo(2)
	for _, id := range []domain.ParcelID{in, out} {
		l.register(id, "2020-01-01", "120116", "C3670", mu(30))
	}
	l.operate(in, "2025-07-01", "C3670")
	l.operate(out, "2023-01-01", "C3670")
	l.add(out, domain.Fact{OccurredOn: "2024-07-01", Event: domain.ExitInitiated{ExitType: "E01", Ground: "协议", LegalBasis: "协议"}})
	l.report(in, "2026-01-10", reportOf{"甲公司", "2025", "CUMULATIVE", "FINAL", 365 * wan, 184 * wan})
	l.report(out, "2025-01-10", reportOf{"乙公司", "2024", "CUMULATIVE", "FINAL", 366 * wan, 0})
	apply(t, a, l.records, 3)
	expectRows(t, a, MetricQuery{Code: "M01", By: City, Per: Year, From: 2024, To: 2025},
		"city 2024 = 0.00 (0.00/14.92) cover 1.0000 of 1, 1 known",
		"city 2025 = 12.17 (184.00/15.12) cover 1.0000 of 1, 1 known") // 184 ÷ (30 × 184/365)
	expectRows(t, a, MetricQuery{Code: "M02", By: City, Per: Year, From: 2024, To: 2025},
		"city 2024 = 24.53 (366.00/14.92) cover 1.0000 of 1, 1 known", // 366 ÷ (30 × 182/366)
		"city 2025 = 24.13 (365.00/15.12) cover 1.0000 of 1, 1 known")
}

// What is not reported is no value; what is reported as zero is zero; what covers
// too little says so.
func TestMetricsTellNothingFromZero(t *testing.T) {
	a := open(t)
	l := unequal(t)
	apply(t, a, l.records, 4)
	quarter := func(code domain.MetricCode) MetricQuery {
		return MetricQuery{Code: code, By: District, Per: Quarter, From: 2025, To: 2025}
	}
	expectRows(t, a, quarter("M01"),
		"120116 2025Q1 = 1.00 (30.00/30.00) cover 0.0500 of 3, 1 known",
		"120116 2025Q2 = 1.00 (30.00/30.00) cover 0.0500 of 3, 1 known", // 60 − 30
		"120116 2025Q3 = – (–/–) cover 0.0000 of 3, 0 known",            // cumulative without the quarter before
		"120116 2025Q4 = – (–/–) cover 0.0000 of 3, 0 known")
	expectRows(t, a, MetricQuery{Code: "M10", By: District, Per: Year, From: 2025, To: 2025}, "120116 2025 = – (–/–) cover 0.0000 of 3, 0 known")
	l.report(parcelNo(3), "2025-10-12", reportOf{"丙公司", "2025Q1", "PERIOD", "FINAL", 0, 0})
	apply(t, a, l.records[len(l.records)-1:], 1)
	expectRows(t, a, quarter("M01"),
		"120116 2025Q1 = 0.09 (30.00/330.00) cover 0.5500 of 3, 2 known", // a halted plant reports zero and counts
		"120116 2025Q2 = 1.00 (30.00/30.00) cover 0.0500 of 3, 1 known",
		"120116 2025Q3 = – (–/–) cover 0.0000 of 3, 0 known",
		"120116 2025Q4 = – (–/–) cover 0.0000 of 3, 0 known")
}

// Who is not shown single enterprises gets no figure of one or two of them: one on
// several parcels is one, and one without a code may be any of the others.
func TestMetricsWithholdSmallCells(t *testing.T) {
	a := open(t)
	l := newLog(t)
	public := MetricQuery{Code: "M01", By: City, Per: Year, From: 2024, To: 2024, For: inPublic}
	for n, tt := range []struct {
		code domain.USCC
		want string
	}{
		{someCode(1), "withheld"}, {someCode(2), "withheld"}, {someCode(1), "withheld"}, {"", "withheld"}, {someCode(3), "= 1.00 (150.00/150.00) cover 1.0000 of 5, 5 known"},
	} {
		before := len(l.records)
		l.register(parcelNo(n), "2020-01-01", "120116", "C3670", mu(30))
		l.operate(parcelNo(n), "2020-01-02", "C3670")
		report := reportOf{fmt.Sprint("企业", n), "2024", "CUMULATIVE", "FINAL", 30 * wan, 30 * wan}.event()
		report.Enterprise.USCC = tt.code
		l.add(parcelNo(n), domain.Fact{OccurredOn: "2025-01-10", Event: report})
		apply(t, a, l.records[before:], 10)
		expectRows(t, a, public, "city 2024 "+tt.want)
		whole := public
		whole.For = Audience{}
		expectRows(t, a, whole, fmt.Sprintf("city 2024 = 1.00 (%[1]d.00/%[1]d.00) cover 1.0000 of %[2]d, %[2]d known", 30*(n+1), n+1))
	}
}

// Land not yet in production stands below the figure of supplied land in full; land
// that did not report stands nowhere and lowers the coverage.
func TestMetricsOverSuppliedAndUsedLand(t *testing.T) {
	a := open(t)
	l := newLog(t)
	works, builds, silent := parcelNo(1), parcelNo(2), parcelNo(3)
	for _, id := range []domain.ParcelID{works, builds, silent} {
		l.register(id, "2020-01-01", "120116", "C3670", mu(30))
	}
	l.add(builds, domain.Fact{OccurredOn: "2023-01-01", Backfill: true, Event: domain.GrantContractSigned{Method: "LISTING", Area: mu(30)}})
	l.operate(works, "2020-01-02", "C3670")
	l.operate(silent, "2020-01-02", "C3670")
	l.add(works, domain.Fact{OccurredOn: "2021-01-01", Backfill: true, Event: domain.ParcelSurveyed{SurveyYear: 2021, ActualUsedArea: mu(45), LeasedInArea: mu(30), LeasedOutArea: mu(15)}})
	l.report(works, "2025-01-10", reportOf{"甲公司", "2024", "CUMULATIVE", "FINAL", 30 * wan, 90 * wan})
	apply(t, a, l.records, 10)
	q := func(base domain.LandBase) MetricQuery {
		return MetricQuery{Code: "M01", By: City, Per: Year, From: 2024, To: 2024, Base: base}
	}
	expectRows(t, a, q(domain.OperatingLand), "city 2024 = 3.00 (90.00/30.00) cover 0.5000 of 2, 1 known")
	expectRows(t, a, q(domain.SuppliedLand), "city 2024 = 1.50 (90.00/60.00) cover 0.6667 of 2, 1 known")
	expectRows(t, a, q(domain.UsedLand), "city 2024 = 2.00 (90.00/45.00) cover 0.5000 of 2, 1 known")
}
