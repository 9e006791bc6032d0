package domain

import (
	"math/big"
	"slices"
	"testing"
)

// Two instalments of 45 million yuan, due on 2016-12-01 and 2017-03-01.
func TestAlarmsOfMoney(t *testing.T) {
	sunday := then(toAwarded, but("2016-05-01 GrantContractSigned", `"due":"2016-12-01"`, `"due":"2019-10-01"`, `"due":"2017-03-01"`, `"due":"2030-03-01"`))
	ordered := then(toSurveyed, "2015-03-01 UseConfirmed", "2022-06-01 BreachFound", but("2022-07-01 RectificationOrdered", "2023-01-01", "2023-01-02"))
	watchAll(t, []sighting{
		{"on the day", "R10", toContracted, "2016-12-01", nil},
		{"a day after", "R10", toContracted, "2016-12-02", []string{"ORANGE 2016-12-02 2016-12-01 1"}},
		{"60 days after", "R10", toContracted, "2017-01-30", []string{"ORANGE 2016-12-02 2016-12-01 1"}},
		{"61 days after", "R10", toContracted, "2017-01-31", []string{"RED 2017-01-31 2016-12-01 1"}},
		{"a part is not the whole", "R10", then(toContracted, but("2016-06-01 LandPricePaid", "4500000000", "4499999999")), "2016-12-02", []string{"ORANGE 2016-12-02 2016-12-01 1"}},
		{"paid", "R10", then(toContracted, "2016-06-01 LandPricePaid"), "2016-12-02", nil},
		{"due on a festival, on the last day of the rest", "R10", sunday, "2019-10-08", nil},
		{"due on a festival, the day after the first working day", "R10", sunday, "2019-10-09", []string{"ORANGE 2019-10-09 2019-10-08 1"}},

		// 2023-01-02 is the New Year's holiday, so the act may be done on the 3rd.
		{"8 days ahead", "R13", ordered, "2022-12-26", nil},
		{"7 days ahead of the shifted day", "R13", ordered, "2022-12-27", []string{"ORANGE 2022-12-27 2023-01-03 B1"}},
		{"overdue", "R13", ordered, "2023-01-04", []string{"ORANGE 2022-12-27 2023-01-03 B1"}},
		{"accepted", "R13", then(ordered, "2022-08-01 RectificationAccepted"), "2023-01-04", nil},
	})
}

func TestLateFee(t *testing.T) {
	tests := []struct {
		unpaid Fen
		rate   string
		days   int
		want   Fen
	}{
		{4_500_000_000, "0.001", 1, 4_500_000}, {4_500_000_000, "0.001", 61, 274_500_000}, {499, "0.001", 1, 0}, {500, "0.001", 1, 1}, {501, "0.001", 1, 1},
		{1499, "0.001", 1, 1}, {1500, "0.001", 1, 2}, {1, "1/3", 1, 0}, {1, "1/3", 2, 1}, {0, "0.001", 9, 0},
	}
	for _, tt := range tests {
		rate, _ := new(big.Rat).SetString(tt.rate)
		if got := lateFee(tt.unpaid, rate, tt.days, ""); got != tt.want {
			t.Errorf("%d × %s × %d = %d, want %d", tt.unpaid, tt.rate, tt.days, got, tt.want)
		}
	}
	got := details(t, told(t, then(toContracted, but("2016-06-01 LandPricePaid", `"instalmentNo":1`, `"instalmentNo":2`))...).Parcel().Alarms(under("2016-12-11")), "R10")
	if want := []string{"unpaid=4500000000", "days=10", "penalty=45000000"}; !slices.Equal(got, want) {
		t.Errorf("R10 says %q, want %q", got, want)
	}
}

func TestAlarmsOfDecisions(t *testing.T) {
	// Served on 2019-09-01: the 30 days end in the festival of October, which ends on
	// the 7th.
	idleFee := then(toFee, `2019-09-01 PenaltyImposed {"penaltyId":"F1","kind":"IDLE_FEE","caseNo":"X1","base":9000000000,"rate":"0.20","decisionNo":"J1","servedOn":"2019-09-01"}`)
	penalty := then(toBuilding, but("2019-03-01 PenaltyImposed", "2022-03-01", "2019-03-01", "2022-03-31", "2019-03-31")) // a Sunday
	bond := then(toDelivered, `2016-09-01 BondPosted {"amount":1000,"required":1000}`)
	issue := then(toSurveyed, `2022-06-01 IssueRaised {"issueId":"W1","class":"TITLE","description":"权属争议","level":"DISTRICT","leadDepartment":"HUC","due":"2022-07-01"}`)
	watchAll(t, []sighting{
		{"the fee on its last day", "R14", idleFee, "2019-10-08", nil},
		{"the fee a day after", "R14", idleFee, "2019-10-09", []string{"RED 2019-10-09 2019-10-08 F1"}},
		{"the fee is paid", "R14", then(idleFee, `2019-10-09 PenaltySettled {"penaltyId":"F1","paid":1800000000,"mode":"PAYMENT"}`), "2019-10-09", nil},
		{"a contract's penalty on its day, shifted", "R14", penalty, "2019-04-01", nil},
		{"a contract's penalty a day after", "R14", penalty, "2019-04-02", []string{"RED 2019-04-02 2019-04-01 F1"}},
		{"partly paid", "R14", then(penalty, `2019-04-01 PenaltySettled {"penaltyId":"F1","paid":134999999,"mode":"PAYMENT"}`), "2019-04-02", []string{"RED 2019-04-02 2019-04-01 F1"}},
		{"settled", "R14", then(penalty, "2019-04-01 PenaltySettled"), "2019-04-02", nil},

		{"all there", "R28", bond, "2016-09-01", nil},
		{"a part was taken", "R28", then(bond, `2016-10-01 BondForfeited {"amount":1,"ground":"协议"}`), "2016-10-01", []string{"YELLOW 2016-10-01"}},
		{"made good", "R28", then(bond, `2016-10-01 BondForfeited {"amount":1,"ground":"协议"}`, `2016-10-02 BondPosted {"amount":1}`), "2016-10-02", nil},
		{"given back", "R28", then(bond, `2016-10-01 BondReleased {"amount":400}`), "2016-10-01", nil},

		{"an issue, 8 days ahead", "R13", issue, "2022-06-23", nil},
		{"an issue, 7 days ahead", "R13", issue, "2022-06-24", []string{"ORANGE 2022-06-24 2022-07-01 W1"}},
		{"an issue that is solved", "R13", then(issue, "2022-06-24 IssueResolved"), "2022-06-24", nil},
	})
}
