package domain

import (
	"math/big"
	"slices"
	"strconv"
)

// The alarms of production and operation.
var operationAlarms = []AlarmRule{
	{Code: "R08", ZH: "投产临近或逾期", EN: "production near or overdue", Levels: []Code{levelYellow}, Owner: "IIT",
		TriggerZH: "约定投产日前 30 日；逾期", TriggerEN: "PRODUCE_BY − 30 d; today > PRODUCE_BY",
		ClearedBy: []string{"ProductionStarted", "CommitmentsAmended"}, Parameters: []Parameter{AlarmLeadDays}, Source: "domain.md §10.6", look: watchProduction},
	{Code: "R09", ZH: "达产临近或逾期", EN: "capacity near or overdue", Levels: []Code{levelYellow, levelOrange}, Owner: "IIT",
		TriggerZH: "约定达产日（或验收整改期限）前 90 日；逾期", TriggerEN: "CAPACITY_BY (or the day a failed acceptance set) − 90 d; today > it",
		ClearedBy: []string{"CapacityAccepted", "CommitmentsAmended"}, Parameters: []Parameter{AlarmLeadDays}, Source: "domain.md §10.6", look: watchCapacity},
	{Code: "R16", ZH: "评价等级持续偏低", EN: "low grade year after year", Levels: []Code{levelOrange}, Owner: "IIT",
		TriggerZH: "连续两个评价年度 D 类：建议认定低效；连续两年 C 类：逐宗排查", TriggerEN: "grade D in two consecutive years: propose identification; C in two: screening",
		ClearedBy: []string{"LowEfficiencyIdentified", "EfficiencyRated"}, Parameters: []Parameter{GradeLowYears, GradeScreenYears}, Source: "domain.md §6.1 L8, L9", look: watchGrades},
	{Code: "R18", ZH: "过程评估临近或逾期", EN: "evaluation due", Levels: []Code{levelInfo}, Owner: "IIT",
		TriggerZH: "上次评估（或达产验收）后评估周期届满前 90 日起", TriggerEN: "last evaluation (or capacity acceptance) + interval − 90 d",
		ClearedBy: []string{"ProcessEvaluated"}, Parameters: []Parameter{EvalIntervalYears, AlarmLeadDays}, Source: "domain.md §10.6", look: watchEvaluation},
	{Code: "R20", ZH: "停产半停产", EN: "production halted", Levels: []Code{levelYellow, levelOrange}, Owner: "IIT",
		TriggerZH: "停产或半停产满 6 个月关注；满 1 年列为低效候选 L3", TriggerEN: "today ≥ addM(since, 6); today ≥ addY(since, 1): candidate L3",
		ClearedBy: []string{"ProductionResumed", "LowEfficiencyIdentified"}, Parameters: []Parameter{HaltWatchMonths, HaltCandidateYears}, Source: "domain.md §6.1 L3", look: watchHalt},
	{Code: "R21", ZH: "投资或产出不足约定一半", EN: "below half of the target", Levels: []Code{levelOrange}, Owner: "IIT",
		TriggerZH: "竣工满 2 年，投资强度或上年亩均产值不足约定的 50%：低效候选 L2", TriggerEN: "today ≥ addY(completed, 2) and FAI_PER_MU or last year's OUTPUT_PER_MU < 50 % of the target: candidate L2",
		ClearedBy: []string{"LowEfficiencyIdentified", "OperationReported", "CommitmentsAmended"}, Parameters: []Parameter{WeakOutputYears, WeakOutputRatio}, Source: "domain.md §6.1 L2", look: watchWeakOutput},
}

// produceBy and capacityBy are the agreement's days of production and capacity that
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
	c := p.commitment(metric)
	return pick(c.Due != "", c.Due, Date(c.Target))
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

// watchGrades is answered by an identification made since the last rating.
func watchGrades(w *watch) {
	ratings := w.Operation.Ratings
	if len(ratings) == 0 {
		return
	}
	last := ratings[len(ratings)-1]
	years := map[Code]Parameter{"D": GradeLowYears, "C": GradeScreenYears}[last.Grade]
	if years == "" || w.Operation.GradeRun(last.Grade) < w.Policy.Int(years) || w.identifiedSince(last.On) {
		return
	}
	w.raise(Alarm{Subject: strconv.Itoa(last.Year), Detail: []Detail{{"grade", string(last.Grade)}, {"candidate", pick(last.Grade == "D", "L8", "L9")}}}, rung{last.On, levelOrange})
}

// identifiedSince reports whether land was identified as low-efficient on a day or
// later, or is in the library still.
func (p *Parcel) identifiedSince(day Date) bool {
	return p.LowEff.Remaining > 0 || slices.ContainsFunc(p.LowEff.Identifications, func(i Identification) bool { return i.Since >= day })
}

// evaluateBy is the day of the next process evaluation, empty when none is owed:
// the agreement's interval, else the policy's, after the last one or after capacity
// was accepted.
func (p *Parcel) evaluateBy(policy Policy) Date {
	last := p.Operation.CapacityOn
	if n := len(p.Operation.Evaluations); n > 0 {
		last = max(last, p.Operation.Evaluations[n-1].On)
	}
	if last == "" || p.Agreement == nil || p.Exit != nil {
		return ""
	}
	years := p.Agreement.EvaluateEvery
	if years == 0 {
		years = policy.Int(EvalIntervalYears)
	}
	return last.AddYears(years)
}

func watchEvaluation(w *watch) {
	if due := w.evaluateBy(w.Policy); due != "" {
		w.raise(Alarm{Deadline: due}, rung{w.lead(due), levelInfo})
	}
}

func watchHalt(w *watch) {
	h := w.Operation.Halted
	if h == nil || w.Exit != nil || w.Stage == StageVacated {
		return
	}
	full := h.Since.AddYears(w.Policy.Int(HaltCandidateYears))
	a := Alarm{Deadline: full, Detail: []Detail{{"degree", string(h.Degree)}}}
	if full <= w.Today {
		if w.identifiedSince(full) {
			return
		}
		a.Detail = append(a.Detail, Detail{"candidate", "L3"})
	}
	w.raise(a, rung{h.Since.AddMonths(w.Policy.Int(HaltWatchMonths)), levelYellow}, rung{full, levelOrange})
}

// watchWeakOutput compares what was invested and produced on the land with what was
// promised; a figure that is not on record shows nothing.
func watchWeakOutput(w *watch) {
	done := w.Construction.Completion
	full := w.Construction.CompletedOn.AddYears(w.Policy.Int(WeakOutputYears))
	if done == nil || full > w.Today || w.Agreement == nil || w.Exit != nil || w.identifiedSince(full) {
		return
	}
	invested := done.Investment.Plant + done.Investment.Equipment + done.Investment.LandPrice
	w.weak("FAI_PER_MU", new(big.Rat).SetInt64(int64(invested)), full)
	year := w.Today.Year() - 1
	if w.Operation.ProducingSince != "" && w.Operation.ProducingSince <= Period(strconv.Itoa(year)).start() {
		w.weak("OUTPUT_PER_MU", w.Operation.YearFigure(FigureOutput, year), full)
	}
}

// weak raises the rule when money is below the policy's share of what was promised
// per mu.
func (w *watch) weak(metric Code, money *big.Rat, full Date) {
	target := Decimal(w.commitment(metric).Target).rat()
	actual := perMu(money, w.landArea())
	if target == nil || target.Sign() <= 0 || actual == nil {
		return
	}
	if actual.Cmp(new(big.Rat).Mul(target, w.Policy.Ratio(WeakOutputRatio))) >= 0 {
		return
	}
	w.raise(Alarm{Subject: string(metric), Deadline: full, Detail: []Detail{{"target", w.commitment(metric).Target}, {"actual", actual.FloatString(2)}, {"candidate", "L2"}}},
		rung{full, levelOrange})
}

// landArea is the area of the contract, else the registered one.
func (p *Parcel) landArea() Area {
	if p.Contract != nil {
		return p.Contract.Area
	}
	return p.Land.RegisteredArea
}

// perMu is money in 分 over land in 0.01 m² as 万元/亩: 1 万元 is 10⁶ 分 and 1 亩 is
// 2·10⁵/3 of 0.01 m², so it is money ÷ (15 · area). nil for what is not known.
func perMu(money *big.Rat, land Area) *big.Rat {
	if money == nil || land == 0 {
		return nil
	}
	return new(big.Rat).Quo(money, big.NewRat(15*int64(land), 1))
}
