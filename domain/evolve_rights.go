package domain

import "slices"

func (e RightTransferred) derive(*Parcel, Date) Event {
	e.Discount = ""
	if e.BenchmarkPrice > 0 && e.Price > 0 {
		e.Discount = shortfall(e.BenchmarkPrice.decimal(), e.Price.decimal())
	}
	return e
}

// outcome: of a parcel on its way out only a whole transfer (E06) or a court sale
// (E10) hands the right on.
func (e RightTransferred) outcome(p *Parcel) string {
	if p.Stage != StageExiting || p.Exit == nil || p.Exit.ExitType != "E06" && p.Exit.ExitType != "E10" {
		return ""
	}
	return pick(e.Rebuild, "REBUILD", "HANDED_ON")
}

// back: under the new holder the parcel stands where it stood before the exit.
func (RightTransferred) back(p *Parcel) Stage { return p.Exit.PreviousStage }

func (e RightTransferred) evolve(p *Parcel, on Date) {
	p.Transfers = append(p.Transfers, Transfer{RightTransferred: e, On: on})
	if p.Stage != StageExiting {
		p.Exit = nil // what was on its way out has a new holder
	}
	if e.Mode == "EQUITY" {
		return
	}
	p.done(on, "TRANSFER")
	p.Holders = []Holder{{Party: e.To}}
	p.Title = nil // the new holder registers his own
	if e.TitleNo != "" {
		p.Title = &Title{TitleRegistered: TitleRegistered{TitleNo: e.TitleNo, Holders: p.Holders}, RegisteredOn: on}
	}
	if e.CommitmentsCarried && p.Agreement != nil {
		carried := *p.Agreement
		carried.PartyB = e.To
		p.Agreement = &carried
	} else if !e.CommitmentsCarried {
		p.endAgreement(EndedAgreement{On: on, Side: "TRANSFER"})
	}
	if e.Rebuild {
		p.buildAnew(e, on)
	}
}

// buildAnew: what the old holder built and produced is gone; the new one builds by
// the days that came with the transfer.
func (p *Parcel) buildAnew(e RightTransferred, on Date) {
	p.Construction = Construction{DeliveredOn: p.Construction.DeliveredOn}
	p.Operation = Operation{Grade: gradeUnrated}
	p.Confirmed = nil
	p.moveDeadline("START_BY", e.StartBy, e.ConsentNo, on)
	p.moveDeadline("COMPLETE_BY", e.CompleteBy, e.ConsentNo, on)
}

func (e LeasedOut) evolve(p *Parcel, _ Date) {
	p.Leases = append(p.Leases, Lease{LeasedOut: e})
	p.uses(User{Party: e.Lessee, Area: e.Area, FloorArea: e.FloorArea, Industry: e.Industry})
}

func (e LeaseEnded) evolve(p *Parcel, on Date) {
	i := p.lease(e.LeaseNo)
	if i < 0 {
		return
	}
	p.Leases = slices.Clone(p.Leases)
	p.Leases[i].EndedOn = on
	lessee := p.Leases[i].Lessee
	still := slices.ContainsFunc(p.Leases, func(l Lease) bool { return l.EndedOn == "" && sameParty(l.Lessee, lessee) })
	if !still {
		p.Users = slices.DeleteFunc(slices.Clone(p.Users), func(u User) bool { return sameParty(u.Party, lessee) })
	}
}

// uses puts a user in the place of what was known of him, or adds him.
func (p *Parcel) uses(u User) {
	p.Users = slices.Clone(p.Users)
	if i := slices.IndexFunc(p.Users, func(x User) bool { return sameParty(x.Party, u.Party) }); i >= 0 {
		p.Users[i] = u
		return
	}
	p.Users = append(p.Users, u)
}

func (p *Parcel) lease(no string) int {
	return slices.IndexFunc(p.Leases, func(l Lease) bool { return l.LeaseNo == no })
}

func (e EncumbranceSet) evolve(p *Parcel, on Date) {
	p.Encumbrances = append(p.Encumbrances, Encumbrance{EncumbranceSet: e, SetOn: on})
}

func (e EncumbranceLifted) evolve(p *Parcel, on Date) {
	if i := p.encumbrance(e.RegisterNo); i >= 0 {
		p.Encumbrances = slices.Clone(p.Encumbrances)
		p.Encumbrances[i].LiftedOn = on
	}
}

func (p *Parcel) encumbrance(no string) int {
	return slices.IndexFunc(p.Encumbrances, func(e Encumbrance) bool { return e.RegisterNo == no })
}

// evolve: a unit that is sold again has a new holder.
func (e UnitTransferred) evolve(p *Parcel, on Date) {
	p.Units = slices.DeleteFunc(slices.Clone(p.Units), func(u SoldUnit) bool { return u.UnitCode == e.UnitCode })
	p.Units = append(p.Units, SoldUnit{UnitTransferred: e, On: on})
	p.uses(User{Party: e.Transferee, Area: e.LandShare, FloorArea: e.FloorArea, Industry: e.Industry})
}
