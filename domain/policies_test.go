package domain

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"
)

// booksOf tells each scope's settings.
func booksOf(t testing.TB, told map[BookID][]string) Policies {
	t.Helper()
	ps := make(Policies)
	for id, lines := range told {
		ps[id.Scope] = enteredIn(t, id, lines...)
	}
	return ps
}

// The narrowest scope wins, and of one scope the setting that began last.
func TestPolicyInForce(t *testing.T) {
	days := func(v, validity string) string { return proposal("sla.record_workdays", v, validity) }
	tests := []struct {
		name  string
		told  map[BookID][]string
		place Scope
		on    Date
		want  int
	}{
		{"nobody set it", nil, teda.Scope, "2026-01-01", 10},
		{"the city set it", map[BookID][]string{city: set(days("8", "2025-01-01"))}, teda.Scope, "2025-01-01", 8},
		{"the day before it is in force", map[BookID][]string{city: set(days("8", "2025-01-01"))}, teda.Scope, "2024-12-31", 10},
		{"the last day of its validity", map[BookID][]string{city: set(days("8", "2025-01-01..2025-12-31"))}, teda.Scope, "2025-12-31", 8},
		{"the day after it", map[BookID][]string{city: set(days("8", "2025-01-01..2025-12-31"))}, teda.Scope, "2026-01-01", 10},
		{"proposed only", map[BookID][]string{city: {days("8", "2025-01-01")}}, teda.Scope, "2025-01-01", 10},
		{"withdrawn", map[BookID][]string{city: {days("8", "2025-01-01"), "2024-12-02 ParameterWithdrawn"}}, teda.Scope, "2025-01-01", 10},
		{"the district's before the city's", map[BookID][]string{city: set(days("8", "2025-01-01")), binhai: set(days("6", "2025-01-01"))}, binhai.Scope, "2025-06-01", 6},
		{"the park's before the district's", map[BookID][]string{binhai: set(days("6", "2025-01-01")), teda: set(days("5", "2025-01-01"))}, teda.Scope, "2025-06-01", 5},
		{"the park's holds in the park only", map[BookID][]string{binhai: set(days("6", "2025-01-01")), teda: set(days("5", "2025-01-01"))}, binhai.Scope, "2025-06-01", 6},
		{"another district's", map[BookID][]string{binhai: set(days("6", "2025-01-01"))}, Scope{District: "120110"}, "2025-06-01", 10},
		{"back to the city's when the district's ends", map[BookID][]string{city: set(days("8", "2025-01-01")), binhai: set(days("6", "2025-01-01..2025-05-31"))}, binhai.Scope, "2025-06-01", 8},
		{"the later one", map[BookID][]string{city: set(days("8", "2025-01-01"), days("7", "2025-06-01"))}, Scope{}, "2025-06-01", 7},
		{"the earlier one until then", map[BookID][]string{city: set(days("8", "2025-01-01"), days("7", "2025-06-01"))}, Scope{}, "2025-05-31", 8},
		{"an earlier one entered later", map[BookID][]string{city: set(days("7", "2025-06-01"), days("8", "2025-01-01"))}, Scope{}, "2025-06-01", 7},
		{"of the same day the last approved", map[BookID][]string{city: set(days("8", "2025-01-01"), days("7", "2025-01-01"))}, Scope{}, "2025-01-01", 7},
		{"back to the earlier one when the later ends", map[BookID][]string{city: set(days("8", "2025-01-01"), days("7", "2025-06-01..2025-06-30"))}, Scope{}, "2025-07-01", 8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := booksOf(t, tt.told).In(tt.place, tt.on, time.Time{}).Int(RecordWorkdays); got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
		})
	}
}

// What was not recorded yet was not in force for a decision of that time, and the
// version of the decision gives the same values for ever.
func TestPolicyAsKnown(t *testing.T) {
	ps := booksOf(t, map[BookID][]string{
		city:   set(proposal("sla.record_workdays", "8", "2025-01-01"), proposal("sla.record_workdays", "7", "2025-01-01")),
		binhai: set(proposal("idle.fee_rate", `"0.1"`, "2025-01-01")),
	})
	tests := []struct {
		at      time.Time
		days    int
		version string
	}{
		{recordedAt(0).Add(-time.Second), 10, RulesVersion},
		{recordedAt(0), 10, RulesVersion + "/city@1,120116@1"},
		{recordedAt(1).Add(-time.Second), 10, RulesVersion + "/city@1,120116@1"},
		{recordedAt(1), 8, RulesVersion + "/city@2,120116@2"},
		{recordedAt(2), 8, RulesVersion + "/city@3,120116@2"},
		{recordedAt(3), 7, RulesVersion + "/city@4,120116@2"},
		{time.Time{}, 7, RulesVersion + "/city@4,120116@2"},
	}
	for _, tt := range tests {
		p := ps.In(binhai.Scope, "2025-06-01", tt.at)
		if p.Int(RecordWorkdays) != tt.days || p.Version() != tt.version {
			t.Errorf("at %s: %d days, version %s; want %d, %s", tt.at, p.Int(RecordWorkdays), p.Version(), tt.days, tt.version)
		}
		again, err := ps.At(tt.version, "2025-06-01")
		if err != nil || len(ComparePolicies(p, again)) > 0 || again.Version() != tt.version {
			t.Errorf("%s gives %v other values: %v", tt.version, ComparePolicies(p, again), err)
		}
	}
}

func TestUnknownVersionsAreRefused(t *testing.T) {
	ps := booksOf(t, map[BookID][]string{city: set(proposal("sla.record_workdays", "8", "2025-01-01"))})
	for _, version := range []string{"", "2019-01", RulesVersion + "/", RulesVersion + "/city@3", RulesVersion + "/city@0", RulesVersion + "/city@-1", RulesVersion + "/city@02",
		RulesVersion + "/120116@1", RulesVersion + "/city", RulesVersion + "/nowhere@1", RulesVersion + "/city@1,city@1x"} {
		if p, err := ps.At(version, "2025-06-01"); !errors.Is(err, ErrVersion) {
			t.Errorf("%q: %s, %v", version, p.Version(), err)
		}
	}
	if p, err := ps.At(RulesVersion, "2025-06-01"); err != nil || p.Int(RecordWorkdays) != 10 {
		t.Errorf("the standard: %v", err)
	}
}

// A version read again gives every value it gave, whatever was set since.
func TestVersionsHoldForEver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := Policies{}
		var versions []string
		var were [][]ParameterState
		place := Scope{"120116", "TEDA"}
		for range rapid.IntRange(1, 12).Draw(t, "entries") {
			id := rapid.SampledFrom([]BookID{city, binhai, teda}).Draw(t, "book")
			if ps[id.Scope] == nil {
				ps[id.Scope] = NewBook(id)
			}
			b := ps[id.Scope]
			event := drawPolicyEvent(t, b)
			n := int64(len(b.Entries()))
			b.Append(Entry{ID: eventID(n), Revision: n, Fact: Fact{OccurredOn: "2024-12-01", Event: event}, RecordedAt: recordedAt(n), By: clerk})
			p := ps.In(place, "2025-06-01", time.Time{})
			versions, were = append(versions, p.Version()), append(were, p.States())
		}
		for i, version := range versions {
			p, err := ps.At(version, "2025-06-01")
			if err != nil || !reflect.DeepEqual(p.States(), were[i]) {
				t.Fatalf("%s: %v", version, err)
			}
		}
	})
}

func drawPolicyEvent(t *rapid.T, b *Book) Event {
	if n := len(b.Entries()); n > 0 && rapid.Bool().Draw(t, "approve") {
		return ParameterApproved{Proposal: eventID(int64(rapid.IntRange(0, n-1).Draw(t, "which")))}
	}
	from := Date("2025-01-01").AddDays(rapid.IntRange(0, 300).Draw(t, "from"))
	return ParameterProposed{Parameter: RecordWorkdays, Value: jsontext.Value(fmt.Sprint(rapid.IntRange(1, 60).Draw(t, "value"))), ValidFrom: from, Document: Evidence{DocNo: "1"}}
}

func TestValuesByKey(t *testing.T) {
	ps := booksOf(t, map[BookID][]string{binhai: set(
		proposal("alarm.lead_days[R01]", "60", "2025-01-01"), proposal("control.far_min[36]", `"1.2"`, "2025-01-01"),
		proposal("metric_owner[taxPaid]", `"FIN"`, "2025-01-01"), proposal("control.fai_min[36/8]", "450000000", "2025-01-01"),
		proposal("low_eff.rules", `[{"criterion":"L3"}]`, "2025-01-01"))})
	p := ps.In(binhai.Scope, "2025-06-01", time.Time{})
	if p.LeadDays("R01") != 60 || p.LeadDays("R07") != 60 || p.LeadDays("R02") != 0 || p.LeadMonths("R05") != 3 || p.Int("alarm.lead_days[R01]") != 60 {
		t.Error("leads")
	}
	if StandardPolicy().LeadDays("R01") != 30 {
		t.Error("the standard changed")
	}
	if r, ok := p.FindRatio("control.far_min[36]"); !ok || r.RatString() != "6/5" {
		t.Errorf("ratio %v", r)
	}
	if _, ok := p.FindRatio("control.far_min[37]"); ok {
		t.Error("a ratio of an industry that has none")
	}
	if c, ok := p.FindCode("metric_owner[taxPaid]"); !ok || c != "FIN" {
		t.Errorf("owner %s", c)
	}
	if n, ok := p.FindInt("control.fai_min[36/8]"); !ok || n != 450000000 {
		t.Errorf("investment %d", n)
	}
	if _, ok := p.FindInt("control.fai_min[36/9]"); ok {
		t.Error("an investment nobody set")
	}
	if rules := p.LowEfficiency(); len(rules) != 1 || rules[0].Criterion != "L3" || len(StandardPolicy().LowEfficiency()) != 10 {
		t.Errorf("criteria %v", rules)
	}
	if s, ok := p.Setting("alarm.lead_days[R01]"); !ok || s.Scope != binhai.Scope || s.Document.DocNo != "示文" || s.ApprovedBy != second || s.ProposedBy != clerk {
		t.Errorf("setting %+v", s)
	}
}

// A ratio belongs to who asked for it.
func TestRatiosAreCopies(t *testing.T) {
	p := StandardPolicy()
	r := p.Ratio(IdleAreaRatio)
	r.Mul(r, r)
	if got := p.Ratio(IdleAreaRatio).RatString(); got != "1/3" {
		t.Errorf("the policy's own ratio became %s", got)
	}
}

func TestAskingForWhatIsNotThereIsAMistake(t *testing.T) {
	for name, ask := range map[string]func(){
		"no such parameter":          func() { StandardPolicy().Int("idle.days") },
		"a ratio is no whole number": func() { StandardPolicy().Int(IdleFeeRate) },
		"a whole number is no ratio": func() { StandardPolicy().Ratio(RecordWorkdays) },
		"no value for this key":      func() { StandardPolicy().Int("alarm.lead_days[R02]") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			ask()
		}()
	}
}

// The city enters the arrangement of a year; districts work by it from the day it
// is in force.
func TestPolicyCalendar(t *testing.T) {
	ps := booksOf(t, map[BookID][]string{city: set(proposal("holidays[2027]", `{"off":[{"from":"2027-01-01","to":"2027-01-03"}],"makeup":["2027-01-09"]}`, "2026-11-20"))})
	before, after := ps.In(binhai.Scope, "2026-11-19", time.Time{}).Calendar(), ps.In(binhai.Scope, "2026-11-20", time.Time{}).Calendar()
	if before.Known(2027) || !after.Known(2027) || after.Workday("2027-01-01") || !after.Workday("2027-01-09") || !before.Workday("2027-01-01") {
		t.Error("the arrangement of 2027 is not what the city entered")
	}
	if !reflect.DeepEqual(StandardPolicy().Calendar(), StandardCalendar()) {
		t.Error("the standard calendar")
	}
}

func TestStatesTellTheWholeStory(t *testing.T) {
	ps := booksOf(t, map[BookID][]string{city: set(proposal("idle.fee_rate", `"0.1"`, "2025-01-01")), binhai: set(proposal("idle.fee_rate", `"0.15"`, "2025-06-01"), proposal("control.far_min[43]", `"1"`, "2025-01-01"))})
	states := ps.In(binhai.Scope, "2025-05-31", time.Time{}).States()
	i := slices.IndexFunc(states, func(s ParameterState) bool { return s.Parameter == IdleFeeRate })
	fee := states[i]
	if string(fee.Value) != `"0.1"` || fee.Setting == nil || fee.Setting.Scope != (Scope{}) || len(fee.History) != 2 || fee.History[1].Scope != binhai.Scope {
		t.Errorf("fee %+v", fee)
	}
	var keys []string
	for _, s := range states {
		if s.Parameter == ControlFARMin {
			keys = append(keys, s.Key)
		}
	}
	if !slices.IsSorted(keys) || !slices.Contains(keys, "43") || !slices.Contains(keys, "13") {
		t.Errorf("keys %v", keys)
	}
	for _, p := range Parameters() {
		if p.Keys == "" && !slices.ContainsFunc(states, func(s ParameterState) bool { return s.Parameter == p.Name }) {
			t.Errorf("%s is not told", p.Name)
		}
	}
}

// The targets are the city's, by year; and it may ask for more enterprises than the law,
// not for fewer, whatever an old setting says.
func TestWhatFiguresAreShownBy(t *testing.T) {
	ps := booksOf(t, map[BookID][]string{city: set(
		proposal("benchmarks[2030]", `"50"`, "2025-01-01"), proposal("benchmarks[2035]", `"65"`, "2025-06-02"), proposal("public.firms_min", "5", "2025-01-01"))})
	for _, tt := range []struct {
		on   Date
		want string
	}{
		{"2024-12-31", "3 [{40 2025} {60 2035}]"}, {"2025-06-01", "5 [{40 2025} {50 2030} {60 2035}]"}, {"2025-06-02", "5 [{40 2025} {50 2030} {65 2035}]"},
	} {
		p := ps.In(binhai.Scope, tt.on, time.Time{})
		if got := fmt.Sprint(p.FirmsMin(), " ", p.Benchmarks()); got != tt.want {
			t.Errorf("on %s: %s, want %s", tt.on, got, tt.want)
		}
	}
	old := Policies{}.Supposing(Scope{}, ParameterProposed{Parameter: PublicFirmsMin, Value: JSON("1"), ValidFrom: "2025-01-01"})
	if got := old.In(binhai.Scope, "2025-06-01", time.Time{}).FirmsMin(); got != CellMin {
		t.Errorf("a figure of %d enterprises is shown", got)
	}
}

// Every row of the table says what it is, and its default passes its own checks.
func TestParameterTable(t *testing.T) {
	strengths := codeSets["source_strength"]
	for _, p := range Parameters() {
		if p.ZH == "" || p.EN == "" || p.Document == "" || !strengths[p.Strength] || len(p.Name) > 60 {
			t.Errorf("%s: incomplete: %+v", p.Name, p)
		}
		if weak := p.Strength != strongNotice && p.Strength != strongConfirmed; weak && p.Caveat == nil {
			t.Errorf("%s: a weak source without a caveat", p.Name)
		}
		if (p.Kind == "TABLE") != (len(p.Fields) > 0) {
			t.Errorf("%s: fields of a %s", p.Name, p.Kind)
		}
		if len(p.Default) == 0 && p.Name != ControlFAIMin {
			t.Errorf("%s has no default", p.Name)
		}
		for key, value := range p.Default {
			if !p.row.keyed(key) {
				t.Errorf("%s: default for %q, which is no key of it", p.Name, key)
			}
			if problems := p.row.check(value, "/data/value", lateDay); len(problems) > 0 {
				t.Errorf("%s[%s]: the default is refused: %v", p.Name, key, problems)
			}
		}
	}
}

// The defaults of a version of the rules never change: a decision that went by them
// is found again by the version alone. A parameter may be added, with a line in the
// file; another default is another RulesVersion.
func TestDefaultsAreFrozen(t *testing.T) {
	name := "testdata/parameters-" + RulesVersion + ".txt"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	frozen := strings.Split(strings.TrimSpace(string(data)), "\n")
	var now []string
	for _, p := range Parameters() {
		values, err := json.Marshal(p.Default, json.Deterministic(true))
		if err != nil {
			t.Fatal(err)
		}
		now = append(now, fmt.Sprintf("%s %s %s", p.Name, p.Kind, values))
	}
	for _, line := range frozen {
		if !slices.Contains(now, line) {
			t.Errorf("%s: the code no longer has\n%s", name, line)
		}
	}
	for _, line := range now {
		if !slices.Contains(frozen, line) {
			t.Errorf("%s has no line\n%s", name, line)
		}
	}
}
