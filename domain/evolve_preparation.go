package domain

import "slices"

func (e LandUseApproved) evolve(p *Parcel, on Date) {
	p.Preparation.Approvals = with(p.Preparation.Approvals, Approval{LandUseApproved: e, ApprovedOn: on})
}

func (e NetLandVerified) evolve(p *Parcel, on Date) { p.NetLand = &NetLand{e, on} }

func (e RegionAssessed) evolve(p *Parcel, on Date) {
	others := slices.DeleteFunc(slices.Clone(p.Preparation.Assessments), func(x Assessment) bool { return x.Kind == e.Kind })
	p.Preparation.Assessments = append(others, Assessment{e, on})
}

func (e ArchaeologyCleared) evolve(p *Parcel, on Date) {
	p.Preparation.Archaeology = &Archaeology{e, on}
}

func (e ReclamationAccepted) evolve(p *Parcel, _ Date) {
	p.Quota.Reclaimed += e.Area
	p.Quota.Earned += e.Quota
}

func (e QuotaUsed) evolve(p *Parcel, _ Date) { p.Quota.Used += e.Area }
