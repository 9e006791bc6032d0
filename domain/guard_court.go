package domain

import (
	"slices"
	"strconv"
)

// Claims are filed within 30 days to three months of the announcement (企业破产法
// 第45条).
const (
	claimsDaysMin   = 30
	claimsMonthsMax = 3
)

func (e BankruptcyAccepted) faults(f *Fact, say faultFunc) {
	if e.ClaimsDue != "" && e.ClaimsDue <= f.OccurredOn {
		say("/claimsDue", "bankruptcy.claims", string(e.ClaimsDue))
	}
}

// guard: the announcement follows the acceptance within 25 days (第14条), so a later
// last day may be right; an earlier one is not.
func (e BankruptcyAccepted) guard(d *decision) {
	if slices.ContainsFunc(d.p.Bankruptcies, func(b Bankruptcy) bool { return b.CaseNo == e.CaseNo }) {
		d.refuse("/data/caseNo", "bankruptcy.twice", e.CaseNo)
	}
	on := d.f.OccurredOn
	if due := e.ClaimsDue; due != "" && (due < on.AddDays(claimsDaysMin) || due > on.AddMonths(claimsMonthsMax).AddDays(25)) {
		d.find("/data/claimsDue", "bankruptcy.span", string(due))
	}
}

func (e LitigationRecorded) faults(f *Fact, say faultFunc) {
	if e.FiledOn > f.OccurredOn {
		say("/filedOn", "litigation.filed", string(e.FiledOn))
	}
	if (e.Result == "") != (e.ResultOn == "") || e.ResultOn != "" && (e.ResultOn < e.FiledOn || e.ResultOn > f.OccurredOn) {
		say("/resultOn", "litigation.result", string(e.ResultOn))
	}
	if e.EnforcementDue != "" && e.EnforcementDue < e.ResultOn {
		say("/enforcementDue", "litigation.enforcement", string(e.EnforcementDue))
	}
}

func (e LitigationRecorded) guard(d *decision) {
	if i := d.p.litigation(e.CaseNo); i >= 0 && (d.p.Litigations[i].Result != "" || e.Result == "") {
		d.refuse("/data/caseNo", "litigation.twice", e.CaseNo)
	}
	last := e.ResultOn.AddMonths(d.Policy.Int(EnforcementMonths))
	if e.EnforcementDue != "" && last != "" && e.EnforcementDue > last {
		d.find("/data/enforcementDue", "litigation.window", string(last), string(e.EnforcementDue))
	}
}

func (e CompensationAgreed) faults(f *Fact, say faultFunc) {
	for i, x := range e.Instalments {
		if slices.ContainsFunc(e.Instalments[:i], func(y Instalment) bool { return y.No == x.No }) {
			say("/instalments/"+strconv.Itoa(i)+"/no", "contract.instalmentTwice", strconv.Itoa(x.No))
		}
	}
	if e.VacateBy != "" && e.VacateBy < f.OccurredOn {
		say("/vacateBy", "compensation.vacateBy", string(e.VacateBy))
	}
}

func (e CompensationAgreed) guard(d *decision) {
	if d.p.compensation(e.AgreementNo) >= 0 {
		d.refuse("/data/agreementNo", "compensation.twice", e.AgreementNo)
	}
	var sum Fen
	for _, i := range e.Instalments {
		sum += i.Amount
	}
	if len(e.Instalments) > 0 && sum != e.Total {
		d.doubt("/data/instalments", "compensation.instalments", versus(sum, e.Total))
	}
	if e.Valuation > 0 && e.Total > e.Valuation {
		d.find("/data/items", "compensation.valuation", versus(e.Total, e.Valuation))
	}
}

func (e CompensationPaid) guard(d *decision) {
	i := d.p.compensation(e.AgreementNo)
	if i < 0 {
		d.refuse("/data/agreementNo", "compensation.unknown", e.AgreementNo)
		return
	}
	c := d.p.Compensations[i]
	if c.Paid+e.Amount > c.Agreed {
		d.find("/data/amount", "compensation.over", versus(c.Paid+e.Amount, c.Agreed))
	}
	n := c.instalment(e.InstalmentNo)
	if n < 0 && len(c.Instalments) > 0 {
		d.doubt("/data/instalmentNo", "pay.instalment", strconv.Itoa(e.InstalmentNo))
	}
}
