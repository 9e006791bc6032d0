package domain

import "slices"

// A Transition is one row of the state machine: in one of the From stages the
// event is accepted and leads to To; To is empty when the stage stays (a facet).
// The first row that fits decides. Source: 10.2 of the domain reference with its
// corrections, after 津政办发〔2024〕1号 and the practice of Tianjin contracts.
type Transition struct {
	Event string  `json:"event"`
	From  []Stage `json:"from"`
	To    Stage   `json:"to,omitzero"`
	// When names the case in which the row applies, as outcome tells it: the
	// confirmed stage, ADMITTED or REJECTED, NEGOTIATED (no auction needed),
	// REACHED or MISSED capacity, BOTH_SIDES_DONE of an exit. Empty is always.
	When string `json:"when,omitzero"`
	// Finding is the rule whose finding the way carries (未交先建, 未验先投).
	Finding string `json:"finding,omitzero"`
}

// Transitions lists the state machine, in the order of the life cycle.
func Transitions() []Transition { return slices.Clone(transitions) }

var (
	inUse    = []Stage{StageCompleted, StageProducing, StageOperating}
	occupied = []Stage{StageContracted, StageDelivered, StageBuilding, StageCompleted, StageProducing, StageOperating}
	held     = slices.Concat([]Stage{StageSurveyed, StagePlanned}, occupied)
	looked   = slices.Concat(held, []Stage{StageExiting})
	anywhere = Stages
)

var transitions = []Transition{
	{Event: "ParcelRegistered", From: []Stage{StageNone}, To: StageRegistered},
	{Event: "ParcelSurveyed", From: []Stage{StageRegistered}, To: StageSurveyed},
	{Event: "ParcelSurveyed", From: slices.Concat(held, []Stage{StageVacated})},
	{Event: "UseConfirmed", From: []Stage{StageSurveyed}, To: StageCompleted, When: "COMPLETED"},
	{Event: "UseConfirmed", From: []Stage{StageSurveyed}, To: StageProducing, When: "PRODUCING"},
	{Event: "UseConfirmed", From: []Stage{StageSurveyed}, To: StageOperating, When: "OPERATING"},
	{Event: "LowEfficiencyIdentified", From: slices.Concat(held, []Stage{StageReserved, StageVacated})},
	{Event: "AnnualPlanListed", From: []Stage{StageSurveyed, StageVacated}, To: StagePlanned},
	{Event: "AnnualPlanListed", From: slices.Concat([]Stage{StagePlanned, StageBuilding}, inUse)},
	{Event: "LandReserved", From: []Stage{StageSurveyed, StagePlanned, StageVacated}, To: StageReserved},

	{Event: "RecruitmentOpened", From: []Stage{StageReserved, StagePlanned}, To: StageRecruiting},
	{Event: "ProjectProposed", From: []Stage{StageReserved, StageRecruiting, StageAdmitted}},
	{Event: "EntryReviewed", From: []Stage{StageRecruiting}, To: StageAdmitted, When: "ADMITTED"},
	{Event: "EntryReviewed", From: []Stage{StageRecruiting}, When: "REJECTED"},

	{Event: "SupplyAnnounced", From: []Stage{StageReserved, StageRecruiting, StageAdmitted}, To: StageOffered},
	{Event: "SupplyAwarded", From: []Stage{StageOffered}, To: StageAwarded},
	{Event: "GrantContractSigned", From: []Stage{StageAwarded}, To: StageContracted},
	{Event: "GrantContractSigned", From: []Stage{StageAdmitted}, To: StageContracted, When: "NEGOTIATED"},
	{Event: "SupervisionAgreementSigned", From: slices.Concat([]Stage{StageAwarded}, occupied)},
	{Event: "LandPricePaid", From: slices.Concat(occupied, []Stage{StageExiting})},
	{Event: "LandDelivered", From: []Stage{StageContracted}, To: StageDelivered},
	{Event: "LandDelivered", From: []Stage{StageBuilding}},

	{Event: "ConstructionStarted", From: []Stage{StageDelivered}, To: StageBuilding},
	{Event: "ConstructionStarted", From: []Stage{StageContracted}, To: StageBuilding, Finding: "start.beforeDelivery"},
	{Event: "ConstructionCompleted", From: []Stage{StageBuilding}, To: StageCompleted},
	{Event: "ConstructionCompleted", From: []Stage{StageProducing, StageOperating}},
	{Event: "ProductionStarted", From: []Stage{StageCompleted}, To: StageProducing},
	{Event: "ProductionStarted", From: []Stage{StageBuilding}, To: StageProducing, Finding: "production.beforeAcceptance"},
	{Event: "CapacityAccepted", From: []Stage{StageProducing}, To: StageOperating, When: "REACHED"},
	{Event: "CapacityAccepted", From: []Stage{StageProducing}, When: "MISSED"},
	{Event: "CapacityAccepted", From: []Stage{StageOperating}},

	{Event: "OperationReported", From: slices.Concat([]Stage{StageSurveyed, StagePlanned, StageBuilding}, inUse, []Stage{StageExiting})},
	{Event: "OperationChecked", From: looked},
	{Event: "EfficiencyRated", From: slices.Concat([]Stage{StageSurveyed, StagePlanned}, inUse, []Stage{StageExiting})},
	{Event: "BreachFound", From: looked},
	{Event: "RectificationOrdered", From: looked},
	{Event: "RectificationAccepted", From: looked},

	{Event: "ExitInitiated", From: held, To: StageExiting},
	{Event: "ExitCompleted", From: []Stage{StageExiting}, To: StageVacated, When: "BOTH_SIDES_DONE"},
	{Event: "ExitCompleted", From: []Stage{StageExiting}},
	{Event: "ParcelVacated", From: []Stage{StageExiting}, To: StageVacated, When: "BOTH_SIDES_DONE"},
	{Event: "ParcelVacated", From: []Stage{StageExiting}},
	{Event: "ReturnedToSupply", From: []Stage{StageVacated}, To: StageReserved},
	{Event: "EventCorrected", From: anywhere},
}

var transitionsOf = func() map[string][]*Transition {
	m := make(map[string][]*Transition)
	for i := range transitions {
		m[transitions[i].Event] = append(m[transitions[i].Event], &transitions[i])
	}
	return m
}()

// outcome names what an event says about its own way, for the When of a row.
func (p *Parcel) outcome(e Event) string {
	switch e := e.(type) {
	case UseConfirmed:
		return string(e.ActualStage)
	case EntryReviewed:
		return pick(e.Result == "REJECT", "REJECTED", "ADMITTED")
	case GrantContractSigned:
		return pick(negotiated(e), "NEGOTIATED", "")
	case CapacityAccepted:
		return pick(e.Result == "FAIL", "MISSED", "REACHED")
	case ExitCompleted:
		return pick(p.Exit != nil && p.Exit.VacatedOn != "", "BOTH_SIDES_DONE", "")
	case ParcelVacated:
		return pick(p.Exit != nil && p.Exit.CompletedOn != "", "BOTH_SIDES_DONE", "")
	}
	return ""
}

func pick[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

// negotiated reports whether a contract needs no auction: allocation, lease, or
// agreement on one of the grounds the law leaves (民法典 347).
func negotiated(c GrantContractSigned) bool {
	return c.Method == "ALLOCATION" || c.Method == "LEASE" || c.Method == "AGREEMENT" && c.Ground != ""
}

// row finds the row of the table that accepts f in p's stage, or nil.
func (p *Parcel) row(f *Fact) *Transition {
	outcome := p.outcome(f.Event)
	for _, t := range transitionsOf[f.Event.storedName()] {
		if (t.When == "" || t.When == outcome) && slices.Contains(t.From, p.Stage) {
			return t
		}
	}
	return nil
}

// way says where f leads from here and whether it is allowed. Beside the table, a
// back-filled fact may enter where the record begins: it jumps forward to the
// stage its event reaches, or stays where no stage is known yet. The same holds
// for a confirmation of use on a record that back-filled facts began.
func (p *Parcel) way(f *Fact) (to Stage, row *Transition, ok bool) {
	if t := p.row(f); t != nil {
		return pick(t.To == "", p.Stage, t.To), t, true
	}
	_, confirmed := f.Event.(UseConfirmed)
	if p.Stage == StageNone || !f.Backfill && !(confirmed && p.Backfilled) {
		return p.Stage, nil, false
	}
	if to = p.arrival(f.Event); to == "" {
		return p.Stage, nil, p.Stage == StageRegistered || p.Backfilled
	}
	return to, nil, p.Stage.order() < to.order()
}

// arrival is the stage an event reaches from wherever it is allowed; empty when
// it moves nothing.
func (p *Parcel) arrival(e Event) Stage {
	outcome := p.outcome(e)
	for _, t := range transitionsOf[e.storedName()] {
		if t.To != "" && (t.When == "" || t.When == outcome) {
			return t.To
		}
	}
	return ""
}
