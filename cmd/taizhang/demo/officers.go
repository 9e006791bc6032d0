package demo

import (
	"fmt"

	"taizhang/domain"
)

// A post is a department's place in the city, with what its officer is called.
var cityPosts = []struct {
	department domain.Code
	name       string
}{
	{"PNR", "沈规划"}, {"IIT", "陆工信"}, {"COM", "苏商务"}, {"DRC", "周发改"}, {"FIN", "方财政"}, {"TAX", "安税务"},
	{"HUC", "石住建"}, {"EEB", "蓝环境"}, {"LRC", "田储备"}, {"PRT", "金交易"}, {"IPB", "柳投促"},
}

// Officers returns the invented officers of the demo city: one of each department
// at the city, and of 规划资源 and 工信 in each district. The first is the one a
// visitor begins as.
func Officers() []domain.Officer {
	var list []domain.Officer
	for _, p := range cityPosts {
		list = append(list, cityOfficer(p.department))
	}
	for _, d := range domain.Districts() {
		list = append(list, districtOfficer("PNR", d.Code), districtOfficer("IIT", d.Code))
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

// districtOfficer returns the officer of a district's bureau; departments that
// have none in the demo are stood in for by the city's.
func districtOfficer(department domain.Code, district domain.District) domain.Officer {
	family := map[domain.Code]string{"PNR": "规", "IIT": "信"}[department]
	if family == "" {
		return cityOfficer(department)
	}
	return domain.Officer{
		ID: fmt.Sprintf("demo-%s-%s", department, district), Name: "演" + family + string(district[4:]),
		Department: department, Level: "DISTRICT", District: district,
	}
}
