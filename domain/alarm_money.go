package domain

import (
	"math/big"
	"strconv"
)

// The alarms of payments, penalties and bonds, and of what was ordered.
var moneyAlarms = []AlarmRule{
	{Code: "R10", ZH: "地价款逾期", EN: "land price overdue", Levels: []Code{levelOrange, levelRed}, Owner: "TAX",
		TriggerZH: "超过约定支付日（遇休息日顺延）未缴清，违约金 = 未缴 × 日率 × 天数；超过 60 日可解除合同", TriggerEN: "instalment due (shifted to a working day) < today, unpaid; penalty = unpaid × rate × days; > 60 d: rescission",
		ClearedBy: []string{"LandPricePaid"}, Parameters: []Parameter{PayLateRate, PayRescindDays}, Source: "出让合同示范文本; domain.md §2.4", look: watchPayments},
	{Code: "R13", ZH: "整改临近或逾期", EN: "rectification near or overdue", Levels: []Code{levelOrange}, Owner: "IIT",
		TriggerZH: "整改期限（遇休息日顺延）前 7 日；逾期", TriggerEN: "due (shifted to a working day) − 7 d; overdue",
		ClearedBy: []string{"RectificationAccepted"}, Parameters: []Parameter{AlarmLeadDays}, Source: "民法典 203; domain.md §10.6", look: watchRectifications},
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
			{"unpaid", fen(unpaid)}, {"days", count(days)}, {"penalty", fen(lateFee(unpaid, rate, days))}}}
		w.raise(a, rung{after(due), levelOrange}, rung{after(due.AddDays(limit)), levelRed})
	}
}

// lateFee is unpaid × rate × days (逾期付款违约金), rounded half up to 分.
func lateFee(unpaid Fen, rate *big.Rat, days int) Fen {
	fee := new(big.Rat).SetInt64(int64(unpaid))
	fee.Mul(fee, rate)
	return roundFen(fee.Mul(fee, new(big.Rat).SetInt64(int64(days))))
}

// roundFen rounds an amount that is not negative half up to 分.
func roundFen(r *big.Rat) Fen {
	twice := new(big.Int).Mul(r.Num(), big.NewInt(2))
	twice.Add(twice, r.Denom())
	return Fen(twice.Div(twice, new(big.Int).Mul(r.Denom(), big.NewInt(2))).Int64())
}

// rectifyBy is the last day of an open rectification: an act to be performed.
func (w *watch) rectifyBy(b *Breach) Date { return w.calendar.Shift(b.Due) }

func watchRectifications(w *watch) {
	if w.Stage == StageVacated {
		return
	}
	for i := range w.Breaches {
		b := &w.Breaches[i]
		if b.Status != breachRectifying || b.Due == "" {
			continue
		}
		due := w.rectifyBy(b)
		w.raise(Alarm{Subject: b.BreachID, Deadline: due, Owner: breachOwner(b.Basis)}, rung{w.lead(due), levelOrange})
	}
}
