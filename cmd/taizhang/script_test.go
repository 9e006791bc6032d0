package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"taizhang/projections/analytics/chdb"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"taizhang": main})
}

// TestScripts runs the command line as an officer, an auditor and an analyst do.
// The scripts that need the analytics engine say so.
func TestScripts(t *testing.T) {
	lib, err := chdb.Find()
	if err != nil && os.Getenv("TAIZHANG_TEST_REQUIRE") == "1" {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv(chdb.LibraryEnv, lib)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"waitfor": waitFor},
		Condition: func(cond string) (bool, error) {
			return cond == "engine" && err == nil, nil
		},
	})
}

// waitFor waits until a file is there, as a serving process leaves one.
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: waitfor FILE")
	}
	for range 600 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("%s did not appear within a minute", args[0])
}
