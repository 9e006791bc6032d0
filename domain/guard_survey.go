package domain

import (
	"slices"
	"strconv"
)

func (e ParcelRegistered) faults(_ *Fact, say faultFunc) {
	if _, err := e.Identity(); err != nil {
		say("/parcelCode", "identity")
	}
	if e.TermStart != "" && e.TermEnd != "" && e.TermEnd < e.TermStart {
		say("/termEnd", "term.order", string(e.TermStart), string(e.TermEnd))
	}
	if e.UnitCode != "" && e.ParcelCode != "" && string(e.UnitCode[:19]) != string(e.ParcelCode) {
		say("/unitCode", "unitCode.parcel")
	}
}

func (e ParcelRegistered) guard(d *decision) {
	for _, n := range e.SourceNotes {
		d.findings = append(d.findings, Finding{Rule: "source." + n.Reason, Path: "/data/sourceNotes", Detail: n.Column + "：" + n.Value})
	}
	if e.TermYears > d.Policy.Int(TermMaxYears) {
		d.find("/data/termYears", "term.long", strconv.Itoa(e.TermYears))
	}
	if e.ParcelCode != "" && e.ParcelCode.District() != e.District {
		d.find("/data/parcelCode", "parcelCode.district", string(e.ParcelCode.District()), string(e.District))
	}
	if e.Geometry != nil {
		d.outlined(e)
	}
}

func (e ParcelSurveyed) faults(f *Fact, say faultFunc) {
	if e.SurveyYear > f.OccurredOn.Year() {
		say("/surveyYear", "survey.year", strconv.Itoa(e.SurveyYear))
	}
	for i, b := range e.Buildings {
		again := slices.ContainsFunc(e.Buildings[:i], func(x Building) bool { return x.No == b.No })
		if again || b.VacantArea > b.FloorArea || b.YearBuilt > f.OccurredOn.Year() {
			say("/buildings/"+strconv.Itoa(i), "survey.building", b.No)
		}
	}
}

func (e EconomicBlock) faults(f *Fact, say faultFunc) {
	if e.DataYear > f.OccurredOn.Year() {
		say("/dataYear", "survey.year", strconv.Itoa(e.DataYear))
	}
	if e.EnergyTCE != "" && e.EnergyTCE.rat().Sign() < 0 {
		say("/energyTce", "report.negative", string(e.EnergyTCE))
	}
	pollutantsOnce(e.Pollutants, say)
}

func (e ParcelSurveyed) guard(d *decision) {
	land := d.p.Land.RegisteredArea
	if over(e.ActualUsedArea, land, 5) {
		d.find("/data/actualUsedArea", "survey.area", versus(e.ActualUsedArea, land))
	}
	var base Area
	for _, b := range e.Buildings {
		base += b.BaseArea
	}
	if base > land {
		d.find("/data/buildings", "survey.baseArea", versus(base, land))
	}
	if e.LeasedOutArea > land {
		d.find("/data/leasedOutArea", "survey.lease", versus(e.LeasedOutArea, land))
	}
	d.users(e.Users)
}

// users compares the land of the users with the parcel.
func (d *decision) users(list []User) {
	var sum Area
	for _, u := range list {
		sum += u.Area
	}
	if sum > d.p.Land.RegisteredArea {
		d.find("/data/users", "use.area", versus(sum, d.p.Land.RegisteredArea))
	}
}

func (e UseConfirmed) faults(f *Fact, say faultFunc) {
	if e.Since > f.OccurredOn {
		say("/since", "use.since", string(e.Since))
	}
}

func (e UseConfirmed) guard(d *decision) { d.users(e.Users) }

func (e LowEfficiencyIdentified) faults(_ *Fact, say faultFunc) {
	if e.NoticeOn != "" && e.EffectiveFrom != "" && e.EffectiveFrom < e.NoticeOn {
		say("/effectiveFrom", "lowEfficiency.dates", string(e.NoticeOn), string(e.EffectiveFrom))
	}
}

// guard goes by area: what is identified twice is counted once, what has been
// cleared may be identified again.
func (e LowEfficiencyIdentified) guard(d *decision) {
	left := d.p.Land.RegisteredArea - d.p.LowEff.Remaining
	if e.Area > left {
		d.refuse("/data/area", "lowEfficiency.area", versus(e.Area, left))
	}
	e.version(d)
}

func (e AnnualPlanListed) faults(_ *Fact, say faultFunc) {
	if e.PlannedStart != "" && e.PlannedFinish != "" && e.PlannedFinish < e.PlannedStart {
		say("/plannedFinish", "plan.dates", string(e.PlannedStart), string(e.PlannedFinish))
	}
}

func (e AnnualPlanListed) guard(d *decision) {
	if d.p.plan(e.PlanYear) >= 0 {
		d.refuse("/data/planYear", "plan.twice", strconv.Itoa(e.PlanYear))
	}
	if e.Area > d.p.Land.RegisteredArea {
		d.find("/data/area", "plan.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
}
