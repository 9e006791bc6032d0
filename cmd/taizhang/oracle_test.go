package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"taizhang"
	"taizhang/cmd/taizhang/landchina"
	"taizhang/domain"
	"taizhang/domain/accesstest"
)

// An oracleLedger is a ledger with land of two districts, asked through the commands by an
// officer of each department at each level.
type oracleLedger struct {
	place  place
	store  ledgerStore
	ledger *taizhang.Ledger
	log    *accessLog
	lands  []oracleLand
	askers []*audited
}

// An oracleLand is a parcel with what the rules ask of it.
type oracleLand struct {
	id domain.ParcelID
	accesstest.Land
}

var oraclePlaces = []accesstest.Land{{District: "120116", Park: "P1"}, {District: "120110", Park: "P1"}}

func newOracleLedger(t *testing.T) *oracleLedger {
	t.Helper()
	o := &oracleLedger{place: place{Data: t.TempDir()}}
	var err error
	if o.store, err = o.place.openEmbedded(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.store.Close() })
	if o.ledger, err = taizhang.Open(t.Context(), o.store, domain.Real); err != nil {
		t.Fatal(err)
	}
	if o.log, err = o.place.openAccess(quietly()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.log.Close() })
	for i, at := range oraclePlaces {
		o.lands = append(o.lands, o.register(t, i, at))
	}
	for _, department := range accesstest.Departments {
		for _, level := range []string{"CITY", "DISTRICT", "PARK"} {
			o.askers = append(o.askers, o.asker(department, level))
		}
	}
	return o
}

func (o *oracleLedger) register(t *testing.T, n int, at accesstest.Land) oracleLand {
	t.Helper()
	parcel := domain.ParcelRegistered{ParcelCode: domain.ParcelCode(fmt.Sprintf("%s001001GB%05d", at.District, n+1)), District: domain.District(at.District), ParkCode: at.Park, RegisteredArea: 1_000_000, Origin: "NEW"}
	id, err := parcel.Identity()
	if err != nil {
		t.Fatal(err)
	}
	planner := domain.Officer{ID: "pnr", Name: "甲", Department: "PNR", Level: "CITY"}
	if _, err = o.ledger.Record(t.Context(), id, at.District, planner, domain.Fact{OccurredOn: "2024-01-08", Event: parcel}); err != nil {
		t.Fatal(err)
	}
	return oracleLand{id, at}
}

// asker is the ledger as the commands have it for one officer of the first land's place.
func (o *oracleLedger) asker(department, level string) *audited {
	who := domain.Principal{ID: department + "-" + level, Name: "乙", Role: domain.RoleOfficer, View: domain.ViewInternal, Department: domain.Code(department), Level: domain.Code(level)}
	if level != "CITY" {
		who.District = domain.District(oraclePlaces[0].District)
	}
	if level == "PARK" {
		who.Park = oraclePlaces[0].Park
	}
	l := &local{place: o.place, store: o.store, ledger: o.ledger, who: who, token: "known"}
	l.once.Do(func() {}) // who asks is known
	return &audited{local: l, log: o.log}
}

func officerIn(p domain.Principal) accesstest.Officer {
	return accesstest.Officer{ID: p.ID, Department: string(p.Department), Level: string(p.Level), District: string(p.District), Park: p.Park}
}

// verdict says how a command ended: by which rule it was denied, or nothing when who asks
// was let through to the parcel's own rules.
func verdict(t *testing.T, err error) string {
	t.Helper()
	denied, isDenied := errors.AsType[*domain.Denied](err)
	switch {
	case err == nil, errors.Is(err, domain.ErrRefused), errors.Is(err, domain.ErrInvalid):
		return ""
	case errors.Is(err, taizhang.ErrNoParcel):
		return accesstest.Unseen
	case isDenied && len(denied.Problems) == 1:
		return denied.Problems[0].Rule
	}
	t.Fatal(err)
	return ""
}

// samplesOfParcels are facts of every event type but those whose answer hangs on another
// event, which the server's oracle asks.
func samplesOfParcels(t *testing.T) []accesstest.Sample {
	t.Helper()
	derived, books := map[string][]string{}, map[string]bool{}
	for _, typ := range domain.BookCatalogue() {
		books[typ.Name] = true
	}
	for _, typ := range domain.Catalogue() {
		derived[typ.Name] = derivedIn(typ.Fields)
	}
	samples, err := accesstest.Samples("../../domain/testdata/events", derived)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(samples, func(s accesstest.Sample) bool {
		return books[s.Type] || slices.Contains([]string{"ParcelRegistered", "ParcelSucceeded", "EventCosigned", "EventCorrected", "EventAnnulled", "ObjectionResolved"}, s.Type)
	})
}

func derivedIn(fields []domain.Field) (names []string) {
	for _, f := range fields {
		if f.Derived {
			names = append(names, f.Name)
		}
		names = append(names, derivedIn(f.Fields)...)
	}
	return names
}

// `taizhang record` answers every department, level, event type and place as the rules of
// docs/access.md do.
func TestOracleOfRecord(t *testing.T) {
	o, samples := newOracleLedger(t), samplesOfParcels(t)
	asked, wrong := o.record(t, accesstest.New(), samples, t.Errorf)
	t.Logf("record: %d cells, %d mismatches", asked, wrong)
	rules := accesstest.New()
	rules["LandPricePaid"] = rules["SupplyAwarded"]
	if _, wrong := o.record(t, rules, samples, func(string, ...any) {}); wrong == 0 {
		t.Error("rules with another row were not caught")
	}
}

func (o *oracleLedger) record(t *testing.T, rules accesstest.Rules, samples []accesstest.Sample, say func(string, ...any)) (asked, wrong int) {
	t.Helper()
	for _, s := range samples {
		facts, err := (&recordCmd{}).facts(stdio{in: bytes.NewReader(s.JSON("2024-03-13"))})
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		for _, land := range o.lands {
			for _, by := range o.askers {
				_, err := by.Record(t.Context(), land.id.String(), "k", true, facts)
				want, got := rules.Ask(officerIn(by.who), s.Fact, &land.Land), verdict(t, err)
				if asked++; got != want && !(want == "competence.case" && got == "" && err != nil) {
					wrong++
					say("%s, %s in %s: %q, the rules say %q", by.who.ID, s.Name, land.District, got, want)
				}
			}
		}
	}
	return asked, wrong
}

// `taizhang import landchina` answers every department and level, for rows of its own and
// of another district, as the rules do: what is of another place is quarantined, what
// the department may not ends the import.
func TestOracleOfImport(t *testing.T) {
	o, rules := newOracleLedger(t), accesstest.New()
	supply, err := os.ReadFile("landchina/testdata/supply.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(supply), "\n")
	for _, row := range []struct{ name, district string }{{"滨海新区", "120116"}, {"西青区", "120111"}} {
		file := lines[0] + strings.Replace(lines[1], "天津市市辖区>西青区", "天津市市辖区>"+row.name, 1)
		land := &accesstest.Land{District: row.district}
		for _, by := range o.askers {
			who := officerIn(by.who)
			want := cmp.Or(rules.Record(who, accesstest.Fact{Type: "ParcelRegistered"}, land), rules.Record(who, accesstest.Fact{Type: "GrantContractSigned"}, land))
			if got := imported(t, by, file); got != want {
				t.Errorf("%s, a row of %s: %q, the rules say %q", by.who.ID, row.name, got, want)
			}
		}
	}
}

// imported says by which rule the only row of a file was denied.
func imported(t *testing.T, by *audited, file string) (rule string) {
	t.Helper()
	seen := func(v landchina.Verdict) {
		if !v.Accepted() {
			rule = v.Problems[0].Reason
		}
	}
	_, err := landchina.Import(context.WithoutCancel(t.Context()), strings.NewReader(file), landchina.Options{Recorder: importer{by}, Quarantine: io.Discard, DryRun: true, Verdict: seen})
	if err != nil {
		return verdict(t, err)
	}
	return rule
}
