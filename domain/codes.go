package domain

import "maps"

// A Code is a value of a code list; which list is said by the codes tag of the
// field.
type Code string

// A CodeName is one value of a code list with its terms.
type CodeName struct {
	Code Code   `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// CodeList returns the values of a list in the order they are shown, or nil.
func CodeList(name string) []CodeName { return codeLists[name] }

// CodeLists returns every code list by its name. The map is the caller's, the
// lists are not.
func CodeLists() map[string][]CodeName { return maps.Clone(codeLists) }

// codeLists is all lists; those that belong to one group of events stand with it.
var codeLists = func() map[string][]CodeName {
	all := make(map[string][]CodeName)
	for _, lists := range []map[string][]CodeName{
		commonCodes,
		supervisionCodes,
		alarmCodes,
		correctionCodes,
		landCodes,
		policyCodes,
		authorityCodes,
		programmeCodes,
		agreementCodes,
		termCodes,
		rightsCodes,
		lineageCodes,
	} {
		for name, list := range lists {
			if all[name] != nil {
				panic("domain: two code lists named " + name)
			}
			all[name] = list
		}
	}
	return all
}()

var commonCodes = map[string][]CodeName{
	"use_system": {{"GBT21010", "GB/T 21010-2017", "GB/T 21010-2017"}, {"TDDC3", "第三次国土调查", "third land survey"}, {"GB50137", "GB 50137-2011", "GB 50137-2011"}, {"YDYH2023", "用地用海分类(2023)", "land and sea use 2023"}, {"SUPPLY", "供地用途", "supply use"}},
	"operator":   {{"GE", "不低于", "at least"}, {"LE", "不高于", "at most"}, {"EQ", "等于", "equal to"}},
	"metric": {
		{"START_BY", "开工期限", "start by"}, {"COMPLETE_BY", "竣工期限", "complete by"}, {"PRODUCE_BY", "投产期限", "produce by"}, {"CAPACITY_BY", "达产期限", "capacity by"},
		{"FAI_TOTAL", "固定资产投资总额", "fixed investment"}, {"FAI_PER_MU", "投资强度", "investment intensity"}, {"FAR", "容积率", "floor area ratio"}, {"BLDG_COEF", "建筑系数", "building coefficient"},
		{"OFFICE_LAND", "行政办公用地比重", "office land share"}, {"OFFICE_FLOOR", "行政办公建筑面积比重", "office floor share"}, {"GREEN", "绿地率", "green ratio"},
		{"OUTPUT_PER_MU", "亩均产值", "output per mu"}, {"REVENUE_PER_MU", "亩均营业收入", "revenue per mu"}, {"TAX_PER_MU", "亩均税收", "tax per mu"}, {"VA_PER_MU", "亩均增加值", "value added per mu"},
		{"VA_PER_TCE", "单位能耗增加值", "value added per tce"}, {"VA_PER_POLL", "单位排放增加值", "value added per pollutant"}, {"RD_RATIO", "研发经费占比", "R&D ratio"}, {"LABOUR_PROD", "全员劳动生产率", "labour productivity"},
		{"ENERGY_CAP", "综合能耗总量", "energy cap"}, {"POLL_CAP", "污染物排放总量", "pollutant cap"},
		{"POLL_CAP_COD", "化学需氧量排放量", "COD cap"}, {"POLL_CAP_NH3N", "氨氮排放量", "NH3-N cap"}, {"POLL_CAP_SO2", "二氧化硫排放量", "SO2 cap"}, {"POLL_CAP_NOX", "氮氧化物排放量", "NOx cap"}, {"POLL_CAP_VOCS", "挥发性有机物排放量", "VOCs cap"},
		{"JOBS", "就业人数", "jobs"}, {"SELF_HOLD", "自持比例", "self-held share"}, {"EQUITY_LOCK", "股权结构变更限制", "equity lock"}, {"INDUSTRY", "准入行业", "admitted industry"},
	},
	"pollutant":                {{"COD", "化学需氧量", "COD"}, {"NH3N", "氨氮", "NH3-N"}, {"SO2", "二氧化硫", "SO2"}, {"NOX", "氮氧化物", "NOx"}, {"VOCS", "挥发性有机物", "VOCs"}},
	"check_stage":              {{"START", "开工核查", "start check"}, {"COMPLETION", "竣工验收", "completion"}, {"PRODUCTION", "投产核查", "production check"}, {"CAPACITY", "达产验收", "capacity acceptance"}, {"YEARLY", "年度评价", "yearly"}},
	"basis":                    {{"CONTRACT", "合同", "contract"}, {"AGREEMENT", "协议", "agreement"}, {"NOTICE", "公告", "notice"}, {"LAW", "法规", "law"}},
	"deadline_base":            {{"DATE", "固定日期", "date"}, {"CONTRACT", "自签订合同起", "from contract"}, {"DELIVERY", "自交地起", "from delivery"}},
	"ownership":                {{"G", "国有", "state"}, {"J", "集体", "collective"}, {"Z", "待定", "undetermined"}},
	"right_kind":               {{"CONSTRUCTION", "建设用地使用权", "construction land right"}, {"COLLECTIVE_CONSTRUCTION", "集体建设用地使用权", "collective construction land right"}},
	"right_nature":             {{"GRANT", "出让", "grant"}, {"ALLOCATION", "划拨", "allocation"}, {"LEASE", "租赁", "lease"}, {"CONTRIBUTION", "作价入股", "contribution"}, {"AUTHORISED", "授权经营", "authorised operation"}, {"COLLECTIVE", "集体", "collective"}},
	"control_zone":             {{"KEY", "重点发展区", "key development"}, {"IMPROVE", "优化提升区", "improvement"}, {"REDUCE", "减量调整区", "reduction"}},
	"origin":                   {{"CHANGE_SURVEY_2022", "2022年度国土变更调查", "2022 change survey"}, {"NEW", "新增", "new"}, {"SPLIT", "分割", "split"}, {"MERGE", "合并", "merge"}, {"SUPPLY_RECORD", "供地结果公示", "published supply result"}},
	"legality":                 {{"TITLED", "有证", "titled"}, {"UNTITLED", "无证", "untitled"}},
	"operating_status":         {{"NORMAL", "正常", "normal"}, {"HALF_STOPPED", "半停产", "half stopped"}, {"STOPPED", "停产", "stopped"}, {"BUILDING", "在建", "under construction"}, {"VACANT", "空置", "vacant"}, {"DEREGISTERED", "注销", "deregistered"}},
	"in_use_stage":             {{"COMPLETED", "已竣工", "completed"}, {"PRODUCING", "投产爬坡", "producing"}, {"OPERATING", "达产运营", "operating"}},
	"low_efficiency_kind":      {{"INDUSTRIAL", "低效工业用地", "industrial"}, {"URBAN", "低效城镇用地", "urban"}, {"VILLAGE", "低效村庄用地", "village"}},
	"low_efficiency_criterion": {{"L1", "竣工逾期两年", "completion two years late"}, {"L2", "强度或产出不足约定一半", "below half of target"}, {"L3", "停产半停产满一年", "halted one year"}, {"L4", "产业禁止淘汰或不符规划", "industry not allowed"}, {"L5", "安全环保不达标", "safety or environment"}, {"L6", "旧城改造", "renewal by plan"}, {"L7", "布局散乱、利用粗放", "scattered, extensive"}, {"L8", "连续两年D类", "grade D two years"}, {"L9", "连续两年C类", "grade C two years"}, {"L10", "其他存量类型", "other stock"}},
	"redevelopment_mode":       {{"SELF", "自主改造", "own renewal"}, {"RESERVE", "收储", "reserve"}, {"JOINT", "联合开发", "joint"}, {"TRANSFER", "转让", "transfer"}, {"RECLAIM", "复垦", "reclaim"}, {"SWAP", "置换", "swap"}},
	"reserve_method":           {{"EXPROPRIATION", "征收", "expropriation"}, {"RECOVERY", "收回", "recovery"}, {"PURCHASE", "收购", "purchase"}, {"SWAP", "置换", "swap"}, {"PRE_EMPTION", "优先购买", "pre-emption"}},
	"soil_status":              {{"NOT_REQUIRED", "无需调查", "not required"}, {"DUE", "待调查", "due"}, {"CLEAN", "未超标", "clean"}, {"RISK", "需风险管控", "risk control"}, {"REMEDIATED", "已修复", "remediated"}},
	"investment_origin":        {{"DOMESTIC", "内资", "domestic"}, {"FOREIGN", "外资", "foreign"}, {"LOCAL", "本地增资", "local expansion"}},
	"department": {
		{"PNR", "规划资源局", "planning and natural resources"}, {"DRC", "发展改革委", "development and reform"}, {"IIT", "工业和信息化局", "industry and IT"}, {"COM", "商务局", "commerce"},
		{"SCI", "科技局", "science"}, {"FIN", "财政局", "finance"}, {"EEB", "生态环境局", "ecology and environment"}, {"HUC", "住房城乡建设委", "housing and construction"},
		{"ARA", "农业农村委", "agriculture"}, {"CTB", "文化和旅游局", "culture and tourism"}, {"TAX", "税务局", "tax"}, {"STA", "统计局", "statistics"},
		{"FRB", "金融局", "finance regulation"}, {"SAC", "国资委", "state assets"}, {"EDU", "教委", "education"}, {"DPG", "区人民政府", "district government"},
		{"ASB", "政务服务办", "government service"}, {"EMB", "应急局", "emergency"}, {"LRC", "土地整理储备中心", "land reserve centre"}, {"PRK", "园区管委会", "park committee"}, {"IPB", "投资促进局", "investment promotion"}, {"PRT", "公共资源交易中心", "resource trading centre"},
	},
	"level":                {{"CITY", "市级", "city"}, {"DISTRICT", "区级", "district"}, {"PARK", "园区", "park"}},
	"opinion":              {{"AGREE", "同意", "agree"}, {"CONDITION", "有条件同意", "agree with conditions"}, {"OBJECT", "不同意", "object"}},
	"entry_result":         {{"PASS", "通过", "pass"}, {"CONDITIONAL", "有条件通过", "conditional"}, {"REJECT", "否决", "reject"}},
	"supply_method":        {{"TENDER", "招标", "tender"}, {"AUCTION", "拍卖", "auction"}, {"LISTING", "挂牌", "listing"}, {"AGREEMENT", "协议", "agreement"}, {"ALLOCATION", "划拨", "allocation"}, {"LEASE", "租赁", "lease"}, {"LEASE_FIRST", "先租后让", "lease first"}, {"ELASTIC", "弹性出让", "elastic term"}, {"CONTRIBUTION", "作价出资", "contribution in kind"}, {"AUTHORISED", "授权经营", "authorised operation"}},
	"agreement_ground":     {{"ALLOCATED_LAND", "划拨补办", "allocated land regularised"}, {"RENEWAL", "续期", "renewal"}, {"LEASE_CONVERSION", "租转让", "lease conversion"}, {"STOCK", "存量补办", "stock regularised"}, {"ODD_PLOT", "零星边角地", "odd plot"}, {"OTHER_LEGAL", "其他法定情形", "other legal ground"}},
	"land_source":          {{"NEW", "新增建设用地", "new"}, {"STOCK", "现有建设用地", "stock"}, {"LINKED", "增减挂钩", "linked quota"}, {"MIXED", "新增与存量", "mixed"}},
	"delivery_condition":   {{"NET", "净地", "net land"}, {"AS_IS", "现状", "as is"}},
	"start_test":           {{"DEEP_PIT", "深基坑开挖完毕", "pit excavated"}, {"PILES", "基础桩全部打入", "piles driven"}, {"ONE_THIRD", "基础完成三分之一", "one third of foundation"}},
	"acceptance_result":    {{"PASS", "合格", "pass"}, {"BASIC", "基本合格", "basically pass"}, {"FAIL", "不合格", "fail"}},
	"report_basis":         {{"CUMULATIVE", "累计", "cumulative"}, {"PERIOD", "当期", "period"}},
	"report_status":        {{"INITIAL", "初报", "initial"}, {"FINAL", "正式", "final"}, {"REVISED", "修订", "revised"}},
	"allocation":           {{"SINGLE", "单宗", "single parcel"}, {"BY_LAND", "按用地面积", "by land area"}, {"BY_FLOOR", "按建筑面积", "by floor area"}, {"MANUAL", "人工", "manual"}},
	"price_basis":          {{"CURRENT", "现价", "current"}, {"COMPARABLE", "可比价", "comparable"}},
	"check_kind":           {{"ROUTINE", "日常", "routine"}, {"SPECIAL", "专项", "special"}, {"RANDOM", "双随机", "random"}},
	"check_result":         {{"PASS", "达标", "pass"}, {"WATCH", "关注", "watch"}, {"FAIL", "不达标", "fail"}},
	"grade":                {{"A", "A类", "A"}, {"B", "B类", "B"}, {"C", "C类", "C"}, {"D", "D类", "D"}, {"T", "T类(不参评)", "T not graded"}},
	"cause":                {{"HOLDER", "企业原因", "holder"}, {"GOVERNMENT", "政府原因", "government"}, {"FORCE_MAJEURE", "不可抗力", "force majeure"}, {"PENDING", "待查", "pending"}},
	"rectification_result": {{"PASS", "合格", "pass"}, {"FAIL", "不合格", "fail"}, {"WITHDRAWN", "撤销", "withdrawn"}},
	"exit_type":            {{"E01", "协议有偿收回", "negotiated recovery"}, {"E02", "无偿收回", "recovery without compensation"}, {"E03", "违约解除合同收回", "rescission"}, {"E04", "公共利益提前收回", "early recovery"}, {"E05", "期满收回", "expiry"}, {"E06", "整体转让", "whole transfer"}, {"E07", "分割转让", "part transfer"}, {"E08", "回购", "buy-back"}, {"E09", "股权转让", "share transfer"}, {"E10", "司法处置", "court sale"}, {"E11", "腾退搬迁", "relocation"}, {"E12", "复垦复绿", "reclamation"}, {"E13", "土地置换", "swap"}},
	"correction_reason":    {{"ENTRY_ERROR", "录入错误", "entry error"}, {"DATA_REVISED", "数据修订", "data revised"}, {"DOCUMENT_CORRECTED", "文书更正", "document corrected"}, {"JUDGMENT", "法院判决", "judgment"}},
	"compliance":           {{"CLEAR", "正常", "clear"}, {"WATCH", "关注", "watch"}, {"BREACH", "违约", "in breach"}, {"RECTIFYING", "整改中", "rectifying"}},
	"obligation": {{"DELIVER", "交地", "delivery"}, {"START", "开工", "start"}, {"COMPLETE", "竣工", "completion"}, {"PAY", "缴款", "payment"}, {"RECTIFY", "整改", "rectification"}, {"PRODUCE", "投产", "production"}, {"CAPACITY", "达产", "capacity"}, {"REPORT", "经营数据", "report"},
		{"SIGN", "签订出让合同", "sign the contract"}, {"AGREEMENT", "签订监管协议", "sign the agreement"}, {"EVALUATE", "过程评估", "evaluation"}, {"REDEVELOP", "再开发完成", "complete the redevelopment"},
		{"PENALTY", "缴纳违约金或罚款", "pay a penalty"}, {"BOND", "补足保证金", "make the bond good"}, {"COMPENSATE", "支付补偿", "pay compensation"}, {"ISSUE", "问题办结", "solve an issue"},
		{"OBJECTION", "答复异议", "answer an objection"}, {"REPLY", "闲置情况说明", "explain idle land"}, {"RENEW", "申请续期", "apply for renewal"}, {"CONVERT", "办理租转让", "convert the lease"},
		{"RECLAIM", "临时用地复垦", "reclaim temporary land"}, {"SUPPLY", "批后供应", "supply approved land"}, {"PLAN", "年度计划完成", "finish the yearly plan"}, {"SOIL", "土壤调查", "soil survey"},
		{"VACATE", "腾退", "vacate"}, {"CLAIM", "申报债权", "file a claim"}, {"ENFORCE", "申请强制执行", "apply for enforcement"}},
	"obligation_status": {{"OPEN", "未到期", "open"}, {"DUE_SOON", "即将到期", "due soon"}, {"OVERDUE", "逾期", "overdue"}, {"NO_DATA", "无后续数据", "no later data"}},
}
