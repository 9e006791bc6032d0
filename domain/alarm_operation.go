package domain

// The alarms of production and operation.
var operationAlarms = []AlarmRule{
	{Code: "R08", ZH: "投产临近或逾期", EN: "production near or overdue", Levels: []Code{levelYellow}, Owner: "IIT",
		TriggerZH: "约定投产日前 30 日；逾期", TriggerEN: "PRODUCE_BY − 30 d; today > PRODUCE_BY",
		ClearedBy: []string{"ProductionStarted", "CommitmentsAmended"}, Parameters: []Parameter{AlarmLeadDays}, Source: "domain.md §10.6", look: watchProduction},
	{Code: "R09", ZH: "达产临近或逾期", EN: "capacity near or overdue", Levels: []Code{levelYellow, levelOrange}, Owner: "IIT",
		TriggerZH: "约定达产日（或验收整改期限）前 90 日；逾期", TriggerEN: "CAPACITY_BY (or the day a failed acceptance set) − 90 d; today > it",
		ClearedBy: []string{"CapacityAccepted", "CommitmentsAmended"}, Parameters: []Parameter{AlarmLeadDays}, Source: "domain.md §10.6", look: watchCapacity},
}

// producedBy and capacityBy are the agreement's days of production and capacity that
// are still owed, empty when none is. A failed acceptance sets its own day.
func (p *Parcel) produceBy() Date {
	if p.Exit != nil || p.Operation.ProducingSince != "" {
		return ""
	}
	return p.promisedOn("PRODUCE_BY")
}

func (p *Parcel) capacityBy() Date {
	switch {
	case p.Exit != nil:
		return ""
	case p.Operation.CapacityDue != "":
		return p.Operation.CapacityDue
	case p.Operation.CapacityOn != "":
		return ""
	}
	return p.promisedOn("CAPACITY_BY")
}

// promisedOn is the day of a commitment of the agreement.
func (p *Parcel) promisedOn(metric Code) Date {
	if p.Agreement == nil {
		return ""
	}
	for _, c := range p.Agreement.Commitments {
		if c.Metric == metric {
			return pick(c.Due != "", c.Due, Date(c.Target))
		}
	}
	return ""
}

func watchProduction(w *watch) {
	if due := w.produceBy(); due != "" {
		w.raise(Alarm{Deadline: due}, rung{w.lead(due), levelYellow})
	}
}

func watchCapacity(w *watch) {
	if due := w.capacityBy(); due != "" {
		w.raise(Alarm{Deadline: due}, rung{w.lead(due), levelYellow}, rung{after(due), levelOrange})
	}
}
