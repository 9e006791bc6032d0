package domain

import "slices"

// A programme is what a book holds of the pilot.
type programme struct {
	milestones []milestoneDone
	units      []SpatialUnit
	tasks      []Task
	cases      []CasePublished
	policies   []PolicyIssued
	feedback   []FeedbackReceived
}

type milestoneDone struct {
	MilestoneCompleted
	on    Date
	event EventID
}

// A SpatialUnit is a spatial unit with the plans that were approved for it.
type SpatialUnit struct {
	UnitDelineated
	DelineatedOn Date           `json:"delineatedOn"`
	PlanOn       Date           `json:"planOn,omitzero"`
	PlanDocNo    string         `json:"planDocNo,omitzero"`
	Detailed     []DetailedPlan `json:"detailed,omitzero"`
}

// A DetailedPlan is one approved detailed plan of a unit.
type DetailedPlan struct {
	Level Code   `json:"level"`
	DocNo string `json:"docNo"`
	On    Date   `json:"on"`
}

// A Task is one task of the list of responsibilities.
type Task struct {
	TaskAssigned
	AssignedOn Date   `json:"assignedOn"`
	DoneOn     Date   `json:"doneOn,omitzero"`
	Result     string `json:"result,omitzero"`
}

func (p programme) clone() programme {
	return programme{slices.Clip(p.milestones), slices.Clip(p.units), slices.Clip(p.tasks), slices.Clip(p.cases), slices.Clip(p.policies), slices.Clip(p.feedback)}
}

// A Programme is how far the pilot is in the city or a district on a day.
type Programme struct {
	Scope      Scope              `json:"scope"`
	Milestones []MilestoneState   `json:"milestones"`
	Units      []SpatialUnit      `json:"units,omitzero"`
	Tasks      []Task             `json:"tasks,omitzero"`
	Cases      []CasePublished    `json:"cases,omitzero"`
	Policies   []PolicyIssued     `json:"policies,omitzero"`
	Feedback   []FeedbackReceived `json:"feedback,omitzero"`
}

// A MilestoneState is one milestone that the city or district owes.
type MilestoneState struct {
	Milestone
	Status   Code      `json:"status"` // OPEN, DUE_SOON, OVERDUE, DONE
	Days     int       `json:"days"`   // until due; negative when overdue; of one that is done, left when it was
	DoneOn   Date      `json:"doneOn,omitzero"`
	Document *Evidence `json:"document,omitzero"`
	Event    EventID   `json:"event,omitzero"`
}

// Programme returns how far the pilot is under the terms. What it points to is
// shared.
func (b *Book) Programme(terms Terms) Programme {
	terms.Policy = terms.Policy.On(terms.Today)
	p := &b.programme
	is := Programme{Scope: b.ID.Scope, Units: p.units, Tasks: p.tasks, Cases: p.cases, Policies: p.policies, Feedback: p.feedback}
	for _, m := range terms.Policy.Milestones() {
		if m.owed(b.ID.Scope) {
			is.Milestones = append(is.Milestones, b.milestone(m, terms))
		}
	}
	return is
}

func (b *Book) milestone(m Milestone, terms Terms) MilestoneState {
	s := MilestoneState{Milestone: m, Status: "OPEN", Days: terms.Today.DaysUntil(m.Due)}
	lead := terms.Policy.LeadDays("R32")
	done := b.programme.reached(m.Code)
	switch {
	case done != nil && done.on <= terms.Today:
		s.Status, s.Days, s.DoneOn, s.Document, s.Event = "DONE", done.on.DaysUntil(m.Due), done.on, &done.Document, done.event
	case s.Days < 0:
		s.Status = "OVERDUE"
	case s.Days <= lead:
		s.Status = "DUE_SOON"
	}
	return s
}

func (p *programme) reached(code string) *milestoneDone {
	if i := slices.IndexFunc(p.milestones, func(m milestoneDone) bool { return m.Milestone == code }); i >= 0 {
		return &p.milestones[i]
	}
	return nil
}

func (p *programme) unit(code string) int {
	return slices.IndexFunc(p.units, func(u SpatialUnit) bool { return u.Unit == code })
}

func (p *programme) task(no string) int {
	return slices.IndexFunc(p.tasks, func(t Task) bool { return t.TaskNo == no })
}

func (e MilestoneCompleted) keep(b *Book, at Entry) {
	b.programme.milestones = append(b.programme.milestones, milestoneDone{e, at.Fact.OccurredOn, at.ID})
}

func (e UnitDelineated) keep(b *Book, at Entry) {
	b.programme.units = append(b.programme.units, SpatialUnit{UnitDelineated: e, DelineatedOn: at.Fact.OccurredOn})
}

// change replaces a unit by a changed copy.
func (p *programme) change(unit string, change func(*SpatialUnit)) {
	if i := p.unit(unit); i >= 0 {
		p.units = slices.Clone(p.units)
		change(&p.units[i])
	}
}

func (e UnitPlanApproved) keep(b *Book, at Entry) {
	b.programme.change(e.Unit, func(u *SpatialUnit) { u.PlanOn, u.PlanDocNo = at.Fact.OccurredOn, e.DocNo })
}

func (e DetailedPlanApproved) keep(b *Book, at Entry) {
	b.programme.change(e.Unit, func(u *SpatialUnit) {
		u.Detailed = append(slices.Clip(u.Detailed), DetailedPlan{e.Level, e.DocNo, at.Fact.OccurredOn})
	})
}

func (e TaskAssigned) keep(b *Book, at Entry) {
	b.programme.tasks = append(b.programme.tasks, Task{TaskAssigned: e, AssignedOn: at.Fact.OccurredOn})
}

func (e TaskDone) keep(b *Book, at Entry) {
	if i := b.programme.task(e.TaskNo); i >= 0 {
		b.programme.tasks = slices.Clone(b.programme.tasks)
		t := &b.programme.tasks[i]
		t.DoneOn, t.Result = at.Fact.OccurredOn, e.Result
	}
}

func (e CasePublished) keep(b *Book, _ Entry) { b.programme.cases = append(b.programme.cases, e) }

func (e PolicyIssued) keep(b *Book, _ Entry) {
	b.programme.policies = append(b.programme.policies, e)
}

func (e FeedbackReceived) keep(b *Book, _ Entry) {
	b.programme.feedback = append(b.programme.feedback, e)
}

func (e MilestoneCompleted) judge(b *Book, d *decision) {
	list := d.Policy.Milestones()
	i := slices.IndexFunc(list, func(m Milestone) bool { return m.Code == e.Milestone })
	switch {
	case i < 0:
		d.refuse("/data/milestone", "milestone.unknown", e.Milestone)
	case !list[i].owed(b.ID.Scope):
		d.refuse("/data/milestone", "milestone.owner", string(list[i].Owner))
	case b.programme.reached(e.Milestone) != nil:
		d.refuse("/data/milestone", "milestone.twice", string(b.programme.reached(e.Milestone).on))
	}
}

func (e UnitDelineated) judge(b *Book, d *decision) {
	if b.programme.unit(e.Unit) >= 0 {
		d.refuse("/data/unit", "unit.twice", e.Unit)
	}
}

func (e UnitPlanApproved) judge(b *Book, d *decision) { b.programme.needUnit(e.Unit, d) }

func (e DetailedPlanApproved) judge(b *Book, d *decision) { b.programme.needUnit(e.Unit, d) }

func (p *programme) needUnit(unit string, d *decision) {
	if p.unit(unit) < 0 {
		d.refuse("/data/unit", "unit.unknown", unit)
	}
}

func (e TaskAssigned) judge(b *Book, d *decision) {
	if b.programme.task(e.TaskNo) >= 0 {
		d.refuse("/data/taskNo", "task.twice", e.TaskNo)
	}
}

func (e TaskDone) judge(b *Book, d *decision) {
	i := b.programme.task(e.TaskNo)
	switch {
	case i < 0:
		d.refuse("/data/taskNo", "task.unknown", e.TaskNo)
	case b.programme.tasks[i].DoneOn != "":
		d.refuse("/data/taskNo", "task.done", string(b.programme.tasks[i].DoneOn))
	}
}

func (e CasePublished) judge(b *Book, d *decision) {
	if slices.ContainsFunc(b.programme.cases, func(c CasePublished) bool { return c.CaseNo == e.CaseNo }) {
		d.refuse("/data/caseNo", "programme.twice", e.CaseNo)
	}
}

func (e PolicyIssued) judge(b *Book, d *decision) {
	if slices.ContainsFunc(b.programme.policies, func(p PolicyIssued) bool { return p.DocNo == e.DocNo }) {
		d.refuse("/data/docNo", "programme.twice", e.DocNo)
	}
}

func (e FeedbackReceived) judge(b *Book, d *decision) {
	if slices.ContainsFunc(b.programme.feedback, func(f FeedbackReceived) bool { return f.FeedbackNo == e.FeedbackNo }) {
		d.refuse("/data/feedbackNo", "programme.twice", e.FeedbackNo)
	}
}
