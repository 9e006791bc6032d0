package domain

import "slices"

// Soil is what is known of the soil (土壤). It stays with the land; being a key
// supervised unit (重点监管单位) ends when the unit leaves the list or the land.
type Soil struct {
	Status        Code   `json:"status"` // NOT_REQUIRED, DUE, SURVEYED, RISK, REMEDIATED
	KeySupervised bool   `json:"keySupervised,omitzero"`
	SurveyedOn    Date   `json:"surveyedOn,omitzero"`
	ReportNo      string `json:"reportNo,omitzero"`
}

// Values of Soil.Status.
const (
	soilNotRequired Code = "NOT_REQUIRED"
	soilDue         Code = "DUE"
	soilSurveyed    Code = "SURVEYED"
	soilRisk        Code = "RISK"
	soilRemediated  Code = "REMEDIATED"
)

// soilStates says what a result, or the status with which land enters the reserve,
// makes of the soil.
var soilStates = map[Code]Code{
	"CLEAN": soilSurveyed, "RISK_CONTROL": soilRisk, "REMEDIATION": soilRisk, "REMEDIATED": soilRemediated,
	"RISK": soilRisk, "DUE": soilDue, "NOT_REQUIRED": soilNotRequired,
}

// A CancelledExit is a way out that was given up.
type CancelledExit struct {
	ExitType    Code   `json:"exitType"`
	InitiatedOn Date   `json:"initiatedOn"`
	CancelledOn Date   `json:"cancelledOn"`
	Ground      string `json:"ground"`
}

// A Compensation is one agreed compensation (收储补偿) and what has been paid of it, by
// instalment number.
type Compensation struct {
	AgreementNo string       `json:"agreementNo"`
	Payee       Party        `json:"payee,omitzero"`
	AgreedOn    Date         `json:"agreedOn"`
	Agreed      Fen          `json:"agreed"`
	Paid        Fen          `json:"paid,omitzero"`
	VacateBy    Date         `json:"vacateBy,omitzero"`
	Instalments []PaidInPart `json:"instalments,omitzero"`
}

// A PaidInPart is one instalment with what has been paid of it.
type PaidInPart struct {
	Instalment
	Paid Fen `json:"paid,omitzero"`
}

// compensation finds an agreement on compensation by its number, or returns -1.
func (p *Parcel) compensation(no string) int {
	return slices.IndexFunc(p.Compensations, func(c Compensation) bool { return c.AgreementNo == no })
}

// A Bankruptcy is a bankruptcy that a court accepted (破产受理).
type Bankruptcy struct {
	BankruptcyAccepted
	AcceptedOn Date `json:"acceptedOn"`
}

// A Litigation is a case about a decision or contract; it is pending while it has no
// result.
type Litigation struct {
	LitigationRecorded
	RecordedOn Date `json:"recordedOn"`
}

// litigation finds a case by its number, or returns -1.
func (p *Parcel) litigation(no string) int {
	return slices.IndexFunc(p.Litigations, func(l Litigation) bool { return l.CaseNo == no })
}
