package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
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
	noSync  bool        // only tests

	unchecked uint64 // bytes committed since the file system was asked, see wrote

	// use is held for reading by every call while it touches db, and for
	// writing by Close. It is never held while a caller's code runs.
	use     sync.RWMutex
	commits sync.WaitGroup // the committers; they begin while use is held
	work    chan *group    // to a committer that waits
	closing chan struct{}  // closed by Close

	mu      sync.Mutex // guards all below; never held while Pebble writes
	next    uint64     // the sequence of the next record
	durable uint64     // the last sequence that is on stable storage; readers stop here
	moved   chan struct{}
	open    *group // takes appends until its leader commits it; nil when there is none
	last    *group // the newest group, open or not
	heads   *heads
}

// Open opens the store in a directory, which it creates when there is none. It
// returns an error wrapping [eventstore.ErrHeld] when another process has the
// directory open, and one wrapping [eventstore.ErrDamaged] when the bytes there
// are not what was written.
func Open(dir string, opts Options) (*Store, error) {
	opts = opts.withDefaults()
	s := &Store{
		dir:     dir,
		fs:      opts.FS,
		log:     opts.Logger,
		failure: newFailure(opts.Logger),
		reserve: opts.ReserveBytes,
		noSync:  opts.noSync,
		closing: make(chan struct{}),
		work:    make(chan *group),
		moved:   make(chan struct{}),
		heads:   newHeads(opts.headsMax),
		last:    finishedGroup(),
	}
	s.guard = newGuard(opts.FS, dir, s.visible, s.noSync)
	s.guard.blind = opts.unguarded
	opts.FS = watchedFS{s.guard, s.failure}
	settings := opts.pebble()
	settings.Logger = pebbleLog{s.failure}
	settings.EventListener = s.listener()
	var err error
	if s.db, err = openPebble(dir, settings); err != nil {
		return nil, errors.Join(s.openError(err), s.guard.close())
	}
	if err := s.recover(); err != nil {
		return nil, errors.Join(err, s.db.Close(), s.guard.close())
	}
	s.hasSpace()
	s.failure.armed.Store(true)
	s.commits.Go(s.keepMark)
	return s, nil
}

// openPebble makes an error of a panic: Pebble panics at some bytes that it
// never wrote.
func openPebble(dir string, settings *pebble.Options) (db *pebble.DB, err error) {
	defer contain(&err)
	return pebble.Open(dir, settings)
}

// contain makes damage of a panic of Pebble.
func contain(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("pebble: %v: %w", p, eventstore.ErrDamaged)
	}
}

// openError gives Pebble's errors our words. In a directory that held a store
// before, what the system did not cause is in the files.
func (s *Store) openError(err error) error {
	dir := s.dir
	if s.guard.found != nil {
		return fmt.Errorf("open store %s: %w", dir, s.guard.found)
	}
	if errors.Is(err, pebble.ErrDBNotPristine) {
		return fmt.Errorf("open store %s: the file marker.format-version.* is missing: %w", dir, eventstore.ErrDamaged)
	}
	system, isSystem := errors.AsType[syscall.Errno](err)
	switch {
	case isHeld(err):
		return fmt.Errorf("数据目录 %s 正被另一个进程使用 (in use by another process): %w", dir, eventstore.ErrHeld)
	case isFull(err):
		return fmt.Errorf("open store %s: %v: %w", dir, err, eventstore.ErrFull)
	case errors.Is(err, eventstore.ErrDamaged), pebble.IsCorruptionError(err), s.guard.existed && (!isSystem || system == syscall.ENOENT):
		return fmt.Errorf("open store %s: %s (read last: %s): %w", dir, firstLine(err), s.guard.reading, eventstore.ErrDamaged)
	default:
		return fmt.Errorf("open store %s: %w", dir, err)
	}
}

// isHeld reports whether Pebble's lock on the directory was refused: by the
// system (POSIX leaves it open which of the two errors; a file that may not be
// created fails with a path), or by Pebble because this very process has it.
func isHeld(err error) bool {
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return false
	}
	return errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) ||
		err.Error() == "lock held by current process"
}

// recover finds where the log ends. Pebble has replayed its write-ahead log by
// now and written what it found there to new, synced tables, so every record
// seen here is on stable storage.
func (s *Store) recover() error {
	s.seed = s.guard.mark.seed()
	if err := s.checkFormat(); err != nil {
		return fmt.Errorf("open store %s: %w", s.dir, err)
	}
	last, err := s.lastSequence()
	if err == nil {
		err = s.checkEnd(last)
	}
	if err != nil {
		return fmt.Errorf("open store %s: %w", s.dir, err)
	}
	s.durable, s.next = last, last+1
	if err := s.guard.release(); err != nil {
		s.log.Warn("pebble: obsolete files are left", "err", err)
	}
	return nil
}

// checkEnd holds the end of the log against the mark, and what was replayed
// against what was there before.
func (s *Store) checkEnd(last uint64) error {
	if s.guard.blind {
		return nil
	}
	if known := s.guard.mark.sequence; last < known {
		return fmt.Errorf("the log ends at position %s, but %s knows %s: %w", position(last), markFile, position(known), eventstore.ErrDamaged)
	}
	before := s.guard.replay.first - 1
	if s.guard.replay.first <= 1 {
		return nil
	}
	_, closer, err := s.db.Get(logKey(before))
	if errors.Is(err, pebble.ErrNotFound) {
		return damaged(before, errMissing)
	}
	if err != nil {
		return damage(err)
	}
	return closer.Close()
}

// markEvery is how often the mark follows the end of the log. A process that
// dies leaves so much of the log without it.
const markEvery = time.Second

// keepMark moves the mark while the store is open.
func (s *Store) keepMark() {
	tick := time.NewTicker(markEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.moveMark()
		case <-s.closing:
			return
		}
	}
}

func (s *Store) moveMark() {
	if err := s.guard.advance(); err != nil {
		s.log.Warn("记录存储终点失败 (cannot note the end of the store)", "err", err)
	}
}

// checkFormat signs a new store and refuses one of another format.
func (s *Store) checkFormat() error {
	value, closer, err := s.db.Get(formatKey)
	if errors.Is(err, pebble.ErrNotFound) {
		return s.sign()
	}
	if err != nil {
		return damage(err)
	}
	defer closer.Close()
	name, store, _ := strings.Cut(string(value), " ")
	if name != format {
		return fmt.Errorf("format is %.40q, this version reads %q: %w", name, format, eventstore.ErrUnavailable)
	}
	if store != s.guard.mark.store.String() {
		return fmt.Errorf("%s is of store %s, the records are of %.40s: %w", markFile, s.guard.mark.store, store, eventstore.ErrDamaged)
	}
	return nil
}

// sign writes the format and the identity of a new store. Pebble's first log
// does not tell how much of it was synced; the flush begins the second.
func (s *Store) sign() error {
	if s.guard.mark.sequence > 0 && !s.guard.blind {
		return fmt.Errorf("the store is empty, but %s knows position %s: %w", markFile, position(s.guard.mark.sequence), eventstore.ErrDamaged)
	}
	if err := s.db.Set(formatKey, []byte(format+" "+s.guard.mark.store.String()), pebble.Sync); err != nil {
		return err
	}
	return s.db.Flush()
}

// lastSequence is 0 for an empty log. It reads the last record in full, for the
// end of the log is where a crash leaves its marks.
func (s *Store) lastSequence() (uint64, error) {
	iter, err := s.db.NewIter(&pebble.IterOptions{LowerBound: []byte{spaceLog}, UpperBound: []byte{spaceLog + 1}})
	if err != nil {
		return 0, damage(err)
	}
	defer iter.Close()
	if !iter.Last() {
		return 0, damage(iter.Error())
	}
	if len(iter.Key()) != logKeyBytes {
		return 0, fmt.Errorf("key %x: %w", iter.Key(), eventstore.ErrDamaged)
	}
	last := binary.BigEndian.Uint64(iter.Key()[1:])
	value, err := iter.ValueAndErr()
	if err != nil {
		return 0, damage(err)
	}
	if _, err := decode(s.seed, last, value); err != nil {
		return 0, damaged(last, err)
	}
	return last, nil
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
	if err := errors.Join(s.db.Close(), s.guard.close()); err != nil {
		return fmt.Errorf("close store %s: %w", s.dir, err)
	}
	return nil
}

// Failed is closed when the store cannot acknowledge anything more, for example
// because a sync failed. Records that were durable can still be read. The owner
// should end the process; the next start recovers.
func (s *Store) Failed() <-chan struct{} { return s.failure.done }

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
