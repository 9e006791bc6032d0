package embedded

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"

	"taizhang/eventstore"
)

// FuzzDecode: no bytes make decode panic, and what it accepts is exactly what
// put writes.
func FuzzDecode(f *testing.F) {
	const seed = 77
	for i := range 3 {
		e := batch("parcel-1", eventstore.Revision(i), 1)[0]
		b := newBody(seed, "parcel-1", &e)
		record := make([]byte, b.size())
		b.put(record, uint64(i+1), eventstore.Revision(i))
		f.Add(uint64(i+1), record)
	}
	f.Add(uint64(1), []byte{})
	f.Fuzz(func(t *testing.T, sequence uint64, stored []byte) {
		r, err := decode(seed, sequence, bytes.Clone(stored))
		if err != nil {
			return
		}
		b := newBody(seed, r.Stream, &r.Event)
		again := make([]byte, b.size())
		b.put(again, sequence, r.Revision)
		if !bytes.Equal(again, stored) {
			t.Errorf("decoded %x, encodes to %x", stored, again)
		}
	})
}

func TestPosition(t *testing.T) {
	for _, n := range []uint64{0, 1, 255, 1 << 40, 1<<64 - 1} {
		if got, err := sequence(position(n)); err != nil || got != n {
			t.Errorf("%d: got %d, %v", n, got, err)
		}
	}
	for _, p := range []eventstore.Position{"0", "1", "00000000000000001", "0000000000000000", "000000000000000G", "00000000000000FF", "+000000000000001"} {
		if _, err := sequence(p); !errors.Is(err, eventstore.ErrInvalid) {
			t.Errorf("%q: got %v, want ErrInvalid", p, err)
		}
	}
}

// TestForeignPosition: a reader who stands after the end has the position of
// another log. Waiting would hide that.
func TestForeignPosition(t *testing.T) {
	s := mustOpen(t, "log", Options{FS: vfs.NewMem()})
	fill(t, s, "parcel-1", 2)
	for _, p := range []eventstore.Position{position(3), "x"} {
		for _, err := range s.Follow(t.Context(), p) {
			if !errors.Is(err, eventstore.ErrInvalid) {
				t.Errorf("%q: got %v, want ErrInvalid", p, err)
			}
		}
	}
}

// TestFormat: a store of a later version is refused.
func TestFormat(t *testing.T) {
	disk := vfs.NewMem()
	s := mustOpen(t, "log", Options{FS: disk})
	if err := errors.Join(s.db.Set(formatKey, []byte("taizhang-log-3"), pebble.Sync), s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open("log", Options{FS: disk}); err == nil {
		t.Error("a store of another format was opened")
	}
}

// TestForgottenHeads: with a cache of two heads nearly every append reads its
// head from the index, also while others are on their way.
func TestForgottenHeads(t *testing.T) {
	s := mustOpen(t, "log", Options{FS: vfs.NewMem(), headsMax: 2})
	const writers, streams, rounds = 8, 20, 10
	done := make(chan error, writers)
	for w := range writers {
		go func() { done <- appendRoundRobin(t.Context(), s, w, streams, rounds) }()
	}
	for range writers {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	a := newAuditor()
	if err := a.audit(t.Context(), s, nil); err != nil || a.count != writers*streams*rounds {
		t.Errorf("%d records, want %d: %v", a.count, writers*streams*rounds, err)
	}
	if n := s.heads.settled.Len(); n > 2 || len(s.heads.pending) != 0 {
		t.Errorf("%d heads are remembered and %d pending, want at most 2 and none", n, len(s.heads.pending))
	}
}

func appendRoundRobin(ctx context.Context, s *Store, writer, streams, rounds int) error {
	for round := range rounds {
		for n := range streams {
			stream := fmt.Sprintf("parcel-%d-%d", writer, n)
			r := eventstore.Revision(round)
			if _, err := s.Append(ctx, stream, r-1, batch(stream, r, 1)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// TestLayout: these bytes are on disks. They change only with layoutVersion or
// format.
func TestLayout(t *testing.T) {
	const seed = 77
	e := eventstore.Event{ID: uuid.MustParse("5f2b6c1e-6d5e-4a52-9b63-0f2b6f0f9d11"), Type: "开工", Data: []byte(`{"a":1}`), Meta: []byte{0xff}}
	b := newBody(seed, "parcel-1", &e)
	record := make([]byte, b.size())
	b.put(record, 258, 3)
	for _, c := range []struct{ name, want, got string }{
		{"record", "025f2b6c1e6d5e4a529b630f2b6f0f9d110870617263656c2d3106e5bc80e5b7a5077b2261223a317d01ff00000000000000039f381510", hex.EncodeToString(record)},
		{"log key", "6c0000000000000102", hex.EncodeToString(logKey(258))},
		{"index key", "69000870617263656c2d310000000000000003", hex.EncodeToString(indexKey("parcel-1", 3))},
		{"position", "0000000000000102", string(position(258))},
		{"format", "taizhang-log-2", format},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, c.got, c.want)
		}
	}
}
