package domain

// A Title is the right as the register shows it (不动产登记).
type Title struct {
	TitleRegistered
	RegisteredOn Date `json:"registeredOn"`
}

// A LandTerm is how long the right runs (使用期). Without an end none is on record.
type LandTerm struct {
	Start    Date      `json:"start,omitzero"`
	End      Date      `json:"end,omitzero"`
	Renewals []Renewal `json:"renewals,omitzero"`
}

// A Renewal is one extension of the term.
type Renewal struct {
	On     Date `json:"on"`
	OldEnd Date `json:"oldEnd,omitzero"`
	NewEnd Date `json:"newEnd"`
}

// yearsFrom is a term of full years from a day (民法典 201, 202).
func yearsFrom(start Date, years int) LandTerm {
	if start == "" || years == 0 {
		return LandTerm{}
	}
	return LandTerm{Start: start, End: start.AddYears(years)}
}

// A Rescission is the end of a land contract (合同解除): of the contract before this
// cycle, or of the one being wound up in an exit.
type Rescission struct {
	ContractRescinded
	On Date `json:"on"`
}

// A LandLease is a lease of the land by the state, alone or before a grant.
type LandLease struct {
	LandLeased
	SignedOn    Date `json:"signedOn"`
	ConvertedOn Date `json:"convertedOn,omitzero"`
}

// A Contribution is land brought into an enterprise against shares.
type Contribution struct {
	ContributionInKind
	On Date `json:"on"`
}

// A TemporaryUse is land in use for a time, until it is reclaimed.
type TemporaryUse struct {
	TemporaryUseApproved
	ApprovedOn  Date `json:"approvedOn"`
	ReclaimedOn Date `json:"reclaimedOn,omitzero"`
}

// A Permit is a paper that building needs.
type Permit struct {
	PermitIssued
	On Date `json:"on"`
}
