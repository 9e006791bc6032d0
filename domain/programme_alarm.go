package domain

import "slices"

// milestoneRule is R32, the one alarm rule that looks at a programme and not at a
// parcel.
var milestoneRule = AlarmRule{
	Code: "R32", ZH: "试点工作节点", EN: "milestone of the pilot",
	TriggerZH: "节点期限前 30 日起未登记完成；逾期未登记", TriggerEN: "30 days before a milestone that is not reported done; after it",
	Levels: []Code{levelInfo, levelYellow}, Owner: "PNR", ClearedBy: []string{"MilestoneCompleted"},
	Parameters: []Parameter{Milestones, AlarmLeadDays}, Source: "津政办发〔2024〕1号 三; domain.md §15.1 item 17",
}

// Alarms returns the milestones that the city or district owes and has not reported,
// from some days before the day on, earliest first. The subject is the milestone.
func (b *Book) Alarms(terms Terms) []Alarm {
	if b.ID.Kind != ProgrammeBook {
		return nil
	}
	var list []Alarm
	lead := terms.Policy.LeadDays(string(milestoneRule.Code))
	for _, m := range b.Programme(terms).Milestones {
		warn, late := m.Due.AddDays(-lead), after(m.Due)
		if m.Status == "DONE" || terms.Today < warn {
			continue
		}
		a := Alarm{Rule: milestoneRule.Code, Subject: m.Code, Level: levelInfo, Since: warn, Deadline: m.Due, Owner: m.Department, ClearedBy: milestoneRule.ClearedBy}
		if terms.Today >= late {
			a.Level, a.Since = levelYellow, late
		}
		if a.Owner == "" {
			a.Owner = milestoneRule.Owner
		}
		a.State, a.With = a.handled(terms)
		list = append(list, a)
	}
	slices.SortStableFunc(list, func(a, b Alarm) int { return pick(a.Deadline < b.Deadline, -1, pick(a.Deadline > b.Deadline, 1, 0)) })
	return list
}
