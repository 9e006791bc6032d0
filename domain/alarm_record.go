package domain

// The alarms about the record itself.
var recordAlarms = []AlarmRule{
	{Code: "R25", ZH: "登记迟延", EN: "recorded late", Levels: []Code{levelInfo}, Owner: "PNR",
		TriggerZH: "最近登记的事件，自发生至登记超过 10 个工作日", TriggerEN: "working days from the day the latest recorded fact happened to its recording > 10",
		Parameters: []Parameter{RecordWorkdays, Holidays}, Source: "domain.md §10.6", look: watchRecording},
}

// watchRecording looks at the fact recorded last: the next one that is recorded in
// time ends the alarm. Back-filled facts and corrections are late by nature.
func watchRecording(w *watch) {
	last := w.Recording.Last
	if last.Event == "" {
		return
	}
	due, on := w.calendar.AddWorkdays(last.OccurredOn, w.Policy.Int(RecordWorkdays)), DateOf(last.At)
	if on <= due {
		return
	}
	w.raise(Alarm{Subject: last.Event, Deadline: due, Owner: last.Department, Detail: []Detail{{"recordedOn", string(on)}, {"days", count(last.OccurredOn.DaysUntil(on))}}},
		rung{on, levelInfo})
}
