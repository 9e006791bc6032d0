package domain

import "slices"

// Measures that only land not started through its holder's fault can meet
// (闲置土地处置办法 第14条), and the one that ends a case without one.
const (
	measureFee       Code = "IDLE_FEE"
	measureReclaim   Code = "RECLAIM"
	measureSelfStart Code = "SELF_START"
)

// evolve opens a case: it is under investigation once the notice is served.
func (e IdleCaseOpened) evolve(p *Parcel, on Date) {
	status := pick(e.ServedOn != "", idleInvestigating, idleSuspected)
	p.IdleCases = append(p.IdleCases, IdleCase{CaseNo: e.CaseNo, Status: status, Kind: e.Kind, OpenedOn: on, ReplyDue: e.ReplyDue, IdleFrom: e.SuspectedSince})
}

func (e IdleDetermined) evolve(p *Parcel, on Date) {
	p.idleChange(e.CaseNo, on, func(c *IdleCase) {
		c.Status, c.Kind, c.Cause, c.GovernmentCause = idleDetermined, e.Kind, e.Cause, e.GovernmentCause
		c.Area, c.IdleFrom, c.DeterminedOn, c.PublishedFrom = e.IdleArea, e.IdleFrom, on, e.PublishedFrom
	})
}

func (e IdleDisposed) evolve(p *Parcel, on Date) {
	p.idleChange(e.CaseNo, on, func(c *IdleCase) {
		c.Status, c.Measure, c.DisposedOn, c.PublishedTo = idleDisposed, e.Measure, on, e.PublishedTo
		c.FeeOn = pick(e.Measure == measureFee, on, c.FeeOn)
		c.ReclaimOn = pick(e.Measure == measureReclaim, on, c.ReclaimOn)
		c.BasisDate, c.NewStartBy = e.BasisDate, e.NewStartBy
		c.TempUseFrom, c.TempUseUntil = e.TempUseFrom, e.TempUseUntil
	})
	p.moveDeadline("START_BY", e.NewStartBy, e.SupplementNo, on)
	p.moveDeadline("COMPLETE_BY", e.NewCompleteBy, e.SupplementNo, on)
}

// idleChange changes a case; one whose opening is not on record (补录) is entered.
func (p *Parcel) idleChange(no string, on Date, change func(*IdleCase)) {
	p.IdleCases = slices.Clone(p.IdleCases)
	i := p.idleCase(no)
	if i < 0 {
		i = len(p.IdleCases)
		p.IdleCases = append(p.IdleCases, IdleCase{CaseNo: no, OpenedOn: on})
	}
	change(&p.IdleCases[i])
}

// startEndsIdle ends a case that stands when what was missing happens: the start of
// land not started, the resumption of land suspended. What was demanded stays
// demanded.
func (p *Parcel) startEndsIdle(kind Code, on Date) {
	c := p.Idle()
	if c == nil || c.Kind != kind || c.ReclaimOn != "" || !p.IdleRunning() && !c.stands() {
		return
	}
	p.idleChange(c.CaseNo, on, func(c *IdleCase) {
		c.Status, c.Measure, c.DisposedOn = idleDisposed, measureSelfStart, on
	})
}
