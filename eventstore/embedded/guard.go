package embedded

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// A guard stands between Pebble and the file system and keeps the mark (HEAD).
// While the store opens it checks what Pebble is about to replay, for Pebble
// ends a log or a manifest at the first bytes that do not match and goes on with
// what it has. Until the store has been found whole nothing is deleted, so a
// refused open loses nothing; later nothing is deleted or overwritten before the
// mark covers the manifest that made it obsolete.
//
// What deletes or overwrites records waits for mu, which is held while HEAD is
// synced. What opens or creates a file, such as a reader or a flush, does not: once
// the store is whole nothing is checked any more, and no new file makes a mark
// untrue, which is a lower bound of what the others hold.
type guard struct {
	vfs.FS
	dir     string
	durable func() uint64 // the last sequence on stable storage
	off     bool          // makes no marks: Verify, and a test's store that does not sync
	blind   bool          // checks nothing: only a test's store
	report  func(error)   // set by Verify: hears of all damage, and the opening goes on, without a write

	whole atomic.Bool // set once, with mu held

	mu        sync.Mutex // guards all below
	mark      mark       // the last one written
	file      vfs.File   // HEAD
	existed   bool       // the store was there before this process
	replay    replay
	found     error                       // the first damage
	reading   string                      // the file that Pebble opened last
	later     []string                    // obsolete files, kept until the store is found whole
	manifests map[uint64]*countedManifest // those this process began
	manifest  uint64                      // the one the marker file names
}

func newGuard(disk vfs.FS, dir string, durable func() uint64, off bool) *guard {
	return &guard{FS: disk, dir: dir, durable: durable, off: off, manifests: make(map[uint64]*countedManifest)}
}

// Unwrap tells Pebble which file system lies below.
func (g *guard) Unwrap() vfs.FS { return g.FS }

// Lock implements [vfs.FS]. Pebble locks the directory before it looks at it:
// from here on the files are ours.
func (g *guard) Lock(name string) (io.Closer, error) {
	held, err := g.FS.Lock(name)
	if err != nil {
		return nil, err
	}
	if err := g.begin(); err != nil {
		held.Close()
		return nil, err
	}
	return held, nil
}

// begin reads the mark, or makes the first one of a new store.
func (g *guard) begin() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	names, err := g.FS.List(g.dir)
	if err != nil {
		return err
	}
	g.existed = hasStore(names)
	g.mark, err = readMark(g.FS, g.dir)
	if isMissing(err) && !g.existed && g.report == nil {
		g.mark, err = createMark(g.FS, g.dir)
	} else if isMissing(err) {
		err = fmt.Errorf("%s: the file %s is missing (a directory written before %s has none: restore a backup, or begin anew): %w", g.dir, markFile, format, eventstore.ErrDamaged)
	}
	if err != nil && g.find(err) != nil {
		return err
	}
	if err := g.checkMarkers(names); err != nil && !g.blind && g.find(err) != nil {
		return err
	}
	g.replay.store, g.replay.last = g.mark, lastLog(names)
	if g.report != nil {
		return nil
	}
	g.file, err = g.FS.OpenReadWrite(g.FS.PathJoin(g.dir, markFile), vfs.WriteCategoryUnspecified)
	return err
}

// checkMarkers refuses a directory that holds records without the file that
// names its manifest: Pebble would begin a new store in it.
func (g *guard) checkMarkers(names []string) error {
	for _, name := range names {
		if strings.HasPrefix(name, manifestMarker) {
			return nil
		}
	}
	if g.mark.sequence == 0 && g.mark.manifest == 0 && !hasRecords(names) {
		return nil
	}
	return fmt.Errorf("%s: the file %s* is missing: %w", g.dir, manifestMarker, eventstore.ErrDamaged)
}

// find remembers the first damage, for Pebble wraps errors in ways of its own. It
// returns nil when the opening shall go on.
func (g *guard) find(err error) error {
	if g.report != nil {
		g.report(err)
		return nil
	}
	if g.found == nil {
		g.found = err
	}
	return err
}

// Open implements [vfs.FS].
func (g *guard) Open(name string, opts ...vfs.OpenOption) (vfs.File, error) {
	if g.whole.Load() {
		return g.FS.Open(name, opts...)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reading = name
	if !g.blind {
		if err := g.check(name); err != nil && g.find(err) != nil {
			return nil, err
		}
	}
	return g.FS.Open(name, opts...)
}

// check reads a file that Pebble is about to replay.
func (g *guard) check(name string) error {
	base := g.FS.PathBase(name)
	if n, ok := numberOf(base, "", ".log"); ok {
		content, err := readFile(g.FS, name)
		if err != nil {
			return nil // Pebble will meet it too
		}
		return g.replay.log(name, n, content)
	}
	if n, ok := numberOf(base, "MANIFEST-", ""); ok {
		g.manifest = n
		return checkManifest(g.FS, name, n, g.mark)
	}
	return nil
}

// Create implements [vfs.FS]. It notes which manifest is the present one, and
// how much of it is synced.
func (g *guard) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := g.FS.Create(name, category)
	if err != nil {
		return nil, err
	}
	base := g.FS.PathBase(name)
	n, ok := numberOf(base[strings.LastIndexByte(base, '.')+1:], "MANIFEST-", "") // of it, or of its marker
	if !ok {
		return f, nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if strings.HasPrefix(base, manifestMarker) {
		g.manifest = n
		return f, nil
	}
	m := &countedManifest{File: f}
	g.manifests[n] = m
	return m, nil
}

// ReuseForWrite implements [vfs.FS]. A log is not overwritten before the mark
// covers the manifest that made it obsolete; when that fails, a new file is
// begun and the old one stays.
func (g *guard) ReuseForWrite(oldname, newname string, category vfs.DiskWriteCategory) (vfs.File, error) {
	if g.covered() != nil {
		return g.FS.Create(newname, category)
	}
	return g.FS.ReuseForWrite(oldname, newname, category)
}

// Remove implements [vfs.FS]. What Pebble calls obsolete waits until the store
// has been found whole, and until the mark covers the manifest that says so.
func (g *guard) Remove(name string) error {
	if !holdsRecords(g.FS.PathBase(name)) {
		return g.FS.Remove(name)
	}
	g.mu.Lock()
	wait := !g.whole.Load()
	if wait {
		g.later = append(g.later, name)
	}
	g.mu.Unlock()
	if wait {
		return nil
	}
	if err := g.covered(); err != nil {
		return err
	}
	return g.FS.Remove(name)
}

// release ends the opening: the store is whole, and what waited is deleted.
func (g *guard) release() error {
	g.mu.Lock()
	g.whole.Store(true)
	later := g.later
	g.later = nil
	g.mu.Unlock()
	if err := g.advance(); err != nil {
		return err
	}
	for _, path := range later {
		if err := g.FS.Remove(path); err != nil && !isMissing(err) {
			return err
		}
	}
	return nil
}

// covered sees to it that the mark covers the present manifest.
func (g *guard) covered() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if m := g.present(); m.manifest != g.mark.manifest || m.manifestBytes != g.mark.manifestBytes {
		return g.write(m)
	}
	return nil
}

// advance moves the mark to what is durable now.
func (g *guard) advance() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if m := g.present(); m != g.mark {
		return g.write(m)
	}
	return nil
}

// present is the last mark with what could be noted now. The manifest is looked at before
// the records.
func (g *guard) present() mark {
	m := g.mark
	if f := g.manifests[g.manifest]; f != nil {
		m.manifest, m.manifestBytes = g.manifest, f.synced.Load()
	}
	m.sequence = max(m.sequence, g.durable())
	return m
}

// write makes the next mark. It requires mu. A mark that could not be written is
// tried again in the same half, so the other half stays good.
func (g *guard) write(m mark) error {
	if g.off {
		return nil
	}
	m.number++
	if m.manifest != g.mark.manifest {
		if err := syncDir(g.FS, g.dir); err != nil { // the marker's name
			return err
		}
	}
	if _, err := g.file.WriteAt(m.encode(), m.offset()); err != nil {
		return fmt.Errorf("%s: %w", markFile, err)
	}
	if err := g.file.SyncData(); err != nil {
		return fmt.Errorf("%s: %w", markFile, err)
	}
	g.mark = m
	return nil
}

// close releases the file of the mark.
func (g *guard) close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.file == nil {
		return nil
	}
	f := g.file
	g.file = nil
	return f.Close()
}
