package domain

import (
	"cmp"
	"math/big"
)

// A yearSheet holds the reports of one figure by one enterprise for one year: the
// report that stands in each place.
type yearSheet struct {
	cumulative [5]*Report  // [q]: from January to the end of quarter q
	quarter    [5]*Report  // [q]: of quarter q alone
	month      [13]*Report // [m]: of month m alone
}

// place finds where a report belongs, nil for a cumulative month inside a quarter.
// A report of the year is cumulative to the end of its fourth quarter.
func (s *yearSheet) place(r *Report) **Report {
	q, m := r.Period.Quarter(), r.Period.month()
	switch {
	case q == 0 && m == 0:
		return &s.cumulative[4]
	case r.Basis == "CUMULATIVE" && m == 1:
		return &s.month[1]
	case r.Basis == "CUMULATIVE" && m > 0 && m%3 != 0:
		return nil
	case r.Basis == "CUMULATIVE":
		return &s.cumulative[max(q, m/3)]
	case m > 0:
		return &s.month[m]
	}
	return &s.quarter[q]
}

func (s *yearSheet) enter(r *Report) {
	if place := s.place(r); place != nil && r.supersedes(*place) {
		*place = r
	}
}

// month returns 1 to 12 for a month "202509" and 0 for anything else.
func (p Period) month() int {
	if len(p) != 6 || p.Quarter() > 0 {
		return 0
	}
	return digits(p[4:])
}

// total is the figure of the whole year: the cumulative one at its end, else the
// cumulative one of a quarter and the quarters after it. A quarter of which nothing
// is known leaves the year unknown, which is not zero (domain reference §11.3, 4).
func (s *yearSheet) total(f Figure) *big.Rat {
	sum := new(big.Rat)
	for q := 1; q <= 4; q++ {
		if up := s.cumulative[q].valueOf(f); up != nil {
			sum = up
		} else {
			sum = addKnown(sum, s.alone(q, f))
		}
	}
	return sum
}

// alone is what was reported of quarter q by itself or by its months.
func (s *yearSheet) alone(q int, f Figure) *big.Rat {
	if v := s.quarter[q].valueOf(f); v != nil {
		return v
	}
	sum := new(big.Rat)
	for _, r := range s.month[3*q-2 : 3*q+1] {
		sum = addKnown(sum, r.valueOf(f))
	}
	return sum
}

func (r *Report) valueOf(f Figure) *big.Rat {
	if r == nil {
		return nil
	}
	return r.Value(f)
}

// addKnown adds; what is unknown makes the sum unknown.
func addKnown(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Add(a, b)
}

// YearFigure adds up what the enterprises on the parcel reported for a year, in the
// unit of the figure; nil when no enterprise's year is known. Where two sources
// differ, the higher status and then the later record holds. The head count is
// that of the last report of the year.
func (o Operation) YearFigure(f Figure, year int) *big.Rat {
	sheets := make(map[string]*yearSheet)
	last := make(map[string]*big.Rat)
	var order []string
	for _, r := range o.Reports {
		if r.Period.Year() != year || r.Value(f) == nil {
			continue
		}
		if sheets[r.Enterprise] == nil {
			sheets[r.Enterprise] = new(yearSheet)
			order = append(order, r.Enterprise)
		}
		sheets[r.Enterprise].enter(r)
		last[r.Enterprise] = r.Value(f)
	}
	var sum *big.Rat
	for _, enterprise := range order {
		v := last[enterprise]
		if f != FigureEmployees {
			v = sheets[enterprise].total(f)
		}
		sum = pick(v != nil && sum != nil, addKnown(sum, v), cmp.Or(sum, v))
	}
	return sum
}
