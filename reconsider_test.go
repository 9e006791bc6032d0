package taizhang

import (
	"errors"
	"testing"

	"taizhang/domain"
	"taizhang/eventstore/memory"
)

// leased registers parcel n with a term.
func leased(t *testing.T, l *Ledger, n, years int) domain.ParcelID {
	t.Helper()
	f := registration(n)
	r := f.Event.(domain.ParcelRegistered)
	r.TermYears = years
	f.Event = r
	id := identity(t, f)
	if _, err := l.Record(t.Context(), id, "register", surveyor, f); err != nil {
		t.Fatal(err)
	}
	return id
}

// A decision keeps its result and its version; today's values, those of a version, and
// values that nobody has set yet each say what they would have said of it, also where they
// hold from a later day only.
func TestReconsiderByOtherRules(t *testing.T) {
	l := newLedger(t, memory.New())
	before := leased(t, l, 1, 45)
	inForce(t, l, cityPolicy, 40)
	after := leased(t, l, 2, 45)
	tests := []struct {
		name    string
		id      domain.ParcelID
		alt     Alternative
		version string
		changes int
		said    bool // the other rules find the term long
	}{
		{"before, by today's", before, Alternative{}, "/city@2", 1, true},
		{"before, by the version it had", before, Alternative{Version: domain.RulesVersion}, "", 0, false},
		{"before, by values nobody set", before, Alternative{Values: map[domain.Parameter]domain.JSON{domain.TermMaxYears: domain.JSON("44")}}, "/city@2", 1, true},
		{"before, by a value of the district", before, Alternative{Scope: domain.Scope{District: "120116"}, Values: map[domain.Parameter]domain.JSON{domain.TermMaxYears: domain.JSON("45")}}, "/city@2", 0, false},
		{"after, by today's", after, Alternative{}, "/city@2", 0, true},
		{"after, by the standard", after, Alternative{Version: domain.RulesVersion}, "", 1, false},
		{"after, by the values of an earlier day", after, Alternative{AsOf: "1999-12-31"}, "/city@2", 1, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := l.Reconsider(t.Context(), tt.id, tt.alt)
			if err != nil || len(got.Decisions) != 1 || got.Version != domain.RulesVersion+tt.version {
				t.Fatalf("%+v, %v", got, err)
			}
			r := got.Decisions[0]
			wasLong := tt.id == after
			if !r.Faithful || len(r.Changes) != tt.changes || len(r.Was.Rules) > 0 != wasLong || len(r.Would.Rules) > 0 != tt.said {
				t.Errorf("%+v, was %+v, would %+v", r, r.Was, r.Would)
			}
		})
	}
}

// A question that makes no sense is refused with its place.
func TestReconsiderRefuses(t *testing.T) {
	l := newLedger(t, memory.New())
	id := leased(t, l, 1, 45)
	years := func(name domain.Parameter, value string) map[domain.Parameter]domain.JSON {
		return map[domain.Parameter]domain.JSON{name: domain.JSON(value)}
	}
	tests := []struct {
		name       string
		alt        Alternative
		path, rule string
	}{
		{"no such version", Alternative{Version: domain.RulesVersion + "/city@9"}, "?version", "policy.version"},
		{"a version and values", Alternative{Version: domain.RulesVersion, Values: years(domain.TermMaxYears, "40")}, "?version", "policy.version"},
		{"elsewhere", Alternative{Scope: domain.Scope{District: "120110"}}, "?scope", "scope"},
		{"no such parameter", Alternative{Values: years("term.none", "40")}, "?values term.none", "parameter.unknown"},
		{"out of range", Alternative{Values: years(domain.TermMaxYears, "900")}, "?values term.max_years", "max"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := l.Reconsider(t.Context(), id, tt.alt)
			p := domain.ProblemsOf(err)
			if len(p) != 1 || p[0].Path != tt.path || p[0].Rule != tt.rule {
				t.Errorf("%v", err)
			}
		})
	}
	if _, err := l.Reconsider(t.Context(), identity(t, registration(2)), Alternative{}); !errors.Is(err, ErrNoParcel) {
		t.Errorf("nothing recorded: %v", err)
	}
}

// A merge is decided again on the other parcels as they stood then; what follows from it
// on them was decided elsewhere and is not listed.
func TestReconsiderMerge(t *testing.T) {
	l := newLedger(t, memory.New())
	lead, other := registered(t, l, 1), registered(t, l, 2)
	answer, err := l.Record(t.Context(), lead, "merge", surveyor, merging(other, 3, 13_333_334))
	if err != nil {
		t.Fatal(err)
	}
	got, err := l.Reconsider(t.Context(), lead, Alternative{})
	if err != nil || len(got.Decisions) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	for _, r := range got.Decisions {
		if !r.Faithful || !r.Would.Accepted {
			t.Errorf("%+v, was %+v", r, r.Was)
		}
	}
	for id, decisions := range map[domain.ParcelID]int{other: 1, answer.Successors[0]: 0} {
		if got, err := l.Reconsider(t.Context(), id, Alternative{}); err != nil || len(got.Decisions) != decisions {
			t.Errorf("%+v, %v", got, err)
		}
	}
}
