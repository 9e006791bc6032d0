package landchina

import "testing"

// A doubt about the source's record and a rule of the ledger may have one code; each is
// told in its own words, and a code without words as it is.
func TestReasonsAreSaidInWords(t *testing.T) {
	for reason, want := range map[string]string{
		"source.term.long": "年限超过 70 年，未采用", "term.long": "工业用地年限超过 50 年",
		"area.zero": "面积为零", "competence.scope": ledgerWords()["competence.scope"].ZH, "no.such": "no.such",
	} {
		if got := Say(reason).ZH; got != want || got == "" {
			t.Errorf("%s: %s, want %s", reason, got, want)
		}
	}
}
