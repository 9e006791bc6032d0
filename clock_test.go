package taizhang

import (
	"fmt"
	"testing"
	"time"

	"taizhang/domain"
	"taizhang/eventstore/memory"
)

// Recorded time never goes back within a stream, wherever the clock jumps, also
// when the ledger was opened again before it. The facts are of a day before all
// of the jumps, for a ledger refuses one that by its clock has not come yet.
func TestClockJumps(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, jump := range []time.Time{
		start.Add(-time.Hour), start.Add(time.Hour), start.AddDate(-10, 0, 0), start.AddDate(10, 0, 0),
		time.Unix(0, 0).UTC(), time.Unix(1<<31, 0).UTC(), time.Date(2262, 4, 11, 23, 47, 17, 0, time.UTC),
	} {
		for _, again := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, opened again: %t", jump.Format(time.DateOnly), again), func(t *testing.T) {
				store := memory.New()
				l := newLedger(t, store)
				now := start
				l.now = func() time.Time { return now }
				opening := registration(6)
				opening.OccurredOn = "1969-03-01"
				id := identity(t, opening)
				if _, err := l.Record(t.Context(), id, "register", surveyor, opening); err != nil {
					t.Fatal(err)
				}
				last := start
				for i, at := range []time.Time{jump, start.Add(time.Minute)} {
					if now = at; again {
						l = newLedger(t, store)
						l.now = func() time.Time { return now }
					}
					got, err := l.Record(t.Context(), id, fmt.Sprint("k", i), surveyor, issue("1969-04-01", i))
					if err != nil {
						t.Fatal(err)
					}
					if recorded := got.Events[0].RecordedAt; recorded.Before(last) || recorded.Before(at) {
						t.Errorf("recorded at %v with the clock at %v, after %v", recorded, at, last)
					} else {
						last = recorded
					}
				}
			})
		}
	}
}

func issue(day domain.Date, n int) domain.Fact {
	return domain.Fact{OccurredOn: day, Event: domain.IssueRaised{IssueID: fmt.Sprint("issue-", n), Class: "TITLE", Description: "证载面积与现状不符", Level: "DISTRICT", LeadDepartment: "PNR"}}
}
