package domain

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
	Min, Max *int64  `json:",omitzero"`
	Fields   []Field `json:"fields,omitzero"` // of an object
}

// A Type describes one event type.
type Type struct {
	Name   string  `json:"name"`
	ZH     string  `json:"zh"` // 宗地入库
	EN     string  `json:"en"`
	Phase  Phase   `json:"phase"`
	From   []Stage `json:"from"` // the stages in which it can be recorded (without back-fill)
	Fields []Field `json:"fields"`
}

// Catalogue returns every event type in the order of the life cycle.
func Catalogue() []Type { panic("domain: to be written") }
