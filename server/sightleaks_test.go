package server

import (
	"math/rand/v2"
	"strings"
	"testing"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/live"
)

// A leaking read model forgets the reach in some of its answers.
type leaking struct {
	parcelModel
	where string           // the methods that leak
	to    domain.Principal // whose district the feed takes every parcel to lie in
}

func (l leaking) reach(method string, reach domain.Reach) domain.Reach {
	if strings.Contains(l.where, method) {
		return domain.Everywhere
	}
	return reach
}

func (l leaking) Snapshot(r domain.Reach, id domain.ParcelID) (live.Snapshot, bool) {
	return l.parcelModel.Snapshot(l.reach("Snapshot", r), id)
}

func (l leaking) Resolve(r domain.Reach, ref string) (domain.ParcelID, bool) {
	return l.parcelModel.Resolve(l.reach("Resolve", r), ref)
}

func (l leaking) Parcels(r domain.Reach, f live.Filter, cursor string, limit int) live.Page {
	return l.parcelModel.Parcels(l.reach("Parcels", r), f, cursor, limit)
}

func (l leaking) Obligations(r domain.Reach, f live.ObligationFilter) []live.ObligationRow {
	return l.parcelModel.Obligations(l.reach("Obligations", r), f)
}

func (l leaking) Alarms(r domain.Reach, f live.AlarmFilter) []live.AlarmRow {
	return l.parcelModel.Alarms(l.reach("Alarms", r), f)
}

func (l leaking) Overview(r domain.Reach, d domain.District) live.Overview {
	return l.parcelModel.Overview(l.reach("Overview", r), d)
}

func (l leaking) Features(r domain.Reach, d domain.District) []live.Feature {
	return l.parcelModel.Features(l.reach("Features", r), d)
}

func (l leaking) Parcel(id domain.ParcelID) (*domain.Parcel, eventstore.Revision, bool) {
	p, revision, ok := l.parcelModel.Parcel(id)
	if ok && strings.Contains(l.where, "Place") {
		p = p.Clone()
		p.Land.District, p.Land.ParkCode = l.to.District, l.to.Park
	}
	return p, revision, ok
}

// A what-if is not among these: who may ask one asks it of his own district.

// A server with a filter of place left out anywhere is caught by the comparison, and one
// with none left out is not.
func TestLeaksAreCaught(t *testing.T) {
	c := newSightCity(t, seedOf(t), nil)
	narrow := domain.Principal{ID: "n", Name: "某", Role: domain.RoleAuditor, View: domain.ViewAuditor, Level: "DISTRICT"}
	for _, land := range c.land {
		narrow.District = land.District
	}
	for _, where := range []string{"", "Resolve Snapshot", "Parcels", "Obligations", "Alarms", "Overview", "Features", "Place"} {
		w := c.witness(t, narrow)
		config := c.server.Config
		config.Parcels = leaking{config.Parcels, where, narrow}
		w.rig.server = New(config)
		w.everyRoute()
		if where == "Place" {
			w.misses = nil
			w.rig.base = w.front(t)
			w.feeds(rand.New(rand.NewPCG(c.seed, 7)))
		}
		if (len(w.misses) > 0) != (where != "") {
			t.Errorf("%q left out: %d answers, noticed %v", where, w.cases, w.misses)
		}
	}
}
