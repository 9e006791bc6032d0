package domain

import (
	"cmp"
	"slices"
	"strings"
)

// A Duty is one letter of the competence matrix: what a department has to do with
// an event, and in which case.
type Duty struct {
	Department Code `json:"department"`
	// Manner is DRAFT (代拟: recorded for the department in charge, which confirms
	// it), DELEGATED (受托) or absent.
	Manner Code `json:"manner,omitzero"`
	// When names the case in which the duty holds; absent is always.
	When Code `json:"when,omitzero"`
}

// A Competence is one row of the matrix: who may record an event, who must co-sign
// it before it takes effect, who is told of it.
type Competence struct {
	Event   string `json:"event"`
	ZH      string `json:"zh"`
	Group   string `json:"group"`
	Records []Duty `json:"records"`
	Cosigns []Duty `json:"cosigns,omitzero"`
	Told    []Duty `json:"told,omitzero"`

	// Until is the last day of a row that another has replaced.
	Until Date `json:"until,omitzero"`
}

// A CompetenceGroup names a group of events of the matrix.
type CompetenceGroup struct {
	Code string `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

type competenceRow struct{ event, zh, records, cosigns, told string }

type competenceGroup struct {
	code, zh, en string
	rows         []competenceRow
}

// A delegation lets a department record supply in the bureau's stead, in a
// district or in one park of it.
type delegation struct {
	Department  Code
	District    District
	Park        string
	From, Until Date
}

// anyDepartment stands for every department that exists on the day.
const anyDepartment Code = "ANY"

// The manners of a duty.
const (
	byDraft      Code = "DRAFT"
	byDelegation Code = "DELEGATED"
)

// Case says in words when the duty holds; empty when always.
func (d Duty) Case() Wording {
	c := competenceWhen[d.When]
	return Wording{ZH: c.zh, EN: c.en}
}

// Competences returns the matrix in force on a day, in the order of its groups.
func Competences(day Date) []Competence {
	list := make([]Competence, 0, len(competences))
	for _, rows := range competences {
		list = append(list, *inForceOn(rows, day))
	}
	return list
}

// FormerCompetences returns the rows that others have replaced, by event.
func FormerCompetences() []Competence {
	var list []Competence
	for _, rows := range competences {
		list = append(list, rows[:len(rows)-1]...)
	}
	return list
}

// CompetenceGroups returns the groups of the matrix in order.
func CompetenceGroups() []CompetenceGroup {
	list := make([]CompetenceGroup, len(competenceTable))
	for i, g := range competenceTable {
		list[i] = CompetenceGroup{g.code, g.zh, g.en}
	}
	return list
}

// CompetenceVersion names the matrix in force on a day by the day from which it
// has stood so; "BASE" before the first change.
func CompetenceVersion(day Date) string {
	version := Date("BASE")
	for _, from := range competenceChanges {
		if from <= day {
			version = from
		}
	}
	return string(version)
}

// competences holds the rows of each event, former ones first, by their last day.
var competences = func() [][]Competence {
	var list [][]Competence
	for _, g := range competenceTable {
		for _, r := range g.rows {
			var rows []Competence
			for _, f := range formerCompetence {
				if f.event == r.event {
					rows = append(rows, f.parse(g.code, f.until))
				}
			}
			slices.SortFunc(rows, func(a, b Competence) int { return cmp.Compare(a.Until, b.Until) })
			list = append(list, append(rows, r.parse(g.code, "")))
		}
	}
	return list
}()

var competenceByEvent = func() map[string][]Competence {
	m := make(map[string][]Competence, len(competences))
	for _, rows := range competences {
		if m[rows[0].Event] != nil {
			panic("domain: two rows of competence for " + rows[0].Event)
		}
		m[rows[0].Event] = rows
	}
	return m
}()

// competenceChanges are the days from which the matrix was another, in order.
var competenceChanges = func() []Date {
	var days []Date
	for _, f := range formerCompetence {
		days = append(days, f.until.AddDays(1))
	}
	for _, d := range departments {
		days = append(days, d.From)
	}
	for _, d := range delegations {
		days = append(days, d.From)
	}
	slices.Sort(days)
	return slices.DeleteFunc(slices.Compact(days), func(d Date) bool { return d == "" })
}()

func inForceOn(rows []Competence, day Date) *Competence {
	i := slices.IndexFunc(rows, func(c Competence) bool { return c.Until == "" || day <= c.Until })
	return &rows[i]
}

func (r competenceRow) parse(group string, until Date) Competence {
	return Competence{Event: r.event, ZH: r.zh, Group: group, Records: duties(r.records), Cosigns: duties(r.cosigns), Told: duties(r.told), Until: until}
}

// duties reads "PNR PRK:draft SAC:stateOwned". A word that means nothing is a
// mistake in the table and stops the program at start.
func duties(text string) []Duty {
	var list []Duty
	for word := range strings.FieldsSeq(text) {
		code, how, _ := strings.Cut(word, ":")
		d := Duty{Department: Code(code)}
		switch how {
		case "draft":
			d.Manner = byDraft
		case "delegated":
			d.Manner = byDelegation
		default:
			d.When = Code(how)
		}
		if _, known := competenceWhen[d.When]; !known {
			panic("domain: no condition " + how + " for the competence " + word)
		}
		if !codeSets["department"][d.Department] && d.Department != anyDepartment {
			panic("domain: no department of the competence " + word)
		}
		list = append(list, d)
	}
	return list
}

// Cosigners returns the departments that must co-sign the event on this parcel
// before it takes effect, by the matrix in force on the day.
func Cosigners(e Event, p *Parcel, day Date) []Code {
	return holding(competenceOf(e, day).Cosigns, e, p, day)
}

// Told returns the departments that are told of the event on this parcel, by the
// matrix in force on the day.
func Told(e Event, p *Parcel, day Date) []Code {
	return holding(competenceOf(e, day).Told, e, p, day)
}

// Awaited returns whose co-signature the event still needs when this officer
// records it: the co-signers but for his own department, after the department
// in charge when he records a draft for it.
func Awaited(by Officer, e Event, p *Parcel, day Date) []Code {
	c := competenceOf(e, day)
	var list []Code
	if own := c.duty(by, e, p, day); own != nil && own.Manner == byDraft {
		list = append(list, c.Records[0].Department)
	}
	for _, code := range holding(c.Cosigns, e, p, day) {
		if code != by.Department && !slices.Contains(list, code) {
			list = append(list, code)
		}
	}
	return list
}

func competenceOf(e Event, day Date) *Competence {
	return inForceOn(competenceByEvent[e.storedName()], day)
}

// holding lists the departments whose duty holds in this case.
func holding(list []Duty, e Event, p *Parcel, day Date) []Code {
	var codes []Code
	for _, d := range list {
		if _, exists := department(d.Department, day); exists && competenceWhen[d.When].holds(e, p) {
			codes = append(codes, d.Department)
		}
	}
	return codes
}
