package domain

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
)

// The alarms of the figures that are reported, and of what they show.
var reportAlarms = []AlarmRule{
	{Code: "R12", ZH: "履约指标未达标", EN: "shortfall of a commitment", Levels: []Code{levelYellow, levelOrange}, Owner: "IIT",
		TriggerZH: "履约指标到期未达标（容差、合格线之外），或违约已认定未整改完成：差额率低于一半黄色，达到一半橙色", TriggerEN: "a commitment is missed at its stage beyond tolerance and pass ratio, or a breach was found and not mended: yellow below a shortfall of one half, orange from there",
		ClearedBy: []string{"RectificationAccepted", "CapacityAccepted", "OperationReported", "CommitmentsAmended"}, Parameters: []Parameter{CapacityPassRatio, WeakOutputRatio}, Source: "domain.md §10.6", look: watchBreaches},
	{Code: "R17", ZH: "经营数据缺报", EN: "report missing", Levels: []Code{levelInfo, levelYellow}, Owner: "IIT",
		TriggerZH: "季后 30 日未报季报；5 月 31 日后未报上年年报", TriggerEN: "no quarterly report 30 d after the quarter; no yearly one after 31 May",
		ClearedBy: []string{"OperationReported"}, Parameters: []Parameter{ReportQuarterDays, ReportYearMonths, Holidays}, Source: "domain.md §10.6", look: watchReports},
	{Code: "R26", ZH: "多源数据不一致", EN: "conflicting values", Levels: []Code{levelYellow}, Owner: "IIT",
		TriggerZH: "同一企业同一报告期两个来源相差超过 5%", TriggerEN: "two sources of one enterprise, metric and period differ by more than 5 %",
		ClearedBy: []string{"OperationReported", "EventCorrected", "EventAnnulled"}, Parameters: []Parameter{ConflictRatio, MetricOwner}, Source: "domain.md §9.2 一数一源", look: watchConflicts},
	{Code: "R29", ZH: "能耗排放超限或环境安全记录", EN: "energy, emission or safety", Levels: []Code{levelOrange}, Owner: "EEB",
		TriggerZH: "上年综合能耗或污染物排放超过约定总量；环境处罚、超标、安全事故、能耗超限记录未办结且未核查", TriggerEN: "last year's energy or emissions above the agreed cap; an open record of environment, safety or energy without a check since",
		ClearedBy: []string{"ComplianceRecorded", "OperationChecked", "OperationReported"}, Source: "domain.md §10.6", look: watchResources},
}

// watchShortfalls tells of promised figures that were missed and of which nobody has
// found a breach yet; days that were missed have rules of their own.
func watchShortfalls(w *watch) {
	if w.Stage == StageVacated || w.Agreement == nil && w.Contract == nil || w.Construction.CompletedOn == "" && w.Operation.ProducingSince == "" {
		return
	}
	half := w.Policy.Ratio(WeakOutputRatio)
	for _, c := range w.Commitments(w.Terms) {
		if c.Status != commitmentMissed || byDate[c.Metric] || w.breached(c.Metric, c.On) {
			continue
		}
		level, short := levelYellow, c.Shortfall.rat()
		if short != nil && short.Cmp(half) >= 0 {
			level = levelOrange
		}
		w.raise(Alarm{Subject: c.ID() + " " + string(c.Basis), Deadline: c.DueOn, Owner: breachOwner(c.Basis), Detail: []Detail{
			{"metric", string(c.Metric)}, {"target", c.Target}, {"actual", c.Actual}, {"shortfall", string(c.Shortfall)}}},
			rung{cmp.Or(c.On, after(c.DueOn)), level})
	}
}

// breached reports whether a breach of a metric is open, or was mended since a day.
func (p *Parcel) breached(metric Code, day Date) bool {
	return slices.ContainsFunc(p.Breaches, func(b Breach) bool {
		return b.Metric == metric && (b.Status == breachOpen || b.Status == breachRectifying || b.ClosedOn >= day)
	})
}

func watchBreaches(w *watch) {
	watchShortfalls(w)
	half := w.Policy.Ratio(WeakOutputRatio)
	for i := range w.Breaches {
		b := &w.Breaches[i]
		if b.Status != breachOpen && b.Status != breachRectifying || w.Stage == StageVacated {
			continue
		}
		level, short := levelYellow, b.Shortfall.rat()
		if short != nil && short.Cmp(half) >= 0 {
			level = levelOrange
		}
		a := Alarm{Subject: b.BreachID, Owner: breachOwner(b.Basis)}
		if b.Metric != "" {
			a.Detail = []Detail{{"metric", string(b.Metric)}}
		}
		if short != nil {
			a.Detail = append(a.Detail, Detail{"target", string(b.Target)}, Detail{"actual", string(b.Actual)}, Detail{"shortfall", string(b.Shortfall)})
		}
		w.raise(a, rung{b.FoundOn, level})
	}
}

// A reportDue is a report that a parcel in production owes for a period.
type reportDue struct {
	period Period
	due    Date // the last day to file it
	level  Code
}

// reportsDue are the next and the latest periods that are to be reported: of the
// quarter and the year before the present ones, and of those before them, as long as
// production went on through the whole of them.
func (p *Parcel) reportsDue(terms Terms, calendar Calendar) []reportDue {
	since := p.Operation.ProducingSince
	if since == "" || p.Exit != nil || p.Stage != StageProducing && p.Stage != StageOperating {
		return nil
	}
	y, m, _ := terms.Today.parts()
	var list []reportDue
	for back := 2; back >= 1; back-- {
		q := 4*y + (m-1)/3 - back
		period := Period(strconv.Itoa(q/4) + "Q" + strconv.Itoa(q%4+1))
		list = append(list, reportDue{period, calendar.Shift(period.end().AddDays(terms.Policy.Int(ReportQuarterDays))), levelInfo})
	}
	for back := 2; back >= 1; back-- {
		period := Period(strconv.Itoa(y - back))
		list = append(list, reportDue{period, calendar.Shift(period.end().AddMonths(terms.Policy.Int(ReportYearMonths))), levelYellow})
	}
	owed := list[:0]
	for _, d := range list {
		if d.period.start() >= since && !p.Operation.reported(d.period) {
			owed = append(owed, d)
		}
	}
	return owed
}

// reported reports whether the figures up to the end of the period are there; a year
// needs them of the whole year.
func (o *Operation) reported(period Period) bool {
	for i := len(o.Reports) - 1; i >= 0; i-- {
		r := o.Reports[i]
		whole := len(r.Period) == 4 || r.Basis == "CUMULATIVE"
		if r.Period.lastMonth() == period.lastMonth() && (len(period) > 4 || whole) {
			return true
		}
		if r.Period.lastMonth() < period.firstMonth() {
			return false
		}
	}
	return false
}

// watchReports tells of the latest quarter and year that are missing: older ones stay
// in the coverage of the figures.
func watchReports(w *watch) {
	var latest [2]*reportDue
	list := w.reportsDue(w.Terms, w.calendar)
	for i := range list {
		if d := &list[i]; d.due.overdue(w.Today) {
			latest[pick(d.level == levelInfo, 0, 1)] = d
		}
	}
	for _, d := range latest {
		if d != nil {
			w.raise(Alarm{Subject: string(d.period), Deadline: d.due}, rung{after(d.due), d.level})
		}
	}
}

// watchConflicts compares the last word of each source on an enterprise's period.
func watchConflicts(w *watch) {
	reports := w.Operation.Reports
	for i, r := range reports {
		for j := i - 1; j >= 0 && reports[j].Period == r.Period; j-- {
			old := reports[j]
			if old.Source != r.Source && old.Enterprise == r.Enterprise && old.Basis == r.Basis && w.lastOf(i) && w.lastOf(j) {
				w.conflict(old, r)
			}
		}
	}
}

// lastOf reports whether no later report of the same place is from the same source.
func (w *watch) lastOf(i int) bool {
	r := w.Operation.Reports[i]
	for _, later := range w.Operation.Reports[i+1:] {
		if later.Period != r.Period {
			return true
		}
		if later.Source == r.Source && later.Enterprise == r.Enterprise && later.Basis == r.Basis {
			return false
		}
	}
	return true
}

// conflict raises the figures of two reports that differ by more than the policy's
// share of the larger one. They are for the department whose figure counts to settle
// (一数一源).
func (w *watch) conflict(a, b *Report) {
	limit := w.Policy.Ratio(ConflictRatio)
	for _, f := range Figures {
		x, y := a.Value(f), b.Value(f)
		if x == nil || y == nil {
			continue
		}
		larger := pick(new(big.Rat).Abs(x).Cmp(new(big.Rat).Abs(y)) > 0, x, y)
		gap := new(big.Rat).Sub(x, y)
		if gap.Abs(gap).Cmp(new(big.Rat).Mul(limit, new(big.Rat).Abs(larger))) <= 0 {
			continue
		}
		w.raise(Alarm{Subject: string(b.Period) + " " + string(f), Owner: w.Policy.metricOwner(f), Detail: []Detail{
			{"enterprise", b.Enterprise}, {"source", string(a.Source)}, {"value", x.RatString()}, {"source", string(b.Source)}, {"value", y.RatString()}}}, rung{max(a.On, b.On), levelYellow})
	}
}

func watchResources(w *watch) {
	if w.Exit != nil || w.Stage == StageVacated {
		return
	}
	for i := range w.Records {
		r := &w.Records[i]
		if r.Kind == "KEY_SUPERVISED" || r.ClosedOn != "" || w.checkedSince(r.On) {
			continue
		}
		owner := map[Code]Code{"SAFETY": "EMB", "ENERGY_EXCESS": "DRC"}[r.Kind]
		w.raise(Alarm{Subject: r.DocNo, Owner: cmp.Or(owner, "EEB"), Detail: []Detail{{"kind", string(r.Kind)}}}, rung{r.On, levelOrange})
	}
	for _, metric := range caps {
		w.exceeded(metric)
	}
}

// caps are the promised limits of what is used and emitted in a year.
var caps = []Code{"ENERGY_CAP", "POLL_CAP", "POLL_CAP_COD", "POLL_CAP_NH3N", "POLL_CAP_SO2", "POLL_CAP_NOX", "POLL_CAP_VOCS"}

// exceeded holds the figure of last year against the agreed cap, in the unit of the cap.
func (w *watch) exceeded(metric Code) {
	agreed := w.commitment(metric)
	limit, year := Decimal(agreed.Target).rat(), w.Today.Year()-1
	if limit == nil {
		return
	}
	used := agreed.inUnit(w.yearValue(metric, year))
	if used == nil || used.Cmp(limit) <= 0 {
		return
	}
	a := Alarm{Subject: string(metric) + " " + strconv.Itoa(year), Detail: []Detail{{"target", agreed.Target}, {"actual", used.FloatString(2)}}}
	if metric == "ENERGY_CAP" {
		a.Owner = "DRC"
	}
	w.raise(a, rung{after(Period(strconv.Itoa(year)).end()), levelOrange})
}

// checkedSince reports whether the last check came on a day or later and found all
// well.
func (p *Parcel) checkedSince(day Date) bool {
	c := p.Operation.LastCheck
	return c != nil && c.Result == "PASS" && p.Operation.LastCheckOn >= day
}
