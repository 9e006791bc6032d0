package server

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/domain"
	"taizhang/eventstore/embedded"
)

// A disk with less than the reserve left is told as 507 and nothing is recorded;
// reading goes on, and the same request is recorded when there is space again.
func TestFullDisk(t *testing.T) {
	const reserve = 64 << 10 // so small that the store asks the disk at every append
	disk := vfs.NewMem()
	space := func(free uint64) { disk.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: free, TotalBytes: 1 << 40}) }
	space(1 << 30)
	store, err := embedded.Open("log", embedded.Options{FS: disk, ReserveBytes: reserve})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	r := newRig(t, store, domain.Demo)
	_, path := r.operating(1)
	check := func(n int) exchange {
		return r.do("POST", path+"/events", encode(t, checked("2025-01-02", n)), fmt.Sprint("Idempotency-Key: c", n))
	}
	space(reserve - 1)
	as[recordedView](t, check(1), http.StatusCreated) // the append after which the store asks
	head := r.head()
	for range 2 {
		if x := check(2); x.status != http.StatusInsufficientStorage || errorOf(t, x).Code != "full" {
			t.Fatalf("append on a full disk: %d %s", x.status, x.body)
		}
	}
	if view := as[parcelView](t, r.get(path+"?min="+string(head)), http.StatusOK); r.head() != head || view.Revision != 3 {
		t.Errorf("revision %d at %s after a refused append, want 3 at %s", view.Revision, r.head(), head)
	}
	space(1 << 30)
	if got := as[recordedView](t, check(2), http.StatusCreated); got.Repeated || got.Events[0].Revision != 4 {
		t.Errorf("append when there is space: %+v", got)
	}
}
