package main

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"taizhang"
	"taizhang/domain"
)

// readers are principals of every place and view that may replay.
var readers = []domain.Principal{
	{ID: "auditor", Role: domain.RoleAuditor, View: domain.ViewAuditor, Level: "CITY"},
	{ID: "internal", Role: domain.RoleOfficer, Department: "IIT", View: domain.ViewInternal, Level: "CITY"},
	{ID: "tax", Role: domain.RoleOfficer, Department: "TAX", View: domain.ViewRestricted, Level: "DISTRICT", District: "120116"},
	{ID: "district", Role: domain.RoleOfficer, Department: "PNR", View: domain.ViewInternal, Level: "DISTRICT", District: "120110"},
	{ID: "park", Role: domain.RoleOfficer, Department: "PRK", View: domain.ViewRestricted, Level: "PARK", District: "120116", Park: "演示园区16-1"},
	{ID: "public", Role: domain.RoleService, Department: "IIT", View: domain.ViewPublic, Level: "CITY"},
}

// Whatever principal asks `taizhang replay`: the parcels listed are those of his place;
// one elsewhere answers as one that does not exist; one that is his gives the owner's
// bytes whole, or, where they speak of what his view does not show, nothing.
func TestReplayIsAFilter(t *testing.T) {
	p := place{Data: filepath.Join(t.TempDir(), "city")}
	if code := run(t.Context(), []string{"demo", "--parcels", "60", "--today", "2026-11-20", "--data", p.Data}, quiet(t)); code != exitOK {
		t.Fatalf("demo ended with %d", code)
	}
	store, err := p.openEmbedded()
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ledger, err := taizhang.Open(t.Context(), store, "")
	if err != nil {
		t.Fatal(err)
	}
	as := func(who domain.Principal) *local {
		l := &local{place: p, store: store, ledger: ledger, who: who}
		l.once.Do(func() {}) // who asks is known
		return l
	}
	owner := as(domain.Maintenance)
	all, err := owner.Parcels(t.Context())
	if err != nil || len(all) < 60 {
		t.Fatalf("%d parcels, %v", len(all), err)
	}
	var n tally
	for _, who := range readers {
		l, mine := as(who), []string{}
		for _, id := range all {
			if n.compare(t, l, owner, id) {
				mine = append(mine, id)
			}
		}
		if listed, err := l.Parcels(t.Context()); err != nil || !slices.Equal(listed, mine) {
			t.Errorf("%s is listed %d parcels, want %d: %v", who.ID, len(listed), len(mine), err)
		}
	}
	t.Logf("%d replays given, %d refused, %d of land elsewhere", n.given, n.refused, n.elsewhere)
	if n.given == 0 || n.refused == 0 || n.elsewhere == 0 {
		t.Error("the readers do not differ: the test proves nothing")
	}
}

// A tally counts how replays ended.
type tally struct{ given, refused, elsewhere int }

// compare asks for one parcel and reports whether it lies within the reader's place.
func (n *tally) compare(t *testing.T, l, owner *local, id string) bool {
	t.Helper()
	want, err := owner.History(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	got, err := l.History(t.Context(), id)
	switch {
	case !within(l.who, placeOf(want)):
		n.elsewhere++
		wantNowhere(t, l, id, err)
		return false
	case err == nil:
		n.given++
		if !slices.EqualFunc(got.data, want.data, bytes.Equal) || speaksBeyond(l.who.View, want) {
			t.Errorf("%s is given a replay of %s that is not his", l.who.ID, id)
		}
	default:
		n.refused++
		if !errors.Is(err, domain.ErrDenied) || !speaksBeyond(l.who.View, want) {
			t.Errorf("%s is not given %s: %v", l.who.ID, id, err)
		}
	}
	return true
}

// placeOf is where a parcel lies today.
func placeOf(h history) domain.Scope {
	return domain.LoadHistory(slices.Clone(h.entries)).Parcel().Place()
}

func within(who domain.Principal, at domain.Scope) bool {
	return who.Level == "CITY" || who.District == at.District && (who.Level == "DISTRICT" || who.Park == at.Park)
}

// speaksBeyond reports whether the facts have what a view is not shown: of tax for the
// departments, of nearly everything for the public.
func speaksBeyond(v domain.View, h history) bool {
	switch v {
	case domain.ViewPublic:
		return true
	case domain.ViewInternal:
		text := string(bytes.Join(h.data, nil))
		return slices.ContainsFunc([]string{`"taxPaid"`, `"taxRefund"`, `"TAX`, `"expectedTax"`, `"taxPerMu"`, `"taxes"`, `"valueAfter"`, "税"}, func(s string) bool { return strings.Contains(text, s) })
	}
	return false
}

func wantNowhere(t *testing.T, l *local, id string, err error) {
	t.Helper()
	nobody := uuid.NewString()
	_, none := l.History(t.Context(), nobody)
	if err == nil || none == nil || strings.ReplaceAll(err.Error(), id, nobody) != none.Error() {
		t.Errorf("%s is told %v of land elsewhere, and %v of none", l.who.ID, err, none)
	}
}
