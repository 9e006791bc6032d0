package domain

import "slices"

func (e ParcelSplit) evolve(p *Parcel, on Date) {
	var children []Kin
	for _, c := range e.Children {
		children = append(children, c.kin())
	}
	p.retire(bySplit, on, children...)
}

func (e ParcelMerged) evolve(p *Parcel, on Date) {
	for _, o := range e.Others {
		p.Lineage.Merged = with(p.Lineage.Merged, o.Parcel)
	}
	p.retire(byMerge, on, e.Into.kin())
}

func (e ParcelAbsorbed) evolve(p *Parcel, on Date) { p.retire(byMerge, on, e.Into) }

// retire closes the parcel's code. What it was to its holder has passed to its
// successors, so nothing is due from it any more.
func (p *Parcel) retire(how Code, on Date, successors ...Kin) {
	p.Lineage.Successors, p.Lineage.EndedBy, p.Lineage.EndedOn = successors, how, on
	if last := len(p.Codes) - 1; last >= 0 && p.Codes[last].Until == "" {
		p.Codes = slices.Clone(p.Codes)
		p.Codes[last].Until = on
	}
	if p.Contract != nil {
		p.Lineage.SupervisionNo = p.Contract.SupervisionNo
	}
	p.Land.Holder = p.Holder()
	p.Tenure = Tenure{Operation: Operation{Grade: gradeUnrated, Industry: p.Operation.Industry}}
}

// back is the stage that the parcel goes on at.
func (e ParcelSucceeded) back(*Parcel) Stage { return e.Inherited.Stage }

// evolve registers the parcel and puts it where its parent stood.
func (e ParcelSucceeded) evolve(p *Parcel, on Date) {
	e.Registration.evolve(p, on)
	p.Lineage = Lineage{Parents: e.Parents, OpenedBy: e.How, OpenedOn: on, Codes: e.FamilyCodes}
	i := e.Inherited
	if i.StageSince != "" {
		p.StageSince = i.StageSince
	}
	p.SupplyOnly = i.SupplyOnly
	p.Construction = Construction{DeliveredOn: i.DeliveredOn, StartedOn: i.StartedOn, CompletedOn: i.CompletedOn}
	i.rights(p)
	if i.Redevelopment != nil {
		p.Redevelopments = []Redevelopment{{RedevelopmentStarted: *i.Redevelopment, StartedOn: i.RedevelopmentOn}}
	}
	i.operation(&p.Operation)
	if i.LowEfficiency != nil {
		p.LowEff = LowEfficiency{Identifications: []Identification{{LowEfficiencyIdentified: *i.LowEfficiency, Since: i.LowEfficiencySince}}}.counted()
	}
}

// rights gives contract, agreement, holders, term and burdens. The one instalment of
// an inherited contract says what was paid.
func (i Inheritance) rights(p *Parcel) {
	if i.Contract != nil {
		p.Contract = &Contract{GrantContractSigned: *i.Contract, SignedOn: i.ContractOn}
		if len(i.Contract.Instalments) > 0 {
			p.Contract.Paid = map[int]Fen{i.Contract.Instalments[0].No: i.Paid}
		}
		p.resolveContract()
	}
	p.Agreement, p.AgreementOn, p.Holders = i.Agreement, i.AgreementOn, i.Holders
	if i.TermEnd != "" {
		p.Term = LandTerm{Start: i.TermStart, End: i.TermEnd}
	}
	for _, b := range i.Encumbrances {
		p.Encumbrances = append(p.Encumbrances, Encumbrance{EncumbranceSet: b.EncumbranceSet, SetOn: b.SetOn})
	}
}

func (i Inheritance) operation(o *Operation) {
	o.ProducingSince, o.Capacity, o.CapacityOn, o.CapacityDue = i.ProducingSince, i.Capacity, i.CapacityOn, i.CapacityDue
	if i.Industry != "" {
		o.Industry = i.Industry
	}
	if i.Grade != "" {
		o.Grade, o.GradeYear = i.Grade, i.GradeYear
	}
}
