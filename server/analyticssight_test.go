package server

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"taizhang/domain"
)

// bearing is the header of a request by a principal.
func (r *rig) bearing(p domain.Principal) string {
	return "Authorization: Bearer " + r.tokens.IssueInMemory(p)
}

// analyticsReads are the routes that answer with figures, all their kinds.
var analyticsReads = []string{
	"analytics/efficiency?by=district&per=year", "analytics/efficiency?by=industry&per=year", "analytics/efficiency?by=district&per=quarter", "analytics/efficiency?by=industry&per=year&district=120116",
	"analytics/efficiency.csv?by=district&per=year", "analytics/efficiency.csv?by=industry&per=quarter", "analytics/efficiency/events?by=district&per=year&group=120116&period=2024",
	"metrics/M01?by=city&per=year", "metrics/M01?by=district&per=quarter", "metrics/M01?by=industry&per=year&base=supplied", "metrics/M01?by=city&per=year&base=used", "metrics/M01?by=city&per=year&district=120116",
	"metrics/M02?by=city&per=year", "metrics/M05?by=district&per=year", "metrics/M09?by=city&per=year", "metrics/M15?by=city&per=year", "metrics/M22?by=city&per=year", "metrics/M23?by=city&per=year", "metrics/M24?by=city&per=year",
	"metrics/M01/values.csv?by=city&per=year", "metrics/M02/values.csv?by=district&per=year", "metrics/M23/values.csv?by=city&per=year",
}

// figuresUnderSight asks every route as callers of every view and place. One
// enterprise reports in 120116: an output of 50 000 万元 and a tax of 2 000 万元.
func (r *rig) figuresUnderSight(t *testing.T) {
	who := func(view domain.View, level domain.Code, district domain.District) string {
		return r.bearing(domain.Principal{ID: "o", Name: "甲", Role: domain.RoleService, View: view, Department: "IIT", Level: level, District: district})
	}
	tax := []string{"2000000000", "2000.00", `"taxPerMu":"`, `"taxPerKm2":"`}
	output := []string{"50000000000", "50000.00", `"outputPerMu":"`, `"outputPerKm2":"`}
	for i, path := range analyticsReads {
		path = "/api/v1/" + path
		all := r.get(path)
		for view, hidden := range map[domain.View][]string{domain.ViewPublic: slices.Concat(tax, output), domain.ViewInternal: tax} {
			x := r.get(path, who(view, "CITY", ""))
			for _, canary := range hidden {
				if x.status != http.StatusOK || bytes.Contains(x.body, []byte(canary)) {
					t.Errorf("%s in view %s: %d, %q in %s", path, view, x.status, canary, x.body)
				}
			}
		}
		whole := who(domain.ViewRestricted, "CITY", "")
		if i%2 == 0 {
			whole = who(domain.ViewAuditor, "DISTRICT", "120116")
		}
		if x := r.get(path, whole); !bytes.Equal(x.body, all.body) {
			t.Errorf("%s: %d %s\nwant what the administrator sees: %s", path, x.status, x.body, all.body)
		}
		elsewhere := r.get(path, who(domain.ViewAuditor, "DISTRICT", "120110"))
		for _, canary := range append(slices.Concat(tax, output), "120116", `"parcels":1`, `"cases":1`) {
			if elsewhere.status != http.StatusOK || bytes.Contains(elsewhere.body, []byte(canary)) {
				t.Errorf("%s from another district: %d, %q in %s", path, elsewhere.status, canary, elsewhere.body)
			}
		}
	}
}

// freeQueries: statements are for who sees restricted figures of the whole city.
func (r *rig) freeQueries(t *testing.T) {
	asking := []domain.Code{domain.RoleAuditor, domain.RoleAnalyst, domain.RoleAdministrator}
	for _, role := range []domain.Code{domain.RoleOfficer, domain.RoleAuditor, domain.RoleAnalyst, domain.RoleWall, domain.RoleService, domain.RoleAdministrator} {
		for _, view := range []domain.View{"", domain.ViewPublic, domain.ViewInternal, domain.ViewRestricted, domain.ViewAuditor} {
			for _, place := range []domain.Reach{{Level: "CITY"}, {Level: "DISTRICT", Scope: domain.Scope{District: "120116"}}, {Level: "PARK", Scope: domain.Scope{District: "120116", Park: "P"}}} {
				p := domain.Principal{ID: "o", Name: "甲", Role: role, View: view, Department: "IIT", Level: place.Level, District: place.District, Park: place.Park}
				want := http.StatusForbidden
				if place.Level == "CITY" && (view == domain.ViewRestricted || view == domain.ViewAuditor) && slices.Contains(asking, role) {
					want = http.StatusOK
				}
				x := r.do("POST", "/api/v1/query", []byte(`{"sql":"SELECT count() FROM events"}`), r.bearing(p))
				if x.status != want || want == http.StatusForbidden && errorOf(t, x).Code != "denied" {
					t.Errorf("%s, view %q, %s: %d %s, want %d", role, view, place.Level, x.status, x.body, want)
				}
			}
		}
	}
}

// taxInBands: the public is told of one enterprise's tax within which bounds it lies per
// mu, and no route tells it the figure.
func (r *rig) taxInBands(t *testing.T, path string) {
	public := r.bearing(domain.Principal{ID: "o", Name: "甲", Role: domain.RoleService, View: domain.ViewPublic, Department: "IIT", Level: "CITY"})
	x := r.get(path, public)
	view := as[parcelView](t, x, http.StatusOK)
	if view.TaxBand == nil || *view.TaxBand != (domain.TaxBand{Year: 2024, Band: "10–20"}) {
		t.Errorf("band %+v in %s", view.TaxBand, x.body)
	}
	for _, y := range []exchange{x, r.get(path+"/history", public)} {
		if y.status != http.StatusOK || bytes.Contains(y.body, []byte("2000000000")) || bytes.Contains(y.body, []byte("taxPaid\":")) {
			t.Errorf("%d %s", y.status, y.body)
		}
	}
}
