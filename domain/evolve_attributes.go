package domain

import (
	"cmp"
	"slices"
)

// evolve keeps the attributes as they now stand in Land, where everyone reads
// them.
func (e ParcelAttributesRevised) evolve(p *Parcel, on Date) {
	p.recode(e.ParcelCode, on)
	p.Land, p.LandOn = e.revise(p.Land), on
}

// revise returns the register with what the revision gives.
// A new parcel code ends the unit code that began with the old one.
func (e ParcelAttributesRevised) revise(land ParcelRegistered) ParcelRegistered {
	if e.ParcelCode != "" && e.ParcelCode != land.ParcelCode {
		land.UnitCode = ""
	}
	land.ParcelCode = cmp.Or(e.ParcelCode, land.ParcelCode)
	land.UnitCode = cmp.Or(e.UnitCode, land.UnitCode)
	land.District = cmp.Or(e.District, land.District)
	land.ParkCode = cmp.Or(e.ParkCode, land.ParkCode)
	land.Address = cmp.Or(e.Address, land.Address)
	land.RegisteredArea = cmp.Or(e.RegisteredArea, land.RegisteredArea)
	land.UseCurrent = cmp.Or(e.UseCurrent, land.UseCurrent)
	land.UseRegistered = cmp.Or(e.UseRegistered, land.UseRegistered)
	land.UsePlanned = cmp.Or(e.UsePlanned, land.UsePlanned)
	land.ControlZone = cmp.Or(e.ControlZone, land.ControlZone)
	land.Geometry = cmp.Or(e.Geometry, land.Geometry)
	return land
}

func (e SeaRightConverted) evolve(p *Parcel, on Date) {
	if len(p.Codes) == 0 {
		p.Codes = []CodeSpan{{Code: e.SeaCode, From: on}}
	}
	p.recode(e.ParcelCode, on)
	p.Land.ParcelCode, p.Land.UnitCode = e.ParcelCode, ""
	p.Land.TitleNo = cmp.Or(e.TitleNo, p.Land.TitleNo)
}

// recode closes the code that the parcel had and begins a new one.
func (p *Parcel) recode(code ParcelCode, on Date) {
	if code == "" || code == p.Land.ParcelCode {
		return
	}
	p.Codes = slices.Clone(p.Codes)
	if last := len(p.Codes) - 1; last >= 0 && p.Codes[last].Until == "" {
		p.Codes[last].Until = on
	}
	p.Codes = append(p.Codes, CodeSpan{Code: code, From: on})
}

// derive writes down what stood before.
func (e ParcelAttributesRevised) derive(p *Parcel, _ Date) Event {
	was, is := p.Land, e.revise(p.Land)
	e.Changes = nil
	note := func(field, old, new string) {
		if old != new {
			e.Changes = append(e.Changes, Change{field, old, new})
		}
	}
	note("parcelCode", string(was.ParcelCode), string(is.ParcelCode))
	note("unitCode", string(was.UnitCode), string(is.UnitCode))
	note("district", string(was.District), string(is.District))
	note("parkCode", was.ParkCode, is.ParkCode)
	note("address", was.Address, is.Address)
	note("registeredArea", hundredths(int64(was.RegisteredArea)), hundredths(int64(is.RegisteredArea)))
	note("useCurrent", was.UseCurrent.String(), is.UseCurrent.String())
	note("useRegistered", was.UseRegistered.String(), is.UseRegistered.String())
	note("usePlanned", was.UsePlanned.String(), is.UsePlanned.String())
	note("controlZone", string(was.ControlZone), string(is.ControlZone))
	if e.Geometry != nil && !e.Geometry.same(was.Geometry) {
		e.Changes = append(e.Changes, Change{Field: "geometry"})
	}
	return e
}

// String writes a use as its system, code and name.
func (u LandUse) String() string {
	if u == (LandUse{}) {
		return ""
	}
	return string(u.System) + " " + u.Code + " " + u.Name
}

func (g *Geometry) same(h *Geometry) bool {
	return h != nil && slices.EqualFunc(g.Rings, h.Rings, slices.Equal)
}
