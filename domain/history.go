package domain

import (
	"cmp"
	"slices"
	"time"
)

// A History is everything recorded of one parcel, in order of recording, with
// the state that follows from it. It is not safe for concurrent use.
type History struct {
	entries []Entry // as recorded
	now     *Parcel // the fold of all of them; nil when there are none
	amended bool    // a correction is among the entries
	sorted  bool    // the order of recording is the order of the fold
}

// LoadHistory returns the history of entries in order of recording, folded once.
// It keeps the slice.
func LoadHistory(entries []Entry) *History {
	h := &History{entries: entries, sorted: true}
	for i := range entries {
		h.amended = h.amended || corrects(entries[i].Fact)
		h.sorted = h.sorted && (i < 2 || !before(&entries[i], &entries[i-1]))
	}
	if len(entries) > 0 {
		h.now = h.fold(h.Effective(time.Time{}))
	}
	return h
}

// Append takes an entry that the ledger has recorded. Parcels that Parcel has
// returned stay as they were.
func (h *History) Append(e Entry) {
	n := len(h.entries)
	h.sorted = n == 0 || h.sorted && (n == 1 || !before(&e, &h.entries[n-1]))
	h.amended = h.amended || corrects(e.Fact)
	h.entries = append(h.entries, e)
	if h.now != nil && (h.sorted && !h.amended || h.now.InOrder(e.Fact)) {
		h.now = h.now.Clone()
		h.now.Evolve(e.Fact)
		return
	}
	h.now = h.fold(h.Effective(time.Time{}))
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
// revision. Corrections themselves stay in. A zero knownAt does not limit.
func (h *History) Effective(knownAt time.Time) []Entry {
	entries := h.entries
	if !knownAt.IsZero() {
		entries = slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.RecordedAt.After(knownAt) })
	}
	if h.sorted && !h.amended {
		return entries
	}
	entries = slices.Clone(entries)
	if h.amended {
		applyCorrections(entries)
	}
	slices.SortStableFunc(entries, compareEntries)
	return entries
}

// fold makes the state of effective entries. The identity comes from the
// registration as it was recorded: no correction changes which parcel it is.
func (h *History) fold(effective []Entry) *Parcel {
	p := new(Parcel)
	for i := range effective {
		p.Evolve(effective[i].Fact)
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

// before reports whether e folds before the entry recorded just ahead of it.
func before(e, last *Entry) bool { return compareEntries(*e, *last) < 0 }
