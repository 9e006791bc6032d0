package chdb_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/projections/analytics/chdb"
)

// requireEnv makes a missing library a failure instead of a skip.
const requireEnv = "TAIZHANG_TEST_REQUIRE"

// shared is the engine of this test binary: a process can hold only one.
var shared *chdb.Engine

func TestMain(m *testing.M) {
	flag.Parse()
	if child := os.Getenv(childEnv); child != "" {
		os.Exit(runChild(child))
	}
	os.Exit(runAll(m))
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
	dir, err := os.MkdirTemp("", "chdb")
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

// engine returns the shared engine, or skips the test when there is no library.
func engine(t testing.TB) *chdb.Engine {
	t.Helper()
	if shared == nil {
		t.Skip("libchdb is missing: run make setup")
	}
	return shared
}

var databases atomic.Int64

// open returns a connection of the driver to a database of its own.
func open(t testing.TB, options *clickhouse.Options) clickhouse.Conn {
	t.Helper()
	name := fmt.Sprintf("db%d", databases.Add(1))
	admin := connect(t, options)
	if err := admin.Exec(context.Background(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin.Exec(context.Background(), "DROP DATABASE "+name); err != nil {
			t.Error(err)
		}
	})
	own := *options
	own.Auth.Database = name
	return connect(t, &own)
}

func connect(t testing.TB, options *clickhouse.Options) clickhouse.Conn {
	t.Helper()
	conn, err := clickhouse.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// overBoth runs a test over the RoundTripper and over a listener that the
// ordinary http path of the driver dials.
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

func TestFind(t *testing.T) {
	t.Run("the variable names a file that is missing", func(t *testing.T) {
		t.Setenv(chdb.LibraryEnv, filepath.Join(t.TempDir(), "none.so"))
		if _, err := chdb.Find(); !errors.Is(err, chdb.ErrLibraryMissing) {
			t.Errorf("got %v, want ErrLibraryMissing", err)
		}
	})
	t.Run("the variable wins", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "libchdb.so")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv(chdb.LibraryEnv, path)
		if got, err := chdb.Find(); got != path || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, path)
		}
	})
	t.Run("nothing above says what to run", func(t *testing.T) {
		t.Setenv(chdb.LibraryEnv, "")
		t.Chdir(t.TempDir())
		_, err := chdb.Find()
		if !errors.Is(err, chdb.ErrLibraryMissing) || !strings.Contains(err.Error(), "make setup") {
			t.Errorf("got %v, want ErrLibraryMissing naming make setup", err)
		}
	})
}

func TestOpenOfABrokenLibraryIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "libchdb.so")
	if err := os.WriteFile(path, []byte("no library"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := chdb.Open(path, t.TempDir()); err == nil {
		t.Error("opened a file that is no library")
	}
}

func TestSecondEngineIsRefused(t *testing.T) {
	engine(t)
	lib, err := chdb.Find()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chdb.Open(lib, t.TempDir()); !errors.Is(err, chdb.ErrHeld) {
		t.Errorf("got %v, want ErrHeld", err)
	}
}
