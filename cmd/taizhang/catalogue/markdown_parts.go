package catalogue

import (
	"maps"
	"slices"
	"strings"

	"taizhang/domain"
)

// duties words one row of the competence matrix.
func (p *page) duties(c domain.Competence) {
	p.line("\n登记 R: %s", words(c.Records))
	if len(c.Cosigns) > 0 {
		p.line(" · 会签 C: %s", words(c.Cosigns))
	}
	if len(c.Told) > 0 {
		p.line(" · 告知 N: %s", words(c.Told))
	}
}

var manners = map[domain.Code]string{"DRAFT": "代拟", "DELEGATED": "受托"}

func words(list []domain.Duty) string {
	texts := make([]string, len(list))
	for i, d := range list {
		texts[i] = string(d.Department)
		if d.Department == "ANY" {
			texts[i] = "各部门"
		}
		if note := manners[d.Manner] + d.Case().ZH; note != "" {
			texts[i] += "（" + note + "）"
		}
	}
	return strings.Join(texts, "、")
}

func (p *page) states() {
	p.line("\n# 阶段 / State machine")
	p.table("代码", "阶段", "stage")
	for _, s := range p.doc.Stages {
		p.row(s.Code, s.ZH, s.EN)
	}
	p.line("\n自上而下，首个符合的行适用；空的去向表示阶段不变。The first row that fits applies; no destination means that the stage stays.")
	p.table("事件 / event", "自 / from", "至 / to", "情形 / when", "疑点 / finding")
	for _, t := range p.doc.Transitions {
		from := make([]string, len(t.From))
		for i, s := range t.From {
			from[i] = string(s)
			if s == domain.StageNone {
				from[i] = "–"
			}
		}
		p.row(t.Event, strings.Join(from, ", "), string(t.To), t.When, t.Finding)
	}
}

func (p *page) commonRules() {
	p.line("\n# 通用规则 / Rules of every event")
	p.table("规则 / rule", "类别", "说明", "meaning")
	for _, r := range p.doc.CommonRules {
		p.row("`"+r.Code+"`", string(r.Kind), r.ZH, r.EN)
	}
}

func (p *page) competence() {
	p.line("\n# 职责分工 / Competence")
	p.line("\n区级人员只能登记本区宗地，园区人员只能登记本园区宗地，市级不限。District officers record parcels of their district, park officers of their park, the city any.")
	p.table("代码", "部门", "department", "级别 / levels", "自 / from")
	for _, d := range p.doc.Departments {
		p.row(string(d.Code), d.ZH, d.EN, joined(d.Levels), string(d.From))
	}
	for _, g := range p.doc.CompetenceGroups {
		p.line("\n## %s %s / %s", g.Code, g.ZH, g.EN)
		p.table("事件 / event", "登记 R", "会签 C", "告知 N")
		for _, e := range p.doc.Events {
			if e.Competence.Group == g.Code {
				p.row(e.ZH+" "+e.Name, words(e.Competence.Records), words(e.Competence.Cosigns), words(e.Competence.Told))
			}
		}
	}
	p.line("\n## 已被替代 / Replaced")
	p.table("事件 / event", "至 / until", "登记 R", "会签 C", "告知 N")
	for _, c := range p.doc.FormerCompetences {
		p.row(c.ZH+" "+c.Event, string(c.Until), words(c.Records), words(c.Cosigns), words(c.Told))
	}
}

func (p *page) alarms() {
	p.line("\n# 预警规则 / Alarm rules")
	p.table("代码", "名称", "触发 / trigger", "级别 / levels", "主办 / owner", "解除 / cleared by", "依据事件 / fed by", "参数 / parameters", "来源 / source")
	for _, a := range p.doc.Alarms {
		var fed []string
		for _, e := range p.doc.Events {
			if slices.Contains(e.Feeds, string(a.Code)) {
				fed = append(fed, e.Name)
			}
		}
		p.row(string(a.Code), a.ZH+" "+a.EN, a.TriggerZH, joined(a.Levels), string(a.Owner), strings.Join(a.ClearedBy, ", "), strings.Join(fed, ", "), joined(a.Parameters), a.Source)
	}
}

func (p *page) parameters() {
	p.line("\n# 政策参数 / Policy parameters")
	p.line("\n各参数可按市、区、园区设定，有生效日期和依据文件；下表为缺省值。Each may be set by city, district or park, with its validity and document; these are the defaults.")
	p.table("参数 / parameter", "名称", "name", "类型 / kind", "缺省 / default", "依据 / document", "可靠程度 / strength", "保留 / caveat")
	for _, i := range p.doc.Parameters {
		caveat := ""
		if i.Caveat != nil {
			caveat = i.Caveat.ZH
		}
		p.row("`"+string(i.Name)+"`", i.ZH, i.EN, string(i.Kind), defaults(i), i.Document, string(i.Strength), caveat)
	}
}

// defaults writes the standard values by key; long tables are named only.
func defaults(i domain.ParameterInfo) string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(i.Default)) {
		value := string(i.Default[key])
		if len(value) > 60 {
			value = "…"
		}
		if key != "" {
			value = key + ": " + value
		}
		list = append(list, value)
	}
	return strings.Join(list, ", ")
}

func (p *page) metrics() {
	p.line("\n# 指标 / Metrics")
	p.table("代码", "名称", "name", "公式 / formula", "单位 / unit", "分子 / numerator", "分母 / denominator", "来源 / source")
	for _, m := range p.doc.Metrics {
		p.row(string(m.Code), m.Name.ZH, m.Name.EN, m.Formula.ZH, m.Unit.ZH, m.Numerator.Name.ZH+origins(m.Numerator), m.Denominator.Name.ZH+origins(m.Denominator), m.Source)
	}
}

// origins names the fields that a term comes from.
func origins(t domain.Term) string {
	var list []string
	for _, f := range t.From {
		list = append(list, f.Event+": "+strings.Join(f.Fields, ", "))
	}
	if len(list) == 0 {
		return ""
	}
	return "（" + strings.Join(list, "; ") + "）"
}

func (p *page) codes() {
	p.line("\n# 代码表 / Code lists")
	for _, l := range p.doc.Codes {
		p.line("\n## %s", l.Name)
		p.table("代码", "名称", "name")
		for _, c := range l.Values {
			p.row(string(c.Code), c.ZH, c.EN)
		}
	}
}
