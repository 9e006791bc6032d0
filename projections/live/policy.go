package live

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A shelf holds the books of a ledger by what they are.
type shelf map[domain.BookID]*domain.Book

// enter folds a record of a book into next, beside the model; records of anything
// else pass, the book of authority among them: who asks is not a matter of land.
func (m *Model) enter(next shelf, rec eventstore.Record) error {
	id, ok := domain.BookOf(rec.Stream)
	if !ok || id.Kind == domain.AuthorityBook {
		return nil
	}
	if next[id] == nil {
		next[id] = m.book(id)
	}
	book := next[id]
	if rec.Revision != eventstore.Revision(len(book.Entries())) {
		return fmt.Errorf("%s: revision %d after %d entries: %w", rec.Stream, rec.Revision, len(book.Entries()), eventstore.ErrDamaged)
	}
	entry, _, err := domain.DecodeEntry(rec.ID, int64(rec.Revision), rec.Data, rec.Meta)
	if err != nil {
		return err
	}
	book.Append(entry)
	return nil
}

// book returns a copy of a book that can go on.
func (m *Model) book(id domain.BookID) *domain.Book {
	m.mu.RLock()
	defer m.mu.RUnlock()
	b := m.books[id.Scope]
	if id.Kind == domain.ProgrammeBook {
		b = m.pilots[id.Scope]
	}
	if b != nil {
		return b.Clone()
	}
	return domain.NewBook(id)
}

// keep takes changed books; by changed policies every row is judged again. The caller
// holds the lock.
func (m *Model) keep(changed shelf) {
	if len(changed) == 0 {
		return
	}
	books, again := maps.Clone(m.books), false
	for id, b := range changed {
		if id.Kind == domain.ProgrammeBook {
			m.pilots[id.Scope] = b
			continue
		}
		books[id.Scope], again = b, true
	}
	if !again {
		return
	}
	m.books = books
	m.edition++
	for id := range m.rows {
		m.stale[id] = struct{}{}
	}
}

// A Catch is a parcel of which other rules would say something else, and what.
type Catch struct {
	Parcel   domain.ParcelID      `json:"parcel" sight:"public"`
	Code     string               `json:"code" sight:"public"`
	District domain.District      `json:"district" sight:"public"`
	Holder   string               `json:"holder" sight:"public"`
	Changes  []domain.AlarmChange `json:"changes"`
	domain.Redaction
}

// WhatIf tells which parcels within a reach a proposed value would catch or let go
// today, were it in force in a scope, in order of identity.
func (m *Model) WhatIf(reach domain.Reach, scope domain.Scope, p domain.ParameterProposed) []Catch {
	m.sync()
	m.mu.RLock()
	defer m.mu.RUnlock()
	would := m.books.Supposing(scope, p)
	list := []Catch{}
	for id, r := range m.within(reach) {
		place := r.parcel.Place()
		if !place.Within(scope) {
			continue
		}
		changes := r.parcel.WhatIf(m.today, m.books.In(place, m.today, time.Time{}), would.In(place, m.today, time.Time{}))
		if len(changes) > 0 {
			list = append(list, Catch{Parcel: id, Code: codeOf(r.parcel), District: r.parcel.Land.District, Holder: r.parcel.Holder().Name, Changes: changes})
		}
	}
	slices.SortFunc(list, func(a, b Catch) int { return bytes.Compare(a.Parcel[:], b.Parcel[:]) })
	return list
}
