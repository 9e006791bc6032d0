package domain

import (
	"slices"
	"testing"
)

// reporting adds a report: "on period basis source figures".
func reporting(lines []string, on, period, basis, source, figures string) []string {
	return then(lines, on+` OperationReported {"enterprise":{"name":"甲公司"},"period":"`+period+`","basis":"`+basis+`","status":"FINAL","source":"`+source+`","allocation":"SINGLE","share":"1",`+figures+`}`)
}

func TestAlarmsOfReports(t *testing.T) {
	before := reporting(reporting(toOperating, "2021-05-01", "2020", "PERIOD", "IIT", `"output":100`), "2022-01-10", "2021Q4", "PERIOD", "IIT", `"output":100`)
	q1 := reporting(before, "2022-04-10", "2022Q1", "CUMULATIVE", "IIT", `"output":100`)
	year := reporting(q1, "2022-04-11", "2021", "PERIOD", "IIT", `"output":100`)
	watchAll(t, []sighting{
		// 2022Q1 ends on 31 March; 30 days later is Saturday 30 April in the Labour Day
		// rest that ends on 4 May.
		{"the quarter on its last day", "R17", before, "2022-05-05", nil},
		{"the quarter a day after", "R17", before, "2022-05-06", []string{"INFO 2022-05-06 2022-05-05 2022Q1"}},
		{"reported", "R17", q1, "2022-05-06", nil},
		{"the year on its last day", "R17", q1, "2022-05-31", nil},
		{"the year a day after", "R17", q1, "2022-06-01", []string{"YELLOW 2022-06-01 2022-05-31 2021"}},
		{"the year is reported", "R17", year, "2022-06-01", nil},
		{"the year by its cumulative last quarter", "R17", reporting(q1, "2022-04-11", "2021Q4", "CUMULATIVE", "IIT", `"output":100`), "2022-06-01", nil},
		{"the year by its last month alone is no year", "R17", reporting(q1, "2022-04-11", "202112", "PERIOD", "IIT", `"output":100`), "2022-06-01", []string{"YELLOW 2022-06-01 2022-05-31 2021"}},
		{"of several years missing the latest", "R17", toOperating, "2022-06-01", []string{"INFO 2022-05-06 2022-05-05 2022Q1", "YELLOW 2022-06-01 2022-05-31 2021"}},
		{"not yet producing for a quarter", "R17", then(toCompleted, "2022-01-02 ProductionStarted"), "2022-05-06", nil},
		{"on the way out", "R17", then(toOperating, "2022-05-01 ExitInitiated"), "2022-05-06", nil},

		{"5 per cent apart", "R26", reporting(q1, "2022-04-12", "2022Q1", "CUMULATIVE", "TAX", `"output":95`), "2022-04-12", nil},
		{"more than 5 per cent apart", "R26", reporting(q1, "2022-04-12", "2022Q1", "CUMULATIVE", "TAX", `"output":94`), "2022-04-12", []string{"YELLOW 2022-04-12  2022Q1 OUTPUT"}},
		{"the same source", "R26", reporting(q1, "2022-04-12", "2022Q1", "CUMULATIVE", "IIT", `"output":1`), "2022-04-12", nil},
		{"another basis", "R26", reporting(q1, "2022-04-12", "2022Q1", "PERIOD", "TAX", `"output":1`), "2022-04-12", nil},
		{"another figure", "R26", reporting(q1, "2022-04-12", "2022Q1", "CUMULATIVE", "TAX", `"taxPaid":1`), "2022-04-12", nil},
		{"corrected by a later report", "R26", reporting(reporting(q1, "2022-04-12", "2022Q1", "CUMULATIVE", "TAX", `"output":1`), "2022-04-13", "2022Q1", "CUMULATIVE", "TAX", `"output":100`), "2022-04-13", nil},
	})
	h := told(t, reporting(q1, "2022-04-12", "2022Q1", "CUMULATIVE", "TAX", `"output":94`)...)
	if got, want := details(t, h.Parcel().Alarms(under("2022-04-12")), "R26"), []string{"enterprise=甲公司", "source=IIT", "value=100", "source=TAX", "value=94"}; !slices.Equal(got, want) {
		t.Errorf("R26 says %q, want %q", got, want)
	}
}

func TestAlarmsOfShortfalls(t *testing.T) {
	// FAI_PER_MU 400 万元/亩 on 75 mu is 30,000,000,000 分, of which the land price is
	// 9,000,000,000.
	invested := func(plant string) []string {
		return then(toBuilding, but("2019-05-01 ConstructionCompleted", `"plant":100,"equipment":100`, `"plant":`+plant+`,"equipment":0`), "2019-10-01 ProductionStarted", "2021-03-01 CapacityAccepted")
	}
	met := invested("21000000000")
	found := func(actual string) []string {
		return then(met, but("2022-06-01 BreachFound", `"actual":"15"`, `"actual":"`+actual+`"`))
	}
	capped := then(toContracted, but("2016-05-01 SupervisionAgreementSigned", `{"metric":"INDUSTRY"`, `{"metric":"ENERGY_CAP","operator":"LE","target":"5000"},{"metric":"INDUSTRY"`),
		"2016-08-01 LandDelivered", "2017-05-01 ConstructionStarted", "2019-05-01 ConstructionCompleted", "2019-10-01 ProductionStarted", "2021-03-01 CapacityAccepted")
	emission := inUseWith(row("POLL_CAP_COD", "LE", "1200", `,"unit":"千克/年"`), "2021-03-01 CapacityAccepted")
	recorded := then(toOperating, "2022-06-01 ComplianceRecorded")
	watchAll(t, []sighting{
		{"the figure is met", "R12", met, "2022-06-01", nil},
		{"a fen less", "R12", invested("20999999999"), "2022-06-01", []string{"YELLOW 2019-05-01 2019-06-01 FAI_PER_MU AGREEMENT"}},
		{"half is missing", "R12", invested("6000000000"), "2022-06-01", []string{"ORANGE 2019-05-01 2019-06-01 FAI_PER_MU AGREEMENT"}},
		{"half is missing, and a breach was found", "R12", then(invested("6000000000"), but("2022-06-01 BreachFound", `"TAX_PER_MU"`, `"FAI_PER_MU"`)), "2022-06-01", []string{"YELLOW 2022-06-01  B1"}},
		{"below one half", "R12", found("10.01"), "2022-06-01", []string{"YELLOW 2022-06-01  B1"}},
		{"one half", "R12", found("10"), "2022-06-01", []string{"ORANGE 2022-06-01  B1"}},
		{"being mended", "R12", then(found("10"), "2022-07-01 RectificationOrdered"), "2022-07-01", []string{"ORANGE 2022-06-01  B1"}},
		{"mended", "R12", then(found("10"), "2022-07-01 RectificationOrdered", "2022-08-01 RectificationAccepted"), "2022-08-01", nil},

		{"at the cap", "R29", reporting(capped, "2022-01-10", "2021", "PERIOD", "DRC", `"energyTce":"5000"`), "2022-01-10", nil},
		{"above the cap", "R29", reporting(capped, "2022-01-10", "2021", "PERIOD", "DRC", `"energyTce":"5000.01"`), "2022-01-10", []string{"ORANGE 2022-01-01  ENERGY_CAP 2021"}},
		{"an emission at its cap", "R29", then(emission, emitted("1.2")), "2022-02-01", nil},
		{"an emission above its cap", "R29", then(emission, emitted("1.2001")), "2022-02-01", []string{"ORANGE 2022-01-01  POLL_CAP_COD 2021"}},
		{"a penalty is on record", "R29", recorded, "2022-06-01", []string{"ORANGE 2022-06-01  津环罚1号"}},
		{"it is closed", "R29", then(recorded, `2022-07-01 ComplianceRecorded {"kind":"ENVIRONMENT_PENALTY","docNo":"津环罚1号","closedOn":"2022-07-01"}`), "2022-07-01", nil},
		{"a check found all well", "R29", then(recorded, "2022-07-01 OperationChecked"), "2022-07-01", nil},
		{"a check found more", "R29", then(recorded, but("2022-07-01 OperationChecked", `"PASS"`, `"FAIL","findings":["废水"]`)), "2022-07-01", []string{"ORANGE 2022-06-01  津环罚1号"}},
		{"being listed is no offence", "R29", then(toOperating, `2022-06-01 ComplianceRecorded {"kind":"KEY_SUPERVISED","docNo":"名录1"}`), "2022-06-01", nil},
	})
}
