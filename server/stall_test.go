package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/embedded"
	"taizhang/server/accesslog"
)

// A disk that stands still is told as 503: who was waiting does not know the outcome and
// asks again with the same key, who comes then is refused before anything is written.
// Reading goes on, health shows it, and when the disk goes on so does everything: what
// waited is there once. The limits are the test's own; the disk stands still until they
// have done their work.
func TestFaultStalledDisk(t *testing.T) {
	var stalled, waits atomic.Bool
	over := make(chan struct{})
	disk := errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		if strings.HasSuffix(op.Path, ".log") && (op.Kind == errorfs.OpFileSync || op.Kind == errorfs.OpFileSyncData) && stalled.Load() {
			waits.Store(true)
			<-over
		}
		return nil
	}))
	store, err := embedded.Open("log", embedded.Options{FS: disk})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	r := newRig(t, store, domain.Demo, func(c *Config) {
		c.Waiting, c.Access = store.Waiting, stalledTrace{c.Access, &stalled}
	})
	_, path := r.operating(1)
	_, other := r.operating(2)
	head := r.head()
	officer := r.bearing(domain.Principal{ID: "o-9", Name: "核", Role: domain.RoleOfficer, View: domain.ViewRestricted, Department: "IIT", Level: "CITY"})
	onlooker := r.bearing(domain.Principal{ID: "p", Name: "看", Role: domain.RoleAuditor, View: domain.ViewInternal, Level: "CITY"})
	check := func(path string, n int) exchange {
		return r.do("POST", path+"/events", encode(t, checked("2025-01-02", n)), fmt.Sprint("Idempotency-Key: c", n), officer)
	}

	stalled.Store(true)
	r.server.patience = patience{write: 50 * time.Millisecond, stall: time.Hour}
	sent := 0
	for !waits.Load() { // a slow machine gives up before the disk is asked
		wantStall(t, check(path, 1), errUnsettled)
		sent++
	}
	if view := as[healthView](t, r.get("/healthz"), http.StatusOK); view.Store != "ok" {
		t.Errorf("the disk finished nothing for less than %v and is said to stand still: %+v", r.server.patience.stall, view)
	}
	r.server.patience.stall = time.Nanosecond
	wantStall(t, check(other, 2), errStalled)
	wantStall(t, check(path, 1), errStalled)
	if view := as[healthView](t, r.get("/healthz"), http.StatusOK); view.Status != "stalled" || view.Store != "stalled" || view.Stalled <= 0 {
		t.Errorf("health while the disk stands still: %+v", view)
	}
	if view := as[parcelView](t, r.get(path, onlooker), http.StatusOK); view.Revision != 2 || r.head() != head {
		t.Errorf("shown before it is durable: revision %d, head %s", view.Revision, r.head())
	}

	stalled.Store(false)
	close(over)
	r.server.patience = defaultPatience
	if got := as[recordedView](t, check(path, 1), http.StatusOK); !got.Repeated || got.Events[0].Revision != 3 {
		t.Errorf("sent again: %+v", got)
	}
	if got := as[recordedView](t, check(other, 2), http.StatusCreated); got.Events[0].Revision != 3 {
		t.Errorf("refused and sent again: %+v", got)
	}
	if view := as[healthView](t, r.get("/healthz"), http.StatusOK); view.Status != "ok" || view.Store != "ok" || view.Stalled != 0 {
		t.Errorf("health when the disk goes on: %+v", view)
	}
	if body := string(r.get("/metrics", "Authorization: ").body); !strings.Contains(body, "taizhang_store_waiting_seconds 0\n") {
		t.Error("the gauge is missing")
	}
	failed := 0
	for _, e := range r.traced() {
		if e.Outcome == accesslog.Failed && e.Rule == "unavailable" {
			failed += max(e.Times, 1)
		}
	}
	if failed != sent+2 {
		t.Errorf("%d of %d writes that the disk kept waiting are in the access log", failed, sent+2)
	}
}

// A stalledTrace is an access log on the disk that stands still.
type stalledTrace struct {
	Trace
	stalled *atomic.Bool
}

func (s stalledTrace) Durable(ctx context.Context, e accesslog.Entry) error {
	if s.stalled.Load() {
		return eventstore.ErrUnavailable
	}
	return s.Trace.Durable(ctx, e)
}

func wantStall(t *testing.T, x exchange, want *apiError) {
	t.Helper()
	if x.status != want.status || x.header.Get("Retry-After") == "" || errorOf(t, x).EN != want.en {
		t.Errorf("answered %d, Retry-After %q: %s, want %s", x.status, x.header.Get("Retry-After"), x.body, want.en)
	}
}
