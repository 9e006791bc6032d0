package server

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/analytics"
)

// A metricsView is every metric with what it is made of: the one list that
// screens show names, units, formulas and denominators from.
type metricsView struct {
	Metrics     []domain.Metric       `json:"metrics"`
	Bases       []domain.LandBaseName `json:"bases"`
	CoverageMin domain.Decimal        `json:"coverageMin"` // a figure that covers less is shown as doubtful
	CellMin     int                   `json:"cellMin"`     // public figures rest on this many enterprises at least
}

// metricDefinitions handles GET /metrics.
func (s *Server) metricDefinitions(c *call) (any, error) {
	policy, err := s.cityPolicy(c.Context())
	if err != nil {
		return nil, err
	}
	return metricsView{domain.Metrics(), domain.LandBases, coverageMin(policy), policy.FirmsMin()}, nil
}

// cityPolicy is the city's policy as it is in force today: what figures of several
// districts are shown by.
func (s *Server) cityPolicy(ctx context.Context) (domain.Policy, error) {
	city := domain.Scope{}
	books, err := s.Ledger.Policies(ctx, city)
	return books.In(city, s.Parcels.Today(), time.Time{}), err
}

func coverageMin(policy domain.Policy) domain.Decimal {
	return domain.Decimal(policy.Ratio(domain.CoverageMin).FloatString(2))
}

// A metricView is a table of one metric's values.
type metricView struct {
	Metric      domain.Metric       `json:"metric"`
	By          string              `json:"by"`
	Per         string              `json:"per"`
	Base        domain.LandBase     `json:"base,omitzero"`
	Public      bool                `json:"public"`
	Position    eventstore.Position `json:"position"`
	CoverageMin domain.Decimal      `json:"coverageMin"`
	Targets     []domain.Benchmark  `json:"targets"` // of M05: the goals of the city's plan
	Rows        []metricRow         `json:"rows"`
}

// A metricRow is one figure of one group in one period. A value that is not known
// is null, never zero.
type metricRow struct {
	Group       string          `json:"group"`
	Period      domain.Period   `json:"period"`
	Part        string          `json:"part,omitzero"`
	Value       *domain.Decimal `json:"value"`
	Numerator   *domain.Decimal `json:"numerator"`
	Denominator *domain.Decimal `json:"denominator"`
	Coverage    *domain.Decimal `json:"coverage"`
	Cases       int             `json:"cases"`
	Known       int             `json:"known"`
	Withheld    bool            `json:"withheld"`
}

// metricValues handles GET /metrics/{code}.
func (s *Server) metricValues(c *call) (any, error) { return s.askMetric(c) }

func (s *Server) askMetric(c *call) (metricView, error) {
	q, err := c.metricQuery()
	if err != nil {
		return metricView{}, err
	}
	if err := s.readyAnalytics(c); err != nil {
		return metricView{}, err
	}
	policy, err := s.cityPolicy(c.Context())
	if err != nil {
		return metricView{}, err
	}
	q.For.FirmsMin = policy.FirmsMin()
	answer, err := s.Analytics.Metric(c.Context(), q)
	if err != nil {
		return metricView{}, err
	}
	view := metricView{
		Metric: answer.Definition, By: string(q.By), Per: string(q.Per), Base: q.Base, Public: q.For.View == domain.ViewPublic,
		Position: answer.Position, CoverageMin: coverageMin(policy), Rows: make([]metricRow, len(answer.Rows)),
	}
	if view.Targets = []domain.Benchmark{}; q.Code == "M05" {
		view.Targets = policy.Benchmarks()
	}
	for i, r := range answer.Rows {
		view.Rows[i] = metricRow{
			r.Group, r.Period, r.Part, known(r.Value), known(r.Numerator), known(r.Denominator), known(r.Coverage), r.Cases, r.Known, r.Withheld,
		}
	}
	return view, nil
}

// metricQuery reads what a metric is asked by.
func (c *call) metricQuery() (q analytics.MetricQuery, err error) {
	m, ok := domain.MetricOf(domain.MetricCode(c.PathValue("code")))
	if !ok {
		return q, errNoMetric
	}
	q.Code, q.By, q.Per, q.For = m.Code, analytics.By(c.query["by"]), analytics.Per(c.query["per"]), c.audience()
	switch {
	case !slices.Contains([]analytics.By{analytics.District, analytics.Industry, analytics.City}, q.By):
		return q, badValue("by", "district / industry / city")
	case q.Per != analytics.Year && !analytics.Quarterly(m):
		return q, badValue("per", "year")
	case q.Per != analytics.Year && q.Per != analytics.Quarter:
		return q, badValue("per", "quarter / year")
	}
	if q.From, q.To, err = c.years(); err != nil {
		return q, err
	}
	if len(m.Bases) > 0 {
		q.Base = m.Bases[0]
	}
	if base, ok := c.query["base"]; ok {
		if q.Base = domain.LandBase(base); !slices.Contains(m.Bases, q.Base) {
			return q, badValue("base", basesOf(m))
		}
	}
	public, err := c.flag("public")
	if err != nil {
		return q, err
	}
	if public {
		q.For.View = domain.ViewPublic
	}
	q.District, err = c.district("district")
	return q, err
}

func basesOf(m domain.Metric) string {
	names := make([]string, len(m.Bases))
	for i, base := range m.Bases {
		names[i] = string(base)
	}
	return strings.Join(names, " / ")
}

// metricCSV handles GET /metrics/{code}/values.csv.
func (s *Server) metricCSV(c *call) (any, error) {
	v, err := s.askMetric(c)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"metric", "name", "unit", v.By, v.Per, "part", "value", "numerator", "denominator", "coverage", "cases", "known", "formula", "base"}}
	for _, r := range v.Rows {
		rows = append(rows, []string{
			string(v.Metric.Code), v.Metric.Name.ZH, v.Metric.Unit.ZH, r.Group, string(r.Period), r.Part, optional(r.Value), optional(r.Numerator), optional(r.Denominator),
			optional(r.Coverage), strconv.Itoa(r.Cases), strconv.Itoa(r.Known), v.Metric.Formula.ZH, string(v.Base),
		})
	}
	return reply{kind: csvKind, name: s.fileName("metric-" + string(v.Metric.Code) + "-" + v.By + "-" + v.Per + ".csv"), head: v.Position, rows: len(rows) - 1, body: formatCSV(rows)}, nil
}
