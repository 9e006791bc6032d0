package domain

import (
	"cmp"
	"slices"
)

// Holder returns who holds the right today, the first of several: as registered or
// transferred, else the contract's party, else as the parcel was recorded.
func (p *Parcel) Holder() Party {
	if len(p.Holders) > 0 {
		return p.Holders[0].Party
	}
	if p.Contract != nil && p.Contract.Holder != (Party{}) {
		return p.Contract.Holder
	}
	return p.Land.Holder
}

// Industry of the parcel: what is produced, else what was registered.
func (p *Parcel) Industry() Industry { return cmp.Or(p.Operation.Industry, p.Land.Industry) }

// InOrder reports whether f can be folded on top of p: it amends no
// earlier fact and awaits nobody, and it did not happen before what has been folded. Otherwise the parcel is folded
// again from its history.
func (p *Parcel) InOrder(f Fact) bool {
	return !amends(f) && f.OccurredOn >= p.LastOn
}

// Clone returns a parcel that can evolve without changing p. What Evolve replaces
// as a whole is shared; every list that an evolve method appends to is clipped
// here, so that appending copies it.
func (p *Parcel) Clone() *Parcel {
	c := *p
	c.Proposals = slices.Clip(p.Proposals)
	c.Breaches, c.Findings = slices.Clip(p.Breaches), slices.Clip(p.Findings)
	c.Objections = slices.Clip(p.Objections)
	c.TemporaryUses, c.Amendments, c.EndedAgreements = slices.Clip(p.TemporaryUses), slices.Clip(p.Amendments), slices.Clip(p.EndedAgreements)
	c.Term.Renewals, c.Permits = slices.Clip(p.Term.Renewals), slices.Clip(p.Permits)
	c.Transfers, c.Leases, c.Encumbrances = slices.Clip(p.Transfers), slices.Clip(p.Leases), slices.Clip(p.Encumbrances)
	c.Operation.Reports, c.Operation.Evaluations = slices.Clip(p.Operation.Reports), slices.Clip(p.Operation.Evaluations)
	c.Records, c.Measures, c.Penalties = slices.Clip(p.Records), slices.Clip(p.Measures), slices.Clip(p.Penalties)
	c.IdleCases, c.Litigations, c.Bankruptcies = slices.Clip(p.IdleCases), slices.Clip(p.Litigations), slices.Clip(p.Bankruptcies)
	c.ExitsCancelled, c.Compensations = slices.Clip(p.ExitsCancelled), slices.Clip(p.Compensations)
	return &c
}
