package domain

import (
	"math/big"
	"strconv"

	"github.com/go-json-experiment/json"
)

// An EvaluationScheme is how enterprises are evaluated by the land they use
// (亩均评价办法): score = Σ value ÷ (mean × BaseFactor) × weight, each indicator
// held between Floor and Cap times its weight, then graded by rank. The ledger computes
// no rating: it holds one against the Version it names. The rest is for reference.
type EvaluationScheme struct {
	Version    string      `json:"version" zh:"版本" rule:"required,max=60"`
	Indicators []Indicator `json:"indicators" zh:"指标" rule:"required,max=20"`
	BaseFactor Ratio       `json:"baseFactor" zh:"基准值（上年均值的倍数）" rule:"required"`
	Cap        Ratio       `json:"cap" zh:"单项得分上限（权重的倍数）" rule:"required"`
	Floor      Ratio       `json:"floor" zh:"单项得分下限（权重的倍数）" rule:"required"`
	Cuts       []GradeCut  `json:"cuts" zh:"分档" rule:"required,max=10"`
	Exclusions []string    `json:"exclusions,omitzero" zh:"不参评情形" rule:"max=20"`
	AreaMin    Area        `json:"areaMin,omitzero" zh:"参评用地下限" rule:"min=0"`
}

// An Indicator is one metric of the evaluation with its weight.
type Indicator struct {
	Metric string `json:"metric" zh:"指标（M01…）" rule:"required,max=10"`
	Weight Ratio  `json:"weight" zh:"权重" rule:"required"`
}

// A GradeCut ends a grade at a share of the ranking, counted from the top.
type GradeCut struct {
	Grade Code  `json:"grade" zh:"等级" rule:"required" codes:"grade"`
	UpTo  Ratio `json:"upTo" zh:"累计占比" rule:"required"`
}

func (s EvaluationScheme) faults(_ *Fact, say faultFunc) {
	sum := new(big.Rat)
	for _, i := range s.Indicators {
		sum.Add(sum, i.Weight.Rat())
	}
	if sum.Cmp(one) != 0 {
		say("/indicators", "scheme.weights", sum.RatString())
	}
	last := new(big.Rat)
	for i, cut := range s.Cuts {
		if cut.UpTo.Rat().Cmp(last) <= 0 {
			say("/cuts/"+strconv.Itoa(i)+"/upTo", "scheme.cuts", string(cut.UpTo))
		}
		last = cut.UpTo.Rat()
	}
	if last.Cmp(one) != 0 {
		say("/cuts", "scheme.cuts", last.RatString())
	}
}

// A LowEfficiencyRule is one criterion of identification in use (低效认定标准); one
// that is not listed is not applied. The figures it goes by are parameters of
// their own.
type LowEfficiencyRule struct {
	Criterion Code   `json:"criterion" zh:"认定标准" rule:"required" codes:"low_efficiency_criterion"`
	Statement string `json:"statement,omitzero" zh:"标准表述" rule:"max=500"`
}

// A HolidayPlan is the published arrangement of one year (节假日安排).
type HolidayPlan struct {
	Off    []DaySpan `json:"off" zh:"放假" rule:"required,max=20"`
	Makeup []Date    `json:"makeup,omitzero" zh:"调休上班" rule:"max=30"`
}

// A DaySpan is a run of days, both ends counted.
type DaySpan struct {
	From Date `json:"from" zh:"起" rule:"required"`
	To   Date `json:"to" zh:"止" rule:"required"`
}

// spanDaysMax bounds a run of days off: the longest on record has ten.
const spanDaysMax = 30

func (s DaySpan) faults(_ *Fact, say faultFunc) {
	if s.To < s.From || s.From.DaysUntil(s.To) > spanDaysMax {
		say("/to", "holiday.span", string(s.From), string(s.To))
	}
}

// days lists every day off.
func (h HolidayPlan) days() []Date {
	var list []Date
	for _, span := range h.Off {
		for d := span.From; d <= span.To; d = d.AddDays(1) {
			list = append(list, d)
		}
	}
	return list
}

// A Milestone is one date of the pilot (试点工作节点) and who reports it done: the
// city, every district, or both.
type Milestone struct {
	Code       string `json:"code" zh:"节点" rule:"required,max=40"`
	Due        Date   `json:"due" zh:"期限" rule:"required"`
	Owner      Code   `json:"owner" zh:"责任层级" rule:"required" codes:"milestone_owner"`
	Department Code   `json:"department,omitzero" zh:"牵头部门" codes:"department"`
	ZH         string `json:"zh" zh:"名称" rule:"required,max=200"`
	EN         string `json:"en,omitzero" zh:"英文名称" rule:"max=200"`
}

// owed reports whether a city or district has to reach the milestone.
func (m Milestone) owed(by Scope) bool {
	return by.Park == "" && (m.Owner == "BOTH" || (m.Owner == "CITY") == (by.District == ""))
}

// huaian is the scheme of Huai'an 2024 with the usual caps (domain reference §4):
// Tianjin has published none for enterprises.
const huaian = `{"version":"外地参考（淮安2024）","indicators":[{"metric":"M01","weight":"0.45"},{"metric":"M03","weight":"0.35"},{"metric":"M09","weight":"0.20"}],` +
	`"baseFactor":"2","cap":"1.5","floor":"0","cuts":[{"grade":"A","upTo":"0.20"},{"grade":"B","upTo":"0.60"},{"grade":"C","upTo":"0.95"},{"grade":"D","upTo":"1"}],` +
	`"exclusions":["公用事业","投产不满两年"],"areaMin":200000}`

// otherCityCriteria are L1–L10 of domain reference §6.1.
const otherCityCriteria = `[{"criterion":"L1"},{"criterion":"L2"},{"criterion":"L3"},{"criterion":"L4"},{"criterion":"L5"},` +
	`{"criterion":"L6"},{"criterion":"L7"},{"criterion":"L8"},{"criterion":"L9"},{"criterion":"L10"}]`

// noticeMilestones are the dates of 津政办发〔2024〕1号 三, each with its owner.
const noticeMilestones = `[` +
	`{"code":"GUIDE","due":"2024-01-31","owner":"CITY","department":"PNR","zh":"制定调查认定指南、试点政策清单","en":"survey guide and list of pilot policies"},` +
	`{"code":"DISTRICT_PLAN","due":"2024-01-31","owner":"DISTRICT","department":"DPG","zh":"制定区实施方案，启动摸底调查，编制年度计划，实施首批项目","en":"district plan, survey begun, yearly plan, first projects"},` +
	`{"code":"STOCK_MAPPED","due":"2024-03-31","owner":"DISTRICT","department":"DPG","zh":"低效用地底数和历史遗留用地上图入库","en":"low-efficiency and legacy land on the map and in the library"},` +
	`{"code":"FIRST_CASES","due":"2024-06-30","owner":"DISTRICT","department":"DPG","zh":"形成首批典型案例","en":"first cases"},` +
	`{"code":"POLICY_SYSTEM","due":"2024-12-31","owner":"CITY","department":"PNR","zh":"初步形成低效用地再开发政策体系","en":"policy system in outline"},` +
	`{"code":"MID_TERM","due":"2025-09-30","owner":"CITY","department":"PNR","zh":"中期评估","en":"mid-term evaluation"},` +
	`{"code":"POLICY_REVISED","due":"2025-12-31","owner":"CITY","department":"PNR","zh":"优化调整低效用地再开发政策","en":"policies revised"},` +
	`{"code":"LIBRARY_UPDATED","due":"2025-12-31","owner":"DISTRICT","department":"DPG","zh":"更新完善低效用地数据库","en":"library updated"},` +
	`{"code":"LONG_TERM","due":"2026-12-31","owner":"BOTH","department":"PNR","zh":"落实试点任务，形成长效机制","en":"tasks done, long-term mechanism"},` +
	`{"code":"DISTRICT_SUMMARY","due":"2027-06-30","owner":"DISTRICT","department":"DPG","zh":"形成区工作总结报告","en":"district report"},` +
	`{"code":"CITY_SUMMARY","due":"2027-09-30","owner":"CITY","department":"PNR","zh":"形成全市总结报告","en":"city report"}]`

// standardHolidays are the arrangements that the standard calendar knows.
func standardHolidays() map[string]string {
	m := make(map[string]string, len(arrangements))
	for _, a := range arrangements {
		plan := HolidayPlan{Makeup: a.makeup}
		for _, span := range a.off {
			plan.Off = append(plan.Off, DaySpan{span[0], span[1]})
		}
		data, err := json.Marshal(plan)
		if err != nil {
			panic(err) // dates are plain text
		}
		m[strconv.Itoa(a.year)] = string(data)
	}
	return m
}
