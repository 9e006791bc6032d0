package domain

import (
	"fmt"
	"slices"
	"strconv"
)

// decideAnnulment checks that a second officer takes an event in effect away, and
// that what rests on it goes with it.
func (h *History) decideAnnulment(f Fact, a EventAnnulled, by Officer, terms Terms) (Fact, error) {
	d := &decision{f: &f, Terms: terms}
	if d.consistent(); len(d.problems) > 0 {
		return Fact{}, &Invalid{Problems: d.problems}
	}
	effective := h.effective()
	t := indexOf(effective, a.Target)
	if t < 0 || opens(effective[t].Fact) || aims(effective[t].Fact) {
		return Fact{}, refusal("/data/target", "annul.target")
	}
	if founding(effective[t].Fact.Event) {
		return Fact{}, refusal("/data/target", "lineage.fixed")
	}
	if effective[t].By.ID == by.ID {
		return Fact{}, refusal("", "annul.officer", by.Name)
	}
	resting := dependents(effective, a.Target, terms)
	var unnamed []string
	for _, e := range resting {
		if !slices.Contains(a.Cascade, e.ID) {
			unnamed = append(unnamed, fmt.Sprintf("%s %s %s", e.Fact.OccurredOn, typeZH(e.Fact.Event.storedName()), e.ID))
		}
	}
	if len(unnamed) > 0 {
		d.refuse("/data/cascade", "annul.cascade", unnamed...)
	}
	for i, id := range a.Cascade {
		if indexOf(resting, id) < 0 {
			d.refuse("/data/cascade/"+strconv.Itoa(i), "annul.unrelated", id.String())
		}
	}
	if len(d.problems) > 0 {
		return Fact{}, &Refused{Problems: d.problems}
	}
	return f, nil
}

func aims(f Fact) bool {
	_, ok := Target(f)
	return ok
}

// dependents are the facts that were possible and would not be without the target,
// nor without each other. What was out of order before stays as it is recorded.
func dependents(effective []Entry, target EventID, terms Terms) []Entry {
	was, is := new(Parcel), new(Parcel)
	var resting []Entry
	for _, e := range effective {
		rests := !aims(e.Fact) && e.ID != target && (possible(was, e.Fact, terms) && !possible(is, e.Fact, terms) || reservedFrom(e.Fact, target))
		if rests {
			resting = append(resting, e)
		}
		if !rests && e.ID != target {
			is.Evolve(e.Fact)
		}
		was.Evolve(e.Fact)
	}
	return resting
}

// possible reports whether a recorded fact would be accepted on p.
func possible(p *Parcel, f Fact, terms Terms) bool {
	f.Event = withoutDerived(f.Event)
	_, err := judge(p, f, terms)
	return err == nil
}
