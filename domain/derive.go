package domain

import (
	"math/big"
	"reflect"
)

// A deriver is an event with fields that the ledger computes from the event and
// the state before it; they follow the history, also when that is corrected. A
// formula that has decided never changes; what it takes from a policy stands in
// the event.
type deriver interface {
	derive(p *Parcel, on Date) Event
}

// A policyTaker is an event that is folded by a value of the policy. It takes it when
// it is decided and keeps it, so that the fold needs no policy and no later one
// changes it. What the standard policy says is left out: events from before the field
// say so too.
type policyTaker interface {
	take(policy Policy) Event
}

func (e LandDelivered) take(policy Policy) Event {
	e.StartMonths = policy.Int(StartFromDelivery)
	if e.StartMonths == startMonths {
		e.StartMonths = 0
	}
	return e
}

func (e PenaltyImposed) take(policy Policy) Event {
	e.Rounding = policy.rounding()
	return e
}

// derived returns the event with its computed fields set.
func (p *Parcel) derived(f *Fact) Event {
	if e, ok := f.Event.(deriver); ok {
		return e.derive(p, f.OccurredOn)
	}
	return f.Event
}

func (e BreachFound) derive(*Parcel, Date) Event {
	e.Shortfall = shortfall(e.Target, e.Actual)
	return e
}

func (e ExitInitiated) derive(p *Parcel, _ Date) Event {
	e.PreviousStage = p.Stage
	return e
}

func (e ExitCancelled) derive(p *Parcel, _ Date) Event {
	e.PreviousStage = e.back(p)
	return e
}

func (e ReturnedToSupply) derive(p *Parcel, on Date) Event {
	e.DaysSinceVacated = p.daysVacated(on)
	return e
}

func (e ReclaimedToFarmland) derive(p *Parcel, on Date) Event {
	e.DaysSinceVacated = p.daysVacated(on)
	return e
}

// daysVacated counts the days since the land was handed over, 0 when that is not on
// record.
func (p *Parcel) daysVacated(on Date) int {
	if p.Exit == nil || p.Exit.VacatedOn == "" {
		return 0
	}
	return p.Exit.VacatedOn.DaysUntil(on)
}

func (e CompensationAgreed) derive(*Parcel, Date) Event {
	e.Total = 0
	for _, i := range e.Items {
		e.Total += i.Amount
	}
	return e
}

// derive computes the penalty from the figures that stand in it, the rate and the
// rounding included: a later policy does not change it.
func (e PenaltyImposed) derive(*Parcel, Date) Event {
	ratio := big.NewRat(1, 1)
	if r := e.Rate.rat(); r != nil {
		ratio.Mul(r, big.NewRat(int64(max(1, e.Days)), 1))
	}
	e.Amount = share(e.Base, ratio, e.Rounding)
	return e
}

// withoutDerived clears the computed fields, for checking a recorded event again
// as a request.
func withoutDerived(e Event) Event {
	_, derives := e.(deriver)
	if _, takes := e.(policyTaker); !derives && !takes {
		return e
	}
	bare := reflect.New(reflect.TypeOf(e)).Elem()
	bare.Set(reflect.ValueOf(e))
	for i, f := range codecByName[e.storedName()].shape.fields {
		if f.derived {
			bare.Field(i).SetZero()
		}
	}
	return bare.Interface().(Event)
}

// shortfall is 1 − actual/target to four places, halves away from zero; empty
// when it cannot be computed.
func shortfall(target, actual Decimal) Decimal {
	t, a := target.rat(), actual.rat()
	if t == nil || a == nil || t.Sign() == 0 {
		return ""
	}
	r := new(big.Rat).Sub(big.NewRat(1, 1), a.Quo(a, t))
	s := r.FloatString(4)
	if s == "-0.0000" {
		return "0.0000"
	}
	return Decimal(s)
}

// rat returns the exact value, or nil for none.
func (d Decimal) rat() *big.Rat {
	if !checkDecimal(string(d)).ok() {
		return nil
	}
	r, ok := new(big.Rat).SetString(string(d))
	if !ok {
		return nil
	}
	return r
}
