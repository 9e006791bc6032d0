package analytics

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A recorded is one event of a parcel with its place in the log.
type recorded struct {
	domain.Entry
	position eventstore.Position
	ordinal  uint64
}

// A dossier is what the fold keeps of one parcel: enough to fold the next event
// when it comes in order. Events that come late, and corrections, fold the
// parcel again from all its events. So a dossier is a function of the parcel's
// events alone, and the rows that each event makes are the same however often
// and in whatever batches the log is read.
type dossier struct {
	id       domain.ParcelID
	parcel   *domain.Parcel
	revision eventstore.Revision
	ordinals []uint64 // by revision
	land     landBook
	life     life
	reports  []report             // in order of recording
	standing map[uuid.UUID]uint64 // by report: the ordinal of its row that stands
	figures  map[slot]figures
	came     []checkpoint // the checkpoints that stand
}

func newDossier(id domain.ParcelID) *dossier {
	return &dossier{
		id: id, parcel: new(domain.Parcel), revision: eventstore.NoStream,
		standing: make(map[uuid.UUID]uint64), figures: make(map[slot]figures),
	}
}

// late reports whether the dossier cannot take a fact on top of what it has.
func (d *dossier) late(f domain.Fact) bool {
	return d.revision != eventstore.NoStream && !d.parcel.InOrder(f)
}

// take folds one event, which must be the next of its stream, and returns the
// rows it makes. entries gives all events of the parcel up to it; it is called
// for late ones only.
func (d *dossier) take(e recorded, entries func() []recorded) (block, error) {
	if want := int64(d.revision) + 1; e.Revision != want {
		return block{}, fmt.Errorf("parcel %s: revision %d, want %d: %w", d.id, e.Revision, want, eventstore.ErrDamaged)
	}
	late := d.late(e.Fact)
	land, ground := d.land, groundOf(d.parcel)
	d.revision = eventstore.Revision(e.Revision)
	d.ordinals = append(d.ordinals, e.ordinal)
	stands := []standing{{Entry: e.Entry}}
	if late {
		stands = d.refold(entries(), e)
	} else {
		d.fold(e.Entry, e.ordinal)
	}
	b := block{reports: d.reportRows(e, stands), land: d.landRows(e, &land), checkpoints: d.checkpointRows(e, late)}
	b.figures = d.figureRows(e, late || len(b.land) > 0 || ground != groundOf(d.parcel))
	return b, nil
}

// fold takes one fact on top of those before it. The first of its sources is the
// ordinal of the event itself, the others are its corrections.
func (d *dossier) fold(e domain.Entry, sources ...uint64) {
	before := *d.parcel
	d.parcel.Evolve(e.Fact)
	d.land.extend(d.parcel, e.Fact)
	d.life.extend(&before, d.parcel, e.Fact)
	if r, ok := e.Fact.Event.(domain.OperationReported); ok {
		d.reports = append(d.reports, newReport(r, sources...))
	}
}

func newReport(r domain.OperationReported, sources ...uint64) report {
	is := report{ordinal: sources[0], sources: sources, enterprise: enterpriseOf(r.Enterprise), period: r.Period, basis: r.Basis, status: r.Status}
	for i, m := range measures {
		is.values[i] = m.of(r)
	}
	return is
}

// A standing is an entry whose standing an event touched: as it stands now, or as
// it was recorded when it stands no more (annulled) or not yet (awaiting
// signatures).
type standing struct {
	domain.Entry
	gone bool
}

// refold makes parcel, land, life and reports from all events in effect. It
// returns what e touched, in the order that e names it.
func (d *dossier) refold(all []recorded, e recorded) []standing {
	entries := make([]domain.Entry, len(all))
	sources := make(map[uuid.UUID][]uint64, len(all))
	for i, r := range all {
		entries[i] = r.Entry
		sources[r.ID] = append(sources[r.ID], r.ordinal)
		if target, ok := domain.Target(r.Fact); ok {
			sources[target] = append(sources[target], r.ordinal)
		}
	}
	touched := touchedBy(e.Entry, entries)
	stands := make([]standing, len(touched))
	for i, id := range touched {
		if at := slices.IndexFunc(entries, func(x domain.Entry) bool { return x.ID == id }); at >= 0 {
			stands[i] = standing{entries[at], true}
		}
	}
	d.parcel, d.land, d.life, d.reports = new(domain.Parcel), landBook{}, life{}, nil
	for _, entry := range domain.LoadHistory(entries).Effective(time.Time{}) {
		d.fold(entry, sources[entry.ID]...)
		if i := slices.Index(touched, entry.ID); i >= 0 {
			stands[i] = standing{Entry: entry}
		}
	}
	slices.SortFunc(d.reports, func(a, b report) int { return cmp.Compare(a.ordinal, b.ordinal) })
	return stands
}

// touchedBy lists what an entry touches. A signature may put a correction in effect, and
// so touches what that corrects.
func touchedBy(e domain.Entry, entries []domain.Entry) []domain.EventID {
	touched := e.Touches()
	if _, signs := e.Fact.Event.(domain.EventCosigned); !signs {
		return touched
	}
	if at := slices.IndexFunc(entries, func(x domain.Entry) bool { return x.ID == touched[1] }); at >= 0 {
		touched = append(touched, entries[at].Touches()[1:]...)
	}
	return touched
}

// reportRows returns a row for every report whose standing the event touched: with
// the values that stand now, or withdrawn.
func (d *dossier) reportRows(e recorded, stands []standing) []reportRow {
	var rows []reportRow
	for _, s := range stands {
		r, ok := s.Fact.Event.(domain.OperationReported)
		replaced, stood := d.standing[s.ID]
		if !ok || s.gone && !stood {
			continue
		}
		row := reportRow{
			position: e.position, ordinal: e.ordinal, line: uint16(len(rows)), report: s.ID, reportOrdinal: d.ordinals[s.Revision], withdrawn: s.gone,
			parcel: d.id, district: d.parcel.Land.District, stage: d.parcel.Stage, area: d.parcel.Land.RegisteredArea,
			occurredOn: s.Fact.OccurredOn, recordedAt: e.RecordedAt, OperationReported: r,
		}
		if stood {
			row.replaces = &replaced
		}
		d.standing[s.ID] = e.ordinal
		if s.gone {
			delete(d.standing, s.ID)
		}
		rows = append(rows, row)
	}
	return rows
}

// landRows takes away the holdings that stand no more and adds the new ones.
func (d *dossier) landRows(e recorded, was *landBook) []landRow {
	if was.equal(&d.land) {
		return nil
	}
	var rows []landRow
	for i, kind := range landKinds {
		for _, per := range []Per{Quarter, Year} {
			before, after := attributed(was.tenures[i], per), attributed(d.land.tenures[i], per)
			gone, come := changes(before, after)
			for _, h := range gone {
				rows = append(rows, landRow{e.position, e.ordinal, uint16(len(rows)), -1, d.id, kind, per, h})
			}
			for _, h := range come {
				rows = append(rows, landRow{e.position, e.ordinal, uint16(len(rows)), 1, d.id, kind, per, h})
			}
		}
	}
	return rows
}

// checkpointRows likewise takes away and adds what the parcel came to. A report in
// its order moves none of it where nothing was promised.
func (d *dossier) checkpointRows(e recorded, late bool) []checkpointRow {
	if _, reported := e.Fact.Event.(domain.OperationReported); reported && !late && d.parcel.Contract == nil && d.parcel.Supply == nil && d.parcel.Agreement == nil {
		return nil
	}
	var rows []checkpointRow
	now := d.life.checkpoints(d.parcel)
	gone, come := changes(d.came, now)
	for _, c := range gone {
		rows = append(rows, checkpointRow{e.position, e.ordinal, uint16(len(rows)), -1, d.id, c})
	}
	for _, c := range come {
		rows = append(rows, checkpointRow{e.position, e.ordinal, uint16(len(rows)), 1, d.id, c})
	}
	d.came = now
	return rows
}

// changes lists what is in before only and what is in after only.
func changes[T comparable](before, after []T) (gone, come []T) {
	for _, x := range before {
		if !slices.Contains(after, x) {
			gone = append(gone, x)
		}
	}
	for _, x := range after {
		if !slices.Contains(before, x) {
			come = append(come, x)
		}
	}
	return gone, come
}

// figureRows brings the figures up to date and returns what changed: those of
// the year that the event reports, or all of them.
func (d *dossier) figureRows(e recorded, all bool) []figureRow {
	years := d.years(e, all)
	if len(years) == 0 {
		return nil
	}
	var rows []figureRow
	add := func(sign int8, f figures) {
		rows = append(rows, figureRow{e.position, e.ordinal, uint16(len(rows)), sign, d.id, f})
	}
	for _, year := range years {
		for quarter, is := range d.year(year) {
			was, had := d.figures[slot{year, quarter}]
			known := is.known()
			if had && known && was.equal(&is) {
				continue
			}
			if had {
				add(-1, was)
				delete(d.figures, was.slot)
			}
			if known {
				add(1, is)
				d.figures[is.slot] = is
			}
		}
	}
	return rows
}

// years lists the years whose figures an event may change, in order.
func (d *dossier) years(e recorded, all bool) []int {
	if !all {
		if r, ok := e.Fact.Event.(domain.OperationReported); ok {
			return []int{r.Period.Year()}
		}
		return nil
	}
	var years []int
	for _, r := range d.reports {
		years = append(years, r.period.Year())
	}
	for s := range d.figures {
		years = append(years, s.year)
	}
	slices.Sort(years)
	return slices.Compact(years)
}

// year computes the figures of a year, of its quarters from [1] on.
func (d *dossier) year(year int) [5]figures {
	var out [5]figures
	for q := range out {
		s := slot{year, q}
		weighed, g := d.land.within(s)
		if weighed.operating == 0 {
			g = groundOf(d.parcel)
		}
		out[q] = figures{slot: s, ground: g, landDays: weighed}
	}
	reports := d.reportsOf(year)
	for i := range measures {
		for q, f := range yearFigures(reports, i) {
			out[q].values[i] = f
		}
	}
	return out
}

func (d *dossier) reportsOf(year int) []*report {
	var of []*report
	for i := range d.reports {
		if d.reports[i].period.Year() == year {
			of = append(of, &d.reports[i])
		}
	}
	return of
}
