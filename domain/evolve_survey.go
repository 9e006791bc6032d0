package domain

func (e ParcelRegistered) evolve(p *Parcel, on Date) {
	p.ID, _ = e.Identity()
	p.recode(e.ParcelCode, on)
	p.Land, p.LandOn = e, on
	p.Term = LandTerm{Start: e.TermStart, End: e.TermEnd}
	p.Operation.Industry, p.Operation.Grade = e.Industry, gradeUnrated
	p.Soil.Status = soilNotRequired
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

// evolve ends the plan to take the land into reserve, and takes over what is known
// of its soil; the stage says the rest.
func (e LandReserved) evolve(p *Parcel, on Date) {
	p.done(on, "RESERVE")
	p.Soil.Status = pick(e.SoilStatus != "", soilStates[e.SoilStatus], p.Soil.Status)
}
