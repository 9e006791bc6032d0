package domain

import "strings"

// AuthorityBook holds who has which authority: one book for the city.
const AuthorityBook Code = "authority" // 授权

// authorityEvents change who may do and see what. What gives more than ordinary
// sight needs two administrators.
var authorityEvents = []eventCodec{
	declareIn[AuthorityGranted](AuthorityBook, "授权", "Authority granted"),
	declareIn[AuthorityApproved](AuthorityBook, "授权复核", "Authority approved"),
	declareIn[AuthorityWithdrawn](AuthorityBook, "撤销授权", "Authority withdrawn"),
}

var authorityCodes = map[string][]CodeName{
	"role": {{RoleOfficer, "承办人员", "officer"}, {RoleAuditor, "审计人员", "auditor"}, {RoleAnalyst, "分析人员", "analyst"}, {RoleWall, "大屏", "wall"}, {RoleService, "系统对接", "service"}, {RoleAdministrator, "管理员", "administrator"}},
	"view": {{Code(ViewPublic), "公开", "public"}, {Code(ViewInternal), "内部", "internal"}, {Code(ViewRestricted), "受限", "restricted"}, {Code(ViewAuditor), "审计", "auditor"}},
	"act": {
		{Code(ActRecord), "登记宗地事件", "record events of parcels"}, {Code(ActEnter), "登记簿册", "enter in books"}, {Code(ActRead), "查阅", "read"}, {Code(ActExport), "导出", "export"},
		{Code(ActAnalyse), "汇总指标", "aggregates"}, {Code(ActQuery), "自由查询", "free queries"}, {Code(ActVerify), "核验", "verify"}, {Code(ActInspect), "查阅访问记录", "inspect who read"}, {Code(ActAdminister), "授权管理", "administer authority"},
	},
}

var authorityRules = []Rule{
	{"authority.place", RuleInvalid, "层级、行政区与园区不符：市级不填行政区，区级填行政区，园区两者都填", "level, district and park disagree: none for the city, a district for a district, both for a park"},
	{"authority.department", RuleInvalid, "承办人员须有部门", "an officer has a department"},
	{"authority.view", RuleInvalid, "该角色没有此查看级别", "the role has no such view"},
	{"authority.group", RuleInvalid, "管理员须授予本人，不能授予用户组", "administrators are appointed in person, not as a group"},
	{"authority.reserved", RuleInvalid, "此标识由台账自身使用", "the ledger itself goes by this identity"},
	{"authority.level", RuleRefused, "该部门在当日不存在，或没有该级别的人员", "no such department today, or no officers at that level"},
	{"authority.until", RuleRefused, "有效期已过", "ends before today"},
	{"authority.scope", RuleRefused, "授权只记入全市一本", "authority is kept in the city's book"},
	{"authority.administrator", RuleDenied, "只有在任管理员可以授权、复核、撤销", "only an administrator in office grants, approves and withdraws"},
	{"authority.self", RuleDenied, "不能给自己授权或复核", "nobody grants or approves his own authority"},
	{"authority.second", RuleDenied, "须由另一名管理员复核", "another administrator must approve"},
	{"authority.unknown", RuleRefused, "没有此项授权", "no such grant"},
	{"authority.closed", RuleRefused, "此项授权已不在待复核或有效状态", "the grant is not open or in force any more"},
	{"authority.last", RuleRefused, "不能撤销最后一名管理员", "the last administrator stays"},
	{"authority.sole", RuleFinding, "当时只有一名管理员，无人复核", "there was one administrator only: nobody approved"},
}

// GroupPrefix begins a subject that is a group of the identity provider.
const GroupPrefix = "group:"

// AuthorityGranted 授权 gives a person, or a group of the identity provider, one role
// with one view at one place. In force it replaces the authority the subject had.
type AuthorityGranted struct {
	Subject    string   `json:"subject" zh:"被授权人" rule:"required,max=120"` // an identity, or "group:" and a group's name
	Name       string   `json:"name" zh:"姓名或名称" rule:"required,max=60"`
	Role       Code     `json:"role" zh:"角色" rule:"required" codes:"role"`
	View       Code     `json:"view" zh:"查看级别" rule:"required" codes:"view"`
	Department Code     `json:"department,omitzero" zh:"部门" codes:"department"`
	Level      Code     `json:"level" zh:"层级" rule:"required" codes:"level"`
	District   District `json:"district,omitzero" zh:"行政区"`
	Park       string   `json:"park,omitzero" zh:"园区" rule:"max=40"`
	Until      Date     `json:"until,omitzero" zh:"有效期至"`
	Reason     string   `json:"reason" zh:"理由" rule:"required,max=500"`
}

// AuthorityApproved 授权复核 puts a grant in force, by a second administrator.
type AuthorityApproved struct {
	Grant EventID `json:"grant" zh:"授权事件" rule:"required"`
	Note  string  `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// AuthorityWithdrawn 撤销授权 ends a grant at once, also one that awaits approval. One
// administrator suffices: taking away is the safe direction.
type AuthorityWithdrawn struct {
	Grant  EventID `json:"grant" zh:"授权事件" rule:"required"`
	Reason string  `json:"reason" zh:"理由" rule:"required,max=500"`
}

func (AuthorityGranted) storedName() string   { return "AuthorityGranted" }
func (AuthorityApproved) storedName() string  { return "AuthorityApproved" }
func (AuthorityWithdrawn) storedName() string { return "AuthorityWithdrawn" }

// viewMost is the furthest view of each role.
var viewMost = map[Code]View{
	RoleOfficer: ViewRestricted, RoleAuditor: ViewAuditor, RoleAnalyst: ViewRestricted,
	RoleWall: ViewInternal, RoleService: ViewRestricted, RoleAdministrator: ViewAuditor,
}

func (e AuthorityGranted) faults(_ *Fact, say faultFunc) {
	if e.Subject == System.ID || e.Subject == Maintenance.ID {
		say("/subject", "authority.reserved", e.Subject)
	}
	district, park := e.Level != "CITY", e.Level == "PARK"
	if district != (e.District != "") || park != (e.Park != "") {
		say("/level", "authority.place", string(e.Level), string(e.District), e.Park)
	}
	if e.Role == RoleOfficer && e.Department == "" {
		say("/department", "authority.department")
	}
	if !viewMost[e.Role].Shows(View(e.View)) {
		say("/view", "authority.view", string(e.Role), string(e.View))
	}
	if e.Role == RoleAdministrator && strings.HasPrefix(e.Subject, GroupPrefix) {
		say("/subject", "authority.group", e.Subject)
	}
}

// grave grants need two administrators.
func (e AuthorityGranted) grave() bool {
	return e.Role == RoleAdministrator || e.Role == RoleAuditor || View(e.View).Shows(ViewRestricted)
}

// principal is who the grant makes.
func (e AuthorityGranted) principal() Principal {
	return Principal{ID: e.Subject, Name: e.Name, Role: e.Role, View: View(e.View), Department: e.Department, Level: e.Level, District: e.District, Park: e.Park, Until: e.Until}
}
