package live

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A Filter selects parcels; an empty field selects all.
type Filter struct {
	District   []domain.District
	Stage      []domain.Stage
	Industry   string // leading digits of the GB/T 4754 class
	Grade      domain.Code
	Compliance domain.Code
	Status     domain.Code // OVERDUE or DUE_SOON: with such an obligation
	Text       string      // part of a code or of the holder's name
}

// A Row is one parcel in a list.
type Row struct {
	ID         domain.ParcelID     `json:"id" sight:"public"`
	Code       string              `json:"code" sight:"public"`
	District   domain.District     `json:"district" sight:"public"`
	Stage      domain.Stage        `json:"stage" sight:"public"`
	StageSince domain.Date         `json:"stageSince,omitzero" sight:"public"`
	Holder     string              `json:"holder" sight:"public"`
	Area       domain.Area         `json:"area" sight:"public"`
	Industry   domain.Industry     `json:"industry"`
	Grade      domain.Code         `json:"grade"`
	Compliance domain.Code         `json:"compliance"`
	LowEffArea domain.Area         `json:"lowEffArea"`
	Overdue    int                 `json:"overdue"`
	DueSoon    int                 `json:"dueSoon"`
	SupplyOnly bool                `json:"supplyOnly"`
	Findings   int                 `json:"findings"`
	LastOn     domain.Date         `json:"lastOn,omitzero"`
	Point      *[2]float64         `json:"point,omitzero"` // none without an outline
	Revision   eventstore.Revision `json:"revision"`
	domain.Redaction
}

// A Page is one page of a list, in order of code and identity.
type Page struct {
	Items []Row  `json:"items" sight:"public"`
	Next  string `json:"next,omitzero" sight:"public"` // cursor of the next page
	Total int    `json:"total" sight:"public"`
}

// An ObligationFilter selects obligations; an empty field selects all.
type ObligationFilter struct {
	District []domain.District
	Status   []domain.Code
	Kind     []domain.Code
}

// An ObligationRow is one obligation with the parcel it is of.
type ObligationRow struct {
	Parcel   domain.ParcelID `json:"parcel" sight:"public"`
	Code     string          `json:"code" sight:"public"`
	District domain.District `json:"district" sight:"public"`
	Stage    domain.Stage    `json:"stage" sight:"public"`
	Holder   string          `json:"holder" sight:"public"`
	domain.Obligation
	domain.Redaction
}

// Parcel returns one parcel and the revision it stands at. It is shared: read it, do
// not change it.
func (m *Model) Parcel(id domain.ParcelID) (*domain.Parcel, eventstore.Revision, bool) {
	if r := m.row(id); r != nil {
		return r.parcel, r.revision, true
	}
	return nil, eventstore.NoStream, false
}

// A Snapshot is one parcel at a revision, with what follows from it today. It is
// shared as well.
type Snapshot struct {
	*domain.Parcel
	Obligations []domain.Obligation
	Alarms      []domain.Alarm
	Commitments []domain.CommitmentState
	Revision    eventstore.Revision
}

// Snapshot returns one parcel within a reach as it is today.
func (m *Model) Snapshot(reach domain.Reach, id domain.ParcelID) (Snapshot, bool) {
	m.sync()
	m.mu.RLock()
	defer m.mu.RUnlock()
	r := m.look(reach, id)
	if r == nil {
		return Snapshot{Revision: eventstore.NoStream}, false
	}
	return Snapshot{r.parcel, r.obligations, r.alarms, r.parcel.Commitments(termsOf(r.parcel, m.today, m.books)), r.revision}, true
}

// Resolve finds a parcel within a reach by its identity or by any code it ever had.
func (m *Model) Resolve(reach domain.Reach, ref string) (domain.ParcelID, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if id, err := uuid.Parse(ref); err == nil && len(ref) == 36 {
		return id, m.look(reach, id) != nil
	}
	id, ok := m.codes[ref]
	if !ok || m.look(reach, id) == nil {
		return domain.ParcelID{}, false
	}
	return id, true
}

// Parcels returns one page of the parcels within a reach that the filter selects,
// after cursor.
func (m *Model) Parcels(reach domain.Reach, f Filter, cursor string, limit int) Page {
	rows := m.list(reach, f)
	page := Page{Total: len(rows), Items: []Row{}}
	start := 0
	if cursor != "" {
		start, _ = slices.BinarySearchFunc(rows, cursor, func(r Row, c string) int {
			return cmp.Or(cmp.Compare(r.cursor(), c), -1) // the row at the cursor was shown
		})
	}
	end := min(start+limit, len(rows))
	page.Items = append(page.Items, rows[start:end]...)
	if end < len(rows) {
		page.Next = rows[end-1].cursor()
	}
	return page
}

func (r Row) cursor() string { return r.Code + "~" + r.ID.String() }

// list returns every selected parcel in order.
func (m *Model) list(reach domain.Reach, f Filter) []Row {
	m.sync()
	m.mu.RLock()
	defer m.mu.RUnlock()
	var rows []Row
	for id, r := range m.within(reach) {
		if f.selects(r) {
			rows = append(rows, r.view(id))
		}
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.cursor(), b.cursor()) })
	return rows
}

func (f Filter) selects(r *row) bool {
	p := r.parcel
	switch {
	case len(f.District) > 0 && !slices.Contains(f.District, p.Land.District),
		len(f.Stage) > 0 && !slices.Contains(f.Stage, p.Stage),
		f.Industry != "" && !strings.HasPrefix(digits(p.Industry()), digits(domain.Industry(f.Industry))),
		f.Grade != "" && p.Operation.Grade != f.Grade,
		f.Compliance != "" && p.Compliance != f.Compliance,
		f.Status == "OVERDUE" && r.overdue == 0,
		f.Status == "DUE_SOON" && r.dueSoon == 0:
		return false
	}
	return f.Text == "" || strings.Contains(codeOf(p), f.Text) || strings.Contains(p.Holder().Name, f.Text)
}

func (r *row) view(id domain.ParcelID) Row {
	p := r.parcel
	return Row{
		ID: id, Code: codeOf(p), District: p.Land.District, Stage: p.Stage, StageSince: p.StageSince,
		Holder: p.Holder().Name, Area: p.Land.RegisteredArea, Industry: p.Industry(), Grade: p.Operation.Grade,
		Compliance: p.Compliance, LowEffArea: p.LowEff.Remaining, Overdue: r.overdue, DueSoon: r.dueSoon,
		SupplyOnly: p.SupplyOnly, Findings: len(p.Findings), LastOn: p.LastOn, Point: r.point, Revision: r.revision,
	}
}

// Obligations returns the selected obligations within a reach, earliest due first.
func (m *Model) Obligations(reach domain.Reach, f ObligationFilter) []ObligationRow {
	m.sync()
	m.mu.RLock()
	defer m.mu.RUnlock()
	rows := []ObligationRow{}
	for id, r := range m.within(reach) {
		p := r.parcel
		if len(f.District) > 0 && !slices.Contains(f.District, p.Land.District) {
			continue
		}
		for _, o := range r.obligations {
			if (len(f.Status) == 0 || slices.Contains(f.Status, o.Status)) && (len(f.Kind) == 0 || slices.Contains(f.Kind, o.Kind)) {
				rows = append(rows, ObligationRow{Parcel: id, Code: codeOf(p), District: p.Land.District, Stage: p.Stage, Holder: p.Holder().Name, Obligation: o})
			}
		}
	}
	slices.SortFunc(rows, func(a, b ObligationRow) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Code, b.Code),
			strings.Compare(a.Parcel.String(), b.Parcel.String()), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	return rows
}

// Today returns the day that obligations are judged on.
func (m *Model) Today() domain.Date {
	m.sync()
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.today
}

// sync judges the rows that came since the last look, and every row again when the
// day or a policy has changed. The bulk is judged beside readers and Apply; only the
// rows that were replaced meanwhile are judged under the lock, so that nobody sees
// one that is not.
func (m *Model) sync() {
	today := domain.DateOf(m.now())
	if m.judged(today) {
		return
	}
	m.judging.Lock()
	defer m.judging.Unlock()
	if m.judged(today) {
		return
	}
	work, books, edition := m.takeStale(today)
	next := make(map[domain.ParcelID]*row, len(work))
	for id, r := range work {
		is := *r
		is.judge(today, books)
		next[id] = &is
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, r := range work {
		if m.rows[id] == r && m.edition == edition {
			m.rows[id] = next[id]
			delete(m.stale, id)
		}
	}
	for id := range m.stale {
		is := *m.rows[id]
		is.judge(m.today, m.books)
		m.rows[id] = &is
	}
	clear(m.stale)
}

func (m *Model) judged(today domain.Date) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.today == today && len(m.stale) == 0
}

// takeStale returns the rows that are to be judged and the policies to judge them by.
func (m *Model) takeStale(today domain.Date) (work map[domain.ParcelID]*row, books domain.Policies, edition int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.today != today {
		for id := range m.rows {
			m.stale[id] = struct{}{}
		}
		m.today = today
	}
	work = make(map[domain.ParcelID]*row, len(m.stale))
	for id := range m.stale {
		work[id] = m.rows[id]
	}
	return work, m.books, m.edition
}

// termsOf are what a parcel is judged under on a day: the policy in force there.
func termsOf(p *domain.Parcel, today domain.Date, books domain.Policies) domain.Terms {
	return domain.Terms{Today: today, Policy: books.In(p.Place(), today, time.Time{})}
}

// judge fills what follows from the parcel, a day and the policies.
func (r *row) judge(today domain.Date, books domain.Policies) {
	terms := termsOf(r.parcel, today, books)
	r.obligations, r.alarms = r.parcel.Obligations(terms), r.parcel.Alarms(terms)
	r.overdue, r.dueSoon = 0, 0
	for _, o := range r.obligations {
		switch o.Status {
		case "OVERDUE":
			r.overdue++
		case "DUE_SOON":
			r.dueSoon++
		}
	}
	r.point = centre(r.parcel.Land.Geometry)
}

// centre returns the mean of the outer ring's corners: a place to put a label,
// not a centroid to measure by.
func centre(g *domain.Geometry) *[2]float64 {
	if g == nil || len(g.Rings) == 0 || len(g.Rings[0]) < 2 {
		return nil
	}
	ring := g.Rings[0][1:] // closed: the first corner stands again at the end
	var sum [2]float64
	for _, corner := range ring {
		for axis := range 2 {
			v, _ := strconv.ParseFloat(string(corner[axis]), 64)
			sum[axis] += v
		}
	}
	return &[2]float64{sum[0] / float64(len(ring)), sum[1] / float64(len(ring))}
}

// codeOf returns the code a parcel goes by, or "" (未载).
func codeOf(p *domain.Parcel) string {
	return cmp.Or(string(p.Land.ParcelCode), p.Land.PreliminaryCode)
}

func digits(i domain.Industry) string { return strings.TrimLeft(string(i), "ABCDEFGHIJKLMNOPQRST") }
