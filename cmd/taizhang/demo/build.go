package demo

import (
	"fmt"
	"strconv"

	"taizhang/domain"
)

// build leads from the contract to design capacity and, for some, out again.
func (l *life) build() {
	l.wait(15, 75)
	delivered := l.on
	late := l.fated("delivered, found late")
	if !late {
		l.happen("LRC", l.handover())
	}
	if l.reached(domain.StageDelivered) {
		return
	}
	l.wait(30, 290)
	l.permits(l.on)
	l.happen("PNR", domain.ConstructionStarted{
		Test: []domain.Code{"PILES", "DEEP_PIT", "ONE_THIRD"}[l.rng.IntN(3)], PermitNo: fmt.Sprintf("演施%d-%d", l.on.Year(), l.index),
		RequiredBuildArea: l.plot.area, VerifiedBy: []string{"演规一", "演建二"},
	})
	l.progress(l.on)
	if late {
		l.deliverLate(delivered)
	}
	if l.reached(domain.StageBuilding) {
		return
	}
	l.wait(280, 640)
	l.complete()
	l.giveBack(l.on)
	if l.reached(domain.StageCompleted) {
		return
	}
	l.wait(15, 110)
	l.happen("IIT", domain.ProductionStarted{Industry: l.trade.code, Product: l.trade.product, Line: "一期"})
	if l.reached(domain.StageProducing) {
		return
	}
	l.wait(220, 420)
	l.accept()
	if l.reached(domain.StageOperating) {
		return
	}
	l.wait(200, 700)
	l.leave()
}

func (l *life) handover() domain.LandDelivered {
	return domain.LandDelivered{Condition: "NET", Area: l.plot.area, ConfirmationNo: fmt.Sprintf("演交地%d-%d", l.index, l.firms)}
}

// deliverLate records a delivery that was found after building had begun. It moves
// a stage that the parcel has left, so a second officer signs.
func (l *life) deliverLate(on domain.Date) {
	at := l.recordedAt(l.on, 12)
	delivery := l.add(on, at, cityOfficer("LRC"), l.handover())
	signedAt := l.recordedAt(l.on, 16)
	l.aim(l.add(domain.DateOf(signedAt), signedAt, colleague(cityOfficer("LRC")), domain.EventCosigned{Decision: "AGREE"}), delivery)
}

func (l *life) complete() {
	far := domain.Area(105 + l.rng.IntN(90))
	fixed := l.yearly(1.2)
	if l.fated("half of the promised investment") {
		fixed = domain.Fen(float64(l.plot.area)*15/1_000_000*90*10_000) * 100 // 90 万元 a mu, of 300 promised
	}
	l.happen("HUC", domain.ConstructionCompleted{
		FloorArea: l.plot.area * far / 100, BaseArea: l.plot.area * domain.Area(38+l.rng.IntN(15)) / 100, YardArea: l.plot.area * 5 / 100,
		OfficeLand: l.plot.area * 4 / 100, OfficeFloor: l.plot.area * 8 / 100, GreenArea: l.plot.area * 15 / 100,
		Investment: domain.FixedInvestment{Plant: fixed * 4 / 10, Equipment: fixed * 6 / 10, LandPrice: l.price, Taxes: l.price * 3 / 100},
		LandCheck:  "PASS", FilingNo: fmt.Sprintf("演竣%d-%d", l.on.Year(), l.index),
	})
}

// accept judges the design capacity: some pass at once, some with a remainder to
// mend, some fail first.
func (l *life) accept() {
	if l.chance(14) {
		l.happen("IIT", l.capacity("FAIL", l.quality*0.6))
		l.aside(func() { l.breach(l.on.AddDays(10), l.agreed) })
		l.wait(200, 360)
	}
	if l.chance(15) {
		c := l.capacity("BASIC", l.quality*1.2)
		c.Due = l.on.AddDays(180)
		l.happen("IIT", c)
		if l.reached(domain.StageOperating) && l.chance(85) {
			l.mend()
		}
		return
	}
	l.happen("IIT", l.capacity("PASS", max(l.quality, 0.85)*1.1))
}

// mend makes a basic acceptance good within its time.
func (l *life) mend() {
	accepted := l.on
	l.aside(func() {
		l.on = accepted.AddDays(90 + l.rng.IntN(80))
		l.note("IIT", l.on, l.capacity("PASS", max(l.quality, 0.85)*1.1))
		l.on = accepted
	})
}

func (l *life) capacity(result domain.Code, factor float64) domain.CapacityAccepted {
	target := l.trade.perMu * 0.8
	actual := l.trade.perMu * factor
	if result != "FAIL" {
		actual = max(actual, target)
	} else {
		actual = min(actual, target*0.8)
	}
	return domain.CapacityAccepted{
		Result: result, Period: domain.Period(strconv.Itoa(l.on.Year() - 1)),
		Measured: []domain.Measured{{
			Metric: "OUTPUT_PER_MU", Target: figure(target), Actual: figure(actual), Pass: result != "FAIL",
		}},
		Reviewers: []domain.Review{{Department: "TAX", Opinion: "AGREE", On: l.on}, {Department: "PNR", Opinion: "AGREE", On: l.on}},
	}
}

func figure(v float64) domain.Decimal { return domain.Decimal(strconv.FormatFloat(v, 'f', 2, 64)) }

// leave goes out of the parcel and, unless the story ends on the way, brings the
// land back into supply. It reports whether the target is reached.
func (l *life) leave() bool {
	way := []domain.Code{"E01", "E01", "E11", "E08"}[l.rng.IntN(4)]
	if l.reached(domain.StageRetired) {
		way = "E12"
	}
	l.happen("PNR", domain.ExitInitiated{
		ExitType: way, Ground: "产业退出，协商收回", LegalBasis: "双方收回协议",
		DecisionNo: fmt.Sprintf("津演收〔%d〕%d号", l.on.Year(), l.index), DecisionOn: l.on,
	})
	if l.fated("no soil survey", "compensation unpaid") {
		return true
	}
	l.wait(20, 60)
	vacateFirst := l.chance(30)
	if vacateFirst {
		l.vacate()
		l.wait(10, 40)
	}
	if l.reached(domain.StageExiting) && (vacateFirst || l.chance(50)) {
		return true
	}
	l.soil()
	l.happen("PNR", domain.ExitCompleted{
		InstrumentNo: fmt.Sprintf("演收回%d-%d", l.index, l.firms), Compensation: l.yuan(3_000_000, 90_000_000), PaidOn: l.on,
		TermRefund: l.yuan(100_000, 5_000_000), Outstanding: l.outstanding(),
	})
	if l.reached(domain.StageExiting) {
		return true
	}
	if !vacateFirst {
		l.wait(10, 50)
		l.vacate()
	}
	if l.reached(domain.StageVacated) {
		return true
	}
	l.wait(20, 160)
	if l.reached(domain.StageRetired) {
		l.reclaim()
		return true
	}
	l.happen("LRC", domain.ReturnedToSupply{PoolEntryNo: fmt.Sprintf("演库%d-%d", l.index, l.firms), NetLand: true})
	return l.reached(domain.StageReserved)
}

// soil is surveyed before the land changes hands.
func (l *life) soil() {
	s := domain.SoilSurveyed{Required: l.chance(40), ReportNo: fmt.Sprintf("演土%d-%d", l.index, l.firms), Surveyor: "演示检测机构"}
	if s.Required {
		s.Result, s.FilingNo = "CLEAN", s.ReportNo
	}
	l.happen("EEB", s)
}

// reclaim makes farmland of the parcel; the quota it gives is spent elsewhere
// (增减挂钩).
func (l *life) reclaim() {
	l.happen("PNR", domain.ReclaimedToFarmland{AcceptanceNo: l.paperNo("复垦"), Area: l.plot.area, Use: domain.LandUse{System: "GBT21010", Code: "0102", Name: "水浇地"}})
	on := l.on
	l.aside(func() {
		l.note("PNR", on.AddDays(20), domain.ReclamationAccepted{AcceptanceNo: l.paperNo("复垦验"), Area: l.plot.area, Quality: 9, Quota: l.plot.area * 9 / 10})
		l.note("PNR", on.AddDays(40), domain.QuotaUsed{QuotaNo: l.paperNo("挂钩"), Area: l.plot.area / 2, UsedFor: "演示新区地块"})
	})
}

// redevelop renews the plant: the stage is 再开发 until it is done.
func (l *life) redevelop() {
	scheme := l.paperNo("方案")
	l.happen("PNR", domain.RedevelopmentSchemeApproved{
		DocNo: scheme, Mode: "SELF", Area: l.plot.area, PriceTreatment: "NONE", Contribution: "配建公共停车场",
		Targets: []domain.Commitment{{Metric: "FAR", Operator: "GE", Target: "1.50", Stage: "COMPLETION", Basis: "NOTICE"}},
	})
	l.wait(30, 90)
	jobs := int64(60)
	l.happen("PNR", domain.RedevelopmentStarted{
		SchemeNo: scheme, Mode: "SELF", Area: l.plot.area, Before: domain.Yield{FAR: "0.70", TaxPerMu: "5.00", OutputPerMu: "90.00", Jobs: &jobs}, FinishBy: l.on.AddMonths(20),
	})
}

func (l *life) vacate() {
	l.happen("LRC", domain.ParcelVacated{HandoverNo: fmt.Sprintf("演移交%d-%d", l.index, l.firms), Cleared: true, BuildingsLeft: l.rng.IntN(3)})
}

// outstanding explains what is still open when the exit is completed.
func (l *life) outstanding() []string {
	return []string{"未结违约与未缴价款已在收回协议中一并了结"}
}

// breach finds a shortfall and follows it to its end, or leaves it open. Without
// a supervision agreement it is found by the standards of the city.
func (l *life) breach(found domain.Date, agreed bool) {
	l.breaches++
	id := fmt.Sprintf("演违%d-%d", l.index, l.breaches)
	target := l.trade.perMu * l.trade.taxShare / 1000 * 0.8
	actual := target * (0.35 + 0.5*l.rng.Float64())
	b := domain.BreachFound{BreachID: id, Metric: "TAX_PER_MU", Basis: "AGREEMENT", Target: figure(target), Actual: figure(actual), Cause: "HOLDER"}
	if !agreed {
		b.Basis, b.Clause = "LAW", "演示亩均评价办法"
	}
	if l.note("IIT", found, b) < 0 {
		return
	}
	ordered := found.AddDays(70 + l.rng.IntN(40))
	due := ordered.AddDays(120)
	if l.note("IIT", ordered, domain.RectificationOrdered{BreachID: id, OrderNo: "演整" + id, Measures: []string{"补足税收", "提交整改计划"}, Due: due, ServedOn: ordered}) < 0 || l.chance(12) {
		return
	}
	accepted := due.AddDays(66)
	if l.chance(20) {
		next := accepted.AddDays(90)
		if l.note("IIT", accepted, domain.RectificationAccepted{BreachID: id, Result: "FAIL", NewDue: next}) < 0 {
			return
		}
		accepted = next.AddDays(66)
	}
	l.note("IIT", accepted, domain.RectificationAccepted{BreachID: id, Result: "PASS", ValueAfter: figure(target)})
}
