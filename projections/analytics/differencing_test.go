package analytics

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taizhang/domain"
)

// A population is enterprises that report a year's tax, each on one parcel.
type population struct {
	unknowns []unknown
	tax      []int64 // in 万元: powers of two, so that a sum tells which are in it
}

func someCode(n int) domain.USCC { return domain.USCC(fmt.Sprintf("911200000000000%03d", n)) }

// population records firms parcels; the tax of each is a power of two, times a number.
func (l *testLog) population(choose chooser, firms int, times int64) (p population) {
	for n := range firms {
		district, industry := pickOf(choose, someDistricts...), pickOf(choose, someIndustries...)
		id, firm := parcelNo(n), someCode(choose(firms))
		l.register(id, "2020-01-01", district, industry, mu(30))
		l.operate(id, "2020-01-02", industry)
		if choose(2) == 0 {
			l.add(id, domain.Fact{OccurredOn: "2021-01-01", Backfill: true, Event: domain.ParcelSurveyed{SurveyYear: 2021, ActualUsedArea: mu(30)}})
		}
		report := reportOf{"企业", "2024", "CUMULATIVE", "FINAL", 0, times * wan << n}.event()
		report.Enterprise.USCC = firm
		if choose(2) == 0 {
			report.EnergyTCE = "1"
		}
		l.add(id, domain.Fact{OccurredOn: "2025-01-10", Event: report})
		p.unknowns = append(p.unknowns, unknown{string(district), string(industry[1:3]), string(firm)})
		p.tax = append(p.tax, 1<<n)
	}
	return p
}

// ofShown reads from an amount in 万元 which figures are in it.
func (p population) ofShown(t rapid.TB, amount domain.Decimal) sumOf {
	var n int64
	if _, err := fmt.Sscan(strings.TrimSuffix(string(amount), ".00"), &n); err != nil {
		t.Fatal(err)
	}
	sum := make(sumOf, len(p.tax))
	for i, tax := range p.tax {
		sum[i] = n&tax != 0
	}
	return sum
}

// taxQuestions are all that may be asked about the tax of a year: the denominators, the
// cuts by city, district and industry, in the city and in a district, year and quarter.
func taxQuestions(district domain.District) (metrics []MetricQuery, tables []EfficiencyQuery) {
	bases := map[domain.MetricCode][]domain.LandBase{"M01": {domain.OperatingLand, domain.SuppliedLand, domain.UsedLand}, "M09": {""}, "M22": {""}, "M23": {""}}
	for _, by := range []By{City, District, Industry} {
		for _, code := range []domain.MetricCode{"M01", "M09", "M22", "M23"} {
			if by != City && (code == "M22" || code == "M23") {
				continue // by whatever, they are not released
			}
			for _, base := range bases[code] {
				metrics = append(metrics, MetricQuery{Code: code, By: by, Per: Year, From: 2024, To: 2024, Base: base})
			}
		}
		for _, d := range someDistricts {
			metrics = append(metrics, MetricQuery{Code: "M01", By: by, Per: Year, From: 2024, To: 2024, District: d})
		}
		metrics = append(metrics, MetricQuery{Code: "M01", By: by, Per: Quarter, From: 2024, To: 2024}, MetricQuery{Code: "M09", By: by, Per: Year, From: 2024, To: 2024, District: district})
		if by == City {
			continue
		}
		for _, per := range []Per{Year, Quarter} {
			tables = append(tables, EfficiencyQuery{By: by, Per: per, From: 2024, To: 2024}, EfficiencyQuery{By: by, Per: per, From: 2024, To: 2024, District: district})
		}
	}
	return metrics, tables
}

// everySum asks everything and returns the sums told. Who sees all is asked the sums
// alone: what else he is shown is no secret.
func (p population) everySum(t rapid.TB, a *Analytics, who Audience, district domain.District) (sums []sumOf) {
	metrics, tables := taxQuestions(district)
	all := who.shows(domain.SumTaxPaid)
	for _, q := range metrics {
		if all && (q.Code != "M01" || q.Base != "" || q.Per == Quarter) {
			continue
		}
		q.For = who
		for _, r := range metricAnswer(t, a, q) {
			if r.Numerator != "" {
				sums = append(sums, p.ofShown(t, r.Numerator))
			} else if r.Value != "" && r.Part != "GINI" {
				t.Fatalf("%s by %s: a value of tax without its sum: %+v", q.Code, q.By, r)
			}
		}
	}
	for _, q := range tables {
		if all {
			break
		}
		q.For = who
		for _, r := range efficiencyAnswer(t, a, q) {
			if r.Tax != nil {
				sums = append(sums, p.ofShown(t, domain.Decimal(fmt.Sprint(int64(*r.Tax)/wan))))
			} else if r.TaxPerMu != "" || r.TaxPerKm2 != "" {
				t.Fatalf("a ratio without its sum: %+v", r)
			}
		}
	}
	return sums
}

func metricAnswer(t rapid.TB, a *Analytics, q MetricQuery) []MetricRow {
	answer, err := a.Metric(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Rows
}

func efficiencyAnswer(t rapid.TB, a *Analytics, q EfficiencyQuery) []EfficiencyRow {
	answer, err := a.Efficiency(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Rows
}

// Whoever asks everything that the routes answer about tax, and solves for it, learns
// nothing of fewer than three enterprises; who sees restricted figures learns it all,
// by the same questions, so the attack is one.
func TestNoQueriesIsolateFewerThanThreeEnterprises(t *testing.T) {
	a := open(t)
	told, isolatedAll := 0, 0
	few(t, 1, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		l := newLog(t)
		p := l.population(choose, 6+choose(6), 1)
		empty(rt, a)
		apply(t, a, l.records, len(l.records))
		district := pickOf(choose, someDistricts...)
		sums := p.everySum(rt, a, pickOf(choose, inside, inPublic), district)
		told += len(sums)
		if groups := isolated(sums, p.unknowns); len(groups) > 0 {
			rt.Errorf("%v told %v\nisolated %v", p.unknowns, sums, groups)
		}
		isolatedAll += len(isolated(p.everySum(rt, a, Audience{View: domain.ViewRestricted, Reach: domain.Everywhere}, district), p.unknowns))
	})
	if isolatedAll == 0 {
		t.Errorf("%d sums told, none isolates for who sees all: the attack shows nothing", told)
	}
}

// What is shown of a figure that is withheld is the same whatever the figure: coverages,
// counts, the events behind it and the other metrics tell nothing of it. Two logs with
// the same reports and other taxes differ in the sums that are released, and there alone.
func TestWithheldAnswersDoNotDependOnTheFigures(t *testing.T) {
	one, other := open(t), open(t)
	for i, a := range []*Analytics{one, other} {
		l := newLog(t)
		l.population(seeded(7), 12, []int64{1, 3}[i])
		apply(t, a, l.records, len(l.records))
	}
	metrics, tables := taxQuestions(someDistricts[0])
	for _, m := range []domain.MetricCode{"M02", "M15", "M16", "M24"} {
		metrics = append(metrics, MetricQuery{Code: m, By: District, Per: Year, From: 2024})
	}
	withheldRows, released := 0, 0
	for _, q := range metrics {
		q.For = inside
		x, y := metricAnswer(t, one, q), metricAnswer(t, other, q)
		if len(x) != len(y) {
			t.Fatalf("%+v: %d rows and %d", q, len(x), len(y))
		}
		for i := range x {
			switch {
			case x[i] == y[i] && x[i].Withheld:
				withheldRows++
			case x[i] != y[i]:
				released++
				x[i].Value, x[i].Numerator, y[i].Value, y[i].Numerator = "", "", "", ""
			}
			if x[i] != y[i] {
				t.Errorf("%+v:\n%+v\n%+v", q, x[i], y[i])
			}
		}
	}
	for _, q := range tables {
		q.For = inside
		x, y := efficiencyAnswer(t, one, q), efficiencyAnswer(t, other, q)
		for _, rows := range [][]EfficiencyRow{x, y} {
			for i := range rows {
				if rows[i].TaxWithheld == (rows[i].Tax != nil) && rows[i].TaxReporting > 0 {
					t.Errorf("neither shown nor withheld: %+v", rows[i])
				}
				rows[i].withhold(domain.SumTaxPaid)
				rows[i].TaxWithheld, rows[i].Output = false, nil
			}
		}
		if !slices.Equal(x, y) {
			t.Errorf("%+v:\n%+v\n%+v", q, x, y)
		}
	}
	if withheldRows == 0 || released == 0 {
		t.Errorf("%d rows withheld, %d released: nothing was compared", withheldRows, released)
	}
}
