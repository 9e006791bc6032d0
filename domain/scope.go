package domain

import (
	"net/url"
	"slices"
	"strings"
)

// A Scope is the land a policy or a programme speaks for: the city (the zero
// Scope), a district, or a park of a district.
type Scope struct {
	District District `json:"district,omitzero"`
	Park     string   `json:"park,omitzero"`
}

// cityScope is how the city is written.
const cityScope = "city"

// String is the one stable text of a scope: "city", "120116", "120116-TEDA". The
// name of a park is escaped as in a query.
func (s Scope) String() string {
	switch {
	case s.District == "":
		return cityScope
	case s.Park == "":
		return string(s.District)
	}
	return string(s.District) + "-" + url.QueryEscape(s.Park)
}

// ParseScope reads what String writes and nothing else; the error is an *Invalid.
func ParseScope(text string) (Scope, error) {
	if text == cityScope {
		return Scope{}, nil
	}
	district, park, _ := strings.Cut(text, "-")
	name, err := url.QueryUnescape(park)
	s := Scope{District(district), name}
	if err != nil || s.String() != text || !checkText(name, 40, false).ok() {
		return Scope{}, invalid("", "scope", text)
	}
	if c := new(inspection).checkIdentifier("district", district); !c.ok() {
		return Scope{}, &Invalid{Problems: []Problem{{Rule: c.rule, ZH: c.zh, EN: c.en}}}
	}
	return s, nil
}

// Level is CITY, DISTRICT or PARK.
func (s Scope) Level() Code {
	switch {
	case s.District == "":
		return "CITY"
	case s.Park == "":
		return "DISTRICT"
	}
	return "PARK"
}

// Chain lists the scopes whose policies hold in s, the narrowest first.
func (s Scope) Chain() []Scope {
	switch s.Level() {
	case "CITY":
		return []Scope{s}
	case "DISTRICT":
		return []Scope{s, {}}
	}
	return []Scope{s, {District: s.District}, {}}
}

// Within reports whether what holds in outer holds in s.
func (s Scope) Within(outer Scope) bool { return slices.Contains(s.Chain(), outer) }

// Place is the scope a parcel lies in.
func (p *Parcel) Place() Scope { return Scope{p.Land.District, p.Land.ParkCode} }

func invalid(path, rule string, detail ...string) error {
	return &Invalid{Problems: []Problem{problem(path, rule, detail...)}}
}
