package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"taizhang/eventstore"
)

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
	s.freeBallast()
	err := s.openFiles(opts)
	if isFull(err) && s.failure.err() == nil && s.dropBallast() {
		err = errors.Join(s.guard.close(), s.openFiles(opts))
	}
	if err != nil {
		return nil, errors.Join(s.openError(err), s.guard.close())
	}
	s.failure.armed.Store(true)
	if err := s.contained(s.recover); err != nil {
		s.failure.armed.Store(false)
		return nil, errors.Join(inContract(err), s.closePebble(), s.guard.close())
	}
	s.hasSpace()
	s.keepBallast()
	s.unflushed.Store(0)
	s.isOpen.Store(true)
	s.commits.Go(s.keepMark)
	return s, nil
}

// openFiles opens Pebble behind the guard.
func (s *Store) openFiles(opts Options) error {
	s.guard = newGuard(opts.FS, s.dir, s.visible, s.noSync)
	s.guard.blind = opts.unguarded
	opts.FS = watchedFS{s.guard, s.failure, &s.unflushed}
	settings := opts.pebble()
	settings.Logger = pebbleLog{s.failure}
	settings.EventListener = s.listener()
	settings.Experimental.CompactionScheduler = newScheduler(&s.isOpen)
	return s.contained(func() (err error) {
		s.db, err = openPebble(s.dir, settings)
		return err
	})
}

// contained does a part of an opening. It hands on as an error what Pebble panics
// with where it sees no way on, such as a directory that cannot be synced. And it
// gives up where Pebble would try for ever to write what it found in its log:
// then Pebble keeps the directory until the process ends.
func (s *Store) contained(act func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				s.failure.stuck.Store(true) // Pebble may hold its locks
				done <- panicked(p)
			}
		}()
		done <- act()
	}()
	select {
	case err := <-done:
		return err
	case <-s.failure.done:
		return *s.failure.cause.Load()
	}
}

// inContract gives an error of the system a kind.
func inContract(err error) error {
	for _, kind := range []error{eventstore.ErrDamaged, eventstore.ErrFull, eventstore.ErrUnavailable, eventstore.ErrHeld} {
		if errors.Is(err, kind) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", err, refusal(err))
}

// openPebble makes an error of a panic.
func openPebble(dir string, settings *pebble.Options) (db *pebble.DB, err error) {
	defer contain(&err)
	return pebble.Open(dir, settings)
}

// contain makes an error of a panic of Pebble.
func contain(err *error) {
	if p := recover(); p != nil {
		*err = panicked(p)
	}
}

// panicked is what Pebble panicked with, as an error: what the system refused, or
// bytes that Pebble never wrote.
func panicked(p any) error {
	err, _ := p.(error)
	if _, isSystem := errors.AsType[syscall.Errno](err); isSystem {
		return fmt.Errorf("pebble: %w", err)
	}
	return fmt.Errorf("pebble: %v: %w", p, eventstore.ErrDamaged)
}

// openError gives Pebble's errors our words. In a directory that held a store
// before, what the system did not cause is in the files.
func (s *Store) openError(err error) error {
	dir := s.dir
	if s.guard.found != nil {
		return fmt.Errorf("open store %s: %w", dir, inContract(s.guard.found))
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
		return fmt.Errorf("open store %s: %w: %w", dir, err, eventstore.ErrUnavailable)
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

// keepMark moves the mark while the store is open, and takes the ballast when there
// is space again.
func (s *Store) keepMark() {
	tick := time.NewTicker(markEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.moveMark()
			if s.spaceBack.Swap(false) {
				s.keepBallast()
			}
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
