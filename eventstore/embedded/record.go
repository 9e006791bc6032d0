package embedded

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"

	"github.com/google/uuid"

	"taizhang/eventstore"
)

// Key spaces. A key starts with one of these bytes.
const (
	spaceIndex = 'i' // stream and revision → sequence
	spaceLog   = 'l' // sequence → record
	spaceMeta  = 'm' // facts about the store itself
)

// layoutVersion is the first byte of every stored record.
const layoutVersion = 2

const (
	sequenceBytes = 8
	tailBytes     = 8 + 4 // revision, checksum
	logKeyBytes   = 1 + sequenceBytes
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errLayout: the bytes of a record do not parse or do not match their checksum.
var errLayout = errors.New("record does not match its checksum or layout")

// position writes a sequence as 16 hexadecimal digits, so that text order is
// log order.
func position(sequence uint64) eventstore.Position {
	if sequence == 0 {
		return ""
	}
	var b [sequenceBytes]byte
	binary.BigEndian.PutUint64(b[:], sequence)
	return eventstore.Position(hex.EncodeToString(b[:]))
}

// sequence is the inverse of position. It accepts only what position writes.
func sequence(p eventstore.Position) (uint64, error) {
	if p == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(string(p), 16, 64)
	if err != nil || position(n) != p {
		return 0, fmt.Errorf("%.40q is no position of this store: %w", p, eventstore.ErrInvalid)
	}
	return n, nil
}

func logKey(sequence uint64) []byte {
	key := make([]byte, 0, logKeyBytes)
	return binary.BigEndian.AppendUint64(append(key, spaceLog), sequence)
}

// indexPrefix starts the index keys of one stream. The length in front keeps one
// stream's keys apart from those of a stream whose name it begins, whatever
// bytes the names hold.
func indexPrefix(stream string) []byte {
	key := make([]byte, 0, 1+2+len(stream)+8)
	key = binary.BigEndian.AppendUint16(append(key, spaceIndex), uint16(len(stream)))
	return append(key, stream...)
}

func indexKey(stream string, revision eventstore.Revision) []byte {
	return binary.BigEndian.AppendUint64(indexPrefix(stream), uint64(revision))
}

// indexRevision reads the revision back from an index key.
func indexRevision(key []byte) eventstore.Revision {
	return eventstore.Revision(binary.BigEndian.Uint64(key[len(key)-8:]))
}

// A body is a record without what the commit decides: its sequence and its
// revision. Encoding it, and most of the checksum, happens before the lock.
type body struct {
	bytes []byte
	sum   uint32 // CRC-32C of the store's identity and bytes
}

// newBody begins a record of the store whose checksums begin with seed.
func newBody(seed uint32, stream string, e *eventstore.Event) body {
	b := make([]byte, 0, 1+16+4*binary.MaxVarintLen32+len(stream)+len(e.Type)+len(e.Data)+len(e.Meta))
	b = append(b, layoutVersion)
	b = append(b, e.ID[:]...)
	b = appendSized(b, stream)
	b = appendSized(b, e.Type)
	b = appendSized(b, e.Data)
	b = appendSized(b, e.Meta)
	return body{b, crc32.Update(seed, castagnoli, b)}
}

func appendSized[S string | []byte](b []byte, s S) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// size of the record that put writes.
func (b body) size() int { return len(b.bytes) + tailBytes }

// put writes the record into dst, which is b.size() long. The checksum covers
// the sequence too: a record found under another key is damage.
func (b body) put(dst []byte, sequence uint64, revision eventstore.Revision) {
	n := copy(dst, b.bytes)
	binary.BigEndian.PutUint64(dst[n:], uint64(revision))
	sum := withSequence(crc32.Update(b.sum, castagnoli, dst[n:n+8]), sequence)
	binary.BigEndian.PutUint32(dst[n+8:], sum)
}

func withSequence(sum uint32, sequence uint64) uint32 {
	var s [sequenceBytes]byte
	binary.BigEndian.PutUint64(s[:], sequence)
	return crc32.Update(sum, castagnoli, s[:])
}

// decode reads the record stored under a sequence of the store with that seed. Data and Meta of the result
// are parts of b, which the caller must not reuse.
func decode(seed uint32, sequence uint64, b []byte) (eventstore.Record, error) {
	r := eventstore.Record{Position: position(sequence)}
	end := len(b) - tailBytes
	if end < 1+16 || b[0] != layoutVersion {
		return r, errLayout
	}
	sum := withSequence(crc32.Update(seed, castagnoli, b[:end+8]), sequence)
	if sum != binary.BigEndian.Uint32(b[end+8:]) {
		return r, errLayout
	}
	r.Revision = eventstore.Revision(binary.BigEndian.Uint64(b[end:]))
	r.ID = uuid.UUID(b[1:17])
	rest := b[17:end:end]
	var stream, typ []byte
	var ok [4]bool
	stream, rest, ok[0] = cutSized(rest)
	typ, rest, ok[1] = cutSized(rest)
	r.Data, rest, ok[2] = cutSized(rest)
	r.Meta, rest, ok[3] = cutSized(rest)
	if ok != [4]bool{true, true, true, true} || len(rest) != 0 || r.Revision < 0 {
		return r, errLayout
	}
	r.Stream, r.Type = string(stream), string(typ)
	return r, nil
}

// cutSized cuts one sized field off b. The field's capacity ends with it, so
// that a reader who appends to it does not write into the next field.
func cutSized(b []byte) (field, rest []byte, ok bool) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, b, false
	}
	end := n + int(size)
	return b[n:end:end], b[end:], true
}
