package domain

import (
	"strings"
	"testing"
	"time"
)

// A policyRuling is a ruling under what the city set.
type policyRuling struct {
	settings []string
	ruling
}

const (
	scheme2021 = `{"version":"2021","indicators":[{"metric":"M01","weight":"1"}],"baseFactor":"1","cap":"1","floor":"0","cuts":[{"grade":"A","upTo":"1"}]}`
	completion = "2019-05-01 ConstructionCompleted"
)

var policyRulings = []policyRuling{
	// What is built is held against the control values: 6 ha of floor, 2 ha of base on 5 ha.
	{nil, ruling{"the coefficient is the control value", toBuilding, completion, "", "", ""}},
	{nil, ruling{"the coefficient is below it", toBuilding, but(completion, "2000000", "1999999"), RuleFinding, "complete.controlCoefficient", "/data/baseArea"}},
	{nil, ruling{"the yard counts", toBuilding, but(completion, `2000000`, `1999999,"yardArea":1`), "", "", ""}},
	{nil, ruling{"below it on old papers", toBuilding, "补" + but(completion, "2000000", "1999999"), "", "", ""}},
	{[]string{proposal("control.bldg_coef_min", `"0.3"`, "2015-01-01")}, ruling{"the city asks for less", toBuilding, but(completion, "2000000", "1999999"), "", "", ""}},
	{nil, ruling{"as much office land as may be", toBuilding, more(completion, `"officeLand":350000`), "", "", ""}},
	{nil, ruling{"more office land", toBuilding, more(completion, `"officeLand":350001`), RuleFinding, "complete.controlOfficeLand", "/data/officeLand"}},
	{nil, ruling{"as much office floor as may be", toBuilding, more(completion, `"officeFloor":900000`), "", "", ""}},
	{nil, ruling{"more office floor", toBuilding, more(completion, `"officeFloor":900001`), RuleFinding, "complete.controlOfficeFloor", "/data/officeFloor"}},
	{[]string{proposal("control.far_min[36]", `"1.2"`, "2015-01-01")}, ruling{"the plot ratio of its industry", toBuilding, completion, "", "", ""}},
	{[]string{proposal("control.far_min[36]", `"1.21"`, "2015-01-01")}, ruling{"below the plot ratio of its industry", toBuilding, completion, RuleFinding, "complete.controlFar", "/data/floorArea"}},
	{[]string{proposal("control.far_min[37]", `"9"`, "2015-01-01")}, ruling{"below that of another industry", toBuilding, completion, "", "", ""}},
	// 9,000 万元 for the land and 2 分 on 5 ha are 1,800 万元 a hectare.
	{[]string{proposal("control.fai_min[36/8]", "1800000000", "2015-01-01")}, ruling{"the intensity of its industry and grade", graded, completion, "", "", ""}},
	{[]string{proposal("control.fai_min[36/8]", "1800000041", "2015-01-01")}, ruling{"below the intensity", graded, completion, RuleFinding, "complete.controlInvestment", "/data/investment"}},
	{[]string{proposal("control.fai_min[36/9]", "9000000000", "2015-01-01")}, ruling{"below that of another grade", graded, completion, "", "", ""}},

	// A rule version that is named is one that is in force (§10.4, 7).
	{[]string{proposal("eval.scheme", scheme2021, "2021-01-01..2021-12-31")}, ruling{"the scheme in force", toOperating, "2021-12-31 EfficiencyRated", "", "", ""}},
	{[]string{proposal("eval.scheme", scheme2021, "2021-01-01"), proposal("eval.scheme", strings.Replace(scheme2021, "2021", "2022", 1), "2022-01-01")},
		ruling{"the scheme of the year that is rated", toOperating, "2022-06-01 EfficiencyRated", "", "", ""}},
	{[]string{proposal("eval.scheme", scheme2021, "2021-01-01")}, ruling{"a scheme nobody set", toOperating, but("2022-06-01 EfficiencyRated", `"ruleVersion":"2021"`, `"ruleVersion":"2019"`), RuleRefused, "rating.version", "/data/ruleVersion"}},
	{[]string{proposal("eval.scheme", scheme2021, "2015-01-01")}, ruling{"a scheme nobody set, on old papers", toOperating, "补" + but("2022-06-01 EfficiencyRated", `"ruleVersion":"2021"`, `"ruleVersion":"2019"`), RuleFinding, "rating.version", "/data/ruleVersion"}},
	{[]string{proposal("low_eff.rules", `[{"criterion":"L7"}]`, "2022-01-01")}, ruling{"the document in force", toOperating, but("2022-06-01 LowEfficiencyIdentified", `"ruleSet":"2024"`, `"ruleSet":"示文"`), "", "", ""}},
	{[]string{proposal("low_eff.rules", `[{"criterion":"L7"}]`, "2022-01-01")}, ruling{"another document", toOperating, "2022-06-01 LowEfficiencyIdentified", RuleRefused, "lowEfficiency.ruleSet", "/data/ruleSet"}},
	{[]string{proposal("low_eff.rules", `[{"criterion":"L7"}]`, "2022-06-02")}, ruling{"another document the day before", toOperating, "2022-06-01 LowEfficiencyIdentified", "", "", ""}},
	{[]string{proposal("low_eff.rules", `[{"criterion":"L3"}]`, "2022-01-01")}, ruling{"a criterion that is not applied", toOperating, but("2022-06-01 LowEfficiencyIdentified", `"ruleSet":"2024"`, `"ruleSet":"示文"`), RuleRefused, "lowEfficiency.criterion", "/data/criteria/0/code"}},
}

// graded is a parcel under construction on land of the eighth grade.
var graded = then(toAwarded, more("2016-05-01 GrantContractSigned", `"landGrade":"8"`), "2016-05-01 SupervisionAgreementSigned", "2016-08-01 LandDelivered", "2017-05-01 ConstructionStarted")

// cityTerms are the terms of lateDay under what the city set.
func cityTerms(t testing.TB, settings ...string) Terms {
	t.Helper()
	ps := booksOf(t, map[BookID][]string{city: set(settings...)})
	return Terms{Today: lateDay, Policy: ps.In(binhai.Scope, lateDay, time.Time{})}
}

func TestRulingsOfThePolicy(t *testing.T) {
	for _, tt := range policyRulings {
		t.Run(tt.name, func(t *testing.T) { ruleUnder(t, tt.ruling, cityTerms(t, tt.settings...)) })
	}
}

// What the fold needs of a policy stands in the event: a later policy and a correction
// of the contract find it there, and events that do not say it mean the standard.
func TestStartCountsFromDeliveryByThePolicyOfItsDay(t *testing.T) {
	agreedStart := `"startBy":{"base":"DATE","date":"2017-06-01"},`
	lease := strings.Replace(usual["GrantContractSigned"], agreedStart, "", 1)
	for _, tt := range []struct {
		name     string
		contract string
		settings []string
		months   int
		start    Date
	}{
		{"the standard", lease, nil, 0, "2017-08-01"},
		{"the city's time", lease, []string{proposal("start.from_delivery_months", "18", "2016-08-01")}, 18, "2018-02-01"},
		{"the city's time from the day after", lease, []string{proposal("start.from_delivery_months", "18", "2016-08-02")}, 0, "2017-08-01"},
		{"an agreed day", usual["GrantContractSigned"], []string{proposal("start.from_delivery_months", "18", "2016-08-01")}, 18, "2017-06-01"},
	} {
		h := told(t, toAwarded...)
		record(h, said(t, "2016-05-01 GrantContractSigned "+tt.contract), clerk)
		f, err := h.Decide(said(t, "2016-08-01 LandDelivered"), clerk, cityTerms(t, tt.settings...))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		record(h, f, clerk)
		p := h.Parcel()
		if got := f.Event.(LandDelivered).StartMonths; got != tt.months || p.Contract.StartOn != tt.start {
			t.Errorf("%s: %d months, start by %s; want %d, %s", tt.name, got, p.Contract.StartOn, tt.months, tt.start)
		}
	}
}

// What was taken from a policy is taken anew from another one that is supposed.
func TestAnotherPolicyWouldGiveAnotherStart(t *testing.T) {
	h := told(t, toDelivered...)
	longer := cityTerms(t, proposal("start.from_delivery_months", "18", "2015-01-01"))
	r, err := again(h, int64(len(toDelivered)-1), longer.Policy)
	if err != nil || !r.Faithful || len(r.Changes) != 1 || r.Changes[0] != (DecisionChange{Path: "/data/startMonths", Would: "18"}) {
		t.Errorf("reconsidered: %+v, %v", r, err)
	}
}

func TestRoundingByThePolicyOfTheDay(t *testing.T) {
	const even, odd = 20, 30 // × 0.125 = 2.5 and 3.75
	for _, tt := range []struct {
		way        string
		base, want Fen
		stored     Code
	}{
		{"", even, 3, ""}, {"", odd, 4, ""}, {"HALF_UP", even, 3, ""},
		{"HALF_EVEN", even, 2, "HALF_EVEN"}, {"HALF_EVEN", odd, 4, "HALF_EVEN"}, {"HALF_EVEN", 28, 4, "HALF_EVEN"},
		{"DOWN", even, 2, "DOWN"}, {"DOWN", odd, 3, "DOWN"}, {"DOWN", 24, 3, "DOWN"},
	} {
		var settings []string
		if tt.way != "" {
			settings = []string{proposal("rounding", `"`+tt.way+`"`, "2015-01-01")}
		}
		terms := cityTerms(t, settings...)
		e := PenaltyImposed{PenaltyID: "F1", Kind: "LATE", Base: tt.base, Rate: "0.125", DecisionNo: "1"}
		h := told(t, toOperating...)
		f, err := h.Decide(Fact{OccurredOn: "2022-01-01", Event: e}, clerk, terms)
		if err != nil {
			t.Fatal(err)
		}
		record(h, f, clerk) // folded without a policy
		if got := h.Parcel().Penalties[0]; got.Amount != tt.want || got.Rounding != tt.stored {
			t.Errorf("%d × 0.125 %s = %d %s, want %d %s", tt.base, tt.way, got.Amount, got.Rounding, tt.want, tt.stored)
		}
		if way := terms.Policy.rounding(); IdleFee(333, terms.Policy) != pick(way == "DOWN", Fen(66), 67) { // 66.6
			t.Errorf("idle fee %s: %d", tt.way, IdleFee(333, terms.Policy))
		}
	}
}

func TestConflictsAreForTheOwnerOfTheFigure(t *testing.T) {
	q1 := reporting(toOperating, "2022-04-12", "2022Q1", "CUMULATIVE", "IIT", `"taxPaid":100,"output":100`)
	h := told(t, reporting(q1, "2022-04-13", "2022Q1", "CUMULATIVE", "TAX", `"taxPaid":1,"output":1`)...)
	for _, tt := range []struct {
		settings []string
		want     string
	}{
		{nil, "IIT TAX"},
		{[]string{proposal("metric_owner[taxPaid]", `"FIN"`, "2015-01-01")}, "IIT FIN"},
	} {
		terms := cityTerms(t, tt.settings...)
		terms.Today = "2022-04-13"
		var owners []string
		for _, a := range h.Parcel().Alarms(terms) {
			if a.Rule == "R26" {
				owners = append(owners, string(a.Owner))
			}
		}
		if got := strings.Join(owners, " "); got != tt.want {
			t.Errorf("conflicts are for %s, want %s", got, tt.want)
		}
	}
}

func TestReserveFallsWithItsExit(t *testing.T) {
	h := told(t, then(toVacated, more("2024-07-01 LandReserved", `"sourceExit":"`+exitID+`"`))...)
	resting := dependents(h.effective(), h.entries[len(toOperating)].ID, lateTerms)
	if n := len(resting); n == 0 || resting[n-1].Fact.Event.storedName() != "LandReserved" {
		t.Errorf("resting on the exit: %v", resting)
	}
}
