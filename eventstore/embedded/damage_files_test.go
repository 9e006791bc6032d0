package embedded

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// A swap is one way in which a file is not what it was.
type swap struct {
	what   string
	change func(sp specimen, other, older files, name string) files
}

var swaps = []swap{
	{"missing", func(sp specimen, _, _ files, name string) files { return sp.files.with(name, nil) }},
	{"empty", func(sp specimen, _, _ files, name string) files { return sp.files.with(name, []byte{}) }},
	{"cut in half", func(sp specimen, _, _ files, name string) files {
		return sp.files.with(name, sp.files[name][:len(sp.files[name])/2])
	}},
	{"of another ledger", func(sp specimen, other, _ files, name string) files { return sp.files.with(name, other[name]) }},
	{"with what another ledger has in one of its kind", func(sp specimen, other, _ files, name string) files {
		if like := other.like(kindOf(name)); len(like) > 0 {
			return sp.files.with(name, other[like[0]])
		}
		return nil
	}},
	{"rolled back", func(sp specimen, _, older files, name string) files {
		if older[name] == nil {
			return nil
		}
		return sp.files.with(name, older[name])
	}},
	{"swapped with the next of its kind", func(sp specimen, _, _ files, name string) files {
		like := sp.files.like(kindOf(name))
		next := like[(slices.Index(like, name)+1)%len(like)]
		return sp.files.with(name, sp.files[next]).with(next, sp.files[name])
	}},
	{"doubled under a later number", func(sp specimen, _, _ files, name string) files {
		return sp.files.with(renumbered(name), sp.files[name])
	}},
	{"renamed to a later number", func(sp specimen, _, _ files, name string) files {
		return sp.files.with(renumbered(name), sp.files[name]).with(name, nil)
	}},
}

// renumbered is the name with another number.
func renumbered(name string) string {
	if changed := strings.Replace(name, "0000", "0009", 1); changed != name {
		return changed
	}
	return name + "-000900"
}

// TestFaultFiles takes, empties, swaps, doubles and replaces each file of a store
// that was closed and of one that was killed. The store says ErrDamaged and names
// the file or the place, or all is as it was.
func TestFaultFiles(t *testing.T) {
	for _, killed := range []bool{false, true} {
		older := newSpecimen(t, "parcel", 150, killed, true).files // not of the same store: its own HEAD
		sp, other := newSpecimen(t, "parcel", 300, killed, true), newSpecimen(t, "garden", 300, killed, true).files
		for _, s := range swaps {
			t.Run(fmt.Sprintf("killed %t, %s", killed, s.what), func(t *testing.T) {
				tried, found := 0, 0
				for _, name := range slices.Sorted(maps.Keys(sp.files)) {
					damaged := s.change(sp, other, older, name)
					if damaged == nil {
						continue
					}
					v := sp.try(t, damaged, false)
					v.check(t, name)
					if faults := sp.verify(t, damaged); v.found != nil && len(faults) == 0 {
						t.Errorf("%s: opening or reading says %v, Verify nothing", name, v.found)
					}
					tried, found = tried+1, found+count(v.found != nil)
					if v.found != nil && !sp.files.names(v.found) {
						t.Errorf("%s: the error does not say where: %v", name, v.found)
					}
				}
				t.Logf("%d files, %d found, the others changed nothing", tried, found)
			})
		}
	}
}

// names reports whether an error names a file of the store or a place in it.
func (f files) names(err error) bool {
	said := err.Error()
	for name := range f {
		number := strings.TrimSuffix(name, ".sst") // Pebble leaves out the rest
		if strings.Contains(said, number) {
			return true
		}
	}
	return strings.Contains(said, "position ") || strings.Contains(said, "marker.")
}

// TestFaultRollback puts the files of a moment back that the same store has left
// behind, one at a time and all but HEAD.
func TestFaultRollback(t *testing.T) {
	disk := vfs.NewMem()
	var older files
	var sp specimen
	for round := range 2 {
		s := mustOpen(t, "log", damageOptions(disk))
		for i := range 120 {
			n := round*120 + i
			if _, err := put(t.Context(), s, nextParts(fmt.Sprintf("parcel-%d", n), 0)); err != nil {
				t.Fatal(err)
			}
		}
		all, err := everything(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			older = filesOf(t, disk)
		}
		sp = specimen{filesOf(t, disk), all}
	}
	for name, content := range older {
		sp.try(t, sp.files.with(name, content), false).check(t, "old "+name)
	}
	v := sp.try(t, older.with(markFile, sp.files[markFile]), false)
	if v.found == nil {
		t.Errorf("all files but %s are of an earlier day: %d records, %v", markFile, v.kept, v.wrong)
	}
	v.check(t, "all files but HEAD")
}

// TestFaultMovedRecord gives a record the place of another, or the bytes of a
// record of another store with the same place. Both are whole; neither belongs
// there.
func TestFaultMovedRecord(t *testing.T) {
	other := mustOpen(t, "log", Options{FS: vfs.NewMem()})
	fill(t, other, "parcel-1", 10)
	for _, from := range []string{"its neighbour", "another store"} {
		s := mustOpen(t, "log", Options{FS: vfs.NewMem()})
		fill(t, s, "parcel-1", 10)
		moved := stored(t, s.db, logKey(6))
		if from == "another store" {
			moved = stored(t, other.db, logKey(5))
		}
		if err := s.db.Set(logKey(5), moved, pebble.Sync); err != nil {
			t.Fatal(err)
		}
		_, err := everything(t.Context(), s)
		wantDamage(t, from, err, true)
	}
}
