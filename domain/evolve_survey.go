package domain

import "slices"

func (e ParcelRegistered) evolve(p *Parcel, _ Date) {
	p.ID, _ = e.Identity()
	p.Land = e
	p.Operation.Industry, p.Operation.Grade = e.Industry, gradeUnrated
}

func (e ParcelSurveyed) evolve(p *Parcel, _ Date) {
	p.Survey = &e
	if len(e.Users) > 0 {
		p.Users = e.Users
	}
}

func (e UseConfirmed) evolve(p *Parcel, on Date) {
	p.Confirmed = &e
	if len(e.Users) > 0 {
		p.Users = e.Users
	}
	if p.Operation.ProducingSince == "" && e.ActualStage != "COMPLETED" {
		p.Operation.ProducingSince = pick(e.Since != "", e.Since, on)
	}
}

func (e LowEfficiencyIdentified) evolve(p *Parcel, on Date) {
	low := p.LowEff
	low.Identified += e.Area
	low.Since = pick(low.Since == "", pick(e.EffectiveFrom != "", e.EffectiveFrom, on), low.Since)
	low.Criteria = slices.Clone(low.Criteria)
	for _, c := range e.Criteria {
		if !slices.Contains(low.Criteria, c.Code) {
			low.Criteria = append(low.Criteria, c.Code)
		}
	}
	p.LowEff = low
}

func (e AnnualPlanListed) evolve(p *Parcel, _ Date) { p.Plans = append(p.Plans, e) }

func (e LandReserved) evolve(*Parcel, Date) {} // the stage says it all
