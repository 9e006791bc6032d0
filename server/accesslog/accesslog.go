// Package accesslog is the trace of sight (访问记录): who read, exported, queried,
// verified or administered what, and who was denied. It is an append-only log of its
// own in an event store of its own, so that it has the store's promises (durable,
// checked, in order) and takes nothing from the ledger's.
//
// Entries are kept in one stream a day, access-YYYY-MM-DD, days of Asia/Shanghai.
// Nothing is ever deleted.
//
// What must not be seen without a trace waits for [Log.Durable]. Other reads are
// given to [Log.Note], which gathers them for at most half a second; equal ones become
// one entry that says how often. Refusals go through [Log.Refused], which writes the
// first of a source in each second one by one, up to a number a day, and counts the
// rest: who is refused cannot flood the disk, and no refusal is left out.
//
// An entry holds no token and no value of the ledger: it names routes, parcels,
// filters, and the text of a query.
package accesslog

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
)

// An Outcome is how a request ended.
type Outcome string

// The outcomes.
const (
	Served Outcome = "SERVED"
	Denied Outcome = "DENIED" // Rule says by which rule
	Failed Outcome = "FAILED" // nothing was there, or the request was wrong; Rule is the code of the error
	Lost   Outcome = "LOST"   // so many notes could not be kept while the log could not be written
)

// Outcomes are all of them.
var Outcomes = []string{string(Served), string(Denied), string(Failed), string(Lost)}

// An Entry is one access. It is comparable: equal notes become one.
type Entry struct {
	At         time.Time   `json:"at"`
	Principal  string      `json:"principal,omitzero"` // empty when nobody knows who it was
	Name       string      `json:"name,omitzero"`
	Role       domain.Code `json:"role,omitzero"`
	View       domain.View `json:"view,omitzero"`
	Source     string      `json:"source,omitzero"`  // the machine that asked
	Request    string      `json:"request,omitzero"` // its name, as the answer bears it; of a note none
	Act        domain.Act  `json:"act,omitzero"`
	Route      string      `json:"route,omitzero"`
	Parcel     string      `json:"parcel,omitzero"`
	Subject    string      `json:"subject,omitzero"` // a filter, or the text of a query
	Restricted bool        `json:"restricted,omitzero"`
	Rows       int         `json:"rows,omitzero"` // of an export or a query
	Outcome    Outcome     `json:"outcome"`
	Rule       string      `json:"rule,omitzero"`
	Times      int         `json:"times,omitzero"` // how often, when more than once
}

// By fills in who asks.
func (e Entry) By(p domain.Principal) Entry {
	e.Principal, e.Name, e.Role, e.View = p.ID, p.Name, p.Role, p.View
	return e
}

const (
	// flushEvery is how long a note waits at most.
	flushEvery = 500 * time.Millisecond
	// notesMax and noteBytesMax bound the notes that wait.
	notesMax     = 4096
	noteBytesMax = 4 << 20
)

// A Log is an access log over a store, which it does not close. Its methods may be
// called concurrently.
type Log struct {
	store eventstore.Store
	log   *slog.Logger
	// Who is known cannot hide behind a flood of strangers' denials.
	strangers, known limiter

	wake    chan struct{} // a durable entry waits
	closing chan struct{}
	done    chan struct{} // the writer has ended

	mu      sync.Mutex // guards all below
	waiting []item
	notes   map[Entry]tally // by the entry without its time
	bytes   int             // of the notes' subjects
	closed  bool
	lengths map[string]eventstore.Revision // of streams that are finished
}

// A tally is how often a note was made, and when first.
type tally struct {
	first time.Time
	times int
}

// New returns the log of a store and starts its writer, which [Log.Close] ends. A nil
// logger discards.
func New(store eventstore.Store, log *slog.Logger) *Log {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	l := &Log{
		store: store, log: log, strangers: newLimiter(), known: newLimiter(),
		wake: make(chan struct{}, 1), closing: make(chan struct{}), done: make(chan struct{}),
		notes: make(map[Entry]tally), lengths: make(map[string]eventstore.Revision),
	}
	go l.write()
	return l
}

// Close writes what waits and ends the writer. Closing twice is harmless.
func (l *Log) Close() error {
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		close(l.closing)
	}
	l.mu.Unlock()
	<-l.done
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.notes); n > 0 {
		return fmt.Errorf("访问记录：%d 条未能写入 / access log: %d notes were not written: %w", n, n, eventstore.ErrUnavailable)
	}
	return nil
}

// Durable writes an entry and returns when it is on stable storage. The error wraps
// one of the store's; the entry may be there all the same.
func (l *Log) Durable(ctx context.Context, e Entry) error { return l.put(ctx, e, false) }

// put is Durable. An entry that is kept is tried again when it could not be written.
func (l *Log) put(ctx context.Context, e Entry, kept bool) error {
	it, err := newItem(stamped(e), 1)
	if err != nil {
		return err
	}
	it.done, it.kept = make(chan error, 1), kept
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return fmt.Errorf("access log: %w", eventstore.ErrClosed)
	}
	l.waiting = append(l.waiting, it)
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default: // the writer has been woken
	}
	select {
	case err := <-it.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Note writes an entry within half a second. It never waits. Notes that are equal but
// for the names of their requests are equal.
func (l *Log) Note(e Entry) {
	e = stamped(e)
	e.Request = ""
	at := e.At
	e.At = time.Time{}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.note(e, tally{at, 1})
}

// note requires mu. Notes beyond what may wait are counted.
func (l *Log) note(e Entry, t tally) {
	have, ok := l.notes[e]
	if !ok && (len(l.notes) >= notesMax || l.bytes+len(e.Subject) > noteBytesMax) {
		e = Entry{Outcome: Lost}
		have, ok = l.notes[e]
	}
	if !ok {
		have.first = t.first
		l.bytes += len(e.Subject)
	}
	have.times += t.times
	l.notes[e] = have
}

// Refused writes a denial: durable, or counted when there were too many, see [limiter].
// What becomes of the entry changes nothing for who was denied: it is tried again until
// it is written.
func (l *Log) Refused(ctx context.Context, e Entry) {
	e.Outcome = Denied
	limit := &l.known
	if e.Principal == "" {
		limit = &l.strangers
	}
	apart, single := limit.take(e.Principal+"@"+e.Source, time.Now())
	if single {
		if err := l.put(ctx, e, true); err != nil {
			l.log.ErrorContext(ctx, "访问记录：拒绝尚未写入 (a denial is not written yet)", "rule", e.Rule, "err", err)
		}
		return
	}
	counted := Entry{Principal: e.Principal, Name: e.Name, Role: e.Role, View: e.View, Source: e.Source, Outcome: Denied, Rule: e.Rule}
	if !apart {
		counted.Source = others
	}
	if !apart && e.Principal == "" {
		counted.Rule = ""
	}
	l.Note(counted)
}

// stamped gives an entry its time, and takes out what must not be kept.
func stamped(e Entry) Entry {
	e.At = time.Now().UTC().Truncate(time.Microsecond)
	for _, text := range []*string{&e.Subject, &e.Route, &e.Parcel, &e.Source, &e.Request, &e.Name} {
		*text = clean(*text)
	}
	return e
}

// tokens are what a token of ours or of an identity provider looks like: people paste
// them where they do not belong.
var tokens = regexp.MustCompile(`tz_[A-Za-z0-9_-]{16,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]*`)

// textMax bounds each text of an entry, in bytes: that of a query fits.
const textMax = 64 << 10

func clean(text string) string {
	if len(text) > textMax {
		text = text[:textMax] + "…"
	}
	if strings.Contains(text, "tz_") || strings.Contains(text, "eyJ") {
		text = tokens.ReplaceAllString(text, "…")
	}
	return strings.ToValidUTF8(text, "�")
}
