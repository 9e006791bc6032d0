package embedded

import (
	"context"
	"errors"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"taizhang/eventstore"
)

// A stall is a disk on which syncs of the write-ahead log, from begin on, wait until the
// test says so.
type stall struct {
	armed   chan struct{} // closed by begin
	entered chan struct{} // takes one for each sync that waits
	over    chan struct{} // closed by end
}

func newStall() (*stall, vfs.FS) {
	s := &stall{make(chan struct{}), make(chan struct{}, 64), make(chan struct{})}
	return s, errorfs.Wrap(vfs.NewMem(), s)
}

func (s *stall) String() string { return "stall" }

// MaybeError implements [errorfs.Injector].
func (s *stall) MaybeError(op errorfs.Op) error {
	if !isSync(op) {
		return nil
	}
	select {
	case <-s.armed:
		s.entered <- struct{}{}
		<-s.over
	default:
	}
	return nil
}

// appended begins an append and waits until its sync hangs. It reports whether the append
// was acknowledged by then.
func (s *stall) appended(t *testing.T, store *Store) (early bool, outcome <-chan error) {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		_, err := store.Append(t.Context(), "parcel-1", eventstore.NoStream, batch("parcel-1", 0, 1)...)
		done <- err
	}()
	select {
	case err := <-done:
		done <- err
		return true, done
	case <-s.entered:
		return false, done
	}
}

// While the disk stands still nothing is acknowledged or shown, who stops waiting does
// not know the outcome, and the store says that the disk finishes nothing. When it goes
// on so does the store: what waited is there once.
func TestFaultStalledSync(t *testing.T) {
	disk, fs := newStall()
	s := mustOpen(t, "log", Options{FS: fs})
	fill(t, s, "parcel-0", 3)
	head := s.visible()
	if s.Waiting() != 0 {
		t.Error("the disk is waited for, though nothing was asked of it")
	}
	close(disk.armed)
	early, outcome := disk.appended(t, s)
	if early {
		t.Fatal("acknowledged before it was synced")
	}
	impatient, stop := context.WithCancel(t.Context())
	stop()
	if err := s.wait(impatient, s.newest()); !errors.Is(err, context.Canceled) {
		t.Errorf("who stops waiting is told %v", err)
	}
	if s.visible() != head || s.Waiting() == 0 {
		t.Errorf("while the disk stands still: shown up to %d, want %d; waiting %v", s.visible(), head, s.Waiting())
	}
	close(disk.over)
	if err := <-outcome; err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), "parcel-1", eventstore.NoStream, batch("parcel-1", 0, 1)...); err != nil || s.visible() != head+1 {
		t.Errorf("sent again: %v, shown up to %d", err, s.visible())
	}
	if s.Waiting() != 0 {
		t.Error("the disk is waited for when all is done")
	}
}

// The control: a store that does not wait for the disk acknowledges too early.
func TestFaultStalledSyncControl(t *testing.T) {
	disk, fs := newStall()
	s := mustOpen(t, "log", Options{FS: fs, noSync: true})
	t.Cleanup(func() { close(disk.over) })
	close(disk.armed)
	if early, _ := disk.appended(t, s); !early {
		t.Error("a store that does not wait for the disk was not caught")
	}
}

// newest is the group that was begun last.
func (s *Store) newest() *group {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}
