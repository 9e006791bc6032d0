package domain

import (
	"cmp"
	"slices"
	"strconv"
)

// An Obligation is something that is due by a day: an agreed date of the contract,
// an instalment, a rectification. It follows from the state and a day alone.
type Obligation struct {
	Kind   Code   `json:"kind"`         // DELIVER, START, COMPLETE, PAY, RECTIFY, PRODUCE, CAPACITY, REPORT
	Key    string `json:"key,omitzero"` // instalment number, breach id …
	Due    Date   `json:"due"`
	Status Code   `json:"status"` // OPEN, DUE_SOON, OVERDUE, NO_DATA (无后续数据)
	Days   int    `json:"days"`   // until due; negative when overdue
	Owner  Code   `json:"owner"`  // the department that watches it
}

// dueSoonDays is how many days ahead an obligation shows as due soon.
const dueSoonDays = 30

// Obligations returns what is open on the day of the terms, earliest due first. For a
// parcel of which only the supply is known every agreed date is NO_DATA: it is
// shown and not judged.
func (p *Parcel) Obligations(terms Terms) []Obligation {
	var list []Obligation
	due := func(kind Code, key string, on Date, owner Code, open bool) {
		if open && on != "" {
			list = append(list, p.obligation(kind, key, on, owner, terms.Today))
		}
	}
	p.contractDues(due)
	p.agreementDues(due)
	if p.Stage != StageVacated {
		for _, b := range p.Breaches {
			due("RECTIFY", b.BreachID, b.Due, breachOwner(b.Basis), b.Status == breachRectifying)
		}
	}
	slices.SortStableFunc(list, func(a, b Obligation) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	return list
}

func (p *Parcel) obligation(kind Code, key string, on Date, owner Code, today Date) Obligation {
	o := Obligation{Kind: kind, Key: key, Due: on, Status: "OPEN", Days: today.DaysUntil(on), Owner: owner}
	switch {
	case p.SupplyOnly:
		o.Status = "NO_DATA"
	case o.Days < 0:
		o.Status = "OVERDUE"
	case o.Days <= dueSoonDays:
		o.Status = "DUE_SOON"
	}
	return o
}

type dueFunc func(kind Code, key string, on Date, owner Code, open bool)

// contractDues are the agreed days and payments. Land found in use (存量入库) was
// delivered, built and completed before the record began; once the way out has
// begun the days of building are moot, payments are not.
func (p *Parcel) contractDues(due dueFunc) {
	c := p.Contract
	if c == nil {
		return
	}
	building := p.Confirmed == nil && p.Exit == nil
	due("DELIVER", "", c.DeliverOn, "PNR", building && p.Construction.DeliveredOn == "" && p.Construction.CompletedOn == "")
	due("START", "", c.StartOn, "PNR", building && p.Construction.StartedOn == "" && p.Construction.CompletedOn == "")
	due("COMPLETE", "", c.CompleteOn, "HUC", building && p.Construction.CompletedOn == "")
	for _, i := range c.Instalments {
		due("PAY", strconv.Itoa(i.No), i.Due, "TAX", c.Paid[i.No] < i.Amount)
	}
}

// agreementDues are the agreement's own days of production and capacity; those of
// start and completion only the contract moves.
func (p *Parcel) agreementDues(due dueFunc) {
	if p.Exit != nil {
		return
	}
	due("CAPACITY", "", p.Operation.CapacityDue, "IIT", true)
	if p.Agreement == nil {
		return
	}
	for _, m := range p.Agreement.Commitments {
		on := pick(m.Due != "", m.Due, Date(m.Target))
		switch m.Metric {
		case "PRODUCE_BY":
			due("PRODUCE", "", on, "IIT", p.Operation.ProducingSince == "")
		case "CAPACITY_BY":
			due("CAPACITY", "", on, "IIT", p.Operation.CapacityOn == "" && p.Operation.CapacityDue == "")
		}
	}
}

// breachOwner is who watches a rectification: the land contract is the land
// bureau's, the agreement the industry bureau's.
func breachOwner(basis Code) Code { return pick[Code](basis == "AGREEMENT", "IIT", "PNR") }
