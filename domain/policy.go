package domain

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Policy is every parameter in force at one place on one day, as far as was known
// at one time. The zero Policy is the standard one. It never changes; policies may
// be read from several goroutines.
type Policy struct {
	day    Date
	layers []layer // narrowest first
}

// A layer is what one scope had set by one revision of its stream.
type layer struct {
	scope    Scope
	settings settings
	known    int64 // how many entries of the stream count
}

// settings are the approved values of one scope, in order of approval.
type settings map[settingKey][]Setting

type settingKey struct {
	name Parameter
	key  string
}

// SplitParameter takes "alarm.lead_days[R01]" apart.
func SplitParameter(name Parameter) (plain Parameter, key string) {
	before, key, _ := strings.Cut(string(name), "[")
	return Parameter(before), strings.TrimSuffix(key, "]")
}

func keyOf(name Parameter) settingKey {
	plain, key := SplitParameter(name)
	return settingKey{plain, key}
}

// A Setting is a value that two officers of one scope put in force.
type Setting struct {
	Scope      Scope     `json:"scope"`
	Parameter  Parameter `json:"parameter"`
	Key        string    `json:"key,omitzero"`
	Value      JSON      `json:"value"`
	ValidFrom  Date      `json:"validFrom"`
	ValidTo    Date      `json:"validTo,omitzero"` // the last day; absent: until further notice
	Document   Evidence  `json:"document"`
	Reason     string    `json:"reason,omitzero"`
	Proposal   EventID   `json:"proposal"`
	ProposedBy Officer   `json:"proposedBy"`
	ProposedAt time.Time `json:"proposedAt"`
	Approval   EventID   `json:"approval"`
	ApprovedBy Officer   `json:"approvedBy"`
	ApprovedAt time.Time `json:"approvedAt"`

	revision int64 // of the approval
	value    Value
}

// holds reports whether the setting is meant for the day.
func (s *Setting) holds(day Date) bool {
	return s.ValidFrom <= day && (s.ValidTo == "" || day <= s.ValidTo)
}

// StandardPolicy returns the values that the law and the practice of the field
// give: what holds where nobody set anything.
func StandardPolicy() Policy { return Policy{} }

// On returns the policy of the same place, as known at the same time, on another
// day. A fact is judged by the policy of the day it happened.
func (p Policy) On(day Date) Policy { return Policy{day, p.layers} }

// Always returns the policy as if the values of its day held on every day: what the
// rules of one day say of facts of any other.
func (p Policy) Always() Policy {
	always := Policy{p.day, make([]layer, len(p.layers))}
	for i, l := range p.layers {
		held := make(settings)
		for k := range l.settings {
			if s := l.find(k, p.day); s != nil {
				ever := *s
				ever.ValidFrom, ever.ValidTo = "", ""
				held[k] = []Setting{ever}
			}
		}
		always.layers[i] = layer{l.scope, held, l.known}
	}
	return always
}

// Day returns the day the policy is of; empty when no day was named.
func (p Policy) Day() Date { return p.day }

// Version names exactly what was known of the policies that hold at the place: the
// rules of this build, then for each scope how many entries of its stream had been
// read, the city first: "2026-11/city@12,120116@3". With a day it gives the same
// values for ever: see [Policies.At].
func (p Policy) Version() string {
	var known []string
	for _, l := range slices.Backward(p.layers) {
		if l.known > 0 {
			known = append(known, l.scope.String()+"@"+strconv.FormatInt(l.known, 10))
		}
	}
	if known == nil {
		return RulesVersion
	}
	return RulesVersion + "/" + strings.Join(known, ",")
}

// Setting returns what is in force for a parameter, or false when the standard is.
// Of one scope the setting counts that began last, of those that began on the same
// day the one that was approved last; the narrowest scope wins. One value of a
// parameter with keys is named "alarm.lead_days[R01]".
func (p Policy) Setting(name Parameter) (Setting, bool) {
	if s := p.setting(keyOf(name)); s != nil {
		return *s, true
	}
	return Setting{}, false
}

func (p Policy) setting(k settingKey) *Setting {
	for _, l := range p.layers {
		if s := l.find(k, p.day); s != nil {
			return s
		}
	}
	return nil
}

func (l *layer) find(k settingKey, day Date) *Setting {
	var found *Setting
	list := l.settings[k]
	for i := range list {
		s := &list[i]
		if s.revision < l.known && s.holds(day) && (found == nil || s.ValidFrom >= found.ValidFrom) {
			found = s
		}
	}
	return found
}

// value returns the value in force, or false when there is none and no standard.
func (p Policy) value(k settingKey) (Value, bool) {
	if s := p.setting(k); s != nil {
		return s.value, true
	}
	info := parameterByName[k.name]
	if info == nil {
		panic("domain: no parameter " + string(k.name))
	}
	v, ok := info.standard[k.key]
	return v, ok
}

// Raw returns the value in force as JSON; nil when there is none.
func (p Policy) Raw(name Parameter) JSON {
	v, _ := p.value(keyOf(name))
	return v.Raw
}

// Int returns a whole number: days, months, years. It panics for a parameter that
// has none: a rule that asks for it is wrong.
func (p Policy) Int(name Parameter) int {
	n, ok := p.FindInt(name)
	if !ok {
		panic(fmt.Sprintf("domain: parameter %s of policy %q is no whole number", name, p.Version()))
	}
	return n
}

// Ratio returns an exact ratio. It is the caller's. It panics for a parameter that
// has none.
func (p Policy) Ratio(name Parameter) *big.Rat {
	r, ok := p.FindRatio(name)
	if !ok {
		panic(fmt.Sprintf("domain: parameter %s of policy %q is no ratio", name, p.Version()))
	}
	return r
}

// FindInt is Int of a parameter that need not have a value: no lead of this alarm
// rule, say.
func (p Policy) FindInt(name Parameter) (int, bool) {
	v, ok := p.value(keyOf(name))
	return int(v.whole), ok && v.ratio == nil && v.table == nil && v.code == ""
}

// FindRatio is Ratio of a parameter that need not have a value.
func (p Policy) FindRatio(name Parameter) (*big.Rat, bool) {
	v, _ := p.value(keyOf(name))
	if v.ratio == nil {
		return nil, false
	}
	return new(big.Rat).Set(v.ratio), true
}

// FindCode returns a code; false when none is set.
func (p Policy) FindCode(name Parameter) (Code, bool) {
	v, _ := p.value(keyOf(name))
	return v.code, v.code != ""
}

// LeadDays is how many days ahead an alarm rule warns; 0 when it does not.
func (p Policy) LeadDays(rule string) int {
	v, _ := p.value(settingKey{AlarmLeadDays, rule})
	return int(v.whole)
}

// LeadMonths is how many months ahead an alarm rule warns; 0 when it does not.
func (p Policy) LeadMonths(rule string) int {
	v, _ := p.value(settingKey{AlarmLeadMonths, rule})
	return int(v.whole)
}

// FirmsMin is how many enterprises a figure must rest on to be shown outside the
// departments that keep it; never fewer than the law asks for.
func (p Policy) FirmsMin() int { return max(p.Int(PublicFirmsMin), CellMin) }

// A Benchmark is a target of output by industrial land for a year.
type Benchmark struct {
	Value Decimal `json:"value"` // 亿元/km² a year
	Year  int     `json:"year"`
}

// Benchmarks lists the targets, by year.
func (p Policy) Benchmarks() []Benchmark {
	var list []Benchmark
	for _, year := range p.keys(parameterByName[Benchmarks]) {
		if v, ok := p.value(settingKey{Benchmarks, year}); ok {
			list = append(list, Benchmark{Decimal(text(v.Raw)), digits(year)})
		}
	}
	return list
}

// metricOwner is the one department whose figure counts; "" when none is named.
func (p Policy) metricOwner(f Figure) Code {
	owner, _ := p.FindCode(MetricOwner.of(figureFields[f]))
	return owner
}

// Evaluation is the scheme of evaluation by mu. What it points to is shared.
func (p Policy) Evaluation() EvaluationScheme { return tableIn[EvaluationScheme](p, EvalScheme) }

// LowEfficiency lists the criteria of low-efficiency land in use. It is shared.
func (p Policy) LowEfficiency() []LowEfficiencyRule {
	return tableIn[[]LowEfficiencyRule](p, LowEfficiencyRules)
}

// Milestones lists the dates of the pilot. It is shared.
func (p Policy) Milestones() []Milestone { return tableIn[[]Milestone](p, Milestones) }

func tableIn[T any](p Policy, name Parameter) T {
	v, _ := p.value(settingKey{name, ""})
	t, _ := v.table.(T)
	return t
}

// Calendar is the working days as far as they are known: the standard arrangements,
// and those that the city entered.
func (p Policy) Calendar() Calendar {
	c := StandardCalendar()
	for _, l := range slices.Backward(p.layers) {
		for k := range l.settings {
			if k.name != Holidays {
				continue
			}
			if s := l.find(k, p.day); s != nil {
				plan, _ := s.value.table.(HolidayPlan)
				c = c.With(digits(k.key), plan.days(), plan.Makeup)
			}
		}
	}
	return c
}
