package domain

import "slices"

func (e AnnualPlanListed) evolve(p *Parcel, on Date) {
	p.Plans = with(p.Plans, AnnualPlan{AnnualPlanListed: e, ListedOn: on})
}

// evolve puts a share beside the other units; the whole parcel replaces them.
func (e AssignedToUnit) evolve(p *Parcel, _ Date) {
	if e.ShareArea == 0 {
		p.Planning.Units = []AssignedToUnit{e}
		return
	}
	p.Planning.Units = append(p.otherUnits(e.PlanUnit), e)
}

// otherUnits are the units in which a share of the parcel lies, without one. The
// slice is the caller's.
func (p *Parcel) otherUnits(unit string) []AssignedToUnit {
	return slices.DeleteFunc(slices.Clone(p.Planning.Units), func(x AssignedToUnit) bool {
		return x.PlanUnit == unit || x.ShareArea == 0
	})
}

func (e PlanConditionsSet) evolve(p *Parcel, on Date) {
	p.Planning.Conditions = with(p.Planning.Conditions, Conditions{e, on})
}

func (e RedevelopmentSchemeApproved) evolve(p *Parcel, on Date) {
	p.Planning.Schemes = with(p.Planning.Schemes, Scheme{e, on})
}

func (e SupplyPlanListed) evolve(p *Parcel, on Date) {
	p.Planning.Supply = with(p.Planning.Supply, SupplyPlan{SupplyPlanListed: e, ListedOn: on})
}

// supplied marks what a contract fulfils: the plans of supply that are open and
// the approvals of land use.
func (p *Parcel) supplied(on Date) {
	p.Planning.Supply = slices.Clone(p.Planning.Supply)
	for i := range p.Planning.Supply {
		if x := &p.Planning.Supply[i]; x.SuppliedOn == "" {
			x.SuppliedOn = on
		}
	}
	p.Preparation.Approvals = slices.Clone(p.Preparation.Approvals)
	for i := range p.Preparation.Approvals {
		if x := &p.Preparation.Approvals[i]; x.SuppliedOn == "" {
			x.SuppliedOn = on
		}
	}
}

// begun and done mark the open yearly plans of the modes that an event carries
// out (plan against actual).
func (p *Parcel) begun(on Date, modes ...Code) {
	p.progress(modes, func(x *AnnualPlan) {
		if x.StartedOn == "" {
			x.StartedOn = on
		}
	})
}

func (p *Parcel) done(on Date, modes ...Code) {
	p.begun(on, modes...)
	p.progress(modes, func(x *AnnualPlan) { x.FinishedOn = on })
}

func (p *Parcel) progress(modes []Code, change func(*AnnualPlan)) {
	p.Plans = slices.Clone(p.Plans)
	for i := range p.Plans {
		if x := &p.Plans[i]; x.FinishedOn == "" && slices.Contains(modes, x.Mode) {
			change(x)
		}
	}
}

func (e ProgressReported) evolve(p *Parcel, on Date) {
	report := &Progress{On: on, Percent: e.Percent, Investment: e.Investment}
	if e.PlanYear == 0 {
		p.Construction.Progress = report
		return
	}
	i := p.plan(e.PlanYear)
	if i < 0 {
		return
	}
	p.Plans = slices.Clone(p.Plans)
	x := &p.Plans[i]
	x.Progress = report
	if x.StartedOn == "" && e.Percent > 0 {
		x.StartedOn = on
	}
	if x.FinishedOn == "" && e.Percent == 100 {
		x.FinishedOn = on
	}
}

func (p *Parcel) plan(year int) int {
	return slices.IndexFunc(p.Plans, func(x AnnualPlan) bool { return x.PlanYear == year })
}
