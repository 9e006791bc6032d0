package taizhang

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A split or merge is decided by one event on one parcel's stream and takes effect
// with it. What follows from it on other streams is written in the same commit by
// a store that can append to several streams, and else right after it; whoever
// finds it missing writes it. Either way it is the same event with the same bytes.

// Complete writes what a parcel's split or merge asks of other parcels and is not
// there yet, and returns those parcels. It is safe to call at any time, also by
// several at once.
func (l *Ledger) Complete(ctx context.Context, id domain.ParcelID) ([]domain.ParcelID, error) {
	d := newDossier(id)
	if err := d.refresh(ctx, l.store); err != nil {
		return nil, err
	}
	return l.complete(ctx, d)
}

func (l *Ledger) complete(ctx context.Context, d *dossier) ([]domain.ParcelID, error) {
	var completed []domain.ParcelID
	for _, s := range d.history.Successions() {
		wrote, err := l.succeed(ctx, s, d.decisions[s.Decision.ID])
		if err != nil {
			return completed, fmt.Errorf("parcel %s is recorded as split or merged, parcel %s does not show it yet: %w", d.id, s.Parcel, err)
		}
		if wrote {
			completed = append(completed, s.Parcel)
		}
	}
	return completed, nil
}

// succeed writes one succession unless it is there.
func (l *Ledger) succeed(ctx context.Context, s domain.Succession, decided domain.Meta) (wrote bool, err error) {
	for range attemptsMax {
		b, err := l.succession(ctx, s, decided, "")
		if err != nil || b == nil {
			return false, err
		}
		_, err = l.store.Append(ctx, b.Stream, b.Expect, b.Events...)
		if !errors.Is(err, eventstore.ErrConflict) {
			return err == nil, err
		}
	}
	return false, fmt.Errorf("gave up after %d attempts: %w", attemptsMax, eventstore.ErrConflict)
}

// successions returns what entries that are about to be recorded ask of other
// streams.
func (l *Ledger) successions(ctx context.Context, d *dossier, entries []recorded) ([]eventstore.Batch, error) {
	i := slices.IndexFunc(entries, func(r recorded) bool { return domain.ConcernsOthers(r.Fact) })
	if i < 0 {
		return nil, nil
	}
	after := d.history.Preview()
	decisions := map[domain.EventID]domain.Meta{}
	for _, r := range entries {
		after.Append(r.Entry)
		decisions[r.ID] = r.meta
	}
	var batches []eventstore.Batch
	for _, s := range after.Successions() {
		decided, ok := decisions[s.Decision.ID]
		if !ok {
			decided = d.decisions[s.Decision.ID] // co-signed now
		}
		b, err := l.succession(ctx, s, decided, "/"+strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		if b != nil {
			batches = append(batches, *b)
		}
	}
	return batches, nil
}

// succession returns what one succession appends, nil when it is there. It refuses
// when the new parcel's identity is taken or the merged one ended otherwise.
func (l *Ledger) succession(ctx context.Context, s domain.Succession, decided domain.Meta, at string) (*eventstore.Batch, error) {
	other := newDossier(s.Parcel)
	if err := other.refresh(ctx, l.store); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(other.history.Entries(), s.Settles) {
		return nil, nil
	}
	begun := other.revision != eventstore.NoStream
	if s.Opens() == begun || begun && other.history.Parcel().Stage == domain.StageRetired {
		return nil, &domain.Refused{Problems: []domain.Problem{{
			Path: at + "/type", Rule: "lineage.taken",
			ZH: fmt.Sprintf("宗地 %s 已另有登记或已终止", s.Parcel), EN: fmt.Sprintf("parcel %s is registered or retired otherwise", s.Parcel),
		}}}
	}
	event, err := other.succeeding(s, decided)
	if err != nil {
		return nil, err
	}
	return &eventstore.Batch{Stream: domain.StreamOf(s.Parcel), Expect: other.revision, Events: []eventstore.Event{event}}, nil
}

// succeeding is the event that a succession appends here. Nothing in it is drawn:
// whoever writes it writes the same bytes.
func (d *dossier) succeeding(s domain.Succession, decided domain.Meta) (eventstore.Event, error) {
	at := s.Decision.RecordedAt
	if at.Before(d.recorded) {
		at = d.recorded
	}
	first := int64(d.revision) + 1
	entry := domain.Entry{ID: s.ID, Revision: first, Fact: s.Fact, RecordedAt: at, By: s.Decision.By}
	after := outlook{state: d.history.Parcel(), history: &d.history}
	state := after.take(entry)
	data, err := domain.EncodeFact(s.Fact)
	if err != nil {
		return eventstore.Event{}, err
	}
	meta := decided
	meta.RecordedAt, meta.First, meta.Count = at, first, 1
	meta.Request, meta.Content = digest("succession "+s.Decision.ID.String()), digest(string(data))
	meta.Salt = digest(decided.Salt + s.ID.String())[:32]
	meta.District, meta.Stage = state.Land.District, state.Stage
	metaBytes, err := domain.EncodeMeta(meta)
	if err != nil {
		return eventstore.Event{}, err
	}
	return eventstore.Event{ID: s.ID, Type: domain.EventName(s.Fact.Event), Data: data, Meta: metaBytes}, nil
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// append appends a request with what it asks of other streams. Its own events come
// last, so that the position is theirs on every store.
func (l *Ledger) append(ctx context.Context, d *dossier, events []eventstore.Event, others []eventstore.Batch) (eventstore.Position, error) {
	own := eventstore.Batch{Stream: domain.StreamOf(d.id), Expect: d.revision, Events: events}
	if len(others) > 0 {
		pos, err := eventstore.AppendAll(ctx, l.store, append(others, own))
		if !errors.Is(err, errors.ErrUnsupported) {
			return pos, err
		}
	}
	return l.store.Append(ctx, own.Stream, own.Expect, own.Events...)
}

// named loads the other parcels that merges among the facts name.
func (l *Ledger) named(ctx context.Context, by domain.Officer, facts []domain.Fact) (map[domain.ParcelID]*domain.Parcel, error) {
	var others map[domain.ParcelID]*domain.Parcel
	for _, f := range facts {
		merge, ok := f.Event.(domain.ParcelMerged)
		if !ok {
			continue
		}
		others = make(map[domain.ParcelID]*domain.Parcel, len(merge.Others))
		for _, o := range merge.Others {
			d := newDossier(o.Parcel)
			if err := d.refresh(ctx, l.store); err != nil {
				return nil, err
			}
			others[o.Parcel] = new(domain.Parcel) // as one that does not exist
			if d.within(by) {
				others[o.Parcel] = d.history.Parcel()
			}
		}
	}
	return others, nil
}

// successors are the parcels that begin with the events of an answer.
func (d *dossier) successors(events []domain.Entry) []domain.ParcelID {
	if !slices.ContainsFunc(events, func(e domain.Entry) bool { return domain.ConcernsOthers(e.Fact) }) {
		return nil
	}
	var ids []domain.ParcelID
	for _, s := range d.history.Successions() {
		if s.Opens() {
			ids = append(ids, s.Parcel)
		}
	}
	return ids
}
