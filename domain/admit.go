package domain

import "slices"

// An Act (操作) is what a principal asks to do. Every channel asks [Admit] for one of
// these: the API, batches, imports, the commands, lists, counts, exports, replays,
// the feed, analytics and proofs.
type Act string

// The acts.
const (
	ActRecord     Act = "RECORD"     // 登记宗地事件; what and where is decided by May besides
	ActEnter      Act = "ENTER"      // 登记簿册: parameters, programme
	ActRead       Act = "READ"       // 查阅宗地、清单、看板、历史
	ActExport     Act = "EXPORT"     // 导出
	ActAnalyse    Act = "ANALYSE"    // 汇总指标
	ActQuery      Act = "QUERY"      // 自由查询: SQL over everything
	ActVerify     Act = "VERIFY"     // 核验
	ActInspect    Act = "INSPECT"    // 查阅访问记录: who read what
	ActAdminister Act = "ADMINISTER" // 授权管理
)

// rights is what each role may do, before place, view and competence. A role that is
// not here may do nothing.
var rights = map[Code][]Act{
	RoleOfficer:       {ActRecord, ActEnter, ActRead, ActExport, ActAnalyse},
	RoleAuditor:       {ActRead, ActExport, ActAnalyse, ActQuery, ActVerify, ActInspect},
	RoleAnalyst:       {ActRead, ActAnalyse, ActQuery},
	RoleWall:          {ActRead, ActAnalyse},
	RoleService:       {ActRecord, ActRead, ActExport, ActAnalyse},
	RoleAdministrator: {ActRead, ActExport, ActAnalyse, ActQuery, ActVerify, ActInspect, ActAdminister},
}

// accessRules say why a principal is not admitted.
var accessRules = []Rule{
	{"access.role", RuleDenied, "该角色无此权限", "the role may not do this"},
	{"access.place", RuleDenied, "不在授权的行政区或园区内", "outside the district or park of the authority"},
	{"access.view", RuleDenied, "查看级别不足", "the view does not reach this far"},
	{"access.expired", RuleDenied, "授权已到期", "the authority has ended"},
}

// Acts lists what the principal is admitted to on a day, for showing him.
func (p Principal) Acts(day Date) []Act {
	acts := []Act{}
	for _, licence := range p.Licences(day) {
		if licence.Denied == nil {
			acts = append(acts, licence.Act)
		}
	}
	return acts
}

// Admit decides whether a principal may do something on land at a place on a day,
// and if not, by which rule. It is the one decision of every channel; the zero place
// is the city as a whole. Recording is decided by [May], [MayCosign] or
// [MayCorrect] besides, which know the event.
func Admit(p Principal, act Act, land Scope, day Date) (bool, Problem) {
	switch {
	case p.Until != "" && day > p.Until:
		return false, problem("", "access.expired", string(p.Until))
	case !slices.Contains(rights[p.Role], act):
		return false, problem("", "access.role", string(p.Role)+" "+string(act))
	case act == ActQuery && !(p.Level == "CITY" && p.View.Shows(ViewRestricted)):
		return false, problem("", "access.view", string(p.View))
	case !placeless[act] && land != (Scope{}) && !p.Covers(land):
		return false, problem("", "access.place", land.String())
	case placeless[act] && p.Level != "CITY":
		return false, problem("", "access.place", p.Place().String())
	}
	return true, Problem{}
}

// AccessView is why something is not shown to a view, at a place of a request.
func AccessView(path string, view View) Problem { return problem(path, "access.view", string(view)) }

// placeless acts are of the ledger as a whole: only authority of the city has them.
var placeless = map[Act]bool{ActQuery: true, ActVerify: true, ActInspect: true, ActAdminister: true}
