package live

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

var (
	officer = domain.Officer{ID: "o-1", Name: "王一", Department: "PNR", Level: "CITY"}
	second  = domain.Officer{ID: "o-2", Name: "李二", Department: "PNR", Level: "CITY"}
	today   = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
)

func clock() time.Time { return today }

// city records a few parcels with late facts and corrections among ordinary ones
// and returns the store.
func city(t *testing.T) (*memory.Store, *taizhang.Ledger) {
	t.Helper()
	store := memory.New()
	ledger, err := taizhang.Open(t.Context(), store, domain.Real)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 6 {
		record(t, ledger, n)
	}
	return store, ledger
}

func record(t *testing.T, ledger *taizhang.Ledger, n int) {
	t.Helper()
	reg := domain.ParcelRegistered{
		ParcelCode: domain.ParcelCode(fmt.Sprintf("120116001001GB%05d", n+1)), District: "120116",
		RegisteredArea: 6_666_667, Origin: "NEW", Holder: domain.Party{Name: fmt.Sprintf("演示企业%d", n)},
	}
	id, err := reg.Identity()
	if err != nil {
		t.Fatal(err)
	}
	do := func(key string, by domain.Officer, day domain.Date, e domain.Event) domain.EventID {
		t.Helper()
		answer, err := ledger.Record(t.Context(), id, key, by, domain.Fact{OccurredOn: day, Event: e})
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		return answer.Events[0].ID
	}
	do("register", officer, "2024-01-10", reg)
	surveyed := do("survey", officer, "2024-03-01", domain.ParcelSurveyed{SurveyYear: 2024, ActualUsedArea: 6_000_000})
	do("use", officer, "2024-05-01", domain.UseConfirmed{ActualStage: "OPERATING"})
	do("late", officer, "2024-04-01", domain.ParcelSurveyed{SurveyYear: 2024, ActualUsedArea: 5_500_000})
	if n%2 == 0 {
		do("correct", second, "2024-06-01", domain.EventCorrected{
			Target: surveyed, Reason: "ENTRY_ERROR",
			Diffs: []domain.Diff{{Path: "/data/actualUsedArea", Old: domain.JSON("6000000"), New: domain.JSON("6100000")}},
		})
	}
}

// records reads the whole log.
func records(t *testing.T, store eventstore.Store) []eventstore.Record {
	t.Helper()
	head, err := store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all []eventstore.Record
	for batch, err := range store.Follow(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, batch...); all[len(all)-1].Position >= head {
			break
		}
	}
	return all
}

// P7: whatever the borders of the batches, each parcel equals the fold of its
// history, late facts and corrections included.
func TestModelEqualsFold(t *testing.T) {
	store, ledger := city(t)
	all := records(t, store)
	rapid.Check(t, func(rt *rapid.T) {
		m := New(store, clock)
		for rest := all; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(rt, "batch")
			if err := m.Apply(t.Context(), rest[:n]); err != nil {
				rt.Fatal(err)
			}
			rest = rest[n:]
		}
		for _, row := range m.Parcels(domain.Everywhere, Filter{}, "", 100).Items {
			history, err := ledger.Load(t.Context(), row.ID)
			if err != nil {
				rt.Fatal(err)
			}
			got, _, _ := m.Parcel(row.ID)
			if want := history.Parcel(); !reflect.DeepEqual(got, want) {
				rt.Fatalf("parcel %s = %+v\nwant the fold %+v", row.Code, got, want)
			}
		}
	})
}

// A record left out is an error, and a batch that fails changes nothing.
func TestHoleIsRefused(t *testing.T) {
	store, _ := city(t)
	all := records(t, store)
	m := New(store, clock)
	holed := append(append([]eventstore.Record{}, all[:2]...), all[3:]...)
	if err := m.Apply(t.Context(), holed); err == nil {
		t.Fatal("a batch with a hole was applied")
	}
	if pos, _ := m.Position(t.Context()); pos != "" || m.Parcels(domain.Everywhere, Filter{}, "", 10).Total != 0 {
		t.Errorf("a refused batch moved the model to %q", pos)
	}
}

// A snapshot that a reader holds does not change when the model moves on.
func TestSnapshotsAreImmutable(t *testing.T) {
	store, _ := city(t)
	all := records(t, store)
	m := New(store, clock)
	if err := m.Apply(t.Context(), all[:3]); err != nil {
		t.Fatal(err)
	}
	id := m.Parcels(domain.Everywhere, Filter{}, "", 1).Items[0].ID
	held, _, _ := m.Parcel(id)
	before := *held
	if err := m.Apply(t.Context(), all[3:]); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*held, before) {
		t.Error("the held snapshot changed")
	}
}

func TestPagesCoverTheList(t *testing.T) {
	store, _ := city(t)
	m := New(store, clock)
	if err := m.Apply(t.Context(), records(t, store)); err != nil {
		t.Fatal(err)
	}
	seen := map[domain.ParcelID]bool{}
	for cursor := ""; ; {
		page := m.Parcels(domain.Everywhere, Filter{District: []domain.District{"120116"}}, cursor, 4)
		if page.Total != 6 {
			t.Fatalf("total = %d, want 6", page.Total)
		}
		for _, row := range page.Items {
			if seen[row.ID] {
				t.Errorf("parcel %s stands on two pages", row.Code)
			}
			seen[row.ID] = true
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if len(seen) != 6 {
		t.Errorf("the pages show %d parcels, want 6", len(seen))
	}
	if got := m.Parcels(domain.Everywhere, Filter{Text: "演示企业3"}, "", 10).Total; got != 1 {
		t.Errorf("holder search finds %d, want 1", got)
	}
	if _, ok := m.Resolve(domain.Everywhere, "120116001001GB00001"); !ok {
		t.Error("a parcel is not found by its code")
	}
}

// A reader that passes the position of its write waits for it.
func TestWaitForPosition(t *testing.T) {
	store, _ := city(t)
	all := records(t, store)
	m := New(store, clock)
	done := make(chan error, 1)
	go func() { done <- m.Wait(t.Context(), all[len(all)-1].Position) }()
	select {
	case <-done:
		t.Fatal("Wait returned before the model stood there")
	case <-time.After(20 * time.Millisecond):
	}
	if err := m.Apply(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
