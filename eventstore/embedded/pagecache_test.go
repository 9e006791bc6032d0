package embedded

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// A pageCache is a system whose disk fails one sync. What programs write goes to
// seen; a sync brings it to disk. A sync that fails marks the pages clean: a
// later one answers that all is well and writes nothing, every reader goes on
// seeing the bytes, and a power cut takes them away.
type pageCache struct {
	seen, disk *vfs.MemFS // disk has what a power cut leaves, once it is cut
	syncs      atomic.Int64
	fails      atomic.Int64 // the sync of a write-ahead log that fails; 0 for none

	life sync.RWMutex // held to change a file; guards the next
	over bool         // the process has ended and changes nothing any more
}

func newPageCache() *pageCache {
	return &pageCache{seen: vfs.NewMem(), disk: vfs.NewCrashableMem()}
}

// afterPowerCut is the disk.
func (c *pageCache) afterPowerCut() *vfs.MemFS { return c.disk.CrashClone(vfs.CrashCloneCfg{}) }

// change does something to a file while the process lives.
func (c *pageCache) change(act func() error) error {
	c.life.RLock()
	defer c.life.RUnlock()
	if c.over {
		return syscall.EIO
	}
	return act()
}

// onBoth changes names in the page cache, and on the disk where they are there.
func (c *pageCache) onBoth(act func(fs vfs.FS) error) error {
	return c.change(func() error {
		_ = act(c.disk)
		return act(c.seen)
	})
}

// open opens a file in the page cache and on the disk.
func (c *pageCache) open(name string, open func(fs vfs.FS) (vfs.File, error)) (vfs.File, error) {
	f := &cachedFile{cache: c, name: name}
	err := c.change(func() (err error) {
		if f.File, err = open(reusing{c.seen}); err == nil {
			f.disk, err = open(reusing{c.disk})
		}
		return err
	})
	return f, err
}

// A cachedFS is how one process sees the system. It reads through seen.
type cachedFS struct {
	vfs.FS
	cache *pageCache
}

func (c *pageCache) fs() vfs.FS { return cachedFS{c.seen, c} }

func (fs cachedFS) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	return fs.cache.open(name, func(on vfs.FS) (vfs.File, error) { return on.Create(name, category) })
}

func (fs cachedFS) ReuseForWrite(old, name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	return fs.cache.open(name, func(on vfs.FS) (vfs.File, error) { return on.ReuseForWrite(old, name, category) })
}

func (fs cachedFS) OpenReadWrite(name string, category vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	return fs.cache.open(name, func(on vfs.FS) (vfs.File, error) { return on.OpenReadWrite(name, category, opts...) })
}

func (fs cachedFS) OpenDir(name string) (vfs.File, error) {
	return fs.cache.open(name, func(on vfs.FS) (vfs.File, error) { return on.OpenDir(name) })
}

func (fs cachedFS) Remove(name string) error {
	return fs.cache.onBoth(func(on vfs.FS) error { return on.Remove(name) })
}

func (fs cachedFS) Rename(old, name string) error {
	return fs.cache.onBoth(func(on vfs.FS) error { return on.Rename(old, name) })
}

func (fs cachedFS) Link(old, name string) error {
	return fs.cache.onBoth(func(on vfs.FS) error { return on.Link(old, name) })
}

func (fs cachedFS) MkdirAll(name string, perm os.FileMode) error {
	return fs.cache.onBoth(func(on vfs.FS) error { return on.MkdirAll(name, perm) })
}

// A cachedFile has pages that are dirty until they are synced.
type cachedFile struct {
	vfs.File
	disk  vfs.File
	cache *pageCache
	name  string

	mu    sync.Mutex // guards the next
	at    int64
	dirty []dirtyPage
}

type dirtyPage struct {
	at    int64
	bytes []byte
}

func (f *cachedFile) Write(b []byte) (n int, err error) {
	err = f.cache.change(func() error {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.dirty = append(f.dirty, dirtyPage{f.at, bytes.Clone(b)})
		f.at += int64(len(b))
		n, err = f.File.Write(b)
		return err
	})
	return n, err
}

func (f *cachedFile) WriteAt(b []byte, at int64) (n int, err error) {
	err = f.cache.change(func() error {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.dirty = append(f.dirty, dirtyPage{at, bytes.Clone(b)})
		n, err = f.File.WriteAt(b, at)
		return err
	})
	return n, err
}

func (f *cachedFile) Sync() error { return f.cache.change(f.writeBack) }

// writeBack brings what is dirty to the disk.
func (f *cachedFile) writeBack() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	pages := f.dirty
	f.dirty = nil
	if strings.HasSuffix(f.name, ".log") && f.cache.syncs.Add(1) == f.cache.fails.Load() {
		return syscall.EIO
	}
	for _, p := range pages {
		if _, err := f.disk.WriteAt(p.bytes, p.at); err != nil {
			return err
		}
	}
	return f.disk.Sync()
}

func (f *cachedFile) SyncData() error            { return f.Sync() }
func (f *cachedFile) SyncTo(int64) (bool, error) { return true, f.Sync() }

// lifeWithFailedSync appends until a sync fails and the store stops.
func lifeWithFailedSync(t *testing.T, cache *pageCache, nth int64) *acks {
	opts := crashOptions
	opts.FS = cache.fs()
	s, err := Open("log", opts)
	if err != nil {
		t.Fatal(err)
	}
	cache.fails.Store(cache.syncs.Load() + nth)
	var acked acks
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() { _ = write(t.Context(), s, fmt.Sprintf("parcel-%d", w), 0, acked.add) })
	}
	wg.Wait()
	<-s.Failed()
	return &acked
}

// unlocked is the system after the process has ended: what it had locked is
// free, the page cache is as it was, and the process changes nothing any more,
// whatever it had under way.
func (c *pageCache) unlocked() *pageCache {
	c.life.Lock()
	defer c.life.Unlock()
	c.over = true
	after := &pageCache{seen: vfs.NewMem(), disk: c.disk}
	if _, err := vfs.Clone(c.seen, after.seen, "log", "log"); err != nil {
		panic(err)
	}
	return after
}

// TestFaultOfPageCache: after a failed sync the next start sees bytes that a
// power cut takes away. Everything it serves must survive one.
func TestFaultOfPageCache(t *testing.T) {
	served, atRisk := 0, 0
	lives := int64(40 * number(t, "TAIZHANG_FAULTS", 1))
	for fails := range lives {
		cache := newPageCache()
		acked := lifeWithFailedSync(t, cache, fails+1)
		cache = cache.unlocked()
		if onlyInPageCache(t, cache) {
			atRisk++
		}
		opts := crashOptions
		opts.FS = cache.fs()
		s, err := Open("log", opts)
		if err != nil {
			t.Fatalf("sync %d failed: open: %v", fails, err)
		}
		seen, err := auditAll(t.Context(), s, acked.soFar())
		if err != nil {
			t.Fatalf("sync %d failed: %v", fails, err)
		}
		opts.FS = reusing{cache.afterPowerCut()} // before anything else is written
		after := mustOpen(t, "log", opts)
		left, err := auditAll(t.Context(), after, acked.soFar())
		if err != nil || left != seen {
			t.Fatalf("sync %d failed: %d records were served after the restart, a power cut left %d: %v", fails, seen, left, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		served += seen
	}
	t.Logf("%d failed syncs, after %d of them the page cache showed records that were not on disk; %d records served, 0 lost", lives, atRisk, served)
	if atRisk == 0 {
		t.Error("the page cache never showed more than the disk had: the test proves nothing")
	}
}

// onlyInPageCache is the control: a store that serves what the log in the page
// cache holds, without writing it again, serves what a power cut takes away.
func onlyInPageCache(t *testing.T, cache *pageCache) bool {
	seen := vfs.NewMem()
	if _, err := vfs.Clone(cache.seen, seen, "log", "log"); err != nil {
		t.Fatal(err)
	}
	return served(t, seen) > served(t, cache.afterPowerCut())
}

// served is the last record that a store serves which only reads its files.
func served(t *testing.T, fs vfs.FS) uint64 {
	opts := crashOptions
	opts.FS = fs
	opts = opts.withDefaults()
	settings := opts.pebble()
	settings.ReadOnly = true
	settings.Logger = pebbleLog{newFailure(opts.Logger)}
	db, err := pebble.Open("log", settings)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	iter, err := db.NewIter(logRange(1, math.MaxInt64))
	if err != nil {
		t.Fatal(err)
	}
	defer iter.Close()
	if !iter.Last() {
		return 0
	}
	return binary.BigEndian.Uint64(iter.Key()[1:])
}
