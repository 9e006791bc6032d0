package analytics

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// inPublic is who has the public view, of all land; inside the internal one.
var (
	inPublic = Audience{domain.ViewPublic, domain.Everywhere}
	inside   = Audience{domain.ViewInternal, domain.Everywhere}
)

// A reach is answered as if no other parcel were there: the answer to who sees part of
// the land is the answer over a log of that part. The district that counts is today's.
func TestAReachIsAnsweredAsIfThereWereNoOtherLand(t *testing.T) {
	whole, part := open(t), open(t)
	few(t, 3, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		l := newLog(t)
		l.lives(choose, 3+choose(3))
		for _, id := range l.order {
			if choose(2) == 0 {
				l.correct(id, "2026-06-01", l.histories[id][0].ID, "/data/parkCode", nil, "P1")
			}
		}
		here := domain.Scope{District: pickOf(choose, someDistricts...), Park: pickOf(choose, "", "P1")}
		reach := domain.Reach{Level: "DISTRICT", Scope: here}
		if here.Park != "" {
			reach.Level = "PARK"
		}
		l.register(parcelNo(90), "2020-01-01", here.District, "C3670", mu(30))
		l.correct(parcelNo(90), "2026-12-31", l.histories[parcelNo(90)][0].ID, "/data/parkCode", nil, "P1") // the last day, for both
		empty(rt, whole)
		empty(rt, part)
		apply(t, whole, l.records, len(l.records))
		seen := l.within(reach)
		apply(t, part, seen, len(seen))
		auditor := Audience{domain.ViewAuditor, reach}
		for _, by := range []By{District, Industry} {
			q := EfficiencyQuery{By: by, Per: pickOf(choose, Quarter, Year)}
			want := efficiencyLines(rt, part, q)
			if q.For = auditor; !slices.Equal(efficiencyLines(rt, whole, q), want) {
				rt.Errorf("efficiency by %s within %v: got %q, want %q", by, reach, efficiencyLines(rt, whole, q), want)
			}
		}
		for _, m := range domain.Metrics() {
			q := MetricQuery{Code: m.Code, By: pickOf(choose, District, Industry, City), Per: Year}
			want := metricLines(rt, part, q)
			q.For = auditor
			for _, line := range apart(metricLines(rt, whole, q), want) {
				rt.Errorf("%s by %s within %v: %s", m.Code, q.By, reach, line)
			}
		}
	})
}

// within are the records of the parcels that lie within a reach at the end.
func (l *testLog) within(reach domain.Reach) []eventstore.Record {
	return slices.DeleteFunc(slices.Clone(l.records), func(r eventstore.Record) bool {
		id, is := domain.ParcelOf(r.Stream)
		return is && !reach.Covers(domain.LoadHistory(slices.Clone(l.histories[id])).Parcel().Place())
	})
}

func efficiencyLines(t rapid.TB, a *Analytics, q EfficiencyQuery) []string {
	answer, err := a.Efficiency(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return texts(answer)[1:]
}

func metricLines(t rapid.TB, a *Analytics, q MetricQuery) (lines []string) {
	answer, err := a.Metric(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range answer.Rows {
		lines = append(lines, r.text())
	}
	return lines
}

// Who has no place, or one without a district, sees no land.
func TestNoReachIsNoLand(t *testing.T) {
	a := open(t)
	l := newLog(t)
	l.register(parcelNo(1), "2020-01-01", "", "C3670", mu(30))
	l.operate(parcelNo(1), "2020-01-02", "C3670")
	apply(t, a, l.records, 9)
	for _, reach := range []domain.Reach{{}, {Level: "DISTRICT"}, {Level: "PARK"}, {Level: "CITY' OR '1'='1", Scope: domain.Scope{District: "x"}}} {
		got := efficiencyLines(t, a, EfficiencyQuery{By: Industry, Per: Year, For: Audience{domain.ViewAuditor, reach}})
		if len(got) > 0 {
			t.Errorf("%+v: got %q, want nothing", reach, got)
		}
	}
}

// A population is enterprises that report a year's tax, each on one parcel.
type population struct {
	unknowns []unknown
	tax      []int64 // powers of two: a sum tells which are in it
}

func (l *testLog) population(choose chooser, firms int) (p population) {
	for n := range firms {
		district, industry := pickOf(choose, someDistricts...), pickOf(choose, someIndustries...)
		id, firm := parcelNo(n), fmt.Sprint("企业", choose(firms))
		l.register(id, "2020-01-01", district, industry, mu(30))
		l.operate(id, "2020-01-02", industry)
		if choose(2) == 0 {
			l.add(id, domain.Fact{OccurredOn: "2021-01-01", Backfill: true, Event: domain.ParcelSurveyed{SurveyYear: 2021, ActualUsedArea: mu(30)}})
		}
		report := reportOf{firm, "2024", "CUMULATIVE", "FINAL", 0, wan << n}.event()
		if choose(2) == 0 {
			report.EnergyTCE = "1"
		}
		l.add(id, domain.Fact{OccurredOn: "2025-01-10", Event: report})
		p.unknowns = append(p.unknowns, unknown{string(district), string(industry[1:3]), firm})
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

// everySum asks all that may be asked about tax in a year, and returns the sums told.
func (p population) everySum(t rapid.TB, a *Analytics, who Audience) (sums []sumOf) {
	for _, district := range append([]domain.District{""}, someDistricts...) {
		for _, by := range []By{City, District, Industry} {
			for code, bases := range map[domain.MetricCode][]domain.LandBase{"M01": {domain.OperatingLand, domain.SuppliedLand, domain.UsedLand}, "M09": {""}, "M22": {""}, "M23": {""}} {
				for _, base := range bases {
					answer, err := a.Metric(context.Background(), MetricQuery{Code: code, By: by, Per: Year, From: 2024, To: 2024, District: district, Base: base, For: who})
					if err != nil {
						t.Fatal(err)
					}
					for _, r := range answer.Rows {
						if r.Numerator != "" {
							sums = append(sums, p.ofShown(t, r.Numerator))
						} else if r.Value != "" && (code != "M23" || r.Part == "LAST_TENTH") {
							t.Fatalf("%s by %s: a value of tax without its sum: %+v", code, by, r)
						}
					}
				}
			}
			sums = append(sums, p.everyEfficiency(t, a, who, by, district)...)
		}
	}
	return sums
}

func (p population) everyEfficiency(t rapid.TB, a *Analytics, who Audience, by By, district domain.District) (sums []sumOf) {
	if by == City {
		return nil
	}
	for _, per := range []Per{Year, Quarter} {
		answer, err := a.Efficiency(context.Background(), EfficiencyQuery{By: by, Per: per, From: 2024, To: 2024, District: district, For: who})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range answer.Rows {
			switch {
			case r.Tax != nil:
				sums = append(sums, p.ofShown(t, domain.Decimal(fmt.Sprint(int64(*r.Tax)/wan))))
			case r.TaxPerMu != "" || r.TaxPerKm2 != "":
				t.Fatalf("a ratio without its sum: %+v", r)
			}
		}
	}
	return sums
}

// Whoever asks everything that the routes answer about tax, and solves for it, learns
// nothing of fewer than three enterprises; who sees restricted figures learns it all,
// by the same questions, so the attack is one.
func TestNoQueriesIsolateFewerThanThreeEnterprises(t *testing.T) {
	a := open(t)
	told, isolatedAll := 0, 0
	few(t, 3, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		l := newLog(t)
		p := l.population(choose, 4+choose(8))
		empty(rt, a)
		apply(t, a, l.records, len(l.records))
		for _, who := range []Audience{inside, inPublic} {
			sums := p.everySum(rt, a, who)
			told += len(sums)
			if groups := isolated(sums, p.unknowns); len(groups) > 0 {
				rt.Errorf("%v told %v\nisolated %v", p.unknowns, sums, groups)
			}
		}
		isolatedAll += len(isolated(p.everySum(rt, a, Audience{domain.ViewRestricted, domain.Everywhere}), p.unknowns))
	})
	if told == 0 || isolatedAll == 0 {
		t.Errorf("%d sums told, %d groups isolated by who sees all: the attack shows nothing", told, isolatedAll)
	}
}
