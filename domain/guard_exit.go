package domain

import (
	"slices"
	"strconv"
)

func (e BreachFound) faults(_ *Fact, say faultFunc) {
	if e.Metric == "" && e.Clause == "" {
		say("/metric", "breach.what")
	}
}

func (e BreachFound) guard(d *decision) {
	if d.p.breach(e.BreachID) >= 0 {
		d.refuse("/data/breachId", "breach.twice", e.BreachID)
	}
	if e.Basis == "CONTRACT" && d.p.Contract == nil || e.Basis == "AGREEMENT" && d.p.Agreement == nil {
		d.find("/data/basis", "breach.instrument", string(e.Basis))
	}
	if e.Metric != "" && e.Target != "" && e.Actual != "" && meetsWithin(d.p.commitmentStrict(e.Metric), Measured{Target: e.Target, Actual: e.Actual}) {
		d.find("/data/actual", "breach.met", string(e.Target), string(e.Actual))
	}
}

// commitmentStrict is the commitment without its tolerance.
func (p *Parcel) commitmentStrict(metric Code) Commitment {
	c := p.commitment(metric)
	c.Tolerance = "0"
	return c
}

// breachOpen refuses what needs a breach that is not closed.
func (d *decision) breachOpen(id string) {
	switch i := d.p.breach(id); {
	case i < 0:
		d.refuse("/data/breachId", "breach.unknown", id)
	case d.p.Breaches[i].ClosedOn != "":
		d.refuse("/data/breachId", "breach.closed", id, string(d.p.Breaches[i].ClosedOn))
	}
}

func (e RectificationOrdered) faults(f *Fact, say faultFunc) {
	if e.Due <= f.OccurredOn {
		say("/due", "order.due", string(e.Due))
	}
	if e.ServedOn != "" && e.ServedOn < f.OccurredOn {
		say("/servedOn", "order.served", string(e.ServedOn))
	}
}

func (e RectificationOrdered) guard(d *decision) { d.breachOpen(e.BreachID) }

func (e RectificationAccepted) faults(f *Fact, say faultFunc) {
	if e.Result == "FAIL" && e.NewDue == "" && e.Escalation == "" {
		say("/newDue", "rectify.next")
	}
	if e.NewDue != "" && (e.Result != "FAIL" || e.NewDue <= f.OccurredOn) {
		say("/newDue", "rectify.newDue", string(e.NewDue))
	}
}

func (e RectificationAccepted) guard(d *decision) {
	d.breachOpen(e.BreachID)
	if i := d.p.breach(e.BreachID); i >= 0 && d.p.Breaches[i].OrderNo == "" && e.Result != "WITHDRAWN" {
		d.find("/data/breachId", "rectify.noOrder", e.BreachID)
	}
}

func (e ExitInitiated) faults(f *Fact, say faultFunc) {
	if e.DecisionOn > f.OccurredOn {
		say("/decisionOn", "exit.decision", string(e.DecisionOn))
	}
}

// byDecision are the ways out that an authority decides; each has a number.
var byDecision = []Code{"E02", "E03", "E04", "E10"}

func (e ExitInitiated) guard(d *decision) {
	if e.ExitType == "E02" {
		d.refuse("/data/exitType", "guard.E02")
	}
	if slices.Contains(byDecision, e.ExitType) && e.DecisionNo == "" {
		d.find("/data/decisionNo", "exit.noDecision", string(e.ExitType))
	}
}

func (e ExitCompleted) faults(f *Fact, say faultFunc) {
	if e.PaidOn > f.OccurredOn {
		say("/paidOn", "exit.paidOn", string(e.PaidOn))
	}
}

// guard wants what is still open explained: unpaid instalments, open
// breaches.
func (e ExitCompleted) guard(d *decision) {
	d.exitOnce(d.p.Exit != nil && d.p.Exit.CompletedOn != "")
	if open := d.outstanding(); len(open) > 0 && len(e.Outstanding) == 0 {
		if d.f.Backfill {
			return // the archive may not say
		}
		d.refuse("/data/outstanding", "exit.outstanding", open...)
	}
}

func (d *decision) outstanding() []string {
	var open []string
	if c := d.p.Contract; c != nil && !d.p.Backfilled {
		for _, i := range c.Instalments {
			if c.Paid[i.No] < i.Amount {
				open = append(open, "第 "+strconv.Itoa(i.No)+" 期价款未缴清")
			}
		}
	}
	for _, b := range d.p.Breaches {
		if b.ClosedOn == "" {
			open = append(open, "违约 "+b.BreachID+" 未了结")
		}
	}
	return open
}

func (d *decision) exitOnce(done bool) {
	if done {
		d.refuse("/type", "exit.twice")
	}
}

func (e ParcelVacated) faults(_ *Fact, say faultFunc) {
	if !e.Cleared {
		say("/cleared", "vacate.cleared")
	}
}

func (e ParcelVacated) guard(d *decision) { d.exitOnce(d.p.Exit != nil && d.p.Exit.VacatedOn != "") }
