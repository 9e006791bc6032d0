package domain

import "slices"

func (e BreachFound) evolve(p *Parcel, on Date) {
	p.Breaches = append(p.Breaches, Breach{BreachFound: e, FoundOn: on, Status: breachOpen})
}

func (e RectificationOrdered) evolve(p *Parcel, _ Date) {
	p.rectify(e.BreachID, func(b *Breach) { b.Status, b.OrderNo, b.Due = breachRectifying, e.OrderNo, e.Due })
}

func (e RectificationAccepted) evolve(p *Parcel, on Date) {
	p.rectify(e.BreachID, func(b *Breach) { b.accept(e, on) })
}

func (p *Parcel) rectify(id string, change func(*Breach)) {
	i := p.breach(id)
	if i < 0 {
		return
	}
	p.Breaches = slices.Clone(p.Breaches)
	change(&p.Breaches[i])
}

func (p *Parcel) breach(id string) int {
	return slices.IndexFunc(p.Breaches, func(b Breach) bool { return b.BreachID == id })
}

func (b *Breach) accept(e RectificationAccepted, on Date) {
	switch {
	case e.Result == "PASS":
		b.Status, b.ClosedOn, b.Due = breachClosed, on, ""
	case e.Result == "WITHDRAWN":
		b.Status, b.ClosedOn, b.Due = breachWithdrawn, on, ""
	case e.NewDue != "":
		b.Status, b.Due = breachRectifying, e.NewDue
	default:
		b.Status, b.Due = breachOpen, ""
	}
}

func (e ExitInitiated) evolve(p *Parcel, on Date) {
	p.Exit = &Exit{ExitInitiated: e, InitiatedOn: on}
	p.begun(on, carriedOut[e.ExitType])
}

// carriedOut is the mode of a yearly plan that a way out carries out.
var carriedOut = map[Code]Code{
	"E01": "RESERVE", "E03": "RESERVE", "E04": "RESERVE", "E05": "RESERVE", "E11": "RESERVE",
	"E06": "TRANSFER", "E12": "RECLAIM", "E13": "SWAP",
}

// back: the parcel returns to the stage that the exit left.
func (ExitCancelled) back(p *Parcel) Stage {
	if p.Exit == nil {
		return p.Stage
	}
	return p.Exit.PreviousStage
}

func (e ExitCancelled) evolve(p *Parcel, on Date) {
	if p.Exit == nil {
		return
	}
	p.ExitsCancelled = append(p.ExitsCancelled, CancelledExit{p.Exit.ExitType, p.Exit.InitiatedOn, on, e.Ground})
	p.Exit = nil
}

func (e SoilSurveyed) evolve(p *Parcel, on Date) {
	p.Soil.Status, p.Soil.SurveyedOn, p.Soil.ReportNo = pick(e.Required, soilStates[e.Result], soilNotRequired), on, e.ReportNo
}

// supervised notes that the land is in the list of key supervised units, or no
// longer. Being listed makes a survey due that has not been made.
func (s Soil) supervised(listed bool) Soil {
	s.KeySupervised = listed
	switch {
	case listed && (s.Status == soilNotRequired || s.Status == ""):
		s.Status = soilDue
	case !listed && s.Status == soilDue:
		s.Status = soilNotRequired
	}
	return s
}

func (e CompensationAgreed) evolve(p *Parcel, on Date) {
	c := Compensation{AgreementNo: e.AgreementNo, Payee: e.Payee, AgreedOn: on, Agreed: e.Total, VacateBy: e.VacateBy}
	for _, i := range e.Instalments {
		c.Instalments = append(c.Instalments, PaidInPart{Instalment: i})
	}
	p.Compensations = append(p.Compensations, c)
}

func (e CompensationPaid) evolve(p *Parcel, _ Date) {
	i := p.compensation(e.AgreementNo)
	if i < 0 {
		return
	}
	p.Compensations = slices.Clone(p.Compensations)
	c := &p.Compensations[i]
	c.Paid += e.Amount
	c.Instalments = slices.Clone(c.Instalments)
	if n := c.instalment(e.InstalmentNo); n >= 0 {
		c.Instalments[n].Paid += e.Amount
	}
}

func (c *Compensation) instalment(no int) int {
	return slices.IndexFunc(c.Instalments, func(i PaidInPart) bool { return i.No == no })
}

func (e ExitCompleted) evolve(p *Parcel, on Date) {
	p.exiting(func(x *Exit) { x.CompletedOn, x.Completion = on, &e })
}

func (e ParcelVacated) evolve(p *Parcel, on Date) {
	p.exiting(func(x *Exit) { x.VacatedOn = on })
}

func (p *Parcel) exiting(change func(*Exit)) {
	var x Exit
	if p.Exit != nil {
		x = *p.Exit
	}
	change(&x)
	p.Exit = &x
}

// evolve ends the plans that wanted the land back: the stage says the rest.
func (e ReturnedToSupply) evolve(p *Parcel, on Date) { p.done(on, "RESERVE", "SWAP") }

func (e ReclaimedToFarmland) evolve(p *Parcel, on Date) { p.done(on, "RECLAIM") }
