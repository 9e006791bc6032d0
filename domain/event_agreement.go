package domain

import "slices"

var agreementEvents = []eventCodec{
	declare[RecruitmentClosed]("招商关闭", "Recruitment closed", PhaseRecruitment),
	declare[AgreementTerminated]("监管协议终止", "Agreement terminated", PhaseRecruitment),
	declare[CommitmentsAmended]("协议/合同变更", "Commitments amended", PhaseRecruitment),
	declare[BondPosted]("缴存履约保证金", "Bond posted", PhaseRecruitment),
	declare[BondReleased]("退还履约保证金", "Bond released", PhaseRecruitment),
	declare[BondForfeited]("扣收履约保证金", "Bond forfeited", PhaseRecruitment),
}

var agreementWays = []Transition{
	{Event: "RecruitmentClosed", From: []Stage{StageRecruiting}, To: stagePrevious},
	{Event: "AgreementTerminated", From: []Stage{StageAdmitted}, To: StageRecruiting},
	{Event: "AgreementTerminated", From: slices.Concat([]Stage{StageAwarded}, occupied, []Stage{StageExiting})},
	{Event: "CommitmentsAmended", From: slices.Concat([]Stage{StageAdmitted, StageAwarded}, occupied)},
	{Event: "BondPosted", From: slices.Concat([]Stage{StageAdmitted, StageOffered, StageAwarded}, occupied)},
	{Event: "BondReleased", From: bonded},
	{Event: "BondForfeited", From: bonded},
}

// bonded are the stages in which a bond may still be held: it outlives the
// agreement that it secured.
var bonded = slices.Concat([]Stage{StageReserved, StageRecruiting, StageAdmitted, StageOffered, StageAwarded}, occupied, []Stage{StageExiting})

// RecruitmentClosed 招商关闭 ends an offer to projects without a result; the land
// goes back to where it was offered from (domain reference §15.1, 18).
type RecruitmentClosed struct {
	ReleaseNo string `json:"releaseNo,omitzero" zh:"发布编号" rule:"max=60"`
	Reason    Code   `json:"reason" zh:"关闭原因" rule:"required" codes:"recruitment_close"`
	Note      string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// AgreementTerminated 监管协议终止 ends the supervision agreement, or withdraws an
// admitted project before anything was signed.
type AgreementTerminated struct {
	AgreementNo string `json:"agreementNo,omitzero" zh:"协议编号" rule:"max=60"`
	Side        Code   `json:"side" zh:"提出方" rule:"required" codes:"termination_side"`
	Ground      string `json:"ground,omitzero" zh:"终止事由" rule:"max=500"`
	Settlement  string `json:"settlement,omitzero" zh:"善后约定" rule:"max=500"`
	Bond        Code   `json:"bond" zh:"保证金处理" rule:"required" codes:"bond_treatment"`
	DocNo       string `json:"docNo,omitzero" zh:"终止文书" rule:"max=80"`
}

// An Amendment changes one promised figure or agreed day. REPLACE sets a new
// value, ADD_DAYS adds days to a day (domain reference §10.5).
type Amendment struct {
	Metric Code   `json:"metric" zh:"指标" rule:"required" codes:"amended_metric"`
	Stage  Code   `json:"stage,omitzero" zh:"考核阶段" codes:"check_stage"`
	Mode   Code   `json:"mode" zh:"变更方式" rule:"required" codes:"due_change"`
	Old    string `json:"old,omitzero" zh:"原值" rule:"max=40" sight:"restricted,metric=TAX"`
	New    string `json:"new,omitzero" zh:"新值" rule:"max=40" sight:"restricted,metric=TAX"`
	Days   int    `json:"days,omitzero" zh:"顺延天数" rule:"min=0,max=20000"`
}

// CommitmentsAmended 协议/合同变更 changes what was agreed. The land contract and its
// supplements alone move the days of delivery, start and completion that idle land
// is counted from; the agreement moves its own commitments (domain reference
// §15.1, 1 and 6; 闲置土地处置办法 第12条).
type CommitmentsAmended struct {
	Instrument Code        `json:"instrument" zh:"变更对象" rule:"required" codes:"instrument"`
	DocNo      string      `json:"docNo" zh:"变更文书" rule:"required,max=80"`
	Kind       Code        `json:"kind" zh:"变更类型" rule:"required" codes:"amendment_kind"`
	Reason     Code        `json:"reason" zh:"变更原因" rule:"required" codes:"amendment_reason"`
	Amendments []Amendment `json:"amendments" zh:"变更内容" rule:"required,max=60"`
	// BasisOn is the start date agreed in the supplement, from which an extension
	// of idle land counts (约定的动工开发日期).
	BasisOn Date `json:"basisOn,omitzero" zh:"起算日期"`
	// FiledOn is the day the holder asked for an extension under the contract
	// (延建申请), 30 days before the agreed start at the latest.
	FiledOn    Date   `json:"filedOn,omitzero" zh:"申请日期"`
	ApprovedBy string `json:"approvedBy,omitzero" zh:"批准单位" rule:"max=100"`
}

// BondPosted 缴存履约保证金 pays into the bond, for one milestone or for all.
type BondPosted struct {
	Amount    Fen     `json:"amount" zh:"缴存金额" rule:"required,min=1"`
	Required  Fen     `json:"required,omitzero" zh:"约定应缴总额" rule:"min=0"`
	Milestone Code    `json:"milestone,omitzero" zh:"对应节点" codes:"bond_milestone"`
	Ratio     Decimal `json:"ratio,omitzero" zh:"占应缴比例"`
	Form      Code    `json:"form,omitzero" zh:"缴存形式" codes:"bond_form"`
	Account   string  `json:"account,omitzero" zh:"监管账户" rule:"max=80"`
	ReceiptNo string  `json:"receiptNo,omitzero" zh:"凭证号" rule:"max=80"`
}

// BondReleased 退还履约保证金 gives a part of the bond back at a milestone.
type BondReleased struct {
	Amount    Fen     `json:"amount" zh:"退还金额" rule:"required,min=1"`
	Milestone Code    `json:"milestone,omitzero" zh:"对应节点" codes:"bond_milestone"`
	Ratio     Decimal `json:"ratio,omitzero" zh:"占应缴比例"`
	DocNo     string  `json:"docNo,omitzero" zh:"退还文书" rule:"max=80"`
}

// BondForfeited 扣收履约保证金 takes a part of the bond for a breach.
type BondForfeited struct {
	Amount    Fen     `json:"amount" zh:"扣收金额" rule:"required,min=1"`
	Milestone Code    `json:"milestone,omitzero" zh:"对应节点" codes:"bond_milestone"`
	Ratio     Decimal `json:"ratio,omitzero" zh:"占应缴比例"`
	BreachID  string  `json:"breachId,omitzero" zh:"违约编号" rule:"max=60"`
	Ground    string  `json:"ground" zh:"扣收依据" rule:"required,max=500"`
	DocNo     string  `json:"docNo,omitzero" zh:"决定文号" rule:"max=80"`
}

func (RecruitmentClosed) storedName() string   { return "RecruitmentClosed" }
func (AgreementTerminated) storedName() string { return "AgreementTerminated" }
func (CommitmentsAmended) storedName() string  { return "CommitmentsAmended" }
func (BondPosted) storedName() string          { return "BondPosted" }
func (BondReleased) storedName() string        { return "BondReleased" }
func (BondForfeited) storedName() string       { return "BondForfeited" }
