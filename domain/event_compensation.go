package domain

import "slices"

var compensationEvents = []eventCodec{
	declare[CompensationAgreed]("收储补偿协议", "Compensation agreed", PhaseExit),
	declare[CompensationPaid]("收储补偿支付", "Compensation paid", PhaseExit),
}

var compensationWays = []Transition{
	{Event: "CompensationAgreed", From: slices.Concat(looked, []Stage{StageVacated})},
	{Event: "CompensationPaid", From: slices.Concat(looked, []Stage{StageVacated})},
}

// A CompensationItem is one thing that is paid for (补偿项目).
type CompensationItem struct {
	Kind   Code   `json:"kind" zh:"补偿项目" rule:"required" codes:"compensation_item"`
	Amount Fen    `json:"amount" zh:"金额" rule:"required,min=0"`
	Note   string `json:"note,omitzero" zh:"说明" rule:"max=200"`
}

// CompensationAgreed 收储补偿协议 agrees what the land reserve centre pays for land
// that is taken back by agreement.
type CompensationAgreed struct {
	AgreementNo string             `json:"agreementNo" zh:"补偿协议编号" rule:"required,max=60"`
	Payee       Party              `json:"payee,omitzero" zh:"受偿人"`
	Items       []CompensationItem `json:"items" zh:"补偿项目" rule:"required,max=40"`
	Instalments []Instalment       `json:"instalments,omitzero" zh:"支付约定" rule:"max=40"`
	Valuer      string             `json:"valuer,omitzero" zh:"评估机构" rule:"max=100"`
	ValuationNo string             `json:"valuationNo,omitzero" zh:"评估报告号" rule:"max=80"`
	Valuation   Fen                `json:"valuation,omitzero" zh:"评估价值" rule:"min=0"`
	VacateBy    Date               `json:"vacateBy,omitzero" zh:"约定腾退期限"`
	Note        string             `json:"note,omitzero" zh:"说明" rule:"max=500"`
	Total       Fen                `json:"total,omitzero" zh:"补偿总额" rule:"derived"` // the sum of the items
}

// CompensationPaid 收储补偿支付 is one payment of an agreed compensation.
type CompensationPaid struct {
	AgreementNo  string `json:"agreementNo" zh:"补偿协议编号" rule:"required,max=60"`
	InstalmentNo int    `json:"instalmentNo" zh:"期号" rule:"required,min=1,max=100"`
	Amount       Fen    `json:"amount" zh:"支付金额" rule:"required,min=1"`
	VoucherNo    string `json:"voucherNo,omitzero" zh:"支付凭证号" rule:"max=80"`
}

func (CompensationAgreed) storedName() string { return "CompensationAgreed" }
func (CompensationPaid) storedName() string   { return "CompensationPaid" }
