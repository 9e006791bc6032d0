package domain

import "slices"

var operationEvents = []eventCodec{
	declare[ConstructionStarted]("动工核查", "Construction started", PhaseBuild),
	declare[ConstructionCompleted]("竣工验收", "Construction completed", PhaseBuild),
	declare[ProductionStarted]("投产", "Production started", PhaseOperation),
	declare[CapacityAccepted]("达产验收", "Capacity accepted", PhaseOperation),
	declare[OperationReported]("经营数据", "Operation reported", PhaseOperation),
	declare[OperationChecked]("运营核查", "Operation checked", PhaseOperation),
	declare[EfficiencyRated]("亩均评价", "Efficiency rated", PhaseOperation),
}

var operationWays = []Transition{
	{Event: "ConstructionStarted", From: []Stage{StageDelivered}, To: StageBuilding},
	{Event: "ConstructionStarted", From: []Stage{StageContracted}, To: StageBuilding, Finding: "start.beforeDelivery"},
	{Event: "ConstructionCompleted", From: []Stage{StageBuilding}, To: StageCompleted},
	{Event: "ConstructionCompleted", From: []Stage{StageProducing, StageOperating}},
	{Event: "ProductionStarted", From: []Stage{StageCompleted}, To: StageProducing},
	{Event: "ProductionStarted", From: []Stage{StageBuilding}, To: StageProducing, Finding: "production.beforeAcceptance"},
	{Event: "CapacityAccepted", From: []Stage{StageProducing}, To: StageOperating, When: "REACHED"},
	{Event: "CapacityAccepted", From: []Stage{StageProducing}, When: "MISSED"},
	{Event: "CapacityAccepted", From: []Stage{StageOperating}},
	{Event: "OperationReported", From: slices.Concat([]Stage{StageSurveyed, StagePlanned, StageBuilding}, inUse, []Stage{StageExiting})},
	{Event: "OperationChecked", From: looked},
	{Event: "EfficiencyRated", From: slices.Concat([]Stage{StageSurveyed, StagePlanned}, inUse, []Stage{StageExiting})},
}

// ConstructionStarted 动工核查 records that building began, and which test showed it
// (闲置土地处置办法 第30条).
type ConstructionStarted struct {
	Test              Code     `json:"test" zh:"动工标准" rule:"required" codes:"start_test"`
	PermitNo          string   `json:"permitNo,omitzero" zh:"施工许可证号" rule:"max=60"`
	RequiredBuildArea Area     `json:"requiredBuildArea,omitzero" zh:"应动工面积" rule:"min=0"`
	VerifiedBy        []string `json:"verifiedBy" zh:"核查人" rule:"required,max=10"`
}

// FixedInvestment is fixed-asset investment by component. Intensity includes the
// land price, the idle test excludes it, so the components are kept apart.
type FixedInvestment struct {
	Plant     Fen `json:"plant" zh:"厂房" rule:"required,min=0"`
	Equipment Fen `json:"equipment" zh:"设备" rule:"required,min=0"`
	LandPrice Fen `json:"landPrice,omitzero" zh:"地价款" rule:"min=0"`
	Taxes     Fen `json:"taxes,omitzero" zh:"相关税费" rule:"min=0" sight:"restricted"`
}

// ConstructionCompleted 竣工验收 records the measured building and investment.
type ConstructionCompleted struct {
	FloorArea   Area            `json:"floorArea" zh:"计容建筑面积" rule:"required,min=0"`
	BaseArea    Area            `json:"baseArea" zh:"基底面积" rule:"required,min=0"`
	YardArea    Area            `json:"yardArea,omitzero" zh:"露天堆场面积" rule:"min=0"`
	OfficeLand  Area            `json:"officeLand,omitzero" zh:"行政办公及生活服务设施用地" rule:"min=0"`
	OfficeFloor Area            `json:"officeFloor,omitzero" zh:"行政办公及生活服务设施建筑面积" rule:"min=0"`
	GreenArea   Area            `json:"greenArea,omitzero" zh:"绿地面积" rule:"min=0"`
	Investment  FixedInvestment `json:"investment" zh:"固定资产投资" rule:"required"`
	LandCheck   Code            `json:"landCheck" zh:"土地核验" rule:"required" codes:"acceptance_result"`
	FilingNo    string          `json:"filingNo,omitzero" zh:"竣工备案号" rule:"max=60"`
}

// ProductionStarted 投产 records the first production.
type ProductionStarted struct {
	Industry Industry `json:"industry" zh:"行业代码" rule:"required"`
	Product  string   `json:"product,omitzero" zh:"主要产品" rule:"max=100"`
	Line     string   `json:"line,omitzero" zh:"生产线" rule:"max=100"`
	Trial    bool     `json:"trial,omitzero" zh:"试生产"`
}

// A Measured is one commitment held against what was achieved.
type Measured struct {
	Metric Code    `json:"metric" zh:"指标" rule:"required" codes:"metric"`
	Target Decimal `json:"target" zh:"目标值" rule:"required" sight:"restricted,metric=TAX"`
	Actual Decimal `json:"actual" zh:"实际值" rule:"required" sight:"restricted,metric=TAX"`
	Pass   bool    `json:"pass" zh:"达标" rule:"required"`
}

// CapacityAccepted 达产验收 judges whether the project reached its design capacity.
type CapacityAccepted struct {
	Result    Code       `json:"result" zh:"结论" rule:"required" codes:"acceptance_result"`
	Period    Period     `json:"period" zh:"考核期" rule:"required"`
	Measured  []Measured `json:"measured" zh:"指标核验" rule:"required,max=60"`
	Reviewers []Review   `json:"reviewers,omitzero" zh:"参验部门" rule:"max=20"`
	Due       Date       `json:"due,omitzero" zh:"整改期限"`
}

// An Emission is what an enterprise emitted of one pollutant in a period (污染物排放量),
// in tonnes (吨). A pollutant without a row was not reported; zero is a report of zero.
type Emission struct {
	Pollutant Code    `json:"pollutant" zh:"污染物" rule:"required" codes:"pollutant"`
	Tonnes    Decimal `json:"tonnes" zh:"排放量(吨)" rule:"required"`
}

// OperationReported 经营数据 is one enterprise's figures on this parcel for one
// period. An absent figure was not reported; zero is a report of zero.
type OperationReported struct {
	Enterprise   Party    `json:"enterprise" zh:"企业" rule:"required"`
	Period       Period   `json:"period" zh:"报告期" rule:"required"`
	Basis        Code     `json:"basis" zh:"口径" rule:"required" codes:"report_basis"`
	Status       Code     `json:"status" zh:"数据状态" rule:"required" codes:"report_status"`
	Source       Code     `json:"source" zh:"数据来源部门" rule:"required" codes:"department"`
	Industry     Industry `json:"industry,omitzero" zh:"行业代码"`
	Allocation   Code     `json:"allocation" zh:"分摊方法" rule:"required" codes:"allocation"`
	Share        Decimal  `json:"share" zh:"分摊比例" rule:"required"`
	Output       *Fen     `json:"output,omitzero" zh:"工业总产值"`
	Revenue      *Fen     `json:"revenue,omitzero" zh:"营业收入"`
	ValueAdded   *Fen     `json:"valueAdded,omitzero" zh:"工业增加值"`
	TaxPaid      *Fen     `json:"taxPaid,omitzero" zh:"实缴税金" sight:"restricted"`
	TaxRefund    *Fen     `json:"taxRefund,omitzero" zh:"退税" rule:"min=0" sight:"restricted"`
	Profit       *Fen     `json:"profit,omitzero" zh:"利润总额"`
	RD           *Fen     `json:"rd,omitzero" zh:"研发经费" rule:"min=0"`
	EmployeesAvg *int64   `json:"employeesAvg,omitzero" zh:"平均从业人数" rule:"min=0"`
	EnergyTCE    Decimal  `json:"energyTce,omitzero" zh:"综合能耗(吨标准煤)"`
	PowerKWh     *int64   `json:"powerKwh,omitzero" zh:"用电量(千瓦时)" rule:"min=0"`
	WaterM3      *int64   `json:"waterM3,omitzero" zh:"用水量(立方米)" rule:"min=0"`
	PriceBasis   Code     `json:"priceBasis,omitzero" zh:"价格口径" codes:"price_basis"`
	// Pollutants are in tonnes of the period, by pollutant.
	Pollutants []Emission `json:"pollutants,omitzero" zh:"污染物排放量(吨)" rule:"max=20"`
}

// OperationChecked 运营核查 is an inspection of the running project.
type OperationChecked struct {
	CheckNo   string   `json:"checkNo" zh:"核查编号" rule:"required,max=60"`
	Kind      Code     `json:"kind" zh:"核查类型" rule:"required" codes:"check_kind"`
	Result    Code     `json:"result" zh:"核查结论" rule:"required" codes:"check_result"`
	Findings  []string `json:"findings,omitzero" zh:"发现问题" rule:"max=40" sight:"restricted,findings=TAX"`
	NextCheck Date     `json:"nextCheck,omitzero" zh:"下次核查"`
}

// A Score is one indicator of an efficiency rating.
type Score struct {
	Metric Code    `json:"metric" zh:"指标" rule:"required" codes:"metric"`
	Value  Decimal `json:"value,omitzero" zh:"指标值" sight:"restricted,metric=TAX"`
	Weight Decimal `json:"weight,omitzero" zh:"权重"`
	Points Decimal `json:"points" zh:"得分" rule:"required" sight:"restricted,metric=TAX"`
}

// EfficiencyRated 亩均评价 is the yearly rating by mu with its grade; the rule
// version that was used is stored with it.
type EfficiencyRated struct {
	EvalYear       int     `json:"evalYear" zh:"评价年度" rule:"required,min=1990,max=2100" sight:"public,if=publishedOn"`
	RuleVersion    string  `json:"ruleVersion" zh:"评价办法版本" rule:"required,max=60"`
	Scores         []Score `json:"scores,omitzero" zh:"指标得分" rule:"max=40"`
	Total          Decimal `json:"total,omitzero" zh:"总分" sight:"restricted,scores=TAX"`
	Rank           int     `json:"rank,omitzero" zh:"名次" rule:"min=0,max=1000000"`
	Population     int     `json:"population,omitzero" zh:"参评户数" rule:"min=0,max=1000000"`
	Grade          Code    `json:"grade" zh:"等级" rule:"required" codes:"grade" sight:"public,if=publishedOn"`
	PublishedOn    Date    `json:"publishedOn,omitzero" zh:"公布日期" sight:"public"`
	ObjectionUntil Date    `json:"objectionUntil,omitzero" zh:"异议期至"`
}

func (ConstructionStarted) storedName() string   { return "ConstructionStarted" }
func (ConstructionCompleted) storedName() string { return "ConstructionCompleted" }
func (ProductionStarted) storedName() string     { return "ProductionStarted" }
func (CapacityAccepted) storedName() string      { return "CapacityAccepted" }
func (OperationReported) storedName() string     { return "OperationReported" }
func (OperationChecked) storedName() string      { return "OperationChecked" }
func (EfficiencyRated) storedName() string       { return "EfficiencyRated" }
