// Package catalogue writes down what the domain knows, for readers who read no Go:
// every event with its fields, rules and departments, the state machine, the code
// lists, the metrics. Everything in it is taken from the code that decides.
package catalogue

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"taizhang/domain"
)

// A Document is the whole catalogue.
type Document struct {
	RulesVersion      string                   `json:"rulesVersion"`
	CompetenceVersion string                   `json:"competenceVersion"`
	Phases            []Name                   `json:"phases"`
	Stages            []Name                   `json:"stages"`
	Events            []Event                  `json:"events"`
	CommonRules       []domain.Rule            `json:"commonRules"` // of every event
	Rules             []domain.Rule            `json:"rules"`       // of the events that name them
	Transitions       []domain.Transition      `json:"transitions"`
	Departments       []domain.Department      `json:"departments"`
	CompetenceGroups  []domain.CompetenceGroup `json:"competenceGroups"`
	FormerCompetences []domain.Competence      `json:"formerCompetences"`
	Alarms            []domain.AlarmRule       `json:"alarms"`
	Parameters        []domain.ParameterInfo   `json:"parameters"`
	Metrics           []domain.Metric          `json:"metrics"`
	Codes             []CodeList               `json:"codes"`
}

// A Name is a code with its terms.
type Name struct {
	Code string `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// An Event is one event type with all that bears on it.
type Event struct {
	domain.Type
	Text       string              `json:"text"`  // what the code says of it, with its source
	Ways       []domain.Transition `json:"ways"`  // its rows of the state machine
	Rules      []string            `json:"rules"` // beside the common ones
	Competence domain.Competence   `json:"competence"`
	Feeds      []string            `json:"feeds,omitzero"`   // alarm rules that take something from it
	Clears     []string            `json:"clears,omitzero"`  // alarm rules that it can end
	Metrics    []domain.MetricCode `json:"metrics,omitzero"` // computed from it
}

// A CodeList is one code list with its name.
type CodeList struct {
	Name   string            `json:"name"`
	Values []domain.CodeName `json:"values"`
}

// A Reading is what only the source text of the domain says of an event: its
// comment, and which rules its checks can name. A test reads it from the source
// again and compares.
type Reading struct {
	Text  string   `json:"text"`
	Rules []string `json:"rules"`
}

//go:embed source.json
var sourceJSON []byte

// always is a day on which every change of competence known to this build has
// come into force.
const always domain.Date = "2100-12-31"

// Build makes the catalogue of this build.
func Build() (Document, error) {
	source := map[string]Reading{}
	if err := json.Unmarshal(sourceJSON, &source); err != nil {
		return Document{}, fmt.Errorf("catalogue: source.json: %w", err)
	}
	return BuildFrom(source), nil
}

// BuildFrom makes the catalogue with what was read of the events' source.
func BuildFrom(source map[string]Reading) Document {
	d := Document{
		RulesVersion: domain.RulesVersion, CompetenceVersion: domain.CompetenceVersion(always), Transitions: domain.Transitions(),
		Departments: domain.Departments(always), CompetenceGroups: domain.CompetenceGroups(), FormerCompetences: domain.FormerCompetences(),
		Alarms: domain.AlarmRules(), Parameters: domain.Parameters(), Metrics: domain.Metrics(),
	}
	for _, p := range phases {
		d.Phases = append(d.Phases, Name{string(p), p.ZH(), p.EN()})
	}
	for _, s := range domain.Stages {
		d.Stages = append(d.Stages, Name{string(s), s.ZH(), s.EN()})
	}
	d.addEvents(source)
	d.addRules()
	lists := domain.CodeLists()
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		d.Codes = append(d.Codes, CodeList{name, lists[name]})
	}
	return d
}

var phases = []domain.Phase{domain.PhaseSurvey, domain.PhaseRecruitment, domain.PhaseSupply, domain.PhaseBuild, domain.PhaseOperation, domain.PhaseExit}

func (d *Document) addEvents(source map[string]Reading) {
	competences := map[string]domain.Competence{}
	for _, c := range domain.Competences(always) {
		competences[c.Event] = c
	}
	for _, t := range slices.Concat(domain.Catalogue(), domain.BookCatalogue()) {
		e := Event{Type: t, Text: source[t.Name].Text, Rules: source[t.Name].Rules, Competence: competences[t.Name], Feeds: feeds[t.Name]}
		for _, w := range d.Transitions {
			if w.Event == t.Name {
				e.Ways = append(e.Ways, w)
			}
		}
		for _, a := range d.Alarms {
			if slices.Contains(a.ClearedBy, t.Name) {
				e.Clears = append(e.Clears, string(a.Code))
			}
		}
		for _, m := range d.Metrics {
			if slices.ContainsFunc(slices.Concat(m.Numerator.From, m.Denominator.From), func(f domain.TermField) bool { return f.Event == t.Name }) {
				e.Metrics = append(e.Metrics, m.Code)
			}
		}
		d.Events = append(d.Events, e)
	}
}

// addRules puts rules that some event names apart from those of every event.
func (d *Document) addRules() {
	own := map[string]bool{}
	for _, e := range d.Events {
		for _, code := range e.Rules {
			own[code] = true
		}
	}
	for _, r := range domain.Rules() {
		if own[r.Code] {
			d.Rules = append(d.Rules, r)
		} else {
			d.CommonRules = append(d.CommonRules, r)
		}
	}
}
