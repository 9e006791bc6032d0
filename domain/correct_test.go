package domain

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// correction writes a correction of the n-th entry, in the day of lateDay; diffs
// are "path old new" with "-" for nothing.
func correction(n int64, diffs ...string) string {
	var list []string
	for _, d := range diffs {
		part := strings.SplitN(d, " ", 3)
		s := fmt.Sprintf(`{"path":%q`, part[0])
		if part[1] != "-" {
			s += `,"old":` + part[1]
		}
		if part[2] != "-" {
			s += `,"new":` + part[2]
		}
		list = append(list, s+"}")
	}
	return fmt.Sprintf(`%s EventCorrected {"target":%q,"diffs":[%s],"reason":"ENTRY_ERROR"}`, lateDay, eventID(n), strings.Join(list, ","))
}

func TestCorrections(t *testing.T) {
	const surveyed, reserved = 1, 2
	withBreach := then(toOperating, "2022-06-01 BreachFound")
	tests := []struct {
		name  string
		given []string
		when  string
		rule  string
		path  string
		kind  Code
	}{
		{"a figure", toReserved, correction(surveyed, "/data/actualUsedArea 5000000 4000000"), "", "", ""},
		{"a figure that was absent", toReserved, correction(surveyed, "/data/leasedOutArea - 1000"), "", "", ""},
		{"a figure taken away", then(toRegistered, more("2015-02-01 ParcelSurveyed", `"surveyor":"甲"`)), correction(surveyed, `/data/surveyor "甲" -`), "", "", ""},
		{"an item of a list", toOperating, correction(int64(len(toContracted)), `/data/commitments/0/target "2017-06-01" "2017-06-02"`), "", "", ""},
		{"the day", toReserved, correction(surveyed, `/occurredOn "2015-02-01" "2015-02-11"`), "", "", ""},
		{"the day to after what follows", toReserved, correction(surveyed, `/occurredOn "2015-02-01" "2015-03-02"`), "history", "/data/diffs/0/new", RuleRefused},
		{"the day to the future", toSurveyed, correction(surveyed, `/occurredOn "2015-02-01" "2026-07-01"`), "occurredOn.future", "/data/diffs/0/new", RuleRefused},
		{"another old value", toReserved, correction(surveyed, "/data/actualUsedArea 5000001 4000000"), "correction.old", "/data/diffs/0/old", RuleRefused},
		{"an old value that is absent", toReserved, correction(surveyed, "/data/leasedOutArea 0 4000000"), "correction.old", "/data/diffs/0/old", RuleRefused},
		{"the same value", toReserved, correction(surveyed, "/data/actualUsedArea 5000000 5000000"), "correction.same", "/data/diffs/0/new", RuleInvalid},
		{"nothing for nothing", toReserved, correction(surveyed, "/data/leasedOutArea - -"), "correction.same", "/data/diffs/0/new", RuleInvalid},
		{"a place twice", toReserved, correction(surveyed, "/data/actualUsedArea 5000000 4000000", "/data/actualUsedArea 5000000 3000000"), "correction.twice", "/data/diffs/1/path", RuleInvalid},
		{"no such field", toReserved, correction(surveyed, "/data/colour - 1"), "correction.path", "/data/diffs/0/path", RuleRefused},
		{"below nothing", toReserved, correction(surveyed, "/data/economy/dataYear - 2015"), "correction.path", "/data/diffs/0/path", RuleRefused},
		{"outside the data", toReserved, correction(surveyed, `/type "ParcelSurveyed" "LandReserved"`), "correction.path", "/data/diffs/0/path", RuleRefused},
		{"an item taken out of a list", toOperating, correction(int64(len(toContracted)), `/data/commitments/0 {"metric":"START_BY","operator":"LE","target":"2017-06-01"} -`), "correction.path", "/data/diffs/0/path", RuleRefused},
		{"a derived field", withBreach, correction(int64(len(withBreach)-1), `/data/shortfall "0.2500" "0.3"`), "correction.path", "/data/diffs/0/path", RuleRefused},
		{"the identity", then(nil, more("2015-01-01 ParcelRegistered", `"source":{"system":"s","key":"k"}`)), correction(0, `/data/source/key "k" "l"`), "correction.path", "/data/diffs/0/path", RuleRefused},
		{"text for a figure", toReserved, correction(surveyed, `/data/actualUsedArea 5000000 "x"`), "correction.value", "/data/diffs", RuleRefused},
		{"a value that is none", toReserved, correction(reserved, `/data/method "PURCHASE" "STEAL"`), "code", "/data/diffs/0/new", RuleInvalid},
		{"a contradiction", toReserved, correction(surveyed, "/data/surveyYear 2015 2016"), "survey.year", "/data/diffs/0/new", RuleInvalid},
		{"what the history forbids", then(toSurveyed, "2015-03-01 LowEfficiencyIdentified"), correction(2, "/data/area 1000000 5000001"), "lowEfficiency.area", "/data/diffs/0/new", RuleRefused},
		{"a result the later facts can do without", toOffered, correction(5, `/data/result "PASS" "REJECT"`), "", "", ""}, // recruiting land is announced too
		{"a result that a later fact needs", then(toAdmitted, but("2016-05-01 GrantContractSigned", "LISTING", "LEASE")), correction(5, `/data/result "PASS" "REJECT"`), "history", "/data/diffs", RuleRefused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := told(t, tt.given...)
			_, err := h.Decide(said(t, tt.when), second, lateTerms)
			switch tt.kind {
			case RuleInvalid:
				wantOne[*Invalid](t, err, tt.path, tt.rule)
			case RuleRefused:
				wantOne[*Refused](t, err, tt.path, tt.rule)
			default:
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestCorrectionNeedsATargetAndASecondOfficer(t *testing.T) {
	h := told(t, toReserved...)
	f := said(t, correction(1, "/data/actualUsedArea 5000000 4000000"))
	_, err := h.Decide(f, clerk, lateTerms)
	wantOne[*Refused](t, err, "", "correction.officer")
	_, err = h.Decide(said(t, correction(99, "/data/actualUsedArea 5000000 4000000")), second, lateTerms)
	wantOne[*Refused](t, err, "/data/target", "correction.target")
	e := tell(t, h, correction(1, "/data/actualUsedArea 5000000 4000000"), second)
	_, err = h.Decide(said(t, strings.Replace(correction(1, "/data/note - 1"), eventID(1).String(), e.ID.String(), 1)), clerk, lateTerms)
	wantOne[*Refused](t, err, "/data/target", "correction.target")
	_, err = new(History).Decide(f, second, lateTerms)
	wantOne[*Refused](t, err, "/type", "stage")
}

// The event as recorded stays; the effective one changes, from when it was known.
func TestCorrectionOverwritesNothing(t *testing.T) {
	h := told(t, toReserved...)
	tell(t, h, correction(1, "/data/actualUsedArea 5000000 4000000"), second)
	tell(t, h, correction(1, "/data/actualUsedArea 4000000 3000000", `/occurredOn "2015-02-01" "2015-02-11"`), second)
	if got := h.Entries()[1].Fact; got.OccurredOn != "2015-02-01" || got.Event.(ParcelSurveyed).ActualUsedArea != 5_000_000 {
		t.Errorf("the recorded event changed: %+v", got)
	}
	for n, want := range map[int64]Area{2: 5_000_000, 3: 4_000_000, 4: 3_000_000} {
		if got := h.At("", recordedAt(n)).Survey.ActualUsedArea; got != want {
			t.Errorf("known at %d: %d, want %d", n, got, want)
		}
	}
	if got := h.At("2015-02-05", time.Time{}).Stage; got != StageRegistered {
		t.Errorf("on 5 February it was, as known now, %s", got)
	}
	if got := h.At("2015-02-05", recordedAt(3)).Stage; got != StageSurveyed {
		t.Errorf("on 5 February it was, as known then, %s", got)
	}
}

// A correction of a value that made a finding takes the finding away, and one
// that makes a doubtful value leaves one.
func TestCorrectionRenewsFindings(t *testing.T) {
	h := told(t, then(toAwarded, but("2016-05-01 GrantContractSigned", `"termYears":50`, `"termYears":51`))...)
	if got := h.Parcel().Findings; len(got) != 1 || got[0].Rule != "term.long" {
		t.Fatalf("findings = %v", got)
	}
	n := int64(len(toAwarded))
	tell(t, h, correction(n, "/data/termYears 51 50"), second)
	if got := h.Parcel().Findings; len(got) != 0 {
		t.Errorf("after the correction: %v", got)
	}
	tell(t, h, correction(n, "/data/termYears 50 52"), second)
	if got := h.Parcel().Findings; len(got) != 1 || !strings.Contains(got[0].Detail, "52") {
		t.Errorf("after the second: %v", got)
	}
}

// What follows from a corrected value follows anew.
func TestCorrectionRecomputesDerivedFields(t *testing.T) {
	story := then(toOperating, "2022-06-01 BreachFound")
	h := told(t, story...)
	tell(t, h, correction(int64(len(story)-1), `/data/actual "15" "10"`), second)
	if got := h.Parcel().Breaches[0].Shortfall; got != "0.5000" {
		t.Errorf("shortfall = %s", got)
	}
	if got := h.Effective(time.Time{})[len(story)-1].Fact.Event.(BreachFound).Shortfall; got != "0.5000" {
		t.Errorf("effective shortfall = %s", got)
	}
}

// A code may be corrected; the parcel stays the same.
func TestCorrectedCodeKeepsTheIdentity(t *testing.T) {
	h := told(t, toRegistered...)
	id := h.Parcel().ID
	tell(t, h, correction(0, `/data/parcelCode "120116001001GB00001" "120116001001GB00002"`), second)
	if p := h.Parcel(); p.ID != id || p.Land.ParcelCode != "120116001001GB00002" {
		t.Errorf("%s has code %s, was %s", p.ID, p.Land.ParcelCode, id)
	}
}

// An override for the new value comes with the correction.
func TestCorrectionToAFailingCheckDigit(t *testing.T) {
	h := told(t, then(nil, more("2015-01-01 ParcelRegistered", `"holder":{"uscc":"91120116MA06ABC11M"}`))...)
	wrong := said(t, correction(0, `/data/holder/uscc "91120116MA06ABC11M" "91350203M0001QAY9B"`))
	_, err := h.Decide(wrong, second, lateTerms)
	wantOne[*Invalid](t, err, "/data/diffs/0/new", "uscc.check")
	wrong.Overrides = []Override{{Rule: "uscc.check", Path: "/data/holder/uscc", Reason: "与执照一致"}}
	f, err := h.Decide(wrong, second, lateTerms)
	if err != nil {
		t.Fatal(err)
	}
	record(h, f, second)
	if got := h.Parcel(); got.Land.Holder.USCC != "91350203M0001QAY9B" || len(got.Findings) != 1 {
		t.Errorf("holder %v, findings %v", got.Land.Holder, got.Findings)
	}
}

// A corrected history is the history that had been right from the start, but for
// the record of the correction itself.
func TestCorrectedHistoryIsTheRightOne(t *testing.T) {
	right := then(toAwarded, but("2016-05-01 GrantContractSigned", "2019-06-01", "2019-07-01"), "2016-08-01 LandDelivered")
	wrong := then(toAwarded, "2016-05-01 GrantContractSigned", "2016-08-01 LandDelivered")
	h := told(t, wrong...)
	tell(t, h, correction(int64(len(toAwarded)), `/data/completeBy/date "2019-06-01" "2019-07-01"`), second)
	got, want := h.Parcel().Clone(), told(t, right...).Parcel()
	got.Events--
	if !reflect.DeepEqual(got, want) {
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		t.Errorf("corrected\n%s\nright from the start\n%s", a, b)
	}
}
