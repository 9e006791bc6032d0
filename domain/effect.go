package domain

import "slices"

// Target returns the earlier event that a fact corrects, annuls or co-signs.
func Target(f Fact) (EventID, bool) {
	switch e := f.Event.(type) {
	case EventCorrected:
		return e.Target, true
	case EventAnnulled:
		return e.Target, true
	case EventCosigned:
		return e.Target, true
	}
	return EventID{}, false
}

// Touches lists the events whose standing a recorded fact may change: itself, the
// one it aims at, and what is annulled with that.
func (e Entry) Touches() []EventID {
	touched := []EventID{e.ID}
	if target, ok := Target(e.Fact); ok {
		touched = append(touched, target)
	}
	if a, ok := e.Fact.Event.(EventAnnulled); ok {
		touched = append(touched, a.Cascade...)
	}
	return touched
}

// amends reports whether folding a fact on top of the others would be wrong: it
// changes what another one counts for, or does not count yet itself.
func amends(f Fact) bool {
	_, aims := Target(f)
	return aims || len(f.Awaits) > 0
}

// inEffect leaves out what is annulled, what was refused a signature, and what
// still awaits one; the last it returns apart. Entries come in order of
// revision and are the caller's.
func inEffect(entries []Entry) (kept []Entry, pending []Pending) {
	signed := make(map[EventID][]*Entry)
	for i := range entries {
		if e, ok := entries[i].Fact.Event.(EventCosigned); ok {
			signed[e.Target] = append(signed[e.Target], &entries[i])
		}
	}
	annulled := annulledBy(entries, signed)
	for i := range entries {
		e := &entries[i]
		left, refused := unsigned(e.Fact.Awaits, signed[e.ID])
		switch {
		case annulled[e.ID] || refused:
		case len(left) > 0:
			pending = append(pending, Pending{e.ID, e.Fact.Event.storedName(), e.Fact.OccurredOn, left})
		default:
			e.completed(signed[e.ID])
			kept = append(kept, *e)
		}
	}
	return kept, pending
}

// annulledBy are the events that annulments in effect take away.
func annulledBy(entries []Entry, signed map[EventID][]*Entry) map[EventID]bool {
	annulled := make(map[EventID]bool)
	for _, entry := range entries {
		e, ok := entry.Fact.Event.(EventAnnulled)
		if left, refused := unsigned(entry.Fact.Awaits, signed[entry.ID]); !ok || refused || len(left) > 0 {
			continue
		}
		annulled[e.Target] = true
		for _, id := range e.Cascade {
			annulled[id] = true
		}
	}
	return annulled
}

// unsigned says which awaited signatures are not there yet, and whether one was
// refused.
func unsigned(awaits []Code, signed []*Entry) (left []Code, refused bool) {
	left = slices.Clone(awaits)
	for _, s := range signed {
		e := s.Fact.Event.(EventCosigned)
		refused = refused || e.Decision == "REFUSE"
		left = slices.DeleteFunc(left, func(c Code) bool { return c == e.For })
	}
	return left, refused
}

// completed moves the findings of the last signature, which decided the fact
// anew at its place, to the fact.
func (e *Entry) completed(signed []*Entry) {
	if len(e.Fact.Awaits) == 0 || len(signed) == 0 {
		return
	}
	last := signed[len(signed)-1]
	e.Fact.Findings, last.Fact.Findings = last.Fact.Findings, nil
}
