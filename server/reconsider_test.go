package server

import (
	"net/http"
	"net/url"
	"testing"

	"taizhang"
	"taizhang/domain"
)

// termed registers parcel n with a term and returns its path.
func (r *rig) termed(n, years int) string {
	r.t.Helper()
	fact := registration(n)
	land := fact.Event.(domain.ParcelRegistered)
	land.TermYears = years
	fact.Event = land
	got := as[recordedView](r.t, r.do("POST", "/api/v1/parcels", encode(r.t, fact), "Idempotency-Key: register"), http.StatusCreated)
	path := "/api/v1/parcels/" + got.Parcel.String()
	r.do("GET", path+"?min="+string(r.head()), nil)
	return path
}

// What was decided, by which version, and what values that nobody has set would have said;
// nothing is written by asking.
func TestReconsiderOverHTTP(t *testing.T) {
	r := demoRig(t)
	path := r.termed(1, 45) + "/reconsideration"
	head := r.head()
	same := as[taizhang.Reconsidered](t, r.get(path), http.StatusOK)
	if len(same.Decisions) != 1 || !same.Decisions[0].Faithful || len(same.Decisions[0].Changes) != 0 || same.Decisions[0].Version != domain.RulesVersion {
		t.Errorf("by the rules of today: %+v", same)
	}
	values := "?values=" + url.QueryEscape(`{"term.max_years":40}`)
	other := as[taizhang.Reconsidered](t, r.get(path+values+"&scope=120116"), http.StatusOK)
	if c := other.Decisions[0].Changes; len(c) != 1 || c[0].Rule != "term.long" || len(other.Decisions[0].Was.Rules) != 0 || len(other.Decisions[0].Would.Rules) != 1 {
		t.Errorf("by other values: %+v", other)
	}
	if r.head() != head {
		t.Error("asking wrote to the ledger")
	}
	public := reader
	public.Role, public.View = domain.RoleWall, domain.ViewPublic
	shown := as[taizhang.Reconsidered](t, r.get(path+values, "Authorization: Bearer "+r.tokens.IssueInMemory(public)), http.StatusOK)
	if d := shown.Decisions[0]; d.Type != "ParcelRegistered" || d.Was != nil || d.Changes != nil || d.Parameters != nil {
		t.Errorf("shown to the public: %+v", shown)
	}
	elsewhere := officerOf(surveyor)
	elsewhere.District = "120110"
	if x := r.get(path, "Authorization: Bearer "+r.tokens.IssueInMemory(elsewhere)); x.status != http.StatusNotFound {
		t.Errorf("from another district: %d %s", x.status, x.body)
	}
}

// Of a merge only who sees every parcel is told what the rules say: it may be of the others.
func TestReconsideredMergeIsWithheld(t *testing.T) {
	r := demoRig(t)
	lead, other := r.termed(1, 0), identity(t, registration(2))
	r.termed(2, 0)
	into := registration(3).Event.(domain.ParcelRegistered)
	into.RegisteredArea, into.Origin = 13_333_334, "MERGE"
	merge := domain.Fact{OccurredOn: "2024-06-01", Event: domain.ParcelMerged{
		Others: []domain.MergedParcel{{Parcel: other}}, Into: domain.Successor{Registration: into},
	}}
	as[recordedView](t, r.do("POST", lead+"/events", encode(t, merge), "Idempotency-Key: merge"), http.StatusCreated)
	for token, withheld := range map[string]bool{r.token: false, r.officer("PNR"): true} {
		got := as[taizhang.Reconsidered](t, r.get(lead+"/reconsideration", "Authorization: Bearer "+token), http.StatusOK)
		registered, merged := got.Decisions[0], got.Decisions[1]
		if registered.Withheld || registered.Was == nil || merged.Withheld != withheld || (merged.Was == nil) != withheld || !merged.Faithful {
			t.Errorf("withheld %t: %+v", withheld, got)
		}
	}
}

func TestReconsiderRefusesOverHTTP(t *testing.T) {
	r := demoRig(t)
	path := r.termed(1, 45) + "/reconsideration?"
	for query, rule := range map[string]string{
		"asOf=2024-02-30": "query.value", "scope=nowhere": "query.value", "scope=120110": "scope", "version=1999-01": "policy.version",
		"values=[]": "query.value", "values=" + url.QueryEscape(`{"term.none":1}`): "parameter.unknown", "values=" + url.QueryEscape(`{"term.max_years":"x"}`): "json.type",
	} {
		x := r.get(path + query)
		if x.status != http.StatusBadRequest || errorOf(t, x).Problems[0].Rule != rule {
			t.Errorf("%s: %d %s, want %s", query, x.status, x.body, rule)
		}
	}
}
