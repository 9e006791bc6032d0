package domain

// The alarm of the pilot's milestones, which is of a programme and no parcel.
var programmeAlarms = []AlarmRule{
	{Code: "R32", ZH: "试点节点临近或逾期", EN: "milestone of the pilot", Levels: []Code{levelInfo, levelYellow}, Owner: "PNR",
		TriggerZH: "节点期限前 30 日；逾期未登记完成", TriggerEN: "due − 30 d; overdue and not reported as done",
		ClearedBy: []string{"MilestoneCompleted"}, Parameters: []Parameter{Milestones, AlarmLeadDays}, Source: "津政办发〔2024〕1号 三; domain.md §15.1(17)"},
}

// Alarms returns the alarms of the milestones that the city or district owes, in the
// order of the milestones.
func (p *Programme) Alarms(terms Terms) []Alarm {
	w := watch{Terms: terms, rule: &programmeAlarms[0]}
	for _, m := range p.Milestones {
		if m.Status != "DONE" {
			w.raise(Alarm{Subject: m.Code, Deadline: m.Due, Owner: m.Department}, rung{w.lead(m.Due), levelInfo}, rung{after(m.Due), levelYellow})
		}
	}
	for i := range w.alarms {
		w.alarms[i].State, w.alarms[i].With = w.alarms[i].handled(terms)
	}
	return w.alarms
}
