package domain

import (
	"math/big"
	"testing"
)

// What the facets say after a story.
func TestFacets(t *testing.T) {
	idle := func(status, measure Code) func(*Parcel) bool {
		return func(p *Parcel) bool { c := p.Idle(); return c != nil && c.Status == status && c.Measure == measure }
	}
	halt := func(degree Code, since, degreeSince Date) func(*Parcel) bool {
		return func(p *Parcel) bool {
			h := p.Operation.Halted
			return h != nil && h.Degree == degree && h.Since == since && h.DegreeSince == degreeSince
		}
	}
	soil := func(status Code, listed bool) func(*Parcel) bool {
		return func(p *Parcel) bool { return p.Soil.Status == status && p.Soil.KeySupervised == listed }
	}
	for _, tt := range []struct {
		name  string
		story []string
		want  func(p *Parcel) bool
	}{
		{"never idle", toDelivered, func(p *Parcel) bool { return p.Idle() == nil && !p.IdleRunning() && !p.IdleDetermined() }},
		{"suspected, no notice served", then(toDelivered, but("2018-06-10 IdleCaseOpened", `,"servedOn":"2018-06-15","replyDue":"2018-07-15"`, ``)), idle("SUSPECTED", "")},
		{"under investigation", idleOpened, idle("INVESTIGATING", "")},
		{"under investigation is running, not determined", idleOpened, func(p *Parcel) bool { return p.IdleRunning() && !p.IdleDetermined() }},
		{"determined", idleFound, idle("DETERMINED", "")},
		{"determined stands", idleFound, func(p *Parcel) bool { return p.IdleRunning() && p.IdleDetermined() && p.Idle().Area == 5000000 }},
		{"the fee does not end it", feeDecided, func(p *Parcel) bool { return !p.IdleRunning() && p.IdleDetermined() && p.Idle().FeeOn == "2018-10-01" }},
		{"another measure does", blamelessBy(extension), func(p *Parcel) bool { return !p.IdleRunning() && !p.IdleDetermined() }},
		{"an extension moves the start", blamelessBy(extension), func(p *Parcel) bool {
			return p.Contract.StartOn == "2019-12-01" && p.Contract.CompleteOn == "2019-06-01"
		}},
		{"and the completion when it says so", blamelessBy(extension + `,"newCompleteBy":"2021-12-01"`), func(p *Parcel) bool { return p.Contract.CompleteOn == "2021-12-01" }},
		{"delivery does not move it back", then(toContracted, "2018-06-10 IdleCaseOpened", but("2018-08-01 IdleDetermined", `"HOLDER"`, `"GOVERNMENT","governmentCause":"LATE_DELIVERY"`), disposed(extension), "2018-11-01 LandDelivered"), func(p *Parcel) bool { return p.Contract.StartOn == "2019-12-01" }},
		{"a start ends a case", then(idleOpened, "2018-07-01 ConstructionStarted"), idle("DISPOSED", "SELF_START")},
		{"a start ends what the fee left", then(feeDecided, "2018-11-01 ConstructionStarted"), idle("DISPOSED", "SELF_START")},
		{"a start leaves an extension as it is", then(blamelessBy(extension), "2019-11-01 ConstructionStarted"), idle("DISPOSED", "EXTENSION")},
		{"resuming ends suspended idleness", then(suspendedIdle, "2019-09-01 ConstructionResumed"), idle("DISPOSED", "SELF_START")},
		{"a case found without opening, from the archive", then(toDelivered, "补2018-08-01 IdleDetermined"), idle("DETERMINED", "")},

		{"building", toBuilding, func(p *Parcel) bool { return p.Construction.Suspended == nil }},
		{"suspended", toSuspended, func(p *Parcel) bool { return p.Construction.Suspended.Since == "2018-01-01" }},
		{"resumed", then(toSuspended, "2018-02-01 ConstructionResumed"), func(p *Parcel) bool { return p.Construction.Suspended == nil }},
		{"completed", then(toSuspended, "2019-05-01 ConstructionCompleted"), func(p *Parcel) bool { return p.Construction.Suspended == nil }},

		{"halted", halted, halt("STOPPED", "2022-01-01", "2022-01-01")},
		{"halted less", then(halted, but("2022-03-10 ProductionHalted", `"2022-01-01","degree":"STOPPED"`, `"2022-03-01","degree":"HALF_STOPPED"`)), halt("HALF_STOPPED", "2022-01-01", "2022-03-01")},
		{"resumed", then(halted, "2022-03-01 ProductionResumed"), func(p *Parcel) bool { return p.Operation.Halted == nil }},

		{"nobody asks for the soil", toOperating, soil("NOT_REQUIRED", false)},
		{"listed", then(toOperating, listed), soil("DUE", true)},
		{"no longer listed", then(toOperating, listed, unlisted), soil("NOT_REQUIRED", false)},
		{"surveyed", then(toOperating, listed, "2022-06-01 SoilSurveyed"), soil("SURVEYED", true)},
		{"listed when surveyed", then(toOperating, "2022-04-01 SoilSurveyed", listed), soil("SURVEYED", true)},
		{"polluted", then(toOperating, but("2022-06-01 SoilSurveyed", "CLEAN", "REMEDIATION")), soil("RISK", false)},
		{"remediated", then(toOperating, but("2022-06-01 SoilSurveyed", "CLEAN", "REMEDIATED")), soil("REMEDIATED", false)},
		{"reserved polluted", then(toSurveyed, `2015-03-01 LandReserved {"method":"PURCHASE","soilStatus":"RISK"}`), soil("RISK", false)},
		{"the land keeps its soil, the list its unit", then(toOperating, listed, "2024-01-01 ExitInitiated", but("2024-05-01 SoilSurveyed", "CLEAN", "RISK_CONTROL"), "2024-06-01 ExitCompleted", "2024-07-01 ParcelVacated", "2024-08-01 ReturnedToSupply"), soil("RISK", false)},

		{"owed", penalised, func(p *Parcel) bool { return p.OutstandingPenalties() == 135000000 && p.Penalties[0].SettledOn == "" }},
		{"paid in part", then(penalised, but("2022-03-20 PenaltySettled", "135000000", "1")), func(p *Parcel) bool { return p.OutstandingPenalties() == 134999999 && p.Penalties[0].SettledOn == "" }},
		{"paid", then(penalised, "2022-03-20 PenaltySettled"), func(p *Parcel) bool { return p.OutstandingPenalties() == 0 && p.Penalties[0].SettledOn == "2022-03-20" }},
		{"owed as the old paper says", then(toOperating, "补"+more("2022-03-01 PenaltyImposed", `"decided":5`)), func(p *Parcel) bool { return p.OutstandingPenalties() == 5 && p.Penalties[0].Amount == 135000000 }},

		{"compensation agreed", agreedCompensation, func(p *Parcel) bool { return p.Compensations[0].Agreed == 1000 && p.Compensations[0].Paid == 0 }},
		{"compensation paid in part", then(agreedCompensation, "2024-03-01 CompensationPaid"), func(p *Parcel) bool {
			c := p.Compensations[0]
			return c.Paid == 400 && c.Instalments[0].Paid == 400 && c.Instalments[1].Paid == 0
		}},
		{"a measure in force and withdrawn", then(toOperating, "2022-01-10 MeasureApplied", "2022-02-10 MeasureWithdrawn"), func(p *Parcel) bool { return p.Measures[0].WithdrawnOn == "2022-02-10" }},
		{"a law suit and its result", then(toOperating, "2022-04-01 LitigationRecorded", more("2022-06-01 LitigationRecorded", `"result":"UPHELD","resultOn":"2022-05-20"`)), func(p *Parcel) bool {
			return len(p.Litigations) == 1 && p.Litigations[0].Result == "UPHELD" && p.Litigations[0].RecordedOn == "2022-06-01"
		}},
		{"an exit given up", then(toExiting, "2024-02-01 ExitCancelled"), func(p *Parcel) bool {
			return p.Stage == StageOperating && p.StageSince == "2024-02-01" && p.Exit == nil && p.ExitsCancelled[0].InitiatedOn == "2024-01-01"
		}},
		{"an exit given up while building", then(toBuilding, "2018-01-01 ExitInitiated", "2018-02-01 ExitCancelled"), func(p *Parcel) bool { return p.Stage == StageBuilding }},
		{"reclaimed", then(reclaiming, "2024-12-01 ReclaimedToFarmland"), func(p *Parcel) bool { return p.Stage == StageRetired && p.Cycle == 0 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if p := told(t, tt.story...).Parcel(); !tt.want(p) {
				t.Errorf("idle %+v construction %+v operation %+v soil %+v penalties %+v exit %+v", p.Idle(), p.Construction, p.Operation, p.Soil, p.Penalties, p.Exit)
			}
		})
	}
}

// Compliance is the worst of what is open.
func TestComplianceOfWhatIsOpen(t *testing.T) {
	for _, tt := range []struct {
		name  string
		story []string
		want  Code
	}{
		{"nothing", toOperating, "CLEAR"},
		{"halted is no fault", halted, "CLEAR"},
		{"a case is open", idleOpened, "WATCH"},
		{"idle through the holder", idleFound, "BREACH"},
		{"idle through both", caused(`"MIXED","governmentCause":"OTHER"`), "BREACH"},
		{"idle through the government", blameless, "WATCH"},
		{"disposed of", blamelessBy(extension), "CLEAR"},
		{"a fee decided", feeDecided, "BREACH"},
		{"started", then(idleFound, "2018-11-01 ConstructionStarted"), "CLEAR"},
		{"a penalty", penalised, "WATCH"},
		{"a penalty paid", then(penalised, "2022-03-20 PenaltySettled"), "CLEAR"},
		{"an evaluation failed", then(toOperating, but("2022-06-01 ProcessEvaluated", `"PASS"`, `"EXIT"`)), "WATCH"},
		{"the next one passed", then(toOperating, but("2022-06-01 ProcessEvaluated", `"PASS"`, `"EXIT"`), but("2023-06-01 ProcessEvaluated", "1", "2")), "CLEAR"},
		{"an environmental penalty", then(toOperating, "2022-06-01 ComplianceRecorded"), "WATCH"},
		{"settled", then(toOperating, "2022-06-01 ComplianceRecorded", more("2022-07-01 ComplianceRecorded", `"closedOn":"2022-07-01"`)), "CLEAR"},
		{"a key supervised unit", then(toOperating, listed), "CLEAR"},
		{"a capacity reached basically", then(toProducing, but("2021-03-01 CapacityAccepted", `"PASS"`, `"BASIC","due":"2021-09-01"`)), "WATCH"},
		{"a breach is worse than a penalty", then(penalised, "2022-06-01 BreachFound"), "BREACH"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := told(t, tt.story...).Parcel().Compliance; got != tt.want {
				t.Errorf("= %s, want %s", got, tt.want)
			}
		})
	}
}

func TestPenaltiesAreComputed(t *testing.T) {
	for _, tt := range []struct {
		base Fen
		rate Decimal
		days int
		want Fen
	}{
		{4500000000, "0.001", 30, 135000000},
		{9000000000, "0.20", 0, 1800000000},
		{1, "0.5", 0, 1},            // a half goes up
		{1, "0.4999", 0, 0},         // less does not
		{3, "0.5", 0, 2},            // 1.5
		{7, "0.0005", 100, 0},       // 0.35
		{333, "0.0015", 1, 0},       // 0.4995
		{1000, "0.0005", 1, 1},      // 0.5
		{500, "", 0, 500},           // a fine
		{IntMax, "1", 2000, IntMax}, // never beyond what can be stored
	} {
		e := PenaltyImposed{Base: tt.base, Rate: tt.rate, Days: tt.days}.derive(nil, "").(PenaltyImposed)
		if e.Amount != tt.want {
			t.Errorf("%d × %s × %d = %d, want %d", tt.base, tt.rate, tt.days, e.Amount, tt.want)
		}
	}
	if got := IdleFee(333, StandardPolicy()); got != 67 { // 66.6
		t.Errorf("idle fee = %d, want 67", got)
	}
}

func TestBelowTheIdleTest(t *testing.T) {
	area := func(n Area) *Area { return &n }
	fen := func(n Fen) *Fen { return &n }
	for _, tt := range []struct {
		s    ConstructionSuspended
		want bool
	}{
		{ConstructionSuspended{}, false},
		{ConstructionSuspended{DevelopedArea: area(0)}, false},
		{ConstructionSuspended{DueArea: area(9)}, false},
		{ConstructionSuspended{DevelopedArea: area(2), DueArea: area(9)}, true},
		{ConstructionSuspended{DevelopedArea: area(3), DueArea: area(9)}, false},
		{ConstructionSuspended{Invested: fen(1), TotalInvestment: fen(8)}, true},
		{ConstructionSuspended{Invested: fen(2), TotalInvestment: fen(8)}, false},
		{ConstructionSuspended{DevelopedArea: area(9), DueArea: area(9), Invested: fen(1), TotalInvestment: fen(8)}, true},
		{ConstructionSuspended{DevelopedArea: area(IntMax), DueArea: area(IntMax), Invested: fen(IntMax), TotalInvestment: fen(IntMax)}, false},
	} {
		if got := tt.s.Below(StandardPolicy()); got != tt.want {
			t.Errorf("%+v below = %v", tt.s, got)
		}
	}
}

func TestGradeRun(t *testing.T) {
	rated := func(line ...string) Operation {
		story := toOperating
		for i := 0; i < len(line); i += 2 {
			story = then(story, but("2025-12-01 EfficiencyRated", "2021", line[i], `"B"`, `"`+line[i+1]+`"`))
		}
		return told(t, story...).Parcel().Operation
	}
	for _, tt := range []struct {
		name  string
		o     Operation
		grade Code
		want  int
	}{
		{"unrated", rated(), "D", 0},
		{"one year", rated("2024", "D"), "D", 1},
		{"two years", rated("2023", "D", "2024", "D"), "D", 2},
		{"two years told backwards", rated("2024", "D", "2023", "D"), "D", 2},
		{"a year between", rated("2022", "D", "2024", "D"), "D", 1},
		{"better since", rated("2022", "D", "2023", "D", "2024", "B"), "D", 0},
		{"better before", rated("2022", "B", "2023", "D", "2024", "D"), "D", 2},
		{"rated again", rated("2023", "D", "2024", "D", "2024", "C"), "D", 0},
		{"another grade", rated("2023", "C", "2024", "C"), "C", 2},
	} {
		if got := tt.o.GradeRun(tt.grade); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// What the ledger computes stands in the event.
func TestDerivedOfTheWayOut(t *testing.T) {
	last := func(story []string) Event {
		e := told(t, story...).Entries()
		return e[len(e)-1].Fact.Event
	}
	if e := last(then(toExiting, "2024-02-01 ExitCancelled")).(ExitCancelled); e.PreviousStage != StageOperating {
		t.Errorf("returns to %s", e.PreviousStage)
	}
	if e := last(then(reclaiming, "2024-12-01 ReclaimedToFarmland")).(ReclaimedToFarmland); e.DaysSinceVacated != 153 {
		t.Errorf("reclaimed after %d days", e.DaysSinceVacated)
	}
	if e := last(agreedCompensation).(CompensationAgreed); e.Total != 1000 {
		t.Errorf("compensation %d", e.Total)
	}
}

// The rate that a later policy sets does not change a penalty that was imposed.
func TestPenaltyKeepsItsRate(t *testing.T) {
	h := told(t, then(feeDecided, fee())...)
	p := h.Parcel().Penalties[0]
	if p.Amount != 1800000000 || p.Rate.rat().Cmp(big.NewRat(1, 5)) != 0 {
		t.Errorf("fee %+v", p)
	}
}
