package demo

import (
	"fmt"

	"taizhang/domain"
)

// operatingFates are those of plants that have come to full operation.
var operatingFates = []fate{
	{name: "mortgaged", tell: func(l *life) { l.mortgage(l.ago(200, 600)) }},
	{name: "mortgage discharged", stay: [2]int{800, 1400}, tell: func(l *life) {
		no := l.mortgage(l.ago(500, 700))
		l.note("PNR", l.ago(20, 200), domain.EncumbranceLifted{RegisterNo: no, Reason: "DISCHARGED"})
	}},
	{name: "part leased out", tell: func(l *life) { l.leaseOut(l.ago(100, 500), 36) }},
	{name: "lease ended", stay: [2]int{900, 1400}, tell: func(l *life) {
		no := l.leaseOut(l.ago(500, 700), 24)
		l.note("PRK", l.ago(20, 100), domain.LeaseEnded{LeaseNo: no, Reason: "AGREED"})
	}},
	{name: "halted half a year", tell: func(l *life) { l.halt(l.ago(200, 320), "HALF_STOPPED", "MARKET") }},
	{name: "halted over a year", stay: [2]int{900, 1600}, tell: func(l *life) { l.halt(l.ago(400, 600), "STOPPED", "MARKET") }},
	{name: "halted and resumed", stay: [2]int{900, 1600}, tell: func(l *life) {
		since := l.ago(420, 600)
		l.halt(since, "STOPPED", "UPGRADE")
		l.note("IIT", since.AddDays(110), domain.ProductionResumed{Product: l.trade.product})
	}},
	{name: "environmental penalty", tell: func(l *life) {
		l.note("EEB", l.ago(30, 200), domain.ComplianceRecorded{Kind: "ENVIRONMENT_PENALTY", DocNo: l.paperNo("环罚"), Amount: l.yuan(50_000, 400_000)})
	}},
	{name: "energy above its cap", tell: func(l *life) {
		l.note("DRC", l.ago(30, 300), domain.ComplianceRecorded{Kind: "ENERGY_EXCESS", DocNo: l.paperNo("能耗")})
	}},
	{name: "accident, settled", tell: func(l *life) {
		on, no := l.ago(300, 500), l.paperNo("安")
		l.note("EMB", on, domain.ComplianceRecorded{Kind: "SAFETY", DocNo: no, Amount: l.yuan(100_000, 300_000)})
		l.note("EMB", on.AddDays(120), domain.ComplianceRecorded{Kind: "SAFETY", DocNo: no, ClosedOn: on.AddDays(120)})
	}},
	{name: "key supervised unit", tell: func(l *life) {
		l.note("EEB", l.ago(200, 600), domain.ComplianceRecorded{Kind: "KEY_SUPERVISED", DocNo: l.paperNo("名录")})
	}},
	{name: "evaluated", green: true, stay: [2]int{1200, 1500}, tell: func(l *life) { l.evaluate(l.ago(20, 200), "PASS") }},
	{name: "evaluated, to mend", green: true, stay: [2]int{1200, 1500}, tell: func(l *life) { l.evaluate(l.ago(20, 100), "RECTIFY") }},
	{name: "evaluation due", green: true, stay: [2]int{1150, 1300}},
	{name: "rewarded", tell: func(l *life) {
		from := l.ago(100, 300)
		l.note("IIT", from, domain.MeasureApplied{MeasureID: l.paperNo("励"), Direction: "INCENTIVE", Kind: "SUBSIDY", Ground: "亩均评价A类", From: from, To: from.AddYears(1), Amount: l.yuan(100_000, 900_000)})
	}},
	{name: "pressed, then withdrawn", stay: [2]int{800, 1500}, tell: func(l *life) {
		from, no := l.ago(400, 500), l.paperNo("逼")
		l.note("DRC", from, domain.MeasureApplied{MeasureID: no, Direction: "PRESSURE", Kind: "POWER_PRICE", Ground: "亩均评价D类", From: from, To: from.AddYears(2)})
		l.note("DRC", from.AddDays(250), domain.MeasureWithdrawn{MeasureID: no, Reason: "提质达标"})
	}},
	{name: "sold", green: true, stay: [2]int{800, 1200}, tell: func(l *life) { l.transfer(l.ago(100, 300), "SALE", 105) }},
	{name: "sold below the benchmark", green: true, stay: [2]int{800, 1200}, tell: func(l *life) { l.transfer(l.ago(20, 90), "SALE", 70) }},
	{name: "share deal", green: true, stay: [2]int{800, 1200}, tell: func(l *life) { l.transfer(l.ago(100, 300), "EQUITY", 100) }},
	{name: "a floor sold", green: true, tell: func(l *life) {
		l.note("PNR", l.ago(50, 300), domain.UnitTransferred{
			UnitCode: domain.UnitCode(string(l.plot.code) + "F00010001"), FloorArea: l.plot.area / 20, LandShare: l.plot.area / 40,
			Transferee: l.stranger("分割受让"), Price: l.yuan(3_000_000, 9_000_000), Industry: l.trade.code, ConsentNo: l.paperNo("同意"), TitleNo: l.paperNo("不动产"),
		})
	}},
	{name: "penalty unpaid", green: true, tell: func(l *life) { l.penalty(l.ago(90, 200), false) }},
	{name: "penalty paid", green: true, tell: func(l *life) { l.penalty(l.ago(200, 400), true) }},
	{name: "bond drawn on", green: true, stay: [2]int{700, 1000}, tell: func(l *life) {
		l.note("FIN", l.ago(70, 200), domain.BondForfeited{Amount: l.bond() / 4, Milestone: "CAPACITY", Ground: "协议约定的亩均税收未达标", DocNo: l.paperNo("扣")})
	}},
	{name: "out of the library", brown: true, tell: func(l *life) {
		on := l.ago(500, 650)
		l.identify(on, 40)
		l.note("PNR", on.AddDays(300), domain.LowEfficiencyCleared{Area: l.plot.area * 30 / 100, Reason: "IMPROVED", DecisionNo: l.paperNo("移出")})
	}},
	{name: "upgraded without new land", brown: true, tell: func(l *life) { l.upgrade(l.ago(500, 650)) }},
	{name: "denser", green: true, stay: [2]int{700, 1200}, tell: func(l *life) {
		on := l.ago(60, 200)
		l.note("PNR", on, domain.UseOrDensityChanged{SupplementNo: l.paperNo("补充"), FARMin: "1.50", FARMax: "3.50", SupplementaryPrice: l.yuan(1_000_000, 5_000_000), PayBy: on.AddDays(40)})
	}},
	{name: "term near its end", brown: true},
	{name: "term renewed", brown: true, tell: func(l *life) {
		on := l.ago(100, 300)
		l.note("PNR", on, domain.TermRenewed{AppliedOn: on.AddDays(-60), NewEnd: on.AddYears(20), EvaluationRef: l.paperNo("评"), ContractNo: l.paperNo("续"), Price: l.yuan(2_000_000, 20_000_000)})
	}},
	{name: "issue open", tell: func(l *life) { l.issue(l.ago(150, 250), false) }},
	{name: "issue solved", tell: func(l *life) { l.issue(l.ago(250, 400), true) }},
	{name: "legacy land settled", brown: true, tell: func(l *life) {
		on, no := l.ago(400, 600), l.paperNo("遗留")
		l.note("PNR", on, domain.LegacyLandFlagged{CaseNo: no, Class: "OVER_AREA", OccupiedSince: "2009-06-01", Path: "PENALISE_REGULARISE", Area: l.plot.area / 10})
		l.note("PNR", on.AddDays(200), domain.LegacyLandResolved{CaseNo: no, Path: "PENALISE_REGULARISE", PenaltyRef: l.paperNo("罚"), Area: l.plot.area / 10, DocNo: l.paperNo("处置")})
	}},
	{name: "figures in conflict", tell: func(l *life) { l.conflict() }},
	{name: "sued", tell: func(l *life) {
		filed := l.ago(300, 400)
		c := domain.LitigationRecorded{CaseNo: l.paperNo("行初"), Kind: "ADMINISTRATIVE", Target: "限期整改通知", Body: "演示法院", FiledOn: filed}
		l.note("PNR", filed.AddDays(5), c)
		c.Result, c.ResultOn = "UPHELD", filed.AddDays(260)
		c.EnforcementDue = c.ResultOn.AddMonths(3)
		l.note("PNR", c.ResultOn.AddDays(3), c)
	}},
	{name: "bankrupt", tell: func(l *life) {
		on := l.ago(20, 60)
		l.note("PNR", on, domain.BankruptcyAccepted{CaseNo: l.paperNo("破"), Court: "演示法院", Procedure: "REORGANISATION", Administrator: "演示管理人", ClaimsDue: on.AddDays(70)})
	}},
	{name: "surveyed again, larger", brown: true, tell: func(l *life) {
		l.note("PNR", l.ago(50, 300), domain.ParcelAttributesRevised{Reason: "RESURVEY", RegisteredArea: l.plot.area * 102 / 100, SurveyReport: l.paperNo("测")})
	}},
	{name: "sea title exchanged", brown: true, tell: func(l *life) {
		l.note("PNR", l.ago(300, 600), domain.SeaRightConverted{SeaCode: l.seaCode(), ParcelCode: l.plot.code, Area: l.plot.area, TitleNo: l.paperNo("不动产")})
	}},
	{name: "reports stopped", stay: [2]int{800, 1600}},
	{name: "graded D twice", stay: [2]int{1300, 1900}, tell: func(l *life) { l.gradeTwice() }},
	{name: "half of the promised investment", green: true, stay: [2]int{900, 1200}},
	{name: "objection to the grade", tell: func(l *life) { l.object() }},
	{name: "a report annulled", tell: func(l *life) { l.annul() }},
	{name: "way out given up", stay: [2]int{900, 1600}, tell: func(l *life) {
		on := l.ago(300, 500)
		l.note("PNR", on, domain.ExitInitiated{ExitType: "E01", Ground: "协商收回", LegalBasis: "双方意向书", DecisionNo: l.paperNo("收"), DecisionOn: on})
		l.note("PNR", on.AddDays(95), domain.ExitCancelled{Ground: "未达成补偿协议，恢复经营", DecisionNo: l.paperNo("撤收"), DecisionOn: on.AddDays(95)})
	}},
	{name: "contributed by the state", brown: true, tell: func(l *life) {
		l.note("SAC", l.ago(200, 500), domain.ContributionInKind{ApprovalNo: l.paperNo("作价"), Value: l.yuan(20_000_000, 90_000_000), Shareholder: domain.Party{Name: "演示国有资本运营公司"}, Enterprise: l.firm, Area: l.plot.area, TermYears: 40})
	}},
}

// paperNo numbers the next paper of a kind.
func (l *life) paperNo(word string) string {
	return fmt.Sprintf("津演%s%d-%d号", word, l.index, len(l.events))
}

// seaCode is the code of a parcel of reclaimed sea before it became land.
func (l *life) seaCode() domain.ParcelCode { return l.plot.code[:12] + "GH" + l.plot.code[14:] }

// stranger invents a firm that has no other part in the life.
func (l *life) stranger(what string) domain.Party {
	return domain.Party{Name: fmt.Sprintf("演示企业·%s%04d", what, l.index), USCC: l.creditCode()}
}

func (l *life) mortgage(on domain.Date) (no string) {
	no = l.paperNo("押")
	l.note("PNR", on, domain.EncumbranceSet{RegisterNo: no, Kind: "MORTGAGE", Party: domain.Party{Name: "演示银行"}, Amount: l.yuan(5_000_000, 80_000_000), Rank: 1, Area: l.plot.area, From: on, To: on.AddYears(3)})
	return no
}

func (l *life) leaseOut(on domain.Date, months int) (no string) {
	no = l.paperNo("租")
	l.note("PRK", on, domain.LeasedOut{
		LeaseNo: no, Lessee: l.stranger("承租"), Area: l.plot.area / 5, FloorArea: l.plot.area / 4, From: on, To: on.AddMonths(months), RentYearly: l.yuan(200_000, 2_000_000), Industry: l.trade.code,
	})
	return no
}

func (l *life) halt(since domain.Date, degree, cause domain.Code) {
	l.note("IIT", since.AddDays(8), domain.ProductionHalted{Since: since, Degree: degree, Cause: cause})
}
