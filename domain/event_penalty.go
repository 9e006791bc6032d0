package domain

import "slices"

var penaltyEvents = []eventCodec{
	declare[PenaltyImposed]("处罚/违约金决定", "Penalty imposed", PhaseOperation),
	declare[PenaltySettled]("缴清", "Penalty settled", PhaseOperation),
}

var penaltyWays = []Transition{
	{Event: "PenaltyImposed", From: looked},
	{Event: "PenaltySettled", From: slices.Concat(looked, []Stage{StageVacated})},
}

// PenaltyImposed 处罚/违约金决定 demands money: a contract penalty (违约金, due on its
// own day), a statutory late payment charge (滞纳金), the idle fee (土地闲置费, 20 % of
// the land price, due 30 days after service: 闲置土地处置办法 第14条), or an
// administrative fine.
type PenaltyImposed struct {
	PenaltyID string `json:"penaltyId" zh:"决定编号" rule:"required,max=60"`
	Kind      Code   `json:"kind" zh:"种类" rule:"required" codes:"penalty_kind"`
	BreachID  string `json:"breachId,omitzero" zh:"违约编号" rule:"max=60"`
	CaseNo    string `json:"caseNo,omitzero" zh:"闲置案号" rule:"max=60"`
	// Base is what the rate applies to: the unpaid or agreed amount, the land price;
	// without a rate it is the penalty itself. When only a part of the parcel is
	// idle, the price of which part is the officer's recorded choice.
	Base       Fen     `json:"base" zh:"计算基数" rule:"required,min=1"`
	Rate       Decimal `json:"rate,omitzero" zh:"费率"` // per day when there are days; of the policy for the idle fee
	Days       int     `json:"days,omitzero" zh:"天数" rule:"min=0,max=20000"`
	Decided    Fen     `json:"decided,omitzero" zh:"决定书金额" rule:"min=0"` // as the paper says
	DecisionNo string  `json:"decisionNo" zh:"决定书文号" rule:"required,max=80"`
	ServedOn   Date    `json:"servedOn,omitzero" zh:"送达日期"`
	PayBy      Date    `json:"payBy,omitzero" zh:"缴款期限"`
	Note       string  `json:"note,omitzero" zh:"说明" rule:"max=500"`
	// Amount is base × rate × days to the 分, computed by the ledger.
	Amount Fen `json:"amount,omitzero" zh:"金额" rule:"derived"`
	// Rounding is how it was rounded, by the policy of this day; absent: halves up.
	Rounding Code `json:"rounding,omitzero" zh:"舍入方法" rule:"derived" codes:"rounding"`
}

// PenaltySettled 缴清 is one payment towards a penalty.
type PenaltySettled struct {
	PenaltyID string `json:"penaltyId" zh:"决定编号" rule:"required,max=60"`
	Paid      Fen    `json:"paid" zh:"缴纳金额" rule:"required,min=1"`
	Mode      Code   `json:"mode" zh:"缴纳方式" rule:"required" codes:"settlement_mode"`
	VoucherNo string `json:"voucherNo,omitzero" zh:"缴款凭证号" rule:"max=80"`
}

func (PenaltyImposed) storedName() string { return "PenaltyImposed" }
func (PenaltySettled) storedName() string { return "PenaltySettled" }
