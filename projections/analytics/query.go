package analytics

import (
	"context"
	"fmt"
	"iter"
	"math/big"
	"reflect"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// queryMemoryMax bounds what one free query may use, in bytes, queryResultMax what it may
// answer; querySecondsMax is how long it may run when its caller sets no earlier end.
const (
	queryMemoryMax  = 2 << 30
	queryResultMax  = 1 << 30
	querySecondsMax = 60
)

// A Column is a column of a free query with its ClickHouse type.
type Column struct{ Name, Type string }

// Rows is the answer to a free query, read as it comes. Close it.
type Rows struct {
	rows    driver.Rows
	columns []Column
}

// Query runs one SELECT that its caller wrote, over the tables of the analytics, read
// with FINAL. The [gate] refuses what reaches beyond them before anything runs, and the
// engine, told to be readonly, whatever writes. It shows all land and all figures: who
// may ask is decided before. Errors of the statement are *clickhouse.Exception.
func (a *Analytics) Query(ctx context.Context, sql string) (*Rows, error) {
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{
		"readonly": 1, "final": 1, "max_memory_usage": queryMemoryMax, "max_result_bytes": queryResultMax, "max_execution_time": querySecondsMax,
	}))
	if err := a.admit(ctx, sql); err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	rows, err := a.conn.Query(ctx, sql)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	r := &Rows{rows: rows}
	for _, c := range rows.ColumnTypes() {
		r.columns = append(r.columns, Column{c.Name(), c.DatabaseTypeName()})
	}
	return r, nil
}

// Columns returns the columns in order. An answer without rows has none.
func (r *Rows) Columns() []Column { return r.columns }

// Close ends the query.
func (r *Rows) Close() error { return r.rows.Close() }

// All yields the rows, once. Values are nil, bool, string, float64, int64,
// uint64 or slices of them: dates and times, UUIDs, decimals and integers beyond
// 64 bits are written as text. An error is yielded last.
func (r *Rows) All() iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		types := r.rows.ColumnTypes()
		for r.rows.Next() {
			row, err := r.scan(types)
			if !yield(row, err) || err != nil {
				return
			}
		}
		if err := r.rows.Err(); err != nil {
			yield(nil, fmt.Errorf("query: %w", err))
		}
	}
}

func (r *Rows) scan(types []driver.ColumnType) ([]any, error) {
	dest := make([]any, len(types))
	for i, t := range types {
		dest[i] = reflect.New(t.ScanType()).Interface()
	}
	if err := r.rows.Scan(dest...); err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	for i, t := range types {
		dest[i] = plain(reflect.ValueOf(dest[i]).Elem(), t.DatabaseTypeName())
	}
	return dest, nil
}

// plain reduces a value of the driver to what every format can write.
func plain(v reflect.Value, typ string) any {
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return nil
		}
		if n, ok := v.Interface().(*big.Int); ok {
			return n.String()
		}
		return plain(v.Elem(), typ)
	}
	switch x := v.Interface().(type) {
	case time.Time:
		if strings.Contains(typ, "DateTime") {
			return x.UTC().Format(time.RFC3339Nano)
		}
		return x.Format(time.DateOnly)
	case big.Int:
		return x.String()
	case []byte:
		return string(x)
	case fmt.Stringer:
		return x.String()
	}
	return plainKind(v, typ)
}

func plainKind(v reflect.Value, typ string) any {
	switch {
	case v.Kind() == reflect.Slice || v.Kind() == reflect.Array:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i), typ)
		}
		return list
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return v.Uint()
	case v.CanFloat():
		return v.Float()
	case v.Kind() == reflect.String:
		return v.String()
	case v.Kind() == reflect.Bool:
		return v.Bool()
	}
	return fmt.Sprint(v.Interface())
}
