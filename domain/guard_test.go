package domain

import (
	"reflect"
	"strings"
	"testing"
)

// A ruling is one line of a rule: given a story, when a fact comes, then it is
// accepted without a finding (kind empty), or a rule answers at a place.
type ruling struct {
	name  string
	given []string
	when  string
	kind  Code
	rule  string
	path  string
}

// but returns the usual fact of "day Type" with pieces of its data replaced.
func but(head string, oldnew ...string) string {
	event := head[strings.LastIndex(head, " ")+1:]
	data := usual[event]
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(data, oldnew[i]) {
			panic(event + " has no " + oldnew[i])
		}
		data = strings.Replace(data, oldnew[i], oldnew[i+1], 1)
	}
	return head + " " + data
}

// more returns the usual fact with fields added.
func more(head, fields string) string {
	event := head[strings.LastIndex(head, " ")+1:]
	return head + " " + strings.TrimSuffix(usual[event], "}") + "," + fields + "}"
}

func rule(t *testing.T, tt ruling) {
	t.Helper()
	ruleUnder(t, tt, lateTerms)
}

func ruleUnder(t *testing.T, tt ruling, terms Terms) {
	t.Helper()
	h := told(t, tt.given...)
	f := said(t, tt.when)
	before := h.Parcel().Clone()
	got, err := h.Decide(f, second, terms)
	if !reflect.DeepEqual(before, h.Parcel()) || len(h.Entries()) != len(tt.given) {
		t.Error("Decide changed the history")
	}
	switch tt.kind {
	case RuleInvalid:
		wantOne[*Invalid](t, err, tt.path, tt.rule)
	case RuleRefused:
		wantOne[*Refused](t, err, tt.path, tt.rule)
	default:
		wantFinding(t, got, err, tt)
	}
	if tt.rule != "" {
		wantKind(t, tt)
	}
}

func wantFinding(t *testing.T, got Fact, err error, tt ruling) {
	t.Helper()
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	var want []string
	if tt.kind == RuleFinding {
		want = []string{tt.rule + " " + tt.path}
	}
	var found []string
	for _, f := range got.Findings {
		found = append(found, f.Rule+" "+f.Path)
		fired[f.Rule] = true
		if f.Detail == "" {
			t.Errorf("finding %s says nothing", f.Rule)
		}
	}
	if !reflect.DeepEqual(found, want) {
		t.Errorf("findings = %v, want %v", got.Findings, want)
	}
}

// wantKind holds the table of rules to what the rule did.
func wantKind(t *testing.T, tt ruling) {
	t.Helper()
	r := ruleByCode[tt.rule]
	if r == nil {
		t.Fatalf("%s is not in the table of rules", tt.rule)
	}
	doubt := (r.Kind == RuleDoubt || r.Kind == RuleOverride) && (tt.kind == RuleRefused || tt.kind == RuleFinding)
	check := r.Code == ruleUSCC && tt.kind == RuleFinding
	if r.Kind != tt.kind && !doubt && !check {
		t.Errorf("%s acted as %s, the table says %s", tt.rule, tt.kind, r.Kind)
	}
}

func TestRulings(t *testing.T) {
	for _, table := range [][]ruling{
		agreementRulings, termRulings, rightsRulings,
		recordRulings, surveyRulings, supplyRulings, contractRulings, operationRulings, capacityRulings, exitRulings, annulRulings, objectionRulings, attributeRulings, libraryRulings, planningRulings, preparationRulings, redevelopmentRulings,
		idleRulings, supervisionRulings, penaltyRulings, leavingRulings,
	} {
		for _, tt := range table {
			t.Run(tt.name, func(t *testing.T) { rule(t, tt) })
		}
	}
}

var recordRulings = []ruling{
	{"a fact of today", toRegistered, "2026-06-30 ParcelSurveyed", "", "", ""},
	{"a fact of tomorrow", toRegistered, "2026-07-01 ParcelSurveyed", RuleRefused, "occurredOn.future", "/occurredOn"},
	{"a paper of today", nil, `2026-06-30 ParcelRegistered`, "", "", ""},
	{"a fact of no parcel", nil, "2026-01-01 LandReserved", RuleRefused, "stage", "/type"},
	{"a second registration", toRegistered, "2016-01-01 ParcelRegistered", RuleRefused, "stage", "/type"},
	{"on the day of registration", toRegistered, "2015-01-01 ParcelSurveyed", "", "", ""},
	{"before the registration, not back-filled", toSurveyed, "2014-12-31 OperationChecked", RuleRefused, "backfill.required", "/occurredOn"},
	{"before the registration, back-filled", toSurveyed, "补2014-12-31 OperationChecked", "", "", ""},
	{"back-fill of the day before recording", toRegistered, "补2026-06-29 ParcelSurveyed", "", "", ""},
	{"back-fill of the day of recording", toRegistered, "补2026-06-30 ParcelSurveyed", RuleRefused, "backfill.late", "/backfill"},
	{"a skipped stage", toRegistered, "2015-03-01 LandReserved", RuleRefused, "stage", "/type"},
	{"a skipped stage, back-filled", toRegistered, "补2015-03-01 LandReserved", "", "", ""},
	{"back-fill does not go back", then(toRegistered, "补2016-01-01 "+"GrantContractSigned"), "补2017-01-01 LandReserved", RuleRefused, "stage", "/type"},
	{"a late fact in its place", toReserved, "2015-02-15 AnnualPlanListed", "", "", ""},
	{"a late fact that stops a later one", toRecruiting, "2015-03-15 SupplyAnnounced", RuleRefused, "history", "/occurredOn"},
	{"a late facet", toOperating, "2019-11-01 OperationChecked", "", "", ""},
}

var surveyRulings = []ruling{
	{"no identity", nil, but("2015-01-01 ParcelRegistered", `"parcelCode":"120116001001GB00001",`, ""), RuleInvalid, "identity", "/data/parcelCode"},
	{"a preliminary code", nil, but("2015-01-01 ParcelRegistered", `"parcelCode":"120116001001GB00001"`, `"preliminaryCode":"Y1"`), "", "", ""},
	{"term of one day", nil, more("2015-01-01 ParcelRegistered", `"termStart":"2015-01-01","termEnd":"2015-01-01"`), "", "", ""},
	{"term ends first", nil, more("2015-01-01 ParcelRegistered", `"termStart":"2015-01-02","termEnd":"2015-01-01"`), RuleInvalid, "term.order", "/data/termEnd"},
	{"fifty years", nil, more("2015-01-01 ParcelRegistered", `"termYears":50`), "", "", ""},
	{"fifty-one years", nil, more("2015-01-01 ParcelRegistered", `"termYears":51`), RuleFinding, "term.long", "/data/termYears"},
	{"unit of this parcel", nil, more("2015-01-01 ParcelRegistered", `"unitCode":"120116001001GB00001W00000000"`), "", "", ""},
	{"unit of another parcel", nil, more("2015-01-01 ParcelRegistered", `"unitCode":"120116001001GB00002W00000000"`), RuleInvalid, "unitCode.parcel", "/data/unitCode"},
	{"code of another district", nil, but("2015-01-01 ParcelRegistered", `"district":"120116"`, `"district":"120110"`), RuleFinding, "parcelCode.district", "/data/parcelCode"},
	{"a use without code and name", nil, more("2015-01-01 ParcelRegistered", `"useCurrent":{"system":"GBT21010"}`), RuleInvalid, "landUse.empty", "/data/useCurrent"},
	{"a square of 5 ha", nil, more("2015-01-01 ParcelRegistered", square("117.6", "39.0", "117.602587", "39.002008")), "", "", ""},
	{"an outline too small", nil, more("2015-01-01 ParcelRegistered", square("117.6", "39.0", "117.6024", "39.002008")), RuleFinding, "geometry.area", "/data/geometry"},
	{"an outline in Sichuan", nil, more("2015-01-01 ParcelRegistered", square("104.6", "39.0", "104.602587", "39.002008")), RuleFinding, "geometry.district", "/data/geometry"},
	{"latitude first", nil, more("2015-01-01 ParcelRegistered", square("39.0", "117.6", "39.002", "117.602")), RuleInvalid, "geometry.place", "/data/geometry/rings/0"},
	{"an open ring", nil, more("2015-01-01 ParcelRegistered", `"geometry":{"rings":[[["117.6","39.0"],["117.7","39.0"],["117.7","39.1"],["117.6","39.1"]]]}`), RuleInvalid, "geometry.ring", "/data/geometry/rings/0"},
	{"a line", nil, more("2015-01-01 ParcelRegistered", `"geometry":{"rings":[[["117.6","39.0"],["117.7","39.0"],["117.6","39.0"]]]}`), RuleInvalid, "geometry.ring", "/data/geometry/rings/0"},
	{"a bow tie", nil, more("2015-01-01 ParcelRegistered", `"geometry":{"rings":[[["117.6","39.0"],["117.7","39.1"],["117.7","39.0"],["117.6","39.1"],["117.6","39.0"]]]}`), RuleInvalid, "geometry.simple", "/data/geometry/rings/0"},
	{"an outline without area", nil, more("2015-01-01 ParcelRegistered", `"geometry":{"rings":[[["117.6","39.0"],["117.7","39.0"],["117.8","39.0"],["117.6","39.0"]]]}`), RuleInvalid, "geometry.simple", "/data/geometry/rings/0"},

	{"used as registered and 5 % more", toRegistered, but("2015-02-01 ParcelSurveyed", `5000000`, `5250000`), "", "", ""},
	{"used more than 5 % above", toRegistered, but("2015-02-01 ParcelSurveyed", `5000000`, `5250001`), RuleFinding, "survey.area", "/data/actualUsedArea"},
	{"survey of next year", toRegistered, but("2015-02-01 ParcelSurveyed", `2015`, `2016`), RuleInvalid, "survey.year", "/data/surveyYear"},
	{"figures of next year", toRegistered, more("2015-02-01 ParcelSurveyed", `"economy":{"dataYear":2016}`), RuleInvalid, "survey.year", "/data/economy/dataYear"},
	{"a building twice", toRegistered, more("2015-02-01 ParcelSurveyed", `"buildings":[{"no":"1","baseArea":1,"floorArea":1},{"no":"1","baseArea":1,"floorArea":1}]`), RuleInvalid, "survey.building", "/data/buildings/1"},
	{"a building all vacant", toRegistered, more("2015-02-01 ParcelSurveyed", `"buildings":[{"no":"1","baseArea":1,"floorArea":1,"vacantArea":1,"yearBuilt":2015}]`), "", "", ""},
	{"more vacant than built", toRegistered, more("2015-02-01 ParcelSurveyed", `"buildings":[{"no":"1","baseArea":1,"floorArea":1,"vacantArea":2}]`), RuleInvalid, "survey.building", "/data/buildings/0"},
	{"built after the survey", toRegistered, more("2015-02-01 ParcelSurveyed", `"buildings":[{"no":"1","baseArea":1,"floorArea":1,"yearBuilt":2016}]`), RuleInvalid, "survey.building", "/data/buildings/0"},
	{"buildings that fill the parcel", toRegistered, more("2015-02-01 ParcelSurveyed", `"buildings":[{"no":"1","baseArea":5000000,"floorArea":1}]`), "", "", ""},
	{"buildings larger than the parcel", toRegistered, more("2015-02-01 ParcelSurveyed", `"buildings":[{"no":"1","baseArea":5000001,"floorArea":1}]`), RuleFinding, "survey.baseArea", "/data/buildings"},
	{"all leased out", toRegistered, more("2015-02-01 ParcelSurveyed", `"leasedOutArea":5000000`), "", "", ""},
	{"more leased out than there is", toRegistered, more("2015-02-01 ParcelSurveyed", `"leasedOutArea":5000001`), RuleFinding, "survey.lease", "/data/leasedOutArea"},
	{"users fill the parcel", toSurveyed, more("2015-03-01 UseConfirmed", `"users":[{"party":{"name":"甲"},"area":5000000}]`), "", "", ""},
	{"users exceed the parcel", toSurveyed, more("2015-03-01 UseConfirmed", `"users":[{"party":{"name":"甲"},"area":5000000},{"party":{"name":"乙"},"area":1}]`), RuleFinding, "use.area", "/data/users"},
	{"a user without name and code", toSurveyed, more("2015-03-01 UseConfirmed", `"users":[{"party":{"name":""}}]`), RuleInvalid, "party.empty", "/data/users/0/party"},
	{"in use since today", toSurveyed, more("2015-03-01 UseConfirmed", `"since":"2015-03-01"`), "", "", ""},
	{"in use since tomorrow", toSurveyed, more("2015-03-01 UseConfirmed", `"since":"2015-03-02"`), RuleInvalid, "use.since", "/data/since"},
	{"use confirmed without survey", toRegistered, "2015-03-01 UseConfirmed", RuleRefused, "stage", "/type"},

	{"the whole parcel low-efficient", toSurveyed, but("2015-03-01 LowEfficiencyIdentified", `1000000`, `5000000`), "", "", ""},
	{"more than the parcel", toSurveyed, but("2015-03-01 LowEfficiencyIdentified", `1000000`, `5000001`), RuleRefused, "lowEfficiency.area", "/data/area"},
	{"more than what is left", then(toSurveyed, "2015-03-01 LowEfficiencyIdentified"), but("2015-03-02 LowEfficiencyIdentified", `1000000`, `4000001`), RuleRefused, "lowEfficiency.area", "/data/area"},
	{"what is left", then(toSurveyed, "2015-03-01 LowEfficiencyIdentified"), but("2015-03-02 LowEfficiencyIdentified", `1000000`, `4000000`), "", "", ""},
	{"effective on the day of notice", toSurveyed, more("2015-03-01 LowEfficiencyIdentified", `"noticeOn":"2015-02-01","effectiveFrom":"2015-02-01"`), "", "", ""},
	{"effective before the notice", toSurveyed, more("2015-03-01 LowEfficiencyIdentified", `"noticeOn":"2015-02-02","effectiveFrom":"2015-02-01"`), RuleInvalid, "lowEfficiency.dates", "/data/effectiveFrom"},
	{"planned for one day", toSurveyed, more("2024-03-01 AnnualPlanListed", `"plannedStart":"2024-05-01","plannedFinish":"2024-05-01"`), "", "", ""},
	{"planned backwards", toSurveyed, more("2024-03-01 AnnualPlanListed", `"plannedStart":"2024-05-02","plannedFinish":"2024-05-01"`), RuleInvalid, "plan.dates", "/data/plannedFinish"},
	{"listed in the next year too", then(toSurveyed, "2024-03-01 AnnualPlanListed"), but("2025-03-01 AnnualPlanListed", `2024`, `2025`), "", "", ""},
	{"listed twice in a year", then(toSurveyed, "2024-03-01 AnnualPlanListed"), "2024-04-01 AnnualPlanListed", RuleRefused, "plan.twice", "/data/planYear"},
	{"a plan larger than the parcel", toSurveyed, but("2024-03-01 AnnualPlanListed", `5000000`, `5000001`), RuleFinding, "plan.area", "/data/area"},
	{"surveyed again while operating", toOperating, but("2022-01-01 ParcelSurveyed", `2015`, `2022`), "", "", ""},
	{"listed while operating", toOperating, "2024-03-01 AnnualPlanListed", "", "", ""},
	{"listed while contracted", toContracted, "2024-03-01 AnnualPlanListed", RuleRefused, "stage", "/type"},
}

// square returns a closed outline between two corners.
func square(x1, y1, x2, y2 string) string {
	p := func(x, y string) string { return `["` + x + `","` + y + `"]` }
	return `"geometry":{"rings":[[` + strings.Join([]string{p(x1, y1), p(x2, y1), p(x2, y2), p(x1, y2), p(x1, y1)}, ",") + `]]}`
}
