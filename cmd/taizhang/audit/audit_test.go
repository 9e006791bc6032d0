package audit

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
	"taizhang/projections/live"
)

var officer = domain.Officer{ID: "o-1", Name: "王一", Department: "PNR", Level: "CITY"}

// ledger records a few parcels and returns the records of the log.
func ledger(t *testing.T) (*memory.Store, []eventstore.Record) {
	t.Helper()
	store := memory.New()
	l, err := taizhang.Open(t.Context(), store, domain.Real)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 4 {
		reg := domain.ParcelRegistered{ParcelCode: domain.ParcelCode(fmt.Sprintf("120116001001GB%05d", n+1)), District: "120116", RegisteredArea: 6_666_667, Origin: "NEW"}
		id, err := reg.Identity()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Record(t.Context(), id, "k", officer,
			domain.Fact{OccurredOn: "2024-01-10", Event: reg},
			domain.Fact{OccurredOn: "2024-03-01", Event: domain.ParcelSurveyed{SurveyYear: 2024, ActualUsedArea: 6_000_000}},
			domain.Fact{OccurredOn: "2024-04-01", Event: domain.UseConfirmed{ActualStage: "OPERATING", Since: "2020-01-01"}}); err != nil {
			t.Fatal(err)
		}
	}
	head, _ := store.Head(t.Context())
	var all []eventstore.Record
	for batch, err := range store.Follow(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, batch...); all[len(all)-1].Position >= head {
			break
		}
	}
	return store, all
}

// tampered is a log that shows other records than were written.
type tampered []eventstore.Record

func (l tampered) Head(context.Context) (eventstore.Position, error) {
	return l[len(l)-1].Position, nil
}

func (l tampered) Follow(context.Context, eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) { yield(slices.Clone(l), nil) }
}

func (l tampered) Read(context.Context, string, eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(func(eventstore.Record, error) bool) {}
}

func TestAnUntouchedLedgerPasses(t *testing.T) {
	store, all := ledger(t)
	model := live.New(store, time.Now)
	if err := model.Apply(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	report, err := Run(t.Context(), store, model, nil)
	if err != nil || !report.OK || report.Counts["events"] != 12 || report.Counts["live"] != 4 {
		t.Errorf("report = %+v, %v; want 12 events and 4 parcels without a fault", report, err)
	}
}

// Each way of tampering with the log is named.
func TestTamperingIsNamed(t *testing.T) {
	replace := func(from, to string) func([]eventstore.Record) []eventstore.Record {
		return func(all []eventstore.Record) []eventstore.Record {
			all[2].Data = []byte(strings.Replace(string(all[2].Data), from, to, 1))
			return all
		}
	}
	tests := []struct {
		name   string
		tamper func([]eventstore.Record) []eventstore.Record
		says   string
	}{
		{"an event left out", func(all []eventstore.Record) []eventstore.Record { return slices.Delete(all, 2, 3) }, "revision 2 follows 0"},
		{"two events swapped", func(all []eventstore.Record) []eventstore.Record { all[2], all[3] = all[3], all[2]; return all }, "does not ascend"},
		{"an event doubled", func(all []eventstore.Record) []eventstore.Record { return slices.Insert(all, 3, all[2]) }, "event ID is repeated"},
		{"bytes that are not JSON", replace("{", ""), "cannot be read"},
		{"other spacing", replace(":", ": "), "canonical"},
		{"another type beside the data", func(all []eventstore.Record) []eventstore.Record { all[2].Type = "LandReserved"; return all }, "canonical"},
		{"another stage beside the data", func(all []eventstore.Record) []eventstore.Record {
			all[2].Meta = []byte(strings.Replace(string(all[2].Meta), "SURVEYED", "OPERATING", 1))
			return all
		}, "the fold says SURVEYED"},
		{"recorded time turned back", func(all []eventstore.Record) []eventstore.Record {
			all[3].Meta = []byte(strings.Replace(string(all[3].Meta), `"recordedAt":"20`, `"recordedAt":"19`, 1))
			return all
		}, "recorded time goes back"},
		{"a stream of nobody", func(all []eventstore.Record) []eventstore.Record { all[1].Stream = "parcel-x"; return all }, "unknown stream"},
		{"two faults at once", func(all []eventstore.Record) []eventstore.Record {
			all[1].Stream, all[6].Data = "parcel-x", []byte("{}")
			return all
		}, "cannot be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, all := ledger(t)
			report, err := Run(t.Context(), tampered(tt.tamper(all)), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			said := fmt.Sprint(report.Faults)
			for _, f := range report.Faults {
				said += f.EN
			}
			if report.OK || !strings.Contains(said, tt.says) {
				t.Errorf("faults = %v, want one that says %q", report.Faults, tt.says)
			}
		})
	}
}

// A model that shows another state than the log gives is named.
func TestAModelThatDiffersIsNamed(t *testing.T) {
	store, all := ledger(t)
	model := live.New(store, time.Now)
	changed := slices.Clone(all)
	changed[2].Data = []byte(strings.Replace(string(changed[2].Data), "6000000", "6000001", 1))
	if err := model.Apply(t.Context(), changed); err != nil {
		t.Fatal(err)
	}
	report, err := Run(t.Context(), store, model, nil)
	if err != nil || len(report.Faults) != 1 || !strings.HasPrefix(report.Faults[0].Where, "live ") {
		t.Errorf("faults = %v, %v; want the one parcel of the model", report.Faults, err)
	}
}
