package domain

import "slices"

// competent refuses with a *Denied what the officer has no competence for, where the
// terms enforce it: by the matrix of the day of recording, on the parcel as it
// stands, wherever in time the fact belongs. What he amends or signs is looked up;
// a target that does not exist is refused later, as such.
func (h *History) competent(f Fact, by Officer, terms Terms) error {
	if !terms.Competence {
		return nil
	}
	if ok, why := h.may(f.Event, by, terms.Today); !ok {
		return &Denied{Problems: []Problem{why}}
	}
	return nil
}

// hangsOnTheCase: whether the department may depends on what the fact says or speaks
// of, such as a breach. A fact that is refused is refused for what is wrong with
// it; the case of one that is right decides who may.
func hangsOnTheCase(denied error) bool { return ProblemsOf(denied)[0].Rule == "competence.case" }

// competent asks the same of an entry in a book: the matrix says for which
// departments, the book's scope where. Who changes authority is said by the book
// of authority itself.
func (b *Book) competent(f Fact, by Officer, terms Terms) error {
	if !terms.Competence || b.ID.Kind == AuthorityBook {
		return nil
	}
	land := &Parcel{Stage: StageRegistered}
	land.Land.District, land.Land.ParkCode = b.ID.Scope.District, b.ID.Scope.Park
	if ok, why := May(by, f.Event, land, terms.Today); !ok {
		return &Denied{Problems: []Problem{why}}
	}
	return nil
}

func (h *History) may(e Event, by Officer, today Date) (bool, Problem) {
	switch e := e.(type) {
	case EventCorrected:
		return h.mayAmend(e.Target, by, today)
	case EventAnnulled:
		return h.mayAmend(e.Target, by, today)
	case EventCosigned:
		return h.maySign(e.Target, by, today)
	case ObjectionResolved:
		return h.mayAnswer(e, by, today)
	}
	return May(by, e, h.Parcel(), today)
}

func (h *History) mayAmend(target EventID, by Officer, today Date) (bool, Problem) {
	i := indexOf(h.entries, target)
	if i < 0 {
		return true, Problem{}
	}
	return MayCorrect(by, h.entries[i], h.Parcel(), today)
}

// maySign: a department that is awaited, or as the second person another officer of
// the department that recorded the fact.
func (h *History) maySign(target EventID, by Officer, today Date) (bool, Problem) {
	i := slices.IndexFunc(h.pending, func(p Pending) bool { return p.ID == target })
	if i < 0 {
		return true, Problem{}
	}
	entry := h.entries[indexOf(h.entries, target)]
	awaits := slices.Clone(h.pending[i].Awaits)
	if slices.Contains(awaits, secondOfficer) {
		awaits = append(awaits, entry.By.Department)
	}
	return MayCosign(by, entry.Fact.Event, awaits, h.Parcel(), today)
}

// mayAnswer: an objection is answered by the department that recorded what it is to.
func (h *History) mayAnswer(e ObjectionResolved, by Officer, today Date) (bool, Problem) {
	p := h.Parcel()
	if ok, why := May(by, e, p, today); !ok {
		return false, why
	}
	i := p.objection(e.ObjectionID)
	if i < 0 {
		return true, Problem{}
	}
	t := indexOf(h.entries, p.Objections[i].Target)
	if t < 0 {
		return true, Problem{}
	}
	owner := h.entries[t].By.Department
	if by.Department != owner {
		return false, problem("", "competence.owner", departmentsZH([]Code{owner}, today))
	}
	return true, Problem{}
}
