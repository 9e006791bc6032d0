package domain

var preparationEvents = []eventCodec{
	declare[LandUseApproved]("农转征批复", "Land use approved", PhaseRecruitment),
	declare[NetLandVerified]("净地核验", "Net land verified", PhaseRecruitment),
	declare[RegionAssessed]("区域评估", "Region assessed", PhaseRecruitment),
	declare[ArchaeologyCleared]("考古前置", "Archaeology cleared", PhaseRecruitment),
	declare[ReclamationAccepted]("复垦验收", "Reclamation accepted", PhaseExit),
	declare[QuotaUsed]("增减挂钩指标使用", "Quota used", PhaseExit),
}

var preparationWays = []Transition{
	{Event: "LandUseApproved", From: unsupplied},
	{Event: "NetLandVerified", From: []Stage{StageSurveyed, StagePlanned, StageReserved, StageRecruiting, StageAdmitted}},
	{Event: "RegionAssessed", From: living},
	{Event: "ArchaeologyCleared", From: living},
	{Event: "ReclamationAccepted", From: anywhere},
	{Event: "QuotaUsed", From: anywhere},
}

// LandUseApproved 农转征批复 approves the conversion of farmland and the
// expropriation. The day of the approval is the day it happened.
type LandUseApproved struct {
	BatchNo          string `json:"batchNo" zh:"批次文号" rule:"required,max=80"`
	Area             Area   `json:"area" zh:"批准面积" rule:"required,min=1"`
	ExpropriatedArea Area   `json:"expropriatedArea,omitzero" zh:"征收面积" rule:"min=0"`
	ApprovedBy       string `json:"approvedBy,omitzero" zh:"批准机关" rule:"max=100"`
}

// NetLandVerified 净地核验 holds the land against the five tests for supply
// (闲置土地处置办法 第21条): rights clear, resettlement and compensation done, no
// legal or economic dispute, planning conditions clear, ready for construction.
type NetLandVerified struct {
	RightsClear     bool     `json:"rightsClear" zh:"土地权利清晰" rule:"required"`
	Compensated     bool     `json:"compensated" zh:"安置补偿落实到位" rule:"required"`
	NoDispute       bool     `json:"noDispute" zh:"没有法律经济纠纷" rule:"required"`
	ConditionsClear bool     `json:"conditionsClear" zh:"规划条件明确" rule:"required"`
	Ready           bool     `json:"ready" zh:"具备动工开发基本条件" rule:"required"`
	ReportNo        string   `json:"reportNo,omitzero" zh:"核验意见文号" rule:"max=80"`
	VerifiedBy      []string `json:"verifiedBy,omitzero" zh:"核验人" rule:"max=10"`
}

// RegionAssessed 区域评估 is one assessment made for the whole region before supply
// (标准地), which projects on the land need not repeat while it is valid.
type RegionAssessed struct {
	Kind       Code   `json:"kind" zh:"评估类型" rule:"required" codes:"region_assessment"`
	ReportNo   string `json:"reportNo" zh:"评估报告文号" rule:"required,max=80"`
	Region     string `json:"region,omitzero" zh:"评估区域" rule:"max=100"`
	ValidTo    Date   `json:"validTo,omitzero" zh:"有效期至"`
	Conclusion string `json:"conclusion,omitzero" zh:"评估结论" rule:"max=500"`
}

// ArchaeologyCleared 考古前置 says that survey, prospecting or excavation is done and
// the land may be supplied (考古前置, 先考古、后出让).
type ArchaeologyCleared struct {
	Kind     Code   `json:"kind" zh:"考古工作" rule:"required" codes:"archaeology"`
	ReportNo string `json:"reportNo" zh:"考古意见文号" rule:"required,max=80"`
	Area     Area   `json:"area,omitzero" zh:"考古面积" rule:"min=1"`
	ValidTo  Date   `json:"validTo,omitzero" zh:"有效期至"`
}

// ReclamationAccepted 复垦验收 accepts land that was made farmland or green again,
// and says how much quota for new construction land it gives (增减挂钩).
type ReclamationAccepted struct {
	AcceptanceNo string `json:"acceptanceNo" zh:"验收文号" rule:"required,max=80"`
	Area         Area   `json:"area" zh:"复垦面积" rule:"required,min=1"`
	Quality      int    `json:"quality,omitzero" zh:"耕地质量等别" rule:"min=1,max=15"`
	Quota        Area   `json:"quota" zh:"挂钩指标" rule:"required,min=0"`
}

// QuotaUsed 增减挂钩指标使用 spends quota that this parcel's reclamation gave, on new
// construction land elsewhere.
type QuotaUsed struct {
	QuotaNo string `json:"quotaNo" zh:"指标使用文号" rule:"required,max=80"`
	Area    Area   `json:"area" zh:"使用指标" rule:"required,min=1"`
	UsedFor string `json:"usedFor,omitzero" zh:"落地项目" rule:"max=100"`
}

func (LandUseApproved) storedName() string     { return "LandUseApproved" }
func (NetLandVerified) storedName() string     { return "NetLandVerified" }
func (RegionAssessed) storedName() string      { return "RegionAssessed" }
func (ArchaeologyCleared) storedName() string  { return "ArchaeologyCleared" }
func (ReclamationAccepted) storedName() string { return "ReclamationAccepted" }
func (QuotaUsed) storedName() string           { return "QuotaUsed" }
