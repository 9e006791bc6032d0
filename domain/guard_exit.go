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
		d.withoutCompensation()
	}
	if d.p.encumbered("MORTGAGE") >= 0 && e.MortgageeTold == "" {
		d.doubt("/data/mortgageeTold", "exit.mortgagee")
	}
	if slices.Contains(byDecision, e.ExitType) && e.DecisionNo == "" {
		d.find("/data/decisionNo", "exit.noDecision", string(e.ExitType))
	}
}

// withoutCompensation: land is taken back for nothing only when it is determined to
// lie idle, never started, through its holder's fault, and two full years have
// passed since the agreed start (闲置土地处置办法 第14条第2项).
func (d *decision) withoutCompensation() {
	c := d.p.Idle()
	if c == nil || !c.stands() || c.Kind != "NOT_STARTED" || c.Cause != "HOLDER" {
		d.doubt("/data/exitType", "guard.E02")
		return
	}
	start := d.p.startBy()
	if start == "" || !start.fullYearsPast(d.Policy.Int(IdleReclaimYears), d.f.OccurredOn) {
		d.doubt("/data/exitType", "guard.E02years", string(start))
	}
}

func (e ExitCancelled) faults(f *Fact, say faultFunc) {
	if e.DecisionOn > f.OccurredOn {
		say("/decisionOn", "exit.decision", string(e.DecisionOn))
	}
}

// guard: once one side of the exit is done it is too late.
func (e ExitCancelled) guard(d *decision) {
	if x := d.p.Exit; x != nil && (x.CompletedOn != "" || x.VacatedOn != "") {
		d.refuse("/type", "exit.cancelLate", string(max(x.CompletedOn, x.VacatedOn)))
	}
}

func (e SoilSurveyed) faults(_ *Fact, say faultFunc) {
	if complete := e.ReportNo != "" && e.Result != ""; e.Required != complete || !e.Required && e.Result != "" {
		say("/result", "soil.result")
	}
}

func (e SoilSurveyed) guard(d *decision) {
	if !e.Required && d.p.Soil.KeySupervised {
		d.doubt("/data/required", "soil.keySupervised")
	}
}

func (e ReclaimedToFarmland) guard(d *decision) {
	if x := d.p.Exit; x != nil && x.ExitType != "" && x.ExitType != "E12" {
		d.find("/type", "reclaim.exitType", string(x.ExitType))
	}
	if apart(e.Area, d.p.Land.RegisteredArea, 1) {
		d.find("/data/area", "reclaim.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
}

func (e ExitCompleted) faults(f *Fact, say faultFunc) {
	if e.PaidOn > f.OccurredOn {
		say("/paidOn", "exit.paidOn", string(e.PaidOn))
	}
}

// guard wants the soil surveyed where that is due (土壤污染防治法 第67条), and what is
// still open explained: unpaid instalments, penalties and compensation, open
// breaches.
func (e ExitCompleted) guard(d *decision) {
	d.exitOnce(d.p.Exit != nil && d.p.Exit.CompletedOn != "")
	if d.p.Soil.Status == soilDue {
		d.doubt("/type", "exit.soil")
	}
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
	for _, x := range d.p.Penalties {
		if x.Outstanding() > 0 {
			open = append(open, "决定 "+x.PenaltyID+" 未缴清 "+x.Outstanding().String())
		}
	}
	for _, c := range d.p.Compensations {
		if c.Paid < c.Agreed {
			open = append(open, "补偿协议 "+c.AgreementNo+" 未付清 "+(c.Agreed-c.Paid).String())
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

// exited refuses land that is said to come into reserve from an exit which is none of
// this parcel's by that day.
func (h *History) exited(e LandReserved, on Date) error {
	if e.SourceExit == (EventID{}) {
		return nil
	}
	effective := h.effective()
	if i := indexOf(effective, e.SourceExit); i >= 0 && effective[i].Fact.OccurredOn <= on {
		switch effective[i].Fact.Event.(type) {
		case ExitInitiated, ExitCompleted, ParcelVacated:
			return nil
		}
	}
	return refusal("/data/sourceExit", "reserve.exit", e.SourceExit.String())
}

// reservedFrom reports whether a fact brings land into reserve from the exit of an
// event: annulled, that takes the reserve with it.
func reservedFrom(f Fact, exit EventID) bool {
	e, ok := f.Event.(LandReserved)
	return ok && e.SourceExit == exit
}
