package domain

import (
	"math/big"
	"strconv"
)

// The alarms of payments, penalties and bonds, and of what was ordered.
var moneyAlarms = []AlarmRule{
	{Code: "R10", ZH: "地价款逾期", EN: "land price overdue", Levels: []Code{levelOrange, levelRed}, Owner: "TAX",
		TriggerZH: "超过约定支付日（遇休息日顺延）未缴清，违约金 = 未缴 × 日率 × 天数；超过 60 日可解除合同", TriggerEN: "instalment due (shifted to a working day) < today, unpaid; penalty = unpaid × rate × days; > 60 d: rescission",
		ClearedBy: []string{"LandPricePaid"}, Parameters: []Parameter{PayLateRate, PayRescindDays, Rounding}, Source: "出让合同示范文本; domain.md §2.4", look: watchPayments},
	{Code: "R13", ZH: "整改临近或逾期", EN: "rectification near or overdue", Levels: []Code{levelOrange}, Owner: "IIT",
		TriggerZH: "整改期限（遇休息日顺延）前 7 日；逾期", TriggerEN: "due (shifted to a working day) − 7 d; overdue",
		ClearedBy: []string{"RectificationAccepted", "IssueResolved", "ObjectionResolved", "ProcessEvaluated"}, Parameters: []Parameter{AlarmLeadDays, Holidays}, Source: "民法典 203; domain.md §10.6", look: watchRectifications},
	{Code: "R14", ZH: "决定款项逾期未缴", EN: "decision unpaid", Levels: []Code{levelRed}, Owner: "TAX",
		TriggerZH: "闲置费送达满 30 日（遇休息日顺延）未缴清；其他款项超过缴款期限", TriggerEN: "idle fee: today > addD(served_on, 30), shifted to a working day; others: today > pay_by",
		ClearedBy: []string{"PenaltySettled"}, Parameters: []Parameter{IdlePayDays, Holidays}, Source: "闲置土地处置办法 16; domain.md §15.1(22)", look: watchPenalties},
	{Code: "R28", ZH: "履约保证金不足", EN: "bond too low", Levels: []Code{levelYellow}, Owner: "FIN",
		TriggerZH: "保证金余额低于应缴额", TriggerEN: "balance of the bond < what is required",
		ClearedBy: []string{"BondPosted"}, Source: "domain.md §10.6", look: watchBond},
}

func watchPayments(w *watch) {
	if w.Contract == nil || w.Stage == StageVacated {
		return
	}
	rate, limit := w.Policy.Ratio(PayLateRate), w.Policy.Int(PayRescindDays)
	for _, i := range w.Contract.Instalments {
		unpaid := i.Amount - w.Contract.Paid[i.No]
		if i.Due == "" || unpaid <= 0 {
			continue
		}
		due := w.calendar.Shift(i.Due)
		days := max(0, due.DaysUntil(w.Today))
		a := Alarm{Subject: strconv.Itoa(i.No), Deadline: due, Detail: []Detail{
			{"unpaid", fen(unpaid)}, {"days", count(days)}, {"penalty", fen(lateFee(unpaid, rate, days, w.Policy.rounding()))}}}
		w.raise(a, rung{after(due), levelOrange}, rung{after(due.AddDays(limit)), levelRed})
	}
}

// lateFee is unpaid × rate × days (逾期付款违约金) to the 分.
func lateFee(unpaid Fen, rate *big.Rat, days int, rounding Code) Fen {
	return share(unpaid, new(big.Rat).Mul(rate, big.NewRat(int64(days), 1)), rounding)
}

// watchRectifications watches everything that was ordered to be mended or answered by
// a day: rectifications, what an evaluation asked for, issues and objections.
func watchRectifications(w *watch) {
	if w.Stage != StageVacated {
		for i := range w.Breaches {
			if b := &w.Breaches[i]; b.Status == breachRectifying {
				w.mendBy(b.BreachID, b.Due, breachOwner(b.Basis))
			}
		}
		if e := w.Operation.toMend(); e != nil && w.Exit == nil {
			w.mendBy("E"+strconv.Itoa(e.CycleNo), e.RectifyBy, "IIT")
		}
	}
	for i := range w.Issues {
		if x := &w.Issues[i]; x.ResolvedOn == "" {
			w.mendBy(x.IssueID, x.Due, x.LeadDepartment)
		}
	}
	for i := range w.Objections {
		if x := &w.Objections[i]; x.ResolvedOn == "" {
			w.mendBy(x.ObjectionID, x.Due, "PNR")
		}
	}
}

func (w *watch) mendBy(subject string, due Date, owner Code) {
	if due == "" {
		return
	}
	due = w.calendar.Shift(due)
	w.raise(Alarm{Subject: subject, Deadline: due, Owner: owner}, rung{w.lead(due), levelOrange})
}

// payBy is the last day to pay a penalty: of the idle fee the policy's days after its
// service, of others the day that the paper names.
func (x *Penalty) payBy(policy Policy, calendar Calendar) Date {
	due := x.PayBy
	if x.Kind == "IDLE_FEE" && x.ServedOn != "" {
		due = x.ServedOn.AddDays(policy.Int(IdlePayDays))
	}
	return calendar.Shift(due)
}

func watchPenalties(w *watch) {
	for i := range w.Penalties {
		x := &w.Penalties[i]
		due := x.payBy(w.Policy, w.calendar)
		if due == "" || x.Outstanding() == 0 {
			continue
		}
		w.raise(Alarm{Subject: x.PenaltyID, Deadline: due, Detail: []Detail{{"kind", string(x.Kind)}, {"unpaid", fen(x.Outstanding())}}}, rung{after(due), levelRed})
	}
}

func watchBond(w *watch) {
	if short := w.Bond.Shortage(); short > 0 && w.Stage != StageVacated {
		w.raise(Alarm{Detail: []Detail{{"required", fen(w.Bond.Required)}, {"balance", fen(w.Bond.Balance())}, {"shortage", fen(short)}}}, rung{w.Bond.ChangedOn, levelYellow})
	}
}
