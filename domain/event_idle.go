package domain

var idleEvents = []eventCodec{
	declare[IdleCaseOpened]("闲置调查", "Idle case opened", PhaseBuild),
	declare[IdleDetermined]("闲置认定", "Idle land determined", PhaseBuild),
	declare[IdleDisposed]("闲置处置", "Idle land disposed", PhaseBuild),
}

// idleable are the stages in which land can lie idle: what a survey has seen, and
// what was supplied and is not yet built.
var idleable = []Stage{StageSurveyed, StagePlanned, StageContracted, StageDelivered, StageBuilding, StageRedeveloping, StageExiting}

var idleWays = []Transition{
	{Event: "IdleCaseOpened", From: idleable},
	{Event: "IdleDetermined", From: idleable},
	{Event: "IdleDisposed", From: idleable},
}

// IdleCaseOpened 闲置调查 begins the investigation of land that is suspected to lie
// idle (闲置土地处置办法 第5条: 闲置土地调查通知书, the holder explains within 30 days).
type IdleCaseOpened struct {
	CaseNo         string `json:"caseNo" zh:"案号" rule:"required,max=60"`
	Kind           Code   `json:"kind" zh:"闲置类型" rule:"required" codes:"idle_kind"`
	SuspectedSince Date   `json:"suspectedSince" zh:"涉嫌闲置起始日" rule:"required"`
	NoticeNo       string `json:"noticeNo,omitzero" zh:"调查通知书文号" rule:"max=80"`
	ServedOn       Date   `json:"servedOn,omitzero" zh:"送达日期"`
	ReplyDue       Date   `json:"replyDue,omitzero" zh:"说明期限"`
	Note           string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// IdleDetermined 闲置认定 finds that the land lies idle, in which of the two kinds,
// and through whose fault (闲置土地处置办法 第2、8、9条; 必要前期工作:
// 城市房地产管理法 第26条). Kind and cause together say which measures may follow.
type IdleDetermined struct {
	CaseNo          string `json:"caseNo" zh:"案号" rule:"required,max=60"`
	Kind            Code   `json:"kind" zh:"闲置类型" rule:"required" codes:"idle_kind"`
	Cause           Code   `json:"cause" zh:"闲置原因" rule:"required" codes:"idle_cause"`
	GovernmentCause Code   `json:"governmentCause,omitzero" zh:"政府原因" codes:"government_cause"`
	IdleArea        Area   `json:"idleArea" zh:"闲置面积" rule:"required,min=1"`
	IdleFrom        Date   `json:"idleFrom" zh:"闲置起始日" rule:"required"`
	DeterminationNo string `json:"determinationNo" zh:"认定书文号" rule:"required,max=80"`
	ServedOn        Date   `json:"servedOn,omitzero" zh:"送达日期"`
	PublishedFrom   Date   `json:"publishedFrom,omitzero" zh:"公示起"`
	Note            string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// IdleDisposed 闲置处置 says what is done about determined idle land. An extension
// counts from the start date agreed in the supplement (basisDate); its new start
// replaces the old one in all later counting (闲置土地处置办法 第12条). The idle fee
// and the recovery (第14条) need the government's approval and a hearing notice.
type IdleDisposed struct {
	CaseNo        string `json:"caseNo" zh:"案号" rule:"required,max=60"`
	Measure       Code   `json:"measure" zh:"处置方式" rule:"required" codes:"idle_measure"`
	SupplementNo  string `json:"supplementNo,omitzero" zh:"补充协议编号" rule:"max=80"`
	BasisDate     Date   `json:"basisDate,omitzero" zh:"补充协议约定动工日期"`
	NewStartBy    Date   `json:"newStartBy,omitzero" zh:"延期后动工期限"`
	NewCompleteBy Date   `json:"newCompleteBy,omitzero" zh:"延期后竣工期限"`
	TempUseFrom   Date   `json:"tempUseFrom,omitzero" zh:"临时使用起"`
	TempUseUntil  Date   `json:"tempUseUntil,omitzero" zh:"临时使用止"`
	Hearing       Code   `json:"hearing,omitzero" zh:"听证" codes:"hearing"`
	HearingOn     Date   `json:"hearingOn,omitzero" zh:"听证告知日期"`
	ApprovalDoc   string `json:"approvalDoc,omitzero" zh:"政府批准文号" rule:"max=80"`
	ApprovedOn    Date   `json:"approvedOn,omitzero" zh:"批准日期"`
	DecisionNo    string `json:"decisionNo,omitzero" zh:"决定书文号" rule:"max=80"`
	MortgageeTold Date   `json:"mortgageeTold,omitzero" zh:"告知抵押权人"`
	PublishedTo   Date   `json:"publishedTo,omitzero" zh:"公示止"`
	Note          string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

func (IdleCaseOpened) storedName() string { return "IdleCaseOpened" }
func (IdleDetermined) storedName() string { return "IdleDetermined" }
func (IdleDisposed) storedName() string   { return "IdleDisposed" }
