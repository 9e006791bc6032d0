package domain

import "slices"

func (e ConstructionSuspended) evolve(p *Parcel, on Date) {
	p.Construction.Suspended = &Suspension{ConstructionSuspended: e, RecordedFor: on}
}

func (e ConstructionResumed) evolve(p *Parcel, on Date) {
	p.Construction.Suspended = nil
	p.startEndsIdle("SUSPENDED", on)
}

// evolve keeps when production first stopped: what changes later is the degree.
func (e ProductionHalted) evolve(p *Parcel, _ Date) {
	halt := &Halt{Since: e.Since, Degree: e.Degree, DegreeSince: e.Since, Cause: e.Cause}
	if before := p.Operation.Halted; before != nil {
		halt.Since = min(before.Since, e.Since)
		halt.DegreeSince = pick(before.Degree == e.Degree, min(before.DegreeSince, e.Since), e.Since)
	}
	p.Operation.Halted = halt
}

func (e ProductionResumed) evolve(p *Parcel, _ Date) { p.Operation.Halted = nil }

func (e ProcessEvaluated) evolve(p *Parcel, on Date) {
	p.Operation.Evaluations = append(p.Operation.Evaluations, Evaluation{e.CycleNo, on, e.Grade, e.Conclusion, e.RectifyBy})
}

// evolve enters the record, or settles the one that bears its number.
func (e ComplianceRecorded) evolve(p *Parcel, on Date) {
	if i := p.record(e.Kind, e.DocNo); i < 0 {
		p.Records = append(p.Records, ComplianceEntry{e, on})
	} else {
		p.Records = slices.Clone(p.Records)
		p.Records[i].ClosedOn = e.ClosedOn
	}
	if e.Kind == "KEY_SUPERVISED" {
		p.Soil = p.Soil.supervised(e.ClosedOn == "")
	}
}

func (e MeasureApplied) evolve(p *Parcel, on Date) {
	p.Measures = append(p.Measures, Measure{MeasureApplied: e, AppliedOn: on})
}

func (e MeasureWithdrawn) evolve(p *Parcel, on Date) {
	if i := p.measure(e.MeasureID); i >= 0 {
		p.Measures = slices.Clone(p.Measures)
		p.Measures[i].WithdrawnOn = on
	}
}

func (e PenaltyImposed) evolve(p *Parcel, on Date) {
	p.Penalties = append(p.Penalties, Penalty{PenaltyImposed: e, ImposedOn: on})
}

func (e PenaltySettled) evolve(p *Parcel, on Date) {
	i := p.penalty(e.PenaltyID)
	if i < 0 {
		return
	}
	p.Penalties = slices.Clone(p.Penalties)
	x := &p.Penalties[i]
	if x.Paid += e.Paid; x.Outstanding() == 0 {
		x.SettledOn = on
	}
}

func (e BankruptcyAccepted) evolve(p *Parcel, on Date) {
	p.Bankruptcies = append(p.Bankruptcies, Bankruptcy{e, on})
}

// evolve enters the case, or what has become of the one that bears its number.
func (e LitigationRecorded) evolve(p *Parcel, on Date) {
	if i := p.litigation(e.CaseNo); i >= 0 {
		p.Litigations = slices.Clone(p.Litigations)
		p.Litigations[i] = Litigation{e, on}
		return
	}
	p.Litigations = append(p.Litigations, Litigation{e, on})
}
