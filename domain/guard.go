package domain

import (
	"fmt"
	"math/big"
)

var one = big.NewRat(1, 1)

// A guarded event checks itself against the history: it refuses what is
// impossible (rules of kind REFUSED), notes what is implausible (FINDING).
type guarded interface{ guard(d *decision) }

// guard checks the fact against the history.
func (d *decision) guard() {
	if d.row != nil && d.row.Finding != "" && !trial(d.f.Event) {
		d.find("/occurredOn", d.row.Finding)
	}
	if e, ok := d.f.Event.(guarded); ok {
		e.guard(d)
	}
}

// trial production may begin before acceptance.
func trial(e Event) bool {
	p, ok := e.(ProductionStarted)
	return ok && p.Trial
}

// over reports whether a exceeds b by more than percent.
func over(a, b Area, percent int64) bool { return int64(a)*100 > int64(b)*(100+percent) }

// apart reports whether a and b differ by more than percent of b.
func apart(a, b Area, percent int64) bool {
	return over(a, b, percent) || int64(a)*100 < int64(b)*(100-percent)
}

// String writes an area in m².
func (a Area) String() string { return hundredths(int64(a)) + " m²" }

// String writes money in yuan.
func (f Fen) String() string { return hundredths(int64(f)) + " 元" }

func hundredths(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

func versus[T fmt.Stringer](a, b T) string { return a.String() + " / " + b.String() }
