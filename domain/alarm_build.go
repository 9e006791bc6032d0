package domain

// The alarms of delivery, start, idle land and completion. Idle land follows 闲置土地
// 处置办法 (Order 53, 2012) and domain.md §3 with §15.1, 1-4 and 10.
var buildAlarms = []AlarmRule{
	{Code: "R01", ZH: "开工临近", EN: "start near", Levels: []Code{levelInfo}, Owner: "PNR",
		TriggerZH: "约定开工日前 30 日起至当日，未动工", TriggerEN: "start_by − 30 d ≤ today ≤ start_by, not started",
		ClearedBy: []string{"ConstructionStarted", "CommitmentsAmended"}, Parameters: []Parameter{AlarmLeadDays}, Source: "domain.md §10.6", look: watchStartNear},
	{Code: "R02", ZH: "开工逾期", EN: "start overdue", Levels: []Code{levelInfo, levelYellow}, Owner: "PNR",
		TriggerZH: "超过约定开工日，未动工；政府未按期交地的仅提示", TriggerEN: "today > start_by, not started; only informs while late delivery is the cause",
		ClearedBy: []string{"ConstructionStarted", "CommitmentsAmended", "IdleDisposed"}, Source: "domain.md §10.6; 闲置土地处置办法 8", look: watchStartOverdue},
	{Code: "R03", ZH: "涉嫌闲置", EN: "idle land suspected", Levels: []Code{levelOrange}, Owner: "PNR",
		TriggerZH: "超过约定开工日满 1 年未动工，30 日内立案调查", TriggerEN: "today > addY(start_by, 1), not started; open a case within 30 d",
		ClearedBy: []string{"ConstructionStarted", "CommitmentsAmended", "IdleDisposed"}, Parameters: []Parameter{IdleStartYears, IdleInvestigateDays}, Source: "闲置土地处置办法 2", look: watchIdle},
	{Code: "R05", ZH: "满两年未动工", EN: "two years without start", Levels: []Code{levelOrange, levelRed}, Owner: "PNR",
		TriggerZH: "约定开工日后满 21 个月临近，超过满 2 年；仅企业原因、未动工类可提出无偿收回", TriggerEN: "addM(start_by, 21) near; today > addY(start_by, 2); recovery without compensation is proposed only for not started, holder-caused",
		ClearedBy: []string{"ConstructionStarted", "CommitmentsAmended", "IdleDisposed"}, Parameters: []Parameter{IdleReclaimYears, AlarmLeadMonths}, Source: "闲置土地处置办法 14(二); 城市房地产管理法 26", look: watchReclaim},
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

// lateStart says whose a late start is, as far as the deliveries tell.
func (w *watch) lateStart() StartDelay {
	c := w.Contract
	deliverBy := c.DeliverOn
	if c.StartBy.Base == "DELIVERY" || c.StartBy == (Deadline{}) {
		deliverBy = "" // counted from the delivery, so a late one moved it
	}
	return startDelay(deliverBy, w.Construction.DeliveredOn, c.StartOn, w.Today)
}

func (d StartDelay) detail() []Detail {
	list := []Detail{{"cause", string(d.Cause)}}
	if d.HandedLate > 0 {
		list = append(list, Detail{"handedLateDays", count(d.HandedLate)}, Detail{"fairOn", string(d.FairOn)})
	}
	return list
}

func watchStartNear(w *watch) {
	if w.awaitsStart() && w.Contract.StartOn >= w.Today {
		w.raise(Alarm{Deadline: w.Contract.StartOn}, rung{w.lead(w.Contract.StartOn), levelInfo})
	}
}

func watchStartOverdue(w *watch) {
	if !w.awaitsStart() {
		return
	}
	due, delay := w.Contract.StartOn, w.lateStart()
	first := rung{after(due), levelYellow}
	if delay.Cause == "GOVERNMENT" {
		first.level = levelInfo
	}
	w.raise(Alarm{Deadline: due, Detail: delay.detail()}, first)
}

func watchIdle(w *watch) {
	if !w.awaitsStart() {
		return
	}
	full := w.Contract.StartOn.AddYears(w.Policy.Int(IdleStartYears))
	open := Detail{"openCaseBy", string(after(full).AddDays(w.Policy.Int(IdleInvestigateDays)))}
	w.raise(Alarm{Deadline: full, Detail: append(w.lateStart().detail(), open)}, rung{after(full), levelOrange})
}

func watchReclaim(w *watch) {
	if !w.awaitsStart() {
		return
	}
	full := w.Contract.StartOn.AddYears(w.Policy.Int(IdleReclaimYears))
	near := w.Contract.StartOn.AddMonths(12*w.Policy.Int(IdleReclaimYears) - w.Policy.LeadMonths("R05"))
	delay := w.lateStart()
	level := pick(delay.Cause == "GOVERNMENT", levelOrange, levelRed)
	w.raise(Alarm{Deadline: full, Detail: delay.detail()}, rung{near, level}, rung{after(full), level})
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
