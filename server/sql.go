package server

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/domain"
)

// A tableView is the answer of a query.
type tableView struct {
	Columns   []columnView `json:"columns"`
	Rows      [][]any      `json:"rows"`
	Truncated bool         `json:"truncated"`
}

// A columnView is a column with its ClickHouse type.
type columnView struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// sql handles POST /query: one read-only statement. That it only reads is the
// engine's to enforce.
func (s *Server) sql(c *call) (any, error) {
	statement, err := readStatement(c)
	if err != nil {
		return nil, err
	}
	c.about = statement
	if s.Analytics == nil {
		return nil, errNoService
	}
	ctx, cancel := context.WithTimeout(c.Context(), queryTimeout)
	defer cancel()
	table, err := s.runStatement(ctx, statement)
	if e, ok := errors.AsType[*clickhouse.Exception](err); ok {
		return nil, badRequest("/sql", "sql", "语句有误："+e.Message, e.Message)
	}
	return table, err
}

func readStatement(c *call) (string, error) {
	var body struct {
		SQL *string `json:"sql"`
	}
	if err := readInto(c.Request, &body); err != nil {
		return "", err
	}
	switch {
	case body.SQL == nil || strings.TrimSpace(*body.SQL) == "":
		return "", badRequest("/sql", "required", "必填", "required")
	case len(*body.SQL) > sqlBytesMax:
		return "", badRequest("/sql", "text.long", "查询语句过长", "statement is too long")
	}
	return *body.SQL, nil
}

func (s *Server) runStatement(ctx context.Context, statement string) (tableView, error) {
	rows, err := s.Analytics.Query(ctx, statement)
	if err != nil {
		return tableView{}, err
	}
	defer rows.Close()
	var table tableView
	size := 0
	for _, column := range rows.Columns() {
		table.Columns = append(table.Columns, columnView{column.Name, column.Type})
	}
	for row, err := range rows.All() {
		if err != nil {
			return tableView{}, err
		}
		for i := range row {
			row[i] = exact(row[i])
			size += weight(row[i])
		}
		if len(table.Rows) == queryRowsMax || size > queryAnswerMax {
			table.Truncated = true
			break
		}
		table.Rows = append(table.Rows, row)
	}
	return table, nil
}

// exact writes what a JSON reader would round or cannot hold as text: integers
// beyond 2^53, infinities and NaN.
func exact(value any) any {
	switch v := value.(type) {
	case int64:
		if v > domain.IntMax || v < -domain.IntMax {
			return strconv.FormatInt(v, 10)
		}
	case uint64:
		if v > domain.IntMax {
			return strconv.FormatUint(v, 10)
		}
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'g', -1, 64)
		}
	case []any:
		for i := range v {
			v[i] = exact(v[i])
		}
	}
	return value
}

// weight is about how many bytes a value takes in the answer.
func weight(value any) int {
	switch v := value.(type) {
	case string:
		return len(v)
	case []any:
		sum := 0
		for _, x := range v {
			sum += weight(x)
		}
		return sum
	}
	return 8
}
