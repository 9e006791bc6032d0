package domain

import "slices"

var planningEvents = []eventCodec{
	declare[AssignedToUnit]("划入空间单元", "Assigned to unit", PhaseSurvey),
	declare[PlanConditionsSet]("规划条件", "Plan conditions set", PhaseSurvey),
	declare[RedevelopmentSchemeApproved]("实施方案批复", "Redevelopment scheme approved", PhaseSurvey),
	declare[SupplyPlanListed]("列入年度供应计划", "Listed in supply plan", PhaseSurvey),
	declare[ProgressReported]("实物工作量", "Progress reported", PhaseBuild),
}

var planningWays = []Transition{
	{Event: "AssignedToUnit", From: living},
	{Event: "PlanConditionsSet", From: living},
	{Event: "RedevelopmentSchemeApproved", From: slices.Concat(held, []Stage{StageReserved, StageVacated})},
	{Event: "SupplyPlanListed", From: unsupplied},
	{Event: "ProgressReported", From: slices.Concat(held, []Stage{StageReserved, StageExiting, StageVacated})},
}

// AssignedToUnit 划入空间单元 says in which spatial unit of low-efficiency land the
// parcel lies (津政办发〔2024〕1号 二(三)). Without a share the whole parcel does, and
// earlier assignments end; with one, that much of it.
type AssignedToUnit struct {
	PlanUnit  string    `json:"planUnit" zh:"空间单元编号" rule:"required,max=40"`
	Name      string    `json:"name,omitzero" zh:"空间单元名称" rule:"max=100"`
	Boundary  *Geometry `json:"boundary,omitzero" zh:"单元界线"`
	ShareArea Area      `json:"shareArea,omitzero" zh:"划入面积" rule:"min=1"`
}

// PlanConditionsSet 规划条件 states what may be built: use, plot ratio, height in
// metres, and density, green and building coefficient in percent.
type PlanConditionsSet struct {
	DocNo       string  `json:"docNo" zh:"规划条件文号" rule:"required,max=80"`
	Use         LandUse `json:"use" zh:"规划用途" rule:"required"`
	FARMin      Decimal `json:"farMin,omitzero" zh:"容积率下限"`
	FARMax      Decimal `json:"farMax,omitzero" zh:"容积率上限"`
	HeightMax   Decimal `json:"heightMax,omitzero" zh:"建筑限高(米)"`
	DensityMax  Decimal `json:"densityMax,omitzero" zh:"建筑密度上限(%)"`
	GreenMin    Decimal `json:"greenMin,omitzero" zh:"绿地率下限(%)"`
	GreenMax    Decimal `json:"greenMax,omitzero" zh:"绿地率上限(%)"`
	BldgCoefMin Decimal `json:"bldgCoefMin,omitzero" zh:"建筑系数下限(%)"`
	ValidTo     Date    `json:"validTo,omitzero" zh:"有效期至"`
}

// RedevelopmentSchemeApproved 实施方案批复 approves how the land is redeveloped, what
// it shall reach, how the land price is settled and what goes to the public.
type RedevelopmentSchemeApproved struct {
	DocNo              string       `json:"docNo" zh:"批复文号" rule:"required,max=80"`
	Mode               Code         `json:"mode" zh:"改造方式" rule:"required" codes:"redevelopment_mode"`
	Area               Area         `json:"area" zh:"方案面积" rule:"required,min=1"`
	Targets            []Commitment `json:"targets,omitzero" zh:"目标指标" rule:"max=60"`
	PriceTreatment     Code         `json:"priceTreatment,omitzero" zh:"地价处理" codes:"price_treatment"`
	SupplementaryPrice Fen          `json:"supplementaryPrice,omitzero" zh:"补缴地价款" rule:"min=0"`
	Contribution       string       `json:"contribution,omitzero" zh:"公共贡献" rule:"max=500"`
	ContributedArea    Area         `json:"contributedArea,omitzero" zh:"公共贡献用地" rule:"min=0"`
}

// SupplyPlanListed 列入年度供应计划 puts the parcel in the plan of the land to be
// supplied in a year.
type SupplyPlanListed struct {
	PlanYear int    `json:"planYear" zh:"计划年度" rule:"required,min=2000,max=2100"`
	Area     Area   `json:"area" zh:"计划供应面积" rule:"required,min=1"`
	Method   Code   `json:"method,omitzero" zh:"供应方式" codes:"supply_method"`
	DocNo    string `json:"docNo,omitzero" zh:"计划文号" rule:"max=80"`
}

// ProgressReported 实物工作量 says how far the works are: the physical share done
// and the money spent since they began. With a plan year it is the progress of
// that year's plan. Photo is the digest of the picture that shows it; more of
// them are evidence.
type ProgressReported struct {
	Percent    int    `json:"percent" zh:"形象进度(%)" rule:"required,min=0,max=100"`
	Investment Fen    `json:"investment,omitzero" zh:"累计完成投资" rule:"min=0"`
	PlanYear   int    `json:"planYear,omitzero" zh:"计划年度" rule:"min=2024,max=2030"`
	Photo      string `json:"photo,omitzero" zh:"照片摘要" rule:"sha256"`
	Note       string `json:"note,omitzero" zh:"进展说明" rule:"max=500"`
}

func (AssignedToUnit) storedName() string              { return "AssignedToUnit" }
func (PlanConditionsSet) storedName() string           { return "PlanConditionsSet" }
func (RedevelopmentSchemeApproved) storedName() string { return "RedevelopmentSchemeApproved" }
func (SupplyPlanListed) storedName() string            { return "SupplyPlanListed" }
func (ProgressReported) storedName() string            { return "ProgressReported" }
