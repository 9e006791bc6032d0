package domain

import (
	"slices"
	"strconv"
)

func (e EventCorrected) faults(_ *Fact, say faultFunc) {
	for i, x := range e.Diffs {
		at := "/diffs/" + strconv.Itoa(i)
		if slices.ContainsFunc(e.Diffs[:i], func(y Diff) bool { return y.Path == x.Path }) {
			say(at+"/path", "correction.twice", x.Path)
		}
		old := slices.Clone(x.Old)
		if len(old) > 0 && old.Canonicalize() != nil || sameJSON(old, x.New) {
			say(at+"/new", "correction.same")
		}
	}
}

func (e EventAnnulled) faults(_ *Fact, say faultFunc) {
	for i, id := range e.Cascade {
		if id == e.Target || slices.Contains(e.Cascade[:i], id) {
			say("/cascade/"+strconv.Itoa(i), "annul.twice", id.String())
		}
	}
}

func (e ObjectionFiled) faults(f *Fact, say faultFunc) {
	if e.Due != "" && e.Due < f.OccurredOn {
		say("/due", "objection.due", string(e.Due))
	}
}

func (e ObjectionFiled) guard(d *decision) {
	if d.p.objection(e.ObjectionID) >= 0 {
		d.refuse("/data/objectionId", "objection.twice", e.ObjectionID)
	}
}

func (e ObjectionResolved) guard(d *decision) {
	switch i := d.p.objection(e.ObjectionID); {
	case i < 0:
		d.refuse("/data/objectionId", "objection.unknown", e.ObjectionID)
	case d.p.Objections[i].Outcome != "":
		d.refuse("/data/objectionId", "objection.resolved", e.ObjectionID)
	}
}
