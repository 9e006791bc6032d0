package domain

import (
	"slices"

	"github.com/google/uuid"
)

// A Succession is what a split or merge means for another parcel: the event that
// opens the stream of a new one, or that ends the stream of one merged. Everything
// about it follows from the deciding parcel's record, so whoever finds it missing
// can write it, and it is the same event.
type Succession struct {
	Parcel   ParcelID
	ID       EventID
	Fact     Fact
	Decision Entry // the event that decides it
}

// ConcernsOthers reports whether recording a fact may ask something of other
// parcels: a split or merge, or the signature that lets one take effect.
func ConcernsOthers(f Fact) bool {
	switch f.Event.(type) {
	case ParcelSplit, ParcelMerged, EventCosigned:
		return true
	}
	return false
}

// IsSuccession reports whether a fact follows from a decision on another parcel: nobody
// decided it here.
func IsSuccession(f Fact) bool { return byLedger(f.Event) }

// Opens reports whether the succession begins a new parcel.
func (s Succession) Opens() bool { return opens(s.Fact) }

// Settles reports whether an event of the parcel is what the succession asks for.
func (s Succession) Settles(e Entry) bool {
	switch is := e.Fact.Event.(type) {
	case ParcelSucceeded:
		return s.Opens() && is.Decision == s.Decision.ID
	case ParcelAbsorbed:
		return !s.Opens() && is.Decision == s.Decision.ID
	}
	return false
}

// Successions returns what the parcel's split or merge asks of other parcels, in
// the order in which it names them; nothing while none is in effect.
func (h *History) Successions() []Succession {
	if h.Parcel().Stage != StageRetired {
		return nil
	}
	for _, e := range h.effective() {
		switch e.Fact.Event.(type) {
		case ParcelSplit, ParcelMerged:
			return h.successions(h.entries[e.Revision])
		}
	}
	return nil
}

// successions looks at the parcel as it was known when the decision was recorded,
// so that what is recorded later changes nothing.
func (h *History) successions(decision Entry) []Succession {
	before := LoadHistory(slices.Clip(h.entries[:decision.Revision]))
	p, _ := before.around(decision.Fact.OccurredOn)
	switch e := decision.Fact.Event.(type) {
	case ParcelSplit:
		return p.split(e, decision)
	case ParcelMerged:
		return p.merge(e, decision)
	}
	return nil
}

func newSuccession(parcel ParcelID, decision Entry, e Event) Succession {
	return Succession{
		Parcel: parcel, Decision: decision,
		ID:   uuid.NewSHA1(decision.ID, []byte(parcel.String())),
		Fact: Fact{OccurredOn: decision.Fact.OccurredOn, Event: e},
	}
}

// split gives every child its share of what the parent was.
func (p *Parcel) split(e ParcelSplit, decision Entry) []Succession {
	var codes []ParcelCode
	var areas []int64
	for _, c := range e.Children {
		codes = append(codes, c.Registration.ParcelCode)
		areas = append(areas, int64(c.Registration.RegisteredArea))
	}
	price, paid := p.priced()
	prices, paids := shares(int64(price), areas), shares(int64(paid), areas)
	var list []Succession
	for i, c := range e.Children {
		family := slices.Delete(slices.Clone(codes), i, i+1)
		list = append(list, newSuccession(c.kin().Parcel, decision, ParcelSucceeded{
			How: bySplit, Decision: decision.ID, Parents: []Kin{p.kin(p.ID)},
			Registration: c.registration(p), FamilyCodes: slices.Concat(p.familyCodes(), family),
			Inherited: p.bequeath(c, p.commitments(), p.burdens(), Fen(prices[i]), Fen(paids[i])),
		}))
	}
	return list
}

// merge gives the new parcel what the leading one was, with the commitments and
// prices of all, and ends the others.
func (p *Parcel) merge(e ParcelMerged, decision Entry) []Succession {
	price, paid := p.priced()
	parents, codes := []Kin{p.kin(p.ID)}, p.familyCodes()
	commitments, burdens := p.commitments(), p.burdens()
	for _, o := range e.Others {
		parents = append(parents, Kin{o.Parcel, o.Code, o.Area})
		codes = slices.Concat(codes, o.FamilyCodes)
		commitments = slices.Concat(commitments, o.Commitments)
		burdens = slices.Concat(burdens, o.Encumbrances)
		price, paid = price+o.Price, paid+o.Paid
	}
	into := e.Into.kin()
	list := []Succession{newSuccession(into.Parcel, decision, ParcelSucceeded{
		How: byMerge, Decision: decision.ID, Parents: parents,
		Registration: e.Into.registration(p), FamilyCodes: codes,
		Inherited: p.bequeath(e.Into, commitments, burdens, price, paid),
	})}
	for _, o := range e.Others {
		list = append(list, newSuccession(o.Parcel, decision, ParcelAbsorbed{Decision: decision.ID, Lead: p.ID, Into: into}))
	}
	return list
}

// registration names the parent's holder where the successor names none.
func (s Successor) registration(p *Parcel) ParcelRegistered {
	r := s.Registration
	if r.Holder == (Party{}) && s.Start != anew {
		r.Holder = p.Holder()
	}
	return r
}

// shares divides an amount by weights; what rounding leaves goes to the last, so
// that the sum stays.
func shares(amount int64, weights []int64) []int64 {
	var total int64
	for _, w := range weights {
		total += w
	}
	parts := make([]int64, len(weights))
	left := amount
	for i, w := range weights {
		parts[i] = mulDiv(amount, w, total)
		left -= parts[i]
	}
	parts[len(parts)-1] += left
	return parts
}
