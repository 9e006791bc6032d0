package domain

import (
	"cmp"
	"math/big"
)

// The alarms of tenure, soil, stock and transfers.
var landAlarms = []AlarmRule{
	{Code: "R19", ZH: "使用期将满", EN: "term expires", Levels: []Code{levelInfo, levelYellow, levelOrange}, Owner: "PNR",
		TriggerZH: "期满前 6 年告知、3 年决定、1 年为续期申请期限，直至期满", TriggerEN: "term_end − 6 y inform, − 3 y decide, addY(term_end, −1) last day to apply for renewal, expiry",
		ClearedBy: []string{"TermRenewed", "ExitInitiated"}, Parameters: []Parameter{TermInformYears, TermDecideYears, TermRenewNotice}, Source: "城市房地产管理法 22; domain.md §10.6", look: watchTerm},
	{Code: "R22", ZH: "应做土壤调查", EN: "soil survey due", Levels: []Code{levelRed}, Owner: "EEB",
		TriggerZH: "重点监管单位用地已启动退出或变更用途，未做土壤调查", TriggerEN: "exit or change of use begun on land of a key supervised unit, no soil survey",
		ClearedBy: []string{"SoilSurveyed", "ExitCancelled"}, Source: "土壤污染防治法 67", look: watchSoil},
	{Code: "R23", ZH: "存量土地沉淀", EN: "stock stagnates", Levels: []Code{levelYellow}, Owner: "LRC",
		TriggerZH: "腾空超过 180 日未重回供应；储备超过 730 日未供应", TriggerEN: "VACATED > 180 d without return to supply; RESERVED > 730 d",
		ClearedBy: []string{"ReturnedToSupply", "LandReserved", "RecruitmentOpened", "SupplyAnnounced", "ReclaimedToFarmland"}, Parameters: []Parameter{StockVacatedDays, StockReservedDays}, Source: "domain.md §10.6", look: watchStock},
	{Code: "R24", ZH: "转让条件存疑", EN: "doubtful transfer", Levels: []Code{levelOrange}, Owner: "PNR",
		TriggerZH: "投资不足 25% 且未预告登记，或低于基准价 20% 以上（可优先购买），至新权利人登记", TriggerEN: "invested < 25 % without pre-registration, or price ≥ 20 % below the benchmark (pre-emption), until the new holder is registered",
		ClearedBy: []string{"TitleRegistered", "RightTransferred"}, Parameters: []Parameter{TransferInvestRatio, TransferPreempt}, Source: "城市房地产管理法 39; domain.md §2.5", look: watchTransfer},
}

func watchTerm(w *watch) {
	end := w.Term.End
	if end == "" || w.Exit != nil || w.Stage == StageVacated || w.Stage == StageRetired {
		return
	}
	renewBy := end.AddYears(-w.Policy.Int(TermRenewNotice))
	w.raise(Alarm{Deadline: end, Detail: []Detail{{"renewBy", string(renewBy)}}},
		rung{end.AddYears(-w.Policy.Int(TermInformYears)), levelInfo}, rung{end.AddYears(-w.Policy.Int(TermDecideYears)), levelYellow}, rung{renewBy, levelOrange})
}

// watchSoil: the survey is due before the right is taken back or handed on and before
// the use changes.
func watchSoil(w *watch) {
	w.raise(Alarm{}, rung{w.soilDue(), levelRed})
}

func watchStock(w *watch) {
	limit := StockVacatedDays
	switch w.Stage {
	case StageVacated:
	case StageReserved:
		limit = StockReservedDays
	default:
		return
	}
	due := w.StageSince.AddDays(w.Policy.Int(limit))
	w.raise(Alarm{Deadline: due, Detail: []Detail{{"days", count(w.StageSince.DaysUntil(w.Today))}}}, rung{after(due), levelYellow})
}

// watchTransfer looks at the last transfer of the right. A court sale and a
// succession need no investment (§15.1, 9), a share deal transfers no right.
func watchTransfer(w *watch) {
	if len(w.Transfers) == 0 {
		return
	}
	t := &w.Transfers[len(w.Transfers)-1]
	if t.Mode == "EQUITY" || w.Title != nil && w.Title.RegisteredOn > t.On {
		return
	}
	a := Alarm{Subject: cmp.Or(t.ConsentNo, t.To.Name)}
	exempt := t.Mode == "JUDICIAL" || t.Mode == "SUCCESSION" || t.PreRegistered
	if r := t.InvestedRatio.rat(); r != nil && !exempt && r.Cmp(w.Policy.Ratio(TransferInvestRatio)) < 0 {
		a.Detail = append(a.Detail, Detail{"investedRatio", string(t.InvestedRatio)})
	}
	if d := w.discount(t); d != "" {
		a.Detail = append(a.Detail, Detail{"discount", d})
	}
	if len(a.Detail) > 0 {
		w.raise(a, rung{t.On, levelOrange})
	}
}

// discount is how far a price lies below its benchmark when that lets the reserve buy
// first: price ≤ (1 − discount) · benchmark.
func (w *watch) discount(t *Transfer) string {
	if t.BenchmarkPrice <= 0 || t.Price <= 0 {
		return ""
	}
	rest := new(big.Rat).Sub(big.NewRat(1, 1), w.Policy.Ratio(TransferPreempt))
	if big.NewRat(int64(t.Price), int64(t.BenchmarkPrice)).Cmp(rest) > 0 {
		return ""
	}
	return string(t.Discount)
}
