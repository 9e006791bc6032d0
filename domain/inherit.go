package domain

import (
	"cmp"
	"math/big"
	"slices"
)

// bequeath is what a successor takes over. Land that begins anew takes its low
// efficiency and its burdens only, for those are the land's.
func (p *Parcel) bequeath(s Successor, commitments []Commitment, burdens []Burden, price, paid Fen) Inheritance {
	i := Inheritance{Stage: StageRegistered}
	if s.Start != anew {
		i.Stage, i.StageSince, i.SupplyOnly = p.bequeathedStage(), p.StageSince, p.SupplyOnly
		i.Paid = p.bequeathContract(s, &i, price, paid)
		i.Agreement, i.AgreementOn = p.bequeathAgreement(s, commitments)
		i.TermStart, i.TermEnd = p.Term.Start, p.Term.End
		if s.Registration.Holder == (Party{}) {
			i.Holders = p.Holders
		}
		i.DeliveredOn, i.StartedOn, i.CompletedOn = p.Construction.DeliveredOn, p.Construction.StartedOn, p.Construction.CompletedOn
		p.bequeathRenewal(s, &i)
		o := &p.Operation
		i.ProducingSince, i.Industry = o.ProducingSince, cmp.Or(s.Registration.Industry, o.Industry)
		i.Capacity, i.CapacityOn, i.CapacityDue = o.Capacity, o.CapacityOn, o.CapacityDue
		if o.Grade != gradeUnrated {
			i.Grade, i.GradeYear = o.Grade, o.GradeYear
		}
	}
	i.Encumbrances = burdens
	p.bequeathLowEfficiency(s, &i)
	return i
}

// bequeathedStage is the parent's. A way out that was taken to split the land
// (E07) ends with the split; what had begun of a supply ends with the land that
// was on offer.
func (p *Parcel) bequeathedStage() Stage {
	switch p.Stage {
	case StageExiting:
		return p.Exit.PreviousStage
	case StageRecruiting, StageAdmitted, StageOffered, StageAwarded:
		return StageReserved
	}
	return p.Stage
}

// bequeathContract gives the contract for the successor's land, with agreed days as
// they were resolved and its share of the price. It returns what was paid.
func (p *Parcel) bequeathContract(s Successor, i *Inheritance, price, paid Fen) Fen {
	if p.Contract == nil {
		return 0
	}
	c := p.Contract.GrantContractSigned
	c.Area = s.Registration.RegisteredArea
	if s.Registration.Holder != (Party{}) {
		c.Holder = s.Registration.Holder
	}
	c.DeliverBy, c.StartBy, c.CompleteBy = fixed(p.Contract.DeliverOn), fixed(p.Contract.StartOn), fixed(p.Contract.CompleteOn)
	c.Instalments = nil
	if c.Price != nil {
		c.Price = &price
		c.Instalments = []Instalment{{No: 1, Amount: price}}
	}
	i.Contract, i.ContractOn = &c, p.Contract.SignedOn
	return pick(c.Price != nil, paid, 0)
}

func fixed(day Date) Deadline {
	if day == "" {
		return Deadline{}
	}
	return Deadline{Base: "DATE", Date: day}
}

// bequeathAgreement gives the agreement with the commitments that the successor
// takes; without any it gives none.
func (p *Parcel) bequeathAgreement(s Successor, commitments []Commitment) (*SupervisionAgreementSigned, Date) {
	var taken []Commitment
	for _, c := range commitments {
		same := func(x Commitment) bool { return x.ID() == c.ID() }
		if slices.Contains(s.Commitments, c.ID()) && !slices.ContainsFunc(taken, same) {
			taken = append(taken, c)
		}
	}
	if len(taken) == 0 || p.Agreement == nil {
		return nil, ""
	}
	a := *p.Agreement
	a.Commitments = taken
	if s.Registration.Holder != (Party{}) {
		a.PartyB = s.Registration.Holder
	}
	return &a, p.AgreementOn
}

// bequeathRenewal gives the renewal that is under way.
func (p *Parcel) bequeathRenewal(s Successor, i *Inheritance) {
	at := p.redeveloping()
	if at < 0 {
		return
	}
	r := p.Redevelopments[at].RedevelopmentStarted
	r.Area = min(r.Area, s.Registration.RegisteredArea)
	i.Redevelopment, i.RedevelopmentOn = &r, p.Redevelopments[at].StartedOn
}

// bequeathLowEfficiency gives the stated area, identified as the oldest of the
// parent's that remains.
func (p *Parcel) bequeathLowEfficiency(s Successor, i *Inheritance) {
	if s.LowEfficiency == 0 {
		return
	}
	id := LowEfficiencyIdentified{Kind: "INDUSTRIAL"}
	for _, x := range p.LowEff.Identifications {
		if x.Cleared < x.Area {
			id, i.LowEfficiencySince = x.LowEfficiencyIdentified, x.Since
			break
		}
	}
	id.Area = s.LowEfficiency
	i.LowEfficiency = &id
}

// mulDiv is amount × weight ÷ total, rounded down, without overflow.
func mulDiv(amount, weight, total int64) int64 {
	if total == 0 {
		return 0
	}
	n := new(big.Int).Mul(big.NewInt(amount), big.NewInt(weight))
	return n.Quo(n, big.NewInt(total)).Int64()
}
