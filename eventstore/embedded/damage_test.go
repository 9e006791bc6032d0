package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// damageOptions make small tables and logs.
func damageOptions(disk vfs.FS) Options {
	return Options{FS: disk, memTableBytes: 32 << 10, CacheBytes: 1 << 20}
}

// files are the files of a closed store, by name.
type files map[string][]byte

func filesOf(t testing.TB, disk vfs.FS) files {
	t.Helper()
	names, err := disk.List("log")
	if err != nil {
		t.Fatal(err)
	}
	all := make(files)
	for _, name := range names {
		if all[name], err = readFile(disk, disk.PathJoin("log", name)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// disk puts the files on a new disk.
func (f files) disk(t testing.TB) *vfs.MemFS {
	t.Helper()
	disk := vfs.NewMem()
	err := disk.MkdirAll("log", 0o700)
	for name, content := range f {
		var file vfs.File
		if err == nil {
			file, err = disk.Create(disk.PathJoin("log", name), vfs.WriteCategoryUnspecified)
		}
		if err == nil {
			_, err = file.Write(bytes.Clone(content)) // the disk would keep the slice
			err = errors.Join(err, file.Close())
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return disk
}

// kindOf says what a file of a store is.
func kindOf(name string) string {
	switch {
	case strings.HasSuffix(name, ".sst"):
		return "table"
	case strings.HasSuffix(name, ".log"):
		return "log"
	case strings.HasPrefix(name, "marker."):
		return "marker"
	}
	kind, _, _ := strings.Cut(name, "-")
	return kind // MANIFEST, OPTIONS, LOCK, HEAD
}

// like returns the names of the files of a kind, oldest first.
func (f files) like(kind string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if kindOf(name) == kind {
			names = append(names, name)
		}
	}
	return names
}

// A specimen is a store whose files are damaged, with what it held.
type specimen struct {
	files   files
	records []eventstore.Record
}

// memTablesStuck is how many memtables of a killed specimen are in no table; one
// more than [memTablesMax] would stall the store.
const memTablesStuck = 3

// newSpecimen fills a store and takes its files: after it was closed or, when
// killed, while it has several logs that are in no table. marked says whether the
// mark followed the log to its end.
func newSpecimen(t testing.TB, name string, appends int, killed, marked bool) specimen {
	t.Helper()
	disk := vfs.NewMem()
	var stuck atomic.Bool
	at := &points{before: func(op point) error {
		if stuck.Load() && op.kind == "create" && strings.HasSuffix(op.path, ".sst") {
			return syscall.EIO
		}
		return nil
	}}
	s := mustOpen(t, "log", damageOptions(pointFS{disk, at}))
	next := 0
	for ; next < appends || killed && s.db.Metrics().MemTable.Count < memTablesStuck; next++ {
		stuck.Store(killed && next >= appends)
		putTwo(t, s, name, next)
	}
	for range 8 { // so that the last log has some
		putTwo(t, s, name, next)
		next++
	}
	if marked {
		s.moveMark()
	}
	all, err := everything(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if killed {
		sp := specimen{records: all}
		at.still(func() { sp.files = filesOf(t, disk) })
		stuck.Store(false)
		return sp
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return specimen{filesOf(t, disk), all}
}

// putTwo appends two records to one of seven streams in turn.
func putTwo(t testing.TB, s *Store, name string, nth int) {
	t.Helper()
	if _, err := put(t.Context(), s, []part{{fmt.Sprintf("%s-%d", name, nth%7), eventstore.Revision(nth / 7 * 2), 2}}); err != nil {
		t.Fatal(err)
	}
}

// everything reads the log and every stream of it, and compares the two.
func everything(ctx context.Context, s *Store) ([]eventstore.Record, error) {
	head, err := s.Head(ctx)
	if err != nil || head == "" {
		return nil, err
	}
	var all []eventstore.Record
	streams := make(map[string][]eventstore.Record)
	for batch, err := range s.Follow(ctx, "") {
		if err != nil {
			return all, err
		}
		for _, r := range batch {
			streams[r.Stream] = append(streams[r.Stream], r)
		}
		if all = append(all, batch...); batch[len(batch)-1].Position >= head {
			break
		}
	}
	for stream, want := range streams {
		n := 0
		for r, err := range s.Read(ctx, stream, 0) {
			if err != nil {
				return all, err
			}
			if n >= len(want) || !sameRecord(r, want[n]) {
				return all, fmt.Errorf("%s revision %d: the stream and the log differ", stream, n)
			}
			n++
		}
		if n != len(want) {
			return all, fmt.Errorf("%s has %d records, the log %d", stream, n, len(want))
		}
	}
	return all, nil
}

func sameRecord(a, b eventstore.Record) bool {
	return a.Position == b.Position && a.Stream == b.Stream && a.Revision == b.Revision &&
		a.ID == b.ID && a.Type == b.Type && bytes.Equal(a.Data, b.Data) && bytes.Equal(a.Meta, b.Meta)
}

// A verdict is what a store made of damaged files.
type verdict struct {
	found error // what it said
	wrong error // records are missing or different and nothing was said
	kept  int   // records it still has when nothing was said
}

// try opens damaged files and reads everything. A blind store is the control: it
// opens what Pebble opens, and takes the first damaged record for the end.
func (sp specimen) try(t testing.TB, damaged files, blind bool) (v verdict) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			v.wrong = fmt.Errorf("panic: %v", p)
		}
	}()
	opts := damageOptions(damaged.disk(t))
	opts.unguarded = blind
	s, err := Open("log", opts)
	if err != nil {
		return verdict{found: err}
	}
	defer s.Close()
	all, err := everything(t.Context(), s)
	if err != nil && !blind {
		return verdict{found: err}
	}
	v.kept = len(all)
	if len(all) != len(sp.records) || !slices.EqualFunc(all, sp.records, sameRecord) {
		v.wrong = fmt.Errorf("%d records without an error, want %d", len(all), len(sp.records))
	}
	return v
}

// check holds a verdict against the promise: found and named, or all there.
func (v verdict) check(t testing.TB, what string) {
	t.Helper()
	switch {
	case v.wrong != nil:
		t.Errorf("%s: %v", what, v.wrong)
	case v.found != nil && !errors.Is(v.found, eventstore.ErrDamaged):
		t.Errorf("%s: got %v, want ErrDamaged", what, v.found)
	}
}
