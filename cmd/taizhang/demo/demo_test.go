package demo

import (
	"context"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
	"taizhang/server/web"
)

const today = domain.Date("2026-11-20")

// outlines gives the districts of the built screens; without a build, squares
// stand in for them, which tests everything but the shapes themselves.
func outlines(t *testing.T) []web.District {
	t.Helper()
	districts, err := web.Districts()
	if err == nil {
		return districts
	}
	if os.Getenv("TAIZHANG_TEST_REQUIRE") == "1" {
		t.Fatal(err)
	}
	for i, d := range domain.Districts() {
		lng, lat := 116.8+0.3*float64(i%4), 38.7+0.35*float64(i/4)
		districts = append(districts, web.District{
			Code: string(d.Code), Name: d.ZH, Centre: [2]float64{lng + 0.1, lat + 0.1},
			Rings: [][][2]float64{{{lng, lat}, {lng + 0.25, lat}, {lng + 0.25, lat + 0.25}, {lng, lat + 0.25}, {lng, lat}}},
		})
	}
	return districts
}

// generate records a city into a fresh ledger and returns it.
func generate(t *testing.T, parcels int, seed uint64) (*memory.Store, *taizhang.Ledger) {
	t.Helper()
	store := memory.New()
	ledger, err := taizhang.Open(t.Context(), store, domain.Demo)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Generate(t.Context(), Options{
		Parcels: parcels, Years: 8, Seed: seed, Today: today, Districts: outlines(t), Recorder: ledger, Progress: func(int, int) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	return store, ledger
}

// parcels returns each parcel's records, in order of the log.
func parcels(t *testing.T, store eventstore.Store) map[domain.ParcelID][]eventstore.Record {
	t.Helper()
	head, err := store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	streams := map[domain.ParcelID][]eventstore.Record{}
	for batch, err := range store.Follow(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range batch {
			if id, ok := domain.ParcelOf(rec.Stream); ok {
				streams[id] = append(streams[id], rec)
			}
		}
		if batch[len(batch)-1].Position >= head {
			break
		}
	}
	return streams
}

// books returns the programmes of the city and its districts.
func books(t *testing.T, ledger *taizhang.Ledger) []*domain.Book {
	t.Helper()
	scopes := []domain.Scope{{}}
	for _, d := range domain.Districts() {
		scopes = append(scopes, domain.Scope{District: d.Code})
	}
	var list []*domain.Book
	for _, s := range scopes {
		b, err := ledger.Book(t.Context(), domain.BookID{Kind: domain.ProgrammeBook, Scope: s})
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Entries()) == 0 {
			t.Errorf("nothing is entered in the programme of %s", s.String())
		}
		list = append(list, b)
	}
	return list
}

// checkAuthority asks for every event of a parcel whether its officer might record
// it on the parcel as it was then known.
func checkAuthority(t *testing.T, h *domain.History) {
	t.Helper()
	known := new(domain.History)
	for _, e := range h.Entries() {
		if ok, why := domain.May(e.By, e.Fact.Event, known.Parcel(), domain.DateOf(e.RecordedAt)); !ok {
			t.Errorf("%s by %s of %s on %s: %s", domain.EventName(e.Fact.Event), e.By.Name, e.By.Department, e.RecordedAt.Format(time.DateOnly), why.ZH)
		}
		known.Append(e)
	}
}

// The same options give the same records byte for byte; another seed, another city.
func TestCityIsReproducible(t *testing.T) {
	a, _ := generate(t, 60, 7)
	b, _ := generate(t, 60, 7)
	c, _ := generate(t, 60, 8)
	one, two, other := parcels(t, a), parcels(t, b), parcels(t, c)
	if len(one) < 60 || len(two) != len(one) {
		t.Fatalf("%d and %d parcels, want 60 and the parts of those that were split", len(one), len(two))
	}
	for id, records := range one {
		if len(records) != len(two[id]) {
			t.Fatalf("parcel %s has %d events, then %d", id, len(records), len(two[id]))
		}
		for i, rec := range records {
			again := two[id][i]
			if rec.ID != again.ID || string(rec.Data) != string(again.Data) || string(rec.Meta) != string(again.Meta) {
				t.Fatalf("parcel %s event %d differs:\n%s %s\n%s %s", id, i, rec.Data, rec.Meta, again.Data, again.Meta)
			}
		}
	}
	same := 0
	for id, records := range other {
		if len(one[id]) > 0 && string(one[id][0].Data) == string(records[0].Data) {
			same++
		}
	}
	if same > 3 {
		t.Errorf("another seed repeats %d parcels", same)
	}
}

// Every decision of a whole city, splits, merges, corrections and signatures included, comes
// to the bytes that are recorded when it is decided again under the policy of its day.
func TestDecisionsOfTheCityRepeat(t *testing.T) {
	store, ledger := generate(t, 60, 7)
	decisions, types := 0, map[string]bool{}
	for id := range parcels(t, store) {
		got, err := ledger.Reconsider(t.Context(), id, taizhang.Alternative{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Decisions {
			decisions++
			types[r.Type] = true
			if !r.Faithful || len(r.Changes) > 0 {
				t.Errorf("parcel %s, %s of %s: was %+v, changes %+v", id, r.Type, r.OccurredOn, r.Was, r.Changes)
			}
		}
	}
	t.Logf("%d decisions of %d types", decisions, len(types))
}

// A city of few years or many has no life that is left unfinished or reaches
// beyond its years.
func TestLivesFitIntoTheirYears(t *testing.T) {
	for _, years := range []int{3, 5, 8, 20} {
		lives, err := plan(Options{Parcels: 500, Years: years, Seed: 2, Today: today, Districts: outlines(t)})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lives {
			first, last := domain.DateOf(l.events[0].at), domain.DateOf(l.events[len(l.events)-1].at)
			if first < today.AddDays(-365*years) || last > today {
				t.Errorf("%d years: parcel %d lives from %s to %s", years, l.index, first, last)
			}
			for _, e := range l.events {
				if e.fact.OccurredOn > domain.DateOf(e.at) {
					t.Errorf("%d years: parcel %d: %s is recorded before it happened", years, l.index, domain.EventName(e.fact.Event))
				}
			}
		}
	}
}

// An interrupted run goes on where it was, and a third run records nothing.
func TestCityCanBeResumed(t *testing.T) {
	store := memory.New()
	ledger, err := taizhang.Open(t.Context(), store, domain.Demo)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	options := Options{Parcels: 60, Years: 8, Seed: 7, Today: today, Districts: outlines(t), Recorder: ledger, Progress: func(n, _ int) {
		if n == 200 {
			cancel()
		}
	}}
	if _, err := Generate(ctx, options); err == nil {
		t.Fatal("the cancelled run ended well")
	}
	options.Progress = func(int, int) {}
	resumed, err := Generate(t.Context(), options)
	if err != nil || resumed.Repeated == 0 || resumed.Repeated == resumed.Events {
		t.Fatalf("resumed run = %+v, %v; want some events repeated", resumed, err)
	}
	again, err := Generate(t.Context(), options)
	if err != nil || again.Repeated != again.Events {
		t.Errorf("third run = %+v, %v; want all repeated", again, err)
	}
	whole, _ := generate(t, 60, 7)
	if got, want := len(parcels(t, store)), len(parcels(t, whole)); got != want {
		t.Errorf("%d parcels, want %d", got, want)
	}
}

// Every corner lies in the parcel's district, and the outline has the area that
// is registered.
func TestOutlinesLieInTheirDistrict(t *testing.T) {
	districts := outlines(t)
	rings := map[domain.District][][2]float64{}
	for _, d := range districts {
		rings[domain.District(d.Code)] = d.Rings[0]
	}
	plots, err := survey(Options{Parcels: 400, Seed: 3, Districts: districts})
	if err != nil {
		t.Fatal(err)
	}
	codes := map[domain.ParcelCode]bool{}
	for _, p := range plots {
		if codes[p.code] {
			t.Errorf("code %s twice", p.code)
		}
		codes[p.code] = true
		for _, c := range p.outline.Rings[0] {
			lng, _ := strconv.ParseFloat(string(c[0]), 64)
			lat, _ := strconv.ParseFloat(string(c[1]), 64)
			if !inside(point{lng, lat}, rings[p.district]) {
				t.Errorf("parcel %s: corner %v lies outside %s", p.code, c, p.district)
			}
		}
	}
}

// Every firm says that it is invented, and its code has right check digits.
func TestFirmsAreInvented(t *testing.T) {
	store, _ := generate(t, 60, 5)
	seen := 0
	for _, records := range parcels(t, store) {
		for _, rec := range records {
			var fact struct {
				Data struct{ Holder, Investor, Winner, Enterprise domain.Party }
			}
			if err := json.Unmarshal(rec.Data, &fact); err != nil {
				t.Fatal(err)
			}
			for _, p := range []domain.Party{fact.Data.Holder, fact.Data.Investor, fact.Data.Winner, fact.Data.Enterprise} {
				if p == (domain.Party{}) {
					continue
				}
				seen++
				if !strings.HasPrefix(p.Name, "演示企业·") {
					t.Errorf("firm %q does not say that it is invented", p.Name)
				}
				if p.USCC != "" && !check(p.USCC) {
					t.Errorf("firm %q: code %s has wrong check digits", p.Name, p.USCC)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no firm was seen")
	}
}

func BenchmarkPlan(b *testing.B) {
	districts, err := web.Districts()
	if err != nil {
		b.Skip(err)
	}
	for b.Loop() {
		start := time.Now()
		lives, err := plan(Options{Parcels: 3000, Years: 8, Seed: 1, Today: today, Districts: districts})
		if err != nil {
			b.Fatal(err)
		}
		events := 0
		for _, l := range lives {
			events += len(l.events)
		}
		b.ReportMetric(float64(events)/time.Since(start).Seconds(), "events/s")
		b.ReportMetric(float64(events), "events")
	}
}
