package domain

import "slices"

// termOf makes a term of a quantity in a unit.
func termOf(q Quantity, u Unit) Term {
	return Term{Quantity: q, Name: quantities[q].name, Unit: u, From: quantities[q].from}
}

var (
	landBases = []LandBase{OperatingLand, SuppliedLand, UsedLand}

	reportCoverage = Wording{"分子（及分母）均有报送的用地面积 ÷ 该口径用地面积，均按天数加权",
		"land of which numerator and denominator are reported ÷ land in scope, both weighted by days"}
	reportUnknown = Wording{"未报送为空，报送为零是零；累计数缺前一季度的不作差，该季为空；停产企业报零计入",
		"not reported is no value, a report of zero is zero; a cumulative figure without the quarter before it gives no value; a halted plant that reports zero counts"}
	completedCoverage = Wording{"已登记竣工验收的面积 ÷ 期末已竣工及以后阶段（含在用）的面积",
		"land with a completion on record ÷ land completed or in use at the end of the period"}
	completedUnknown = Wording{"没有竣工验收记录为空", "no value without a completion on record"}
	standingCoverage = Wording{"期末在册工业用地全部计入", "all industrial land on the register at the end of the period counts"}
	standingUnknown  = Wording{"无在册用地为空；未认定为零", "no value without land on the register; nothing identified is zero"}
	casesCoverage    = Wording{"有后续数据可判定的到期项 ÷ 全部到期项", "due cases that the record can judge ÷ all due cases"}
	casesUnknown     = Wording{"无到期项为空；仅有供地数据的宗地不判定", "no value when nothing is due; parcels of which only the supply is known are not judged"}
)

const source112 = "domain reference 11.2"

// perLand is a reported figure divided by land.
func perLand(code MetricCode, name Wording, unit Wording, q Quantity, u, land Unit) Metric {
	return Metric{
		Code: code, Name: name, Unit: unit, Aggregation: RatioOfSums, Numerator: termOf(q, u), Denominator: termOf(SumWeightedLand, land),
		Decimals: 2, Bases: landBases, Coverage: reportCoverage, Unknown: reportUnknown, Source: source112,
	}
}

// perReported is a reported figure divided by another one.
func perReported(code MetricCode, name Wording, unit Wording, numerator, denominator Term) Metric {
	return Metric{
		Code: code, Name: name, Unit: unit, Aggregation: RatioOfSums, Numerator: numerator, Denominator: denominator,
		Decimals: 2, Coverage: reportCoverage, Unknown: reportUnknown, Source: source112,
	}
}

// metricShare is one count or area divided by another, in %.
func metricShare(code MetricCode, name Wording, numerator, denominator Term, coverage, unknown Wording, parts ...MetricPart) Metric {
	return Metric{
		Code: code, Name: name, Unit: Wording{"%", "%"}, Aggregation: RatioOfSums, Numerator: numerator, Denominator: denominator,
		Hundredfold: true, Decimals: 2, Parts: parts, Coverage: coverage, Unknown: unknown, Source: source112,
	}
}

var perMuWan = Wording{"万元/亩", "10,000 yuan/mu"}

var metrics = formulated([]Metric{
	perLand("M01", Wording{"亩均税收", "tax per mu"}, perMuWan, SumTaxPaid, unitWan, unitMu),
	perLand("M02", Wording{"亩均产值", "output per mu"}, perMuWan, SumOutput, unitWan, unitMu),
	perLand("M03", Wording{"亩均营业收入", "revenue per mu"}, perMuWan, SumRevenue, unitWan, unitMu),
	perLand("M04", Wording{"亩均增加值", "value added per mu"}, perMuWan, SumValueAdded, unitWan, unitMu),
	perLand("M05", Wording{"地均产出", "output per km²"}, Wording{"亿元/km²", "100 million yuan/km²"}, SumOutput, unitYi, unitKm2),
	{
		Code: "M06", Name: Wording{"投资强度", "investment intensity"}, Unit: perMuWan, Aggregation: RatioOfSums,
		Numerator: termOf(SumFixedAssets, unitWan), Denominator: termOf(SumCompletedLand, unitMu), Decimals: 2,
		Coverage: completedCoverage, Unknown: completedUnknown, Source: source112 + ", 5 (含地价款)",
	},
	perReported("M07", Wording{"全员劳动生产率", "labour productivity"}, Wording{"万元/人", "10,000 yuan/person"},
		termOf(SumValueAdded, unitWan), termOf(SumEmployees, unitPerson)),
	perReported("M08", Wording{"单位能耗增加值", "value added per energy"}, Wording{"万元/吨标准煤", "10,000 yuan/tce"},
		termOf(SumValueAdded, unitWan), termOf(SumEnergy, unitTCE)),
	perReported("M09", Wording{"单位能耗税收", "tax per energy"}, Wording{"万元/吨标准煤", "10,000 yuan/tce"},
		termOf(SumTaxPaid, unitWan), termOf(SumEnergy, unitTCE)),
	perReported("M10", Wording{"单位排放增加值", "value added per emission"}, Wording{"万元/吨", "10,000 yuan/t"},
		termOf(SumValueAdded, unitWan), termOf(SumEmission, unitTonne)),
	{
		Code: "M11", Name: Wording{"研发强度", "R&D intensity"}, Unit: Wording{"%", "%"}, Aggregation: RatioOfSums, Hundredfold: true,
		Numerator: termOf(SumRD, unitWan), Denominator: termOf(SumRevenue, unitWan), Decimals: 2,
		Coverage: reportCoverage, Unknown: reportUnknown, Source: source112,
	},
	perLand("M12", Wording{"亩均就业", "employees per mu"}, Wording{"人/亩", "persons/mu"}, SumEmployees, unitPerson, unitMu),
	{
		Code: "M13", Name: Wording{"综合容积率", "floor area ratio"}, Unit: Wording{"—", "–"}, Aggregation: RatioOfSums,
		Numerator: termOf(SumFloorSpace, unitSquare), Denominator: termOf(SumCompletedLand, unitSquare), Decimals: 2,
		Coverage: completedCoverage, Unknown: completedUnknown, Source: source112,
	},
	metricShare("M14", Wording{"综合建筑系数", "building coefficient"}, termOf(SumCoveredLand, unitSquare), termOf(SumCompletedLand, unitSquare), completedCoverage, completedUnknown),
	metricShare("M15", Wording{"履约达标率", "attainment of commitments"}, termOf(SumCommitmentsMet, unitCase), termOf(SumCommitmentsDue, unitCase), casesCoverage, casesUnknown),
	metricShare("M16", Wording{"履约按期率", "milestones on time"}, termOf(SumMilestonesKept, unitCase), termOf(SumMilestonesDue, unitCase), casesCoverage, casesUnknown),
	metricShare("M17", Wording{"供后进度率", "progress after supply"}, termOf(SumReachedLand, unitMu), termOf(SumContractedLand, unitMu),
		Wording{"有供后数据的合同面积 ÷ 该年合同面积（按合同年度分组）", "land of contracts with later data ÷ land contracted in the year (cohort of the contract's year)"},
		Wording{"当年无合同为空；尚未进入为零", "no value without a contract in the year; not yet reached is zero"},
		MetricPart{Part: "DELIVERED", Name: Wording{"交地率", "delivered"}}, MetricPart{Part: "BUILDING", Name: Wording{"开工率", "started"}}, MetricPart{Part: "COMPLETED", Name: Wording{"竣工率", "completed"}},
		MetricPart{Part: "PRODUCING", Name: Wording{"投产率", "in production"}}, MetricPart{Part: "OPERATING", Name: Wording{"达产率", "at capacity"}}),
	metricShare("M18", Wording{"低效用地占比与处置率", "low-efficiency land and its disposal"}, termOf(SumLowLand, unitMu), termOf(SumStandingLand, unitMu), standingCoverage, standingUnknown,
		MetricPart{Part: "SHARE", Name: Wording{"低效占比", "share of low-efficiency land"}}, MetricPart{Part: "CLEARED", Name: Wording{"处置率", "cleared of what was identified"}, Numerator: new(termOf(SumClearedLand, unitMu)), Denominator: new(termOf(SumIdentifiedLand, unitMu))}),
	metricShare("M19", Wording{"闲置率", "idle land"}, termOf(SumIdleLand, unitMu), termOf(SumSuppliedEnd, unitMu), standingCoverage, standingUnknown),
	metricShare("M20", Wording{"存量盘活率", "stock land in supply"}, termOf(SumStockLand, unitMu), termOf(SumContractedLand, unitMu),
		Wording{"土地来源已载的合同面积 ÷ 该年合同面积", "land of contracts that state their source ÷ land contracted in the year"},
		Wording{"当年无合同为空；来源未载的不计入两侧", "no value without a contract in the year; contracts without a source count on neither side"}),
	{
		Code: "M21", Name: Wording{"周转时间", "turnover"}, Unit: Wording{"天", "days"}, Aggregation: Survival,
		Numerator: termOf(SumTurnoverDays, unitDay), Denominator: termOf(SumTurnoverParcels, unitParcel), Parts: turnovers,
		Coverage: Wording{"已到达终点的宗数 ÷ 进入起点的宗数；其余右删失", "parcels that came to the end ÷ parcels that began; the others are right-censored"},
		Unknown:  Wording{"生存曲线未降至一半（或一成）时，中位数（或 90 分位）为空", "the median (or p90) has no value while the survival curve stays above one half (or one tenth)"},
		Source:   source112,
	},
	{
		Code: "M22", Name: Wording{"再开发增益", "gain of redevelopment"}, Unit: perMuWan, Aggregation: BeforeAfter, Decimals: 2,
		Numerator: renewed(termOf(SumTaxPaid, unitWan)), Denominator: termOf(SumWeightedLand, unitMu), Parts: []MetricPart{
			{Part: "BEFORE", Name: Wording{"改造前三年平均", "mean of the three years before"}}, {Part: "AFTER", Name: Wording{"改造后第三年", "third year after"}},
			{Part: "GAIN", Name: Wording{"增量", "gain"}}, {Part: "GAIN_PERCENT", Name: Wording{"增幅 %", "gain in %"}},
		},
		Coverage: Wording{"前后均有税收数据的再开发宗地面积 ÷ 完成满三年的再开发宗地面积", "redeveloped land with tax known on both sides ÷ land whose redevelopment was completed three years ago"},
		Unknown:  Wording{"任一年缺数据的宗地不计入两侧", "a parcel of which one of the years is missing counts on neither side"},
		Source:   source112,
	},
	{
		Code: "M23", Name: Wording{"土地集中度", "concentration"}, Unit: Wording{"—", "–"}, Aggregation: Concentration, Decimals: 4,
		Numerator: termOf(SumOutput, unitWan), Denominator: termOf(SumWeightedLand, unitMu), Parts: []MetricPart{
			{Part: "GINI", Name: Wording{"基尼系数（产值对用地）", "Gini of output against land"}}, {Part: "LAST_TENTH", Name: Wording{"产出末 10% 税收的用地占比 %", "land that makes the last 10 % of tax, in %"}},
		},
		Coverage: reportCoverage, Unknown: reportUnknown, Source: source112,
	},
	{
		Code: "M24", Name: Wording{"数据覆盖率", "coverage"}, Unit: Wording{"%", "%"}, Aggregation: RatioOfSums, Hundredfold: true, Decimals: 2,
		Numerator: termOf(SumKnownLand, unitMu), Denominator: termOf(SumWeightedLand, unitMu), Bases: []LandBase{OperatingLand}, Parts: []MetricPart{
			{Part: "output", Name: quantities[SumOutput].name}, {Part: "tax", Name: quantities[SumTaxPaid].name}, {Part: "revenue", Name: quantities[SumRevenue].name}, {Part: "value_added", Name: quantities[SumValueAdded].name},
			{Part: "rd", Name: quantities[SumRD].name}, {Part: "employees", Name: quantities[SumEmployees].name}, {Part: "energy", Name: quantities[SumEnergy].name}, {Part: "emission", Name: quantities[SumEmission].name},
		},
		Coverage: reportCoverage, Unknown: Wording{"范围内无用地为空；无人报送为零", "no value without land in scope; nobody reporting is zero"}, Source: source112 + ", 11.3 rule 2",
	},
})

// renewed adds the events that say which parcels and years a renewal is about.
func renewed(t Term) Term {
	t.From = append(slices.Clip(t.From), TermField{"RedevelopmentStarted", []string{"area", "mode"}}, TermField{"RedevelopmentCompleted", nil})
	return t
}

// turnovers are the parts of M21: of every span from one stage to another the
// median and the 90th percentile.
var turnovers = func() (parts []MetricPart) {
	for _, span := range []MetricPart{
		{Part: "CONTRACTED-DELIVERED", Name: Wording{"签约→交地", "contract to delivery"}}, {Part: "CONTRACTED-BUILDING", Name: Wording{"签约→开工", "contract to start"}},
		{Part: "BUILDING-COMPLETED", Name: Wording{"开工→竣工", "start to completion"}}, {Part: "COMPLETED-PRODUCING", Name: Wording{"竣工→投产", "completion to production"}},
		{Part: "PRODUCING-OPERATING", Name: Wording{"投产→达产", "production to capacity"}}, {Part: "CONTRACTED-OPERATING", Name: Wording{"签约→达产", "contract to capacity"}},
		{Part: "EXITING-VACATED", Name: Wording{"启动退出→腾空", "exit begun to vacated"}}, {Part: "VACATED-ENDED", Name: Wording{"腾空→重回供应", "vacated to supply again"}},
	} {
		parts = append(parts,
			MetricPart{Part: span.Part + TurnoverMedian, Name: Wording{span.Name.ZH + " 中位数", span.Name.EN + ", median"}},
			MetricPart{Part: span.Part + TurnoverP90, Name: Wording{span.Name.ZH + " 90 分位", span.Name.EN + ", p90"}})
	}
	return parts
}()

// The ends of the names of M21's parts.
const (
	TurnoverMedian = ":MEDIAN"
	TurnoverP90    = ":P90"
)

// formulated writes the formulas from the terms, so that they cannot say anything
// else.
func formulated(list []Metric) []Metric {
	for i := range list {
		m := &list[i]
		side := func(t Term) Wording {
			return Wording{"Σ " + t.Name.ZH + "（" + t.Unit.Name.ZH + "）", "Σ " + t.Name.EN + " (" + t.Unit.Name.EN + ")"}
		}
		over, under := side(m.Numerator), side(m.Denominator)
		switch m.Aggregation {
		case RatioOfSums:
			m.Formula = Wording{over.ZH + " ÷ " + under.ZH, over.EN + " ÷ " + under.EN}
		case Survival:
			m.Formula = Wording{"Kaplan–Meier 估计：S(t) = Π (1 − 到达宗数 ÷ 在险宗数)，取 S ≤ 1/2 与 S ≤ 1/10 的最小天数", "Kaplan–Meier: S(t) = Π (1 − arrivals ÷ parcels at risk); the least days with S ≤ 1/2 and S ≤ 1/10"}
		case BeforeAfter:
			m.Formula = Wording{"完成后第三年（" + over.ZH + " ÷ " + under.ZH + "）− 启动前三年（同式）", "third year after completion (" + over.EN + " ÷ " + under.EN + ") − three years before the start (likewise)"}
		case Concentration:
			m.Formula = Wording{"宗地按 产值 ÷ 用地 升序累计的 Lorenz 曲线，G = 1 − Σ (Xᵢ − Xᵢ₋₁)(Yᵢ + Yᵢ₋₁)", "Lorenz curve of parcels in order of output ÷ land, G = 1 − Σ (Xᵢ − Xᵢ₋₁)(Yᵢ + Yᵢ₋₁)"}
		}
		if m.Hundredfold {
			m.Formula.ZH, m.Formula.EN = m.Formula.ZH+" × 100%", m.Formula.EN+" × 100 %"
		}
	}
	return list
}
