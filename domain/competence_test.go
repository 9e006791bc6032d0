package domain

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// matrixDay is the day of which testdata/competence.txt is the matrix.
const matrixDay Date = "2026-11-23"

// bare returns an event of a type that says nothing.
func bare(t testing.TB, event string) Event {
	t.Helper()
	f, err := DecodeFact(fmt.Appendf(nil, `{"type":%q,"occurredOn":"2026-01-01","data":{}}`, event), true)
	if err != nil {
		t.Fatal(err)
	}
	return f.Event
}

// The matrix stands as text beside the test, for readers who read no Go; a change
// of competence is a change of that text.
func TestCompetenceMatrix(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "职责分工 / competence, %s (%s)\n登记 R · 会签 C · 告知 N\n", matrixDay, CompetenceVersion(matrixDay))
	group := ""
	for _, c := range Competences(matrixDay) {
		if c.Group != group {
			group = c.Group
			i := slices.IndexFunc(CompetenceGroups(), func(g CompetenceGroup) bool { return g.Code == group })
			g := CompetenceGroups()[i]
			fmt.Fprintf(&b, "\n%s %s / %s\n", g.Code, g.ZH, g.EN)
		}
		fmt.Fprintf(&b, "  %s %s\n", c.Event, c.ZH)
		for _, line := range []struct {
			letter string
			duties []Duty
		}{{"R", c.Records}, {"C", c.Cosigns}, {"N", c.Told}} {
			if len(line.duties) > 0 {
				fmt.Fprintf(&b, "    %s %s\n", line.letter, wordsOf(line.duties))
			}
		}
	}
	const file = "testdata/competence.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the matrix is not %s; if it is right, run go test ./domain -run CompetenceMatrix -update\n%s", file, b.String())
	}
}

func wordsOf(list []Duty) string {
	words := make([]string, len(list))
	for i, d := range list {
		words[i] = strings.Join(strings.Fields(string(d.Department)+" "+strings.ToLower(string(d.Manner))+" "+string(d.When)), " ")
	}
	return strings.Join(words, ", ")
}

// Each letter of the reference is in the table and no other: an unqualified C or N
// holds for every event of the group unless the department records it, an
// unqualified R for at least one; a qualified letter for at least one.
func TestCompetenceFollowsTheReference(t *testing.T) {
	letter := regexp.MustCompile(`([RCN])(\([^)]*\))?`)
	data, err := os.ReadFile("testdata/competence_reference.md")
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	cells := 0
	for line := range strings.Lines(string(data)) {
		fields := strings.Split(strings.Trim(strings.TrimSpace(line), "| "), " | ")
		switch {
		case !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|-"):
			continue
		case columns == nil:
			columns = fields
			continue
		}
		if len(fields) != len(columns) {
			t.Fatalf("%s has %d cells, want %d", fields[0], len(fields), len(columns))
		}
		for i, cell := range fields[1:] {
			want := map[string]bool{} // letter → qualified
			for _, m := range letter.FindAllStringSubmatch(cell, -1) {
				want[m[1]] = m[2] != ""
			}
			checkCell(t, fields[0], Code(columns[i+1]), want)
			cells++
		}
	}
	if want := 18 * 21; cells != want {
		t.Errorf("%d cells were compared, want %d", cells, want)
	}
}

func checkCell(t *testing.T, group string, department Code, want map[string]bool) {
	t.Helper()
	for _, letter := range []string{"R", "C", "N"} {
		qualified, wanted := want[letter]
		some, all := false, true
		for _, c := range Competences(matrixDay) {
			if c.Group != group {
				continue
			}
			has := hasDuty(dutiesOf(c, letter), department)
			some = some || has
			all = all && (has || hasDuty(c.Records, department) || letter == "N" && hasDuty(c.Cosigns, department))
		}
		if some != wanted || wanted && !qualified && letter != "R" && !all {
			t.Errorf("%s %s %s: some %t, all %t; want %v", group, department, letter, some, all, want)
		}
	}
}

func dutiesOf(c Competence, letter string) []Duty {
	return map[string][]Duty{"R": c.Records, "C": c.Cosigns, "N": c.Told}[letter]
}

func hasDuty(list []Duty, department Code) bool {
	return slices.ContainsFunc(list, func(d Duty) bool { return d.Department == department })
}

// Every event type has its row, under its name, and every row its event.
func TestEveryEventHasACompetence(t *testing.T) {
	terms := map[string]string{}
	for _, typ := range slices.Concat(Catalogue(), BookCatalogue()) {
		terms[typ.Name] = typ.ZH
		if competenceByEvent[typ.Name] == nil {
			t.Errorf("%s %s has no row in competence_table.go", typ.Name, typ.ZH)
		}
	}
	for _, c := range slices.Concat(Competences(matrixDay), FormerCompetences()) {
		if len(c.Records) == 0 {
			t.Errorf("nobody may record %s", c.Event)
		}
		if c.ZH != terms[c.Event] {
			t.Errorf("the row of %s calls it %q, its event %q", c.Event, c.ZH, terms[c.Event])
		}
	}
}

// For every event type, department and level: whoever the text of the matrix
// names without a condition may record, whoever it does not name may not, and
// nobody may outside his place. The event says nothing, so conditions that ask
// for something in it do not hold.
func TestMayByEveryDepartmentAndLevel(t *testing.T) {
	p := &Parcel{Stage: StageOperating}
	p.Land.District, p.Land.ParkCode = "120110", "P1"
	asked := 0
	for _, typ := range Catalogue() {
		e, c := bare(t, typ.Name), inForceOn(competenceByEvent[typ.Name], matrixDay)
		for _, dept := range CodeList("department") {
			for _, level := range []Code{"CITY", "DISTRICT", "PARK"} {
				for _, place := range []Officer{{District: "120110", Park: "P1"}, {District: "120110", Park: "P2"}, {District: "120116", Park: "P1"}} {
					by := Officer{ID: "x", Department: dept.Code, Level: level, District: place.District, Park: place.Park}
					if level == "CITY" {
						by.District, by.Park = "", ""
					}
					ok, why := May(by, e, p, matrixDay)
					asked++
					if want := oracle(by, c, e, p); ok != want {
						t.Errorf("%s by %s %s %s %s: %t (%s), want %t", typ.Name, dept.Code, level, by.District, by.Park, ok, why.Rule, want)
					}
					if ok != (why == Problem{}) || !ok && why.ZH == "" {
						t.Errorf("%s by %s: %t with the reason %+v", typ.Name, dept.Code, ok, why)
					}
					fired[why.Rule] = true
				}
			}
		}
	}
	t.Logf("%d questions", asked)
}

// oracle says the rule of the matrix once more, in the words of the reference.
func oracle(by Officer, c *Competence, e Event, p *Parcel) bool {
	levels := map[Code]string{"DPG": "DISTRICT", "IPB": "DISTRICT", "PRK": "PARK", "PRT": "CITY"}[by.Department]
	if levels == "" {
		levels = "CITY DISTRICT"
	}
	if !strings.Contains(levels, string(by.Level)) {
		return false
	}
	switch {
	case by.Level != "CITY" && by.District != "120110":
		return false
	case by.Level == "PARK" && by.Park != "P1":
		return false
	}
	for _, d := range c.Records {
		if d.Department == "ANY" && by.Department != "STA" {
			return true
		}
		if d.Department == by.Department && d.Manner != "DELEGATED" && competenceWhen[d.When].holds(e, p) {
			return true
		}
	}
	return false
}
