package analytics

import (
	"cmp"
	"slices"

	"taizhang/domain"
)

// A report is one OperationReported as it stands after its corrections, reduced
// to what figures are made of.
type report struct {
	ordinal    uint64   // of the report: later recorded wins among equals
	sources    []uint64 // the report and its corrections
	enterprise string
	period     domain.Period
	basis      domain.Code
	status     domain.Code
	values     [measureCount]*int64
}

// rank orders the statuses of a report: 初报 < 正式 < 修订.
func rank(status domain.Code) int {
	return slices.Index([]domain.Code{"INITIAL", "FINAL", "REVISED"}, status)
}

// A figure is a value with the events it comes from. The nil figure is unknown,
// which is not zero.
type figure struct {
	sum  int64
	from []uint64
}

// plus adds figures; what is unknown makes the sum unknown.
func plus(a, b *figure) *figure { return combine(a, b, 1) }

// minus subtracts b from a; what is unknown makes the difference unknown.
func minus(a, b *figure) *figure { return combine(a, b, -1) }

func combine(a, b *figure, sign int64) *figure {
	if a == nil || b == nil {
		return nil
	}
	return &figure{a.sum + sign*b.sum, slices.Concat(a.from, b.from)}
}

// A sheet holds the reports of one metric by one enterprise on one parcel for
// one year: the report that wins in each place.
type sheet struct {
	enterprise string
	cumulative [5]winner  // [q]: from January to the end of quarter q
	quarter    [5]winner  // [q]: of quarter q alone
	month      [13]winner // [m]: of month m alone
}

// A winner is the report that stands in its place, nil where there is none.
type winner struct {
	report *report
	value  int64
}

// enter puts a report in its place unless a later revision stands there: the
// status decides, then the later recorded.
func (s *sheet) enter(r *report, value int64) {
	place := s.place(r)
	if place == nil {
		return
	}
	if was := place.report; was != nil && cmp.Or(cmp.Compare(rank(r.status), rank(was.status)), cmp.Compare(r.ordinal, was.ordinal)) < 0 {
		return
	}
	*place = winner{r, value}
}

// place finds where a report belongs. A report of the year is cumulative to the
// end of its fourth quarter; cumulative months count at the end of a quarter.
func (s *sheet) place(r *report) *winner {
	q, m := r.period.Quarter(), month(r.period)
	switch {
	case q == 0 && m == 0:
		return &s.cumulative[4]
	case r.basis == "CUMULATIVE" && m == 1:
		return &s.month[1]
	case r.basis == "CUMULATIVE" && m > 0 && m%3 != 0:
		return nil
	case r.basis == "CUMULATIVE":
		return &s.cumulative[max(q, m/3)]
	case m > 0:
		return &s.month[m]
	}
	return &s.quarter[q]
}

// values returns the figures of the year at [0] and of its quarters at [1] to
// [4].
//
// A quarter is what was reported for it alone, else the sum of its three months,
// else the difference of the cumulative figures at its end and at the end of the
// quarter before. When the earlier quarter is missing there is no value, not
// zero (domain reference 11.3 rule 4).
func (s *sheet) values() [5]*figure {
	var values [5]*figure
	upTo := &figure{} // cumulative to the end of the quarter before
	for q := 1; q <= 4; q++ {
		alone := s.alone(q)
		total := s.cumulative[q].figure()
		if total == nil {
			total = plus(upTo, alone)
		}
		if values[q] = alone; alone == nil {
			values[q] = minus(total, upTo)
		}
		upTo = total
	}
	values[0] = upTo
	return values
}

// alone is what was reported of quarter q without the quarters before it.
func (s *sheet) alone(q int) *figure {
	if f := s.quarter[q].figure(); f != nil {
		return f
	}
	months := s.month[3*q-2 : 3*q+1]
	return plus(plus(months[0].figure(), months[1].figure()), months[2].figure())
}

func (w winner) figure() *figure {
	if w.report == nil {
		return nil
	}
	return &figure{w.value, w.report.sources}
}

// yearFigures returns the figures that a parcel's reports of one year make, of the
// year at [0] and of its quarters at [1] to [4]: the sum over the enterprises of which
// a value is known.
func yearFigures(reports []*report, measure int) [5]*figure {
	var sum [5]*figure
	sheets := sheetsOf(reports, measure)
	for i := range sheets {
		for q, f := range sheets[i].values() {
			if sum[q] == nil || f == nil {
				sum[q] = cmp.Or(sum[q], f)
				continue
			}
			sum[q] = plus(sum[q], f)
		}
	}
	for _, f := range sum {
		if f != nil {
			slices.Sort(f.from)
			f.from = slices.Compact(f.from)
		}
	}
	return sum
}

// sheetsOf makes a sheet for each enterprise, in the order in which they first report,
// so that sums list their events alike.
func sheetsOf(reports []*report, measure int) []sheet {
	var sheets []sheet
	for _, r := range reports {
		v := r.values[measure]
		if v == nil {
			continue
		}
		at := 0
		for at < len(sheets) && sheets[at].enterprise != r.enterprise {
			at++
		}
		if at == len(sheets) {
			sheets = append(sheets, sheet{enterprise: r.enterprise})
		}
		sheets[at].enter(r, *v)
	}
	return sheets
}
