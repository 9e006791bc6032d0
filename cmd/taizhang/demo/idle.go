package demo

import "taizhang/domain"

// idle follows land that lies idle after its day of start (闲置土地处置办法): an
// investigation, the determination with its cause, and for the government's fault
// an extension, which may be too long. No cause: it is being investigated.
func (l *life) idle(cause domain.Code) {
	since := l.startBy.AddYears(1).AddDays(1)
	opened, no := since.AddDays(20), l.paperNo("闲调")
	l.note("PNR", opened, domain.IdleCaseOpened{CaseNo: no, Kind: "NOT_STARTED", SuspectedSince: since, NoticeNo: no, ServedOn: opened, ReplyDue: opened.AddDays(30)})
	if cause == "" {
		return
	}
	found := opened.AddDays(50)
	d := domain.IdleDetermined{
		CaseNo: no, Kind: "NOT_STARTED", Cause: cause, IdleArea: l.plot.area, IdleFrom: since, DeterminationNo: l.paperNo("闲认"), ServedOn: found, PublishedFrom: found,
	}
	months := 10
	if cause == "TOO LONG" {
		cause, months = "GOVERNMENT", 18
	}
	if d.Cause = cause; cause == "GOVERNMENT" {
		d.GovernmentCause = "PLAN_CHANGE"
	}
	l.note("PNR", found, d)
	if cause == "GOVERNMENT" {
		l.extend(no, found.AddDays(30), months)
	}
}

// extend puts the start off by some months from the day agreed in the supplement;
// more than a year needs a reason and stays an alarm.
func (l *life) extend(no string, basis domain.Date, months int) {
	n := l.note("PNR", basis, domain.IdleDisposed{
		CaseNo: no, Measure: "EXTENSION", SupplementNo: l.paperNo("补充"), BasisDate: basis, NewStartBy: basis.AddMonths(months), NewCompleteBy: basis.AddMonths(months + 24),
		ApprovalDoc: l.paperNo("政批"), ApprovedOn: basis.AddDays(-5),
	})
	if n >= 0 && months > 12 {
		l.events[n].fact.Overrides = []domain.Override{{Rule: "idle.extension", Path: "/data/newStartBy", Reason: "规划修改尚未批复，经市政府同意"}}
	}
}

// suspend stops the works when little has been built.
func (l *life) suspend(since domain.Date) {
	developed, due := l.plot.area*20/100, l.plot.area
	invested, total := l.yearly(0.15), l.yearly(1.2)
	l.note("HUC", since.AddDays(6), domain.ConstructionSuspended{Since: since, Cause: "HOLDER", DevelopedArea: &developed, DueArea: &due, Invested: &invested, TotalInvestment: &total})
}

// idleSuspended determines that land whose works stand still lies idle; only the
// measures of article 12 can follow.
func (l *life) idleSuspended() {
	since, no := l.ago(500, 600), l.paperNo("闲调")
	l.suspend(since)
	opened := since.AddYears(1).AddDays(15)
	l.note("PNR", opened, domain.IdleCaseOpened{CaseNo: no, Kind: "SUSPENDED", SuspectedSince: since.AddYears(1), NoticeNo: no, ServedOn: opened, ReplyDue: opened.AddDays(30)})
	found := opened.AddDays(50)
	l.note("PNR", found, domain.IdleDetermined{
		CaseNo: no, Kind: "SUSPENDED", Cause: "HOLDER", IdleArea: l.plot.area * 80 / 100, IdleFrom: since.AddYears(1), DeterminationNo: l.paperNo("闲认"), ServedOn: found, PublishedFrom: found,
	})
}

// compensate agrees what is paid for the land, in two instalments of which the
// first is paid.
func (l *life) compensate(on domain.Date) {
	land, buildings := l.yuan(3_000_000, 60_000_000), l.yuan(1_000_000, 20_000_000)
	no, half := l.paperNo("补偿"), (land+buildings)/2
	l.note("LRC", on, domain.CompensationAgreed{
		AgreementNo: no, Payee: l.firm, Items: []domain.CompensationItem{{Kind: "LAND", Amount: land}, {Kind: "BUILDING", Amount: buildings}},
		Instalments: []domain.Instalment{{No: 1, Due: on.AddDays(20), Amount: half}, {No: 2, Due: on.AddDays(45), Amount: land + buildings - half}},
		Valuer:      "演示评估机构", ValuationNo: no, Valuation: land + buildings, VacateBy: on.AddDays(90),
	})
	l.note("LRC", on.AddDays(18), domain.CompensationPaid{AgreementNo: no, InstalmentNo: 1, Amount: half, VoucherNo: no})
}
