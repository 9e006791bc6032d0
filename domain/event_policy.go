package domain

// A bookEvent is an event of a book: a stream that is no parcel's.
type bookEvent interface {
	Event
	// keep takes into the book what the entry says.
	keep(b *Book, e Entry)
}

// policyEvents change the parameters of one scope, by two officers: what one has
// proposed another one puts in force.
var policyEvents = []eventCodec{
	declareIn[ParameterProposed](PolicyBook, "参数拟定", "Parameter proposed"),
	declareIn[ParameterApproved](PolicyBook, "参数批准", "Parameter approved"),
	declareIn[ParameterWithdrawn](PolicyBook, "参数撤回", "Parameter withdrawn"),
}

var policyCodes = map[string][]CodeName{
	"rounding":        {{"HALF_UP", "四舍五入", "half up"}, {"HALF_EVEN", "四舍六入五成双", "half to even"}, {"DOWN", "舍去", "down"}},
	"source_strength": {{strongNotice, "通知原文", "text of the notice"}, {strongConfirmed, "已核对公开来源", "confirmed in a published source"}, {weakMemory, "常识，条文待核", "well known, to be checked"}, {weakElsewhere, "外地做法", "practice elsewhere"}, {weakProposal, "设计建议", "proposal"}},
}

var policyRules = []Rule{
	{"ratio.form", RuleInvalid, "比率须为小数或分数", "a ratio is a decimal or a fraction"},
	{"scope", RuleInvalid, "适用范围须为 city、行政区代码，或行政区代码-园区", "a scope is city, a district, or district-park"},
	{"type.book", RuleInvalid, "此类事件不记入本簿册", "an event of another book"},
	{"book.backfill", RuleInvalid, "簿册事件没有补录和豁免，如实填写发生日期", "events of a book are not back-filled and have no overrides"},
	{"parameter.unknown", RuleInvalid, "没有此参数", "no such parameter"},
	{"parameter.key", RuleInvalid, "子项不符", "not a key of this parameter"},
	{"parameter.range", RuleInvalid, "参数值超出允许范围", "the value is out of range"},
	{"parameter.validity", RuleInvalid, "失效日期早于生效日期", "ends before it begins"},
	{"parameter.scope", RuleRefused, "此参数全市统一，只能在市级设定", "the same in all districts: set it for the city"},
	{"parameter.retroactive", RuleFinding, "生效日期早于批准日期，追溯适用；已作出的决定不变", "in force from before its approval; decisions made stay"},
	{"scheme.weights", RuleInvalid, "权重之和须为 1", "the weights must add up to 1"},
	{"scheme.cuts", RuleInvalid, "分档累计占比须递增至 1", "the cuts must rise to 1"},
	{"holiday.span", RuleInvalid, "放假起止日期有误", "not a run of days off"},
	{"proposal.unknown", RuleRefused, "没有此项拟定", "no such proposal"},
	{"proposal.closed", RuleRefused, "此项拟定已批准或撤回", "approved or withdrawn already"},
	{"proposal.officer", RuleRefused, "批准须由另一人作出", "another officer must approve"},
	{"proposal.before", RuleRefused, "早于拟定日期", "before the day of the proposal"},
}

// ParameterProposed 参数拟定 proposes a value of a parameter for the scope whose book
// it is entered in. Nothing holds before another officer approves it.
type ParameterProposed struct {
	Parameter Parameter `json:"parameter" zh:"参数" rule:"required,max=60"`
	Key       string    `json:"key,omitzero" zh:"子项" rule:"max=40"`
	Value     JSON      `json:"value" zh:"值" rule:"required"`
	ValidFrom Date      `json:"validFrom" zh:"生效日期" rule:"required"`
	ValidTo   Date      `json:"validTo,omitzero" zh:"失效日期"`
	Document  Evidence  `json:"document" zh:"依据文件" rule:"required"`
	Reason    string    `json:"reason,omitzero" zh:"理由" rule:"max=500"`
}

// ParameterApproved 参数批准 puts a proposal in force, by a second officer.
type ParameterApproved struct {
	Proposal EventID `json:"proposal" zh:"拟定事件" rule:"required"`
	Note     string  `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// ParameterWithdrawn 参数撤回 takes back a proposal that was not approved.
type ParameterWithdrawn struct {
	Proposal EventID `json:"proposal" zh:"拟定事件" rule:"required"`
	Reason   string  `json:"reason" zh:"理由" rule:"required,max=500"`
}

func (ParameterProposed) storedName() string  { return "ParameterProposed" }
func (ParameterApproved) storedName() string  { return "ParameterApproved" }
func (ParameterWithdrawn) storedName() string { return "ParameterWithdrawn" }

func (e ParameterProposed) faults(f *Fact, say faultFunc) {
	if e.ValidTo != "" && e.ValidTo < e.ValidFrom {
		say("/validTo", "parameter.validity", string(e.ValidFrom), string(e.ValidTo))
	}
	if e.Document.IssuedOn > f.OccurredOn {
		say("/document/issuedOn", "evidence.future")
	}
	if info := parameterByName[e.Parameter]; info == nil {
		say("/parameter", "parameter.unknown", string(e.Parameter))
	} else if !info.row.keyed(e.Key) {
		say("/key", "parameter.key", string(info.Keys), e.Key)
	}
}

func (e ParameterProposed) judge(b *Book, d *decision) {
	info := parameterByName[e.Parameter]
	d.problems = append(d.problems, info.row.check(e.Value, "/data/value", d.Today)...)
	if info.CityOnly && b.ID.Scope != (Scope{}) {
		d.refuse("/data/parameter", "parameter.scope", string(e.Parameter))
	}
}

func (e ParameterApproved) judge(b *Book, d *decision) {
	p := b.open(e.Proposal, d)
	if p == nil {
		return
	}
	if p.By.ID == d.by.ID {
		d.refuse("", "proposal.officer", p.By.Name)
	}
	if p.Event.ValidFrom < d.f.OccurredOn {
		d.find("/occurredOn", "parameter.retroactive", string(p.Event.ValidFrom), string(d.f.OccurredOn))
	}
}

func (e ParameterWithdrawn) judge(b *Book, d *decision) { b.open(e.Proposal, d) }
