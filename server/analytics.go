package server

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/analytics"
)

// An Analytics answers questions about output and tax over time.
type Analytics interface {
	Position(ctx context.Context) (eventstore.Position, error)
	Efficiency(ctx context.Context, q analytics.EfficiencyQuery) (analytics.Efficiency, error)
	EfficiencyEvents(ctx context.Context, q analytics.EventsQuery) ([]analytics.SourceEvent, int, error)
	Metric(ctx context.Context, q analytics.MetricQuery) (analytics.Metric, error)
	Query(ctx context.Context, sql string) (*analytics.Rows, error)
}

// An efficiencyView is a table of output by land: ratios of sums, never means of
// ratios, with the coverage beside.
type efficiencyView struct {
	By          string              `json:"by"`
	Per         string              `json:"per"`
	Denominator domain.Wording      `json:"denominator"`
	Position    eventstore.Position `json:"position"`
	Rows        []efficiencyRow     `json:"rows"`
	Targets     []domain.Benchmark  `json:"targets"`
}

// An efficiencyRow is one group in one period. A figure that nobody reported is
// null, never zero. Coverage is the share of the land, by area and days, of which
// the output (or the tax) is known.
type efficiencyRow struct {
	Group        string          `json:"group"`
	Period       domain.Period   `json:"period"`
	Output       *domain.Fen     `json:"output"`
	Tax          *domain.Fen     `json:"tax"`
	Area         domain.Area     `json:"area"`
	OutputPerMu  *domain.Decimal `json:"outputPerMu"`  // 万元/亩
	TaxPerMu     *domain.Decimal `json:"taxPerMu"`     // 万元/亩
	OutputPerKm2 *domain.Decimal `json:"outputPerKm2"` // 亿元/km²
	TaxPerKm2    *domain.Decimal `json:"taxPerKm2"`    // 亿元/km²
	Coverage     domain.Decimal  `json:"coverage"`
	TaxCoverage  domain.Decimal  `json:"taxCoverage"`
	Parcels      int             `json:"parcels"`
	Reporting    int             `json:"reporting"`
	TaxReporting int             `json:"taxReporting"`
	// Too few enterprises for the caller's view: the figures are null.
	OutputWithheld bool `json:"outputWithheld"`
	TaxWithheld    bool `json:"taxWithheld"`
}

func efficiencyAs(q analytics.EfficiencyQuery, answer analytics.Efficiency, targets []domain.Benchmark) efficiencyView {
	view := efficiencyView{
		By: string(q.By), Per: string(q.Per), Denominator: domain.LandBases[0].Text, Position: answer.Position,
		Rows: make([]efficiencyRow, len(answer.Rows)), Targets: targets,
	}
	for i, r := range answer.Rows {
		view.Rows[i] = efficiencyRow{
			Group: r.Group, Period: r.Period, Output: r.Output, Tax: r.Tax, Area: r.Area,
			OutputPerMu: known(r.OutputPerMu), TaxPerMu: known(r.TaxPerMu), OutputPerKm2: known(r.OutputPerKm2), TaxPerKm2: known(r.TaxPerKm2),
			Coverage: r.OutputCoverage, TaxCoverage: r.TaxCoverage,
			Parcels: r.Parcels, Reporting: r.OutputReporting, TaxReporting: r.TaxReporting,
			OutputWithheld: r.OutputWithheld, TaxWithheld: r.TaxWithheld,
		}
	}
	return view
}

// known makes null of a figure that is not known.
func known(d domain.Decimal) *domain.Decimal {
	if d == "" {
		return nil
	}
	return &d
}

// efficiency handles GET /analytics/efficiency.
func (s *Server) efficiency(c *call) (any, error) { return s.askEfficiency(c) }

func (s *Server) askEfficiency(c *call) (efficiencyView, error) {
	q, err := c.efficiencyQuery()
	if err != nil {
		return efficiencyView{}, err
	}
	if err := s.readyAnalytics(c); err != nil {
		return efficiencyView{}, err
	}
	policy, err := s.cityPolicy(c.Context())
	if err != nil {
		return efficiencyView{}, err
	}
	q.For.FirmsMin = policy.FirmsMin()
	answer, err := s.Analytics.Efficiency(c.Context(), q)
	if err != nil {
		return efficiencyView{}, err
	}
	return efficiencyAs(q, answer, policy.Benchmarks()), nil
}

// audience is whom an answer of the analytics is for.
func (c *call) audience() analytics.Audience {
	return analytics.Audience{View: c.who.View, Reach: c.who.Reach()}
}

// efficiencyQuery reads what both efficiency routes take.
func (c *call) efficiencyQuery() (q analytics.EfficiencyQuery, err error) {
	q.By, q.Per, q.For = analytics.By(c.query["by"]), analytics.Per(c.query["per"]), c.audience()
	switch {
	case q.By != analytics.District && q.By != analytics.Industry:
		return q, badValue("by", "district / industry")
	case q.Per != analytics.Quarter && q.Per != analytics.Year:
		return q, badValue("per", "quarter / year")
	}
	if q.From, q.To, err = c.years(); err != nil {
		return q, err
	}
	q.District, err = c.district("district")
	return q, err
}

// years reads the span of years; 0 does not limit.
func (c *call) years() (from, to int, err error) {
	if from, err = c.year("from"); err != nil {
		return 0, 0, err
	}
	if to, err = c.year("to"); err != nil {
		return 0, 0, err
	}
	if from != 0 && to != 0 && from > to {
		return 0, 0, badValue("to", "≥ from")
	}
	return from, to, nil
}

func (c *call) year(name string) (int, error) {
	if _, ok := c.query[name]; !ok {
		return 0, nil
	}
	n, err := c.count(name, 0, 2100)
	if err != nil || n < 1990 {
		return 0, badValue(name, "1990–2100")
	}
	return n, nil
}

// readyAnalytics waits for ?min= on the analytics, which follow the log in larger
// steps than the live model.
func (s *Server) readyAnalytics(c *call) error {
	if s.Analytics == nil {
		return errNoService
	}
	wanted := eventstore.Position(c.query["min"])
	ctx, cancel := context.WithTimeout(c.Context(), readWaitMax)
	defer cancel()
	for {
		at, err := s.Analytics.Position(ctx)
		if err != nil || at >= wanted {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(readPoll):
		}
	}
}

// efficiencyCSV handles GET /analytics/efficiency.csv.
func (s *Server) efficiencyCSV(c *call) (any, error) {
	e, err := s.askEfficiency(c)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{e.By, e.Per, "output_fen", "tax_fen", "area_0.01m2", "output_per_mu_wan_yuan", "tax_per_mu_wan_yuan",
		"output_per_km2_yi_yuan", "coverage", "parcels", "reporting", "denominator"}}
	for _, r := range e.Rows {
		rows = append(rows, []string{
			r.Group, string(r.Period), whole(r.Output), whole(r.Tax), fmt.Sprint(int64(r.Area)), optional(r.OutputPerMu), optional(r.TaxPerMu),
			optional(r.OutputPerKm2), string(r.Coverage), fmt.Sprint(r.Parcels), fmt.Sprint(r.Reporting), e.Denominator.ZH,
		})
	}
	return reply{kind: csvKind, name: s.fileName("efficiency-" + e.By + "-" + e.Per + ".csv"), head: e.Position, rows: len(e.Rows), body: formatCSV(rows)}, nil
}

// whole writes an amount as a number of 分, or nothing where none was reported.
func whole(figure *domain.Fen) string {
	if figure == nil {
		return ""
	}
	return fmt.Sprint(int64(*figure))
}

func optional(figure *domain.Decimal) string {
	if figure == nil {
		return ""
	}
	return string(*figure)
}

type sourcesView struct {
	Items []sourceView `json:"items"`
	Total int          `json:"total"`
	domain.Redaction
}

// A sourceView is one event behind a figure: a report or a correction of one.
type sourceView struct {
	Position   eventstore.Position `json:"position"`
	ID         domain.EventID      `json:"id"`
	Parcel     domain.ParcelID     `json:"parcel"`
	Revision   int64               `json:"revision"`
	Type       string              `json:"type"`
	OccurredOn domain.Date         `json:"occurredOn"`
	RecordedAt time.Time           `json:"recordedAt"`
	Officer    string              `json:"officer"`
	Department domain.Code         `json:"department"`
	Corrects   *domain.EventID     `json:"corrects,omitzero"`
	Fact       jsontext.Value      `json:"fact" sight:"internal,as=fact"`
	Output     bool                `json:"output"` // whether it is behind the output
	Tax        bool                `json:"tax"`
	domain.Redaction
}

// efficiencyEvents handles GET /analytics/efficiency/events: the events behind one
// figure.
func (s *Server) efficiencyEvents(c *call) (any, error) {
	q := analytics.EventsQuery{Group: c.query["group"], Period: domain.Period(c.query["period"])}
	var err error
	if q.EfficiencyQuery, err = c.efficiencyQuery(); err != nil {
		return nil, err
	}
	if q.Group == "" || len(q.Group) > refBytesMax {
		return nil, badValue("group", "GB/T 2260 / GB/T 4754")
	}
	quarter := q.Period.Quarter() != 0
	if q.Period.Year() < 1990 || quarter != (q.Per == analytics.Quarter) || !quarter && len(q.Period) != len("2025") {
		return nil, badValue("period", "2025 / 2025Q3")
	}
	if err := s.readyAnalytics(c); err != nil {
		return nil, err
	}
	events, total, err := s.Analytics.EfficiencyEvents(c.Context(), q)
	if err != nil {
		return nil, err
	}
	view := sourcesView{Items: make([]sourceView, len(events)), Total: total}
	for i, e := range events {
		view.Items[i] = sourceView{
			Position: e.Position, ID: e.ID, Parcel: e.Parcel, Revision: e.Revision, Type: e.Type, OccurredOn: e.OccurredOn,
			RecordedAt: e.RecordedAt, Officer: e.Officer, Department: e.Department, Corrects: e.Corrects,
			Fact: jsontext.Value(e.Data), Output: e.Output, Tax: e.Tax,
		}
	}
	return view, nil
}
