package embedded

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/google/uuid"

	"taizhang/eventstore"
)

// A Checker hears what a verification does.
type Checker struct {
	// Fault hears of everything that is not as it was written; each wraps
	// [eventstore.ErrDamaged] and names the file, the position or the stream.
	Fault func(error)
	// Progress, if not nil, hears how many of the records were read.
	Progress func(done, total uint64)
}

// Verify re-reads a directory that no process has open, and writes nothing to
// it: it serves also for a store that cannot be opened any more. Every fault is
// reported, not the first; the number is that of the records in the log. The
// error is for what could not be looked at, with ErrHeld when a process has the
// directory.
func Verify(ctx context.Context, dir string, opts Options, c Checker) (records uint64, err error) {
	opts = opts.withDefaults()
	if _, err := opts.FS.Stat(dir); err != nil {
		return 0, fmt.Errorf("verify store %s: %w", dir, err)
	}
	s := &Store{dir: dir, fs: opts.FS, log: opts.Logger, failure: newFailure(opts.Logger)}
	s.guard = newGuard(opts.FS, dir, nil, true)
	s.guard.report = c.Fault
	opts.FS = s.guard
	settings := opts.pebble()
	settings.ReadOnly = true
	settings.Logger = pebbleLog{s.failure}
	s.db, err = openPebble(dir, settings)
	if err != nil && isHeld(err) {
		return 0, s.openError(err)
	}
	if fault := s.verifyTables(ctx, c); fault != nil {
		return 0, errors.Join(fault, s.closeVerified())
	}
	if err != nil {
		err = s.openError(err)
		if errors.Is(err, eventstore.ErrDamaged) {
			c.Fault(err)
			return 0, nil
		}
		return 0, err
	}
	records, err = s.verifyRecords(ctx, s.verifyEnd(c), c)
	return records, errors.Join(err, s.closeVerified())
}

func (s *Store) closeVerified() error {
	if s.db == nil {
		return nil
	}
	return s.db.Close()
}

// verifyEnd checks the format and the end of a closed store, and returns the last
// sequence that there is or should be.
func (s *Store) verifyEnd(c Checker) uint64 {
	value, closer, err := s.db.Get(formatKey)
	if err == nil {
		if s.guard.mark.store == uuid.Nil { // HEAD cannot be read, which is reported
			_, store, _ := strings.Cut(string(value), " ")
			s.guard.mark.store, _ = uuid.Parse(store)
		}
		closer.Close()
		err = s.checkFormat()
	}
	s.seed = s.guard.mark.seed()
	if err != nil {
		c.Fault(fmt.Errorf("%s: format: %w", s.dir, damagedBy(err)))
	}
	last, err := s.lastSequence()
	if err != nil {
		c.Fault(damagedBy(err))
	}
	last = max(last, s.guard.mark.sequence)
	if err := s.checkEnd(last); err != nil {
		c.Fault(damagedBy(err))
	}
	return last
}

// damagedBy makes damage of an error that reading met.
func damagedBy(err error) error {
	if errors.Is(err, eventstore.ErrDamaged) {
		return err
	}
	return fmt.Errorf("%v: %w", err, eventstore.ErrDamaged)
}

// Verify re-reads an open store up to its present end, beside its readers and
// writers. What is only in the log that is being written is not read from disk.
func (s *Store) Verify(ctx context.Context, c Checker) (records uint64, err error) {
	if err := s.enter(); err != nil {
		return 0, err
	}
	defer s.use.RUnlock()
	if err := s.verifyTables(ctx, c); err != nil {
		return 0, err
	}
	return s.verifyRecords(ctx, s.visible(), c)
}

// verifyTables checks every block of every table, filters and properties too,
// which reading does not always touch.
func (s *Store) verifyTables(ctx context.Context, c Checker) error {
	names, err := s.tables()
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		path := s.fs.PathJoin(s.dir, name)
		if err := s.verifyTable(ctx, path); err != nil && !isMissing(err) {
			c.Fault(fmt.Errorf("table %s: %s: %w", path, firstLine(err), eventstore.ErrDamaged))
		}
	}
	return nil
}

// tables are the names of the tables that hold the records. A file beside them is
// one that is being written, or that a crash has cut short: nothing reads it. Of
// a store that does not open nobody knows which these are, so all are named.
func (s *Store) tables() (names []string, err error) {
	if s.db == nil {
		names, err = s.fs.List(s.dir)
		return slices.DeleteFunc(names, func(name string) bool {
			_, isTable := numberOf(name, "", ".sst")
			return !isTable
		}), err
	}
	levels, err := s.db.SSTables()
	for _, tables := range levels {
		for _, t := range tables {
			names = append(names, fmt.Sprintf("%06d.sst", t.BackingSSTNum))
		}
	}
	slices.Sort(names)
	return slices.Compact(names), err
}

// verifyTable reads one table from disk, past all caches. One that is gone was
// compacted away meanwhile.
func (s *Store) verifyTable(ctx context.Context, path string) (err error) {
	defer contain(&err)
	f, err := s.fs.Open(path)
	if err != nil {
		return err
	}
	readable, err := sstable.NewSimpleReadable(f)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	filter := bloom.FilterPolicy(10)
	r, err := sstable.NewReader(ctx, readable, sstable.ReaderOptions{Filters: map[string]sstable.FilterPolicy{filter.Name(): filter}})
	if err != nil {
		return errors.Join(err, readable.Close())
	}
	return errors.Join(r.ValidateBlockChecksums(), r.Close())
}
