package analytics

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// inPublic is who has the public view, of all land; inside the internal one.
var (
	inPublic = Audience{View: domain.ViewPublic, Reach: domain.Everywhere}
	inside   = Audience{View: domain.ViewInternal, Reach: domain.Everywhere}
)

// A reach is answered as if no other parcel were there: the answer to who sees part of
// the land is the answer over a log of that part. The district that counts is today's.
func TestAReachIsAnsweredAsIfThereWereNoOtherLand(t *testing.T) {
	whole, part := open(t), open(t)
	turn := 0
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
		auditor := Audience{View: domain.ViewAuditor, Reach: reach}
		for _, by := range []By{District, Industry} {
			q := EfficiencyQuery{By: by, Per: pickOf(choose, Quarter, Year)}
			want := efficiencyLines(rt, part, q)
			if q.For = auditor; !slices.Equal(efficiencyLines(rt, whole, q), want) {
				rt.Errorf("efficiency by %s within %v: got %q, want %q", by, reach, efficiencyLines(rt, whole, q), want)
			}
		}
		turn++
		for i, m := range domain.Metrics() {
			if i%3 != turn%3 {
				continue // of every three cases, each metric is asked in one
			}
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
		got := efficiencyLines(t, a, EfficiencyQuery{By: Industry, Per: Year, For: Audience{View: domain.ViewAuditor, Reach: reach}})
		if len(got) > 0 {
			t.Errorf("%+v: got %q, want nothing", reach, got)
		}
	}
}
