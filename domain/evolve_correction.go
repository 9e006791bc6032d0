package domain

import "slices"

// Corrections, annulments and signatures are applied to their targets before the
// fold; by themselves they keep nothing.

func (EventCorrected) evolve(*Parcel, Date) {}
func (EventAnnulled) evolve(*Parcel, Date)  {}
func (EventCosigned) evolve(*Parcel, Date)  {}

// An Objection is one dispute of an event and its answer.
type Objection struct {
	ObjectionFiled
	FiledOn    Date `json:"filedOn"`
	ResolvedOn Date `json:"resolvedOn,omitzero"`
	Outcome    Code `json:"outcome,omitzero"`
}

func (e ObjectionFiled) evolve(p *Parcel, on Date) {
	p.Objections = append(p.Objections, Objection{ObjectionFiled: e, FiledOn: on})
}

func (e ObjectionResolved) evolve(p *Parcel, on Date) {
	i := p.objection(e.ObjectionID)
	if i < 0 {
		return
	}
	p.Objections = slices.Clone(p.Objections)
	p.Objections[i].ResolvedOn, p.Objections[i].Outcome = on, e.Outcome
}

func (p *Parcel) objection(id string) int {
	return slices.IndexFunc(p.Objections, func(o Objection) bool { return o.ObjectionID == id })
}
