// Package live is the read model that the screens look at: every parcel with its
// stage, facets and obligations, in memory, rebuilt from the log at every start.
package live

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A Reader is the part of a store the model needs when a fact arrives late or
// corrects an earlier one: the parcel is folded again from its own stream.
type Reader interface {
	Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error]
}

// Model is the read model. Its parcels are immutable snapshots: Apply replaces
// them and never changes one that a reader may hold.
type Model struct {
	reader Reader
	now    func() time.Time

	judging sync.Mutex // held while rows are judged, which goes on beside readers and Apply

	mu      sync.RWMutex
	rows    map[domain.ParcelID]*row
	books   domain.Policies               // the parameters that rows are judged by
	edition int                           // counts the changes of books
	pilots  map[domain.Scope]*domain.Book // the programme of the city and of districts
	codes   map[string]domain.ParcelID    // every code a parcel ever had
	pos     eventstore.Position
	events  int
	today   domain.Date                  // the day that the rows' obligations and alarms are of
	stale   map[domain.ParcelID]struct{} // rows that came since the last look and are to be judged at the next
	changed chan struct{}                // closed and replaced by Apply
}

// row is one parcel. It is replaced as a whole. What follows from a day is judged
// when somebody looks, not with each event: while the model catches up nobody does.
type row struct {
	parcel      *domain.Parcel
	revision    eventstore.Revision
	obligations []domain.Obligation
	alarms      []domain.Alarm
	overdue     int
	dueSoon     int
	point       *[2]float64 // centre of the outline, degrees; nil when 未载
}

// New returns an empty model that stands before the first record.
func New(reader Reader, now func() time.Time) *Model {
	return &Model{
		reader: reader, now: now, changed: make(chan struct{}), today: domain.DateOf(now()),
		rows: make(map[domain.ParcelID]*row), books: make(domain.Policies), pilots: make(map[domain.Scope]*domain.Book), codes: make(map[string]domain.ParcelID), stale: make(map[domain.ParcelID]struct{}),
	}
}

// Name implements projections.Projection.
func (m *Model) Name() string { return "live" }

// Position implements projections.Projection.
func (m *Model) Position(context.Context) (eventstore.Position, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.pos, nil
}

// Size returns how many parcels the model holds and how many of their events it has
// folded.
func (m *Model) Size() (parcels, events int) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.rows), m.events
}

// Apply implements projections.Projection. The whole batch is folded beside the
// model before a row is replaced: it is applied in full or not at all.
func (m *Model) Apply(ctx context.Context, batch []eventstore.Record) error {
	next := make(map[domain.ParcelID]*row)
	books := make(shelf)
	events := 0
	for _, rec := range batch {
		if err := m.enter(books, rec); err != nil {
			return fmt.Errorf("live: at %s: %w", rec.Position, err)
		}
		id, ok := domain.ParcelOf(rec.Stream)
		if !ok {
			continue
		}
		was, ok := next[id]
		if !ok {
			was = m.row(id)
		}
		is, err := m.fold(ctx, was, id, rec)
		if err != nil {
			return fmt.Errorf("live: at %s: %w", rec.Position, err)
		}
		next[id] = is
		events++
	}
	m.replace(next, books, events, batch[len(batch)-1].Position)
	return nil
}

func (m *Model) row(id domain.ParcelID) *row {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.rows[id]
}

// fold returns the row after one record; was is nil for the parcel's first. The
// next revision is the only one it takes: a hole means that the log was not
// given in full.
func (m *Model) fold(ctx context.Context, was *row, id domain.ParcelID, rec eventstore.Record) (*row, error) {
	revision := eventstore.NoStream
	parcel := new(domain.Parcel)
	if was != nil {
		revision, parcel = was.revision, was.parcel.Clone()
	}
	if rec.Revision != revision+1 {
		return nil, fmt.Errorf("parcel %s: revision %d follows %d: %w", id, rec.Revision, revision, eventstore.ErrDamaged)
	}
	entry, _, err := domain.DecodeEntry(rec.ID, int64(rec.Revision), rec.Data, rec.Meta)
	if err != nil {
		return nil, err
	}
	if parcel.InOrder(entry.Fact) {
		parcel.ID = id
		parcel.Take(entry)
		return &row{parcel: parcel, revision: rec.Revision}, nil
	}
	return m.refold(ctx, id, rec.Revision)
}

// refold folds a parcel from its stream up to a revision, in the order of valid
// time and with its corrections.
func (m *Model) refold(ctx context.Context, id domain.ParcelID, upTo eventstore.Revision) (*row, error) {
	var entries []domain.Entry
	for rec, err := range m.reader.Read(ctx, domain.StreamOf(id), 0) {
		if err != nil {
			return nil, err
		}
		if rec.Revision > upTo {
			break
		}
		entry, _, err := domain.DecodeEntry(rec.ID, int64(rec.Revision), rec.Data, rec.Meta)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return &row{parcel: domain.LoadHistory(entries).Parcel(), revision: upTo}, nil
}

func (m *Model) replace(next map[domain.ParcelID]*row, books shelf, events int, pos eventstore.Position) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(books)
	for id, r := range next {
		m.rows[id] = r
		m.stale[id] = struct{}{}
		for _, code := range codesOf(r.parcel) {
			m.codes[code] = id
		}
	}
	m.pos = pos
	m.events += events
	close(m.changed)
	m.changed = make(chan struct{})
}

// Changed returns a channel that is closed when the model moves on.
func (m *Model) Changed() <-chan struct{} {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.changed
}

// Wait returns once the model stands at pos or later: a client that passes the
// position of its own write reads that write.
func (m *Model) Wait(ctx context.Context, pos eventstore.Position) error {
	for {
		m.mu.RLock()
		there, changed := m.pos >= pos, m.changed
		m.mu.RUnlock()
		if there {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", pos, ctx.Err())
		case <-changed:
		}
	}
}

// codesOf returns the codes by which a parcel is found: its own of today and from
// before, the supervision number of today; others stay in the index.
func codesOf(p *domain.Parcel) []string {
	codes := []string{string(p.Land.ParcelCode), p.Land.PreliminaryCode}
	for _, c := range p.Codes {
		codes = append(codes, string(c.Code))
	}
	codes = append(codes, string(p.Lineage.SupervisionNo))
	if c := p.Contract; c != nil && c.SignedOn >= p.Lineage.OpenedOn { // one it inherited leads to its parent
		codes = append(codes, string(c.SupervisionNo))
	}
	kept := codes[:0]
	for _, c := range codes {
		if c != "" {
			kept = append(kept, c)
		}
	}
	return kept
}
