package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"taizhang/server"
)

// queryCmd asks the analytics: in SQL, or for a metric.
type queryCmd struct {
	SQL    sqlCmd    `cmd:"" default:"withargs" help:"一条 SELECT 语句 / one SELECT statement."`
	Metric metricCmd `cmd:"" help:"指标 M01–M24 / a metric, M01 to M24."`
}

// Help implements kong.HelpProvider.
func (queryCmd) Help() string {
	return `例 / Examples:
  taizhang query 'SELECT type, count() FROM events FINAL GROUP BY type ORDER BY 2 DESC'
  taizhang query --format csv 'SELECT district, uniqExact(parcel) AS parcels FROM events FINAL GROUP BY district'
  taizhang query metric M01 --by district --from 2024
  taizhang query metric M17 --format csv`
}

// queryFlags are where a query asks and how its rows are written.
type queryFlags struct {
	readFlags
	Format string `help:"输出格式 / output: ${enum}." enum:"table,csv,json" default:"table"`
}

// sqlCmd runs SQL on the analytics.
type sqlCmd struct {
	queryFlags
	SQL string `arg:"" help:"一条 SELECT 语句 / one SELECT statement."`
}

// Help implements kong.HelpProvider.
func (sqlCmd) Help() string {
	return `可省去 sql 一词。The word sql can be left out.

例 / Examples:
  taizhang query sql 'SELECT type, count() FROM events FINAL GROUP BY type ORDER BY 2 DESC'
  taizhang query 'SELECT uniqExact(parcel) FROM events FINAL'`
}

// Run prints the rows of one statement.
func (c *sqlCmd) Run(ctx context.Context, std stdio) error {
	return c.ask(ctx, std, func(b backend) (table, error) { return b.Query(ctx, c.SQL) })
}

func (c *queryFlags) ask(ctx context.Context, std stdio, query func(backend) (table, error)) error {
	b, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	t, err := query(b)
	if err != nil {
		return err
	}
	if t.Truncated {
		fmt.Fprintf(std.err, "只显示前 %d 行 / only the first %d rows\n", len(t.Rows), len(t.Rows))
	}
	switch c.Format {
	case "json":
		return printJSON(std, t)
	case "csv":
		return t.writeCSV(std.out)
	default:
		return t.writeText(std.out)
	}
}

func (t table) header() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

func cells(row []any) []string {
	texts := make([]string, len(row))
	for i, v := range row {
		if v != nil {
			texts[i] = fmt.Sprint(v)
		}
	}
	return texts
}

func (t table) writeCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	w.Write(t.header())
	for _, row := range t.Rows {
		texts := cells(row)
		for i := range texts {
			texts[i] = server.Harmless(texts[i])
		}
		w.Write(texts)
	}
	w.Flush()
	return w.Error()
}

func (t table) writeText(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(t.header(), "\t"))
	for _, row := range t.Rows {
		fmt.Fprintln(w, strings.Join(cells(row), "\t"))
	}
	return w.Flush()
}
