package domain

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

// Obligations returns what is open on the day today, earliest due first. For a
// parcel of which only the supply is known every agreed date is NO_DATA: it is
// shown and not judged.
func (p *Parcel) Obligations(today Date) []Obligation { panic("domain: to be written") }
