package transfer

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/klauspost/compress/zstd"

	"taizhang/eventstore"
)

// Format names the files that [Write] makes, and Version how they are written.
//
// A backup is text: lines of JSON in UTF-8, each ended by \n, packed with zstd
// (RFC 8878). The first line is the [Header], the last one the trailer
//
//	{"records":2,"sha256":"…"}
//
// and between them is one line for each record, in the order of the log:
//
//	{"position":"…","stream":"…","revision":0,"id":"…","type":"…","data":"…","meta":"…"}
//
// Data and meta are the stored bytes as a JSON string; bytes that are not UTF-8
// are members data64 and meta64 in base64 instead. Strings escape only what JSON
// must: \" \\ \b \f \n \r \t, and \u00xx for other control characters. The position
// is the one in the store that was backed up, for reference. The digest is over
// the lines of the records without it, so that it says what a ledger holds
// wherever it is kept. Without this program:
//
//	zstd -dc FILE | sed '1d;$d;s/^{"position":"[^"]*",/{/' | sha256sum
const (
	Format  = "taizhang-backup"
	Version = 1
)

// ErrBackup: a file is not a backup, or not all of one, or not as it was written.
var ErrBackup = errors.New("backup cannot be used")

// A Header is the first line of a backup.
type Header struct {
	Format  string              `json:"format"`
	Version int                 `json:"version"`
	Kind    string              `json:"kind"` // of the ledger; empty when it has no records
	Head    eventstore.Position `json:"head"` // position of the last record
	Made    time.Time           `json:"made"`
	By      string              `json:"by"` // program and version
}

type trailer struct {
	Records int64  `json:"records"`
	SHA256  string `json:"sha256"`
}

// Write backs a log up to its present head, also while it is written: what comes
// later is not part of the backup. Format, Version and Head of the header are
// filled in.
func Write(ctx context.Context, w io.Writer, log Log, h Header) (err error) {
	h.Format, h.Version = Format, Version
	if h.Head, err = log.Head(ctx); err != nil {
		return err
	}
	packed, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	lines := bufio.NewWriterSize(packed, 1<<20)
	err = writeLines(ctx, lines, UpTo(log, h.Head), h)
	return errors.Join(err, lines.Flush(), packed.Close())
}

func writeLines(ctx context.Context, w *bufio.Writer, from Source, h Header) error {
	if err := writeJSON(w, h); err != nil {
		return err
	}
	sum := newSummer()
	for r, err := range from.each(ctx) {
		if err == nil {
			err = sum.add(r)
		}
		if err != nil {
			return fmt.Errorf("back up after record %d: %w", sum.records, err)
		}
		fmt.Fprintf(w, `{"position":"%s",`, r.Position)
		if _, err := w.Write(sum.line[1:]); err != nil {
			return err
		}
	}
	return writeJSON(w, trailer(sum.sum()))
}

func writeJSON(w *bufio.Writer, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}
