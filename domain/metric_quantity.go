package domain

// A Unit is what figures are shown in, beside how many of the stored units make
// it: 分, 0.01 m², 0.0001 吨标准煤, persons.
type Unit struct {
	Name   Wording `json:"name"`
	Stored int64   `json:"-"` // Stored ÷ Per stored units are one of the unit
	Per    int64   `json:"-"`
}

// The units of metrics. 1 亩 is 2000/3 m² exactly (domain reference 11.1).
var (
	unitWan    = Unit{Wording{"万元", "10,000 yuan"}, 1_000_000, 1}
	unitYi     = Unit{Wording{"亿元", "100 million yuan"}, 10_000_000_000, 1}
	unitMu     = Unit{Wording{"亩", "mu"}, 200_000, 3}
	unitKm2    = Unit{Wording{"km²", "km²"}, 100_000_000, 1}
	unitSquare = Unit{Wording{"m²", "m²"}, 100, 1}
	unitPerson = Unit{Wording{"人", "persons"}, 1, 1}
	unitTCE    = Unit{Wording{"吨标准煤", "tce"}, EnergyScale, 1}
	unitTonne  = Unit{Wording{"吨", "t"}, 1, 1}
	unitCase   = Unit{Wording{"项", "cases"}, 1, 1}
	unitParcel = Unit{Wording{"宗", "parcels"}, 1, 1}
	unitDay    = Unit{Wording{"天", "days"}, 1, 1}
)

// EnergyScale is how finely energy is added up: in 0.0001 吨标准煤.
const EnergyScale = 10_000

// A Quantity is a figure that is added up, in its stored unit.
type Quantity string

// The quantities of a parcel and period that enterprises report.
const (
	SumOutput     Quantity = "output"      // 工业总产值, 分
	SumRevenue    Quantity = "revenue"     // 营业收入, 分
	SumValueAdded Quantity = "value_added" // 工业增加值, 分
	SumTaxPaid    Quantity = "tax"         // 实缴税金, 分
	SumRD         Quantity = "rd"          // 研发经费, 分
	SumEmployees  Quantity = "employees"   // 平均从业人数 × months, so that averages add up and differ exactly
	SumEnergy     Quantity = "energy"      // 综合能耗, 0.0001 吨标准煤
	SumEmission   Quantity = "emission"    // 污染物排放当量, 吨: reports give tonnes by pollutant, no source how they weigh
)

// The other quantities.
const (
	SumWeightedLand    Quantity = "land"             // 用地面积 × days, 0.01 m² × d
	SumStandingLand    Quantity = "standing_land"    // land at the end of the period, 0.01 m²
	SumSuppliedEnd     Quantity = "supplied_end"     // supplied land at the end of the period, 0.01 m²
	SumFixedAssets     Quantity = "investment"       // 固定资产投资 incl. land price, 分
	SumFloorSpace      Quantity = "floor"            // 计容建筑面积, 0.01 m²
	SumCoveredLand     Quantity = "covered"          // 建筑物、构筑物、堆场占地, 0.01 m²
	SumCompletedLand   Quantity = "completed_land"   // land of completed projects, 0.01 m²
	SumCommitmentsMet  Quantity = "commitments_met"  // 达标的履约指标
	SumCommitmentsDue  Quantity = "commitments_due"  // 到期的履约指标
	SumMilestonesKept  Quantity = "milestones_kept"  // 按期完成的节点
	SumMilestonesDue   Quantity = "milestones_due"   // 到期的节点
	SumReachedLand     Quantity = "reached_land"     // land in or past a stage, 0.01 m²
	SumContractedLand  Quantity = "contracted_land"  // land supplied by contract, 0.01 m²
	SumLowLand         Quantity = "low_land"         // 低效用地, 0.01 m²
	SumClearedLand     Quantity = "cleared_land"     // 已处置低效用地, 0.01 m²
	SumIdentifiedLand  Quantity = "identified_land"  // 累计认定低效用地, 0.01 m²
	SumIdleLand        Quantity = "idle_land"        // 已认定闲置土地, 0.01 m²
	SumStockLand       Quantity = "stock_land"       // 存量供地, 0.01 m²
	SumTurnoverDays    Quantity = "turnover_days"    // 周转天数
	SumTurnoverParcels Quantity = "turnover_parcels" // 进入起点的宗数
	SumKnownLand       Quantity = "known_land"       // land with data × days, 0.01 m² × d
)

// weighing is by what of a period a quantity is multiplied in store.
type weighing int

const (
	unweighed weighing = iota
	byDays
	byMonths
)

type quantity struct {
	name  Wording
	weigh weighing
	from  []TermField
}

// weight is what a quantity's sum over a period is divided by: the period's days
// or months.
func (q quantity) weight(p Period) int64 {
	switch q.weigh {
	case byDays:
		return int64(p.start().DaysUntil(p.end()) + 1)
	case byMonths:
		return int64(p.Months())
	}
	return 1
}

// Months returns how many months the period has: 12, 3 or 1.
func (p Period) Months() int { return p.lastMonth() - p.firstMonth() + 1 }

// MonthsIntoYear returns how many months of its year have passed when the period
// ends.
func (p Period) MonthsIntoYear() int { return p.lastMonth()%12 + 1 }

func reportedAs(field string) []TermField {
	return []TermField{{"OperationReported", []string{field, "period", "basis", "status"}}}
}

var quantities = map[Quantity]quantity{
	SumOutput:     {Wording{"工业总产值", "gross output"}, unweighed, reportedAs("output")},
	SumRevenue:    {Wording{"营业收入", "revenue"}, unweighed, reportedAs("revenue")},
	SumValueAdded: {Wording{"工业增加值", "value added"}, unweighed, reportedAs("valueAdded")},
	SumTaxPaid:    {Wording{"实缴税金", "tax paid"}, unweighed, reportedAs("taxPaid")},
	SumRD:         {Wording{"研发经费", "R&D expense"}, unweighed, reportedAs("rd")},
	SumEmployees:  {Wording{"平均从业人数", "average employees"}, byMonths, reportedAs("employeesAvg")},
	SumEnergy:     {Wording{"综合能耗", "energy used"}, unweighed, reportedAs("energyTce")},
	SumEmission:   {Wording{"污染物排放当量", "pollutant equivalent"}, unweighed, nil},

	SumWeightedLand: {Wording{"用地面积", "land"}, byDays, []TermField{{"ParcelRegistered", []string{"registeredArea"}}}},
	SumKnownLand:    {Wording{"有数据的用地面积", "land with data"}, byDays, reportedAs("output")},
	SumStandingLand: {Wording{"期末工业用地面积", "industrial land at the end of the period"}, unweighed, []TermField{{"ParcelRegistered", []string{"registeredArea"}}}},
	SumSuppliedEnd:  {Wording{"期末已供用地面积", "supplied land at the end of the period"}, unweighed, []TermField{{"GrantContractSigned", nil}, {"UseConfirmed", nil}, {"ParcelRegistered", []string{"registeredArea"}}}},
	SumFixedAssets: {Wording{"固定资产投资（含地价款）", "fixed assets, land price included"}, unweighed,
		[]TermField{{"ConstructionCompleted", []string{"investment"}}, {"GrantContractSigned", []string{"price"}}}},
	SumFloorSpace:    {Wording{"计容建筑面积", "floor area"}, unweighed, []TermField{{"ConstructionCompleted", []string{"floorArea"}}}},
	SumCoveredLand:   {Wording{"建筑物、构筑物、堆场占地", "ground under buildings, structures and yards"}, unweighed, []TermField{{"ConstructionCompleted", []string{"baseArea", "yardArea"}}}},
	SumCompletedLand: {Wording{"竣工项目用地面积", "land of completed projects"}, unweighed, []TermField{{"GrantContractSigned", []string{"area"}}, {"ParcelRegistered", []string{"registeredArea"}}}},

	SumCommitmentsMet: {Wording{"达标的到期履约指标", "commitments met"}, unweighed, commitmentFields},
	SumCommitmentsDue: {Wording{"到期且有实际值的履约指标", "commitments due of which the actual is known"}, unweighed, commitmentFields},
	SumMilestonesKept: {Wording{"按有效期限完成的节点", "milestones done by their effective deadline"}, unweighed, milestoneFields},
	SumMilestonesDue:  {Wording{"到期节点", "milestones due"}, unweighed, milestoneFields},

	SumReachedLand:    {Wording{"进入或经过该阶段的面积", "land in or past the stage"}, unweighed, milestoneFields},
	SumContractedLand: {Wording{"合同供地面积", "land supplied by contract"}, unweighed, []TermField{{"GrantContractSigned", []string{"area"}}}},
	SumStockLand:      {Wording{"存量土地供应面积", "stock land supplied"}, unweighed, []TermField{{"GrantContractSigned", []string{"area", "landSource"}}}},
	SumLowLand:        {Wording{"期末低效用地面积（认定 − 已处置）", "low-efficiency land at the end (identified − cleared)"}, unweighed, lowFields},
	SumClearedLand:    {Wording{"累计处置低效面积", "low-efficiency land cleared so far"}, unweighed, lowFields},
	SumIdentifiedLand: {Wording{"累计认定低效面积", "low-efficiency land identified so far"}, unweighed, lowFields},
	SumIdleLand:       {Wording{"期末已认定闲置面积", "land determined idle at the end"}, unweighed, idleFields},

	SumTurnoverDays:    {Wording{"阶段间天数", "days between two stages"}, unweighed, milestoneFields},
	SumTurnoverParcels: {Wording{"当年进入起点阶段的宗地", "parcels that came to the first stage in the year"}, unweighed, milestoneFields},
}

var (
	milestoneFields = []TermField{
		{"GrantContractSigned", []string{"deliverBy", "startBy", "completeBy"}}, {"SupervisionAgreementSigned", []string{"commitments"}}, {"CommitmentsAmended", nil},
		{"LandDelivered", nil}, {"ConstructionStarted", nil}, {"ConstructionCompleted", nil}, {"ProductionStarted", nil}, {"CapacityAccepted", []string{"result"}},
	}
	commitmentFields = []TermField{
		{"SupervisionAgreementSigned", []string{"commitments"}}, {"ConstructionCompleted", []string{"investment", "floorArea", "baseArea", "yardArea"}},
		{"CapacityAccepted", []string{"measured"}}, {"OperationReported", []string{"output", "taxPaid", "revenue"}},
	}
	lowFields = []TermField{
		{"LowEfficiencyIdentified", []string{"area", "kind"}}, {"LowEfficiencyCleared", []string{"area"}}, {"RedevelopmentCompleted", []string{"areaDisposed"}},
	}
	idleFields = []TermField{{"IdleDetermined", []string{"idleArea"}}, {"IdleDisposed", []string{"measure"}}, {"ConstructionStarted", nil}}
)
