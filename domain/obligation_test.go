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
	built := but("2015-03-01 UseConfirmed", "OPERATING", "COMPLETED") // not producing, so nothing is reported
	tests := []struct {
		name  string
		given []string
		today Date
		want  []string
	}{
		{"nothing before the award", toOffered, "2016-05-01", nil},
		{"the contract's days and payments", toContracted, "2016-07-02", []string{
			"AGREEMENT 2016-05-31 OVERDUE -32 IIT", "DELIVER 2016-08-01 DUE_SOON 30 PNR", "PAY1 2016-12-01 OPEN 152 TAX", "PAY2 2017-03-01 OPEN 242 TAX", "START 2017-06-01 OPEN 334 PNR", "COMPLETE 2019-06-01 OPEN 1064 HUC"}},
		{"31 days ahead it is not yet soon", toContracted[:len(toContracted)], "2016-07-01", []string{
			"AGREEMENT 2016-05-31 OVERDUE -31 IIT", "DELIVER 2016-08-01 OPEN 31 PNR", "PAY1 2016-12-01 OPEN 153 TAX", "PAY2 2017-03-01 OPEN 243 TAX", "START 2017-06-01 OPEN 335 PNR", "COMPLETE 2019-06-01 OPEN 1065 HUC"}},
		{"on the day it is not overdue, a day later it is", then(toContracted, "2016-06-01 LandPricePaid", but("2016-06-02 LandPricePaid", `"instalmentNo":1`, `"instalmentNo":2`)), "2017-06-01", []string{
			"AGREEMENT 2016-05-31 OVERDUE -366 IIT", "DELIVER 2016-08-01 OVERDUE -304 PNR", "START 2017-06-01 DUE_SOON 0 PNR", "COMPLETE 2019-06-01 OPEN 730 HUC"}},
		{"a part of an instalment is not the whole", then(toContracted, but("2016-06-01 LandPricePaid", "4500000000", "4499999999")), "2017-06-02", []string{
			"AGREEMENT 2016-05-31 OVERDUE -367 IIT", "DELIVER 2016-08-01 OVERDUE -305 PNR", "PAY1 2016-12-01 OVERDUE -183 TAX", "PAY2 2017-03-01 OVERDUE -93 TAX", "START 2017-06-01 OVERDUE -1 PNR", "COMPLETE 2019-06-01 OPEN 729 HUC"}},
		{"what is done is not owed", toCompleted, "2019-06-01", []string{
			"PAY1 2016-12-01 OVERDUE -912 TAX", "PAY2 2017-03-01 OVERDUE -822 TAX", "PRODUCE 2019-12-01 OPEN 183 IIT", "CAPACITY 2021-12-01 OPEN 914 IIT"}},
		{"capacity by a new day", then(toProducing, but("2021-03-01 CapacityAccepted", `"PASS"`, `"BASIC","due":"2021-09-01"`)), "2021-10-01", []string{
			"PAY1 2016-12-01 OVERDUE -1765 TAX", "PAY2 2017-03-01 OVERDUE -1675 TAX", "REPORT2020 2021-05-31 OVERDUE -123 IIT", "REPORT2021Q2 2021-07-30 OVERDUE -63 IIT", "CAPACITY 2021-09-01 OVERDUE -30 IIT", "REPORT2021Q3 2021-11-01 OPEN 31 IIT", "EVALUATE 2024-03-01 OPEN 882 IIT"}},
		{"an open rectification", then(toSurveyed, built, but("2022-06-01 BreachFound", "AGREEMENT", "LAW"), "2022-07-01 RectificationOrdered"), "2022-12-31", []string{
			"RECTIFYB1 2023-01-03 DUE_SOON 3 PNR"}}, // New Year's rest ends on the 2nd
		{"a failed rectification with a new day", then(toSurveyed, built, "2022-06-01 BreachFound", "2022-07-01 RectificationOrdered", but("2022-08-01 RectificationAccepted", `"PASS"`, `"FAIL","newDue":"2022-12-31"`)), "2022-12-31", []string{
			"RECTIFYB1 2023-01-03 DUE_SOON 3 IIT"}},
		{"a closed rectification", then(toSurveyed, built, "2022-06-01 BreachFound", "2022-07-01 RectificationOrdered", "2022-08-01 RectificationAccepted"), "2023-12-31", nil},
		{"on the way out only the price is owed", then(toDelivered, "2017-01-01 ExitInitiated"), "2016-12-31", []string{
			"PAY1 2016-12-01 OVERDUE -30 TAX", "PAY2 2017-03-01 OPEN 60 TAX"}},
		{"only the supply is known: nothing is judged", then(toRegistered, oldContract(`{"method":"LISTING","area":5000000,"instalments":[{"no":1,"due":"2016-02-01","amount":5},{"no":2,"amount":5}],"startBy":{"base":"DATE","date":"2016-07-05"},"completeBy":{"base":"DATE","date":"2018-07-05"}}`)), "2026-01-01", []string{
			"PAY1 2016-02-01 NO_DATA -3622 TAX", "START 2016-07-05 NO_DATA -3467 PNR", "COMPLETE 2018-07-05 NO_DATA -2737 HUC"}},
		{"counted from delivery, before it", then(toAwarded, but("2016-05-01 GrantContractSigned", `{"base":"DATE","date":"2017-06-01"}`, `{"base":"DELIVERY","months":6}`)), "2016-05-01", []string{
			"AGREEMENT 2016-05-31 DUE_SOON 30 IIT", "DELIVER 2016-08-01 OPEN 92 PNR", "PAY1 2016-12-01 OPEN 214 TAX", "PAY2 2017-03-01 OPEN 304 TAX", "COMPLETE 2019-06-01 OPEN 1126 HUC"}},
		{"counted from delivery, after it", then(toAwarded, but("2016-05-01 GrantContractSigned", `{"base":"DATE","date":"2017-06-01"}`, `{"base":"DELIVERY","months":6}`), "2016-08-31 LandDelivered"), "2016-05-01", []string{
			"AGREEMENT 2016-05-31 DUE_SOON 30 IIT", "PAY1 2016-12-01 OPEN 214 TAX", "START 2017-02-28 OPEN 303 PNR", "PAY2 2017-03-01 OPEN 304 TAX", "COMPLETE 2019-06-01 OPEN 1126 HUC"}},
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

// What each kind is due on, alone.
func TestKindsOfObligations(t *testing.T) {
	producing := reporting(toOperating, "2021-05-01", "2020", "PERIOD", "IIT", `"output":1`)
	listed := then(toOperating, `2022-06-01 ComplianceRecorded {"kind":"KEY_SUPERVISED","docNo":"名录1"}`)
	tests := []struct {
		name  string
		kind  Code
		given []string
		today Date
		want  []string
	}{
		// 2 to 4 April 2016 are weekend and festival; only the weekend is known of 2016.
		{"ten working days after the award", "SIGN", toAwarded, "2016-04-15", []string{"SIGNC1 2016-04-15 DUE_SOON 0 PNR"}},
		{"signed", "SIGN", toContracted, "2016-05-01", nil},
		{"30 days after the contract, no agreement", "AGREEMENT", toContracted, "2016-06-01", []string{"AGREEMENT 2016-05-31 OVERDUE -1 IIT"}},
		{"agreed", "AGREEMENT", toDelivered, "2016-08-01", nil},
		{"30 days after the quarter", "REPORT", producing, "2021-05-02", []string{"REPORT2021Q1 2021-04-30 OVERDUE -2 IIT"}},
		{"the last year and the last two quarters", "REPORT", producing, "2022-01-02", []string{"REPORT2021Q3 2021-11-01 OVERDUE -62 IIT", "REPORT2021Q4 2022-01-30 DUE_SOON 28 IIT", "REPORT2021 2022-05-31 OPEN 149 IIT"}},
		{"three years after capacity", "EVALUATE", toOperating, "2024-03-02", []string{"EVALUATE 2024-03-01 OVERDUE -1 IIT"}},
		{"what an evaluation asked for", "RECTIFY", then(toOperating, `2024-03-01 ProcessEvaluated {"cycleNo":1,"conclusion":"RECTIFY","rectifyBy":"2024-10-01"}`), "2024-10-08", []string{"RECTIFYE1 2024-10-08 DUE_SOON 0 IIT"}},
		{"a penalty", "PENALTY", then(toOperating, "2022-03-01 PenaltyImposed"), "2022-03-31", []string{"PENALTYF1 2022-03-31 DUE_SOON 0 TAX"}},
		{"a bond that lacks", "BOND", then(toDelivered, `2016-09-01 BondPosted {"amount":900,"required":1000}`), "2016-09-02", []string{"BOND 2016-09-01 OVERDUE -1 FIN"}},
		{"an issue", "ISSUE", then(toSurveyed, `2022-06-01 IssueRaised {"issueId":"W1","class":"TITLE","description":"权属争议","level":"DISTRICT","leadDepartment":"HUC","due":"2022-07-01"}`), "2022-07-01", []string{"ISSUEW1 2022-07-01 DUE_SOON 0 HUC"}},
		{"an answer about idle land", "REPLY", toSuspected, "2018-07-01", []string{"REPLYX1 2018-07-16 DUE_SOON 15 PNR"}},
		{"renewal, before anybody is informed", "RENEW", toOperating, "2060-07-31", nil},
		{"renewal", "RENEW", toOperating, "2065-08-01", []string{"RENEW 2065-08-03 DUE_SOON 2 PNR"}},
		{"a lease before its end", "CONVERT", then(toAdmitted, "2016-05-01 LandLeased"), "2020-11-01", []string{"CONVERTZ1 2020-11-02 DUE_SOON 1 PNR"}},
		{"temporary land", "RECLAIM", then(toRegistered, "2020-01-01 TemporaryUseApproved"), "2023-01-02", []string{"RECLAIML1 2023-01-01 OVERDUE -1 PNR"}},
		{"reclaimed", "RECLAIM", then(toRegistered, "2020-01-01 TemporaryUseApproved", "2022-02-01 TemporaryUseReclaimed"), "2023-01-02", nil},
		{"land approved and not supplied", "SUPPLY", then(toReserved, "2015-03-02 LandUseApproved"), "2017-03-03", []string{"SUPPLYP1 2017-03-02 OVERDUE -1 PNR"}},
		{"a plan", "PLAN", then(toOperating, `2024-01-10 AnnualPlanListed {"planYear":2024,"mode":"SELF","area":1000000,"plannedFinish":"2025-06-30"}`), "2025-06-30", []string{"PLAN2024 2025-06-30 DUE_SOON 0 DPG"}},
		{"a renewal of the land", "REDEVELOP", then(toOperating, `2024-03-01 RedevelopmentStarted {"mode":"SELF","area":1000000,"finishBy":"2025-03-01"}`), "2025-03-02", []string{"REDEVELOP 2025-03-01 OVERDUE -1 DPG"}},
		{"soil on the way out", "SOIL", then(listed, "2022-07-01 ExitInitiated"), "2022-07-02", []string{"SOIL 2022-07-01 OVERDUE -1 EEB"}},
		{"claims, on the last day", "CLAIM", then(toOperating, "2023-01-05 BankruptcyAccepted"), "2023-06-01", []string{"CLAIM破1 2023-06-01 DUE_SOON 0 PNR"}},
		{"claims, too late", "CLAIM", then(toOperating, "2023-01-05 BankruptcyAccepted"), "2023-06-02", nil},
		{"enforcement three months after the result", "ENFORCE", then(toOperating, `2022-11-30 LitigationRecorded {"caseNo":"行1","kind":"ADMINISTRATIVE","target":"J1","filedOn":"2022-04-01","result":"UPHELD","resultOn":"2022-11-30"}`), "2023-02-28", []string{"ENFORCE行1 2023-02-28 DUE_SOON 0 PNR"}},
	}
	for _, tt := range tests {
		t.Run(string(tt.kind)+" "+tt.name, func(t *testing.T) {
			list := slices.DeleteFunc(told(t, tt.given...).Parcel().Obligations(under(tt.today)), func(o Obligation) bool { return o.Kind != tt.kind })
			if got := owed(list); !slices.Equal(got, tt.want) {
				t.Errorf("owed %q\nwant %q", got, tt.want)
			}
			for _, o := range list {
				if !slices.ContainsFunc(CodeList("obligation"), func(c CodeName) bool { return c.Code == o.Kind }) {
					t.Errorf("%s has no name", o.Kind)
				}
			}
		})
	}
}
