package transfer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"taizhang/eventstore"
)

// lineBytesMax is more than the longest record can take: every byte escaped.
const lineBytesMax = 8 << 20

// A Backup is a file that holds one.
type Backup struct {
	Header
	path string
}

// OpenBackup reads the header of a file.
func OpenBackup(path string) (*Backup, error) {
	b := &Backup{path: path}
	err := b.open(func(lines *bufio.Scanner) (err error) {
		b.Header, err = readHeader(lines)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

// open gives the lines of the file to a function.
func (b *Backup) open(use func(*bufio.Scanner) error) error {
	file, err := os.Open(b.path)
	if err != nil {
		return err
	}
	defer file.Close()
	text, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return err
	}
	defer text.Close()
	lines := bufio.NewScanner(text)
	lines.Buffer(make([]byte, 0, 64<<10), lineBytesMax)
	return use(lines)
}

func readHeader(lines *bufio.Scanner) (h Header, err error) {
	if !lines.Scan() {
		return h, fmt.Errorf("no line can be read, so it is not a backup or is damaged (%v): %w", lines.Err(), ErrBackup)
	}
	if err := json.Unmarshal(lines.Bytes(), &h, json.RejectUnknownMembers(true)); err != nil || h.Format != Format {
		return h, fmt.Errorf("line 1 is not the header of a backup: %w", ErrBackup)
	}
	if h.Version != Version {
		return h, fmt.Errorf("line 1: the backup is of version %d, this program reads %d: %w", h.Version, Version, ErrBackup)
	}
	return h, nil
}

// recordsPerBatch bounds one batch of Records.
const recordsPerBatch = 512

// Records is the [Source] that the backup is. A file that is damaged, cut short or
// changed ends in an error that wraps ErrBackup and names the line, at the latest
// behind its last record.
func (b *Backup) Records(ctx context.Context) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		err := b.open(func(lines *bufio.Scanner) error {
			if _, err := readHeader(lines); err != nil {
				return err
			}
			return readRecords(ctx, lines, func(batch []eventstore.Record) bool { return yield(batch, nil) })
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, fmt.Errorf("%s: %w", b.path, err))
		}
	}
}

// errEnough ends a reading that nobody wants to go on.
var errEnough = errors.New("enough")

func readRecords(ctx context.Context, lines *bufio.Scanner, give func([]eventstore.Record) bool) error {
	sum := newSummer()
	var batch []eventstore.Record
	for lines.Scan() {
		if end, ok := bytes.CutPrefix(lines.Bytes(), []byte(`{"records":`)); ok {
			return readEnd(lines, end, sum.sum(), func() bool { return len(batch) == 0 || give(batch) })
		}
		r, err := readRecord(lines.Bytes())
		if err == nil {
			err = sum.add(r)
		}
		if err != nil {
			return fmt.Errorf("line %d (record %d): %v: %w", sum.records+2, sum.records+1, err, ErrBackup)
		}
		if batch = append(batch, r); len(batch) == recordsPerBatch {
			if !give(batch) {
				return errEnough
			}
			batch = nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return fmt.Errorf("line %d: cut short or damaged after record %d (%v): %w", sum.records+2, sum.records, lines.Err(), ErrBackup)
}

// readEnd holds what was read against the trailer, gives the rest, and wants
// nothing behind it.
func readEnd(lines *bufio.Scanner, end []byte, got Sum, give func() bool) error {
	var want trailer
	text := append([]byte(`{"records":`), end...)
	if err := json.Unmarshal(text, &want, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("line %d is not the end of a backup: %w", got.Records+2, ErrBackup)
	}
	if got != Sum(want) {
		return fmt.Errorf("the end promises %v, the lines before it are %v: %w", Sum(want), got, ErrBackup)
	}
	if lines.Scan() || lines.Err() != nil {
		return fmt.Errorf("line %d is behind the end (%v): %w", got.Records+3, lines.Err(), ErrBackup)
	}
	if !give() {
		return errEnough
	}
	return nil
}

// entry is the line of a record.
type entry struct {
	Position eventstore.Position `json:"position"`
	Stream   string              `json:"stream"`
	Revision eventstore.Revision `json:"revision"`
	ID       uuid.UUID           `json:"id"`
	Type     string              `json:"type"`
	Data     string              `json:"data"`
	Data64   []byte              `json:"data64"`
	Meta     string              `json:"meta"`
	Meta64   []byte              `json:"meta64"`
}

func readRecord(line []byte) (eventstore.Record, error) {
	var e entry
	if err := json.Unmarshal(line, &e, json.RejectUnknownMembers(true)); err != nil {
		return eventstore.Record{}, err
	}
	if e.Data64 == nil {
		e.Data64 = []byte(e.Data)
	}
	if e.Meta64 == nil {
		e.Meta64 = []byte(e.Meta)
	}
	return eventstore.Record{
		Position: e.Position, Stream: e.Stream, Revision: e.Revision,
		Event: eventstore.Event{ID: e.ID, Type: e.Type, Data: e.Data64, Meta: e.Meta64},
	}, nil
}
