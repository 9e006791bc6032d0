package domain

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestStagesOfALife(t *testing.T) {
	for want, story := range map[Stage][]string{
		StageRegistered: toRegistered, StageSurveyed: toSurveyed, StageReserved: toReserved, StageRecruiting: toRecruiting,
		StageAdmitted: toAdmitted, StageOffered: toOffered, StageAwarded: toAwarded, StageContracted: toContracted, StageDelivered: toDelivered,
		StageBuilding: toBuilding, StageCompleted: toCompleted, StageProducing: toProducing, StageOperating: toOperating,
		StageExiting: toExiting, StageVacated: toVacated,
	} {
		if got := told(t, story...).Parcel().Stage; got != want {
			t.Errorf("stage = %s, want %s", got, want)
		}
	}
}

func TestUseConfirmedEntersWhereTheLandStands(t *testing.T) {
	for code, want := range map[string]Stage{"COMPLETED": StageCompleted, "PRODUCING": StageProducing, "OPERATING": StageOperating} {
		p := told(t, then(toSurveyed, `2015-03-01 UseConfirmed {"actualStage":"`+code+`","since":"2010-01-01"}`)...).Parcel()
		if p.Stage != want {
			t.Errorf("%s: stage = %s", code, p.Stage)
		}
		if since := p.Operation.ProducingSince; (since == "2010-01-01") != (want != StageCompleted) {
			t.Errorf("%s: producing since %q", code, since)
		}
	}
}

// The two sides of an exit come in any order; the second one vacates.
func TestExitNeedsBothSides(t *testing.T) {
	for _, lines := range [][]string{
		{"2024-06-01 ExitCompleted", "2024-07-01 ParcelVacated"},
		{"2024-06-01 ParcelVacated", "2024-07-01 ExitCompleted"},
	} {
		h := told(t, toExiting...)
		tell(t, h, lines[0], clerk)
		if got := h.Parcel().Stage; got != StageExiting {
			t.Errorf("after %s: %s", lines[0], got)
		}
		tell(t, h, lines[1], clerk)
		if p := h.Parcel(); p.Stage != StageVacated || p.StageSince != "2024-07-01" || p.Exit.PreviousStage != StageOperating {
			t.Errorf("after both: %s since %s, before %s", p.Stage, p.StageSince, p.Exit.PreviousStage)
		}
	}
}

// A return begins a new cycle: nothing of the previous holder is left.
func TestReturnClosesTheLoop(t *testing.T) {
	story := then(toVacated[:len(toVacated)-3], "2021-05-01 OperationReported", "2022-01-01 EfficiencyRated", "2022-06-01 BreachFound", "2022-07-01 LowEfficiencyIdentified",
		"2024-01-01 ExitInitiated", "2024-06-01 ExitCompleted", "2024-07-01 ParcelVacated")
	h := told(t, story...)
	e := tell(t, h, "2024-10-03 ReturnedToSupply", clerk)
	if got := e.Fact.Event.(ReturnedToSupply).DaysSinceVacated; got != 94 {
		t.Errorf("days since vacated = %d, want 94", got)
	}
	got := h.Parcel()
	fresh := told(t, toRegistered...).Parcel()
	want := &Parcel{ID: fresh.ID, Stage: StageReserved, StageSince: "2024-10-03", CameFrom: StageVacated, Cycle: 1, Site: Site{Land: fresh.Land, LandOn: "2015-01-01", Survey: got.Survey, Codes: fresh.Codes, Soil: fresh.Soil},
		Tenure: Tenure{Operation: Operation{Grade: "UNRATED"}, Compliance: "CLEAR"}, Recording: got.Recording, Events: got.Events, LastOn: "2024-10-03"}
	want.Findings = got.Findings
	if !reflect.DeepEqual(got, want) {
		t.Errorf("after the return:\n%+v\nwant\n%+v", got, want)
	}
	for _, line := range []string{"2024-11-01 RecruitmentOpened", "2024-12-01 ProjectProposed", "2025-01-01 EntryReviewed", "2025-02-01 SupplyAnnounced"} {
		tell(t, h, line, clerk)
	}
	if p := h.Parcel(); p.Stage != StageOffered || p.Cycle != 1 {
		t.Errorf("the second cycle stands at %s, cycle %d", p.Stage, p.Cycle)
	}
}

func TestComplianceFollowsWhatIsOpen(t *testing.T) {
	h := told(t, toOperating...)
	steps := []struct {
		line string
		want Code
	}{
		{`2022-01-01 OperationChecked {"checkNo":"1","kind":"ROUTINE","result":"WATCH"}`, "WATCH"},
		{"2022-02-01 OperationChecked", "CLEAR"},
		{"2022-06-01 BreachFound", "BREACH"},
		{"2022-07-01 RectificationOrdered", "RECTIFYING"},
		{`2022-08-01 RectificationAccepted {"breachId":"B1","result":"FAIL","newDue":"2022-12-01"}`, "RECTIFYING"},
		{`2022-09-01 RectificationAccepted {"breachId":"B1","result":"FAIL","escalation":"x"}`, "BREACH"},
		{"2022-10-01 RectificationAccepted", "CLEAR"},
	}
	for _, s := range steps {
		tell(t, h, s.line, clerk)
		if got := h.Parcel().Compliance; got != s.want {
			t.Errorf("after %s: %s, want %s", s.line, got, s.want)
		}
	}
	if got := h.Parcel().Breaches[0]; got.Shortfall != "0.2500" || got.Status != "CLOSED" || got.ClosedOn != "2022-10-01" {
		t.Errorf("breach = %+v", got)
	}
}

// Basically passed is operating under watch until the day it is made good; failed
// stays and is a breach.
func TestCapacityResults(t *testing.T) {
	basic := told(t, then(toProducing, but("2021-03-01 CapacityAccepted", `"PASS"`, `"BASIC","due":"2021-09-01"`))...)
	if p := basic.Parcel(); p.Stage != StageOperating || p.Compliance != "WATCH" || p.Operation.CapacityDue != "2021-09-01" {
		t.Errorf("basic: %s %s %s", p.Stage, p.Compliance, p.Operation.CapacityDue)
	}
	tell(t, basic, "2021-08-01 CapacityAccepted", clerk)
	if p := basic.Parcel(); p.Compliance != "CLEAR" || p.Operation.CapacityDue != "" {
		t.Errorf("made good: %s %s", p.Compliance, p.Operation.CapacityDue)
	}
	failed := told(t, then(toProducing, but("2021-03-01 CapacityAccepted", passed, `"actual":"1","pass":false`, `"PASS"`, `"FAIL"`))...).Parcel()
	if failed.Stage != StageProducing || failed.Compliance != "BREACH" || failed.Operation.CapacityOn != "" {
		t.Errorf("failed: %s %s %s", failed.Stage, failed.Compliance, failed.Operation.CapacityOn)
	}
}

// Back-filled facts enter where the record begins and invent no stage.
func TestBackfillEntersWhereTheRecordBegins(t *testing.T) {
	h := told(t, "2026-06-30 ParcelRegistered")
	tell(t, h, `补2016-01-05 GrantContractSigned {"method":"LISTING","area":5000000,"price":100,"instalments":[{"no":1,"amount":100}],"startBy":{"base":"DATE","date":"2016-07-05"}}`, clerk)
	p := h.Parcel()
	if p.Stage != StageContracted || p.StageSince != "2016-01-05" || !p.SupplyOnly || !p.Backfilled || p.Land.District != "120116" {
		t.Errorf("after the contract: %s since %s, supply only %v", p.Stage, p.StageSince, p.SupplyOnly)
	}
	tell(t, h, `补2016-02-05 LandPricePaid {"instalmentNo":1,"amount":100}`, clerk)
	if !h.Parcel().SupplyOnly {
		t.Error("a payment is still the supply")
	}
	tell(t, h, `补2018-02-05 ConstructionCompleted {"floorArea":1,"baseArea":1,"investment":{"plant":1,"equipment":1},"landCheck":"PASS"}`, clerk)
	if p := h.Parcel(); p.Stage != StageCompleted || p.SupplyOnly || p.Construction.StartedOn != "" {
		t.Errorf("after the completion: %s, supply only %v, started %q", p.Stage, p.SupplyOnly, p.Construction.StartedOn)
	}
	tell(t, h, `2026-06-30 UseConfirmed {"actualStage":"OPERATING"}`, clerk)
	if p := h.Parcel(); p.Stage != StageOperating || p.Backfilled {
		t.Errorf("after the confirmation: %s, back-filled %v", p.Stage, p.Backfilled)
	}
}

// The contract of land that was taken in as found can be back-filled later.
func TestContractComesAfterTheConfirmation(t *testing.T) {
	h := told(t, "2024-01-31 ParcelRegistered", "2024-03-01 ParcelSurveyed", "2024-04-01 UseConfirmed")
	tell(t, h, `补2008-01-05 GrantContractSigned {"method":"LISTING","area":5000000,"startBy":{"base":"DATE","date":"2008-07-05"}}`, clerk)
	p := h.Parcel()
	if p.Stage != StageOperating || p.Contract == nil || p.Contract.SignedOn != "2008-01-05" {
		t.Errorf("stage %s, contract %+v", p.Stage, p.Contract)
	}
	if got := p.Obligations(under("2026-01-01")); slices.ContainsFunc(got, func(o Obligation) bool { return o.Kind != "REPORT" }) {
		t.Errorf("land found in use owes no start: %v", got)
	}
	if got := h.At("2010-01-01", time.Time{}); got.Stage != StageContracted || got.Land.District == "" {
		t.Errorf("in 2010 it was %s", got.Stage)
	}
}

func TestAtAnswersBothClocks(t *testing.T) {
	h := told(t, toReserved...)
	if got := h.At("2015-02-28", time.Time{}).Stage; got != StageSurveyed {
		t.Errorf("on 28 February it was %s", got)
	}
	if got := h.At("2015-03-01", time.Time{}).Stage; got != StageReserved {
		t.Errorf("at the end of 1 March it was %s", got)
	}
	if got := h.At("", recordedAt(1)).Stage; got != StageSurveyed {
		t.Errorf("as known after two records it was %s", got)
	}
	if got := h.At("", recordedAt(0).Add(-time.Second)); got.Stage != StageNone || got.Events != 0 {
		t.Errorf("before anything was known it was %+v", got)
	}
	if got := h.At("2014-12-31", time.Time{}); got.Events != 0 {
		t.Errorf("before the registration %d events are seen", got.Events)
	}
	if !reflect.DeepEqual(h.At("", time.Time{}), h.Parcel()) {
		t.Error("At without limits is not the parcel")
	}
}

// Late facts are folded in their place, and known only from when they came.
func TestLateFactIsFoldedInItsPlace(t *testing.T) {
	h := told(t, then(toReserved, "2015-02-10 LowEfficiencyIdentified")...)
	if got := h.At("2015-02-28", time.Time{}); got.LowEff.Identified != 1_000_000 || got.Stage != StageSurveyed {
		t.Errorf("on 28 February: %+v", got.LowEff)
	}
	if got := h.At("2015-02-28", recordedAt(2)); got.LowEff.Identified != 0 {
		t.Errorf("not yet known: %+v", got.LowEff)
	}
	if got := h.Effective(time.Time{})[2].Revision; got != 3 {
		t.Errorf("third in effect is revision %d, want 3", got)
	}
}

func TestSnapshotsStayAsTheyWere(t *testing.T) {
	h := told(t, toContracted...)
	before := h.Parcel()
	copied := before.Clone()
	contract := *before.Contract
	for _, line := range []string{"2016-12-01 LandPricePaid", "2016-12-02 LandDelivered", "2017-05-01 ConstructionStarted", "2018-01-01 BreachFound", "2018-02-01 RectificationOrdered"} {
		tell(t, h, line, clerk)
	}
	if !reflect.DeepEqual(before, copied) || !reflect.DeepEqual(contract, *before.Contract) {
		t.Error("recording changed a parcel that was handed out")
	}
}

// Clones and previews evolve apart, whatever room their slices share.
func TestClonesEvolveApart(t *testing.T) {
	h := told(t, toOperating...)
	for i := range 5 { // so that some slice has room to spare
		tell(t, h, but("2022-01-01 BreachFound", "B1", "B"+string(rune('1'+i))), clerk)
		tell(t, h, but("2022-01-01 EfficiencyRated", "2021", "2017"), clerk)
	}
	one, two := h.Preview(), h.Preview()
	tell(t, one, but("2022-02-01 BreachFound", "B1", "B8"), clerk)
	tell(t, one, but("2022-02-01 EfficiencyRated", "2021", "2017"), clerk)
	want := must(canonical("", one.Parcel()))
	tell(t, two, but("2022-02-01 BreachFound", "B1", "B9"), clerk)
	tell(t, two, but("2022-02-01 EfficiencyRated", "2021", "2016"), clerk)
	if got := must(canonical("", one.Parcel())); string(got) != string(want) {
		t.Errorf("one preview changed the other:\n%s\n%s", got, want)
	}
	if len(one.Entries()) != len(h.Entries())+2 || one.Entries()[len(h.Entries())].Fact.Event.(BreachFound).BreachID != "B8" {
		t.Error("one preview overwrote the entries of the other")
	}
}

func TestDecideAllIsAllOrNothing(t *testing.T) {
	h := told(t, toRegistered...)
	facts := []Fact{said(t, "2015-02-01 ParcelSurveyed"), said(t, "2015-03-01 LandReserved"), said(t, "2015-04-01 RecruitmentOpened")}
	got, err := h.DecideAll(facts, clerk, lateTerms)
	if err != nil || len(got) != 3 || len(h.Entries()) != 1 {
		t.Fatalf("decided %d, error %v, entries %d", len(got), err, len(h.Entries()))
	}
	facts[1] = said(t, "2015-03-01 LandDelivered")
	_, err = h.DecideAll(facts, clerk, lateTerms)
	wantOne[*Refused](t, err, "/1/type", "stage")
	facts[1] = said(t, "2015-03-01 "+"ParcelVacated"+` {"handoverNo":"1","cleared":false}`)
	_, err = h.DecideAll(facts, clerk, lateTerms)
	wantOne[*Invalid](t, err, "/1/data/cleared", "vacate.cleared")
	whole := []Fact{said(t, "2026-06-29 ParcelRegistered"), said(t, oldContract(`{"method":"LISTING","area":5000000}`))}
	if _, err := new(History).DecideAll(whole, clerk, lateTerms); err != nil {
		t.Errorf("a parcel with its past in one request: %v", err)
	}
}

func TestDecideRefusesWhatIsBuiltWrong(t *testing.T) {
	h := told(t, toRegistered...)
	good := Fact{OccurredOn: "2015-02-01", Event: ParcelSurveyed{SurveyYear: 2015}}
	if _, err := h.Decide(good, clerk, lateTerms); err != nil {
		t.Fatal(err)
	}
	bad := good
	bad.Findings = []Finding{{Rule: "x"}}
	_, err := h.Decide(bad, clerk, lateTerms)
	wantOne[*Invalid](t, err, "/findings", "derived")
	bad = good
	bad.Event = nil
	_, err = h.Decide(bad, clerk, lateTerms)
	wantOne[*Invalid](t, err, "/type", "type")
	bad = good
	bad.Event = ParcelSurveyed{SurveyYear: 2015, Surveyor: "a\xff"}
	_, err = h.Decide(bad, clerk, lateTerms)
	if err == nil {
		t.Error("accepted text that is not UTF-8")
	}
	bad = good
	bad.Evidence = []Evidence{{DocNo: "1", IssuedOn: lateDay.AddDays(1)}}
	_, err = h.Decide(bad, clerk, lateTerms)
	wantOne[*Invalid](t, err, "/evidence/0/issuedOn", "evidence.future")
}

// Evolve takes what the rules of today forbid: a recorded fact stands.
func TestEvolveIsTotal(t *testing.T) {
	for _, first := range codecs {
		for _, then := range codecs {
			p := new(Parcel)
			for _, name := range []string{first.name, then.name, first.name} {
				for _, stored := range golden(t, name) {
					f, err := DecodeFact(stored, true)
					if err != nil {
						t.Fatal(err)
					}
					p.Evolve(f)
				}
			}
			p.Obligations(lateTerms)
		}
	}
}
