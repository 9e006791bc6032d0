package embedded

import (
	"errors"
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// A budget is a disk of so many bytes, in blocks. A file costs at least one.
type budget struct {
	mu    sync.Mutex
	bytes int64 // of the whole disk
	used  map[string]int64
}

const blockBytes = 4096

func (b *budget) free() int64 {
	left := b.bytes
	for _, n := range b.used {
		left -= (n + blockBytes - 1) / blockBytes * blockBytes
	}
	return left
}

// take makes a file larger, as far as there is space. It returns its new size.
func (b *budget) take(name string, size int64) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.used[name]
	if size <= before {
		return size, nil
	}
	b.used[name] = size
	if over := -b.free(); over > 0 {
		b.used[name] = before
		return before, syscall.ENOSPC
	}
	return size, nil
}

func (b *budget) move(old, name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	size := b.used[old]
	delete(b.used, old)
	if name != "" {
		b.used[name] = size
	}
}

// set makes the disk so large that so many bytes are free.
func (b *budget) set(free int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bytes += free - b.free()
}

// A budgetFS is a disk that is full when its budget is spent.
type budgetFS struct {
	vfs.FS
	budget *budget
}

func (fs budgetFS) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	fs.budget.move(name, "")
	if _, err := fs.budget.take(name, 1); err != nil {
		return nil, err
	}
	f, err := fs.FS.Create(name, c)
	return &budgetFile{File: f, budget: fs.budget, name: name}, err
}

func (fs budgetFS) ReuseForWrite(old, name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	fs.budget.move(old, name)
	f, err := fs.FS.ReuseForWrite(old, name, c)
	return &budgetFile{File: f, budget: fs.budget, name: name}, err
}

func (fs budgetFS) Remove(name string) error {
	fs.budget.move(name, "")
	return fs.FS.Remove(name)
}

func (fs budgetFS) Rename(old, name string) error {
	fs.budget.move(old, name)
	return fs.FS.Rename(old, name)
}

func (fs budgetFS) GetDiskUsage(string) (vfs.DiskUsage, error) {
	fs.budget.mu.Lock()
	defer fs.budget.mu.Unlock()
	free := uint64(max(0, fs.budget.free()))
	return vfs.DiskUsage{AvailBytes: free, TotalBytes: uint64(fs.budget.bytes)}, nil
}

type budgetFile struct {
	vfs.File
	budget *budget
	name   string
	at     int64
}

func (f *budgetFile) Write(b []byte) (int, error) {
	if _, err := f.budget.take(f.name, f.at+int64(len(b))); err != nil {
		return 0, err
	}
	f.at += int64(len(b))
	return f.File.Write(b)
}

func (f *budgetFile) Preallocate(offset, length int64) error {
	_, err := f.budget.take(f.name, offset+length)
	return err
}

// TestFaultFullDisk fills the disk to the last byte while the store writes, and
// starts it again on the full disk: it opens, everything acknowledged can be
// read, appends are refused as full, and go on when there is space.
func TestFaultFullDisk(t *testing.T) {
	for free := int64(0); free < 40*blockBytes; free += 3*blockBytes + 1 {
		t.Run(fmt.Sprintf("%d bytes left", free), func(t *testing.T) { fillsUp(t, free) })
	}
}

// openWith opens a store on a disk of a budget, in a process that the points end.
func (b *budget) openWith(disk *vfs.MemFS) (*Store, *points, error) {
	at := &points{}
	opts := crashOptions
	opts.ReserveBytes = 4 << 20 // a ballast of 1 MiB
	opts.FS = pointFS{budgetFS{reusing{disk}, b}, at}
	s, err := Open("log", opts)
	return s, at, err
}

func fillsUp(t *testing.T, free int64) {
	disk := vfs.NewCrashableMem()
	b := &budget{used: make(map[string]int64)}
	b.set(8 << 20)
	s, process, err := b.openWith(disk)
	if err != nil {
		t.Fatal(err)
	}
	var acked acks
	fillUntil(t, s, &acked, 150)
	b.set(free) // somebody else took the rest
	err = write(t.Context(), s, "parcel-full", 0, acked.add)
	if !errors.Is(err, eventstore.ErrFull) && !errors.Is(err, eventstore.ErrUnavailable) {
		t.Fatalf("append on a full disk: %v", err)
	}
	if _, err := auditAll(t.Context(), s, acked.soFar()); err != nil {
		t.Fatalf("reading on a full disk: %v", err)
	}
	b.set(0)
	for range 2 { // the second time without what the first gave back
		process.end()
		disk = copied(t, disk)
		if s, process, err = b.openWith(disk); err != nil {
			t.Fatalf("open on a full disk: %v", err)
		}
		if _, err := auditAll(t.Context(), s, acked.soFar()); err != nil {
			t.Fatalf("reading after the restart: %v", err)
		}
		if _, err := put(t.Context(), s, []part{{"after", 0, 1}}); !errors.Is(err, eventstore.ErrFull) {
			t.Fatalf("append after the restart on a full disk: %v, want ErrFull", err)
		}
	}
	b.set(8 << 20)
	k, err := put(t.Context(), s, []part{{"after", 0, 1}})
	if err != nil {
		t.Fatalf("append when there is space: %v", err)
	}
	if _, err := auditAll(t.Context(), s, append(acked.soFar(), k)); err != nil {
		t.Error(err)
	}
}

// fillUntil makes so many appends.
func fillUntil(t *testing.T, s *Store, acked *acks, appends int) {
	next := eventstore.Revision(0)
	for range appends {
		k, err := put(t.Context(), s, []part{{"parcel-1", next, 4}})
		if err != nil {
			t.Fatal(err)
		}
		acked.add(k)
		next += 4
	}
}

// TestBallastComesBack: a store that was opened without a ballast takes it when there
// is space again, soon after the append that finds it.
func TestBallastComesBack(t *testing.T) {
	disk := vfs.NewMem()
	s := mustOpen(t, "log", Options{FS: disk})
	defer s.Close()
	s.dropBallast()
	s.full.Store(true)
	if _, err := put(t.Context(), s, []part{{"after", 0, 1}}); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * markEvery); ; time.Sleep(markEvery / 100) {
		_, err := disk.Stat("log/" + ballastName)
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("there is no ballast: %v", err)
		}
	}
}

// TestFaultFullDiskControl: without the ballast the store does not open on a full
// disk.
func TestFaultFullDiskControl(t *testing.T) {
	disk := vfs.NewCrashableMem()
	b := &budget{used: make(map[string]int64)}
	b.set(8 << 20)
	s, process, err := b.openWith(disk)
	if err != nil {
		t.Fatal(err)
	}
	fillUntil(t, s, &acks{}, 150)
	process.end()
	disk = copied(t, disk)
	if err := (budgetFS{disk, b}).Remove("log/" + ballastName); err != nil {
		t.Fatal(err)
	}
	b.set(0)
	if _, _, err := b.openWith(disk); !errors.Is(err, eventstore.ErrFull) {
		t.Errorf("open without a ballast on a full disk: %v, want ErrFull", err)
	}
}
