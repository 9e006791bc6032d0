package embedded

import (
	"errors"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// A slowMark is a disk on which HEAD is synced when the test says so.
type slowMark struct {
	vfs.FS
	syncs chan chan struct{} // each is closed by the test
}

type slowFile struct {
	vfs.File
	syncs chan chan struct{}
}

func (d slowMark) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	f, err := d.FS.OpenReadWrite(name, c, opts...)
	return slowFile{f, d.syncs}, err
}

func (f slowFile) SyncData() error {
	done := make(chan struct{})
	f.syncs <- done
	<-done
	return f.File.SyncData()
}

// TestOpenWhileMarked: while HEAD is synced files are opened and created, and none
// is deleted.
func TestOpenWhileMarked(t *testing.T) {
	disk := slowMark{vfs.NewMem(), make(chan chan struct{})}
	sequence := uint64(0)
	g := newGuard(disk, "", func() uint64 { return sequence }, false)
	if err := errors.Join(g.begin(), g.release()); err != nil {
		t.Fatal(err)
	}
	sequence = 1
	marked, removed := make(chan error, 1), make(chan error, 1)
	go func() { marked <- g.advance() }()
	synced := <-disk.syncs
	for _, name := range []string{"000001.log", "000002.sst"} {
		if err := touch(g, name); err != nil {
			t.Error(err)
		}
	}
	go func() { removed <- g.Remove("000002.sst") }()
	select {
	case err := <-removed:
		t.Errorf("removed while HEAD was synced: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(synced)
	if err := errors.Join(<-marked, <-removed); err != nil {
		t.Error(err)
	}
}

// touch creates a file and opens it.
func touch(fs vfs.FS, name string) error {
	f, err := fs.Create(name, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if f, err = fs.Open(name); err != nil {
		return err
	}
	return f.Close()
}
