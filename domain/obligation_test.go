package domain

import (
	"fmt"
	"slices"
	"testing"
)

// owed writes obligations as "KIND key due status days owner".
func owed(list []Obligation) []string {
	var said []string
	for _, o := range list {
		said = append(said, fmt.Sprintf("%s%s %s %s %d %s", o.Kind, o.Key, o.Due, o.Status, o.Days, o.Owner))
	}
	return said
}

func TestObligations(t *testing.T) {
	tests := []struct {
		name  string
		given []string
		today Date
		want  []string
	}{
		{"nothing before the contract", toAwarded, "2016-05-01", nil},
		{"the contract's days and payments", toContracted, "2016-07-02", []string{
			"DELIVER 2016-08-01 DUE_SOON 30 PNR", "PAY1 2016-12-01 OPEN 152 TAX", "PAY2 2017-03-01 OPEN 242 TAX", "START 2017-06-01 OPEN 334 PNR", "COMPLETE 2019-06-01 OPEN 1064 HUC"}},
		{"31 days ahead it is not yet soon", toContracted[:len(toContracted)], "2016-07-01", []string{
			"DELIVER 2016-08-01 OPEN 31 PNR", "PAY1 2016-12-01 OPEN 153 TAX", "PAY2 2017-03-01 OPEN 243 TAX", "START 2017-06-01 OPEN 335 PNR", "COMPLETE 2019-06-01 OPEN 1065 HUC"}},
		{"on the day it is not overdue, a day later it is", then(toContracted, "2016-06-01 LandPricePaid", but("2016-06-02 LandPricePaid", `"instalmentNo":1`, `"instalmentNo":2`)), "2017-06-01", []string{
			"DELIVER 2016-08-01 OVERDUE -304 PNR", "START 2017-06-01 DUE_SOON 0 PNR", "COMPLETE 2019-06-01 OPEN 730 HUC"}},
		{"a part of an instalment is not the whole", then(toContracted, but("2016-06-01 LandPricePaid", "4500000000", "4499999999")), "2017-06-02", []string{
			"DELIVER 2016-08-01 OVERDUE -305 PNR", "PAY1 2016-12-01 OVERDUE -183 TAX", "PAY2 2017-03-01 OVERDUE -93 TAX", "START 2017-06-01 OVERDUE -1 PNR", "COMPLETE 2019-06-01 OPEN 729 HUC"}},
		{"what is done is not owed", toCompleted, "2019-06-01", []string{
			"PAY1 2016-12-01 OVERDUE -912 TAX", "PAY2 2017-03-01 OVERDUE -822 TAX", "PRODUCE 2019-12-01 OPEN 183 IIT", "CAPACITY 2021-12-01 OPEN 914 IIT"}},
		{"capacity by a new day", then(toProducing, but("2021-03-01 CapacityAccepted", `"PASS"`, `"BASIC","due":"2021-09-01"`)), "2021-10-01", []string{
			"PAY1 2016-12-01 OVERDUE -1765 TAX", "PAY2 2017-03-01 OVERDUE -1675 TAX", "CAPACITY 2021-09-01 OVERDUE -30 IIT"}},
		{"an open rectification", then(toSurveyed, "2015-03-01 UseConfirmed", but("2022-06-01 BreachFound", "AGREEMENT", "LAW"), "2022-07-01 RectificationOrdered"), "2022-12-31", []string{
			"RECTIFYB1 2023-01-01 DUE_SOON 1 PNR"}},
		{"a failed rectification with a new day", then(toSurveyed, "2015-03-01 UseConfirmed", "2022-06-01 BreachFound", "2022-07-01 RectificationOrdered", but("2022-08-01 RectificationAccepted", `"PASS"`, `"FAIL","newDue":"2022-12-31"`)), "2022-12-31", []string{
			"RECTIFYB1 2022-12-31 DUE_SOON 0 IIT"}},
		{"a closed rectification", then(toSurveyed, "2015-03-01 UseConfirmed", "2022-06-01 BreachFound", "2022-07-01 RectificationOrdered", "2022-08-01 RectificationAccepted"), "2023-12-31", nil},
		{"on the way out only the price is owed", then(toDelivered, "2017-01-01 ExitInitiated"), "2016-12-31", []string{
			"PAY1 2016-12-01 OVERDUE -30 TAX", "PAY2 2017-03-01 OPEN 60 TAX"}},
		{"only the supply is known: nothing is judged", then(toRegistered, oldContract(`{"method":"LISTING","area":5000000,"instalments":[{"no":1,"due":"2016-02-01","amount":5},{"no":2,"amount":5}],"startBy":{"base":"DATE","date":"2016-07-05"},"completeBy":{"base":"DATE","date":"2018-07-05"}}`)), "2026-01-01", []string{
			"PAY1 2016-02-01 NO_DATA -3622 TAX", "START 2016-07-05 NO_DATA -3467 PNR", "COMPLETE 2018-07-05 NO_DATA -2737 HUC"}},
		{"counted from delivery, before it", then(toAwarded, but("2016-05-01 GrantContractSigned", `{"base":"DATE","date":"2017-06-01"}`, `{"base":"DELIVERY","months":6}`)), "2016-05-01", []string{
			"DELIVER 2016-08-01 OPEN 92 PNR", "PAY1 2016-12-01 OPEN 214 TAX", "PAY2 2017-03-01 OPEN 304 TAX", "COMPLETE 2019-06-01 OPEN 1126 HUC"}},
		{"counted from delivery, after it", then(toAwarded, but("2016-05-01 GrantContractSigned", `{"base":"DATE","date":"2017-06-01"}`, `{"base":"DELIVERY","months":6}`), "2016-08-31 LandDelivered"), "2016-05-01", []string{
			"PAY1 2016-12-01 OPEN 214 TAX", "START 2017-02-28 OPEN 303 PNR", "PAY2 2017-03-01 OPEN 304 TAX", "COMPLETE 2019-06-01 OPEN 1126 HUC"}},
		{"no start agreed: a year after delivery", then(toAdmitted, `2016-05-01 GrantContractSigned {"contractNo":"1","method":"ALLOCATION","holder":{"name":"甲"},"area":5000000}`, "2016-08-01 LandDelivered"), "2016-08-01", []string{
			"START 2017-08-01 OPEN 365 PNR"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := owed(told(t, tt.given...).Parcel().Obligations(under(tt.today))); !slices.Equal(got, tt.want) {
				t.Errorf("owed %q\nwant %q", got, tt.want)
			}
		})
	}
}
