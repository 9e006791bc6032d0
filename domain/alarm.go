package domain

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// An Alarm is a rule of R01-R32 that holds for a parcel on a day (预警). It follows
// from the state and the terms alone; no click closes one: it stays until an event
// clears it (闭环式管理, 津政办发〔2024〕1号 二(六)).
type Alarm struct {
	Rule Code `json:"rule"` // R01 … R32, R00 of a loaded past
	// Subject is what of the parcel it is about: an instalment, a breach, a period.
	Subject string `json:"subject,omitzero"`
	Level   Code   `json:"level"` // INFO, YELLOW, ORANGE, RED
	// Since is the first day on which the rule held at this level.
	Since Date `json:"since"`
	// Deadline is the day that the rule measures against.
	Deadline Date `json:"deadline,omitzero"`
	// State is OPEN or ESCALATED, With who has to act on it now: see [Alarm.handled].
	State Code `json:"state"`
	With  Code `json:"with"`
	// Owner is the department that watches it, ClearedBy are the events that clear it.
	Owner     Code     `json:"owner"`
	ClearedBy []string `json:"clearedBy,omitzero"`
	// Detail are the values that the rule compared and what it proposes.
	Detail []Detail `json:"detail,omitzero" sight:"restricted,subject=TAX,detail=TAX"`
}

// A Detail is one value of an alarm: money in 分, area in 0.01 m², else as written.
type Detail struct {
	Name  Code   `json:"name"`
	Value string `json:"value"`
}

// Levels of an alarm, from low to high.
const (
	levelInfo   Code = "INFO"
	levelYellow Code = "YELLOW"
	levelOrange Code = "ORANGE"
	levelRed    Code = "RED"
)

var alarmLevels = []Code{levelInfo, levelYellow, levelOrange, levelRed}

// AlarmRank orders levels: 0 for INFO to 3 for RED.
func AlarmRank(level Code) int { return slices.Index(alarmLevels, level) }

// Identity tells the alarms of a parcel apart over time: rule, subject and deadline.
// A level that rises is the same alarm.
func (a Alarm) Identity() string {
	return strings.Join([]string{string(a.Rule), a.Subject, string(a.Deadline)}, "|")
}

// Alarms returns the alarms of the parcel on the day of the terms, by rule, deadline
// and subject. Of a past that was loaded see summary.
func (p *Parcel) Alarms(terms Terms) []Alarm {
	terms.Policy = terms.Policy.On(terms.Today)
	w := watch{Parcel: p, Terms: terms, calendar: terms.Policy.Calendar()}
	for i := range alarmRules {
		w.rule = &alarmRules[i]
		w.rule.look(&w)
	}
	list := w.summarised()
	for i := range list {
		list[i].State, list[i].With = list[i].handled(terms)
	}
	slices.SortStableFunc(list, func(a, b Alarm) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Deadline, b.Deadline), cmp.Compare(a.Subject, b.Subject))
	})
	return list
}

// A watch looks at one parcel under the terms, rule by rule.
type watch struct {
	*Parcel
	Terms
	calendar Calendar
	rule     *AlarmRule
	alarms   []Alarm
}

// A rung is a level that an alarm has from a day on. A rung without a day is never
// reached.
type rung struct {
	since Date
	level Code
}

// raise raises the alarm at the last rung that the day has reached, if any.
func (w *watch) raise(a Alarm, rungs ...rung) {
	for _, s := range rungs {
		if s.since != "" && s.since <= w.Today {
			a.Since, a.Level = s.since, s.level
		}
	}
	if a.Level == "" {
		return
	}
	a.Rule, a.ClearedBy, a.Owner = w.rule.Code, w.rule.ClearedBy, cmp.Or(a.Owner, w.rule.Owner)
	w.alarms = append(w.alarms, a)
}

// after is the first day on which a deadline is overdue.
func after(due Date) Date { return due.AddDays(1) }

// lead is the first day on which the rule warns of a deadline.
func (w *watch) lead(due Date) Date { return due.AddDays(-w.Policy.LeadDays(string(w.rule.Code))) }

func count(n int) string { return strconv.Itoa(n) }

func fen(f Fen) string { return strconv.FormatInt(int64(f), 10) }

func area(a Area) string { return strconv.FormatInt(int64(a), 10) }

// summarised keeps deadlines that were over before the parcel's past had been loaded
// from flooding the duty room: they raise one alarm together (§10.2). Of a parcel
// whose record ends with its supply nothing else is raised, because nobody knows
// what happened since.
func (w *watch) summarised() []Alarm {
	loaded := w.Recording.loadedOn()
	if loaded == "" {
		return w.alarms
	}
	var kept, past []Alarm
	for _, a := range w.alarms {
		over := a.Since <= loaded && a.Deadline <= loaded
		switch {
		case over && a.Rule != "R25":
			past = append(past, a)
		case !w.SupplyOnly:
			kept = append(kept, a)
		}
	}
	if len(past) == 0 {
		return kept
	}
	return append(kept, w.summary(past, loaded))
}

// summary is R00: how many deadlines of which rules ended before the load. Without
// anything later on record it only informs.
func (w *watch) summary(past []Alarm, loaded Date) Alarm {
	a := Alarm{Rule: summaryRule.Code, Level: pick(w.SupplyOnly, levelInfo, levelYellow), Since: loaded, Owner: summaryRule.Owner}
	n := make(map[Code]int)
	for _, x := range past {
		n[x.Rule]++
		for _, event := range x.ClearedBy {
			if !slices.Contains(a.ClearedBy, event) {
				a.ClearedBy = append(a.ClearedBy, event)
			}
		}
	}
	for i := range alarmRules {
		if code := alarmRules[i].Code; n[code] > 0 {
			a.Detail = append(a.Detail, Detail{code, count(n[code])})
		}
	}
	return a
}
