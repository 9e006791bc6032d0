package domain

// The alarms of tenure, stock, plans and papers.
var landAlarms = []AlarmRule{
	{Code: "R23", ZH: "存量土地沉淀", EN: "stock stagnates", Levels: []Code{levelYellow}, Owner: "LRC",
		TriggerZH: "腾空超过 180 日未重回供应；储备超过 730 日未供应", TriggerEN: "VACATED > 180 d without return to supply; RESERVED > 730 d",
		ClearedBy: []string{"ReturnedToSupply", "LandReserved", "RecruitmentOpened", "SupplyAnnounced", "ReclaimedToFarmland"}, Parameters: []Parameter{StockVacatedDays, StockReservedDays}, Source: "domain.md §10.6", look: watchStock},
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
