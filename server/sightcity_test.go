package server

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"taizhang"
	"taizhang/cmd/taizhang/demo"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
	"taizhang/projections/live"
	"taizhang/server/web"
)

// canary is a value that stands in restricted fields only.
const canary = "987654321987"

// officerCanary is the name of every officer where canaries are planted.
const officerCanary = "密名甲"

var nameless = regexp.MustCompile(`"name":"[^"]*"`)

// A sightCity is a server over a generated city, asked without a network.
type sightCity struct {
	*rig
	logged *bytes.Buffer
	// land is where each parcel lies today.
	land map[domain.ParcelID]domain.Scope
	refs map[domain.ParcelID][]string // identity and every code it has today
	seed uint64
	// handed are the tokens that were given to those who asked.
	handed []string
}

// newSightCity generates a city, plants what plant does to the stored facts, moves
// some parcels to another district or park, and corrects some reports.
func newSightCity(t testing.TB, seed uint64, plant func(fact map[string]any)) *sightCity {
	t.Helper()
	t.Logf("seed %d", seed)
	source := memory.New()
	ledger, err := taizhang.Open(t.Context(), source, domain.Demo)
	if err != nil {
		t.Fatal(err)
	}
	var districts []web.District
	for i, d := range domain.Districts() { // squares: nothing here is about shapes
		lng, lat := 116.8+0.3*float64(i%4), 38.7+0.35*float64(i/4)
		districts = append(districts, web.District{
			Code: string(d.Code), Name: d.ZH, Centre: [2]float64{lng + 0.1, lat + 0.1},
			Rings: [][][2]float64{{{lng, lat}, {lng + 0.25, lat}, {lng + 0.25, lat + 0.25}, {lng, lat + 0.25}, {lng, lat}}},
		})
	}
	_, err = demo.Generate(t.Context(), demo.Options{Parcels: 50, Years: 6, Seed: seed, Today: today(), Districts: districts, Recorder: ledger, Progress: func(int, int) {}})
	if err != nil {
		t.Fatal(err)
	}
	c := &sightCity{logged: new(bytes.Buffer), land: map[domain.ParcelID]domain.Scope{}, refs: map[domain.ParcelID][]string{}, seed: seed}
	store := memory.New()
	copyPlanted(t, source, store, plant)
	var mu sync.Mutex
	c.rig = newRig(t, store, domain.Demo, func(config *Config) {
		config.Logger = slog.New(slog.NewTextHandler(&locked{&mu, c.logged}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	c.disturb(rand.New(rand.NewPCG(seed, 1)))
	if err := c.model.Wait(t.Context(), c.head()); err != nil {
		t.Fatal(err)
	}
	c.locate()
	return c
}

type locked struct {
	mu *sync.Mutex
	w  *bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// copyPlanted copies a log record by record.
func copyPlanted(t testing.TB, from, to *memory.Store, plant func(map[string]any)) {
	t.Helper()
	head, err := from.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for batch, err := range from.Follow(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range batch {
			data, meta := rec.Data, rec.Meta
			if _, ok := domain.ParcelOf(rec.Stream); ok && plant != nil {
				data, meta = planted(t, data, plant), nameless.ReplaceAll(meta, []byte(`"name":"`+officerCanary+`"`))
			}
			if _, err := to.Append(t.Context(), rec.Stream, rec.Revision-1, eventstore.Event{ID: rec.ID, Type: rec.Type, Data: data, Meta: meta}); err != nil {
				t.Fatal(err)
			}
		}
		if batch[len(batch)-1].Position >= head {
			return
		}
	}
}

func planted(t testing.TB, data []byte, plant func(map[string]any)) []byte {
	t.Helper()
	var fact map[string]any
	if err := json.Unmarshal(data, &fact); err != nil {
		t.Fatal(err)
	}
	plant(fact)
	out, err := json.Marshal(fact, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := domain.DecodeFact(out, true)
	if err != nil {
		t.Fatalf("planted %s: %v", out, err)
	}
	if out, err = domain.EncodeFact(decoded); err != nil {
		t.Fatal(err)
	}
	return out
}

// disturb moves parcels between districts and parks, corrects reports of tax and splits
// parcels, as chance has it; what chance left out altogether is made up for.
func (c *sightCity) disturb(rng *rand.Rand) {
	c.t.Helper()
	if err := c.model.Wait(c.t.Context(), c.head()); err != nil {
		c.t.Fatal(err)
	}
	rows := c.model.Parcels(domain.Everywhere, live.Filter{}, "", 500).Items
	acts := []func(live.Row) int{
		func(row live.Row) int { return c.move(row, rng) },
		func(row live.Row) int { return c.correctTax(row.ID) },
		func(row live.Row) int { return c.split(row, rng) },
	}
	done := make([]int, len(acts))
	for _, row := range rows {
		if n := rng.IntN(5); n < len(acts) {
			done[n] += acts[n](row)
		}
	}
	for n, act := range acts {
		for _, row := range rows {
			if done[n] == 0 { // not every parcel can, but one of them
				done[n] += act(row)
			}
		}
		if done[n] == 0 {
			c.t.Fatalf("no parcel could be moved, corrected or split: %d", done)
		}
	}
	c.t.Logf("%d parcels moved, %d reports corrected, %d split", done[0], done[1], done[2])
}

// move puts a parcel into another district, or into a park as well.
func (c *sightCity) move(row live.Row, rng *rand.Rand) int {
	to := domain.ParcelAttributesRevised{Reason: "DIVISION_CHANGE", District: domain.Districts()[rng.IntN(16)].Code}
	if rng.IntN(2) == 0 {
		to.ParkCode = []string{"TEDA", "空港"}[rng.IntN(2)]
	}
	return c.tell(row.ID, domain.Fact{OccurredOn: today(), Event: to})
}

// split splits a parcel into one part that stays and one of another district.
func (c *sightCity) split(row live.Row, rng *rand.Rand) int {
	away := domain.Districts()[rng.IntN(16)].Code
	part := func(district domain.District, n int, area domain.Area) domain.Successor {
		code := domain.ParcelCode(fmt.Sprintf("%s001001GB%05d", district, n))
		return domain.Successor{Registration: domain.ParcelRegistered{ParcelCode: code, District: district, RegisteredArea: area, Origin: "SPLIT"}}
	}
	n := 90000 + rng.IntN(9000)
	return c.tell(row.ID, domain.Fact{OccurredOn: today(), Event: domain.ParcelSplit{Basis: "PLANNING", Children: []domain.Successor{
		part(row.District, n, row.Area-10_000), part(away, n+1, 10_000)}}})
}

// tell records a fact past the question who may, as an entry of a past would come.
func (c *sightCity) tell(id domain.ParcelID, f domain.Fact) int {
	by := domain.Officer{ID: "mover", Name: "移动员", Department: recorder(domain.EventName(f.Event)), Level: "CITY"}
	if _, err := c.ledger.Record(c.t.Context(), id, fmt.Sprint("move", id, c.head()), by, f); err != nil {
		return 0 // not every parcel can
	}
	return 1
}

func (c *sightCity) correctTax(id domain.ParcelID) int {
	h, err := c.ledger.Load(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range h.Effective(time.Time{}) {
		report, ok := e.Fact.Event.(domain.OperationReported)
		if !ok || report.TaxPaid == nil {
			continue
		}
		by := e.By
		by.ID, by.Name = "second-"+by.ID, "更正员"
		return c.tellBy(id, by, domain.Fact{OccurredOn: today(), Event: domain.EventCorrected{Target: e.ID, Reason: "ENTRY_ERROR", Note: "改",
			Diffs: []domain.Diff{{Path: "/data/taxPaid", Old: fmt.Append(nil, int64(*report.TaxPaid)), New: []byte(canary + "0")}}}})
	}
	return 0
}

func (c *sightCity) tellBy(id domain.ParcelID, by domain.Officer, f domain.Fact) int {
	if _, err := c.ledger.Record(c.t.Context(), id, fmt.Sprint("tell", id), by, f); err != nil {
		c.t.Log(err)
		return 0
	}
	return 1
}

// locate finds out where every parcel lies, from the histories themselves.
func (c *sightCity) locate() {
	for _, row := range c.model.Parcels(domain.Everywhere, live.Filter{}, "", 500).Items {
		h, err := c.ledger.Load(c.t.Context(), row.ID)
		if err != nil {
			c.t.Fatal(err)
		}
		p := h.Parcel()
		c.land[row.ID] = domain.Scope{District: p.Land.District, Park: p.Land.ParkCode}
		c.refs[row.ID] = []string{row.ID.String()}
		if row.Code != "" {
			c.refs[row.ID] = append(c.refs[row.ID], row.Code)
		}
		for _, span := range p.Codes {
			if string(span.Code) != row.Code {
				c.refs[row.ID] = append(c.refs[row.ID], string(span.Code))
			}
		}
	}
}

// front puts a listener before the server of a part and returns its address.
func (w *witness) front(t testing.TB) string {
	front := httptest.NewServer(w.rig.server.Handler())
	t.Cleanup(func() {
		w.rig.server.Shutdown(context.Background())
		front.Close()
	})
	return front.URL
}

// ask sends a request straight to the handler.
func (c *sightCity) ask(token, method, path string, body []byte, header ...string) exchange {
	req := httptest.NewRequest(method, path, bytes.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	c.server.Handler().ServeHTTP(w, req)
	return unnamed(c.t, exchange{status: w.Code, header: w.Header(), body: w.Body.Bytes()})
}

// principals are one of every view at every level of some places.
func (c *sightCity) principals(rng *rand.Rand) []domain.Principal {
	var places []domain.Scope
	for _, land := range c.land {
		if land.Park != "" && len(places) < 2 {
			places = append(places, land)
		}
	}
	if len(places) < 2 {
		c.t.Fatal("no parcels in parks")
	}
	var list []domain.Principal
	for i, view := range []domain.View{domain.ViewPublic, domain.ViewInternal, domain.ViewRestricted, domain.ViewAuditor} {
		at := places[rng.IntN(len(places))]
		for _, p := range []domain.Principal{{Level: "CITY"}, {Level: "DISTRICT", District: at.District}, {Level: "PARK", District: at.District, Park: at.Park}} {
			p.ID, p.Name, p.Role, p.View = fmt.Sprint(p.Level, "-", view), fmt.Sprint("人", i), domain.RoleAuditor, view
			list = append(list, p)
		}
	}
	none := domain.Principal{ID: "none", Name: "无", Role: domain.RoleAuditor, View: domain.ViewAuditor, Level: "DISTRICT", District: "120225"}
	return append(list, none)
}

// seedOf is the seed of a test, from TAIZHANG_SEED when it is to be repeated.
func seedOf(t testing.TB) uint64 {
	if text := os.Getenv("TAIZHANG_SEED"); text != "" {
		var seed uint64
		if _, err := fmt.Sscan(text, &seed); err != nil {
			t.Fatal(err)
		}
		return seed
	}
	return rand.Uint64N(1 << 32)
}
