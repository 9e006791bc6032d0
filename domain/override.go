package domain

import (
	"slices"
	"strconv"
)

// unlessOverridden refuses what the law forbids and practice nevertheless knows
// (R15), unless an officer lets it pass at this very place with a reason; then, and
// on a back-filled fact, it is noted.
func (d *decision) unlessOverridden(path, rule string, detail ...string) {
	if d.f.Backfill {
		d.find(path, rule, detail...)
		return
	}
	i := slices.IndexFunc(d.f.Overrides, func(o Override) bool { return o.Rule == rule && o.Path == path })
	if i < 0 {
		d.refuse(path, rule, append(detail, `确有批准的，可在 overrides 中加 {"rule":"`+rule+`","path":"`+path+`","reason":"…"}`)...)
		return
	}
	d.find(path, rule, append(detail, "凭理由放行："+d.f.Overrides[i].Reason)...)
}

// idleOverrides names the overrides of guards that let nothing pass: each that does
// leaves a finding at its place.
func idleOverrides(f Fact) []Problem {
	d := decision{f: &f}
	for i, o := range f.Overrides {
		used := slices.ContainsFunc(f.Findings, func(x Finding) bool { return x.Rule == o.Rule && x.Path == o.Path })
		if overridable(o.Rule) && !used {
			d.refuse("/overrides/"+strconv.Itoa(i), "override.unused")
		}
	}
	return d.problems
}

func overridable(rule string) bool {
	r := ruleByCode[rule]
	return r != nil && r.Kind == RuleOverride
}
