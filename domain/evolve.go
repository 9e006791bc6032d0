package domain

import "slices"

// Evolve folds f into p. It never refuses: f is recorded. Facts come in fold
// order (registration, then occurredOn, then revision) with corrections already
// applied to their targets, as [History.Effective] gives them.
//
// It replaces what pointers, maps and shared slices hold instead of writing
// through them, so clones stay as they were.
func (p *Parcel) Evolve(f Fact) {
	p.Events++
	if aims(f) {
		return
	}
	p.LastOn = max(p.LastOn, f.OccurredOn)
	p.Findings = append(p.Findings, f.Findings...)
	to, _, ok := p.way(&f)
	f.Event = p.derived(&f)
	p.trackSupply(&f)
	if ok && to != p.Stage {
		p.move(to, f)
	}
	if e, ok := f.Event.(parcelEvent); ok {
		e.evolve(p, f.OccurredOn)
	}
	p.Compliance = p.compliance()
}

// move enters a stage. Leaving VACATED, and a rescission that brings the land back
// into reserve, begin a new cycle of the land.
func (p *Parcel) move(to Stage, f Fact) {
	if _, rescinded := f.Event.(ContractRescinded); rescinded || p.Stage == StageVacated && to != StageRetired {
		p.newCycle()
	}
	if _, returned := f.Event.(ReturnedToSupply); returned && p.Stage != StageVacated && p.Stage != StageNone {
		p.Cycle++ // a record that begins with the return
	}
	p.Backfilled = f.Backfill && (p.Stage == StageRegistered || p.Backfilled)
	p.CameFrom, p.Stage, p.StageSince = p.Stage, to, f.OccurredOn
}

// newCycle clears what belonged to the previous holder; the site stays. Taken into
// reserve the land leaves the low-efficiency library (收储移出).
func (p *Parcel) newCycle() {
	p.Cycle++
	p.SupplyOnly, p.Backfilled = false, false
	p.Tenure = Tenure{Operation: Operation{Grade: gradeUnrated}}
	p.Land.Holder, p.Land.TitleNo = Party{}, ""
	p.Soil.KeySupervised = false // its soil stays as it is
}

// trackSupply keeps SupplyOnly: true from a back-filled contract until anything
// but its payments and agreement follows, or what the register, the plans and the
// issue list say of the land.
func (p *Parcel) trackSupply(f *Fact) {
	switch f.Event.(type) {
	case GrantContractSigned:
		p.SupplyOnly = f.Backfill
	case LandPricePaid, SupervisionAgreementSigned:
		p.SupplyOnly = p.SupplyOnly && f.Backfill
	case ParcelAttributesRevised, SeaRightConverted, AssignedToUnit, PlanConditionsSet, IssueRaised, IssueResolved:
		// nothing of what became of the supply
	default:
		p.SupplyOnly = false
	}
}

const gradeUnrated Code = "UNRATED"

// Values of Parcel.Compliance and Breach.Status.
const (
	complianceClear      Code = "CLEAR"
	complianceWatch      Code = "WATCH"
	complianceBreach     Code = "BREACH"
	complianceRectifying Code = "RECTIFYING"

	breachOpen       Code = "OPEN"
	breachRectifying Code = "RECTIFYING"
	breachClosed     Code = "CLOSED"
	breachWithdrawn  Code = "WITHDRAWN"
)

// compliance is the worst of what is open (§10.2):
//   - BREACH: an open breach, a failed capacity acceptance, land determined to lie
//     idle through its holder's fault, wholly or in part;
//   - RECTIFYING: a breach under order;
//   - WATCH: a capacity reached basically, a check or evaluation that did not pass,
//     an idle case for another cause or not yet determined, money still demanded, an
//     open record of environment, safety or energy.
//
// What is the holder's misfortune and no fault of his, like halted production, does
// not count; a penalty is watched and not a breach, for what it punishes is one.
func (p *Parcel) compliance() Code {
	if p.Stage == StageNone {
		return ""
	}
	has := func(status Code) bool {
		return slices.ContainsFunc(p.Breaches, func(b Breach) bool { return b.Status == status })
	}
	switch {
	case has(breachOpen), p.Operation.Capacity == "FAIL", p.idleByHolder():
		return complianceBreach
	case has(breachRectifying):
		return complianceRectifying
	case p.watched():
		return complianceWatch
	}
	return complianceClear
}

func (p *Parcel) watched() bool {
	check, evaluations := p.Operation.LastCheck, p.Operation.Evaluations
	return p.Operation.Capacity == "BASIC" ||
		check != nil && check.Result != "PASS" ||
		len(evaluations) > 0 && evaluations[len(evaluations)-1].Conclusion != "PASS" ||
		p.IdleRunning() || p.OutstandingPenalties() > 0 ||
		slices.ContainsFunc(p.Records, func(r ComplianceEntry) bool { return r.ClosedOn == "" && r.Kind != "KEY_SUPERVISED" })
}

func (p *Parcel) idleByHolder() bool {
	c := p.Idle()
	return p.IdleDetermined() && (c.Cause == "HOLDER" || c.Cause == "MIXED")
}
