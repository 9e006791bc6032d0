package analytics

import (
	"fmt"

	"taizhang/domain"
)

// lives adds histories of parcels from supply to exit, with what may be missing
// missing, in random order of days now and then.
func (l *testLog) lives(choose chooser, parcels int) {
	for n := range parcels {
		id := parcelNo(n)
		l.register(id, domain.Date("2019-01-01").AddDays(choose(300)), pickOf(choose, someDistricts...), pickOf(choose, someIndustries...), pickOf(choose, someAreas...))
		on := domain.Date("2019-12-01").AddDays(choose(200))
		for range 1 + choose(2) {
			on = l.round(choose, id, on)
		}
	}
}

// round is one way from the contract onwards; it returns the day after it.
func (l *testLog) round(choose chooser, id domain.ParcelID, on domain.Date) domain.Date {
	add := func(e domain.Event) {
		l.add(id, domain.Fact{OccurredOn: on, Backfill: true, Event: e})
		on = on.AddDays(choose(90))
	}
	if choose(5) == 0 {
		add(domain.UseConfirmed{ActualStage: pickOf[domain.Code](choose, "OPERATING", "PRODUCING", "COMPLETED"), Since: pickOf(choose, "", on.AddDays(-choose(300)))})
	} else {
		l.contract(choose, id, on)
		on = on.AddDays(choose(60))
	}
	if choose(3) == 0 {
		add(domain.ParcelSurveyed{SurveyYear: 2022, ActualUsedArea: 1, LeasedInArea: domain.Area(choose(1000)), LeasedOutArea: domain.Area(choose(100_000))})
	}
	for i, step := range []func() domain.Event{
		func() domain.Event { return domain.LandDelivered{Condition: "NET", Area: 1, ConfirmationNo: "1"} },
		func() domain.Event { return domain.ConstructionStarted{Test: "PILES", VerifiedBy: []string{"甲"}} },
		func() domain.Event { return randomCompletion(choose) },
		func() domain.Event { return domain.ProductionStarted{Industry: pickOf(choose, someIndustries...)} },
		func() domain.Event {
			return domain.CapacityAccepted{Result: pickOf[domain.Code](choose, "PASS", "PASS", "FAIL"), Period: "2023", Measured: []domain.Measured{}}
		},
	} {
		if choose(12) == 0 {
			break
		}
		if choose(10) != i {
			add(step())
		}
	}
	l.during(choose, id)
	if choose(2) == 0 {
		add(domain.ExitInitiated{ExitType: "E01", Ground: "协议", LegalBasis: "协议"})
		add(domain.ExitCompleted{InstrumentNo: "1", Compensation: 1})
		add(domain.ParcelVacated{HandoverNo: "1", Cleared: true})
		add(domain.ReturnedToSupply{PoolEntryNo: "1"})
	}
	return on
}

func (l *testLog) contract(choose chooser, id domain.ParcelID, on domain.Date) {
	deadline := func(years int) domain.Deadline {
		if choose(4) == 0 {
			return domain.Deadline{}
		}
		return domain.Deadline{Base: "DATE", Date: on.AddDays(years*365 + choose(200))}
	}
	c := domain.GrantContractSigned{
		Method: "LISTING", Area: pickOf(choose, someAreas...), LandSource: pickOf[domain.Code](choose, "", "NEW", "STOCK", "LINKED", "MIXED"),
		DeliverBy: deadline(0), StartBy: deadline(1), CompleteBy: deadline(2),
	}
	if choose(2) == 0 {
		c.Price = new(domain.Fen(int64(choose(1_000_000_000))))
	}
	l.add(id, domain.Fact{OccurredOn: on, Backfill: true, Event: c})
	if choose(2) == 0 {
		l.add(id, domain.Fact{OccurredOn: on, Event: domain.SupervisionAgreementSigned{
			AgreementNo: "1", PartyA: domain.Party{Name: "管委会"}, PartyB: domain.Party{Name: "甲公司"},
			Commitments: []domain.Commitment{{Metric: "PRODUCE_BY", Operator: "LE", Target: string(on.AddDays(900))}, {Metric: "CAPACITY_BY", Operator: "LE", Due: on.AddDays(1300)}},
		}})
	}
}

func randomCompletion(choose chooser) domain.ConstructionCompleted {
	return domain.ConstructionCompleted{
		FloorArea: domain.Area(choose(10_000_000)), BaseArea: domain.Area(choose(1_000_000)), YardArea: domain.Area(choose(100_000)), LandCheck: "PASS",
		Investment: domain.FixedInvestment{Plant: domain.Fen(choose(1_000_000_000)), Equipment: domain.Fen(choose(1_000_000_000)), LandPrice: pickOf[domain.Fen](choose, 0, 12_345_678), Taxes: 99},
	}
}

// during adds what comes at any time of a life.
func (l *testLog) during(choose chooser, id domain.ParcelID) {
	for range choose(3) {
		l.add(id, domain.Fact{OccurredOn: randomDay(choose), Event: domain.LowEfficiencyIdentified{
			Kind: "INDUSTRIAL", Criteria: []domain.Criterion{{Code: "L2"}}, RuleSet: "1", Area: domain.Area(1 + choose(100_000)),
		}})
	}
	if choose(3) == 0 {
		l.add(id, domain.Fact{OccurredOn: randomDay(choose), Event: domain.LowEfficiencyCleared{Area: domain.Area(1 + choose(60_000)), Reason: "IMPROVED"}})
	}
	if choose(3) == 0 {
		l.add(id, domain.Fact{OccurredOn: randomDay(choose), Event: domain.IdleDetermined{CaseNo: "1", Kind: "NOT_STARTED", Cause: "HOLDER", IdleArea: domain.Area(1 + choose(100_000)), IdleFrom: "2022-01-01", DeterminationNo: "1"}})
		if choose(2) == 0 {
			l.add(id, domain.Fact{OccurredOn: randomDay(choose), Event: domain.IdleDisposed{CaseNo: "1", Measure: pickOf[domain.Code](choose, "IDLE_FEE", "SWAP")}})
		}
	}
	for range choose(6) {
		r := randomReport(choose).event()
		if choose(2) == 0 {
			r.EmployeesAvg = new(int64(choose(500)))
			r.EnergyTCE = domain.Decimal(fmt.Sprintf("%d.%05d", choose(1000), choose(100_000)))
			r.ValueAdded, r.Revenue, r.RD = new(domain.Fen(choose(1_000_000_000)-100_000_000)), new(domain.Fen(choose(1_000_000_000))), new(domain.Fen(choose(1_000_000)))
		}
		l.add(id, domain.Fact{OccurredOn: randomDay(choose), Event: r})
	}
	if choose(3) == 0 {
		l.randomCorrection(choose, id, randomDay(choose))
	}
}
