package domain

import "slices"

var surveyEvents = []eventCodec{
	declare[ParcelRegistered]("宗地入库", "Parcel registered", PhaseSurvey),
	declare[ParcelSurveyed]("摸底调查", "Parcel surveyed", PhaseSurvey),
	declare[UseConfirmed]("现状使用确认", "Use confirmed", PhaseSurvey),
	declare[LowEfficiencyIdentified]("低效认定", "Low efficiency identified", PhaseSurvey),
	declare[AnnualPlanListed]("列入年度实施计划", "Listed in annual plan", PhaseSurvey),
	declare[LandReserved]("收储入库", "Land reserved", PhaseRecruitment),
}

var surveyWays = []Transition{
	{Event: "ParcelRegistered", From: []Stage{StageNone}, To: StageRegistered},
	{Event: "ParcelSurveyed", From: []Stage{StageRegistered}, To: StageSurveyed},
	{Event: "ParcelSurveyed", From: slices.Concat(held, []Stage{StageVacated})},
	{Event: "UseConfirmed", From: []Stage{StageSurveyed}, To: StageCompleted, When: "COMPLETED"},
	{Event: "UseConfirmed", From: []Stage{StageSurveyed}, To: StageProducing, When: "PRODUCING"},
	{Event: "UseConfirmed", From: []Stage{StageSurveyed}, To: StageOperating, When: "OPERATING"},
	{Event: "LowEfficiencyIdentified", From: slices.Concat(held, []Stage{StageReserved, StageVacated})},
	{Event: "AnnualPlanListed", From: []Stage{StageSurveyed, StageVacated}, To: StagePlanned},
	{Event: "AnnualPlanListed", From: slices.Concat([]Stage{StagePlanned, StageBuilding}, inUse)},
	{Event: "LandReserved", From: []Stage{StageSurveyed, StagePlanned, StageVacated}, To: StageReserved},
}

// ParcelRegistered 宗地入库 opens a parcel's history: land, right and holder as
// the register shows them. Codes, holder and outline may be absent (未载).
type ParcelRegistered struct {
	Source          Source     `json:"source,omitzero" zh:"来源"`
	ParcelCode      ParcelCode `json:"parcelCode,omitzero" zh:"宗地代码" sight:"public"`
	PreliminaryCode string     `json:"preliminaryCode,omitzero" zh:"预编号" rule:"max=40" sight:"public"`
	UnitCode        UnitCode   `json:"unitCode,omitzero" zh:"不动产单元代码"`
	District        District   `json:"district" zh:"行政区" rule:"required" sight:"public"`
	ParkCode        string     `json:"parkCode,omitzero" zh:"园区" rule:"max=40" sight:"public"`
	Address         string     `json:"address,omitzero" zh:"坐落" rule:"max=200" sight:"public"`
	RegisteredArea  Area       `json:"registeredArea" zh:"登记面积" rule:"required,min=1" sight:"public"`
	Ownership       Code       `json:"ownership,omitzero" zh:"权属" codes:"ownership"`
	RightKind       Code       `json:"rightKind,omitzero" zh:"权利类型" codes:"right_kind"`
	RightNature     Code       `json:"rightNature,omitzero" zh:"权利性质" codes:"right_nature"`
	UseCurrent      LandUse    `json:"useCurrent,omitzero" zh:"现状用途" sight:"public"`
	UseRegistered   LandUse    `json:"useRegistered,omitzero" zh:"登记用途" sight:"public"`
	UsePlanned      LandUse    `json:"usePlanned,omitzero" zh:"规划用途" sight:"public"`
	TermStart       Date       `json:"termStart,omitzero" zh:"使用期起" sight:"public"`
	TermEnd         Date       `json:"termEnd,omitzero" zh:"使用期止" sight:"public"`
	TermYears       int        `json:"termYears,omitzero" zh:"使用年限" rule:"min=0,max=70" sight:"public"`
	Holder          Party      `json:"holder,omitzero" zh:"土地使用权人" sight:"public"`
	TitleNo         string     `json:"titleNo,omitzero" zh:"不动产权证号" rule:"max=80"`
	Industry        Industry   `json:"industry,omitzero" zh:"行业代码"`
	Geometry        *Geometry  `json:"geometry,omitzero" zh:"宗地界址"`
	ControlZone     Code       `json:"controlZone,omitzero" zh:"管控分区" codes:"control_zone"`
	Origin          Code       `json:"origin" zh:"入库来源" rule:"required" codes:"origin"`
	// SourceNotes are doubts about the source record, found when it was brought
	// in; the ledger makes each a finding "source.<reason>" of the event.
	SourceNotes []SourceNote `json:"sourceNotes,omitzero" zh:"来源数据疑点" rule:"max=60"`
}

// A SourceNote is one value of a source record that was implausible or could not
// be understood (来源数据疑点): it is kept as it was and not used as a figure.
type SourceNote struct {
	Column string `json:"column" zh:"来源列" rule:"required,max=60"`
	Value  string `json:"value,omitzero" zh:"来源值" rule:"max=500" sight:"restricted,column=TAX"`
	Reason string `json:"reason" zh:"原因" rule:"required,max=60"` // a stable name: "date.none"
}

// A Building is one row of the survey's building block (建筑).
type Building struct {
	No         string `json:"no" zh:"幢号" rule:"required,max=40"`
	BaseArea   Area   `json:"baseArea" zh:"基底面积" rule:"required,min=0"`
	FloorArea  Area   `json:"floorArea" zh:"建筑面积" rule:"required,min=0"`
	Storeys    int    `json:"storeys,omitzero" zh:"层数" rule:"min=0,max=200"`
	YearBuilt  int    `json:"yearBuilt,omitzero" zh:"建成年份" rule:"min=0,max=2100"`
	Legality   Code   `json:"legality,omitzero" zh:"权证" codes:"legality"`
	VacantArea Area   `json:"vacantArea,omitzero" zh:"空置面积" rule:"min=0"`
}

// A User is one enterprise that uses the parcel (用地企业), with the floor and land
// it takes.
type User struct {
	Party     Party    `json:"party" zh:"用地企业" rule:"required"`
	Area      Area     `json:"area,omitzero" zh:"占地面积" rule:"min=0"`
	FloorArea Area     `json:"floorArea,omitzero" zh:"占用建筑面积" rule:"min=0"`
	Industry  Industry `json:"industry,omitzero" zh:"行业代码"`
}

// An EconomicBlock is the survey's economic block (经济) of one data year: money in 分,
// energy in 吨标准煤, emissions in 吨. An absent figure was not found out.
type EconomicBlock struct {
	DataYear   int    `json:"dataYear" zh:"数据年度" rule:"required,min=1990,max=2100"`
	Status     Code   `json:"status,omitzero" zh:"经营状态" codes:"operating_status"`
	Employees  *int64 `json:"employees,omitzero" zh:"从业人数" rule:"min=0"`
	Output     *Fen   `json:"output,omitzero" zh:"产值"`
	Revenue    *Fen   `json:"revenue,omitzero" zh:"营业收入"`
	TaxPaid    *Fen   `json:"taxPaid,omitzero" zh:"实缴税金" sight:"restricted"`
	Investment *Fen   `json:"investment,omitzero" zh:"累计固定资产投资"`

	ValueAdded *Fen       `json:"valueAdded,omitzero" zh:"工业增加值"`
	Profit     *Fen       `json:"profit,omitzero" zh:"利润总额"`
	RD         *Fen       `json:"rd,omitzero" zh:"研发经费" rule:"min=0"`
	EnergyTCE  Decimal    `json:"energyTce,omitzero" zh:"综合能耗(吨标准煤)"`
	PowerKWh   *int64     `json:"powerKwh,omitzero" zh:"用电量(千瓦时)" rule:"min=0"`
	WaterM3    *int64     `json:"waterM3,omitzero" zh:"用水量(立方米)" rule:"min=0"`
	Pollutants []Emission `json:"pollutants,omitzero" zh:"污染物排放量(吨)" rule:"max=20"`
}

// ParcelSurveyed 摸底调查 records the three blocks of the survey: land, buildings,
// economy (津政办发〔2024〕1号 二(二)).
type ParcelSurveyed struct {
	SurveyYear     int            `json:"surveyYear" zh:"调查年度" rule:"required,min=1990,max=2100"`
	Base           string         `json:"base,omitzero" zh:"调查底图" rule:"max=60"`
	ActualUsedArea Area           `json:"actualUsedArea" zh:"实际用地面积" rule:"required,min=0"`
	LeasedOutArea  Area           `json:"leasedOutArea,omitzero" zh:"出租面积" rule:"min=0"`
	LeasedInArea   Area           `json:"leasedInArea,omitzero" zh:"承租面积" rule:"min=0"`
	UseCurrent     LandUse        `json:"useCurrent,omitzero" zh:"现状用途"`
	Buildings      []Building     `json:"buildings,omitzero" zh:"建筑" rule:"max=500"`
	Users          []User         `json:"users,omitzero" zh:"用地企业" rule:"max=200"`
	Economy        *EconomicBlock `json:"economy,omitzero" zh:"经济"`
	Surveyor       string         `json:"surveyor,omitzero" zh:"调查单位" rule:"max=100"`
}

// UseConfirmed 现状使用确认 enters land that is already built and in use
// (存量入库): completed, producing or operating.
type UseConfirmed struct {
	ActualStage Code   `json:"actualStage" zh:"现状阶段" rule:"required" codes:"in_use_stage"`
	Since       Date   `json:"since,omitzero" zh:"起始日期"`
	Users       []User `json:"users,omitzero" zh:"用地企业" rule:"max=200"`
}

// A Criterion is one ground of identification with the figure that met it, so
// that the decision explains itself.
type Criterion struct {
	Code      Code    `json:"code" zh:"认定标准" rule:"required" codes:"low_efficiency_criterion"`
	Metric    Code    `json:"metric,omitzero" zh:"指标" codes:"metric"`
	Value     Decimal `json:"value,omitzero" zh:"实际值" sight:"restricted,metric=TAX"`
	Threshold Decimal `json:"threshold,omitzero" zh:"阈值" sight:"restricted,metric=TAX"`
	Period    string  `json:"period,omitzero" zh:"期间" rule:"max=20"`
}

// LowEfficiencyIdentified 低效认定 marks an area of the parcel as low-efficiency
// land. Identification goes by area, never by yes or no.
type LowEfficiencyIdentified struct {
	Kind          Code        `json:"kind" zh:"低效类型" rule:"required" codes:"low_efficiency_kind"`
	Criteria      []Criterion `json:"criteria" zh:"认定依据" rule:"required,max=20"`
	RuleSet       string      `json:"ruleSet" zh:"标准版本" rule:"required,max=60"`
	Area          Area        `json:"area" zh:"低效面积" rule:"required,min=1"`
	NoticeOn      Date        `json:"noticeOn,omitzero" zh:"告知日期"`
	EffectiveFrom Date        `json:"effectiveFrom,omitzero" zh:"生效日期"`
}

// AnnualPlanListed 列入年度实施计划 puts the parcel in a district's yearly plan of
// redevelopment.
type AnnualPlanListed struct {
	PlanYear      int    `json:"planYear" zh:"计划年度" rule:"required,min=2024,max=2030"`
	Developer     Party  `json:"developer,omitzero" zh:"开发主体"`
	Content       string `json:"content,omitzero" zh:"实施内容" rule:"max=500"`
	Mode          Code   `json:"mode" zh:"改造方式" rule:"required" codes:"redevelopment_mode"`
	Area          Area   `json:"area" zh:"计划面积" rule:"required,min=1"`
	PlannedStart  Date   `json:"plannedStart,omitzero" zh:"计划开工"`
	PlannedFinish Date   `json:"plannedFinish,omitzero" zh:"计划完成"`
	Investment    Fen    `json:"investment,omitzero" zh:"计划投资" rule:"min=0"`
}

// LandReserved 收储入库 brings the land into the government's reserve.
type LandReserved struct {
	Method     Code   `json:"method" zh:"收储方式" rule:"required" codes:"reserve_method"`
	Cost       Fen    `json:"cost,omitzero" zh:"收储成本" rule:"min=0"`
	NetLand    bool   `json:"netLand,omitzero" zh:"净地"`
	SoilStatus Code   `json:"soilStatus,omitzero" zh:"土壤状况" codes:"soil_status"`
	DocNo      string `json:"docNo,omitzero" zh:"收储文号" rule:"max=80"`
	// SourceExit is the exit of this parcel that the land comes from.
	SourceExit EventID `json:"sourceExit,omitzero" zh:"来源退出事件"`
}

func (ParcelRegistered) storedName() string        { return "ParcelRegistered" }
func (ParcelSurveyed) storedName() string          { return "ParcelSurveyed" }
func (UseConfirmed) storedName() string            { return "UseConfirmed" }
func (LowEfficiencyIdentified) storedName() string { return "LowEfficiencyIdentified" }
func (AnnualPlanListed) storedName() string        { return "AnnualPlanListed" }
func (LandReserved) storedName() string            { return "LandReserved" }
