package domain

import "slices"

// The parameters (domain reference §12, and the numbers of the alarm rules §10.6).
const (
	IdleFeeRate         Parameter = "idle.fee_rate"
	IdleStartYears      Parameter = "idle.start_years"
	IdleReclaimYears    Parameter = "idle.reclaim_years"
	IdleAreaRatio       Parameter = "idle.area_ratio"
	IdleInvestRatio     Parameter = "idle.invest_ratio"
	IdleExtensionMax    Parameter = "idle.gov_extension_max" // months
	IdleTempUseMax      Parameter = "idle.temp_use_max"      // months
	IdleInvestigateDays Parameter = "idle.investigate_days"
	IdlePayDays         Parameter = "idle.pay_days"
	StartFromDelivery   Parameter = "start.from_delivery_months"
	DelayFileDays       Parameter = "delay.file_days"

	PayLateRate         Parameter = "pay.late_rate_per_day"
	PayRescindDays      Parameter = "pay.rescind_days"
	TransferInvestRatio Parameter = "transfer.invest_ratio"
	TransferPreempt     Parameter = "transfer.preempt_discount"
	TermMaxYears        Parameter = "term.max_years"
	LeaseMaxYears       Parameter = "lease.max_years"
	AnnounceDays        Parameter = "supply.announce_days"
	ListingDays         Parameter = "supply.listing_days"

	CapacityPassRatio  Parameter = "capacity.pass_ratio"
	EvalScheme         Parameter = "eval.scheme"
	LowEfficiencyRules Parameter = "low_eff.rules"

	ControlFARMin        Parameter = "control.far_min"
	ControlBuildingCoef  Parameter = "control.bldg_coef_min"
	ControlOfficeLandMax Parameter = "control.office_land_max"
	ControlOfficeFloor   Parameter = "control.office_floor_max"
	ControlFAIMin        Parameter = "control.fai_min"

	RecordWorkdays  Parameter = "sla.record_workdays"
	CosignRule      Parameter = "competence.cosign"
	AreaReportRatio Parameter = "area.report_ratio"

	MetricOwner    Parameter = "metric_owner"
	CoverageMin    Parameter = "coverage.min"
	Rounding       Parameter = "rounding"
	PublicFirmsMin Parameter = "public.firms_min"
	Milestones     Parameter = "milestones"
	Benchmarks     Parameter = "benchmarks"
)

var paramRows = slices.Concat(idleRows, supplyRows, operationRows, controlRows, watchRows, metricRows, referenceRows)

var idleRows = []paramRow{
	{name: IdleFeeRate, kind: "RATIO", min: "0", max: "1", zh: "闲置费费率（占价款）", en: "idle fee, share of the price", source: order53, defaults: just(`"0.20"`)},
	{name: IdleStartYears, kind: "YEARS", min: "1", max: "5", zh: "满几年未动工为闲置", en: "years without start that make land idle", source: order53, defaults: just(`1`)},
	{name: IdleReclaimYears, kind: "YEARS", min: "1", max: "10", zh: "满几年未动工可无偿收回", en: "years without start until recovery without compensation", source: order53, defaults: just(`2`)},
	{name: IdleAreaRatio, kind: "RATIO", min: "0", max: "1", zh: "已动工面积占应动工面积下限", en: "least share of the area under construction", source: order53, defaults: just(`"1/3"`)},
	{name: IdleInvestRatio, kind: "RATIO", min: "0", max: "1", zh: "已投资额占总投资额下限", en: "least share of the investment made", source: order53, defaults: just(`"1/4"`)},
	{name: IdleExtensionMax, kind: "MONTHS", min: "0", max: "60", zh: "延长动工期限上限", en: "longest extension of the start", source: order53, defaults: just(`12`)},
	{name: IdleTempUseMax, kind: "MONTHS", min: "0", max: "120", zh: "政府安排临时使用上限", en: "longest temporary use", source: order53Days, defaults: just(`24`)},
	{name: IdleInvestigateDays, kind: "DAYS", min: "1", max: "365", zh: "闲置调查期限", en: "time to investigate", source: order53Days, defaults: just(`30`)},
	{name: IdlePayDays, kind: "DAYS", min: "1", max: "365", zh: "闲置费缴纳期限（自送达起）", en: "time to pay the idle fee, from service", source: order53Days, defaults: just(`30`)},
	{name: StartFromDelivery, kind: "MONTHS", min: "1", max: "60", zh: "合同未约定动工日期时，自交地起", en: "start due after delivery when the contract names no day", source: order53Days, defaults: just(`12`)},
	{name: DelayFileDays, kind: "DAYS", min: "0", max: "365", zh: "延建申请提前期", en: "notice to apply for a delay under the contract", source: grantForm, defaults: just(`30`)},
	{name: TempUseMax, kind: "MONTHS", min: "1", max: "120", zh: "临时用地最长期限", en: "longest temporary use of land", source: landCode, defaults: just(`24`), strength: strongConfirmed},
	{name: TempReclaimMonths, kind: "MONTHS", min: "1", max: "60", zh: "临时用地期满后复垦期限", en: "time to restore temporary land", source: landCode, defaults: just(`12`), strength: strongConfirmed},
}

var supplyRows = []paramRow{
	{name: PayLateRate, kind: "RATIO", min: "0", max: "0.01", zh: "逾期付款违约金日率", en: "late payment, rate per day", source: grantForm, defaults: just(`"0.001"`)},
	{name: PayRescindDays, kind: "DAYS", min: "1", max: "365", zh: "逾期付款可解除合同天数", en: "days of delay until rescission", source: grantForm, defaults: just(`60`)},
	{name: TransferInvestRatio, kind: "RATIO", min: "0", max: "1", zh: "转让须完成投资比例", en: "investment needed before a transfer", source: realEstate, defaults: just(`"0.25"`)},
	{name: TransferPreempt, kind: "RATIO", min: "0", max: "1", zh: "转让价低于基准价多少可优先购买", en: "discount at which the government may buy first", source: shenzhen, defaults: just(`"0.20"`)},
	{name: TermMaxYears, kind: "YEARS", min: "1", max: "70", zh: "工业用地最高年限", en: "longest term of industrial land", source: landCode, defaults: just(`50`), strength: strongConfirmed, caveat: Caveat{"《城镇国有土地使用权出让和转让暂行条例》第十二条", "art. 12 of the provisional regulations on granting"}},
	{name: TermInformYears, kind: "YEARS", min: "0", max: "20", zh: "到期前告知年限", en: "years before the end of the term to inform the holder", source: hongKong, defaults: just(`6`)},
	{name: TermDecideYears, kind: "YEARS", min: "0", max: "20", zh: "到期前决定续期年限", en: "years before the end of the term to decide", source: hongKong, defaults: just(`3`)},
	{name: TermRenewNotice, kind: "YEARS", min: "0", max: "5", zh: "续期申请提前年限", en: "years before the end to apply for renewal", source: landCode, defaults: just(`1`)},
	{name: LeaseNoticeMonths, kind: "MONTHS", min: "0", max: "60", zh: "租赁期满前办理租转让提前月数", en: "months before the end of a lease to convert it", source: landCode, defaults: just(`6`)},
	{name: AgreementDays, kind: "DAYS", min: "0", max: "365", zh: "签订合同后签订监管协议期限", en: "days after the contract to sign the agreement", source: proposed, defaults: just(`30`)},
	{name: LeaseMaxYears, kind: "YEARS", min: "1", max: "20", zh: "先租后让租期上限", en: "longest lease", source: landCode, defaults: just(`5`)},
	{name: ApprovalLapseYears, kind: "YEARS", min: "1", max: "10", zh: "农转征批复有效年限", en: "years until an approval of conversion lapses", source: landCode, defaults: just(`2`)},
	{name: AnnounceDays, kind: "DAYS", min: "1", max: "180", zh: "出让公告时间下限", en: "least days between announcement and close", source: tenderRules, defaults: just(`20`)},
	{name: ListingDays, kind: "DAYS", min: "1", max: "90", zh: "挂牌时间下限", en: "least days of a listing", source: landCode, defaults: just(`10`)},
	{name: ContractWorkdays, kind: "WORKDAYS", min: "1", max: "60", zh: "成交后签订合同期限", en: "time to sign after the award", source: landCode, defaults: just(`10`)},
	{name: EnforcementMonths, kind: "MONTHS", min: "1", max: "24", zh: "申请强制执行期限", en: "time to apply for enforcement", source: landCode, defaults: just(`3`)},
}

var operationRows = []paramRow{
	{name: CapacityPassRatio, kind: "RATIO", min: "0", max: "1", zh: "履约指标合格线", en: "share of a target that passes", source: proposed, defaults: just(`"1.0"`)},
	{name: EvalIntervalYears, kind: "YEARS", min: "1", max: "5", zh: "过程评估间隔（协议未约定时）", en: "years between evaluations where the agreement says none", source: proposed, defaults: just(`3`)},
	{name: EvalScheme, kind: "TABLE", zh: "亩均评价办法", en: "scheme of evaluation by mu", source: otherCity, table: tableOf[EvaluationScheme](), defaults: just(huaian), caveat: Caveat{
		otherCity.caveat.ZH + "；台账只核对评价所载版本是否施行，不据此计算得分，其余各项仅供查阅",
		otherCity.caveat.EN + "; the ledger checks the version that a rating names and computes no scores, the rest is for reference only"}},
	{name: LowEfficiencyRules, kind: "TABLE", zh: "低效工业用地认定标准", en: "criteria of low-efficiency land", source: otherCity, table: tableOf[[]LowEfficiencyRule](), defaults: just(otherCityCriteria)},
	{name: GradeLowYears, kind: "YEARS", min: "1", max: "5", zh: "连续几年 D 类认定低效", en: "years of grade D that make land low-efficient", source: otherCity, defaults: just(`2`)},
	{name: GradeScreenYears, kind: "YEARS", min: "1", max: "5", zh: "连续几年 C 类逐宗排查", en: "years of grade C that call for screening", source: otherCity, defaults: just(`2`)},
	{name: LateCompletionYears, kind: "YEARS", min: "1", max: "10", zh: "竣工逾期几年列为低效对象", en: "years of late completion that make a candidate", source: otherCity, defaults: just(`2`)},
	{name: WeakOutputYears, kind: "YEARS", min: "1", max: "10", zh: "竣工几年后核查产出", en: "years after completion until output is judged", source: otherCity, defaults: just(`2`)},
	{name: WeakOutputRatio, kind: "RATIO", min: "0", max: "1", zh: "投资或产出不足约定比例列为低效对象", en: "share of the target below which land is a candidate", source: otherCity, defaults: just(`"1/2"`)},
	{name: HaltWatchMonths, kind: "MONTHS", min: "1", max: "60", zh: "停产半停产几个月关注", en: "months of halt until it is watched", source: proposed, defaults: just(`6`)},
	{name: HaltCandidateYears, kind: "YEARS", min: "1", max: "10", zh: "停产半停产几年列为低效对象", en: "years of halt that make a candidate", source: otherCity, defaults: just(`1`)},
}

var controlRows = []paramRow{
	{name: ControlFARMin, kind: "RATIO", keys: "INDUSTRY", min: "0", max: "10", zh: "容积率下限", en: "least floor area ratio", source: control2004, defaults: byKey(
		"13", `"1.0"`, "14", `"1.0"`, "15", `"1.0"`, "16", `"1.0"`, "17", `"0.8"`, "18", `"1.0"`, "19", `"1.0"`, "20", `"0.8"`, "21", `"0.8"`, "22", `"0.8"`,
		"23", `"0.8"`, "24", `"1.0"`, "25", `"0.5"`, "26", `"0.6"`, "27", `"0.7"`, "28", `"0.8"`, "29", `"0.8"`, "30", `"0.7"`, "31", `"0.6"`, "32", `"0.6"`)},
	{name: ControlBuildingCoef, kind: "RATIO", min: "0", max: "1", zh: "建筑系数下限", en: "least building coefficient", source: control2023, defaults: just(`"0.40"`)},
	{name: ControlOfficeLandMax, kind: "RATIO", min: "0", max: "1", zh: "行政办公及生活服务设施用地比重上限", en: "largest share of office and living land", source: control2023, defaults: just(`"0.07"`)},
	{name: ControlOfficeFloor, kind: "RATIO", min: "0", max: "1", zh: "行政办公及生活服务设施建筑面积比重上限", en: "largest share of office and living floor", source: control2023, defaults: just(`"0.15"`)},
	{name: ControlFAIMin, kind: "MONEY", keys: "INDUSTRY_GRADE", min: "0", unit: "分/公顷", zh: "固定资产投资强度下限", en: "least fixed investment per hectare", source: control2023, caveat: Caveat{
		"2008 年投资强度表未核对，故无默认值，须按现行文件录入", "the table of 2008 was not checked: there is no default, enter the one in force"}},
}

var watchRows = []paramRow{
	{name: ReportQuarterDays, kind: "DAYS", min: "1", max: "180", zh: "季报期限（季后）", en: "quarterly report due after the quarter", source: proposed, defaults: just(`30`)},
	{name: ReportYearMonths, kind: "MONTHS", min: "1", max: "12", zh: "年报期限（年后）", en: "yearly report due after the year", source: proposed, defaults: just(`5`)},
	{name: ObligationLeadDays, kind: "DAYS", min: "0", max: "365", zh: "到期事项提前提示天数", en: "days ahead of which an obligation is due soon", source: proposed, defaults: just(`30`)},
	{name: StockVacatedDays, kind: "DAYS", min: "1", max: "3650", zh: "腾退后未再供应预警", en: "vacated land not supplied again", source: proposed, defaults: just(`180`)},
	{name: StockReservedDays, kind: "DAYS", min: "1", max: "3650", zh: "储备未供应预警", en: "reserved land not supplied", source: proposed, defaults: just(`730`)},
	{name: ConflictRatio, kind: "RATIO", min: "0", max: "1", zh: "多源数据差异预警", en: "difference between two sources that is told", source: proposed, defaults: just(`"0.05"`)},
	{name: AreaToleranceRatio, kind: "RATIO", min: "0", max: "0.1", zh: "分割合并面积容差（比例）", en: "tolerance of areas that must add up, ratio", source: proposed, defaults: just(`"0.001"`)},
	{name: AreaTolerance, kind: "AREA", min: "0", max: "100000", zh: "分割合并面积容差（面积）", en: "tolerance of areas that must add up", source: proposed, defaults: just(`100`)},
	{name: GeometryTolerance, kind: "RATIO", min: "0", max: "0.1", zh: "界址与登记面积容差", en: "tolerance between outline and registered area", source: proposed, defaults: just(`"0.005"`)},
	{name: AreaReportRatio, kind: "RATIO", min: "0", max: "0.1", zh: "登记面积变化超过此比例须有测绘成果", en: "change of the registered area that needs a survey report", source: proposed, defaults: just(`"0.005"`)},
	{name: RecordWorkdays, kind: "WORKDAYS", min: "1", max: "60", zh: "登记时限", en: "time to record a fact", source: proposed, defaults: just(`10`)},
	{name: CosignRule, kind: "CODE", codes: "cosign_rule", zh: "会签是否为生效条件", en: "whether events wait for co-signatures", source: proposed, defaults: just(`"NONE"`)},
	{name: AlarmLeadDays, kind: "DAYS", keys: "RULE", min: "0", max: "3650", zh: "预警提前天数", en: "days of warning ahead, by rule", source: proposed, defaults: byKey(
		"R01", `30`, "R07", `60`, "R08", `30`, "R09", `90`, "R13", `7`, "R18", `90`, "R31", `30`, "R32", `30`)},
	{name: AlarmLeadMonths, kind: "MONTHS", keys: "RULE", min: "0", max: "120", zh: "预警提前月数", en: "months of warning ahead, by rule", source: proposed, defaults: byKey("R05", `3`, "R06", `3`)},
	{name: AlarmEscalateDays, kind: "DAYS", min: "1", max: "365", zh: "预警逾期未办升级天数", en: "days unhandled until an alarm is escalated", source: proposed, defaults: just(`15`)},
}

var metricRows = []paramRow{
	{name: MetricOwner, kind: "CODE", keys: "FIGURE", codes: "department", zh: "一数一源：指标主管部门", en: "the one department whose figure counts", source: proposed, defaults: byKey(
		"output", `"IIT"`, "revenue", `"IIT"`, "valueAdded", `"IIT"`, "taxPaid", `"TAX"`, "taxRefund", `"TAX"`, "profit", `"IIT"`, "rd", `"SCI"`,
		"employeesAvg", `"IIT"`, "energyTce", `"DRC"`, "powerKwh", `"DRC"`, "waterM3", `"DRC"`)},
	{name: CoverageMin, kind: "RATIO", min: "0", max: "1", cityOnly: true, zh: "覆盖率下限（低于则不予展示）", en: "least coverage of a figure that is shown", source: proposed, defaults: just(`"0.8"`)},
	{name: Rounding, kind: "CODE", codes: "rounding", zh: "舍入方法（金额到分）", en: "rounding of money to the fen", source: proposed, defaults: just(`"HALF_UP"`)},
	{name: PublicFirmsMin, kind: "COUNT", min: "3", max: "100", cityOnly: true, zh: "公开数据每组最少企业数", en: "least firms in a group that is shown", source: proposed, defaults: just(`3`)},
}

var referenceRows = []paramRow{
	{name: Holidays, kind: "TABLE", keys: "YEAR", cityOnly: true, zh: "节假日安排", en: "public holidays of a year", source: holiday, table: tableOf[HolidayPlan](), defaults: standardHolidays()},
	{name: Milestones, kind: "TABLE", cityOnly: true, zh: "试点工作节点", en: "milestones of the pilot", source: notice, table: tableOf[[]Milestone](), defaults: just(noticeMilestones)},
	{name: Benchmarks, kind: "DECIMAL", keys: "YEAR", min: "0", max: "100000", cityOnly: true, unit: "亿元/km²", zh: "工业用地产出效率目标", en: "target of output by industrial land", source: planning, defaults: byKey("2025", `"40"`, "2035", `"60"`)},
}
