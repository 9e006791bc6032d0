package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"taizhang"
	"taizhang/cmd/taizhang/audit"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections"
	"taizhang/projections/analytics"
	"taizhang/projections/live"
)

// local is the ledger opened in this process, which holds the directory until
// Close.
type local struct {
	place place
	store ledgerStore
	token string

	once   sync.Once // guards the next three
	ledger *taizhang.Ledger
	who    domain.Principal
	err    error

	model *live.Model // nil until it is needed
}

// openLocal takes the store over, also when it fails.
func openLocal(p place, store ledgerStore, token string) (*audited, error) {
	log, err := p.openAccess(quietly())
	if err != nil {
		store.Close()
		return nil, err
	}
	return &audited{local: &local{place: p, store: store, token: token}, log: log}, nil
}

func (l *local) Close() error { return l.store.Close() }

func (l *local) Kind(ctx context.Context) (domain.Code, error) { return taizhang.Kind(ctx, l.store) }

// admitted opens the ledger, once, and asks the one decision of every channel whether
// who asks may do something on land at a place.
func (l *local) admitted(ctx context.Context, act domain.Act, land domain.Scope) (*taizhang.Ledger, domain.Principal, error) {
	l.once.Do(func() {
		if l.ledger, l.err = taizhang.Open(ctx, l.store, ""); l.err == nil {
			l.who, l.err = l.principal(ctx, l.ledger)
		}
	})
	if l.err != nil {
		return nil, l.who, l.err
	}
	if ok, why := domain.Admit(l.who, act, land, domain.DateOf(time.Now())); !ok {
		return nil, l.who, &domain.Denied{Problems: []domain.Problem{why}}
	}
	return l.ledger, l.who, nil
}

// principal returns whose token it is, by the ledger's book of authority; without a
// token it is the owner of the directory.
func (l *local) principal(ctx context.Context, ledger *taizhang.Ledger) (domain.Principal, error) {
	if l.token == "" {
		return domain.Maintenance, nil
	}
	tokens, err := l.place.openTokens()
	if err != nil {
		return domain.Principal{}, err
	}
	bearer, ok := tokens.Lookup(l.token)
	if !ok {
		return domain.Principal{}, errBadToken
	}
	book, err := ledger.Book(ctx, authorityBook)
	if err != nil {
		return domain.Principal{}, err
	}
	return bearer.Principal(book, domain.DateOf(time.Now()))
}

var errBadToken = errors.New("令牌无效或已吊销 / the token is unknown or revoked")

func (l *local) Record(ctx context.Context, ref, key string, dryRun bool, facts []domain.Fact) (answer, error) {
	ledger, who, err := l.admitted(ctx, domain.ActRecord, domain.Scope{})
	if err != nil {
		return answer{}, err
	}
	id, err := l.target(ctx, ref, facts)
	if err != nil {
		return answer{}, err
	}
	var got taizhang.Answer
	if dryRun {
		got, err = ledger.Check(ctx, id, who.Officer(), facts...)
	} else {
		got, err = ledger.Record(ctx, id, key, who.Officer(), facts...)
	}
	if err != nil {
		return answer{}, l.discreet(err)
	}
	return l.shown(answerOf(got))
}

// target returns the parcel of a request: the one that the first fact registers, else
// the one that ref names.
func (l *local) target(ctx context.Context, ref string, facts []domain.Fact) (domain.ParcelID, error) {
	if r, ok := facts[0].Event.(domain.ParcelRegistered); ok {
		return r.Identity()
	}
	if ref != "" {
		return l.resolve(ctx, ref)
	}
	return domain.ParcelID{}, errors.New("请用 --parcel 指明宗地 / name the parcel: --parcel CODE")
}

// resolve finds a parcel by its identity or code. One beyond the reach of who asks is
// not found, as if there were none.
func (l *local) resolve(ctx context.Context, ref string) (domain.ParcelID, error) {
	if id, err := uuid.Parse(ref); err == nil && l.who.Reach() == domain.Everywhere {
		return id, nil
	}
	model, err := l.live(ctx)
	if err != nil {
		return domain.ParcelID{}, err
	}
	id, ok := model.Resolve(l.who.Reach(), ref)
	if !ok {
		return domain.ParcelID{}, fmt.Errorf("%s: %w", ref, taizhang.ErrNoParcel)
	}
	return id, nil
}

// live folds the log up to its present head.
func (l *local) live(ctx context.Context) (*live.Model, error) {
	if l.model == nil {
		l.model = live.New(l.store, time.Now)
	}
	return l.model, catchUp(ctx, l.store, l.model)
}

// catchUp applies the log to a projection up to the present head, in large steps.
func catchUp(ctx context.Context, store eventstore.Store, p projections.Projection) error {
	head, err := store.Head(ctx)
	if err != nil {
		return err
	}
	pos, err := p.Position(ctx)
	if err != nil || pos >= head {
		return err
	}
	for batch, err := range analytics.Batched(store).Follow(ctx, pos) {
		if err != nil {
			return err
		}
		if err := p.Apply(ctx, batch); err != nil {
			return err
		}
		if batch[len(batch)-1].Position >= head {
			return nil
		}
	}
	return nil
}

func (l *local) Parcels(ctx context.Context) ([]string, error) {
	if _, _, err := l.admitted(ctx, domain.ActRead, domain.Scope{}); err != nil {
		return nil, err
	}
	model, err := l.live(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for cursor := ""; ; {
		page := model.Parcels(l.who.Reach(), live.Filter{}, cursor, 500)
		for _, row := range page.Items {
			ids = append(ids, row.ID.String())
		}
		if cursor = page.Next; cursor == "" {
			return sorted(ids), nil
		}
	}
}

// History is an export: it gives the stored bytes, to who is shown all of them.
func (l *local) History(ctx context.Context, ref string) (history, error) {
	if _, _, err := l.admitted(ctx, domain.ActExport, domain.Scope{}); err != nil {
		return history{}, err
	}
	id, err := l.resolve(ctx, ref)
	if err != nil {
		return history{}, err
	}
	sight, err := l.sight(ctx)
	if err != nil {
		return history{}, err
	}
	h := history{parcel: id}
	for rec, err := range l.store.Read(ctx, domain.StreamOf(id), 0) {
		if err != nil {
			return h, err
		}
		_, redacted := sight.VeilFact(rec.Data)
		if err := whole(redacted, l.who.View); err != nil {
			return history{}, err
		}
		entry, _, err := domain.DecodeEntry(rec.ID, int64(rec.Revision), rec.Data, rec.Meta)
		if err != nil {
			return h, err
		}
		h.entries = append(h.entries, entry)
		h.data = append(h.data, rec.Data)
	}
	if len(h.entries) == 0 {
		return h, fmt.Errorf("%s: %w", ref, taizhang.ErrNoParcel)
	}
	return h, nil
}

func (l *local) Query(ctx context.Context, sql string) (table, error) {
	return l.ask(ctx, domain.ActQuery, func(db *analyticsDB) (table, error) { return db.table(ctx, sql) })
}

func (l *local) Metric(ctx context.Context, q analytics.MetricQuery) (table, error) {
	return l.ask(ctx, domain.ActAnalyse, func(db *analyticsDB) (table, error) {
		books, err := l.ledger.Policies(ctx, domain.Scope{})
		if err != nil {
			return table{}, err
		}
		city := books.In(domain.Scope{}, domain.DateOf(time.Now()), time.Time{})
		q.For = analytics.Audience{View: cmp.Or(q.For.View, l.who.View), Reach: l.who.Reach(), FirmsMin: city.FirmsMin()}
		answer, err := db.Metric(ctx, q)
		if err != nil {
			return table{}, err
		}
		rows := make([]metricRow, len(answer.Rows))
		for i, r := range answer.Rows {
			rows[i] = metricRow{r.Group, string(r.Period), r.Part, shown(r.Value), shown(r.Numerator), shown(r.Denominator), shown(r.Coverage), r.Cases, r.Known, r.Withheld}
		}
		return metricTable(answer.Definition.Unit, rows), nil
	})
}

// ask puts a question to the analytics.
func (l *local) ask(ctx context.Context, act domain.Act, query func(*analyticsDB) (table, error)) (table, error) {
	if _, _, err := l.admitted(ctx, act, domain.Scope{}); err != nil {
		return table{}, err
	}
	db, err := l.analytics(ctx)
	if err != nil {
		return table{}, err
	}
	defer db.Close()
	return query(db)
}

// analytics opens the analytics and brings them to the head of the log.
func (l *local) analytics(ctx context.Context) (*analyticsDB, error) {
	db, err := openAnalytics(ctx, l.place, "embedded", l.store, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	if err := catchUp(ctx, l.store, db.Analytics); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (l *local) Verify(ctx context.Context) (audit.Report, error) {
	if _, _, err := l.admitted(ctx, domain.ActVerify, domain.Scope{}); err != nil {
		return audit.Report{}, err
	}
	model, err := l.live(ctx)
	if err != nil {
		return audit.Report{}, err
	}
	db, err := l.analytics(ctx)
	if err != nil {
		return audit.Report{}, err
	}
	defer db.Close()
	return audit.Run(ctx, l.store, model, db.Analytics)
}

func answerOf(a taizhang.Answer) answer {
	got := answer{Parcel: a.Parcel.String(), Position: string(a.Position), Stage: a.Stage, Repeated: a.Repeated}
	for _, e := range a.Events {
		got.Events = append(got.Events, answerEvent{e.ID.String(), e.Revision, domain.EventName(e.Fact.Event), e.Fact.OccurredOn, e.RecordedAt, e.Fact.Findings})
	}
	return got
}

// keyOf makes an idempotency key for a command that was given none: random, so
// that running the command twice records twice, as the officer asked twice.
func keyOf(key string) string {
	if key = strings.TrimSpace(key); key != "" {
		return key
	}
	return uuid.NewString()
}

func sorted(ids []string) []string {
	slices.Sort(ids)
	return ids
}
