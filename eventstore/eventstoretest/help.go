package eventstoretest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"taizhang/eventstore"
)

// open returns an empty store that is closed when the check ends, and a context
// that ends when patience does.
func open(t testing.TB, b Backend) (context.Context, Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), cmp.Or(b.patience, time.Minute))
	s := b.Open(t)
	t.Cleanup(func() {
		cancel()
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return ctx, s
}

// some returns n events with new IDs.
func some(n int) []eventstore.Event {
	events := make([]eventstore.Event, n)
	for i := range events {
		id := uuid.New()
		events[i] = eventstore.Event{
			ID:   id,
			Type: "LandDelivered",
			Data: fmt.Appendf(nil, `{"n":%d,"id":"%s"}`, i, id),
			Meta: []byte(`{"recorder":"周"}`),
		}
	}
	return events
}

func mustAppend(t testing.TB, ctx context.Context, s eventstore.Store, stream string, expect eventstore.Revision, events ...eventstore.Event) eventstore.Position {
	t.Helper()
	p, err := s.Append(ctx, stream, expect, events...)
	if err != nil {
		t.Fatalf("append %d events to %.40q at %d: %v", len(events), stream, expect, err)
	}
	return p
}

// wantRefused appends what must be refused, and checks that it left no trace.
func wantRefused(t testing.TB, ctx context.Context, s eventstore.Store, want error, stream string, expect eventstore.Revision, events ...eventstore.Event) {
	t.Helper()
	before := mustHead(t, ctx, s)
	p, err := s.Append(ctx, stream, expect, events...)
	if !errors.Is(err, want) {
		t.Fatalf("append to %.40q at %d: got %q, %v; want %v", stream, expect, p, err, want)
	}
	if p != "" {
		t.Errorf("a refused append returned position %q", p)
	}
	if after := mustHead(t, ctx, s); after != before {
		t.Errorf("a refused append moved the head from %q to %q", before, after)
	}
}

func mustHead(t testing.TB, ctx context.Context, s eventstore.Store) eventstore.Position {
	t.Helper()
	p, err := s.Head(ctx)
	if err != nil {
		t.Fatalf("head: %v", err)
	}
	return p
}

func mustRead(t testing.TB, ctx context.Context, s eventstore.Store, stream string, from eventstore.Revision) []eventstore.Record {
	t.Helper()
	var records []eventstore.Record
	for r, err := range s.Read(ctx, stream, from) {
		if err != nil {
			t.Fatalf("read %.40q from %d: %v", stream, from, err)
		}
		records = append(records, r)
	}
	return records
}

// follow takes at least n records after a position and stops.
func follow(ctx context.Context, s eventstore.Store, after eventstore.Position, n int) ([]eventstore.Record, error) {
	var records []eventstore.Record
	if n == 0 {
		return nil, nil
	}
	for batch, err := range s.Follow(ctx, after) {
		if err != nil {
			return records, err
		}
		if len(batch) == 0 {
			return records, errors.New("an empty batch")
		}
		if records = append(records, batch...); len(records) >= n {
			break
		}
	}
	return records, nil
}

func mustFollow(t testing.TB, ctx context.Context, s eventstore.Store, after eventstore.Position, n int) []eventstore.Record {
	t.Helper()
	records, err := follow(ctx, s, after, n)
	if err != nil {
		t.Fatalf("follow after %q: %d of %d records, then %v", after, len(records), n, err)
	}
	return records
}

// wantStream checks that a stream holds exactly these events.
func wantStream(t testing.TB, ctx context.Context, s eventstore.Store, stream string, want ...eventstore.Event) {
	t.Helper()
	got := mustRead(t, ctx, s, stream, 0)
	if len(got) != len(want) {
		t.Fatalf("stream %.40q has %d records, want %d", stream, len(got), len(want))
	}
	for i, r := range got {
		wantRecord(t, r, stream, eventstore.Revision(i), want[i])
	}
}

func wantRecord(t testing.TB, got eventstore.Record, stream string, revision eventstore.Revision, want eventstore.Event) {
	t.Helper()
	if got.Stream != stream || got.Revision != revision {
		t.Fatalf("got record of %.40q revision %d, want %.40q revision %d", got.Stream, got.Revision, stream, revision)
	}
	if !sameEvent(got.Event, want) {
		t.Fatalf("%.40q revision %d: got %.200v, want %.200v", stream, revision, got.Event, want)
	}
}

func sameEvent(a, b eventstore.Event) bool {
	return a.ID == b.ID && a.Type == b.Type && bytes.Equal(a.Data, b.Data) && bytes.Equal(a.Meta, b.Meta)
}

func sameRecord(a, b eventstore.Record) bool {
	return a.Position == b.Position && a.Stream == b.Stream && a.Revision == b.Revision && sameEvent(a.Event, b.Event)
}

// wantSame checks that two readings of the log agree record by record.
func wantSame(t testing.TB, got, want []eventstore.Record) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d records, want %d", len(got), len(want))
	}
	for i := range got {
		if !sameRecord(got[i], want[i]) {
			t.Fatalf("record %d: got %.200v, want %.200v", i, got[i], want[i])
		}
	}
}

// wantOrdered checks that positions grow and that each stream's revisions have
// no gap.
func wantOrdered(t testing.TB, log []eventstore.Record) {
	t.Helper()
	last := eventstore.Position("")
	next := make(map[string]eventstore.Revision)
	for i, r := range log {
		if r.Position <= last {
			t.Fatalf("record %d: position %q is not after %q", i, r.Position, last)
		}
		if r.Revision != next[r.Stream] {
			t.Fatalf("record %d: %.40q revision %d, want %d", i, r.Stream, r.Revision, next[r.Stream])
		}
		last, next[r.Stream] = r.Position, r.Revision+1
	}
}
