package taizhang_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows says what each package may import of this module (docs/design.md). A
// package that is not named here may not exist.
var arrows = map[string][]string{
	"":                           {"domain", "eventstore"},
	"domain":                     {},
	"domain/accesstest":          {},
	"eventstore":                 {},
	"eventstore/eventstoretest":  {"eventstore"},
	"eventstore/memory":          {"eventstore"},
	"eventstore/embedded":        {"eventstore"},
	"eventstore/esdb":            {"eventstore"},
	"eventstore/esdbnode":        {"eventstore"},
	"eventstore/transfer":        {"eventstore"},
	"projections":                {"eventstore"},
	"projections/live":           {"domain", "eventstore"},
	"projections/analytics":      {"domain", "eventstore", "projections"},
	"projections/analytics/chdb": {},
	"server":                     {"", "domain", "eventstore", "projections/analytics", "projections/live", "server/accesslog"},
	"server/accesslog":           {"domain", "eventstore"},
	"server/web":                 {},
	"cmd/taizhang/catalogue":     {"domain"},
	"cmd/taizhang/audit":         {"domain", "eventstore", "projections/analytics"},
	"cmd/taizhang/demo":          {"", "domain", "eventstore", "server/web"},
	"cmd/taizhang/landchina":     {"", "domain", "eventstore", "server/web"},
	"cmd/taizhang":               nil, // wires everything
}

// owners says which package alone imports a library.
var owners = map[string]string{
	"github.com/cockroachdb/pebble/v2":                   "eventstore/embedded",
	"github.com/ebitengine/purego":                       "projections/analytics/chdb",
	"github.com/gorilla/websocket":                       "server",
	"github.com/alecthomas/kong":                         "cmd/taizhang",
	"github.com/EventStore/EventStore-Client-Go/v4/esdb": "eventstore/esdb",
}

// pureImports are the only imports from outside the standard library that the
// rules may have: both compute and touch nothing.
var pureImports = []string{"github.com/go-json-experiment/json", "github.com/go-json-experiment/json/jsontext", "github.com/google/uuid"}

// impure are the parts of the standard library that read the world.
var impure = []string{"context", "crypto/rand", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "os/exec"}

// TestDependencyDirection keeps the arrows of docs/design.md true.
func TestDependencyDirection(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		pkg := strings.TrimPrefix(strings.TrimPrefix(fields[0], "taizhang"), "/")
		may, known := arrows[pkg]
		if !known {
			t.Errorf("package %q has no place in the house: add its arrows here and to docs/design.md", pkg)
			continue
		}
		seen++
		for _, imp := range fields[1:] {
			checkImport(t, pkg, may, imp)
		}
	}
	if seen != len(arrows) {
		t.Errorf("go list shows %d of the %d packages named here", seen, len(arrows))
	}
}

func checkImport(t *testing.T, pkg string, may []string, imp string) {
	t.Helper()
	if rest, ours := strings.CutPrefix(imp, "taizhang"); ours && (rest == "" || rest[0] == '/') {
		if may != nil && !slices.Contains(may, strings.TrimPrefix(rest, "/")) {
			t.Errorf("%s must not import %s", pkg, imp)
		}
		return
	}
	for library, owner := range owners {
		if strings.HasPrefix(imp, library) && pkg != owner {
			t.Errorf("%s imports %s, which only %s may", pkg, imp, owner)
		}
	}
	if pkg != "domain" {
		return
	}
	outside := strings.Contains(strings.Split(imp, "/")[0], ".")
	if outside && !slices.Contains(pureImports, imp) || slices.Contains(impure, imp) {
		t.Errorf("domain is pure: it must not import %s", imp)
	}
}
