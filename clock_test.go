package taizhang

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"taizhang/domain"
	"taizhang/eventstore/memory"
)

// Recorded time never goes back within a stream, wherever the clock jumps, also
// when the ledger was opened again before it.
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
				id := registered(t, l, 6)
				last := start
				for i, at := range []time.Time{jump, start.Add(time.Minute)} {
					if now = at; again {
						l = newLedger(t, store)
						l.now = func() time.Time { return now }
					}
					got, err := l.Record(t.Context(), id, fmt.Sprint("k", i), surveyor, survey("2024-04-01"))
					if errors.Is(err, domain.ErrRefused) && at.Before(time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)) {
						continue // by this clock the survey has not happened yet
					}
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
