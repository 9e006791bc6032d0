package domain

// alarmCodes name what alarms say.
var alarmCodes = map[string][]CodeName{
	"alarm_level": {{levelInfo, "提示", "info"}, {levelYellow, "黄色", "yellow"}, {levelOrange, "橙色", "orange"}, {levelRed, "红色", "red"}},
	"alarm_state": {{"OPEN", "待处置", "open"}, {"ESCALATED", "已升级", "escalated"}, {"CLEARED", "已解除", "cleared"}},
	"alarm_with":  {{cityTaskForce, "市级工作专班", "task force of the city"}},
	"alarm_detail": {
		{"cause", "原因", "cause"}, {"handedLateDays", "交地迟延天数", "days of late delivery"}, {"fairOn", "顺延后的开工日", "start day with the delay added"},
		{"openCaseBy", "应立案日期", "open a case by"}, {"candidate", "低效候选", "candidate of low efficiency"},
		{"unpaid", "未缴金额", "unpaid"}, {"days", "天数", "days"}, {"penalty", "违约金", "penalty"}, {"recordedOn", "登记日期", "recorded on"},
	},
}
