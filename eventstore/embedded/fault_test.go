package embedded

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"taizhang/eventstore"
)

func mustOpen(t testing.TB, dir string, opts Options) *Store {
	t.Helper()
	s, err := Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// fill appends n single events to a stream.
func fill(t testing.TB, s *Store, stream string, n int) {
	t.Helper()
	for i := range n {
		r := eventstore.Revision(i)
		if _, err := s.Append(t.Context(), stream, r-1, batch(stream, r, 1)...); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFailedSync lets the nth sync of the write-ahead log fail, for each n of a
// run. Nothing may be acknowledged afterwards, what was durable stays readable,
// and after a power cut everything acknowledged is there.
func TestFailedSync(t *testing.T) {
	for _, cause := range []error{syscall.EIO, syscall.ENOSPC} {
		for nth := range int64(12) {
			t.Run(fmt.Sprintf("%v at sync %d", cause, nth), func(t *testing.T) { failedSync(t, nth, cause) })
		}
	}
}

func failedSync(t *testing.T, nth int64, cause error) {
	disk := vfs.NewCrashableMem()
	var syncs, armed atomic.Int64
	fs := errorfs.Wrap(disk, errorfs.InjectorFunc(func(op errorfs.Op) error {
		if armed.Load() == 1 && isSync(op) && syncs.Add(1) > nth {
			return cause
		}
		return nil
	}))
	s := mustOpen(t, "log", Options{FS: fs})
	armed.Store(1)
	var acked acks
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			err := write(t.Context(), s, fmt.Sprintf("parcel-%d", w), 0, acked.add)
			if !errors.Is(err, eventstore.ErrUnavailable) {
				t.Errorf("append: got %v, want ErrUnavailable", err)
			}
		})
	}
	wg.Wait()
	<-s.Failed()
	if _, err := s.Append(t.Context(), "parcel-9", eventstore.NoStream, batch("parcel-9", 0, 1)...); !errors.Is(err, eventstore.ErrUnavailable) {
		t.Errorf("append after a failed sync: got %v, want ErrUnavailable", err)
	}
	if err := newAuditor().audit(t.Context(), s, acked.soFar()); err != nil {
		t.Errorf("before the restart: %v", err)
	}
	restarted := mustOpen(t, "log", Options{FS: disk.CrashClone(vfs.CrashCloneCfg{})})
	if err := newAuditor().audit(t.Context(), restarted, acked.soFar()); err != nil {
		t.Errorf("after the restart: %v", err)
	}
}

// isSync reports a sync of the write-ahead log.
func isSync(op errorfs.Op) bool {
	switch op.Kind {
	case errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpFileSyncTo:
		return strings.HasSuffix(op.Path, ".log")
	}
	return false
}

// TestFatal: what Pebble calls fatal stops the store, not the process.
func TestFatal(t *testing.T) {
	s := mustOpen(t, "log", Options{FS: vfs.NewMem()})
	fill(t, s, "parcel-1", 3)
	pebbleLog{s.failure}.Fatalf("MANIFEST flush failed: %v", syscall.EIO)
	<-s.Failed()
	_, err := s.Append(t.Context(), "parcel-1", 2, batch("parcel-1", 3, 1)...)
	if !errors.Is(err, eventstore.ErrUnavailable) || !strings.Contains(err.Error(), "MANIFEST flush failed") {
		t.Errorf("append: got %v, want ErrUnavailable with the cause", err)
	}
	if err := newAuditor().audit(t.Context(), s, nil); err != nil {
		t.Errorf("reading: %v", err)
	}
}

// TestFull: a store refuses appends before the disk is full, reads on, opens
// again, and accepts appends as soon as there is space.
func TestFull(t *testing.T) {
	disk := vfs.NewMem()
	space := func(free uint64) { disk.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: free, TotalBytes: 1 << 40}) }
	space(1 << 30)
	opts := Options{FS: disk, ReserveBytes: checksPerReserve} // asks at every commit
	s := mustOpen(t, "log", opts)
	fill(t, s, "parcel-1", 3)
	space(checksPerReserve - 1)
	for next := range eventstore.Revision(2) {
		// The append that crosses the reserve is accepted; the next is not.
		_, err := s.Append(t.Context(), "parcel-1", 2+next, batch("parcel-1", 3+next, 1)...)
		if full := errors.Is(err, eventstore.ErrFull); full != (next == 1) {
			t.Fatalf("append %d: %v", next, err)
		}
	}
	if err := newAuditor().audit(t.Context(), s, nil); err != nil {
		t.Errorf("reading: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, "log", opts)
	if _, err := s.Append(t.Context(), "parcel-1", 3, batch("parcel-1", 4, 1)...); !errors.Is(err, eventstore.ErrFull) {
		t.Errorf("append: got %v, want ErrFull", err)
	}
	space(1 << 30)
	if _, err := s.Append(t.Context(), "parcel-1", 3, batch("parcel-1", 4, 1)...); err != nil {
		t.Errorf("append after space was freed: %v", err)
	}
}

// TestHeld: a second process, and a second store in this one, are refused with
// the name of the directory.
func TestHeld(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{})
	_, err := Open(dir, Options{})
	if !errors.Is(err, eventstore.ErrHeld) || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, want ErrHeld with the directory", err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "TAIZHANG_KILL_CHILD="+dir)
	out, err := child.CombinedOutput()
	if err == nil || !strings.Contains(string(out), dir) || !strings.Contains(string(out), eventstore.ErrHeld.Error()) {
		t.Errorf("second process: %v, said %q", err, out)
	}
	fill(t, s, "parcel-1", 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, dir, Options{})
}

// TestDamage changes stored keys behind the store's back. Every reader must say
// ErrDamaged and where; none may skip.
func TestDamage(t *testing.T) {
	const at = 5 // the record in question, revision at-1
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, db *pebble.DB) error
		log    bool // Follow meets it
		stream bool // Read meets it
	}{
		{"a flipped bit in a record", func(t *testing.T, db *pebble.DB) error {
			value := stored(t, db, logKey(at))
			value[rand.IntN(len(value))] ^= 1 << rand.IntN(8)
			return db.Set(logKey(at), value, pebble.Sync)
		}, true, true},
		{"a record cut short", func(t *testing.T, db *pebble.DB) error {
			value := stored(t, db, logKey(at))
			return db.Set(logKey(at), value[:rand.IntN(len(value))], pebble.Sync)
		}, true, true},
		{"a record in the place of another", func(t *testing.T, db *pebble.DB) error {
			return db.Set(logKey(at), stored(t, db, logKey(at+1)), pebble.Sync)
		}, true, true},
		{"a missing record", func(t *testing.T, db *pebble.DB) error {
			return db.Delete(logKey(at), pebble.Sync)
		}, true, true},
		{"a missing index entry", func(t *testing.T, db *pebble.DB) error {
			return db.Delete(indexKey("parcel-1", at-1), pebble.Sync)
		}, false, true},
		{"an index entry of another record", func(t *testing.T, db *pebble.DB) error {
			return db.Set(indexKey("parcel-1", at-1), stored(t, db, indexKey("parcel-1", at)), pebble.Sync)
		}, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mustOpen(t, "log", Options{FS: vfs.NewMem()})
			fill(t, s, "parcel-1", 10)
			if err := c.damage(t, s.db); err != nil {
				t.Fatal(err)
			}
			var read, followed error
			for _, read = range s.Read(t.Context(), "parcel-1", 0) {
			}
			for _, followed = range s.Follow(t.Context(), "") {
				break
			}
			wantDamage(t, "read", read, c.stream)
			wantDamage(t, "follow", followed, c.log)
			if c.log && !strings.Contains(followed.Error(), string(position(at))) {
				t.Errorf("follow: %v does not name position %s", followed, position(at))
			}
		})
	}
}

func wantDamage(t *testing.T, who string, err error, want bool) {
	t.Helper()
	if got := errors.Is(err, eventstore.ErrDamaged); got != want || !want && err != nil {
		t.Errorf("%s: got %v, want damage: %t", who, err, want)
	}
}

func stored(t *testing.T, db *pebble.DB, key []byte) []byte {
	t.Helper()
	value, closer, err := db.Get(key)
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	return append([]byte(nil), value...)
}
