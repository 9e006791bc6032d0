package server

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"taizhang/domain"
)

// plantTax puts the canary wherever firm-level tax stands: in figures, in values of a
// metric of tax, and in texts that speak of tax.
func plantTax(fact map[string]any) {
	if data, ok := fact["data"].(map[string]any); ok {
		plantIn(data)
	}
	if fact["type"] != "OperationReported" {
		return
	}
	fact["findings"] = []any{
		map[string]any{"rule": "report.share", "path": "/data/taxPaid", "detail": canary},
		map[string]any{"rule": "report.share", "path": "/data/share", "detail": "税收 " + canary},
	}
	fact["overrides"] = []any{map[string]any{"rule": "report.share", "path": "/data/taxPaid", "reason": canary}}
}

func plantIn(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			plantIn(x)
		}
	case map[string]any:
		ofTax := taxes(v["metric"])
		for name, x := range v {
			_, figure := x.(float64)
			_, text := x.(string)
			switch {
			case slices.Contains(restrictedNames, name) && figure:
				v[name] = float64(987654321987)
			case slices.Contains(restrictedNames, name) && text,
				ofTax && text && slices.Contains([]string{"target", "actual", "value", "points"}, name):
				v[name] = canary
			case name == "note" && text:
				v[name] = "年税收 " + canary + " 分"
			default:
				plantIn(x)
			}
		}
	}
}

// A catch is everything that a principal was told.
type catch struct{ bytes.Buffer }

func (c *catch) take(x exchange) {
	x.header.Write(c)
	c.Write(x.body)
}

// collect asks a principal's every read route, of every parcel, and some that fail.
func (c *sightCity) collect(who domain.Principal) *catch {
	token, all := c.tokens.IssueInMemory(who), new(catch)
	c.handed = append(c.handed, token)
	w := c.witness(c.t, who)
	w.feed(token, "", &all.Buffer, nil)
	c.withoutRight(who, token)
	for _, r := range c.server.routes {
		if r.method != "GET" {
			continue
		}
		for _, path := range c.addresses(r.path) {
			all.take(c.ask(token, r.method, path, nil))
		}
		all.take(c.ask(token, r.method, c.addresses(r.path)[0]+"?grade=X", nil))
	}
	asks := who
	asks.Role, asks.Department = domain.RoleOfficer, "TAX"
	officer := c.tokens.IssueInMemory(asks)
	c.handed = append(c.handed, officer)
	for _, id := range c.parcelsAsked() {
		for _, body := range c.probes(id) {
			all.take(c.ask(officer, "POST", "/api/v1/parcels/"+id.String()+"/events?dryRun=true", body))
		}
	}
	return all
}

// parcelsAsked are the parcels that are asked for: six in the short form.
func (c *sightCity) parcelsAsked() []domain.ParcelID {
	ids := slices.SortedFunc(maps.Keys(c.refs), func(a, b domain.ParcelID) int { return bytes.Compare(a[:], b[:]) })
	if os.Getenv("TAIZHANG_FAULTS") == "" {
		ids = ids[:6]
	}
	return ids
}

// withoutRight: the list of who read what is for those who inspect the whole city; to
// anybody else it says that it is not, and nothing of what is in it.
func (c *sightCity) withoutRight(who domain.Principal, token string) {
	c.t.Helper()
	x := c.ask(token, "GET", "/api/v1/access", nil)
	if may := who.Level == "CITY"; may != (x.status == http.StatusOK) || !may && bytes.Contains(x.body, []byte("人")) {
		c.t.Errorf("%s lists who read: %d %.200s", who.ID, x.status, x.body)
	}
}

func (c *sightCity) addresses(path string) []string {
	if !strings.Contains(path, "{") {
		return []string{path}
	}
	var list []string
	for _, id := range c.parcelsAsked() {
		list = append(list, strings.NewReplacer("{ref}", id.String(), "{scope}", "city", "{code}", "M01").Replace(path))
		if !strings.Contains(path, "{ref}") {
			break
		}
	}
	return list
}

// probes ask the write path for values: corrections with a wrong old value.
func (c *sightCity) probes(id domain.ParcelID) (bodies [][]byte) {
	h, err := c.ledger.Load(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range h.Entries() {
		paths := map[string]string{"OperationReported": "/data/taxPaid", "CapacityAccepted": "/data/measured", "EfficiencyRated": "/data/scores", "BreachFound": "/data/actual"}
		if path := paths[domain.EventName(e.Fact.Event)]; path != "" {
			bodies = append(bodies, encode(c.t, domain.Fact{OccurredOn: today(), Event: domain.EventCorrected{Target: e.ID, Reason: "ENTRY_ERROR", Diffs: []domain.Diff{{Path: path, Old: domain.JSON(`1`), New: domain.JSON(`2`)}}}}))
		}
	}
	return bodies
}

// foreign are the words that only parcels beyond the place have: identities, codes,
// holders.
func (c *sightCity) foreign(w *witness) (words []string) {
	own := map[string]bool{"": true}
	holder := func(id domain.ParcelID) string { p, _, _ := c.model.Parcel(id); return p.Holder().Name }
	for id := range c.refs {
		own[holder(id)] = own[holder(id)] || w.covers(id)
	}
	for id, refs := range c.refs {
		if !w.covers(id) {
			words = append(words, refs...)
			if name := holder(id); !own[name] {
				words = append(words, name)
			}
		}
	}
	return words
}

// Planted values of restricted fields, and parcels beyond the place, appear in no byte
// that a principal is sent, nor in the log; who sees them all is the control.
func TestCanariesStayInAcceptance(t *testing.T) {
	c := newSightCity(t, seedOf(t), plantTax)
	control := 0
	for _, who := range c.principals(rand.New(rand.NewPCG(c.seed, 3))) {
		if who.Level == "PARK" && who.View == domain.ViewRestricted && os.Getenv("TAIZHANG_FAULTS") == "" {
			continue // sees what the auditor of a park sees, who is asked
		}
		all := c.collect(who)
		w := c.witness(t, who)
		told := strings.Contains(all.String(), canary)
		if told && !who.View.Shows(domain.ViewRestricted) {
			at := strings.Index(all.String(), canary)
			t.Errorf("%s was told of tax: …%s…", who.ID, all.Bytes()[max(0, at-400):at+20])
		}
		if told {
			control++
		}
		if named := strings.Contains(all.String(), officerCanary); named != (who.View != domain.ViewPublic && who.ID != "none") {
			at := max(0, strings.Index(all.String(), officerCanary))
			t.Errorf("%s was told of an officer's name: %v …%s…", who.ID, named, all.Bytes()[max(0, at-300):at+20])
		}
		for _, token := range c.handed {
			if strings.Contains(all.String(), token) || strings.Contains(c.logged.String(), token) {
				t.Errorf("%s was told a token, or the log was", who.ID)
			}
		}
		for _, word := range c.foreign(w) {
			if at := strings.Index(all.String(), word); at >= 0 {
				t.Errorf("%s of %s was told of %s: …%s…", who.ID, who.Place(), word, all.Bytes()[max(0, at-200):at+20])
				break
			}
		}
		t.Logf("%s of %s: %d bytes, %d foreign words", who.ID, who.Place(), all.Len(), len(c.foreign(w)))
	}
	if control < 2 {
		t.Errorf("%d principals who may see tax were told of it: nothing was planted", control)
	}
	if strings.Contains(c.logged.String(), canary) {
		t.Error("the log tells of tax")
	}
}

// With a city's reach the words of elsewhere are found: the search can see.
func TestForeignWordsAreFound(t *testing.T) {
	c := newSightCity(t, seedOf(t), nil)
	var at domain.Scope
	for _, land := range c.land {
		at = land
	}
	narrow := domain.Principal{ID: "n", Name: "某", Role: domain.RoleAuditor, View: domain.ViewInternal, Level: "DISTRICT", District: at.District}
	wide := narrow
	wide.Level = "CITY"
	text, missed := c.collect(wide).String(), 0
	words := c.foreign(c.witness(t, narrow))
	for _, word := range words {
		if !strings.Contains(text, word) {
			missed++
		}
	}
	if len(words) == 0 || missed > len(words)/10 { // codes of before are in no list
		t.Errorf("%d of %d words were not found where they are", missed, len(words))
	}
}
