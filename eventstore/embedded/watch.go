package embedded

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// A watchedFS stops the store at the first operation on a write-ahead log or a
// manifest, and at the first sync of a directory, that fails. Pebble would go on
// in ways that suit nobody: it panics with its locks in the wrong state when it
// cannot begin a new log or sync a directory, which ends the process with a
// stack trace, and it lets later records follow a lost one. So the goroutine of
// Pebble that met the failure never returns, the store is poisoned, and its
// owner ends the process.
type watchedFS struct {
	vfs.FS
	failure *failure
	logs    *atomic.Int64 // counts the logs that were begun
}

// Create implements [vfs.FS].
func (fs watchedFS) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := fs.FS.Create(name, category)
	return fs.watch(name, f, err)
}

// ReuseForWrite implements [vfs.FS]. Pebble writes most logs into the file of an
// old one.
func (fs watchedFS) ReuseForWrite(oldname, newname string, category vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := fs.FS.ReuseForWrite(oldname, newname, category)
	return fs.watch(newname, f, err)
}

// OpenDir implements [vfs.FS].
func (fs watchedFS) OpenDir(name string) (vfs.File, error) {
	f, err := fs.FS.OpenDir(name)
	if err != nil {
		return nil, err
	}
	return watchedDir{f, fs.failure}, nil
}

// Unwrap tells Pebble which file system lies below.
func (fs watchedFS) Unwrap() vfs.FS { return fs.FS }

func (fs watchedFS) watch(name string, f vfs.File, err error) (vfs.File, error) {
	isManifest := strings.HasPrefix(fs.PathBase(name), "MANIFEST-")
	if !isManifest && !strings.HasSuffix(name, ".log") {
		return f, err
	}
	if err := fs.failure.stopOn(err); err != nil {
		return nil, err
	}
	if !isManifest {
		fs.logs.Add(1)
	} else {
		f = &manifestFile{File: f, sync: func() error { return syncDir(fs.FS, fs.PathDir(name)) }}
	}
	return watchedFile{f, fs.failure}, nil
}

// A manifestFile makes its own name durable when it is first synced. Pebble
// syncs the directory only after it created the marker that names the manifest,
// and a file system that does not keep the order of names may keep the marker
// and lose the manifest in a power cut: the store would not open any more.
type manifestFile struct {
	vfs.File
	sync  func() error // of the directory
	named bool
}

func (f *manifestFile) Sync() error {
	if err := f.File.Sync(); err != nil || f.named {
		return err
	}
	f.named = true
	return f.sync()
}

// A watchedDir is a directory. When it cannot be synced Pebble panics, in
// whatever goroutine that is, so this one stops the store also while it opens or
// closes.
type watchedDir struct {
	vfs.File
	failure *failure
}

func (d watchedDir) Sync() error {
	if err := d.File.Sync(); err != nil {
		d.failure.stop(err)
	}
	return nil
}

// A watchedFile is a write-ahead log or a manifest.
type watchedFile struct {
	vfs.File
	failure *failure
}

func (f watchedFile) Write(b []byte) (int, error) {
	n, err := f.File.Write(b)
	return n, f.failure.stopOn(err)
}

// Stat is asked for the size of an old log that is written again.
func (f watchedFile) Stat() (vfs.FileInfo, error) {
	info, err := f.File.Stat()
	return info, f.failure.stopOn(err)
}

func (f watchedFile) Close() error { return f.failure.stopOn(f.File.Close()) }

func (f watchedFile) Sync() error { return f.failure.stopOn(f.File.Sync()) }

func (f watchedFile) SyncData() error { return f.failure.stopOn(f.File.SyncData()) }

// stopOn returns nil for nil. While the store is open it does not return for an
// error; while it opens or closes it hands the error on, for then somebody
// listens.
func (f *failure) stopOn(err error) error {
	if err == nil || !f.armed.Load() {
		return err
	}
	f.stop(err)
	return nil
}

// stop poisons the store and does not return.
func (f *failure) stop(err error) {
	f.stuck.Store(true)
	f.set(fmt.Errorf("write to disk: %w", err))
	select {}
}
