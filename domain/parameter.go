package domain

import (
	"cmp"
	"slices"
)

// A Parameter names a threshold of the rules (政策参数). No rule has a number in its
// code: each city, district or park may set its own, with a document and a
// validity.
type Parameter string

// A ParameterInfo describes one parameter: what it may be, what holds where nobody
// set it, where that comes from and how far it can be relied on.
type ParameterInfo struct {
	Name Parameter `json:"name"`
	ZH   string    `json:"zh"`
	EN   string    `json:"en"`
	// Kind says how the value is written: RATIO ("0.20", "1/3"), DECIMAL ("40"),
	// CODE, TABLE (structured, see Fields), else a whole number of DAYS, WORKDAYS,
	// MONTHS, YEARS, COUNT, MONEY (分) or AREA (0.01 m²).
	Kind Code `json:"kind"`
	// Keys says what the parameter is set for, one value each: RULE (an alarm
	// rule), INDUSTRY (a major class), INDUSTRY_GRADE (class/land grade), YEAR,
	// FIGURE (of a report). Empty: it has one value.
	Keys Code `json:"keys,omitzero"`
	// CityOnly parameters are the same in every district.
	CityOnly bool    `json:"cityOnly,omitzero"`
	Unit     string  `json:"unit,omitzero"` // where the kind does not say it: "亿元/km²"
	Codes    string  `json:"codes,omitzero"`
	Min      string  `json:"min,omitzero"` // of a number, inclusive
	Max      string  `json:"max,omitzero"`
	Fields   []Field `json:"fields,omitzero"` // of a TABLE
	// Default is the standard value as JSON, by key; a parameter without keys has
	// it under "". Absent: none is known, and nothing is judged by it.
	Default map[string]JSON `json:"default,omitzero"`
	// Document is the source of the default, Strength how well it is known, and
	// Caveat what must not be presented as settled (domain reference §13).
	Document string  `json:"document"`
	Strength Code    `json:"strength"`
	Caveat   *Caveat `json:"caveat,omitzero"`

	row      *paramRow
	standard map[string]Value // Default, read
}

// A Caveat is a reservation in both languages.
type Caveat struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// How well the source of a default is known.
const (
	strongNotice    Code = "NOTICE"    // the text of 津政办发〔2024〕1号
	strongConfirmed Code = "CONFIRMED" // confirmed in a published source
	weakMemory      Code = "MEMORY"    // well known, the article is still to be checked
	weakElsewhere   Code = "ELSEWHERE" // practice of another city
	weakProposal    Code = "PROPOSAL"  // proposed with this ledger, no outside authority
)

// Parameters lists every parameter, by subject. The slice is the caller's, what it
// points to is not.
func Parameters() []ParameterInfo { return slices.Clone(parameters) }

var parameters = func() []ParameterInfo {
	list := make([]ParameterInfo, len(paramRows))
	for i := range paramRows {
		list[i] = paramRows[i].info()
	}
	return list
}()

var parameterByName = func() map[Parameter]*ParameterInfo {
	m := make(map[Parameter]*ParameterInfo, len(parameters))
	for i := range parameters {
		if m[parameters[i].Name] != nil {
			panic("domain: two parameters named " + string(parameters[i].Name))
		}
		m[parameters[i].Name] = &parameters[i]
	}
	return m
}()

// info describes a row of the table.
func (r *paramRow) info() ParameterInfo {
	p := ParameterInfo{
		Name: r.name, ZH: r.zh, EN: r.en, Kind: r.kind, Keys: r.keys, CityOnly: r.cityOnly, Unit: r.unit, Codes: r.codes, Min: r.min, Max: r.max,
		Document: r.source.document, Strength: cmp.Or(r.strength, r.source.strength), row: r,
	}
	if caveat := pick(r.caveat != Caveat{}, r.caveat, r.source.caveat); caveat != (Caveat{}) {
		p.Caveat = &caveat
	}
	if r.table != nil {
		s := r.table.shape
		for s.kind == "list" {
			s = s.elem
		}
		p.Fields = fieldsOf(s)
	}
	p.Default = make(map[string]JSON, len(r.defaults))
	p.standard = make(map[string]Value, len(r.defaults))
	for key, text := range r.defaults {
		v, ok := r.read(JSON(text))
		if !ok {
			panic("domain: default of " + string(r.name) + " cannot be read: " + text)
		}
		raw, err := canonical("default", v.Raw)
		if err != nil {
			panic(err)
		}
		v.Raw = raw
		p.Default[key], p.standard[key] = v.Raw, v
	}
	return p
}
