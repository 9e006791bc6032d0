package live

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"taizhang/domain"
)

// An AlarmFilter selects alarms; an empty field selects all.
type AlarmFilter struct {
	District []domain.District
	Rule     []domain.Code
	Level    []domain.Code
	State    []domain.Code
}

// An AlarmRow is one alarm with the parcel it is of; of a milestone of the pilot (R32)
// there is none, and no district when the city owes it.
type AlarmRow struct {
	Parcel   domain.ParcelID `json:"parcel" sight:"public"`
	Code     string          `json:"code" sight:"public"`
	District domain.District `json:"district" sight:"public"`
	Stage    domain.Stage    `json:"stage" sight:"public"`
	Holder   string          `json:"holder" sight:"public"`
	domain.Alarm
	domain.Redaction
}

// An AlarmCount counts the alarms of one rule and level.
type AlarmCount struct {
	Rule      domain.Code `json:"rule"`
	Level     domain.Code `json:"level"`
	Alarms    int         `json:"alarms"`
	Escalated int         `json:"escalated"`
}

// Alarms returns the selected alarms within a reach, the gravest first and of one
// level the oldest.
func (m *Model) Alarms(reach domain.Reach, f AlarmFilter) []AlarmRow {
	m.sync()
	m.mu.RLock()
	defer m.mu.RUnlock()
	rows := []AlarmRow{}
	for id, r := range m.within(reach) {
		p := r.parcel
		if !selected(f.District, p.Land.District) {
			continue
		}
		for _, a := range r.alarms {
			if f.wants(a) {
				rows = append(rows, AlarmRow{Parcel: id, Code: codeOf(p), District: p.Land.District, Stage: p.Stage, Holder: p.Holder().Name, Alarm: a})
			}
		}
	}
	rows = append(rows, m.milestones(reach, f)...)
	slices.SortFunc(rows, AlarmRow.compare)
	return rows
}

func (f *AlarmFilter) wants(a domain.Alarm) bool {
	return selected(f.Rule, a.Rule) && selected(f.Level, a.Level) && selected(f.State, a.State)
}

// milestones are the alarms of the pilot, of the city and of the districts that have
// land in the ledger or entered anything in their programme, as far as the reach covers
// the whole of them. The caller holds the lock.
func (m *Model) milestones(reach domain.Reach, f AlarmFilter) (rows []AlarmRow) {
	if len(m.rows) == 0 {
		return nil
	}
	scopes := map[domain.Scope]*domain.Book{{}: nil}
	for _, r := range m.rows {
		scopes[domain.Scope{District: r.parcel.Land.District}] = nil
	}
	maps.Copy(scopes, m.pilots)
	for scope, book := range scopes {
		if !reach.Covers(scope) || !selected(f.District, scope.District) {
			continue
		}
		if book == nil {
			book = domain.NewBook(domain.BookID{Kind: domain.ProgrammeBook, Scope: scope})
		}
		for _, a := range book.Alarms(domain.Terms{Today: m.today, Policy: m.books.In(scope, m.today, time.Time{})}) {
			if f.wants(a) {
				rows = append(rows, AlarmRow{District: scope.District, Alarm: a})
			}
		}
	}
	return rows
}

func (r AlarmRow) compare(s AlarmRow) int {
	return cmp.Or(cmp.Compare(domain.AlarmRank(s.Level), domain.AlarmRank(r.Level)), cmp.Compare(r.Since, s.Since), cmp.Compare(r.Code, s.Code),
		strings.Compare(r.Parcel.String(), s.Parcel.String()), cmp.Compare(r.District, s.District), strings.Compare(r.Identity(), s.Identity()))
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
