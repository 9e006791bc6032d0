// Package taizhang is the write path of the supervision ledger (台账): load a
// parcel, decide on its present state, append, and decide again when somebody
// else wrote first.
package taizhang

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"taizhang/domain"
	"taizhang/eventstore"
)

const (
	attemptsMax = 16
	// dossiersMax bounds the cache of folded parcels, about 20 KB each.
	dossiersMax = 20_000
	// volumesMax bounds the cache of folded books: the city, its districts and parks.
	volumesMax = 1_000
)

var (
	// ErrNoParcel: nothing is recorded of the parcel, and the fact does not
	// register it.
	ErrNoParcel = errors.New("no such parcel")
	// ErrRequestReused: the idempotency key was used on this parcel for another
	// content or by another officer.
	ErrRequestReused = errors.New("idempotency key was used for another request")
	// ErrKind: the ledger is a demo and the request is for a real one, or the
	// other way round.
	ErrKind = errors.New("ledger is of the other kind")
)

// A Ledger records facts. It is safe for concurrent use.
type Ledger struct {
	store    eventstore.Store
	kind     domain.Code
	dossiers *lru.Cache[domain.ParcelID, *dossier]
	volumes  *lru.Cache[domain.BookID, *volume]
	now      func() time.Time
	random   io.Reader
}

// Open returns the ledger over a store. kind is domain.Demo or domain.Real: a new
// ledger becomes that with its first event, and one of the other kind is refused
// with ErrKind. An empty kind takes the ledger as it is, a new one as real.
func Open(ctx context.Context, store eventstore.Store, kind domain.Code) (*Ledger, error) {
	dossiers, err := lru.New[domain.ParcelID, *dossier](dossiersMax)
	if err != nil {
		return nil, err
	}
	volumes, err := lru.New[domain.BookID, *volume](volumesMax)
	if err != nil {
		return nil, err
	}
	l := &Ledger{store: store, dossiers: dossiers, volumes: volumes, now: time.Now, random: rand.Reader}
	l.kind, err = l.open(ctx, kind)
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	return l, nil
}

// Kind says whether the ledger is a demo or real.
func (l *Ledger) Kind() domain.Code { return l.kind }

// An Answer says what a request recorded. Asking again with the same key gives
// the same answer.
type Answer struct {
	Parcel   domain.ParcelID
	Position eventstore.Position // of the last event
	Events   []domain.Entry
	Stage    domain.Stage // after the last event, as known when it was recorded
	Repeated bool         // the request had happened before
	// Successors are the parcels that began with a split or merge.
	Successors []domain.ParcelID
}

// Record decides the facts on the present state of the parcel and appends them,
// all or none. It returns once they are durable.
//
// key names the request. A key that this parcel has seen gives its first answer
// again, or ErrRequestReused when the content or the officer is another; a
// refusal is not remembered. Errors wrap domain.ErrInvalid, domain.ErrRefused,
// ErrNoParcel, ErrRequestReused or an error of the store.
func (l *Ledger) Record(ctx context.Context, id domain.ParcelID, key string, by domain.Officer, facts ...domain.Fact) (Answer, error) {
	salt, err := l.salt()
	if err != nil {
		return Answer{}, err
	}
	return l.record(ctx, id, key, by, present(l.now), salt, facts)
}

// RecordAt is Record as if the clock stood at a moment, so that a generated city
// has a past in recorded time too. Nothing about it is random: the same calls
// make the same bytes. Only a demo ledger takes it.
func (l *Ledger) RecordAt(ctx context.Context, at time.Time, id domain.ParcelID, key string, by domain.Officer, facts ...domain.Fact) (Answer, error) {
	if l.kind != domain.Demo {
		return Answer{}, fmt.Errorf("record at %s: %w", at.Format(time.RFC3339), ErrKind)
	}
	return l.record(ctx, id, key, by, past(at), demoSalt(id, key), facts)
}

// demoSalt is the salt of a request to a demo ledger. Nothing about it is random.
func demoSalt(subject fmt.Stringer, key string) string {
	salt := sha256.Sum256(fmt.Appendf(nil, "demo salt %s %s", subject, key))
	return hex.EncodeToString(salt[:16])
}

func (l *Ledger) record(ctx context.Context, id domain.ParcelID, key string, by domain.Officer, clock clock, salt string, facts []domain.Fact) (Answer, error) {
	req, err := parcelRequest(id, key, by, salt, facts)
	if err != nil {
		return Answer{}, err
	}
	d := l.dossier(id)
	d.mu.Lock()
	defer d.mu.Unlock()
	for range attemptsMax {
		answer, err := l.attempt(ctx, d, req, clock)
		if err == nil && len(answer.Successors) > 0 {
			_, err = l.complete(ctx, d)
		}
		if !errors.Is(err, eventstore.ErrConflict) {
			return answer, err
		}
		if err := d.refresh(ctx, l.store); err != nil {
			return Answer{}, err
		}
	}
	return Answer{}, fmt.Errorf("record on parcel %s: gave up after %d attempts: %w", id, attemptsMax, eventstore.ErrConflict)
}

// attempt decides on what the dossier knows and appends under the revision it
// knows. The dossier may be old: a store that has moved on answers ErrConflict,
// and a refusal is looked at again on fresh state before it is given.
func (l *Ledger) attempt(ctx context.Context, d *dossier, req request, clock clock) (Answer, error) {
	answer, done, err := d.answer(req)
	if err != nil || done && d.within(req.by) {
		return answer, err
	}
	p, err := l.prepare(ctx, d, req, clock)
	if err != nil {
		moved, ferr := d.refreshed(ctx, l.store)
		if ferr != nil {
			return Answer{}, ferr
		}
		if moved {
			return Answer{}, eventstore.ErrConflict
		}
		return Answer{}, err
	}
	pos, err := l.append(ctx, d, p.events, p.others)
	if err != nil {
		return Answer{}, fmt.Errorf("record on parcel %s: %w", d.id, err)
	}
	return d.take(req, pos, p.entries)
}

// prepared is a request that was decided: what to append to the parcel's stream,
// the entries it makes, and what it asks of other streams.
type prepared struct {
	events  []eventstore.Event
	entries []recorded
	others  []eventstore.Batch
}

// prepare decides a request on what the dossier knows.
func (l *Ledger) prepare(ctx context.Context, d *dossier, req request, clock clock) (p prepared, err error) {
	if (d.revision == eventstore.NoStream || !d.within(req.by)) && !registers(req.facts) {
		return p, fmt.Errorf("parcel %s: %w", d.id, ErrNoParcel)
	}
	now := clock.now()
	terms, err := l.terms(ctx, d.place(req), now, clock.known())
	if err != nil {
		return p, err
	}
	if terms.Others, err = l.named(ctx, req.by, req.facts); err != nil {
		return p, err
	}
	if !d.within(req.by) {
		return p, d.unseen(req, terms)
	}
	facts, err := d.history.DecideAll(req.facts, req.by, terms)
	if err != nil {
		return p, err
	}
	if p.events, p.entries, err = d.batch(req, facts, terms.Policy, now); err != nil {
		return p, err
	}
	p.others, err = l.successions(ctx, d, p.entries)
	return p, err
}

// registers says whether a request opens a parcel.
func registers(facts []domain.Fact) bool {
	_, ok := facts[0].Event.(domain.ParcelRegistered)
	return ok
}

// Load reads the whole history of a parcel from the store. The history belongs to
// the caller. A parcel without records is ErrNoParcel.
func (l *Ledger) Load(ctx context.Context, id domain.ParcelID) (*domain.History, error) {
	d := newDossier(id)
	if err := d.refresh(ctx, l.store); err != nil {
		return nil, err
	}
	if d.revision == eventstore.NoStream {
		return nil, fmt.Errorf("parcel %s: %w", id, ErrNoParcel)
	}
	return &d.history, nil
}

func (l *Ledger) dossier(id domain.ParcelID) *dossier {
	fresh := newDossier(id)
	if d, ok, _ := l.dossiers.PeekOrAdd(id, fresh); ok {
		l.dossiers.Get(id)
		return d
	}
	return fresh
}

func (l *Ledger) salt() (string, error) {
	salt := make([]byte, 16)
	if _, err := io.ReadFull(l.random, salt); err != nil {
		return "", fmt.Errorf("draw salt: %w", err)
	}
	return hex.EncodeToString(salt), nil
}

// Check decides the facts as Record would and writes nothing: a dry run. The
// answer has no position, and its events are not in the ledger.
func (l *Ledger) Check(ctx context.Context, id domain.ParcelID, by domain.Officer, facts ...domain.Fact) (Answer, error) {
	req, err := parcelRequest(id, "check", by, "", facts)
	if err != nil {
		return Answer{}, err
	}
	d := newDossier(id)
	if err := d.refresh(ctx, l.store); err != nil {
		return Answer{}, err
	}
	p, err := l.prepare(ctx, d, req, present(l.now))
	if err != nil {
		return Answer{}, err
	}
	return d.take(req, "", p.entries)
}
