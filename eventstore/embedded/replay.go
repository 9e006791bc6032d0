package embedded

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/batchrepr"
	"github.com/cockroachdb/pebble/v2/record"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"

	"taizhang/eventstore"
)

// manifestMarker begins the name of the empty file whose name ends with that of
// the present manifest.
const manifestMarker = "marker.manifest."

// numberOf cuts the number out of a file's name.
func numberOf(name, before, after string) (uint64, bool) {
	digits, ok := strings.CutPrefix(name, before)
	if ok {
		digits, ok = strings.CutSuffix(digits, after)
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	return n, ok && err == nil
}

// holdsRecords reports a file without which records may be missing.
func holdsRecords(name string) bool {
	return strings.HasSuffix(name, ".log") || strings.HasSuffix(name, ".sst") || strings.HasPrefix(name, "MANIFEST-")
}

// hasRecords reports whether some file may hold records.
func hasRecords(names []string) bool {
	for _, name := range names {
		if strings.HasSuffix(name, ".log") || strings.HasSuffix(name, ".sst") {
			return true
		}
	}
	return false
}

// hasStore reports whether Pebble has begun a store among these files.
func hasStore(names []string) bool {
	for _, name := range names {
		if holdsRecords(name) || strings.HasPrefix(name, "marker.") {
			return true
		}
	}
	return false
}

// lastLog is the highest number of a write-ahead log.
func lastLog(names []string) (last uint64) {
	for _, name := range names {
		if n, ok := numberOf(name, "", ".log"); ok {
			last = max(last, n)
		}
	}
	return last
}

// A countedManifest counts how much of a manifest is synced.
type countedManifest struct {
	vfs.File
	written, synced atomic.Int64
}

func (f *countedManifest) Write(b []byte) (int, error) {
	n, err := f.File.Write(b)
	f.written.Add(int64(n))
	return n, err
}

func (f *countedManifest) Sync() error { return f.count(f.File.Sync) }

func (f *countedManifest) SyncData() error { return f.count(f.File.SyncData) }

func (f *countedManifest) count(sync func() error) error {
	written := f.written.Load()
	err := sync()
	if err == nil {
		f.synced.Store(max(written, f.synced.Load()))
	}
	return err
}

// manifestPadding is less than any edit and more than what may follow the last.
const manifestPadding = 7

// checkManifest reads a manifest to where it breaks off, which must not be
// below the mark.
func checkManifest(disk vfs.FS, path string, number uint64, m mark) error {
	if number < m.manifest {
		return fmt.Errorf("%s is older than MANIFEST-%06d, which %s knows: %w", path, m.manifest, markFile, eventstore.ErrDamaged)
	}
	content, err := readFile(disk, path)
	if err != nil {
		return nil // Pebble will meet it too
	}
	end := int64(0)
	edits := record.NewReader(bytes.NewReader(content), 0)
	for {
		edit, err := edits.Next()
		if err == nil {
			_, err = io.Copy(io.Discard, edit)
		}
		if err != nil {
			break
		}
		end = edits.Offset()
	}
	if end == 0 || number == m.manifest && end+manifestPadding < m.manifestBytes {
		return fmt.Errorf("%s: byte %d and what follows do not match, at least %d bytes were written: %w", path, end, m.manifestBytes, eventstore.ErrDamaged)
	}
	return nil
}

// Chunks of a write-ahead log, as Pebble writes them: checksum 4, length 2, kind
// 1, number of the log 4, and, but for the first log of a store, how much of the
// log was synced 8, all little endian.
const (
	chunkBlock  = 32 << 10
	chunkHeader = 11
	syncedBytes = 8

	kindTrailer = 5 // and no payload
	kindOld     = 5 // the four kinds without the last field begin here
	kindNew     = 9
	kindLast    = 12
)

// A chunk is a part of a batch in a log.
type chunk struct {
	begins, ends bool   // the batch
	synced       uint64 // bytes of the log, 0 when the chunk does not say
	payload      []byte
	end          int
}

// chunkAt reads the chunk at an offset, if there is a whole one of this log.
func chunkAt(log []byte, at int, number uint64) (c chunk, ok bool) {
	if at+chunkHeader+syncedBytes > len(log) {
		return c, false
	}
	h := log[at:]
	kind, header := h[6], chunkHeader
	if kind < kindOld || kind > kindLast || binary.LittleEndian.Uint32(h[7:]) != uint32(number) {
		return c, false
	}
	if kind >= kindNew {
		c.synced = binary.LittleEndian.Uint64(h[chunkHeader:])
		header += syncedBytes
	}
	c.end = at + header + int(binary.LittleEndian.Uint16(h[4:]))
	if c.end > len(log) || (c.end-1)/chunkBlock != at/chunkBlock {
		return c, false
	}
	sum := crc32.Checksum(log[at+6:c.end], castagnoli)
	if masked := (sum>>15 | sum<<17) + 0xa282ead8; masked != binary.LittleEndian.Uint32(h) {
		return c, false
	}
	place := (kind - kindOld) % 4 // full, first, middle, last
	c.begins, c.ends = place <= 1, place%3 == 0
	c.payload = log[at+header : c.end]
	return c, true
}

// isTrailer reports whether a log ends in good order at an offset.
func isTrailer(log []byte, at int, number uint64) bool {
	if at+chunkHeader > len(log) {
		return false
	}
	h := log[at:]
	return binary.LittleEndian.Uint32(h) == 0 && binary.LittleEndian.Uint16(h[4:]) == 0 &&
		h[6] == kindTrailer && binary.LittleEndian.Uint32(h[7:]) == uint32(number)+1
}

// nextChunk finds the chunk that follows at an offset or, when the block has no
// room for another one, in the next block.
func nextChunk(log []byte, at int, number uint64) (c chunk, ok bool) {
	if c, ok = chunkAt(log, at, number); ok {
		return c, true
	}
	if left := chunkBlock - at%chunkBlock; left < chunkHeader+syncedBytes {
		return chunkAt(log, at+left, number)
	}
	return c, false
}

// walk gives each batch of a log to a function, and returns where the log breaks
// off and whether it was ended in good order there.
func walk(log []byte, number uint64, batch func([]byte) error) (end int, closed bool, err error) {
	var parts []byte
	open := false
	for at := 0; ; {
		c, ok := nextChunk(log, at, number)
		if !ok || c.begins == open {
			return end, !open && endsAt(log, at, number), nil
		}
		if c.begins {
			parts = parts[:0]
		}
		parts, at, open = append(parts, c.payload...), c.end, !c.ends
		if c.ends {
			if err := batch(parts); err != nil {
				return end, false, err
			}
			end = at
		}
	}
}

// endsAt reports whether a log was closed at an offset, or at the next block.
func endsAt(log []byte, at int, number uint64) bool {
	left := chunkBlock - at%chunkBlock
	return isTrailer(log, at, number) || left < chunkHeader+syncedBytes && isTrailer(log, at+left, number)
}

// syncedAfter returns the largest number of synced bytes that a chunk after an
// offset tells of. It looks at every byte, for the length that leads to the next
// chunk may be what is damaged.
func syncedAfter(log []byte, from int, number uint64) (synced uint64) {
	for at := from; at+chunkHeader+syncedBytes <= len(log); at++ {
		if k := log[at+6]; k < kindNew || k > kindLast {
			continue
		}
		if c, ok := chunkAt(log, at, number); ok {
			synced = max(synced, c.synced)
		}
	}
	return synced
}

// A replay is the run of logs that Pebble replays when a store opens.
type replay struct {
	store mark   // its identity is zero when HEAD cannot be read
	last  uint64 // the number of the last log: only that may break off
	first uint64 // the sequence of the first record met, or 0
	next  uint64 // that must come next
}

// log checks a log before it is replayed. It may break off only when it is the
// last one, and only where nothing says that more was synced.
func (r *replay) log(path string, number uint64, content []byte) error {
	end, closed, err := walk(content, number, r.batch)
	switch {
	case err != nil:
		return fmt.Errorf("%s, byte %d: %w", path, end, err)
	case closed:
		return nil
	case number != r.last:
		return fmt.Errorf("%s: breaks off at byte %d, and there are later logs: %w", path, end, eventstore.ErrDamaged)
	}
	if synced := syncedAfter(content, end, number); synced > uint64(end) {
		return fmt.Errorf("%s: byte %d and what follows do not match, and %d bytes were synced: %w", path, end, synced, eventstore.ErrDamaged)
	}
	return nil
}

var errBatch = errors.New("batch cannot be read")

// batch checks the records of one batch: their checksums, and that none is
// missing before them.
func (r *replay) batch(repr []byte) error {
	if len(repr) < batchrepr.HeaderLen {
		return fmt.Errorf("%w: %w", errBatch, eventstore.ErrDamaged)
	}
	entries := batchrepr.Read(repr)
	for {
		kind, key, value, ok, err := entries.Next()
		if err != nil {
			return fmt.Errorf("%w: %v: %w", errBatch, err, eventstore.ErrDamaged)
		}
		if !ok {
			return nil
		}
		if kind != pebble.InternalKeyKindSet || len(key) != logKeyBytes || key[0] != spaceLog {
			continue
		}
		if err := r.record(binary.BigEndian.Uint64(key[1:]), value); err != nil {
			return err
		}
	}
}

func (r *replay) record(sequence uint64, value []byte) error {
	if r.first == 0 {
		r.first, r.next = sequence, sequence
	}
	if sequence != r.next {
		return damaged(r.next, errMissing)
	}
	if r.store.store != uuid.Nil {
		if _, err := decode(r.store.seed(), sequence, value); err != nil {
			return damaged(sequence, err)
		}
	}
	r.next++
	return nil
}
