package accesslog

import (
	"context"
	"errors"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"taizhang/eventstore"
	"taizhang/eventstore/embedded"
)

const reserve = 64 << 10 // so small that the store asks the disk at every append

func onDisk(t *testing.T, disk vfs.FS) *Log {
	t.Helper()
	store, err := embedded.Open("access", embedded.Options{FS: disk, ReserveBytes: reserve})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	l := New(store, nil)
	t.Cleanup(func() { l.Close() })
	return l
}

// What Durable returned for is there after a power cut, which takes everything that was
// not synced; what was written before it is unchanged.
func TestPowerCut(t *testing.T) {
	disk := vfs.NewCrashableMem()
	l := onDisk(t, disk)
	before := []string{}
	for round := range 3 {
		if err := l.Durable(t.Context(), served("kept")); err != nil {
			t.Fatal(err)
		}
		l.Note(served("perhaps"))
		disk = disk.CrashClone(vfs.CrashCloneCfg{})
		l = onDisk(t, disk)
		kept := []string{}
		for _, line := range all(t, l, Filter{}, 100) {
			if line.Subject == "kept" {
				kept = append(kept, line.ID.String())
			}
		}
		if len(kept) != round+1 || len(before) > 0 && kept[1] != before[0] {
			t.Fatalf("after power cut %d: %v; before: %v", round+1, kept, before)
		}
		before = kept
	}
}

// On a full disk nothing is durable and Durable says so; reading goes on. When there is
// space again the denials and notes of meanwhile are written, each once.
func TestFullDisk(t *testing.T) {
	disk := vfs.NewMem()
	space := func(free uint64) { disk.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: free, TotalBytes: 1 << 40}) }
	space(1 << 30)
	l := onDisk(t, disk)
	space(reserve - 1)
	if err := l.Durable(t.Context(), served("crossing")); err != nil { // after it the store asks
		t.Fatal(err)
	}
	if err := l.Durable(t.Context(), served("full")); !errors.Is(err, eventstore.ErrFull) {
		t.Fatalf("on a full disk: %v", err)
	}
	l.Refused(t.Context(), Entry{Principal: "li.si", Rule: "access.view"})
	for range 3 {
		l.Note(served("noted"))
	}
	if got := all(t, l, Filter{}, 10); len(got) != 1 {
		t.Errorf("on a full disk: %+v", got)
	}
	space(1 << 30)
	if err := l.Durable(t.Context(), served("again")); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	counts := map[string]int{}
	for _, line := range all(t, l, Filter{}, 10) {
		counts[line.Subject+line.Rule] += max(line.Times, 1)
	}
	if counts["access.view"] != 1 || counts["noted"] != 3 || counts["again"] != 1 || counts["full"] != 0 {
		t.Errorf("when there is space: %v", counts)
	}
}

// A disk that fails is told to who must not be answered, at once and from then on, and
// to who closes the log with notes that were not written.
func TestFailedDisk(t *testing.T) {
	var broken atomic.Bool
	disk := errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		switch op.Kind {
		case errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpFileSyncTo, errorfs.OpFileWrite:
			if broken.Load() {
				return syscall.EIO
			}
		}
		return nil
	}))
	l := onDisk(t, disk)
	if err := l.Durable(t.Context(), served("before")); err != nil {
		t.Fatal(err)
	}
	broken.Store(true)
	for range 2 {
		if err := l.Durable(t.Context(), served("lost")); !errors.Is(err, eventstore.ErrUnavailable) {
			t.Fatalf("on a broken disk: %v", err)
		}
	}
	if got := all(t, l, Filter{}, 10); len(got) != 1 || got[0].Subject != "before" {
		t.Errorf("on a broken disk: %+v", got)
	}
	l.Note(served("noted"))
	if err := l.Close(); !errors.Is(err, eventstore.ErrUnavailable) {
		t.Errorf("closed with a note that is not written: %v", err)
	}
	if err := l.Durable(t.Context(), served("closed")); !errors.Is(err, eventstore.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// Who does not wait for his answer is written down all the same.
func TestNobodyWaits(t *testing.T) {
	l := onDisk(t, vfs.NewMem())
	gone, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	cancel()
	l.Refused(gone, Entry{Principal: "li.si", Rule: "access.view"})
	if err := l.Durable(t.Context(), served("next")); err != nil {
		t.Fatal(err)
	}
	if got := all(t, l, Filter{Outcome: Denied}, 10); len(got) != 1 {
		t.Errorf("refused: %+v", got)
	}
}
