package chdb_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// columns are the column types that the analytics use, each with a value that
// a careless transport would change.
var columns = []struct {
	typ  string
	want any
}{
	{"UInt8", uint8(255)},
	{"UInt16", uint16(65535)},
	{"UInt32", uint32(1<<32 - 1)},
	{"UInt64", uint64(1<<64 - 1)},
	{"Int64", int64(-1 << 63)},
	{"Nullable(Int64)", (*int64)(nil)},
	{"Nullable(Int64)", ptr(int64(-1))},
	{"Bool", true},
	{"String", "地块 \x00 ' \\ \t\n \xff"},
	{"LowCardinality(String)", "工业"},
	{"Nullable(String)", ptr("")},
	{"Nullable(String)", (*string)(nil)},
	{"LowCardinality(Nullable(String))", ptr("x")},
	{"UUID", uuid.MustParse("01234567-89ab-cdef-0123-456789abcdef")},
	{"Date32", time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)},
	{"Date32", time.Date(2262, 4, 11, 0, 0, 0, 0, time.UTC)},
	{"Nullable(Date32)", (*time.Time)(nil)},
	{"DateTime64(6, 'UTC')", time.Date(2026, 3, 13, 23, 59, 59, 123456000, time.UTC)},
	{"Decimal(38, 6)", decimal.RequireFromString("12345678901234567890123456789012.345678")},
	{"Array(String)", []string{"a", "", "发现"}},
	{"Array(LowCardinality(String))", []string{"R27", "R27"}},
	{"Float64", 0.1},
}

func ptr[T any](v T) *T { return &v }

func TestEveryColumnTypeGoesBothWays(t *testing.T) {
	overBoth(t, func(t *testing.T, options *clickhouse.Options) {
		conn := open(t, options)
		var defs []string
		var want, got []any
		for i, c := range columns {
			defs = append(defs, fmt.Sprintf("c%d %s", i, c.typ))
			want = append(want, c.want)
			got = append(got, reflect.New(reflect.TypeOf(c.want)).Interface())
		}
		create := "CREATE TABLE t (" + strings.Join(defs, ", ") + ") ENGINE = MergeTree ORDER BY tuple()"
		if err := conn.Exec(t.Context(), create); err != nil {
			t.Fatal(err)
		}
		batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO t")
		if err != nil {
			t.Fatal(err)
		}
		if err := batch.Append(want...); err != nil {
			t.Fatal(err)
		}
		if err := batch.Send(); err != nil {
			t.Fatal(err)
		}
		if err := conn.QueryRow(t.Context(), "SELECT * FROM t").Scan(got...); err != nil {
			t.Fatal(err)
		}
		for i, c := range columns {
			if v := reflect.ValueOf(got[i]).Elem().Interface(); !equal(v, c.want) {
				t.Errorf("%s: got %#v, want %#v", c.typ, v, c.want)
			}
		}
	})
}

func equal(a, b any) bool {
	switch a := a.(type) {
	case time.Time:
		return a.Equal(b.(time.Time))
	case decimal.Decimal:
		return a.Equal(b.(decimal.Decimal))
	}
	return reflect.DeepEqual(a, b)
}
