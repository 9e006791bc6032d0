package domain

import (
	"math/big"
	"slices"
)

func (y Yield) faults(_ *Fact, say faultFunc) {
	for _, x := range []struct {
		name  string
		value Decimal
	}{{"far", y.FAR}, {"outputPerMu", y.OutputPerMu}} {
		if r := x.value.rat(); r != nil && r.Sign() < 0 {
			say("/"+x.name, "yield.negative", string(x.value))
		}
	}
}

func (e RedevelopmentStarted) faults(f *Fact, say faultFunc) {
	if e.FinishBy != "" && e.FinishBy <= f.OccurredOn {
		say("/finishBy", "redevelopment.finishBy", string(e.FinishBy))
	}
	repeated(e.Commitments, "/commitments", say)
}

func (e RedevelopmentStarted) guard(d *decision) {
	if i := d.p.redeveloping(); i >= 0 {
		d.refuse("/type", "redevelopment.open", string(d.p.Redevelopments[i].StartedOn))
	}
	if e.SchemeNo != "" && !d.p.scheme(e.SchemeNo) {
		d.find("/data/schemeNo", "redevelopment.scheme", e.SchemeNo)
	}
	if e.Area > d.p.Land.RegisteredArea {
		d.find("/data/area", "redevelopment.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
}

func (e RedevelopmentCompleted) guard(d *decision) {
	if d.p.redeveloping() < 0 {
		d.doubt("/type", "redevelopment.none")
	}
	if e.AreaDisposed > d.p.LowEff.Remaining {
		d.refuse("/data/areaDisposed", "redevelopment.disposed", versus(e.AreaDisposed, d.p.LowEff.Remaining))
	}
}

func (e UseOrDensityChanged) faults(f *Fact, say faultFunc) {
	if len(e.Uses) == 0 && e.FARMin == "" && e.FARMax == "" {
		say("/uses", "useChange.nothing")
	}
	if !limits(e.FARMin, e.FARMax) {
		say("/farMin", "useChange.limits", string(e.FARMin), string(e.FARMax))
	}
	if len(e.Uses) > 0 && !whole(e.Uses) {
		say("/uses", "useChange.shares")
	}
	if due := e.SupplementaryPrice > 0; due != (e.PayBy != "") || due && e.PayBy < f.OccurredOn {
		say("/payBy", "useChange.payBy", string(e.PayBy))
	}
}

// whole reports whether the shares are positive, of different uses, and exactly 1
// together.
func whole(uses []UseShare) bool {
	sum := new(big.Rat)
	for i, u := range uses {
		share := u.Share.rat()
		again := slices.ContainsFunc(uses[:i], func(x UseShare) bool { return x.Use == u.Use })
		if again || share.Sign() <= 0 {
			return false
		}
		sum.Add(sum, share)
	}
	return sum.Cmp(one) == 0
}

func (e UseOrDensityChanged) guard(d *decision) {
	if d.p.Contract == nil && e.SupplementaryPrice > 0 {
		d.find("/data/supplementaryPrice", "useChange.noContract")
	}
}
