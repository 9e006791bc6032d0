package demo

import "taizhang/domain"

// fates are told in their order, by the stage at which the parcel stands.
var fates = map[domain.Stage][]fate{
	domain.StageOperating: operatingFates,
	domain.StageSurveyed: {
		{name: "legacy land open", tell: func(l *life) {
			l.note("PNR", l.ago(20, 60), domain.LegacyLandFlagged{CaseNo: l.paperNo("遗留"), Class: "NO_PROCEDURE", OccupiedSince: "2012-05-01", Path: "REGULARISE", Area: l.plot.area})
		}},
	},
	domain.StagePlanned: {{name: "plan slipped", stay: [2]int{760, 900}}},
	domain.StageReserved: {
		{name: "stagnant", stay: [2]int{800, 1000}},
		{name: "contract rescinded", green: true, stay: [2]int{60, 300}},
		{name: "nobody came", stay: [2]int{300, 500}, tell: func(l *life) {
			on := l.ago(200, 280)
			l.note("COM", on, domain.RecruitmentOpened{ReleaseNo: l.paperNo("招"), Industries: []domain.Industry{l.trade.code}, Channel: "市招商平台", ValidTo: on.AddDays(90)})
			l.note("COM", on.AddDays(100), domain.RecruitmentClosed{Reason: "NO_INVESTOR"})
		}},
		{name: "no bid", stay: [2]int{300, 500}, tell: func(l *life) {
			on := l.ago(150, 280)
			l.note("PNR", on.AddDays(-40), l.conditions(on.AddDays(-40), on.AddYears(1)))
			l.note("LRC", on.AddDays(-35), l.net())
			l.note("PNR", on, domain.SupplyAnnounced{NoticeNo: l.paperNo("告"), Method: "LISTING", StartPrice: l.yuan(5_000_000, 50_000_000), TermYears: 50, OpensOn: on, ClosesOn: on.AddDays(21)})
			l.note("PNR", on.AddDays(90), domain.SupplyFailed{Reason: "NO_BID"})
		}},
		{name: "conditions expire", tell: func(l *life) {
			on := l.ago(5, 10)
			l.note("PNR", on, l.conditions(on, l.today.AddDays(20)))
		}},
		{name: "in temporary use", stay: [2]int{300, 600}, tell: func(l *life) {
			on := l.ago(150, 280)
			l.note("PNR", on, domain.TemporaryUseApproved{ApprovalNo: l.paperNo("临"), User: l.stranger("临时"), Area: l.plot.area / 3, From: on, To: on.AddYears(1), Purpose: "施工材料堆放", Bond: l.yuan(100_000, 500_000)})
		}},
		{name: "temporary use reclaimed", stay: [2]int{500, 700}, tell: func(l *life) {
			on, no := l.ago(400, 480), l.paperNo("临")
			l.note("PNR", on, domain.TemporaryUseApproved{ApprovalNo: no, User: l.stranger("临时"), Area: l.plot.area / 3, From: on, To: on.AddMonths(6)})
			l.note("PNR", on.AddDays(250), domain.TemporaryUseReclaimed{ApprovalNo: no, AcceptanceNo: no, Area: l.plot.area / 3})
		}},
	},
	domain.StageContracted: {
		{name: "not handed over", stay: [2]int{80, 140}},
		{name: "rescission near", stay: [2]int{100, 130}},
	},
	domain.StageDelivered: {
		{name: "idle suspected", stay: [2]int{760, 860}, tell: func(l *life) { l.idle("") }},
		{name: "idle through the holder", stay: [2]int{800, 900}, tell: func(l *life) { l.idle("HOLDER") }},
		{name: "two years idle", stay: [2]int{1120, 1200}, tell: func(l *life) { l.idle("HOLDER") }},
		{name: "idle through the government", stay: [2]int{760, 860}, tell: func(l *life) { l.idle("GOVERNMENT") }},
		{name: "start near", stay: [2]int{60, 150}},
		{name: "extended too far", stay: [2]int{760, 860}, tell: func(l *life) { l.idle("TOO LONG") }},
		{name: "start put off", stay: [2]int{310, 340}, tell: func(l *life) {
			filed := l.startBy.AddDays(-45)
			l.note("PNR", filed.AddDays(12), domain.CommitmentsAmended{
				Instrument: "CONTRACT", DocNo: l.paperNo("延"), Kind: "EXTENSION", Reason: "HOLDER", FiledOn: filed, ApprovedBy: "演示区人民政府",
				Amendments: []domain.Amendment{{Metric: "START_BY", Mode: "REPLACE", Old: string(l.startBy), New: string(l.startBy.AddMonths(6))}},
			})
		}},
	},
	domain.StageBuilding: {
		{name: "suspended over a year", green: true, stay: [2]int{600, 800}, tell: func(l *life) { l.suspend(l.ago(400, 500)) }},
		{name: "suspended and resumed", green: true, stay: [2]int{500, 700}, tell: func(l *life) {
			since := l.ago(300, 400)
			l.suspend(since)
			l.note("HUC", since.AddDays(100), domain.ConstructionResumed{VerifiedBy: []string{"演建一", "演建二"}})
		}},
		{name: "suspended land idle", green: true, stay: [2]int{800, 900}, tell: func(l *life) { l.idleSuspended() }},
		{name: "permit expires", green: true, tell: func(l *life) {
			on := l.ago(20, 28)
			l.note("ASB", on, domain.PermitIssued{Kind: "CONSTRUCTION", PermitNo: l.paperNo("施补"), Issuer: "ASB", FloorArea: l.plot.area, ValidTo: l.today.AddDays(15)})
		}},
		{name: "delivered, found late", green: true},
		{name: "completion two years late", green: true, stay: [2]int{1350, 1500}},
		{name: "accident on the site", green: true, stay: [2]int{200, 500}, tell: func(l *life) {
			l.note("EMB", l.ago(70, 120), domain.ComplianceRecorded{Kind: "SAFETY", DocNo: l.paperNo("安"), Amount: l.yuan(100_000, 300_000)})
		}},
	},
	domain.StageCompleted: {{name: "no production yet", green: true, stay: [2]int{190, 260}}},
	domain.StageProducing: {
		{name: "capacity late", green: true, stay: [2]int{1100, 1200}},
		{name: "leased before granted", green: true, tell: func(l *life) { l.convertLease(l.day("ConstructionStarted").AddDays(300)) }},
	},
	domain.StageExiting: {
		{name: "no soil survey", brown: true, tell: func(l *life) {
			l.note("EEB", l.day("ExitInitiated").AddDays(-200), domain.ComplianceRecorded{Kind: "KEY_SUPERVISED", DocNo: l.paperNo("名录")})
		}},
		{name: "compensation unpaid", brown: true, stay: [2]int{90, 150}, tell: func(l *life) { l.compensate(l.ago(60, 80)) }},
	},
	domain.StageRetired: {{name: "split", green: true}, {name: "split, then merged", green: true}},
	domain.StageVacated: {
		{name: "lies vacant", stay: [2]int{220, 300}},
	},
}

func (l *life) net() domain.NetLandVerified {
	return domain.NetLandVerified{
		RightsClear: true, Compensated: true, NoDispute: true, ConditionsClear: true, Ready: true, ReportNo: l.paperNo("净地"), VerifiedBy: []string{"演储一", "演规二"},
	}
}
