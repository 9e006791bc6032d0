package domain

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// third is an officer of the district government.
var third = Officer{ID: "third", Name: "丁", Department: "DPG", Level: "DISTRICT"}

func annul(n int64, more ...int64) string {
	var cascade []string
	for _, m := range more {
		cascade = append(cascade, fmt.Sprintf("%q", eventID(m)))
	}
	return fmt.Sprintf(`2026-06-30 EventAnnulled {"target":"%s","cascade":[%s],"reason":"ENTRY_ERROR"}`, eventID(n), strings.Join(cascade, ","))
}

func annulOne(n int64) string {
	return fmt.Sprintf(`2026-06-30 EventAnnulled {"target":"%s","reason":"ENTRY_ERROR"}`, eventID(n))
}

func cosign(n int64, decision string) string {
	return fmt.Sprintf(`2026-06-30 EventCosigned {"target":"%s","decision":%q}`, eventID(n), decision)
}

var annulRulings = []ruling{
	{"a facet goes alone", then(toSurveyed, "2015-03-01 OperationChecked"), annulOne(2), "", "", ""},
	{"a stage with what rests on it", toReserved, annul(1, 2), "", "", ""},
	{"a stage without what rests on it", toReserved, annulOne(1), RuleRefused, "annul.cascade", "/data/cascade"},
	{"a cascade that is too short", toRecruiting, annul(1, 2), RuleRefused, "annul.cascade", "/data/cascade"},
	{"a breach with its order", then(toOperating, "2022-01-01 BreachFound", "2022-02-01 RectificationOrdered"), annul(16, 17), "", "", ""},
	{"a breach without its order", then(toOperating, "2022-01-01 BreachFound", "2022-02-01 RectificationOrdered"), annulOne(16), RuleRefused, "annul.cascade", "/data/cascade"},
	{"an event that stands by itself", then(toSurveyed, "2015-03-01 OperationChecked"), annul(2, 1), RuleRefused, "annul.unrelated", "/data/cascade/0"},
	{"the target again", toReserved, annul(1, 1), RuleInvalid, "annul.twice", "/data/cascade/0"},
	{"the registration", toSurveyed, annulOne(0), RuleRefused, "annul.target", "/data/target"},
	{"an unknown event", toSurveyed, annulOne(77), RuleRefused, "annul.target", "/data/target"},
}

var objectionRulings = []ruling{
	{"an objection", toSurveyed, objection(1, "2026-07-30"), "", "", ""},
	{"due on the day it is filed", toSurveyed, objection(1, "2026-06-30"), "", "", ""},
	{"due before it is filed", toSurveyed, objection(1, "2026-06-29"), RuleInvalid, "objection.due", "/data/due"},
	{"of an event that is not here", toSurveyed, objection(9, "2026-07-30"), RuleRefused, "objection.target", "/data/target"},
	{"a number twice", then(toSurveyed, objection(1, "2026-07-30")), objection(1, "2026-07-30"), RuleRefused, "objection.twice", "/data/objectionId"},
	{"an answer", then(toSurveyed, objection(1, "2026-07-30")), answered, "", "", ""},
	{"an answer to nothing", toSurveyed, answered, RuleRefused, "objection.unknown", "/data/objectionId"},
	{"a second answer", then(toSurveyed, objection(1, "2026-07-30"), answered), answered, RuleRefused, "objection.resolved", "/data/objectionId"},
}

const answered = `2026-06-30 ObjectionResolved {"objectionId":"YY-1","outcome":"DISMISSED","answer":"无误"}`

func objection(n int64, due string) string {
	return fmt.Sprintf(`2026-06-30 ObjectionFiled {"objectionId":"YY-1","target":"%s","filer":{"name":"甲公司"},"text":"面积有误","due":%q}`, eventID(n), due)
}

// A late fact that moves a stage already left awaits a second officer; the state
// stays as it was until he signs.
func TestLateMoveAwaitsASecondOfficer(t *testing.T) {
	h := openedEarlier(t, toReserved...)
	late := tell(t, h, "2015-02-15 AnnualPlanListed", clerk)
	if !slices.Equal(late.Fact.Awaits, []Code{"SECOND"}) {
		t.Fatalf("awaits %v", late.Fact.Awaits)
	}
	p := h.Parcel()
	if len(p.Plans) != 0 || len(p.Pending) != 1 || p.Pending[0].ID != late.ID {
		t.Fatalf("before the signature: plans %v, pending %v", p.Plans, p.Pending)
	}
	for _, tt := range []struct {
		line, rule, path string
		by               Officer
	}{
		{cosign(3, "AGREE"), "cosign.officer", "", clerk},
		{cosign(2, "AGREE"), "cosign.target", "/data/target", second},
	} {
		_, err := h.Decide(said(t, tt.line), tt.by, lateTerms)
		wantOne[*Refused](t, err, tt.path, tt.rule)
	}
	signed := tell(t, h, cosign(3, "AGREE"), second)
	if signed.Fact.Event.(EventCosigned).For != "SECOND" {
		t.Errorf("signed for %q", signed.Fact.Event.(EventCosigned).For)
	}
	if p = h.Parcel(); len(p.Plans) != 1 || len(p.Pending) != 0 || p.Stage != StageReserved {
		t.Errorf("after the signature: plans %v, pending %v, %s", p.Plans, p.Pending, p.Stage)
	}
	if was := h.At("", late.RecordedAt); len(was.Plans) != 0 || len(was.Pending) != 1 {
		t.Errorf("as known before the signature: plans %v, pending %v", was.Plans, was.Pending)
	}
	_, err := h.Decide(said(t, cosign(3, "AGREE")), third, lateTerms)
	wantOne[*Refused](t, err, "/data/target", "cosign.target")
}

// openedEarlier is a parcel that was taken in the day before the tests record.
func openedEarlier(t testing.TB, lines ...string) *History {
	h := told(t, lines...)
	entries := h.Entries()
	for i := range entries {
		entries[i].RecordedAt = entries[i].RecordedAt.AddDate(0, 0, -1)
	}
	return LoadHistory(entries)
}

// A late fact that moves nothing, or follows the last move, is ordinary; on the
// day the parcel is taken in, order does not matter.
func TestLateFactsThatAwaitNobody(t *testing.T) {
	for _, tt := range []struct {
		name  string
		h     *History
		when  string
		waits bool
	}{
		{"a late facet", openedEarlier(t, toOperating...), "2019-11-01 OperationChecked", false},
		{"after the last move", openedEarlier(t, then(toSurveyed, "2015-05-01 LowEfficiencyIdentified")...), "2015-03-01 LandReserved", false},
		{"before the last move", openedEarlier(t, toReserved...), "2015-02-15 AnnualPlanListed", true},
		{"on the day of taking in", told(t, toReserved...), "2015-02-15 AnnualPlanListed", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := tt.h.Decide(said(t, tt.when), clerk, lateTerms)
			if err != nil || len(f.Awaits) > 0 != tt.waits {
				t.Errorf("awaits %v, %v", f.Awaits, err)
			}
		})
	}
}

// A fact takes effect when every awaited signature is there, in any order, and
// never once one is refused.
func TestSignaturesComplete(t *testing.T) {
	pending := func() *History {
		h := told(t, toSurveyed...)
		f, err := h.Decide(said(t, "2015-03-01 LowEfficiencyIdentified"), clerk, lateTerms)
		if err != nil {
			t.Fatal(err)
		}
		f.Awaits = []Code{"IIT", "DPG"}
		record(h, f, clerk)
		return h
	}
	iit := Officer{ID: "iit", Name: "戊", Department: "IIT", Level: "DISTRICT"}
	h := pending()
	_, err := h.Decide(said(t, cosign(2, "AGREE")), second, lateTerms)
	wantOne[*Refused](t, err, "", "cosign.department")
	tell(t, h, cosign(2, "AGREE"), third)
	_, err = h.Decide(said(t, cosign(2, "AGREE")), third, lateTerms)
	wantOne[*Refused](t, err, "", "cosign.officer")
	if p := h.Parcel(); p.LowEff.Identified != 0 || !slices.Equal(p.Pending[0].Awaits, []Code{"IIT"}) {
		t.Errorf("half signed: %v, %v", p.LowEff, p.Pending)
	}
	tell(t, h, cosign(2, "AGREE"), iit)
	if p := h.Parcel(); p.LowEff.Identified != 1000000 || len(p.Pending) != 0 {
		t.Errorf("signed: %v, %v", p.LowEff, p.Pending)
	}
	h = pending()
	tell(t, h, cosign(2, "REFUSE"), iit)
	if p := h.Parcel(); p.LowEff.Identified != 0 || len(p.Pending) != 0 {
		t.Errorf("refused: %v, %v", p.LowEff, p.Pending)
	}
	_, err = h.Decide(said(t, cosign(2, "AGREE")), third, lateTerms)
	wantOne[*Refused](t, err, "/data/target", "cosign.target")
}

// Where the policy makes the signatures of the matrix a condition, a fact waits for
// them; old papers do not.
func TestMatrixSignatures(t *testing.T) {
	book := enteredIn(t, binhai, set(proposal("competence.cosign", `"MATRIX"`, "2025-01-01"))...)
	strict := Terms{Today: lateDay, Policy: Policies{binhai.Scope: book}.In(binhai.Scope, lateDay, time.Time{})}
	for _, tt := range []struct {
		line   string
		terms  Terms
		awaits []Code
	}{
		{"2015-03-01 LowEfficiencyIdentified", lateTerms, nil},
		{"2015-03-01 LowEfficiencyIdentified", strict, []Code{"IIT", "DPG"}},
		{"补2015-03-01 LowEfficiencyIdentified", strict, nil},
		{"2015-03-01 OperationChecked", strict, Awaited(clerk, OperationChecked{}, told(t, toSurveyed...).Parcel(), lateDay)},
	} {
		f, err := told(t, toSurveyed...).Decide(said(t, tt.line), clerk, tt.terms)
		if err != nil || !slices.Equal(f.Awaits, tt.awaits) {
			t.Errorf("%s: awaits %v, want %v, %v", tt.line, f.Awaits, tt.awaits, err)
		}
	}
}

// What became impossible while it waited cannot be completed, only refused.
func TestSignatureThatNoLongerFits(t *testing.T) {
	h := told(t, toSurveyed...)
	f, err := h.Decide(said(t, but("2015-03-01 LowEfficiencyIdentified", "1000000", "3000000")), clerk, lateTerms)
	if err != nil {
		t.Fatal(err)
	}
	f.Awaits = []Code{"DPG"}
	record(h, f, clerk)
	tell(t, h, but("2015-02-20 LowEfficiencyIdentified", "1000000", "3000000"), clerk)
	_, err = h.Decide(said(t, cosign(2, "AGREE")), third, lateTerms)
	wantOne[*Refused](t, err, "/data/target", "lowEfficiency.area")
	tell(t, h, cosign(2, "REFUSE"), third)
}

// An annulled event is out of effect from the moment it is annulled, and stays in
// the record; what was known before is still known as it was.
func TestAnnulment(t *testing.T) {
	h := told(t, toRecruiting...)
	_, err := h.Decide(said(t, annul(2, 3)), clerk, lateTerms)
	wantOne[*Refused](t, err, "", "annul.officer")
	e := tell(t, h, annul(2, 3), second)
	if p := h.Parcel(); p.Stage != StageSurveyed || len(h.Entries()) != 5 {
		t.Errorf("after: %s, %d entries", p.Stage, len(h.Entries()))
	}
	if p := h.At("", e.RecordedAt.Add(-time.Second)); p.Stage != StageRecruiting {
		t.Errorf("as known before: %s", p.Stage)
	}
	_, err = h.Decide(said(t, annulOne(2)), second, lateTerms)
	wantOne[*Refused](t, err, "/data/target", "annul.target")
	_, err = h.Decide(said(t, strings.Replace(annulOne(2), eventID(2).String(), e.ID.String(), 1)), clerk, lateTerms)
	wantOne[*Refused](t, err, "/data/target", "annul.target")
	tell(t, h, "2015-03-01 LandReserved", clerk) // it can be told again, rightly
}
