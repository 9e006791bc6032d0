package domain

import "slices"

// A Stage is where a parcel stands in its life (domain: 招商、供地、运营、退出).
type Stage string

// The stages, in the order of the main path.
const (
	StageNone         Stage = ""
	StageRegistered   Stage = "REGISTERED"   // 入库
	StageSurveyed     Stage = "SURVEYED"     // 已调查
	StagePlanned      Stage = "PLANNED"      // 已列计划
	StageReserved     Stage = "RESERVED"     // 储备待供
	StageRecruiting   Stage = "RECRUITING"   // 招商中
	StageAdmitted     Stage = "ADMITTED"     // 已准入
	StageOffered      Stage = "OFFERED"      // 公告出让
	StageAwarded      Stage = "AWARDED"      // 已成交
	StageContracted   Stage = "CONTRACTED"   // 已签合同
	StageDelivered    Stage = "DELIVERED"    // 已交地
	StageBuilding     Stage = "BUILDING"     // 在建
	StageCompleted    Stage = "COMPLETED"    // 已竣工
	StageProducing    Stage = "PRODUCING"    // 投产爬坡
	StageOperating    Stage = "OPERATING"    // 达产运营
	StageRedeveloping Stage = "REDEVELOPING" // 再开发
	StageExiting      Stage = "EXITING"      // 退出办理
	StageVacated      Stage = "VACATED"      // 已退出腾空
	StageRetired      Stage = "RETIRED"      // 终止：已分割、合并或复垦

	// stagePrevious stands in a row of the state machine for the stage a parcel
	// came from.
	stagePrevious Stage = "PREVIOUS"
)

// Stages lists every stage in the order of the main path.
var Stages = []Stage{StageRegistered, StageSurveyed, StagePlanned, StageReserved, StageRecruiting, StageAdmitted, StageOffered, StageAwarded,
	StageContracted, StageDelivered, StageBuilding, StageCompleted, StageProducing, StageOperating, StageRedeveloping, StageExiting, StageVacated, StageRetired}

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
	PhaseMechanism   Phase = "MECHANISM"   // 机制: of no parcel
)

// Phase returns the phase a stage belongs to.
func (s Stage) Phase() Phase {
	switch s {
	case StageReserved, StageRecruiting, StageAdmitted:
		return PhaseRecruitment
	case StageOffered, StageAwarded, StageContracted, StageDelivered:
		return PhaseSupply
	case StageBuilding, StageCompleted, StageRedeveloping:
		return PhaseBuild
	case StageProducing, StageOperating:
		return PhaseOperation
	case StageExiting, StageVacated, StageRetired:
		return PhaseExit
	}
	return PhaseSurvey
}

// ZH returns the Chinese term of a phase.
func (p Phase) ZH() string { return phaseNames[p][0] }

// EN returns the English term of a phase.
func (p Phase) EN() string { return phaseNames[p][1] }

var phaseNames = map[Phase][2]string{
	PhaseSurvey: {"摸底", "survey"}, PhaseRecruitment: {"招商", "recruitment"}, PhaseSupply: {"供地", "supply"},
	PhaseBuild: {"建设", "construction"}, PhaseOperation: {"运营", "operation"}, PhaseExit: {"退出", "exit"},
}

// order is the place of a stage on the main path; -1 for none.
func (s Stage) order() int { return slices.Index(Stages, s) }

// ZH returns the Chinese term of a stage.
func (s Stage) ZH() string { return stageNames[s][0] }

// EN returns the English term of a stage.
func (s Stage) EN() string { return stageNames[s][1] }

var stageNames = map[Stage][2]string{
	StageNone:         {"未入库", "not registered"},
	StageRegistered:   {"入库", "registered"},
	StageSurveyed:     {"已调查", "surveyed"},
	StagePlanned:      {"已列计划", "planned"},
	StageReserved:     {"储备待供", "reserved"},
	StageRecruiting:   {"招商中", "recruiting"},
	StageAdmitted:     {"已准入", "admitted"},
	StageOffered:      {"公告出让", "offered"},
	StageAwarded:      {"已成交", "awarded"},
	StageContracted:   {"已签合同", "contracted"},
	StageDelivered:    {"已交地", "delivered"},
	StageBuilding:     {"在建", "building"},
	StageCompleted:    {"已竣工", "completed"},
	StageProducing:    {"投产爬坡", "producing"},
	StageOperating:    {"达产运营", "operating"},
	StageRedeveloping: {"再开发", "redeveloping"},
	StageExiting:      {"退出办理", "exiting"},
	StageVacated:      {"已退出腾空", "vacated"},
	StageRetired:      {"终止", "retired"},
}
