package server

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// splinters are what filters of an attacker are made of.
var splinters = []string{
	"'", "\"", "`", "\\", ")", "(", "--", "/*", "*/", ";", "#", "\x00", "\n", "%27", "＇", "{", "}", "{group:String}", "{sight}", "?", "@", "$1", ":", ",", " ",
	" OR 1=1", " UNION ALL SELECT secret FROM canary", "'; DROP TABLE canary", "(SELECT secret FROM canary)", "canary", "secret", "system.tables", "file('/etc/hostname')", "url('http://127.0.0.1:1/')",
	"district", "industry", "city", "year", "quarter", "operating", "120116", "2024", "2024Q1", "M01", "parcel", "enterprise", "tax", "0x31", "1e3", "-1", "9223372036854775808", "٢٠٢٤",
}

// filters are the parameters of the routes that end in queries, with values that pass.
var filters = map[string]map[string]string{
	"analytics/efficiency":        {"by": "district", "per": "year", "from": "2024", "to": "2024", "district": "120116"},
	"analytics/efficiency.csv":    {"by": "industry", "per": "quarter", "from": "2024", "to": "2024", "district": "120116"},
	"analytics/efficiency/events": {"by": "district", "per": "year", "group": "120116", "period": "2024", "district": "120116"},
	"metrics/M01":                 {"by": "district", "per": "year", "from": "2024", "to": "2024", "district": "120116", "base": "operating"},
	"metrics/M21/values.csv":      {"by": "industry", "per": "year", "from": "2024", "to": "2024", "district": "120116"},
}

// injections puts splinters into every filter: what is no value of the grammar is
// refused before any query, and what is taken is bound. Nothing fails in the engine,
// nothing of the table next door is shown, and it is there at the end.
func (r *rig) injections(t *testing.T) {
	taken, refused := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		route := rapid.SampledFrom(slices.Sorted(maps.Keys(filters))).Draw(rt, "route")
		query := url.Values{}
		for name, value := range filters[route] {
			query.Set(name, value)
		}
		hostile := strings.Join(rapid.SliceOfN(rapid.SampledFrom(splinters), 1, 4).Draw(rt, "splinters"), "")
		query.Set(rapid.SampledFrom(slices.Sorted(maps.Keys(filters[route]))).Draw(rt, "filter"), hostile)
		x := r.get("/api/v1/" + route + "?" + query.Encode())
		switch x.status {
		case http.StatusOK:
			taken++
		case http.StatusBadRequest:
			refused++
		default:
			rt.Errorf("%s?%s: %d %s", route, query.Encode(), x.status, x.body)
		}
		if bytes.Contains(x.body, []byte("CANARY-TABLE")) {
			rt.Errorf("%s?%s: shows the table next door: %s", route, query.Encode(), x.body)
		}
	})
	if taken == 0 || refused == 0 {
		t.Errorf("%d filters taken, %d refused: too few of both", taken, refused)
	}
}
