package analytics

import (
	"cmp"
	"slices"

	"taizhang/domain"
)

// A checkpointKind is what a checkpoint is of.
type checkpointKind string

const (
	stageReached checkpointKind = "STAGE"      // came to a stage, or was to by a day
	landSupplied checkpointKind = "SUPPLY"     // 合同供地; the subject is the source of the land
	projectBuilt checkpointKind = "COMPLETION" // 竣工验收, with what was measured
	landRenewed  checkpointKind = "RENEWAL"    // 再开发; the subject is its mode
	promiseHeld  checkpointKind = "COMMITMENT" // 履约指标; the subject is its metric
)

// A checkpoint is what a parcel came to on a day, or was to come to (节点). They
// are counted by rounds: a round begins with a cycle of the land or with another
// contract, and what belonged to the round before stays as it was.
type checkpoint struct {
	kind    checkpointKind
	round   int
	subject string
	ground
	began   domain.Date // of a renewal
	on, due domain.Date // "" is not done, or no deadline
	state   domain.Code // of a commitment, as of the parcel's last event
	judged  bool        // the record goes on after the supply, so what is not there has not happened

	investment, floor, covered int64 // of a completion: 分, 0.01 m²
}

// A reach is the first day of a stage within a round.
type reach struct {
	stage domain.Stage
	on    domain.Date
}

// stageEnded ends a round: the land came back into supply, or was contracted anew.
const stageEnded domain.Stage = "ENDED"

// A life is what a parcel has come to.
type life struct {
	round   int
	reached []reach
	past    []checkpoint // of rounds that are over
	born    domain.Date  // when it succeeded other parcels: what they came to stays theirs
}

// extend takes one fact: before and after are the parcel without and with it.
func (l *life) extend(before, after *domain.Parcel, f domain.Fact) {
	_, contracts := f.Event.(domain.GrantContractSigned)
	if after.Cycle != before.Cycle || contracts && before.Contract != nil {
		*l = l.ended(before, f.OccurredOn)
	}
	switch f.Event.(type) {
	case domain.ParcelSplit, domain.ParcelMerged, domain.ParcelAbsorbed:
		*l = l.ended(before, f.OccurredOn)
		l.past = slices.DeleteFunc(slices.Clone(l.past), func(c checkpoint) bool { return c.on == "" && c.round == l.round-1 }) // its successors' now
	case domain.ParcelSucceeded:
		l.born, l.reached = f.OccurredOn, []reach{{after.Stage, after.StageSince}}
		return
	}
	isNew := !slices.ContainsFunc(l.reached, func(r reach) bool { return r.stage == after.Stage })
	if after.Stage != before.Stage && isNew || l.reached == nil {
		on := f.OccurredOn
		if e, ok := f.Event.(domain.UseConfirmed); ok {
			on = cmp.Or(e.Since, on)
		}
		l.reached = append(slices.Clip(l.reached), reach{after.Stage, on})
	}
}

// ended begins the next round.
func (l *life) ended(before *domain.Parcel, on domain.Date) life {
	round := *l
	round.reached = append(slices.Clip(l.reached), reach{stageEnded, on})
	return life{round: l.round + 1, past: round.checkpoints(before), born: l.born}
}

// checkpoints lists what the parcel came to, in past rounds and in this one.
func (l *life) checkpoints(p *domain.Parcel) []checkpoint {
	list := slices.Clip(l.past)
	add := func(c checkpoint) {
		c.round, c.judged, c.district, c.industry = l.round, !p.SupplyOnly, p.Land.District, p.Industry().Division()
		c.area = cmp.Or(c.area, p.Land.RegisteredArea)
		if c.on == "" || c.on >= l.born {
			list = append(list, c)
		}
	}
	if p.Contract != nil {
		add(checkpoint{kind: landSupplied, subject: string(p.Contract.LandSource), on: p.Contract.SignedOn, ground: ground{area: p.Contract.Area}})
	}
	for _, m := range l.milestones(p) {
		add(checkpoint{kind: stageReached, subject: string(m.stage), on: m.on, due: m.due})
	}
	if c := p.Construction.Completion; c != nil {
		add(checkpoint{
			kind: projectBuilt, on: p.Construction.CompletedOn, ground: ground{area: builtOn(p)},
			investment: int64(c.Investment.Plant + c.Investment.Equipment + landPrice(p)), floor: int64(c.FloorArea), covered: int64(c.BaseArea + c.YardArea),
		})
	}
	for _, c := range p.Commitments(domain.Terms{Today: p.LastOn, Policy: domain.StandardPolicy()}) {
		add(checkpoint{kind: promiseHeld, subject: string(c.Metric), on: c.On, due: c.DueOn, state: c.Status})
	}
	for _, r := range p.Redevelopments {
		add(checkpoint{kind: landRenewed, subject: string(r.Mode), began: r.StartedOn, on: r.CompletedOn, ground: ground{area: r.Area}})
	}
	return list
}

// builtOn is the land of a completed project: that of its contract, else the
// registered.
func builtOn(p *domain.Parcel) domain.Area {
	if p.Contract != nil {
		return p.Contract.Area
	}
	return p.Land.RegisteredArea
}

// landPrice is that of the completion, else of the contract: investment for the
// intensity includes it (domain reference 5).
func landPrice(p *domain.Parcel) domain.Fen {
	price := p.Construction.Completion.Investment.LandPrice
	if price == 0 && p.Contract != nil && p.Contract.Price != nil {
		price = *p.Contract.Price
	}
	return price
}

// A milestone is a stage with the day it was reached and the day it was due by.
type milestone struct {
	stage   domain.Stage
	on, due domain.Date
}

// milestones lists the stages of the round that were reached, and those that are
// due. What was not on record before land was found in use, and what fell due
// after the way out had begun, is not due.
func (l *life) milestones(p *domain.Parcel) []milestone {
	var list []milestone
	for _, r := range l.reached {
		list = append(list, milestone{r.stage, r.on, ""})
	}
	for _, d := range deadlines(p) {
		i := slices.IndexFunc(list, func(m milestone) bool { return m.stage == d.stage })
		switch {
		case i >= 0:
			list[i].due = d.due
		case d.on != "" || d.due != "" && p.Confirmed == nil && (p.Exit == nil || d.due < p.Exit.InitiatedOn):
			list = append(list, d)
		}
	}
	return list
}

// deadlines are the agreed days of a parcel as they stand, each with the day on
// which it was done.
func deadlines(p *domain.Parcel) []milestone {
	produced, capable := agreed(p, "PRODUCE_BY"), agreed(p, "CAPACITY_BY")
	list := []milestone{
		{domain.StageDelivered, p.Construction.DeliveredOn, ""}, {domain.StageBuilding, p.Construction.StartedOn, ""}, {domain.StageCompleted, p.Construction.CompletedOn, ""},
		{domain.StageProducing, p.Operation.ProducingSince, produced}, {domain.StageOperating, p.Operation.CapacityOn, capable},
	}
	if c := p.Contract; c != nil {
		list[0].due, list[1].due, list[2].due = c.DeliverOn, c.StartOn, c.CompleteOn
	}
	return list
}

// agreed is the day that the supervision agreement sets for a milestone.
func agreed(p *domain.Parcel, metric domain.Code) domain.Date {
	if p.Agreement == nil {
		return ""
	}
	for _, c := range p.Agreement.Commitments {
		if c.Metric == metric {
			return cmp.Or(c.Due, domain.Date(c.Target))
		}
	}
	return ""
}
