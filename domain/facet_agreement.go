package domain

import "slices"

// Recruitment is the offer of the land to projects (招商), and where the land stood
// before it.
type Recruitment struct {
	ReleaseNo string `json:"releaseNo,omitzero"`
	OpenedOn  Date   `json:"openedOn"`
	ValidTo   Date   `json:"validTo,omitzero"`
	From      Stage  `json:"from"` // RESERVED or PLANNED
	ClosedOn  Date   `json:"closedOn,omitzero"`
}

// An EndedAgreement is a supervision agreement that no longer binds.
type EndedAgreement struct {
	AgreementNo string `json:"agreementNo,omitzero"`
	PartyB      Party  `json:"partyB,omitzero"`
	On          Date   `json:"on"`
	Side        Code   `json:"side"` // HOLDER, GOVERNMENT, MUTUAL; TRANSFER when a new holder signed another
	Bond        Code   `json:"bond,omitzero"`
}

// An Amended is one change of a promised figure or an agreed day, with the paper
// that made it.
type Amended struct {
	Amendment
	Instrument Code   `json:"instrument"` // CONTRACT, AGREEMENT
	Kind       Code   `json:"kind"`       // EXTENSION, IDLE_EXTENSION, SUPPLEMENT
	Reason     Code   `json:"reason,omitzero"`
	DocNo      string `json:"docNo,omitzero"`
	On         Date   `json:"on"`
}

// A Bond is the performance bond (履约保证金): what was paid in, given back and taken.
// Required is 0 where nobody said how much it should be.
type Bond struct {
	Required  Fen        `json:"required,omitzero"`
	Parts     []BondPart `json:"parts,omitzero"`
	ChangedOn Date       `json:"changedOn,omitzero"`
}

// A BondPart is what of the bond stands for one milestone; the part without one
// stands for all.
type BondPart struct {
	Milestone Code `json:"milestone,omitzero"`
	Posted    Fen  `json:"posted"`
	Released  Fen  `json:"released,omitzero"`
	Forfeited Fen  `json:"forfeited,omitzero"`
}

// Balance is what is left of the part.
func (b BondPart) Balance() Fen { return b.Posted - b.Released - b.Forfeited }

// Balance is what is left of the bond.
func (b Bond) Balance() Fen {
	var sum Fen
	for _, part := range b.Parts {
		sum += part.Balance()
	}
	return sum
}

// Shortage is what has to be paid in (R28): what is required and has not been given
// back, less what is there. Forfeited money has to be made good.
func (b Bond) Shortage() Fen {
	due := b.Required
	for _, part := range b.Parts {
		due -= part.Released
	}
	return max(0, due-b.Balance())
}

// source is the part that a release or forfeiture for a milestone is taken from:
// its own, or what was posted for all.
func (b Bond) source(milestone Code) int {
	at := func(m Code) int {
		return slices.IndexFunc(b.Parts, func(part BondPart) bool { return part.Milestone == m })
	}
	if i := at(milestone); i >= 0 {
		return i
	}
	return at("")
}

// with returns the bond with its ith part changed; -1 adds a part.
func (b Bond) with(i int, milestone Code, change func(*BondPart)) Bond {
	b.Parts = slices.Clone(b.Parts)
	if i < 0 {
		i = len(b.Parts)
		b.Parts = append(b.Parts, BondPart{Milestone: milestone})
	}
	change(&b.Parts[i])
	return b
}
