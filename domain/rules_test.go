package domain

import "testing"

// Every rule of the table has been seen at work in some test of this package.
// Tests run in the order of their files; this one comes late by its name.
func TestEveryRuleIsShown(t *testing.T) {
	if testing.Short() || len(fired) < 20 {
		t.Skip("needs the whole package's tests")
	}
	for _, r := range Rules() {
		if !fired[r.Code] {
			t.Errorf("no test shows %s (%s)", r.Code, r.ZH)
		}
	}
}
