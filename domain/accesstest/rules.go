// Package accesstest tells the rules of docs/access.md a second time: who may record,
// enter, correct, co-sign and see. It knows nothing of the ledger, so that tests compare
// the ledger's one decision with it. A rule that changes is changed in both.
package accesstest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// An Officer is who asks: identity, department, level and place.
type Officer struct{ ID, Department, Level, District, Park string }

// A Land is what the rules ask of a parcel.
type Land struct {
	District, Park       string
	StateOwned, SoilDuty bool
	Breaches             map[string]Breach
	IdleFees             []string // the numbers of penalties that are idle fees
}

// A Breach is the ground of a breach and what it is measured by.
type Breach struct{ Basis, Metric string }

// A Fact is an event with its data as JSON has it. Target is who recorded the event
// that a correction, annulment or answer is about.
type Fact struct {
	Type   string
	Data   map[string]any
	Target Officer
}

// Unseen is the answer for land outside the place of who asks: as if there were none.
const Unseen = "unseen"

// Rules are the rules with their matrix; a test may change a cell to see that it is
// noticed.
type Rules map[string]Row

// A Row says who records and who co-signs one event type.
type Row struct{ Records, Cosigns []Duty }

// A Duty is a department and the case in which it has it.
type Duty struct{ Department, Case string }

// New reads the matrix.
func New() Rules {
	r := make(Rules)
	for line := range strings.Lines(strings.TrimSpace(matrix)) {
		name, rest, _ := strings.Cut(line, " ")
		records, cosigns, _ := strings.Cut(rest, "|")
		r[name] = Row{duties(records), duties(cosigns)}
	}
	return r
}

func duties(text string) []Duty {
	var list []Duty
	for word := range strings.FieldsSeq(text) {
		department, when, _ := strings.Cut(word, "/")
		if conditions[when] == nil {
			panic(fmt.Sprintf("accesstest: no case %q", when))
		}
		list = append(list, Duty{department, when})
	}
	return list
}

// Sees: the city sees all land, a district what lies in it today, a park what lies in it.
func Sees(by Officer, district, park string) bool {
	switch by.Level {
	case "CITY":
		return true
	case "DISTRICT":
		return by.District != "" && by.District == district
	case "PARK":
		return by.District != "" && by.District == district && by.Park != "" && by.Park == park
	}
	return false
}

// Ask answers for a fact on land that is there: Unseen, the rule that denies, or nothing
// when the officer may record it.
func (r Rules) Ask(by Officer, f Fact, land *Land) string {
	if !Sees(by, land.District, land.Park) {
		return Unseen
	}
	return r.Record(by, f, land)
}

// Record answers by the matrix alone; land that a registration opens is where it says.
func (r Rules) Record(by Officer, f Fact, land *Land) string {
	if why := outOfPlace(by, land.District, land.Park); why != "" {
		return why
	}
	switch f.Type {
	case "EventCorrected", "EventAnnulled":
		return Correct(by, f.Target)
	}
	row := r[f.Type]
	why := "competence.department"
	for _, d := range row.Records {
		switch {
		case by.Department == "STA":
			return "competence.statistics"
		case d.Department == "ANY" && f.Type == "ObjectionResolved" && f.Target.Department != by.Department:
			return "competence.owner"
		case d.Department != "ANY" && d.Department != by.Department:
		case d.Case == "delegated" && !delegated(by.Department, land):
			why = "competence.delegation"
		case d.Case != "delegated" && !conditions[d.Case](f.Data, land):
			why = "competence.case"
		default:
			return ""
		}
	}
	return why
}

func outOfPlace(by Officer, district, park string) string {
	at := levels[by.Department]
	if at == "" {
		at = "CITY DISTRICT"
	}
	if !slices.Contains(Departments, by.Department) || !strings.Contains(at, by.Level) {
		return "competence.unknown"
	}
	if !Sees(by, district, park) {
		return "competence.scope"
	}
	return ""
}

// delegated: in 滨海新区 the land centre records supply in the bureau's stead.
func delegated(department string, l *Land) bool { return department == "LRC" && l.District == "120116" }

// Correct: another officer of the department that recorded; of the planning bureau's
// own, one of the city's. The place has been asked.
func Correct(by, first Officer) string {
	if by.ID == first.ID || by.Department != first.Department || first.Department == "PNR" && by.Level != "CITY" {
		return "competence.second"
	}
	return ""
}

// Awaited lists whose signatures a fact waits for where signatures are a condition: of a
// draft the department in charge first, then those of the row but the recorder's own.
func (r Rules) Awaited(by Officer, f Fact, land *Land) []string {
	var list []string
	row := r[f.Type]
	for _, d := range row.Records {
		if d.Department == by.Department && d.Case == "draft" {
			list = append(list, row.Records[0].Department)
		}
	}
	for _, d := range row.Cosigns {
		if d.Department != by.Department && !slices.Contains(list, d.Department) && conditions[d.Case](f.Data, land) {
			list = append(list, d.Department)
		}
	}
	return list
}

// Admits answers whether a role may do something at all: free queries are the city's
// with a restricted view, what is of the ledger as a whole is the city's.
func Admits(role, view, level, act string) bool {
	if !slices.Contains(strings.Fields(roles[role]), act) {
		return false
	}
	switch act {
	case "QUERY":
		return level == "CITY" && (view == "RESTRICTED" || view == "AUDITOR")
	case "VERIFY", "INSPECT", "ADMINISTER":
		return level == "CITY"
	}
	return true
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func number(v any) float64 {
	n, _ := v.(json.Number)
	x, _ := n.Float64()
	return x
}
