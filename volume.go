package taizhang

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A volume is what the ledger remembers of one book between requests. It may be
// behind the store, never beside it.
type volume struct {
	// asked counts the calls of fresh; a read answers all that asked before it
	// began.
	asked atomic.Int64

	mu       sync.Mutex // held for the length of one request; guards all below
	book     *domain.Book
	revision eventstore.Revision
	recorded time.Time // of the last entry
	requests map[string]done
	served   int64 // the last call that a read has answered
}

func newVolume(id domain.BookID) *volume {
	return &volume{book: domain.NewBook(id), revision: eventstore.NoStream, requests: make(map[string]done)}
}

// fresh returns the book as the store has it. Calls that wait for each other share
// one read.
func (v *volume) fresh(ctx context.Context, store eventstore.Store) (*domain.Book, error) {
	ticket := v.asked.Add(1)
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.served < ticket {
		upTo := v.asked.Load()
		if _, err := v.refreshed(ctx, store); err != nil {
			return nil, err
		}
		v.served = upTo
	}
	book := *v.book
	return &book, nil
}

// refreshed reads what the store has beyond the volume and says whether there was
// anything.
func (v *volume) refreshed(ctx context.Context, store eventstore.Store) (moved bool, err error) {
	stream := v.book.ID.Stream()
	for rec, err := range store.Read(ctx, stream, v.revision+1) {
		if err != nil {
			return moved, fmt.Errorf("load %s: %w", stream, err)
		}
		if rec.Revision != v.revision+1 {
			return moved, fmt.Errorf("load %s: revision %d follows %d: %w", stream, rec.Revision, v.revision, eventstore.ErrDamaged)
		}
		entry, meta, err := domain.DecodeEntry(rec.ID, int64(rec.Revision), rec.Data, rec.Meta)
		if err != nil {
			return moved, fmt.Errorf("load %s: %w", stream, err)
		}
		v.append(entry, meta, rec.Position)
		moved = true
	}
	return moved, nil
}

func (v *volume) append(e domain.Entry, m domain.Meta, pos eventstore.Position) {
	v.book.Append(e)
	v.revision = eventstore.Revision(e.Revision)
	v.recorded = e.RecordedAt
	v.requests[m.Request] = done{content: m.Content, first: m.First, count: m.Count, position: pos}
}

// answer returns the first answer of a request that has happened.
func (v *volume) answer(req request) (Entered, bool, error) {
	was, ok := v.requests[req.key]
	if !ok {
		return Entered{}, false, nil
	}
	if was.content != req.content {
		return Entered{}, true, fmt.Errorf("%s: %w", v.book.ID.Stream(), ErrRequestReused)
	}
	events := v.book.Entries()[was.first : was.first+int64(was.count)]
	return Entered{Book: v.book.ID, Position: was.position, Events: events, Repeated: true}, true, nil
}

// An Entered says what a request entered in a book. Asking again with the same key
// gives the same answer.
type Entered struct {
	Book     domain.BookID
	Position eventstore.Position // of the last event
	Events   []domain.Entry
	Repeated bool // the request had happened before
}

// Enter decides the facts on the present state of a book and appends them, all or
// none, with the promises of Record: durable, once per key, conflicts decided again.
func (l *Ledger) Enter(ctx context.Context, id domain.BookID, key string, by domain.Officer, facts ...domain.Fact) (Entered, error) {
	salt, err := l.salt()
	if err != nil {
		return Entered{}, err
	}
	return l.enter(ctx, id, key, by, present(l.now), salt, facts)
}

// EnterAt is Enter as if the clock stood at a moment. Only a demo ledger takes it.
func (l *Ledger) EnterAt(ctx context.Context, at time.Time, id domain.BookID, key string, by domain.Officer, facts ...domain.Fact) (Entered, error) {
	if l.kind != domain.Demo {
		return Entered{}, fmt.Errorf("enter at %s: %w", at.Format(time.RFC3339), ErrKind)
	}
	return l.enter(ctx, id, key, by, past(at), demoSalt(bookSpaceOf(id), key), facts)
}

// CheckEntry decides the facts as Enter would and writes nothing: a dry run. The
// facts come back as they would be stored.
func (l *Ledger) CheckEntry(ctx context.Context, id domain.BookID, by domain.Officer, facts ...domain.Fact) ([]domain.Fact, error) {
	if _, err := newRequest("check", by, "", facts); err != nil {
		return nil, err
	}
	book, err := l.Book(ctx, id)
	if err != nil {
		return nil, err
	}
	terms, err := l.terms(ctx, id.Scope, l.now(), time.Time{})
	if err != nil {
		return nil, err
	}
	return book.DecideAll(facts, by, terms)
}

func (l *Ledger) enter(ctx context.Context, id domain.BookID, key string, by domain.Officer, clock clock, salt string, facts []domain.Fact) (Entered, error) {
	req, err := newRequest(key, by, salt, facts)
	if err != nil {
		return Entered{}, err
	}
	if _, err := domain.ParseScope(id.Scope.String()); err != nil {
		return Entered{}, err
	}
	for range attemptsMax {
		terms, err := l.terms(ctx, id.Scope, clock.now(), clock.known())
		if err != nil {
			return Entered{}, err
		}
		answer, err := l.volume(id).enter(ctx, l.store, req, terms, clock.now())
		if !errors.Is(err, eventstore.ErrConflict) {
			return answer, err
		}
	}
	return Entered{}, fmt.Errorf("enter in %s: gave up after %d attempts: %w", id.Stream(), attemptsMax, eventstore.ErrConflict)
}

// enter tries a request once. A volume that is behind the store, and a refusal that
// may be, is read anew and answered by ErrConflict.
func (v *volume) enter(ctx context.Context, store eventstore.Store, req request, terms domain.Terms, now time.Time) (Entered, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	answer, done, err := v.answer(req)
	if done || err != nil {
		return answer, err
	}
	facts, refusal := v.book.DecideAll(req.facts, req.by, terms)
	if refusal != nil {
		moved, err := v.refreshed(ctx, store)
		if err != nil {
			return Entered{}, err
		}
		if moved {
			return Entered{}, eventstore.ErrConflict
		}
		return Entered{}, refusal
	}
	meta := req.meta(notBefore(now, v.recorded), v.revision, terms.Policy)
	meta.District = v.book.ID.Scope.District
	entries := make([]domain.Entry, len(facts))
	events := make([]eventstore.Event, len(facts))
	for i, f := range facts {
		entries[i] = req.entry(bookSpaceOf(v.book.ID), i, f, meta)
		if events[i], err = eventOf(entries[i], meta); err != nil {
			return Entered{}, err
		}
	}
	return v.write(ctx, store, req, meta, entries, events)
}

// write appends the events of a decided request and remembers them.
func (v *volume) write(ctx context.Context, store eventstore.Store, req request, meta domain.Meta, entries []domain.Entry, events []eventstore.Event) (Entered, error) {
	pos, err := store.Append(ctx, v.book.ID.Stream(), v.revision, events...)
	if errors.Is(err, eventstore.ErrConflict) {
		if _, err := v.refreshed(ctx, store); err != nil {
			return Entered{}, err
		}
	}
	if err != nil {
		return Entered{}, fmt.Errorf("enter in %s: %w", v.book.ID.Stream(), err)
	}
	for _, e := range entries {
		v.append(e, meta, pos)
	}
	answer, _, err := v.answer(req)
	answer.Repeated = false
	return answer, err
}

// Book returns a book as the store has it. A book in which nothing was entered is
// empty.
func (l *Ledger) Book(ctx context.Context, id domain.BookID) (*domain.Book, error) {
	return l.volume(id).fresh(ctx, l.store)
}

// Policies returns the policy books that hold at a place.
func (l *Ledger) Policies(ctx context.Context, place domain.Scope) (domain.Policies, error) {
	ps := make(domain.Policies)
	for _, scope := range place.Chain() {
		book, err := l.Book(ctx, domain.BookID{Kind: domain.PolicyBook, Scope: scope})
		if err != nil {
			return nil, err
		}
		ps[scope] = book
	}
	return ps, nil
}

// terms are what is decided under at a place and a moment, as known at another; a
// zero known does not limit. The policies are read after the request came, so a
// value that was approved before holds for it, whoever approved it.
func (l *Ledger) terms(ctx context.Context, place domain.Scope, now, known time.Time) (domain.Terms, error) {
	ps, err := l.Policies(ctx, place)
	if err != nil {
		return domain.Terms{}, err
	}
	today := domain.DateOf(now)
	return domain.Terms{Today: today, Policy: ps.In(place, today, known), Competence: true}, nil
}

func (l *Ledger) volume(id domain.BookID) *volume {
	fresh := newVolume(id)
	if v, ok, _ := l.volumes.PeekOrAdd(id, fresh); ok {
		l.volumes.Get(id)
		return v
	}
	return fresh
}

// A clock is when a request is recorded, and what it may know by then.
type clock struct {
	now   func() time.Time
	known func() time.Time
}

// present is the clock of requests of today: all that is in the store is known.
func present(now func() time.Time) clock {
	return clock{now, func() time.Time { return time.Time{} }}
}

// past is a clock that stands at a moment: what was recorded later is not known.
func past(at time.Time) clock {
	then := func() time.Time { return at }
	return clock{then, then}
}

// bookSpace is the name space of the events of books. It never changes.
var bookSpace = uuid.MustParse("9d6f6a0b-54a1-5f4e-8c1b-5b8f0d7e2a31")

func bookSpaceOf(id domain.BookID) uuid.UUID { return uuid.NewSHA1(bookSpace, []byte(id.Stream())) }
