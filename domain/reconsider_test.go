package domain

import (
	"strings"
	"testing"
	"time"
)

// fifty years are the longest term of industrial land, until the city says forty.
func fortyYears(t testing.TB) Policy {
	return booksOf(t, map[BookID][]string{city: set(proposal("term.max_years", "40", "2015-01-01"))}).In(binhai.Scope, "2016-05-01", time.Time{})
}

// again reconsiders the entry of a revision.
func again(h *History, revision int64, would Policy) (Reconsideration, error) {
	return LoadHistory(h.Entries()[:revision:revision]).Reconsider(h.Entries()[revision], Terms{}, would)
}

// Deciding again under the policy of the day gives the recorded bytes; the other
// policy says what would differ, by rule and by value.
func TestReconsideration(t *testing.T) {
	h := told(t, toContracted...)
	revision := int64(len(h.Entries()) - 1)
	findings := len(h.Parcel().Findings)
	r, err := again(h, revision, fortyYears(t))
	if err != nil {
		t.Fatal(err)
	}
	if !r.Faithful || !r.Was.Accepted || !r.Would.Accepted || r.Type != "GrantContractSigned" || r.Revision != revision {
		t.Errorf("%+v", r)
	}
	if len(r.Changes) != 1 || r.Changes[0].Path != "/data/termYears" || r.Changes[0].Rule != "term.long" || r.Changes[0].Was != "" || !strings.Contains(r.Changes[0].Would, "50") {
		t.Errorf("changes %+v", r.Changes)
	}
	if len(r.Parameters) != 1 || r.Parameters[0].Parameter != TermMaxYears || string(r.Parameters[0].Was) != "50" || string(r.Parameters[0].Would) != "40" {
		t.Errorf("parameters %+v", r.Parameters)
	}
	if len(h.Parcel().Findings) != findings {
		t.Error("the other policy reached the fold")
	}
	same, err := again(h, revision, StandardPolicy())
	if err != nil || len(same.Changes)+len(same.Parameters) > 0 {
		t.Errorf("the same policy: %+v, %v", same, err)
	}
}

// A policy holds from its day: a fact that happened before is judged by the policy
// of before, also when it is recorded after.
func TestFactsAreJudgedByThePolicyOfTheirDay(t *testing.T) {
	ps := booksOf(t, map[BookID][]string{city: set(proposal("term.max_years", "40", "2016-05-02"))})
	policy := ps.In(binhai.Scope, lateDay, time.Time{})
	for day, findings := range map[string]int{"2016-05-01": 0, "2016-05-02": 1} {
		f, err := told(t, toAwarded...).Decide(said(t, day+" GrantContractSigned"), clerk, Terms{Today: lateDay, Policy: policy})
		if err != nil || len(f.Findings) != findings {
			t.Errorf("%s: %v, %v", day, f.Findings, err)
		}
	}
}

// Every entry of an ordinary life, corrections too, decides to its own bytes again.
func TestDecisionsRepeat(t *testing.T) {
	for name, story := range map[string][]string{"an ordinary life": toVacated, "a findings' life": then(toContracted, "2016-09-01 ConstructionStarted", "2016-10-01 BreachFound")} {
		h := told(t, story...)
		for n := range h.Entries() {
			r, err := again(h, int64(n), fortyYears(t))
			if err != nil || !r.Faithful {
				t.Errorf("%s: %s does not repeat: %v\n%s", name, r.Type, err, r.Was.fact)
			}
		}
	}
}

// Values that the ledger computes are compared too.
func TestVerdictsAreComparedByValue(t *testing.T) {
	was := Verdict{Accepted: true, fact: JSON(`{"data":{"a":[1,{"b":"x"}],"c":"1"},"findings":[{"rule":"r"}]}`)}
	would := Verdict{Accepted: true, fact: JSON(`{"data":{"a":[1,{"b":"y"}],"d":true}}`), Rules: []Finding{{Rule: "r2", Path: "/p", Detail: "新"}}}
	got, err := compareVerdicts(was, would)
	want := []DecisionChange{{"/p", "r2", "", "新"}, {"/data/a/1/b", "", `"x"`, `"y"`}, {"/data/c", "", `"1"`, ""}, {"/data/d", "", "", "true"}}
	if err != nil || len(got) != len(want) {
		t.Fatalf("%+v, %v", got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
	refused := Verdict{Rules: []Finding{{Path: "/data", Rule: "r3", Detail: "不行"}}}
	got, err = compareVerdicts(was, refused)
	if err != nil || len(got) != 1 || got[0] != (DecisionChange{"/data", "r3", "", "不行"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

// Who would be caught: the alarms of a parcel under two policies on a day.
func TestWhatIf(t *testing.T) {
	h := told(t, toDelivered...) // the start was due on 2017-06-01
	near := booksOf(t, map[BookID][]string{city: set(proposal("alarm.lead_days[R01]", "60", "2015-01-01"))}).In(binhai.Scope, "", time.Time{})
	idle := booksOf(t, map[BookID][]string{city: set(proposal("idle.start_years", "2", "2015-01-01"))}).In(binhai.Scope, "", time.Time{})
	tests := []struct {
		name     string
		on       Date
		would    Policy
		was, new string
	}{
		{"the same policy", "2017-04-15", StandardPolicy(), "", ""},
		{"caught earlier", "2017-04-15", near, "", "R01"},
		{"not yet by either", "2017-04-01", near, "", ""},
		{"let go", "2018-06-02", idle, "R03", ""},
		{"caught by both", "2019-06-02", idle, "R03", "R03"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var was, new []string
			for _, c := range h.WhatIf(tt.on, StandardPolicy(), tt.would) {
				if c.Was != nil {
					was = append(was, string(c.Was.Rule))
				}
				if c.Would != nil {
					new = append(new, string(c.Would.Rule))
				}
			}
			if strings.Join(was, " ") != tt.was || strings.Join(new, " ") != tt.new {
				t.Errorf("was %v, would be %v; want %s, %s", was, new, tt.was, tt.new)
			}
		})
	}
}
