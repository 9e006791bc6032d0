package domain

import (
	"slices"
	"strconv"
)

var agreementRules = []Rule{
	{"recruitment.no", RuleFinding, "发布编号与在册的招商发布不同", "another number than the recruitment that is open"},
	{"terminate.none", RuleRefused, "没有在册的监管协议", "no agreement on record"},
	{"terminate.no", RuleFinding, "协议编号与在册的监管协议不同", "another number than the agreement on record"},
	{"terminate.bond", RuleFinding, "仍有保证金余额，却称无保证金", "a bond is held and said to be none"},
	{"amend.form", RuleInvalid, "重新约定须填新值且不填天数；顺延须填天数，只用于期限", "REPLACE has a new value, ADD_DAYS days of a deadline"},
	{"amend.instrument", RuleInvalid, "交地期限和延期只能由出让合同及其补充协议变更", "only the land contract changes the delivery or extends the start"},
	{"amend.kind", RuleInvalid, "延期须变更开工期限", "an extension changes the start"},
	{"amend.basis", RuleInvalid, "闲置处置延期须写明补充协议约定的起算日期", "state the start date agreed in the supplement"},
	{"amend.filed", RuleInvalid, "申请日期晚于变更日期", "asked for after it was granted"},
	{"amend.none", RuleRefused, "没有在册的合同或协议", "no contract or agreement on record"},
	{"amend.noDay", RuleRefused, "没有可顺延的期限", "there is no day to add to"},
	{"amend.old", RuleFinding, "原值与在册的不同", "the old value is another"},
	{"amend.started", RuleFinding, "已开工，仍变更开工期限", "the start is moved after the start"},
	{"amend.dates", RuleDoubt, "变更后开工须早于竣工", "must remain: start < complete"},
	{"extension.long", RuleOverride, "延期超过一年", "extended by more than the law allows"},
	{"extension.filed", RuleDoubt, "延建须在约定开工 30 日前申请", "an extension is asked for 30 days before the start"},
	{"bond.ratio", RuleInvalid, "比例须大于 0 且不大于 1", "a ratio is above 0 and at most 1"},
	{"bond.over", RuleFinding, "缴存超过约定应缴总额", "more posted than required"},
	{"bond.balance", RuleRefused, "超过该节点的保证金余额", "more than is left of this part of the bond"},
	{"bond.early", RuleFinding, "节点尚未达到", "the milestone is not reached"},
	{"bond.breach", RuleFinding, "没有此违约", "no such breach on record"},
}

func (e RecruitmentClosed) guard(d *decision) {
	if r := d.p.Recruitment; r != nil && e.ReleaseNo != "" && e.ReleaseNo != r.ReleaseNo {
		d.find("/data/releaseNo", "recruitment.no", r.ReleaseNo, e.ReleaseNo)
	}
}

func (e AgreementTerminated) guard(d *decision) {
	a := d.p.Agreement
	switch {
	case a == nil && d.p.Stage != StageAdmitted:
		d.refuse("/data/agreementNo", "terminate.none")
	case a != nil && e.AgreementNo != "" && e.AgreementNo != a.AgreementNo:
		d.find("/data/agreementNo", "terminate.no", a.AgreementNo, e.AgreementNo)
	}
	if balance := d.p.Bond.Balance(); e.Bond == "NONE" && balance > 0 {
		d.find("/data/bond", "terminate.bond", balance.String())
	}
}

func (e CommitmentsAmended) faults(f *Fact, say faultFunc) {
	if e.FiledOn > f.OccurredOn {
		say("/filedOn", "amend.filed", string(e.FiledOn))
	}
	starts := false
	for i, a := range e.Amendments {
		at := "/amendments/" + strconv.Itoa(i)
		a.faulty(at, say)
		starts = starts || a.Metric == "START_BY"
		if slices.ContainsFunc(e.Amendments[:i], func(x Amendment) bool { return x.Metric == a.Metric && x.Stage == a.Stage }) {
			say(at+"/metric", "commitment.twice", string(a.Metric))
		}
		if a.Metric == "DELIVER_BY" && e.Instrument != "CONTRACT" {
			say(at+"/metric", "amend.instrument")
		}
	}
	extends := e.Kind != "SUPPLEMENT"
	if extends && e.Instrument != "CONTRACT" {
		say("/instrument", "amend.instrument", string(e.Kind))
	}
	if extends && !starts {
		say("/amendments", "amend.kind", string(e.Kind))
	}
	if e.Kind == "IDLE_EXTENSION" && e.BasisOn == "" {
		say("/basisOn", "amend.basis")
	}
}

// faulty checks the form of one change.
func (a Amendment) faulty(at string, say faultFunc) {
	if a.Mode == "ADD_DAYS" {
		if a.Days == 0 || a.New != "" || !byDate[a.Metric] {
			say(at+"/days", "amend.form", string(a.Metric))
		}
		return
	}
	if a.Days > 0 || a.New == "" {
		say(at+"/new", "amend.form", string(a.Metric))
		return
	}
	c := Commitment{Metric: a.Metric, Operator: usualOperator(a.Metric), Target: a.New}
	if a.Metric == "DELIVER_BY" {
		c.Metric = "START_BY" // a day like any other
	}
	c.faults(nil, func(_, rule string, detail ...string) { say(at+"/new", rule, detail...) })
}

func (e CommitmentsAmended) guard(d *decision) {
	contract := e.Instrument == "CONTRACT"
	if contract && d.p.Contract == nil || !contract && d.p.Agreement == nil {
		d.refuse("/data/instrument", "amend.none", string(e.Instrument))
		return
	}
	after := d.p.Clone()
	e.evolve(after, d.f.OccurredOn)
	for i, a := range e.Amendments {
		d.amended(e, a, "/data/amendments/"+strconv.Itoa(i), after)
	}
	if start, complete := after.agreedDay("START_BY"), after.agreedDay("COMPLETE_BY"); contract && start != "" && complete != "" && complete <= start {
		d.doubt("/data/amendments", "amend.dates", string(start), string(complete))
	}
}

// amended compares one change with what stands.
func (d *decision) amended(e CommitmentsAmended, a Amendment, at string, after *Parcel) {
	old := d.p.standing(e.Instrument, a)
	if a.Old != "" && old != "" && a.Old != old {
		d.find(at+"/old", "amend.old", old, a.Old)
	}
	if a.Mode == "ADD_DAYS" && old == "" && (e.Instrument == "AGREEMENT" || !d.p.counted(a.Metric)) {
		d.refuse(at+"/days", "amend.noDay", string(a.Metric))
	}
	if e.Instrument == "CONTRACT" && a.Metric == "START_BY" {
		d.extended(e, at+pick(a.Mode == "REPLACE", "/new", "/days"), Date(old), after.agreedDay("START_BY"))
	}
}

// standing is what contract or agreement say now, empty for nothing.
func (p *Parcel) standing(instrument Code, a Amendment) string {
	if instrument == "CONTRACT" {
		return string(p.agreedDay(a.Metric))
	}
	for _, c := range p.Agreement.Commitments {
		if c.Metric == a.Metric && c.Stage == a.Stage {
			return c.Target
		}
	}
	return ""
}

// counted reports whether a day of the contract counts from a delivery that has not
// happened: days can be added to it all the same.
func (p *Parcel) counted(metric Code) bool {
	c := p.Contract
	base := map[Code]Code{"START_BY": c.StartBy.Base, "COMPLETE_BY": c.CompleteBy.Base}[metric]
	return base == "DELIVERY" && p.Construction.DeliveredOn == ""
}

// extended holds a later start to the law (R15): at most one year after the day that
// it counts from, the agreed start under the contract (延建, asked for in time), the
// start agreed in the supplement under 闲置土地处置办法 第12条.
func (d *decision) extended(e CommitmentsAmended, at string, old, start Date) {
	if d.p.Construction.StartedOn != "" {
		d.find(at, "amend.started", string(d.p.Construction.StartedOn))
	}
	base := old
	if e.Kind != "EXTENSION" && e.BasisOn != "" {
		base = e.BasisOn
	}
	if limit := base.AddMonths(d.Policy.Int(IdleExtensionMax)); limit != "" && start > limit {
		d.unlessOverridden(at, "extension.long", string(base), string(start))
	}
	last := old.AddDays(-d.Policy.Int(DelayFileDays))
	if e.Kind == "EXTENSION" && last != "" && (e.FiledOn == "" || e.FiledOn > last) {
		d.doubt("/data/filedOn", "extension.filed", string(last), string(e.FiledOn))
	}
}

func (e BondPosted) faults(_ *Fact, say faultFunc)    { ratioFault(e.Ratio, say) }
func (e BondReleased) faults(_ *Fact, say faultFunc)  { ratioFault(e.Ratio, say) }
func (e BondForfeited) faults(_ *Fact, say faultFunc) { ratioFault(e.Ratio, say) }

func ratioFault(ratio Decimal, say faultFunc) {
	if r := ratio.rat(); r != nil && (r.Sign() <= 0 || r.Cmp(one) > 0) {
		say("/ratio", "bond.ratio", string(ratio))
	}
}

func (e BondPosted) guard(d *decision) {
	required := pick(e.Required > 0, e.Required, d.p.Bond.Required)
	posted := e.Amount
	for _, part := range d.p.Bond.Parts {
		posted += part.Posted
	}
	if required > 0 && posted > required {
		d.find("/data/amount", "bond.over", versus(posted, required))
	}
}

func (e BondReleased) guard(d *decision) {
	d.bondLeft(e.Milestone, e.Amount)
	if !d.p.reached(e.Milestone) {
		d.find("/data/milestone", "bond.early", string(e.Milestone))
	}
}

func (e BondForfeited) guard(d *decision) {
	d.bondLeft(e.Milestone, e.Amount)
	if e.BreachID != "" && d.p.breach(e.BreachID) < 0 {
		d.find("/data/breachId", "bond.breach", e.BreachID)
	}
}

// bondLeft: the balance never falls below zero.
func (d *decision) bondLeft(milestone Code, amount Fen) {
	var left Fen
	if i := d.p.Bond.source(milestone); i >= 0 {
		left = d.p.Bond.Parts[i].Balance()
	}
	if amount > left {
		d.refuse("/data/amount", "bond.balance", versus(amount, left))
	}
}

// reached reports whether the project has passed a milestone of the bond.
func (p *Parcel) reached(milestone Code) bool {
	switch milestone {
	case "START":
		return p.Construction.StartedOn != ""
	case "COMPLETION":
		return p.Construction.CompletedOn != ""
	case "PRODUCTION":
		return p.Operation.ProducingSince != ""
	case "CAPACITY":
		return p.Operation.Capacity == "PASS"
	}
	return true
}
