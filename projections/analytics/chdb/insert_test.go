package chdb_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
)

func TestAMillionRows(t *testing.T) {
	overBoth(t, func(t *testing.T, options *clickhouse.Options) {
		conn := open(t, options)
		if err := conn.Exec(t.Context(), "CREATE TABLE t (id UInt64, name LowCardinality(String), data String) ENGINE = MergeTree ORDER BY id"); err != nil {
			t.Fatal(err)
		}
		const rows = 1_000_000
		batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO t (id, name, data)")
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			if err := batch.Append(uint64(i), fmt.Sprintf("n%d", i%16), fmt.Sprintf("数据 %d", i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := batch.Send(); err != nil {
			t.Fatal(err)
		}
		var n, sum, parts uint64
		var last string
		if err := conn.QueryRow(t.Context(), "SELECT count(), sum(id), argMax(data, id) FROM t").Scan(&n, &sum, &last); err != nil {
			t.Fatal(err)
		}
		if n != rows || sum != rows*(rows-1)/2 || last != fmt.Sprintf("数据 %d", rows-1) {
			t.Errorf("got %d rows, sum %d, last %q", n, sum, last)
		}
		if err := conn.QueryRow(t.Context(), "SELECT count() FROM system.parts WHERE active AND database = currentDatabase() AND table = 't'").Scan(&parts); err != nil || parts != 1 {
			t.Errorf("got %d parts, %v: one block must make one part, for it is what is atomic", parts, err)
		}
		read := 0
		got, err := conn.Query(t.Context(), "SELECT id, data FROM t ORDER BY id")
		if err != nil {
			t.Fatal(err)
		}
		defer got.Close()
		for got.Next() {
			var id uint64
			var data string
			if err := got.Scan(&id, &data); err != nil {
				t.Fatal(err)
			}
			if id != uint64(read) || data != fmt.Sprintf("数据 %d", read) {
				t.Fatalf("row %d: got %d %q", read, id, data)
			}
			read++
		}
		if err := got.Err(); err != nil || read != rows {
			t.Errorf("read %d rows back, %v", read, err)
		}
	})
}

func TestAFailedInsertInsertsNothing(t *testing.T) {
	e := engine(t)
	options := e.Options()
	conn := open(t, options)
	if err := conn.Exec(t.Context(), "CREATE TABLE t (a UInt64, CONSTRAINT small CHECK a < 10) ENGINE = MergeTree ORDER BY a"); err != nil {
		t.Fatal(err)
	}
	var database string
	if err := conn.QueryRow(t.Context(), "SELECT currentDatabase()").Scan(&database); err != nil {
		t.Fatal(err)
	}
	block := "\x01\x02\x01a\x06UInt64\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00"
	for _, tt := range []struct {
		name, sql string
		body      io.Reader
	}{
		{"the body breaks off with an error", "INSERT INTO t (a) FORMAT Native", io.MultiReader(strings.NewReader(block), broken{})},
		{"the body ends in the middle of a block", "INSERT INTO t (a) FORMAT Native", strings.NewReader(block[:len(block)-1])},
		{"the body is no Native block", "INSERT INTO t (a) FORMAT Native", strings.NewReader("a,b,c\n1,2,3\n")},
		{"a row violates a constraint", "INSERT INTO t (a) FORMAT Native", strings.NewReader(strings.ReplaceAll(block, "\x02\x00\x00\x00\x00", "\x0b\x00\x00\x00\x00"))},
		{"the table is missing", "INSERT INTO nosuch (a) FORMAT Native", strings.NewReader(block)},
		{"a column is missing", "INSERT INTO t (b) FORMAT Native", strings.NewReader(block)},
		{"the format is another", "INSERT INTO t (a) FORMAT CSV", strings.NewReader("1\n")},
		{"the statement is no insert", "SELECT 1 FORMAT Native", strings.NewReader(block)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := "http://embedded/?" + url.Values{"query": {tt.sql}, "database": {database}}.Encode()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, u, tt.body)
			if err != nil {
				t.Fatal(err)
			}
			res, err := e.RoundTripper().RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if body, _ := io.ReadAll(res.Body); res.StatusCode == http.StatusOK {
				t.Errorf("got 200 %s, want an error", body)
			}
			var n uint64
			if err := conn.QueryRow(t.Context(), "SELECT count() FROM t").Scan(&n); err != nil || n != 0 {
				t.Errorf("got %d rows, %v, want none", n, err)
			}
		})
	}
	u := "http://embedded/?" + url.Values{"query": {"INSERT INTO t (a) FORMAT Native"}, "database": {database}}.Encode()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, u, strings.NewReader(block))
	if err != nil {
		t.Fatal(err)
	}
	if res, err := e.RoundTripper().RoundTrip(req); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("the whole block is refused too (%v, %v): the cases above prove nothing", res, err)
	}
}

// broken is a body whose sender has gone.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func TestManyAtOnce(t *testing.T) {
	overBoth(t, func(t *testing.T, options *clickhouse.Options) {
		conn := open(t, options)
		if err := conn.Exec(t.Context(), "CREATE TABLE t (w UInt64, i UInt64) ENGINE = MergeTree ORDER BY (w, i)"); err != nil {
			t.Fatal(err)
		}
		const workers, batches, rows = 8, 5, 100
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				for b := range batches {
					if err := insertAndRead(t, conn, uint64(w), uint64(b*rows), rows); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		var n uint64
		if err := conn.QueryRow(t.Context(), "SELECT uniqExact(w, i) FROM t").Scan(&n); err != nil || n != workers*batches*rows {
			t.Errorf("got %d rows, %v, want %d", n, err, workers*batches*rows)
		}
	})
}

// insertAndRead inserts rows of one worker and reads at once that they are there.
func insertAndRead(t *testing.T, conn clickhouse.Conn, w, from uint64, rows int) error {
	batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO t (w, i)")
	if err != nil {
		return err
	}
	for i := range rows {
		if err := batch.Append(w, from+uint64(i)); err != nil {
			return err
		}
	}
	if err := batch.Send(); err != nil {
		return err
	}
	var n uint64
	err = conn.QueryRow(t.Context(), "SELECT count() FROM t WHERE w = {w:UInt64}", clickhouse.Named("w", w)).Scan(&n)
	if err == nil && n != from+uint64(rows) {
		err = fmt.Errorf("worker %d reads %d rows after its own insert, want %d", w, n, from+uint64(rows))
	}
	return err
}
