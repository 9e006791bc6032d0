package demo

import (
	"fmt"
	"slices"

	"taizhang/domain"
)

// A post is a department's place in the city, with what its officer is called.
var cityPosts = []struct {
	department domain.Code
	name       string
}{
	{"PNR", "沈规划"}, {"IIT", "陆工信"}, {"COM", "苏商务"}, {"DRC", "周发改"}, {"FIN", "方财政"}, {"TAX", "安税务"},
	{"HUC", "石住建"}, {"EEB", "蓝环境"}, {"LRC", "田储备"}, {"PRT", "金交易"}, {"SCI", "程科技"}, {"ARA", "禾农业"},
	{"CTB", "古文旅"}, {"SAC", "国资产"}, {"FRB", "钱金融"}, {"ASB", "明政务"}, {"EMB", "应应急"},
}

// districtPosts are the departments that have an officer in each district, with a
// part of what he is called.
var districtPosts = []struct {
	department domain.Code
	part       string
}{{"PNR", "规"}, {"IIT", "信"}, {"IPB", "促"}, {"DPG", "府"}}

// Officers returns the invented officers of the demo city: one of each department
// at the city, and of four departments in each district.
func Officers() []domain.Officer {
	var list []domain.Officer
	for _, p := range cityPosts {
		list = append(list, cityOfficer(p.department))
	}
	for _, d := range domain.Districts() {
		for _, p := range districtPosts {
			list = append(list, districtOfficer(p.department, d.Code))
		}
	}
	return list
}

// watchers are who reads in the demo: who audits, who analyses, a screen on a wall, and
// anybody, who sees what is published.
var watchers = []domain.Principal{
	{ID: "demo-auditor", Name: "申审计", Role: domain.RoleAuditor, View: domain.ViewAuditor, Level: "CITY"},
	{ID: "demo-analyst", Name: "席分析", Role: domain.RoleAnalyst, View: domain.ViewRestricted, Level: "CITY"},
	{ID: "demo-wall", Name: "大屏", Role: domain.RoleWall, View: domain.ViewInternal, Level: "CITY"},
	{ID: "demo-public", Name: "公众", Role: domain.RoleWall, View: domain.ViewPublic, Level: "CITY"},
}

// Administrators are the two who give authority in the demo: what one gives, the other
// approves.
func Administrators() []domain.Principal {
	return []domain.Principal{
		{ID: "demo-administrator", Name: "管授权", Role: domain.RoleAdministrator, View: domain.ViewAuditor, Level: "CITY"},
		{ID: "demo-administrator-2", Name: "管复核", Role: domain.RoleAdministrator, View: domain.ViewAuditor, Level: "CITY"},
	}
}

// Principals returns who a visitor of the demo can be; he begins as the first, the
// auditor. Each officer sees what his department works with, the tax bureau's restricted
// fields too.
func Principals() []domain.Principal {
	list := slices.Concat(watchers, Administrators())
	for _, o := range Officers() {
		p := domain.Principal{ID: o.ID, Name: o.Name, Role: domain.RoleOfficer, View: domain.ViewInternal, Department: o.Department, Level: o.Level, District: o.District, Park: o.Park}
		if o.Department == "TAX" {
			p.View = domain.ViewRestricted
		}
		list = append(list, p)
	}
	return list
}

func cityOfficer(department domain.Code) domain.Officer {
	for _, p := range cityPosts {
		if p.department == department {
			return domain.Officer{ID: "demo-" + string(department), Name: p.name, Department: department, Level: "CITY"}
		}
	}
	panic("demo: no officer of " + string(department))
}

// colleague is a second officer of the same bureau, who signs what the first recorded.
func colleague(o domain.Officer) domain.Officer {
	o.ID, o.Name = o.ID+"-2", o.Name+"乙"
	return o
}

// districtOfficer returns the officer of a district's bureau; departments that
// have none in the demo are stood in for by the city's.
func districtOfficer(department domain.Code, district domain.District) domain.Officer {
	for _, p := range districtPosts {
		if p.department == department {
			return domain.Officer{
				ID: fmt.Sprintf("demo-%s-%s", department, district), Name: "演" + p.part + string(district[4:]),
				Department: department, Level: "DISTRICT", District: district,
			}
		}
	}
	return cityOfficer(department)
}

// parkOfficer returns the officer of a park's committee.
func parkOfficer(district domain.District, park string) domain.Officer {
	return domain.Officer{
		ID: "demo-PRK-" + park, Name: "演园" + park[len(park)-1:], Department: "PRK", Level: "PARK", District: district, Park: park,
	}
}

// inCharge is who recorded for a department on a day: until the tax bureau took over
// the collection in 2022, the finance bureau recorded payments.
func inCharge(department domain.Code, day domain.Date) domain.Code {
	if department == "TAX" && day < "2022-01-01" {
		return "FIN"
	}
	return department
}
