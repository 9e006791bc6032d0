package domain

import "time"

// A History is everything recorded of one parcel, in order of recording, with
// the state that follows from it. It is not safe for concurrent use.
type History struct {
	entries []Entry // as recorded
	now     *Parcel // the fold of all of them; nil when it must be made again
}

// Append takes an entry that the ledger has recorded.
func (h *History) Append(e Entry) { panic("domain: to be written") }

// Entries returns what was recorded, in order of recording. The slice belongs to
// the history.
func (h *History) Entries() []Entry { return h.entries }

// Parcel returns the state as known now. It belongs to the history: read it, do
// not change it.
func (h *History) Parcel() *Parcel { panic("domain: to be written") }

// At answers what was true at the end of the day asOf, as the ledger knew at
// knownAt: entries recorded later are not seen, corrections recorded by then are
// applied to their targets, then facts that happened later are left out. A zero
// asOf or knownAt does not limit.
func (h *History) At(asOf Date, knownAt time.Time) *Parcel { panic("domain: to be written") }

// Effective returns the entries with every correction known by knownAt applied to
// its target, in order of (occurredOn, revision). Corrections themselves stay in.
func (h *History) Effective(knownAt time.Time) []Entry { panic("domain: to be written") }

// Decide answers whether f can be recorded by an officer on the day today, and
// returns it as it is to be stored, with derived fields and findings set. It
// does not change h. The error wraps ErrInvalid or ErrRefused.
func (h *History) Decide(f Fact, by Officer, today Date) (Fact, error) {
	panic("domain: to be written")
}
