package domain

// alarmCodes name what alarms say.
var alarmCodes = map[string][]CodeName{
	"alarm_level": {{levelInfo, "提示", "info"}, {levelYellow, "黄色", "yellow"}, {levelOrange, "橙色", "orange"}, {levelRed, "红色", "red"}},
	"alarm_state": {{"OPEN", "待处置", "open"}, {"ESCALATED", "已升级", "escalated"}, {"CLEARED", "已解除", "cleared"}},
	"alarm_with":  {{cityTaskForce, "市级工作专班", "task force of the city"}},
	"alarm_detail": {
		{"cause", "原因", "cause"}, {"handedLateDays", "交地迟延天数", "days of late delivery"}, {"fairOn", "顺延后的开工日", "start day with the delay added"},
		{"openCaseBy", "应立案日期", "open a case by"}, {"case", "案号", "case"}, {"caseStatus", "案件状态", "state of the case"},
		{"price", "成交价格", "price"}, {"proposedFee", "建议征缴金额", "proposed fee"}, {"proposedExit", "建议退出方式", "proposed exit"},
		{"idleArea", "闲置面积", "idle area"}, {"area", "面积", "area"}, {"developedArea", "已动工面积", "developed area"}, {"dueArea", "应动工面积", "area due"},
		{"invested", "已投资额", "invested"}, {"totalInvestment", "总投资额", "total investment"}, {"newStartBy", "延期后开工日", "new start day"}, {"tempUseUntil", "临时使用止", "temporary use until"},
		{"candidate", "低效候选", "candidate of low efficiency"}, {"metric", "指标", "metric"}, {"target", "目标值", "target"}, {"actual", "实际值", "actual"}, {"shortfall", "差额率", "shortfall"},
		{"grade", "等级", "grade"}, {"degree", "停产程度", "degree"}, {"kind", "类型", "kind"},
		{"enterprise", "企业", "enterprise"}, {"source", "来源部门", "source"}, {"value", "填报值", "value"},
		{"unpaid", "未缴金额", "unpaid"}, {"days", "天数", "days"}, {"penalty", "违约金", "penalty"},
		{"required", "应缴额", "required"}, {"balance", "余额", "balance"}, {"shortage", "不足额", "shortage"},
		{"renewBy", "续期申请期限", "apply for renewal by"}, {"investedRatio", "已投资占比", "invested ratio"}, {"discount", "低于基准价比例", "below the benchmark by"},
		{"remaining", "剩余低效面积", "low-efficiency area left"}, {"outlineArea", "界址面积", "area of the outline"}, {"kinArea", "分割合并面积合计", "sum of the areas before or after"},
		{"recordedOn", "登记日期", "recorded on"},
	},
}
