package domain

import (
	"slices"
	"strconv"
)

func (e RecruitmentOpened) faults(f *Fact, say faultFunc) {
	if e.ValidTo != "" && e.ValidTo < f.OccurredOn {
		say("/validTo", "recruitment.validTo", string(e.ValidTo))
	}
	repeated(e.Floors, "/floors", say)
}

func (e ProjectProposed) faults(_ *Fact, say faultFunc) {
	if e.FixedInvestment > e.TotalInvestment {
		say("/fixedInvestment", "project.fixed", versus(e.FixedInvestment, e.TotalInvestment))
	}
}

func (e ProjectProposed) guard(d *decision) {
	if d.proposal(e.ProjectID) {
		d.refuse("/data/projectId", "project.twice", e.ProjectID)
	}
	if e.AreaDemand > d.p.Land.RegisteredArea {
		d.find("/data/areaDemand", "project.area", versus(e.AreaDemand, d.p.Land.RegisteredArea))
	}
}

func (d *decision) proposal(id string) bool {
	return slices.ContainsFunc(d.p.Proposals, func(x ProjectProposed) bool { return x.ProjectID == id })
}

func (e EntryReviewed) faults(f *Fact, say faultFunc) {
	if e.Result == "PASS" && objected(e.Reviews) {
		say("/result", "entry.objection")
	}
	if e.Result == "CONDITIONAL" && len(e.Conditions) == 0 {
		say("/conditions", "entry.conditions")
	}
	if e.Result != "REJECT" && e.NegativeList {
		say("/result", "entry.negative")
	}
	checkReviews(e.Reviews, "/reviews", f.OccurredOn, say)
}

func objected(reviews []Review) bool {
	return slices.ContainsFunc(reviews, func(r Review) bool { return r.Opinion == "OBJECT" })
}

// checkReviews: a department speaks once, before the conclusion.
func checkReviews(reviews []Review, at string, concluded Date, say faultFunc) {
	for i, r := range reviews {
		if slices.ContainsFunc(reviews[:i], func(x Review) bool { return x.Department == r.Department }) {
			say(at+"/"+strconv.Itoa(i)+"/department", "review.twice", string(r.Department))
		}
		if r.On > concluded {
			say(at+"/"+strconv.Itoa(i)+"/on", "review.date", string(r.On))
		}
	}
}

func (e EntryReviewed) guard(d *decision) {
	if !d.proposal(e.ProjectID) && !d.f.Backfill {
		d.refuse("/data/projectId", "entry.project", e.ProjectID)
	}
}

func (e SupervisionAgreementSigned) faults(_ *Fact, say faultFunc) {
	has := func(m Code) bool { return e.target(m) != "" }
	if !has("START_BY") || !has("COMPLETE_BY") || !has("FAI_PER_MU") || !has("TAX_PER_MU") && !has("OUTPUT_PER_MU") {
		say("/commitments", "agreement.commitments")
	}
	last := ""
	for _, m := range []Code{"START_BY", "COMPLETE_BY", "PRODUCE_BY", "CAPACITY_BY"} {
		if day := e.target(m); day != "" {
			if day < last {
				say("/commitments", "agreement.dates", last, day)
			}
			last = day
		}
	}
	repeated(e.Commitments, "/commitments", say)
}

// target returns what the agreement sets for a metric, "" for nothing.
func (e SupervisionAgreementSigned) target(metric Code) string {
	for _, c := range e.Commitments {
		if c.Metric == metric {
			return c.Target
		}
	}
	return ""
}

func (e SupervisionAgreementSigned) guard(d *decision) {
	holder := d.p.Holder()
	if d.p.Contract == nil && d.p.Award != nil {
		holder = d.p.Award.Winner
	}
	if otherParty(holder, e.PartyB) {
		d.find("/data/partyB", "agreement.party")
	}
	c := d.p.Contract
	if c == nil {
		return
	}
	if c.AgreementNo != "" && c.AgreementNo != e.AgreementNo {
		d.find("/data/agreementNo", "agreement.no", c.AgreementNo, e.AgreementNo)
	}
	if start := Date(e.target("START_BY")); c.StartOn != "" && start != c.StartOn {
		d.find("/data/commitments", "agreement.start", string(c.StartOn), string(start))
	}
}

// otherParty reports whether two parties that are both known differ: by credit
// code when both have one, else by name.
func otherParty(a, b Party) bool {
	if a.USCC != "" && b.USCC != "" {
		return a.USCC != b.USCC
	}
	return a.Name != "" && b.Name != "" && a.Name != b.Name
}

func (e SupplyAnnounced) faults(_ *Fact, say faultFunc) {
	if e.OpensOn != "" && e.ClosesOn != "" && e.ClosesOn < e.OpensOn {
		say("/closesOn", "announce.dates", string(e.OpensOn), string(e.ClosesOn))
	}
	repeated(e.Conditions, "/conditions", say)
}

// guard looks at this parcel alone. That an enterprise leaves other land idle (§10.4, 5)
// is not asked: an announcement names no enterprise, and a decision sees no land but
// what the fact names.
func (e SupplyAnnounced) guard(d *decision) {
	if e.ClosesOn != "" && d.f.OccurredOn.DaysUntil(e.ClosesOn) < d.Policy.Int(AnnounceDays) {
		d.find("/data/closesOn", "announce.short", string(e.ClosesOn))
	}
	if e.Method == "LISTING" && e.OpensOn != "" && e.ClosesOn != "" && e.OpensOn.DaysUntil(e.ClosesOn) < d.Policy.Int(ListingDays) {
		d.find("/data/closesOn", "announce.listing", string(e.OpensOn), string(e.ClosesOn))
	}
	if e.TermYears > d.Policy.Int(TermMaxYears) {
		d.find("/data/termYears", "term.long", strconv.Itoa(e.TermYears))
	}
	if e.Deposit > e.StartPrice {
		d.find("/data/deposit", "announce.deposit", versus(e.Deposit, e.StartPrice))
	}
	d.prepared()
}

func (e SupplyAwarded) guard(d *decision) {
	if d.p.Supply != nil && e.Price < d.p.Supply.StartPrice {
		d.doubt("/data/price", "award.price", versus(e.Price, d.p.Supply.StartPrice))
	}
}

func (e LandPricePaid) guard(d *decision) {
	c := d.p.Contract
	if c == nil {
		d.refuse("/type", "pay.noContract")
		return
	}
	i := slices.IndexFunc(c.Instalments, func(x Instalment) bool { return x.No == e.InstalmentNo })
	if i < 0 && len(c.Instalments) > 0 {
		d.doubt("/data/instalmentNo", "pay.instalment", strconv.Itoa(e.InstalmentNo))
	}
	paid := c.Paid[e.InstalmentNo] + e.Amount
	if i >= 0 && paid > c.Instalments[i].Amount {
		d.find("/data/amount", "pay.over", versus(paid, c.Instalments[i].Amount))
	}
	if i < 0 && c.Price != nil && paid > *c.Price {
		d.find("/data/amount", "pay.over", versus(paid, *c.Price))
	}
}

func (e LandDelivered) guard(d *decision) {
	if d.p.Construction.DeliveredOn != "" {
		d.refuse("/type", "deliver.twice", string(d.p.Construction.DeliveredOn))
	}
	if c := d.p.Contract; c != nil && apart(e.Area, c.Area, 1) {
		d.find("/data/area", "deliver.area", versus(e.Area, c.Area))
	}
}
