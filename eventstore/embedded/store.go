package embedded

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// format is the layout of keys and records in doc.go. A store of another format
// is refused, not guessed at.
const format = "taizhang-log-2"

var formatKey = append([]byte{spaceMeta}, "format"...)

// A Store is an event log in a directory. Its owner closes it, and ends the
// process when [Store.Failed] says so.
type Store struct {
	dir     string
	fs      vfs.FS
	db      *pebble.DB
	log     *slog.Logger
	failure *failure
	guard   *guard
	seed    uint32      // of the checksums, see mark
	reserve uint64      // bytes, see checkSpace
	full    atomic.Bool // the disk was full when last asked
	// spaceBack is set when it no longer is, until the ballast has been tried.
	spaceBack atomic.Bool
	// flushError is why the last flush wrote no table; nil when it did.
	flushError   atomic.Pointer[error]
	unflushed    atomic.Int64 // logs begun since, which is memtables in no table
	isOpen       atomic.Bool  // Open has returned, or is about to
	openFailures int          // see givesUp; Pebble calls it under a lock of its own
	noSync       bool         // only tests

	unchecked uint64 // bytes committed since the file system was asked, see wrote

	// use is held for reading by every call while it touches db, and for
	// writing by Close. It is never held while a caller's code runs.
	use     sync.RWMutex
	commits sync.WaitGroup // the committers, which begin while use is held, and keepMark
	work    chan *group    // to a committer that waits
	closing chan struct{}  // closed by Close

	mu      sync.Mutex // guards all below; never held while Pebble writes
	next    uint64     // the sequence of the next record
	durable uint64     // the last sequence that is on stable storage; readers stop here
	moved   chan struct{}
	open    *group    // takes appends until it is large or its turn has come; nil when there is none
	last    *group    // the newest group, open or not
	waiting time.Time // since when the disk has finished nothing; zero when no group is under way
	heads   *heads
}

// Close waits for the calls under way, ends the followers with
// [eventstore.ErrClosed] and releases the directory. Closing twice is harmless. A
// store that has failed keeps its directory until the process ends.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.isClosed() {
		s.mu.Unlock()
		return nil
	}
	close(s.closing)
	s.mu.Unlock()

	s.use.Lock()
	defer s.use.Unlock()
	if s.failure.stuck.Load() {
		return fmt.Errorf("close store %s: left as it is: %w", s.dir, s.failure.err())
	}
	s.commits.Wait()
	s.failure.armed.Store(false)
	s.moveMark()
	if err := errors.Join(s.closePebble(), s.guard.close()); err != nil {
		return fmt.Errorf("close store %s: %w", s.dir, err)
	}
	return nil
}

// closePebble does not wait for a goroutine that was stopped on the way.
func (s *Store) closePebble() error {
	if s.failure.stuck.Load() {
		return s.failure.err()
	}
	done := make(chan error, 1)
	go func() { done <- s.db.Close() }()
	select {
	case err := <-done:
		return err
	case <-s.failure.done:
	}
	if s.failure.stuck.Load() {
		return s.failure.err()
	}
	return <-done
}

// Failed is closed when the store cannot acknowledge anything more, for example
// because a sync failed. Records that were durable can still be read. The owner
// should end the process; the next start recovers.
func (s *Store) Failed() <-chan struct{} { return s.failure.done }

// Waiting is how long the disk has finished nothing although appends wait for it; 0 when
// none does. Of a sound disk that is milliseconds.
func (s *Store) Waiting() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting.IsZero() {
		return 0
	}
	return time.Since(s.waiting)
}

// enter begins a use of the database, which the caller ends with s.use.RUnlock.
func (s *Store) enter() error {
	s.use.RLock()
	if s.isClosed() {
		s.use.RUnlock()
		return eventstore.ErrClosed
	}
	return nil
}

func (s *Store) isClosed() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}

// damage gives Pebble's errors our words.
func damage(err error) error {
	switch {
	case err == nil:
		return nil
	case pebble.IsCorruptionError(err): // errors.Is does not see Pebble's marks
		return fmt.Errorf("%s: %w", firstLine(err), eventstore.ErrDamaged)
	default:
		return fmt.Errorf("%v: %w", err, eventstore.ErrUnavailable)
	}
}

// firstLine leaves out the details that Pebble's errors carry below it.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// damaged names the record that is not what was written.
func damaged(sequence uint64, err error) error {
	return fmt.Errorf("record at position %s: %v: %w", position(sequence), err, eventstore.ErrDamaged)
}
