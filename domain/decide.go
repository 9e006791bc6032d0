package domain

import (
	"fmt"
	"slices"
	"strings"
)

// A decision is one fact being judged on the state at its place in valid time.
type decision struct {
	Terms
	p        *Parcel // before the fact
	by       Officer
	f        *Fact       // with derived fields and findings as they come up
	row      *Transition // nil when a back-filled fact jumps
	problems []Problem
	findings []Finding
}

// refuse says that the fact breaks a rule at a place, with the values seen.
func (d *decision) refuse(path, rule string, detail ...string) {
	d.problems = append(d.problems, problem(path, rule, detail...))
}

// find notes something implausible that is recorded all the same.
func (d *decision) find(path, rule string, detail ...string) {
	d.findings = append(d.findings, Finding{Rule: rule, Path: path, Detail: problem(path, rule, detail...).ZH})
}

// doubt refuses a fact of today, and notes it on a back-filled one.
func (d *decision) doubt(path, rule string, detail ...string) {
	if d.f.Backfill {
		d.find(path, rule, detail...)
		return
	}
	d.refuse(path, rule, detail...)
}

// problem words a rule of the table, with the values seen in brackets.
func problem(path, rule string, detail ...string) Problem {
	p := Problem{Path: path, Rule: rule, ZH: ruleByCode[rule].ZH, EN: ruleByCode[rule].EN}
	if len(detail) > 0 {
		seen := strings.Join(detail, "，")
		p.ZH, p.EN = p.ZH+"（"+seen+"）", p.EN+" ("+seen+")"
	}
	return p
}

// Terms are what a decision is made under beside the history: the day it is made
// and the policies that hold for the parcel. A fact is judged by the policy of the
// day it happened.
type Terms struct {
	Today  Date
	Policy Policy
	// Competence says that the competence matrix is enforced: who records must be
	// one who may.
	Competence bool
	// Others are the other parcels that a merge names, as they stand.
	Others map[ParcelID]*Parcel
}

// Decide answers whether f can be recorded by an officer under the terms, and
// returns it as it is to be stored, with derived fields and findings set. It
// does not change h. The error wraps ErrInvalid, ErrRefused or ErrDenied.
func (h *History) Decide(f Fact, by Officer, terms Terms) (Fact, error) {
	findings, err := check(f, request)
	if err != nil {
		return Fact{}, err
	}
	f.Findings = findings
	if c := codecByName[f.Event.storedName()]; c.book != "" {
		return Fact{}, invalid("/type", "type.book", c.zh)
	}
	denied := h.competent(f, by, terms)
	if denied != nil && !hangsOnTheCase(denied) {
		return Fact{}, denied
	}
	if f, err = h.decide(f, by, terms); err != nil {
		return Fact{}, err
	}
	if denied != nil {
		return Fact{}, denied
	}
	return f, nil
}

// decide judges a fact by what it says and by the history.
func (h *History) decide(f Fact, by Officer, terms Terms) (Fact, error) {
	if problems := h.placed(f, terms.Today); len(problems) > 0 {
		return Fact{}, &Refused{Problems: problems}
	}
	if byLedger(f.Event) {
		return Fact{}, refusal("/type", "lineage.ledger")
	}
	switch e := f.Event.(type) {
	case EventCorrected:
		f, err := h.decideCorrection(f, e, by, terms)
		return h.awaitingSecond(f, e.Target, terms), err
	case EventAnnulled:
		f, err := h.decideAnnulment(f, e, by, terms)
		return h.awaitingSecond(f, e.Target, terms), err
	case EventCosigned:
		return h.decideCosign(f, e, by, terms)
	case ObjectionFiled:
		if indexOf(h.entries, e.Target) < 0 {
			return Fact{}, refusal("/data/target", "objection.target")
		}
	case LandReserved:
		if err := h.exited(e, f.OccurredOn); err != nil {
			return Fact{}, err
		}
	}
	f, err := carry(f, terms)
	if err != nil {
		return Fact{}, err
	}
	p, later := h.around(f.OccurredOn)
	f, err = judge(p, f, terms)
	if err != nil {
		return Fact{}, err
	}
	if problems := idleOverrides(f); len(problems) > 0 {
		return Fact{}, &Invalid{Problems: problems}
	}
	f.Awaits = h.awaited(p, f, by, later, terms)
	return f, inTheWay(p, f, later)
}

// check validates the fields of a fact, each alone, as its JSON would be.
func check(f Fact, m mode) ([]Finding, error) {
	data, err := marshalFact(f)
	if err != nil {
		return nil, err
	}
	v := inspect(data, m)
	if len(v.problems) > 0 {
		return nil, &Invalid{Problems: v.problems}
	}
	return v.findings, nil
}

// placed checks the day of a fact against today and the beginning of the record.
func (h *History) placed(f Fact, today Date) []Problem {
	d := decision{f: &f}
	if f.OccurredOn > today {
		d.refuse("/occurredOn", "occurredOn.future", string(f.OccurredOn)+" > "+string(today))
	}
	if f.Backfill && f.OccurredOn >= h.recordedOn(today) {
		d.refuse("/backfill", "backfill.late", string(h.recordedOn(today)))
	}
	if len(h.entries) > 0 && !f.Backfill && !aims(f) && f.OccurredOn < h.registeredOn() {
		d.refuse("/occurredOn", "backfill.required", string(h.registeredOn()))
	}
	return d.problems
}

// recordedOn is the day the ledger took the parcel in.
func (h *History) recordedOn(today Date) Date {
	if len(h.entries) == 0 {
		return today
	}
	return DateOf(h.entries[0].RecordedAt)
}

func (h *History) registeredOn() Date { return h.effective()[0].Fact.OccurredOn }

// around returns the state at the end of a day and the facts that follow it.
func (h *History) around(day Date) (*Parcel, []Entry) {
	if h.now == nil || h.now.LastOn <= day {
		return h.Parcel(), nil
	}
	effective := h.effective()
	p := new(Parcel)
	var later []Entry
	for _, e := range effective {
		if e.Fact.OccurredOn > day && !opens(e.Fact) {
			later = append(later, e)
			continue
		}
		p.Evolve(e.Fact)
	}
	return p, later
}

// judge decides one fact on the state at its place.
func judge(p *Parcel, f Fact, terms Terms) (Fact, error) {
	terms.Policy = terms.Policy.On(f.OccurredOn)
	d := &decision{p: p, f: &f, Terms: terms}
	if e, ok := f.Event.(policyTaker); ok {
		f.Event = e.take(terms.Policy)
	}
	f.Event = p.derived(&f)
	if d.consistent(); len(d.problems) > 0 {
		return Fact{}, &Invalid{Problems: d.problems}
	}
	_, row, ok := p.way(&f)
	if !ok {
		return Fact{}, &Refused{Problems: []Problem{notAllowed(p, &f)}}
	}
	d.row = row
	d.guard()
	if len(d.problems) > 0 {
		return Fact{}, &Refused{Problems: d.problems}
	}
	f.Findings = slices.Concat(f.Findings, d.findings)
	return f, nil
}

// notAllowed says in which stages the event would be.
func notAllowed(p *Parcel, f *Fact) Problem {
	name := f.Event.storedName()
	if p.Stage == StageNone {
		return Problem{Path: "/type", Rule: "stage", ZH: "宗地尚未入库", EN: "the parcel is not registered"}
	}
	from := fromStages(name)
	names := make([]string, len(from))
	for i, s := range from {
		names[i] = s.ZH()
	}
	zh := fmt.Sprintf("宗地处于“%s”，不能记录“%s”；可在：%s", p.Stage.ZH(), typeZH(name), strings.Join(names, "、"))
	if _, grant := f.Event.(GrantContractSigned); grant && p.Stage == StageAdmitted {
		zh = "已准入未成交的宗地，只有划拨、租赁、作价出资、授权经营，或有法定依据（ground）的协议出让可以直接签订"
	}
	if _, transfer := f.Event.(RightTransferred); transfer && p.Stage == StageExiting {
		zh = "退出办理中的宗地，只有整体转让（E06）和司法处置（E10）可以记录转让"
	}
	return Problem{Path: "/type", Rule: "stage", ZH: zh, EN: fmt.Sprintf("%s is not allowed in stage %s", name, p.Stage)}
}

// inTheWay refuses a late fact that would make a later one impossible, and names
// those. What was out of order before stays as it is recorded.
func inTheWay(p *Parcel, f Fact, later []Entry) error {
	if len(later) == 0 {
		return nil
	}
	was, is := p.Clone(), p.Clone()
	is.Evolve(f)
	return compareWays(was, is, later, later)
}

// compareWays folds two tellings of the same later facts and refuses when one is
// possible in the first and not in the second.
func compareWays(was, is *Parcel, old, new []Entry) error {
	stood := make(map[int64]bool, len(old))
	for _, e := range old {
		_, _, stood[e.Revision] = was.way(&e.Fact)
		was.Evolve(e.Fact)
	}
	d := decision{f: &Fact{}}
	for _, e := range new {
		if _, _, ok := is.way(&e.Fact); !ok && stood[e.Revision] {
			name := e.Fact.Event.storedName()
			d.refuse("/occurredOn", "history", fmt.Sprintf("%s %s %s，第 %d 号，%s", e.Fact.OccurredOn, typeZH(name), name, e.Revision, is.Stage.ZH()))
		}
		is.Evolve(e.Fact)
	}
	if len(d.problems) > 0 {
		return &Refused{Problems: d.problems}
	}
	return nil
}
