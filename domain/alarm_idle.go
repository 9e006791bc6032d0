package domain

// The alarms of idle land: 闲置土地处置办法 (Order 53, 2012), 城市房地产管理法 26, and
// domain.md §3 with §15.1, 1-4 and 10. What is not started and what is suspended are
// two kinds: only the first, and only through its holder's fault, leads to the fee
// and to recovery without compensation (E02).
var idleAlarms = []AlarmRule{
	{Code: "R03", ZH: "涉嫌闲置", EN: "idle land suspected", Levels: []Code{levelOrange}, Owner: "PNR",
		TriggerZH: "超过约定开工日满 1 年未动工，30 日内立案调查", TriggerEN: "today > addY(start_by, 1), not started; open a case within 30 d",
		ClearedBy: []string{"ConstructionStarted", "CommitmentsAmended", "IdleDisposed"}, Parameters: []Parameter{IdleStartYears, IdleInvestigateDays}, Source: "闲置土地处置办法 2", look: watchIdle},
	{Code: "R04", ZH: "应征缴土地闲置费", EN: "idle fee due", Levels: []Code{levelRed}, Owner: "PNR",
		TriggerZH: "认定为未动工类、企业原因，且满 1 年未满 2 年：建议按价款 20% 征缴", TriggerEN: "determined NOT_STARTED and HOLDER, more than 1 and at most 2 years: propose 20 % of the price",
		ClearedBy: []string{"PenaltyImposed", "ConstructionStarted", "IdleDisposed"}, Parameters: []Parameter{IdleFeeRate, IdleStartYears, IdleReclaimYears, Rounding}, Source: "闲置土地处置办法 14(一)", look: watchIdleFee},
	{Code: "R05", ZH: "满两年未动工", EN: "two years without start", Levels: []Code{levelOrange, levelRed}, Owner: "PNR",
		TriggerZH: "约定开工日后满 21 个月临近，超过满 2 年；政府原因、不可抗力、必要前期工作不计；仅认定为企业原因、未动工类可建议无偿收回", TriggerEN: "addM(start_by, 21) near; today > addY(start_by, 2); excused by government, force majeure and preparatory work; E02 is proposed only when determined NOT_STARTED and HOLDER",
		ClearedBy: []string{"ConstructionStarted", "CommitmentsAmended", "IdleDisposed", "ExitInitiated"}, Parameters: []Parameter{IdleReclaimYears, AlarmLeadMonths}, Source: "闲置土地处置办法 14(二); 城市房地产管理法 26", look: watchReclaim},
	{Code: "R06", ZH: "停工满一年", EN: "suspended for a year", Levels: []Code{levelOrange}, Owner: "PNR",
		TriggerZH: "停工满 9 个月预警；满 1 年且已动工面积不足三分之一或已投资不足四分之一", TriggerEN: "addM(since, 9) warns; today > addY(since, 1) and (3·developed < due or 4·invested < total)",
		ClearedBy: []string{"ConstructionResumed", "ConstructionCompleted", "IdleDetermined"}, Parameters: []Parameter{IdleStartYears, IdleAreaRatio, IdleInvestRatio, AlarmLeadMonths}, Source: "闲置土地处置办法 2", look: watchSuspension},
	{Code: "R15", ZH: "超期延长或临时使用", EN: "extension or temporary use too long", Levels: []Code{levelRed}, Owner: "PNR",
		TriggerZH: "延期后开工日超过补充协议约定日满 1 年，或临时使用超过 2 年（须说明理由方可登记）", TriggerEN: "new_start_by > addY(basis_date, 1), or temporary use > 2 y; recorded only with an override",
		ClearedBy: []string{"ConstructionStarted", "IdleDisposed", "EventCorrected"}, Parameters: []Parameter{IdleExtensionMax, IdleTempUseMax}, Source: "闲置土地处置办法 12; domain.md §15.1(1)", look: watchExtension},
}

// Kinds of idle land.
const (
	idleNotStarted      Code = "NOT_STARTED"
	idleSuspendedBuilds Code = "SUSPENDED"
)

// excused are the causes that bar recovery after two years (城市房地产管理法 26).
var excused = map[Code]bool{"GOVERNMENT": true, "FORCE_MAJEURE": true, "PREPARATORY_WORK": true}

// startDue reports whether an overdue start still counts. A disposal that ended the
// idle case answers it: an extension by its new day, a temporary use until it ends,
// the other measures for good, unless a later paper agrees on a new day.
func (w *watch) startDue() bool {
	if !w.awaitsStart() {
		return false
	}
	c := w.Idle()
	if c == nil || c.Kind != idleNotStarted || c.Status != idleDisposed || c.stands() || c.DisposedOn < w.Contract.StartOn {
		return true
	}
	return c.TempUseUntil != "" && c.TempUseUntil < w.Today
}

// determinedIdle is the determination that stands for land not started, or nil.
func (w *watch) determinedIdle() *IdleCase {
	if c := w.Idle(); c != nil && c.Kind == idleNotStarted && c.stands() {
		return c
	}
	return nil
}

func watchIdle(w *watch) {
	if !w.startDue() {
		return
	}
	full := w.Contract.StartOn.AddYears(w.Policy.Int(IdleStartYears))
	c := w.Idle()
	if c != nil && c.Status == idleDisposed {
		if c.stands() && c.DisposedOn > full {
			return // a fee was charged; R05 watches the second year
		}
		full = max(full, c.TempUseUntil)
	}
	a := Alarm{Deadline: full, Detail: w.lateStart().detail()}
	if w.IdleRunning() {
		a.Detail = append(a.Detail, Detail{"case", c.CaseNo}, Detail{"caseStatus", string(c.Status)})
	} else {
		a.Detail = append(a.Detail, Detail{"openCaseBy", string(after(full).AddDays(w.Policy.Int(IdleInvestigateDays)))})
	}
	w.raise(a, rung{after(full), levelOrange})
}

// watchIdleFee proposes the fee on a determination against the holder. Which price
// counts when only a part lies idle is the officer's choice, so the areas are told.
func watchIdleFee(w *watch) {
	c := w.determinedIdle()
	if !w.startDue() || c == nil || c.Cause != "HOLDER" || w.idleFeeImposed(c.CaseNo) {
		return
	}
	start := w.Contract.StartOn
	until := start.AddYears(w.Policy.Int(IdleReclaimYears))
	if !start.fullYearsPast(w.Policy.Int(IdleStartYears), w.Today) || until.overdue(w.Today) {
		return
	}
	a := Alarm{Subject: c.CaseNo, Deadline: until}
	if price := w.Contract.Price; price != nil {
		a.Detail = []Detail{{"price", fen(*price)}, {"proposedFee", fen(IdleFee(*price, w.Policy))}}
	}
	a.Detail = append(a.Detail, Detail{"idleArea", area(c.Area)}, Detail{"area", area(w.Land.RegisteredArea)})
	w.raise(a, rung{max(c.DeterminedOn, after(start.AddYears(w.Policy.Int(IdleStartYears)))), levelRed})
}

func (p *Parcel) idleFeeImposed(caseNo string) bool {
	for i := range p.Penalties {
		if x := &p.Penalties[i]; x.Kind == "IDLE_FEE" && (x.CaseNo == caseNo || x.CaseNo == "") {
			return true
		}
	}
	return false
}

func watchReclaim(w *watch) {
	if !w.startDue() {
		return
	}
	c, delay := w.determinedIdle(), w.lateStart()
	if c != nil && (excused[c.Cause] || c.ReclaimOn != "") {
		return
	}
	years := w.Policy.Int(IdleReclaimYears)
	full, near := w.Contract.StartOn.AddYears(years), w.Contract.StartOn.AddMonths(12*years-w.Policy.LeadMonths("R05"))
	level := levelRed
	if delay.Cause == "GOVERNMENT" || c != nil && c.Cause == "MIXED" {
		level = levelOrange
	}
	a := Alarm{Deadline: full, Detail: delay.detail()}
	if c != nil && c.Cause == "HOLDER" && full.overdue(w.Today) {
		a.Detail = append(a.Detail, Detail{"proposedExit", "E02"})
	}
	w.raise(a, rung{near, level}, rung{after(full), level})
}

// watchSuspension: where a figure is not on record it warns, because the land may lie
// idle, and says no more, because nothing shows that it does.
func watchSuspension(w *watch) {
	s := w.Construction.Suspended
	if s == nil || w.Exit != nil {
		return
	}
	if c := w.Idle(); c != nil && c.Kind == idleSuspendedBuilds && c.DeterminedOn >= s.Since {
		return
	}
	full := s.Since.AddYears(w.Policy.Int(IdleStartYears))
	near := s.Since.AddMonths(12*w.Policy.Int(IdleStartYears) - w.Policy.LeadMonths("R06"))
	below := s.Below(w.Policy)
	if !below && s.DevelopedArea != nil && s.DueArea != nil && s.Invested != nil && s.TotalInvestment != nil {
		return
	}
	a := Alarm{Deadline: full, Detail: s.figures()}
	if !below {
		w.raise(a, rung{near, levelOrange})
		return
	}
	w.raise(a, rung{near, levelOrange}, rung{after(full), levelOrange})
}

func (s *Suspension) figures() (list []Detail) {
	if s.DevelopedArea != nil && s.DueArea != nil {
		list = append(list, Detail{"developedArea", area(*s.DevelopedArea)}, Detail{"dueArea", area(*s.DueArea)})
	}
	if s.Invested != nil && s.TotalInvestment != nil {
		list = append(list, Detail{"invested", fen(*s.Invested)}, Detail{"totalInvestment", fen(*s.TotalInvestment)})
	}
	return list
}

func watchExtension(w *watch) {
	c := w.Idle()
	if c == nil || c.DisposedOn == "" {
		return
	}
	if until := c.BasisDate.AddMonths(w.Policy.Int(IdleExtensionMax)); until != "" && c.NewStartBy > until && w.awaitsStart() {
		w.raise(Alarm{Subject: c.CaseNo, Deadline: until, Detail: []Detail{{"newStartBy", string(c.NewStartBy)}}}, rung{c.DisposedOn, levelRed})
	}
	if until := c.TempUseFrom.AddMonths(w.Policy.Int(IdleTempUseMax)); until != "" && c.TempUseUntil > until && w.Today <= c.TempUseUntil {
		w.raise(Alarm{Subject: c.CaseNo, Deadline: until, Detail: []Detail{{"tempUseUntil", string(c.TempUseUntil)}}}, rung{c.DisposedOn, levelRed})
	}
}
