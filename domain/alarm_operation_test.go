package domain

import "testing"

// The agreement of the stories: production by 2019-12-01, capacity by 2021-12-01.
func TestAlarmsOfOperation(t *testing.T) {
	basic := then(toProducing, but("2021-03-01 CapacityAccepted", `"PASS"`, `"BASIC","due":"2021-09-01"`))
	watchAll(t, []sighting{
		{"31 days ahead", "R08", toCompleted, "2019-10-31", nil},
		{"30 days ahead", "R08", toCompleted, "2019-11-01", []string{"YELLOW 2019-11-01 2019-12-01"}},
		{"overdue", "R08", toCompleted, "2019-12-02", []string{"YELLOW 2019-11-01 2019-12-01"}},
		{"producing", "R08", toProducing, "2019-12-02", nil},

		{"91 days ahead", "R09", toProducing, "2021-09-01", nil},
		{"90 days ahead", "R09", toProducing, "2021-09-02", []string{"YELLOW 2021-09-02 2021-12-01"}},
		{"on the day", "R09", toProducing, "2021-12-01", []string{"YELLOW 2021-09-02 2021-12-01"}},
		{"a day after", "R09", toProducing, "2021-12-02", []string{"ORANGE 2021-12-02 2021-12-01"}},
		{"reached", "R09", toOperating, "2021-12-02", nil},
		{"reached in part, with a new day", "R09", basic, "2021-09-02", []string{"ORANGE 2021-09-02 2021-09-01"}},
		{"on the way out", "R09", then(toProducing, "2021-11-01 ExitInitiated"), "2021-12-02", nil},
	})
}
