package live

import (
	"cmp"
	"slices"
	"strings"

	"taizhang/domain"
)

// An AlarmFilter selects alarms; an empty field selects all.
type AlarmFilter struct {
	District []domain.District
	Rule     []domain.Code
	Level    []domain.Code
	State    []domain.Code
}

// An AlarmRow is one alarm with the parcel it is of.
type AlarmRow struct {
	Parcel   domain.ParcelID `json:"parcel"`
	Code     string          `json:"code"`
	District domain.District `json:"district"`
	Stage    domain.Stage    `json:"stage"`
	Holder   string          `json:"holder"`
	domain.Alarm
}

// An AlarmCount counts the alarms of one rule and level.
type AlarmCount struct {
	Rule      domain.Code `json:"rule"`
	Level     domain.Code `json:"level"`
	Alarms    int         `json:"alarms"`
	Escalated int         `json:"escalated"`
}

// Alarms returns the selected alarms, the gravest first and of one level the oldest.
func (m *Model) Alarms(f AlarmFilter) []AlarmRow {
	m.sync()
	m.mu.RLock()
	defer m.mu.RUnlock()
	rows := []AlarmRow{}
	for id, r := range m.rows {
		p := r.parcel
		if !selected(f.District, p.Land.District) {
			continue
		}
		for _, a := range r.alarms {
			if selected(f.Rule, a.Rule) && selected(f.Level, a.Level) && selected(f.State, a.State) {
				rows = append(rows, AlarmRow{id, codeOf(p), p.Land.District, p.Stage, p.Holder().Name, a})
			}
		}
	}
	slices.SortFunc(rows, AlarmRow.compare)
	return rows
}

func (r AlarmRow) compare(s AlarmRow) int {
	return cmp.Or(cmp.Compare(domain.AlarmRank(s.Level), domain.AlarmRank(r.Level)), cmp.Compare(r.Since, s.Since), cmp.Compare(r.Code, s.Code),
		strings.Compare(r.Parcel.String(), s.Parcel.String()), strings.Compare(r.Identity(), s.Identity()))
}

func selected[T comparable](some []T, one T) bool {
	return len(some) == 0 || slices.Contains(some, one)
}

// CountAlarms counts rows by rule and level, rules in order, the gravest level first.
func CountAlarms(rows []AlarmRow) []AlarmCount {
	counts := []AlarmCount{}
	for _, r := range rows {
		one := AlarmCount{Rule: r.Rule, Level: r.Level}
		i, found := slices.BinarySearchFunc(counts, one, AlarmCount.compare)
		if !found {
			counts = slices.Insert(counts, i, one)
		}
		counts[i].Alarms++
		if r.State == "ESCALATED" {
			counts[i].Escalated++
		}
	}
	return counts
}

func (c AlarmCount) compare(d AlarmCount) int {
	return cmp.Or(cmp.Compare(c.Rule, d.Rule), cmp.Compare(domain.AlarmRank(d.Level), domain.AlarmRank(c.Level)))
}
