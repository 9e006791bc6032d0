package catalogue

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"taizhang/domain"
)

// A page is a Markdown text being written.
type page struct {
	bytes.Buffer
	doc   *Document
	rules map[string]domain.Rule
}

// WriteMarkdown writes the catalogue as one Markdown page, Chinese first.
func (d *Document) WriteMarkdown(w io.Writer) error {
	p := &page{doc: d, rules: map[string]domain.Rule{}}
	for _, r := range d.Rules {
		p.rules[r.Code] = r
	}
	p.head()
	for i := range d.Events {
		p.event(&d.Events[i])
	}
	p.states()
	p.commonRules()
	p.competence()
	p.alarms()
	p.parameters()
	p.metrics()
	p.codes()
	_, err := w.Write(p.Bytes())
	return err
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// row writes one row of a table; a bar within a cell would end it.
func (p *page) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(strings.ReplaceAll(c, "|", "\\|"), "\n", " ")
	}
	p.line("| %s |", strings.Join(cells, " | "))
}

func (p *page) table(heads ...string) {
	p.line("")
	p.row(heads...)
	p.line("|%s", strings.Repeat("---|", len(heads)))
}

func (p *page) head() {
	p.line(`# 事件目录 / Event catalogue

由 ` + "`taizhang events`" + ` 自代码生成，请勿手改。规则版本 ` + p.doc.RulesVersion + `，职责分工版本 ` + p.doc.CompetenceVersion + `。
Generated from the code by ` + "`taizhang events`" + `; do not edit.

- 金额单位为分，面积单位为 0.01 m²，比率为十进制文本，日期为 Asia/Shanghai 日历日。Money is in 分, area in 0.01 m², ratios are decimal text, dates are days in Asia/Shanghai.
- 规则类别：INVALID 事实本身有误；REFUSED 与宗地历史不符；FINDING 存疑但予登记；DOUBT 当日事实拒绝、补录存疑；DENIED 人员无权。
- 职责：登记 R、会签 C（会签齐后生效）、告知 N。`)
	p.line("")
	p.line("%d 类事件 / %d event types.", len(p.doc.Events), len(p.doc.Events))
	p.table("阶段 / phase", "事件 / event", "名称", "name")
	for _, e := range p.doc.Events {
		p.row(home(&e), fmt.Sprintf("[%s](#%s)", e.Name, strings.ToLower(e.Name)), e.ZH, e.EN)
	}
}

func (p *page) event(e *Event) {
	p.line("\n## %s\n\n**%s / %s** · %s", e.Name, e.ZH, e.EN, home(e))
	p.line("\n%s", e.Text)
	p.ways(e)
	if len(e.Fields) > 0 {
		p.table("字段 / field", "名称 / name", "类型 / type", "必填 / required", "限制 / limits")
		p.fields(e.Fields, "")
	}
	p.duties(e.Competence)
	p.bears(e)
	if len(e.Rules) > 0 {
		p.table("规则 / rule", "类别", "说明", "meaning")
		for _, code := range e.Rules {
			r := p.rules[code]
			p.row("`"+code+"`", string(r.Kind), r.ZH, r.EN)
		}
	}
}

// home is the phase of an event of parcels, or the book of another.
func home(e *Event) string {
	switch e.Book {
	case "":
		return e.Phase.ZH() + " " + e.Phase.EN()
	case domain.PolicyBook:
		return "政策参数 policy"
	case domain.AuthorityBook:
		return "授权管理 authority"
	}
	return "试点工作 programme"
}

// bears names the alarms and metrics that the event has a part in.
func (p *page) bears(e *Event) {
	for _, l := range []struct{ name, text string }{
		{"预警依据 / alarms fed", strings.Join(e.Feeds, "、")}, {"解除预警 / alarms cleared", strings.Join(e.Clears, "、")}, {"指标 / metrics", joined(e.Metrics)},
	} {
		if l.text != "" {
			p.line("\n%s: %s", l.name, l.text)
		}
	}
}

// ways says where the event may be recorded and where it leads.
func (p *page) ways(e *Event) {
	p.line("")
	for _, w := range e.Ways {
		from := make([]string, len(w.From))
		for i, s := range w.From {
			from[i] = s.ZH()
		}
		text := "- " + strings.Join(from, "、") + " → " + to(w)
		if w.When != "" {
			text += "（" + w.When + "）"
		}
		if w.Finding != "" {
			text += "，记疑点 `" + w.Finding + "`"
		}
		p.line("%s", text)
	}
}

func to(w domain.Transition) string {
	switch {
	case w.To == "":
		return "阶段不变"
	case w.To.ZH() == "":
		return "原阶段"
	}
	return w.To.ZH()
}

// kinds words the types of fields.
var kinds = map[string]string{
	"text": "文本 text", "date": "日期 date", "period": "报告期 period", "money": "金额，分 money", "area": "面积，0.01 m² area", "decimal": "十进制文本 decimal", "int": "整数 int",
	"bool": "是否 bool", "code": "代码 code", "uscc": "统一社会信用代码 uscc", "parcelCode": "宗地代码 parcel code", "unitCode": "不动产单元代码 unit code",
	"supervisionNo": "电子监管号 supervision no.", "district": "行政区 district", "industry": "行业代码 industry", "geometry": "界址 geometry", "eventId": "事件编号 event id", "json": "JSON", "object": "对象 object",
}

func (p *page) fields(list []domain.Field, under string) {
	for _, f := range list {
		kind, ok := kinds[f.Kind]
		if !ok {
			kind = f.Kind
		}
		if f.List {
			kind += " []"
		}
		required := ""
		if f.Required {
			required = "是"
		}
		p.row("`"+under+f.Name+"`", f.ZH+" "+f.EN, kind, required, limits(f))
		if f.Kind == "object" {
			below := under + f.Name + "."
			if f.List {
				below = under + f.Name + "[]."
			}
			p.fields(f.Fields, below)
		}
	}
}

func limits(f domain.Field) string {
	var list []string
	if f.Codes != "" {
		list = append(list, fmt.Sprintf("[%s](#%s)", f.Codes, f.Codes))
	}
	if f.Min != nil {
		list = append(list, "≥ "+strconv.FormatInt(*f.Min, 10))
	}
	if f.Max != nil {
		unit := ""
		if f.List {
			unit = " 项"
		} else if f.Kind == "text" {
			unit = " 字"
		}
		list = append(list, "≤ "+strconv.FormatInt(*f.Max, 10)+unit)
	}
	if f.Derived {
		list = append(list, "由台账计算 set by the ledger")
	}
	return strings.Join(list, "，")
}

func joined[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = string(v)
	}
	return strings.Join(words, "、")
}
