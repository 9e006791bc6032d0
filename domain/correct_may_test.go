package domain

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"taizhang/domain/accesstest"
)

// surveyedBy is a parcel in a park of Binhai whose survey (#1) an officer recorded.
func surveyedBy(t testing.TB, first Officer) *History {
	entries := told(t, more("2015-01-01 ParcelRegistered", `"parkCode":"P1"`), "2015-02-01 ParcelSurveyed").Entries()
	entries[1].By = first
	return LoadHistory(entries)
}

// officersOf are two officers of a department at each level, in the place of the parcel
// and for the districts in another.
func officersOf(department Code) (list []accesstest.Officer) {
	for _, n := range []string{"1", "2"} {
		for _, o := range []accesstest.Officer{{Level: "CITY"}, {Level: "DISTRICT", District: "120116"}, {Level: "DISTRICT", District: "120110"}, {Level: "PARK", District: "120116", Park: "P1"}, {Level: "PARK", District: "120116", Park: "P2"}} {
			o.Department = string(department)
			o.ID = fmt.Sprint(department, o.Level, o.District, o.Park, n)
			list = append(list, o)
		}
	}
	return list
}

func officerAs(o accesstest.Officer) Officer {
	return Officer{ID: o.ID, Name: o.ID, Department: Code(o.Department), Level: Code(o.Level), District: District(o.District), Park: o.Park}
}

// ruled is the rule that denied, or nothing when it was decided.
func ruled(err error) string {
	if denied, ok := errors.AsType[*Denied](err); ok {
		return denied.Problems[0].Rule
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// Corrections and annulments by every officer of what every department recorded: the
// same officer, another, of another level, place or department; compared with the rules
// of docs/access.md. The last is a rule that lets anybody of the department correct: it
// must be noticed.
func TestWhoCorrectsWhom(t *testing.T) {
	strict := lateTerms
	strict.Competence = true
	asked, wrong, lax := 0, 0, 0
	lines := []string{correction(1, "/data/actualUsedArea 5000000 4000000"), annulOne(1)}
	for i, recorded := range accesstest.Departments {
		next := accesstest.Departments[(i+1)%len(accesstest.Departments)]
		for _, first := range officersOf(Code(recorded))[:5] {
			h := surveyedBy(t, officerAs(first))
			for _, department := range slices.Compact([]string{recorded, next, "PNR", "DPG"}) {
				for _, by := range officersOf(Code(department)) {
					want := accesstest.New().Record(by, accesstest.Fact{Type: "EventCorrected", Target: first}, &accesstest.Land{District: "120116", Park: "P1"})
					for _, line := range lines {
						_, err := h.Decide(said(t, line), officerAs(by), strict)
						if asked++; ruled(err) != want {
							wrong++
							t.Errorf("%s of what %s recorded: %q, the rules say %q", by.ID, first.ID, ruled(err), want)
						}
						if sameDepartment := by.Department == first.Department; sameDepartment != (ruled(err) == "") {
							lax++
						}
					}
				}
			}
		}
	}
	t.Logf("%d questions, %d mismatches; the lax rule: %d", asked, wrong, lax)
	if lax == 0 {
		t.Error("a rule without second officer and level is not told from the right one")
	}
}

// Where signatures are a condition, a correction of another department's event waits for
// the planning bureau; refused it never counts, and one that no longer fits cannot be
// signed.
func TestCorrectionAwaitsThePlanningBureau(t *testing.T) {
	book := enteredIn(t, binhai, set(proposal("competence.cosign", `"MATRIX"`, "2025-01-01"))...)
	strict := Terms{Today: lateDay, Policy: Policies{binhai.Scope: book}.In(binhai.Scope, lateDay, time.Time{}), Competence: true}
	industry, other := officerOf("IIT", "CITY"), officerOf("IIT", "DISTRICT", "120116")
	other.ID = "IIT-2"
	bureau := officerOf("PNR", "CITY")
	tell := func(h *History, line string, by Officer) Fact {
		t.Helper()
		f, err := h.Decide(said(t, line), by, strict)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		record(h, f, by)
		return f
	}
	for _, tt := range []struct{ decision, line string }{
		{"AGREE", correction(1, "/data/actualUsedArea 5000000 4000000")}, {"REFUSE", correction(1, "/data/actualUsedArea 5000000 4000000")},
		{"AGREE", annulOne(1)}, {"REFUSE", annulOne(1)},
	} {
		h := surveyedBy(t, industry)
		if f := tell(h, tt.line, other); !slices.Equal(f.Awaits, []Code{"PNR"}) {
			t.Fatalf("awaits %v", f.Awaits)
		}
		if p := h.Parcel(); p.Survey == nil || p.Survey.ActualUsedArea != 5_000_000 || len(p.Pending) != 1 {
			t.Errorf("%s before the signature: %+v, pending %v", tt.line, p.Survey, p.Pending)
		}
		if _, err := h.Decide(said(t, cosign(2, "AGREE")), officerOf("DPG", "DISTRICT", "120116"), strict); ruled(err) != "competence.cosign" {
			t.Errorf("signed by the district: %v", err)
		}
		tell(h, cosign(2, tt.decision), bureau)
		p := h.Parcel()
		stands := p.Survey != nil && p.Survey.ActualUsedArea == 5_000_000
		if stands != (tt.decision == "REFUSE") || len(p.Pending) != 0 {
			t.Errorf("%s, %s: %+v, pending %v", tt.line, tt.decision, p.Survey, p.Pending)
		}
	}
	h := surveyedBy(t, industry)
	tell(h, correction(1, "/data/actualUsedArea 5000000 4000000"), other)
	tell(h, correction(1, "/data/actualUsedArea 5000000 3000000"), other)
	tell(h, cosign(3, "AGREE"), bureau)
	if _, err := h.Decide(said(t, cosign(2, "AGREE")), bureau, strict); !errors.Is(err, ErrRefused) || h.Parcel().Survey.ActualUsedArea != 3_000_000 {
		t.Errorf("a correction of what another has corrected: %v", err)
	}
	clerk := officerOf("PNR", "DISTRICT", "120116")
	clerk.ID = "PNR-2"
	own := surveyedBy(t, clerk)
	if f := tell(own, correction(1, "/data/actualUsedArea 5000000 4000000"), bureau); len(f.Awaits) != 0 {
		t.Errorf("of the bureau's own: awaits %v", f.Awaits)
	}
}
