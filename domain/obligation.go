package domain

import (
	"cmp"
	"slices"
)

// An Obligation is something that is due by a day: an agreed date of the contract,
// an instalment, a rectification. It follows from the state and the terms alone.
type Obligation struct {
	Kind   Code   `json:"kind"`         // of the code list obligation
	Key    string `json:"key,omitzero"` // instalment number, breach id …
	Due    Date   `json:"due"`          // the effective day: as amended, and shifted for acts that end on a day of rest
	Status Code   `json:"status"`       // OPEN, DUE_SOON, OVERDUE, NO_DATA (无后续数据)
	Days   int    `json:"days"`         // until due; negative when overdue
	Owner  Code   `json:"owner"`        // the department that watches it
}

// Obligations returns what is open on the day of the terms, earliest due first. For a
// parcel of which only the supply is known every agreed date is NO_DATA: it is
// shown and not judged. Of a parcel that has ended nothing is due.
func (p *Parcel) Obligations(terms Terms) []Obligation {
	if p.Stage == StageRetired {
		return nil
	}
	d := dues{Parcel: p, Terms: terms, calendar: terms.Policy.Calendar(), soon: terms.Policy.Int(ObligationLeadDays)}
	d.contract()
	d.agreement()
	d.operation()
	d.money()
	d.orders()
	d.land()
	d.leaving()
	slices.SortStableFunc(d.list, func(a, b Obligation) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	return d.list
}

// dues collects what is due from one parcel under the terms.
type dues struct {
	*Parcel
	Terms
	calendar Calendar
	soon     int // days
	list     []Obligation
}

// owe adds what is due on a day that is a fact: the agreed days of building, the end
// of a term. Nothing is due without a day.
func (d *dues) owe(kind Code, key string, due Date, owner Code) {
	if due == "" {
		return
	}
	o := Obligation{Kind: kind, Key: key, Due: due, Status: "OPEN", Days: d.Today.DaysUntil(due), Owner: owner}
	switch {
	case d.SupplyOnly:
		o.Status = "NO_DATA"
	case o.Days < 0:
		o.Status = "OVERDUE"
	case o.Days <= d.soon:
		o.Status = "DUE_SOON"
	}
	d.list = append(d.list, o)
}

// act adds an act to be performed by a day: payment, filing, rectification, answer.
// When that is a day of rest it may be performed until the day after it (民法典 203).
func (d *dues) act(kind Code, key string, due Date, owner Code) {
	d.owe(kind, key, d.calendar.Shift(due), owner)
}

// window adds a right that is lost when its day has passed: nothing is left to do.
func (d *dues) window(kind Code, key string, due Date, owner Code) {
	if due = d.calendar.Shift(due); due >= d.Today {
		d.owe(kind, key, due, owner)
	}
}

// breachOwner is who watches a rectification: the land contract is the land
// bureau's, the agreement the industry bureau's.
func breachOwner(basis Code) Code { return pick[Code](basis == "AGREEMENT", "IIT", "PNR") }
