package domain

// A Stage is where a parcel stands in its life (domain: 招商、供地、运营、退出).
type Stage string

// The stages, in the order of the main path.
const (
	StageNone  Stage = ""
	Registered Stage = "REGISTERED" // 入库
	Surveyed   Stage = "SURVEYED"   // 已调查
	Planned    Stage = "PLANNED"    // 已列计划
	Reserved   Stage = "RESERVED"   // 储备待供
	Recruiting Stage = "RECRUITING" // 招商中
	Admitted   Stage = "ADMITTED"   // 已准入
	Offered    Stage = "OFFERED"    // 公告出让
	Awarded    Stage = "AWARDED"    // 已成交
	Contracted Stage = "CONTRACTED" // 已签合同
	Delivered  Stage = "DELIVERED"  // 已交地
	Building   Stage = "BUILDING"   // 在建
	Completed  Stage = "COMPLETED"  // 已竣工
	Producing  Stage = "PRODUCING"  // 投产爬坡
	Operating  Stage = "OPERATING"  // 达产运营
	Exiting    Stage = "EXITING"    // 退出办理
	Vacated    Stage = "VACATED"    // 已退出腾空
)

// Stages lists every stage in the order of the main path.
var Stages = []Stage{Registered, Surveyed, Planned, Reserved, Recruiting, Admitted, Offered, Awarded,
	Contracted, Delivered, Building, Completed, Producing, Operating, Exiting, Vacated}

// A Phase groups stages as the notice does (津政办发〔2024〕1号 二(五)).
type Phase string

// The phases of the life cycle.
const (
	PhaseSurvey      Phase = "SURVEY"      // 摸底
	PhaseRecruitment Phase = "RECRUITMENT" // 招商
	PhaseSupply      Phase = "SUPPLY"      // 供地
	PhaseBuild       Phase = "BUILD"       // 建设
	PhaseOperation   Phase = "OPERATION"   // 运营
	PhaseExit        Phase = "EXIT"        // 退出
)

// Phase returns the phase a stage belongs to.
func (s Stage) Phase() Phase {
	switch s {
	case Reserved, Recruiting, Admitted:
		return PhaseRecruitment
	case Offered, Awarded, Contracted, Delivered:
		return PhaseSupply
	case Building, Completed:
		return PhaseBuild
	case Producing, Operating:
		return PhaseOperation
	case Exiting, Vacated:
		return PhaseExit
	}
	return PhaseSurvey
}
