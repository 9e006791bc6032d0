package domain

import (
	"math/big"
	"slices"
)

// An IdleCase is one investigation of idle land (闲置土地) and what came of it. A
// parcel may have several, one after the other; the last one tells how it stands.
type IdleCase struct {
	CaseNo   string `json:"caseNo"`
	Status   Code   `json:"status"` // SUSPECTED, INVESTIGATING, DETERMINED, DISPOSED
	Kind     Code   `json:"kind"`   // NOT_STARTED, SUSPENDED
	OpenedOn Date   `json:"openedOn"`
	ReplyDue Date   `json:"replyDue,omitzero"`

	Cause           Code `json:"cause,omitzero"`
	GovernmentCause Code `json:"governmentCause,omitzero"`
	Area            Area `json:"area,omitzero"`
	IdleFrom        Date `json:"idleFrom,omitzero"` // suspected since, then as determined
	DeterminedOn    Date `json:"determinedOn,omitzero"`
	PublishedFrom   Date `json:"publishedFrom,omitzero"`
	PublishedTo     Date `json:"publishedTo,omitzero"`

	Measure    Code `json:"measure,omitzero"` // the last one taken
	DisposedOn Date `json:"disposedOn,omitzero"`
	FeeOn      Date `json:"feeOn,omitzero"`     // 征缴闲置费 decided
	ReclaimOn  Date `json:"reclaimOn,omitzero"` // 无偿收回 decided

	// An extension and the day it counts from, a temporary use and its days.
	BasisDate    Date `json:"basisDate,omitzero"`
	NewStartBy   Date `json:"newStartBy,omitzero"`
	TempUseFrom  Date `json:"tempUseFrom,omitzero"`
	TempUseUntil Date `json:"tempUseUntil,omitzero"`
}

// Values of IdleCase.Status.
const (
	idleSuspected     Code = "SUSPECTED"
	idleInvestigating Code = "INVESTIGATING"
	idleDetermined    Code = "DETERMINED"
	idleDisposed      Code = "DISPOSED"
)

// Idle returns the last idle case, nil when there never was one. It is the
// parcel's: do not change it.
func (p *Parcel) Idle() *IdleCase {
	if len(p.IdleCases) == 0 {
		return nil
	}
	return &p.IdleCases[len(p.IdleCases)-1]
}

// IdleRunning reports whether an idle case is open: suspected, investigated or
// determined, and not yet disposed of.
func (p *Parcel) IdleRunning() bool {
	c := p.Idle()
	return c != nil && c.Status != idleDisposed
}

// IdleDetermined reports whether the land is determined to lie idle and that has
// not ended: it bars transfer, lease and mortgage (闲置土地处置办法 第24条). A fee that
// was charged does not end it; a start or another measure does.
func (p *Parcel) IdleDetermined() bool {
	c := p.Idle()
	return c != nil && c.stands()
}

func (c *IdleCase) stands() bool {
	return c.Status == idleDetermined || c.Status == idleDisposed && (c.Measure == measureFee || c.Measure == measureReclaim)
}

// idleCase finds a case by its number, or returns -1.
func (p *Parcel) idleCase(no string) int {
	return slices.IndexFunc(p.IdleCases, func(c IdleCase) bool { return c.CaseNo == no })
}

// Below reports whether the figures of a suspension make the land idle: less than a
// third of the area due is developed, or less than a quarter of the total is
// invested (闲置土地处置办法 第2条: 3·developed < due or 4·invested < total). A pair of
// which one figure is not on record says nothing.
func (s ConstructionSuspended) Below(policy Policy) bool {
	return less(s.DevelopedArea, s.DueArea, policy.Ratio(IdleAreaRatio)) || less(s.Invested, s.TotalInvestment, policy.Ratio(IdleInvestRatio))
}

// less reports whether part < ratio × whole, by cross-multiplication.
func less[T Area | Fen](part, whole *T, ratio *big.Rat) bool {
	if part == nil || whole == nil {
		return false
	}
	a := new(big.Int).Mul(big.NewInt(int64(*part)), ratio.Denom())
	b := new(big.Int).Mul(big.NewInt(int64(*whole)), ratio.Num())
	return a.Cmp(b) < 0
}
