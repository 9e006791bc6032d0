package domain

import (
	"cmp"
	"maps"
	"slices"
)

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

func (e GrantContractSigned) evolve(p *Parcel, on Date) { p.sign(e, on) }

// sign puts a contract in force; changes of one before it are not changes of this.
func (p *Parcel) sign(e GrantContractSigned, on Date) {
	p.Contract = &Contract{GrantContractSigned: e, SignedOn: on}
	p.Holders = nil
	p.Amendments = slices.DeleteFunc(slices.Clone(p.Amendments), func(a Amended) bool { return a.Instrument == "CONTRACT" })
	p.resolveContract()
	p.supplied(on)
}

// startMonths is the law's time to start from delivery. Deliveries that say no other
// are folded by it for ever, whatever a later policy sets.
const startMonths = 12

// resolveContract sets the agreed days as they are after every amendment. Without
// an agreed start it counts from delivery (闲置土地处置办法 第22条).
func (p *Parcel) resolveContract() {
	if p.Contract == nil {
		return
	}
	c, delivered := *p.Contract, p.Construction.DeliveredOn
	start := c.StartBy.Resolve(c.SignedOn, delivered)
	if c.StartBy == (Deadline{}) && delivered != "" {
		start = delivered.AddMonths(cmp.Or(p.Construction.StartMonths, startMonths))
	}
	c.DeliverOn = effectiveDue(c.DeliverBy.Resolve(c.SignedOn, delivered), p.dueChanges("DELIVER_BY"))
	c.StartOn = effectiveDue(start, p.dueChanges("START_BY"))
	c.CompleteOn = effectiveDue(c.CompleteBy.Resolve(c.SignedOn, delivered), p.dueChanges("COMPLETE_BY"))
	p.Contract = &c
}

// dueChanges are the changes of an agreed day of the contract, in order.
func (p *Parcel) dueChanges(metric Code) []DueChange {
	var list []DueChange
	for _, a := range p.Amendments {
		if a.Instrument == "CONTRACT" && a.Metric == metric {
			list = append(list, DueChange{Mode: a.Mode, Date: Date(a.New), Days: a.Days})
		}
	}
	return list
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
	p.Construction.DeliveredOn, p.Construction.StartMonths = on, e.StartMonths
	p.resolveContract()
	if c := p.Contract; c != nil && p.Term.End == "" {
		p.Term = yearsFrom(on, c.TermYears)
	}
}
