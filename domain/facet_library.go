package domain

// LowEfficiency keeps low-efficiency land by area (低效用地), never as a yes or no:
// Identified is all that was identified in this cycle, Cleared what was disposed
// of it, Remaining the rest. Since and Criteria are those of what remains.
type LowEfficiency struct {
	Identified      Area             `json:"identified"`
	Cleared         Area             `json:"cleared"`
	Remaining       Area             `json:"remaining"`
	Since           Date             `json:"since,omitzero"`
	Criteria        []Code           `json:"criteria,omitzero"`
	Identifications []Identification `json:"identifications,omitzero"`
	ClearedOn       Date             `json:"clearedOn,omitzero"` // of the last clearing
}

// An Identification is one area identified as low-efficiency land and how much of
// it has been cleared since.
type Identification struct {
	LowEfficiencyIdentified
	Since   Date `json:"since"` // in effect since
	Cleared Area `json:"cleared"`
}

// A LegacyCase is one area of legacy land (历史遗留用地) and how much of it has been
// settled.
type LegacyCase struct {
	LegacyLandFlagged
	FlaggedOn  Date `json:"flaggedOn"`
	Resolved   Area `json:"resolved"`
	ResolvedOn Date `json:"resolvedOn,omitzero"` // when nothing is left
}

// Open is what of the case is not yet settled.
func (c LegacyCase) Open() Area { return c.Area - c.Resolved }

// An Issue is a row of the issue list (问题清单).
type Issue struct {
	IssueRaised
	RaisedOn   Date   `json:"raisedOn"`
	ResolvedOn Date   `json:"resolvedOn,omitzero"`
	Resolution string `json:"resolution,omitzero"`
}
