package domain

import (
	"math/big"
	"slices"
	"strings"
)

// A CommitmentState is one promise held against what is on record. It follows from
// the state and the terms alone; the shortfall is computed here, never taken over.
type CommitmentState struct {
	Commitment
	// DueOn is the day after which the promise can be judged at the latest.
	DueOn  Date `json:"dueOn,omitzero"`
	Status Code `json:"status"` // MET, MISSED, NOT_YET_DUE, NO_DATA
	// Within: met only thanks to the tolerance or the pass ratio.
	Within bool   `json:"within,omitzero"`
	Actual string `json:"actual,omitzero" sight:"restricted,metric=TAX"` // in the unit of the target
	// Shortfall is by which share of the target the actual misses it: 1 −
	// actual/target of what should be at least, actual/target − 1 of what should be
	// at most, to four places. Days have none, they are late by DaysLate.
	Shortfall Decimal `json:"shortfall,omitzero" sight:"restricted,metric=TAX"`
	DaysLate  int     `json:"daysLate,omitzero"`
	// Source is the type of the event that says so, On its day, Period the period of
	// its figures.
	Source string `json:"source,omitzero"`
	On     Date   `json:"on,omitzero"`
	Period Period `json:"period,omitzero"`
}

// Values of CommitmentState.Status.
const (
	commitmentMet    Code = "MET"
	commitmentMissed Code = "MISSED"
	commitmentEarly  Code = "NOT_YET_DUE"
	commitmentNoData Code = "NO_DATA"
)

// Commitments returns every promise of the contract, the announced conditions and
// the agreement as they stand after all amendments, in that order, each held
// against completion, capacity acceptance and reports. What is due and of which
// nothing is on record is NO_DATA, never missed and never met. Once the way out has
// begun the promises are judged as of that day.
func (p *Parcel) Commitments(terms Terms) []CommitmentState {
	if p.Exit != nil {
		terms.Today = min(terms.Today, p.Exit.InitiatedOn)
	}
	rows := p.promised()
	list := make([]CommitmentState, len(rows))
	for i, c := range rows {
		list[i] = p.held(c, terms)
	}
	return list
}

// promised lists the rows of the three papers. What was announced is promised by
// whoever signs the contract.
func (p *Parcel) promised() []Commitment {
	var rows []Commitment
	if c := p.Contract; c != nil {
		rows = c.commitments()
		if p.Supply != nil {
			rows = append(rows, based(p.Supply.Conditions, "NOTICE")...)
		}
	}
	for _, a := range p.Amendments {
		if a.Instrument == "CONTRACT" {
			rows = overlaid(rows, a.Amendment)
		}
	}
	if a := p.Agreement; a != nil {
		rows = append(rows, based(a.Commitments, "AGREEMENT")...)
	}
	return rows
}

// commitments are the contract's own promises.
func (c *Contract) commitments() []Commitment {
	var rows []Commitment
	add := func(metric, operator, stage Code, target string) {
		if target != "" {
			rows = append(rows, Commitment{Metric: metric, Operator: operator, Target: target, Stage: stage, Basis: "CONTRACT"})
		}
	}
	add("START_BY", "LE", "START", string(c.StartOn))
	add("COMPLETE_BY", "LE", "COMPLETION", string(c.CompleteOn))
	add("FAR", "GE", "COMPLETION", string(c.FARMin))
	add("FAR", "LE", "COMPLETION", string(c.FARMax))
	return rows
}

func based(list []Commitment, basis Code) []Commitment {
	rows := slices.Clone(list)
	for i := range rows {
		if rows[i].Basis == "" {
			rows[i].Basis = basis
		}
	}
	return rows
}

// overlaid applies a supplement of the contract to a promise that is no agreed day
// of it: those are resolved in the contract.
func overlaid(rows []Commitment, a Amendment) []Commitment {
	if a.Metric == "DELIVER_BY" || a.Metric == "START_BY" || a.Metric == "COMPLETE_BY" {
		return rows
	}
	i := slices.IndexFunc(rows, func(c Commitment) bool { return c.Metric == a.Metric && (c.Stage == a.Stage || a.Stage == "") })
	if i < 0 {
		i = len(rows)
		rows = append(rows, Commitment{Metric: a.Metric, Operator: usualOperator(a.Metric), Stage: a.Stage})
	}
	rows[i].Target, rows[i].Basis = a.apply(rows[i].Target), "CONTRACT"
	return rows
}

// held holds one promise against the record.
func (p *Parcel) held(c Commitment, terms Terms) CommitmentState {
	s := CommitmentState{Commitment: c, Status: commitmentNoData}
	switch {
	case p.SupplyOnly: // nothing after the supply is on record: nothing is judged
	case byDate[c.Metric]:
		p.heldDay(&s, terms.Today)
	case c.Metric == "INDUSTRY":
		p.heldIndustry(&s)
	case c.Metric == "EQUITY_LOCK":
		p.heldShares(&s)
	default:
		p.heldFigure(&s, terms)
	}
	return s
}

// heldDay: a day is kept when what was promised happened by it.
func (p *Parcel) heldDay(s *CommitmentState, today Date) {
	target := pick(s.Due != "", s.Due, Date(s.Target))
	s.DueOn = target
	on, source, before := p.milestone(s.Metric)
	switch {
	case on != "":
		s.Actual, s.On, s.Source = string(on), on, source
		s.Status = pick(on <= target, commitmentMet, commitmentMissed)
		s.DaysLate = max(0, target.DaysUntil(on))
	case before || target == "":
	case target.overdue(today):
		s.Status, s.DaysLate = commitmentMissed, target.DaysUntil(today)
	default:
		s.Status = commitmentEarly
	}
}

// milestone is the day on which a promised step was taken and the event that says
// so; before tells that it was taken before the record began.
func (p *Parcel) milestone(metric Code) (on Date, source string, before bool) {
	found := p.Confirmed != nil
	switch metric {
	case "START_BY":
		return p.Construction.StartedOn, "ConstructionStarted", found || p.Construction.CompletedOn != ""
	case "COMPLETE_BY":
		return p.Construction.CompletedOn, "ConstructionCompleted", found
	case "PRODUCE_BY":
		return p.Operation.ProducingSince, "ProductionStarted", false
	}
	return p.Operation.CapacityOn, "CapacityAccepted", found && p.Confirmed.ActualStage == "OPERATING"
}

func (p *Parcel) heldIndustry(s *CommitmentState) {
	if p.Operation.ProducingSince == "" {
		s.Status = commitmentEarly
		return
	}
	if p.Operation.Industry == "" {
		return
	}
	s.Actual, s.On, s.Source = string(p.Operation.Industry), p.Operation.ProducingSince, "ProductionStarted"
	s.Status = pick(sameIndustry(Industry(s.Target), p.Operation.Industry), commitmentMet, commitmentMissed)
}

// heldShares: the lock is broken by a share deal without consent.
func (p *Parcel) heldShares(s *CommitmentState) {
	s.Status = commitmentMet
	for _, t := range p.Transfers {
		if t.Mode == "EQUITY" && t.ConsentNo == "" && t.On >= p.AgreementOn {
			s.Status, s.On, s.Source = commitmentMissed, t.On, "RightTransferred"
		}
	}
}

// heldFigure compares a figure: the latest of acceptance, completion and year that
// the row's stage asks for.
func (p *Parcel) heldFigure(s *CommitmentState, terms Terms) {
	s.DueOn = p.figureDue(s.Commitment)
	f := p.figure(s.Commitment, terms.Today)
	target := Decimal(s.Target).rat()
	if f.value == nil || target == nil {
		if s.DueOn == "" || !s.DueOn.overdue(terms.Today) {
			s.Status = commitmentEarly
		}
		return
	}
	s.Actual, s.On, s.Source, s.Period = plain(f.value), f.on, f.source, f.period
	strictly := meets(s.Operator, target, f.value, new(big.Rat))
	met := strictly || meets(s.Operator, target, f.value, s.slack(terms.Policy))
	s.Status, s.Within = pick(met, commitmentMet, commitmentMissed), met && !strictly
	if !strictly {
		s.Shortfall = missedBy(s.Operator, target, f.value)
	}
}

// slack is the share of the target that may be missed: the row's tolerance, or what
// the policy's pass ratio leaves of a least value, whichever is larger (R12).
func (c Commitment) slack(policy Policy) *big.Rat {
	slack := new(big.Rat)
	if t := c.Tolerance.rat(); t != nil {
		slack = t
	}
	left := new(big.Rat).Sub(one, policy.Ratio(CapacityPassRatio))
	if c.Operator == "GE" && left.Cmp(slack) > 0 {
		return left
	}
	return slack
}

// missedBy is the share of the target that is missed, to four places.
func missedBy(operator Code, target, actual *big.Rat) Decimal {
	if target.Sign() == 0 {
		return ""
	}
	by := new(big.Rat).Sub(one, new(big.Rat).Quo(actual, target))
	if operator != "GE" {
		by.Abs(by)
	}
	return Decimal(by.FloatString(4))
}

// plain writes a figure with four places at most.
func plain(r *big.Rat) string {
	s := r.FloatString(4)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
