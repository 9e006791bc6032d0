package domain

var exitEvents = []eventCodec{
	declare[ExitInitiated]("启动退出", "Exit initiated", PhaseExit),
	declare[ExitCompleted]("退出完成", "Exit completed", PhaseExit),
	declare[ParcelVacated]("腾退移交", "Parcel vacated", PhaseExit),
	declare[ReturnedToSupply]("重回供应", "Returned to supply", PhaseExit),
}

var exitWays = []Transition{
	{Event: "ExitInitiated", From: held, To: StageExiting},
	{Event: "ExitCompleted", From: []Stage{StageExiting}, To: StageVacated, When: "BOTH_SIDES_DONE"},
	{Event: "ExitCompleted", From: []Stage{StageExiting}},
	{Event: "ParcelVacated", From: []Stage{StageExiting}, To: StageVacated, When: "BOTH_SIDES_DONE"},
	{Event: "ParcelVacated", From: []Stage{StageExiting}},
	{Event: "ReturnedToSupply", From: []Stage{StageVacated}, To: StageReserved},
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

// ExitCompleted 退出完成 closes the legal side: contract or decision, money settled.
type ExitCompleted struct {
	InstrumentNo string   `json:"instrumentNo" zh:"收回(转让)文书" rule:"required,max=80"`
	Compensation Fen      `json:"compensation" zh:"补偿金额" rule:"required,min=0"`
	PaidOn       Date     `json:"paidOn,omitzero" zh:"支付日期"`
	TermRefund   Fen      `json:"termRefund,omitzero" zh:"剩余年期退款" rule:"min=0"`
	Outstanding  []string `json:"outstanding,omitzero" zh:"未了事项及说明" rule:"max=20"`
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

func (ExitInitiated) storedName() string    { return "ExitInitiated" }
func (ExitCompleted) storedName() string    { return "ExitCompleted" }
func (ParcelVacated) storedName() string    { return "ParcelVacated" }
func (ReturnedToSupply) storedName() string { return "ReturnedToSupply" }
