package domain

import (
	"slices"
	"strings"
	"unicode"
)

// A Field describes one field of an event for forms, documents and schemas.
type Field struct {
	Name     string  `json:"name"`
	ZH       string  `json:"zh"`
	EN       string  `json:"en"`
	Kind     string  `json:"kind"` // text, date, period, money, area, decimal, int, bool, code, uscc, parcelCode, unitCode, supervisionNo, district, industry, geometry, eventId, json, object
	List     bool    `json:"list,omitzero"`
	Codes    string  `json:"codes,omitzero"` // name of the code list
	Required bool    `json:"required,omitzero"`
	Derived  bool    `json:"derived,omitzero"` // set by the ledger, refused in requests
	Min      *int64  `json:"min,omitzero"`
	Max      *int64  `json:"max,omitzero"`    // of a number; of text in characters, of a list in items
	Sight    string  `json:"sight,omitzero"`  // as its tag says, see [Sight]; absent: internal
	Fields   []Field `json:"fields,omitzero"` // of an object
}

// A Type describes one event type.
type Type struct {
	Name   string  `json:"name"`
	ZH     string  `json:"zh"` // 宗地入库
	EN     string  `json:"en"`
	Phase  Phase   `json:"phase"`
	Book   Code    `json:"book,omitzero"` // the kind of book it is entered in; absent for events of parcels
	From   []Stage `json:"from"`          // the stages in which it can be recorded (without back-fill)
	Fields []Field `json:"fields"`
}

// Catalogue returns every event type of parcels in the order of the life cycle. The slice is
// the caller's.
func Catalogue() []Type { return slices.Clone(catalogue) }

var catalogue = func() []Type {
	list := make([]Type, len(codecs))
	for i, c := range codecs {
		list[i] = Type{Name: c.name, ZH: c.zh, EN: c.en, Phase: c.phase, From: fromStages(c.name), Fields: fieldsOf(c.shape)}
	}
	return list
}()

func typeZH(name string) string { return codecByName[name].zh }

// fromStages lists the stages in which the table accepts an event, in order of
// the main path.
func fromStages(event string) []Stage {
	var from []Stage
	for _, s := range slices.Concat([]Stage{StageNone}, Stages) {
		if slices.ContainsFunc(transitionsOf[event], func(t *Transition) bool { return slices.Contains(t.From, s) }) {
			from = append(from, s)
		}
	}
	return from
}

func fieldsOf(s *shape) []Field {
	list := make([]Field, len(s.fields))
	for i, f := range s.fields {
		list[i] = f.describe()
	}
	return list
}

func (f field) describe() Field {
	d := Field{Name: f.name, ZH: f.zh, EN: english(f.name), Codes: f.codes, Required: f.required, Derived: f.derived, Min: f.min, Max: f.max, Sight: f.sight}
	s := f.shape
	for ; s.kind == "list"; s = s.elem {
		d.List = true
	}
	d.Kind = s.kind
	if s.kind == "object" {
		d.Fields = fieldsOf(s)
	}
	return d
}

// acronyms are words of field names that are not lower case in English.
var acronyms = map[string]string{"uscc": "USCC", "rd": "R&D", "far": "FAR", "sha256": "SHA-256", "id": "ID", "no": "no.", "kwh": "kWh", "m3": "m³", "tce": "tce", "k": "kWh"}

// english splits a field name into words: "registeredArea" is "Registered area".
func english(name string) string {
	switch name {
	case "powerKwh":
		return "Power (kWh)"
	case "waterM3":
		return "Water (m³)"
	case "energyTce":
		return "Energy (tce)"
	}
	var words []string
	start := 0
	for i, r := range name + "A" {
		if i > start && unicode.IsUpper(r) {
			word := strings.ToLower(name[start:i])
			if known := acronyms[word]; known != "" {
				word = known
			}
			words = append(words, word)
			start = i
		}
	}
	s := strings.Join(words, " ")
	return strings.ToUpper(s[:1]) + s[1:]
}
