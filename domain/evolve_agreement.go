package domain

import "slices"

func (e RecruitmentOpened) evolve(p *Parcel, on Date) {
	from := pick(p.CameFrom == StagePlanned, StagePlanned, StageReserved)
	p.Recruitment = &Recruitment{ReleaseNo: e.ReleaseNo, OpenedOn: on, ValidTo: e.ValidTo, From: from}
}

func (e RecruitmentClosed) evolve(p *Parcel, on Date) {
	if p.Recruitment == nil {
		return
	}
	r := *p.Recruitment
	r.ClosedOn = on
	p.Recruitment = &r
}

// back: the land goes back to where it was offered from.
func (RecruitmentClosed) back(p *Parcel) Stage {
	if p.Recruitment == nil {
		return StageReserved
	}
	return p.Recruitment.From
}

func (e AgreementTerminated) evolve(p *Parcel, on Date) {
	if p.Stage == StageRecruiting { // the admitted project withdrew
		p.Entry, p.Project = nil, nil
	}
	p.endAgreement(EndedAgreement{AgreementNo: e.AgreementNo, On: on, Side: e.Side, Bond: e.Bond})
}

func (p *Parcel) endAgreement(ended EndedAgreement) {
	if p.Agreement == nil {
		return
	}
	ended.AgreementNo, ended.PartyB = p.Agreement.AgreementNo, p.Agreement.PartyB
	p.EndedAgreements = append(p.EndedAgreements, ended)
	p.Agreement, p.AgreementOn = nil, ""
}

func (e CommitmentsAmended) evolve(p *Parcel, on Date) {
	start := p.agreedDay("START_BY")
	for _, a := range e.Amendments {
		p.amend(Amended{Amendment: a, Instrument: e.Instrument, Kind: e.Kind, Reason: e.Reason, DocNo: e.DocNo, On: on})
	}
	completes := slices.ContainsFunc(e.Amendments, func(a Amendment) bool { return a.Metric == "COMPLETE_BY" })
	if e.Instrument != "CONTRACT" || e.Kind != "EXTENSION" || completes || start == "" {
		return
	}
	// 延建: the completion shifts with the start.
	if days := start.DaysUntil(p.agreedDay("START_BY")); days > 0 {
		p.amend(Amended{Amendment: Amendment{Metric: "COMPLETE_BY", Mode: "ADD_DAYS", Days: days}, Instrument: e.Instrument, Kind: e.Kind, Reason: e.Reason, DocNo: e.DocNo, On: on})
	}
}

// amend keeps a change and applies it to the contract's days or the agreement's
// commitments.
func (p *Parcel) amend(a Amended) {
	if a.Instrument == "AGREEMENT" {
		a.Old = p.amendAgreement(a.Amendment)
	} else if byDate[a.Metric] {
		a.Old = string(p.agreedDay(a.Metric))
	}
	p.Amendments = append(p.Amendments, a)
	p.resolveContract()
}

// agreedDay is a day of the contract as it stands, empty without one.
func (p *Parcel) agreedDay(metric Code) Date {
	if p.Contract == nil {
		return ""
	}
	return map[Code]Date{"DELIVER_BY": p.Contract.DeliverOn, "START_BY": p.Contract.StartOn, "COMPLETE_BY": p.Contract.CompleteOn}[metric]
}

// moveDeadline replaces an agreed day of the contract as a paper other than an
// amendment does: a transfer, the disposal of idle land.
func (p *Parcel) moveDeadline(metric Code, day Date, docNo string, on Date) {
	if day != "" {
		a := Amendment{Metric: metric, Mode: "REPLACE", New: string(day)}
		p.amend(Amended{Amendment: a, Instrument: "CONTRACT", Kind: "SUPPLEMENT", DocNo: docNo, On: on})
	}
}

// amendAgreement changes a row of the agreement and returns its target before; what
// was not promised before is added.
func (p *Parcel) amendAgreement(a Amendment) (old string) {
	if p.Agreement == nil {
		return a.Old
	}
	agreement := *p.Agreement
	agreement.Commitments = slices.Clone(agreement.Commitments)
	i := slices.IndexFunc(agreement.Commitments, func(c Commitment) bool { return c.Metric == a.Metric && c.Stage == a.Stage })
	if i < 0 {
		i = len(agreement.Commitments)
		agreement.Commitments = append(agreement.Commitments, Commitment{Metric: a.Metric, Stage: a.Stage, Operator: usualOperator(a.Metric), Basis: "AGREEMENT"})
	}
	c := &agreement.Commitments[i]
	old = c.Target
	c.Target = a.apply(c.Target)
	if byDate[a.Metric] {
		c.Due = ""
	}
	p.Agreement = &agreement
	return old
}

// apply returns the value after the change; days are added to days only.
func (a Amendment) apply(old string) string {
	if a.Mode == "REPLACE" {
		return a.New
	}
	return string(Date(old).AddDays(a.Days))
}

// byDate are the metrics whose target is a day.
var byDate = map[Code]bool{"DELIVER_BY": true, "START_BY": true, "COMPLETE_BY": true, "PRODUCE_BY": true, "CAPACITY_BY": true}

func (e BondPosted) evolve(p *Parcel, on Date) {
	p.Bond.ChangedOn = on
	i := slices.IndexFunc(p.Bond.Parts, func(part BondPart) bool { return part.Milestone == e.Milestone })
	p.Bond = p.Bond.with(i, e.Milestone, func(part *BondPart) { part.Posted += e.Amount })
	if e.Required > 0 {
		p.Bond.Required = e.Required
	}
}

func (e BondReleased) evolve(p *Parcel, on Date) {
	p.Bond.ChangedOn = on
	p.Bond = p.Bond.with(p.Bond.source(e.Milestone), e.Milestone, func(part *BondPart) { part.Released += e.Amount })
}

func (e BondForfeited) evolve(p *Parcel, on Date) {
	p.Bond.ChangedOn = on
	p.Bond = p.Bond.with(p.Bond.source(e.Milestone), e.Milestone, func(part *BondPart) { part.Forfeited += e.Amount })
}
