package domain

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

func (e ConstructionStarted) guard(d *decision) {
	if c := d.p.Idle(); c != nil && c.ReclaimOn != "" {
		d.doubt("/type", "start.reclaimed", string(c.ReclaimOn))
	}
	if e.PermitNo == "" {
		d.find("/data/permitNo", "start.permit")
	}
	if len(e.VerifiedBy) < 2 {
		d.doubt("/data/verifiedBy", "start.verifiers", strconv.Itoa(len(e.VerifiedBy)))
	}
}

func (e ConstructionCompleted) faults(_ *Fact, say faultFunc) {
	if e.OfficeFloor > e.FloorArea {
		say("/officeFloor", "complete.parts", versus(e.OfficeFloor, e.FloorArea))
	}
}

func (e ConstructionCompleted) guard(d *decision) {
	built := d.p.Construction
	if built.CompletedOn != "" {
		d.refuse("/type", "complete.twice", string(built.CompletedOn))
	}
	if built.StartedOn != "" && d.f.OccurredOn <= built.StartedOn {
		d.doubt("/occurredOn", "complete.order", string(built.StartedOn))
	}
	land := d.landArea()
	if sum := e.BaseArea + e.YardArea + e.GreenArea; sum > land {
		d.find("/data/baseArea", "complete.area", versus(sum, land))
	}
	if s := built.Suspended; s != nil {
		d.find("/type", "complete.suspended", string(s.Since))
	}
	if e.LandCheck == "FAIL" {
		d.find("/data/landCheck", "complete.landCheck")
	}
	d.plotRatio(e.FloorArea, land)
	d.controlled(e)
}

// landArea is what the contract grants, else what is registered.
func (d *decision) landArea() Area {
	if d.p.Contract != nil {
		return d.p.Contract.Area
	}
	return d.p.Land.RegisteredArea
}

// plotRatio compares floor area ÷ land with the agreed range.
func (d *decision) plotRatio(floor, land Area) {
	c := d.p.Contract
	if c == nil || land == 0 {
		return
	}
	ratio := big.NewRat(int64(floor), int64(land))
	low, high := c.FARMin.rat(), c.FARMax.rat()
	if low != nil && ratio.Cmp(low) < 0 || high != nil && ratio.Cmp(high) > 0 {
		d.find("/data/floorArea", "complete.far", ratio.FloatString(2), string(c.FARMin)+"-"+string(c.FARMax))
	}
}

func (e ProductionStarted) guard(d *decision) {
	a := d.p.Agreement
	if a == nil {
		return
	}
	if want := a.target("INDUSTRY"); want != "" && !sameIndustry(Industry(want), e.Industry) {
		d.find("/data/industry", "production.industry", want, string(e.Industry))
	}
}

// sameIndustry compares as far as both codes say: "C36" holds "3660".
func sameIndustry(a, b Industry) bool {
	x, y := strings.TrimLeft(string(a), sectionLetters), strings.TrimLeft(string(b), sectionLetters)
	return strings.HasPrefix(x, y) || strings.HasPrefix(y, x)
}

func (e OperationReported) faults(f *Fact, say faultFunc) {
	if e.Period.start() > f.OccurredOn {
		say("/period", "period.future", string(e.Period))
	}
	share := e.Share.rat()
	if share.Sign() <= 0 || share.Cmp(one) > 0 || e.Allocation == "SINGLE" && share.Cmp(one) != 0 {
		say("/share", "report.share", string(e.Share))
	}
	if e.EnergyTCE != "" && e.EnergyTCE.rat().Sign() < 0 {
		say("/energyTce", "report.negative", string(e.EnergyTCE))
	}
	pollutantsOnce(e.Pollutants, say)
	if e.empty() {
		say("", "report.empty")
	}
}

func (x Emission) faults(_ *Fact, say faultFunc) {
	if x.Tonnes.rat().Sign() < 0 {
		say("/tonnes", "report.negative", string(x.Tonnes))
	}
}

func pollutantsOnce(list []Emission, say faultFunc) {
	for i, x := range list {
		if slices.ContainsFunc(list[:i], func(y Emission) bool { return y.Pollutant == x.Pollutant }) {
			say("/pollutants/"+strconv.Itoa(i)+"/pollutant", "report.pollutant", string(x.Pollutant))
		}
	}
}

func (e OperationReported) empty() bool {
	return e.EnergyTCE == "" && e.EmployeesAvg == nil && e.PowerKWh == nil && e.WaterM3 == nil && len(e.Pollutants) == 0 &&
		!slices.ContainsFunc([]*Fen{e.Output, e.Revenue, e.ValueAdded, e.TaxPaid, e.TaxRefund, e.Profit, e.RD}, func(f *Fen) bool { return f != nil })
}

func (e OperationReported) guard(d *decision) {
	if e.Period.end() > d.f.OccurredOn {
		d.find("/data/period", "report.early", string(e.Period))
	}
	if since := d.p.Operation.ProducingSince; since != "" && e.Period.end() < since {
		d.find("/data/period", "report.beforeProduction", string(e.Period), string(since))
	}
	last := d.p.Operation.LastReport
	if last == nil {
		if e.Status == "REVISED" {
			d.find("/data/status", "report.revised")
		}
		return
	}
	if last.Period == e.Period && last.Enterprise == e.Enterprise && last.Share.rat().Cmp(e.Share.rat()) != 0 {
		d.find("/data/share", "report.shares", string(last.Share), string(e.Share))
	}
}

func (e OperationChecked) faults(f *Fact, say faultFunc) {
	if e.NextCheck != "" && e.NextCheck <= f.OccurredOn {
		say("/nextCheck", "check.next", string(e.NextCheck))
	}
	if e.Result == "FAIL" && len(e.Findings) == 0 {
		say("/findings", "check.findings")
	}
}

func (e EfficiencyRated) faults(f *Fact, say faultFunc) {
	if e.EvalYear > f.OccurredOn.Year() {
		say("/evalYear", "rating.year", strconv.Itoa(e.EvalYear))
	}
	if e.Population > 0 && e.Rank > e.Population {
		say("/rank", "rating.rank", strconv.Itoa(e.Rank), strconv.Itoa(e.Population))
	}
	if e.ObjectionUntil != "" && e.ObjectionUntil < e.PublishedOn {
		say("/objectionUntil", "rating.dates", string(e.PublishedOn), string(e.ObjectionUntil))
	}
}

// ratingYearsMax is how many years after its year a rating is still plausible.
const ratingYearsMax = 3

func (e EfficiencyRated) guard(d *decision) {
	if d.f.OccurredOn.Year()-e.EvalYear > ratingYearsMax {
		d.find("/data/evalYear", "rating.late", strconv.Itoa(e.EvalYear))
	}
	if d.p.Operation.GradeYear == e.EvalYear {
		d.find("/data/evalYear", "rating.again", strconv.Itoa(e.EvalYear), string(d.p.Operation.Grade))
	}
	e.version(d)
}
