package domain

// evolve keeps the start of a redevelopment apart from the contract's own.
func (e ConstructionStarted) evolve(p *Parcel, on Date) {
	if p.Stage == StageRedeveloping {
		p.rebuilt(on)
	} else {
		p.Construction.StartedOn = on
	}
	p.startEndsIdle("NOT_STARTED", on)
}

func (e ConstructionCompleted) evolve(p *Parcel, on Date) {
	p.Construction.CompletedOn, p.Construction.Completion = on, &e
	p.Construction.Suspended = nil
	p.startEndsIdle("SUSPENDED", on)
}

func (e ProductionStarted) evolve(p *Parcel, on Date) {
	p.Operation.ProducingSince, p.Operation.Industry = on, e.Industry
}

func (e CapacityAccepted) evolve(p *Parcel, on Date) {
	p.Operation.Acceptance = &Acceptance{On: on, Period: e.Period, Result: e.Result, Measured: e.Measured}
	p.Operation.Capacity, p.Operation.CapacityDue = e.Result, ""
	if e.Result != "PASS" {
		p.Operation.CapacityDue = e.Due
	}
	if e.Result != "FAIL" {
		p.Operation.CapacityOn = on
	}
}

func (e OperationReported) evolve(p *Parcel, on Date) {
	p.Operation.Reports = withReport(p.Operation.Reports, e.report(on))
	if last := p.Operation.LastReport; last == nil || last.Period.lastMonth() <= e.Period.lastMonth() {
		p.Operation.LastReport = &e
	}
}

func (e OperationChecked) evolve(p *Parcel, on Date) {
	p.Operation.LastCheckOn, p.Operation.LastCheck = on, &e
}

func (e EfficiencyRated) evolve(p *Parcel, on Date) {
	p.Operation.Ratings = withRating(p.Operation.Ratings, Rating{e.EvalYear, e.Grade, e.RuleVersion, on})
	if e.EvalYear >= p.Operation.GradeYear {
		p.Operation.Grade, p.Operation.GradeYear = e.Grade, e.EvalYear
	}
}
