package domain

import (
	"slices"
	"strconv"
	"time"
)

// Preview returns a history that begins as h and can take entries without
// changing h: what would the parcel be if these were recorded?
func (h *History) Preview() *History {
	p := *h
	p.entries, p.told = slices.Clip(h.entries), slices.Clip(h.told)
	return &p
}

// DecideAll decides the facts of one request, each on the state after those
// before it, all or none. The paths of problems begin with the place of the
// fact in the request: /0/data/price.
func (h *History) DecideAll(facts []Fact, by Officer, terms Terms) ([]Fact, error) {
	return decideAll(h.Preview(), facts, by, terms)
}

// A decider decides facts and takes those that were recorded.
type decider interface {
	Entries() []Entry
	Decide(f Fact, by Officer, terms Terms) (Fact, error)
	Append(e Entry)
}

// decideAll decides facts one after the other on a preview of a record.
func decideAll(after decider, facts []Fact, by Officer, terms Terms) ([]Fact, error) {
	recordedAt, err := time.ParseInLocation(time.DateOnly, string(terms.Today), Shanghai)
	if err != nil {
		return nil, malformed("", err)
	}
	decided := make([]Fact, len(facts))
	for i, f := range facts {
		if decided[i], err = after.Decide(f, by, terms); err != nil {
			return nil, Moved(err, func(path string) string { return "/" + strconv.Itoa(i) + path })
		}
		if i < len(facts)-1 {
			after.Append(Entry{Revision: int64(len(after.Entries())), Fact: decided[i], RecordedAt: recordedAt, By: by})
		}
	}
	return decided, nil
}
