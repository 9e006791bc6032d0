package embedded

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// A failure remembers the first thing that makes a store unable to acknowledge
// anything more. There is no way back but a new start, which reads from disk
// what really is there: after a failed sync the page cache shows bytes that may
// never reach the disk, and a second sync may answer that all is well.
type failure struct {
	once  sync.Once
	cause atomic.Pointer[error]
	done  chan struct{} // closed after cause is set
	stuck atomic.Bool   // Pebble may hold its locks for ever: Close must not touch it
	armed atomic.Bool   // the store is open, see stopOn
	log   *slog.Logger
}

func newFailure(log *slog.Logger) *failure {
	return &failure{done: make(chan struct{}), log: log}
}

// set poisons the store. Only the first cause counts.
func (f *failure) set(cause error) {
	f.once.Do(func() {
		f.cause.Store(&cause)
		f.log.Error("事件存储已停止写入，必须重新启动 (store stopped: restart to recover)", "cause", cause)
		close(f.done)
	})
}

// err is nil for a healthy store. Otherwise it wraps ErrUnavailable.
func (f *failure) err() error {
	cause := f.cause.Load()
	if cause == nil {
		return nil
	}
	return fmt.Errorf("store stopped after a failed commit (%v): %w", *cause, eventstore.ErrUnavailable)
}

// A pebbleLog passes Pebble's messages on. Pebble reports what it cannot
// survive by Fatalf and expects the process to end; we poison the store instead,
// and the owner, who watches Store.Failed, ends the process in good order.
type pebbleLog struct{ failure *failure }

func (l pebbleLog) Infof(format string, args ...any) {
	l.failure.log.Debug("pebble: " + fmt.Sprintf(format, args...))
}

func (l pebbleLog) Errorf(format string, args ...any) {
	l.failure.log.Warn("pebble: " + fmt.Sprintf(format, args...))
}

func (l pebbleLog) Fatalf(format string, args ...any) {
	l.failure.stuck.Store(true)
	l.failure.set(fmt.Errorf("pebble: "+format, args...))
}

// backgroundPause slows Pebble's immediate repetition of a flush or compaction
// that failed.
const backgroundPause = 50 * time.Millisecond

// listener hears of flushes and compactions that failed. Nothing acknowledged
// depends on them, for the records are in the synced write-ahead log; but a full
// disk is the moment to stop accepting more.
func (s *Store) listener() *pebble.EventListener {
	return &pebble.EventListener{
		BackgroundError: func(err error) {
			if isFull(err) {
				s.full.Store(true)
			}
			s.log.Warn("pebble: background work failed", "err", err)
			time.Sleep(backgroundPause)
		},
		DataCorruption: func(info pebble.DataCorruptionInfo) {
			s.log.Error("事件存储的文件已损坏 (damaged file)", "path", info.Path, "err", info.Details)
		},
	}
}

// checkSpace refuses an append while the disk has less than the reserve left.
// It runs before anything is written, so a refused append leaves nothing behind,
// and the reserve lets the work already accepted finish.
func (s *Store) checkSpace() error {
	if !s.full.Load() || s.hasSpace() {
		return nil
	}
	return fmt.Errorf("%s: fewer than %d bytes free: %w", s.dir, s.reserve, eventstore.ErrFull)
}

// hasSpace asks the file system and remembers the answer. One that cannot tell
// is taken to have space.
func (s *Store) hasSpace() bool {
	usage, err := s.fs.GetDiskUsage(s.dir)
	ok := err != nil || usage.AvailBytes >= s.reserve
	s.full.Store(!ok)
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
