package domain

import "slices"

// A Remit (职权) is what a principal may do with events of one type, before one is
// written: in which cases he may record and co-sign it, or by which rule not. What the
// event says and where the parcel stands decide the rest; see [May].
type Remit struct {
	Event       string    `json:"event"`
	Records     bool      `json:"records"`
	Draft       bool      `json:"draft,omitzero"` // records for the department in charge, which confirms
	Cases       []Wording `json:"cases,omitzero"` // in which alone he records it; absent: always
	Cosigns     bool      `json:"cosigns"`
	CosignCases []Wording `json:"cosignCases,omitzero"`
	Denied      *Problem  `json:"denied,omitzero"` // why he does not record it
	By          []Code    `json:"by"`              // the departments that record it; ANY is every one
}

// A Licence (操作权限) is whether a principal may do something at all.
type Licence struct {
	Act    Act      `json:"act"`
	Denied *Problem `json:"denied,omitzero"` // why not; absent: he may
}

// Licences returns what [Admit] says of each act, before place.
func (p Principal) Licences(day Date) []Licence {
	list := make([]Licence, 0, len(authorityCodes["act"]))
	for _, name := range authorityCodes["act"] {
		licence := Licence{Act: Act(name.Code)}
		if ok, why := Admit(p, licence.Act, Scope{}, day); !ok {
			licence.Denied = &why
		}
		list = append(list, licence)
	}
	return list
}

// Remits returns what the principal may do with each event type of the matrix, on land
// at a place; the zero place is all that is his. It says no where [Admit] or [May] would
// say no whatever the event.
func (p Principal) Remits(land Scope, day Date) []Remit {
	list := make([]Remit, len(competences))
	for i, rows := range competences {
		c := inForceOn(rows, day)
		list[i] = c.remit(p, land, day)
		for _, d := range c.Records {
			list[i].By = append(list[i].By, d.Department)
		}
	}
	return list
}

func (c *Competence) remit(p Principal, land Scope, day Date) Remit {
	act := ActRecord
	if codecByName[c.Event].book != "" {
		act = ActEnter
	}
	if ok, why := Admit(p, act, land, day); !ok {
		return Remit{Event: c.Event, Denied: &why}
	}
	by := p.Officer()
	if unknown, why := unknownPost(by, day); unknown {
		return Remit{Event: c.Event, Denied: &why}
	}
	r := c.recording(by, land, day)
	for _, d := range c.Cosigns {
		if d.Department == by.Department {
			r.Cosigns = true
			r.CosignCases = d.cases(r.CosignCases)
		}
	}
	return r
}

// recording is the part of a remit that speaks of recording. A duty that holds always
// makes the cases of others idle.
func (c *Competence) recording(by Officer, land Scope, day Date) Remit {
	r := Remit{Event: c.Event}
	always := false
	for _, d := range c.Records {
		if !d.falls(by, land, day) {
			continue
		}
		r.Records, r.Draft = true, d.Manner == byDraft
		r.Cases = d.cases(r.Cases)
		always = always || d.When == ""
	}
	if always {
		r.Cases = nil
	}
	if why, denied := amendsNothing(c.Event, by); denied {
		return Remit{Event: c.Event, Denied: &why}
	}
	if r.Records {
		r.Cases = append(r.Cases, amendments[c.Event]...)
		return r
	}
	why := c.denial(by, day)
	r.Denied = &why
	return r
}

func (d Duty) cases(list []Wording) []Wording {
	if w := d.Case(); w.ZH != "" {
		list = append(list, w)
	}
	return list
}

// falls says whether a duty can be the officer's on land at a place.
func (d Duty) falls(by Officer, land Scope, day Date) bool {
	return d.mayBe(by) && d.When != "aggregate" && (d.Manner != byDelegation || delegatedWithin(by, land, day))
}

// delegatedWithin: at the place, or where none is said somewhere within his reach.
func delegatedWithin(by Officer, land Scope, day Date) bool {
	return slices.ContainsFunc(delegations, func(d delegation) bool {
		there := d.at(land.District, land.Park)
		if land == (Scope{}) {
			there = by.Reach().Covers(Scope{d.District, d.Park})
		}
		return d.Department == by.Department && there && inForce(d.From, d.Until, day)
	})
}

// amendments are the cases of events that speak of another one: see [History.may].
var amendments = map[string][]Wording{
	EventName(EventCorrected{}): {{"本部门另一名人员的记录", "what another officer of the department recorded"}},
	EventName(EventAnnulled{}):  {{"本部门另一名人员的记录", "what another officer of the department recorded"}},
	EventName(EventCosigned{}):  {{"等待本部门会签的事件", "what awaits the department's co-signature"}},

	EventName(ObjectionResolved{}): {{"对本部门记录的异议", "an objection to what the department recorded"}},
}

// amendsNothing says why an officer can correct nothing: of the planning bureau's own records
// one of the city's does; see [MayCorrect].
func amendsNothing(event string, by Officer) (Problem, bool) {
	if event != EventName(EventCorrected{}) && event != EventName(EventAnnulled{}) || by.Department != landBureau || by.Level == "CITY" {
		return Problem{}, false
	}
	return problem("", "competence.second"), true
}
