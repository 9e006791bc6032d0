package domain

import "slices"

// evolve forgets the offer; the project and its admission stand.
func (e SupplyFailed) evolve(p *Parcel, _ Date) { p.Supply, p.Award = nil, nil }

// back: an admitted project stays admitted, an open recruitment stays open, other
// land is in reserve again.
func (SupplyFailed) back(p *Parcel) Stage {
	switch {
	case p.admitted() || p.Agreement != nil:
		return StageAdmitted
	case p.Recruitment != nil && p.Recruitment.ClosedOn == "":
		return StageRecruiting
	}
	return StageReserved
}

func (e TitleRegistered) evolve(p *Parcel, on Date) {
	p.Title = &Title{TitleRegistered: e, RegisteredOn: on}
	p.Holders = e.Holders
	if e.TermEnd != "" {
		p.Term.Start, p.Term.End = e.TermStart, e.TermEnd
	}
}

func (e ContractRescinded) evolve(p *Parcel, on Date) {
	p.Rescission = &Rescission{ContractRescinded: e, On: on}
}

// evolve keeps the lease as the contract in force, so that delivery, start and
// completion are watched as under a grant.
func (e LandLeased) evolve(p *Parcel, on Date) {
	first := e.GrantYears > 0 || p.Supply != nil && p.Supply.Method == "LEASE_FIRST"
	p.LandLease = &LandLease{LandLeased: e, SignedOn: on}
	p.Term = LandTerm{Start: e.From, End: e.To}
	p.sign(GrantContractSigned{
		ContractNo: e.LeaseNo, Method: pick[Code](first, "LEASE_FIRST", "LEASE"), Holder: e.Lessee, Area: e.Area,
		DeliverBy: e.DeliverBy, StartBy: e.StartBy, CompleteBy: e.CompleteBy,
	}, on)
}

// evolve makes the lease a grant: price, payments and term are new, the agreed days
// of building stay.
func (e LeaseConverted) evolve(p *Parcel, on Date) {
	if p.LandLease != nil {
		l := *p.LandLease
		l.ConvertedOn = on
		p.LandLease = &l
	}
	p.Term = yearsFrom(on, e.TermYears)
	if p.Contract == nil {
		return
	}
	c := *p.Contract
	c.ContractNo, c.SupervisionNo, c.Method, c.Ground = e.ContractNo, e.SupervisionNo, "AGREEMENT", "LEASE_CONVERSION"
	c.Price, c.TermYears, c.Instalments, c.Paid = &e.Price, e.TermYears, e.Instalments, nil
	p.Contract = &c
}

func (e TermRenewed) evolve(p *Parcel, on Date) {
	p.Term.Renewals = append(p.Term.Renewals, Renewal{On: on, OldEnd: p.Term.End, NewEnd: e.NewEnd})
	p.Term.End = e.NewEnd
}

// evolve gives land from the reserve to the enterprise as a contract would; land in
// use keeps what it has and changes its holder.
func (e ContributionInKind) evolve(p *Parcel, on Date) {
	p.Contribution = &Contribution{ContributionInKind: e, On: on}
	if p.Stage == StageContracted && p.StageSince == on && p.Contract == nil {
		area := pick(e.Area > 0, e.Area, p.Land.RegisteredArea)
		p.sign(GrantContractSigned{ContractNo: e.ApprovalNo, Method: "CONTRIBUTION", Holder: e.Enterprise, Area: area, TermYears: e.TermYears}, on)
		return
	}
	p.Holders = []Holder{{Party: e.Enterprise}}
	if e.TermYears > 0 {
		p.Term.Start, p.Term.End = on, on.AddYears(e.TermYears)
	}
}

func (e TemporaryUseApproved) evolve(p *Parcel, on Date) {
	p.TemporaryUses = append(p.TemporaryUses, TemporaryUse{TemporaryUseApproved: e, ApprovedOn: on})
}

func (e TemporaryUseReclaimed) evolve(p *Parcel, on Date) {
	if i := p.temporaryUse(e.ApprovalNo); i >= 0 {
		p.TemporaryUses = slices.Clone(p.TemporaryUses)
		p.TemporaryUses[i].ReclaimedOn = on
	}
}

func (p *Parcel) temporaryUse(approvalNo string) int {
	return slices.IndexFunc(p.TemporaryUses, func(u TemporaryUse) bool { return u.ApprovalNo == approvalNo })
}

func (e PermitIssued) evolve(p *Parcel, on Date) {
	p.Permits = append(p.Permits, Permit{PermitIssued: e, On: on})
}
