package taizhang_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestReliabilityIsShown keeps docs/reliability.md honest.
func TestReliabilityIsShown(t *testing.T) { matrixIsShown(t, "docs/reliability.md", 50, 4) }

var (
	matrixRow = regexp.MustCompile(`(?m)^\| (\d+) \| .+ \| ([^|]+) \| ([^|]+) \|$`)
	howFar    = regexp.MustCompile(`^(whole|in part|not)(: .{10,})?$`)
)

// matrixIsShown: each row of a page's matrix is there once and says how far it is shown,
// with the reason where that is not the whole; what is shown names tests, all of which
// exist; and the page counts them rightly.
func matrixIsShown(t *testing.T, name string, rows, notMax int) {
	t.Helper()
	page := pageOfTests(t, name)
	counts, seen := map[string]int{}, map[string]int{}
	for _, row := range matrixRow.FindAllStringSubmatch(page, -1) {
		seen[row[1]]++
		far := howFar.FindStringSubmatch(row[2])
		if far == nil || (far[1] == "whole") != (far[2] == "") {
			t.Errorf("row %s is shown %q: want whole, or in part or not with the reason", row[1], row[2])
			continue
		}
		counts[far[1]]++
		if (far[1] == "not") == testNamed.MatchString(row[3]) {
			t.Errorf("row %s is shown %q by %s", row[1], row[2], row[3])
		}
	}
	for n := 1; n <= rows; n++ {
		if seen[fmt.Sprint(n)] != 1 {
			t.Errorf("row %d is there %d times", n, seen[fmt.Sprint(n)])
		}
	}
	if len(seen) != rows || counts["not"] > notMax {
		t.Errorf("%d rows, of which %d are not shown: want %d and at most %d", len(seen), counts["not"], rows, notMax)
	}
	if said := fmt.Sprintf("Of %d rows %d are shown whole, %d in part and %d not.", rows, counts["whole"], counts["in part"], counts["not"]); !strings.Contains(page, said) {
		t.Errorf("%s does not say: %s", name, said)
	}
}
