package server

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"testing"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
	"taizhang/projections/live"
)

// A heldLog gives its records to followers one at a time, each when it is let go.
type heldLog struct {
	eventstore.Store
	free chan struct{}
}

func (h heldLog) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		for batch, err := range h.Store.Follow(ctx, after) {
			for i := range batch {
				select {
				case <-h.free:
				case <-ctx.Done():
					yield(nil, ctx.Err())
					return
				}
				if !yield(batch[i:i+1], err) {
					return
				}
			}
		}
	}
}

// catchingUpRig serves a ledger of some parcels right after a start: its read model
// has folded nothing yet.
func catchingUpRig(t *testing.T, parcels int) (r *rig, free chan struct{}) {
	t.Helper()
	store := memory.New()
	first := newRig(t, store, domain.Demo)
	for n := range parcels {
		first.operating(n + 1)
	}
	goal := first.head()
	first.stop()
	free = make(chan struct{})
	return newRig(t, heldLog{store, free}, domain.Demo, func(c *Config) { c.Goal = goal }), free
}

// Right after a start on a log that is not folded yet, the server answers: it says
// how far it is, takes a fact and shows a history. What needs all parcels is
// refused with that, never shown in part; and then it is shown whole.
func TestServedWhileCatchingUp(t *testing.T) {
	const parcels = 5
	r, free := catchingUpRig(t, parcels)
	for range 1 + 2*3 { // the ledger's own event and two parcels
		free <- struct{}{}
	}
	refused := func(method, path string, body []byte) {
		t.Helper()
		x := r.do(method, path, body, "Idempotency-Key: c")
		if e := errorOf(t, x); x.status != http.StatusServiceUnavailable || e.Code != "catching_up" || x.header.Get("Retry-After") == "" {
			t.Errorf("%s %s: %d %+v", method, path, x.status, e)
		}
	}
	health := as[healthView](t, r.get("/healthz"), http.StatusOK)
	if health.Status != "ok" || health.Live != "catching_up" || health.Share >= 1 {
		t.Errorf("health: %+v", health)
	}
	fact := registration(parcels)
	id := identity(t, fact)
	for _, path := range []string{"overview", "parcels", "parcels.geojson", "obligations", "alarms", "parcels/" + id.String(), "parcels/120116001001GB00005/history"} {
		refused("GET", "/api/v1/"+path, nil)
	}
	refused("POST", "/api/v1/parcels/120116001001GB00005/events", encode(t, checked("2024-06-01", 1)))

	byID := "/api/v1/parcels/" + id.String()
	as[recordedView](t, r.do("POST", byID+"/events", encode(t, checked("2024-06-01", 1)), "Idempotency-Key: c1"), http.StatusCreated)
	if h := as[historyView](t, r.get(byID+"/history"), http.StatusOK); len(h.Entries) != 4 {
		t.Errorf("%d entries of the history", len(h.Entries))
	}
	if l := as[ledgerView](t, r.get("/api/v1/ledger"), http.StatusOK); l.Live.State != "catching_up" || l.Live.Lag != nil {
		t.Errorf("ledger: %+v", l.Live)
	}

	for range (parcels-2)*3 + 1 {
		free <- struct{}{}
	}
	r.await(t)
	o := as[live.Overview](t, r.get("/api/v1/overview"), http.StatusOK)
	if o.Parcels != parcels {
		t.Errorf("the overview has %d parcels, want %d", o.Parcels, parcels)
	}
	if l := as[ledgerView](t, r.get("/api/v1/ledger"), http.StatusOK); l.Live.State != "ok" {
		t.Errorf("ledger, caught up: %+v", l.Live)
	}
	as[recordedView](t, r.do("POST", "/api/v1/parcels/120116001001GB00005/events", encode(t, checked("2024-06-02", 2)), "Idempotency-Key: c2"), http.StatusCreated)
}

// await waits until the model stands at the head.
func (r *rig) await(t *testing.T) {
	t.Helper()
	if err := r.model.Wait(t.Context(), r.head()); err != nil {
		t.Fatal(err)
	}
}

// A ledger without records has nothing to catch up with.
func TestNewLedgerHasCaughtUp(t *testing.T) {
	r := demoRig(t)
	as[live.Overview](t, r.get("/api/v1/overview"), http.StatusOK)
}

func TestShare(t *testing.T) {
	for _, c := range []struct {
		at, goal eventstore.Position
		want     string
	}{
		{"", "0000000000000010", "0.00"},
		{"0000000000000004", "0000000000000010", "0.25"},
		{"0000000000000010", "0000000000000010", "1.00"},
		{"somewhere", "later", "0.00"},
	} {
		if got := fmt.Sprintf("%.2f", share(c.at, c.goal)); got != c.want {
			t.Errorf("share(%q, %q) = %s, want %s", c.at, c.goal, got, c.want)
		}
	}
}
