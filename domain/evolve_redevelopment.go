package domain

import "slices"

func (e RedevelopmentStarted) evolve(p *Parcel, on Date) {
	p.Redevelopments = with(p.Redevelopments, Redevelopment{RedevelopmentStarted: e, StartedOn: on})
	p.begun(on, "SELF", "JOINT")
}

func (e RedevelopmentStarted) outcome(*Parcel) string {
	return pick(e.Mode == "ZERO_LAND", "UPGRADED", "REBUILT")
}

func (e RedevelopmentCompleted) evolve(p *Parcel, on Date) {
	p.LowEff = p.LowEff.clear(e.AreaDisposed, on)
	p.done(on, "SELF", "JOINT")
	if i := p.redeveloping(); i >= 0 {
		p.Redevelopments = slices.Clone(p.Redevelopments)
		p.Redevelopments[i].CompletedOn, p.Redevelopments[i].Completion = on, &e
	}
}

// rebuilt notes that the works of the open redevelopment have begun.
func (p *Parcel) rebuilt(on Date) {
	if i := p.redeveloping(); i >= 0 {
		p.Redevelopments = slices.Clone(p.Redevelopments)
		p.Redevelopments[i].BuiltSince = on
	}
}

func (e RedevelopmentCompleted) derive(p *Parcel, _ Date) Event {
	e.Remaining = max(0, p.LowEff.Remaining-e.AreaDisposed)
	return e
}

// evolve gives the contract its new limits and, for the supplementary price, one
// more instalment: what is owed and paid goes by instalments.
func (e UseOrDensityChanged) evolve(p *Parcel, on Date) {
	p.UseChangedOn = on
	if len(e.Uses) > 0 {
		p.Uses = e.Uses
	}
	if p.Contract == nil {
		return
	}
	c := *p.Contract
	if e.FARMin != "" || e.FARMax != "" {
		c.FARMin, c.FARMax = e.FARMin, e.FARMax
	}
	if e.InstalmentNo > 0 {
		c.Instalments = with(c.Instalments, Instalment{No: e.InstalmentNo, Due: e.PayBy, Amount: e.SupplementaryPrice})
	}
	p.Contract = &c
}

func (e UseOrDensityChanged) derive(p *Parcel, _ Date) Event {
	e.InstalmentNo = 0
	if p.Contract == nil || e.SupplementaryPrice == 0 {
		return e
	}
	for _, x := range p.Contract.Instalments {
		e.InstalmentNo = max(e.InstalmentNo, x.No)
	}
	for no := range p.Contract.Paid {
		e.InstalmentNo = max(e.InstalmentNo, no)
	}
	e.InstalmentNo++
	return e
}
