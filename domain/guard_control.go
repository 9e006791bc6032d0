package domain

import "math/big"

// controlled finds what of a completed project misses the control values in force
// (工业项目建设用地控制指标). It refuses nothing: the building stands. The values are those
// of manufacturing, and old papers are not held against the values of today.
func (d *decision) controlled(e ConstructionCompleted) {
	division := d.p.committedDivision()
	if d.f.Backfill || division != "" && section(division) != "C" {
		return
	}
	hold := func(metric Code, name Parameter, operator Code, path, rule string) {
		actual, limit := d.p.builtValue(metric, &e), d.Policy.controlValue(name)
		if actual != nil && limit != nil && !meets(operator, limit, actual, new(big.Rat)) {
			d.find(path, rule, plain(actual)+" / "+plain(limit))
		}
	}
	hold("FAR", ControlFARMin.of(division), "GE", "/data/floorArea", "complete.controlFar")
	hold("BLDG_COEF", ControlBuildingCoef, "GE", "/data/baseArea", "complete.controlCoefficient")
	hold("OFFICE_LAND", ControlOfficeLandMax, "LE", "/data/officeLand", "complete.controlOfficeLand")
	hold("OFFICE_FLOOR", ControlOfficeFloor, "LE", "/data/officeFloor", "complete.controlOfficeFloor")
	if c := d.p.Contract; c != nil {
		hold("FAI_PER_MU", ControlFAIMin.of(division+"/"+c.LandGrade), "GE", "/data/investment", "complete.controlInvestment")
	}
}

// committedDivision is the major class that the land was given for: the agreement's,
// else the project's; "" when neither says.
func (p *Parcel) committedDivision() string {
	switch {
	case p.Agreement != nil && p.Agreement.target("INDUSTRY") != "":
		return Industry(p.Agreement.target("INDUSTRY")).Division()
	case p.Project != nil:
		return p.Project.Industry.Division()
	}
	return ""
}

// of names the value of a parameter with keys.
func (name Parameter) of(key string) Parameter { return name + "[" + Parameter(key) + "]" }

// controlValue is a value of control in the unit of what is built: a ratio, and
// 万元/亩 for what is set in 分/公顷. It is nil where none is set.
func (p Policy) controlValue(name Parameter) *big.Rat {
	if ratio, ok := p.FindRatio(name); ok {
		return ratio
	}
	if fen, ok := p.FindInt(name); ok {
		return big.NewRat(int64(fen), 15_000_000)
	}
	return nil
}
