package demo

import (
	"slices"

	"taizhang/domain"
)

// A fate is something out of the ordinary in a parcel's life. It is told after the
// main path, beside it.
type fate struct {
	name string
	// stay is how many days the parcel has stood at its last stage, at least and at
	// most; zero is as usual there.
	stay [2]int
	// green: the parcel was supplied within the record; brown: it was found in use.
	green, brown bool
	tell         func(l *life)
}

// fateEvery says of how many parcels at a stage each fate of the stage takes one,
// so that most parcels are ordinary.
var fateEvery = map[domain.Stage]int{
	domain.StageOperating: 100, domain.StageProducing: 25, domain.StageBuilding: 22, domain.StageDelivered: 11, domain.StageContracted: 10,
	domain.StageReserved: 11, domain.StageSurveyed: 8, domain.StageExiting: 10, domain.StageVacated: 10, domain.StageCompleted: 10, domain.StagePlanned: 8, domain.StageRetired: 3,
}

// fateOf returns the fate of the nth parcel that shall stand at a stage, or nil.
func fateOf(target domain.Stage, nth int) *fate {
	list := fates[target]
	if len(list) == 0 {
		return nil
	}
	if i := nth % max(fateEvery[target], len(list)); i < len(list) {
		return &list[i]
	}
	return nil
}

// fated reports whether the life has the fate.
func (l *life) fated(names ...string) bool {
	return l.fate != nil && slices.Contains(names, l.fate.name)
}

// day returns the last day on which the life had an event of a type, or "".
func (l *life) day(event string) domain.Date {
	for _, e := range slices.Backward(l.events) {
		if domain.EventName(e.fact.Event) == event {
			return e.fact.OccurredOn
		}
	}
	return ""
}

// ago is a day some days before today, drawn between two.
func (l *life) ago(least, most int) domain.Date {
	return l.today.AddDays(-least - l.rng.IntN(most-least+1))
}
