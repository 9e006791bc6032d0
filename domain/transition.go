package domain

import "slices"

// A Transition is one row of the state machine: in one of the From stages the
// event is accepted and leads to To; To is empty when the stage stays (a facet),
// and PREVIOUS when the parcel returns to the stage it came from (see returning).
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
	inUse = []Stage{StageCompleted, StageProducing, StageOperating}
	// occupied are the stages in which somebody holds a granted right.
	occupied = []Stage{StageContracted, StageDelivered, StageBuilding, StageCompleted, StageProducing, StageOperating, StageRedeveloping}
	held     = slices.Concat([]Stage{StageSurveyed, StagePlanned}, occupied)
	looked   = slices.Concat(held, []Stage{StageExiting})
	anywhere = Stages
	living   = Stages[:len(Stages)-1] // all but RETIRED
	// unsupplied is land on its way to a supply.
	unsupplied = []Stage{StageRegistered, StageSurveyed, StagePlanned, StageReserved, StageRecruiting, StageAdmitted, StageVacated}
)

var transitions = slices.Concat(
	surveyWays,
	attributeWays,
	libraryWays,
	planningWays,
	preparationWays,
	supplyWays,
	agreementWays,
	termWays,
	operationWays,
	redevelopmentWays,
	suspensionWays,
	idleWays,
	supervisionWays,
	breachWays,
	rightsWays,
	penaltyWays,
	courtWays,
	compensationWays,
	lineageWays,
	exitWays,
	correctionWays,
)

var transitionsOf = func() map[string][]*Transition {
	m := make(map[string][]*Transition)
	for i := range transitions {
		m[transitions[i].Event] = append(m[transitions[i].Event], &transitions[i])
	}
	return m
}()

// A chooser is an event whose own words choose the row: outcome is compared with
// the When of the rows.
type chooser interface{ outcome(p *Parcel) string }

func (p *Parcel) outcome(e Event) string {
	if c, ok := e.(chooser); ok {
		return c.outcome(p)
	}
	return ""
}

func (e UseConfirmed) outcome(*Parcel) string { return string(e.ActualStage) }

func (e EntryReviewed) outcome(*Parcel) string {
	return pick(e.Result == "REJECT", "REJECTED", "ADMITTED")
}

func (e GrantContractSigned) outcome(*Parcel) string { return pick(negotiated(e), "NEGOTIATED", "") }

func (e CapacityAccepted) outcome(*Parcel) string {
	return pick(e.Result == "FAIL", "MISSED", "REACHED")
}

func (e ExitCompleted) outcome(p *Parcel) string {
	return pick(p.Exit != nil && p.Exit.VacatedOn != "", "BOTH_SIDES_DONE", "")
}

func (e ParcelVacated) outcome(p *Parcel) string {
	return pick(p.Exit != nil && p.Exit.CompletedOn != "", "BOTH_SIDES_DONE", "")
}

func pick[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

// negotiated reports whether a contract needs no auction: allocation, lease, land
// that the state contributes or lets an enterprise operate, or agreement on one of
// the grounds the law leaves (民法典 347).
func negotiated(c GrantContractSigned) bool {
	return priceless[c.Method] || c.Method == "AGREEMENT" && c.Ground != ""
}

// priceless are the methods that know no price or building days of the grant form.
var priceless = map[Code]bool{"ALLOCATION": true, "LEASE": true, "CONTRIBUTION": true, "AUTHORISED": true}

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

// A returning event undoes a step: it leads back to where the parcel came from.
type returning interface{ back(p *Parcel) Stage }

// leads is where a row takes the parcel.
func (p *Parcel) leads(t *Transition, e Event) Stage {
	switch t.To {
	case "":
		return p.Stage
	case stagePrevious:
		return e.(returning).back(p)
	}
	return t.To
}

// way says where f leads from here and whether it is allowed. Beside the table, a
// back-filled fact may enter where the record begins: it jumps forward to the
// stage its event reaches, or stays where no stage is known yet. The same holds
// for a confirmation of use on a record that back-filled facts began.
func (p *Parcel) way(f *Fact) (to Stage, row *Transition, ok bool) {
	if t := p.row(f); t != nil {
		return p.leads(t, f.Event), t, true
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
		if t.To != "" && t.To != stagePrevious && (t.When == "" || t.When == outcome) {
			return t.To
		}
	}
	return ""
}
