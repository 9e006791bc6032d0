package taizhang

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/eventstoretest"
	"taizhang/eventstore/memory"
)

// alone hides that a store can append to several streams.
type alone struct{ eventstore.Store }

func heir(n int, area domain.Area, origin domain.Code) domain.Successor {
	r := registration(n).Event.(domain.ParcelRegistered)
	r.RegisteredArea, r.Origin = area, origin
	return domain.Successor{Registration: r}
}

// splitting splits the usual parcel in two.
func splitting(first, second int) domain.Fact {
	return domain.Fact{OccurredOn: "2024-06-01", Event: domain.ParcelSplit{Basis: "SURPLUS", Children: []domain.Successor{
		heir(first, 4_000_000, "SPLIT"), heir(second, 2_666_667, "SPLIT"),
	}}}
}

func merging(other domain.ParcelID, into int, area domain.Area) domain.Fact {
	return domain.Fact{OccurredOn: "2024-06-01", Event: domain.ParcelMerged{
		Others: []domain.MergedParcel{{Parcel: other}}, Into: heir(into, area, "MERGE"),
	}}
}

// land tells which parcels of the ledger live, by code, and how large they are in
// all.
func land(t testing.TB, store eventstore.Store) (living []domain.ParcelCode, area domain.Area) {
	t.Helper()
	for id, h := range histories(t, store) {
		p := h.Parcel()
		if p.ID != id {
			t.Errorf("parcel %s says it is %s", id, p.ID)
		}
		if p.Stage != domain.StageRetired {
			living, area = append(living, p.Land.ParcelCode), area+p.Land.RegisteredArea
		}
	}
	slices.Sort(living)
	return living, area
}

func histories(t testing.TB, store eventstore.Store) map[domain.ParcelID]*domain.History {
	t.Helper()
	all := make(map[domain.ParcelID]*domain.History)
	head, err := store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for at := eventstore.Position(""); at < head; {
		for batch, err := range store.Follow(t.Context(), at) {
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range batch {
				if id, ok := domain.ParcelOf(r.Stream); ok && all[id] == nil {
					if all[id], err = (&Ledger{store: store}).Load(t.Context(), id); err != nil {
						t.Fatal(err)
					}
				}
				at = r.Position
			}
			break
		}
	}
	return all
}

// fixed makes a ledger whose clock and chance stand still, so that two of them
// write the same bytes.
func fixed(t testing.TB, store eventstore.Store) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), store, domain.Real)
	if err != nil {
		t.Fatal(err)
	}
	l.now = func() time.Time { return time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC) }
	l.random = zeros{}
	return l
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// A split is recorded on every store with the same events and bytes; a store that
// can does it in one commit.
func TestSplitOnEveryStore(t *testing.T) {
	wrote := make(map[string][]string)
	for name, store := range map[string]eventstore.Store{"together": memory.New(), "alone": alone{memory.New()}} {
		l := fixed(t, store)
		id := registered(t, l, 1)
		counting := &eventstoretest.Flaky{Store: store}
		l.store = counting
		answer, err := l.Record(t.Context(), id, "split", surveyor, splitting(21, 22))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if want := map[string]int64{"together": 1, "alone": 3}[name]; counting.Calls() != want {
			t.Errorf("%s: %d appends, want %d", name, counting.Calls(), want)
		}
		if answer.Stage != domain.StageRetired || len(answer.Successors) != 2 || len(answer.Events) != 1 {
			t.Errorf("%s: answer = %+v", name, answer)
		}
		again, err := l.Record(t.Context(), id, "split", surveyor, splitting(21, 22))
		if err != nil || !again.Repeated || again.Position != answer.Position || !slices.Equal(again.Successors, answer.Successors) {
			t.Errorf("%s: the same again = %+v, %v", name, again, err)
		}
		if _, area := land(t, store); area != 6_666_667 {
			t.Errorf("%s: %v of land", name, area)
		}
		for _, child := range answer.Successors {
			for r := range store.Read(t.Context(), domain.StreamOf(child), 0) {
				wrote[name] = append(wrote[name], fmt.Sprintf("%s %s %s", r.ID, r.Data, r.Meta))
			}
		}
	}
	if !slices.Equal(wrote["together"], wrote["alone"]) || len(wrote["alone"]) != 2 {
		t.Errorf("together:\n%q\nalone:\n%q", wrote["together"], wrote["alone"])
	}
}

// missing names successions that are decided and not written.
func missing(t testing.TB, store eventstore.Store) (list []domain.ParcelID) {
	t.Helper()
	all := histories(t, store)
	for _, h := range all {
		for _, s := range h.Successions() {
			if all[s.Parcel] == nil || !slices.ContainsFunc(all[s.Parcel].Entries(), s.Settles) {
				list = append(list, s.Parcel)
			}
		}
	}
	return list
}

// A lossy store claims to append to several streams and keeps the last: the control.
type lossy struct{ *memory.Store }

func (s lossy) AppendAll(ctx context.Context, batches []eventstore.Batch) (eventstore.Position, error) {
	b := batches[len(batches)-1]
	return s.Append(ctx, b.Stream, b.Expect, b.Events...)
}

// The process dies at any append of a split or merge, before or after it is stored:
// a store that appends together never shows a part, on any other a part is found
// and completed.
func TestSuccessionSurvivesEveryCrash(t *testing.T) {
	for _, tt := range []struct {
		name    string
		open    func() eventstore.Store
		appends int64
		halves  bool // whether a crash may leave a part
	}{
		{"together", func() eventstore.Store { return memory.New() }, 1, false},
		{"alone", func() eventstore.Store { return alone{memory.New()} }, 3, true},
		{"lossy", func() eventstore.Store { return lossy{memory.New()} }, 3, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := false
			for _, fault := range []eventstoretest.Fault{eventstoretest.NothingStored, eventstoretest.AnswerLost} {
				for on := int64(1); on <= tt.appends; on++ {
					for _, fact := range []func(domain.ParcelID) domain.Fact{
						func(domain.ParcelID) domain.Fact { return splitting(21, 22) },
						func(other domain.ParcelID) domain.Fact { return merging(other, 31, 13_333_334) },
					} {
						found = crash(t, tt.open(), on, fault, fact) || found
					}
				}
			}
			if found != tt.halves {
				t.Errorf("a part was found: %t, want %t", found, tt.halves)
			}
		})
	}
}

// crash lets an append of a split or merge fail, opens the ledger again and
// completes what is missing. It reports whether anything was.
func crash(t *testing.T, store eventstore.Store, on int64, fault eventstoretest.Fault, fact func(domain.ParcelID) domain.Fact) (found bool) {
	l := fixed(t, store)
	id, other := registered(t, l, 1), registered(t, l, 2)
	_, before := land(t, store)
	l.store = &eventstoretest.Flaky{Store: store, On: on, Fault: fault}
	if _, err := l.Record(t.Context(), id, "k", surveyor, fact(other)); !errors.Is(err, eventstore.ErrUnavailable) {
		t.Fatalf("append %d: %v", on, err)
	}
	lost := missing(t, store)
	again := newLedger(t, store)
	completed, err := again.Complete(t.Context(), id)
	if err != nil || len(completed) != len(lost) {
		t.Errorf("append %d: completed %v, %v; missing were %v", on, completed, err, lost)
	}
	if _, err := again.Record(t.Context(), id, "k", surveyor, fact(other)); err != nil {
		t.Errorf("append %d: the request again: %v", on, err)
	}
	if _, area := land(t, store); area != before || len(missing(t, store)) > 0 {
		t.Errorf("append %d: %v of land after %v, missing %v", on, area, before, missing(t, store))
	}
	return len(lost) > 0
}

// Several complete at once: one result.
func TestCompletersRace(t *testing.T) {
	store := memory.New()
	l := fixed(t, store)
	id := registered(t, l, 1)
	l.store = &eventstoretest.Flaky{Store: alone{store}, On: 2}
	_, _ = l.Record(t.Context(), id, "k", surveyor, splitting(21, 22))
	if n := len(missing(t, store)); n != 2 {
		t.Fatalf("%d parcels are missing, want 2", n)
	}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if _, err := newLedger(t, alone{store}).Complete(t.Context(), id); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for child, h := range histories(t, store) {
		if child != id && len(h.Entries()) != 1 {
			t.Errorf("parcel %s has %d events, want 1", child, len(h.Entries()))
		}
	}
}

// Splits of one parcel compete, by ledgers over one store: exactly one wins, and
// only its children are there.
func TestOneSplitWins(t *testing.T) {
	for name, store := range map[string]eventstore.Store{"together": memory.New(), "alone": alone{memory.New()}} {
		ledgers := []*Ledger{newLedger(t, store), newLedger(t, store)}
		id := registered(t, ledgers[0], 1)
		won := make([]bool, 8)
		var wg sync.WaitGroup
		for i := range won {
			wg.Go(func() {
				_, err := ledgers[i%2].Record(t.Context(), id, fmt.Sprint(i), surveyor, splitting(100+2*i, 101+2*i))
				if won[i] = err == nil; err != nil && !errors.Is(err, domain.ErrRefused) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		winner := slices.Index(won, true)
		living, area := land(t, store)
		if winner < 0 || slices.Contains(won[winner+1:], true) || len(living) != 2 || area != 6_666_667 || len(missing(t, store)) > 0 {
			t.Errorf("%s: winners %v, living %v, %v of land", name, won, living, area)
		}
	}
}

// What stands in the way of a split or merge is refused before anything is written.
func TestSuccessionInTheWay(t *testing.T) {
	store := memory.New()
	l := newLedger(t, store)
	id, other := registered(t, l, 1), registered(t, l, 21)
	for name, fact := range map[string]domain.Fact{
		"a child that is registered":    splitting(21, 22),
		"a merge with itself":           merging(id, 31, 6_666_667),
		"a merge with an unknown one":   merging(identity(t, registration(9)), 31, 6_666_667),
		"a merge into a registered one": merging(other, 1, 13_333_334),
		"an opening by hand":            {OccurredOn: "2024-06-01", Event: domain.ParcelSucceeded{How: "SPLIT"}},
	} {
		head, _ := store.Head(t.Context())
		_, err := l.Record(t.Context(), id, name, surveyor, fact)
		if after, _ := store.Head(t.Context()); err == nil || after != head {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := l.Record(t.Context(), other, "k", surveyor, merging(id, 31, 13_333_334)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Record(t.Context(), id, "k", surveyor, splitting(41, 42)); !errors.Is(err, domain.ErrRefused) {
		t.Errorf("a split of an absorbed parcel: %v", err)
	}
}

// A dry run says what would be and writes nothing.
func TestCheckOfASplit(t *testing.T) {
	store := memory.New()
	l := newLedger(t, store)
	id := registered(t, l, 1)
	answer, err := l.Check(t.Context(), id, surveyor, splitting(21, 22))
	if living, _ := land(t, store); err != nil || len(answer.Successors) != 2 || len(living) != 1 {
		t.Errorf("check = %+v, %v; living %v", answer, err, living)
	}
}

// Whatever is split and merged, land is neither made nor lost, no code is used
// twice, and what is recorded folds the same again.
func TestLandIsConserved(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		store := pickStore(rt)
		l := fixed(t, store)
		var living []domain.ParcelID
		next := 1
		for range 2 {
			living = append(living, registered(t, l, next))
			next++
		}
		_, before := land(t, store)
		for i := range rapid.IntRange(1, 6).Draw(rt, "steps") {
			at := rapid.IntRange(0, len(living)-1).Draw(rt, "parcel")
			id := living[at]
			h, err := l.Load(t.Context(), id)
			if err != nil {
				rt.Fatal(err)
			}
			if h.Parcel().Land.RegisteredArea < 10 {
				continue // too small to cut
			}
			var fact domain.Fact
			gone := []domain.ParcelID{id}
			if len(living) > 1 && rapid.Bool().Draw(rt, "merge") {
				other := living[(at+1)%len(living)]
				oh, _ := l.Load(t.Context(), other)
				fact = merging(other, next, h.Parcel().Land.RegisteredArea+oh.Parcel().Land.RegisteredArea)
				gone = append(gone, other)
			} else {
				fact = splitAt(rt, next, h.Parcel().Land.RegisteredArea)
			}
			next += 3
			answer, err := l.Record(t.Context(), id, fmt.Sprint(i), surveyor, fact)
			if err != nil {
				rt.Fatal(err)
			}
			living = slices.DeleteFunc(living, func(x domain.ParcelID) bool { return slices.Contains(gone, x) })
			living = append(living, answer.Successors...)
		}
		codes, after := land(t, store)
		if after != before || len(codes) != len(living) || len(slices.Compact(codes)) != len(living) {
			rt.Fatalf("%v of land became %v; %d parcels live, want %d: %v", before, after, len(codes), len(living), codes)
		}
		if lost := missing(t, store); len(lost) > 0 {
			rt.Fatalf("missing %v", lost)
		}
		noCodeAgain(rt, histories(t, store))
	})
}

func pickStore(rt *rapid.T) eventstore.Store {
	if rapid.Bool().Draw(rt, "alone") {
		return alone{memory.New()}
	}
	return memory.New()
}

// splitAt cuts an area in two or three.
func splitAt(rt *rapid.T, next int, area domain.Area) domain.Fact {
	var children []domain.Successor
	for i := range rapid.IntRange(1, 2).Draw(rt, "cuts") {
		part := domain.Area(rapid.Int64Range(1, int64(area)/2).Draw(rt, "area"))
		children, area = append(children, heir(next+i, part, "SPLIT")), area-part
	}
	children = append(children, heir(next+len(children), area, "SPLIT"))
	return domain.Fact{OccurredOn: "2024-06-01", Event: domain.ParcelSplit{Basis: "PLANNING", Children: children}}
}

// noCodeAgain checks that every code was given to one parcel only, and that each
// history folds to the same parcel again.
func noCodeAgain(rt *rapid.T, all map[domain.ParcelID]*domain.History) {
	given := make(map[domain.ParcelCode]domain.ParcelID)
	for id, h := range all {
		for _, span := range h.Parcel().Codes {
			if other, ok := given[span.Code]; ok {
				rt.Fatalf("code %s was given to %s and %s", span.Code, other, id)
			}
			given[span.Code] = id
		}
		if again := domain.LoadHistory(h.Entries()).Parcel(); fmt.Sprintf("%+v", again.Lineage) != fmt.Sprintf("%+v", h.Parcel().Lineage) {
			rt.Fatalf("parcel %s folds to another lineage", id)
		}
	}
}
