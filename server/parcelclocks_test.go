package server

import (
	"net/http"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"taizhang/domain"
)

// A parcel has two clocks: what had happened by a day, and what the ledger knew at a
// moment, of the parcel and of the rules that it is judged by.
func TestParcelByTheClocks(t *testing.T) {
	r := demoRig(t)
	_, path := r.operating(1)
	at := func(asOf domain.Date, knownAt time.Time) parcelView {
		t.Helper()
		q := url.Values{"asOf": {string(asOf)}, "knownAt": {knownAt.Format(time.RFC3339Nano)}}
		return as[parcelView](t, r.get(path+"?"+q.Encode()), http.StatusOK)
	}
	late := func(v parcelView) (found bool) {
		for _, a := range v.Alarms {
			found = found || a.Rule == "R25"
		}
		return found
	}
	entries := as[historyView](t, r.get(path+"/history"), http.StatusOK).Entries
	first, last := entries[0].RecordedAt, entries[2].RecordedAt

	present, same := as[parcelView](t, r.get(path), http.StatusOK), at(today(), last)
	if same.AsOf != today() || !same.KnownAt.Equal(last) || !alikeBut(t, present, same) || !late(same) {
		t.Errorf("by the clocks of now %+v, without clocks %+v", same, present)
	}
	if v := at("2024-04-15", last); v.Parcel.Stage == present.Parcel.Stage || late(v) || v.Revision != 2 {
		t.Errorf("before use was confirmed: %s at %d with %+v", v.Parcel.Stage, v.Revision, v.Alarms)
	}
	if v := at(today(), first); v.Revision != 0 || v.Parcel.Stage != "REGISTERED" || late(v) {
		t.Errorf("as known after the registration: %s at %d with %+v", v.Parcel.Stage, v.Revision, v.Alarms)
	}
	for _, q := range []string{"?asOf=2024-02-29", "?knownAt=2024-01-01T00:00:00Z"} {
		if x := r.get(path + q); x.status != http.StatusNotFound || errorOf(t, x).Code != "no_parcel" {
			t.Errorf("before there was anything, %s: %d %s", q, x.status, x.body)
		}
	}

	r.moreTime()
	if v := as[parcelView](t, r.get(path), http.StatusOK); alikeBut(t, same, v) || !late(v) {
		t.Fatalf("under the rule of now: %+v", v.Alarms)
	}
	if v := at(today(), last); !alikeBut(t, same, v) {
		t.Errorf("as the rules were known before they were changed: %+v, then %+v", v.Alarms, same.Alarms)
	}
}

// moreTime gives sixty working days to record a fact, so that R25 counts from a later day.
func (r *rig) moreTime() {
	r.t.Helper()
	const events = "/api/v1/policies/120116/events"
	proposal := as[enteredView](r.t, r.do("POST", events, encode(r.t, proposedDays("60")), "Idempotency-Key: p"), http.StatusCreated)
	approval := domain.Fact{OccurredOn: "2024-03-02", Event: domain.ParameterApproved{Proposal: proposal.Events[0].ID}}
	x := r.do("POST", events, encode(r.t, approval), "Idempotency-Key: a", "Authorization: Bearer "+r.tokens.IssueInMemory(officerOf(second)))
	r.get("/api/v1/parcels?min=" + string(as[enteredView](r.t, x, http.StatusCreated).Position))
}

// alikeBut says that two views are equal but for what they were asked by and where the log
// stood.
func alikeBut(t *testing.T, a, b parcelView) bool {
	t.Helper()
	var plain [2]any
	for i, v := range []parcelView{a, b} {
		v.AsOf, v.KnownAt, v.Position = "", time.Time{}, ""
		data, err := json.Marshal(v, json.Deterministic(true))
		if err != nil {
			t.Fatal(err)
		}
		plain[i] = parsed(t, data)
	}
	return reflect.DeepEqual(plain[0], plain[1])
}
