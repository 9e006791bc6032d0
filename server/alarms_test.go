package server

import (
	"net/http"
	"net/url"
	"testing"
)

// Use was confirmed for 2024-05-01 and is recorded today: later than ten working
// days, of which R25 tells.
func TestAlarmsAreListed(t *testing.T) {
	r := demoRig(t)
	for n := range 3 {
		r.operating(n + 1)
	}
	page := as[alarmPage](t, r.get("/api/v1/alarms?rule=R25&level=INFO&state=OPEN&district=120116"), http.StatusOK)
	if page.Total != 3 || len(page.Items) != 3 || page.Next != "" || len(page.Counts) != 1 || page.Counts[0].Alarms != 3 || page.Counts[0].Rule != "R25" {
		t.Fatalf("alarms %+v", page)
	}
	if a := page.Items[0]; a.Subject != "UseConfirmed" || a.Level != "INFO" || a.State != "OPEN" || a.With != "PNR" || a.Code == "" || len(a.Detail) == 0 {
		t.Errorf("alarm %+v", a)
	}
	seen := map[string]bool{}
	for path := "/api/v1/alarms?rule=R25&limit=1"; path != ""; {
		page := as[alarmPage](t, r.get(path), http.StatusOK)
		if len(page.Items) != 1 || page.Total != 3 {
			t.Fatalf("page %+v", page)
		}
		seen[page.Items[0].Parcel.String()] = true
		path = ""
		if page.Next != "" {
			path = "/api/v1/alarms?rule=R25&limit=1&cursor=" + url.QueryEscape(page.Next)
		}
	}
	if len(seen) != 3 {
		t.Errorf("the pages show %d parcels, want 3", len(seen))
	}
	for _, path := range []string{"?rule=R02", "?level=RED", "?state=ESCALATED", "?district=120101"} {
		if page := as[alarmPage](t, r.get("/api/v1/alarms"+path), http.StatusOK); page.Total != 0 || page.Counts == nil {
			t.Errorf("%s lists %d", path, page.Total)
		}
	}
	for _, path := range []string{"?rule=R99", "?level=PINK", "?state=CLOSED", "?limit=0"} {
		if x := r.get("/api/v1/alarms" + path); x.status != http.StatusBadRequest {
			t.Errorf("%s answers %d", path, x.status)
		}
	}
	view := as[parcelView](t, r.get("/api/v1/parcels/"+page.Items[0].Code), http.StatusOK)
	if len(view.Alarms) == 0 || view.Alarms[len(view.Alarms)-1].Rule != "R25" {
		t.Errorf("the parcel has the alarms %+v", view.Alarms)
	}
}
