package domain

var lineageEvents = []eventCodec{
	declare[ParcelSplit]("分割", "Parcel split", PhaseExit),
	declare[ParcelMerged]("合并", "Parcel merged", PhaseExit),
	declare[ParcelSucceeded]("宗地承继设立", "Parcel succeeded", PhaseSurvey),
	declare[ParcelAbsorbed]("并入", "Parcel absorbed", PhaseExit),
}

// A split or merge is decided by one event on one stream and takes effect with it;
// what it means for other streams follows from it, see Successions.
var lineageWays = []Transition{
	{Event: "ParcelSplit", From: living, To: StageRetired},
	{Event: "ParcelMerged", From: living, To: StageRetired},
	{Event: "ParcelAbsorbed", From: living, To: StageRetired},
	{Event: "ParcelSucceeded", From: []Stage{StageNone}, To: stagePrevious}, // the stage it inherits
}

// ParcelSplit 分割 ends a parcel and names those it becomes. Its code is closed on
// the day and never used again (GB/T 37346: 界址变化即重新编码，原代码不再使用).
type ParcelSplit struct {
	Basis            Code        `json:"basis" zh:"分割依据" rule:"required" codes:"split_basis"`
	DocNo            string      `json:"docNo,omitzero" zh:"批准文号" rule:"max=80"`
	MortgageeConsent string      `json:"mortgageeConsent,omitzero" zh:"抵押权人同意书" rule:"max=80"`
	Children         []Successor `json:"children" zh:"分割后宗地" rule:"required,max=50"`
}

// ParcelMerged 合并 ends several parcels, of which the one that records it leads:
// the new parcel goes on where that one stood.
type ParcelMerged struct {
	DocNo            string `json:"docNo,omitzero" zh:"批准文号" rule:"max=80"`
	MortgageeConsent string `json:"mortgageeConsent,omitzero" zh:"抵押权人同意书" rule:"max=80"`
	// Regrant says that the merged land is granted anew, so that rights and
	// holders may differ until then.
	Regrant bool           `json:"regrant,omitzero" zh:"合并后重新供应"`
	Others  []MergedParcel `json:"others" zh:"并入宗地" rule:"required,max=50"`
	Into    Successor      `json:"into" zh:"合并后宗地" rule:"required"`
}

// A MergedParcel is another parcel that a merge ends, with what it brings, as the
// ledger found it when the merge was decided.
type MergedParcel struct {
	Parcel        EventID      `json:"parcel" zh:"宗地标识" rule:"required"`
	Code          ParcelCode   `json:"code,omitzero" zh:"宗地代码" rule:"derived"`
	Area          Area         `json:"area,omitzero" zh:"登记面积" rule:"derived"`
	Stage         Stage        `json:"stage,omitzero" zh:"阶段" rule:"derived"`
	RightKind     Code         `json:"rightKind,omitzero" zh:"权利类型" rule:"derived"`
	Holder        Party        `json:"holder,omitzero" zh:"土地使用权人" rule:"derived"`
	Price         Fen          `json:"price,omitzero" zh:"成交价格" rule:"derived"`
	Paid          Fen          `json:"paid,omitzero" zh:"已缴价款" rule:"derived"`
	LowEfficiency Area         `json:"lowEfficiency,omitzero" zh:"低效面积" rule:"derived"`
	Commitments   []Commitment `json:"commitments,omitzero" zh:"履约指标" rule:"derived"`
	Encumbrances  []Burden     `json:"encumbrances,omitzero" zh:"抵押等负担" rule:"derived"`
	FamilyCodes   []ParcelCode `json:"familyCodes,omitzero" zh:"沿革中的宗地代码" rule:"derived" sight:"internal,kin"`
}

// A Successor is a parcel that land passes to: how it is registered and what it
// takes over.
type Successor struct {
	Registration ParcelRegistered `json:"registration" zh:"新宗地登记" rule:"required"`
	// Start is ANEW for land that begins again as registered, such as a part
	// that is recovered; else it goes on at the stage of its parent.
	Start         Code     `json:"start,omitzero" zh:"起始状态" codes:"succession_start"`
	Commitments   []string `json:"commitments,omitzero" zh:"承继指标" rule:"max=60"` // metric, or metric/stage
	LowEfficiency Area     `json:"lowEfficiency,omitzero" zh:"承继低效面积" rule:"min=0"`
}

// ParcelSucceeded 宗地承继设立 opens the history of a parcel that came from others.
// The ledger writes it: it follows from the deciding event.
type ParcelSucceeded struct {
	How          Code             `json:"how" zh:"承继方式" rule:"required" codes:"succession"`
	Decision     EventID          `json:"decision" zh:"决定事件" rule:"required"`
	Parents      []Kin            `json:"parents" zh:"原宗地" rule:"required"`
	Registration ParcelRegistered `json:"registration" zh:"宗地登记" rule:"required"`
	Inherited    Inheritance      `json:"inherited" zh:"承继内容" rule:"required"`
	// FamilyCodes are the codes of all ancestors and siblings: none is used again.
	FamilyCodes []ParcelCode `json:"familyCodes,omitzero" zh:"沿革中的宗地代码" sight:"internal,kin"`
}

// ParcelAbsorbed 并入 ends a parcel that another one's merge names. The ledger writes
// it: it follows from the deciding event.
type ParcelAbsorbed struct {
	Decision EventID `json:"decision" zh:"决定事件" rule:"required"`
	Lead     EventID `json:"lead" zh:"记录合并的宗地" rule:"required" sight:"internal,kin"`
	Into     Kin     `json:"into" zh:"合并后宗地" rule:"required"`
}

// Kin is a parcel of the same land, before or after it.
type Kin struct {
	Parcel EventID    `json:"parcel" zh:"宗地标识" rule:"required"`
	Code   ParcelCode `json:"code,omitzero" zh:"宗地代码"`
	Area   Area       `json:"area,omitzero" zh:"面积"`
}

// An Inheritance is what a parcel takes over from its parent: its stage, and what
// is needed to go on there. Prices are shared by area, so that their sum stays.
type Inheritance struct {
	Stage      Stage `json:"stage" zh:"阶段" rule:"derived"`
	StageSince Date  `json:"stageSince,omitzero" zh:"阶段起始日"`
	SupplyOnly bool  `json:"supplyOnly,omitzero" zh:"仅有供应数据"`

	Contract    *GrantContractSigned        `json:"contract,omitzero" zh:"出让合同"`
	ContractOn  Date                        `json:"contractOn,omitzero" zh:"合同签订日"`
	Paid        Fen                         `json:"paid,omitzero" zh:"已缴价款"`
	Agreement   *SupervisionAgreementSigned `json:"agreement,omitzero" zh:"监管协议"`
	AgreementOn Date                        `json:"agreementOn,omitzero" zh:"协议签订日"`

	DeliveredOn     Date                  `json:"deliveredOn,omitzero" zh:"交地日"`
	StartedOn       Date                  `json:"startedOn,omitzero" zh:"开工日"`
	CompletedOn     Date                  `json:"completedOn,omitzero" zh:"竣工日"`
	Redevelopment   *RedevelopmentStarted `json:"redevelopment,omitzero" zh:"再开发"`
	RedevelopmentOn Date                  `json:"redevelopmentOn,omitzero" zh:"再开发启动日"`
	ProducingSince  Date                  `json:"producingSince,omitzero" zh:"投产日"`
	Industry        Industry              `json:"industry,omitzero" zh:"行业代码"`
	Capacity        Code                  `json:"capacity,omitzero" zh:"达产验收结论" codes:"acceptance_result"`
	CapacityOn      Date                  `json:"capacityOn,omitzero" zh:"达产验收日"`
	CapacityDue     Date                  `json:"capacityDue,omitzero" zh:"达产整改期限"`
	Grade           Code                  `json:"grade,omitzero" zh:"效益评价等级" codes:"grade"`
	GradeYear       int                   `json:"gradeYear,omitzero" zh:"评价年度"`

	Holders      []Holder `json:"holders,omitzero" zh:"权利人"`
	TermStart    Date     `json:"termStart,omitzero" zh:"使用期起"`
	TermEnd      Date     `json:"termEnd,omitzero" zh:"使用期止"`
	Encumbrances []Burden `json:"encumbrances,omitzero" zh:"抵押等负担"`

	LowEfficiency      *LowEfficiencyIdentified `json:"lowEfficiency,omitzero" zh:"低效用地"`
	LowEfficiencySince Date                     `json:"lowEfficiencySince,omitzero" zh:"低效认定日"`
}

// A Burden is an encumbrance that lies on all of the land, so on every part of it.
type Burden struct {
	EncumbranceSet EncumbranceSet `json:"encumbrance" zh:"抵押等负担" rule:"required"`
	SetOn          Date           `json:"setOn" zh:"设立日期" rule:"required"`
}

func (ParcelSplit) storedName() string     { return "ParcelSplit" }
func (ParcelMerged) storedName() string    { return "ParcelMerged" }
func (ParcelSucceeded) storedName() string { return "ParcelSucceeded" }
func (ParcelAbsorbed) storedName() string  { return "ParcelAbsorbed" }

var lineageCodes = map[string][]CodeName{
	"split_basis":      {{"SURPLUS", "节余分割", "surplus land"}, {"RECOVERED_PART", "收回部分", "part recovered"}, {"PLANNING", "规划调整", "planning"}},
	"succession":       {{"SPLIT", "分割", "split"}, {"MERGE", "合并", "merge"}},
	"succession_start": {{"INHERIT", "承继原宗地", "as its parent"}, {"ANEW", "重新入库", "anew"}},
}
