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
	if _, correction := f.Event.(EventCorrected); correction {
		return
	}
	p.LastOn = max(p.LastOn, f.OccurredOn)
	p.Findings = append(p.Findings, f.Findings...)
	to, _, ok := p.way(&f)
	if e, exit := f.Event.(ExitInitiated); exit {
		e.PreviousStage = p.Stage
		f.Event = e
	}
	p.trackSupply(&f)
	if ok && to != p.Stage {
		p.move(to, f)
	}
	p.take(f)
	p.Compliance = p.compliance()
}

// move enters a stage. Leaving VACATED begins a new cycle of the land.
func (p *Parcel) move(to Stage, f Fact) {
	if p.Stage == StageVacated {
		p.newCycle()
	}
	if _, returned := f.Event.(ReturnedToSupply); returned && p.Stage != StageVacated && p.Stage != StageNone {
		p.Cycle++ // a record that begins with the return
	}
	p.Backfilled = f.Backfill && (p.Stage == StageRegistered || p.Backfilled)
	p.Stage, p.StageSince = to, f.OccurredOn
}

// newCycle clears what belonged to the previous holder. The land itself, its
// survey and its plans stay; taken into reserve it leaves the low-efficiency
// library (收储移出).
func (p *Parcel) newCycle() {
	kept := Parcel{
		ID: p.ID, Stage: p.Stage, StageSince: p.StageSince, Cycle: p.Cycle + 1,
		Land: p.Land, Survey: p.Survey, Plans: p.Plans,
		Findings: p.Findings, Events: p.Events, LastOn: p.LastOn,
		Operation: Operation{Grade: gradeUnrated},
	}
	kept.Land.Holder, kept.Land.TitleNo = Party{}, ""
	*p = kept
}

// trackSupply keeps SupplyOnly: true from a back-filled contract until anything
// but its payments and agreement follows.
func (p *Parcel) trackSupply(f *Fact) {
	switch f.Event.(type) {
	case GrantContractSigned:
		p.SupplyOnly = f.Backfill
	case LandPricePaid, SupervisionAgreementSigned:
		p.SupplyOnly = p.SupplyOnly && f.Backfill
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

// compliance is the worst of what is open: breaches, the capacity acceptance and
// the last check.
func (p *Parcel) compliance() Code {
	if p.Stage == StageNone {
		return ""
	}
	has := func(status Code) bool {
		return slices.ContainsFunc(p.Breaches, func(b Breach) bool { return b.Status == status })
	}
	check := p.Operation.LastCheck
	switch {
	case has(breachOpen), p.Operation.Capacity == "FAIL":
		return complianceBreach
	case has(breachRectifying):
		return complianceRectifying
	case p.Operation.Capacity == "BASIC", check != nil && check.Result != "PASS":
		return complianceWatch
	}
	return complianceClear
}

// take keeps what the event says.
func (p *Parcel) take(f Fact) {
	on := f.OccurredOn
	switch e := f.Event.(type) {
	case ParcelRegistered:
		p.register(e)
	case ParcelSurveyed:
		p.surveyed(e)
	case UseConfirmed:
		p.confirmed(e, on)
	case LowEfficiencyIdentified:
		p.identified(e, on)
	case AnnualPlanListed:
		p.Plans = append(p.Plans, e)
	case LandReserved, RecruitmentOpened, ReturnedToSupply, EventCorrected:
		// the stage says it all
	case ProjectProposed:
		p.Proposals = append(p.Proposals, e)
		p.Project = pick(p.admitted(), p.Project, &e)
	case EntryReviewed:
		p.reviewed(e)
	case SupplyAnnounced:
		p.Supply = &e
	case SupplyAwarded:
		p.Award = &e
	case SupervisionAgreementSigned:
		p.Agreement, p.AgreementOn = &e, on
	case GrantContractSigned:
		p.contracted(e, on)
	case LandPricePaid:
		p.paid(e)
	default:
		p.takeUse(f)
	}
}

// takeUse keeps what events say from delivery on.
func (p *Parcel) takeUse(f Fact) {
	on := f.OccurredOn
	switch e := f.Event.(type) {
	case LandDelivered:
		p.delivered(on)
	case ConstructionStarted:
		p.Construction.StartedOn = on
	case ConstructionCompleted:
		p.Construction.CompletedOn, p.Construction.Completion = on, &e
	case ProductionStarted:
		p.Operation.ProducingSince, p.Operation.Industry = on, e.Industry
	case CapacityAccepted:
		p.accepted(e, on)
	case OperationReported:
		p.reported(e)
	case OperationChecked:
		p.Operation.LastCheckOn, p.Operation.LastCheck = on, &e
	case EfficiencyRated:
		p.rated(e)
	case BreachFound:
		e.Shortfall = shortfall(e.Target, e.Actual)
		p.Breaches = append(p.Breaches, Breach{BreachFound: e, FoundOn: on, Status: breachOpen})
	case RectificationOrdered:
		p.rectify(e.BreachID, func(b *Breach) { b.Status, b.OrderNo, b.Due = breachRectifying, e.OrderNo, e.Due })
	case RectificationAccepted:
		p.rectify(e.BreachID, func(b *Breach) { b.accept(e, on) })
	case ExitInitiated:
		p.Exit = &Exit{ExitInitiated: e, InitiatedOn: on}
	case ExitCompleted:
		p.exiting(func(x *Exit) { x.CompletedOn, x.Completion = on, &e })
	case ParcelVacated:
		p.exiting(func(x *Exit) { x.VacatedOn = on })
	default:
		panic("domain: unhandled event " + f.Event.storedName())
	}
}
