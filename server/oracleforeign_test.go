package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"taizhang/domain"
)

// One fact that is not the caller's, at any place of a batch, refuses all of it, names
// the place and records nothing; so does the fact after one that moves the parcel away.
func TestBatchWithOneForeignFact(t *testing.T) {
	c := newOracleCity(t)
	land := c.lands[0]
	path := "/api/v1/parcels/" + land.id.String() + "/batch"
	who := domain.Officer{ID: "smuggler", Name: "丙", Department: "PNR", Level: "DISTRICT", District: home}
	token := c.tokens.IssueInMemory(officerOf(who))
	own, foreign := string(encode(t, checked("2025-01-02", 1))), `{"type":"ArchaeologyCleared","occurredOn":"2025-01-02","data":{"kind": "SURVEY", "reportNo": "示考〔2024〕1号"}}`
	leaving := string(encode(t, domain.Fact{OccurredOn: "2025-01-02", Event: domain.ParcelAttributesRevised{Reason: "DIVISION_CHANGE", District: away}}))
	before := c.head()
	for n := range 6 {
		for _, tt := range []struct {
			name, bad, rule string
			at              int
		}{{"another department's", foreign, "competence.department", n}, {"what follows a move away", leaving, "competence.scope", n + 1}} {
			facts := make([]string, 7)
			for i := range facts {
				facts[i] = strings.Replace(own, "核-1", fmt.Sprint("核-", i), 1)
			}
			facts[n] = tt.bad
			body := []byte(`{"facts":[` + strings.Join(facts, ",") + `]}`)
			x := c.do("POST", path, body, "Authorization: Bearer "+token, fmt.Sprint("Idempotency-Key: b-", n, "-", tt.at))
			said := errorOf(t, x)
			if x.status != http.StatusForbidden || said.Problems[0].Rule != tt.rule || !strings.HasPrefix(said.Problems[0].Path, fmt.Sprint("/facts/", tt.at)) {
				t.Errorf("%s at %d: %d %s", tt.name, n, x.status, x.body)
			}
		}
	}
	if c.head() != before {
		t.Error("something of a refused batch is recorded")
	}
}
