package taizhang

import (
	"context"
	"fmt"
	"sync"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A dossier is what the ledger remembers of one parcel between requests: its
// history up to a revision and the requests that made it. It may be behind the
// store, never beside it; the expected revision of the append decides.
type dossier struct {
	id domain.ParcelID

	mu       sync.Mutex // held for the length of one request; guards all below
	history  domain.History
	revision eventstore.Revision
	recorded time.Time // of the last entry
	requests map[string]done
	stages   []domain.Stage // after each revision, as it was recorded
	// decisions are the metas of splits and merges; nil when there are none.
	decisions map[domain.EventID]domain.Meta
}

// done is a request that was accepted.
type done struct {
	content  string
	first    int64
	count    int
	position eventstore.Position
}

func newDossier(id domain.ParcelID) *dossier {
	return &dossier{id: id, revision: eventstore.NoStream, requests: make(map[string]done)}
}

// within reports whether the parcel lies within the officer's reach, or is not there
// yet: for who may not see a parcel there is none.
func (d *dossier) within(by domain.Officer) bool {
	return d.revision == eventstore.NoStream || by.Reach().Covers(d.history.Parcel().Place())
}

// unseen refuses a registration of a parcel that is there and beyond the officer's reach,
// as it would be refused if there were none; one that would be taken tells that there is.
func (d *dossier) unseen(req request, terms domain.Terms) error {
	if _, err := new(domain.History).DecideAll(req.facts, req.by, terms); err != nil {
		return err
	}
	return fmt.Errorf("parcel %s: %w", d.id, ErrNoParcel)
}

// answer returns the first answer of a request that has happened.
func (d *dossier) answer(req request) (Answer, bool, error) {
	was, ok := d.requests[req.key]
	if !ok {
		return Answer{}, false, nil
	}
	if was.content != req.content {
		return Answer{}, true, fmt.Errorf("parcel %s: %w", d.id, ErrRequestReused)
	}
	last := was.first + int64(was.count)
	events := d.history.Entries()[was.first:last]
	return Answer{
		Parcel: d.id, Position: was.position, Repeated: true,
		Events: events, Stage: d.stages[last-1], Successors: d.successors(events),
	}, true, nil
}

// refresh reads what the store has beyond the dossier.
func (d *dossier) refresh(ctx context.Context, store eventstore.Store) error {
	_, err := d.refreshed(ctx, store)
	return err
}

// refreshed is refresh that also says whether there was anything new.
func (d *dossier) refreshed(ctx context.Context, store eventstore.Store) (moved bool, err error) {
	for rec, err := range store.Read(ctx, domain.StreamOf(d.id), d.revision+1) {
		if err != nil {
			return moved, fmt.Errorf("load parcel %s: %w", d.id, err)
		}
		if rec.Revision != d.revision+1 {
			return moved, fmt.Errorf("load parcel %s: revision %d follows %d: %w", d.id, rec.Revision, d.revision, eventstore.ErrDamaged)
		}
		entry, meta, err := domain.DecodeEntry(rec.ID, int64(rec.Revision), rec.Data, rec.Meta)
		if err != nil {
			return moved, fmt.Errorf("load parcel %s: %w", d.id, err)
		}
		d.append(entry, meta, rec.Position)
		moved = true
	}
	return moved, nil
}

// append takes one recorded entry. The request's answer is whole once its last
// event is here, which is always: a batch is all or nothing.
func (d *dossier) append(e domain.Entry, m domain.Meta, pos eventstore.Position) {
	d.history.Append(e)
	d.revision = eventstore.Revision(e.Revision)
	d.recorded = e.RecordedAt
	d.stages = append(d.stages, m.Stage)
	if domain.ConcernsOthers(e.Fact) {
		if d.decisions == nil {
			d.decisions = make(map[domain.EventID]domain.Meta)
		}
		d.decisions[e.ID] = m
	}
	d.requests[m.Request] = done{content: m.Content, first: m.First, count: m.Count, position: pos}
}

// place is where the parcel of a request lies: what policies hold for it.
func (d *dossier) place(req request) domain.Scope {
	if r, ok := req.facts[0].Event.(domain.ParcelRegistered); ok && (d.revision == eventstore.NoStream || !d.within(req.by)) {
		return domain.Scope{District: r.District, Park: r.ParkCode}
	}
	return d.history.Parcel().Place()
}

// batch makes the events to append and the entries they will be.
func (d *dossier) batch(req request, facts []domain.Fact, policy domain.Policy, now time.Time) ([]eventstore.Event, []recorded, error) {
	meta := req.meta(notBefore(now, d.recorded), d.revision, policy)
	events := make([]eventstore.Event, len(facts))
	entries := make([]recorded, len(facts))
	after := outlook{state: d.history.Parcel(), history: &d.history}
	for i, f := range facts {
		entry := req.entry(d.id, i, f, meta)
		state := after.take(entry)
		meta.District, meta.Stage = state.Land.District, state.Stage
		event, err := eventOf(entry, meta)
		if err != nil {
			return nil, nil, err
		}
		events[i], entries[i] = event, recorded{entry, meta}
	}
	return events, entries, nil
}

// An outlook is the parcel as it would be after entries that are not recorded
// yet. Those that follow the last in valid time fold on top; from the first that
// does not, the history is folded again.
type outlook struct {
	state   *domain.Parcel
	history *domain.History
	taken   []domain.Entry
	preview *domain.History // nil as long as the entries fold on top
}

// take returns the parcel after one more entry.
func (o *outlook) take(e domain.Entry) *domain.Parcel {
	if o.preview == nil && o.state.InOrder(e.Fact) {
		o.taken = append(o.taken, e)
		o.state = o.state.Clone()
		o.state.Take(e)
		return o.state
	}
	if o.preview == nil {
		o.preview = o.history.Preview()
		for _, was := range o.taken {
			o.preview.Append(was)
		}
	}
	o.preview.Append(e)
	return o.preview.Parcel()
}

// recorded is an entry with its meta, before the store has given it a position.
type recorded struct {
	domain.Entry
	meta domain.Meta
}

// take remembers what the store accepted and returns the answer.
func (d *dossier) take(req request, pos eventstore.Position, entries []recorded) (Answer, error) {
	for _, r := range entries {
		d.append(r.Entry, r.meta, pos)
	}
	answer, _, err := d.answer(req)
	answer.Repeated = false
	return answer, err
}
