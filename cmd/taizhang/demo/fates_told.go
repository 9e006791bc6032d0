package demo

import (
	"slices"

	"taizhang/domain"
)

// evaluate holds the agreement against what was reached (过程评估).
func (l *life) evaluate(on domain.Date, conclusion domain.Code) {
	e := domain.ProcessEvaluated{
		CycleNo: 1, Total: "81.00", Grade: "B", Conclusion: conclusion,
		Scores: []domain.Score{{Metric: "TAX_PER_MU", Weight: "0.60", Points: "50.00"}, {Metric: "OUTPUT_PER_MU", Weight: "0.40", Points: "31.00"}},
	}
	if conclusion == "RECTIFY" {
		e.Total, e.Grade, e.RectifyBy = "52.00", "C", on.AddDays(120)
	}
	l.note("IIT", on, e)
}

// transfer hands the land to another firm, at a percentage of the benchmark price.
func (l *life) transfer(on domain.Date, mode domain.Code, percent int64) {
	from := l.firm
	benchmark := domain.Fen(int64(l.plot.area) * 500)
	t := domain.RightTransferred{
		From: from, To: l.stranger("受让"), Mode: mode, Area: l.plot.area, Price: benchmark * domain.Fen(percent) / 100, BenchmarkPrice: benchmark,
		InvestedRatio: "1.00", CommitmentsCarried: true, ConsentNo: l.paperNo("同意"), TitleNo: l.paperNo("不动产"),
	}
	if mode == "EQUITY" {
		t.To, t.Price, t.BenchmarkPrice, t.TitleNo = from, 0, 0, ""
	}
	if l.note("PNR", on, t) < 0 {
		return
	}
	for i := range l.events {
		if r, ok := l.events[i].fact.Event.(domain.OperationReported); ok && l.events[i].fact.OccurredOn > on {
			r.Enterprise = t.To // the new holder reports from here on
			l.events[i].fact.Event = r
		}
	}
}

// penalty demands the contract penalty for a late completion and has it paid, or
// not.
func (l *life) penalty(on domain.Date, paid bool) {
	no := l.paperNo("违")
	base := l.price / 100
	l.note("PNR", on, domain.PenaltyImposed{PenaltyID: no, Kind: "CONTRACT", Base: base, Rate: "0.001", Days: 45, DecisionNo: no, ServedOn: on, PayBy: on.AddDays(30)})
	if paid {
		l.note("TAX", on.AddDays(25), domain.PenaltySettled{PenaltyID: no, Paid: base * 45 / 1000, Mode: "PAYMENT", VoucherNo: no})
	}
}

// bond is what the agreement asks as a bond: one per cent of the price.
func (l *life) bond() domain.Fen { return l.price / 100 }

func (l *life) identify(on domain.Date, percent domain.Area) {
	l.note("PNR", on, domain.LowEfficiencyIdentified{
		Kind: "INDUSTRIAL", RuleSet: "演示认定指南-2024", Area: l.plot.area * percent / 100, NoticeOn: on, EffectiveFrom: on,
		Criteria: []domain.Criterion{{Code: "L7", Metric: "FAR", Value: "0.42", Threshold: "0.80"}},
	})
}

// upgrade renews the plant without new land (零增地技改): the stage stays.
func (l *life) upgrade(on domain.Date) {
	jobs := int64(80)
	before := domain.Yield{FAR: "0.80", TaxPerMu: "6.00", OutputPerMu: "120.00", Jobs: &jobs}
	l.identify(on.AddDays(-60), 30)
	l.note("PNR", on, domain.RedevelopmentStarted{Mode: "ZERO_LAND", Area: l.plot.area * 30 / 100, Before: before, FinishBy: on.AddDays(400)})
	after := before
	after.FAR, after.TaxPerMu = "1.20", "9.50"
	l.note("PNR", on.AddDays(380), domain.RedevelopmentCompleted{AreaDisposed: l.plot.area * 30 / 100, After: after, AcceptanceNo: l.paperNo("验")})
}

func (l *life) issue(on domain.Date, solved bool) {
	no := l.paperNo("问题")
	l.note("IIT", on, domain.IssueRaised{IssueID: no, Class: "TITLE", Description: "部分厂房未办理产权登记", Level: "DISTRICT", LeadDepartment: "PNR", Due: on.AddDays(100)})
	if solved {
		l.note("PNR", on.AddDays(90), domain.IssueResolved{IssueID: no, Resolution: "已补办登记"})
	}
}

// conflict has the tax bureau report another tax for a period that the industry
// bureau has reported (一数一源).
func (l *life) conflict() {
	e := l.find(func(e event) bool {
		r, ok := e.fact.Event.(domain.OperationReported)
		return ok && r.Status == "FINAL" && r.TaxPaid != nil
	})
	if e == nil {
		return
	}
	r := e.fact.Event.(domain.OperationReported)
	tax := *r.TaxPaid * 88 / 100
	l.note("TAX", e.fact.OccurredOn.AddDays(10), domain.OperationReported{
		Enterprise: r.Enterprise, Period: r.Period, Basis: r.Basis, Status: "FINAL", Source: "TAX", Allocation: r.Allocation, Share: r.Share, TaxPaid: &tax,
	})
}

// find returns the last event that is so, or nil.
func (l *life) find(is func(event) bool) *event {
	for i := range slices.Backward(l.events) {
		if is(l.events[i]) {
			return &l.events[i]
		}
	}
	return nil
}

// gradeTwice rates the last two years D.
func (l *life) gradeTwice() {
	n := 0
	for i := range slices.Backward(l.events) {
		if r, ok := l.events[i].fact.Event.(domain.EfficiencyRated); ok && n < 2 {
			r.Grade = "D"
			l.events[i].fact.Event = r
			n++
		}
	}
}

// object disputes the last grade and is answered.
func (l *life) object() {
	e := l.find(func(e event) bool { _, ok := e.fact.Event.(domain.EfficiencyRated); return ok })
	if e == nil {
		return
	}
	target, on, no := e.serial, domain.DateOf(e.at).AddDays(4), l.paperNo("异议")
	l.aim(l.note("PNR", on, domain.ObjectionFiled{ObjectionID: no, Filer: l.firm, Text: "对亩均税收数据有异议，申请复核", Due: on.AddDays(30)}), target)
	l.note("IIT", on.AddDays(25), domain.ObjectionResolved{ObjectionID: no, Outcome: "DISMISSED", Answer: "经复核，数据无误"})
}

// annul takes a report that was entered on the wrong parcel out of effect, by the
// city's officer.
func (l *life) annul() {
	e := l.find(func(e event) bool {
		r, ok := e.fact.Event.(domain.OperationReported)
		return ok && r.Status == "FINAL" && e.by.Level == "DISTRICT"
	})
	if e == nil {
		return
	}
	target := e.serial
	at := l.recordedAt(domain.DateOf(e.at), 8+l.rng.IntN(20))
	if domain.DateOf(at) >= l.today {
		return
	}
	l.aim(l.add(domain.DateOf(at), at, cityOfficer("IIT"), domain.EventAnnulled{Reason: "ENTRY_ERROR", Note: "误录于本宗地"}), target)
}

// aim says which event an event refers to; its id is known when it is recorded.
func (l *life) aim(serial, target int) {
	if serial >= 0 {
		l.events[serial].target = target
		l.events[serial].aimed = true
	}
}
