package analytics

import (
	"fmt"
	"strconv"
	"time"

	"taizhang/domain"
)

// A span is a stretch of days: from until, until not included.
type span struct{ from, until domain.Date }

// forever is the end of what goes on. Recorded days end with 2100.
const forever domain.Date = "2200-01-01"

// A slot is a calendar year (quarter 0) or one of its quarters.
type slot struct{ year, quarter int }

// span returns the days of the slot.
func (s slot) span() span {
	if s.quarter == 0 {
		return span{day(s.year, 1), day(s.year+1, 1)}
	}
	return span{day(s.year, 3*s.quarter-2), day(s.year, 3*s.quarter+1)}
}

// day is the first day of a month; month 13 is the next January.
func day(year, month int) domain.Date {
	if month > 12 {
		year, month = year+1, month-12
	}
	return domain.Date([]byte{
		byte('0' + year/1000%10), byte('0' + year/100%10), byte('0' + year/10%10), byte('0' + year%10), '-',
		byte('0' + month/10), byte('0' + month%10), '-', '0', '1',
	})
}

// quarters is the number of the last quarter of a year, 0 for slots of years.
func quarters(per Per) int {
	if per == Quarter {
		return 4
	}
	return 0
}

// number counts slots of one kind from year 0.
func (s slot) number() int {
	if s.quarter == 0 {
		return s.year
	}
	return s.year*4 + s.quarter - 1
}

// slotAt is the inverse of number.
func slotAt(number int, per Per) slot {
	if per == Quarter {
		return slot{number / 4, number%4 + 1}
	}
	return slot{number, 0}
}

// period names the slot: "2025" or "2025Q3".
func (s slot) period() domain.Period {
	if s.quarter == 0 {
		return domain.Period(strconv.Itoa(s.year))
	}
	return domain.Period(fmt.Sprintf("%dQ%d", s.year, s.quarter))
}

// days counts the days of the span.
func (s span) days() int { return dayNumber(s.until) - dayNumber(s.from) }

// dayNumber counts days in the Gregorian calendar from a day long ago. It is
// what time.Parse and Sub give, without their cost: the fold weighs land by days
// for every report.
func dayNumber(d domain.Date) int {
	digits := func(from, to int) (n int) {
		for _, c := range []byte(d[from:to]) {
			n = n*10 + int(c-'0')
		}
		return n
	}
	y, m := digits(0, 4), digits(5, 7)
	if m <= 2 { // the year begins in March, so that leap days come last
		y, m = y-1, m+12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + digits(8, 10)
}

// overlap counts the days that two spans share.
func (s span) overlap(t span) int {
	shared := span{max(s.from, t.from), min(s.until, t.until)}
	if shared.from >= shared.until {
		return 0
	}
	return shared.days()
}

// slotOf returns the slot of a kind (per) that a day lies in.
func slotOf(d domain.Date, per Per) slot {
	t := timeOf(d)
	if per == Year {
		return slot{t.Year(), 0}
	}
	return slot{t.Year(), (int(t.Month()) + 2) / 3}
}

// month returns 1 to 12 for a month "202509" and 0 for anything else.
func month(p domain.Period) int {
	if len(p) != 6 || p.Quarter() != 0 {
		return 0
	}
	m, err := strconv.Atoi(string(p[4:]))
	if err != nil || m < 1 || m > 12 {
		return 0
	}
	return m
}

// timeOf returns midnight UTC of a day, which is how the driver takes dates.
func timeOf(d domain.Date) time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}
