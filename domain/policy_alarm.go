package domain

import "maps"

// The parameters of the alarm rules R01-R32 and of the obligations (domain
// reference §10.6 and §12). A lead is how long before its day a rule speaks.
const (
	LeadStart        Parameter = "alarm.lead_days[R01]"
	LeadReclaim      Parameter = "alarm.lead_months[R05]" // months before the land can be taken back
	LeadSuspended    Parameter = "alarm.lead_months[R06]" // months before a full year of suspension
	LeadCompletion   Parameter = "alarm.lead_days[R07]"
	LeadProduction   Parameter = "alarm.lead_days[R08]"
	LeadCapacity     Parameter = "alarm.lead_days[R09]"
	LeadRectify      Parameter = "alarm.lead_days[R13]"
	LeadEvaluation   Parameter = "alarm.lead_days[R18]"
	LeadDocument     Parameter = "alarm.lead_days[R31]"
	LeadMilestone    Parameter = "alarm.lead_days[R32]"
	EscalateDays     Parameter = "alarm.escalate_days"     // 橙色预警多少日未办结升级至区政府
	GradeYears       Parameter = "alarm.grade_years"       // 连续几年同为 D 类 (or C)
	ReportQuarter    Parameter = "report.quarter_days"     // 季报: days after the quarter
	ReportYear       Parameter = "report.year_months"      // 年报: months after the year
	EvaluationYears  Parameter = "eval.interval_years"     // 评估周期, where the agreement names none
	TermInformYears  Parameter = "term.inform_years"       // 到期前几年告知
	TermDecideYears  Parameter = "term.decide_years"       // 到期前几年决定续期与否
	TermRenewYears   Parameter = "term.renew_notice"       // 续期申请提前年数 (城市房地产管理法 22)
	HaltedWatch      Parameter = "halted.watch_months"     // 停产半停产关注
	HaltedLowYears   Parameter = "low_eff.halted_years"    // 停产满几年为低效 (L3)
	LateLowYears     Parameter = "low_eff.late_years"      // 竣工逾期满几年为低效 (L1)
	TargetLowYears   Parameter = "low_eff.target_years"    // 竣工满几年考核投资与产出 (L2)
	TargetLowRatio   Parameter = "low_eff.target_ratio"    // 低于约定的比例 (L2)
	VacatedDays      Parameter = "stock.vacated_days"      // 腾空后未再供应
	ReservedDays     Parameter = "stock.reserved_days"     // 收储后未再供应
	ConflictRatio    Parameter = "conflict.ratio"          // 两个来源的差异
	AreaTolerance    Parameter = "area.tolerance_m2"       // 分割合并面积差
	AreaRatio        Parameter = "area.tolerance_ratio"    // 分割合并面积差, share of the parcel
	OutlineRatio     Parameter = "area.outline_ratio"      // 界址与登记面积差
	AgreementDays    Parameter = "agreement.days"          // 签订合同后签订监管协议
	ContractWorkdays Parameter = "contract.workdays"       // 成交后签订合同
	ReclaimTempYears Parameter = "temporary.reclaim_years" // 临时用地期满后复垦
	LeaseNotice      Parameter = "lease.notice_months"     // 租赁期满前办理租转让
	ApprovalYears    Parameter = "approval.years"          // 农转征批复有效期
	EnforceMonths    Parameter = "enforcement.months"      // 申请强制执行期限
)

// withAlarms adds the values of the alarm parameters that hold where nobody set
// anything.
func withAlarms(values map[Parameter]string) map[Parameter]string {
	maps.Copy(values, map[Parameter]string{
		LeadStart: "30", LeadReclaim: "3", LeadSuspended: "3", LeadCompletion: "60", LeadProduction: "30", LeadCapacity: "90",
		LeadRectify: "7", LeadEvaluation: "90", LeadDocument: "30", LeadMilestone: "30", EscalateDays: "15", GradeYears: "2",
		ReportQuarter: "30", ReportYear: "5", EvaluationYears: "3",
		TermInformYears: "6", TermDecideYears: "3", TermRenewYears: "1",
		HaltedWatch: "6", HaltedLowYears: "1", LateLowYears: "2", TargetLowYears: "2", TargetLowRatio: "1/2",
		VacatedDays: "180", ReservedDays: "730", ConflictRatio: "0.05",
		AreaTolerance: "1", AreaRatio: "0.001", OutlineRatio: "0.005",
		AgreementDays: "30", ContractWorkdays: "10", ReclaimTempYears: "1", LeaseNotice: "6", ApprovalYears: "2", EnforceMonths: "3",
	})
	return values
}
