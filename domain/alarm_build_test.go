package domain

import (
	"slices"
	"testing"
)

// The contract of the stories: delivery by 2016-08-01 (made that day), start by
// 2017-06-01, completion by 2019-06-01.
func TestAlarmsOfBuilding(t *testing.T) {
	contract := func(changes ...string) []string {
		return then(toAwarded, but("2016-05-01 GrantContractSigned", changes...))
	}
	late := then(toContracted, "2016-10-01 LandDelivered") // 61 days
	leap := then(contract("2017-06-01", "2020-02-29", "2019-06-01", "2023-06-01"), "2016-08-01 LandDelivered")
	watchAll(t, []sighting{
		{"31 days ahead", "R01", toDelivered, "2017-05-01", nil},
		{"30 days ahead", "R01", toDelivered, "2017-05-02", []string{"INFO 2017-05-02 2017-06-01"}},
		{"on the day", "R01", toDelivered, "2017-06-01", []string{"INFO 2017-05-02 2017-06-01"}},
		{"after it", "R01", toDelivered, "2017-06-02", nil},
		{"started", "R01", toBuilding, "2017-05-15", nil},
		{"use as found", "R01", then(toSurveyed, "2015-03-01 UseConfirmed"), "2017-05-15", nil},

		{"on the day", "R02", toDelivered, "2017-06-01", nil},
		{"a day after", "R02", toDelivered, "2017-06-02", []string{"YELLOW 2017-06-02 2017-06-01"}},
		{"started", "R02", then(toDelivered, "2017-06-02 ConstructionStarted"), "2017-06-02", nil},
		{"on the way out", "R02", then(toDelivered, "2017-06-05 ExitInitiated"), "2017-06-05", nil},
		{"handed over late", "R02", late, "2017-08-01", []string{"INFO 2017-06-02 2017-06-01"}},
		{"handed over late, after the fair day", "R02", late, "2017-08-02", []string{"YELLOW 2017-06-02 2017-06-01"}},
		{"a start counted from the delivery", "R02", then(contract(`"startBy":{"base":"DATE","date":"2017-06-01"}`, `"startBy":{"base":"DELIVERY","months":6}`), "2016-10-01 LandDelivered"), "2017-04-02", []string{"YELLOW 2017-04-02 2017-04-01"}},
		{"no start agreed: a year after delivery", "R02", then(toAdmitted, `2016-05-01 GrantContractSigned {"contractNo":"1","method":"ALLOCATION","holder":{"name":"甲"},"area":5000000,"deliverBy":{"base":"CONTRACT","months":3}}`, "2016-10-01 LandDelivered"), "2017-10-02", []string{"YELLOW 2017-10-02 2017-10-01"}},

		{"on the day of a year", "R03", toDelivered, "2018-06-01", nil},
		{"a day after a year", "R03", toDelivered, "2018-06-02", []string{"ORANGE 2018-06-02 2018-06-01"}},
		{"29 February, on the last of the next", "R03", leap, "2021-02-28", nil},
		{"29 February, the day after", "R03", leap, "2021-03-01", []string{"ORANGE 2021-03-01 2021-02-28"}},
		{"started", "R03", then(toDelivered, "2018-06-02 ConstructionStarted"), "2018-06-02", nil},

		{"before 21 months", "R05", toDelivered, "2019-02-28", nil},
		{"at 21 months", "R05", toDelivered, "2019-03-01", []string{"RED 2019-03-01 2019-06-01"}},
		{"on the day of two years", "R05", toDelivered, "2019-06-01", []string{"RED 2019-03-01 2019-06-01"}},
		{"a day after two years", "R05", toDelivered, "2019-06-02", []string{"RED 2019-06-02 2019-06-01"}},
		{"never handed over", "R05", toContracted, "2019-06-02", []string{"ORANGE 2019-06-02 2019-06-01"}},

		{"61 days ahead", "R07", toBuilding, "2019-04-01", nil},
		{"60 days ahead", "R07", toBuilding, "2019-04-02", []string{"YELLOW 2019-04-02 2019-06-01"}},
		{"on the day", "R07", toBuilding, "2019-06-01", []string{"YELLOW 2019-04-02 2019-06-01"}},
		{"a day after", "R07", toBuilding, "2019-06-02", []string{"ORANGE 2019-06-02 2019-06-01"}},
		{"completed", "R07", toCompleted, "2019-06-02", nil},

		{"on the day", "R11", toContracted, "2016-08-01", nil},
		{"a day after", "R11", toContracted, "2016-08-02", []string{"ORANGE 2016-08-02 2016-08-01"}},
		{"handed over", "R11", late, "2016-10-01", nil},
	})
}

func TestDetailsOfBuilding(t *testing.T) {
	late := then(toContracted, "2016-10-01 LandDelivered")
	tests := []struct {
		rule  Code
		given []string
		today Date
		want  []string
	}{
		{"R02", toDelivered, "2017-06-02", []string{"cause=HOLDER"}},
		{"R02", late, "2017-08-01", []string{"cause=GOVERNMENT", "handedLateDays=61", "fairOn=2017-08-01"}},
		{"R02", late, "2017-08-02", []string{"cause=MIXED", "handedLateDays=61", "fairOn=2017-08-01"}},
		{"R03", toDelivered, "2018-06-02", []string{"cause=HOLDER", "openCaseBy=2018-07-02"}},
		{"R07", toBuilding, "2021-05-31", nil},
		{"R07", toBuilding, "2021-06-01", []string{"candidate=L1"}},
	}
	for _, tt := range tests {
		if got := details(t, told(t, tt.given...).Parcel().Alarms(under(tt.today)), tt.rule); !slices.Equal(got, tt.want) {
			t.Errorf("%s on %s says %q, want %q", tt.rule, tt.today, got, tt.want)
		}
	}
}
