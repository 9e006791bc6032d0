package domain

import (
	"fmt"
	"strconv"
	"time"
)

// Fen is money in 分, 0.01 yuan. 1 万元 = 1,000,000 分.
type Fen int64

// Area is land or floor area in 0.01 m². 1 公顷 = 1,000,000; 1 亩 = 2000/3 m².
type Area int64

// IntMax bounds every stored integer: 2^53-1, the largest that every JSON reader
// keeps exactly (RFC 8785 §3.2.2.3).
const IntMax = 1<<53 - 1

func (f Fen) decimal() Decimal { return Decimal(strconv.FormatInt(int64(f), 10)) }

// Decimal is a decimal number as text, without exponent: "0.8", "-12.50". Ratios
// are kept so because binary floats would change them.
type Decimal string

// Date is a calendar day in Asia/Shanghai, "2026-03-13". Dates compare with <.
// The zero Date means that none is on record (未载).
type Date string

// DateOf returns the day of t in Asia/Shanghai (UTC+8, no daylight saving since
// 1991).
func DateOf(t time.Time) Date {
	return Date(t.In(Shanghai).Format(time.DateOnly))
}

// Shanghai is the time zone of the ledger.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// ParseDate reads YYYY-MM-DD and refuses days that do not exist.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("date %.20q: want YYYY-MM-DD: %w", s, ErrInvalid)
	}
	return Date(s), nil
}

// parts reads the day without checking it; a malformed date gives zeros.
func (d Date) parts() (year, month, day int) {
	if len(d) != len(time.DateOnly) {
		return 0, 0, 0
	}
	return digits(d[:4]), digits(d[5:7]), digits(d[8:])
}

func digits[S ~string](s S) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// AddYears returns the corresponding day n years later, or the last day of that
// month when there is none (民法典 202): 2024-02-29 plus one year is 2025-02-28.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// AddMonths returns the corresponding day n months later, or the last day of
// that month when there is none (民法典 202): 2023-08-31 plus six months is
// 2024-02-29.
func (d Date) AddMonths(n int) Date {
	if d == "" {
		return ""
	}
	y, m, day := d.parts()
	first := time.Date(y, time.Month(m+n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.AddDate(0, 0, min(day, last)-1).Format(time.DateOnly))
}

// AddDays returns the day n days later; the first day is not counted (民法典 201).
func (d Date) AddDays(n int) Date {
	if d == "" {
		return ""
	}
	y, m, day := d.parts()
	return Date(time.Date(y, time.Month(m), day+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

// DaysUntil counts the days from d to e: negative when e is earlier.
func (d Date) DaysUntil(e Date) int {
	a, _ := time.Parse(time.DateOnly, string(d))
	b, _ := time.Parse(time.DateOnly, string(e))
	return int(b.Sub(a).Hours() / 24)
}

// Year returns the calendar year, or 0 for the zero Date.
func (d Date) Year() int {
	if d == "" {
		return 0
	}
	y, _, _ := d.parts()
	return y
}

// A Period is a reporting period: a year "2025", a quarter "2025Q3" or a month
// "202509".
type Period string

// Year returns the year of the period, or 0 when it is malformed.
func (p Period) Year() int {
	if len(p) < 4 || !allDigits(string(p[:4])) {
		return 0
	}
	return digits(p[:4])
}

// Quarter returns 1 to 4 for a quarter and 0 for anything else.
func (p Period) Quarter() int {
	if len(p) == 6 && p[4] == 'Q' && p[5] >= '1' && p[5] <= '4' {
		return int(p[5] - '0')
	}
	return 0
}

// start and end are the first and the last day of the period.
func (p Period) start() Date { return firstOf(p.firstMonth()) }
func (p Period) end() Date   { return firstOf(p.lastMonth() + 1).AddDays(-1) }

// firstMonth and lastMonth count months from the year 0.
func (p Period) firstMonth() int {
	switch {
	case p.Quarter() > 0:
		return 12*p.Year() + 3*p.Quarter() - 3
	case len(p) == 6:
		return 12*p.Year() + digits(p[4:]) - 1
	}
	return 12 * p.Year()
}

func (p Period) lastMonth() int {
	switch {
	case p.Quarter() > 0:
		return p.firstMonth() + 2
	case len(p) == 6:
		return p.firstMonth()
	}
	return p.firstMonth() + 11
}

func firstOf(month int) Date {
	return Date(time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}
