package domain

import (
	"maps"
	"time"
)

// A Calendar knows the days on which public bodies work (工作日): Monday to Friday,
// except the public holidays (放假) and with the make-up days (调休上班) that the
// State Council publishes for each year. The zero Calendar knows weekends only.
//
// It is applied only to acts to be performed: payment, filing, rectification, an
// answer. Spans that are facts, like the one and two years of idle land, run by the
// day and never shift (domain.md §10.5).
type Calendar struct {
	// years holds the published arrangement of each year: true is a make-up day,
	// false a day off. An arrangement may reach into the December before it.
	years map[int]map[Date]bool
}

// With returns the calendar with the arrangement of one more year, or with another
// one of a year it has: an amendment is published whole.
func (c Calendar) With(year int, holidays, makeup []Date) Calendar {
	days := make(map[Date]bool, len(holidays)+len(makeup))
	for _, d := range holidays {
		days[d] = false
	}
	for _, d := range makeup {
		days[d] = true
	}
	years := make(map[int]map[Date]bool, len(c.years)+1)
	maps.Copy(years, c.years)
	years[year] = days
	return Calendar{years}
}

// Known reports whether the arrangement of the year is on record. Of other years
// only the weekends are known, and what is counted there deserves a finding.
func (c Calendar) Known(year int) bool { return c.years[year] != nil }

// Workday reports whether public bodies work on the day.
func (c Calendar) Workday(d Date) bool {
	y := d.Year()
	for _, days := range [2]map[Date]bool{c.years[y], c.years[y+1]} {
		if works, arranged := days[d]; arranged {
			return works
		}
	}
	day := d.weekday()
	return day != time.Saturday && day != time.Sunday
}

// NextWorkday returns the first working day after d.
func (c Calendar) NextWorkday(d Date) Date { return c.Shift(d.AddDays(1)) }

// Shift returns the day until which an act may be performed whose period ends on d:
// d itself, or when d is a day of rest the first day after the rest (民法典 203 I:
// 期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日).
//
// Weekends shift too: 法定休假日 are the days of rest fixed by law, which are the
// festivals and the weekly rest days (国务院关于职工工作时间的规定 art. 7; 民法通则
// 154 named Sunday expressly), wider than 法定节假日. A Saturday or Sunday on which
// the published arrangement has people work is no day of rest and does not shift.
func (c Calendar) Shift(d Date) Date {
	for d != "" && !c.Workday(d) {
		d = d.AddDays(1)
	}
	return d
}

// AddWorkdays returns the nth working day after d; d itself is not counted
// (民法典 201). A negative n counts back.
func (c Calendar) AddWorkdays(d Date, n int) Date {
	step := pick(n < 0, -1, 1)
	for n != 0 && d != "" {
		d = d.AddDays(step)
		if c.Workday(d) {
			n -= step
		}
	}
	return d
}

// WorkdaysBetween counts the working days after a up to and including b, negative
// when b is the earlier.
func (c Calendar) WorkdaysBetween(a, b Date) int {
	if b < a {
		return -c.WorkdaysBetween(b, a)
	}
	n := 0
	for d := a; d < b; {
		if d = d.AddDays(1); c.Workday(d) {
			n++
		}
	}
	return n
}

func (d Date) weekday() time.Weekday {
	y, m, day := d.parts()
	return time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC).Weekday()
}
