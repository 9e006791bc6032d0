package domain

import "time"

// A Recording tells how the record of a parcel came about: rules that ask whether
// something was recorded late, or was over before the record began, look here.
// Corrections do not count, nor does the registration that opens the record.
type Recording struct {
	// BackfilledAt is when the latest back-filled fact was recorded (补录), LiveAt
	// when the first one was recorded in the ordinary way.
	BackfilledAt time.Time `json:"backfilledAt,omitzero"`
	LiveAt       time.Time `json:"liveAt,omitzero"`
	// Last is the ordinary fact that was recorded last.
	Last Recorded `json:"last,omitzero"`
}

// Recorded is one fact with the two days that tell how soon it was recorded.
type Recorded struct {
	Event      string    `json:"event"`
	OccurredOn Date      `json:"occurredOn"`
	At         time.Time `json:"at"`
	Department Code      `json:"department"`
}

// Take folds what the ledger recorded into p: what happened, as Evolve does, and
// how it was recorded.
func (p *Parcel) Take(e Entry) {
	p.Evolve(e.Fact)
	if aims(e.Fact) || opens(e.Fact) {
		return
	}
	at := e.RecordedAt.UTC()
	r := &p.Recording
	if e.Fact.Backfill {
		r.BackfilledAt = pick(at.After(r.BackfilledAt), at, r.BackfilledAt)
		return
	}
	if r.LiveAt.IsZero() || at.Before(r.LiveAt) {
		r.LiveAt = at
	}
	if !at.Before(r.Last.At) {
		r.Last = Recorded{e.Fact.Event.storedName(), e.Fact.OccurredOn, at, e.By.Department}
	}
}

// loadedOn is the day on which the loading of the parcel's past ended: the last
// back-filled fact, or the first ordinary one when back-fill went on after it. It is
// zero when nothing was back-filled.
func (r *Recording) loadedOn() Date {
	switch {
	case r.BackfilledAt.IsZero():
		return ""
	case !r.LiveAt.IsZero() && r.LiveAt.Before(r.BackfilledAt):
		return DateOf(r.LiveAt)
	}
	return DateOf(r.BackfilledAt)
}
