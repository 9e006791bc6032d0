package domain

import "slices"

// An AlarmRule is one row of the table of alarm rules (domain.md §10.6).
type AlarmRule struct {
	Code Code   `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
	// TriggerZH and TriggerEN say when it holds; numbers are the standard values of
	// the parameters.
	TriggerZH string `json:"triggerZh"`
	TriggerEN string `json:"triggerEn"`
	Levels    []Code `json:"levels"`
	Owner     Code   `json:"owner"` // the department that watches it, unless the case says another
	// ClearedBy are the events that end it; empty when only the next one of its kind
	// or the calendar does.
	ClearedBy  []string    `json:"clearedBy,omitzero"`
	Parameters []Parameter `json:"parameters,omitzero"`
	Source     string      `json:"source"`

	// look raises the rule's alarms on a parcel; R32 looks at a programme and R00 at
	// the alarms of a parcel instead.
	look func(*watch)
}

// AlarmRules lists R01 to R32 and R00, which sums up the past that was loaded. The
// slice is the caller's.
func AlarmRules() []AlarmRule { return append(slices.Clone(alarmRules), milestoneRule, summaryRule) }

var alarmRules = func() []AlarmRule {
	all := slices.Concat(buildAlarms, idleAlarms, reportAlarms, operationAlarms, moneyAlarms, landAlarms, planAlarms, recordAlarms)
	slices.SortFunc(all, func(a, b AlarmRule) int { return pick(a.Code < b.Code, -1, 1) })
	return all
}()

var summaryRule = AlarmRule{
	Code: "R00", ZH: "补录期间已届满的期限", EN: "deadlines over before the record was loaded",
	TriggerZH: "补录完成前已届满且未见办结的期限，每宗地合并为一条", TriggerEN: "deadlines that ended before the past was loaded and of which no end is on record, one alarm a parcel",
	Levels: []Code{levelInfo, levelYellow}, Owner: "PNR", Source: "domain.md §10.2",
}
