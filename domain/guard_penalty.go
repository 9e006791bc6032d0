package domain

func (e PenaltyImposed) faults(f *Fact, say faultFunc) {
	if e.ServedOn != "" && e.ServedOn < f.OccurredOn {
		say("/servedOn", "penalty.served", string(e.ServedOn))
	}
	if e.PayBy != "" && e.PayBy < max(e.ServedOn, f.OccurredOn) {
		say("/payBy", "penalty.payBy", string(e.PayBy))
	}
	if e.Rate != "" && e.Rate.rat().Sign() <= 0 {
		say("/rate", "penalty.rate", string(e.Rate))
	}
	if wantsRate := e.Kind == "IDLE_FEE" || e.Kind == "LATE" || e.Days > 0; wantsRate && e.Rate == "" {
		say("/rate", "penalty.noRate")
	}
	if e.Kind == "IDLE_FEE" && e.Days > 0 {
		say("/days", "penalty.idleDays")
	}
}

func (e PenaltyImposed) guard(d *decision) {
	if d.p.penalty(e.PenaltyID) >= 0 {
		d.refuse("/data/penaltyId", "penalty.twice", e.PenaltyID)
	}
	if e.Decided > 0 && e.Decided != e.Amount {
		d.doubt("/data/decided", "penalty.amount", versus(e.Decided, e.Amount))
	}
	if e.BreachID != "" && d.p.breach(e.BreachID) < 0 {
		d.doubt("/data/breachId", "breach.unknown", e.BreachID)
	}
	switch e.Kind {
	case "IDLE_FEE":
		d.idleFee(e)
	case "CONTRACT":
		if e.PayBy == "" {
			d.doubt("/data/payBy", "penalty.due")
		}
		if d.p.Contract == nil && d.p.Agreement == nil {
			d.find("/type", "breach.instrument", "CONTRACT")
		}
	}
}

// idleFee: the fee follows from a case in which it was decided with the government's
// approval, at the rate in force, on the land price or the share of it that the
// idle part bears.
func (d *decision) idleFee(e PenaltyImposed) {
	if i := d.p.idleCase(e.CaseNo); i < 0 || d.p.IdleCases[i].FeeOn == "" {
		d.doubt("/data/caseNo", "penalty.idleCase", e.CaseNo)
	}
	if rate := d.Policy.Ratio(IdleFeeRate); e.Rate.rat().Cmp(rate) != 0 {
		d.doubt("/data/rate", "penalty.idleRate", string(e.Rate), rate.FloatString(2))
	}
	if c := d.p.Contract; c != nil && c.Price != nil && e.Base != *c.Price {
		if e.Base > *c.Price {
			d.doubt("/data/base", "penalty.overPrice", versus(e.Base, *c.Price))
		} else {
			d.find("/data/base", "penalty.base", versus(e.Base, *c.Price))
		}
	}
	d.servedDays("payBy", e.ServedOn, e.PayBy, IdlePayDays, "penalty.idlePayBy")
}

// servedDays: a day that is named for an act is so many days after service; when the
// last of them is no working day, it may be the next one (民法典 203). Without a
// named day the law's span runs from service.
func (d *decision) servedDays(name string, served, due Date, days Parameter, rule string) {
	last := served.AddDays(d.Policy.Int(days))
	if due == "" || served != "" && due >= last && due <= d.Policy.Calendar().Shift(last) {
		return
	}
	d.doubt("/data/"+name, rule, string(last), string(due))
}

func (e PenaltySettled) guard(d *decision) {
	i := d.p.penalty(e.PenaltyID)
	if i < 0 {
		d.refuse("/data/penaltyId", "settle.unknown", e.PenaltyID)
		return
	}
	if left := d.p.Penalties[i].Outstanding(); e.Paid > left {
		d.refuse("/data/paid", "settle.over", versus(e.Paid, left))
	}
	if e.Mode == "BOND" && d.p.Bond.Balance() < e.Paid {
		d.find("/data/mode", "settle.bond", versus(e.Paid, d.p.Bond.Balance()))
	}
}
