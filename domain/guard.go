package domain

import (
	"fmt"
	"math/big"
)

var one = big.NewRat(1, 1)

// guard checks the fact against the history, event by event.
func (d *decision) guard() {
	if d.row != nil && d.row.Finding != "" && !trial(d.f.Event) {
		d.find("/occurredOn", d.row.Finding)
	}
	switch e := d.f.Event.(type) {
	case ParcelRegistered:
		d.registered(e)
	case ParcelSurveyed:
		d.surveyed(e)
	case UseConfirmed:
		d.users(e.Users)
	case LowEfficiencyIdentified:
		d.lowEfficiency(e)
	case AnnualPlanListed:
		d.planned(e)
	case ProjectProposed:
		d.proposed(e)
	case EntryReviewed:
		d.reviewed(e)
	case SupervisionAgreementSigned:
		d.agreed(e)
	case SupplyAnnounced:
		d.announced(e)
	case SupplyAwarded:
		d.awarded(e)
	case GrantContractSigned:
		d.contracted(e)
	case LandPricePaid:
		d.paid(e)
	case LandDelivered:
		d.delivered(e)
	default:
		d.guardUse()
	}
}

// guardUse checks the events from the start of construction on.
func (d *decision) guardUse() {
	switch e := d.f.Event.(type) {
	case ConstructionStarted:
		d.started(e)
	case ConstructionCompleted:
		d.completed(e)
	case ProductionStarted:
		d.produced(e)
	case CapacityAccepted:
		d.capacity(e)
	case OperationReported:
		d.reported(e)
	case EfficiencyRated:
		d.rated(e)
	case BreachFound:
		d.breached(e)
	case RectificationOrdered:
		d.breachOpen(e.BreachID)
	case RectificationAccepted:
		d.rectified(e)
	case ExitInitiated:
		d.exitInitiated(e)
	case ExitCompleted:
		d.exitCompleted(e)
	case ParcelVacated:
		d.exitOnce(d.p.Exit != nil && d.p.Exit.VacatedOn != "")
	}
}

// trial production may begin before acceptance.
func trial(e Event) bool {
	p, ok := e.(ProductionStarted)
	return ok && p.Trial
}

// over reports whether a exceeds b by more than percent.
func over(a, b Area, percent int64) bool { return int64(a)*100 > int64(b)*(100+percent) }

// apart reports whether a and b differ by more than percent of b.
func apart(a, b Area, percent int64) bool {
	return over(a, b, percent) || int64(a)*100 < int64(b)*(100-percent)
}

// String writes an area in m².
func (a Area) String() string { return hundredths(int64(a)) + " m²" }

// String writes money in yuan.
func (f Fen) String() string { return hundredths(int64(f)) + " 元" }

func hundredths(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

func versus[T fmt.Stringer](a, b T) string { return a.String() + " / " + b.String() }
