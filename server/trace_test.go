package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/domain"
	"taizhang/eventstore/embedded"
	"taizhang/eventstore/memory"
	"taizhang/server/accesslog"
)

// traced is what the access log holds once everything is written, oldest first. The log
// is closed: what is asked afterwards is not written.
func (r *rig) traced() []accesslog.Line {
	r.t.Helper()
	if err := r.access.Close(); err != nil {
		r.t.Fatal(err)
	}
	page, err := r.access.List(context.Background(), accesslog.Filter{}, "", 500)
	if err != nil || page.Next != "" {
		r.t.Fatal(page.Next, err)
	}
	slices.Reverse(page.Items)
	return page.Items
}

// Every route says how it is written down. What gives land, figures or books away by
// rows is written before the answer for who sees restricted fields.
func TestEveryRouteIsTraced(t *testing.T) {
	quiet := []string{"GET /api/v1/ledger", "GET /api/v1/demo/officers", "GET /api/v1/openapi.json", "GET /api/v1/asyncapi.json", "GET " + oidcLogin}
	for _, route := range append(demoRig(t).server.routes, feedRoute) {
		name := route.pattern()
		switch {
		case route.trace == traceUndeclared:
			t.Errorf("%s says nothing of its trace", name)
		case (route.trace == traceNothing) != slices.Contains(quiet, name):
			t.Errorf("%s: trace %d", name, route.trace)
		case !route.open && !route.common && route.method == http.MethodGet && route.trace < traceSight:
			t.Errorf("%s speaks of land and is not written down before the answer", name)
		case (route.act == domain.ActExport || route.act == domain.ActQuery) && route.trace != traceExport:
			t.Errorf("%s is an export and is not written down as one", name)
		case (route.act == domain.ActInspect || route.act == domain.ActAdminister || route.act == domain.ActVerify) && route.trace < traceAlways:
			t.Errorf("%s is an administrator's or auditor's and is not always written down", name)
		}
	}
}

// What is asked is written down: who, what, of which parcel, how many rows, and by which
// rule it was denied. What is an event is not written twice, unless it was only decided.
func TestTraced(t *testing.T) {
	r := demoRig(t)
	id, path := r.operating(1)
	analyst := domain.Principal{ID: "yan", Name: "研", Role: domain.RoleAnalyst, View: domain.ViewPublic, Level: "CITY"}
	r.get(path + "?min=" + string(r.head()))
	r.get("/api/v1/parcels?district=120116&q=GB&limit=5")
	r.get(path + "/history.jsonl")
	r.get(path+"/history.jsonl", "Authorization: ")
	r.do("POST", "/api/v1/query", []byte(`{"sql":"SELECT 1"}`), r.bearing(analyst))
	r.get("/api/v1/parcels/120116001001GB09999")
	r.get("/api/v1/access?outcome=DENIED&principal=yan")
	r.do("POST", path+"/events?dryRun=true", encode(t, checked("2025-01-02", 7)), "Idempotency-Key: dry")
	var got []string
	for _, e := range r.traced() {
		if e.Route == "GET /api/v1/parcels/{ref}" && e.Outcome == accesslog.Served && e.Times > 0 {
			t.Errorf("a restricted read was gathered with others: %+v", e)
		}
		text := fmt.Sprint(e.Principal, " ", e.Act, " ", e.Route, " ", e.Parcel, " ", e.Subject, " ", e.Restricted, " ", e.Rows, " ", e.Outcome, " ", e.Rule)
		got = append(got, strings.NewReplacer(id.String(), "ID", "/api/v1/", "").Replace(text))
	}
	for _, want := range []string{
		"reader READ GET parcels/{ref} ID  true 0 SERVED ",
		"reader READ GET parcels  district=120116 limit=5 q=GB true 0 SERVED ",
		"reader EXPORT GET parcels/{ref}/history.jsonl ID  true 3 SERVED ",
		" EXPORT GET parcels/{ref}/history.jsonl ID  false 0 DENIED unauthorized",
		"yan QUERY POST query   false 0 DENIED access.",
		"reader READ GET parcels/{ref} 120116001001GB09999  true 0 FAILED no_parcel",
		"reader INSPECT GET access  outcome=DENIED principal=yan false 0 SERVED ",
		"o-IIT RECORD POST parcels/{ref}/events ID dryRun=true false 0 SERVED ",
	} {
		if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, want) }) {
			t.Errorf("not written: %q", want)
		}
	}
	if n := strings.Count(strings.Join(got, "\n"), "RECORD POST"); n != 1 {
		t.Errorf("%d recordings are written, want the one that was only decided", n)
	}
	if t.Failed() {
		t.Log(strings.Join(got, "\n"))
	}
}

// A diskRig writes its access log on a disk that can be filled, into a store that can be
// taken away.
func diskRig(t *testing.T) (r *rig, fill func(bool), store *embedded.Store) {
	t.Helper()
	const reserve = 64 << 10 // so small that the store asks the disk at every append
	disk := vfs.NewMem()
	fill = func(full bool) {
		free := uint64(1 << 30)
		if full {
			free = reserve - 1
		}
		disk.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: free, TotalBytes: 1 << 40})
	}
	fill(false)
	store, err := embedded.Open("access", embedded.Options{FS: disk, ReserveBytes: reserve})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	log := accesslog.New(store, nil)
	t.Cleanup(func() { log.Close() })
	return newRig(t, memory.New(), domain.Demo, func(c *Config) { c.Access = log }), fill, store
}

// Restricted answers, exports and what is always written are not given while the access
// log cannot be written; what shows nothing restricted is, and recording goes on. When
// there is space again all is as before.
func TestNothingRestrictedWithoutATrace(t *testing.T) {
	r, fill, store := diskRig(t)
	_, path := r.operating(1)
	public := r.bearing(domain.Principal{ID: "p", Name: "公", Role: domain.RoleAuditor, View: domain.ViewPublic, Level: "CITY"})
	closed := []string{path, "/api/v1/parcels", "/api/v1/overview", "/api/v1/parcels.geojson", "/api/v1/alarms", path + "/history", path + "/replay", path + "/history.csv", path + "/history.jsonl", "/api/v1/access", "/api/v1/authority"}
	answers := func(when string, want int, code string) {
		t.Helper()
		for _, route := range closed {
			x := r.get(route)
			if x.status != want || want != http.StatusOK && (errorOf(t, x).Code != code || bytes.Contains(x.body, []byte("GB00001"))) {
				t.Errorf("%s: %s answers %d %.200s", when, route, x.status, x.body)
			}
		}
		exports := http.StatusOK
		if want != http.StatusOK {
			exports = want
		}
		for route, want := range map[string]int{path: http.StatusOK, "/api/v1/parcels": http.StatusOK, path + "/history.jsonl": exports} {
			if x := r.get(route, public); x.status != want {
				t.Errorf("%s: %s in public view answers %d %.200s", when, route, x.status, x.body)
			}
		}
	}
	answers("at first", http.StatusOK, "")
	fill(true)
	r.get(path) // the entry after which the store asks
	answers("on a full disk", http.StatusInsufficientStorage, "full")
	as[recordedView](t, r.do("POST", path+"/events", encode(t, checked("2025-01-02", 1)), "Idempotency-Key: c1"), http.StatusCreated)
	fill(false)
	answers("when there is space", http.StatusOK, "")
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	answers("without the store", http.StatusServiceUnavailable, "unavailable")
	if x := r.get(path, "Authorization: "); x.status != http.StatusUnauthorized {
		t.Errorf("a denial that cannot be written: %d", x.status)
	}
}
