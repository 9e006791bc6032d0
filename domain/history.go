package domain

import (
	"cmp"
	"slices"
	"time"
)

// A History is everything recorded of one parcel, in order of recording, with
// the state that follows from it. Reading it from several goroutines is safe,
// Append is not safe beside anything.
type History struct {
	entries []Entry // as recorded
	// told is entries in fold order with corrections applied; nil while that is
	// entries itself.
	told    []Entry
	pending []Pending
	now     *Parcel // the fold of all of them; nil when there are none
}

// LoadHistory returns the history of entries in order of recording, folded once.
// It keeps the slice.
func LoadHistory(entries []Entry) *History {
	h := &History{entries: entries}
	if len(entries) > 0 {
		h.retell()
	}
	return h
}

// Append takes an entry that the ledger has recorded. Parcels that Parcel has
// returned stay as they were.
func (h *History) Append(e Entry) {
	n := len(h.entries)
	h.entries = append(h.entries, e)
	inPlace := h.now != nil && !amends(e.Fact) && (h.now.InOrder(e.Fact) || n == 1)
	if !inPlace {
		h.retell()
		return
	}
	if h.told != nil {
		h.told = append(h.told, e)
	}
	h.now = h.now.Clone()
	h.now.Take(e)
}

// retell makes what follows from the entries anew.
func (h *History) retell() {
	h.told, h.pending = retold(h.entries)
	h.now = h.fold(h.effective(), h.pending)
}

// retold returns the entries in effect in fold order, with corrections applied and
// computed fields following them, nil when they are that already; and what is
// pending.
func retold(entries []Entry) (told []Entry, pending []Pending) {
	amended := slices.ContainsFunc(entries, func(e Entry) bool { return amends(e.Fact) })
	if !amended && slices.IsSortedFunc(entries, compareEntries) {
		return nil, nil
	}
	entries = slices.Clone(entries)
	if amended {
		entries, pending = inEffect(entries)
		applyCorrections(entries)
	}
	slices.SortStableFunc(entries, compareEntries)
	p := new(Parcel)
	for i := range entries {
		entries[i].Fact.Event = p.derived(&entries[i].Fact)
		p.Evolve(entries[i].Fact)
	}
	return entries, pending
}

// Entries returns what was recorded, in order of recording. The slice belongs to
// the history.
func (h *History) Entries() []Entry { return h.entries }

// Parcel returns the state as known now: the zero Parcel when nothing is
// recorded. It is a snapshot that later entries do not change; do not change it
// either.
func (h *History) Parcel() *Parcel {
	if h.now == nil {
		return new(Parcel)
	}
	return h.now
}

// At answers what was true at the end of the day asOf, as the ledger knew at
// knownAt: entries recorded later are not seen, corrections recorded by then are
// applied to their targets, then facts that happened later are left out. A zero
// asOf or knownAt does not limit. The registration says which land it is, so it
// is seen whenever any fact is, even one from before the registration (补录).
func (h *History) At(asOf Date, knownAt time.Time) *Parcel {
	entries, pending := h.known(knownAt)
	if asOf != "" {
		entries = upTo(entries, asOf)
		pending = slices.DeleteFunc(slices.Clone(pending), func(p Pending) bool { return p.OccurredOn > asOf })
	}
	return h.fold(entries, pending)
}

// upTo keeps the facts that had happened by the end of the day, in fold order.
func upTo(entries []Entry, day Date) []Entry {
	kept := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Fact.OccurredOn > day && !opens(e.Fact) })
	if len(kept) == 1 && kept[0].Fact.OccurredOn > day {
		return nil
	}
	return kept
}

// Effective returns the entries in effect at knownAt: what was annulled by then,
// refused a signature or still awaits one is left out, every correction known by
// then is applied to its target. They come in fold order: the registration, then
// by occurredOn, then by revision. Corrections, annulments and signatures
// themselves stay in. A zero knownAt does not limit. The slice belongs to the
// history.
func (h *History) Effective(knownAt time.Time) []Entry {
	entries, _ := h.known(knownAt)
	return entries
}

// known is what Effective returns, and what was pending at knownAt.
func (h *History) known(knownAt time.Time) ([]Entry, []Pending) {
	later := func(e Entry) bool { return e.RecordedAt.After(knownAt) }
	if knownAt.IsZero() || !slices.ContainsFunc(h.entries, later) {
		return h.effective(), h.pending
	}
	known := slices.DeleteFunc(slices.Clone(h.entries), later)
	told, pending := retold(known)
	if told == nil {
		told = known
	}
	return told, pending
}

func (h *History) effective() []Entry {
	if h.told != nil {
		return h.told
	}
	return h.entries
}

// fold makes the state of effective entries. The identity comes from the
// registration as it was recorded: no correction changes which parcel it is.
func (h *History) fold(effective []Entry, pending []Pending) *Parcel {
	p := new(Parcel)
	for i := range effective {
		p.Take(effective[i])
	}
	p.Pending = pending
	if len(effective) > 0 {
		p.ID = h.identity()
	}
	return p
}

func (h *History) identity() ParcelID {
	r, _ := registration(h.entries[0].Fact)
	id, _ := r.Identity()
	return id
}

// registration returns how a fact registers the parcel whose record it opens.
func registration(f Fact) (ParcelRegistered, bool) {
	switch e := f.Event.(type) {
	case ParcelRegistered:
		return e, true
	case ParcelSucceeded:
		return e.Registration, true
	}
	return ParcelRegistered{}, false
}

// opens reports whether a fact opens the record of a parcel.
func opens(f Fact) bool {
	_, ok := registration(f)
	return ok
}

// compareEntries is the order of the fold. The registration leads whatever its
// day: it says which land the other facts are about.
func compareEntries(a, b Entry) int {
	if ra, rb := opens(a.Fact), opens(b.Fact); ra != rb {
		return pick(ra, -1, 1)
	}
	return cmp.Or(cmp.Compare(a.Fact.OccurredOn, b.Fact.OccurredOn), cmp.Compare(a.Revision, b.Revision))
}
