package domain

import "slices"

// Who has to act on an alarm that has been escalated.
const (
	districtGovernment Code = "DPG"
	cityTaskForce      Code = "TASK_FORCE"
)

// handled says whether the alarm has been escalated, and to whom (domain.md §10.6):
// yellow is with the district's bureau, orange goes to the district government when
// it was not dealt with in time, red to the task force of the city at once. It is a
// function of the level, of the day since which the alarm has it, and of today.
func (a *Alarm) handled(terms Terms) (state, with Code) {
	switch {
	case a.Level == levelRed:
		return "ESCALATED", cityTaskForce
	case a.Level == levelOrange && a.Since.AddDays(terms.Policy.Int(AlarmEscalateDays)) < terms.Today:
		return "ESCALATED", districtGovernment
	}
	return "OPEN", a.Owner
}

// A Closing is an alarm that an event ended, and the event.
type Closing struct {
	Alarm
	On    Date    `json:"on"`
	Event EventID `json:"event"`
	By    string  `json:"by"` // the event's name
}

// AlarmsCleared returns the alarms that the events of the history ended, in the order
// of the fold. What stands today is in Alarms.
func (h *History) AlarmsCleared(terms Terms) []Closing {
	var closed []Closing
	p := new(Parcel)
	for _, e := range h.effective() {
		terms.Today = max(e.Fact.OccurredOn, p.LastOn)
		standing := p.Alarms(terms)
		p.Take(e)
		still := p.Alarms(terms)
		for _, a := range standing {
			if a.Rule != summaryRule.Code && !slices.ContainsFunc(still, func(b Alarm) bool { return a.Identity() == b.Identity() }) {
				a.State = "CLEARED"
				closed = append(closed, Closing{a, e.Fact.OccurredOn, e.ID, e.Fact.Event.storedName()})
			}
		}
	}
	return closed
}
