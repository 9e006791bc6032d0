package domain

// Planning is what plans say of the land: its spatial units, the conditions in
// their order of setting (the last one holds), the approved schemes.
type Planning struct {
	Units      []AssignedToUnit `json:"units,omitzero"`
	Conditions []Conditions     `json:"conditions,omitzero"`
	Schemes    []Scheme         `json:"schemes,omitzero"`
	Supply     []SupplyPlan     `json:"supply,omitzero"`
}

// Conditions are planning conditions with the day they were set.
type Conditions struct {
	PlanConditionsSet
	SetOn Date `json:"setOn"`
}

// A Scheme is an approved scheme of redevelopment.
type Scheme struct {
	RedevelopmentSchemeApproved
	ApprovedOn Date `json:"approvedOn"`
}

// A SupplyPlan is one entry in a yearly supply plan; the next contract meets it.
type SupplyPlan struct {
	SupplyPlanListed
	ListedOn   Date `json:"listedOn"`
	SuppliedOn Date `json:"suppliedOn,omitzero"`
}

// An AnnualPlan is one entry in a yearly plan of redevelopment and how far it has
// come: begun, finished, and what the last report of progress said.
type AnnualPlan struct {
	AnnualPlanListed
	ListedOn   Date      `json:"listedOn"`
	StartedOn  Date      `json:"startedOn,omitzero"`
	FinishedOn Date      `json:"finishedOn,omitzero"`
	Progress   *Progress `json:"progress,omitzero"`
}

// Progress is the last report of physical progress (实物工作量).
type Progress struct {
	On         Date `json:"on"`
	Percent    int  `json:"percent"`
	Investment Fen  `json:"investment,omitzero"`
}
