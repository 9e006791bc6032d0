package domain

import "slices"

// guard goes by area: no more can be cleared than remains.
func (e LowEfficiencyCleared) guard(d *decision) {
	if e.Area > d.p.LowEff.Remaining {
		d.refuse("/data/area", "lowEfficiency.remaining", versus(e.Area, d.p.LowEff.Remaining))
	}
	completed := func(r Redevelopment) bool { return r.CompletedOn != "" }
	if e.Reason == "REDEVELOPED" && !slices.ContainsFunc(d.p.Redevelopments, completed) {
		d.find("/data/reason", "lowEfficiency.notRedeveloped")
	}
	if e.Reason == "IMPROVED" && len(e.Grounds) == 0 {
		d.find("/data/grounds", "lowEfficiency.grounds")
	}
}

const seaReclamation, seaFiling Code = "SEA_RECLAMATION", "SEA_FILING"

func (e LegacyLandFlagged) faults(f *Fact, say faultFunc) {
	if e.OccupiedSince > f.OccurredOn {
		say("/occupiedSince", "legacy.since", string(e.OccupiedSince))
	}
	if e.Path == seaFiling && e.Class != seaReclamation {
		say("/path", "legacy.path")
	}
}

func (e LegacyLandFlagged) guard(d *decision) {
	if d.p.legacyCase(e.CaseNo) >= 0 {
		d.refuse("/data/caseNo", "legacy.twice", e.CaseNo)
	}
	if left := d.p.Land.RegisteredArea - d.p.legacyOpen(); e.Area > left {
		d.refuse("/data/area", "legacy.area", versus(e.Area, left))
	}
}

// legacyOpen is the legacy land that is not yet settled.
func (p *Parcel) legacyOpen() (open Area) {
	for _, c := range p.Legacy {
		open += c.Open()
	}
	return open
}

func (e LegacyLandResolved) guard(d *decision) {
	i := d.p.legacyCase(e.CaseNo)
	if i < 0 {
		d.refuse("/data/caseNo", "legacy.unknown", e.CaseNo)
		return
	}
	c := d.p.Legacy[i]
	if e.Area > c.Open() {
		d.refuse("/data/area", "legacy.remaining", versus(e.Area, c.Open()))
	}
	if e.Path == seaFiling && c.Class != seaReclamation {
		d.refuse("/data/path", "legacy.sea")
	}
	if e.Path == "PENALISE_REGULARISE" && e.PenaltyRef == "" {
		d.doubt("/data/penaltyRef", "legacy.penalty")
	}
}

func (e IssueRaised) faults(f *Fact, say faultFunc) {
	if e.Due != "" && e.Due < f.OccurredOn {
		say("/due", "issue.due", string(e.Due))
	}
}

func (e IssueRaised) guard(d *decision) {
	if d.p.issue(e.IssueID) >= 0 {
		d.refuse("/data/issueId", "issue.twice", e.IssueID)
	}
}

func (e IssueResolved) guard(d *decision) {
	switch i := d.p.issue(e.IssueID); {
	case i < 0:
		d.refuse("/data/issueId", "issue.unknown", e.IssueID)
	case d.p.Issues[i].ResolvedOn != "":
		d.refuse("/data/issueId", "issue.closed", e.IssueID, string(d.p.Issues[i].ResolvedOn))
	}
}
