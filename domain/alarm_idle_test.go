package domain

import (
	"slices"
	"testing"
)

// The stories' start day is 2017-06-01; the price is 90 million yuan.
var (
	toSuspected  = then(toDelivered, "2018-06-15 IdleCaseOpened")
	toDetermined = then(toSuspected, "2018-08-01 IdleDetermined")
	toFee        = then(toDetermined, "2018-10-01 IdleDisposed")
)

func determinedAs(cause string) []string {
	also := pick(cause == "MIXED", `,"governmentCause":"OTHER"`, "")
	return then(toSuspected, but("2018-08-01 IdleDetermined", `"HOLDER"`, `"`+cause+`"`+also))
}

func TestAlarmsOfIdleLand(t *testing.T) {
	government := then(toSuspected, but("2018-08-01 IdleDetermined", `"HOLDER"`, `"GOVERNMENT","governmentCause":"LATE_DELIVERY"`))
	extended := then(government, `2018-10-01 IdleDisposed {"caseNo":"X1","measure":"EXTENSION","supplementNo":"S1","basisDate":"2018-10-01","newStartBy":"2019-10-01"}`)
	temporary := then(government, `2018-10-01 IdleDisposed {"caseNo":"X1","measure":"TEMPORARY_USE","supplementNo":"S1","tempUseFrom":"2018-10-01","tempUseUntil":"2020-10-01"}`)
	suspended := then(toBuilding, "2018-01-05 ConstructionSuspended")
	figures := func(dev, due, inv, total string) []string {
		return then(toBuilding, but("2018-01-05 ConstructionSuspended", `"developedArea":1000000,"dueArea":5000000,"invested":100,"totalInvestment":1000`,
			`"developedArea":`+dev+`,"dueArea":`+due+`,"invested":`+inv+`,"totalInvestment":`+total))
	}
	watchAll(t, []sighting{
		{"a case is open", "R03", toSuspected, "2018-07-01", []string{"ORANGE 2018-06-02 2018-06-01"}},
		{"determined", "R03", toDetermined, "2018-09-01", []string{"ORANGE 2018-06-02 2018-06-01"}},
		{"the fee was charged", "R03", toFee, "2018-10-01", nil},
		{"a new day was agreed", "R03", extended, "2020-10-01", nil},
		{"a year after the new day", "R03", extended, "2020-10-02", []string{"ORANGE 2020-10-02 2020-10-01"}},
		{"in temporary use", "R03", temporary, "2020-10-01", nil},
		{"after the temporary use", "R03", temporary, "2020-10-02", []string{"ORANGE 2020-10-02 2020-10-01"}},
		{"after the temporary use the start is overdue again", "R02", temporary, "2020-10-02", []string{"INFO 2017-06-02 2017-06-01"}},
		{"in temporary use", "R02", temporary, "2020-10-01", nil},

		{"before it is determined", "R04", toSuspected, "2018-08-01", nil},
		{"determined", "R04", toDetermined, "2018-08-01", []string{"RED 2018-08-01 2019-06-01 X1"}},
		{"decided and not yet charged", "R04", toFee, "2018-10-01", []string{"RED 2018-08-01 2019-06-01 X1"}},
		{"charged", "R04", then(toFee, `2018-10-02 PenaltyImposed {"penaltyId":"F1","kind":"IDLE_FEE","caseNo":"X1","base":9000000000,"rate":"0.20","decisionNo":"J1","servedOn":"2018-10-02"}`), "2018-10-02", nil},
		{"on the last day of two years", "R04", toDetermined, "2019-06-01", []string{"RED 2018-08-01 2019-06-01 X1"}},
		{"after two years", "R04", toDetermined, "2019-06-02", nil},
		{"caused by government", "R04", government, "2018-09-01", nil},
		{"excused by preparatory work", "R04", determinedAs("PREPARATORY_WORK"), "2018-09-01", nil},
		{"by both", "R04", determinedAs("MIXED"), "2018-09-01", nil},
		{"started", "R04", then(toDetermined, "2018-09-01 ConstructionStarted"), "2018-09-01", nil},

		{"the fault is the holder's", "R05", toDetermined, "2019-06-02", []string{"RED 2019-06-02 2019-06-01"}},
		{"the fee does not end it", "R05", toFee, "2019-06-02", []string{"RED 2019-06-02 2019-06-01"}},
		{"by both", "R05", determinedAs("MIXED"), "2019-06-02", []string{"ORANGE 2019-06-02 2019-06-01"}},
		{"caused by government", "R05", government, "2019-06-02", nil},
		{"force majeure", "R05", determinedAs("FORCE_MAJEURE"), "2019-06-02", nil},
		{"excused by preparatory work", "R05", determinedAs("PREPARATORY_WORK"), "2019-06-02", nil},
		{"counted from the new day", "R05", extended, "2021-06-30", nil},

		{"8 months and 30 days", "R06", suspended, "2018-09-30", nil},
		{"9 months", "R06", suspended, "2018-10-01", []string{"ORANGE 2018-10-01 2019-01-01"}},
		{"on the day of a year", "R06", suspended, "2019-01-01", []string{"ORANGE 2018-10-01 2019-01-01"}},
		{"a day after a year", "R06", suspended, "2019-01-02", []string{"ORANGE 2019-01-02 2019-01-01"}},
		{"exactly a third and a quarter", "R06", figures("1000000", "3000000", "250", "1000"), "2019-01-02", nil},
		{"a square centimetre below a third", "R06", figures("999999", "3000000", "250", "1000"), "2019-01-02", []string{"ORANGE 2019-01-02 2019-01-01"}},
		{"a fen below a quarter", "R06", figures("1000000", "3000000", "249", "999"), "2019-01-02", []string{"ORANGE 2019-01-02 2019-01-01"}},
		{"resumed", "R06", then(suspended, "2018-12-01 ConstructionResumed"), "2019-01-02", nil},
		{"determined", "R06", then(suspended, `2019-01-10 IdleCaseOpened {"caseNo":"X2","kind":"SUSPENDED","suspectedSince":"2019-01-02"}`,
			`2019-02-10 IdleDetermined {"caseNo":"X2","kind":"SUSPENDED","cause":"HOLDER","idleArea":5000000,"idleFrom":"2019-01-02","determinationNo":"R2"}`), "2019-02-10", nil},
	})
}

// An extension counts from the day agreed in the supplement, a temporary use from its
// beginning; longer ones are recorded only with a reason, and stay an alarm.
func TestExtensionsThatAreTooLong(t *testing.T) {
	tests := []struct {
		name  string
		c     IdleCase
		today Date
		want  []string
	}{
		{"a year", IdleCase{BasisDate: "2024-02-29", NewStartBy: "2025-02-28"}, "2024-06-01", nil},
		{"a day more", IdleCase{BasisDate: "2024-02-29", NewStartBy: "2025-03-01"}, "2024-06-01", []string{"RED 2024-03-01 2025-02-28 X9"}},
		{"two years of use", IdleCase{TempUseFrom: "2024-02-29", TempUseUntil: "2026-02-28"}, "2024-06-01", nil},
		{"a day more of use", IdleCase{TempUseFrom: "2024-02-29", TempUseUntil: "2026-03-01"}, "2026-03-01", []string{"RED 2024-03-01 2026-02-28 X9"}},
		{"the use is over", IdleCase{TempUseFrom: "2024-02-29", TempUseUntil: "2026-03-01"}, "2026-03-02", nil},
	}
	for _, tt := range tests {
		p := told(t, toDelivered...).Parcel().Clone()
		tt.c.CaseNo, tt.c.Kind, tt.c.Status, tt.c.DisposedOn = "X9", idleNotStarted, idleDisposed, "2024-03-01"
		p.IdleCases = []IdleCase{tt.c}
		if got := seen(p.Alarms(under(tt.today)), "R15"); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A year and a day after the beginning of the second year nothing more is proposed
// for land that is suspended: neither fee nor recovery.
func TestProposalsForIdleLand(t *testing.T) {
	tests := []struct {
		name  string
		rule  Code
		given []string
		today Date
		want  []string
	}{
		{"20 % of the price", "R04", toDetermined, "2018-09-01", []string{"price=9000000000", "proposedFee=1800000000", "idleArea=5000000", "area=5000000"}},
		{"a case instead of its day", "R03", toSuspected, "2018-07-01", []string{"cause=HOLDER", "case=X1", "caseStatus=INVESTIGATING"}},
		{"recovery only after two full years", "R05", toDetermined, "2019-06-01", []string{"cause=HOLDER"}},
		{"recovery", "R05", toDetermined, "2019-06-02", []string{"cause=HOLDER", "proposedExit=E02"}},
		{"no recovery without a determination", "R05", toDelivered, "2019-06-02", []string{"cause=HOLDER"}},
		{"no recovery when both are at fault", "R05", determinedAs("MIXED"), "2019-06-02", []string{"cause=MIXED"}},
		{"figures of a suspension", "R06", then(toBuilding, "2018-01-05 ConstructionSuspended"), "2019-01-02", []string{"developedArea=1000000", "dueArea=5000000", "invested=100", "totalInvestment=1000"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := details(t, told(t, tt.given...).Parcel().Alarms(under(tt.today)), tt.rule); !slices.Equal(got, tt.want) {
				t.Errorf("says %q, want %q", got, tt.want)
			}
		})
	}
	kind := then(toBuilding, "2018-01-05 ConstructionSuspended", `2019-01-10 IdleCaseOpened {"caseNo":"X2","kind":"SUSPENDED","suspectedSince":"2019-01-02"}`,
		`2019-02-10 IdleDetermined {"caseNo":"X2","kind":"SUSPENDED","cause":"HOLDER","idleArea":5000000,"idleFrom":"2019-01-02","determinationNo":"R2"}`)
	for day := Date("2019-02-10"); day < "2022-01-01"; day = day.AddMonths(1) {
		for _, a := range told(t, kind...).Parcel().Alarms(under(day)) {
			if a.Rule == "R04" || a.Rule == "R05" {
				t.Errorf("%s is raised on %s for suspended building", a.Rule, day)
			}
		}
	}
}
