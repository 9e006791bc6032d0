package domain

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A sighting is a story looked at on a day for one rule: the alarms it raises, each
// "LEVEL since deadline subject".
type sighting struct {
	name  string
	rule  Code
	given []string
	today Date
	want  []string
}

func watchAll(t *testing.T, tests []sighting) {
	t.Helper()
	for _, tt := range tests {
		t.Run(string(tt.rule)+" "+tt.name, func(t *testing.T) {
			alarms := told(t, tt.given...).Parcel().Alarms(under(tt.today))
			if got := seen(alarms, tt.rule); !slices.Equal(got, tt.want) {
				t.Errorf("alarms %q\nwant   %q", got, tt.want)
			}
			wellFormed(t, alarms)
		})
	}
}

// wellFormed checks what holds of every alarm: a level of its rule, a day, somebody
// to act, details that have a name, and an identity of its own.
func wellFormed(t *testing.T, alarms []Alarm) {
	t.Helper()
	rules, known := AlarmRules(), map[string]bool{}
	for _, a := range alarms {
		r := rules[slices.IndexFunc(rules, func(r AlarmRule) bool { return r.Code == a.Rule })]
		if !slices.Contains(r.Levels, a.Level) || a.Since == "" || a.Owner == "" || a.With == "" || a.State == "" {
			t.Errorf("not well formed: %+v", a)
		}
		if known[a.Identity()] {
			t.Errorf("two alarms are %s", a.Identity())
		}
		known[a.Identity()] = true
		for _, d := range a.Detail {
			named := slices.ContainsFunc(CodeList("alarm_detail"), func(c CodeName) bool { return c.Code == d.Name })
			if !named && a.Rule != "R00" {
				t.Errorf("%s says %s, which has no name", a.Rule, d.Name)
			}
		}
	}
}

func seen(alarms []Alarm, rule Code) []string {
	var list []string
	for _, a := range alarms {
		if a.Rule == rule {
			list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", a.Level, a.Since, a.Deadline, a.Subject)))
		}
	}
	return list
}

// details are the values of the only alarm of a rule, "name=value".
func details(t *testing.T, alarms []Alarm, rule Code) []string {
	t.Helper()
	var list []string
	for _, a := range alarms {
		if a.Rule == rule {
			for _, d := range a.Detail {
				list = append(list, string(d.Name)+"="+d.Value)
			}
		}
	}
	return list
}

// Every rule is there and complete, and what it says exists.
func TestAlarmRules(t *testing.T) {
	for i, r := range AlarmRules() {
		if want := fmt.Sprintf("R%02d", pick(i < 32, i+1, 0)); string(r.Code) != want {
			t.Errorf("rule %d is %s, want %s", i, r.Code, want)
		}
		for _, event := range r.ClearedBy {
			if codecByName[event] == nil {
				t.Errorf("%s is cleared by %s, which is no event", r.Code, event)
			}
		}
		for _, name := range r.Parameters {
			if parameterByName[name] == nil {
				t.Errorf("%s goes by %s, which is no parameter", r.Code, name)
			}
		}
		if r.ZH == "" || r.EN == "" || r.TriggerZH == "" || r.TriggerEN == "" || r.Owner == "" || r.Source == "" || len(r.Levels) == 0 {
			t.Errorf("%s is not complete: %+v", r.Code, r)
		}
		for i, level := range r.Levels {
			if AlarmRank(level) < 0 || i > 0 && AlarmRank(level) <= AlarmRank(r.Levels[i-1]) {
				t.Errorf("%s has the levels %v", r.Code, r.Levels)
			}
		}
	}
}

func TestEscalation(t *testing.T) {
	tests := []struct {
		level Code
		since Date
		want  string
	}{
		{"INFO", "2020-01-01", "OPEN IIT"},
		{"YELLOW", "2020-01-01", "OPEN IIT"},
		{"ORANGE", "2026-06-16", "OPEN IIT"},
		{"ORANGE", "2026-06-15", "OPEN IIT"},
		{"ORANGE", "2026-06-14", "ESCALATED DPG"},
		{"RED", "2026-06-30", "ESCALATED TASK_FORCE"},
	}
	for _, tt := range tests {
		a := Alarm{Level: tt.level, Since: tt.since, Owner: "IIT"}
		if state, with := a.handled(under("2026-06-30")); string(state)+" "+string(with) != tt.want {
			t.Errorf("%s since %s is %s with %s, want %s", tt.level, tt.since, state, with, tt.want)
		}
	}
}

// No click closes an alarm: the event does, and is named.
func TestEventsClearAlarms(t *testing.T) {
	h := told(t, then(toDelivered, "2018-07-01 ConstructionStarted", "2019-05-01 ConstructionCompleted")...)
	var got []string
	for _, c := range h.AlarmsCleared(under(lateDay)) {
		got = append(got, fmt.Sprintf("%s %s %s %s %s", c.Rule, c.Identity(), c.State, c.On, c.By))
	}
	want := []string{
		"R02 R02||2017-06-01 CLEARED 2018-07-01 ConstructionStarted",
		"R03 R03||2018-06-01 CLEARED 2018-07-01 ConstructionStarted",
		"R07 R07||2019-06-01 CLEARED 2019-05-01 ConstructionCompleted",
	}
	if !slices.Equal(got, want) {
		t.Errorf("cleared %q\nwant %q", got, want)
	}
}

// A past of decades that was loaded raises one alarm, and what comes to be due after
// the load its own.
func TestTheLoadedPastRaisesOneAlarm(t *testing.T) {
	decades := then(toRegistered, "补2015-02-01 ParcelSurveyed", "补2015-03-01 LandReserved",
		"补2016-05-01 GrantContractSigned", "补2016-09-01 LandDelivered")
	tests := []struct {
		name  string
		given []string
		today Date
		want  []string
	}{
		{"all that was over before the load", decades, "2026-07-01", []string{"R00 YELLOW 2026-06-30  OPEN"}},
		{"a day later nothing new", decades, "2026-07-02", []string{"R00 YELLOW 2026-06-30  OPEN"}},
		{"what ends after the load", then(toRegistered, "补2015-02-01 ParcelSurveyed", "补2015-03-01 LandReserved", but("补2016-05-01 GrantContractSigned", "2019-06-01", "2026-07-15"), "补2016-09-01 LandDelivered"), "2026-07-16",
			[]string{"R00 YELLOW 2026-06-30  OPEN", "R07 ORANGE 2026-07-16 2026-07-15 OPEN"}},
		{"only the supply is known: one note", then(toRegistered, oldContract(`{"method":"LISTING","area":5000000,"startBy":{"base":"DATE","date":"2016-07-05"},"completeBy":{"base":"DATE","date":"2026-07-05"}}`)), "2026-08-01",
			[]string{"R00 INFO 2026-06-30  OPEN"}},
		{"only the supply is known, nothing was due", then(toRegistered, oldContract(`{"method":"LISTING","area":5000000,"completeBy":{"base":"DATE","date":"2026-07-05"}}`)), "2026-08-01", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, a := range told(t, tt.given...).Parcel().Alarms(under(tt.today)) {
				got = append(got, fmt.Sprintf("%s %s %s %s %s", a.Rule, a.Level, a.Since, a.Deadline, a.State))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("alarms %q\nwant   %q", got, tt.want)
			}
		})
	}
	past := told(t, decades...).Parcel().Alarms(under("2026-07-01"))
	if got, want := details(t, past, "R00"), []string{"R02=1", "R03=1", "R05=1", "R07=1", "R10=2"}; !slices.Equal(got, want) {
		t.Errorf("the summary counts %q, want %q", got, want)
	}
}

// alarmsHold checks on a random history what holds of alarms whatever happened: each
// is one of its kind, has begun, has a level and somebody to act.
func alarmsHold(t *rapid.T, h *History) {
	p, terms := h.Parcel(), lateTerms
	known := map[string]bool{}
	for _, a := range p.Alarms(terms) {
		if known[a.Identity()] || a.Since > terms.Today || AlarmRank(a.Level) < 0 || a.With == "" {
			t.Fatalf("alarm %+v", a)
		}
		known[a.Identity()] = true
	}
	if p.Stage == StageNone && len(known) > 0 {
		t.Fatalf("land without a record raises %v", known)
	}
}
