package eventstoretest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"taizhang/eventstore"
)

var byteChecks = []check{
	{"any bytes come back as they were given", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(6)
		events[0].Data, events[0].Meta = nil, nil
		events[1].Data, events[1].Meta = []byte{0}, []byte{0xff, 0xfe}
		events[2].Data = []byte(`{"a":1,"a":1.0,  "b":"\u0000"}`)
		events[3].Data = []byte("not JSON, \xed\xa0\x80 not even UTF-8")
		events[4].Data, events[4].Meta = every(), every()
		events[5].Data = random(100_000)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		wantStream(t, ctx, s, "parcel-1", events...)
		for i, r := range mustFollow(t, ctx, s, "", len(events)) {
			wantRecord(t, r, "parcel-1", eventstore.Revision(i), events[i])
		}
	}},
	{"data and meta are not mixed up", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		events[0].Data, events[0].Meta = []byte("ab"), []byte("c")
		events[1].Data, events[1].Meta = []byte("a"), []byte("bc")
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"any type comes back as it was given", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(4)
		for i, typ := range []string{"开工", "a b\n\x00c", strings.Repeat("é", 64), "type$"} {
			events[i].Type = typ
		}
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"the caller may reuse its slices after an append", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		e := some(1)[0]
		given := e
		given.Data, given.Meta = slices.Clone(e.Data), slices.Clone(e.Meta)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, given)
		clear(given.Data)
		clear(given.Meta)
		wantStream(t, ctx, s, "parcel-1", e)
	}},
	{"a record belongs to its reader", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		for _, records := range [][]eventstore.Record{
			mustRead(t, ctx, s, "parcel-1", 0),
			mustFollow(t, ctx, s, "", 2),
		} {
			_ = append(records[0].Data, "overwrites nothing of the record"...)
			wantRecord(t, records[0], "parcel-1", 0, events[0])
			clear(records[0].Data)
			clear(records[0].Meta)
			wantRecord(t, records[1], "parcel-1", 1, events[1])
			wantStream(t, ctx, s, "parcel-1", events...)
		}
	}},
}

// every returns each byte once.
func every() []byte {
	b := make([]byte, 256)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

func random(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}
