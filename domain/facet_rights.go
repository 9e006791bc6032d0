package domain

import (
	"math/big"
	"slices"
)

// A Transfer is one change of the holder (转让), or of who owns him (股权变更).
type Transfer struct {
	RightTransferred
	On Date `json:"on"`
}

// A Lease is a lease by the holder (出租); it is open until it ended.
type Lease struct {
	LeasedOut
	EndedOn Date `json:"endedOn,omitzero"`
}

// An Encumbrance is a burden on the right (抵押、查封等), until it is lifted.
type Encumbrance struct {
	EncumbranceSet
	SetOn    Date `json:"setOn"`
	LiftedOn Date `json:"liftedOn,omitzero"`
}

// A SoldUnit is a part of the building that was sold with its share of the land.
type SoldUnit struct {
	UnitTransferred
	On Date `json:"on"`
}

// encumbered finds an open encumbrance of one of the kinds, or returns -1.
func (p *Parcel) encumbered(kinds ...Code) int {
	return slices.IndexFunc(p.Encumbrances, func(e Encumbrance) bool {
		return e.LiftedOn == "" && slices.Contains(kinds, e.Kind)
	})
}

// builtFloor is the floor area that stands on the parcel: as accepted, else as
// surveyed; 0 when neither is on record.
func (p *Parcel) builtFloor() Area {
	if done := p.Construction.Completion; done != nil {
		return done.FloorArea
	}
	var sum Area
	if p.Survey != nil {
		for _, b := range p.Survey.Buildings {
			sum += b.FloorArea
		}
	}
	return sum
}

// soldFloor is the floor area of the units that were sold.
func (p *Parcel) soldFloor() Area {
	var sum Area
	for _, u := range p.Units {
		sum += u.FloorArea
	}
	return sum
}

// SelfHeld is the share of the floor that the holder has not sold (自持比例), in per
// cent; nil when the floor area is not on record.
func (p *Parcel) SelfHeld() *big.Rat {
	floor := p.builtFloor()
	if floor == 0 {
		return nil
	}
	return big.NewRat(100*int64(floor-p.soldFloor()), int64(floor))
}

// sameParty reports whether two parties are surely the same: by credit code when
// both have one, else by name.
func sameParty(a, b Party) bool {
	if a.USCC != "" && b.USCC != "" {
		return a.USCC == b.USCC
	}
	return a.Name != "" && a.Name == b.Name
}
