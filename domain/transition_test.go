package domain

import (
	"slices"
	"testing"
)

// A row names each stage once, and a stage of the table at that.
func TestRowsNameStagesOnce(t *testing.T) {
	for _, row := range Transitions() {
		for i, s := range row.From {
			if slices.Contains(row.From[:i], s) || s != StageNone && !slices.Contains(Stages, s) {
				t.Errorf("%s %s: from %v", row.Event, row.When, row.From)
			}
		}
	}
}
