package analytics

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"taizhang/domain"
)

// differences lists where the answer and the oracle disagree.
func differences(t testing.TB, a *Analytics, o oracle) []string {
	t.Helper()
	got := make(map[string]string)
	answer, err := a.Efficiency(t.Context(), EfficiencyQuery{By: o.by, Per: o.per, District: o.district})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range answer.Rows {
		got[r.Group+" "+string(r.Period)] = r.text()
	}
	want := o.rows()
	var diff []string
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got[key] != want[key] {
			diff = append(diff, fmt.Sprintf("%s\n got  %s\n want %s", key, got[key], want[key]))
		}
	}
	for key := range got {
		if _, ok := want[key]; !ok {
			diff = append(diff, key+"\n got  "+got[key]+"\n want none")
		}
	}
	return diff
}

func TestEfficiencyAgreesWithASecondComputation(t *testing.T) {
	a := open(t)
	few(t, 5, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		l := newLog(t)
		l.open()
		l.random(choose, 1+choose(4), 1+choose(60))
		empty(rt, a)
		apply(t, a, l.records, 1+choose(len(l.records)))
		o := newOracle(l.histories, pickOf(choose, District, Industry), pickOf(choose, Quarter, Year))
		o.district = pickOf(choose, "", someDistricts[0])
		for _, d := range differences(t, a, o) {
			rt.Errorf("by %s per %s in %q: %s", o.by, o.per, o.district, d)
		}
	})
}

// mu is an area of n 亩 that is a whole number of 0.01 m² when n is a multiple of 3.
func mu(n int64) domain.Area { return domain.Area(n * 200_000 / 3) }

const (
	wan = 1_000_000      // 1 万元 in 分
	yi  = 10_000_000_000 // 1 亿元 in 分
)

// unequal is the example of domain reference 11.3 rule 1, and what the other
// mistakes need to show: 30 亩 with 10 万元/亩 and 270 亩 with 1 万元/亩.
func unequal(t testing.TB) *testLog {
	l := newLog(t)
	small, large, silent := parcelNo(1), parcelNo(2), parcelNo(3)
	for id, area := range map[domain.ParcelID]domain.Area{small: mu(30), large: mu(270), silent: mu(300)} {
		l.register(id, "2020-01-01", "120116", "C3670", area)
		l.operate(id, "2020-01-02", "C3670")
	}
	l.report(small, "2025-04-10", reportOf{"甲公司", "2025Q1", "CUMULATIVE", "FINAL", 300 * wan, 30 * wan})
	l.report(small, "2025-07-10", reportOf{"甲公司", "2025Q2", "CUMULATIVE", "INITIAL", 500 * wan, 60 * wan})
	l.report(small, "2025-08-10", reportOf{"甲公司", "2025Q2", "CUMULATIVE", "REVISED", 600 * wan, 60 * wan})
	l.report(small, "2025-09-10", reportOf{"甲公司", "2025Q2", "CUMULATIVE", "FINAL", 550 * wan, 60 * wan})
	l.report(large, "2025-04-10", reportOf{"乙公司", "2025Q1", "PERIOD", "FINAL", 270 * wan, -1})
	l.report(large, "2025-10-10", reportOf{"乙公司", "2025Q3", "CUMULATIVE", "FINAL", 900 * wan, 90 * wan})
	return l
}

func TestEfficiencyByHand(t *testing.T) {
	a := open(t)
	l := unequal(t)
	apply(t, a, l.records, 4)
	answer, err := a.Efficiency(t.Context(), EfficiencyQuery{By: District, Per: Quarter, From: 2025, To: 2025})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		// (300+270) 万元 on 300 亩, not the mean of 10 and 1; × 0.15; the silent half is not covered.
		"120116 2025Q1 output 570000000 1.90万元/亩 0.29亿元/km² n=2 cover=0.5000; tax 30000000 1.00万元/亩 0.15亿元/km² n=1 cover=0.0500; area 40000000 of 3",
		// 600-300: the revised report stands, though a final one was recorded later. The large one's second quarter is missing.
		"120116 2025Q2 output 300000000 10.00万元/亩 1.50亿元/km² n=1 cover=0.0500; tax 30000000 1.00万元/亩 0.15亿元/km² n=1 cover=0.0500; area 40000000 of 3",
		// A cumulative third quarter without a second has no value, not 900 and not 630.
		"120116 2025Q3 output -; tax -; area 40000000 of 3",
		"120116 2025Q4 output -; tax -; area 40000000 of 3",
	}
	for i, r := range answer.Rows {
		if got := r.Group + " " + string(r.Period) + " " + r.text(); got != want[i] {
			t.Errorf("got  %s\nwant %s", got, want[i])
		}
	}
	if len(answer.Rows) != len(want) || answer.Position != l.records[len(l.records)-1].Position {
		t.Errorf("got %d rows as known at %s, want %d at the head", len(answer.Rows), answer.Position, len(want))
	}
}

func TestUnits(t *testing.T) {
	a := open(t)
	l := newLog(t)
	id := parcelNo(1)
	l.register(id, "2020-01-01", "120116", "C3670", 100_000_000) // 1 km² = 1500 亩
	l.operate(id, "2020-01-02", "C3670")
	l.report(id, "2025-12-31", reportOf{"甲公司", "2024", "PERIOD", "FINAL", 40 * yi, 60 * yi})
	apply(t, a, l.records, 10)
	answer, err := a.Efficiency(t.Context(), EfficiencyQuery{By: Industry, Per: Year, From: 2024, To: 2024})
	if err != nil || len(answer.Rows) != 1 {
		t.Fatalf("got %v, %v, want one row", answer.Rows, err)
	}
	r := answer.Rows[0]
	if r.Group != "36" || r.OutputPerKm2 != "40.00" || r.OutputPerMu != "266.67" || r.TaxPerMu != "400.00" || r.TaxPerKm2 != "60.00" || r.OutputCoverage != "1.0000" {
		t.Errorf("got %+v, want 40 亿元/km² = 266.67 万元/亩 and 60 = 400", r)
	}
}

// Each mistake must be caught by the comparison that the property test makes.
func TestTheComparisonCatchesMistakes(t *testing.T) {
	a := open(t)
	l := unequal(t)
	apply(t, a, l.records, 100)
	honest := newOracle(l.histories, District, Quarter)
	if diff := differences(t, a, honest); len(diff) > 0 {
		t.Fatalf("without a mistake: %v", diff)
	}
	for _, mistake := range []string{meanOfRatios, notDifferenced, missingIsZero, firstWins, nullIsZero} {
		wrong := honest
		wrong.mistake = mistake
		if diff := differences(t, a, wrong); len(diff) == 0 {
			t.Errorf("%s is not caught", mistake)
		}
	}
}

func TestAsKnownAtAPosition(t *testing.T) {
	whole, part := open(t), open(t)
	few(t, 4, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		l := newLog(t)
		l.random(choose, 2, 2+choose(30))
		empty(rt, whole)
		empty(rt, part)
		n := 1 + choose(len(l.records)-1)
		apply(t, whole, l.records, len(l.records))
		apply(t, part, l.records[:n], n)
		q := EfficiencyQuery{By: Industry, Per: pickOf(choose, Quarter, Year)}
		now, err := part.Efficiency(t.Context(), q)
		if err != nil {
			rt.Fatal(err)
		}
		q.AsOf = l.records[n-1].Position
		then, err := whole.Efficiency(t.Context(), q)
		if err != nil {
			rt.Fatal(err)
		}
		if got, want := texts(then), texts(now); !slices.Equal(got, want) {
			rt.Errorf("as known at record %d of %d: got %q, want what was known then: %q", n, len(l.records), got, want)
		}
	})
}

func texts(e Efficiency) []string {
	out := []string{string(e.Position)}
	for _, r := range e.Rows {
		out = append(out, r.Group+" "+string(r.Period)+" "+r.text())
	}
	return out
}

func TestEventsBehindAFigure(t *testing.T) {
	a := open(t)
	l := newLog(t)
	id, other := parcelNo(1), parcelNo(2)
	for _, p := range []domain.ParcelID{id, other} {
		l.register(p, "2020-01-01", "120116", "C3670", mu(30))
		l.operate(p, "2020-01-02", "C3670")
	}
	first := l.report(id, "2025-04-10", reportOf{"甲公司", "2025Q1", "CUMULATIVE", "FINAL", 100, -1})
	second := l.report(id, "2025-07-10", reportOf{"甲公司", "2025Q2", "CUMULATIVE", "INITIAL", 250, 7})
	correction := l.correct(id, "2025-07-11", first, "/data/output", 100, 110)
	revised := l.report(id, "2025-07-12", reportOf{"甲公司", "2025Q2", "CUMULATIVE", "REVISED", 300, -1})
	elsewhere := l.report(other, "2025-07-12", reportOf{"甲公司", "2025Q1", "PERIOD", "REVISED", 1, -1})
	apply(t, a, l.records, 3)
	for _, tt := range []struct {
		period domain.Period
		want   []domain.EventID
	}{
		{"2025Q1", []domain.EventID{first, correction, elsewhere}},
		{"2025Q2", []domain.EventID{first, correction, revised}},
		{"2025Q3", nil},
	} {
		events, total, err := a.EfficiencyEvents(t.Context(), EventsQuery{EfficiencyQuery: EfficiencyQuery{By: District, Per: Quarter}, Group: "120116", Period: tt.period})
		if err != nil {
			t.Fatal(err)
		}
		var got []domain.EventID
		for _, e := range events {
			got = append(got, e.ID)
			if !e.Output || e.Tax || e.Data == "" || e.Officer != "张三" {
				t.Errorf("%s: got %+v, want an event behind the output alone", tt.period, e)
			}
		}
		if !slices.Equal(got, tt.want) || total != len(tt.want) {
			t.Errorf("%s: got %v of %d, want %v (second report %v)", tt.period, got, total, tt.want, second)
		}
	}
	bad := EventsQuery{EfficiencyQuery: EfficiencyQuery{By: District, Per: Quarter}, Group: "120116", Period: "2025"}
	if _, _, err := a.EfficiencyEvents(t.Context(), bad); err == nil {
		t.Error("a year was taken for a quarter")
	}
}
