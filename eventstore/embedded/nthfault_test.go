package embedded

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// A fault lets the nth operation on a disk fail, once or from then on.
type fault struct {
	n      int
	cause  error
	always bool
	short  bool // a write fails after half of its bytes
	hidden bool // the control: a sync that failed says it did not
}

// faults are all ways in which one operation is let fail.
func faults(n int) (all []fault) {
	for _, cause := range []error{syscall.EIO, syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EMFILE, syscall.ENOMEM, syscall.EINTR, syscall.EAGAIN} {
		all = append(all, fault{n: n, cause: cause}, fault{n: n, cause: cause, always: true})
	}
	return append(all, fault{n: n, cause: syscall.ENOSPC, short: true}, fault{n: n, cause: syscall.EIO, short: true, always: true})
}

func (f fault) String() string {
	return fmt.Sprintf("%v at operation %d (always: %t, short: %t)", f.cause, f.n, f.always, f.short)
}

// before is what points ask. hit is how often the fault came.
func (f fault) before(hit *atomic.Int64) func(point) error {
	return func(op point) error {
		if op.n < f.n || op.n > f.n && !f.always || f.always && f.short && op.kind != "write" {
			return nil
		}
		hit.Add(1)
		if f.short && op.tear != nil {
			op.tear(op.size / 2)
		}
		return f.cause
	}
}

// A faulty is one life of a store on a disk with a fault.
type faulty struct {
	t     *testing.T
	fault fault
	disk  *vfs.MemFS
	at    *points
	acked acks
	hit   atomic.Int64
	said  string // what the fault led to
}

// patience is how long an append may take that nothing answers. No check passes
// by it.
const patience = 10 * time.Second

// live opens the store, appends, opens it again and appends; it stops where an
// error stops it. It reports the first thing that a store must not do.
func (f *faulty) live() error {
	f.disk = vfs.NewCrashableMem()
	opts := crashOptions
	f.at = &points{before: f.fault.before(&f.hit)}
	opts.FS = pointFS{reusing{f.disk}, f.at}
	if f.fault.hidden {
		opts.FS = hidingFS{opts.FS}
	}
	for opening := range 2 {
		s, err := Open("log", opts)
		if err != nil {
			f.said = "open refused"
			if errors.Is(err, eventstore.ErrHeld) && f.fault.cause == syscall.EAGAIN {
				return nil // so a lock says that another process has it
			}
			return isStoreError(err)
		}
		if err := f.write(s, opening); err != nil {
			return err
		}
		poisoned := s.failure.err() != nil
		if poisoned {
			f.said = "poisoned"
		}
		if err := f.reads(s); err != nil {
			return err
		}
		err = s.Close()
		if poisoned {
			return nil // the process ends
		}
		if err != nil {
			f.said = "close failed"
			return nil
		}
	}
	return nil
}

// write appends with several writers until each has had enough or was refused.
func (f *faulty) write(s *Store, opening int) error {
	ctx, cancel := context.WithTimeout(f.t.Context(), patience)
	defer cancel()
	var wg sync.WaitGroup
	errs := make([]error, 3)
	for w := range errs {
		wg.Go(func() {
			next := eventstore.Revision(0)
			for range 14 {
				// The records are large, so that logs and tables change.
				parts := []part{{fmt.Sprintf("parcel-%d-%d", opening, w), next, 10}}
				k, err := put(ctx, s, parts)
				if err != nil {
					errs[w] = f.refused(s, err)
					return
				}
				f.acked.add(k)
				next += 10
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// refused checks the error of an append: it says that the disk is full, and then
// the store lives, or that the outcome is unknown.
func (f *faulty) refused(s *Store, err error) error {
	if errors.Is(err, eventstore.ErrFull) {
		f.said = "full"
		return nil
	}
	f.said = "unavailable"
	return isStoreError(err)
}

func isStoreError(err error) error {
	if errors.Is(err, eventstore.ErrFull) || errors.Is(err, eventstore.ErrUnavailable) {
		return nil
	}
	return fmt.Errorf("the error is none of the contract's, or nothing answered: %w", err)
}

// reads: what was acknowledged can still be read, unless reading itself fails.
func (f *faulty) reads(s *Store) error {
	_, err := auditAll(f.t.Context(), s, f.acked.soFar())
	if err != nil && !errors.Is(err, eventstore.ErrUnavailable) {
		return fmt.Errorf("reading on: %w", err)
	}
	return nil
}

// restart opens what the process left, as killed and after a power cut, on a
// disk that is well again.
func (f *faulty) restart() error {
	f.at.end()
	for how, disk := range map[string]*vfs.MemFS{
		"killed":    copied(f.t, f.disk),
		"power cut": f.disk.CrashClone(vfs.CrashCloneCfg{}),
	} {
		opts := crashOptions
		opts.FS = reusing{disk}
		s, err := Open("log", opts)
		if err != nil {
			return fmt.Errorf("%s: open: %w", how, err)
		}
		_, err = auditAll(f.t.Context(), s, f.acked.soFar())
		if err == nil {
			_, err = put(f.t.Context(), s, []part{{"after", 0, 2}})
		}
		if err := errors.Join(err, s.Close()); err != nil {
			return fmt.Errorf("%s: %w", how, err)
		}
	}
	return nil
}

// A hidingFS answers a sync that failed with success.
type hidingFS struct{ vfs.FS }

func (fs hidingFS) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := fs.FS.Create(name, c)
	if err != nil {
		return nil, err
	}
	return hidingFile{f}, nil
}

type hidingFile struct{ vfs.File }

func (f hidingFile) Sync() error     { _ = f.File.Sync(); return nil }
func (f hidingFile) SyncData() error { _ = f.File.SyncData(); return nil }

// TestFaultAtEveryPoint lets the first operation on the disk fail, then the
// second, until a life passes without the fault. TAIZHANG_FAULTS says how many
// kinds of fault are tried at each point, 18 at most; without it some points are
// left out.
func TestFaultAtEveryPoint(t *testing.T) {
	kinds := min(len(faults(1)), number(t, "TAIZHANG_FAULTS", 1))
	tried, said := 0, make(map[string]int)
	apart := 1
	if os.Getenv("TAIZHANG_FAULTS") == "" {
		apart = 4
	}
	for n := rand.IntN(apart) + 1; ; n += apart {
		hit := false
		for i := range kinds {
			all := faults(n)
			f := &faulty{t: t, fault: all[(n*5+i)%len(all)]}
			if err := errors.Join(f.live(), f.restart()); err != nil {
				t.Errorf("violation: %v: %v", f.fault, err)
			}
			if f.hit.Load() > 0 {
				hit = true
				tried++
				said[f.said]++
			}
		}
		if !hit {
			t.Logf("%d faults at operations 1 to %d, %d apart: %v", tried, n-1, apart, said)
			break
		}
	}
	if said["poisoned"] == 0 || said["open refused"] == 0 {
		t.Errorf("not all kinds of end were met: %v", said)
	}
}

// TestFaultControl: a disk that hides failed syncs makes a store lose what it
// acknowledged, and that is seen.
func TestFaultControl(t *testing.T) {
	for n := 1; n < 500; n++ {
		f := &faulty{t: t, fault: fault{n: n, cause: syscall.EIO, always: true, hidden: true}}
		if err := errors.Join(f.live(), f.restart()); err != nil {
			t.Logf("caught at operation %d: %v", n, err)
			return
		}
	}
	t.Error("hidden failures of syncs were not caught")
}
