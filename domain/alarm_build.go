package domain

// The alarms of delivery, start and completion.
var buildAlarms = []AlarmRule{
	{Code: "R01", ZH: "开工临近", EN: "start near", Levels: []Code{levelInfo}, Owner: "PNR",
		TriggerZH: "约定开工日前 30 日起至当日，未动工", TriggerEN: "start_by − 30 d ≤ today ≤ start_by, not started",
		ClearedBy: []string{"ConstructionStarted", "CommitmentsAmended"}, Parameters: []Parameter{AlarmLeadDays}, Source: "domain.md §10.6", look: watchStartNear},
	{Code: "R02", ZH: "开工逾期", EN: "start overdue", Levels: []Code{levelInfo, levelYellow}, Owner: "PNR",
		TriggerZH: "超过约定开工日，未动工；政府未按期交地的仅提示", TriggerEN: "today > start_by, not started; only informs while late delivery is the cause",
		ClearedBy: []string{"ConstructionStarted", "CommitmentsAmended", "IdleDisposed"}, Source: "domain.md §10.6; 闲置土地处置办法 8", look: watchStartOverdue},
	{Code: "R07", ZH: "竣工临近或逾期", EN: "completion near or overdue", Levels: []Code{levelYellow, levelOrange}, Owner: "HUC",
		TriggerZH: "约定竣工日前 60 日；逾期；逾期满 2 年列为低效候选 L1", TriggerEN: "complete_by − 60 d; today > complete_by; today ≥ addY(complete_by, 2): candidate L1",
		ClearedBy: []string{"ConstructionCompleted", "CommitmentsAmended"}, Parameters: []Parameter{AlarmLeadDays, LateCompletionYears}, Source: "domain.md §10.6, §6.1 L1", look: watchCompletion},
	{Code: "R11", ZH: "政府交地逾期", EN: "delivery by government late", Levels: []Code{levelOrange}, Owner: "LRC",
		TriggerZH: "超过约定交地日未交地，构成政府原因", TriggerEN: "today > deliver_by, not delivered: a government cause",
		ClearedBy: []string{"LandDelivered", "CommitmentsAmended"}, Source: "闲置土地处置办法 8(一)", look: watchDelivery},
}

// awaitsStart reports whether the start of construction is owed: land found in use
// was built before the record began, and once the way out has begun it is moot.
func (p *Parcel) awaitsStart() bool {
	return p.Contract != nil && p.Contract.StartOn != "" && p.Construction.StartedOn == "" && p.builds()
}

// builds reports whether the contract's days of building still bind.
func (p *Parcel) builds() bool {
	return p.Contract != nil && p.Confirmed == nil && p.Exit == nil && p.Construction.CompletedOn == ""
}

// lateStart says whose a late start is: as determined, else as far as the delivery
// tells. A start day counted from the delivery, or agreed after it, has taken a late
// delivery into account.
func (w *watch) lateStart() StartDelay {
	c, delivered := w.Contract, w.Construction.DeliveredOn
	deliverBy := c.DeliverOn
	if c.StartBy.Base == "DELIVERY" || c.StartBy == (Deadline{}) || delivered != "" && w.startAgreedOn() >= delivered {
		deliverBy = ""
	}
	d := startDelay(deliverBy, delivered, c.StartOn, w.Today)
	if x := w.Idle(); x != nil && x.Kind == idleNotStarted && x.Cause != "" && d.Cause != "" {
		d.Cause = x.Cause
	}
	return d
}

// startAgreedOn is the day on which the start day in force was agreed.
func (p *Parcel) startAgreedOn() Date {
	on := p.Contract.SignedOn
	for _, a := range p.Amendments {
		if a.Instrument == "CONTRACT" && a.Metric == "START_BY" {
			on = a.On
		}
	}
	return on
}

func (d StartDelay) detail() []Detail {
	list := []Detail{{"cause", string(d.Cause)}}
	if d.HandedLate > 0 {
		list = append(list, Detail{"handedLateDays", count(d.HandedLate)}, Detail{"fairOn", string(d.FairOn)})
	}
	return list
}

func watchStartNear(w *watch) {
	if w.startDue() && w.Contract.StartOn >= w.Today {
		w.raise(Alarm{Deadline: w.Contract.StartOn}, rung{w.lead(w.Contract.StartOn), levelInfo})
	}
}

func watchStartOverdue(w *watch) {
	if !w.startDue() {
		return
	}
	due, delay := w.Contract.StartOn, w.lateStart()
	first := rung{after(due), levelYellow}
	if delay.Cause == "GOVERNMENT" {
		first.level = levelInfo
	}
	w.raise(Alarm{Deadline: due, Detail: delay.detail()}, first)
}

func watchCompletion(w *watch) {
	if !w.builds() || w.Contract.CompleteOn == "" {
		return
	}
	due := w.Contract.CompleteOn
	a := Alarm{Deadline: due}
	if due.AddYears(w.Policy.Int(LateCompletionYears)) <= w.Today {
		a.Detail = []Detail{{"candidate", "L1"}}
	}
	w.raise(a, rung{w.lead(due), levelYellow}, rung{after(due), levelOrange})
}

func watchDelivery(w *watch) {
	if w.builds() && w.Contract.DeliverOn != "" && w.Construction.DeliveredOn == "" {
		w.raise(Alarm{Deadline: w.Contract.DeliverOn, Detail: []Detail{{"cause", "GOVERNMENT"}}}, rung{after(w.Contract.DeliverOn), levelOrange})
	}
}
