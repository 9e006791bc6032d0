package server

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
)

// A dossier is the history of one parcel with the stored records it was read from.
type dossier struct {
	id      domain.ParcelID
	records []eventstore.Record
	history *domain.History
}

// dossier reads the parcel of a call from the store itself, not from a read model.
func (s *Server) dossier(c *call) (*dossier, error) {
	id, err := s.find(c)
	if err != nil {
		return nil, err
	}
	d := &dossier{id: id}
	var entries []domain.Entry
	for rec, err := range s.Log.Read(c.Context(), domain.StreamOf(id), 0) {
		if err != nil {
			return nil, err
		}
		entry, _, err := domain.DecodeEntry(rec.ID, int64(rec.Revision), rec.Data, rec.Meta)
		if err != nil {
			return nil, err
		}
		d.records = append(d.records, rec)
		entries = append(entries, entry)
	}
	d.history = domain.LoadHistory(entries)
	if len(d.records) == 0 || !c.who.Covers(d.history.Parcel().Place()) {
		return nil, fmt.Errorf("parcel %s: %w", id, taizhang.ErrNoParcel)
	}
	return d, nil
}

// known returns how many entries had been recorded by a moment; the zero moment is
// no limit. Recorded time never goes back, so they are the first ones.
func (d *dossier) known(at time.Time) int {
	entries := d.history.Entries()
	n := len(entries)
	for !at.IsZero() && n > 0 && entries[n-1].RecordedAt.After(at) {
		n--
	}
	return n
}

type historyView struct {
	Parcel  domain.ParcelID `json:"parcel" sight:"public"`
	AsOf    domain.Date     `json:"asOf,omitzero" sight:"public"`
	KnownAt time.Time       `json:"knownAt,omitzero" sight:"public"`
	State   *domain.Parcel  `json:"state" sight:"public"`
	Entries []entryView     `json:"entries" sight:"public"`
	domain.Redaction
}

// An entryView is one entry as it was recorded, with its links to corrections and
// what stands in its place since.
type entryView struct {
	ID         domain.EventID    `json:"id" sight:"public"`
	Revision   int64             `json:"revision" sight:"public"`
	Type       string            `json:"type" sight:"public"`
	OccurredOn domain.Date       `json:"occurredOn" sight:"public"`
	RecordedAt time.Time         `json:"recordedAt" sight:"public"`
	By         domain.Officer    `json:"by" sight:"public"`
	Backfill   bool              `json:"backfill"`
	Data       jsontext.Value    `json:"data" sight:"public,as=data"`
	Evidence   []domain.Evidence `json:"evidence"`
	Overrides  []domain.Override `json:"overrides"`
	Findings   []domain.Finding  `json:"findings"`
	// Status says whether it counts: IN_EFFECT, PENDING (Awaits names whose
	// signatures are missing), REFUSED or ANNULLED.
	Status domain.Code   `json:"status" sight:"public"`
	Awaits []domain.Code `json:"awaits,omitzero"`
	// Corrects is the event it corrects, annuls or co-signs, CorrectedBy those that
	// do so to it.
	Corrects    *domain.EventID  `json:"corrects,omitzero"`
	CorrectedBy []domain.EventID `json:"correctedBy"`
	Effective   *effectiveView   `json:"effective,omitzero" sight:"public"`
	domain.Redaction
}

// An effectiveView is what stands after the corrections of an entry.
type effectiveView struct {
	OccurredOn domain.Date    `json:"occurredOn" sight:"public"`
	Data       jsontext.Value `json:"data" sight:"public,as=data"`
}

// history handles GET /parcels/{ref}/history. knownAt limits what is shown to what
// had been recorded by then; asOf asks for the state on a day and hides nothing
// that was known.
func (s *Server) history(c *call) (any, error) {
	asOf, knownAt, err := c.clocks()
	if err != nil {
		return nil, err
	}
	d, err := s.dossier(c)
	if err != nil {
		return nil, err
	}
	entries, err := d.entries(knownAt)
	if err != nil {
		return nil, err
	}
	d.judge(entries, knownAt)
	return historyView{Parcel: d.id, AsOf: asOf, KnownAt: knownAt, State: d.history.At(asOf, knownAt), Entries: entries}, nil
}

// entries returns what was known at a moment.
func (d *dossier) entries(knownAt time.Time) ([]entryView, error) {
	known := d.known(knownAt)
	views := make([]entryView, known)
	place := make(map[domain.EventID]int, known)
	for i, e := range d.history.Entries()[:known] {
		data, err := dataOf(d.records[i].Data)
		if err != nil {
			return nil, fmt.Errorf("event %s: %w", e.ID, err)
		}
		views[i] = entryView{
			ID: e.ID, Revision: e.Revision, Type: domain.EventName(e.Fact.Event), OccurredOn: e.Fact.OccurredOn,
			RecordedAt: e.RecordedAt, By: e.By, Backfill: e.Fact.Backfill, Data: data,
			Evidence: e.Fact.Evidence, Overrides: e.Fact.Overrides, Findings: e.Fact.Findings,
		}
		place[e.ID] = i
		if target, ok := domain.Target(e.Fact); ok {
			views[i].Corrects = &target
		}
		for _, touched := range e.Touches()[1:] {
			if at, ok := place[touched]; ok {
				views[at].CorrectedBy = append(views[at].CorrectedBy, e.ID)
			}
		}
	}
	return views, d.correct(views, knownAt)
}

// judge says of every entry whether it counts, as known at a moment.
func (d *dossier) judge(views []entryView, knownAt time.Time) {
	for i := range views {
		views[i].Status = "REFUSED"
	}
	for i, e := range d.history.Entries()[:len(views)] {
		if a, ok := e.Fact.Event.(domain.EventAnnulled); ok {
			for at := range views[:i] {
				if slices.Contains(append(a.Cascade, a.Target), views[at].ID) {
					views[at].Status = "ANNULLED"
				}
			}
		}
	}
	for _, e := range d.history.Effective(knownAt) {
		views[e.Revision].Status = "IN_EFFECT"
	}
	for _, p := range d.history.At("", knownAt).Pending {
		at := slices.IndexFunc(views, func(v entryView) bool { return v.ID == p.ID })
		views[at].Status, views[at].Awaits = "PENDING", p.Awaits
	}
}

// correct fills what stands in the place of corrected entries.
func (d *dossier) correct(views []entryView, knownAt time.Time) error {
	for _, e := range d.history.Effective(knownAt) {
		view := &views[e.Revision]
		if !slices.ContainsFunc(view.CorrectedBy, d.corrects) {
			continue
		}
		encoded, err := domain.EncodeFact(e.Fact)
		if err != nil {
			return fmt.Errorf("event %s as corrected: %w", e.ID, err)
		}
		data, err := dataOf(encoded)
		if err != nil {
			return fmt.Errorf("event %s as corrected: %w", e.ID, err)
		}
		view.Effective = &effectiveView{e.Fact.OccurredOn, data}
	}
	return nil
}

// corrects reports whether an event is a correction.
func (d *dossier) corrects(id domain.EventID) bool {
	return slices.ContainsFunc(d.history.Entries(), func(e domain.Entry) bool {
		_, is := e.Fact.Event.(domain.EventCorrected)
		return is && e.ID == id
	})
}

// dataOf returns the data member of a stored fact, the bytes as they are.
func dataOf(fact []byte) (jsontext.Value, error) {
	var stored struct {
		Data jsontext.Value `json:"data"`
	}
	err := json.Unmarshal(fact, &stored)
	return stored.Data, err
}

type replayView struct {
	Steps []stepView `json:"steps" sight:"public"`
}

// A stepView is the parcel's state after one event.
type stepView struct {
	ID         domain.EventID `json:"id" sight:"public"`
	Revision   int64          `json:"revision" sight:"public"`
	Type       string         `json:"type" sight:"public"`
	OccurredOn domain.Date    `json:"occurredOn" sight:"public"`
	RecordedAt time.Time      `json:"recordedAt" sight:"public"`
	Stage      domain.Stage   `json:"stage" sight:"public"`
	State      jsontext.Value `json:"state" sight:"public,as=parcel"`
	domain.Redaction
}

// replay handles GET /parcels/{ref}/replay: the states of the slider, in order of
// the day on which things happened.
func (s *Server) replay(c *call) (any, error) {
	knownAt, err := c.moment("knownAt")
	if err != nil {
		return nil, err
	}
	d, err := s.dossier(c)
	if err != nil {
		return nil, err
	}
	view := replayView{Steps: []stepView{}}
	state := domain.Parcel{ID: d.id}
	for _, e := range d.history.Effective(knownAt) {
		state.Take(e)
		snapshot, err := json.Marshal(&state, json.Deterministic(true))
		if err != nil {
			return nil, fmt.Errorf("state after event %s: %w", e.ID, err)
		}
		view.Steps = append(view.Steps, stepView{
			ID: e.ID, Revision: e.Revision, Type: domain.EventName(e.Fact.Event), OccurredOn: e.Fact.OccurredOn,
			RecordedAt: e.RecordedAt, Stage: state.Stage, State: snapshot,
		})
	}
	return view, nil
}
