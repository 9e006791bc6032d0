package embedded

import (
	"io"
	"os"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// A point is one operation on a disk, before it is done.
type point struct {
	n    int // from 1, over the life of the disk
	kind string
	path string
	// tear writes only the first bytes of a write; the rest follows when the
	// operation is done. It is nil for other operations.
	tear func(keep int)
	size int // of a write
}

// points are the operations on a disk, one after another. Before each of them
// the test may look at the disk, end the process or let the operation fail.
type points struct {
	mu     sync.Mutex
	n      int
	before func(point) error
}

func (p *points) do(op point, act func() error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	op.n = p.n
	if p.before != nil {
		if err := p.before(op); err != nil {
			return err
		}
	}
	return act()
}

// still does something between two operations, such as copying the disk.
func (p *points) still(act func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	act()
}

// end lets no further operation happen, as the end of a process does: whoever
// asks for one waits for ever.
func (p *points) end() { p.mu.Lock() }

// count is how many operations there were.
func (p *points) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.n
}

// changes reports whether an operation changes what is on the disk.
func (op point) changes() bool {
	switch op.kind {
	case "open", "open dir", "list", "stat", "read", "file stat", "usage":
		return false
	}
	return true
}

// A pointFS is a disk whose operations are points.
type pointFS struct {
	vfs.FS
	at *points
}

func (fs pointFS) Unwrap() vfs.FS { return fs.FS }

func (fs pointFS) file(kind, name string, open func() (vfs.File, error)) (f vfs.File, err error) {
	err = fs.at.do(point{kind: kind, path: name}, func() error {
		f, err = open()
		return err
	})
	if err != nil {
		return nil, err
	}
	return &pointFile{f, fs.at, name}, nil
}

func (fs pointFS) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return fs.file("create", name, func() (vfs.File, error) { return fs.FS.Create(name, c) })
}

func (fs pointFS) ReuseForWrite(old, name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return fs.file("reuse", name, func() (vfs.File, error) { return fs.FS.ReuseForWrite(old, name, c) })
}

func (fs pointFS) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	return fs.file("open to write", name, func() (vfs.File, error) { return fs.FS.OpenReadWrite(name, c, opts...) })
}

func (fs pointFS) Open(name string, opts ...vfs.OpenOption) (vfs.File, error) {
	return fs.file("open", name, func() (vfs.File, error) { return fs.FS.Open(name, opts...) })
}

func (fs pointFS) OpenDir(name string) (vfs.File, error) {
	return fs.file("open dir", name, func() (vfs.File, error) { return fs.FS.OpenDir(name) })
}

func (fs pointFS) Link(old, name string) error {
	return fs.at.do(point{kind: "link", path: name}, func() error { return fs.FS.Link(old, name) })
}

func (fs pointFS) Remove(name string) error {
	return fs.at.do(point{kind: "remove", path: name}, func() error { return fs.FS.Remove(name) })
}

func (fs pointFS) RemoveAll(name string) error {
	return fs.at.do(point{kind: "remove all", path: name}, func() error { return fs.FS.RemoveAll(name) })
}

func (fs pointFS) Rename(old, name string) error {
	return fs.at.do(point{kind: "rename", path: name}, func() error { return fs.FS.Rename(old, name) })
}

func (fs pointFS) MkdirAll(dir string, perm os.FileMode) error {
	return fs.at.do(point{kind: "mkdir", path: dir}, func() error { return fs.FS.MkdirAll(dir, perm) })
}

func (fs pointFS) Lock(name string) (lock io.Closer, err error) {
	err = fs.at.do(point{kind: "lock", path: name}, func() error {
		lock, err = fs.FS.Lock(name)
		return err
	})
	return lock, err
}

func (fs pointFS) List(dir string) (names []string, err error) {
	err = fs.at.do(point{kind: "list", path: dir}, func() error {
		names, err = fs.FS.List(dir)
		return err
	})
	return names, err
}

func (fs pointFS) Stat(name string) (info vfs.FileInfo, err error) {
	err = fs.at.do(point{kind: "stat", path: name}, func() error {
		info, err = fs.FS.Stat(name)
		return err
	})
	return info, err
}

func (fs pointFS) GetDiskUsage(path string) (usage vfs.DiskUsage, err error) {
	err = fs.at.do(point{kind: "usage", path: path}, func() error {
		usage, err = fs.FS.GetDiskUsage(path)
		return err
	})
	return usage, err
}

// A pointFile is a file or directory whose operations are points.
type pointFile struct {
	vfs.File
	at   *points
	name string
}

func (f *pointFile) Write(b []byte) (n int, err error) {
	tear := func(keep int) {
		if m, terr := f.File.Write(b[n:keep]); terr == nil {
			n += m
		}
	}
	err = f.at.do(point{kind: "write", path: f.name, size: len(b), tear: tear}, func() error {
		m, err := f.File.Write(b[n:])
		n += m
		return err
	})
	return n, err
}

func (f *pointFile) WriteAt(b []byte, at int64) (n int, err error) {
	err = f.at.do(point{kind: "write", path: f.name, size: len(b), tear: func(int) {}}, func() error {
		n, err = f.File.WriteAt(b, at)
		return err
	})
	return n, err
}

func (f *pointFile) Read(b []byte) (n int, err error) {
	err = f.at.do(point{kind: "read", path: f.name}, func() error {
		n, err = f.File.Read(b)
		return err
	})
	return n, err
}

func (f *pointFile) ReadAt(b []byte, at int64) (n int, err error) {
	err = f.at.do(point{kind: "read", path: f.name}, func() error {
		n, err = f.File.ReadAt(b, at)
		return err
	})
	return n, err
}

func (f *pointFile) Stat() (info vfs.FileInfo, err error) {
	err = f.at.do(point{kind: "file stat", path: f.name}, func() error {
		info, err = f.File.Stat()
		return err
	})
	return info, err
}

func (f *pointFile) Sync() error {
	return f.at.do(point{kind: "sync", path: f.name}, f.File.Sync)
}

func (f *pointFile) SyncData() error {
	return f.at.do(point{kind: "sync data", path: f.name}, f.File.SyncData)
}

func (f *pointFile) SyncTo(length int64) (full bool, err error) {
	err = f.at.do(point{kind: "sync to", path: f.name}, func() error {
		full, err = f.File.SyncTo(length)
		return err
	})
	return full, err
}
