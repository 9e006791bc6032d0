package embedded

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// number reads a size of a test from the environment, for its long form.
func number(t testing.TB, name string, otherwise int) int {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		return otherwise
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// A cut is one run over a file system that forgets what was not synced.
type cut struct {
	powercuts, acked, lost, unopened int
	first                            error // the first violation
}

// A snapshot is what a power cut leaves, and what was acknowledged before it.
type snapshot struct {
	disk *vfs.MemFS
	told []ack
}

// run starts several writers on a new store and cuts the power at random
// moments: it takes the files as a crash at that moment could leave them. Then
// it opens the store there, and cuts the power again after that has recovered.
func (c *cut) run(t *testing.T, cuts int, seed uint64, opts Options) {
	rng := rand.New(rand.NewPCG(seed, 0))
	disk := vfs.NewCrashableMem()
	opts.FS, opts.memTableBytes, opts.CacheBytes = reusing{disk}, 64<<10, 4<<20
	s, err := Open("log", opts)
	if err != nil {
		t.Fatal(err)
	}
	var acked acks
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() { _ = write(t.Context(), s, fmt.Sprintf("parcel-%d", w), 0, acked.add) })
	}
	var snapshots []snapshot
	for range cuts {
		time.Sleep(time.Duration(rng.IntN(4000)) * time.Microsecond)
		told := acked.soFar() // before the cut: all of it must survive
		kept := rng.IntN(2) * rng.IntN(101)
		after := disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: kept, RNG: rng})
		snapshots = append(snapshots, snapshot{after, told})
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	wg.Wait()
	c.acked += len(acked.soFar())
	for _, s := range snapshots {
		c.check(t, s.disk, s.told, opts)
		c.check(t, s.disk.CrashClone(vfs.CrashCloneCfg{}), s.told, opts)
	}
}

// A reusing disk renames and opens a log that is used again one after the other.
// MemFS holds its clone lock for reading while it takes it for reading again,
// which is a deadlock as soon as a CrashClone waits between the two.
type reusing struct{ *vfs.MemFS }

func (r reusing) ReuseForWrite(old, new string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if err := r.Rename(old, new); err != nil {
		return nil, err
	}
	return r.OpenReadWrite(new, c)
}

// check opens what a power cut left and audits it.
func (c *cut) check(t *testing.T, disk *vfs.MemFS, told []ack, opts Options) {
	c.powercuts++
	opts.FS, opts.noSync = reusing{disk}, false
	s, err := Open("log", opts)
	if err != nil {
		c.unopened++
		c.note(fmt.Errorf("open: %w", err))
		return
	}
	if err := newAuditor().audit(t.Context(), s, told); err != nil {
		c.lost++
		c.note(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func (c *cut) note(err error) {
	if c.first == nil {
		c.first = err
	}
}

// cutsPerStore bounds how long one store lives, for its files are in memory.
const cutsPerStore = 5

// TestPowerCut: every acknowledged record survives a power cut at any moment.
// TAIZHANG_POWERCUTS sets how many cuts are made while writing; each is followed
// by one after the recovery.
func TestPowerCut(t *testing.T) {
	seed := rand.Uint64()
	var c cut
	for done := 0; done < number(t, "TAIZHANG_POWERCUTS", 50) && c.first == nil; done += cutsPerStore {
		c.run(t, cutsPerStore, seed+uint64(done), Options{})
	}
	t.Logf("seed %d: %v", seed, c)
	if c.first != nil {
		t.Errorf("seed %d: %v", seed, c.first)
	}
}

// TestPowerCutControl: a store that does not wait for the disk must be caught.
func TestPowerCutControl(t *testing.T) {
	var c cut
	for done := uint64(0); done < 50 && c.lost == 0; done += cutsPerStore {
		c.run(t, cutsPerStore, done, Options{noSync: true})
	}
	t.Logf("without sync: %v; first loss: %v", c, c.first)
	if c.lost == 0 {
		t.Error("a store that does not sync lost nothing")
	}
}

func (c cut) String() string {
	return fmt.Sprintf("%d power cuts, %d batches acknowledged, %d cuts with losses, %d unopened", c.powercuts, c.acked, c.lost, c.unopened)
}
