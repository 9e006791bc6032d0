package domain

import "slices"

func (e IdleCaseOpened) faults(f *Fact, say faultFunc) {
	if e.SuspectedSince > f.OccurredOn {
		say("/suspectedSince", "idle.from", string(e.SuspectedSince))
	}
	if e.ServedOn != "" && e.ServedOn < f.OccurredOn {
		say("/servedOn", "idle.served", string(e.ServedOn))
	}
}

func (e IdleCaseOpened) guard(d *decision) {
	if d.p.idleCase(e.CaseNo) >= 0 {
		d.refuse("/data/caseNo", "idle.twice", e.CaseNo)
	}
	if d.p.IdleRunning() {
		d.refuse("/type", "idle.running", d.p.Idle().CaseNo)
	}
	d.liesIdle(e.Kind)
	d.servedDays("replyDue", e.ServedOn, e.ReplyDue, IdleInvestigateDays, "idle.replyDue")
}

// liesIdle holds the two definitions against the record (闲置土地处置办法 第2条): a full
// year without a start; or a full year of suspension, and too little built or
// invested. What the record does not say, the officer must know.
func (d *decision) liesIdle(kind Code) {
	if kind == "SUSPENDED" {
		d.liesSuspended()
		return
	}
	if d.p.Construction.StartedOn != "" || d.p.Construction.CompletedOn != "" {
		d.doubt("/data/kind", "idle.started", string(d.p.Construction.StartedOn))
		return
	}
	start := d.p.startBy()
	if start != "" && !start.fullYearsPast(d.Policy.Int(IdleStartYears), d.f.OccurredOn) {
		d.doubt("/data/kind", "idle.notYet", string(start))
	}
}

func (d *decision) liesSuspended() {
	s := d.p.Construction.Suspended
	if s == nil {
		d.doubt("/data/kind", "idle.notSuspended")
		return
	}
	if !s.Since.fullYearsPast(d.Policy.Int(IdleStartYears), d.f.OccurredOn) {
		d.doubt("/data/kind", "idle.notYet", string(s.Since))
	}
	if !s.Below(d.Policy) {
		d.doubt("/data/kind", "idle.figures")
	}
}

// startBy is the day by which building is to start, as it stands after extensions;
// empty when none is on record.
func (p *Parcel) startBy() Date {
	if p.Contract == nil {
		return ""
	}
	return p.Contract.StartOn
}

func (e IdleDetermined) faults(f *Fact, say faultFunc) {
	if e.IdleFrom > f.OccurredOn {
		say("/idleFrom", "idle.from", string(e.IdleFrom))
	}
	if byGovernment := e.Cause == "GOVERNMENT" || e.Cause == "MIXED"; byGovernment != (e.GovernmentCause != "") {
		say("/governmentCause", "idle.governmentCause")
	}
	if e.PublishedFrom != "" && e.PublishedFrom < f.OccurredOn {
		say("/publishedFrom", "idle.published", string(e.PublishedFrom))
	}
	if e.ServedOn != "" && e.ServedOn < f.OccurredOn {
		say("/servedOn", "idle.served", string(e.ServedOn))
	}
}

func (e IdleDetermined) guard(d *decision) {
	c := d.openCase(e.CaseNo)
	if c != nil && c.Status == idleDetermined {
		d.refuse("/data/caseNo", "idle.determinedTwice", string(c.DeterminedOn))
	}
	if c != nil && c.Kind != e.Kind {
		d.doubt("/data/kind", "idle.kind", string(c.Kind), string(e.Kind))
	}
	if land := d.landArea(); e.IdleArea > land {
		d.refuse("/data/idleArea", "idle.area", versus(e.IdleArea, land))
	}
	d.liesIdle(e.Kind)
	if e.Kind == "NOT_STARTED" && e.Cause == "HOLDER" {
		d.fault()
	}
}

// openCase finds a case that is not yet disposed of; without one it complains.
func (d *decision) openCase(no string) *IdleCase {
	i := d.p.idleCase(no)
	if i < 0 {
		d.doubt("/data/caseNo", "idle.unknown", no)
		return nil
	}
	c := &d.p.IdleCases[i]
	if c.Status == idleDisposed {
		d.refuse("/data/caseNo", "idle.disposed", string(c.DisposedOn))
	}
	return c
}

// fault: land that the government handed over late is not idle through the holder's
// fault alone (闲置土地处置办法 第8条第1项). A start that counts from delivery, or was
// agreed anew after it, has taken the delay into account.
func (d *decision) fault() {
	c, delivered := d.p.Contract, d.p.Construction.DeliveredOn
	if c == nil {
		return
	}
	deliverBy := c.DeliverOn
	if c.StartBy.Base == "DELIVERY" || c.StartBy == (Deadline{}) || d.p.movedSince("START_BY", delivered) {
		deliverBy = ""
	}
	switch delay := startDelay(deliverBy, delivered, c.StartOn, d.f.OccurredOn); delay.Cause {
	case "GOVERNMENT":
		d.doubt("/data/cause", "idle.lateDelivery", string(deliverBy), string(delivered))
	case "MIXED":
		d.find("/data/cause", "idle.lateInPart", string(deliverBy), string(delivered))
	}
}

// movedSince reports whether a day of the contract was agreed anew on or after a day
// that is on record.
func (p *Parcel) movedSince(metric Code, day Date) bool {
	return day != "" && slices.ContainsFunc(p.Amendments, func(a Amended) bool {
		return a.Instrument == "CONTRACT" && a.Metric == metric && a.Mode == "REPLACE" && a.On >= day
	})
}
