package domain

// overdue reports whether the day has passed: on the day itself it has not.
func (d Date) overdue(today Date) bool { return d != "" && today > d }

// fullYearsPast reports whether n full years have passed since d (满n年): on the
// corresponding day they have not, the day after they have (domain.md §10.5).
func (d Date) fullYearsPast(n int, today Date) bool { return d.AddYears(n).overdue(today) }

// A DueChange is one approved change of a deadline (期限变更): REPLACE sets another
// day (约定新的期限, Order 53 art. 12), ADD_DAYS adds days to it (顺延).
type DueChange struct {
	Mode Code `json:"mode"`          // REPLACE, ADD_DAYS
	Date Date `json:"date,omitzero"` // of REPLACE
	Days int  `json:"days,omitzero"` // of ADD_DAYS
}

// effectiveDue is the deadline in force after the changes, given in the order in
// which they were agreed: the day of the last REPLACE, else the base, and the days
// of every ADD_DAYS agreed since. Days added before a REPLACE are spent: whoever
// agrees on a new day knows of them, and counting them again would move the day
// that the paper names. Without base and REPLACE there is nothing to add to.
func effectiveDue(base Date, changes []DueChange) Date {
	due := base
	for _, c := range changes {
		switch c.Mode {
		case "REPLACE":
			due = c.Date
		case "ADD_DAYS":
			due = due.AddDays(c.Days)
		}
	}
	return due
}

// A StartDelay tells whose a late start is (闲置原因的初判). The agreed day stays as
// the contract and its supplements fix it (§15.1, 6), and R02, R03 and R05 count
// from it; the cause tells what follows: land that is handed over late is a
// government cause (闲置土地处置办法 art. 8 I(1)), for which R02 does not warn the
// holder, R04 proposes no fee and R05 no recovery, until an officer determines the
// cause.
type StartDelay struct {
	// HandedLate is how many days after the agreed day the land was handed over,
	// or how many have passed since when it has not been.
	HandedLate int `json:"handedLate,omitzero"`
	// FairOn is the agreed day of the start plus those days: until then the holder
	// has had less time than he was promised.
	FairOn Date `json:"fairOn,omitzero"`
	// Cause is empty while the start is not overdue, else HOLDER (the land came in
	// time), GOVERNMENT (not handed over, or not later than FairOn) or MIXED.
	Cause Code `json:"cause,omitzero"`
}

// startDelay compares a start that has not happened by today with the delivery. A
// start day that was agreed after the delivery, or that counts from it, takes a late
// delivery into account already: the caller gives no deliverBy then.
func startDelay(deliverBy, deliveredOn, startBy, today Date) StartDelay {
	if startBy == "" {
		return StartDelay{}
	}
	handed := pick(deliveredOn != "" && deliveredOn <= today, deliveredOn, today)
	late := 0
	if deliverBy != "" {
		late = max(0, deliverBy.DaysUntil(handed))
	}
	d := StartDelay{HandedLate: late, FairOn: startBy.AddDays(late)}
	switch {
	case !startBy.overdue(today):
	case late == 0:
		d.Cause = "HOLDER"
	case handed != deliveredOn || !d.FairOn.overdue(today):
		d.Cause = "GOVERNMENT"
	default:
		d.Cause = "MIXED"
	}
	return d
}
