package domain

import "slices"

// A Lineage is where a parcel came from and what became of it (宗地沿革).
type Lineage struct {
	Parents    []Kin `json:"parents,omitzero"`
	OpenedBy   Code  `json:"openedBy,omitzero"` // SPLIT or MERGE of the parents
	OpenedOn   Date  `json:"openedOn,omitzero"`
	Successors []Kin `json:"successors,omitzero"` // what it was split or merged into
	EndedBy    Code  `json:"endedBy,omitzero"`    // SPLIT or MERGE
	EndedOn    Date  `json:"endedOn,omitzero"`
	// Merged are the other parcels that this one's merge ended.
	Merged []ParcelID `json:"merged,omitzero" sight:"internal,kin"`
	// Codes are those of its ancestors and siblings, closed or taken for ever.
	Codes []ParcelCode `json:"codes,omitzero" sight:"internal,kin"`
	// SupervisionNo is that of the contract its successors share.
	SupervisionNo SupervisionNo `json:"supervisionNo,omitzero"`
}

// Related are the parcels that the parcel's own split or merge concerns: those it
// became, and those that were merged with it.
func (l Lineage) Related() []ParcelID {
	ids := slices.Clone(l.Merged)
	for _, k := range l.Successors {
		ids = append(ids, k.Parcel)
	}
	return ids
}

const (
	bySplit Code = "SPLIT"
	byMerge Code = "MERGE"
	anew    Code = "ANEW"
)

// familyCodes are all codes that no successor may take: every one the parcel ever
// had, and those of its family.
func (p *Parcel) familyCodes() []ParcelCode {
	codes := slices.Clone(p.Lineage.Codes)
	for _, span := range p.Codes {
		codes = append(codes, span.Code)
	}
	if p.Land.ParcelCode != "" && !slices.Contains(codes, p.Land.ParcelCode) {
		codes = append(codes, p.Land.ParcelCode)
	}
	return codes
}

// kin is the parcel as its family names it.
func (p *Parcel) kin(id ParcelID) Kin {
	return Kin{Parcel: id, Code: p.Land.ParcelCode, Area: p.Land.RegisteredArea}
}

// kin is the successor as its family names it.
func (s Successor) kin() Kin {
	id, _ := s.Registration.Identity()
	return Kin{Parcel: id, Code: s.Registration.ParcelCode, Area: s.Registration.RegisteredArea}
}

// ID names a commitment within its agreement: the metric, with the stage at which
// it is checked when there is one.
func (c Commitment) ID() string {
	if c.Stage == "" {
		return string(c.Metric)
	}
	return string(c.Metric) + "/" + string(c.Stage)
}

// commitments are the promises in force.
func (p *Parcel) commitments() []Commitment {
	if p.Agreement == nil {
		return nil
	}
	return p.Agreement.Commitments
}

// burdens are the encumbrances in force.
func (p *Parcel) burdens() []Burden {
	var list []Burden
	for _, e := range p.Encumbrances {
		if e.LiftedOn == "" {
			list = append(list, Burden{e.EncumbranceSet, e.SetOn})
		}
	}
	return list
}

// priced returns the price of the contract and how much of it has been paid.
func (p *Parcel) priced() (price, paid Fen) {
	if p.Contract == nil {
		return 0, 0
	}
	if p.Contract.Price != nil {
		price = *p.Contract.Price
	}
	for _, amount := range p.Contract.Paid {
		paid += amount
	}
	return price, paid
}
