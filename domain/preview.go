package domain

import "slices"

// Preview returns a history that begins as h and can take entries without
// changing h: what would the parcel be if these were recorded?
func (h *History) Preview() *History {
	return &History{entries: slices.Clip(h.entries)}
}

// DecideAll decides the facts of one request, each on the state after those
// before it, all or none. The paths of problems begin with the place of the
// fact in the request: /0/data/price.
func (h *History) DecideAll(facts []Fact, by Officer, today Date) ([]Fact, error) {
	panic("domain: to be written")
}
