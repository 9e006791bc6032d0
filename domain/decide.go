package domain

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A decision is one fact being judged on the state at its place in valid time.
type decision struct {
	p        *Parcel // before the fact
	f        *Fact   // with derived fields and findings as they come up
	today    Date
	row      *Transition // nil when a back-filled fact jumps
	problems []Problem
	findings []Finding
}

// refuse says that the fact is impossible on this history.
func (d *decision) refuse(path, rule, zh, en string) {
	d.problems = append(d.problems, Problem{Path: path, Rule: rule, ZH: zh, EN: en})
}

// find notes something implausible that is recorded all the same.
func (d *decision) find(path, rule, detail string) {
	d.findings = append(d.findings, Finding{Rule: rule, Path: path, Detail: detail})
}

// doubt refuses a fact of today, and notes it on a back-filled one: old papers
// are as they are.
func (d *decision) doubt(path, rule, zh, en string) {
	if d.f.Backfill {
		d.find(path, rule, zh)
		return
	}
	d.refuse(path, rule, zh, en)
}

// Decide answers whether f can be recorded by an officer on the day today, and
// returns it as it is to be stored, with derived fields and findings set. It
// does not change h. The error wraps ErrInvalid or ErrRefused.
func (h *History) Decide(f Fact, by Officer, today Date) (Fact, error) {
	findings, err := check(f, request)
	if err != nil {
		return Fact{}, err
	}
	if problems := h.placed(f, today); len(problems) > 0 {
		return Fact{}, &Refused{Problems: problems}
	}
	f.Findings = findings
	if c, ok := f.Event.(EventCorrected); ok {
		return h.decideCorrection(f, c, by, today)
	}
	p, later := h.around(f.OccurredOn)
	f, err = judge(p, f, today)
	if err != nil {
		return Fact{}, err
	}
	return f, inTheWay(p, f, later)
}

// check validates the fields of a fact, each alone, as its JSON would be.
func check(f Fact, m mode) ([]Finding, error) {
	data, err := EncodeFact(f)
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
		d.refuse("/occurredOn", "occurredOn.future", "发生日期晚于今天 "+string(today), "after the day of recording")
	}
	if f.Backfill && f.OccurredOn >= h.recordedOn(today) {
		d.refuse("/backfill", "backfill.late", "补录只用于入库日（"+string(h.recordedOn(today))+"）之前发生的事实", "backfill is for facts from before the parcel was recorded")
	}
	if len(h.entries) > 0 && !f.Backfill && !corrects(f) && f.OccurredOn < h.registeredOn() {
		d.refuse("/occurredOn", "backfill.required", "早于宗地入库日期 "+string(h.registeredOn())+"，须标为补录", "before the registration: mark it as backfill")
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

func (h *History) registeredOn() Date { return h.Effective(time.Time{})[0].Fact.OccurredOn }

// around returns the state at the end of a day and the facts that follow it.
func (h *History) around(day Date) (*Parcel, []Entry) {
	if h.now == nil || h.now.LastOn <= day {
		return h.Parcel(), nil
	}
	effective := h.Effective(time.Time{})
	p := new(Parcel)
	var later []Entry
	for _, e := range effective {
		if e.Fact.OccurredOn > day && !registers(e.Fact) {
			later = append(later, e)
			continue
		}
		p.Evolve(e.Fact)
	}
	return p, later
}

// judge decides one fact on the state at its place.
func judge(p *Parcel, f Fact, today Date) (Fact, error) {
	d := &decision{p: p, f: &f, today: today}
	d.derive()
	d.consistent()
	if len(d.problems) > 0 {
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
		zh = "已准入未成交的宗地，只有划拨、租赁，或有法定依据（ground）的协议出让可以直接签订"
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
			d.refuse("/occurredOn", "history", fmt.Sprintf("与其后已记录的事件冲突：%s “%s”（第 %d 号）在“%s”阶段不成立", e.Fact.OccurredOn, typeZH(name), e.Revision, is.Stage.ZH()),
				fmt.Sprintf("the recorded %s of %s (revision %d) would no longer be possible", name, e.Fact.OccurredOn, e.Revision))
		}
		is.Evolve(e.Fact)
	}
	if len(d.problems) > 0 {
		return &Refused{Problems: d.problems}
	}
	return nil
}
