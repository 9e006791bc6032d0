package main

import (
	"os"
	"path/filepath"
	"testing"

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
		Condition: func(cond string) (bool, error) {
			return cond == "engine" && err == nil, nil
		},
	})
}
