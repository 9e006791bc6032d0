package embedded

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"

	"taizhang/eventstore"
)

// markFile is the file of a store that says how much of it is known to be on
// stable storage. Its two halves are written in turn, each on its own pages, so
// that a write that tears leaves the half before it.
const (
	markFile  = "HEAD"
	markBytes = 4096 // of one half
)

// A mark is a lower bound of what the files of a store hold. Pebble takes a log
// or a manifest that breaks off for one that a crash left behind; what breaks
// off below the mark is damage.
type mark struct {
	store         uuid.UUID // drawn when the store is made
	number        uint64    // counts the marks
	sequence      uint64    // of a durable record
	manifest      uint64    // the number of Pebble's manifest
	manifestBytes int64     // of it that were synced
}

const markForm = "taizhang-head-1 store %s mark %d sequence %016x manifest %d bytes %d"

func (m mark) encode() []byte {
	line := fmt.Sprintf(markForm, m.store, m.number, m.sequence, m.manifest, m.manifestBytes)
	line = fmt.Sprintf("%s crc %08x", line, crc32.Checksum([]byte(line), castagnoli))
	return []byte(line + strings.Repeat(" ", markBytes-1-len(line)) + "\n")
}

// decodeMark accepts only what encode writes, but for the spaces after it.
func decodeMark(half []byte) (m mark, ok bool) {
	line := strings.TrimSpace(string(half))
	var store string
	if _, err := fmt.Sscanf(line, markForm, &store, &m.number, &m.sequence, &m.manifest, &m.manifestBytes); err != nil {
		return mark{}, false
	}
	var err error
	if m.store, err = uuid.Parse(store); err != nil {
		return mark{}, false
	}
	return m, line == strings.TrimSpace(string(m.encode()))
}

// seed begins the checksum of every record: a record of another store does not
// match in this one.
func (m mark) seed() uint32 { return crc32.Checksum(m.store[:], castagnoli) }

// offset is where the mark has its half of the file.
func (m mark) offset() int64 { return int64(m.number%2) * markBytes }

// readMark returns the newer half of the file. The error wraps fs.ErrNotExist
// when there is no file.
func readMark(disk vfs.FS, dir string) (mark, error) {
	path := disk.PathJoin(dir, markFile)
	content, err := readFile(disk, path)
	if err != nil {
		return mark{}, err
	}
	var newest mark
	found := false
	for half := range 2 {
		at := half * markBytes
		if len(content) < at {
			break
		}
		m, ok := decodeMark(content[at:min(at+markBytes, len(content))])
		if ok && (!found || m.number > newest.number) {
			newest, found = m, true
		}
	}
	if !found {
		return newest, fmt.Errorf("%s: neither half can be read: %w", path, eventstore.ErrDamaged)
	}
	return newest, nil
}

func readFile(disk vfs.FS, path string) ([]byte, error) {
	f, err := disk.Open(path, vfs.SequentialReadsOption)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(f)
	return content, errors.Join(err, f.Close())
}

// createMark signs a new store. The file appears whole or not at all.
func createMark(disk vfs.FS, dir string) (mark, error) {
	m := mark{store: uuid.New()}
	path := disk.PathJoin(dir, markFile)
	f, err := disk.Create(path+".new", vfs.WriteCategoryUnspecified)
	if err != nil {
		return m, err
	}
	for range 2 { // both halves, so that the file never grows
		if err == nil {
			_, err = f.Write(m.encode())
		}
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = disk.Rename(path+".new", path)
	}
	if err == nil {
		err = syncDir(disk, dir)
	}
	return m, err
}

func syncDir(disk vfs.FS, dir string) error {
	d, err := disk.OpenDir(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
