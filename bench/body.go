package main

import (
	"encoding/binary"
	"errors"

	"github.com/google/uuid"

	"taizhang/eventstore"
)

var errBody = errors.New("stored bytes are not an event")

// encode writes an event for the engines that store one value: ID, then stream,
// type, data and meta, each after its length.
func encode(stream string, e *eventstore.Event) []byte {
	b := make([]byte, 0, 16+16+len(stream)+len(e.Type)+len(e.Data)+len(e.Meta))
	b = append(b, e.ID[:]...)
	b = appendSized(b, stream)
	b = appendSized(b, e.Type)
	b = appendSized(b, e.Data)
	return appendSized(b, e.Meta)
}

func appendSized[S string | []byte](b []byte, s S) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decode is the inverse of encode. Data and Meta are parts of b.
func decode(b []byte) (stored, error) {
	if len(b) < 16 {
		return stored{}, errBody
	}
	var fields [4][]byte
	rest := b[16:]
	for i := range fields {
		size, n := binary.Uvarint(rest)
		if n <= 0 || size > uint64(len(rest)-n) {
			return stored{}, errBody
		}
		fields[i], rest = rest[n:n+int(size)], rest[n+int(size):]
	}
	return stored{string(fields[0]), eventstore.Event{
		ID: uuid.UUID(b[:16]), Type: string(fields[1]), Data: fields[2], Meta: fields[3],
	}}, nil
}
