package domain

import (
	"slices"
	"strings"
)

// RuleDenied: the officer has no authority for it. The fact itself may be right.
const RuleDenied Code = "DENIED"

// competenceRules say why an officer may not record or co-sign.
var competenceRules = []Rule{
	{"competence.unknown", RuleDenied, "该部门在当日不存在，或没有该级别的人员", "no such department on that day, or no officers at that level"},
	{"competence.department", RuleDenied, "该部门无权记录此事件", "the department may not record this event"},
	{"competence.case", RuleDenied, "该部门只能在特定情形下记录此事件", "the department may record this event in certain cases only"},
	{"competence.delegation", RuleDenied, "该部门在此地未受委托", "the department holds no delegation for this place"},
	{"competence.statistics", RuleDenied, "统计调查取得的单个对象资料不得用于统计以外的目的，统计局只提供汇总数据", "statistics may not be given out for a single unit: aggregates only"},
	{"competence.scope", RuleDenied, "宗地不在该人员的行政区或园区内", "the parcel lies outside the officer's district or park"},
	{"competence.cosign", RuleDenied, "此事件不需要该部门会签", "the event does not await this department's co-signature"},
	{"competence.owner", RuleDenied, "异议由记录该事件的部门处理", "the department that recorded the event answers the objection"},
	{"competence.second", RuleDenied, "须由原记录部门的另一名人员更正；规划资源局的记录由市级人员更正", "another officer of the recording department corrects; of the planning bureau's own, one of the city's"},
}

// May answers whether the officer may record the event on this parcel, by the
// matrix in force on the day of recording, and if not, why.
func May(by Officer, e Event, p *Parcel, day Date) (bool, Problem) {
	if denied, why := outOfPlace(by, e, p, day); denied {
		return false, why
	}
	c := competenceOf(e, day)
	if c.duty(by, e, p, day) != nil {
		return true, Problem{}
	}
	return false, c.denial(by, day)
}

// MayCosign answers whether the officer may co-sign an event that awaits the
// given departments.
func MayCosign(by Officer, e Event, awaits []Code, p *Parcel, day Date) (bool, Problem) {
	if denied, why := outOfPlace(by, e, p, day); denied {
		return false, why
	}
	if !slices.Contains(awaits, by.Department) {
		return false, problem("", "competence.cosign", departmentsZH(awaits, day))
	}
	return true, Problem{}
}

// MayCorrect answers whether the officer may correct or annul a recorded event of
// this parcel: another officer of the department that recorded it, and of the
// planning bureau's own events one of the city's.
func MayCorrect(by Officer, target Entry, p *Parcel, day Date) (bool, Problem) {
	if denied, why := outOfPlace(by, target.Fact.Event, p, day); denied {
		return false, why
	}
	first := target.By
	higher := first.Department != landBureau || by.Level == "CITY"
	if by.ID == first.ID || by.Department != first.Department || !higher {
		return false, problem("", "competence.second", first.Name, departmentsZH([]Code{first.Department}, day))
	}
	return true, Problem{}
}

// CorrectionAwaits returns who confirms a correction or annulment of an event as
// the second person: the planning bureau, unless the event is its own.
func CorrectionAwaits(target Entry) []Code {
	if target.By.Department == landBureau {
		return nil
	}
	return []Code{landBureau}
}

// landBureau leads the task force and is the second person of every correction.
const landBureau Code = "PNR"

// outOfPlace denies an officer whose department or level does not exist, or whose
// district or park is not the parcel's. The city records anywhere.
func outOfPlace(by Officer, e Event, p *Parcel, day Date) (bool, Problem) {
	if unknown, why := unknownPost(by, day); unknown {
		return true, why
	}
	district, park := placeOf(e, p)
	inside := by.Level == "CITY" || by.District == district && (by.Level == "DISTRICT" || by.Park != "" && by.Park == park)
	if !inside {
		return true, problem("", "competence.scope", strings.TrimSpace(string(by.District)+" "+by.Park), strings.TrimSpace(string(district)+" "+park))
	}
	return false, Problem{}
}

// unknownPost denies an officer whose department or level does not exist.
func unknownPost(by Officer, day Date) (bool, Problem) {
	if d, ok := department(by.Department, day); !ok || !d.at(by.Level) {
		return true, problem("", "competence.unknown", string(by.Department), string(by.Level))
	}
	return false, Problem{}
}

// placeOf is where the parcel lies; the event that opens its history says it itself.
func placeOf(e Event, p *Parcel) (District, string) {
	if p.Stage == StageNone {
		switch e := e.(type) {
		case ParcelRegistered:
			return e.District, e.ParkCode
		case ParcelSucceeded:
			return e.Registration.District, e.Registration.ParkCode
		}
	}
	return p.Land.District, p.Land.ParkCode
}

// duty finds the duty under which the officer may record, or nil.
func (c *Competence) duty(by Officer, e Event, p *Parcel, day Date) *Duty {
	for i, d := range c.Records {
		if d.mayBe(by) && competenceWhen[d.When].holds(e, p) && (d.Manner != byDelegation || delegated(by.Department, e, p, day)) {
			return &c.Records[i]
		}
	}
	return nil
}

// mayBe says whether a duty is of the officer's department, in whatever case.
func (d Duty) mayBe(by Officer) bool {
	return d.Department == by.Department || d.Department == anyDepartment && by.Department != statistics
}

// statistics may record nothing of a single parcel (统计法).
const statistics Code = "STA"

func delegated(code Code, e Event, p *Parcel, day Date) bool {
	district, park := placeOf(e, p)
	return slices.ContainsFunc(delegations, func(d delegation) bool {
		return d.Department == code && d.at(district, park) && inForce(d.From, d.Until, day)
	})
}

// at reports whether a place lies where the delegation holds.
func (d delegation) at(district District, park string) bool {
	return d.District == district && (d.Park == "" || d.Park == park)
}

// denial says why no duty of the row is the officer's, and whose it would be.
func (c *Competence) denial(by Officer, day Date) Problem {
	var cases []string
	for _, d := range c.Records {
		switch {
		case d.Department != by.Department || by.Department == statistics:
		case d.Manner == byDelegation:
			return problem("", "competence.delegation", c.recorders(day))
		default:
			cases = append(cases, competenceWhen[d.When].zh)
		}
	}
	switch {
	case by.Department == statistics:
		return problem("", "competence.statistics")
	case len(cases) > 0:
		return problem("", "competence.case", c.ZH+"："+strings.Join(cases, "、"))
	}
	return problem("", "competence.department", c.ZH+"："+c.recorders(day))
}

// recorders names who may record.
func (c *Competence) recorders(day Date) string {
	codes := make([]Code, len(c.Records))
	for i, d := range c.Records {
		codes[i] = d.Department
	}
	return departmentsZH(codes, day)
}

func departmentsZH(codes []Code, day Date) string {
	names := make([]string, 0, len(codes))
	for _, code := range codes {
		if d, ok := department(code, day); ok {
			names = append(names, d.ZH)
		}
	}
	return strings.Join(names, "、")
}
