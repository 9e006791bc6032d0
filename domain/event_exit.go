package domain

// BreachFound 违约认定 finds that a commitment or clause was not kept.
type BreachFound struct {
	BreachID string  `json:"breachId" zh:"违约编号" rule:"required,max=60"`
	Metric   Code    `json:"metric,omitzero" zh:"指标" codes:"metric"`
	Clause   string  `json:"clause,omitzero" zh:"条款" rule:"max=200"`
	Basis    Code    `json:"basis" zh:"依据" rule:"required" codes:"basis"`
	Target   Decimal `json:"target,omitzero" zh:"目标值"`
	Actual   Decimal `json:"actual,omitzero" zh:"实际值"`
	// Shortfall is 1 − actual/target, computed by the ledger when both are given;
	// a value that comes with the request is refused.
	Shortfall Decimal `json:"shortfall,omitzero" zh:"差额率" rule:"derived"`
	Cause     Code    `json:"cause" zh:"原因" rule:"required" codes:"cause"`
	Note      string  `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// RectificationOrdered 限期整改 orders an open breach to be mended by a day.
type RectificationOrdered struct {
	BreachID string   `json:"breachId" zh:"违约编号" rule:"required,max=60"`
	OrderNo  string   `json:"orderNo" zh:"整改通知书" rule:"required,max=60"`
	Measures []string `json:"measures" zh:"整改措施" rule:"required,max=20"`
	Due      Date     `json:"due" zh:"整改期限" rule:"required"`
	ServedOn Date     `json:"servedOn,omitzero" zh:"送达日期"`
}

// RectificationAccepted 整改验收 closes a breach, or sets a new day when the
// rectification fell short.
type RectificationAccepted struct {
	BreachID   string  `json:"breachId" zh:"违约编号" rule:"required,max=60"`
	Result     Code    `json:"result" zh:"验收结论" rule:"required" codes:"rectification_result"`
	ValueAfter Decimal `json:"valueAfter,omitzero" zh:"整改后指标值"`
	NewDue     Date    `json:"newDue,omitzero" zh:"再次整改期限"`
	Escalation string  `json:"escalation,omitzero" zh:"升级处理" rule:"max=200"`
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

// A Diff is one corrected value: the JSON pointer into the target's data, the
// value that stands and the one that replaces it, both as JSON. An empty Old
// says that nothing stands there; an empty New takes the value away.
type Diff struct {
	Path string `json:"path" zh:"字段" rule:"required,max=200"`
	Old  JSON   `json:"old,omitzero" zh:"原值"`
	New  JSON   `json:"new,omitzero" zh:"新值"`
}

// EventCorrected 更正 replaces values of an earlier event of the same parcel, by a
// second officer. The earlier event stays as it was recorded. Path /occurredOn
// corrects the day; other paths lie below /data.
type EventCorrected struct {
	Target EventID `json:"target" zh:"被更正事件" rule:"required"`
	Diffs  []Diff  `json:"diffs" zh:"更正内容" rule:"required,max=40"`
	Reason Code    `json:"reason" zh:"更正原因" rule:"required" codes:"correction_reason"`
	Note   string  `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

func (BreachFound) storedName() string           { return "BreachFound" }
func (RectificationOrdered) storedName() string  { return "RectificationOrdered" }
func (RectificationAccepted) storedName() string { return "RectificationAccepted" }
func (ExitInitiated) storedName() string         { return "ExitInitiated" }
func (ExitCompleted) storedName() string         { return "ExitCompleted" }
func (ParcelVacated) storedName() string         { return "ParcelVacated" }
func (ReturnedToSupply) storedName() string      { return "ReturnedToSupply" }
func (EventCorrected) storedName() string        { return "EventCorrected" }
