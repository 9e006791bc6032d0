package server

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"

	"taizhang"
	"taizhang/domain"
	"taizhang/domain/accesstest"
)

// A batch names one parcel; one whose fact registers another is refused as a whole.
func TestBatchOfMixedStreams(t *testing.T) {
	c := newOracleCity(t)
	before := c.head()
	body := fmt.Appendf(nil, `{"facts":[%s,%s]}`, encode(t, checked("2025-01-02", 1)), encode(t, registration(990)))
	x := c.do("POST", "/api/v1/parcels/"+c.lands[0].id.String()+"/batch", body, "Idempotency-Key: mixed", "Authorization: Bearer "+c.askers[0].token)
	if x.status < 400 || x.status >= 500 || c.head() != before {
		t.Errorf("a batch of two parcels: %d %s", x.status, x.body)
	}
}

// The parcel moves to another district while what its old district records is on its
// way: it is decided again on what was written, and there is no such parcel any more.
func TestMoveWhileAnAppendIsUnderWay(t *testing.T) {
	for range 20 {
		r := demoRig(t)
		id, _ := r.operating(1)
		other, err := taizhang.Open(t.Context(), r.store, domain.Demo) // another process: its own memory of the parcel
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.Record(t.Context(), id, "warm", surveyor, checked("2025-01-02", 1)); err != nil {
			t.Fatal(err)
		}
		leave := domain.Fact{OccurredOn: "2025-01-03", Event: domain.ParcelAttributesRevised{Reason: "DIVISION_CHANGE", District: away}}
		done := make(chan error, 1)
		go func() {
			_, err := other.Record(t.Context(), id, "mine", surveyor, checked("2025-01-02", 2))
			done <- err
		}()
		if _, err := r.ledger.Record(t.Context(), id, "away", second, leave); err != nil {
			t.Fatal(err)
		}
		mine := <-done
		h, err := r.ledger.Load(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		names := make([]string, 0, 8)
		for _, e := range h.Entries() {
			names = append(names, domain.EventName(e.Fact.Event))
		}
		last := slices.Index(names, "ParcelAttributesRevised") == len(names)-1
		if !last || mine == nil && len(names) != 6 || mine != nil && (len(names) != 5 || !errors.Is(mine, taizhang.ErrNoParcel)) {
			t.Errorf("%v: %v", names, mine)
		}
		// that the other process remembers the parcel as it was is found out by the append
		if _, err := other.Record(t.Context(), id, "late", surveyor, checked("2025-01-02", 3)); !errors.Is(err, taizhang.ErrNoParcel) {
			t.Errorf("after the move: %v", err)
		}
		r.stop()
	}
}

// Of every book: who enters what, at which level and in which scope.
func TestOracleBooks(t *testing.T) {
	c, rules := newOracleCity(t), accesstest.New()
	kinds := make(map[string]string)
	for _, typ := range domain.BookCatalogue() {
		kinds[typ.Name] = map[domain.Code]string{domain.PolicyBook: "policies", domain.ProgrammeBook: "programmes"}[typ.Book]
	}
	asked, wrong := 0, 0
	for _, s := range c.samples {
		kind := kinds[s.Type]
		if kind == "" {
			continue
		}
		for _, scope := range []domain.Scope{{}, {District: home}, {District: away}, {District: home, Park: homePark}, {District: home, Park: otherPark}, {District: away, Park: homePark}} {
			for _, who := range c.askers {
				want := rules.Record(who.Officer, s.Fact, &accesstest.Land{District: string(scope.District), Park: scope.Park})
				got, _ := c.ask(who.token, "/api/v1/"+kind+"/"+scope.String()+"/events", s.JSON(oracleDay))
				if asked++; got != want {
					wrong++
					t.Errorf("%s %s, %s in %s: %q, the rules say %q", who.Department, who.Level, s.Type, scope, got, want)
				}
			}
		}
	}
	t.Logf("books: %d cells, %d mismatches", asked, wrong)
}

// Every role, view, level and act; and the roles that record nothing.
func TestOracleRoles(t *testing.T) {
	asked := 0
	for _, role := range []domain.Code{"OFFICER", "AUDITOR", "ANALYST", "WALL", "SERVICE", "ADMINISTRATOR", "NOBODY"} {
		for _, view := range []domain.View{"PUBLIC", "INTERNAL", "RESTRICTED", "AUDITOR", "OTHER"} {
			for _, level := range []domain.Code{"CITY", "DISTRICT", "PARK"} {
				for _, act := range []domain.Act{"RECORD", "ENTER", "READ", "EXPORT", "ANALYSE", "QUERY", "VERIFY", "INSPECT", "ADMINISTER", "FLY"} {
					who := domain.Principal{ID: "x", Role: role, View: view, Level: level, District: home, Park: homePark}
					got, _ := domain.Admit(who, act, domain.Scope{}, today())
					if asked++; got != accesstest.Admits(string(role), string(view), string(level), string(act)) {
						t.Errorf("%s %s %s %s: %t", role, view, level, act, got)
					}
					if slices.Contains(who.Acts(today()), act) != got {
						t.Errorf("%s %s %s %s is shown otherwise than it is decided", role, view, level, act)
					}
				}
			}
		}
	}
	t.Logf("roles: %d cells", asked)
}

// What /me/competence says of each event is what happens: what he records always is
// never denied, what he does not is denied by the rule that is told.
func TestRemitsAgreeWithTheOracle(t *testing.T) {
	c, rules := newOracleCity(t), accesstest.New()
	asked := 0
	for _, who := range c.askers {
		x := c.get("/api/v1/me/competence", "Authorization: Bearer "+who.token)
		var told competenceView
		if err := json.Unmarshal(bytes.Clone(x.body), &told); err != nil || x.status != http.StatusOK {
			t.Fatalf("%d %s", x.status, x.body)
		}
		remits := make(map[string]domain.Remit)
		for _, r := range told.Events {
			remits[r.Event] = r
		}
		for q := range c.cells {
			if q.asker != who || q.land.relation != "own" || q.Type == "EventCorrected" || q.Type == "EventAnnulled" || q.Type == "ObjectionResolved" {
				continue
			}
			want, r := rules.Ask(who.Officer, q.Fact, &q.land.Land), remits[q.Type]
			always, never := r.Records && len(r.Cases) == 0, !r.Records
			if asked++; always && want != "" || never && (want == "" || r.Denied.Rule != want) || !always && !never && want != "" && want != "competence.case" {
				t.Errorf("%s: told %+v, the rules say %q", q, r, want)
			}
		}
	}
	t.Logf("remits: %d cells", asked)
}
