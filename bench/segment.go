package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"
)

// A segment is the physical limit that the stores are compared with: one file
// that grows by preallocated chunks, frames of length, checksum and body, and one
// fdatasync for each group. Its index is in memory only.
type segment struct {
	file   *os.File
	end    int64 // of the frames
	room   int64 // preallocated
	frames []byte

	mu    sync.RWMutex // guards index
	index map[string][]int64
}

const (
	segmentChunk = 64 << 20
	frameHead    = 8
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func openSegment(dir string) (*segment, error) {
	f, err := os.OpenFile(filepath.Join(dir, "segment"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	s := &segment{file: f, index: map[string][]int64{}}
	err = s.scan(func(at int64, e stored) { s.index[e.stream] = append(s.index[e.stream], at) })
	return s, err
}

func (s *segment) write(rows []row) error {
	s.frames = s.frames[:0]
	for _, r := range rows {
		s.frames = binary.LittleEndian.AppendUint32(s.frames, uint32(len(r.body)))
		s.frames = binary.LittleEndian.AppendUint32(s.frames, crc32.Checksum(r.body, castagnoli))
		s.frames = append(s.frames, r.body...)
	}
	if err := s.reserve(s.end + int64(len(s.frames))); err != nil {
		return err
	}
	if _, err := s.file.WriteAt(s.frames, s.end); err != nil {
		return err
	}
	if err := unix.Fdatasync(int(s.file.Fd())); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range rows {
		s.index[r.stream] = append(s.index[r.stream], s.end)
		s.end += frameHead + int64(len(r.body))
	}
	return nil
}

// reserve allocates space ahead, so that most syncs write no metadata.
func (s *segment) reserve(end int64) error {
	for end > s.room {
		if err := unix.Fallocate(int(s.file.Fd()), 0, s.room, segmentChunk); err != nil {
			return fmt.Errorf("preallocate: %w", err)
		}
		s.room += segmentChunk
	}
	return nil
}

func (s *segment) replay(_ context.Context, each func(stored)) error {
	return s.scan(func(_ int64, e stored) { each(e) })
}

// scan reads frames up to the end, which is a length of zero, and moves end and
// room there.
func (s *segment) scan(each func(at int64, e stored)) error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	at := int64(0)
	in := bufio.NewReaderSize(io.NewSectionReader(s.file, 0, info.Size()), 1<<20)
	for {
		body, err := readFrame(in)
		if errors.Is(err, io.EOF) {
			s.end, s.room = at, max(s.room, info.Size())
			return nil
		}
		if err != nil {
			return err
		}
		e, err := decode(body)
		if err != nil {
			return err
		}
		each(at, e)
		at += frameHead + int64(len(body))
	}
}

// readFrame returns io.EOF at the end of the frames.
func readFrame(in io.Reader) ([]byte, error) {
	var head [frameHead]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(head[:4])
	if size == 0 {
		return nil, io.EOF
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(in, body); err != nil {
		return nil, err
	}
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(head[4:]) {
		return nil, errBody
	}
	return body, nil
}

func (s *segment) read(_ context.Context, stream string, each func(stored)) error {
	s.mu.RLock()
	offsets := s.index[stream]
	s.mu.RUnlock()
	for _, at := range offsets {
		body, err := readFrame(io.NewSectionReader(s.file, at, 1<<30))
		if err != nil {
			return err
		}
		e, err := decode(body)
		if err != nil {
			return err
		}
		each(e)
	}
	return nil
}

// Close gives the space back that was allocated ahead.
func (s *segment) Close() error {
	return errors.Join(s.file.Truncate(s.end), s.file.Close())
}
