package domain

import (
	"reflect"
	"strconv"
)

// A checker is part of a fact that can contradict itself. Faults it reports are
// refused whatever the history: rules of kind INVALID.
type checker interface {
	faults(f *Fact, say faultFunc)
}

// faultFunc reports one fault at a place below the part: "/uscc", or "".
type faultFunc func(path, rule string, detail ...string)

var checkerType = reflect.TypeFor[checker]()

// consistent asks every part of the fact whether it contradicts itself.
func (d *decision) consistent() {
	for i, e := range d.f.Evidence {
		if e.IssuedOn > d.Today {
			d.refuse("/evidence/"+strconv.Itoa(i)+"/issuedOn", "evidence.future")
		}
	}
	d.visit(reflect.ValueOf(d.f.Event), codecByName[d.f.Event.storedName()].shape, "/data", true)
}

// visit walks the parts along the shape. An optional part that is absent says
// nothing.
func (d *decision) visit(v reflect.Value, s *shape, at string, required bool) {
	if !s.nested || !required && v.IsZero() {
		return
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if s.kind == "list" {
		for i := range v.Len() {
			d.visit(v.Index(i), s.elem, at+"/"+strconv.Itoa(i), true)
		}
		return
	}
	if v.Type().Implements(checkerType) {
		v.Interface().(checker).faults(d.f, func(path, rule string, detail ...string) { d.refuse(at+path, rule, detail...) })
	}
	for i, f := range s.fields {
		d.visit(v.Field(i), f.shape, at+"/"+f.name, f.required)
	}
}

func (p Party) faults(_ *Fact, say faultFunc) {
	if p == (Party{}) {
		say("", "party.empty")
	}
}

func (u LandUse) faults(_ *Fact, say faultFunc) {
	if u.Code == "" && u.Name == "" {
		say("", "landUse.empty")
	}
}

func (d Deadline) faults(_ *Fact, say faultFunc) {
	if fixed := d.Base == "DATE"; fixed != (d.Date != "") || fixed == (d.Months+d.Days > 0) {
		say("", "deadline.form")
	}
}

func (c Commitment) faults(_ *Fact, say faultFunc) {
	switch c.Metric {
	case "START_BY", "COMPLETE_BY", "PRODUCE_BY", "CAPACITY_BY":
		c.want(say, checkDate(c.Target).ok(), c.Operator == "LE")
	case "INDUSTRY":
		c.want(say, checkIndustry(c.Target).ok(), c.Operator == "EQ")
	case "EQUITY_LOCK":
	default:
		c.want(say, checkDecimal(c.Target).ok() && c.Target[0] != '-', true)
	}
	if c.Tolerance != "" && (c.Tolerance[0] == '-' || c.Tolerance.rat().Cmp(one) >= 0) {
		say("/tolerance", "commitment.target", "容差率须在 0 与 1 之间")
	}
}

func (c Commitment) want(say faultFunc, target, operator bool) {
	if !target {
		say("/target", "commitment.target", c.Target)
	}
	if !operator {
		say("/operator", "commitment.operator")
	}
}

// repeated reports a metric that comes twice for one stage.
func repeated(list []Commitment, at string, say faultFunc) {
	type key struct{ metric, stage Code }
	seen := make(map[key]bool, len(list))
	for i, c := range list {
		k := key{c.Metric, c.Stage}
		if seen[k] {
			say(at+"/"+strconv.Itoa(i)+"/metric", "commitment.twice", string(c.Metric))
		}
		seen[k] = true
	}
}
