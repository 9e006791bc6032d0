package main

import (
	"context"
	"fmt"
	"strconv"

	"taizhang/domain"
	"taizhang/projections/analytics"
)

// metricCmd asks for the values of one metric.
type metricCmd struct {
	queryFlags
	Code     string `arg:"" help:"M01 … M24."`
	By       string `help:"分组 / groups: ${enum}." enum:"district,industry,city" default:"district"`
	Per      string `help:"期间 / periods: ${enum}." enum:"year,quarter" default:"year"`
	From     int    `help:"起始年份 / first year." placeholder:"YEAR"`
	To       int    `help:"截止年份 / last year." placeholder:"YEAR"`
	District string `help:"仅此行政区（GB/T 2260）/ of this district only." placeholder:"CODE"`
	Base     string `help:"用地分母：operating 运营、supplied 已供、used 实际使用 / which land is divided by." placeholder:"BASE"`
	Public   bool   `help:"按公开口径：不足三家企业的数据不显示 / as the public sees it: without figures of fewer than three enterprises."`
}

// Help implements kong.HelpProvider.
func (metricCmd) Help() string {
	return `例 / Examples:
  taizhang query metric M01 --by district --from 2024
  taizhang query metric M17 --format csv`
}

// Run prints the formula and the values.
func (c *metricCmd) Run(ctx context.Context, std stdio) error {
	m, ok := domain.MetricOf(domain.MetricCode(c.Code))
	if !ok {
		return fmt.Errorf("没有指标 %s，应为 M01 至 M24 / no metric %[1]s: want M01 to M24", c.Code)
	}
	q := analytics.MetricQuery{
		Code: m.Code, By: analytics.By(c.By), Per: analytics.Per(c.Per), From: c.From, To: c.To,
		District: domain.District(c.District), Base: domain.LandBase(c.Base),
	}
	if c.Public {
		q.For.View = domain.ViewPublic
	}
	fmt.Fprintf(std.err, "%s %s = %s\n%s %s = %s\n", m.Code, m.Name.ZH, m.Formula.ZH, m.Code, m.Name.EN, m.Formula.EN)
	return c.ask(ctx, std, func(b backend) (table, error) { return b.Metric(ctx, q) })
}

// metricRow is a value as the API gives it; what is not known is nil.
type metricRow struct {
	Group       string  `json:"group"`
	Period      string  `json:"period"`
	Part        string  `json:"part"`
	Value       *string `json:"value"`
	Numerator   *string `json:"numerator"`
	Denominator *string `json:"denominator"`
	Coverage    *string `json:"coverage"`
	Cases       int     `json:"cases"`
	Known       int     `json:"known"`
	Withheld    bool    `json:"withheld"`
}

// metricTable makes a table of values.
func metricTable(unit domain.Wording, rows []metricRow) table {
	t := table{Columns: []tableColumn{
		{"group", "String"}, {"period", "String"}, {"part", "String"}, {"value", "Nullable(String)"}, {"unit", "String"}, {"numerator", "Nullable(String)"},
		{"denominator", "Nullable(String)"}, {"coverage", "Nullable(String)"}, {"cases", "Int64"}, {"known", "Int64"}, {"withheld", "Bool"},
	}, Rows: [][]any{}}
	for _, r := range rows {
		t.Rows = append(t.Rows, []any{
			r.Group, r.Period, r.Part, orNil(r.Value), unit.ZH, orNil(r.Numerator), orNil(r.Denominator), orNil(r.Coverage), r.Cases, r.Known, r.Withheld,
		})
	}
	return t
}

// orNil keeps a nil pointer from becoming a value that is not nil.
func orNil(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}

// shown makes nil of a figure that is not known.
func shown(d domain.Decimal) *string {
	if d == "" {
		return nil
	}
	return new(string(d))
}

// yearText writes a year; 0 does not limit.
func yearText(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}
