package domain

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrVersion: a policy version that names entries this ledger does not have, or the
// rules of another build.
var ErrVersion = errors.New("unknown version of the policy")

// Policies are the policy books of a ledger, by scope.
type Policies map[Scope]*Book

// In returns the policy in force at a place on a day, as the ledger knew at
// knownAt: the narrowest scope wins, for each parameter apart. A zero knownAt does
// not limit.
func (ps Policies) In(place Scope, on Date, knownAt time.Time) Policy {
	p := Policy{day: on}
	for _, scope := range place.Chain() {
		if b := ps[scope]; b != nil {
			p.layers = append(p.layers, b.layer(b.knownBy(knownAt)))
		}
	}
	return p
}

func (b *Book) layer(known int) layer { return layer{b.ID.Scope, b.settings, int64(known)} }

// knownBy counts the entries recorded by a moment. Recorded time never goes back
// within a stream.
func (b *Book) knownBy(at time.Time) int {
	if at.IsZero() {
		return len(b.entries)
	}
	n, _ := slices.BinarySearchFunc(b.entries, at, func(e Entry, at time.Time) int {
		return pick(e.RecordedAt.After(at), 1, -1)
	})
	return n
}

// At returns the policy that a recorded version names, on a day: what a decision
// went by, however long ago. The error wraps ErrVersion.
func (ps Policies) At(version string, on Date) (Policy, error) {
	rules, list, some := strings.Cut(version, "/")
	if rules != RulesVersion {
		return Policy{}, fmt.Errorf("%.60q: this build has the rules %s: %w", version, RulesVersion, ErrVersion)
	}
	p := Policy{day: on}
	if !some {
		return p, nil
	}
	for part := range strings.SplitSeq(list, ",") {
		l, err := ps.layerOf(part)
		if err != nil {
			return Policy{}, fmt.Errorf("%.60q: %w", version, err)
		}
		p.layers = append([]layer{l}, p.layers...)
	}
	if p.Version() != version {
		return Policy{}, fmt.Errorf("%.60q: %w", version, ErrVersion)
	}
	return p, nil
}

// layerOf reads "120116@3".
func (ps Policies) layerOf(part string) (layer, error) {
	name, count, _ := strings.Cut(part, "@")
	scope, err := ParseScope(name)
	if err != nil {
		return layer{}, errors.Join(ErrVersion, err)
	}
	n, err := strconv.Atoi(count)
	b := ps[scope]
	if err != nil || b == nil || n < 1 || n > len(b.entries) {
		return layer{}, fmt.Errorf("%s: %w", part, ErrVersion)
	}
	return b.layer(n), nil
}

// ScopesOf lists the scopes whose books a policy version names.
func ScopesOf(version string) (scopes []Scope) {
	_, list, _ := strings.Cut(version, "/")
	for part := range strings.SplitSeq(list, ",") {
		name, _, _ := strings.Cut(part, "@")
		if s, err := ParseScope(name); err == nil {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// Scopes lists the scopes that have a book, the city first, then by code.
func (ps Policies) Scopes() []Scope {
	var list []Scope
	for s := range ps {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Scope) int {
		return cmp.Or(cmp.Compare(a.District, b.District), cmp.Compare(a.Park, b.Park))
	})
	return list
}

// Supposing returns the policies as if a proposed value were in force in a scope,
// for asking what would follow. The proposal is taken as it is; [Book.Decide] says
// whether it could be made.
func (ps Policies) Supposing(scope Scope, p ParameterProposed) Policies {
	b := NewBook(BookID{PolicyBook, scope})
	if ps[scope] != nil {
		b = ps[scope].Clone()
	}
	n := int64(len(b.entries))
	b.Append(Entry{ID: supposed, Revision: n, Fact: Fact{Event: p}})
	b.Append(Entry{Revision: n + 1, Fact: Fact{Event: ParameterApproved{Proposal: supposed}}})
	would := maps.Clone(ps)
	if would == nil {
		would = make(Policies)
	}
	would[scope] = b
	return would
}

// supposed is the identity of a proposal that nobody made.
var supposed = EventID{1}

// A ParameterState is one parameter at a place on a day: the value in force, where
// it comes from, and every setting there ever was for it, the city's first.
type ParameterState struct {
	Parameter Parameter `json:"parameter"`
	Key       string    `json:"key,omitzero"`
	Value     JSON      `json:"value,omitzero"` // absent: none is known
	Setting   *Setting  `json:"setting,omitzero"`
	History   []Setting `json:"history,omitzero"`
}

// States lists every parameter with the value in force, in the order of the table,
// those with keys once for each key that has a value or ever had.
func (p Policy) States() []ParameterState {
	var list []ParameterState
	for i := range parameters {
		for _, key := range p.keys(&parameters[i]) {
			list = append(list, p.State(parameters[i].Name, key))
		}
	}
	return list
}

// State is one parameter as States lists it.
func (p Policy) State(name Parameter, key string) ParameterState {
	k := settingKey{name, key}
	v, _ := p.value(k)
	is := ParameterState{Parameter: name, Key: key, Value: v.Raw}
	if s := p.setting(k); s != nil {
		is.Setting = new(*s)
	}
	for _, l := range slices.Backward(p.layers) {
		for _, s := range l.settings[k] {
			if s.revision < l.known {
				is.History = append(is.History, s)
			}
		}
	}
	return is
}

func (p Policy) keys(info *ParameterInfo) []string {
	if info.Keys == "" {
		return []string{""}
	}
	seen := make(map[string]bool)
	for key := range info.standard {
		seen[key] = true
	}
	for _, l := range p.layers {
		for k := range l.settings {
			if k.name == info.Name {
				seen[k.key] = true
			}
		}
	}
	var keys []string
	for key := range seen {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// A ParameterDifference is a parameter that two policies have different values of.
type ParameterDifference struct {
	Parameter Parameter `json:"parameter"`
	Key       string    `json:"key,omitzero"`
	Was       JSON      `json:"was,omitzero"`
	Would     JSON      `json:"would,omitzero"`
}

// ComparePolicies lists the parameters in which two policies differ, in the order
// of the table.
func ComparePolicies(was, would Policy) []ParameterDifference {
	var list []ParameterDifference
	for i := range parameters {
		info := &parameters[i]
		keys := append(was.keys(info), would.keys(info)...)
		slices.Sort(keys)
		for _, key := range slices.Compact(keys) {
			a, _ := was.value(settingKey{info.Name, key})
			b, _ := would.value(settingKey{info.Name, key})
			if !sameJSON(a.Raw, b.Raw) {
				list = append(list, ParameterDifference{info.Name, key, a.Raw, b.Raw})
			}
		}
	}
	return list
}
