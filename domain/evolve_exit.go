package domain

import "slices"

func (e BreachFound) evolve(p *Parcel, on Date) {
	p.Breaches = append(p.Breaches, Breach{BreachFound: e, FoundOn: on, Status: breachOpen})
}

func (e RectificationOrdered) evolve(p *Parcel, _ Date) {
	p.rectify(e.BreachID, func(b *Breach) { b.Status, b.OrderNo, b.Due = breachRectifying, e.OrderNo, e.Due })
}

func (e RectificationAccepted) evolve(p *Parcel, on Date) {
	p.rectify(e.BreachID, func(b *Breach) { b.accept(e, on) })
}

func (p *Parcel) rectify(id string, change func(*Breach)) {
	i := p.breach(id)
	if i < 0 {
		return
	}
	p.Breaches = slices.Clone(p.Breaches)
	change(&p.Breaches[i])
}

func (p *Parcel) breach(id string) int {
	return slices.IndexFunc(p.Breaches, func(b Breach) bool { return b.BreachID == id })
}

func (b *Breach) accept(e RectificationAccepted, on Date) {
	switch {
	case e.Result == "PASS":
		b.Status, b.ClosedOn, b.Due = breachClosed, on, ""
	case e.Result == "WITHDRAWN":
		b.Status, b.ClosedOn, b.Due = breachWithdrawn, on, ""
	case e.NewDue != "":
		b.Status, b.Due = breachRectifying, e.NewDue
	default:
		b.Status, b.Due = breachOpen, ""
	}
}

func (e ExitInitiated) evolve(p *Parcel, on Date) {
	p.Exit = &Exit{ExitInitiated: e, InitiatedOn: on}
}

func (e ExitCompleted) evolve(p *Parcel, on Date) {
	p.exiting(func(x *Exit) { x.CompletedOn, x.Completion = on, &e })
}

func (e ParcelVacated) evolve(p *Parcel, on Date) {
	p.exiting(func(x *Exit) { x.VacatedOn = on })
}

func (p *Parcel) exiting(change func(*Exit)) {
	var x Exit
	if p.Exit != nil {
		x = *p.Exit
	}
	change(&x)
	p.Exit = &x
}

func (e ReturnedToSupply) evolve(*Parcel, Date) {} // the stage says it all
