package embedded

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// verify returns all faults of damaged files.
func (sp specimen) verify(t testing.TB, damaged files) (faults []error) {
	t.Helper()
	_, err := Verify(t.Context(), "log", damageOptions(damaged.disk(t)), Checker{Fault: func(err error) {
		if !errors.Is(err, eventstore.ErrDamaged) {
			t.Errorf("fault %v does not wrap ErrDamaged", err)
		}
		faults = append(faults, err)
	}})
	if err != nil {
		t.Errorf("verify: %v", err)
	}
	return faults
}

// TestVerifyWhole: a whole store has no faults, closed or killed, open or not,
// with a table that was being written when the process ended, and verifying
// writes nothing.
func TestVerifyWhole(t *testing.T) {
	for _, killed := range []bool{false, true} {
		sp := newSpecimen(t, "parcel", 150, killed, true)
		sp.files = sp.files.with("009999.sst", []byte("the beginning of a table"))
		disk := sp.files.disk(t)
		done := uint64(0)
		n, err := Verify(t.Context(), "log", damageOptions(disk), Checker{
			Fault:    func(err error) { t.Error(err) },
			Progress: func(d, total uint64) { done = d },
		})
		if err != nil || n != uint64(len(sp.records)) || done != n {
			t.Errorf("%d records, progress %d, %v; want %d", n, done, err, len(sp.records))
		}
		for name, content := range filesOf(t, disk) {
			if string(content) != string(sp.files[name]) {
				t.Errorf("%s was changed", name)
			}
		}
		s := mustOpen(t, "log", damageOptions(disk))
		n, err = s.Verify(t.Context(), Checker{Fault: func(err error) { t.Error(err) }})
		if err != nil || n != uint64(len(sp.records)) {
			t.Errorf("open: %d records, %v; want %d", n, err, len(sp.records))
		}
		if _, err := Verify(t.Context(), "log", damageOptions(disk), Checker{}); !errors.Is(err, eventstore.ErrHeld) {
			t.Errorf("verify of an open store: got %v, want ErrHeld", err)
		}
	}
}

// TestVerifyTellsAll: every fault of a store is reported, not the first.
func TestVerifyTellsAll(t *testing.T) {
	s := mustOpen(t, "log", Options{FS: vfs.NewMem()})
	fill(t, s, "parcel-1", 30)
	flipped := stored(t, s.db, logKey(3))
	flipped[40] ^= 4
	if err := errors.Join(
		s.db.Set(logKey(3), flipped, pebble.Sync),
		s.db.Delete(logKey(7), pebble.Sync),
		s.db.Delete(logKey(8), pebble.Sync),
		s.db.Set(logKey(11), stored(t, s.db, logKey(12)), pebble.Sync),
		s.db.Delete(indexKey("parcel-1", 14), pebble.Sync),
		s.db.Set(indexKey("parcel-1", 19), stored(t, s.db, indexKey("parcel-1", 21)), pebble.Sync),
	); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	if _, err := s.Verify(t.Context(), Checker{Fault: func(err error) { fmt.Fprintln(&said, err) }}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"position 0000000000000003:", "positions 0000000000000007 to 0000000000000008", "position 000000000000000b:",
		"no revision 14 to 14", "revision 19: the index leads to position 0000000000000016", "position 000000000000000f: the index has no entry", "position 0000000000000014: the index has no entry",
	} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("no fault says %q", want)
		}
	}
	if n := strings.Count(said.String(), "\n"); n != 7 {
		t.Errorf("%d faults, want 7:\n%s", n, said.String())
	}
}

// TestFaultVerifyTables: each of several damaged tables is named, whatever part
// of it is damaged, and so are the positions that cannot be read.
func TestFaultVerifyTables(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	sp := newSpecimen(t, "parcel", 240, false, true)
	for part, places := range sp.files.regions(t) {
		if !strings.HasPrefix(part, "table: ") {
			continue
		}
		for range 5 * number(t, "TAIZHANG_FAULTS", 1) {
			p := places.draw(rng)
			faults := sp.verify(t, sp.files.flip(p.file, p.at, rng.IntN(8)))
			if !strings.Contains(fmt.Sprint(faults), p.file) {
				t.Errorf("seed %d: %s, byte %d of %s: faults %v", seed, part, p.at, p.file, faults)
			}
		}
	}
	all, tables := sp.files, sp.files.like("table")
	for _, name := range tables {
		all = all.flip(name, 20, 0).flip(name, len(sp.files[name])/2, 3)
	}
	said := fmt.Sprint(sp.verify(t, all))
	for _, name := range tables {
		if !strings.Contains(said, name) {
			t.Errorf("%s is not named: %s", name, said)
		}
	}
	if !strings.Contains(said, "positions ") {
		t.Errorf("no positions are named: %s", said)
	}
}
