package server

import (
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"taizhang/domain"
)

// patternsOf walks a mux: every pattern that was ever registered with it.
func patternsOf(mux *http.ServeMux) []string {
	found := make(map[string]bool)
	take := func(list reflect.Value) {
		for i := range list.Len() {
			found[list.Index(i).Elem().FieldByName("str").String()] = true
		}
	}
	index := reflect.ValueOf(mux).Elem().FieldByName("index")
	take(index.FieldByName("multis"))
	for each := index.FieldByName("segments").MapRange(); each.Next(); {
		take(each.Value())
	}
	return slices.Sorted(maps.Keys(found))
}

// What deserves a reason: a route that is not named in the list it belongs to fails.
var (
	// withoutToken answer without a token.
	withoutToken = map[string]string{
		"GET /api/v1/ledger":        "whether this ledger is a demo, and how to sign in, is said before anybody signs in",
		"GET /api/v1/demo/officers": "tokens of a demo ledger, on loopback alone; elsewhere 404",
		"GET /api/v1/openapi.json":  "describes the program, not what it holds",
		"GET /api/v1/asyncapi.json": "as the OpenAPI document",
		"POST /api/v1/session":      "takes a token and answers 401 without a good one",
		"DELETE /api/v1/session":    "signing out always works",
		"GET /api/v1/oidc/login":    "leads to the identity provider",
		"GET /api/v1/oidc/callback": "comes back from it, and is checked by its signature",
		"GET /healthz":              "whether the process and its store live: nothing that they hold",
	}
	// commonRoutes are not veiled: they speak of no parcel, or are made for the caller's
	// view and reach by who answers.
	commonRoutes = map[string]string{
		"GET /api/v1/me": "himself", "GET /api/v1/session": "himself", "GET /api/v1/me/competence": "himself, on a parcel that he sees",
		"GET /api/v1/catalogue": "the kinds of events", "GET /api/v1/metrics": "the definitions",
		"GET /api/v1/policies/{scope}": "rule 5: a book for all who read", "GET /api/v1/programmes/{scope}": "rule 5",
		"GET /api/v1/authority": "rule 5: INSPECT", "POST /api/v1/authority/events": "rule 5: ADMINISTER",
		"GET /api/v1/access": "INSPECT", "GET /api/v1/tokens": "his own, or ADMINISTER", "POST /api/v1/tokens": "ADMINISTER", "POST /api/v1/tokens/{id}/revoke": "his own, or ADMINISTER",
		"GET /api/v1/analytics/efficiency": "aggregates within the reach, by rule 3", "GET /api/v1/analytics/efficiency.csv": "as JSON",
		"GET /api/v1/metrics/{code}": "aggregates within the reach, by rule 3", "GET /api/v1/metrics/{code}/values.csv": "as JSON",
		"GET /metrics":       "counts by route and status: no parcel, no person",
		"POST /api/v1/query": "rule 3: the city, restricted view", "POST /api/v1/verify": "counts of the whole, the city alone", "GET /api/v1/backup": "this machine's own commands",
	}
	// anybodysRoutes ask for authority of any role.
	anybodysRoutes = map[string]string{
		"GET /api/v1/me": "himself", "GET /api/v1/session": "himself", "GET /api/v1/me/competence": "himself",
		"GET /api/v1/catalogue": "the kinds of events", "GET /api/v1/tokens": "his own", "POST /api/v1/tokens/{id}/revoke": "his own",
	}
	// slowRoutes have no deadline for their answer.
	slowRoutes = map[string]string{"POST /api/v1/verify": "reads the whole store; one at a time", "GET /api/v1/backup": "sends the whole store"}
	// tracelessRoutes ask who it is and do not write it down; refusals they do.
	tracelessRoutes = map[string]string{"GET /metrics": "a machine asks every few seconds, and is told of no parcel and no person"}
	// noRoutes are patterns of the mux that take what no route does.
	noRoutes = map[string]string{
		"/api/": "what no route takes: 404 and 405",
		"/":     "the files of the web application, which hold nothing of the ledger",
	}
)

var allActs = []domain.Act{anyAct, domain.ActRecord, domain.ActEnter, domain.ActRead, domain.ActExport, domain.ActAnalyse, domain.ActQuery, domain.ActVerify, domain.ActInspect, domain.ActAdminister}

// faultsOf are what the declaration of a route lacks: act, sight, trace or limits.
func faultsOf(r route) (faults []string) {
	fault := func(is bool, what string) {
		if is {
			faults = append(faults, r.pattern()+": "+what)
		}
	}
	fault(r.open == slices.Contains(allActs, r.act), "declares no act, or one although it is open")
	fault(r.open != (withoutToken[r.pattern()] != ""), "open, and nobody said why")
	fault((r.act == anyAct) != (anybodysRoutes[r.pattern()] != ""), "for any role, and nobody said why")
	fault(r.common != (commonRoutes[r.pattern()] != ""), "not veiled, and nobody said why")
	fault(r.slow != (slowRoutes[r.pattern()] != ""), "without a deadline, and nobody said why")
	fault(r.trace == traceUndeclared, "declares no trace")
	fault((r.trace == traceNothing && !r.open) != (tracelessRoutes[r.pattern()] != ""), "leaves no trace of who asked, and nobody said why")
	fault(r.trace < traceSight && !r.common && !r.open && r.trace != traceEvent, "shows restricted fields without a trace of it")
	fault(r.method == http.MethodGet && r.body != "", "takes a body that it does not read")
	return faults
}

// Every pattern of the mux is a row of the table or declared beside it, with act, sight,
// trace and limits; what is peculiar stands in a list with its reason.
func TestEveryRouteIsDeclared(t *testing.T) {
	r := demoRig(t)
	want := slices.Collect(maps.Keys(noRoutes))
	for _, route := range append(r.server.routes, besideRoutes...) {
		want = append(want, route.pattern())
		for _, fault := range faultsOf(route) {
			t.Error(fault)
		}
	}
	slices.Sort(want)
	if got := patternsOf(r.server.mux()); !slices.Equal(got, want) {
		t.Errorf("the mux has %q,\ndeclared are %q", got, want)
	}
	for _, list := range []map[string]string{withoutToken, commonRoutes, anybodysRoutes, slowRoutes, tracelessRoutes, lightRoutes} {
		for pattern := range list {
			if !slices.Contains(want, pattern) {
				t.Errorf("%s is in a list and is no route", pattern)
			}
		}
	}
	t.Logf("%d patterns, %d of them open", len(want), len(withoutToken))
}

// What is not declared is found, in the table and beside it.
func TestUndeclaredRoutesAreFound(t *testing.T) {
	for _, bad := range []route{
		{method: "GET", path: "/api/v1/x"},
		{method: "GET", path: "/api/v1/x", act: domain.ActRead},
		{method: "GET", path: "/api/v1/x", open: true, trace: traceNote},
		{method: "GET", path: "/api/v1/x", act: domain.ActRead, trace: traceNote},
		{method: "GET", path: "/api/v1/x", act: domain.ActRead, trace: traceSight, common: true},
		{method: "GET", path: "/api/v1/x", act: anyAct, trace: traceSight},
		{method: "GET", path: "/api/v1/x", act: domain.ActRead, trace: traceSight, slow: true},
		{method: "GET", path: "/api/v1/ledger", open: true, act: domain.ActRead, trace: traceNothing},
		{method: "GET", path: "/metrics", trace: traceNothing, common: true},
		{method: "GET", path: "/metrics", act: domain.ActAnalyse, trace: traceNothing},
		{method: "GET", path: "/api/v1/feed", act: domain.ActRead, trace: traceNote},
		{method: "GET", path: "/api/v1/feed", open: true, act: domain.ActRead, trace: traceSight},
	} {
		if len(faultsOf(bad)) == 0 {
			t.Errorf("%+v passes", bad)
		}
	}
	mux := demoRig(t).server.mux()
	mux.HandleFunc("GET /debug/{what}", http.NotFound)
	if !slices.Contains(patternsOf(mux), "GET /debug/{what}") {
		t.Error("the walk of the mux misses a route")
	}
}

// Who bears no good token is answered 401 by every route that is not open, before it says
// anything else; who has no authority is answered 403.
func TestNoRouteWithoutAGoodToken(t *testing.T) {
	tokens := openTokens(t, filepath.Join(t.TempDir(), "tokens.json"))
	r := demoRig(t, func(c *Config) { c.Tokens = tokens })
	r.tokens, r.officers = tokens, make(map[domain.Code]string)
	r.token = tokens.IssueInMemory(reader)
	bearers, forbidden := r.badBearers()
	asked := 0
	for _, route := range r.server.routes {
		path := strings.NewReplacer("{ref}", "6f0c1a52-6d0e-5f0b-9a3e-3a1f5f2c7b10", "{code}", "M01", "{scope}", "city", "{id}", "x").Replace(route.path)
		for name, header := range bearers {
			x := r.do(route.method, path, nil, header)
			if asked++; (x.status == http.StatusUnauthorized) == route.open && route.method+path != "POST/api/v1/session" {
				t.Errorf("%s with %s token: %d", route.pattern(), name, x.status)
			}
			if x.status == http.StatusUnauthorized && x.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: 401 without WWW-Authenticate", route.pattern())
			}
		}
		for name, header := range forbidden {
			x := r.do(route.method, path, nil, header)
			lasts := name == "an ended" && route.act == anyAct // shows him himself
			if asked++; !route.open && !lasts && x.status != http.StatusForbidden {
				t.Errorf("%s with %s authority: %d %s", route.pattern(), name, x.status, x.body)
			}
		}
	}
	t.Logf("%d requests", asked)
}

// badBearers are what requests bear that give no right: no good token (401), and good ones
// whose subject has no authority (403).
func (r *rig) badBearers() (bearers, forbidden map[string]string) {
	r.t.Helper()
	issue := func(subject string) (string, TokenInfo) {
		token, info, err := r.tokens.Issue(subject, "")
		if err != nil {
			r.t.Fatal(err)
		}
		return token, info
	}
	r.grant("revoked", wallOf("120116"))
	withdrawn := r.grant("withdrawn", wallOf("120116"))
	r.enter("withdraw", chief, domain.AuthorityWithdrawn{Grant: withdrawn, Reason: "停用"})
	past := reader
	past.Until = today().AddDays(-1)
	gone, _ := issue("withdrawn")
	stranger, _ := issue("stranger")
	revoked, info := issue("revoked")
	if err := r.tokens.Revoke(info.ID); err != nil {
		r.t.Fatal(err)
	}
	const header = "Authorization: "
	bearers = map[string]string{
		"no": header, "an empty": header + "Bearer", "a wrong": header + "Bearer tz_x", "another's": header + "Bearer " + r.token + "x", "a revoked": header + "Bearer " + revoked,
		"a Basic": header + "Basic " + r.token, "a bare": header + r.token,
	}
	return bearers, map[string]string{"an ended": header + "Bearer " + r.tokens.IssueInMemory(past), "withdrawn": header + "Bearer " + gone, "no": header + "Bearer " + stranger}
}

// A token in the address opens nothing, and with a good one in the header it is refused.
func TestNoTokenInTheAddress(t *testing.T) {
	r := demoRig(t)
	id, _ := r.operating(1)
	for _, name := range []string{"token", "access_token", "authorization", "ticket"} {
		for _, route := range r.server.routes {
			path := strings.NewReplacer("{ref}", id.String(), "{code}", "M01", "{scope}", "city", "{id}", "x").Replace(route.path) + fmt.Sprintf("?%s=%s", name, r.token)
			if x := r.do(route.method, path, nil, "Authorization: "); !route.open && x.status != http.StatusUnauthorized {
				t.Errorf("%s: %d", path, x.status)
			}
			x := r.do(route.method, path, nil, "Authorization: Bearer "+r.token)
			if !strings.HasPrefix(route.path, "/api/v1/oidc") && x.status != http.StatusBadRequest && x.status != http.StatusForbidden {
				t.Errorf("%s with a good header: %d %s", route.pattern(), x.status, x.body)
			}
			if strings.Contains(string(x.body)+fmt.Sprint(x.header), r.token) {
				t.Errorf("%s tells the token", route.pattern())
			}
		}
		if x := r.get("/api/v1/feed?"+name+"="+r.token, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: "+feedProtocol); x.status != http.StatusBadRequest {
			t.Errorf("the feed: %d", x.status)
		}
	}
}
