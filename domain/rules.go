package domain

import "slices"

// A Rule is one rule of the domain with its stable code, as problems and findings
// name it.
type Rule struct {
	Code string `json:"code"`
	Kind Code   `json:"kind"` // INVALID, REFUSED, FINDING, DOUBT, OVERRIDE or DENIED
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// The kinds of rules. A doubt refuses a fact of today and becomes a finding on a
// back-filled one: old papers are as they are.
const (
	RuleInvalid Code = "INVALID" // the fact itself is malformed or contradicts itself
	RuleRefused Code = "REFUSED" // impossible on this history
	RuleFinding Code = "FINDING" // implausible; recorded with a finding
	RuleDoubt   Code = "DOUBT"
	// RuleOverride refuses unless an officer lets it pass with a reason.
	RuleOverride Code = "OVERRIDE"
)

// Rules lists every rule, by subject. A finding of a parcel's source record has
// the code "source." and the reason that the import gave.
func Rules() []Rule { return slices.Clone(rules) }

var ruleByCode = func() map[string]*Rule {
	m := make(map[string]*Rule, len(rules))
	for i := range rules {
		if m[rules[i].Code] != nil {
			panic("domain: two rules named " + rules[i].Code)
		}
		m[rules[i].Code] = &rules[i]
	}
	return m
}()

var rules = slices.Concat(
	wireRules,
	fieldRules,
	recordRules,
	surveyRules,
	landRules,
	supplyRules,
	agreementRules,
	termRules,
	rightsRules,
	operationRules,
	lineageRules,
	supervisionRules,
	idleRules,
	exitRules,
	competenceRules,
	accessRules,
	authorityRules,
	policyRules,
	programmeRules,
)

var wireRules = []Rule{
	{"json.syntax", RuleInvalid, "JSON 语法错误", "not JSON"},
	{"json.size", RuleInvalid, "超过 1 MiB", "larger than 1 MiB"},
	{"json.depth", RuleInvalid, "嵌套超过 16 层", "nested deeper than 16"},
	{"json.utf8", RuleInvalid, "文本不是有效的 UTF-8", "not valid UTF-8"},
	{"json.duplicate", RuleInvalid, "字段重复", "duplicate name"},
	{"json.unknown", RuleInvalid, "没有此字段", "unknown field"},
	{"json.case", RuleInvalid, "字段名大小写不符", "wrong case"},
	{"json.null", RuleInvalid, "不接受 null", "null is not accepted"},
	{"json.type", RuleInvalid, "值的类型不符", "a value of another type"},
	{"type", RuleInvalid, "没有此类事件", "no such event type"},
}

var fieldRules = []Rule{
	{"required", RuleInvalid, "必填", "required"},
	{"derived", RuleInvalid, "由台账计算，不得填写", "set by the ledger"},
	{"text.hidden", RuleInvalid, "含不可见或控制字符", "hidden or control character"},
	{"text.blank", RuleInvalid, "不能为空白", "blank"},
	{"text.long", RuleInvalid, "文本过长", "too long"},
	{"object.empty", RuleInvalid, "空对象", "an empty object"},
	{"list.empty", RuleInvalid, "至少一项", "at least one item"},
	{"list.long", RuleInvalid, "项数过多", "too many items"},
	{"list.length", RuleInvalid, "项数不符", "another number of items"},
	{"date.form", RuleInvalid, "日期须为存在的 YYYY-MM-DD", "not a day"},
	{"date.none", RuleInvalid, "1900-01-01 表示无日期", "1900-01-01 means none"},
	{"date.range", RuleInvalid, "年份须在 1900 至 2100 之间", "year outside 1900 to 2100"},
	{"decimal.form", RuleInvalid, "须为十进制数文本", "not plain decimal text"},
	{"decimal.long", RuleInvalid, "超过 20 位数字", "more than 20 digits"},
	{"int.form", RuleInvalid, "须写成整数", "not written as an integer"},
	{"int.range", RuleInvalid, "超出 ±(2^53-1)", "beyond ±(2^53-1)"},
	{"min", RuleInvalid, "小于下限", "below the minimum"},
	{"max", RuleInvalid, "大于上限", "above the maximum"},
	{"period.form", RuleInvalid, "报告期形式不符", "not a period"},
	{"period.range", RuleInvalid, "报告期年份须在 1990 至 2100 之间", "year outside 1990 to 2100"},
	{"code", RuleInvalid, "不在代码表中", "not in the code list"},
	{"sha256", RuleInvalid, "须为 64 位小写十六进制", "not 64 lower-case hex digits"},
	{"eventId", RuleInvalid, "须为事件编号", "not an event id"},
	{"parcelCode.form", RuleInvalid, "宗地代码不合 GB/T 37346", "not a parcel code of GB/T 37346"},
	{"parcelCode.sequence", RuleInvalid, "宗地顺序号不能为 00000", "the sequence 00000"},
	{"unitCode.form", RuleInvalid, "不动产单元代码不合 GB/T 37346", "not a unit code of GB/T 37346"},
	{"district", RuleInvalid, "没有此行政区", "no such division"},
	{"district.retired", RuleInvalid, "已撤销的区划，仅可用于补录", "a retired division outside back-fill"},
	{"industry", RuleInvalid, "行业代码不合 GB/T 4754-2017", "not a class of GB/T 4754-2017"},
	{"uscc.form", RuleInvalid, "统一社会信用代码形式不符", "not of the form of GB 32100"},
	{"uscc.check", RuleInvalid, "统一社会信用代码校验位不符（可凭理由放行，记为疑点）", "check character fails (can be overridden, then a finding)"},
	{"supervisionNo.form", RuleFinding, "电子监管号不合常见形式", "supervision number of unusual form"},
	{"override.unused", RuleInvalid, "此处没有需要放行的校验", "nothing to override here"},
}

var recordRules = []Rule{
	{"occurredOn.future", RuleRefused, "发生日期晚于记录日", "happened after the day of recording"},
	{"evidence.future", RuleInvalid, "证明材料的出具日期晚于记录日", "evidence issued after the day of recording"},
	{"backfill.late", RuleRefused, "补录只用于宗地入库日之前发生的事实", "back-fill is for facts from before the parcel was recorded"},
	{"backfill.required", RuleRefused, "早于宗地入库日期的事实须标为补录", "before the registration: mark it as back-fill"},
	{"stage", RuleRefused, "宗地所处阶段不能记录此事件", "not allowed in the parcel's stage"},
	{"history", RuleRefused, "与其后已记录的事件冲突", "later recorded facts would no longer be possible"},
	{"correction.target", RuleRefused, "被更正事件须为本宗地的非更正事件", "the target must be an event of this parcel and no correction"},
	{"correction.officer", RuleRefused, "更正须由原记录人以外的第二人记录", "a correction needs a second officer"},
	{"correction.path", RuleRefused, "此处不能更正", "this place cannot be corrected"},
	{"correction.old", RuleRefused, "原值不符", "the value that stands is another"},
	{"correction.value", RuleRefused, "更正后的事件无法读取", "the corrected event cannot be read"},
	{"correction.twice", RuleInvalid, "同一处更正了两次", "the same place is corrected twice"},
	{"correction.same", RuleInvalid, "新值与原值相同", "the new value is the old one"},
	{"annul.target", RuleRefused, "只能作废本宗地仍有效的业务事件；入库事件请更正，不能作废", "the target must be an event in effect; a registration is corrected, not annulled"},
	{"annul.cascade", RuleRefused, "有事件以被作废事件为前提，须一并列入 cascade", "other events rest on the target: name them in cascade"},
	{"annul.unrelated", RuleRefused, "此事件不以被作废事件为前提，不能随之作废", "this event stands without the target"},
	{"annul.twice", RuleInvalid, "同一事件列了两次", "an event twice"},
	{"annul.officer", RuleRefused, "作废须由原记录人以外的第二人记录", "an annulment needs a second officer"},
	{"cosign.target", RuleRefused, "没有此待会签事件", "no event here awaits a signature under this id"},
	{"cosign.officer", RuleRefused, "会签须由原记录人以外的人作出，每人一次", "the recorder cannot co-sign, and nobody signs twice"},
	{"cosign.department", RuleRefused, "不待此部门会签", "this department's signature is not awaited"},
	{"objection.target", RuleRefused, "本宗地没有被异议的事件", "no such event on this parcel"},
	{"objection.twice", RuleRefused, "异议编号已使用", "the objection id is in use"},
	{"objection.unknown", RuleRefused, "没有此异议", "no such objection"},
	{"objection.resolved", RuleRefused, "异议已处理", "the objection is resolved"},
	{"objection.due", RuleInvalid, "答复期限早于提出日期", "the answer is due before the objection"},
	{"party.empty", RuleInvalid, "名称和统一社会信用代码至少填一项", "give a name or a credit code"},
	{"landUse.empty", RuleInvalid, "代码和名称至少填一项", "give a code or a name"},
	{"deadline.form", RuleInvalid, "固定日期须填日期且不填月数天数；其他起算方式反之", "a fixed date has a date, the others months or days"},
	{"commitment.target", RuleInvalid, "目标值与指标不符：期限须为日期，行业须为行业代码，其余须为非负数", "the target does not suit the metric"},
	{"commitment.operator", RuleInvalid, "比较方式与指标不符：期限不高于，行业等于", "the operator does not suit the metric"},
	{"commitment.twice", RuleInvalid, "同一阶段的指标重复", "a metric twice for one stage"},
}

var surveyRules = []Rule{
	{"identity", RuleInvalid, "宗地代码、预编号、来源三者至少填一项", "give a parcel code, a preliminary code or a source"},
	{"term.order", RuleInvalid, "使用期止早于使用期起", "the term ends before it begins"},
	{"term.long", RuleFinding, "工业用地年限超过 50 年", "a term above 50 years for industry"},
	{"unitCode.parcel", RuleInvalid, "不动产单元代码的前 19 位不是宗地代码", "the unit code belongs to another parcel"},
	{"parcelCode.district", RuleFinding, "宗地代码的区划与行政区不同", "the parcel code bears another division"},
	{"geometry.ring", RuleInvalid, "界址环须闭合，4 至 2000 点", "a ring is closed and has 4 to 2000 points"},
	{"geometry.place", RuleInvalid, "坐标不在中国境内（经度在前）", "outside China; longitude comes first"},
	{"geometry.simple", RuleInvalid, "界址线自相交或面积为零", "the outline crosses itself or is empty"},
	{"geometry.district", RuleFinding, "界址不在天津市范围内", "the outline lies outside Tianjin"},
	{"geometry.area", RuleFinding, "界址面积与登记面积相差超过 5%", "the outline's area differs by more than 5 %"},
	{"survey.year", RuleInvalid, "调查年度或数据年度晚于发生日期", "a year after the day of the survey"},
	{"survey.building", RuleInvalid, "幢号重复、空置面积大于建筑面积，或建成年份晚于调查", "a building twice, or with impossible figures"},
	{"survey.area", RuleFinding, "实际用地面积超过登记面积 5% 以上", "used area above 105 % of the registered"},
	{"survey.baseArea", RuleFinding, "建筑基底面积之和大于宗地面积", "the buildings' base exceeds the parcel"},
	{"survey.lease", RuleFinding, "出租面积大于登记面积", "more leased out than registered"},
	{"use.since", RuleInvalid, "起始日期晚于发生日期", "in use since a day after the confirmation"},
	{"use.area", RuleFinding, "用地企业占地面积之和大于登记面积", "the users' land exceeds the parcel"},
	{"lowEfficiency.dates", RuleInvalid, "生效日期早于告知日期", "effective before the notice"},
	{"lowEfficiency.area", RuleRefused, "低效面积超过尚未认定的宗地面积", "more than what of the parcel is not yet identified"},
	{"lowEfficiency.criterion", RuleDoubt, "认定标准不在现行认定标准（low_eff.rules）之列", "the criterion is not among those in force (low_eff.rules)"},
	{"lowEfficiency.ruleSet", RuleDoubt, "标准版本不是现行认定标准的文号", "the rule set is not the document in force"},
	{"plan.dates", RuleInvalid, "计划完成早于计划开工", "planned to finish before it starts"},
	{"plan.twice", RuleRefused, "该年度计划已列入", "already in that year's plan"},
	{"plan.area", RuleFinding, "计划面积大于登记面积", "the plan exceeds the parcel"},
}

var supplyRules = []Rule{
	{"recruitment.validTo", RuleInvalid, "有效期早于发布日期", "valid to a day before the release"},
	{"project.fixed", RuleInvalid, "固定资产投资大于总投资", "fixed investment above the total"},
	{"project.twice", RuleRefused, "项目编号已提出", "the project was proposed before"},
	{"project.area", RuleFinding, "用地需求大于宗地面积", "demand above the parcel's area"},
	{"entry.project", RuleRefused, "本宗地没有此项目意向", "no such project was proposed here"},
	{"entry.objection", RuleInvalid, "有部门不同意，不能通过", "a department objects: it cannot pass"},
	{"entry.conditions", RuleInvalid, "有条件通过须写明条件", "state the conditions"},
	{"entry.negative", RuleInvalid, "负面清单内的项目不能通过", "on the negative list: it cannot pass"},
	{"review.twice", RuleInvalid, "部门重复", "a department twice"},
	{"review.date", RuleInvalid, "部门意见晚于结论日期", "an opinion after the conclusion"},
	{"agreement.commitments", RuleInvalid, "须约定开工、竣工期限、投资强度，以及亩均税收或亩均产值", "must include START_BY, COMPLETE_BY, FAI_PER_MU and TAX_PER_MU or OUTPUT_PER_MU"},
	{"agreement.dates", RuleInvalid, "开工、竣工、投产、达产期限须依次推后", "start, completion, production and capacity must follow one another"},
	{"agreement.party", RuleFinding, "乙方与土地使用权人（竞得人）不同", "party B is not the holder or winner"},
	{"agreement.no", RuleFinding, "协议编号与合同所载不同", "another number than the contract names"},
	{"agreement.start", RuleFinding, "开工期限与合同不同，以合同为准", "another start than the contract's, which prevails"},
	{"announce.dates", RuleInvalid, "截止日期早于报名起始", "closes before it opens"},
	{"announce.short", RuleFinding, "公告不足 20 日", "announced less than 20 days ahead"},
	{"announce.deposit", RuleFinding, "保证金大于起始价", "the deposit exceeds the starting price"},
	{"award.price", RuleDoubt, "成交价格低于起始价", "below the starting price"},
	{"contract.incomplete", RuleDoubt, "缺少合同编号、土地使用权人、价格或约定期限", "number, holder, price or agreed dates are missing"},
	{"contract.ground", RuleDoubt, "协议出让须有法定依据", "a grant by agreement needs a legal ground"},
	{"contract.deliverBy", RuleInvalid, "约定交地不能自交地起算", "delivery cannot count from delivery"},
	{"contract.instalmentTwice", RuleInvalid, "期号重复", "an instalment number twice"},
	{"contract.instalments", RuleDoubt, "分期合计不等于成交价格", "the instalments do not add up to the price"},
	{"contract.dates", RuleDoubt, "须交地不晚于开工、开工早于竣工", "must be: deliver ≤ start < complete"},
	{"contract.beforeSigning", RuleFinding, "约定日期早于签订日期", "an agreed day before the signing"},
	{"contract.far", RuleDoubt, "容积率下限大于上限", "the lowest plot ratio exceeds the highest"},
	{"contract.priceZero", RuleFinding, "出让价格为零", "granted for nothing"},
	{"contract.holder", RuleFinding, "土地使用权人与竞得人不同", "the holder is not the winner"},
	{"contract.price", RuleFinding, "合同价格与成交价格不同", "another price than awarded"},
	{"contract.area", RuleFinding, "出让面积与登记面积相差超过 1%", "another area than registered"},
	{"pay.instalment", RuleDoubt, "合同没有此期", "the contract has no such instalment"},
	{"pay.over", RuleFinding, "累计缴款超过约定", "more paid than agreed"},
	{"pay.noContract", RuleRefused, "没有在册的合同", "no contract on record"},
	{"deliver.twice", RuleRefused, "已交地", "already delivered"},
	{"deliver.area", RuleFinding, "交地面积与出让面积相差超过 1%", "another area than granted"},
}

var operationRules = []Rule{
	{"start.beforeDelivery", RuleFinding, "未交先建", "built before delivery"},
	{"start.permit", RuleFinding, "未载施工许可证号", "no construction permit on record"},
	{"start.reclaimed", RuleDoubt, "已决定无偿收回，不能再记录动工", "started after it was decided to take the land back"},
	{"start.verifiers", RuleDoubt, "动工核查须有两名以上核查人", "two officers verify a start"},
	{"complete.twice", RuleRefused, "已竣工", "already completed"},
	{"complete.order", RuleDoubt, "竣工须晚于动工", "completion must follow the start"},
	{"complete.parts", RuleInvalid, "行政办公建筑面积大于总建筑面积", "office floor above the whole"},
	{"complete.area", RuleFinding, "基底、堆场、绿地之和大于宗地面积", "base, yard and green exceed the parcel"},
	{"complete.far", RuleFinding, "容积率不在约定范围内", "plot ratio outside the agreed range"},
	{"complete.controlFar", RuleFinding, "容积率低于控制指标", "plot ratio below the control value"},
	{"complete.controlCoefficient", RuleFinding, "建筑系数低于控制指标", "building coefficient below the control value"},
	{"complete.controlOfficeLand", RuleFinding, "行政办公及生活服务设施用地比重超过控制指标", "office and living land above the control value"},
	{"complete.controlOfficeFloor", RuleFinding, "行政办公及生活服务设施建筑面积比重超过控制指标", "office and living floor above the control value"},
	{"complete.controlInvestment", RuleFinding, "投资强度低于控制指标（万元/亩）", "fixed investment below the control value (万元/亩)"},
	{"complete.suspended", RuleFinding, "停工未复工即竣工", "completed while suspended"},
	{"complete.landCheck", RuleFinding, "土地核验不合格", "the land check failed"},
	{"production.beforeAcceptance", RuleFinding, "未验先投", "production before acceptance"},
	{"production.industry", RuleFinding, "行业与承诺不同", "another industry than committed"},
	{"capacity.objection", RuleInvalid, "有部门不同意，不能合格", "a department objects: it cannot pass"},
	{"capacity.result", RuleInvalid, "有指标不达标，不能合格", "a metric fails: it cannot pass"},
	{"capacity.due", RuleInvalid, "基本合格须定晚于验收日的整改期限", "basically pass needs a later day to mend"},
	{"capacity.twice", RuleInvalid, "指标重复", "a metric twice"},
	{"capacity.pass", RuleRefused, "达标结论与目标值、实际值不符", "pass or fail contradicts target and actual"},
	{"capacity.target", RuleFinding, "目标值与协议不同", "another target than the agreement's"},
	{"capacity.allPass", RuleFinding, "各项达标而结论不合格", "all metrics pass and the result fails"},
	{"capacity.done", RuleRefused, "达产验收已合格", "already accepted"},
	{"period.future", RuleInvalid, "报告期尚未开始", "the period has not begun"},
	{"report.early", RuleFinding, "报告期尚未结束", "the period has not ended"},
	{"report.share", RuleInvalid, "分摊比例须大于 0 且不大于 1；单宗须为 1", "a share is above 0 and at most 1; of a single parcel 1"},
	{"report.shares", RuleFinding, "同一企业同一报告期有不同的分摊比例", "another share of the same enterprise and period"},
	{"report.empty", RuleInvalid, "没有任何指标", "no figure at all"},
	{"report.negative", RuleInvalid, "能耗、排放量不能为负", "energy and emissions cannot be negative"},
	{"report.pollutant", RuleInvalid, "污染物重复", "a pollutant twice"},
	{"report.beforeProduction", RuleFinding, "报告期早于投产", "a period before production"},
	{"report.revised", RuleFinding, "没有可修订的在先报告", "revises a report that is not on record"},
	{"check.next", RuleInvalid, "下次核查不晚于本次", "the next check is not later"},
	{"check.findings", RuleInvalid, "不达标须写明问题", "a failed check names its problems"},
	{"rating.year", RuleInvalid, "评价年度晚于发生年份", "a year after the rating"},
	{"rating.version", RuleDoubt, "评价办法版本不是评价日或评价年度末施行的版本（eval.scheme）", "the scheme named was not in force on the day of the rating or at the end of its year (eval.scheme)"},
	{"rating.late", RuleFinding, "评价年度早于发生年份三年以上", "more than three years late"},
	{"rating.rank", RuleInvalid, "名次大于参评户数", "the rank exceeds the population"},
	{"rating.dates", RuleInvalid, "异议期早于公布日期", "objections end before publication"},
	{"rating.again", RuleFinding, "该年度已评价，以后者为准", "rated before; the later holds"},
	{"breach.what", RuleInvalid, "指标和条款至少填一项", "give a metric or a clause"},
	{"breach.twice", RuleRefused, "违约编号已使用", "the breach id is in use"},
	{"breach.instrument", RuleFinding, "没有在册的合同或协议", "no contract or agreement on record"},
	{"breach.met", RuleFinding, "实际值达到目标值", "the actual meets the target"},
	{"breach.unknown", RuleRefused, "没有此违约", "no such breach"},
	{"breach.closed", RuleRefused, "违约已了结", "the breach is closed"},
	{"order.due", RuleInvalid, "整改期限须晚于发出日期", "due must be after the order"},
	{"order.served", RuleInvalid, "送达早于发出", "served before it was issued"},
	{"rectify.next", RuleInvalid, "不合格须定新的期限或升级处理", "a failure needs a new day or an escalation"},
	{"rectify.newDue", RuleInvalid, "新的期限只用于不合格，且须晚于验收日", "a new day is for a failure, and later"},
	{"rectify.noOrder", RuleFinding, "没有在册的整改通知", "no order on record"},
}

var exitRules = []Rule{
	{"guard.E02", RuleDoubt, "无偿收回须先认定为企业原因的未动工闲置土地", "recovery without compensation needs land determined idle, not started through its holder's fault"},
	{"guard.E02years", RuleDoubt, "无偿收回须满约定动工之日起二年", "recovery without compensation needs two full years since the agreed start"},
	{"exit.mortgagee", RuleDoubt, "土地已抵押，须先告知抵押权人并填写 mortgageeTold", "mortgaged: tell the mortgagee first and give the day"},
	{"exit.cancelLate", RuleRefused, "退出手续已有一方完成，不能终止", "one side of the exit is done: too late to cancel"},
	{"reserve.exit", RuleRefused, "来源退出事件须为本宗地当日以前的退出事件", "the exit must be one of this parcel's, by that day"},
	{"exit.soil", RuleDoubt, "土壤调查未完成，不能办结退出", "the soil has not been surveyed"},
	{"soil.result", RuleInvalid, "需要调查的须填报告编号和结论，无需调查的不填结论", "a survey that is required has a report and a result, else neither"},
	{"soil.keySupervised", RuleDoubt, "土壤污染重点监管单位用地须调查", "land of a key supervised unit must be surveyed"},
	{"reclaim.exitType", RuleFinding, "退出方式不是复垦复绿（E12）", "the exit was not for reclamation (E12)"},
	{"reclaim.area", RuleFinding, "复垦面积与登记面积相差超过 1%", "another area than registered"},
	{"exit.decision", RuleInvalid, "决定日期晚于启动日期", "decided after the exit began"},
	{"exit.noDecision", RuleFinding, "收回决定未载文号", "no decision number on record"},
	{"exit.paidOn", RuleInvalid, "支付日期晚于完成日期", "paid after the completion"},
	{"exit.outstanding", RuleRefused, "有未了事项，须在 outstanding 中说明", "explain what is outstanding"},
	{"exit.twice", RuleRefused, "此项退出手续已完成", "this side of the exit is done"},
	{"vacate.cleared", RuleInvalid, "人员设备未清，不能移交", "not cleared: not vacated"},
}
