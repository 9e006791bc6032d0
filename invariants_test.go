package taizhang_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testFunc  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	testNamed = regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
)

// TestInvariantsAreShown keeps docs/invariants.md honest: every promise P1 to P11
// has a row that names at least one test, and every test it names exists.
func TestInvariantsAreShown(t *testing.T) {
	exists := testsOfTheModule(t)
	page, err := os.ReadFile(filepath.Join("docs", "invariants.md"))
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 11; n++ {
		row := regexp.MustCompile(fmt.Sprintf(`(?m)^\| P%d \|.*$`, n)).FindString(string(page))
		named := testNamed.FindAllStringSubmatch(row, -1)
		if len(named) == 0 {
			t.Errorf("P%d names no test", n)
		}
		for _, m := range named {
			if !exists[m[1]] {
				t.Errorf("P%d names %s, which does not exist", n, m[1])
			}
		}
	}
}

// TestReliabilityIsShown: every test that docs/reliability.md names exists.
func TestReliabilityIsShown(t *testing.T) {
	exists := testsOfTheModule(t)
	page, err := os.ReadFile(filepath.Join("docs", "reliability.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range testNamed.FindAllStringSubmatch(string(page), -1) {
		if !exists[m[1]] {
			t.Errorf("docs/reliability.md names %s, which does not exist", m[1])
		}
	}
}

// testsOfTheModule is the name of every test.
func testsOfTheModule(t *testing.T) map[string]bool {
	t.Helper()
	exists := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllSubmatch(source, -1) {
			exists[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return exists
}
