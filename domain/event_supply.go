package domain

import "slices"

var supplyEvents = []eventCodec{
	declare[RecruitmentOpened]("招商发布", "Recruitment opened", PhaseRecruitment),
	declare[ProjectProposed]("项目意向", "Project proposed", PhaseRecruitment),
	declare[EntryReviewed]("准入评审", "Entry reviewed", PhaseRecruitment),
	declare[SupplyAnnounced]("供应公告", "Supply announced", PhaseSupply),
	declare[SupplyAwarded]("成交确认", "Supply awarded", PhaseSupply),
	declare[GrantContractSigned]("出让合同/划拨决定", "Grant contract signed", PhaseSupply),
	declare[SupervisionAgreementSigned]("履约监管协议", "Supervision agreement signed", PhaseSupply),
	declare[LandPricePaid]("价款缴纳", "Land price paid", PhaseSupply),
	declare[LandDelivered]("交地", "Land delivered", PhaseSupply),
}

var supplyWays = []Transition{
	{Event: "RecruitmentOpened", From: []Stage{StageReserved, StagePlanned}, To: StageRecruiting},
	{Event: "ProjectProposed", From: []Stage{StageReserved, StageRecruiting, StageAdmitted}},
	{Event: "EntryReviewed", From: []Stage{StageRecruiting}, To: StageAdmitted, When: "ADMITTED"},
	{Event: "EntryReviewed", From: []Stage{StageRecruiting}, When: "REJECTED"},
	{Event: "SupplyAnnounced", From: []Stage{StageReserved, StageRecruiting, StageAdmitted}, To: StageOffered},
	{Event: "SupplyAwarded", From: []Stage{StageOffered}, To: StageAwarded},
	{Event: "GrantContractSigned", From: []Stage{StageAwarded}, To: StageContracted},
	{Event: "GrantContractSigned", From: []Stage{StageAdmitted}, To: StageContracted, When: "NEGOTIATED"},
	{Event: "SupervisionAgreementSigned", From: slices.Concat([]Stage{StageAwarded}, occupied)},
	{Event: "LandPricePaid", From: slices.Concat(occupied, []Stage{StageExiting})},
	{Event: "LandDelivered", From: []Stage{StageContracted}, To: StageDelivered},
	{Event: "LandDelivered", From: []Stage{StageBuilding}},
}

// RecruitmentOpened 招商发布 offers the parcel to projects.
type RecruitmentOpened struct {
	ReleaseNo  string       `json:"releaseNo" zh:"发布编号" rule:"required,max=60"`
	Industries []Industry   `json:"industries,omitzero" zh:"产业方向" rule:"max=20"`
	Floors     []Commitment `json:"floors,omitzero" zh:"指标门槛" rule:"max=40"`
	Channel    string       `json:"channel,omitzero" zh:"发布渠道" rule:"max=60"`
	ValidTo    Date         `json:"validTo,omitzero" zh:"有效期至"`
}

// ProjectProposed 项目意向 names a project that wants the land.
type ProjectProposed struct {
	ProjectID       string   `json:"projectId" zh:"项目编号" rule:"required,max=60"`
	Investor        Party    `json:"investor" zh:"投资主体" rule:"required"`
	ProjectName     string   `json:"projectName,omitzero" zh:"项目名称" rule:"max=100"`
	Industry        Industry `json:"industry" zh:"行业代码" rule:"required"`
	TotalInvestment Fen      `json:"totalInvestment" zh:"总投资" rule:"required,min=1"`
	FixedInvestment Fen      `json:"fixedInvestment" zh:"固定资产投资" rule:"required,min=0"`
	AreaDemand      Area     `json:"areaDemand,omitzero" zh:"用地需求" rule:"min=0"`
	ExpectedOutput  *Fen     `json:"expectedOutput,omitzero" zh:"预计年产值" rule:"min=0"`
	ExpectedTax     *Fen     `json:"expectedTax,omitzero" zh:"预计年税收" rule:"min=0" sight:"restricted"`
	ExpectedEnergy  Decimal  `json:"expectedEnergy,omitzero" zh:"预计年能耗(吨标准煤)"`
	ExpectedJobs    int      `json:"expectedJobs,omitzero" zh:"预计就业" rule:"min=0,max=1000000"`
	Origin          Code     `json:"origin,omitzero" zh:"投资来源" codes:"investment_origin"`
}

// A Review is one department's opinion in the joint entry review.
type Review struct {
	Department Code   `json:"department" zh:"部门" rule:"required" codes:"department"`
	Opinion    Code   `json:"opinion" zh:"意见" rule:"required" codes:"opinion"`
	On         Date   `json:"on" zh:"日期" rule:"required"`
	Note       string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// EntryReviewed 准入评审 is the joint decision on a project: pass, pass with
// conditions, or reject.
type EntryReviewed struct {
	ProjectID    string   `json:"projectId" zh:"项目编号" rule:"required,max=60"`
	Result       Code     `json:"result" zh:"结论" rule:"required" codes:"entry_result"`
	Reviews      []Review `json:"reviews" zh:"部门意见" rule:"required,max=20"`
	NegativeList bool     `json:"negativeList,omitzero" zh:"负面清单内"`
	Conditions   []string `json:"conditions,omitzero" zh:"附加条件" rule:"max=20" sight:"restricted,conditions=TAX"`
}

// SupervisionAgreementSigned 履约监管协议 binds the holder to measured commitments.
// In Tianjin it is signed together with the grant contract.
type SupervisionAgreementSigned struct {
	AgreementNo   string       `json:"agreementNo" zh:"协议编号" rule:"required,max=60"`
	PartyA        Party        `json:"partyA" zh:"甲方(监管方)" rule:"required"`
	PartyB        Party        `json:"partyB" zh:"乙方(用地企业)" rule:"required"`
	Commitments   []Commitment `json:"commitments" zh:"履约指标" rule:"required,max=60"`
	RampMonths    int          `json:"rampMonths,omitzero" zh:"达产爬坡月数" rule:"min=0,max=120"`
	EvaluateEvery int          `json:"evaluateEvery,omitzero" zh:"评估周期(年)" rule:"min=0,max=5"`
	PenaltyRules  []string     `json:"penaltyRules,omitzero" zh:"违约条款" rule:"max=40" sight:"restricted,penaltyRules=TAX"`
	ExitRules     []string     `json:"exitRules,omitzero" zh:"退出条款" rule:"max=40" sight:"restricted,exitRules=TAX"`
	EquityLock    bool         `json:"equityLock,omitzero" zh:"股权变更限制"`
	TermYears     int          `json:"termYears,omitzero" zh:"协议年限" rule:"min=0,max=70"`
}

// SupplyAnnounced 供应公告 offers the right on the land market.
type SupplyAnnounced struct {
	NoticeNo   string       `json:"noticeNo" zh:"公告编号" rule:"required,max=60"`
	Method     Code         `json:"method" zh:"供应方式" rule:"required" codes:"supply_method" sight:"public"`
	StartPrice Fen          `json:"startPrice" zh:"起始价" rule:"required,min=0" sight:"public"`
	Deposit    Fen          `json:"deposit,omitzero" zh:"竞买保证金" rule:"min=0"`
	TermYears  int          `json:"termYears" zh:"出让年限" rule:"required,min=1,max=70" sight:"public"`
	OpensOn    Date         `json:"opensOn,omitzero" zh:"报名起始"`
	ClosesOn   Date         `json:"closesOn,omitzero" zh:"截止日期"`
	Conditions []Commitment `json:"conditions,omitzero" zh:"供应条件" rule:"max=60"`
	SchemeRef  string       `json:"schemeRef,omitzero" zh:"带方案文号" rule:"max=80"`
}

// SupplyAwarded 成交确认 names the winner of the supply (市公共资源交易中心).
type SupplyAwarded struct {
	ConfirmationNo string `json:"confirmationNo" zh:"成交确认书" rule:"required,max=60"`
	Winner         Party  `json:"winner" zh:"竞得人" rule:"required" sight:"public"`
	Price          Fen    `json:"price" zh:"成交价格" rule:"required,min=0" sight:"public"`
	MinPriceCheck  bool   `json:"minPriceCheck,omitzero" zh:"不低于最低价标准"`
}

// GrantContractSigned 出让合同/划拨决定 gives the right, its price and the agreed
// dates of delivery, start and completion. Dates may be absent in old records.
type GrantContractSigned struct {
	ContractNo    string        `json:"contractNo,omitzero" zh:"合同编号" rule:"max=60"`
	SupervisionNo SupervisionNo `json:"supervisionNo,omitzero" zh:"电子监管号"`
	Method        Code          `json:"method" zh:"供应方式" rule:"required" codes:"supply_method" sight:"public"`
	Ground        Code          `json:"ground,omitzero" zh:"协议出让依据" codes:"agreement_ground"`
	Holder        Party         `json:"holder,omitzero" zh:"土地使用权人" sight:"public"`
	Price         *Fen          `json:"price,omitzero" zh:"成交价格" rule:"min=0" sight:"public"`
	Area          Area          `json:"area" zh:"出让面积" rule:"required,min=1" sight:"public"`
	LandSource    Code          `json:"landSource,omitzero" zh:"土地来源" codes:"land_source"`
	LandGrade     string        `json:"landGrade,omitzero" zh:"土地级别" rule:"max=20"`
	TermYears     int           `json:"termYears,omitzero" zh:"出让年限" rule:"min=0,max=70" sight:"public"`
	Instalments   []Instalment  `json:"instalments,omitzero" zh:"支付约定" rule:"max=100"`
	DeliverBy     Deadline      `json:"deliverBy,omitzero" zh:"约定交地" sight:"public"`
	StartBy       Deadline      `json:"startBy,omitzero" zh:"约定开工" sight:"public"`
	CompleteBy    Deadline      `json:"completeBy,omitzero" zh:"约定竣工" sight:"public"`
	FARMin        Decimal       `json:"farMin,omitzero" zh:"容积率下限"`
	FARMax        Decimal       `json:"farMax,omitzero" zh:"容积率上限"`
	ApprovedBy    string        `json:"approvedBy,omitzero" zh:"批准单位" rule:"max=100"`
	AgreementNo   string        `json:"agreementNo,omitzero" zh:"监管协议编号" rule:"max=60"`
}

// LandPricePaid 价款缴纳 records one payment of the land price (税务部门征收).
type LandPricePaid struct {
	InstalmentNo int    `json:"instalmentNo" zh:"期号" rule:"required,min=1,max=100"`
	Amount       Fen    `json:"amount" zh:"缴款金额" rule:"required,min=1"`
	Penalty      Fen    `json:"penalty,omitzero" zh:"违约金" rule:"min=0"`
	ReceiptNo    string `json:"receiptNo,omitzero" zh:"票据号" rule:"max=60"`
}

// LandDelivered 交地 hands the land over.
type LandDelivered struct {
	Condition      Code   `json:"condition" zh:"交地条件" rule:"required" codes:"delivery_condition"`
	Area           Area   `json:"area" zh:"交地面积" rule:"required,min=1"`
	ConfirmationNo string `json:"confirmationNo" zh:"交地确认书" rule:"required,max=60"`
	// StartMonths is in how many months from now to start where the contract names no
	// day, by the policy of this day; absent: 12.
	StartMonths int `json:"startMonths,omitzero" zh:"合同未约定时的动工期限（月）" rule:"derived"`
}

func (RecruitmentOpened) storedName() string          { return "RecruitmentOpened" }
func (ProjectProposed) storedName() string            { return "ProjectProposed" }
func (EntryReviewed) storedName() string              { return "EntryReviewed" }
func (SupervisionAgreementSigned) storedName() string { return "SupervisionAgreementSigned" }
func (SupplyAnnounced) storedName() string            { return "SupplyAnnounced" }
func (SupplyAwarded) storedName() string              { return "SupplyAwarded" }
func (GrantContractSigned) storedName() string        { return "GrantContractSigned" }
func (LandPricePaid) storedName() string              { return "LandPricePaid" }
func (LandDelivered) storedName() string              { return "LandDelivered" }
