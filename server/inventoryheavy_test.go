package server

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
	"taizhang/projections/analytics"
	"taizhang/server/accesslog"
)

// lightRoutes do what takes long and are not declared heavy.
var lightRoutes = map[string]string{
	"GET /api/v1/parcels/{ref}": "from memory; by the clocks from one parcel's stream, folded once",
	"GET /api/v1/ledger":        "the first record of the ledger's own stream, once in the life of the process",
}

// longWork is what a request may take long by, of what the parts are asked for.
var longWork = []string{"read a stream", "outlines", "all alarms", "analytics", "access log", "whole store"}

// longFaults are what is wrong with the declaration of a route that did some work.
func longFaults(r route, did []string) (faults []string) {
	long := slices.ContainsFunc(did, func(what string) bool { return slices.Contains(longWork, what) })
	switch light := lightRoutes[r.pattern()] != ""; {
	case long && !r.heavy && !light:
		faults = append(faults, r.pattern()+": takes long and is not heavy, and nobody said why")
	case long && r.heavy && light, light && !long:
		faults = append(faults, r.pattern()+": stands in the list of light routes for nothing")
	case r.heavy && !long:
		faults = append(faults, r.pattern()+": heavy, and nothing that takes long was seen")
	}
	return faults
}

type (
	workAnalytics struct{ *work }
	workTrace     struct {
		Trace
		*work
	}
)

var errNoFigures = errors.New("no figures here")

func (a workAnalytics) Position(context.Context) (eventstore.Position, error) { return "", nil }

func (a workAnalytics) Efficiency(context.Context, analytics.EfficiencyQuery) (analytics.Efficiency, error) {
	a.note("analytics")
	return analytics.Efficiency{}, errNoFigures
}

func (a workAnalytics) EfficiencyEvents(context.Context, analytics.EventsQuery) ([]analytics.SourceEvent, int, error) {
	a.note("analytics")
	return nil, 0, errNoFigures
}

func (a workAnalytics) Metric(context.Context, analytics.MetricQuery) (analytics.Metric, error) {
	a.note("analytics")
	return analytics.Metric{}, errNoFigures
}

func (a workAnalytics) Query(context.Context, string) (*analytics.Rows, error) {
	a.note("analytics")
	return nil, errNoFigures
}

func (l workTrace) List(ctx context.Context, f accesslog.Filter, cursor string, limit int) (accesslog.Page, error) {
	l.note("access log")
	return l.Trace.List(ctx, f, cursor, limit)
}

// workRig is a rig that writes down what the parts below the server are asked for.
func workRig(t *testing.T) (*rig, *work) {
	w := new(work)
	return newRig(t, memory.New(), domain.Demo, func(c *Config) {
		c.Log, c.Parcels, c.Ledger = workLog{c.Log, w}, workParcels{c.Parcels, w}, workRecorder{c.Ledger, w}
		c.Analytics, c.Access = workAnalytics{w}, workTrace{c.Access, w}
		c.Verify = func(context.Context) (Verification, error) { w.note("whole store"); return Verification{OK: true}, nil }
		c.Backup = func(context.Context, bool, io.Writer) error { w.note("whole store"); return nil }
	}), w
}

// probes are the queries that a route is asked with: what it cannot do without, and each
// of the others beside that.
func probesOf(r route, parcel domain.ParcelID) []string {
	value := map[string]string{
		"by": "district", "per": "year", "group": "120116", "period": "2025", "parcel": parcel.String(), "asOf": "2025-01-01",
		"knownAt": "2100-01-01T00:00:00Z", "district": "120116", "base": "used", "public": "true", "dryRun": "true",
	}
	base := "?"
	var others []string
	for name := range strings.FieldsSeq(r.query) {
		switch {
		case required[name]:
			base += name + "=" + value[name] + "&"
		case value[name] != "":
			others = append(others, name+"="+value[name])
		}
	}
	list := []string{base}
	for _, other := range others {
		list = append(list, base+other)
	}
	return list
}

// What takes long has few places: a route that reads the analytics, a whole history, the
// access log or the whole store is declared heavy, or its reason stands in a list.
func TestWhatTakesLongIsHeavy(t *testing.T) {
	r, w := workRig(t)
	id, _ := r.operating(1)
	r.get("/api/v1/parcels") // the first request finds out that the model has caught up
	bodies := map[string]string{"query": `{"sql":"SELECT 1"}`, "entry": string(encode(t, proposedDays("40"))), "fact": goodCheck}
	tokens := map[domain.Act]string{domain.ActAdminister: r.tokens.IssueInMemory(domain.Maintenance), domain.ActRecord: r.officer("IIT")}
	heavy := 0
	for _, route := range r.server.routes {
		did := make(map[string]bool)
		path := strings.NewReplacer("{ref}", id.String(), "{code}", "M01", "{scope}", "120116", "{id}", "x").Replace(route.path)
		for _, query := range probesOf(route, id) {
			w.did = nil
			var body []byte
			if text := bodies[route.body]; text != "" {
				body = []byte(text)
			}
			token := cmp.Or(tokens[route.act], r.token)
			if route.body == "entry" { // only who may propose is told what it would change
				token = r.officer("PNR")
			}
			r.do(route.method, path+query, body, "Idempotency-Key: probe", "Authorization: Bearer "+token)
			for _, what := range w.did {
				did[what] = true
			}
		}
		for _, fault := range longFaults(route, slices.Sorted(maps.Keys(did))) {
			t.Error(fault)
		}
		heavy += one(route.heavy)
	}
	t.Logf("%d of %d routes are heavy", heavy, len(r.server.routes))
}

// A wrong declaration is found.
func TestWrongWeightsAreFound(t *testing.T) {
	for _, bad := range []struct {
		route route
		did   []string
	}{
		{route{method: "GET", path: "/api/v1/x"}, []string{"resolve", "analytics"}},
		{route{method: "GET", path: "/api/v1/x"}, []string{"read a stream"}},
		{route{method: "GET", path: "/api/v1/x", heavy: true}, []string{"resolve"}},
	} {
		if len(longFaults(bad.route, bad.did)) != 1 {
			t.Errorf("%+v passes with %q", bad.route, bad.did)
		}
	}
}
