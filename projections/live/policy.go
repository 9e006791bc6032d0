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

// enter folds a record of a policy book into next, beside the model; records of
// anything else pass.
func (m *Model) enter(next domain.Policies, rec eventstore.Record) error {
	id, ok := domain.BookOf(rec.Stream)
	if !ok || id.Kind != domain.PolicyBook {
		return nil
	}
	if next[id.Scope] == nil {
		next[id.Scope] = m.book(id)
	}
	book := next[id.Scope]
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

// book returns a copy of a policy book that can go on.
func (m *Model) book(id domain.BookID) *domain.Book {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if b := m.books[id.Scope]; b != nil {
		return b.Clone()
	}
	return domain.NewBook(id)
}

// keep takes changed books; every row is judged again by them. The caller holds the
// lock.
func (m *Model) keep(changed domain.Policies) {
	if len(changed) == 0 {
		return
	}
	books := maps.Clone(m.books)
	maps.Copy(books, changed)
	m.books = books
	for id := range m.rows {
		m.stale[id] = struct{}{}
	}
}

// A Catch is a parcel of which other rules would say something else, and what.
type Catch struct {
	Parcel   domain.ParcelID      `json:"parcel"`
	Code     string               `json:"code"`
	District domain.District      `json:"district"`
	Holder   string               `json:"holder"`
	Changes  []domain.AlarmChange `json:"changes"`
}

// WhatIf tells which parcels a proposed value would catch or let go today, were it in
// force in a scope, in order of identity.
func (m *Model) WhatIf(scope domain.Scope, p domain.ParameterProposed) []Catch {
	m.sync()
	m.mu.RLock()
	defer m.mu.RUnlock()
	would := m.books.Supposing(scope, p)
	list := []Catch{}
	for id, r := range m.rows {
		place := r.parcel.Place()
		if !place.Within(scope) {
			continue
		}
		changes := r.parcel.WhatIf(m.today, m.books.In(place, m.today, time.Time{}), would.In(place, m.today, time.Time{}))
		if len(changes) > 0 {
			list = append(list, Catch{id, codeOf(r.parcel), r.parcel.Land.District, r.parcel.Holder().Name, changes})
		}
	}
	slices.SortFunc(list, func(a, b Catch) int { return bytes.Compare(a.Parcel[:], b.Parcel[:]) })
	return list
}
