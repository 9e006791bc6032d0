package domain

func (e LandUseApproved) faults(_ *Fact, say faultFunc) {
	if e.ExpropriatedArea > e.Area {
		say("/expropriatedArea", "landUse.expropriated", versus(e.ExpropriatedArea, e.Area))
	}
}

func (e LandUseApproved) guard(d *decision) {
	sum := e.Area
	for _, x := range d.p.Preparation.Approvals {
		sum += x.Area
		if x.BatchNo == e.BatchNo {
			d.refuse("/data/batchNo", "landUse.twice", e.BatchNo)
		}
	}
	if sum > d.p.Land.RegisteredArea {
		d.find("/data/area", "landUse.area", versus(sum, d.p.Land.RegisteredArea))
	}
}

// guard holds what the verification says against what the record knows.
func (e NetLandVerified) guard(d *decision) {
	if e.RightsClear && d.p.legacyOpen() > 0 {
		d.find("/data/rightsClear", "netLand.legacy", d.p.legacyOpen().String())
	}
	if c := d.p.conditions(); e.ConditionsClear && c.lapsed(d.f.OccurredOn) {
		d.find("/data/conditionsClear", "netLand.conditions", c.DocNo, string(c.ValidTo))
	}
}

// conditions are those set last; zero when none are.
func (p *Parcel) conditions() Conditions {
	if n := len(p.Planning.Conditions); n > 0 {
		return p.Planning.Conditions[n-1]
	}
	return Conditions{}
}

func (c Conditions) lapsed(on Date) bool { return lapsed(c.ValidTo, on) }

// lapsed: a paper holds to the end of the day it names, and for ever when it names
// none.
func lapsed(validTo, on Date) bool { return validTo != "" && on > validTo }

// prepared looks, when the land is offered, at what must be done before: the five
// tests, the planning conditions, the approval and the assessments.
func (d *decision) prepared() {
	on := d.f.OccurredOn
	switch net := d.p.NetLand; {
	case net != nil && !net.Passed():
		d.doubt("/type", "announce.notNet", string(net.VerifiedOn))
	case net == nil && !d.f.Backfill:
		d.find("/type", "announce.netLand")
	}
	if c := d.p.conditions(); c.lapsed(on) {
		d.find("/type", "announce.conditions", c.DocNo, string(c.ValidTo))
	}
	for _, x := range d.p.Preparation.Approvals {
		if end := x.ApprovedOn.AddYears(d.Policy.Int(ApprovalLapseYears)); x.SuppliedOn == "" && on > end {
			d.find("/type", "announce.approval", x.BatchNo, string(end))
		}
	}
	for _, x := range d.p.Preparation.Assessments {
		if lapsed(x.ValidTo, on) {
			d.find("/type", "announce.assessment", x.ReportNo, string(x.ValidTo))
		}
	}
	if x := d.p.Preparation.Archaeology; x != nil && lapsed(x.ValidTo, on) {
		d.find("/type", "announce.assessment", x.ReportNo, string(x.ValidTo))
	}
}

func (e RegionAssessed) faults(f *Fact, say faultFunc) { validFrom(f.OccurredOn, e.ValidTo, say) }

func (e ArchaeologyCleared) faults(f *Fact, say faultFunc) { validFrom(f.OccurredOn, e.ValidTo, say) }

func validFrom(made, validTo Date, say faultFunc) {
	if validTo != "" && validTo < made {
		say("/validTo", "assessment.validTo", string(validTo))
	}
}

func (e ReclamationAccepted) faults(_ *Fact, say faultFunc) {
	if e.Quota > e.Area {
		say("/quota", "reclamation.quota", versus(e.Quota, e.Area))
	}
}

func (e ReclamationAccepted) guard(d *decision) {
	if sum := d.p.Quota.Reclaimed + e.Area; sum > d.p.Land.RegisteredArea {
		d.refuse("/data/area", "reclamation.area", versus(sum, d.p.Land.RegisteredArea))
	}
}

func (e QuotaUsed) guard(d *decision) {
	if left := d.p.Quota.Balance(); e.Area > left {
		d.refuse("/data/area", "quota.balance", versus(e.Area, left))
	}
}
