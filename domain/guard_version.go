package domain

import (
	"slices"
	"strconv"
)

// version: a rating names the scheme it was made by, in force on the day of the rating or
// at the end of the year that is rated (§10.4, 7). Where no scheme was set there is none
// to name: the standard is another city's.
func (e EfficiencyRated) version(d *decision) {
	if _, set := d.Policy.Setting(EvalScheme); !set {
		return
	}
	yearEnd := d.Policy.On(Period(strconv.Itoa(e.EvalYear)).end())
	named := []string{d.Policy.Evaluation().Version, yearEnd.Evaluation().Version}
	if !slices.Contains(named, e.RuleVersion) {
		d.doubt("/data/ruleVersion", "rating.version", e.RuleVersion, named[0])
	}
}

// version: an identification goes by criteria in force, and names the document that put
// them in force where one did (§10.4, 7).
func (e LowEfficiencyIdentified) version(d *decision) {
	rules := d.Policy.LowEfficiency()
	for i, c := range e.Criteria {
		if !slices.ContainsFunc(rules, func(r LowEfficiencyRule) bool { return r.Criterion == c.Code }) {
			d.doubt("/data/criteria/"+strconv.Itoa(i)+"/code", "lowEfficiency.criterion", string(c.Code))
		}
	}
	s, set := d.Policy.Setting(LowEfficiencyRules)
	if set && e.RuleSet != s.Document.DocNo {
		d.doubt("/data/ruleSet", "lowEfficiency.ruleSet", e.RuleSet, s.Document.DocNo)
	}
}
