package server

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
	"taizhang/projections/analytics"
	"taizhang/projections/analytics/chdb"
)

// openAnalytics opens the engine in the process, of which there can be one: only
// one test does.
func openAnalytics(t *testing.T) *analytics.Analytics {
	t.Helper()
	lib, err := chdb.Find()
	if err != nil {
		if os.Getenv("TAIZHANG_TEST_REQUIRE") == "1" {
			t.Fatal(err)
		}
		t.Skip("libchdb is missing: run make setup")
	}
	engine, err := chdb.Open(lib, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	conn, err := clickhouse.Open(engine.Options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for _, sql := range []string{"CREATE TABLE canary (secret String) ENGINE = Memory", "INSERT INTO canary SELECT 'CANARY-TABLE'"} {
		if err := conn.Exec(t.Context(), sql); err != nil { // nobody's, in the same database
			t.Fatal(err)
		}
	}
	a, err := analytics.Open(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// reported is a year of one parcel: what was produced and paid.
func reported(output, tax domain.Fen) domain.Fact {
	return domain.Fact{OccurredOn: "2025-02-01", Event: domain.OperationReported{
		Enterprise: domain.Party{Name: "甲公司"}, Period: "2024", Basis: "PERIOD", Status: "FINAL", Source: "STA", Industry: "C3660",
		Allocation: "SINGLE", Share: "1", Output: &output, TaxPaid: &tax,
	}}
}

// What is recorded over HTTP is found by the analyst, as figures, as events behind
// them and by SQL, once ?min= is reached.
func TestAnalytics(t *testing.T) {
	store := memory.New()
	figures := openAnalytics(t)
	r := newRig(t, store, domain.Demo, func(c *Config) { c.Analytics = figures })
	_, path := r.operating(1)
	answer := as[recordedView](t, r.do("POST", path+"/events", encode(t, reported(500_000_000_00, 20_000_000_00)), "Idempotency-Key: r1"), http.StatusCreated)
	if view := as[ledgerView](t, r.get("/api/v1/ledger"), http.StatusOK); view.Analytics.State != "catching_up" {
		t.Errorf("before the analytics follow: %+v", view.Analytics)
	}
	follow(t, store, figures)
	query := "by=district&per=year&from=2024&to=2024&min=" + string(answer.Position)

	table := as[efficiencyView](t, r.get("/api/v1/analytics/efficiency?"+query), http.StatusOK)
	if len(table.Rows) != 1 || table.Position != answer.Position || len(table.Targets) != 2 || table.Denominator.ZH == "" {
		t.Fatalf("efficiency %+v", table)
	}
	row := table.Rows[0]
	if row.Group != "120116" || row.Period != "2024" || *row.Output != 500_000_000_00 || *row.Tax != 20_000_000_00 || row.Parcels != 1 || row.Reporting != 1 || row.OutputPerKm2 == nil {
		t.Errorf("row %+v", row)
	}
	sheet := r.get("/api/v1/analytics/efficiency.csv?" + query)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(sheet.body), bom))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "120116" || rows[1][2] != "50000000000" || !strings.Contains(sheet.header.Get("Content-Disposition"), "demo-") {
		t.Errorf("csv %q, %v", rows, err)
	}
	sources := as[sourcesView](t, r.get("/api/v1/analytics/efficiency/events?by=district&per=year&group=120116&period=2024"), http.StatusOK)
	if sources.Total != 1 || sources.Items[0].ID != answer.Events[0].ID || !sources.Items[0].Output {
		t.Errorf("behind the figure: %+v", sources)
	}
	r.metrics(answer.Position)
	r.statements()
	t.Run("under sight", func(t *testing.T) { r.in(t).figuresUnderSight(t) })
	t.Run("free queries", func(t *testing.T) { r.in(t).freeQueries(t) })
	t.Run("tax in bands", func(t *testing.T) { r.in(t).taxInBands(t, path) })
	t.Run("injections", func(t *testing.T) { r.in(t).injections(t) })
}

// metrics asks for the definitions and for the values of one.
func (r *rig) metrics(at eventstore.Position) {
	r.t.Helper()
	defined := as[metricsView](r.t, r.get("/api/v1/metrics"), http.StatusOK)
	if len(defined.Metrics) != 24 || len(defined.Bases) != 3 || defined.CoverageMin != "0.80" || defined.CellMin != 3 {
		r.t.Errorf("definitions %+v", defined)
	}
	const query = "by=city&per=year&from=2024&to=2024&min="
	view := as[metricView](r.t, r.get("/api/v1/metrics/M01?"+query+string(at)), http.StatusOK)
	if len(view.Rows) != 1 || view.Metric.Code != "M01" || view.Base != domain.OperatingLand || *view.Rows[0].Numerator != "2000.00" || *view.Rows[0].Coverage != "1.0000" {
		r.t.Errorf("values %+v", view)
	}
	if row := as[metricView](r.t, r.get("/api/v1/metrics/M04?"+query+string(at)), http.StatusOK).Rows[0]; row.Value != nil || row.Cases != 1 || row.Known != 0 {
		r.t.Errorf("nobody reported value added: %+v", row)
	}
	if row := as[metricView](r.t, r.get("/api/v1/metrics/M01?public=true&"+query+string(at)), http.StatusOK).Rows[0]; row.Value != nil || !row.Withheld {
		r.t.Errorf("one enterprise in public: %+v", row)
	}
	sheet := r.get("/api/v1/metrics/M01/values.csv?" + query + string(at))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(sheet.body), bom))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "M01" || rows[1][7] != "2000.00" {
		r.t.Errorf("csv %q, %v", rows, err)
	}
	for path, want := range map[string]int{
		"M25?by=city&per=year": 404, "M01?by=park&per=year": 400, "M01?per=year": 400, "M17?by=city&per=quarter": 400, "M01?by=city&per=month": 400,
		"M01?by=city&per=year&base=all": 400, "M07?by=city&per=year&base=used": 400, "M01?by=city&per=year&from=2025&to=2024": 400, "M01?by=city&per=year&public=x": 400,
	} {
		if x := r.get("/api/v1/metrics/" + path); x.status != want {
			r.t.Errorf("%s: %d %s, want %d", path, x.status, x.body, want)
		}
	}
}

// statements sends SQL: what reads is answered, what writes or is wrong is not.
func (r *rig) statements() {
	post := func(sql string) exchange {
		return r.do("POST", "/api/v1/query", fmt.Appendf(nil, `{"sql":%q}`, sql))
	}
	table := as[tableView](r.t, post("SELECT type, count() AS n, toUInt64(18446744073709551615) AS big, nan AS none FROM events GROUP BY type ORDER BY type"), http.StatusOK)
	if len(table.Rows) != 5 || table.Columns[1].Name != "n" || table.Rows[0][2] != "18446744073709551615" || table.Rows[0][3] != "NaN" {
		r.t.Errorf("table %+v", table)
	}
	long := as[tableView](r.t, post("SELECT number FROM numbers(20000)"), http.StatusOK)
	if len(long.Rows) != queryRowsMax || !long.Truncated {
		r.t.Errorf("%d rows, truncated %v", len(long.Rows), long.Truncated)
	}
	wide := as[tableView](r.t, post("SELECT repeat('x', 100000) FROM numbers(1000)"), http.StatusOK)
	if len(wide.Rows) != queryAnswerMax/100_000 || !wide.Truncated {
		r.t.Errorf("%d rows of 100 000 bytes, truncated %v", len(wide.Rows), wide.Truncated)
	}
	for _, sql := range []string{"SELEC 1", "SELECT nothing FROM events", "SELECT * FROM system.tables", "SELECT * FROM canary", "SELECT 1 IN canary", "SELECT * FROM `/etc/hostname`", "SELECT hostName()", "SELECT length(range(1000000000)) SETTINGS max_memory_usage = 0", "DROP TABLE events", "INSERT INTO events SELECT * FROM events"} {
		if x := post(sql); x.status != http.StatusBadRequest || errorOf(r.t, x).Problems[0].Path != "/sql" {
			r.t.Errorf("%s: %d %s", sql, x.status, x.body)
		}
	}
}

// follow brings the analytics to the head of the log.
func follow(t *testing.T, store *memory.Store, a *analytics.Analytics) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	head, err := store.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for batch, err := range store.Follow(ctx, "") {
		if err == nil {
			err = a.Apply(ctx, batch)
		}
		if err != nil {
			t.Fatal(err)
		}
		if batch[len(batch)-1].Position == head {
			return
		}
	}
}
