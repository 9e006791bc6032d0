package domain

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// Clearing takes the oldest identification first; since and criteria are those of
// what remains.
func TestLowEfficiencyGoesByArea(t *testing.T) {
	story := then(toOperating,
		`2022-01-01 LowEfficiencyIdentified {"kind":"INDUSTRIAL","criteria":[{"code":"L3"},{"code":"L7"}],"ruleSet":"2024","area":1000000,"effectiveFrom":"2022-02-01"}`,
		`2022-03-01 LowEfficiencyIdentified {"kind":"INDUSTRIAL","criteria":[{"code":"L7"},{"code":"L2"}],"ruleSet":"2024","area":500000}`)
	tests := []struct {
		name  string
		after []string
		want  string
	}{
		{"identified twice", nil, "1500000 = 0 + 1500000 since 2022-02-01 [L3 L7 L2]"},
		{"a part of the first cleared", []string{cleared("2023-01-01", 400_000)}, "1500000 = 400000 + 1100000 since 2022-02-01 [L3 L7 L2]"},
		{"the first cleared", []string{cleared("2023-01-01", 1_000_000)}, "1500000 = 1000000 + 500000 since 2022-03-01 [L7 L2]"},
		{"a part of both cleared at once", []string{cleared("2023-01-01", 1_200_000)}, "1500000 = 1200000 + 300000 since 2022-03-01 [L7 L2]"},
		{"all cleared", []string{cleared("2023-01-01", 1_500_000)}, "1500000 = 1500000 + 0 since  []"},
		{"cleared and identified again", []string{cleared("2023-01-01", 1_500_000), "2024-01-01 LowEfficiencyIdentified"}, "2500000 = 1500000 + 1000000 since 2024-01-01 [L7]"},
		{"disposed of by redevelopment", []string{"2022-06-01 RedevelopmentStarted", `2023-01-01 RedevelopmentCompleted {"areaDisposed":600000,"after":{"far":"1"}}`}, "1500000 = 600000 + 900000 since 2022-02-01 [L3 L7 L2]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			low := told(t, then(story, tt.after...)...).Parcel().LowEff
			if got := fmt.Sprintf("%d = %d + %d since %s %v", low.Identified, low.Cleared, low.Remaining, low.Since, low.Criteria); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func cleared(day string, area int) string {
	return fmt.Sprintf(`%s LowEfficiencyCleared {"area":%d,"reason":"RESERVED"}`, day, area)
}

func TestRedevelopmentMovesOrKeepsTheStage(t *testing.T) {
	h := told(t, toRedeveloping...)
	if p := h.Parcel(); p.Stage != StageRedeveloping || p.redeveloping() != 0 {
		t.Errorf("begun: %s, open %d", p.Stage, p.redeveloping())
	}
	tell(t, h, "2022-05-01 ConstructionStarted", clerk)
	done := tell(t, h, `2023-01-01 RedevelopmentCompleted {"areaDisposed":600000,"after":{"far":"1.8"}}`, clerk)
	if got := done.Fact.Event.(RedevelopmentCompleted).Remaining; got != 400_000 {
		t.Errorf("remaining in the event: %d", got)
	}
	p := h.Parcel()
	r := p.Redevelopments[0]
	if p.Stage != StageCompleted || p.redeveloping() != -1 || r.BuiltSince != "2022-05-01" || r.CompletedOn != "2023-01-01" || r.Completion.After.FAR != "1.8" {
		t.Errorf("completed: %s, %+v", p.Stage, r)
	}
	if p.Construction.StartedOn != "2017-05-01" {
		t.Errorf("the contract's own start became %s", p.Construction.StartedOn)
	}
	upgraded := told(t, then(toLow, but("2022-02-01 RedevelopmentStarted", "SELF", "ZERO_LAND"))...)
	if p := upgraded.Parcel(); p.Stage != StageOperating || p.redeveloping() != 0 {
		t.Errorf("upgraded without new land: %s, open %d", p.Stage, p.redeveloping())
	}
	tell(t, upgraded, "2023-01-01 RedevelopmentCompleted", clerk)
	if p := upgraded.Parcel(); p.Stage != StageOperating || p.redeveloping() != -1 {
		t.Errorf("upgrade completed: %s, open %d", p.Stage, p.redeveloping())
	}
}

// A revision changes the land as everyone reads it; codes keep their days, and the
// event says what stood before.
func TestRevisionKeepsWhatStoodBefore(t *testing.T) {
	h := told(t, then(toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"REGISTER_CORRECTION","unitCode":"120116001001GB00001W00000000","parkCode":"TEDA"}`)...)
	e := tell(t, h, `2016-03-01 ParcelAttributesRevised {"reason":"DIVISION_CHANGE","parcelCode":"120110001001GB00007","district":"120110","registeredArea":5000100,"useRegistered":{"system":"YDYH2023","code":"1001","name":"工业用地"},`+outlineOf5ha+`}`, clerk)
	want := []Change{
		{"parcelCode", "120116001001GB00001", "120110001001GB00007"},
		{"unitCode", "120116001001GB00001W00000000", ""},
		{"district", "120116", "120110"},
		{"registeredArea", "50000.00", "50001.00"},
		{"useRegistered", "", "YDYH2023 1001 工业用地"},
		{Field: "geometry"},
	}
	if got := e.Fact.Event.(ParcelAttributesRevised).Changes; !reflect.DeepEqual(got, want) {
		t.Errorf("changes = %+v", got)
	}
	land := h.Parcel().Land
	if land.District != "120110" || land.ParkCode != "TEDA" || land.RegisteredArea != 5_000_100 || land.ParcelCode != "120110001001GB00007" || land.UnitCode != "" || land.Geometry == nil {
		t.Errorf("the land is now %+v", land)
	}
	codes := []CodeSpan{{"120116001001GB00001", "2015-01-01", "2016-03-01"}, {"120110001001GB00007", "2016-03-01", ""}}
	if got := h.Parcel().Codes; !reflect.DeepEqual(got, codes) {
		t.Errorf("codes = %+v", got)
	}
	if got := h.At("2016-02-29", recordedAt(9)); got.Land.District != "120116" || len(got.Codes) != 1 {
		t.Errorf("the day before it lay in %s", got.Land.District)
	}
}

func TestSeaRightGivesACode(t *testing.T) {
	for name, tt := range map[string]struct {
		given []string
		want  []CodeSpan
	}{
		"of a sea parcel":      {toSea, []CodeSpan{{"120116001001GH00001", "2015-01-01", "2016-01-01"}, {"120116001001GB00009", "2016-01-01", ""}}},
		"of one without codes": {[]string{but("2015-01-01 ParcelRegistered", `"parcelCode":"120116001001GB00001"`, `"preliminaryCode":"Y1"`)}, []CodeSpan{{"120116001001GH00001", "2016-01-01", "2016-01-01"}, {"120116001001GB00009", "2016-01-01", ""}}},
	} {
		p := told(t, then(tt.given, more("2016-01-01 SeaRightConverted", `"titleNo":"B1"`))...).Parcel()
		if !reflect.DeepEqual(p.Codes, tt.want) || p.Land.ParcelCode != "120116001001GB00009" || p.Land.TitleNo != "B1" {
			t.Errorf("%s: %+v, %+v", name, p.Codes, p.Land)
		}
	}
}

// A plan says what was planned; the events that carry it out say how far it came.
func TestYearlyPlansFollowTheirEvents(t *testing.T) {
	listed := func(mode string) string {
		return `2024-01-01 AnnualPlanListed {"planYear":2024,"area":5000000,"mode":"` + mode + `"}`
	}
	tests := []struct {
		name  string
		story []string
		want  string
	}{
		{"nothing yet", then(toOperating, listed("SELF")), " to "},
		{"own renewal begun", then(toOperating, listed("SELF"), "2024-02-01 RedevelopmentStarted"), "2024-02-01 to "},
		{"own renewal done", then(toOperating, listed("SELF"), "2024-02-01 RedevelopmentStarted", "2025-02-01 RedevelopmentCompleted"), "2024-02-01 to 2025-02-01"},
		{"renewal is no reserve", then(toOperating, listed("RESERVE"), "2024-02-01 RedevelopmentStarted"), " to "},
		{"taken into reserve", then(toSurveyed, listed("RESERVE"), "2024-03-01 LandReserved"), "2024-03-01 to 2024-03-01"},
		{"on its way into reserve", then(toOperating, listed("RESERVE"), "2024-04-01 ExitInitiated"), "2024-04-01 to "},
		{"back in reserve", then(toOperating, listed("RESERVE"), "2024-04-01 ExitInitiated", "2024-05-01 ExitCompleted", "2024-06-01 ParcelVacated", "2024-07-01 ReturnedToSupply"), "2024-04-01 to 2024-07-01"},
		{"reported as begun", then(toOperating, listed("JOINT"), `2024-05-01 ProgressReported {"percent":1,"planYear":2024}`), "2024-05-01 to "},
		{"reported as not begun", then(toOperating, listed("JOINT"), `2024-05-01 ProgressReported {"percent":0,"planYear":2024}`), " to "},
		{"reported as 99 %", then(toOperating, listed("JOINT"), `2024-05-01 ProgressReported {"percent":99,"planYear":2024}`), "2024-05-01 to "},
		{"reported as done", then(toOperating, listed("JOINT"), `2024-05-01 ProgressReported {"percent":100,"planYear":2024}`, `2024-06-01 ProgressReported {"percent":100,"planYear":2024}`), "2024-05-01 to 2024-05-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plan := told(t, tt.story...).Parcel().Plans[0]
			if got := string(plan.StartedOn + " to " + plan.FinishedOn); got != tt.want {
				t.Errorf("from %q, want %q", got, tt.want)
			}
		})
	}
}

// A contract meets the plans of supply and uses the approvals up.
func TestContractMeetsTheSupplyPlan(t *testing.T) {
	p := told(t, then(ready, "2016-01-16 SupplyPlanListed", "2016-01-17 LandUseApproved", "2016-02-01 SupplyAnnounced", "2016-04-01 SupplyAwarded", "2016-05-01 GrantContractSigned")...).Parcel()
	if plan, approval := p.Planning.Supply[0], p.Preparation.Approvals[0]; plan.SuppliedOn != "2016-05-01" || approval.SuppliedOn != "2016-05-01" || plan.ListedOn != "2016-01-16" || approval.ApprovedOn != "2016-01-17" {
		t.Errorf("%+v, %+v", plan, approval)
	}
	if p.NetLand == nil || !p.NetLand.Passed() || p.NetLand.VerifiedOn != "2016-01-15" {
		t.Errorf("net land %+v", p.NetLand)
	}
}

func TestUnitsShareTheParcel(t *testing.T) {
	share := func(day, unit string, area int) string {
		return fmt.Sprintf(`%s AssignedToUnit {"planUnit":%q,"shareArea":%d}`, day, unit, area)
	}
	tests := map[string]struct {
		story []string
		want  string
	}{
		"two shares":             {[]string{share("2016-01-01", "U1", 3_000_000), share("2016-02-01", "U2", 2_000_000)}, "U1 3000000 U2 2000000 "},
		"a share again":          {[]string{share("2016-01-01", "U1", 3_000_000), share("2016-02-01", "U2", 2_000_000), share("2016-03-01", "U1", 1_000_000)}, "U2 2000000 U1 1000000 "},
		"the whole ends shares":  {[]string{share("2016-01-01", "U1", 3_000_000), "2016-02-01 AssignedToUnit"}, "U1 0 "},
		"a share ends the whole": {[]string{"2016-02-01 AssignedToUnit", share("2016-03-01", "U2", 1_000_000)}, "U2 1000000 "},
	}
	for name, tt := range tests {
		got := ""
		for _, u := range told(t, then(toSurveyed, tt.story...)...).Parcel().Planning.Units {
			got += fmt.Sprintf("%s %d ", u.PlanUnit, u.ShareArea)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// A supplementary price is one more instalment; payments already made under other
// numbers stay theirs.
func TestUseChangeIsPaidAsAnInstalment(t *testing.T) {
	h := told(t, toOperating...)
	e := tell(t, h, `2022-02-01 UseOrDensityChanged {"supplementNo":"B1",`+uses("0.7", "0.3")+`,"farMin":"1.5","farMax":"3.0","supplementaryPrice":700,"payBy":"2022-03-01"}`, clerk)
	if no := e.Fact.Event.(UseOrDensityChanged).InstalmentNo; no != 3 {
		t.Errorf("instalment %d, want 3", no)
	}
	p := h.Parcel()
	last := p.Contract.Instalments[len(p.Contract.Instalments)-1]
	if last != (Instalment{No: 3, Due: "2022-03-01", Amount: 700}) || p.Contract.FARMin != "1.5" || p.Contract.FARMax != "3.0" || len(p.Uses) != 2 {
		t.Errorf("contract %+v, uses %+v", p.Contract, p.Uses)
	}
	if len(h.At("2022-01-31", recordedAt(99)).Contract.Instalments) != 2 {
		t.Error("the instalment was there before")
	}
	tell(t, h, `2022-02-20 LandPricePaid {"instalmentNo":3,"amount":700}`, clerk)
	old := told(t, toRegistered[0], oldContract(`{"method":"LISTING","area":5000000,"price":100}`), `2017-06-01 LandPricePaid {"instalmentNo":4,"amount":1}`)
	if e := tell(t, old, `2018-02-01 UseOrDensityChanged {"supplementNo":"B1","farMax":"3.0","supplementaryPrice":700,"payBy":"2022-03-01"}`, clerk); e.Fact.Event.(UseOrDensityChanged).InstalmentNo != 5 {
		t.Errorf("after a payment under number 4: %+v", e.Fact.Event)
	}
}

// What the register, the plans and the issue list say tells nothing of what became
// of a supply that was back-filled alone.
func TestSupplyAloneStaysUnjudged(t *testing.T) {
	for line, want := range map[string]bool{
		"2018-01-01 ParcelAttributesRevised": true, "2018-01-01 IssueRaised": true, "2018-01-01 PlanConditionsSet": true,
		"2018-01-01 LowEfficiencyIdentified": false, "2018-01-01 OperationChecked": false,
	} {
		h := told(t, "2015-01-01 ParcelRegistered", "补2016-01-01 GrantContractSigned", line)
		if got := h.Parcel().SupplyOnly; got != want {
			t.Errorf("after %s: %t", line, got)
		}
	}
}

func TestIssuesAndLegacyCasesClose(t *testing.T) {
	p := told(t, then(toLegacy, but("2016-02-01 LegacyLandResolved", "1000000", "400000"), "2016-02-01 IssueRaised", "2016-03-01 IssueResolved")...).Parcel()
	if c := p.Legacy[0]; c.Open() != 600_000 || c.ResolvedOn != "" || c.FlaggedOn != "2016-01-01" || c.Path != "REGULARISE" {
		t.Errorf("a part settled: %+v", c)
	}
	if x := p.Issues[0]; x.RaisedOn != "2016-02-01" || x.ResolvedOn != "2016-03-01" || x.Resolution != "已办结" {
		t.Errorf("issue %+v", x)
	}
	p = told(t, then(toLegacy, "2016-02-01 LegacyLandResolved")...).Parcel()
	if c := p.Legacy[0]; c.Open() != 0 || c.ResolvedOn != "2016-02-01" {
		t.Errorf("all settled: %+v", c)
	}
}

// Whatever is accepted in order, areas are conserved: what was identified is what
// was cleared and what remains, never more than the parcel; units, legacy land,
// reclaimed land and quota stay within what there is.
func TestAreasAreConserved(t *testing.T) {
	types := []string{"LowEfficiencyIdentified", "LowEfficiencyCleared", "RedevelopmentStarted", "RedevelopmentCompleted", "ParcelAttributesRevised",
		"LegacyLandFlagged", "LegacyLandResolved", "AssignedToUnit", "ReclamationAccepted", "QuotaUsed", "AnnualPlanListed", "SupplyPlanListed", "LandUseApproved"}
	accepted, clearings := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		h := new(History)
		for _, line := range []string{"2015-01-01 ParcelRegistered", "2015-02-01 ParcelSurveyed", "2015-03-01 UseConfirmed"} {
			record(h, must(h.Decide(must(factOf(line)), clerk, lateTerms)), clerk)
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			f := areaFact(t, rapid.SampledFrom(types).Draw(t, "type"), h.Parcel().LastOn)
			decided, err := h.Decide(f, clerk, lateTerms)
			if err != nil {
				continue
			}
			record(h, decided, clerk)
			accepted++
			p := h.Parcel()
			clearings += pick(p.LowEff.Cleared > 0, 1, 0)
			conserved(t, p)
		}
	})
	if accepted < 100 || clearings < 20 {
		t.Errorf("%d facts accepted, %d after a clearing: the test shows little", accepted, clearings)
	}
}

func factOf(line string) (Fact, error) {
	var day, name string
	if _, err := fmt.Sscan(line, &day, &name); err != nil {
		return Fact{}, err
	}
	return DecodeFact(fmt.Appendf(nil, `{"type":%q,"occurredOn":%q,"data":%s}`, name, day, usual[name]), false)
}

// areaFact draws a fact about some area, up to a little more than the parcel.
func areaFact(t *rapid.T, name string, last Date) Fact {
	area := Area(rapid.Int64Range(1, 6_000_000).Draw(t, "area"))
	year := rapid.IntRange(2024, 2030).Draw(t, "year")
	no := fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "no"))
	events := map[string]Event{
		"LowEfficiencyIdentified": LowEfficiencyIdentified{Kind: "INDUSTRIAL", Criteria: []Criterion{{Code: "L7"}}, RuleSet: "1", Area: area},
		"LowEfficiencyCleared":    LowEfficiencyCleared{Area: area, Reason: "RESERVED"},
		"RedevelopmentStarted":    RedevelopmentStarted{Mode: pick[Code](year%2 == 0, "SELF", "ZERO_LAND"), Area: area},
		"RedevelopmentCompleted":  RedevelopmentCompleted{AreaDisposed: area, After: Yield{FAR: "1"}},
		"ParcelAttributesRevised": ParcelAttributesRevised{Reason: "RESURVEY", RegisteredArea: area, SurveyReport: "1"},
		"LegacyLandFlagged":       LegacyLandFlagged{CaseNo: no, Class: "OTHER", Area: area},
		"LegacyLandResolved":      LegacyLandResolved{CaseNo: no, Path: "REGULARISE", Area: area},
		"AssignedToUnit":          AssignedToUnit{PlanUnit: no, ShareArea: area},
		"ReclamationAccepted":     ReclamationAccepted{AcceptanceNo: no, Area: area, Quota: area / 2},
		"QuotaUsed":               QuotaUsed{QuotaNo: no, Area: area},
		"AnnualPlanListed":        AnnualPlanListed{PlanYear: year, Mode: "SELF", Area: area},
		"SupplyPlanListed":        SupplyPlanListed{PlanYear: year, Area: area},
		"LandUseApproved":         LandUseApproved{BatchNo: no, Area: area},
	}
	return Fact{OccurredOn: last.AddDays(rapid.IntRange(0, 60).Draw(t, "after")), Event: events[name]}
}

func conserved(t *rapid.T, p *Parcel) {
	low := p.LowEff
	if low.Identified != low.Cleared+low.Remaining || low.Remaining < 0 || low.Remaining > p.Land.RegisteredArea {
		t.Fatalf("low efficiency of %d: %+v", p.Land.RegisteredArea, low)
	}
	var each LowEfficiency
	for _, x := range low.Identifications {
		each.Identified, each.Cleared = each.Identified+x.Area, each.Cleared+x.Cleared
		if x.Cleared > x.Area {
			t.Fatalf("more cleared than identified: %+v", x)
		}
	}
	if each.Identified != low.Identified || each.Cleared != low.Cleared {
		t.Fatalf("the identifications do not add up: %+v", low)
	}
	if open := p.legacyOpen(); open < 0 || open > p.Land.RegisteredArea {
		t.Fatalf("legacy land of %d: %d open", p.Land.RegisteredArea, open)
	}
	if q := p.Quota; q.Balance() < 0 || q.Earned > q.Reclaimed {
		t.Fatalf("quota %+v", q)
	}
}

// landVariants lead random histories to other codes, areas, modes and shares.
func landVariants() []string {
	return []string{
		but("x ParcelRegistered", "GB00001", "GH00001"),
		`x ParcelAttributesRevised {"reason":"DIVISION_CHANGE","parcelCode":"120110001001GB00007","district":"120110"}`,
		`x ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":4800000,"surveyReport":"C1","parcelCode":"120116001001GB00002"}`,
		but("x LowEfficiencyIdentified", "1000000", "2500000", "L7", "L2"),
		but("x LowEfficiencyCleared", "1000000", "300000", "IMPROVED", "MISTAKEN"),
		but("x LegacyLandFlagged", "Y1", "Y2", "NO_PROCEDURE", "SEA_RECLAMATION"),
		but("x LegacyLandResolved", "REGULARISE", "DEMOLISH", "1000000", "400000"),
		`x LegacyLandResolved {"caseNo":"Y2","path":"SEA_FILING","area":1000000}`,
		more("x IssueRaised", `"due":"2090-01-01"`),
		but("x IssueRaised", "W1", "W2"),
		`x AssignedToUnit {"planUnit":"U2","shareArea":2000000}`,
		`x PlanConditionsSet {"docNo":"GH2","use":{"system":"YDYH2023","code":"1001"},"farMin":"0.8","validTo":"2090-01-01"}`,
		but("x RedevelopmentSchemeApproved", "FA1", "FA2", "SELF", "JOINT"),
		but("x SupplyPlanListed", "2016", "2020"),
		more("x ProgressReported", `"planYear":2024`),
		but("x ProgressReported", "50", "100"),
		but("x LandUseApproved", "P1", "P2", "5000000", "1000000"),
		but("x NetLandVerified", `"ready":true`, `"ready":false`),
		but("x RegionAssessed", "GEOHAZARD", "CLIMATE"),
		but("x ReclamationAccepted", "F1", "F2", "1000000", "950000"),
		but("x QuotaUsed", "400000", "100000"),
		but("x RedevelopmentStarted", "SELF", "ZERO_LAND"),
		but("x RedevelopmentCompleted", `"areaDisposed":0`, `"areaDisposed":500000`),
		`x UseOrDensityChanged {"supplementNo":"B2",` + uses("0.6", "0.4") + `,"supplementaryPrice":700,"payBy":"2090-01-01"}`,
		more("x AnnualPlanListed", `"plannedStart":"2024-03-01"`),
		but("x AnnualPlanListed", "2024", "2025", "RESERVE", "SELF"),
	}
}
