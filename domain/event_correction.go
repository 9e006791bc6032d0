package domain

var correctionEvents = []eventCodec{
	declare[EventCorrected]("更正", "Event corrected", PhaseSurvey),
}

var correctionWays = []Transition{
	{Event: "EventCorrected", From: anywhere},
}

// A Diff is one corrected value: the JSON pointer into the target's data, the
// value that stands and the one that replaces it, both as JSON. An empty Old
// says that nothing stands there; an empty New takes the value away.
type Diff struct {
	Path string `json:"path" zh:"字段" rule:"required,max=200"`
	Old  JSON   `json:"old,omitzero" zh:"原值"`
	New  JSON   `json:"new,omitzero" zh:"新值"`
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

func (EventCorrected) storedName() string { return "EventCorrected" }
