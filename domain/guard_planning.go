package domain

import (
	"math/big"
	"slices"
	"strconv"
)

func (e AssignedToUnit) guard(d *decision) {
	sum := e.ShareArea
	for _, x := range d.p.otherUnits(e.PlanUnit) {
		sum += x.ShareArea
	}
	if sum > d.p.Land.RegisteredArea {
		d.refuse("/data/shareArea", "unit.area", versus(sum, d.p.Land.RegisteredArea))
	}
}

func (e PlanConditionsSet) faults(f *Fact, say faultFunc) {
	if !limits(e.FARMin, e.FARMax) {
		say("/farMin", "conditions.limits", string(e.FARMin), string(e.FARMax))
	}
	if !limits("", e.HeightMax) {
		say("/heightMax", "conditions.limits", string(e.HeightMax))
	}
	if !ordered(e.GreenMin, e.GreenMax) {
		say("/greenMin", "conditions.limits", string(e.GreenMin), string(e.GreenMax))
	}
	percents := []struct {
		name  string
		value Decimal
	}{{"densityMax", e.DensityMax}, {"greenMin", e.GreenMin}, {"greenMax", e.GreenMax}, {"bldgCoefMin", e.BldgCoefMin}}
	for _, p := range percents {
		if r := p.value.rat(); r != nil && (r.Sign() < 0 || r.Cmp(hundred) > 0) {
			say("/"+p.name, "conditions.percent", string(p.value))
		}
	}
	if e.ValidTo != "" && e.ValidTo < f.OccurredOn {
		say("/validTo", "conditions.validTo", string(e.ValidTo))
	}
}

var hundred = big.NewRat(100, 1)

// limits reports whether those of two limits that are given are positive and in
// order.
func limits(low, high Decimal) bool {
	positive := func(d Decimal) bool { return d == "" || d.rat().Sign() > 0 }
	return positive(low) && positive(high) && ordered(low, high)
}

func ordered(low, high Decimal) bool {
	return low == "" || high == "" || low.rat().Cmp(high.rat()) <= 0
}

func (e PlanConditionsSet) guard(d *decision) {
	if slices.ContainsFunc(d.p.Planning.Conditions, func(x Conditions) bool { return x.DocNo == e.DocNo }) {
		d.refuse("/data/docNo", "conditions.twice", e.DocNo)
	}
}

func (e RedevelopmentSchemeApproved) faults(_ *Fact, say faultFunc) {
	repeated(e.Targets, "/targets", say)
	if e.ContributedArea > e.Area {
		say("/contributedArea", "scheme.contribution", versus(e.ContributedArea, e.Area))
	}
	if e.SupplementaryPrice > 0 && e.PriceTreatment != "SUPPLEMENT" && e.PriceTreatment != "REGRANT" {
		say("/supplementaryPrice", "scheme.price", string(e.PriceTreatment))
	}
}

func (e RedevelopmentSchemeApproved) guard(d *decision) {
	if d.p.scheme(e.DocNo) {
		d.refuse("/data/docNo", "scheme.twice", e.DocNo)
	}
	if e.Area > d.p.Land.RegisteredArea {
		d.find("/data/area", "scheme.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
}

func (p *Parcel) scheme(docNo string) bool {
	return slices.ContainsFunc(p.Planning.Schemes, func(x Scheme) bool { return x.DocNo == docNo })
}

func (e SupplyPlanListed) guard(d *decision) {
	if slices.ContainsFunc(d.p.Planning.Supply, func(x SupplyPlan) bool { return x.PlanYear == e.PlanYear }) {
		d.refuse("/data/planYear", "supplyPlan.twice", strconv.Itoa(e.PlanYear))
	}
	if e.Area > d.p.Land.RegisteredArea {
		d.find("/data/area", "supplyPlan.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
}

func (e ProgressReported) guard(d *decision) {
	last := d.p.Construction.Progress
	if e.PlanYear > 0 {
		i := d.p.plan(e.PlanYear)
		if i < 0 {
			d.refuse("/data/planYear", "progress.plan", strconv.Itoa(e.PlanYear))
			return
		}
		last = d.p.Plans[i].Progress
	}
	switch {
	case last == nil:
	case e.Percent < last.Percent:
		d.find("/data/percent", "progress.back", strconv.Itoa(last.Percent)+"%", strconv.Itoa(e.Percent)+"%")
	case e.Investment > 0 && e.Investment < last.Investment:
		d.find("/data/investment", "progress.back", versus(last.Investment, e.Investment))
	}
}
