package domain

import (
	"cmp"
	"slices"
)

func (e LowEfficiencyIdentified) evolve(p *Parcel, on Date) {
	low := p.LowEff
	low.Identifications = with(low.Identifications, Identification{LowEfficiencyIdentified: e, Since: cmp.Or(e.EffectiveFrom, on)})
	p.LowEff = low.counted()
}

func (e LowEfficiencyCleared) evolve(p *Parcel, on Date) { p.LowEff = p.LowEff.clear(e.Area, on) }

// clear takes an area from what remains, the oldest identification first.
func (l LowEfficiency) clear(area Area, on Date) LowEfficiency {
	if area == 0 {
		return l
	}
	l.Identifications = slices.Clone(l.Identifications)
	for i := range l.Identifications {
		x := &l.Identifications[i]
		part := min(area, x.Area-x.Cleared)
		x.Cleared += part
		area -= part
	}
	l.ClearedOn = on
	return l.counted()
}

// counted sums the identifications: Identified is always Cleared and Remaining.
func (l LowEfficiency) counted() LowEfficiency {
	l.Identified, l.Cleared, l.Since, l.Criteria = 0, 0, "", nil
	for _, x := range l.Identifications {
		l.Identified += x.Area
		l.Cleared += x.Cleared
		if x.Area == x.Cleared {
			continue
		}
		l.Since = cmp.Or(l.Since, x.Since)
		for _, c := range x.Criteria {
			if !slices.Contains(l.Criteria, c.Code) {
				l.Criteria = append(l.Criteria, c.Code)
			}
		}
	}
	l.Remaining = l.Identified - l.Cleared
	return l
}

func (e LegacyLandFlagged) evolve(p *Parcel, on Date) {
	p.Legacy = with(p.Legacy, LegacyCase{LegacyLandFlagged: e, FlaggedOn: on})
}

func (e LegacyLandResolved) evolve(p *Parcel, on Date) {
	i := p.legacyCase(e.CaseNo)
	if i < 0 {
		return
	}
	p.Legacy = slices.Clone(p.Legacy)
	c := &p.Legacy[i]
	c.Path = e.Path
	if c.Resolved = min(c.Area, c.Resolved+e.Area); c.Open() == 0 {
		c.ResolvedOn = on
	}
}

func (p *Parcel) legacyCase(no string) int {
	return slices.IndexFunc(p.Legacy, func(c LegacyCase) bool { return c.CaseNo == no })
}

func (e IssueRaised) evolve(p *Parcel, on Date) {
	p.Issues = with(p.Issues, Issue{IssueRaised: e, RaisedOn: on})
}

func (e IssueResolved) evolve(p *Parcel, on Date) {
	i := p.issue(e.IssueID)
	if i < 0 {
		return
	}
	p.Issues = slices.Clone(p.Issues)
	p.Issues[i].ResolvedOn, p.Issues[i].Resolution = on, e.Resolution
}

func (p *Parcel) issue(id string) int {
	return slices.IndexFunc(p.Issues, func(x Issue) bool { return x.IssueID == id })
}

// with returns the list and one more, without writing into what others hold.
func with[T any](list []T, x T) []T { return append(slices.Clip(list), x) }
