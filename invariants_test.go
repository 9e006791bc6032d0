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
	page := pageOfTests(t, "docs/invariants.md")
	for n := 1; n <= 11; n++ {
		row := regexp.MustCompile(fmt.Sprintf(`(?m)^\| P%d \|.*$`, n)).FindString(page)
		if !testNamed.MatchString(row) {
			t.Errorf("P%d names no test", n)
		}
	}
}

// pageOfTests reads a document that names tests: at least one, and none that does not exist.
func pageOfTests(t *testing.T, name string) string {
	t.Helper()
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	exists, named := testsOfTheModule(t), testNamed.FindAllSubmatch(page, -1)
	if len(named) == 0 {
		t.Errorf("%s names no test", name)
	}
	for _, m := range named {
		if !exists[string(m[1])] {
			t.Errorf("%s names %s, which does not exist", name, m[1])
		}
	}
	return string(page)
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
