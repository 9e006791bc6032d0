package domain

// programmeEvents are the events of the pilot itself (津政办发〔2024〕1号): milestones,
// units and their plans, tasks, cases, documents and the public's feedback. They are
// entered in the programme of the city or of a district.
var programmeEvents = []eventCodec{
	declareIn[MilestoneCompleted](ProgrammeBook, "节点完成", "Milestone completed"),
	declareIn[UnitDelineated](ProgrammeBook, "划定单元", "Unit delineated"),
	declareIn[UnitPlanApproved](ProgrammeBook, "单元规划批复", "Unit plan approved"),
	declareIn[DetailedPlanApproved](ProgrammeBook, "详规批复", "Detailed plan approved"),
	declareIn[TaskAssigned](ProgrammeBook, "交办任务", "Task assigned"),
	declareIn[TaskDone](ProgrammeBook, "完成任务", "Task done"),
	declareIn[CasePublished](ProgrammeBook, "发布案例", "Case published"),
	declareIn[PolicyIssued](ProgrammeBook, "出台政策", "Policy issued"),
	declareIn[FeedbackReceived](ProgrammeBook, "收到反馈", "Feedback received"),
}

var programmeCodes = map[string][]CodeName{
	"milestone_owner":   {{"CITY", "市级", "city"}, {"DISTRICT", "各区", "districts"}, {"BOTH", "市区两级", "both"}},
	"detailed_level":    {{"BLOCK", "街区层面", "block"}, {"IMPLEMENTATION", "实施层面", "implementation"}},
	"case_tag":          {{"THREE_PROJECTS", "三大工程", "three projects"}, {"RENEWAL", "城市更新", "urban renewal"}, {"RURAL", "乡村振兴", "rural revitalisation"}, {"COLLECTIVE", "集体经营性建设用地入市", "collective land to market"}, {"INDUSTRY", "工业用地提质增效", "industrial land"}},
	"feedback_channel":  {{"WEB", "网络", "web"}, {"PHONE", "电话", "phone"}, {"LETTER", "来信", "letter"}, {"VISIT", "来访", "visit"}, {"MEDIA", "媒体", "media"}},
	"programme_subject": {{"STANDARD", "认定标准", "standards"}, {"SURVEY", "摸底调查", "survey"}, {"PLANNING", "规划策划", "planning"}, {"RESOURCES", "盘活资源", "resources"}, {"MECHANISM", "政策机制", "mechanism"}, {"PROJECTS", "项目实施", "projects"}},
}

var programmeRules = []Rule{
	{"milestone.unknown", RuleRefused, "没有此节点", "no such milestone"},
	{"milestone.owner", RuleRefused, "此节点不由本级完成", "another level owes this milestone"},
	{"milestone.twice", RuleRefused, "此节点已完成", "the milestone is done already"},
	{"unit.unknown", RuleRefused, "尚未划定此单元", "no such unit"},
	{"unit.twice", RuleRefused, "此单元已划定", "the unit is delineated already"},
	{"task.unknown", RuleRefused, "没有交办此任务", "no such task"},
	{"task.twice", RuleRefused, "任务编号已用", "a task of this number exists"},
	{"task.done", RuleRefused, "任务已完成", "the task is done already"},
	{"task.due", RuleInvalid, "完成期限早于交办日", "due before it is assigned"},
	{"programme.scope", RuleRefused, "试点工作按市、区登记，不按园区", "the programme is kept by city and district, not by park"},
	{"programme.twice", RuleRefused, "此编号已登记", "a record of this number exists"},
}

// MilestoneCompleted 节点完成 reports a milestone of the notice as reached. Which
// milestones there are, and who owes them, says the parameter milestones.
type MilestoneCompleted struct {
	Milestone string   `json:"milestone" zh:"节点" rule:"required,max=40"`
	Document  Evidence `json:"document" zh:"成果文件" rule:"required"`
	Note      string   `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// UnitDelineated 划定单元 draws a spatial unit of redevelopment (空间单元).
type UnitDelineated struct {
	Unit    string    `json:"unit" zh:"单元编号" rule:"required,max=60"`
	Name    string    `json:"name" zh:"单元名称" rule:"required,max=100"`
	Area    Area      `json:"area,omitzero" zh:"单元面积" rule:"min=0"`
	Outline *Geometry `json:"outline,omitzero" zh:"单元范围"`
}

// UnitPlanApproved 单元规划批复 approves the plan of a unit.
type UnitPlanApproved struct {
	Unit  string `json:"unit" zh:"单元编号" rule:"required,max=60"`
	DocNo string `json:"docNo" zh:"批复文号" rule:"required,max=120"`
}

// DetailedPlanApproved 详规批复 approves a detailed plan within a unit, of the block
// or for its implementation.
type DetailedPlanApproved struct {
	Unit  string `json:"unit" zh:"单元编号" rule:"required,max=60"`
	Level Code   `json:"level" zh:"规划层面" rule:"required" codes:"detailed_level"`
	DocNo string `json:"docNo" zh:"批复文号" rule:"required,max=120"`
}

// TaskAssigned 交办任务 gives a department a task of the list of responsibilities
// (责任清单).
type TaskAssigned struct {
	TaskNo  string `json:"taskNo" zh:"任务编号" rule:"required,max=60"`
	Title   string `json:"title" zh:"任务" rule:"required,max=200"`
	Subject Code   `json:"subject,omitzero" zh:"类别" codes:"programme_subject"`
	Owner   Code   `json:"owner" zh:"责任部门" rule:"required" codes:"department"`
	Due     Date   `json:"due" zh:"完成期限" rule:"required"`
	DocNo   string `json:"docNo,omitzero" zh:"交办文号" rule:"max=120"`
}

// TaskDone 完成任务 closes a task.
type TaskDone struct {
	TaskNo string `json:"taskNo" zh:"任务编号" rule:"required,max=60"`
	Result string `json:"result" zh:"完成情况" rule:"required,max=500"`
	DocNo  string `json:"docNo,omitzero" zh:"成果文号" rule:"max=120"`
}

// CasePublished 发布案例 publishes a typical case.
type CasePublished struct {
	CaseNo  string     `json:"caseNo" zh:"案例编号" rule:"required,max=60"`
	Title   string     `json:"title" zh:"案例名称" rule:"required,max=200"`
	Tags    []Code     `json:"tags,omitzero" zh:"标签" codes:"case_tag" rule:"max=10"`
	Parcels []ParcelID `json:"parcels,omitzero" zh:"涉及宗地" rule:"max=100"`
	Link    string     `json:"link,omitzero" zh:"链接" rule:"max=300"`
}

// PolicyIssued 出台政策 records a document of the policy system, and what it is about.
type PolicyIssued struct {
	DocNo         string `json:"docNo" zh:"文号" rule:"required,max=120"`
	Title         string `json:"title" zh:"名称" rule:"required,max=200"`
	Subject       Code   `json:"subject,omitzero" zh:"类别" codes:"programme_subject"`
	EffectiveFrom Date   `json:"effectiveFrom,omitzero" zh:"施行日期"`
	EffectiveTo   Date   `json:"effectiveTo,omitzero" zh:"有效期至"`
}

// FeedbackReceived 收到反馈 records what the public said, without who said it.
type FeedbackReceived struct {
	FeedbackNo string   `json:"feedbackNo" zh:"反馈编号" rule:"required,max=60"`
	Channel    Code     `json:"channel" zh:"渠道" rule:"required" codes:"feedback_channel"`
	Content    string   `json:"content" zh:"内容" rule:"required,max=500"`
	Parcel     ParcelID `json:"parcel,omitzero" zh:"涉及宗地"`
	ReplyDue   Date     `json:"replyDue,omitzero" zh:"答复期限"`
}

func (MilestoneCompleted) storedName() string   { return "MilestoneCompleted" }
func (UnitDelineated) storedName() string       { return "UnitDelineated" }
func (UnitPlanApproved) storedName() string     { return "UnitPlanApproved" }
func (DetailedPlanApproved) storedName() string { return "DetailedPlanApproved" }
func (TaskAssigned) storedName() string         { return "TaskAssigned" }
func (TaskDone) storedName() string             { return "TaskDone" }
func (CasePublished) storedName() string        { return "CasePublished" }
func (PolicyIssued) storedName() string         { return "PolicyIssued" }
func (FeedbackReceived) storedName() string     { return "FeedbackReceived" }

func (e MilestoneCompleted) faults(f *Fact, say faultFunc) {
	if e.Document.IssuedOn > f.OccurredOn {
		say("/document/issuedOn", "evidence.future")
	}
}

func (e TaskAssigned) faults(f *Fact, say faultFunc) {
	if e.Due < f.OccurredOn {
		say("/due", "task.due", string(e.Due))
	}
}

func (e PolicyIssued) faults(_ *Fact, say faultFunc) {
	if e.EffectiveTo != "" && e.EffectiveTo < e.EffectiveFrom {
		say("/effectiveTo", "parameter.validity", string(e.EffectiveFrom), string(e.EffectiveTo))
	}
}
