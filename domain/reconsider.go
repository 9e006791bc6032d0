package domain

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
)

// A Verdict is what a decision came to: the fact as it is stored, or why not.
type Verdict struct {
	Accepted bool      `json:"accepted"`
	Problems []Problem `json:"problems,omitzero"`
	Fact     JSON      `json:"fact,omitzero"`

	findings []Finding
}

// A Reconsideration compares what was decided on a recorded fact under the policy of
// its day with what another policy says of it.
type Reconsideration struct {
	Event      EventID   `json:"event"`
	Revision   int64     `json:"revision"`
	Type       string    `json:"type"`
	OccurredOn Date      `json:"occurredOn"`
	RecordedAt time.Time `json:"recordedAt"`
	Was        Verdict   `json:"was"`
	Would      Verdict   `json:"would"`
	// Faithful says that deciding anew under the policy of the day gives the very
	// bytes that are recorded.
	Faithful bool `json:"faithful"`
	// Changes are the rules and values that differ, Parameters what the policies
	// differ in. No changes: the other policy decides the same.
	Changes    []DecisionChange      `json:"changes,omitzero"`
	Parameters []ParameterDifference `json:"parameters,omitzero"`
}

// A DecisionChange is one thing that two decisions see differently: a rule at a place, with
// what it said, or a value at a place.
type DecisionChange struct {
	Path  string `json:"path"`
	Rule  string `json:"rule,omitzero"`
	Was   string `json:"was,omitzero"`
	Would string `json:"would,omitzero"`
}

// Reconsider decides the entry of a revision again, on the history as it was when
// the entry was recorded: under the policy it was decided by and under another. It
// changes nothing.
func (h *History) Reconsider(revision int64, was, would Policy) (Reconsideration, error) {
	if revision < 0 || revision >= int64(len(h.entries)) {
		return Reconsideration{}, invalid("/revision", "history", strconv.FormatInt(revision, 10))
	}
	e := h.entries[revision]
	before := LoadHistory(slices.Clip(h.entries[:revision]))
	recorded, err := EncodeFact(e.Fact)
	if err != nil {
		return Reconsideration{}, err
	}
	r := Reconsideration{
		Event: e.ID, Revision: e.Revision, Type: EventName(e.Fact.Event), OccurredOn: e.Fact.OccurredOn, RecordedAt: e.RecordedAt,
		Was: before.verdict(e, was), Would: before.verdict(e, would),
		Parameters: ComparePolicies(was.On(e.Fact.OccurredOn), would.On(e.Fact.OccurredOn)),
	}
	r.Faithful = string(r.Was.Fact) == string(recorded)
	r.Changes, err = compareVerdicts(r.Was, r.Would)
	return r, err
}

// verdict decides a recorded entry again.
func (h *History) verdict(e Entry, policy Policy) Verdict {
	f := e.Fact
	f.Event, f.Findings, f.Awaits = withoutDerived(f.Event), nil, nil
	decided, err := h.Decide(f, e.By, Terms{Today: DateOf(e.RecordedAt), Policy: policy})
	if err == nil {
		var data JSON
		if data, err = EncodeFact(decided); err == nil {
			return Verdict{Accepted: true, Fact: data, findings: decided.Findings}
		}
	}
	return Verdict{Problems: problemsOf(err)}
}

func problemsOf(err error) []Problem {
	if e, ok := errors.AsType[*Invalid](err); ok {
		return e.Problems
	}
	if e, ok := errors.AsType[*Refused](err); ok {
		return e.Problems
	}
	return []Problem{{ZH: err.Error(), EN: err.Error()}}
}

// compareVerdicts lists the rules that speak in one verdict only or say another
// thing, then the values that differ.
func compareVerdicts(was, would Verdict) ([]DecisionChange, error) {
	changes := differences(was.said(), would.said())
	if !was.Accepted || !would.Accepted {
		return changes, nil
	}
	a, err := leaves(was.Fact)
	if err != nil {
		return nil, err
	}
	b, err := leaves(would.Fact)
	return append(changes, differences(a, b)...), err
}

type place struct{ path, rule string }

// said is what the rules say, by place.
func (v Verdict) said() map[place]string {
	said := make(map[place]string)
	for _, p := range v.Problems {
		said[place{p.Path, p.Rule}] = p.ZH
	}
	for _, f := range v.findings {
		said[place{f.Path, f.Rule}] = f.Detail
	}
	return said
}

// leaves are the values of a fact by their JSON pointers, what rules said left out.
func leaves(fact JSON) (map[place]string, error) {
	var tree map[string]any
	if err := json.Unmarshal(fact, &tree); err != nil {
		return nil, err
	}
	delete(tree, "findings")
	found := make(map[place]string)
	var walk func(path string, v any) error
	walk = func(path string, v any) error {
		switch v := v.(type) {
		case map[string]any:
			for name, value := range v {
				if err := walk(path+"/"+escape(name), value); err != nil {
					return err
				}
			}
			return nil
		case []any:
			for i, value := range v {
				if err := walk(path+"/"+strconv.Itoa(i), value); err != nil {
					return err
				}
			}
			return nil
		}
		text, err := canonical("value", v)
		found[place{path: path}] = string(text)
		return err
	}
	return found, walk("", tree)
}

// differences lists what differs, by place.
func differences(was, would map[place]string) []DecisionChange {
	places := make(map[place]bool)
	for at := range was {
		places[at] = true
	}
	for at := range would {
		places[at] = true
	}
	var changes []DecisionChange
	for _, at := range slices.SortedFunc(maps.Keys(places), comparePlaces) {
		a, hadA := was[at]
		b, hadB := would[at]
		if a != b || hadA != hadB {
			changes = append(changes, DecisionChange{at.path, at.rule, a, b})
		}
	}
	return changes
}

// An AlarmChange is an alarm that holds under one policy only, or otherwise.
type AlarmChange struct {
	Was   *Alarm `json:"was,omitzero"`
	Would *Alarm `json:"would,omitzero"`
}

// WhatIf compares the alarms of the parcel at the end of a day under two policies:
// whom would the other rules catch, and whom would they let go? The history is
// folded as known now; the policies do not touch the fold.
func (h *History) WhatIf(asOf Date, was, would Policy) []AlarmChange {
	return h.At(asOf, time.Time{}).WhatIf(asOf, was, would)
}

// WhatIf compares the alarms of the parcel on a day under two policies.
func (p *Parcel) WhatIf(today Date, was, would Policy) []AlarmChange {
	old := p.Alarms(Terms{Today: today, Policy: was.On(today)})
	new := p.Alarms(Terms{Today: today, Policy: would.On(today)})
	var changes []AlarmChange
	for i, a := range old {
		if b := sameAlarm(new, a); b == nil || b.Level != a.Level || b.Since != a.Since || b.Deadline != a.Deadline {
			changes = append(changes, AlarmChange{&old[i], b})
		}
	}
	for i, b := range new {
		if sameAlarm(old, b) == nil {
			changes = append(changes, AlarmChange{nil, &new[i]})
		}
	}
	return changes
}

// sameAlarm finds the alarm of the same rule and subject. Its deadline may lie
// elsewhere under another policy.
func sameAlarm(list []Alarm, a Alarm) *Alarm {
	i := slices.IndexFunc(list, func(b Alarm) bool { return b.Rule == a.Rule && b.Subject == a.Subject })
	if i < 0 {
		return nil
	}
	return &list[i]
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.rule, b.rule))
}
