package domain

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
)

// A Verdict is what a decision came to, with what the rules said: why it was refused, or
// what they found implausible in a fact that was taken.
type Verdict struct {
	Accepted bool      `json:"accepted"`
	Rules    []Finding `json:"rules"`

	fact JSON // as it is stored; nil when it was refused
}

// A Reconsideration compares what was decided on a recorded fact under the policy of
// its day with what another policy says of it.
type Reconsideration struct {
	Event      EventID   `json:"event" sight:"public"`
	Revision   int64     `json:"revision" sight:"public"`
	Type       string    `json:"type" sight:"public"`
	OccurredOn Date      `json:"occurredOn" sight:"public"`
	RecordedAt time.Time `json:"recordedAt" sight:"public"`
	Version    string    `json:"version"` // of the policy it was decided by
	Was        *Verdict  `json:"was,omitzero"`
	Would      *Verdict  `json:"would,omitzero"`
	// Faithful says that deciding anew under the policy of the day gives the very
	// bytes that are recorded.
	Faithful bool `json:"faithful"`
	// Changes are the rules and values that differ, Parameters what the policies
	// differ in. No changes: the other policy decides the same.
	Changes    []DecisionChange      `json:"changes,omitzero"`
	Parameters []ParameterDifference `json:"parameters,omitzero"`
	// Withheld says that the decision rests on parcels beyond the place of who asks.
	Withheld bool `json:"withheld,omitzero"`
	Redaction

	others bool // the fact is of other parcels too
}

// A DecisionChange is one thing that two decisions see differently: a rule at a place, with
// what it said, or a value at a place.
type DecisionChange struct {
	Path  string `json:"path"`
	Rule  string `json:"rule,omitzero"`
	Was   string `json:"was,omitzero" sight:"restricted,at=path,was=TAX,would=TAX"`
	Would string `json:"would,omitzero" sight:"restricted,at=path,was=TAX,would=TAX"`
}

// Reconsider decides again the entry that was recorded next, on the history before it:
// under the terms it was decided by, of its day, and under another policy. It changes
// nothing.
func (h *History) Reconsider(e Entry, was Terms, would Policy) (Reconsideration, error) {
	recorded, err := EncodeFact(e.Fact)
	if err != nil {
		return Reconsideration{}, err
	}
	first, err := h.verdict(e, was)
	if err != nil {
		return Reconsideration{}, err
	}
	other := was
	other.Policy = would
	second, err := h.verdict(e, other)
	if err != nil {
		return Reconsideration{}, err
	}
	r := Reconsideration{
		Event: e.ID, Revision: e.Revision, Type: EventName(e.Fact.Event), OccurredOn: e.Fact.OccurredOn, RecordedAt: e.RecordedAt,
		Version: was.Policy.Version(), Was: &first, Would: &second, Faithful: string(first.fact) == string(recorded),
		Parameters: ComparePolicies(was.Policy.On(e.Fact.OccurredOn), would.On(e.Fact.OccurredOn)), others: ConcernsOthers(e.Fact),
	}
	r.Changes, err = compareVerdicts(first, second)
	return r, err
}

// verdict decides a recorded entry again, on the day it was recorded.
func (h *History) verdict(e Entry, terms Terms) (Verdict, error) {
	f := e.Fact
	f.Event, f.Findings, f.Awaits = asAsked(f.Event), nil, nil
	terms.Today = DateOf(e.RecordedAt)
	v := Verdict{Rules: []Finding{}}
	decided, err := h.Decide(f, e.By, terms)
	if err == nil {
		v.Accepted, v.Rules = true, append(v.Rules, decided.Findings...)
		v.fact, err = EncodeFact(decided)
		return v, err
	}
	problems := ProblemsOf(err)
	if problems == nil {
		return v, err
	}
	for _, p := range problems {
		v.Rules = append(v.Rules, Finding{Rule: p.Rule, Path: p.Path, Detail: p.ZH})
	}
	return v, nil
}

// asAsked is a recorded event without what the ledger put into it.
func asAsked(e Event) Event {
	switch e := e.(type) {
	case ParcelMerged:
		e.Others = slices.Clone(e.Others)
		for i, o := range e.Others {
			e.Others[i] = MergedParcel{Parcel: o.Parcel}
		}
		return e
	case EventCosigned:
		e.For = ""
		return e
	}
	return withoutDerived(e)
}

// Discreet is the comparison as far as a sight is shown the values that refusals speak
// of; the tags of the fields come on top. What is said of a split or merge may be of the
// other parcels: who does not see every parcel is not told.
func (r Reconsideration) Discreet(s Sight) Reconsideration {
	if r.Withheld = s.Sees != nil && r.others; r.Withheld {
		r.Was, r.Would, r.Changes = nil, nil, nil
		return r
	}
	was, would := r.Was.discreet(s.View), r.Would.discreet(s.View)
	r.Was, r.Would, r.Changes = &was, &would, slices.Clone(r.Changes)
	for i, c := range r.Changes {
		if c.Rule != "" {
			r.Changes[i].Was, r.Changes[i].Would = was.said()[place{c.Path, c.Rule}], would.said()[place{c.Path, c.Rule}]
		}
	}
	return r
}

// discreet is the verdict with the reasons of a refusal in general words where the view
// is not shown the values in them.
func (v Verdict) discreet(view View) Verdict {
	if v.Accepted || view.Shows(ViewRestricted) {
		return v
	}
	v.Rules = slices.Clone(v.Rules)
	for i, r := range v.Rules {
		v.Rules[i].Detail = Problem{Path: r.Path, Rule: r.Rule, ZH: r.Detail}.discreet(view).ZH
	}
	return v
}

// compareVerdicts lists the rules that speak in one verdict only or say another
// thing, then the values that differ.
func compareVerdicts(was, would Verdict) ([]DecisionChange, error) {
	changes := differences(was.said(), would.said())
	if !was.Accepted || !would.Accepted {
		return changes, nil
	}
	a, err := leaves(was.fact)
	if err != nil {
		return nil, err
	}
	b, err := leaves(would.fact)
	return append(changes, differences(a, b)...), err
}

type place struct{ path, rule string }

// said is what the rules say, by place.
func (v Verdict) said() map[place]string {
	said := make(map[place]string)
	for _, r := range v.Rules {
		said[place{r.Path, r.Rule}] = r.Detail
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
