package server

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"taizhang/domain"
)

// A late move waits for a second officer's signature; an annulled event stays in
// the record and says that it counts no more.
func TestHistoryTellsWhatCounts(t *testing.T) {
	r := demoRig(t)
	fact := registration(1)
	id := identity(t, fact)
	for i, f := range []domain.Fact{fact, survey("2024-04-01"), checked("2024-04-02", 1), {OccurredOn: "2024-06-01", Event: domain.LandReserved{Method: "PURCHASE"}}} {
		by := surveyor
		by.Department, by.Level, by.District = recorder(domain.EventName(f.Event)), "CITY", ""
		if _, err := r.ledger.RecordAt(t.Context(), time.Now().AddDate(0, 0, -2), id, fmt.Sprint("load", i), by, f); err != nil {
			t.Fatal(err)
		}
	}
	path := "/api/v1/parcels/" + id.String()
	r.do("GET", path+"?min="+string(r.head()), nil)
	post := func(key, token string, f domain.Fact) recordedView {
		t.Helper()
		return as[recordedView](t, r.do("POST", path+"/events", encode(t, f), "Idempotency-Key: "+key, "Authorization: Bearer "+token), http.StatusCreated)
	}
	statuses := func() string {
		t.Helper()
		said := ""
		for _, e := range as[historyView](t, r.get(path+"/history"), http.StatusOK).Entries {
			said += fmt.Sprint(" ", e.Status, e.Awaits)
		}
		return said
	}
	own, other := r.officer("PNR"), r.another("PNR")
	late := post("late", own, domain.Fact{OccurredOn: "2024-05-01", Event: domain.AnnualPlanListed{PlanYear: 2024, Mode: "RESERVE", Area: 100}})
	if got := late.Events[0].Awaits; len(got) != 1 || got[0] != "SECOND" {
		t.Errorf("the late move awaits %v", got)
	}
	if got := statuses(); got != " IN_EFFECT[] IN_EFFECT[] IN_EFFECT[] IN_EFFECT[] PENDING[SECOND]" {
		t.Errorf("before the signature:%s", got)
	}
	post("sign", other, domain.Fact{OccurredOn: "2025-01-01", Event: domain.EventCosigned{Target: late.Events[0].ID, Decision: "AGREE"}})
	history := as[historyView](t, r.get(path+"/history"), http.StatusOK)
	post("annul", r.another(recorder("OperationChecked")), domain.Fact{OccurredOn: "2025-01-02", Event: domain.EventAnnulled{Target: history.Entries[2].ID, Reason: "ENTRY_ERROR"}})
	if got := statuses(); got != " IN_EFFECT[] IN_EFFECT[] ANNULLED[] IN_EFFECT[] IN_EFFECT[] IN_EFFECT[] IN_EFFECT[]" {
		t.Errorf("after the annulment:%s", got)
	}
}
