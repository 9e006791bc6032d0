package embedded

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// TestFaultBits changes single random bits in every region of every kind of file:
// of a store that was closed, and of one that was killed with several logs in no
// table. The store says ErrDamaged, or all is as it was. Ten bits of each
// region are changed, or TAIZHANG_FAULTS times as many.
func TestFaultBits(t *testing.T) {
	for _, killed := range []bool{false, true} {
		t.Run(fmt.Sprintf("killed %t", killed), func(t *testing.T) {
			seed := rand.Uint64()
			rng := rand.New(rand.NewPCG(seed, 0))
			sp := newSpecimen(t, "parcel", 240, killed, true)
			regions := sp.files.regions(t)
			for _, region := range slices.Sorted(maps.Keys(regions)) {
				found, tried := 0, 10*number(t, "TAIZHANG_FAULTS", 1)
				for range tried {
					p := regions[region].draw(rng)
					v := sp.try(t, sp.files.flip(p.file, p.at, rng.IntN(8)), false)
					v.check(t, fmt.Sprintf("seed %d: %s: byte %d of %s", seed, region, p.at, p.file))
					found += count(v.found != nil)
				}
				t.Logf("seed %d: %-22s %3d bits changed, %3d found, the others changed nothing", seed, region, tried, found)
			}
			t.Logf("%d records, %d tables, %d logs", len(sp.records), len(sp.files.like("table")), len(sp.files.like("log")))
		})
	}
}

// A span is a part of a file.
type span struct {
	file   string
	at, to int
}

// A region is where bits of one kind lie.
type region []span

// draw picks a byte.
func (r region) draw(rng *rand.Rand) span {
	s := r[rng.IntN(len(r))]
	return span{file: s.file, at: s.at + rng.IntN(s.to-s.at)}
}

// regions says where everything lies.
func (f files) regions(t testing.TB) map[string]region {
	all := make(map[string]region)
	add := func(name, file string, at, to int) {
		if to > at {
			all[name] = append(all[name], span{file, at, to})
		}
	}
	for _, kind := range []string{"log", "MANIFEST", "OPTIONS", "LOCK", "HEAD"} {
		for i, name := range f.like(kind) {
			n := len(f[name])
			if kind == "log" {
				add(fmt.Sprintf("log %d: first header", i), name, 0, min(n, chunkHeader+syncedBytes))
				add(fmt.Sprintf("log %d: end", i), name, max(0, n-200), n)
			}
			add(kind, name, 0, n)
		}
	}
	disk := f.disk(t)
	for _, name := range f.like("table") {
		for part, spans := range tableParts(t, disk, disk.PathJoin("log", name), len(f[name])) {
			for _, s := range spans {
				add("table: "+part, name, s.at, s.to)
			}
		}
	}
	return all
}

// tableParts says where the parts of a table lie.
func tableParts(t testing.TB, disk vfs.FS, path string, size int) map[string]region {
	t.Helper()
	f, err := disk.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	readable, err := sstable.NewSimpleReadable(f)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sstable.NewReader(context.Background(), readable, sstable.ReaderOptions{Filters: map[string]sstable.FilterPolicy{bloom.FilterPolicy(10).Name(): bloom.FilterPolicy(10)}})
	if err != nil { // it was being written when the process was killed
		return map[string]region{"half written": {{to: size}}}
	}
	defer r.Close()
	layout, err := r.Layout()
	if err != nil {
		t.Fatal(err)
	}
	const trailer = 5 // checksum and compression behind each block
	parts := make(map[string]region)
	add := func(part string, at, length uint64) {
		if length > 0 {
			parts[part] = append(parts[part], span{at: int(at), to: int(at + length + trailer)})
		}
	}
	for _, b := range layout.Data {
		add("data", b.Offset, b.Length)
	}
	for _, b := range layout.Index {
		add("index", b.Offset, b.Length)
	}
	for _, b := range layout.Filter {
		add("filter", b.Offset, b.Length)
	}
	add("properties", layout.Properties.Offset, layout.Properties.Length)
	add("meta index", layout.MetaIndex.Offset, layout.MetaIndex.Length)
	parts["footer"] = region{{at: int(layout.Footer.Offset), to: size}}
	return parts
}
