package chdb_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// code returns ClickHouse's error code, 0 when err is no error of ClickHouse.
func code(err error) int32 {
	if ex, ok := errors.AsType[*clickhouse.Exception](err); ok {
		return ex.Code
	}
	return 0
}

func TestErrorsCarryTheirCode(t *testing.T) {
	for _, tt := range []struct {
		name, sql string
		want      int32
	}{
		{"syntax", "SELEC 1", 62},
		{"bare expression, as a server refuses it", "1 + 1", 62},
		{"two statements", "SELECT 1; SELECT 2", 62},
		{"unknown table", "SELECT * FROM nosuch", 60},
		{"unknown column", "SELECT nosuch FROM system.one", 47},
		{"before the first row", "SELECT throwIf(number = 0) FROM numbers(10)", 395},
		{"after rows have gone out", "SELECT number, throwIf(number = 900000) FROM numbers(1000000)", 395},
		{"missing parameter", "SELECT {x:UInt8}", 456},
	} {
		t.Run(tt.name, func(t *testing.T) {
			overBoth(t, func(t *testing.T, options *clickhouse.Options) {
				conn := connect(t, options)
				err := drain(t.Context(), conn, tt.sql)
				if got := code(err); got != tt.want {
					t.Errorf("got code %d (%v), want %d", got, err, tt.want)
				}
				if err := drain(t.Context(), conn, "SELECT 1"); err != nil {
					t.Errorf("the connection is of no use afterwards: %v", err)
				}
			})
		})
	}
}

// drain reads all rows of a query.
func drain(ctx context.Context, conn clickhouse.Conn, sql string, args ...any) error {
	rows, err := conn.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

func TestSettingsHoldForTheirRequestOnly(t *testing.T) {
	overBoth(t, func(t *testing.T, options *clickhouse.Options) {
		conn := connect(t, options)
		read := func(ctx context.Context) (threads, rows string) {
			t.Helper()
			sql := "SELECT toString(getSetting('max_threads')), toString(getSetting('max_result_rows'))"
			if err := conn.QueryRow(ctx, sql).Scan(&threads, &rows); err != nil {
				t.Fatal(err)
			}
			return threads, rows
		}
		before, _ := read(t.Context())
		set := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"max_threads": 7, "max_result_rows": 3}))
		for range 10 { // more than there are connections
			if threads, rows := read(set); threads != "7" || rows != "3" {
				t.Fatalf("got max_threads %s, max_result_rows %s, want 7, 3", threads, rows)
			}
			if threads, rows := read(t.Context()); threads != before || rows != "0" {
				t.Fatalf("got max_threads %s, max_result_rows %s afterwards, want %s, 0", threads, rows, before)
			}
		}
		limited := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"max_result_rows": 3}))
		if err := drain(limited, conn, "SELECT number FROM numbers(10)"); code(err) != 396 {
			t.Errorf("got %v, want TOO_MANY_ROWS_OR_BYTES", err)
		}
		unknown := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"no_such_setting": 1}))
		if err := drain(unknown, conn, "SELECT 1"); code(err) != 115 {
			t.Errorf("got %v, want UNKNOWN_SETTING", err)
		}
	})
}

func TestStatementsLeaveNoTraceInTheSession(t *testing.T) {
	conn := open(t, engine(t).Options())
	for range 10 {
		for _, sql := range []string{"SET max_threads = 3", "USE system", "CREATE TEMPORARY TABLE trace (a UInt8)"} {
			if err := conn.Exec(t.Context(), sql); err != nil {
				t.Fatalf("%s: %v", sql, err)
			}
		}
		var threads, database string
		if err := conn.QueryRow(t.Context(), "SELECT toString(getSetting('max_threads')), currentDatabase()").Scan(&threads, &database); err != nil {
			t.Fatal(err)
		}
		if threads == "3" || database == "system" {
			t.Fatalf("got max_threads %s in %s, left by an earlier statement", threads, database)
		}
		if err := drain(t.Context(), conn, "SELECT * FROM trace"); code(err) != 60 {
			t.Fatalf("got %v, want UNKNOWN_TABLE", err)
		}
	}
}

func TestParameters(t *testing.T) {
	overBoth(t, func(t *testing.T, options *clickhouse.Options) {
		conn := connect(t, options)
		for _, want := range []string{"", "x", "'; DROP TABLE t; --", "tab\tline\nback\\slash\x00nul", "宗地"} {
			var got string
			if err := conn.QueryRow(t.Context(), "SELECT {x:String}", clickhouse.Named("x", want)).Scan(&got); err != nil || got != want {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
		}
		var sum uint64
		err := conn.QueryRow(t.Context(), "SELECT {a:UInt64} + {b:UInt64}", clickhouse.Named("a", 40), clickhouse.Named("b", 2)).Scan(&sum)
		if err != nil || sum != 42 {
			t.Errorf("got %d, %v, want 42", sum, err)
		}
	})
}

func TestWhatCannotBeHonouredIsRefused(t *testing.T) {
	e := engine(t)
	compressed := e.Options()
	compressed.Compression = &clickhouse.Compression{Method: clickhouse.CompressionLZ4}
	for _, tt := range []struct {
		name    string
		options *clickhouse.Options
		with    []clickhouse.QueryOption
		sql     string
		want    string
	}{
		{"compression", compressed, nil, "SELECT 1", "compress="},
		{"query id", e.Options(), []clickhouse.QueryOption{clickhouse.WithQueryID("q1")}, "SELECT 1", "query_id"},
		{"quota key", e.Options(), []clickhouse.QueryOption{clickhouse.WithQuotaKey("k")}, "SELECT 1", "quota_key"},
		{"log comment", e.Options(), []clickhouse.QueryOption{clickhouse.WithSettings(clickhouse.Settings{"log_comment": "x"})}, "SELECT 1", "log_comment"},
		{"a statement without end", e.Options(), nil, "SELECT '" + strings.Repeat("x", 16<<20) + "'", "longer than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := connect(t, tt.options)
			err := conn.QueryRow(clickhouse.Context(t.Context(), tt.with...), tt.sql).Scan(new(uint8))
			if code(err) != 36 || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want BAD_ARGUMENTS naming %s", err, tt.want)
			}
		})
	}
}

func TestReadonly(t *testing.T) {
	conn := open(t, engine(t).Options())
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("token"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{"CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a", "INSERT INTO t SELECT number FROM numbers(5)"} {
		if err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	readonly := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"readonly": 1, "max_result_rows": 100}))
	outfile := filepath.Join(t.TempDir(), "out")
	refused := []string{
		"INSERT INTO t SELECT 1",
		"INSERT INTO t VALUES (1)",
		"DROP TABLE t",
		"CREATE TABLE u (a UInt64) ENGINE = MergeTree ORDER BY a",
		"ALTER TABLE t DELETE WHERE 1",
		"SET readonly = 0",
		"SYSTEM DROP MARK CACHE",
		"SELECT 1 INTO OUTFILE '" + outfile + "'",
		"SELECT 1; DROP TABLE t",
		"SELECT count() FROM t SETTINGS readonly = 0",
		"SELECT count() FROM t SETTINGS max_result_rows = 0",
		"SELECT file('" + secret + "')",
		"SELECT 1 WHERE file('" + secret + "') = 'token'",
		"SELECT arrayMap(x -> file(x), ['" + secret + "'])",
		"SELECT arrayMap(file, ['" + secret + "'])",
		"SELECT * APPLY file FROM (SELECT '" + secret + "' AS a)",
		"SELECT 1 UNION ALL SELECT length(file('" + secret + "'))",
		"SELECT * FROM view(SELECT arrayMap(file, ['" + secret + "']))",
		"SELECT * FROM eval('SELECT 1')",
		"SELECT file('" + secret + "') FORMAT Hash",
		"EXPLAIN SELECT file('" + secret + "')",
		"SELECT * FROM file('" + secret + "', 'LineAsString')",
		"SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
		"SELECT * FROM remote('127.0.0.1:1', system.one)",
	}
	for _, sql := range refused {
		err := drain(readonly, conn, sql)
		if c := code(err); c != 164 && c != 62 && c != 344 {
			t.Errorf("%s: got %v, want READONLY or a refusal to parse", sql, err)
		}
		if err != nil && strings.Contains(err.Error(), "token'") {
			t.Errorf("%s: the error tells the file: %v", sql, err)
		}
	}
	if _, err := os.Stat(outfile); err == nil {
		t.Error("a read-only query has written a file")
	}
	for _, sql := range []string{
		"SELECT count() FROM t", "WITH 1 AS x SELECT x", "SELECT 'file(''x'')'", "SELECT a FROM t UNION ALL SELECT 1",
		"SELECT sum(a) FROM (SELECT a FROM t WHERE a IN (SELECT max(a) FROM t))", "SELECT 1;",
	} {
		if err := drain(readonly, conn, sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
	var rows uint64
	if err := conn.QueryRow(t.Context(), "SELECT count() FROM t").Scan(&rows); err != nil || rows != 5 {
		t.Errorf("got %d rows, %v, want the 5 there were", rows, err)
	}
}

func TestACancelledQueryEndsAndFreesItsConnection(t *testing.T) {
	overBoth(t, func(t *testing.T, options *clickhouse.Options) {
		conn := connect(t, options)
		for range 6 { // more than there are connections
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			err := drain(ctx, conn, "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))")
			cancel()
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("got %v, want the deadline", err)
			}
		}
		if err := drain(t.Context(), conn, "SELECT 1"); err != nil {
			t.Error(err)
		}
	})
}

func TestAnAnswerNotReadToItsEndFreesItsConnection(t *testing.T) {
	conn := connect(t, engine(t).Options())
	for range 12 {
		ctx, cancel := context.WithCancel(t.Context())
		rows, err := conn.Query(ctx, "SELECT number FROM numbers(100000000)")
		if err != nil {
			t.Fatal(err)
		}
		rows.Next()
		cancel()
		rows.Close()
	}
	if err := drain(t.Context(), conn, "SELECT 1"); err != nil {
		t.Error(err)
	}
}

// A reader that forgets to close its answer holds the connection no longer than
// its context lasts.
func TestAForgottenAnswerEndsWithItsContext(t *testing.T) {
	conn := connect(t, engine(t).Options())
	for range 6 { // more than the engine has, fewer than the driver's pool, which forgets them
		ctx, cancel := context.WithCancel(t.Context())
		if err := conn.QueryRow(ctx, "SELECT 'text' FROM numbers(10)").Scan(new(uint64)); err == nil {
			t.Fatal("a text was scanned into a number")
		}
		cancel()
	}
	if err := drain(t.Context(), conn, "SELECT 1"); err != nil {
		t.Error(err)
	}
}
