package accesslog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A Filter selects entries; what is zero selects all.
type Filter struct {
	From, To  domain.Date // days, both included
	Principal string
	Parcel    string
	Outcome   Outcome
}

func (f Filter) takes(e Entry) bool {
	return (f.Principal == "" || f.Principal == e.Principal) && (f.Parcel == "" || f.Parcel == e.Parcel) && (f.Outcome == "" || f.Outcome == e.Outcome)
}

// A Line is an entry with its identity.
type Line struct {
	ID uuid.UUID `json:"id"`
	Entry
}

// A Page is part of a list. Next continues it and is empty at the end; a page that
// looked at many entries ends before it is full.
type Page struct {
	Items []Line `json:"items"`
	Next  string `json:"next,omitzero"`
}

// ErrCursor: the cursor is not of a list.
var ErrCursor = errors.New("cursor is not of this list")

const (
	chunk   = 256    // records read at once, backwards
	scanMax = 20_000 // records looked at for one page
)

// List gives entries, the newest first. Notes show when they are written.
func (l *Log) List(ctx context.Context, f Filter, cursor string, limit int) (Page, error) {
	page := Page{Items: []Line{}}
	first, err := l.firstDay(ctx)
	if err != nil || first == "" {
		return page, err
	}
	at, err := l.start(ctx, f, cursor)
	if err != nil {
		return page, err
	}
	for scanned := 0; at.day >= max(first, f.From); {
		if at.before == 0 {
			if err := l.dayBefore(ctx, &at); err != nil {
				return page, err
			}
			continue
		}
		n := min(chunk, at.before)
		rows, err := l.read(ctx, at.day, at.before-n, int(n))
		if err != nil {
			return page, err
		}
		for _, row := range slices.Backward(rows) {
			at.before--
			if f.takes(row.Entry) {
				page.Items = append(page.Items, row)
			}
			if len(page.Items) == limit {
				page.Next = at.String()
				return page, nil
			}
		}
		if scanned += len(rows); scanned >= scanMax {
			page.Next = at.String()
			return page, nil
		}
	}
	return page, nil
}

// A place is where a list goes on: before a revision of a day.
type place struct {
	day    domain.Date
	before eventstore.Revision
}

func (p place) String() string { return fmt.Sprintf("%s.%d", p.day, p.before) }

// start is where a list begins.
func (l *Log) start(ctx context.Context, f Filter, cursor string) (p place, err error) {
	if cursor == "" {
		p.day = domain.DateOf(time.Now()).AddDays(1) // a clock that was put back
		if f.To != "" && f.To < p.day {
			p.day = f.To
		}
		p.before, err = l.length(ctx, p.day)
		return p, err
	}
	day, before, _ := strings.Cut(cursor, ".")
	if p.day, err = domain.ParseDate(day); err != nil {
		return p, ErrCursor
	}
	n, err := strconv.ParseInt(before, 10, 64)
	if err != nil || n < 0 {
		return p, ErrCursor
	}
	most, err := l.length(ctx, p.day)
	p.before = min(eventstore.Revision(n), most)
	return p, err
}

func (l *Log) dayBefore(ctx context.Context, p *place) (err error) {
	p.day = p.day.AddDays(-1)
	p.before, err = l.length(ctx, p.day)
	return err
}

// length is the number of entries of a day. It is remembered when the day is over.
func (l *Log) length(ctx context.Context, day domain.Date) (eventstore.Revision, error) {
	stream := streamOf(day)
	l.mu.Lock()
	n, ok := l.lengths[stream]
	l.mu.Unlock()
	if ok {
		return n, nil
	}
	n, err := length(ctx, l.store, stream)
	if err == nil && day < domain.DateOf(time.Now()) {
		l.mu.Lock()
		l.lengths[stream] = n
		l.mu.Unlock()
	}
	return n, err
}

// firstDay is the day of the oldest entry; empty when there is none.
func (l *Log) firstDay(ctx context.Context) (domain.Date, error) {
	head, err := l.store.Head(ctx)
	if err != nil || head == "" {
		return "", err
	}
	for batch, err := range l.store.Follow(ctx, "") {
		if err != nil {
			return "", err
		}
		return domain.Date(strings.TrimPrefix(batch[0].Stream, streamPrefix)), nil
	}
	return "", nil
}

func (l *Log) read(ctx context.Context, day domain.Date, from eventstore.Revision, n int) ([]Line, error) {
	rows := make([]Line, 0, n)
	for rec, err := range l.store.Read(ctx, streamOf(day), from) {
		if err != nil {
			return nil, err
		}
		row := Line{ID: rec.ID}
		if err := json.Unmarshal(rec.Data, &row.Entry); err != nil {
			return nil, fmt.Errorf("access log at %s: %w: %w", rec.Position, err, eventstore.ErrDamaged)
		}
		if rows = append(rows, row); len(rows) == n {
			break
		}
	}
	return rows, nil
}
