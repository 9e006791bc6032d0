package domain

import (
	"maps"
	"slices"
)

func (p *Parcel) register(e ParcelRegistered) {
	p.ID, _ = e.Identity()
	p.Land = e
	p.Operation.Industry, p.Operation.Grade = e.Industry, gradeUnrated
}

func (p *Parcel) surveyed(e ParcelSurveyed) {
	p.Survey = &e
	if len(e.Users) > 0 {
		p.Users = e.Users
	}
}

func (p *Parcel) confirmed(e UseConfirmed, on Date) {
	p.Confirmed = &e
	if len(e.Users) > 0 {
		p.Users = e.Users
	}
	if p.Operation.ProducingSince == "" && e.ActualStage != "COMPLETED" {
		p.Operation.ProducingSince = pick(e.Since != "", e.Since, on)
	}
}

func (p *Parcel) identified(e LowEfficiencyIdentified, on Date) {
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

func (p *Parcel) admitted() bool { return p.Entry != nil && p.Entry.Result != "REJECT" }

func (p *Parcel) reviewed(e EntryReviewed) {
	p.Entry = &e
	if i := slices.IndexFunc(p.Proposals, func(x ProjectProposed) bool { return x.ProjectID == e.ProjectID }); i >= 0 {
		project := p.Proposals[i]
		p.Project = &project
	}
}

// contracted starts a contract with its agreed days resolved as far as they can
// be: those counted from delivery wait for it.
func (p *Parcel) contracted(e GrantContractSigned, on Date) {
	c := &Contract{GrantContractSigned: e, SignedOn: on}
	c.resolve(p.Construction.DeliveredOn)
	p.Contract = c
}

// resolve sets the agreed days. A contract without a start date starts one year
// after delivery (闲置土地处置办法 第22条).
func (c *Contract) resolve(delivered Date) {
	c.DeliverOn = c.DeliverBy.Resolve(c.SignedOn, delivered)
	c.StartOn = c.StartBy.Resolve(c.SignedOn, delivered)
	c.CompleteOn = c.CompleteBy.Resolve(c.SignedOn, delivered)
	if c.StartBy == (Deadline{}) && delivered != "" {
		c.StartOn = delivered.AddYears(1)
	}
}

// Resolve returns the day a deadline falls on: fixed, or counted from the signing
// or the delivery. It is zero while the base has not happened.
func (d Deadline) Resolve(signed, delivered Date) Date {
	switch d.Base {
	case "CONTRACT":
		return signed.AddMonths(d.Months).AddDays(d.Days)
	case "DELIVERY":
		return delivered.AddMonths(d.Months).AddDays(d.Days)
	}
	return d.Date
}

func (p *Parcel) delivered(on Date) {
	p.Construction.DeliveredOn = on
	if p.Contract == nil {
		return
	}
	c := *p.Contract
	c.resolve(on)
	p.Contract = &c
}

func (p *Parcel) paid(e LandPricePaid) {
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

func (p *Parcel) accepted(e CapacityAccepted, on Date) {
	p.Operation.Capacity, p.Operation.CapacityDue = e.Result, ""
	if e.Result != "PASS" {
		p.Operation.CapacityDue = e.Due
	}
	if e.Result != "FAIL" {
		p.Operation.CapacityOn = on
	}
}

// reported keeps the report of the latest period; of one period the last word.
func (p *Parcel) reported(e OperationReported) {
	if last := p.Operation.LastReport; last == nil || last.Period.lastMonth() <= e.Period.lastMonth() {
		p.Operation.LastReport = &e
	}
}

func (p *Parcel) rated(e EfficiencyRated) {
	if e.EvalYear >= p.Operation.GradeYear {
		p.Operation.Grade, p.Operation.GradeYear = e.Grade, e.EvalYear
	}
}

// rectify changes the breach in a copy of the list.
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

// accept closes a breach, sets a new day, or opens it again for what comes next.
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

// exiting changes the exit in a copy; a back-filled record may begin in the
// middle of one.
func (p *Parcel) exiting(change func(*Exit)) {
	var x Exit
	if p.Exit != nil {
		x = *p.Exit
	}
	change(&x)
	p.Exit = &x
}
