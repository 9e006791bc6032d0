package server

import (
	"context"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/live"
)

// What the server asks of the parts below it, by name and in order.
type (
	work    struct{ did []string }
	workLog struct {
		Log
		*work
	}
	readModel   = Parcels // Parcels is one of its methods
	workParcels struct {
		readModel
		*work
	}
	workRecorder struct {
		Recorder
		*work
	}
)

func (w *work) note(what string) { w.did = append(w.did, what) }

func (l workLog) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	l.note("read a stream")
	return l.Log.Read(ctx, stream, from)
}

func (l workLog) Head(ctx context.Context) (eventstore.Position, error) {
	l.note("head")
	return l.Log.Head(ctx)
}

func (p workParcels) Parcel(id domain.ParcelID) (*domain.Parcel, eventstore.Revision, bool) {
	p.note("parcel")
	return p.readModel.Parcel(id)
}

func (p workParcels) Snapshot(reach domain.Reach, id domain.ParcelID) (live.Snapshot, bool) {
	p.note("snapshot")
	return p.readModel.Snapshot(reach, id)
}

func (p workParcels) Resolve(reach domain.Reach, ref string) (domain.ParcelID, bool) {
	p.note("resolve")
	return p.readModel.Resolve(reach, ref)
}

func (p workParcels) Position(ctx context.Context) (eventstore.Position, error) {
	p.note("position")
	return p.readModel.Position(ctx)
}

func (r workRecorder) Record(ctx context.Context, id domain.ParcelID, key string, by domain.Officer, facts ...domain.Fact) (taizhang.Answer, error) {
	r.note("record")
	return r.Recorder.Record(ctx, id, key, by, facts...)
}

func (r workRecorder) Check(ctx context.Context, id domain.ParcelID, by domain.Officer, facts ...domain.Fact) (taizhang.Answer, error) {
	r.note("check")
	return r.Recorder.Check(ctx, id, by, facts...)
}

func (p workParcels) Features(reach domain.Reach, district domain.District) []live.Feature {
	p.note("outlines")
	return p.readModel.Features(reach, district)
}

func (p workParcels) WhatIf(reach domain.Reach, scope domain.Scope, proposed domain.ParameterProposed) []live.Catch {
	p.note("all alarms")
	return p.readModel.WhatIf(reach, scope, proposed)
}

// Row 4: for a parcel elsewhere the server asks of the log, the read model and the write
// path what it asks for one that does not exist, so that the time of an answer has nothing
// to tell by. For one within reach it asks more: the comparison can see.
func TestElsewhereIsTheWorkOfNowhere(t *testing.T) {
	c := newSightCity(t, seedOf(t), nil)
	w := new(work)
	c.server.Log, c.server.Parcels, c.server.Ledger = workLog{c.server.Log, w}, workParcels{c.server.Parcels, w}, workRecorder{c.server.Ledger, w}
	doing := func(token string, req absentRequest) []string {
		w.did = nil
		c.send(token, req)
		return w.did
	}
	c.ask(c.token, "GET", "/api/v1/parcels", nil) // the first request finds out that the model has caught up
	rng := rand.New(rand.NewPCG(c.seed, 6))
	compared, differ, lands := 0, 0, 0
	for id, land := range c.land {
		if lands++; lands > 8 {
			break
		}
		for _, who := range c.strangers(land, rng) {
			token := c.tokens.IssueInMemory(who)
			for _, ref := range c.elsewhere(id) {
				for i, req := range c.asked(ref) {
					compared++
					got, want := doing(token, req), doing(token, c.asked(alike(ref)[0])[i])
					if who.Covers(land) {
						differ += one(!slices.Equal(got, want))
					} else if !slices.Equal(got, want) {
						t.Errorf("%s of %s asks %s %s: %q, of a parcel that does not exist: %q", who.Role, who.Place(), req.method, req.path, got, want)
					}
				}
			}
		}
	}
	if differ == 0 {
		t.Error("parcels within reach are the work of those that do not exist")
	}
	t.Logf("%d requests compared, %d within reach differ", compared, differ)
}
