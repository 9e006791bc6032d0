package domain

import "math/big"

// derive sets the fields that the ledger computes.
func (d *decision) derive() {
	switch e := d.f.Event.(type) {
	case BreachFound:
		e.Shortfall = shortfall(e.Target, e.Actual)
		d.f.Event = e
	case ExitInitiated:
		e.PreviousStage = d.p.Stage
		d.f.Event = e
	case ReturnedToSupply:
		if d.p.Exit != nil && d.p.Exit.VacatedOn != "" {
			e.DaysSinceVacated = d.p.Exit.VacatedOn.DaysUntil(d.f.OccurredOn)
		}
		d.f.Event = e
	case ParcelRegistered:
		for _, n := range e.SourceNotes {
			d.findings = append(d.findings, Finding{Rule: "source." + n.Reason, Path: "/data/sourceNotes", Detail: n.Column + "：" + n.Value})
		}
	}
}

// withoutDerived clears what derive sets, for checking a recorded event again as
// a request.
func withoutDerived(e Event) Event {
	switch e := e.(type) {
	case BreachFound:
		e.Shortfall = ""
		return e
	case ExitInitiated:
		e.PreviousStage = ""
		return e
	case ReturnedToSupply:
		e.DaysSinceVacated = 0
		return e
	}
	return e
}

// shortfall is 1 − actual/target to four places, halves away from zero; empty
// when it cannot be computed.
func shortfall(target, actual Decimal) Decimal {
	t, a := target.rat(), actual.rat()
	if t == nil || a == nil || t.Sign() == 0 {
		return ""
	}
	r := new(big.Rat).Sub(big.NewRat(1, 1), a.Quo(a, t))
	s := r.FloatString(4)
	if s == "-0.0000" {
		return "0.0000"
	}
	return Decimal(s)
}

// rat returns the exact value, or nil for none.
func (d Decimal) rat() *big.Rat {
	if !checkDecimal(string(d)).ok() {
		return nil
	}
	r, ok := new(big.Rat).SetString(string(d))
	if !ok {
		return nil
	}
	return r
}
