package analytics

import (
	"testing"

	"github.com/google/uuid"

	"taizhang/domain"
)

// folded is the dossier of a parcel's facts, recorded in order.
func folded(t *testing.T, facts ...domain.Fact) (*dossier, *domain.History) {
	t.Helper()
	var entries []domain.Entry
	d := newDossier(uuid.New())
	for i, f := range facts {
		e := domain.Entry{ID: uuid.New(), Revision: int64(i), Fact: f}
		entries = append(entries, e)
		if _, err := d.take(recorded{Entry: e, ordinal: uint64(i)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	return d, domain.LoadHistory(entries)
}

func on(day domain.Date, e domain.Event) domain.Fact { return domain.Fact{OccurredOn: day, Event: e} }

// A plant is split in the middle of a year: its land stops and its children's
// starts on that day, no land of any kind is made or lost, and what the parcel had
// come to is counted once.
func TestSplitLandGoesOnInItsChildren(t *testing.T) {
	price := domain.Fen(900)
	heir := func(code domain.ParcelCode, area, low domain.Area) domain.Successor {
		return domain.Successor{LowEfficiency: low, Registration: domain.ParcelRegistered{ParcelCode: code, District: "120116", RegisteredArea: area, Origin: "SPLIT"}}
	}
	parent, h := folded(t,
		on("2015-01-01", domain.ParcelRegistered{ParcelCode: "120116001001GB00001", District: "120116", RegisteredArea: 5_000_000, Origin: "NEW"}),
		on("2015-02-01", domain.ParcelSurveyed{SurveyYear: 2015, ActualUsedArea: 5_000_000}),
		domain.Fact{OccurredOn: "2016-01-01", Backfill: true, Event: domain.GrantContractSigned{Method: "LISTING", Price: &price, Area: 5_000_000}},
		domain.Fact{OccurredOn: "2018-01-01", Backfill: true, Event: domain.ProductionStarted{Industry: "C3670"}},
		on("2020-01-01", domain.LowEfficiencyIdentified{Kind: "INDUSTRIAL", RuleSet: "2020", Area: 1_000_000}),
		on("2021-01-01", domain.LowEfficiencyCleared{Area: 400_000, Reason: "IMPROVED"}),
		on("2024-07-01", domain.ParcelSplit{Basis: "SURPLUS", Children: []domain.Successor{
			heir("120116001001GB00021", 3_000_000, 500_000), heir("120116001001GB00022", 2_000_000, 100_000),
		}}),
	)
	books := []*dossier{parent}
	for _, s := range h.Successions() {
		child, _ := folded(t, s.Fact)
		books = append(books, child)
	}
	for kind, want := range map[LandKind][2]domain.Area{
		operatingLand: {5_000_000, 5_000_000}, registeredLand: {5_000_000, 5_000_000}, suppliedLand: {5_000_000, 5_000_000},
		lowLand: {600_000, 600_000}, identifiedLand: {1_000_000, 1_000_000}, clearedLand: {400_000, 400_000},
	} {
		for i, day := range []domain.Date{"2024-06-30", "2024-07-01"} {
			var sum domain.Area
			for _, d := range books {
				for _, held := range d.land.of(kind) {
					if held.from <= day && day < held.until {
						sum += held.area
					}
				}
			}
			if sum != want[i] {
				t.Errorf("%s land on %s: %v, want %v", kind, day, sum, want[i])
			}
		}
	}
	supplied := 0
	for _, d := range books {
		for _, c := range d.life.checkpoints(d.parcel) {
			if c.kind == landSupplied {
				supplied++
			}
		}
	}
	if supplied != 1 {
		t.Errorf("the land counts as supplied %d times, want once", supplied)
	}
}
