package embedded

import (
	"fmt"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// A watchedFS stops the store at the first operation on a write-ahead log that
// fails. Pebble would go on in ways that suit nobody: it panics with its locks
// in the wrong state when it cannot begin a new log, which ends the process with
// a stack trace, and it lets later records follow a lost one. So the goroutine
// of Pebble that met the failure never returns, the store is poisoned, and its
// owner ends the process.
type watchedFS struct {
	vfs.FS
	failure *failure
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

// Unwrap tells Pebble which file system lies below.
func (fs watchedFS) Unwrap() vfs.FS { return fs.FS }

func (fs watchedFS) watch(name string, f vfs.File, err error) (vfs.File, error) {
	if !strings.HasSuffix(name, ".log") {
		return f, err
	}
	if err := fs.failure.stopOn(err); err != nil {
		return nil, err
	}
	return watchedFile{f, fs.failure}, nil
}

// A watchedFile is a write-ahead log.
type watchedFile struct {
	vfs.File
	failure *failure
}

func (f watchedFile) Write(b []byte) (int, error) {
	n, err := f.File.Write(b)
	return n, f.failure.stopOn(err)
}

func (f watchedFile) Sync() error { return f.failure.stopOn(f.File.Sync()) }

func (f watchedFile) SyncData() error { return f.failure.stopOn(f.File.SyncData()) }

// stopOn returns nil for nil. While the store is open it does not return for an
// error; while it opens or closes it hands the error on, for then somebody
// listens.
func (f *failure) stopOn(err error) error {
	if err == nil || !f.armed.Load() {
		return err
	}
	f.stuck.Store(true)
	f.set(fmt.Errorf("write-ahead log: %w", err))
	select {}
}
