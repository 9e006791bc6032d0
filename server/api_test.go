package server

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A fact recorded over HTTP is read back by everyone who passes its position.
func TestRecordAndReadBack(t *testing.T) {
	r := demoRig(t)
	id, path := r.operating(1)
	answer := as[recordedView](t, r.do("POST", path+"/events", encode(t, checked("2025-01-02", 1)), "Idempotency-Key: c1"), http.StatusCreated)
	if answer.Parcel != id || answer.Repeated || answer.Stage != domain.StageOperating || len(answer.Events) != 1 || answer.Events[0].Revision != 3 {
		t.Fatalf("answer %+v", answer)
	}
	for _, ref := range []string{id.String(), "120116001001GB00001"} {
		x := r.get("/api/v1/parcels/" + ref + "?min=" + string(answer.Position))
		view := as[parcelView](t, x, http.StatusOK)
		if view.Parcel.ID != id || view.Revision != 3 || view.Position < answer.Position || x.header.Get("Taizhang-Ledger") != "DEMO" {
			t.Errorf("parcel by %s: revision %d at %s, ledger %q", ref, view.Revision, view.Position, x.header.Get("Taizhang-Ledger"))
		}
	}
	page := as[parcelPage](t, r.get("/api/v1/parcels?district=120116&stage=OPERATING&q=GB00001"), http.StatusOK)
	if page.Total != 1 || page.Items[0].ID != id || page.Items[0].Code != "120116001001GB00001" {
		t.Errorf("list %+v", page)
	}
	if page := as[parcelPage](t, r.get("/api/v1/parcels?district=120101"), http.StatusOK); page.Total != 0 {
		t.Errorf("other district lists %d parcels", page.Total)
	}
}

// P3 over HTTP: a repeat answers 200 with the first answer, other content 409.
func TestRepeatedRequest(t *testing.T) {
	r := demoRig(t)
	_, path := r.operating(1)
	first := as[recordedView](t, r.do("POST", path+"/events", encode(t, checked("2025-01-02", 1)), "Idempotency-Key: c"), http.StatusCreated)
	head := r.head()
	again := as[recordedView](t, r.do("POST", path+"/events", encode(t, checked("2025-01-02", 1)), "Idempotency-Key: c"), http.StatusOK)
	if !again.Repeated || again.Events[0].ID != first.Events[0].ID || again.Position != first.Position {
		t.Errorf("repeat %+v, first %+v", again, first)
	}
	x := r.do("POST", path+"/events", encode(t, checked("2025-01-03", 2)), "Idempotency-Key: c")
	if e := errorOf(t, x); x.status != http.StatusConflict || e.Code != "request_reused" {
		t.Errorf("other content: %d %+v", x.status, e)
	}
	if r.head() != head {
		t.Error("a repeat wrote something")
	}
}

// A dry run decides as a record would and writes nothing.
func TestDryRun(t *testing.T) {
	r := demoRig(t)
	_, path := r.operating(1)
	head := r.head()
	good := r.do("POST", path+"/events?dryRun=true", encode(t, checked("2025-01-02", 1)))
	view := as[recordedView](t, good, http.StatusOK)
	if !view.DryRun || view.Position != "" || len(view.Events) != 1 {
		t.Errorf("dry run %s", good.body)
	}
	bad := r.do("POST", path+"/events?dryRun=true", encode(t, vacated("2025-01-02")))
	if bad.status != http.StatusUnprocessableEntity || errorOf(t, bad).Problems[0].Path != "/type" {
		t.Errorf("refused dry run: %d %s", bad.status, bad.body)
	}
	if r.head() != head {
		t.Error("a dry run wrote something")
	}
}

// vacated is refused on a parcel that is not on its way out.
func vacated(day domain.Date) domain.Fact {
	return domain.Fact{OccurredOn: day, Event: domain.ParcelVacated{HandoverNo: "1", Cleared: true}}
}

// A batch is all or nothing, may register its parcel, and names the fact at fault.
func TestBatch(t *testing.T) {
	r := demoRig(t)
	id := identity(t, registration(7))
	path := "/api/v1/parcels/" + id.String() + "/batch"
	facts := func(list ...domain.Fact) []byte {
		var texts []string
		for _, f := range list {
			texts = append(texts, string(encode(t, f)))
		}
		return fmt.Appendf(nil, `{"facts":[%s]}`, strings.Join(texts, ","))
	}
	head := r.head()
	bad := r.do("POST", path, facts(registration(7), survey("2024-04-01"), registration(7)), "Idempotency-Key: b")
	if e := errorOf(t, bad); bad.status != http.StatusUnprocessableEntity || len(e.Problems) == 0 || e.Problems[0].Path != "/facts/2/type" {
		t.Errorf("third fact refused: %d %+v", bad.status, e)
	}
	if r.head() != head {
		t.Fatal("a refused batch wrote something")
	}
	good := as[recordedView](t, r.do("POST", path, facts(registration(7), survey("2024-04-01"), inUse("2024-05-01")), "Idempotency-Key: b"), http.StatusCreated)
	if len(good.Events) != 3 || good.Stage != domain.StageOperating {
		t.Errorf("batch %+v", good)
	}
}

// Corrections link both ways, and a replay can be asked what was known when.
func TestHistoryWithCorrection(t *testing.T) {
	r := demoRig(t)
	id, path := r.operating(1)
	before := as[recordedView](t, r.do("POST", path+"/events", encode(t, checked("2025-01-02", 1)), "Idempotency-Key: c1"), http.StatusCreated)
	other := r.another(recorder("OperationChecked"))
	time.Sleep(2 * time.Millisecond) // recorded times are in microseconds; the moments between must differ
	between := time.Now().UTC()
	time.Sleep(2 * time.Millisecond)
	correction := domain.Fact{OccurredOn: "2025-02-01", Event: domain.EventCorrected{
		Target: before.Events[0].ID, Reason: "ENTRY_ERROR",
		Diffs: []domain.Diff{{Path: "/data/checkNo", Old: domain.JSON(`"核-1"`), New: domain.JSON(`"核-9"`)}},
	}}
	x := r.do("POST", path+"/events", encode(t, correction), "Idempotency-Key: fix", "Authorization: Bearer "+other)
	after := as[recordedView](t, x, http.StatusCreated)

	view := as[historyView](t, r.get(path+"/history"), http.StatusOK)
	target, fix := view.Entries[3], view.Entries[4]
	if len(view.Entries) != 5 || *fix.Corrects != target.ID || len(target.CorrectedBy) != 1 || target.CorrectedBy[0] != after.Events[0].ID ||
		!strings.Contains(string(target.Data), "核-1") || !strings.Contains(string(target.Effective.Data), "核-9") || fix.By.Name != second.Name || view.State.ID != id {
		t.Errorf("history %+v\n%+v", target, fix)
	}
	then := as[historyView](t, r.get(path+"/history?knownAt="+between.Format(time.RFC3339Nano)), http.StatusOK)
	if len(then.Entries) != 4 || then.Entries[3].Effective != nil || then.State.Operation.LastCheck.CheckNo != "核-1" || view.State.Operation.LastCheck.CheckNo != "核-9" {
		t.Errorf("known at %s: %d entries, check %s", between, len(then.Entries), then.State.Operation.LastCheck.CheckNo)
	}
	early := as[historyView](t, r.get(path+"/history?asOf=2024-04-15"), http.StatusOK)
	if early.State.Stage != domain.StageSurveyed {
		t.Errorf("as of 2024-04-15 the stage is %s", early.State.Stage)
	}
	steps := as[replayView](t, r.get(path+"/replay"), http.StatusOK).Steps
	var last domain.Parcel
	if err := json.Unmarshal(steps[len(steps)-1].State, &last); err != nil {
		t.Fatal(err)
	}
	if len(steps) != 5 || steps[0].Stage != domain.StageRegistered || steps[1].Stage != domain.StageSurveyed || last.ID != id || last.Events != view.State.Events {
		t.Errorf("replay ends with %+v", last)
	}
}

// The JSONL export holds the stored bytes; the CSV is safe to open.
func TestExports(t *testing.T) {
	r := demoRig(t)
	id, path := r.operating(1)
	evil := checked("2025-01-02", 1)
	evil.Evidence = []domain.Evidence{{DocNo: "=HYPERLINK(\"http://x\")"}}
	as[recordedView](t, r.do("POST", path+"/events", encode(t, evil), "Idempotency-Key: c1"), http.StatusCreated)

	x := r.get(path + "/history.jsonl")
	lines := strings.Split(strings.TrimSuffix(string(x.body), "\n"), "\n")
	n := 0
	for rec, err := range r.store.Read(t.Context(), domain.StreamOf(id), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(lines[n], `"fact":`+string(rec.Data)) {
			t.Errorf("line %d does not hold the stored bytes: %s", n, lines[n])
		}
		n++
	}
	if n != len(lines) || n != 4 || !strings.Contains(x.header.Get("Content-Disposition"), "demo-parcel-") {
		t.Errorf("%d lines for %d records, %s", len(lines), n, x.header.Get("Content-Disposition"))
	}

	sheet := r.get(path + "/history.csv")
	text, ok := strings.CutPrefix(string(sheet.body), bom)
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !ok || len(rows) != 5 {
		t.Fatalf("csv: %d rows, mark %v, %v", len(rows), ok, err)
	}
	if cell := rows[4][14]; !strings.HasPrefix(cell, "'=") {
		t.Errorf("evidence cell %q begins a formula", cell)
	}
	if rows[4][3] != "运营核查" || rows[4][7] != "王一" {
		t.Errorf("row %q", rows[4])
	}
}

func TestCellsAreHarmless(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+86": "'+86", "-1.50": "-1.50", "-1+2": "'-1+2", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx",
		"＝1": "'＝1", "－x": "'－x", "＋1": "'＋1", "＠x": "'＠x", "-": "'-", "12": "12", "甲公司": "甲公司", "": "", "{\"a\":1}": "{\"a\":1}",
	} {
		if got := Harmless(cell); got != want {
			t.Errorf("Harmless(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestOutlines(t *testing.T) {
	r := demoRig(t)
	id, path := r.operating(1)
	pos := as[recordedView](t, r.do("POST", path+"/events", encode(t, checked("2025-01-02", 1)), "Idempotency-Key: c1"), http.StatusCreated).Position
	x := r.get("/api/v1/parcels.geojson?min=" + string(pos))
	type collection struct {
		Type     string `json:"type"`
		Features []struct {
			ID       string `json:"id"`
			Geometry struct {
				Type        string         `json:"type"`
				Coordinates [][][2]float64 `json:"coordinates"`
			} `json:"geometry"`
			Properties featureView `json:"properties"`
		} `json:"features"`
	}
	c := as[collection](t, x, http.StatusOK)
	if len(c.Features) != 1 || c.Features[0].ID != id.String() || c.Features[0].Geometry.Coordinates[0][1] != [2]float64{117.703, 39} || c.Features[0].Properties.Stage != domain.StageOperating {
		t.Fatalf("outlines %s", x.body)
	}
	if again := r.get("/api/v1/parcels.geojson", "If-None-Match: "+x.header.Get("ETag")); again.status != http.StatusNotModified || len(again.body) != 0 {
		t.Errorf("same outlines: %d", again.status)
	}
	as[recordedView](t, r.do("POST", path+"/events", encode(t, checked("2025-01-03", 2)), "Idempotency-Key: c2"), http.StatusCreated)
	if again := r.get("/api/v1/parcels.geojson?min="+string(r.head()), "If-None-Match: "+x.header.Get("ETag")); again.status != http.StatusOK {
		t.Errorf("outlines after a change: %d", again.status)
	}
}

// A list is paged without a gap or a repeat.
func TestPaging(t *testing.T) {
	r := demoRig(t)
	for n := range 7 {
		f := registration(n + 1)
		if _, err := r.ledger.Record(t.Context(), identity(t, f), "k", surveyor, f); err != nil {
			t.Fatal(err)
		}
	}
	seen := make(map[domain.ParcelID]bool)
	cursor := ""
	for page := 0; ; page++ {
		got := as[parcelPage](t, r.get("/api/v1/parcels?limit=3&min="+string(r.head())+cursor), http.StatusOK)
		for _, row := range got.Items {
			if seen[row.ID] {
				t.Errorf("%s shown twice", row.Code)
			}
			seen[row.ID] = true
		}
		if got.Total != 7 || page > 3 {
			t.Fatalf("page %d of total %d", page, got.Total)
		}
		if got.Next == "" {
			break
		}
		cursor = "&cursor=" + got.Next
	}
	if len(seen) != 7 {
		t.Errorf("%d of 7 parcels shown", len(seen))
	}
}

// Streams that the store was told to forget show where operators look.
func TestForgettingStreams(t *testing.T) {
	r := demoRig(t, func(c *Config) { c.Forgetting = func() int { return 2 } })
	if body := string(r.get("/metrics", "Authorization: ").body); !strings.Contains(body, "taizhang_store_forgetting_streams 2\n") {
		t.Error("the gauge is missing")
	}
	if body := string(demoRig(t).get("/metrics", "Authorization: ").body); strings.Contains(body, "taizhang_store_forgetting_streams") {
		t.Error("a store that cannot forget has the gauge")
	}
}

func TestLedgerAndHealth(t *testing.T) {
	r := demoRig(t)
	r.operating(1)
	view := as[ledgerView](t, r.get("/api/v1/ledger?min="+string(r.head()), "Authorization: "), http.StatusOK)
	if view.Kind != domain.Demo || view.Log == "" || view.Head != r.head() || view.Live.Lag == nil || *view.Live.Lag != 0 || view.Analytics.State != "off" {
		t.Errorf("ledger %+v", view)
	}
	if x := r.get("/healthz", "Authorization: "); x.status != http.StatusOK {
		t.Errorf("health %d %s", x.status, x.body)
	}
	metrics := r.get("/metrics", "Authorization: ")
	for _, want := range []string{`taizhang_http_requests_total{route="POST /api/v1/parcels",status="201"} 1`, "taizhang_append_seconds_count 3", `taizhang_projection_behind{projection="live"} 0`, "taizhang_feed_connections 0"} {
		if !strings.Contains(string(metrics.body), want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

// Health fails when the log does.
func TestHealthOfABrokenStore(t *testing.T) {
	r := demoRig(t, func(c *Config) { c.Log = closedLog{c.Log} })
	if x := r.get("/healthz"); x.status != http.StatusServiceUnavailable || x.header.Get("Retry-After") == "" {
		t.Errorf("health %d %s", x.status, x.body)
	}
}

type closedLog struct{ Log }

func (closedLog) Head(context.Context) (eventstore.Position, error) { return "", eventstore.ErrClosed }

// Demo tokens go to callers on this machine, of a demo ledger, on a loopback
// listener, under a local name; else there is no such route.
func TestDemoOfficers(t *testing.T) {
	open := demoRig(t)
	officers := as[[]demoOfficer](t, open.get("/api/v1/demo/officers", "Authorization: "), http.StatusOK)
	if len(officers) != 2 || officers[1].Officer != officerOf(second) {
		t.Fatalf("officers %+v", officers)
	}
	if me := as[domain.Officer](t, open.get("/api/v1/me", "Authorization: Bearer "+officers[1].Token), http.StatusOK); me != second {
		t.Errorf("the token is of %+v", me)
	}
	public := demoRig(t, func(c *Config) { c.Loopback = false })
	if x := public.get("/api/v1/demo/officers"); x.status != http.StatusNotFound {
		t.Errorf("on a public listener: %d", x.status)
	}
	req, _ := http.NewRequest("GET", open.base+"/api/v1/demo/officers", nil)
	req.Host = "evil.example:80"
	res, err := open.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	open.client.CloseIdleConnections()
	if res.StatusCode != http.StatusNotFound {
		t.Errorf("under a foreign name: %d", res.StatusCode)
	}
}
