package domain

import "slices"

// agreedMeasures are those of 闲置土地处置办法 第12条: for land suspended, and for land
// not started without the holder's fault alone. Land not started through his fault
// takes the two of 第14条 only.
var agreedMeasures = []Code{"EXTENSION", "ADJUSTMENT", "TEMPORARY_USE", "BUY_BACK", "SWAP"}

// decreed reports whether a measure is one of 第14条.
func decreed(measure Code) bool { return measure == measureFee || measure == measureReclaim }

func (e IdleDisposed) faults(f *Fact, say faultFunc) {
	if extended := e.BasisDate != "" && e.NewStartBy != "" && e.SupplementNo != ""; e.Measure == "EXTENSION" && !extended {
		say("/newStartBy", "idle.extensionFields")
	}
	if e.NewStartBy != "" && (e.Measure != "EXTENSION" || e.NewStartBy <= e.BasisDate) {
		say("/newStartBy", "idle.newStart", string(e.NewStartBy))
	}
	if e.NewCompleteBy != "" && e.NewCompleteBy <= e.NewStartBy {
		say("/newCompleteBy", "idle.newComplete", string(e.NewCompleteBy))
	}
	if used := e.TempUseFrom != "" && e.TempUseUntil != ""; (e.Measure == "TEMPORARY_USE") != used || used && e.TempUseUntil < e.TempUseFrom {
		say("/tempUseUntil", "idle.tempUse")
	}
	if e.HearingOn > f.OccurredOn || e.ApprovedOn > f.OccurredOn {
		say("/hearingOn", "idle.papers", string(e.HearingOn), string(e.ApprovedOn))
	}
}

func (e IdleDisposed) guard(d *decision) {
	i := d.p.idleCase(e.CaseNo)
	if i < 0 {
		d.doubt("/data/caseNo", "idle.unknown", e.CaseNo)
		return
	}
	c := &d.p.IdleCases[i]
	if e.Measure == measureSelfStart {
		d.selfStart(c)
		return
	}
	d.disposable(c, e.Measure)
	d.measureFits(c, e.Measure)
	if decreed(e.Measure) {
		d.decree(e)
	}
	d.spans(e)
}

// selfStart: the holder's own start ends a case; the officer may say so once more to
// end the publication.
func (d *decision) selfStart(c *IdleCase) {
	built := d.p.Construction
	if c.Kind == "NOT_STARTED" && built.StartedOn == "" || c.Kind == "SUSPENDED" && built.Suspended != nil {
		d.doubt("/data/measure", "idle.selfStart")
	}
	if c.Status == idleDisposed && (c.Measure != measureSelfStart || c.PublishedTo != "") {
		d.refuse("/data/caseNo", "idle.disposed", string(c.DisposedOn))
	}
}

// disposable: only determined land is disposed of, and once; but the fee does not
// keep land that is still not started from being taken back later.
func (d *decision) disposable(c *IdleCase, measure Code) {
	afterFee := c.Status == idleDisposed && c.Measure == measureFee && measure == measureReclaim
	switch {
	case c.Status == idleDisposed && !afterFee:
		d.refuse("/data/caseNo", "idle.disposed", string(c.DisposedOn))
	case c.DeterminedOn == "":
		d.doubt("/data/caseNo", "idle.undetermined", c.CaseNo)
	}
}

// measureFits: which measures follow from kind and cause.
func (d *decision) measureFits(c *IdleCase, measure Code) {
	if c.DeterminedOn == "" {
		return
	}
	holder := c.Kind == "NOT_STARTED" && c.Cause == "HOLDER"
	switch {
	case c.Kind == "SUSPENDED" && decreed(measure):
		d.doubt("/data/measure", "idle.suspendedMeasure", string(measure))
	case holder && slices.Contains(agreedMeasures, measure):
		d.doubt("/data/measure", "idle.holderMeasure", string(measure))
	case !holder && decreed(measure):
		d.doubt("/data/measure", "idle.excused", string(c.Cause), string(measure))
	}
}

// decree: fee and recovery need the government's approval and, before it, the notice
// of the right to a hearing; the recovery two full years, and that the mortgagee
// was told (第14-16条).
func (d *decision) decree(e IdleDisposed) {
	if e.ApprovalDoc == "" {
		d.doubt("/data/approvalDoc", "idle.approval")
	}
	if e.Hearing == "" || e.HearingOn == "" {
		d.doubt("/data/hearing", "idle.hearing")
	}
	if e.ApprovedOn != "" && e.HearingOn > e.ApprovedOn {
		d.doubt("/data/hearingOn", "idle.hearingLate", string(e.HearingOn), string(e.ApprovedOn))
	}
	if e.Measure != measureReclaim {
		return
	}
	start := d.p.startBy()
	if start == "" || !start.fullYearsPast(d.Policy.Int(IdleReclaimYears), d.f.OccurredOn) {
		d.doubt("/data/measure", "idle.reclaimEarly", string(start))
	}
	if d.p.encumbered("MORTGAGE") >= 0 && e.MortgageeTold == "" {
		d.doubt("/data/mortgageeTold", "exit.mortgagee")
	}
}

// spans: an extension by at most a year from the start that the supplement names, a
// temporary use of at most two (第12条).
func (d *decision) spans(e IdleDisposed) {
	if last := e.BasisDate.AddMonths(d.Policy.Int(IdleExtensionMax)); e.NewStartBy > last {
		d.unlessOverridden("/data/newStartBy", "idle.extension", string(last), string(e.NewStartBy))
	}
	if last := e.TempUseFrom.AddMonths(d.Policy.Int(IdleTempUseMax)); e.TempUseUntil > last {
		d.unlessOverridden("/data/tempUseUntil", "idle.temporary", string(last), string(e.TempUseUntil))
	}
}
