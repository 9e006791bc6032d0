package domain

import (
	"maps"
	"slices"
)

func (e RecruitmentOpened) evolve(*Parcel, Date) {}

// evolve takes the latest proposal as the project until one is admitted.
func (e ProjectProposed) evolve(p *Parcel, _ Date) {
	p.Proposals = append(p.Proposals, e)
	p.Project = pick(p.admitted(), p.Project, &e)
}

func (p *Parcel) admitted() bool { return p.Entry != nil && p.Entry.Result != "REJECT" }

func (e EntryReviewed) evolve(p *Parcel, _ Date) {
	p.Entry = &e
	if i := slices.IndexFunc(p.Proposals, func(x ProjectProposed) bool { return x.ProjectID == e.ProjectID }); i >= 0 {
		project := p.Proposals[i]
		p.Project = &project
	}
}

func (e SupplyAnnounced) evolve(p *Parcel, _ Date) { p.Supply = &e }

func (e SupplyAwarded) evolve(p *Parcel, _ Date) { p.Award = &e }

func (e SupervisionAgreementSigned) evolve(p *Parcel, on Date) { p.Agreement, p.AgreementOn = &e, on }

func (e GrantContractSigned) evolve(p *Parcel, on Date) {
	c := &Contract{GrantContractSigned: e, SignedOn: on}
	c.resolve(p.Construction.DeliveredOn)
	p.Contract = c
	p.supplied(on)
}

func (c *Contract) resolve(delivered Date) {
	c.DeliverOn = c.DeliverBy.Resolve(c.SignedOn, delivered)
	c.StartOn = c.StartBy.Resolve(c.SignedOn, delivered)
	c.CompleteOn = c.CompleteBy.Resolve(c.SignedOn, delivered)
	if c.StartBy == (Deadline{}) && delivered != "" {
		c.StartOn = delivered.AddYears(1)
	}
}

func (d Deadline) Resolve(signed, delivered Date) Date {
	switch d.Base {
	case "CONTRACT":
		return signed.AddMonths(d.Months).AddDays(d.Days)
	case "DELIVERY":
		return delivered.AddMonths(d.Months).AddDays(d.Days)
	}
	return d.Date
}

func (e LandPricePaid) evolve(p *Parcel, _ Date) {
	if p.Contract == nil {
		return
	}
	c := *p.Contract
	if c.Paid = maps.Clone(c.Paid); c.Paid == nil {
		c.Paid = make(map[int]Fen, 1)
	}
	c.Paid[e.InstalmentNo] += e.Amount
	p.Contract = &c
}

func (e LandDelivered) evolve(p *Parcel, on Date) {
	p.Construction.DeliveredOn = on
	if p.Contract == nil {
		return
	}
	c := *p.Contract
	c.resolve(on)
	p.Contract = &c
}
