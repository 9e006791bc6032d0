package demo

import (
	"fmt"
	"slices"
	"strconv"

	"taizhang/domain"
)

// register opens the history.
func (l *life) register() {
	reg := domain.ParcelRegistered{
		ParcelCode: l.plot.code, District: l.plot.district, ParkCode: l.park(),
		RegisteredArea: l.plot.area, Ownership: "G", RightKind: "CONSTRUCTION", Origin: "CHANGE_SURVEY_2022",
		UseCurrent: domain.LandUse{System: "GBT21010", Code: "0601", Name: "工业用地"},
		UsePlanned: domain.LandUse{System: "YDYH2023", Code: "1001", Name: "工业用地"},
		Geometry:   l.plot.outline, ControlZone: []domain.Code{"KEY", "KEY", "KEY", "IMPROVE", "IMPROVE", "REDUCE"}[l.rng.IntN(6)],
	}
	if l.fated("sea title exchanged") {
		reg.ParcelCode = l.seaCode()
	}
	if l.brown {
		reg.RightNature, reg.Holder, reg.Industry = "GRANT", l.firm, l.trade.code
		reg.TermStart, reg.TermYears = l.on.AddYears(-5-l.rng.IntN(15)), 50
		if l.fated("term near its end", "term renewed") {
			reg.TermStart, reg.TermYears = l.today.AddYears(-18).AddDays(40*l.index%400), 20
		}
		reg.TermEnd = reg.TermStart.AddYears(reg.TermYears)
		reg.TitleNo = fmt.Sprintf("津演(%d)不动产权第%07d号", reg.TermStart.Year(), 1000000+l.index)
	} else {
		reg.Origin = "NEW"
	}
	l.happen("PNR", reg)
}

// cycleDays is about how long land takes from registration to design capacity.
const cycleDays = 1300

// brownfield says whether the land is built and in use when the record begins:
// many parcels enter so, and those that have operated for too long to have been
// built within the record.
func brownfield(o Options, i int, target domain.Stage, f *fate) bool {
	if f != nil && (f.green || f.brown) {
		return f.brown
	}
	share := map[domain.Stage]int{
		domain.StageCompleted: 20, domain.StageProducing: 15, domain.StageOperating: 45, domain.StageExiting: 60,
		domain.StageVacated: 70, domain.StageReserved: 30, domain.StageBuilding: 15, domain.StageRedeveloping: 100, domain.StageRetired: 100,
	}[target]
	return i*37%100 < share || target == domain.StageOperating && 365*o.Years-stay(o, i, target, f) < cycleDays
}

// mainPath leads from registration to the target stage.
func (l *life) mainPath() {
	if l.target == domain.StageRegistered {
		return
	}
	l.wait(15, 70)
	l.survey()
	if l.target == domain.StageSurveyed {
		l.lowEfficiency(30)
		return
	}
	if l.fated("split", "split, then merged") {
		l.divide()
		return
	}
	if l.brown {
		l.enterInUse()
		if slices.Contains([]domain.Stage{domain.StageCompleted, domain.StageProducing, domain.StageOperating}, l.target) {
			return
		}
		l.wait(300, 900)
		if l.reached(domain.StageRedeveloping) {
			l.redevelop()
			return
		}
		if l.leave() {
			return
		}
	} else {
		l.wait(30, 200)
		l.planOrReserve()
	}
	if l.reached(domain.StagePlanned) || l.reached(domain.StageReserved) && !l.fated("contract rescinded") {
		return
	}
	l.supply()
}

func (l *life) reached(s domain.Stage) bool { return l.target == s }

func (l *life) survey() {
	used := l.plot.area * domain.Area(90+l.rng.IntN(11)) / 100
	s := domain.ParcelSurveyed{
		SurveyYear: l.on.Year(), Base: "国土变更调查", ActualUsedArea: used, Surveyor: "演示调查队",
		UseCurrent: domain.LandUse{System: "GBT21010", Code: "0601", Name: "工业用地"},
	}
	if l.brown {
		base := l.plot.area * 38 / 100
		s.Buildings = []domain.Building{{No: "1", BaseArea: base, FloorArea: base * 2, Storeys: 2, YearBuilt: l.on.Year() - 9, Legality: "TITLED"}}
		s.Users = []domain.User{{Party: l.firm, Area: used, Industry: l.trade.code}}
		output := l.yearly(0.8)
		s.Economy = &domain.EconomicBlock{DataYear: l.on.Year() - 1, Status: "NORMAL", Output: &output}
	}
	l.happen("PNR", s)
}

// enterInUse is the entry of land that is already in use.
func (l *life) enterInUse() {
	l.wait(10, 60)
	stage := l.target
	if stage != domain.StageCompleted && stage != domain.StageProducing {
		stage = domain.StageOperating
	}
	l.happen("PNR", domain.UseConfirmed{
		ActualStage: domain.Code(stage), Since: l.on.AddYears(-3),
		Users: []domain.User{{Party: l.firm, Area: l.plot.area, Industry: l.trade.code}},
	})
}

// planOrReserve brings vacant land into the yearly plan, the reserve, or both.
func (l *life) planOrReserve() {
	if l.chance(35) || l.reached(domain.StagePlanned) {
		before := len(l.events)
		l.lowEfficiency(40)
		year := l.on.Year()
		l.happen("PNR", domain.AnnualPlanListed{
			PlanYear: year, Mode: "RESERVE", Area: l.plot.area, Content: "收储后按规划重新供应",
			PlannedStart: l.on.AddMonths(3), PlannedFinish: l.on.AddMonths(24), Investment: l.yuan(2_000_000, 80_000_000),
		})
		l.wait(30, 160)
		if year < 2024 {
			l.events = l.events[:before] // there were no such plans yet, but as much time went by
		}
	}
	if l.reached(domain.StagePlanned) {
		l.planLate()
		return
	}
	l.approve()
	l.reserve("EXPROPRIATION")
}

// planLate gives a parcel that shall stand in the plan its entry, when the story
// began before there were such plans.
func (l *life) planLate() {
	for _, e := range l.events {
		if _, ok := e.fact.Event.(domain.AnnualPlanListed); ok {
			return
		}
	}
	l.on = max(l.on, "2024-03-01")
	l.happen("PNR", domain.AnnualPlanListed{PlanYear: l.on.Year(), Mode: "SELF", Area: l.plot.area, Content: "自主改造", PlannedStart: l.on.AddMonths(6), PlannedFinish: l.on.AddMonths(30)})
}

func (l *life) reserve(method domain.Code) {
	l.happen("LRC", domain.LandReserved{
		Method: method, Cost: l.yuan(1_000_000, 60_000_000), NetLand: l.chance(80), SoilStatus: "CLEAN",
		DocNo: fmt.Sprintf("津演储〔%d〕%d号", l.on.Year(), l.index+1),
	})
}

func (l *life) lowEfficiency(percent int) {
	if !l.chance(percent) {
		return
	}
	l.happen("PNR", domain.LowEfficiencyIdentified{
		Kind: "INDUSTRIAL", RuleSet: "演示认定指南-2024", Area: l.plot.area * domain.Area(30+l.rng.IntN(70)) / 100,
		Criteria: []domain.Criterion{{Code: "L7", Metric: "FAR", Value: "0.42", Threshold: "0.80"}}, NoticeOn: l.on, EffectiveFrom: l.on,
	})
	l.wait(5, 20)
}

// supply leads from the reserve to a signed contract and on.
func (l *life) supply() {
	l.wait(20, 90)
	l.happen("COM", domain.RecruitmentOpened{
		ReleaseNo: fmt.Sprintf("演招%d-%d", l.on.Year(), l.index), Industries: []domain.Industry{l.trade.code}, Channel: "市招商平台", ValidTo: l.on.AddYears(1),
		Floors: []domain.Commitment{{Metric: "TAX_PER_MU", Operator: "GE", Target: "12", Unit: "万元/亩", Stage: "CAPACITY", Basis: "NOTICE"}},
	})
	l.newFirm()
	project := l.propose()
	if l.reached(domain.StageRecruiting) {
		return
	}
	l.review(project)
	if l.reached(domain.StageAdmitted) {
		return
	}
	l.ready()
	l.wait(10, 40)
	l.price = domain.Fen(int64(l.plot.area) * (380 + l.rng.Int64N(240)) / 100 * 100) // 380 to 620 yuan a square metre
	l.announce()
	if l.reached(domain.StageOffered) {
		return
	}
	l.wait(22, 34)
	l.happen("PRT", domain.SupplyAwarded{ConfirmationNo: fmt.Sprintf("演成交%d-%d", l.on.Year(), l.index), Winner: l.firm, Price: l.price, MinPriceCheck: true})
	if l.reached(domain.StageAwarded) {
		return
	}
	l.wait(3, 12)
	if l.fated("leased before granted") {
		l.leaseLand()
	} else {
		l.contract()
	}
	if l.reached(domain.StageReserved) {
		l.rescind()
		return
	}
	if l.reached(domain.StageContracted) {
		return
	}
	l.build()
}

// propose brings a project, now and then after one that is rejected.
func (l *life) propose() string {
	l.wait(8, 60)
	project := fmt.Sprintf("演项目%d-%d", l.index, l.firms)
	if l.chance(20) {
		rejected := project + "-甲"
		l.happen("COM", l.proposal(rejected, domain.Party{Name: fmt.Sprintf("演示企业·落选%04d", l.index)}))
		l.wait(5, 20)
		l.happen("IIT", domain.EntryReviewed{ProjectID: rejected, Result: "REJECT", Reviews: l.reviews("OBJECT")})
		l.wait(5, 30)
	}
	l.happen("COM", l.proposal(project, l.firm))
	return project
}

func (l *life) proposal(project string, investor domain.Party) domain.ProjectProposed {
	output := l.yearly(1)
	tax := output * domain.Fen(l.trade.taxShare*10) / 10_000
	fixed := output * 6 / 5
	return domain.ProjectProposed{
		ProjectID: project, Investor: investor, Industry: l.trade.code, TotalInvestment: fixed * 5 / 4, FixedInvestment: fixed, AreaDemand: l.plot.area,
		ExpectedOutput: &output, ExpectedTax: &tax, ExpectedJobs: 20 + l.rng.IntN(400), Origin: []domain.Code{"DOMESTIC", "DOMESTIC", "FOREIGN", "LOCAL"}[l.rng.IntN(4)],
	}
}

func (l *life) reviews(opinion domain.Code) []domain.Review {
	return []domain.Review{
		{Department: "IIT", Opinion: opinion, On: l.on}, {Department: "DRC", Opinion: "AGREE", On: l.on},
		{Department: "EEB", Opinion: "AGREE", On: l.on}, {Department: "PNR", Opinion: "AGREE", On: l.on},
	}
}

func (l *life) review(project string) {
	l.wait(10, 40)
	r := domain.EntryReviewed{ProjectID: project, Result: "PASS", Reviews: l.reviews("AGREE")}
	if l.chance(20) {
		r.Result, r.Reviews, r.Conditions = "CONDITIONAL", l.reviews("CONDITION"), []string{"投产前完成能评备案"}
	}
	l.happen("IIT", r)
}

func (l *life) announce() {
	start := l.price * domain.Fen(88+l.rng.IntN(12)) / 100
	l.happen("PNR", domain.SupplyAnnounced{
		NoticeNo: fmt.Sprintf("津演告字〔%d〕%d号", l.on.Year(), l.index), Method: l.method(), StartPrice: start, Deposit: start / 5, TermYears: 50,
		OpensOn: l.on, ClosesOn: l.on.AddDays(21), SchemeRef: "标准地",
		Conditions: []domain.Commitment{{Metric: "FAI_PER_MU", Operator: "GE", Target: "300", Unit: "万元/亩", Stage: "COMPLETION", Basis: "NOTICE"}},
	})
}

func (l *life) method() domain.Code {
	if l.fated("leased before granted") {
		return "LEASE_FIRST"
	}
	return "LISTING"
}

// contract signs the grant contract and, in most cases, the supervision agreement
// with it.
func (l *life) contract() {
	signed := l.on
	price := l.price
	half := price / 2
	l.startBy, l.completeBy = signed.AddMonths(7+l.rng.IntN(5)), signed.AddMonths(20+l.rng.IntN(14))
	switch {
	case l.fated("completion two years late"):
		l.completeBy = signed.AddMonths(20)
	case l.fated("start near"):
		l.startBy = l.today.AddDays(20)
	}
	agreement := fmt.Sprintf("演监管%d-%d-%d", signed.Year(), l.index, l.firms)
	c := domain.GrantContractSigned{
		ContractNo: fmt.Sprintf("津演合〔%d〕%d-%d", signed.Year(), l.index, l.firms), Method: "LISTING", Holder: l.firm, Price: &price, Area: l.plot.area,
		SupervisionNo: domain.SupervisionNo(fmt.Sprintf("%s%dB%05d", l.plot.district, signed.Year(), l.index%100000)),
		LandSource:    "STOCK", LandGrade: "五级", TermYears: 50, FARMin: "1.00", FARMax: "3.00", ApprovedBy: "演示区人民政府", AgreementNo: agreement,
		Instalments: []domain.Instalment{{No: 1, Due: signed.AddDays(30), Amount: half}, {No: 2, Due: signed.AddMonths(4), Amount: price - half}},
		DeliverBy:   domain.Deadline{Base: "CONTRACT", Days: 60},
		StartBy:     domain.Deadline{Base: "DATE", Date: l.startBy}, CompleteBy: domain.Deadline{Base: "DATE", Date: l.completeBy},
	}
	l.happen("PNR", c)
	if l.agreed = l.chance(88) || l.fate != nil; l.agreed {
		l.happen("IIT", l.agreement(agreement))
	}
	l.secure(signed)
	l.pay(signed, price)
}

func (l *life) agreement(no string) domain.SupervisionAgreementSigned {
	tax := l.trade.perMu * l.trade.taxShare / 1000 * 0.8
	row := func(metric, operator domain.Code, target, unit string, stage domain.Code) domain.Commitment {
		return domain.Commitment{Metric: metric, Operator: operator, Target: target, Unit: unit, Stage: stage, Tolerance: "0.10", Basis: "AGREEMENT"}
	}
	return domain.SupervisionAgreementSigned{
		AgreementNo: no, PartyA: domain.Party{Name: "演示园区管委会"}, PartyB: l.firm, RampMonths: 24, EvaluateEvery: 3, TermYears: 20,
		Commitments: []domain.Commitment{
			row("START_BY", "LE", string(l.startBy), "", "START"), row("COMPLETE_BY", "LE", string(l.completeBy), "", "COMPLETION"),
			row("PRODUCE_BY", "LE", string(l.completeBy.AddMonths(6)), "", "PRODUCTION"), row("CAPACITY_BY", "LE", string(l.completeBy.AddMonths(30)), "", "CAPACITY"),
			row("FAI_PER_MU", "GE", "300", "万元/亩", "COMPLETION"), row("TAX_PER_MU", "GE", strconv.FormatFloat(tax, 'f', 2, 64), "万元/亩", "CAPACITY"),
			row("OUTPUT_PER_MU", "GE", strconv.FormatFloat(l.trade.perMu*0.8, 'f', 2, 64), "万元/亩", "CAPACITY"),
		},
		PenaltyRules: []string{"达产考核不达标的，按差额比例支付违约金"}, ExitRules: []string{"连续两年不达标的，启动退出"},
	}
}

// pay notes the two instalments, one payment in ten late, some of
// the recent ones missing.
func (l *life) pay(signed domain.Date, price domain.Fen) {
	half := price / 2
	due := []domain.Date{signed.AddDays(30), signed.AddMonths(4)}
	for i, amount := range []domain.Fen{half, price - half} {
		paid := due[i].AddDays(-l.rng.IntN(15))
		if l.chance(10) {
			paid = due[i].AddDays(5 + l.rng.IntN(40))
		}
		missing := l.chance(12) && due[i] > l.today.AddDays(-120) || l.fated("rescission near", "contract rescinded")
		if !missing {
			l.note("TAX", paid, domain.LandPricePaid{InstalmentNo: i + 1, Amount: amount, ReceiptNo: fmt.Sprintf("演票%d-%d", l.index, i+1)})
		}
	}
	if !l.fated("rescission near", "contract rescinded") {
		l.title(due[1].AddDays(60))
	}
}

// yearly is what the parcel makes in a year at full capacity times a factor.
func (l *life) yearly(factor float64) domain.Fen {
	mu := float64(l.plot.area) * 15 / 1_000_000
	return domain.Fen(l.trade.perMu*l.quality*factor*mu*10_000) * 100
}

// yuan draws an amount between two in yuan.
func (l *life) yuan(low, high int64) domain.Fen {
	return domain.Fen(low+l.rng.Int64N(high-low)) * 100
}
