package analytics

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"pgregory.net/rapid"

	"taizhang/eventstore"
	"taizhang/projections/analytics/chdb"
)

// requireEnv makes a missing library a failure instead of a skip.
const requireEnv = "TAIZHANG_TEST_REQUIRE"

// shared is the engine of this test binary: a process can hold only one.
var shared *chdb.Engine

// counted is whether the command line says how many cases a property sees; if it does
// not, each property says it for itself, see few.
var counted bool

func TestMain(m *testing.M) {
	flag.Parse()
	counted = given("rapid.checks")
	if spec := os.Getenv(childEnv); spec != "" {
		os.Exit(runChild(spec))
	}
	os.Exit(runAll(m))
}

// given reports whether a flag is on the command line.
func given(name string) (found bool) {
	flag.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}

func runAll(m *testing.M) int {
	lib, err := chdb.Find()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		if os.Getenv(requireEnv) == "1" {
			return 1
		}
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "analytics")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if shared, err = chdb.Open(lib, dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := shared.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

func engine(t testing.TB) *chdb.Engine {
	t.Helper()
	if shared == nil {
		t.Skip("libchdb is missing: run make setup")
	}
	return shared
}

var databases atomic.Int64

// database makes a database of the test's own and returns a connection to it.
func database(t testing.TB, options *clickhouse.Options) clickhouse.Conn {
	t.Helper()
	ctx := context.Background()
	name := fmt.Sprintf("db%d", databases.Add(1))
	admin, err := clickhouse.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	if err := admin.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	own := *options
	own.Auth.Database = name
	conn, err := clickhouse.Open(&own)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Close()
		if err := admin.Exec(ctx, "DROP DATABASE "+name); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	return conn
}

// open returns analytics over an empty database of the embedded engine.
func open(t testing.TB) *Analytics {
	t.Helper()
	return openOver(t, engine(t).Options())
}

func openOver(t testing.TB, options *clickhouse.Options) *Analytics {
	t.Helper()
	a, err := Open(t.Context(), database(t, options))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// overBoth runs a test over the engine in process and over the http path.
func overBoth(t *testing.T, test func(*testing.T, *clickhouse.Options)) {
	e := engine(t)
	t.Run("embedded", func(t *testing.T) { test(t, e.Options()) })
	t.Run("http", func(t *testing.T) {
		server := httptest.NewServer(e.Handler())
		t.Cleanup(server.Close)
		options, err := clickhouse.ParseDSN(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		test(t, options)
	})
}

// empty empties the tables for the next case of a property.
func empty(t rapid.TB, a *Analytics) {
	t.Helper()
	if err := a.Reset(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// apply gives records in batches of a size.
func apply(t testing.TB, a *Analytics, records []eventstore.Record, size int) {
	t.Helper()
	for len(records) > 0 {
		n := min(size, len(records))
		if err := a.Apply(t.Context(), records[:n]); err != nil {
			t.Fatal(err)
		}
		records = records[n:]
	}
}
