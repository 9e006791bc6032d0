package domain

import "slices"

func (e ConstructionSuspended) faults(f *Fact, say faultFunc) {
	if e.Since > f.OccurredOn {
		say("/since", "suspend.since", string(e.Since))
	}
}

// guard wants the figures of the idle test, which old papers may lack, and believes
// none that exceed the land.
func (e ConstructionSuspended) guard(d *decision) {
	if d.p.Construction.Suspended != nil {
		d.refuse("/type", "suspend.twice", string(d.p.Construction.Suspended.Since))
	}
	if started := d.p.Construction.StartedOn; started != "" && e.Since < started {
		d.doubt("/data/since", "suspend.order", string(started))
	}
	if e.DevelopedArea == nil || e.DueArea == nil || e.Invested == nil || e.TotalInvestment == nil {
		d.doubt("/data/developedArea", "suspend.figures")
	}
	if e.DueArea != nil && *e.DueArea > d.landArea() {
		d.find("/data/dueArea", "suspend.area", versus(*e.DueArea, d.landArea()))
	}
	if e.DevelopedArea != nil && e.DueArea != nil && *e.DevelopedArea > *e.DueArea {
		d.find("/data/developedArea", "suspend.developed", versus(*e.DevelopedArea, *e.DueArea))
	}
}

func (e ConstructionResumed) guard(d *decision) {
	if d.p.Construction.Suspended == nil {
		d.doubt("/type", "resume.none")
	}
}

func (e ProductionHalted) faults(f *Fact, say faultFunc) {
	if e.Since > f.OccurredOn {
		say("/since", "halt.since", string(e.Since))
	}
}

func (e ProductionHalted) guard(d *decision) {
	if before := d.p.Operation.Halted; before != nil && before.Degree == e.Degree {
		d.refuse("/data/degree", "halt.twice", string(before.DegreeSince))
	}
	if since := d.p.Operation.ProducingSince; since != "" && e.Since < since {
		d.find("/data/since", "halt.order", string(since))
	}
}

func (e ProductionResumed) guard(d *decision) {
	if d.p.Operation.Halted == nil {
		d.doubt("/type", "resume.notHalted")
	}
}

func (e ProcessEvaluated) faults(f *Fact, say faultFunc) {
	if e.Conclusion == "PASS" && objected(e.Reviewers) {
		say("/conclusion", "evaluation.objection")
	}
	if e.RectifyBy != "" && (e.Conclusion != "RECTIFY" || e.RectifyBy <= f.OccurredOn) {
		say("/rectifyBy", "evaluation.rectifyBy", string(e.RectifyBy))
	}
	checkReviews(e.Reviewers, "/reviewers", f.OccurredOn, say)
}

func (e ProcessEvaluated) guard(d *decision) {
	same := func(x Evaluation) bool { return x.CycleNo == e.CycleNo }
	if slices.ContainsFunc(d.p.Operation.Evaluations, same) {
		d.refuse("/data/cycleNo", "evaluation.twice")
	}
	if e.Conclusion == "RECTIFY" && e.RectifyBy == "" {
		d.doubt("/data/rectifyBy", "evaluation.due")
	}
	if d.p.Agreement == nil {
		d.find("/type", "evaluation.agreement")
	}
}

func (e ComplianceRecorded) faults(f *Fact, say faultFunc) {
	if e.ClosedOn > f.OccurredOn {
		say("/closedOn", "compliance.closed", string(e.ClosedOn))
	}
}

// guard: a record stands once, and is settled once.
func (e ComplianceRecorded) guard(d *decision) {
	i := d.p.record(e.Kind, e.DocNo)
	if i < 0 {
		return
	}
	switch r := d.p.Records[i]; {
	case r.ClosedOn != "" || e.ClosedOn == "":
		d.refuse("/data/docNo", "compliance.twice", e.DocNo)
	case e.ClosedOn < r.On:
		d.doubt("/data/closedOn", "compliance.order", string(r.On))
	}
}

func (e MeasureApplied) faults(_ *Fact, say faultFunc) {
	if e.To != "" && e.To < e.From {
		say("/to", "measure.dates", string(e.From), string(e.To))
	}
}

func (e MeasureApplied) guard(d *decision) {
	if d.p.measure(e.MeasureID) >= 0 {
		d.refuse("/data/measureId", "measure.twice", e.MeasureID)
	}
}

func (e MeasureWithdrawn) guard(d *decision) {
	switch i := d.p.measure(e.MeasureID); {
	case i < 0:
		d.refuse("/data/measureId", "measure.unknown", e.MeasureID)
	case d.p.Measures[i].WithdrawnOn != "":
		d.refuse("/data/measureId", "measure.withdrawn", string(d.p.Measures[i].WithdrawnOn))
	}
}
