package domain

import "slices"

// A Suspension is building that has come to a stop (停工); there is none while it
// goes on.
type Suspension struct {
	ConstructionSuspended
	RecordedFor Date `json:"recordedFor"` // the day the figures are of
}

// A Halt is production that has stopped, wholly or in part (停产、半停产). Since is
// when it first stopped, DegreeSince when it came to the present degree.
type Halt struct {
	Since       Date `json:"since"`
	Degree      Code `json:"degree"` // STOPPED, HALF_STOPPED
	DegreeSince Date `json:"degreeSince"`
	Cause       Code `json:"cause"`
}

// An Evaluation is the conclusion of one process evaluation (过程评估).
type Evaluation struct {
	CycleNo    int  `json:"cycleNo"`
	On         Date `json:"on"`
	Grade      Code `json:"grade,omitzero"`
	Conclusion Code `json:"conclusion"` // PASS, RECTIFY, EXIT
	RectifyBy  Date `json:"rectifyBy,omitzero"`
}

// A Rating is the grade of one year that holds (亩均评价).
type Rating struct {
	Year        int    `json:"year"`
	Grade       Code   `json:"grade"`
	RuleVersion string `json:"ruleVersion"`
	On          Date   `json:"on"`
}

// A ComplianceEntry is one record of environment, safety or energy; it is open
// while ClosedOn is empty.
type ComplianceEntry struct {
	ComplianceRecorded
	On Date `json:"on"`
}

// A Measure is one incentive or pressure; it is in force until To or WithdrawnOn.
type Measure struct {
	MeasureApplied
	AppliedOn   Date `json:"appliedOn"`
	WithdrawnOn Date `json:"withdrawnOn,omitzero"`
}

// withRating returns ratings by year with one of them set; a year rated again keeps
// the later grade.
func withRating(ratings []Rating, r Rating) []Rating {
	i, found := slices.BinarySearchFunc(ratings, r.Year, func(x Rating, year int) int { return x.Year - year })
	if !found {
		return slices.Insert(slices.Clone(ratings), i, r)
	}
	ratings = slices.Clone(ratings)
	ratings[i] = r
	return ratings
}

// GradeRun counts the years in a row, up to the last one rated, that bear the grade.
func (o Operation) GradeRun(grade Code) int {
	n := 0
	for i := len(o.Ratings) - 1; i >= 0; i-- {
		r := o.Ratings[i]
		if r.Grade != grade || n > 0 && o.Ratings[i+1].Year != r.Year+1 {
			break
		}
		n++
	}
	return n
}

// record finds a compliance record by kind and number, or returns -1.
func (p *Parcel) record(kind Code, docNo string) int {
	return slices.IndexFunc(p.Records, func(r ComplianceEntry) bool { return r.Kind == kind && r.DocNo == docNo })
}

// measure finds a measure by its id, or returns -1.
func (p *Parcel) measure(id string) int {
	return slices.IndexFunc(p.Measures, func(m Measure) bool { return m.MeasureID == id })
}
