package embedded

import (
	"encoding/binary"
	"hash/crc32"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// A plainFile is the physical limit the benchmarks compare with: one
// preallocated file, frames of length, checksum and bytes, group commit with one
// sync. It has no index, no revisions and no readers.
type plainFile struct {
	file vfs.File
	turn sync.Mutex // held by the leader that writes

	mu   sync.Mutex // guards the next
	open *plainGroup
}

type plainGroup struct {
	frames []byte
	done   chan struct{}
	err    error
}

const plainFileBytes = 1 << 30

func newPlainFile(path string) (*plainFile, error) {
	f, err := vfs.Default.Create(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return nil, err
	}
	return &plainFile{file: f}, f.Preallocate(0, plainFileBytes)
}

// append returns when the bytes are on stable storage.
func (p *plainFile) append(b []byte) error {
	sum := crc32.Checksum(b, castagnoli)
	p.mu.Lock()
	leads := p.open == nil
	if leads {
		p.open = &plainGroup{done: make(chan struct{})}
	}
	g := p.open
	g.frames = binary.BigEndian.AppendUint32(g.frames, uint32(len(b)))
	g.frames = binary.BigEndian.AppendUint32(g.frames, sum)
	g.frames = append(g.frames, b...)
	p.mu.Unlock()
	if leads {
		p.commit(g)
	}
	<-g.done
	return g.err
}

func (p *plainFile) commit(g *plainGroup) {
	p.turn.Lock()
	defer p.turn.Unlock()
	p.mu.Lock()
	p.open = nil
	p.mu.Unlock()
	if _, g.err = p.file.Write(g.frames); g.err == nil {
		g.err = p.file.SyncData()
	}
	close(g.done)
}
