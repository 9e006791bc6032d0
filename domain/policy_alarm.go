package domain

import "maps"

// The parameters of the alarm rules R01-R32 and of the obligations (domain
// reference §10.6 and §12).
const (
	AgreementDays       Parameter = "agreement.days"      // 签订合同后补签监管协议
	LeaseNoticeMonths   Parameter = "lease.notice_months" // 租赁期满前办理租转让
	TempReclaimMonths   Parameter = "temp_use.reclaim_months"
	TermInformYears     Parameter = "term.inform_years"
	TermDecideYears     Parameter = "term.decide_years"
	TermRenewNotice     Parameter = "term.renew_notice"
	ApprovalLapseYears  Parameter = "approval.lapse_years"
	ContractWorkdays    Parameter = "supply.contract_workdays"
	EnforcementMonths   Parameter = "litigation.enforcement_months"
	EvalIntervalYears   Parameter = "eval.interval_years"
	GradeLowYears       Parameter = "grade.low_years"
	GradeScreenYears    Parameter = "grade.screen_years"
	LateCompletionYears Parameter = "complete.candidate_years"
	WeakOutputYears     Parameter = "output.candidate_years"
	WeakOutputRatio     Parameter = "output.candidate_ratio"
	HaltWatchMonths     Parameter = "halt.watch_months"
	HaltCandidateYears  Parameter = "halt.candidate_years"
	ReportQuarterDays   Parameter = "report.quarter_days"
	ReportYearMonths    Parameter = "report.year_months"
	StockVacatedDays    Parameter = "stock.vacated_days"
	StockReservedDays   Parameter = "stock.reserved_days"
	ConflictRatio       Parameter = "conflict.ratio"
	AreaToleranceRatio  Parameter = "area.tolerance_ratio"
	AreaTolerance       Parameter = "area.tolerance"
	GeometryTolerance   Parameter = "geometry.tolerance_ratio"
	AlarmEscalateDays   Parameter = "alarm.escalate_days"
	AlarmLeadDays       Parameter = "alarm.lead_days"
	AlarmLeadMonths     Parameter = "alarm.lead_months"
	Holidays            Parameter = "holidays"
)

var (
	leadDays   = map[string]int{"R01": 30, "R07": 60, "R08": 30, "R09": 90, "R13": 7, "R18": 90, "R31": 30, "R32": 30}
	leadMonths = map[string]int{"R05": 3, "R06": 3}
)

// LeadDays is how many days ahead an alarm rule warns; 0 when it does not.
func (p Policy) LeadDays(rule string) int { return leadDays[rule] }

// LeadMonths is how many months ahead an alarm rule warns; 0 when it does not.
func (p Policy) LeadMonths(rule string) int { return leadMonths[rule] }

// withAlarms adds the values that hold where nobody set anything.
func withAlarms(values map[Parameter]string) map[Parameter]string {
	maps.Copy(values, map[Parameter]string{
		AgreementDays: "30", LeaseNoticeMonths: "6", TempReclaimMonths: "12", TermInformYears: "6", TermDecideYears: "3", TermRenewNotice: "1",
		ApprovalLapseYears: "2", ContractWorkdays: "10", EnforcementMonths: "3", EvalIntervalYears: "3", GradeLowYears: "2", GradeScreenYears: "2",
		LateCompletionYears: "2", WeakOutputYears: "2", WeakOutputRatio: "1/2", HaltWatchMonths: "6", HaltCandidateYears: "1",
		ReportQuarterDays: "30", ReportYearMonths: "5", StockVacatedDays: "180", StockReservedDays: "730",
		ConflictRatio: "0.05", AreaToleranceRatio: "0.001", AreaTolerance: "100", GeometryTolerance: "0.005", AlarmEscalateDays: "15",
	})
	return values
}
