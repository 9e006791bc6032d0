package domain

var rightsCodes = map[string][]CodeName{
	"transfer_mode":    {{"SALE", "买卖", "sale"}, {"CONTRIBUTION", "作价入股", "contribution"}, {"JUDICIAL", "司法处置", "court sale"}, {"SUCCESSION", "继受", "succession"}, {"EQUITY", "股权变更", "share deal"}},
	"lease_end":        {{"EXPIRED", "期满", "expired"}, {"AGREED", "协商解除", "by agreement"}, {"BREACH", "违约解除", "for breach"}},
	"encumbrance_kind": {{"MORTGAGE", "抵押", "mortgage"}, {"SEIZURE", "查封", "seizure"}, {"EASEMENT", "地役权", "easement"}, {"RESTRICTION", "限制交易", "restriction"}},
	"encumbrance_end":  {{"DISCHARGED", "债务清偿", "debt discharged"}, {"EXPIRED", "期满", "expired"}, {"COURT", "法院解除", "lifted by the court"}, {"RELEASED", "权利人放弃", "released"}},
}
