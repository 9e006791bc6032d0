package domain

import "slices"

var termEvents = []eventCodec{
	declare[SupplyFailed]("供应未成交", "Supply failed", PhaseSupply),
	declare[TitleRegistered]("不动产登记", "Title registered", PhaseSupply),
	declare[ContractRescinded]("合同解除", "Contract rescinded", PhaseSupply),
	declare[LandLeased]("土地租赁", "Land leased", PhaseSupply),
	declare[LeaseConverted]("租转让", "Lease converted", PhaseSupply),
	declare[TermRenewed]("续期", "Term renewed", PhaseSupply),
	declare[ContributionInKind]("作价出资", "Contribution in kind", PhaseSupply),
	declare[TemporaryUseApproved]("临时用地批准", "Temporary use approved", PhaseSupply),
	declare[TemporaryUseReclaimed]("临时用地复垦", "Temporary use reclaimed", PhaseSupply),
	declare[PermitIssued]("规划/施工许可", "Permit issued", PhaseBuild),
}

var termWays = []Transition{
	{Event: "SupplyFailed", From: []Stage{StageOffered, StageAwarded}, To: stagePrevious},
	{Event: "TitleRegistered", From: looked},
	{Event: "ContractRescinded", From: []Stage{StageContracted, StageDelivered}, To: StageReserved},
	{Event: "ContractRescinded", From: []Stage{StageExiting}},
	{Event: "LandLeased", From: []Stage{StageAdmitted, StageAwarded}, To: StageContracted},
	{Event: "LeaseConverted", From: occupied},
	{Event: "TermRenewed", From: slices.Concat([]Stage{StageSurveyed, StagePlanned}, occupied)},
	{Event: "ContributionInKind", From: []Stage{StageReserved, StageAdmitted}, To: StageContracted},
	{Event: "ContributionInKind", From: slices.Concat([]Stage{StageSurveyed, StagePlanned}, occupied)},
	{Event: "TemporaryUseApproved", From: slices.DeleteFunc(slices.Clone(Stages), Stage.retired)},
	{Event: "TemporaryUseReclaimed", From: slices.DeleteFunc(slices.Clone(Stages), Stage.retired)},
	{Event: "PermitIssued", From: slices.Concat([]Stage{StageReserved, StageRecruiting, StageAdmitted, StageOffered, StageAwarded}, held)},
}

func (s Stage) retired() bool { return s == StageRetired }

// SupplyFailed 供应未成交 ends an offer without a contract: nobody bid, the offer was
// withdrawn, or the winner did not sign.
type SupplyFailed struct {
	NoticeNo         string `json:"noticeNo,omitzero" zh:"公告编号" rule:"max=60"`
	Reason           Code   `json:"reason" zh:"原因" rule:"required" codes:"supply_failure"`
	DepositForfeited Fen    `json:"depositForfeited,omitzero" zh:"不予退还的竞买保证金" rule:"min=0"`
	Note             string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// A Holder is one holder of the right with his share (按份共有); without a share the
// right is held alone or jointly (共同共有).
type Holder struct {
	Party Party   `json:"party" zh:"权利人" rule:"required"`
	Share Decimal `json:"share,omitzero" zh:"份额"`
}

// TitleRegistered 不动产登记 enters the right in the register.
type TitleRegistered struct {
	TitleNo   string   `json:"titleNo" zh:"不动产权证号" rule:"required,max=80"`
	Holders   []Holder `json:"holders" zh:"权利人" rule:"required,max=50"`
	UnitCode  UnitCode `json:"unitCode,omitzero" zh:"不动产单元代码"`
	Area      Area     `json:"area,omitzero" zh:"登记面积" rule:"min=0"`
	TermStart Date     `json:"termStart,omitzero" zh:"使用期起"`
	TermEnd   Date     `json:"termEnd,omitzero" zh:"使用期止"`
}

// ContractRescinded 合同解除 ends the land contract. Before building begins the land
// is back in reserve; afterwards rescission runs through an exit (E03).
type ContractRescinded struct {
	Ground      Code   `json:"ground" zh:"解除事由" rule:"required" codes:"rescission_ground"`
	LegalBasis  string `json:"legalBasis" zh:"解除依据" rule:"required,max=200"`
	DocNo       string `json:"docNo,omitzero" zh:"解除文书" rule:"max=80"`
	Refund      Fen    `json:"refund" zh:"退还价款" rule:"required,min=0"`
	Forfeited   Fen    `json:"forfeited,omitzero" zh:"不予退还的定金" rule:"min=0"`
	EffectiveOn Date   `json:"effectiveOn,omitzero" zh:"解除生效日期"`
}

// LandLeased 土地租赁 gives the land on lease, alone (租赁) or before a grant
// (先租后让); the term is five years at most. Dates of building may be agreed.
type LandLeased struct {
	LeaseNo    string   `json:"leaseNo" zh:"租赁合同编号" rule:"required,max=60"`
	Lessee     Party    `json:"lessee" zh:"承租人" rule:"required"`
	Area       Area     `json:"area" zh:"租赁面积" rule:"required,min=1"`
	From       Date     `json:"from" zh:"租赁期起" rule:"required"`
	To         Date     `json:"to" zh:"租赁期止" rule:"required"`
	RentYearly Fen      `json:"rentYearly,omitzero" zh:"年租金" rule:"min=0"`
	GrantYears int      `json:"grantYears,omitzero" zh:"拟出让年限" rule:"min=0,max=70"`
	DeliverBy  Deadline `json:"deliverBy,omitzero" zh:"约定交地"`
	StartBy    Deadline `json:"startBy,omitzero" zh:"约定开工"`
	CompleteBy Deadline `json:"completeBy,omitzero" zh:"约定竣工"`
}

// LeaseConverted 租转让 turns a lease into a grant after the project has been
// checked; lease and grant together stay within the longest term.
type LeaseConverted struct {
	ContractNo    string        `json:"contractNo" zh:"出让合同编号" rule:"required,max=60"`
	SupervisionNo SupervisionNo `json:"supervisionNo,omitzero" zh:"电子监管号"`
	Price         Fen           `json:"price" zh:"出让价款" rule:"required,min=0"`
	TermYears     int           `json:"termYears" zh:"出让年限" rule:"required,min=1,max=70"`
	CheckRef      string        `json:"checkRef" zh:"考核结论文号" rule:"required,max=80"`
	Instalments   []Instalment  `json:"instalments,omitzero" zh:"支付约定" rule:"max=100"`
}

// TermRenewed 续期 extends the term of the right. It is asked for one year before
// the term ends (城市房地产管理法 第22条).
type TermRenewed struct {
	AppliedOn     Date   `json:"appliedOn" zh:"申请日期" rule:"required"`
	NewEnd        Date   `json:"newEnd" zh:"续期后使用期止" rule:"required"`
	EvaluationRef string `json:"evaluationRef,omitzero" zh:"评估结论文号" rule:"max=80"`
	ContractNo    string `json:"contractNo,omitzero" zh:"续期合同编号" rule:"max=60"`
	Price         Fen    `json:"price,omitzero" zh:"续期价款" rule:"min=0"`
}

// ContributionInKind 作价出资（入股） brings the state's land into an enterprise
// against shares.
type ContributionInKind struct {
	ApprovalNo  string `json:"approvalNo" zh:"批准文号" rule:"required,max=80"`
	Value       Fen    `json:"value" zh:"作价金额" rule:"required,min=1"`
	Shareholder Party  `json:"shareholder" zh:"持股单位" rule:"required"`
	Enterprise  Party  `json:"enterprise" zh:"用地企业" rule:"required"`
	Area        Area   `json:"area,omitzero" zh:"面积" rule:"min=0"`
	TermYears   int    `json:"termYears,omitzero" zh:"使用年限" rule:"min=0,max=70"`
}

// TemporaryUseApproved 临时用地批准 lets somebody use land for a time, two years at
// most (土地管理法 第57条).
type TemporaryUseApproved struct {
	ApprovalNo string `json:"approvalNo" zh:"批准文号" rule:"required,max=80"`
	User       Party  `json:"user" zh:"使用人" rule:"required"`
	Area       Area   `json:"area" zh:"面积" rule:"required,min=1"`
	From       Date   `json:"from" zh:"使用期起" rule:"required"`
	To         Date   `json:"to" zh:"使用期止" rule:"required"`
	Purpose    string `json:"purpose,omitzero" zh:"用途" rule:"max=200"`
	Bond       Fen    `json:"bond,omitzero" zh:"复垦保证金" rule:"min=0"`
}

// TemporaryUseReclaimed 临时用地复垦 gives land in temporary use back as it was, one
// year after its term at the latest.
type TemporaryUseReclaimed struct {
	ApprovalNo   string `json:"approvalNo" zh:"批准文号" rule:"required,max=80"`
	AcceptanceNo string `json:"acceptanceNo" zh:"复垦验收文号" rule:"required,max=80"`
	Area         Area   `json:"area,omitzero" zh:"复垦面积" rule:"min=0"`
}

// PermitIssued 规划/施工许可 records a paper that building needs, up to the joint
// acceptance (domain reference §15.1, 13).
type PermitIssued struct {
	Kind      Code   `json:"kind" zh:"证照类型" rule:"required" codes:"permit_kind"`
	PermitNo  string `json:"permitNo" zh:"证照编号" rule:"required,max=80"`
	Issuer    Code   `json:"issuer,omitzero" zh:"发证部门" codes:"department"`
	FloorArea Area   `json:"floorArea,omitzero" zh:"建筑面积" rule:"min=0"`
	ValidTo   Date   `json:"validTo,omitzero" zh:"有效期至"`
	Note      string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

func (SupplyFailed) storedName() string          { return "SupplyFailed" }
func (TitleRegistered) storedName() string       { return "TitleRegistered" }
func (ContractRescinded) storedName() string     { return "ContractRescinded" }
func (LandLeased) storedName() string            { return "LandLeased" }
func (LeaseConverted) storedName() string        { return "LeaseConverted" }
func (TermRenewed) storedName() string           { return "TermRenewed" }
func (ContributionInKind) storedName() string    { return "ContributionInKind" }
func (TemporaryUseApproved) storedName() string  { return "TemporaryUseApproved" }
func (TemporaryUseReclaimed) storedName() string { return "TemporaryUseReclaimed" }
func (PermitIssued) storedName() string          { return "PermitIssued" }
