package domain

import "slices"

// A Department is one body of the joint supervision (共同监管部门) under the name it
// bears in a period. The same code may have had another name before.
type Department struct {
	Code   Code   `json:"code"`
	ZH     string `json:"zh"`
	EN     string `json:"en"`
	Levels []Code `json:"levels"`         // at which it has officers
	From   Date   `json:"from,omitzero"`  // first day of the name; absent when it was always so
	Until  Date   `json:"until,omitzero"` // last day
}

// Departments returns the departments that exist on a day, in the order of the
// matrix.
func Departments(day Date) []Department {
	var list []Department
	for _, d := range departments {
		if inForce(d.From, d.Until, day) {
			list = append(list, d)
		}
	}
	return list
}

// department finds a department on a day.
func department(code Code, day Date) (Department, bool) {
	for _, d := range departments {
		if d.Code == code && inForce(d.From, d.Until, day) {
			return d, true
		}
	}
	return Department{}, false
}

func inForce(from, until, day Date) bool {
	return (from == "" || from <= day) && (until == "" || day <= until)
}

func (d Department) at(level Code) bool { return slices.Contains(d.Levels, level) }

var (
	everyLevel   = []Code{"CITY", "DISTRICT"}
	cityOnly     = []Code{"CITY"}
	districtOnly = []Code{"DISTRICT"}
	parkOnly     = []Code{"PARK"}
)

// departments: those of 津政办发〔2024〕1号 二(五), and after the gap those that the
// notice does not name and the work needs. The courts record nothing themselves:
// 规划资源局 enters what they decide. Names are those of the code list.
var departments = named([]Department{
	{Code: "PNR", Levels: everyLevel}, {Code: "DRC", Levels: everyLevel}, {Code: "IIT", Levels: everyLevel}, {Code: "COM", Levels: everyLevel},
	{Code: "SCI", Levels: everyLevel}, {Code: "FIN", Levels: everyLevel}, {Code: "EEB", Levels: everyLevel}, {Code: "HUC", Levels: everyLevel},
	{Code: "ARA", Levels: everyLevel}, {Code: "CTB", Levels: everyLevel}, {Code: "TAX", Levels: everyLevel}, {Code: "STA", Levels: everyLevel},
	{Code: "FRB", Levels: everyLevel}, {Code: "SAC", Levels: everyLevel}, {Code: "EDU", Levels: everyLevel}, {Code: "DPG", Levels: districtOnly},

	{Code: "ASB", Levels: everyLevel}, {Code: "EMB", Levels: everyLevel}, {Code: "LRC", Levels: everyLevel}, {Code: "PRK", Levels: parkOnly},
	{Code: "IPB", Levels: districtOnly, From: "2024-01-01"}, // 东丽: in place of 合作交流办
	{Code: "PRT", Levels: cityOnly},
})

func named(list []Department) []Department {
	for i := range list {
		for _, c := range codeLists["department"] {
			if c.Code == list[i].Code {
				list[i].ZH, list[i].EN = c.ZH, c.EN
			}
		}
	}
	return list
}
