package domain

import "slices"

var courtEvents = []eventCodec{
	declare[BankruptcyAccepted]("破产受理", "Bankruptcy accepted", PhaseOperation),
	declare[LitigationRecorded]("复议诉讼", "Litigation recorded", PhaseOperation),
}

var courtWays = []Transition{
	{Event: "BankruptcyAccepted", From: slices.Concat(looked, []Stage{StageVacated})},
	{Event: "LitigationRecorded", From: slices.Concat(looked, []Stage{StageVacated, StageReserved})},
}

// BankruptcyAccepted 破产受理 records that a court has accepted the bankruptcy of the
// holder or a user; claims for what is owed are filed by a day (企业破产法 第45条).
type BankruptcyAccepted struct {
	CaseNo        string `json:"caseNo" zh:"案号" rule:"required,max=60"`
	Court         string `json:"court" zh:"受理法院" rule:"required,max=100"`
	Debtor        Party  `json:"debtor,omitzero" zh:"债务人"`
	Procedure     Code   `json:"procedure,omitzero" zh:"程序" codes:"bankruptcy_procedure"`
	Administrator string `json:"administrator,omitzero" zh:"管理人" rule:"max=100"`
	ClaimsDue     Date   `json:"claimsDue,omitzero" zh:"债权申报期限"`
}

// LitigationRecorded 复议诉讼 records a review, a law suit or an enforcement about a
// decision or contract. Recorded again under the same number with its result, the
// case is over; from then a decision can be enforced until a day (行政强制法 第53条:
// within three months).
type LitigationRecorded struct {
	CaseNo         string `json:"caseNo" zh:"案号" rule:"required,max=60"`
	Kind           Code   `json:"kind" zh:"类型" rule:"required" codes:"litigation_kind"`
	Target         string `json:"target" zh:"涉案决定或合同" rule:"required,max=200"`
	Body           string `json:"body,omitzero" zh:"复议机关/法院" rule:"max=100"`
	FiledOn        Date   `json:"filedOn" zh:"提起日期" rule:"required"`
	Result         Code   `json:"result,omitzero" zh:"结果" codes:"litigation_result"`
	ResultOn       Date   `json:"resultOn,omitzero" zh:"结果生效日期"`
	EnforcementDue Date   `json:"enforcementDue,omitzero" zh:"申请强制执行期限"`
	Note           string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

func (BankruptcyAccepted) storedName() string { return "BankruptcyAccepted" }
func (LitigationRecorded) storedName() string { return "LitigationRecorded" }
