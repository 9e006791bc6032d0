package domain

import (
	"cmp"
	"slices"
)

// A Principal (主体) is who asks: a person or a system with one role, at one level,
// of one place, with one view. What he may do and see follows from it alone; see
// [Admit] and [View].
type Principal struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Role       Code     `json:"role"`
	View       View     `json:"view"`
	Department Code     `json:"department,omitzero"`
	Level      Code     `json:"level"` // CITY, DISTRICT, PARK
	District   District `json:"district,omitzero"`
	Park       string   `json:"park,omitzero"`
	Until      Date     `json:"until,omitzero"` // last day of the authority; absent when it has none
}

// The roles.
const (
	RoleOfficer       Code = "OFFICER"       // 承办人员 records for a department
	RoleAuditor       Code = "AUDITOR"       // 审计人员 reads everything of his place, and who read
	RoleAnalyst       Code = "ANALYST"       // 分析人员 asks for aggregates
	RoleWall          Code = "WALL"          // 大屏 a screen in a duty room
	RoleService       Code = "SERVICE"       // 系统对接 another system, for a department or as a reader
	RoleAdministrator Code = "ADMINISTRATOR" // 管理员 gives authority; records nothing of land
)

// A View (查看级别) says how much of what is recorded is shown. Each shows what those
// before it show.
type View string

// The views, in order.
const (
	ViewPublic     View = "PUBLIC"     // 公开: what supply results publish, and bands
	ViewInternal   View = "INTERNAL"   // 内部: all but restricted fields
	ViewRestricted View = "RESTRICTED" // 受限: firm-level tax as well (税收征管法 第8条)
	ViewAuditor    View = "AUDITOR"    // 审计: everything
)

var views = []View{ViewPublic, ViewInternal, ViewRestricted, ViewAuditor}

// Shows reports whether who has the view v sees what needs another. A view that is
// not known shows nothing.
func (v View) Shows(needs View) bool {
	return slices.Index(views, v) >= slices.Index(views, needs) && slices.Contains(views, v)
}

// SystemDepartment is recorded for who belongs to no department: administrators,
// and the ledger itself.
const SystemDepartment Code = "SYS"

// System is the ledger itself as a recorder: it completes splits and appoints the
// first administrator.
var System = Officer{ID: "system", Name: "系统", Department: SystemDepartment, Level: "CITY"}

// FirstAdministrator is the subject that the ledger itself appoints; no identity provider
// may name him.
const FirstAdministrator = "admin"

// Maintenance is who owns the machine that holds the ledger: he reads everything, as
// the files are his, and changes nothing.
var Maintenance = Principal{ID: "local", Name: "本机维护", Role: RoleAdministrator, View: ViewAuditor, Level: "CITY"}

// Officer is the principal as the recorder of an event.
func (p Principal) Officer() Officer {
	return Officer{ID: p.ID, Name: p.Name, Department: cmp.Or(p.Department, SystemDepartment), Level: p.Level, District: p.District, Park: p.Park}
}

// Place is the land that the principal's authority is of.
func (p Principal) Place() Scope { return Scope{District: p.District, Park: p.Park} }

// Reach is the land that the principal may see and act on.
func (p Principal) Reach() Reach { return Reach{p.Level, p.Place()} }

// Reach is the land that the officer may see and act on.
func (o Officer) Reach() Reach { return Reach{o.Level, Scope{o.District, o.Park}} }

// Covers reports whether land of a district and park lies within the principal's
// place.
func (p Principal) Covers(land Scope) bool { return p.Reach().Covers(land) }

// A Reach (管辖范围) is the land of an authority: its level and the district or park.
// The zero Reach has none. It is comparable: what is remembered for one reach is not
// given to another.
type Reach struct {
	Level Code
	Scope
}

// Everywhere is the reach of the city.
var Everywhere = Reach{Level: "CITY"}

// Covers reports whether land of a district and park lies within the reach. The city
// has all, also what has no district yet.
func (r Reach) Covers(land Scope) bool {
	switch r.Level {
	case "CITY":
		return true
	case "DISTRICT":
		return r.District != "" && r.District == land.District
	case "PARK":
		return r.District != "" && r.Park != "" && r.District == land.District && r.Park == land.Park
	}
	return false
}
