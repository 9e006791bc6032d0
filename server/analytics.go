package server

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"taizhang/domain"
	"taizhang/eventstore"
)

// Analytics answers questions about output and tax over time.
type Analytics interface {
	Efficiency(ctx context.Context, q EfficiencyQuery) (Efficiency, error)
	EfficiencyEvents(ctx context.Context, q EfficiencyEventsQuery) ([]EfficiencyEvent, error)
	Query(ctx context.Context, sql string) (Table, error)
	Position(ctx context.Context) (eventstore.Position, error)
	Wait(ctx context.Context, pos eventstore.Position) error
}

// An EfficiencyQuery asks for output by land.
type EfficiencyQuery struct {
	By       string // district or industry
	Per      string // quarter or year
	From, To int    // years, both included; 0 does not limit
	District domain.District
}

// An Efficiency is a table of output by land: ratios of sums, never means of
// ratios, with the coverage beside.
type Efficiency struct {
	By          string              `json:"by"`
	Per         string              `json:"per"`
	Denominator Words               `json:"denominator"`
	Position    eventstore.Position `json:"position"`
	Rows        []EfficiencyRow     `json:"rows"`
	Targets     []EfficiencyTarget  `json:"targets"`
}

// Words is a text in both languages.
type Words struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// An EfficiencyRow is one group in one period. A figure that nobody reported is
// absent (null), never zero.
type EfficiencyRow struct {
	Group        string          `json:"group"`
	Period       domain.Period   `json:"period"`
	Output       *domain.Fen     `json:"output"`
	Tax          *domain.Fen     `json:"tax"`
	Area         domain.Area     `json:"area"`
	OutputPerMu  *domain.Decimal `json:"outputPerMu"`  // 万元/亩
	TaxPerMu     *domain.Decimal `json:"taxPerMu"`     // 万元/亩
	OutputPerKm2 *domain.Decimal `json:"outputPerKm2"` // 亿元/km²
	Coverage     domain.Decimal  `json:"coverage"`     // 0 to 1: the share of the area that reported
	Parcels      int             `json:"parcels"`
	Reporting    int             `json:"reporting"`
}

// An EfficiencyTarget is a goal of the city's plan, in 亿元/km².
type EfficiencyTarget struct {
	Value domain.Decimal `json:"value"`
	Year  int            `json:"year"`
}

// An EfficiencyEventsQuery asks for the events behind one figure.
type EfficiencyEventsQuery struct {
	By, Per  string
	Group    string
	Period   domain.Period
	District domain.District
}

// An EfficiencyEvent is one report behind a figure.
type EfficiencyEvent struct {
	Parcel     domain.ParcelID     `json:"parcel"`
	Event      domain.EventID      `json:"event"`
	Position   eventstore.Position `json:"position"`
	OccurredOn domain.Date         `json:"occurredOn"`
	Period     domain.Period       `json:"period"`
	Output     *domain.Fen         `json:"output"`
	Tax        *domain.Fen         `json:"tax"`
}

// A Table is the answer of a query.
type Table struct {
	Columns   []Column           `json:"columns"`
	Rows      [][]jsontext.Value `json:"rows"`
	Truncated bool               `json:"truncated"`
}

// A Column of a table with its ClickHouse type.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// efficiency handles GET /analytics/efficiency.
func (s *Server) efficiency(c *call) (any, error) { return s.askEfficiency(c) }

func (s *Server) askEfficiency(c *call) (Efficiency, error) {
	q := EfficiencyQuery{By: c.query["by"], Per: c.query["per"]}
	err := checkGrouping(q.By, q.Per)
	if err == nil {
		q.From, err = c.year("from")
	}
	if err == nil {
		q.To, err = c.year("to")
	}
	if err == nil {
		q.District, err = c.district("district")
	}
	if err != nil {
		return Efficiency{}, err
	}
	if q.From != 0 && q.To != 0 && q.From > q.To {
		return Efficiency{}, badValue("to", "≥ from")
	}
	if err := s.readyAnalytics(c); err != nil {
		return Efficiency{}, err
	}
	return s.Analytics.Efficiency(c.Context(), q)
}

func checkGrouping(by, per string) error {
	if by != "district" && by != "industry" {
		return badValue("by", "district / industry")
	}
	if per != "quarter" && per != "year" {
		return badValue("per", "quarter / year")
	}
	return nil
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

// readyAnalytics waits for ?min= on the analytics as well.
func (s *Server) readyAnalytics(c *call) error {
	if s.Analytics == nil {
		return errNoService
	}
	at, ok := c.query["min"]
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(c.Context(), readWaitMax)
	defer cancel()
	return s.Analytics.Wait(ctx, eventstore.Position(at))
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
			r.Group, string(r.Period), optional(r.Output), optional(r.Tax), fmt.Sprint(r.Area), optional(r.OutputPerMu), optional(r.TaxPerMu),
			optional(r.OutputPerKm2), string(r.Coverage), fmt.Sprint(r.Parcels), fmt.Sprint(r.Reporting), e.Denominator.ZH,
		})
	}
	return reply{kind: csvKind, name: s.fileName("efficiency-" + e.By + "-" + e.Per + ".csv"), body: formatCSV(rows)}, nil
}

// optional writes a figure, or nothing where none was reported.
func optional[T any](figure *T) string {
	if figure == nil {
		return ""
	}
	return fmt.Sprint(*figure)
}

type efficiencyEvents struct {
	Items []EfficiencyEvent `json:"items"`
}

// efficiencyEvents handles GET /analytics/efficiency/events.
func (s *Server) efficiencyEvents(c *call) (any, error) {
	q := EfficiencyEventsQuery{By: c.query["by"], Per: c.query["per"], Group: c.query["group"], Period: domain.Period(c.query["period"])}
	if err := checkGrouping(q.By, q.Per); err != nil {
		return nil, err
	}
	if q.Group == "" || len(q.Group) > refBytesMax {
		return nil, badValue("group", "GB/T 2260 / GB/T 4754")
	}
	if (q.Per == "quarter") != (q.Period.Quarter() != 0) || q.Period.Year() < 1990 || q.Per == "year" && len(q.Period) != 4 {
		return nil, badValue("period", "2025 / 2025Q3")
	}
	var err error
	if q.District, err = c.district("district"); err != nil {
		return nil, err
	}
	if err := s.readyAnalytics(c); err != nil {
		return nil, err
	}
	events, err := s.Analytics.EfficiencyEvents(c.Context(), q)
	return efficiencyEvents{events}, err
}

// sql handles POST /query: one read-only statement. Limits and the refusal of
// anything that writes are the engine's.
func (s *Server) sql(c *call) (any, error) {
	data, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var body struct {
		SQL *string `json:"sql"`
	}
	if err := strictly(data, &body); err != nil {
		return nil, err
	}
	switch {
	case body.SQL == nil || strings.TrimSpace(*body.SQL) == "":
		return nil, badRequest("/sql", "required", "必填", "required")
	case len(*body.SQL) > sqlBytesMax:
		return nil, badRequest("/sql", "text.long", "查询语句过长", "statement is too long")
	case s.Analytics == nil:
		return nil, errNoService
	}
	return s.Analytics.Query(c.Context(), *body.SQL)
}
