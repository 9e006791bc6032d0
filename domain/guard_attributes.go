package domain

import (
	"math/big"
	"slices"
)

func (e ParcelAttributesRevised) faults(_ *Fact, say faultFunc) {
	if e.UnitCode != "" && e.ParcelCode != "" && string(e.UnitCode[:19]) != string(e.ParcelCode) {
		say("/unitCode", "unitCode.parcel")
	}
}

func (e ParcelAttributesRevised) guard(d *decision) {
	if len(e.Changes) == 0 {
		d.refuse("/data", "revision.nothing")
	}
	land := e.revise(d.p.Land)
	d.revisedArea(e)
	d.freshCode(e.ParcelCode)
	if e.UnitCode != "" && e.ParcelCode == "" && land.ParcelCode != "" && string(e.UnitCode[:19]) != string(land.ParcelCode) {
		d.refuse("/data/unitCode", "revision.unit", string(land.ParcelCode))
	}
	if e.District != "" && e.District != d.p.Land.District && e.Reason != "DIVISION_CHANGE" {
		d.find("/data/district", "revision.district", string(d.p.Land.District), string(e.District))
	}
	recoded := e.ParcelCode != "" || e.District != ""
	if recoded && land.ParcelCode != "" && land.ParcelCode.District() != land.District {
		d.find(pick(e.ParcelCode != "", "/data/parcelCode", "/data/district"), "parcelCode.district", string(land.ParcelCode.District()), string(land.District))
	}
	if e.Geometry != nil {
		d.outlined(land)
	}
}

// revisedArea wants a survey report for a change that is more than rounding (row
// 2: above 0.5 %), and room for what has been identified on the parcel.
func (d *decision) revisedArea(e ParcelAttributesRevised) {
	if e.RegisteredArea == 0 {
		return
	}
	was := d.p.Land.RegisteredArea
	change := new(big.Rat).SetFrac64(int64(e.RegisteredArea-was), int64(was))
	if change.Abs(change).Cmp(d.Policy.Ratio(AreaReportRatio)) > 0 && e.SurveyReport == "" {
		d.doubt("/data/surveyReport", "revision.report", versus(e.RegisteredArea, was))
	}
	if parts := max(d.p.LowEff.Remaining, d.p.legacyOpen()); e.RegisteredArea < parts {
		d.refuse("/data/registeredArea", "revision.parts", versus(e.RegisteredArea, parts))
	}
}

// freshCode refuses a code that the parcel has had before (GB/T 37346).
func (d *decision) freshCode(code ParcelCode) {
	if slices.ContainsFunc(d.p.Codes, func(c CodeSpan) bool { return c.Code == code && c.Until != "" }) {
		d.refuse("/data/parcelCode", "revision.code", string(code))
	}
}

// seaFeature is the feature of a sea parcel (宗海) in position 14 of its code.
const seaFeature = 'H'

func (e SeaRightConverted) faults(_ *Fact, say faultFunc) {
	if e.SeaCode[13] != seaFeature {
		say("/seaCode", "sea.code", string(e.SeaCode))
	}
	if e.ParcelCode[13] == seaFeature {
		say("/parcelCode", "sea.code", string(e.ParcelCode))
	}
}

func (e SeaRightConverted) guard(d *decision) {
	if now := d.p.Land.ParcelCode; now != "" && now != e.SeaCode {
		d.refuse("/data/seaCode", "sea.from", string(now))
	}
	d.freshCode(e.ParcelCode)
	if apart(e.Area, d.p.Land.RegisteredArea, 1) {
		d.find("/data/area", "sea.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
}
