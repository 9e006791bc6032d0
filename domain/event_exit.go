package domain

import "slices"

var exitEvents = []eventCodec{
	declare[ExitInitiated]("启动退出", "Exit initiated", PhaseExit),
	declare[ExitCancelled]("终止退出", "Exit cancelled", PhaseExit),
	declare[SoilSurveyed]("土壤调查", "Soil surveyed", PhaseExit),
	declare[ExitCompleted]("退出完成", "Exit completed", PhaseExit),
	declare[ParcelVacated]("腾退移交", "Parcel vacated", PhaseExit),
	declare[ReturnedToSupply]("重回供应", "Returned to supply", PhaseExit),
	declare[ReclaimedToFarmland]("复垦", "Reclaimed to farmland", PhaseExit),
}

var exitWays = []Transition{
	{Event: "ExitInitiated", From: held, To: StageExiting},
	{Event: "ExitCancelled", From: []Stage{StageExiting}, To: stagePrevious},
	{Event: "SoilSurveyed", From: slices.Concat(looked, []Stage{StageVacated, StageReserved})},
	{Event: "ExitCompleted", From: []Stage{StageExiting}, To: StageVacated, When: "BOTH_SIDES_DONE"},
	{Event: "ExitCompleted", From: []Stage{StageExiting}},
	{Event: "ParcelVacated", From: []Stage{StageExiting}, To: StageVacated, When: "BOTH_SIDES_DONE"},
	{Event: "ParcelVacated", From: []Stage{StageExiting}},
	{Event: "ReturnedToSupply", From: []Stage{StageVacated}, To: StageReserved},
	{Event: "ReclaimedToFarmland", From: []Stage{StageVacated}, To: StageRetired},
}

// ExitInitiated 启动退出 begins the way out of the parcel.
type ExitInitiated struct {
	ExitType      Code   `json:"exitType" zh:"退出方式" rule:"required" codes:"exit_type"`
	Ground        string `json:"ground" zh:"退出事由" rule:"required,max=500"`
	LegalBasis    string `json:"legalBasis" zh:"法律依据" rule:"required,max=200"`
	DecisionNo    string `json:"decisionNo,omitzero" zh:"决定文号" rule:"max=80"`
	DecisionOn    Date   `json:"decisionOn,omitzero" zh:"决定日期"`
	MortgageeTold Date   `json:"mortgageeTold,omitzero" zh:"告知抵押权人"`
	// PreviousStage is set by the ledger.
	PreviousStage Stage `json:"previousStage,omitzero" zh:"退出前阶段" rule:"derived"`
}

// ExitCancelled 终止退出 gives up a way out: the parcel returns to the stage it was in
// before.
type ExitCancelled struct {
	Ground     string `json:"ground" zh:"终止事由" rule:"required,max=500"`
	DecisionNo string `json:"decisionNo,omitzero" zh:"决定文号" rule:"max=80"`
	DecisionOn Date   `json:"decisionOn,omitzero" zh:"决定日期"`
	// PreviousStage is the stage returned to, set by the ledger.
	PreviousStage Stage `json:"previousStage,omitzero" zh:"恢复阶段" rule:"derived"`
}

// SoilSurveyed 土壤调查 is the survey of the soil that land of a key supervised unit
// needs before it changes its use or holder (土壤污染防治法 第59、67条), or the
// finding that none is needed.
type SoilSurveyed struct {
	Required bool   `json:"required" zh:"需要调查" rule:"required"`
	ReportNo string `json:"reportNo,omitzero" zh:"报告编号" rule:"max=80"`
	Result   Code   `json:"result,omitzero" zh:"结论" codes:"soil_result"`
	FilingNo string `json:"filingNo,omitzero" zh:"备案号" rule:"max=80"`
	Surveyor string `json:"surveyor,omitzero" zh:"调查单位" rule:"max=100"`
	Note     string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// ExitCompleted 退出完成 closes the legal side: contract or decision, money settled.
type ExitCompleted struct {
	InstrumentNo string   `json:"instrumentNo" zh:"收回(转让)文书" rule:"required,max=80"`
	Compensation Fen      `json:"compensation" zh:"补偿金额" rule:"required,min=0"`
	PaidOn       Date     `json:"paidOn,omitzero" zh:"支付日期"`
	TermRefund   Fen      `json:"termRefund,omitzero" zh:"剩余年期退款" rule:"min=0"`
	Outstanding  []string `json:"outstanding,omitzero" zh:"未了事项及说明" rule:"max=20" sight:"restricted,outstanding=TAX"`
}

// ParcelVacated 腾退移交 closes the physical side: people and equipment are gone.
type ParcelVacated struct {
	HandoverNo    string `json:"handoverNo" zh:"移交书" rule:"required,max=80"`
	BuildingsLeft int    `json:"buildingsLeft,omitzero" zh:"遗留建筑(幢)" rule:"min=0,max=10000"`
	Cleared       bool   `json:"cleared" zh:"人员设备已清" rule:"required"`
}

// ReturnedToSupply 重回供应 closes the loop: the land is in reserve again and a new
// cycle begins.
type ReturnedToSupply struct {
	PoolEntryNo      string `json:"poolEntryNo" zh:"入库确认号" rule:"required,max=80"`
	NetLand          bool   `json:"netLand,omitzero" zh:"净地"`
	PlanConditionsNo string `json:"planConditionsNo,omitzero" zh:"规划条件文号" rule:"max=80"`
	// DaysSinceVacated is counted by the ledger.
	DaysSinceVacated int `json:"daysSinceVacated,omitzero" zh:"腾空至重回供应天数" rule:"derived"`
}

// ReclaimedToFarmland 复垦 ends the parcel's life as construction land (E12 复垦复绿).
type ReclaimedToFarmland struct {
	AcceptanceNo string  `json:"acceptanceNo" zh:"复垦验收文号" rule:"required,max=80"`
	Area         Area    `json:"area" zh:"复垦面积" rule:"required,min=1"`
	Use          LandUse `json:"use,omitzero" zh:"复垦后地类"`
	// DaysSinceVacated is counted by the ledger.
	DaysSinceVacated int `json:"daysSinceVacated,omitzero" zh:"腾空至复垦天数" rule:"derived"`
}

func (ExitCancelled) storedName() string       { return "ExitCancelled" }
func (SoilSurveyed) storedName() string        { return "SoilSurveyed" }
func (ReclaimedToFarmland) storedName() string { return "ReclaimedToFarmland" }

func (ExitInitiated) storedName() string    { return "ExitInitiated" }
func (ExitCompleted) storedName() string    { return "ExitCompleted" }
func (ParcelVacated) storedName() string    { return "ParcelVacated" }
func (ReturnedToSupply) storedName() string { return "ReturnedToSupply" }
