package main

import (
	"log"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"taizhang/projections/analytics/chdb"
)

func TestMain(m *testing.M) {
	switch os.Getenv(asProgram) {
	case "1":
		main()
	case answersFirst, keepsBack:
		log.Fatal(serveWrong(os.Args[1], os.Getenv(asProgram)))
	}
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"waitfor": waitFor, "eventstore": serveEventStore},
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

// A port that is taken is said in one line, with what to do.
func TestBusyPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var said strings.Builder
	std := stdio{strings.NewReader(""), &said, &said}
	code := run(t.Context(), []string{"serve", "--listen", taken.Addr().String(), "--data", t.TempDir()}, std)
	if code != exitFailed || !strings.Contains(said.String(), "端口已被占用") {
		t.Errorf("exit %d, said %q", code, said.String())
	}
}
