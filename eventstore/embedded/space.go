package embedded

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// checkSpace refuses an append while the disk has less than the reserve left, or
// no table can be written and memory runs out. It runs before anything is written, so a refused
// append leaves nothing behind, and the reserve lets the work already accepted
// finish.
func (s *Store) checkSpace() error {
	if cause := s.flushError.Load(); cause != nil && s.unflushed.Load() >= memTablesMax-1 {
		return fmt.Errorf("%s: no table can be written, appends go on when one can: %v: %w", s.dir, *cause, refusal(*cause))
	}
	if !s.full.Load() || s.hasSpace() {
		return nil
	}
	return fmt.Errorf("%s: fewer than %d bytes free: %w", s.dir, s.reserve, eventstore.ErrFull)
}

// hasSpace asks the file system and remembers the answer. One that cannot tell
// is taken to have space. When there is space again, keepMark takes the ballast:
// appends wait for who asks.
func (s *Store) hasSpace() bool {
	usage, err := s.fs.GetDiskUsage(s.dir)
	ok := err != nil || usage.AvailBytes >= s.reserve
	if s.full.Swap(!ok) && ok {
		s.spaceBack.Store(true)
	}
	return ok
}

// checksPerReserve is how often the file system is asked while as many bytes
// are written as the reserve is large. Asking at every commit would cost a
// twentieth of the throughput.
const checksPerReserve = 256

// wrote counts what was committed and asks the file system now and then. Groups
// are settled one after another, so nothing else touches unchecked.
func (s *Store) wrote(bytes int) {
	if s.unchecked += uint64(bytes); s.unchecked >= s.reserve/checksPerReserve {
		s.unchecked = 0
		s.hasSpace()
	}
}

func isFull(err error) bool {
	return vfs.IsNoSpaceError(err) || errors.Is(err, syscall.EDQUOT)
}

// refusal is the error of the contract for a disk that refused something.
func refusal(err error) error {
	if isFull(err) {
		return eventstore.ErrFull
	}
	return eventstore.ErrUnavailable
}

// The ballast is space taken in good times, so that a store opens on a disk that
// somebody else has filled to the last byte: what the write-ahead log holds must
// be written to tables before anything is served, and that needs space.
const (
	ballastName = "ballast"
	// ballastParts of the reserve are the ballast: 64 MiB of 256, for a log of
	// two memtables.
	ballastParts = 4
	// ballastTries is how many sizes of a ballast are tried, each half of the one
	// before, on a disk that has no space for a whole one.
	ballastTries = 6
)

// keepBallast takes the ballast when there is none. A disk that cannot set space
// aside has none, and loses nothing but the opening when it is full.
func (s *Store) keepBallast() {
	name := s.fs.PathJoin(s.dir, ballastName)
	if _, err := s.fs.Stat(name); err == nil {
		return
	}
	size := int64(s.reserve / ballastParts)
	for range ballastTries {
		err := s.takeBallast(name, size)
		if err == nil {
			return
		}
		s.log.Warn("数据目录未能预留空间 (no ballast)", "bytes", size, "err", err)
		size /= 2
	}
}

func (s *Store) takeBallast(name string, size int64) error {
	f, err := s.fs.Create(name, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	if err = errors.Join(f.Preallocate(0, size), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, s.fs.Remove(name))
	}
	return nil
}

// dropBallast gives the space of the ballast back. It reports whether there was
// any.
func (s *Store) dropBallast() bool {
	return s.fs.Remove(s.fs.PathJoin(s.dir, ballastName)) == nil
}

// freeBallast gives the ballast back on a disk that has less than it left.
func (s *Store) freeBallast() {
	usage, err := s.fs.GetDiskUsage(s.dir)
	if err == nil && usage.AvailBytes < s.reserve/ballastParts {
		s.dropBallast()
	}
}
