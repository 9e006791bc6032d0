package domain

import (
	"slices"
	"strconv"
	"testing"
)

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

func rated(lines []string, grades string) []string {
	for i, g := range grades {
		year := strconv.Itoa(2021 + i)
		lines = then(lines, strconv.Itoa(2022+i)+`-06-01 EfficiencyRated {"evalYear":`+year+`,"ruleVersion":"`+year+`","grade":"`+string(g)+`"}`)
	}
	return lines
}

func TestAlarmsOfEvaluation(t *testing.T) {
	every2 := then(toContracted, but("2016-05-01 SupervisionAgreementSigned", `"partyA"`, `"evaluateEvery":2,"partyA"`),
		"2016-08-01 LandDelivered", "2017-05-01 ConstructionStarted", "2019-05-01 ConstructionCompleted", "2019-10-01 ProductionStarted", "2021-03-01 CapacityAccepted")
	halted := then(toOperating, "2022-01-05 ProductionHalted")
	watchAll(t, []sighting{
		{"once D", "R16", rated(toOperating, "D"), "2022-06-01", nil},
		{"twice D", "R16", rated(toOperating, "DD"), "2023-06-01", []string{"ORANGE 2023-06-01  2022"}},
		{"D, C, D", "R16", rated(toOperating, "DCD"), "2024-06-01", nil},
		{"twice C", "R16", rated(toOperating, "CC"), "2023-06-01", []string{"ORANGE 2023-06-01  2022"}},
		{"twice B", "R16", rated(toOperating, "BB"), "2023-06-01", nil},
		{"better since", "R16", rated(toOperating, "DDB"), "2024-06-01", nil},
		{"identified", "R16", then(rated(toOperating, "DD"), "2023-07-01 LowEfficiencyIdentified"), "2023-07-01", nil},

		{"91 days ahead", "R18", toOperating, "2023-12-01", nil},
		{"90 days ahead of three years", "R18", toOperating, "2023-12-02", []string{"INFO 2023-12-02 2024-03-01"}},
		{"overdue", "R18", toOperating, "2024-03-02", []string{"INFO 2023-12-02 2024-03-01"}},
		{"evaluated", "R18", then(toOperating, "2024-02-01 ProcessEvaluated"), "2024-03-02", nil},
		{"the agreement's own interval", "R18", every2, "2022-12-01", []string{"INFO 2022-12-01 2023-03-01"}},

		{"a day less than six months", "R20", halted, "2022-06-30", nil},
		{"six months", "R20", halted, "2022-07-01", []string{"YELLOW 2022-07-01 2023-01-01"}},
		{"a day less than a year", "R20", halted, "2022-12-31", []string{"YELLOW 2022-07-01 2023-01-01"}},
		{"a year", "R20", halted, "2023-01-01", []string{"ORANGE 2023-01-01 2023-01-01"}},
		{"resumed", "R20", then(halted, "2022-08-01 ProductionResumed"), "2023-01-01", nil},
		{"identified", "R20", then(halted, "2023-02-01 LowEfficiencyIdentified"), "2023-02-01", nil},
	})
	if got, want := details(t, told(t, halted...).Parcel().Alarms(under("2023-01-01")), "R20"), []string{"degree=STOPPED", "candidate=L3"}; !slices.Equal(got, want) {
		t.Errorf("R20 says %q, want %q", got, want)
	}
}

// FAI_PER_MU 400 万元/亩 on 5 hectares = 75 mu is 300 million yuan; half of it is
// 15,000,000,000 分.
func TestAlarmsOfWeakOutput(t *testing.T) {
	built := func(plant string) []string {
		return then(toBuilding, but("2019-05-01 ConstructionCompleted", `"plant":100,"equipment":100`, `"plant":`+plant+`,"equipment":100`), "2019-10-01 ProductionStarted", "2021-03-01 CapacityAccepted")
	}
	agreed := func(output string) []string {
		return then(toContracted, but("2016-05-01 SupervisionAgreementSigned", `{"metric":"FAI_PER_MU","operator":"GE","target":"400"}`, `{"metric":"FAI_PER_MU","operator":"GE","target":"400"},{"metric":"OUTPUT_PER_MU","operator":"GE","target":"200"}`),
			"2016-08-01 LandDelivered", "2017-05-01 ConstructionStarted", but("2019-05-01 ConstructionCompleted", `"plant":100`, `"plant":30000000000`), "2019-10-01 ProductionStarted", "2021-03-01 CapacityAccepted",
			but("2022-01-10 OperationReported", `"2021Q1"`, `"2021"`, `"output":100`, `"output":`+output))
	}
	watchAll(t, []sighting{
		{"a day less than two years", "R21", built("14999999899"), "2021-04-30", nil},
		{"two years, a fen below half", "R21", built("14999999899"), "2021-05-01", []string{"ORANGE 2021-05-01 2021-05-01 FAI_PER_MU"}},
		{"exactly half", "R21", built("14999999900"), "2021-05-01", nil},
		{"identified", "R21", then(built("1"), "2021-06-01 LowEfficiencyIdentified"), "2021-06-01", nil},
		// 200 万元/亩 × 75 mu is 150 million yuan a year; half is 7,500,000,000 分.
		{"output a fen below half", "R21", agreed("7499999999"), "2022-02-01", []string{"ORANGE 2021-05-01 2021-05-01 OUTPUT_PER_MU"}},
		{"output exactly half", "R21", agreed("7500000000"), "2022-02-01", nil},
		{"last year's output is not known", "R21", agreed("1"), "2023-02-01", nil},
	})
	got := details(t, told(t, agreed("7499999999")...).Parcel().Alarms(under("2022-02-01")), "R21")
	if want := []string{"target=200", "actual=100.00", "candidate=L2"}; !slices.Equal(got, want) {
		t.Errorf("R21 says %q, want %q", got, want)
	}
}
