package domain

var breachEvents = []eventCodec{
	declare[BreachFound]("违约认定", "Breach found", PhaseOperation),
	declare[RectificationOrdered]("限期整改", "Rectification ordered", PhaseOperation),
	declare[RectificationAccepted]("整改验收", "Rectification accepted", PhaseOperation),
}

var breachWays = []Transition{
	{Event: "BreachFound", From: looked},
	{Event: "RectificationOrdered", From: looked},
	{Event: "RectificationAccepted", From: looked},
}

// BreachFound 违约认定 finds that a commitment or clause was not kept.
type BreachFound struct {
	BreachID string  `json:"breachId" zh:"违约编号" rule:"required,max=60"`
	Metric   Code    `json:"metric,omitzero" zh:"指标" codes:"metric"`
	Clause   string  `json:"clause,omitzero" zh:"条款" rule:"max=200"`
	Basis    Code    `json:"basis" zh:"依据" rule:"required" codes:"basis"`
	Target   Decimal `json:"target,omitzero" zh:"目标值" sight:"restricted,metric=TAX,clause=TAX"`
	Actual   Decimal `json:"actual,omitzero" zh:"实际值" sight:"restricted,metric=TAX,clause=TAX"`
	// Shortfall is 1 − actual/target, computed by the ledger when both are given;
	// a value that comes with the request is refused.
	Shortfall Decimal `json:"shortfall,omitzero" zh:"差额率" rule:"derived" sight:"restricted,metric=TAX,clause=TAX"`
	Cause     Code    `json:"cause" zh:"原因" rule:"required" codes:"cause"`
	Note      string  `json:"note,omitzero" zh:"说明" rule:"max=500" sight:"restricted,metric=TAX,clause=TAX,note=TAX"`
}

// RectificationOrdered 限期整改 orders an open breach to be mended by a day.
type RectificationOrdered struct {
	BreachID string   `json:"breachId" zh:"违约编号" rule:"required,max=60"`
	OrderNo  string   `json:"orderNo" zh:"整改通知书" rule:"required,max=60"`
	Measures []string `json:"measures" zh:"整改措施" rule:"required,max=20" sight:"restricted,measures=TAX"`
	Due      Date     `json:"due" zh:"整改期限" rule:"required"`
	ServedOn Date     `json:"servedOn,omitzero" zh:"送达日期"`
}

// RectificationAccepted 整改验收 closes a breach, or sets a new day when the
// rectification fell short.
type RectificationAccepted struct {
	BreachID   string  `json:"breachId" zh:"违约编号" rule:"required,max=60"`
	Result     Code    `json:"result" zh:"验收结论" rule:"required" codes:"rectification_result"`
	ValueAfter Decimal `json:"valueAfter,omitzero" zh:"整改后指标值" sight:"restricted"`
	NewDue     Date    `json:"newDue,omitzero" zh:"再次整改期限"`
	Escalation string  `json:"escalation,omitzero" zh:"升级处理" rule:"max=200"`
}

func (BreachFound) storedName() string           { return "BreachFound" }
func (RectificationOrdered) storedName() string  { return "RectificationOrdered" }
func (RectificationAccepted) storedName() string { return "RectificationAccepted" }
