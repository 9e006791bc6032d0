package domain

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// stands tells a story and returns the parcel and where it stands.
func stands(t *testing.T, lines ...string) (*Parcel, Stage) {
	t.Helper()
	p := told(t, lines...).Parcel()
	return p, p.Stage
}

// What undoes a step leads back to where the parcel came from.
func TestStepsThatLeadBack(t *testing.T) {
	planned := then(toSurveyed, "2024-03-01 AnnualPlanListed", "2024-04-01 RecruitmentOpened")
	signed := then(toAwarded, "2016-04-02 SupervisionAgreementSigned")
	tests := []struct {
		name  string
		given []string
		want  Stage
	}{
		{"recruitment from the reserve", then(toRecruiting, "2015-05-01 RecruitmentClosed"), StageReserved},
		{"recruitment from a plan", then(planned, "2024-05-01 RecruitmentClosed"), StagePlanned},
		{"recruitment after a withdrawal", then(toAdmitted, "2016-02-01 AgreementTerminated", "2016-03-01 RecruitmentClosed"), StageReserved},
		{"the admitted project withdraws", then(toAdmitted, "2016-02-01 AgreementTerminated"), StageRecruiting},
		{"an offer for an admitted project", then(toOffered, "2016-03-01 SupplyFailed"), StageAdmitted},
		{"an offer while recruiting", then(toRecruiting, "2016-02-01 SupplyAnnounced", "2016-03-01 SupplyFailed"), StageRecruiting},
		{"an offer from the reserve", then(toReserved, "2016-02-01 SupplyAnnounced", "2016-03-01 SupplyFailed"), StageReserved},
		{"an award that was signed for", then(signed, but("2016-05-01 SupplyFailed", "WITHDRAWN", "WINNER_DEFAULT")), StageAdmitted},
		{"a contract rescinded", then(toContracted, "2016-06-01 ContractRescinded"), StageReserved},
		{"handed on out of an exit", then(toSale, "2022-02-01 RightTransferred"), StageProducing},
		{"handed on by court", then(toCourtSale, but("2022-02-01 RightTransferred", "SALE", "JUDICIAL")), StageProducing},
		{"built anew by the new holder", then(toSale, more("2022-02-01 RightTransferred", `"rebuild":true,"startBy":"2023-01-01","completeBy":"2024-01-01"`)), StageDelivered},
		{"sold in use", then(titledUse, "2020-01-01 RightTransferred"), StageProducing},
		{"a recruitment that is not on record", then(toRegistered, "补2016-01-01 EntryReviewed", "2016-02-01 AgreementTerminated", "2016-03-01 RecruitmentClosed"), StageReserved},
		{"leased before a grant", toLeased, StageContracted},
		{"contributed", then(toReserved, "2015-04-01 ContributionInKind"), StageContracted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, got := stands(t, tt.given...); got != tt.want {
				t.Errorf("stands at %s, want %s", got, tt.want)
			}
		})
	}
}

// After an exit by transfer the life goes on: no exit is left, and what is built anew
// is owed by the new days.
func TestTransferOutOfAnExit(t *testing.T) {
	p, _ := stands(t, then(toSale, more("2022-02-01 RightTransferred", `"rebuild":true,"startBy":"2023-01-01","completeBy":"2024-01-01"`))...)
	if p.Exit != nil || p.Holder().Name != "乙公司" || p.Construction.StartedOn != "" || p.Construction.DeliveredOn != "2016-08-01" {
		t.Errorf("exit %v, holder %v, construction %+v", p.Exit, p.Holder(), p.Construction)
	}
	if got := owed(p.Obligations(under("2022-12-02"))); !slices.Equal(got, []string{"AGREEMENT 2016-05-31 OVERDUE -2376 IIT", "START 2023-01-01 DUE_SOON 30 PNR", "COMPLETE 2024-01-01 OPEN 395 HUC"}) {
		t.Errorf("owed %q", got)
	}
	kept, _ := stands(t, then(toSale, "2022-02-01 RightTransferred")...)
	if kept.Construction.CompletedOn != "2019-05-01" || kept.Operation.ProducingSince != "2019-10-01" {
		t.Errorf("what was built is gone: %+v", kept.Construction)
	}
}

// The commitments go with the right, or end with it.
func TestCommitmentsOfATransfer(t *testing.T) {
	signed := then(titledUse, "2020-01-01 SupervisionAgreementSigned")
	carried, _ := stands(t, then(signed, "2020-02-01 RightTransferred")...)
	if carried.Agreement == nil || carried.Agreement.PartyB.Name != "乙公司" || carried.Title != nil {
		t.Errorf("carried: %+v, title %v", carried.Agreement, carried.Title)
	}
	ended, _ := stands(t, then(signed, but("2020-02-01 RightTransferred", "true", `false,"agreementNo":"J2","titleNo":"Q2"`))...)
	want := []EndedAgreement{{AgreementNo: "J1", PartyB: Party{Name: "甲公司"}, On: "2020-02-01", Side: "TRANSFER"}}
	if ended.Agreement != nil || !slices.Equal(ended.EndedAgreements, want) || ended.Title == nil || ended.Title.TitleNo != "Q2" {
		t.Errorf("ended: %+v, %+v, title %+v", ended.Agreement, ended.EndedAgreements, ended.Title)
	}
	shares, _ := stands(t, then(signed, but("2020-02-01 RightTransferred", "SALE", "EQUITY"))...)
	if shares.Holder().Name != "甲公司" || shares.Title == nil || len(shares.Transfers) != 1 {
		t.Errorf("a share deal changed the holder: %v", shares.Holder())
	}
}

// The discount is computed by the ledger, and only from two prices.
func TestDiscountOfATransfer(t *testing.T) {
	for fields, want := range map[string]Decimal{`"price":7500,"benchmarkPrice":10000`: "0.2500", `"price":2,"benchmarkPrice":3`: "0.3333", `"price":12,"benchmarkPrice":10`: "-0.2000", `"price":1`: "", `"benchmarkPrice":1`: ""} {
		h := told(t, titledUse...)
		e := tell(t, h, more("2020-01-01 RightTransferred", fields), clerk)
		if got := e.Fact.Event.(RightTransferred).Discount; got != want {
			t.Errorf("%s: %q, want %q", fields, got, want)
		}
	}
}

// Lessees and buyers of units are users; who leaves is none.
func TestUsersFollowLeasesAndUnits(t *testing.T) {
	names := func(p *Parcel) string {
		var list []string
		for _, u := range p.Users {
			list = append(list, fmt.Sprintf("%s %s", u.Party.Name, u.FloorArea))
		}
		return strings.Join(list, ", ")
	}
	lines := then(titledUse, "2022-01-01 LeasedOut")
	steps := []struct{ line, want string }{
		{"2022-01-02 UnitTransferred", "丙公司 1000.00 m², 丁公司 10000.00 m²"},
		{but("2022-02-01 LeasedOut", "C1", "C2", "100000", "200000"), "丙公司 2000.00 m², 丁公司 10000.00 m²"},
		{"2022-03-01 LeaseEnded", "丙公司 2000.00 m², 丁公司 10000.00 m²"},
		{but("2022-04-01 LeaseEnded", "C1", "C2"), "丁公司 10000.00 m²"},
	}
	for _, s := range steps {
		lines = then(lines, s.line)
		if p, _ := stands(t, lines...); names(p) != s.want {
			t.Errorf("after %s: %s, want %s", s.line, names(p), s.want)
		}
	}
}

// The bond by milestone: what is posted for one is taken first, then the rest.
func TestBond(t *testing.T) {
	lines := then(toContracted, `2016-05-02 BondPosted {"amount":1000,"required":2000,"milestone":"START"}`)
	steps := []struct {
		line              string
		balance, shortage Fen
		parts             string
	}{
		{`2016-05-03 BondPosted {"amount":900}`, 1900, 100, "START 1000, 900"},
		{`2016-05-04 BondForfeited {"amount":300,"milestone":"CAPACITY","ground":"违约"}`, 1600, 400, "START 1000, 600"},
		{`2016-05-05 BondReleased {"amount":1000,"milestone":"START"}`, 600, 400, "START 0, 600"},
		{`2016-05-06 BondPosted {"amount":400}`, 1000, 0, "START 0, 1000"},
		{`2016-05-07 BondReleased {"amount":1000}`, 0, 0, "START 0, 0"},
	}
	for _, s := range steps {
		lines = then(lines, s.line)
		p, _ := stands(t, lines...)
		var parts []string
		for _, part := range p.Bond.Parts {
			parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %d", part.Milestone, int64(part.Balance()))))
		}
		if got := strings.Join(parts, ", "); p.Bond.Balance() != s.balance || p.Bond.Shortage() != s.shortage || got != s.parts {
			t.Errorf("after %s: balance %d, shortage %d, %s; want %d, %d, %s", s.line, p.Bond.Balance(), p.Bond.Shortage(), got, s.balance, s.shortage, s.parts)
		}
	}
}
