package domain

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// heldAs writes a commitment as "METRIC OP target STATUS actual shortfall late source on period".
func heldAs(s CommitmentState) string {
	within := pick(s.Within, " within", "")
	return fmt.Sprintf("%s %s %s %s%s %s %s %d %s %s %s", s.Metric, s.Operator, s.Target, s.Status, within, s.Actual, s.Shortfall, s.DaysLate, s.Source, s.On, s.Period)
}

// promising is an ordinary agreement with its rows of figures replaced.
func promising(day, rows string) string {
	return day + ` SupervisionAgreementSigned {"agreementNo":"J1","partyA":{"name":"管委会"},"partyB":{"name":"甲公司"},"commitments":[{"metric":"START_BY","operator":"LE","target":"2017-06-01"},{"metric":"COMPLETE_BY","operator":"LE","target":"2019-06-01"},{"metric":"FAI_PER_MU","operator":"GE","target":"1","stage":"CAPACITY"},{"metric":"OUTPUT_PER_MU","operator":"GE","target":"1","stage":"CAPACITY"}` + rows + `]}`
}

// yearReport is a report of a year with figures.
func yearReport(day, period, basis, figures string) string {
	return day + ` OperationReported {"enterprise":{"name":"甲公司"},"period":"` + period + `","basis":"` + basis + `","status":"FINAL","source":"TAX","allocation":"SINGLE","share":"1",` + figures + `}`
}

// emitted is a report for 2021 of COD, and of one tonne of each other pollutant named.
func emitted(cod string, others ...string) string {
	list := `"pollutants":[{"pollutant":"COD","tonnes":"` + cod + `"}`
	for _, x := range others {
		list += `,{"pollutant":"` + x + `","tonnes":"1"}`
	}
	return yearReport("2022-02-01", "2021", "CUMULATIVE", list+`]`)
}

// row is the agreement's one row beside the usual ones.
func row(metric, operator, target, more string) string {
	return `,{"metric":"` + metric + `","operator":"` + operator + `","target":"` + target + `"` + more + `}`
}

// inUseWith is a completed and producing project that promised one more row.
func inUseWith(row string, more ...string) []string {
	return then(then(toContracted, promising("2016-05-01", row), "2016-08-01 LandDelivered", "2017-05-01 ConstructionStarted", builtWith, "2019-10-01 ProductionStarted"), more...)
}

// builtWith: 6 ha of floor on 5 ha = 75 mu; 30 % base, 10 % yard, 7 % office land,
// 15 % office floor, 20 % green; 30,000 万元 plant and equipment beside the price of
// 9,000 万元.
const builtWith = `2019-05-01 ConstructionCompleted {"floorArea":6000000,"baseArea":1500000,"yardArea":500000,"officeLand":350000,"officeFloor":900000,"greenArea":1000000,"investment":{"plant":10000000000,"equipment":20000000000},"landCheck":"PASS"}`

func TestCommitmentFigures(t *testing.T) {
	tax2021 := yearReport("2022-02-01", "2021", "CUMULATIVE", `"taxPaid":150000000000,"output":300000000000,"revenue":200000000000,"valueAdded":60000000000,"rd":4000000000,"employeesAvg":300,"energyTce":"30000"`)
	accepted := `2021-03-01 CapacityAccepted {"result":"BASIC","due":"2022-03-01","period":"2020","measured":[{"metric":"TAX_PER_MU","target":"20","actual":"18","pass":true}]}`
	tolerant := row("TAX_PER_MU", "GE", "20", `,"tolerance":"0.1"`)
	tests := []struct {
		name  string
		given []string
		today Date
		want  string
	}{
		// 39,000 万元 on 75 mu: 520 万元/亩 with the land price.
		{"intensity on target", inUseWith(row("FAI_PER_MU", "GE", "520", "")), "2021-01-01", "FAI_PER_MU GE 520 MET 520  0 ConstructionCompleted 2019-05-01 "},
		{"intensity above what was built", inUseWith(row("FAI_PER_MU", "GE", "520.0001", "")), "2021-01-01", "FAI_PER_MU GE 520.0001 MISSED 520 0.0000 0 ConstructionCompleted 2019-05-01 "},
		{"intensity missed by a fifth", inUseWith(row("FAI_PER_MU", "GE", "650", "")), "2021-01-01", "FAI_PER_MU GE 650 MISSED 520 0.2000 0 ConstructionCompleted 2019-05-01 "},
		{"intensity by the hectare", inUseWith(row("FAI_PER_MU", "GE", "7800", `,"unit":"万元/公顷"`)), "2021-01-01", "FAI_PER_MU GE 7800 MET 7800  0 ConstructionCompleted 2019-05-01 "},
		{"a unit that intensity has not", inUseWith(row("FAI_PER_MU", "GE", "1", `,"unit":"美元"`)), "2021-01-01", "FAI_PER_MU GE 1 NO_DATA   0   "},
		{"investment in 万元", inUseWith(row("FAI_TOTAL", "GE", "39000", `,"unit":"万元"`)), "2021-01-01", "FAI_TOTAL GE 39000 MET 39000  0 ConstructionCompleted 2019-05-01 "},
		{"investment in 元", inUseWith(row("FAI_TOTAL", "GE", "390000001", "")), "2021-01-01", "FAI_TOTAL GE 390000001 MISSED 390000000 0.0000 0 ConstructionCompleted 2019-05-01 "},
		{"plot ratio", inUseWith(row("FAR", "GE", "1.2", "")), "2021-01-01", "FAR GE 1.2 MET 1.2  0 ConstructionCompleted 2019-05-01 "},
		{"building coefficient in per cent", inUseWith(row("BLDG_COEF", "GE", "40", `,"unit":"%"`)), "2021-01-01", "BLDG_COEF GE 40 MET 40  0 ConstructionCompleted 2019-05-01 "},
		{"building coefficient as a ratio", inUseWith(row("BLDG_COEF", "GE", "0.41", "")), "2021-01-01", "BLDG_COEF GE 0.41 MISSED 0.4 0.0244 0 ConstructionCompleted 2019-05-01 "},
		{"office land at most", inUseWith(row("OFFICE_LAND", "LE", "7", "")), "2021-01-01", "OFFICE_LAND LE 7 MET 7  0 ConstructionCompleted 2019-05-01 "},
		{"office floor above", inUseWith(row("OFFICE_FLOOR", "LE", "14", "")), "2021-01-01", "OFFICE_FLOOR LE 14 MISSED 15 0.0714 0 ConstructionCompleted 2019-05-01 "},
		{"green above", inUseWith(row("GREEN", "LE", "16", "")), "2021-01-01", "GREEN LE 16 MISSED 20 0.2500 0 ConstructionCompleted 2019-05-01 "},
		{"above, within the tolerance", inUseWith(row("GREEN", "LE", "16", `,"tolerance":"0.25"`)), "2021-01-01", "GREEN LE 16 MET within 20 0.2500 0 ConstructionCompleted 2019-05-01 "},
		{"not built, not yet due", toDelivered, "2019-06-01", "FAI_PER_MU GE 400 NOT_YET_DUE   0   "},
		{"not built, due", toDelivered, "2019-06-02", "FAI_PER_MU GE 400 NO_DATA   0   "},

		// 150,000 万元 of tax and more on 75 mu in the first full year after nothing
		// but the agreement of 2016.
		{"tax of the year", inUseWith(row("TAX_PER_MU", "GE", "2000", ""), tax2021), "2022-03-01", "TAX_PER_MU GE 2000 MET 2000  0 OperationReported 2021-12-31 2021"},
		{"output of the year", inUseWith(row("OUTPUT_PER_MU", "GE", "5000", ""), tax2021), "2022-03-01", "OUTPUT_PER_MU GE 5000 MISSED 4000 0.2000 0 OperationReported 2021-12-31 2021"},
		{"revenue of the year", inUseWith(row("REVENUE_PER_MU", "GE", "40", `,"unit":"亿元/km²"`), tax2021), "2022-03-01", "REVENUE_PER_MU GE 40 MET 400  0 OperationReported 2021-12-31 2021"},
		{"value added of the year", inUseWith(row("VA_PER_MU", "GE", "801", ""), tax2021), "2022-03-01", "VA_PER_MU GE 801 MISSED 800 0.0012 0 OperationReported 2021-12-31 2021"},
		{"value added by energy", inUseWith(row("VA_PER_TCE", "GE", "2", ""), tax2021), "2022-03-01", "VA_PER_TCE GE 2 MET 2  0 OperationReported 2021-12-31 2021"},
		{"value added by head", inUseWith(row("LABOUR_PROD", "GE", "200", ""), tax2021), "2022-03-01", "LABOUR_PROD GE 200 MET 200  0 OperationReported 2021-12-31 2021"},
		{"research in per cent", inUseWith(row("RD_RATIO", "GE", "2.5", ""), tax2021), "2022-03-01", "RD_RATIO GE 2.5 MISSED 2 0.2000 0 OperationReported 2021-12-31 2021"},
		{"energy at most", inUseWith(row("ENERGY_CAP", "LE", "24000", ""), tax2021), "2022-03-01", "ENERGY_CAP LE 24000 MISSED 30000 0.2500 0 OperationReported 2021-12-31 2021"},
		{"jobs", inUseWith(row("JOBS", "GE", "300", ""), tax2021), "2022-03-01", "JOBS GE 300 MET 300  0 OperationReported 2021-12-31 2021"},
		{"pollutants are in no report", inUseWith(row("POLL_CAP", "LE", "1", ""), tax2021), "2022-03-01", "POLL_CAP LE 1 NO_DATA   0   "},
		{"a pollutant in its own unit", inUseWith(row("POLL_CAP_COD", "LE", "1200", `,"unit":"千克/年"`), emitted("1.25")), "2022-03-01", "POLL_CAP_COD LE 1200 MISSED 1250 0.0417 0 OperationReported 2021-12-31 2021"},
		{"a pollutant at its cap", inUseWith(row("POLL_CAP_COD", "LE", "1.25", `,"unit":"吨/年"`), emitted("1.25")), "2022-03-01", "POLL_CAP_COD LE 1.25 MET 1.25  0 OperationReported 2021-12-31 2021"},
		{"another pollutant", inUseWith(row("POLL_CAP_SO2", "LE", "1", ""), emitted("1.25")), "2022-03-01", "POLL_CAP_SO2 LE 1 NO_DATA   0   "},
		{"one pollutant is not all", inUseWith(row("POLL_CAP", "LE", "9", ""), emitted("1.25")), "2022-03-01", "POLL_CAP LE 9 NO_DATA   0   "},
		{"all pollutants", inUseWith(row("POLL_CAP", "LE", "9", ""), emitted("1.25", "NH3N", "SO2", "NOX", "VOCS")), "2022-03-01", "POLL_CAP LE 9 MET 5.25  0 OperationReported 2021-12-31 2021"},
		{"value added by emission", inUseWith(row("VA_PER_POLL", "GE", "1", ""), tax2021, emitted("1.25", "NH3N", "SO2", "NOX", "VOCS")), "2022-03-01", "VA_PER_POLL GE 1 NO_DATA   0   "},
		{"a year that is not over", inUseWith(row("TAX_PER_MU", "GE", "20", ""), tax2021), "2021-12-31", "TAX_PER_MU GE 20 NO_DATA   0   "},
		{"three quarters of a year", inUseWith(row("TAX_PER_MU", "GE", "20", ""), yearReport("2021-11-01", "2021Q3", "CUMULATIVE", `"taxPaid":100`)), "2022-03-01", "TAX_PER_MU GE 20 NO_DATA   0   "},
		{"a quarter is missing", inUseWith(row("TAX_PER_MU", "GE", "20", ""), yearReport("2021-11-01", "2021Q3", "PERIOD", `"taxPaid":100`), yearReport("2022-02-01", "2021Q4", "PERIOD", `"taxPaid":100`)), "2022-03-01", "TAX_PER_MU GE 20 NO_DATA   0   "},
		{"the first year is not over", inUseWith(row("TAX_PER_MU", "GE", "20", `,"due":"2021-12-31"`)), "2021-12-31", "TAX_PER_MU GE 20 NOT_YET_DUE   0   "},
		{"the first year is over", inUseWith(row("TAX_PER_MU", "GE", "20", `,"due":"2021-12-31"`)), "2022-01-01", "TAX_PER_MU GE 20 NO_DATA   0   "},
		{"a year before the first", inUseWith(row("TAX_PER_MU", "GE", "20", `,"due":"2022-06-01"`), tax2021), "2022-03-01", "TAX_PER_MU GE 20 NOT_YET_DUE   0   "},
		{"the year before, when the last is not known", inUseWith(row("TAX_PER_MU", "GE", "2500", ""), tax2021), "2023-03-01", "TAX_PER_MU GE 2500 MISSED 2000 0.2000 0 OperationReported 2021-12-31 2021"},
		{"the full year after capacity was promised", inUseWith(row("CAPACITY_BY", "LE", "2020-12-31", "")+tolerant, tax2021), "2022-03-01", "TAX_PER_MU GE 20 MET 2000  0 OperationReported 2021-12-31 2021"},
		{"the year in which capacity was promised", inUseWith(row("CAPACITY_BY", "LE", "2021-01-01", "")+tolerant, tax2021), "2022-03-01", "TAX_PER_MU GE 20 NOT_YET_DUE   0   "},

		{"as accepted, within the tolerance", inUseWith(tolerant, accepted), "2021-06-01", "TAX_PER_MU GE 20 MET within 18 0.1000 0 CapacityAccepted 2021-03-01 2020"},
		{"as accepted, below the tolerance", inUseWith(tolerant, other(accepted, `"18"`, `"17.9999"`, "true", "false", "BASIC", "FAIL")), "2021-06-01", "TAX_PER_MU GE 20 MISSED 17.9999 0.1000 0 CapacityAccepted 2021-03-01 2020"},
		{"the year after the acceptance", inUseWith(tolerant, accepted, tax2021), "2022-03-01", "TAX_PER_MU GE 20 MET 2000  0 OperationReported 2021-12-31 2021"},
		{"a row of the acceptance alone", inUseWith(row("TAX_PER_MU", "GE", "20", `,"stage":"YEARLY","tolerance":"0.1"`), accepted), "2021-06-01", "TAX_PER_MU GE 20 NO_DATA   0   "},

		{"a unit that a coefficient has not", inUseWith(row("BLDG_COEF", "GE", "40", `,"unit":"亩"`)), "2021-01-01", "BLDG_COEF GE 40 NO_DATA   0   "},
		{"more than nothing", inUseWith(row("ENERGY_CAP", "LE", "0", ""), tax2021), "2022-03-01", "ENERGY_CAP LE 0 MISSED 30000  0 OperationReported 2021-12-31 2021"},
		{"announced, without an agreement", then(toAdmitted, more("2016-02-01 SupplyAnnounced", `"conditions":[{"metric":"TAX_PER_MU","operator":"GE","target":"20"}]`), "2016-04-01 SupplyAwarded", "2016-05-01 GrantContractSigned", "2016-08-01 LandDelivered", "2017-05-01 ConstructionStarted", builtWith, "2019-10-01 ProductionStarted", tax2021), "2022-03-01", "TAX_PER_MU GE 20 MET 2000  0 OperationReported 2021-12-31 2021"},
		{"of land without a contract", then(toSurveyed, "2015-03-01 UseConfirmed", promising("2016-05-01", row("TAX_PER_MU", "GE", "2500", "")), tax2021), "2022-03-01", "TAX_PER_MU GE 2500 MISSED 2000 0.2000 0 OperationReported 2021-12-31 2021"},
		{"nothing sold, all held", inUseWith(row("SELF_HOLD", "GE", "50", "")), "2021-01-01", "SELF_HOLD GE 50 MET 100  0   "},
		{"a sixth sold", then(inUseWith(row("SELF_HOLD", "GE", "80", "")), "2020-01-01 TitleRegistered", "2020-02-01 UnitTransferred"), "2021-01-01", "SELF_HOLD GE 80 MET 83.3333  0 UnitTransferred 2020-02-01 "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := told(t, tt.given...).Parcel().Commitments(under(tt.today))
			got := heldAs(list[len(list)-1])
			if list[len(list)-1].Metric == "TAX_PER_MU" && tt.want[:3] == "FAI" {
				got = heldAs(list[len(list)-2])
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestCommitmentDays(t *testing.T) {
	tests := []struct {
		name  string
		given []string
		today Date
		want  string // of the contract's or agreement's row of that metric
	}{
		{"the start is not yet due", toDelivered, "2017-06-01", "START_BY LE 2017-06-01 NOT_YET_DUE   0   "},
		{"the start is overdue", toDelivered, "2017-06-02", "START_BY LE 2017-06-01 MISSED   1   "},
		{"started on the day", then(toDelivered, "2017-06-01 ConstructionStarted"), "2020-01-01", "START_BY LE 2017-06-01 MET 2017-06-01  0 ConstructionStarted 2017-06-01 "},
		{"started a day late", then(toDelivered, "2017-06-02 ConstructionStarted"), "2020-01-01", "START_BY LE 2017-06-01 MISSED 2017-06-02  1 ConstructionStarted 2017-06-02 "},
		{"started by the extended day", then(toDelivered, amending("2017-05-02", "EXTENSION", startMoved("2018-06-01"), `,"filedOn":"2017-05-02"`), "2018-06-01 ConstructionStarted"), "2020-01-01", "START_BY LE 2018-06-01 MET 2018-06-01  0 ConstructionStarted 2018-06-01 "},
		{"overdue when the way out began", then(toDelivered, "2017-06-11 ExitInitiated"), "2020-01-01", "START_BY LE 2017-06-01 MISSED   10   "},
		{"not due when the way out began", then(toDelivered, "2017-06-01 ExitInitiated"), "2020-01-01", "START_BY LE 2017-06-01 NOT_YET_DUE   0   "},
		{"only the supply is known", then(toRegistered, oldContract(`{"method":"LISTING","area":5000000,"startBy":{"base":"DATE","date":"2016-07-05"}}`)), "2020-01-01", "START_BY LE 2016-07-05 NO_DATA   0   "},
		{"completed late", then(toBuilding, "2019-06-11 ConstructionCompleted"), "2020-01-01", "COMPLETE_BY LE 2019-06-01 MISSED 2019-06-11  10 ConstructionCompleted 2019-06-11 "},
		{"produced in time", toProducing, "2020-01-01", "PRODUCE_BY LE 2019-12-01 MET 2019-10-01  0 ProductionStarted 2019-10-01 "},
		{"capacity a day overdue", toProducing, "2021-12-02", "CAPACITY_BY LE 2021-12-01 MISSED   1   "},
		{"capacity in time", toOperating, "2022-01-01", "CAPACITY_BY LE 2021-12-01 MET 2021-03-01  0 CapacityAccepted 2021-03-01 "},
		{"capacity by an amended day", then(toProducing, `2020-01-01 CommitmentsAmended {"instrument":"AGREEMENT","docNo":"B","kind":"SUPPLEMENT","reason":"HOLDER","amendments":[{"metric":"CAPACITY_BY","mode":"ADD_DAYS","days":31}]}`), "2022-01-01", "CAPACITY_BY LE 2022-01-01 NOT_YET_DUE   0   "},
		{"the industry as admitted", toProducing, "2020-01-01", "INDUSTRY EQ C36 MET C3670  0 ProductionStarted 2019-10-01 "},
		{"another industry", then(toCompleted, but("2019-10-01 ProductionStarted", "C3670", "C3912")), "2020-01-01", "INDUSTRY EQ C36 MISSED C3912  0 ProductionStarted 2019-10-01 "},
		{"no industry yet", toCompleted, "2020-01-01", "INDUSTRY EQ C36 NOT_YET_DUE   0   "},
		{"shares locked", inUseWith(row("EQUITY_LOCK", "EQ", "true", "")), "2021-01-01", "EQUITY_LOCK EQ true MET   0   "},
		{"shares sold", then(inUseWith(row("EQUITY_LOCK", "EQ", "true", "")), but("2020-01-01 RightTransferred", "SALE", "EQUITY")), "2021-01-01", "EQUITY_LOCK EQ true MISSED   0 RightTransferred 2020-01-01 "},
		{"built before the record", then(toSurveyed, "2015-03-01 UseConfirmed", "2015-04-01 SupervisionAgreementSigned"), "2020-01-01", "START_BY LE 2017-06-01 NO_DATA   0   "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := told(t, tt.given...).Parcel().Commitments(under(tt.today))
			i := slices.IndexFunc(list, func(s CommitmentState) bool {
				return len(tt.want) > len(s.Metric) && tt.want[:len(s.Metric)] == string(s.Metric)
			})
			if i < 0 || heldAs(list[i]) != tt.want {
				t.Errorf("got %v\nwant %s", list, tt.want)
			}
		})
	}
}

// The pass ratio of the policy lets a least value pass below its target (R12).
func TestCommitmentsPassByTheRatioOfThePolicy(t *testing.T) {
	policy := booksOf(t, map[BookID][]string{city: set(proposal("capacity.pass_ratio", `"0.8"`, "2015-01-01"))})
	for target, want := range map[string]Code{"650": commitmentMet, "650.0001": commitmentMissed} {
		p := told(t, inUseWith(row("FAI_PER_MU", "GE", target, ""))...).Parcel()
		terms := under("2021-01-01")
		terms.Policy = policy.In(binhai.Scope, terms.Today, time.Time{})
		list := p.Commitments(terms)
		if s := list[len(list)-1]; s.Status != want || want == commitmentMet && (!s.Within || s.Shortfall != "0.2000") {
			t.Errorf("%s: %+v", target, s)
		}
	}
}

// The rows come from the three papers, in order, after their amendments.
func TestCommitmentsComeFromThreePapers(t *testing.T) {
	h := told(t, then(toAdmitted,
		more("2016-02-01 SupplyAnnounced", `"conditions":[{"metric":"BLDG_COEF","operator":"GE","target":"40"}]`), "2016-04-01 SupplyAwarded",
		more("2016-05-01 GrantContractSigned", `"farMin":"1.0","farMax":"2.0"`), "2016-05-01 SupervisionAgreementSigned",
		amending("2016-06-01", "SUPPLEMENT", `{"metric":"BLDG_COEF","mode":"REPLACE","new":"35"},{"metric":"JOBS","mode":"REPLACE","new":"50"}`, ""))...)
	var got []string
	for _, s := range h.Parcel().Commitments(under("2016-07-01"))[:7] {
		got = append(got, fmt.Sprintf("%s %s %s %s", s.Metric, s.Operator, s.Target, s.Basis))
	}
	want := []string{"START_BY LE 2017-06-01 CONTRACT", "COMPLETE_BY LE 2019-06-01 CONTRACT", "FAR GE 1.0 CONTRACT", "FAR LE 2.0 CONTRACT", "BLDG_COEF GE 35 CONTRACT", "JOBS GE 50 CONTRACT", "START_BY LE 2017-06-01 AGREEMENT"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
