package domain

import "slices"

// awaited names whose signatures a decided fact needs before it takes effect: those
// of the competence matrix where the policy makes them a condition, old papers
// excepted; and of a second officer (第二人) when the fact comes late and moves a
// stage that has been left since.
func (h *History) awaited(p *Parcel, f Fact, by Officer, later []Entry, terms Terms) []Code {
	var codes []Code
	if terms.signaturesCount() && !f.Backfill {
		codes = Awaited(by, f.Event, p, terms.Today)
	}
	if h.movesThePast(p, f, later, terms.Today) {
		codes = append(codes, secondOfficer)
	}
	return codes
}

// signaturesCount reports whether signatures of the matrix are a condition today.
func (t Terms) signaturesCount() bool {
	rule, _ := t.Policy.FindCode(CosignRule)
	return rule == "MATRIX"
}

// awaitingSecond makes a correction or annulment wait for the planning bureau where
// signatures are a condition.
func (h *History) awaitingSecond(f Fact, target EventID, terms Terms) Fact {
	if i := indexOf(h.entries, target); i >= 0 && terms.signaturesCount() {
		f.Awaits = CorrectionAwaits(h.entries[i])
	}
	return f
}

// movesThePast reports whether a late fact moves a stage already left. On the day
// the parcel is taken in, order does not matter yet.
func (h *History) movesThePast(p *Parcel, f Fact, later []Entry, today Date) bool {
	to, _, _ := p.way(&f)
	return to != p.Stage && h.recordedOn(today) != today && moves(p, later)
}

// moves reports whether any of the facts that follow p moves its stage.
func moves(p *Parcel, later []Entry) bool {
	after := p.Clone()
	return slices.ContainsFunc(later, func(e Entry) bool {
		was := after.Stage
		after.Evolve(e.Fact)
		return after.Stage != was
	})
}

// decideCosign checks a signature. The one that completes the set decides the
// fact anew at its place: what was possible when it was recorded may have become
// impossible since.
func (h *History) decideCosign(f Fact, c EventCosigned, by Officer, terms Terms) (Fact, error) {
	d := &decision{f: &f, Terms: terms}
	if d.consistent(); len(d.problems) > 0 {
		return Fact{}, &Invalid{Problems: d.problems}
	}
	i := slices.IndexFunc(h.pending, func(p Pending) bool { return p.ID == c.Target })
	if i < 0 {
		return Fact{}, refusal("/data/target", "cosign.target")
	}
	target := h.entries[indexOf(h.entries, c.Target)]
	if target.By.ID == by.ID || h.signedBy(c.Target, by) {
		return Fact{}, refusal("", "cosign.officer", by.Name)
	}
	awaits := h.pending[i].Awaits
	if c.For = capacityOf(by, awaits); c.For == "" {
		return Fact{}, refusal("", "cosign.department", string(by.Department), codesText(awaits))
	}
	f.Event = c
	if c.Decision == "REFUSE" || len(awaits) > 1 {
		return f, nil
	}
	findings, err := h.completing(target, terms)
	if err != nil {
		return Fact{}, Moved(err, func(string) string { return "/data/target" })
	}
	f.Findings = findings
	return f, nil
}

// completing decides a fact anew when its last signature comes: at its place, or for
// what changes another event on what that says by now.
func (h *History) completing(target Entry, terms Terms) ([]Finding, error) {
	switch e := target.Fact.Event.(type) {
	case EventCorrected:
		f, err := h.decideCorrection(target.Fact, e, target.By, terms)
		return f.Findings, err
	case EventAnnulled:
		_, err := h.decideAnnulment(target.Fact, e, target.By, terms)
		return nil, err
	}
	return h.rejudge(h.effective(), target, terms)
}

func (h *History) signedBy(target EventID, by Officer) bool {
	return slices.ContainsFunc(h.entries, func(e Entry) bool {
		c, ok := e.Fact.Event.(EventCosigned)
		return ok && c.Target == target && e.By.ID == by.ID
	})
}

// capacityOf says for whom an officer signs: his department when it is awaited,
// else as the second officer.
func capacityOf(by Officer, awaits []Code) Code {
	for _, c := range []Code{by.Department, secondOfficer} {
		if slices.Contains(awaits, c) {
			return c
		}
	}
	return ""
}

func codesText(codes []Code) string {
	text := ""
	for i, c := range codes {
		text += pick(i > 0, "、", "") + string(c)
	}
	return text
}
