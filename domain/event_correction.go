package domain

import "slices"

var correctionEvents = []eventCodec{
	declare[EventCorrected]("更正", "Event corrected", PhaseSurvey),
	declare[EventAnnulled]("作废", "Event annulled", PhaseSurvey),
	declare[EventCosigned]("会签", "Event co-signed", PhaseSurvey),
	declare[ObjectionFiled]("提出异议", "Objection filed", PhaseSurvey),
	declare[ObjectionResolved]("异议处理", "Objection resolved", PhaseSurvey),
}

var correctionWays = []Transition{
	{Event: "EventCorrected", From: anywhere},
	{Event: "EventAnnulled", From: anywhere},
	{Event: "EventCosigned", From: anywhere},
	{Event: "ObjectionFiled", From: anywhere},
	{Event: "ObjectionResolved", From: anywhere},
}

// A Diff is one corrected value: the JSON pointer into the target's data, the
// value that stands and the one that replaces it, both as JSON. An empty Old
// says that nothing stands there; an empty New takes the value away.
type Diff struct {
	Path string `json:"path" zh:"字段" rule:"required,max=200"`
	Old  JSON   `json:"old,omitzero" zh:"原值" sight:"restricted,at=path,old=TAX,new=TAX"`
	New  JSON   `json:"new,omitzero" zh:"新值" sight:"restricted,at=path,old=TAX,new=TAX"`
}

// EventCorrected 更正 replaces values of an earlier event of the same parcel, by a
// second officer. The earlier event stays as it was recorded. Path /occurredOn
// corrects the day; other paths lie below /data.
type EventCorrected struct {
	Target EventID `json:"target" zh:"被更正事件" rule:"required"`
	Diffs  []Diff  `json:"diffs" zh:"更正内容" rule:"required,max=40"`
	Reason Code    `json:"reason" zh:"更正原因" rule:"required" codes:"correction_reason"`
	Note   string  `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// EventAnnulled 作废 takes an earlier event of the same parcel out of effect, by a
// second officer. What rests on it goes with it and must be named: an annulment
// that leaves out a dependent event is refused, and so is one that names an
// event which stands without the target. Annulled events stay in the record.
type EventAnnulled struct {
	Target  EventID   `json:"target" zh:"被作废事件" rule:"required"`
	Cascade []EventID `json:"cascade,omitzero" zh:"随之作废的事件" rule:"max=200"`
	Reason  Code      `json:"reason" zh:"作废原因" rule:"required" codes:"correction_reason"`
	Note    string    `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// EventCosigned 会签 is one of the signatures that an event awaits. The event takes
// effect at its own place in valid time when the set is complete, and never
// when one of them refuses.
type EventCosigned struct {
	Target   EventID `json:"target" zh:"被会签事件" rule:"required"`
	Decision Code    `json:"decision" zh:"会签意见" rule:"required" codes:"cosign_decision"`
	// For says which of the awaited signatures this is; the ledger sets it.
	For  Code   `json:"for,omitzero" zh:"代表部门" rule:"derived" codes:"cosigner"`
	Note string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// ObjectionFiled 提出异议 disputes an earlier event of the same parcel.
type ObjectionFiled struct {
	ObjectionID string  `json:"objectionId" zh:"异议编号" rule:"required,max=60"`
	Target      EventID `json:"target" zh:"被异议事件" rule:"required"`
	Filer       Party   `json:"filer" zh:"提出人" rule:"required"`
	Text        string  `json:"text" zh:"异议内容" rule:"required,max=1000"`
	Due         Date    `json:"due,omitzero" zh:"答复期限"`
}

// ObjectionResolved 异议处理 answers an objection. One that is upheld is followed by a
// correction or an annulment; it changes nothing by itself.
type ObjectionResolved struct {
	ObjectionID string `json:"objectionId" zh:"异议编号" rule:"required,max=60"`
	Outcome     Code   `json:"outcome" zh:"处理结果" rule:"required" codes:"objection_outcome"`
	Answer      string `json:"answer" zh:"答复" rule:"required,max=1000"`
}

func (EventCorrected) storedName() string    { return "EventCorrected" }
func (EventAnnulled) storedName() string     { return "EventAnnulled" }
func (EventCosigned) storedName() string     { return "EventCosigned" }
func (ObjectionFiled) storedName() string    { return "ObjectionFiled" }
func (ObjectionResolved) storedName() string { return "ObjectionResolved" }

var correctionCodes = map[string][]CodeName{
	"cosign_decision":   {{"AGREE", "同意", "agree"}, {"REFUSE", "不同意", "refuse"}},
	"cosign_rule":       {{"NONE", "不以会签为生效条件", "events take effect at once"}, {"MATRIX", "按权责清单会签后生效", "events wait for the signatures of the matrix"}},
	"objection_outcome": {{"UPHELD", "成立", "upheld"}, {"DISMISSED", "不成立", "dismissed"}, {"WITHDRAWN", "撤回", "withdrawn"}},
	"cosigner":          append(slices.Clip(commonCodes["department"]), CodeName{secondOfficer, "第二人", "a second officer"}),
}

// secondOfficer is awaited from any officer but the one who recorded.
const secondOfficer Code = "SECOND"
