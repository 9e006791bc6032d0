package domain

// A paramRow declares one parameter.
type paramRow struct {
	name     Parameter
	kind     Code
	min, max string
	zh, en   string
	source   *paramSource
	defaults map[string]string // JSON by key
	keys     Code
	codes    string
	unit     string
	table    *paramTable
	cityOnly bool
	strength Code // when it is not the source's
	caveat   Caveat
}

// A paramSource is a document that defaults come from.
type paramSource struct {
	document string
	strength Code
	caveat   Caveat
}

var (
	order53 = &paramSource{"《闲置土地处置办法》（国土资源部令第53号，2012）", strongConfirmed, Caveat{}}
	// order53Days are what is known of the procedure from memory only.
	order53Days = &paramSource{order53.document, weakMemory, Caveat{"条文天数未核对原文", "the days are from memory, the articles were not reached"}}
	grantForm   = &paramSource{"《国有建设用地使用权出让合同》示范文本", weakMemory, Caveat{"示范文本此处为空格，数值为常见约定，以合同约定为准", "the form leaves this blank; the usual figure, the contract decides"}}
	realEstate  = &paramSource{"《城市房地产管理法》", strongConfirmed, Caveat{}}
	landCode    = &paramSource{"《民法典》《土地管理法》及其实施条例", weakMemory, Caveat{"条文待核", "the article is to be checked"}}
	tenderRules = &paramSource{"《招标拍卖挂牌出让国有建设用地使用权规定》（国土资源部令第39号）第八条", weakMemory, Caveat{"条文待核", "the article is to be checked"}}
	control2023 = &paramSource{"《工业项目建设用地控制指标》（自然资发〔2023〕72号）", weakMemory, Caveat{"指标框架已核，数值凭记忆，未核对正文", "the framework is confirmed, the value is from memory"}}
	control2004 = &paramSource{"《工业项目建设用地控制指标（试行）》（2004）", strongConfirmed, Caveat{
		"2004 年第一版数值，已由 GB/T 4754-2002 大类换算到 2017 版；现行版本部分行业更高", "values of the first edition, moved from GB/T 4754-2002 to the classes of 2017; the present edition is higher in places"}}
	otherCity = &paramSource{"外地低效用地认定、企业亩均评价办法", weakElsewhere, Caveat{
		"天津市调查认定指南与亩均评价办法未见公布，本值取自外地，不得作为本市标准引用", "Tianjin's own guide was not found; the value is another city's and no standard of this city"}}
	shenzhen = &paramSource{"深圳市工业用地转让优先购买规定", weakElsewhere, Caveat{"仅深圳有此规定", "a rule of Shenzhen only"}}
	hongKong = &paramSource{"工业园区土地续期的外地做法", weakElsewhere, Caveat{"新加坡裕廊（JTC）做法", "practice of JTC, Singapore"}}
	proposed = &paramSource{"本台账设计建议", weakProposal, Caveat{"没有外部依据，由本级主管部门确定", "no outside authority; the department in charge decides"}}
	notice   = &paramSource{"《天津市低效用地再开发试点工作实施方案》（津政办发〔2024〕1号）", strongNotice, Caveat{}}
	planning = &paramSource{"天津市工业布局规划", strongConfirmed, Caveat{"页面未说明“产出”是总产值还是增加值", "the page does not say whether output or value added is meant"}}
	holiday  = &paramSource{"国务院办公厅关于各年部分节假日安排的通知", weakMemory, Caveat{"逐年安排凭记忆录入，启用前核对", "entered from memory, check before use"}}
)

// just is a default for everything; byKey is pairs of key and default.
func just(json string) map[string]string { return map[string]string{"": json} }

func byKey(pairs ...string) map[string]string {
	m := make(map[string]string, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}
