package catalogue

import (
	"io"
	"strings"

	"taizhang/domain"
)

// WriteAccess writes the tables of docs/access.md that follow from the code: the
// departments, who records and co-signs each event, the fields that can be restricted.
func (d *Document) WriteAccess(w io.Writer) error {
	p := &page{doc: d}
	p.table("代码 / code", "部门", "department", "级别 / levels", "自 / from")
	for _, x := range d.Departments {
		p.row(string(x.Code), x.ZH, x.EN, joined(x.Levels), string(x.From))
	}
	p.table("事件 / event", "登记 R", "会签 C")
	for _, g := range d.CompetenceGroups {
		for _, e := range d.Events {
			if e.Competence.Group == g.Code {
				p.row(e.ZH+" "+e.Name, words(e.Competence.Records), words(e.Competence.Cosigns))
			}
		}
	}
	p.table("事件 / event", "受限字段 / restricted fields", "情形 / where")
	for _, e := range d.Events {
		p.restricted(&e, e.Fields, "")
	}
	_, err := w.Write(p.Bytes())
	return err
}

func (p *page) restricted(e *Event, fields []domain.Field, at string) {
	for _, f := range fields {
		if condition, ok := strings.CutPrefix(f.Sight, "restricted"); ok {
			p.row(e.ZH+" "+e.Name, "`"+at+f.Name+"` "+f.ZH, strings.TrimPrefix(condition, ","))
		}
		p.restricted(e, f.Fields, at+f.Name+"/")
	}
}
