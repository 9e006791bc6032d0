package embedded

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestFaultLogBytes changes one bit of each byte of the last write-ahead log of a
// store that was killed. Below the mark nothing may be lost without a word; above
// it, only what was in the last sync.
func TestFaultLogBytes(t *testing.T) {
	for _, marked := range []bool{true, false} {
		t.Run(fmt.Sprintf("marked %t", marked), func(t *testing.T) {
			seed := rand.Uint64()
			rng := rand.New(rand.NewPCG(seed, 0))
			sp := newSpecimen(t, "parcel", 9, true, marked)
			name := lastOf(sp.files.like("log"))
			stride := 1
			if number(t, "TAIZHANG_FAULTS", 0) == 0 {
				stride = 5
			}
			tried, found, lost := 0, 0, 0
			for at := rng.IntN(stride); at < len(sp.files[name]); at += stride {
				v := sp.try(t, sp.files.flip(name, at, rng.IntN(8)), false)
				tried++
				found += count(v.found != nil)
				if !marked && v.wrong != nil && v.kept == len(sp.records)-2 {
					lost++ // the last append
					continue
				}
				v.check(t, fmt.Sprintf("seed %d: byte %d of %s", seed, at, name))
			}
			t.Logf("seed %d: %d bytes of %s changed, %d found, %d taken for a torn end", seed, tried, name, found, lost)
		})
	}
}

// TestFaultLogEnds cuts the last write-ahead log at each length. What was
// acknowledged before the mark is never missing without a word; without the mark
// a log that was cut between two batches cannot be told from one that ended so.
func TestFaultLogEnds(t *testing.T) {
	sp := newSpecimen(t, "parcel", 9, true, true)
	name := lastOf(sp.files.like("log"))
	stride := 1
	if number(t, "TAIZHANG_FAULTS", 0) == 0 {
		stride = 7
	}
	found := 0
	for length := 0; length < len(sp.files[name]); length += stride {
		v := sp.try(t, sp.files.with(name, sp.files[name][:length]), false)
		v.check(t, fmt.Sprintf("%s cut at %d", name, length))
		found += count(v.found != nil)
	}
	t.Logf("%s cut at %d lengths, %d found", name, len(sp.files[name])/stride, found)
	if found == 0 {
		t.Error("no cut was found")
	}
}

// TestFaultLogControl: a store that trusts Pebble's own reading of its logs and
// manifests loses records without a word, and is caught.
func TestFaultLogControl(t *testing.T) {
	for kind, sp := range map[string]specimen{
		"log":      newSpecimen(t, "parcel", 9, true, true),
		"MANIFEST": newSpecimen(t, "parcel", 300, false, true),
	} {
		name := lastOf(sp.files.like(kind))
		wrong, tried := 0, 0
		for at := 0; at < len(sp.files[name]); at += 5 {
			tried++
			wrong += count(sp.try(t, sp.files.flip(name, at, 0), true).wrong != nil)
		}
		t.Logf("without the guard: %d of %d changed bytes of %s lost records without a word", wrong, tried, name)
		if wrong == 0 {
			t.Errorf("%s: the control was not caught", name)
		}
	}
}

// flip returns the files with one bit changed.
func (f files) flip(name string, at, bit int) files {
	content := slices.Clone(f[name])
	content[at] ^= 1 << bit
	return f.with(name, content)
}

// with returns the files with another content of one; nil removes it.
func (f files) with(name string, content []byte) files {
	changed := make(files, len(f))
	for n, c := range f {
		changed[n] = c
	}
	if changed[name] = content; content == nil {
		delete(changed, name)
	}
	return changed
}

func lastOf(names []string) string { return names[len(names)-1] }

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
