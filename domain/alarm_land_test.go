package domain

import "testing"

func TestAlarmsOfLand(t *testing.T) {
	watchAll(t, []sighting{
		{"180 days vacated", "R23", toVacated, "2024-12-28", nil},
		{"181 days vacated", "R23", toVacated, "2024-12-29", []string{"YELLOW 2024-12-29 2024-12-28"}},
		{"returned", "R23", then(toVacated, "2024-12-29 ReturnedToSupply"), "2024-12-29", nil},
		{"730 days in reserve", "R23", toReserved, "2017-02-28", nil},
		{"731 days in reserve", "R23", toReserved, "2017-03-01", []string{"YELLOW 2017-03-01 2017-02-28"}},
		{"offered", "R23", toRecruiting, "2020-03-01", nil},
	})
}

// Stories are recorded on 2026-06-30, a Tuesday: ten working days after 2026-06-15
// (19 to 21 June are a festival).
func TestAlarmsOfRecording(t *testing.T) {
	watchAll(t, []sighting{
		{"ten working days", "R25", then(toOperating, "2026-06-15 OperationChecked"), lateDay, nil},
		{"eleven working days", "R25", then(toOperating, "2026-06-12 OperationChecked"), lateDay, []string{"INFO 2026-06-30 2026-06-29 OperationChecked"}},
		{"back-filled", "R25", then(toRegistered, "补2015-02-01 ParcelSurveyed"), lateDay, nil},
	})
}
