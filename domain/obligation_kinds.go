package domain

import "strconv"

// contract: the agreed days and payments. Land found in use (存量入库) was delivered,
// built and completed before the record began; once the way out has begun the days
// of building are moot, payments are not.
func (d *dues) contract() {
	if d.Award != nil && d.Contract == nil && d.Stage == StageAwarded {
		d.owe("SIGN", d.Award.ConfirmationNo, d.calendar.AddWorkdays(d.StageSince, d.Policy.Int(ContractWorkdays)), "PNR")
	}
	c := d.Contract
	if c == nil {
		return
	}
	if d.builds() {
		d.building(c)
	}
	if d.Stage == StageVacated {
		return
	}
	for _, i := range c.Instalments {
		if c.Paid[i.No] < i.Amount {
			d.act("PAY", strconv.Itoa(i.No), i.Due, "TAX")
		}
	}
}

func (d *dues) building(c *Contract) {
	if d.Construction.DeliveredOn == "" {
		d.owe("DELIVER", "", c.DeliverOn, "PNR")
	}
	if d.Construction.StartedOn == "" {
		d.owe("START", "", c.StartOn, "PNR")
	}
	d.owe("COMPLETE", "", c.CompleteOn, "HUC")
	if d.Agreement == nil && len(d.EndedAgreements) == 0 && c.Method != "ALLOCATION" && !d.SupplyOnly {
		d.act("AGREEMENT", "", c.SignedOn.AddDays(d.Policy.Int(AgreementDays)), "IIT")
	}
}

// agreement: its own days of production and capacity; those of start and completion
// only the contract moves. Then the evaluations it provides for.
func (d *dues) agreement() {
	d.owe("PRODUCE", "", d.produceBy(), "IIT")
	d.owe("CAPACITY", "", d.capacityBy(), "IIT")
	d.act("EVALUATE", "", d.evaluateBy(d.Policy), "IIT")
}

func (d *dues) operation() {
	for _, r := range d.reportsDue(d.Terms, d.calendar) {
		d.owe("REPORT", string(r.period), r.due, "IIT")
	}
	for i := range d.Redevelopments {
		if x := &d.Redevelopments[i]; x.CompletedOn == "" {
			d.owe("REDEVELOP", x.SchemeNo, x.FinishBy, "DPG")
		}
	}
}

func (d *dues) money() {
	for i := range d.Penalties {
		if x := &d.Penalties[i]; x.Outstanding() > 0 {
			d.owe("PENALTY", x.PenaltyID, x.payBy(d.Policy, d.calendar), "TAX")
		}
	}
	if d.Bond.Shortage() > 0 && d.Stage != StageVacated {
		d.act("BOND", "", d.Bond.ChangedOn, "FIN")
	}
	for i := range d.Compensations {
		c := &d.Compensations[i]
		for _, x := range c.Instalments {
			if x.Paid < x.Amount {
				d.act("COMPENSATE", c.AgreementNo+"/"+strconv.Itoa(x.No), x.Due, "LRC")
			}
		}
	}
}

// orders: what somebody was told to mend or to answer by a day.
func (d *dues) orders() {
	if d.Stage != StageVacated {
		for i := range d.Breaches {
			if b := &d.Breaches[i]; b.Status == breachRectifying {
				d.act("RECTIFY", b.BreachID, b.Due, breachOwner(b.Basis))
			}
		}
		if e := d.Operation.toMend(); e != nil && d.Exit == nil {
			d.act("RECTIFY", "E"+strconv.Itoa(e.CycleNo), e.RectifyBy, "IIT")
		}
	}
	for i := range d.Issues {
		if x := &d.Issues[i]; x.ResolvedOn == "" {
			d.act("ISSUE", x.IssueID, x.Due, x.LeadDepartment)
		}
	}
	for i := range d.Objections {
		if x := &d.Objections[i]; x.ResolvedOn == "" {
			d.act("OBJECTION", x.ObjectionID, x.Due, "PNR")
		}
	}
	if c := d.Idle(); c != nil && c.Status == idleInvestigating {
		d.act("REPLY", c.CaseNo, c.ReplyDue, "PNR")
	}
}

// toMend is the last evaluation when it asks for rectification.
func (o *Operation) toMend() *Evaluation {
	if n := len(o.Evaluations); n > 0 && o.Evaluations[n-1].Conclusion == "RECTIFY" {
		return &o.Evaluations[n-1]
	}
	return nil
}

// land: what is due of the right, the plans and the preparation of the land.
func (d *dues) land() {
	if end := d.Term.End; end != "" && d.Exit == nil && d.Stage != StageVacated && end.AddYears(-d.Policy.Int(TermInformYears)) <= d.Today {
		d.act("RENEW", "", end.AddYears(-d.Policy.Int(TermRenewNotice)), "PNR")
	}
	if l := d.LandLease; l != nil && l.ConvertedOn == "" && d.Exit == nil {
		d.act("CONVERT", l.LeaseNo, l.To.AddMonths(-d.Policy.Int(LeaseNoticeMonths)), "PNR")
	}
	for i := range d.TemporaryUses {
		if x := &d.TemporaryUses[i]; x.ReclaimedOn == "" {
			d.owe("RECLAIM", x.ApprovalNo, x.To.AddMonths(d.Policy.Int(TempReclaimMonths)), "PNR")
		}
	}
	for i := range d.Preparation.Approvals {
		if x := &d.Preparation.Approvals[i]; x.SuppliedOn == "" {
			d.owe("SUPPLY", x.BatchNo, x.ApprovedOn.AddYears(d.Policy.Int(ApprovalLapseYears)), "PNR")
		}
	}
	for i := range d.Plans {
		if x := &d.Plans[i]; x.FinishedOn == "" {
			d.owe("PLAN", strconv.Itoa(x.PlanYear), x.PlannedFinish, "DPG")
		}
	}
}

// leaving: what is due on the way out, and in court.
func (d *dues) leaving() {
	d.owe("SOIL", "", d.soilDue(), "EEB")
	for i := range d.Compensations {
		if c := &d.Compensations[i]; d.Exit != nil && d.Exit.VacatedOn == "" {
			d.owe("VACATE", c.AgreementNo, c.VacateBy, "LRC")
		}
	}
	for i := range d.Bankruptcies {
		d.window("CLAIM", d.Bankruptcies[i].CaseNo, d.Bankruptcies[i].ClaimsDue, "PNR")
	}
	for i := range d.Litigations {
		if l := &d.Litigations[i]; l.EnforcementDue != "" {
			d.window("ENFORCE", l.CaseNo, l.EnforcementDue, "PNR")
		} else if l.ResultOn != "" && l.Result == "UPHELD" {
			d.window("ENFORCE", l.CaseNo, l.ResultOn.AddMonths(d.Policy.Int(EnforcementMonths)), "PNR")
		}
	}
}

// soilDue is the day from which a soil survey that was not made is missing: the land
// of a key supervised unit is given up or changes its use (土壤污染防治法 67).
func (p *Parcel) soilDue() Date {
	switch {
	case !p.Soil.KeySupervised || p.Soil.Status != soilDue:
		return ""
	case p.Exit != nil:
		return p.Exit.InitiatedOn
	}
	return p.UseChangedOn
}
