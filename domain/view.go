package domain

import (
	"cmp"
	"maps"
	"slices"
)

// Holder returns who holds the right today: the contract's party when there is a
// contract, else the register's.
func (p *Parcel) Holder() Party {
	if p.Contract != nil && p.Contract.Holder != (Party{}) {
		return p.Contract.Holder
	}
	return p.Land.Holder
}

// Industry of the parcel: what is produced, else what was registered.
func (p *Parcel) Industry() Industry { return cmp.Or(p.Operation.Industry, p.Land.Industry) }

// InOrder reports whether f can be folded on top of p: it is no correction, and
// it did not happen before what has been folded. Otherwise the parcel is folded
// again from its history.
func (p *Parcel) InOrder(f Fact) bool {
	_, corrects := f.Event.(EventCorrected)
	return !corrects && f.OccurredOn >= p.LastOn
}

// Clone returns a parcel that can evolve without changing p. What Evolve
// replaces as a whole is shared.
func (p *Parcel) Clone() *Parcel {
	c := *p
	c.Users = slices.Clone(p.Users)
	c.Plans = slices.Clone(p.Plans)
	c.LowEff.Criteria = slices.Clone(p.LowEff.Criteria)
	c.Breaches = slices.Clone(p.Breaches)
	c.Findings = slices.Clone(p.Findings)
	if p.Contract != nil {
		contract := *p.Contract
		contract.Paid = maps.Clone(contract.Paid)
		c.Contract = &contract
	}
	if p.Exit != nil {
		exit := *p.Exit
		c.Exit = &exit
	}
	return &c
}
