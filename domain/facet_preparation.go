package domain

// Preparation is what was done to the land before supply and stays with it.
type Preparation struct {
	Approvals   []Approval   `json:"approvals,omitzero"`
	Assessments []Assessment `json:"assessments,omitzero"` // the last of each kind
	Archaeology *Archaeology `json:"archaeology,omitzero"`
}

// An Approval is a conversion and expropriation approved (农转征批复); the next
// contract uses it up.
type Approval struct {
	LandUseApproved
	ApprovedOn Date `json:"approvedOn"`
	SuppliedOn Date `json:"suppliedOn,omitzero"`
}

// An Assessment is a regional assessment with its day.
type Assessment struct {
	RegionAssessed
	AssessedOn Date `json:"assessedOn"`
}

// Archaeology is the last archaeological clearance.
type Archaeology struct {
	ArchaeologyCleared
	ClearedOn Date `json:"clearedOn"`
}

// A NetLand is the last verification of the five tests in this cycle.
type NetLand struct {
	NetLandVerified
	VerifiedOn Date `json:"verifiedOn"`
}

// Passed reports whether all five tests are met.
func (e NetLandVerified) Passed() bool {
	return e.RightsClear && e.Compensated && e.NoDispute && e.ConditionsClear && e.Ready
}

// Quota is the account of land quota (增减挂钩) that reclamation on this parcel gave
// and new construction land elsewhere used.
type Quota struct {
	Reclaimed Area `json:"reclaimed"`
	Earned    Area `json:"earned"`
	Used      Area `json:"used"`
}

// Balance is the quota still to be used.
func (q Quota) Balance() Area { return q.Earned - q.Used }

// A CodeSpan is a parcel code and the days on which it was the parcel's: until is
// the first day on which it no longer was. A closed code is never used again
// (GB/T 37346).
type CodeSpan struct {
	Code  ParcelCode `json:"code"`
	From  Date       `json:"from"`
	Until Date       `json:"until,omitzero"`
}
