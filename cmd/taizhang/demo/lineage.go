package demo

import (
	"fmt"

	"taizhang/domain"
)

// divide splits the parcel in two by a plan; of some the parts are merged again
// when the plan is given up. The parts go on as parcels of their own.
func (l *life) divide() {
	l.wait(60, 200)
	larger := l.plot.area * 60 / 100
	a, b := l.part("SPLIT", 40_000, larger), l.part("SPLIT", 60_000, l.plot.area-larger)
	l.happen("PNR", domain.ParcelSplit{Basis: "PLANNING", DocNo: l.paperNo("分割"), Children: []domain.Successor{{Registration: a}, {Registration: b}}})
	if !l.fated("split, then merged") {
		return
	}
	l.wait(40, 80)
	lead, _ := a.Identity()
	other, _ := b.Identity()
	l.happen("PNR", domain.ParcelMerged{
		DocNo: l.paperNo("合并"), Others: []domain.MergedParcel{{Parcel: other}}, Into: domain.Successor{Registration: l.part("MERGE", 80_000, l.plot.area)},
	})
	l.events[len(l.events)-1].parcel = lead
}

// part registers a parcel that comes of this one, under a code that nobody had.
func (l *life) part(origin domain.Code, from int, area domain.Area) domain.ParcelRegistered {
	return domain.ParcelRegistered{
		ParcelCode: domain.ParcelCode(fmt.Sprintf("%s%05d", l.plot.code[:14], from+l.index%20_000)), District: l.plot.district, ParkCode: l.park(),
		RegisteredArea: area, Ownership: "G", RightKind: "CONSTRUCTION", Origin: origin, UseCurrent: domain.LandUse{System: "GBT21010", Code: "0601", Name: "工业用地"},
	}
}
