package accesslog

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"taizhang/eventstore/memory"
)

// A flood of refusals becomes few entries, and every one of them is counted: of one
// source, of as many as there are, and of who is known at the same time.
func TestAFloodIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(memory.New(), nil)
		defer l.Close()
		const strangers, known = 20_000, 40
		for n := range strangers {
			e := Entry{Source: fmt.Sprintf("10.0.%d.%d", n/200%50, n%200), Rule: "unauthorized", Route: "GET /x"}
			if n < strangers/2 {
				e.Source = "10.1.1.1"
			}
			l.Refused(t.Context(), e)
		}
		for range known {
			l.Refused(t.Context(), Entry{Principal: "zhang.san", Source: "10.2.2.2", Rule: "access.view", Route: "GET /y"})
		}
		time.Sleep(time.Second)
		synctest.Wait()
		lines := all(t, l, Filter{Outcome: Denied}, 500)
		if times(lines) != strangers+known || len(lines) > deniedsMax+sourcesMax+deniedMax+2 {
			t.Errorf("%d refusals in %d entries, want %d in few", times(lines), len(lines), strangers+known)
		}
		his, single := all(t, l, Filter{Principal: "zhang.san"}, 500), 0
		for _, line := range his {
			if line.Route != "" {
				single++
			}
		}
		if times(his) != known || single != deniedMax {
			t.Errorf("of who is known: %d in %d entries, %d one by one; want %d, %d one by one", times(his), len(his), single, known, deniedMax)
		}
	})
}

// However many are refused in a day, so many are written and no more.
func TestADayOfRefusals(t *testing.T) {
	l := newLimiter()
	written := 0
	noon := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	day := func(from time.Time) {
		for second := range 4 * 3600 {
			for n := range 60 {
				apart, single := l.take(fmt.Sprint("10.0.0.", n%60), from.Add(time.Duration(second)*time.Second))
				if single && !apart {
					t.Fatal("one that is not told apart is written by itself")
				}
				if single {
					written++
				}
			}
		}
	}
	day(noon)
	if written == 0 || written > deniedDayMax {
		t.Errorf("%d were written in a day", written)
	}
	if apart, single := l.take("10.9.9.9", noon.Add(5*time.Hour)); apart || single {
		t.Error("beyond the day's number a source is told apart")
	}
	if apart, single := l.take("10.9.9.9", noon.Add(24*time.Hour)); !apart || !single {
		t.Error("the next day begins with the former one's number")
	}
}
