package domain

import (
	"strings"
	"testing"
)

// An objection is answered by the department that recorded what it is to; the matrix
// alone would let every department answer.
func TestWhoAnswersAnObjection(t *testing.T) {
	strict := lateTerms
	strict.Competence = true
	h := told(t, then(toSurveyed, objection(1, "2026-07-30"))...) // the clerk of the planning bureau surveyed
	for _, tt := range []struct {
		by   Officer
		rule string
	}{
		{officerOf("PNR", "DISTRICT", "120116"), ""}, {officerOf("PNR", "CITY"), ""},
		{officerOf("IIT", "CITY"), "competence.owner"}, {officerOf("DPG", "DISTRICT", "120116"), "competence.owner"},
		{officerOf("STA", "CITY"), "competence.statistics"}, {officerOf("PNR", "DISTRICT", "120110"), "competence.scope"},
	} {
		_, err := h.Decide(said(t, answered), tt.by, strict)
		if tt.rule != "" {
			wantOne[*Denied](t, err, "", tt.rule)
		} else if err != nil {
			t.Errorf("by %s: %v", tt.by.ID, err)
		}
	}
	if _, err := h.Decide(said(t, strings.Replace(answered, "YY-1", "YY-2", 1)), officerOf("IIT", "CITY"), strict); err == nil {
		t.Error("an answer to nothing is accepted")
	}
}
