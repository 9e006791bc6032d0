package domain

import (
	"slices"
	"testing"
)

// The agreed days of the contract after its amendments; the agreement moves none of
// them (domain reference §15.1, 6).
func TestAmendedDays(t *testing.T) {
	fromDelivery := then(toAwarded, but("2016-05-01 GrantContractSigned", `{"base":"DATE","date":"2017-06-01"}`, `{"base":"DELIVERY","months":6}`))
	filed := `,"filedOn":"2017-05-02"`
	tests := []struct {
		name            string
		given           []string
		start, complete Date
	}{
		{"as agreed", toDelivered, "2017-06-01", "2019-06-01"},
		{"the agreement moves its own day", then(toDelivered, `2016-09-01 CommitmentsAmended {"instrument":"AGREEMENT","docNo":"B","kind":"SUPPLEMENT","reason":"HOLDER","amendments":[{"metric":"START_BY","mode":"REPLACE","new":"2018-01-01"}]}`), "2017-06-01", "2019-06-01"},
		{"an extension shifts the completion", then(toDelivered, amending("2017-05-02", "EXTENSION", startMoved("2018-06-01"), filed)), "2018-06-01", "2020-05-31"},
		{"an extension with its own completion", then(toDelivered, amending("2017-05-02", "EXTENSION", startMoved("2018-06-01")+`,{"metric":"COMPLETE_BY","mode":"REPLACE","new":"2020-06-01"}`, filed)), "2018-06-01", "2020-06-01"},
		{"a supplement shifts the start alone", then(toDelivered, amending("2017-05-02", "SUPPLEMENT", startMoved("2018-06-01"), "")), "2018-06-01", "2019-06-01"},
		{"days added twice", then(toDelivered, amending("2017-05-02", "SUPPLEMENT", `{"metric":"START_BY","mode":"ADD_DAYS","days":10}`, ""), amending("2017-05-03", "SUPPLEMENT", `{"metric":"START_BY","mode":"ADD_DAYS","days":20}`, "")), "2017-07-01", "2019-06-01"},
		{"a new day spends the days added before", then(toDelivered, amending("2017-05-02", "SUPPLEMENT", `{"metric":"START_BY","mode":"ADD_DAYS","days":10}`, ""), amending("2017-05-03", "SUPPLEMENT", startMoved("2018-01-01"), "")), "2018-01-01", "2019-06-01"},
		{"days added before the delivery that counts", then(fromDelivery, amending("2016-06-01", "SUPPLEMENT", `{"metric":"START_BY","mode":"ADD_DAYS","days":10}`, ""), "2016-08-31 LandDelivered"), "2017-03-10", "2019-06-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, _ := stands(t, tt.given...)
			if p.Contract.StartOn != tt.start || p.Contract.CompleteOn != tt.complete {
				t.Errorf("start %s, completion %s, want %s, %s", p.Contract.StartOn, p.Contract.CompleteOn, tt.start, tt.complete)
			}
		})
	}
}

// An amendment of the agreement changes its row, keeps the rest and says what was
// there before.
func TestAmendedAgreement(t *testing.T) {
	before, _ := stands(t, toDelivered...)
	p, _ := stands(t, then(toDelivered, `2016-09-01 CommitmentsAmended {"instrument":"AGREEMENT","docNo":"B","kind":"SUPPLEMENT","reason":"HOLDER","amendments":[{"metric":"TAX_PER_MU","mode":"REPLACE","new":"18"},{"metric":"PRODUCE_BY","mode":"ADD_DAYS","days":31},{"metric":"JOBS","mode":"REPLACE","new":"100"}]}`)...)
	if got := p.Agreement.target("TAX_PER_MU") + " " + p.Agreement.target("PRODUCE_BY") + " " + p.Agreement.target("JOBS") + " " + p.Agreement.target("FAI_PER_MU"); got != "18 2020-01-01 100 400" {
		t.Errorf("the agreement says %s", got)
	}
	if c := p.commitment("TAX_PER_MU"); c.Tolerance != "0.1" {
		t.Errorf("the tolerance is lost: %+v", c)
	}
	if p.Amendments[0].Old != "20" || p.Amendments[1].Old != "2019-12-01" || before.Agreement.target("TAX_PER_MU") != "20" {
		t.Errorf("amendments %+v", p.Amendments)
	}
}

func TestTerm(t *testing.T) {
	tests := []struct {
		name       string
		given      []string
		start, end Date
	}{
		{"of the register", []string{more("2015-01-01 ParcelRegistered", `"termStart":"2000-01-01","termEnd":"2050-01-01"`)}, "2000-01-01", "2050-01-01"},
		{"from delivery", toDelivered, "2016-08-01", "2066-08-01"},
		{"of the title", then(toPaid, more("2016-08-01 TitleRegistered", `"termStart":"2016-07-01","termEnd":"2066-06-30"`)), "2016-07-01", "2066-06-30"},
		{"of a lease", toLeased, "2016-05-01", "2021-05-01"},
		{"of a lease that became a grant", then(toLeaseUsed, "2020-05-01 LeaseConverted"), "2020-05-01", "2065-05-01"},
		{"of a contribution in use", then(toSurveyed, more("2015-03-01 ContributionInKind", `"termYears":40`)), "2015-03-01", "2055-03-01"},
		{"renewed", then(withTerm, but("2024-12-01 TermRenewed", "2015-01-01", "2024-06-01", "2090-01-01", "2045-06-01")), "1975-06-01", "2045-06-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if p, _ := stands(t, tt.given...); p.Term.Start != tt.start || p.Term.End != tt.end {
				t.Errorf("%s to %s, want %s to %s", p.Term.Start, p.Term.End, tt.start, tt.end)
			}
		})
	}
	p, _ := stands(t, tests[len(tests)-1].given...)
	if want := []Renewal{{On: "2024-12-01", OldEnd: "2025-06-01", NewEnd: "2045-06-01"}}; !slices.Equal(p.Term.Renewals, want) {
		t.Errorf("renewals %+v", p.Term.Renewals)
	}
}

// A rescission brings the land back without the holder; what stays is that it was
// rescinded.
func TestRescissionBeginsACycle(t *testing.T) {
	p, stage := stands(t, then(toDelivered, "2016-09-01 ContractRescinded")...)
	if stage != StageReserved || p.Cycle != 1 || p.Contract != nil || p.Agreement != nil || p.Construction.DeliveredOn != "" || p.Holder() != (Party{}) {
		t.Errorf("%s, cycle %d, contract %v, holder %v", stage, p.Cycle, p.Contract, p.Holder())
	}
	if p.Rescission == nil || p.Rescission.On != "2016-09-01" {
		t.Errorf("rescission %+v", p.Rescission)
	}
}

// A lease is watched like a contract; its conversion brings price and payments.
func TestLeaseAsContract(t *testing.T) {
	p, _ := stands(t, toLeased...)
	if p.Contract.Method != "LEASE_FIRST" || p.LandLease.To != "2021-05-01" || p.Holder().Name != "甲公司" {
		t.Errorf("leased: %+v", p.Contract)
	}
	plain, _ := stands(t, then(toAdmitted, "2016-05-01 LandLeased")...)
	if plain.Contract.Method != "LEASE" {
		t.Errorf("method %s", plain.Contract.Method)
	}
	p, _ = stands(t, then(toLeaseUsed, more("2020-05-01 LeaseConverted", `"instalments":[{"no":1,"amount":9000000000}]`))...)
	if p.Contract.Ground != "LEASE_CONVERSION" || *p.Contract.Price != 9000000000 || p.unpaid() != 9000000000 || p.LandLease.ConvertedOn != "2020-05-01" {
		t.Errorf("converted: %+v, unpaid %s", p.Contract, p.unpaid())
	}
}
