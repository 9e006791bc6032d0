package taizhang_test

import (
	"encoding/json"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestSecurityIsShown keeps docs/security.md honest.
func TestSecurityIsShown(t *testing.T) { matrixIsShown(t, "docs/security.md", 47, 4) }

// dials are the files that open connections, each to where the operator said: none takes
// an address from a caller (row 40).
var dials = []string{
	"cmd/taizhang/remote.go",           // the process that serves the directory
	"projections/analytics/chdb/",      // inside the process
	"projections/analytics/connect.go", // --clickhouse
	"server/oidc.go",                   // --oidc-issuer
	"cmd/taizhang/analytics.go",        // --clickhouse
}

var dialing = regexp.MustCompile(`\bhttp\.(Client|Get|Head|Post|PostForm|NewRequest\w*|DefaultClient|Transport)\b|\bnet\.(Dial\w*|Dialer)\b|\btls\.Dial\w*\b|\bclickhouse\.Open\w*\b|\bgrpc\.(Dial|NewClient)\b|\bexec\.Command\w*\b|\bnet\.Lookup\w*\b|\bsmtp\.`)

// Row 40: nothing fetches an address that a caller gives.
func TestNothingIsFetchedForCallers(t *testing.T) {
	found := 0
	for _, file := range sources(t) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range dialing.FindAllString(string(source), -1) {
			found++
			if !slices.ContainsFunc(dials, func(may string) bool { return strings.HasPrefix(file, may) }) {
				t.Errorf("%s: %s", file, call)
			}
		}
	}
	if found < 3 {
		t.Errorf("%d calls found: the search sees nothing", found)
	}
}

// Rows 41 and 42: no parser of XML or of spreadsheets, and nothing that shows the inside,
// is in the program.
func TestWhatIsNotInTheProgram(t *testing.T) {
	for _, file := range sources(t) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, library := range []string{`"encoding/xml"`, `"net/http/pprof"`, `"expvar"`, `"archive/zip"`, `"archive/tar"`, `"encoding/gob"`, `"plugin"`, "excelize"} {
			if strings.Contains(string(source), library) {
				t.Errorf("%s imports %s: docs/security.md says that nothing does", file, library)
			}
		}
	}
}

// sources are the files of the program: no tests, and not the module bench.
func sources(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for file := range strings.Lines(string(out)) {
		if file = strings.TrimSpace(file); file == "" {
			continue
		}
		name, err := filepath.Rel(here, file)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	if len(files) < 100 {
		t.Fatalf("%d files", len(files))
	}
	return files
}

// floors are versions below which a hole is known (row 44).
var floors = map[string]string{
	"golang.org/x/net":                    "v0.23.0", // CVE-2023-45288, floods of CONTINUATION
	"golang.org/x/mod":                    "v0.40.0", // CVE-2026-56865, tiles that were not verified
	"golang.org/x/oauth2":                 "v0.27.0", // CVE-2025-22868, memory of a malformed token
	"github.com/go-jose/go-jose/v4":       "v4.0.5",  // CVE-2025-27144, memory of a malformed token
	"github.com/golang-jwt/jwt/v5":        "v5.2.2",  // CVE-2025-30204, memory of a header
	"github.com/gorilla/websocket":        "v1.4.1",  // CVE-2020-27813, length of a frame
	"github.com/xuri/excelize/v2":         "v2.11.0", // CVE-2026-54063
	"google.golang.org/grpc":              "v1.56.3", // CVE-2023-44487, rapid reset
	"google.golang.org/protobuf":          "v1.33.0", // CVE-2024-24786, endless loop
	"github.com/klauspost/compress":       "v1.15.0",
	"github.com/prometheus/client_golang": "v1.11.1", // CVE-2022-21698, methods without bound
}

// goFloor is the toolchain that go.mod asks for; holes of net/http and encoding/xml that
// concern this program were closed up to it (CVE-2026-56853, -56859).
const goFloor = "go1.26.8"

// Row 44: no dependency is older than where a hole in it was closed.
func TestDependencyFloors(t *testing.T) {
	out, err := exec.Command("go", "mod", "edit", "-json").Output() // with all that is indirect
	if err != nil {
		t.Fatal(err)
	}
	var module struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, m := range module.Require {
		floor, ok := floors[m.Path]
		if !ok {
			continue
		}
		seen++
		if older(m.Version, floor) {
			t.Errorf("%s %s is below %s", m.Path, m.Version, floor)
		}
	}
	if seen < 6 {
		t.Errorf("%d of %d modules found", seen, len(floors))
	}
	if version.Compare(runtime.Version(), goFloor) < 0 {
		t.Errorf("built with %s, below %s", runtime.Version(), goFloor)
	}
	if !older("v1.9.9", "v1.10.0") || older("v0.61.0", "v0.23.0") || older("v1.2.3", "v1.2.3") {
		t.Error("versions are not compared as numbers")
	}
}

// older compares versions of modules as those of Go are.
func older(a, b string) bool {
	return version.Compare("go"+strings.TrimPrefix(a, "v"), "go"+strings.TrimPrefix(b, "v")) < 0
}

// The image is built from the directory: no ledger, no token, and nothing that was fetched
// goes into it, and all of the source does.
func TestImagesHoldNoData(t *testing.T) {
	text, err := os.ReadFile(".dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	var patterns []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			patterns = append(patterns, line)
		}
	}
	for _, path := range []string{"data/admin.token", "data/store/000001.log", "ledger/tokens.json", "officer.token", ".deps/chdb/node_modules/x", "server/web/node_modules/vue/index.js", ".git/config"} {
		if !leftOut(patterns, path) {
			t.Errorf("the image takes %s", path)
		}
	}
	out, err := exec.Command("git", "ls-files", "*.go", "go.*", "*.vue", "*.ts", "server/web/package*.json").Output()
	if err != nil {
		t.Skip("no repository: ", err)
	}
	for path := range strings.FieldsSeq(string(out)) {
		if leftOut(patterns, path) {
			t.Errorf("the image lacks %s", path)
		}
	}
}

// leftOut reads .dockerignore as far as ours goes: a pattern leaves out what it names and
// all below, and **/ stands for any directory or none.
func leftOut(patterns []string, path string) bool {
	parts := strings.Split(path, "/")
	for end := 1; end <= len(parts); end++ {
		for _, pattern := range patterns {
			rest, anywhere := strings.CutPrefix(pattern, "**/")
			from := 0
			if anywhere {
				from = end - 1
			}
			if ok, err := filepath.Match(rest, strings.Join(parts[from:end], "/")); ok || err != nil {
				return true
			}
		}
	}
	return false
}
