package domain

// An Event is something that happened, in the past tense: to a parcel, or in a book
// of a city, district or park. The set is closed: only the event_*.go files declare
// events.
//
// The unexported method seals the interface and gives each event its stored name,
// which never changes.
//
//sumtype:decl
type Event interface{ storedName() string }

// A parcelEvent happened to a parcel. An event that does not say what it means for
// one does not compile. It may also be a checker (it can contradict itself), guarded
// (checked against the history), a deriver (the ledger computes some of its fields)
// or a chooser (it says which row of the state machine applies).
//
// Every file event_*.go lists its events with their names, and its rows of the
// state machine.
//
// Field tags are the catalogue: json is the stored name, zh the field's term,
// rule the constraints that hold for the field alone (see fields.go), codes the
// code list. Screens, documents and validation all read them from here.
type parcelEvent interface {
	Event
	// evolve keeps in p what happened on a day. It replaces what pointers, maps and
	// shared slices hold instead of writing through them.
	evolve(p *Parcel, on Date)
}

// A Party is an enterprise or body (单位), named and, where known, identified by
// its unified social credit code (统一社会信用代码).
type Party struct {
	Name string `json:"name,omitzero" zh:"名称" rule:"max=100" sight:"public"`
	USCC USCC   `json:"uscc,omitzero" zh:"统一社会信用代码"`
}

// A LandUse is a land-use code with the code system that gives it meaning; codes
// of different systems are never converted silently.
type LandUse struct {
	System Code   `json:"system" zh:"分类标准" rule:"required" codes:"use_system" sight:"public"`
	Code   string `json:"code,omitzero" zh:"代码" rule:"max=10" sight:"public"`
	Name   string `json:"name,omitzero" zh:"名称" rule:"max=40" sight:"public"`
}

// A Source names a record in the system it came from. The identity of a parcel
// is derived from it.
type Source struct {
	System string `json:"system" zh:"来源系统" rule:"required,max=100"`
	Key    string `json:"key" zh:"来源主键" rule:"required,max=200"`
}

// A Geometry is the outline of a parcel (宗地界址): a GeoJSON Polygon in CGCS2000
// longitude and latitude (EPSG:4490), degrees as decimal text so that no reader
// rounds them. The first ring is the outer one; rings are closed.
type Geometry struct {
	Rings [][][2]Decimal `json:"rings" zh:"界址环" rule:"required"`
}

// A Commitment is one promised figure (履约指标) as a typed row; each district
// chooses its own set. Target is a decimal, a date (…_BY) or a code (INDUSTRY).
type Commitment struct {
	Metric    Code    `json:"metric" zh:"指标" rule:"required" codes:"metric"`
	Operator  Code    `json:"operator" zh:"比较" rule:"required" codes:"operator"`
	Target    string  `json:"target" zh:"目标值" rule:"required,max=40" sight:"restricted,metric=TAX"`
	Unit      string  `json:"unit,omitzero" zh:"单位" rule:"max=20"`
	Stage     Code    `json:"stage,omitzero" zh:"考核阶段" codes:"check_stage"`
	Due       Date    `json:"due,omitzero" zh:"期限"`
	Tolerance Decimal `json:"tolerance,omitzero" zh:"容差率"`
	Penalty   string  `json:"penalty,omitzero" zh:"违约责任" rule:"max=500" sight:"restricted,metric=TAX,penalty=TAX"`
	Basis     Code    `json:"basis,omitzero" zh:"依据" codes:"basis"`
}

// A Deadline is an agreed day, either fixed or counted from the contract or from
// delivery (天津合同两种写法), resolved when its base event is recorded.
type Deadline struct {
	Base   Code `json:"base" zh:"起算" rule:"required" codes:"deadline_base" sight:"public"`
	Date   Date `json:"date,omitzero" zh:"日期" sight:"public"`
	Months int  `json:"months,omitzero" zh:"月数" rule:"min=0,max=600" sight:"public"`
	Days   int  `json:"days,omitzero" zh:"天数" rule:"min=0,max=20000" sight:"public"`
}

// An Instalment is one agreed payment (支付约定). Due may be absent (未载).
type Instalment struct {
	No     int  `json:"no" zh:"期号" rule:"required,min=1,max=100"`
	Due    Date `json:"due,omitzero" zh:"约定支付日期"`
	Amount Fen  `json:"amount" zh:"约定支付金额" rule:"required,min=0"`
}
