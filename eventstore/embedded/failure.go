package embedded

import (
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2"

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
	fatal := fatalError{said: fmt.Sprintf("pebble: "+format, args...)}
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			fatal.cause = err
		}
	}
	l.failure.set(fatal)
}

// A fatalError is what Pebble said, and the error it said it of.
type fatalError struct {
	said  string
	cause error
}

func (e fatalError) Error() string { return e.said }

func (e fatalError) Unwrap() error { return e.cause }

// backgroundPause slows Pebble's immediate repetition of a flush or compaction
// that failed.
const backgroundPause = 50 * time.Millisecond

// listener hears of flushes and compactions that failed. Nothing acknowledged
// depends on them, for the records are in the synced write-ahead log. But when
// no table can be written nothing more is accepted as soon as one memtable is
// left: Pebble would hold appends up without an answer after that.
func (s *Store) listener() *pebble.EventListener {
	return &pebble.EventListener{
		FlushEnd: func(info pebble.FlushInfo) {
			if err := info.Err; err != nil && err.Error() != emptyFlush {
				s.flushError.Store(&err)
				return
			}
			s.flushError.Store(nil)
			s.unflushed.Store(max(0, s.unflushed.Load()-int64(info.Input)))
		},
		BackgroundError: func(err error) {
			if isFull(err) {
				s.full.Store(true)
			}
			s.log.Warn("pebble: background work failed", "err", err)
			if !s.isOpen.Load() {
				s.givesUp(err)
			}
			time.Sleep(backgroundPause)
		},
		DataCorruption: func(info pebble.DataCorruptionInfo) {
			s.log.Error("事件存储的文件已损坏 (damaged file)", "path", info.Path, "err", info.Details)
		},
	}
}

// givesUp ends an opening whose log cannot be written to tables. The ballast is
// given back first, and what failed once is tried again. The goroutine of Pebble
// never returns, as in stopOn.
func (s *Store) givesUp(cause error) {
	if isFull(cause) && s.dropBallast() {
		return
	}
	if s.openFailures++; s.openFailures < openTries {
		return
	}
	s.failure.stop(cause)
}

// openTries is how often an opening tries to write a table.
const openTries = 3

// emptyFlush is what Pebble says of a flush that had nothing to write.
const emptyFlush = "pebble: empty table"
