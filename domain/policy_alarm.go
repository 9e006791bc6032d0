package domain

// The parameters of the alarm rules R01-R32 and of the obligations (domain
// reference §10.6 and §12).
const (
	AgreementDays       Parameter = "agreement.days"      // 签订合同后补签监管协议
	LeaseNoticeMonths   Parameter = "lease.notice_months" // 租赁期满前办理租转让
	TempUseMax          Parameter = "temp_use.max_months"
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
	ObligationLeadDays  Parameter = "obligation.lead_days"
	AlarmLeadDays       Parameter = "alarm.lead_days"
	AlarmLeadMonths     Parameter = "alarm.lead_months"
	Holidays            Parameter = "holidays"
)
