package live

import (
	"slices"
	"testing"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/eventstoretest"
)

func codeID(code domain.ParcelCode) domain.ParcelID {
	id, _ := domain.ParcelRegistered{ParcelCode: code}.Identity()
	return id
}

func splitInTwo() domain.Fact {
	heir := func(code domain.ParcelCode, area domain.Area) domain.Successor {
		return domain.Successor{Registration: domain.ParcelRegistered{ParcelCode: code, District: "120116", RegisteredArea: area, Origin: "SPLIT"}}
	}
	return domain.Fact{OccurredOn: "2025-01-01", Event: domain.ParcelSplit{Basis: "SURPLUS", Children: []domain.Successor{
		heir("120116001001GB00101", 4_000_000), heir("120116001001GB00102", 2_666_667),
	}}}
}

// folded is a model of everything in a store.
func folded(t *testing.T, store eventstore.Store) *Model {
	t.Helper()
	m := New(store, clock)
	if err := m.Apply(t.Context(), records(t, store)); err != nil {
		t.Fatal(err)
	}
	return m
}

// A split parcel is found by its old code and shows what it became; its land is
// counted in its children only.
func TestSplitParcel(t *testing.T) {
	store, ledger := city(t)
	id, before := codeID("120116001001GB00001"), folded(t, store).Overview(domain.Everywhere, "")
	if _, err := ledger.Record(t.Context(), id, "split", officer, splitInTwo()); err != nil {
		t.Fatal(err)
	}
	m := folded(t, store)
	after := m.Overview(domain.Everywhere, "")
	if after.Area != before.Area || after.Parcels != before.Parcels+1 || after.Districts[0].Area != before.Districts[0].Area {
		t.Errorf("%d parcels of %v became %d of %v", before.Parcels, before.Area, after.Parcels, after.Area)
	}
	found, ok := m.Resolve(domain.Everywhere, "120116001001GB00001")
	parcel, _, _ := m.Parcel(found)
	if !ok || found != id || len(parcel.Lineage.Successors) != 2 {
		t.Errorf("the old code leads to %s: %+v", found, parcel)
	}
	for _, kin := range parcel.Lineage.Successors {
		child, ok := m.Resolve(domain.Everywhere, string(kin.Code))
		p, _, _ := m.Parcel(child)
		if !ok || child != kin.Parcel || p.Stage != domain.StageOperating || p.Lineage.Parents[0].Parcel != id {
			t.Errorf("the code %s leads to %s: %+v", kin.Code, child, p)
		}
	}
	if list := m.Incomplete(); len(list) != 0 {
		t.Errorf("incomplete: %v", list)
	}
}

// What a crash left out is found.
func TestIncompleteSplitIsFound(t *testing.T) {
	store, _ := city(t)
	alone := struct{ eventstore.Store }{store}
	flaky := &eventstoretest.Flaky{Store: alone, On: 3}
	ledger, err := taizhang.Open(t.Context(), flaky, "")
	if err != nil {
		t.Fatal(err)
	}
	id := codeID("120116001001GB00001")
	if _, err := ledger.Record(t.Context(), id, "split", officer, splitInTwo()); err == nil {
		t.Fatal("the third append did not fail")
	}
	if list := folded(t, store).Incomplete(); !slices.Equal(list, []domain.ParcelID{id}) {
		t.Errorf("incomplete: %v, want %s", list, id)
	}
	if _, err := ledger.Complete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if list := folded(t, store).Incomplete(); len(list) != 0 {
		t.Errorf("incomplete after completion: %v", list)
	}
}
