package domain

var libraryEvents = []eventCodec{
	declare[LowEfficiencyCleared]("移出低效库", "Low efficiency cleared", PhaseSurvey),
	declare[LegacyLandFlagged]("历史遗留认定", "Legacy land flagged", PhaseSurvey),
	declare[LegacyLandResolved]("历史遗留处置", "Legacy land resolved", PhaseSurvey),
	declare[IssueRaised]("问题列入清单", "Issue raised", PhaseSurvey),
	declare[IssueResolved]("问题销号", "Issue resolved", PhaseSurvey),
}

var libraryWays = []Transition{
	{Event: "LowEfficiencyCleared", From: living},
	{Event: "LegacyLandFlagged", From: living},
	{Event: "LegacyLandResolved", From: living},
	{Event: "IssueRaised", From: living},
	{Event: "IssueResolved", From: living},
}

// LowEfficiencyCleared 移出低效库 takes an area out of the library of low-efficiency
// land (低效用地数据库, 津政办发〔2024〕1号 二(二)), with what it was disposed by. It
// clears the identifications in the order in which they came.
type LowEfficiencyCleared struct {
	Area       Area        `json:"area" zh:"移出面积" rule:"required,min=1"`
	Reason     Code        `json:"reason" zh:"移出原因" rule:"required" codes:"clearing_reason"`
	Grounds    []Criterion `json:"grounds,omitzero" zh:"移出依据" rule:"max=20"`
	DecisionNo string      `json:"decisionNo,omitzero" zh:"移出文号" rule:"max=80"`
}

// LegacyLandFlagged 历史遗留认定 enters land that was occupied without complete
// procedures into the library of legacy land (历史遗留用地数据库).
type LegacyLandFlagged struct {
	CaseNo        string `json:"caseNo" zh:"遗留编号" rule:"required,max=60"`
	Class         Code   `json:"class" zh:"遗留类型" rule:"required" codes:"legacy_class"`
	OccupiedSince Date   `json:"occupiedSince,omitzero" zh:"占用起始日期"`
	Path          Code   `json:"path,omitzero" zh:"处置路径" codes:"legacy_path"`
	Area          Area   `json:"area" zh:"遗留面积" rule:"required,min=1"`
	Occupier      Party  `json:"occupier,omitzero" zh:"现使用人"`
}

// LegacyLandResolved 历史遗留处置 settles an area of a legacy case: by which path,
// and the penalty that came first where the law wants one. Reclaimed sea
// (历史遗留围填海) is settled by its own filing.
type LegacyLandResolved struct {
	CaseNo     string `json:"caseNo" zh:"遗留编号" rule:"required,max=60"`
	Path       Code   `json:"path" zh:"处置路径" rule:"required" codes:"legacy_path"`
	PenaltyRef string `json:"penaltyRef,omitzero" zh:"处罚决定文号" rule:"max=80"`
	Area       Area   `json:"area" zh:"处置面积" rule:"required,min=1"`
	DocNo      string `json:"docNo,omitzero" zh:"处置文号" rule:"max=80"`
}

// IssueRaised 问题列入清单 puts a question on the issue list (问题清单) with the
// department that leads and the day by which it is to be solved.
type IssueRaised struct {
	IssueID        string `json:"issueId" zh:"问题编号" rule:"required,max=60"`
	Class          Code   `json:"class" zh:"问题类型" rule:"required" codes:"issue_class"`
	Description    string `json:"description" zh:"问题描述" rule:"required,max=500"`
	Level          Code   `json:"level" zh:"协调层级" rule:"required" codes:"level"`
	LeadDepartment Code   `json:"leadDepartment" zh:"牵头部门" rule:"required" codes:"department"`
	Due            Date   `json:"due,omitzero" zh:"办结期限"`
}

// IssueResolved 问题销号 closes an issue with how it was solved (闭环式管理).
type IssueResolved struct {
	IssueID    string `json:"issueId" zh:"问题编号" rule:"required,max=60"`
	Resolution string `json:"resolution" zh:"办理结果" rule:"required,max=500"`
}

func (LowEfficiencyCleared) storedName() string { return "LowEfficiencyCleared" }
func (LegacyLandFlagged) storedName() string    { return "LegacyLandFlagged" }
func (LegacyLandResolved) storedName() string   { return "LegacyLandResolved" }
func (IssueRaised) storedName() string          { return "IssueRaised" }
func (IssueResolved) storedName() string        { return "IssueResolved" }
