package domain

import (
	"reflect"
	"slices"
)

// A condition names a case in which a duty of the matrix holds.
type condition struct {
	zh, en string
	holds  func(e Event, p *Parcel) bool
}

// competenceWhen are the conditions of the competence table.
var competenceWhen = map[Code]condition{
	"":                  {"", "", func(Event, *Parcel) bool { return true }},
	"aggregate":         {"只限汇总数据", "aggregates only", func(Event, *Parcel) bool { return false }}, // 统计法: an event of a parcel is never one
	"stateOwned":        {"国有企业用地", "state-owned holder", stateOwned},
	"park":              {"园区内宗地", "land in a park", func(_ Event, p *Parcel) bool { return p.Land.ParkCode != "" }},
	"buildings":         {"建筑调查", "building block", surveyOf(func(s ParcelSurveyed) bool { return len(s.Buildings) > 0 })},
	"economy":           {"经济调查", "economic block", surveyOf(func(s ParcelSurveyed) bool { return s.Economy != nil })},
	"village":           {"低效村庄用地", "village land", says("kind", "VILLAGE")},
	"soil":              {"需土壤调查", "soil survey due", soilInvolved},
	"contract":          {"出让合同变更", "land contract", says("instrument", "CONTRACT")},
	"agreement":         {"监管协议变更", "supervision agreement", says("instrument", "AGREEMENT")},
	"byContractOrLaw":   {"依合同、公告或法规", "by contract, notice or law", breachBasis("CONTRACT", "NOTICE", "LAW")},
	"byAgreementOrLaw":  {"依监管协议或法规", "by agreement or law", breachBasis("AGREEMENT", "LAW")},
	"byAgreement":       {"依监管协议", "by agreement", breachBasis("AGREEMENT")},
	"byLaw":             {"依法规", "by law", breachBasis("LAW")},
	"building":          {"建设指标", "building targets", breachMetric("COMPLETE_BY", "FAR", "BLDG_COEF", "OFFICE_LAND", "OFFICE_FLOOR", "GREEN")},
	"taxTarget":         {"税收指标", "tax target", breachMetric("TAX_PER_MU")},
	"planningPermit":    {"规划许可", "planning permit", says("kind", "LAND_PLANNING", "WORKS_PLANNING", "PLANNING_CHECK")},
	"buildingPermit":    {"施工许可、联合验收", "construction permit", says("kind", "CONSTRUCTION", "JOINT_ACCEPTANCE")},
	"environmentPermit": {"环评", "environmental assessment", says("kind", "EIA")},
	"projectPermit":     {"备案、核准、能评", "project filing, energy review", says("kind", "FILING", "APPROVAL", "ENERGY")},
	"energyOnly":        {"能耗数据", "energy figures", onlyFigures("EnergyTCE", "PowerKWh", "WaterM3")},
	"researchOnly":      {"研发数据", "research figures", onlyFigures("RD")},
	"emissionOnly":      {"排放数据", "emission figures", onlyFigures("Pollutants")},
	"taxOnly":           {"税收数据", "tax figures", onlyFigures("TaxPaid", "TaxRefund")},
	"environment":       {"环保", "environment", says("kind", "ENVIRONMENT_PENALTY", "EMISSION_EXCESS", "KEY_SUPERVISED")},
	"safety":            {"安全", "safety", says("kind", "SAFETY")},
	"energyUse":         {"能耗", "energy", says("kind", "ENERGY_EXCESS")},
	"idleFee":           {"土地闲置费", "idle fee", idleFee},
	"notIdleFee":        {"土地闲置费以外", "other than the idle fee", func(e Event, p *Parcel) bool { return !idleFee(e, p) }},
	"feeOrReclaim":      {"征缴闲置费、无偿收回", "idle fee or recovery without compensation", says("measure", "IDLE_FEE", "RECLAIM")},
	"preemption":        {"转让价低于基准价格", "price below the benchmark", belowBenchmark},
	"compensation": {"有补偿", "with compensation", func(e Event, _ *Parcel) bool {
		x, ok := e.(ExitCompleted)
		return ok && x.Compensation+x.TermRefund > 0
	}},
}

// says holds when a field of the event, by its stored name, has one of the codes.
func says(name string, codes ...Code) func(Event, *Parcel) bool {
	return func(e Event, _ *Parcel) bool {
		v := reflect.ValueOf(e)
		for _, f := range reflect.VisibleFields(v.Type()) {
			if code, ok := v.FieldByIndex(f.Index).Interface().(Code); ok && fieldOf(f).name == name {
				return slices.Contains(codes, code)
			}
		}
		return false
	}
}

// stateOwned: land under authorised operation or contributed by the state is held
// by state-owned enterprises (授权经营、作价出资). Of other holders the record does
// not say whose they are.
func stateOwned(_ Event, p *Parcel) bool {
	return p.Land.RightNature == "AUTHORISED" || p.Land.RightNature == "CONTRIBUTION" || p.Contribution != nil
}

// idleFee: the penalty that is imposed or settled is the fee for idle land.
func idleFee(e Event, p *Parcel) bool {
	switch e := e.(type) {
	case PenaltyImposed:
		return e.Kind == "IDLE_FEE"
	case PenaltySettled:
		i := p.penalty(e.PenaltyID)
		return i >= 0 && p.Penalties[i].Kind == "IDLE_FEE"
	}
	return false
}

// belowBenchmark: the land reserve centre says whether it buys first (优先购买); how far
// below the price must lie for that is the policy's, not the matrix's.
func belowBenchmark(e Event, _ *Parcel) bool {
	t, ok := e.(RightTransferred)
	return ok && t.Price < t.BenchmarkPrice
}

func surveyOf(holds func(ParcelSurveyed) bool) func(Event, *Parcel) bool {
	return func(e Event, _ *Parcel) bool {
		s, ok := e.(ParcelSurveyed)
		return ok && holds(s)
	}
}

// soilInvolved: the land is or was a key supervised unit's, or its soil is known to
// need a survey or to be at risk (土壤污染防治法 67).
func soilInvolved(e Event, p *Parcel) bool {
	if r, ok := e.(LandReserved); ok && (r.SoilStatus == "DUE" || r.SoilStatus == "RISK" || r.SoilStatus == "REMEDIATED") {
		return true
	}
	return p.Soil.KeySupervised || p.Soil.Status == soilDue || p.Soil.Status == soilRisk
}

// breachBasis holds for a breach on one of the grounds, and for what follows it.
func breachBasis(codes ...Code) func(Event, *Parcel) bool {
	return func(e Event, p *Parcel) bool { return slices.Contains(codes, breachOf(e, p).Basis) }
}

func breachMetric(codes ...Code) func(Event, *Parcel) bool {
	return func(e Event, p *Parcel) bool { return slices.Contains(codes, breachOf(e, p).Metric) }
}

// breachOf is the breach that the event finds or refers to.
func breachOf(e Event, p *Parcel) BreachFound {
	id := ""
	switch e := e.(type) {
	case BreachFound:
		return e
	case RectificationOrdered:
		id = e.BreachID
	case RectificationAccepted:
		id = e.BreachID
	}
	if i := slices.IndexFunc(p.Breaches, func(b Breach) bool { return b.BreachID == id }); i >= 0 {
		return p.Breaches[i].BreachFound
	}
	return BreachFound{}
}

// reportFigures are the figures of a report that each has an authority of its own.
var reportFigures = []string{
	"Output", "Revenue", "ValueAdded", "TaxPaid", "TaxRefund", "Profit", "RD", "EmployeesAvg", "EnergyTCE", "PowerKWh", "WaterM3", "Pollutants",
}

// onlyFigures holds for a report that gives none but these figures: the authority
// for a figure reports that figure (一数一源). What the industry bureau or a park
// reports beside its own is an observation, compared by rule R26.
func onlyFigures(own ...string) func(Event, *Parcel) bool {
	return func(e Event, _ *Parcel) bool {
		if _, ok := e.(OperationReported); !ok {
			return false
		}
		v := reflect.ValueOf(e)
		for _, name := range reportFigures {
			if !v.FieldByName(name).IsZero() && !slices.Contains(own, name) {
				return false
			}
		}
		return true
	}
}
