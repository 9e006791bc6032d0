package domain

import (
	"math/big"
	"slices"
	"strconv"
)

func (e CapacityAccepted) faults(f *Fact, say faultFunc) {
	if e.Period.start() > f.OccurredOn {
		say("/period", "period.future", string(e.Period))
	}
	if e.Result == "PASS" && objected(e.Reviewers) {
		say("/result", "capacity.objection")
	}
	if e.Result == "PASS" && slices.ContainsFunc(e.Measured, func(m Measured) bool { return !m.Pass }) {
		say("/result", "capacity.result")
	}
	if e.Result == "BASIC" && e.Due == "" || e.Due != "" && e.Due <= f.OccurredOn {
		say("/due", "capacity.due", string(e.Due))
	}
	for i, m := range e.Measured {
		if slices.ContainsFunc(e.Measured[:i], func(x Measured) bool { return x.Metric == m.Metric }) {
			say("/measured/"+strconv.Itoa(i)+"/metric", "capacity.twice", string(m.Metric))
		}
	}
	checkReviews(e.Reviewers, "/reviewers", f.OccurredOn, say)
}

// atMost are the metrics that a smaller value meets; for all others a larger one
// does, unless the agreement says otherwise.
var atMost = map[Code]bool{"OFFICE_LAND": true, "OFFICE_FLOOR": true, "GREEN": true, "ENERGY_CAP": true, "POLL_CAP": true,
	"POLL_CAP_COD": true, "POLL_CAP_NH3N": true, "POLL_CAP_SO2": true, "POLL_CAP_NOX": true, "POLL_CAP_VOCS": true}

// guard holds each measured row against its target, and against the agreement.
func (e CapacityAccepted) guard(d *decision) {
	if d.p.Stage == StageOperating && d.p.Operation.Capacity == "PASS" {
		d.refuse("/type", "capacity.done", string(d.p.Operation.CapacityOn))
	}
	allPass := true
	for i, m := range e.Measured {
		d.measured("/data/measured/"+strconv.Itoa(i), m)
		allPass = allPass && m.Pass
	}
	if e.Result == "FAIL" && allPass {
		d.find("/data/result", "capacity.allPass")
	}
}

func (d *decision) measured(at string, m Measured) {
	c := d.p.commitment(m.Metric)
	if c.Target != "" && Decimal(c.Target).rat() != nil && Decimal(c.Target).rat().Cmp(m.Target.rat()) != 0 {
		d.find(at+"/target", "capacity.target", c.Target, string(m.Target))
	}
	meets := meets(c.Operator, m.Target.rat(), m.Actual.rat(), new(big.Rat))
	nearly := meets || c.Tolerance != "" && meetsWithin(c, m)
	if m.Pass && !nearly || !m.Pass && meets {
		d.refuse(at+"/pass", "capacity.pass", string(m.Metric), string(m.Target)+" / "+string(m.Actual))
	}
}

func meetsWithin(c Commitment, m Measured) bool {
	return meets(c.Operator, m.Target.rat(), m.Actual.rat(), c.Tolerance.rat())
}

// commitment returns the agreement's row for a metric, or one with the usual
// operator.
func (p *Parcel) commitment(metric Code) Commitment {
	if p.Agreement != nil {
		for _, c := range p.Agreement.Commitments {
			if c.Metric == metric {
				return c
			}
		}
	}
	return Commitment{Metric: metric, Operator: usualOperator(metric)}
}

func usualOperator(metric Code) Code {
	switch {
	case atMost[metric] || byDate[metric]:
		return "LE"
	case metric == "INDUSTRY" || metric == "EQUITY_LOCK":
		return "EQ"
	}
	return "GE"
}

// meets compares exactly; tolerance is a share of the target.
func meets(operator Code, target, actual, tolerance *big.Rat) bool {
	slack := new(big.Rat).Mul(target, tolerance)
	slack.Abs(slack)
	low, high := new(big.Rat).Sub(target, slack), new(big.Rat).Add(target, slack)
	switch operator {
	case "LE":
		return actual.Cmp(high) <= 0
	case "EQ":
		return actual.Cmp(low) >= 0 && actual.Cmp(high) <= 0
	}
	return actual.Cmp(low) >= 0
}
