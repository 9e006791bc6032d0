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
	told []Entry
	now  *Parcel // the fold of all of them; nil when there are none
}

// LoadHistory returns the history of entries in order of recording, folded once.
// It keeps the slice.
func LoadHistory(entries []Entry) *History {
	h := &History{entries: entries}
	if len(entries) > 0 {
		h.told = retold(entries)
		h.now = h.fold(h.effective())
	}
	return h
}

// Append takes an entry that the ledger has recorded. Parcels that Parcel has
// returned stay as they were.
func (h *History) Append(e Entry) {
	n := len(h.entries)
	h.entries = append(h.entries, e)
	inPlace := h.now != nil && !corrects(e.Fact) && (h.now.InOrder(e.Fact) || n == 1)
	if !inPlace {
		h.told = retold(h.entries)
		h.now = h.fold(h.effective())
		return
	}
	if h.told != nil {
		h.told = append(h.told, e)
	}
	h.now = h.now.Clone()
	h.now.Take(e)
}

// retold returns entries in fold order with corrections applied and computed
// fields following them, nil when they are that already.
func retold(entries []Entry) []Entry {
	amended := slices.ContainsFunc(entries, func(e Entry) bool { return corrects(e.Fact) })
	if !amended && slices.IsSortedFunc(entries, compareEntries) {
		return nil
	}
	entries = slices.Clone(entries)
	if amended {
		applyCorrections(entries)
	}
	slices.SortStableFunc(entries, compareEntries)
	p := new(Parcel)
	for i := range entries {
		entries[i].Fact.Event = p.derived(&entries[i].Fact)
		p.Evolve(entries[i].Fact)
	}
	return entries
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
	entries := h.Effective(knownAt)
	if asOf != "" {
		entries = upTo(entries, asOf)
	}
	return h.fold(entries)
}

// upTo keeps the facts that had happened by the end of the day, in fold order.
func upTo(entries []Entry, day Date) []Entry {
	kept := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Fact.OccurredOn > day && !registers(e.Fact) })
	if len(kept) == 1 && kept[0].Fact.OccurredOn > day {
		return nil
	}
	return kept
}

// Effective returns the entries with every correction known by knownAt applied to
// its target, in fold order: the registration, then by occurredOn, then by
// revision. Corrections themselves stay in. A zero knownAt does not limit. The
// slice belongs to the history.
func (h *History) Effective(knownAt time.Time) []Entry {
	later := func(e Entry) bool { return e.RecordedAt.After(knownAt) }
	if knownAt.IsZero() || !slices.ContainsFunc(h.entries, later) {
		return h.effective()
	}
	known := slices.DeleteFunc(slices.Clone(h.entries), later)
	if told := retold(known); told != nil {
		return told
	}
	return known
}

func (h *History) effective() []Entry {
	if h.told != nil {
		return h.told
	}
	return h.entries
}

// fold makes the state of effective entries. The identity comes from the
// registration as it was recorded: no correction changes which parcel it is.
func (h *History) fold(effective []Entry) *Parcel {
	p := new(Parcel)
	for i := range effective {
		p.Take(effective[i])
	}
	if len(effective) > 0 {
		p.ID = h.identity()
	}
	return p
}

func (h *History) identity() ParcelID {
	if r, ok := h.entries[0].Fact.Event.(ParcelRegistered); ok {
		id, _ := r.Identity()
		return id
	}
	return ParcelID{}
}

func registers(f Fact) bool {
	_, ok := f.Event.(ParcelRegistered)
	return ok
}

func corrects(f Fact) bool {
	_, ok := f.Event.(EventCorrected)
	return ok
}

// compareEntries is the order of the fold. The registration leads whatever its
// day: it says which land the other facts are about.
func compareEntries(a, b Entry) int {
	if ra, rb := registers(a.Fact), registers(b.Fact); ra != rb {
		return pick(ra, -1, 1)
	}
	return cmp.Or(cmp.Compare(a.Fact.OccurredOn, b.Fact.OccurredOn), cmp.Compare(a.Revision, b.Revision))
}
