package transfer

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"taizhang/eventstore"
)

// A Sum says what a log holds: two logs with the same sum hold the same records in
// the same order, whatever store they are in.
type Sum struct {
	Records int64
	SHA256  string // over the lines of all records, in hex
}

func (s Sum) String() string { return fmt.Sprintf("%d records, SHA-256 %s", s.Records, s.SHA256) }

// A summer makes a sum.
type summer struct {
	records int64
	hash    hash.Hash
	line    []byte
}

func newSummer() *summer { return &summer{hash: sha256.New()} }

func (s *summer) add(r eventstore.Record) (err error) {
	if s.line, err = appendLine(s.line[:0], r); err != nil {
		return fmt.Errorf("record %d, %s revision %d: %w", s.records+1, r.Stream, r.Revision, err)
	}
	s.hash.Write(s.line)
	s.records++
	return nil
}

func (s *summer) sum() Sum { return Sum{s.records, hex.EncodeToString(s.hash.Sum(nil))} }

// appendLine appends the one line of JSON that stands for a record; see Format.
// Two records have the same line if and only if they are equal but for their
// positions.
func appendLine(dst []byte, r eventstore.Record) ([]byte, error) {
	dst, err := jsontext.AppendQuote(append(dst, `{"stream":`...), r.Stream)
	if err != nil {
		return dst, fmt.Errorf("stream name: %w", err)
	}
	dst = strconv.AppendInt(append(dst, `,"revision":`...), int64(r.Revision), 10)
	dst = append(append(append(dst, `,"id":"`...), r.ID.String()...), `","type":`...)
	if dst, err = jsontext.AppendQuote(dst, r.Type); err != nil {
		return dst, fmt.Errorf("type: %w", err)
	}
	dst = appendBytes(append(dst, ','), "data", r.Data)
	dst = appendBytes(append(dst, ','), "meta", r.Meta)
	return append(dst, '}', '\n'), nil
}

// appendBytes appends a member that holds bytes: as they are when they are text,
// else in base64 under a name that says so.
func appendBytes(dst []byte, name string, value []byte) []byte {
	dst = append(append(dst, '"'), name...)
	if utf8.Valid(value) {
		dst, _ = jsontext.AppendQuote(append(dst, `":`...), value) // fails for bytes that are not UTF-8
		return dst
	}
	dst = base64.StdEncoding.AppendEncode(append(dst, `64":"`...), value)
	return append(dst, '"')
}
