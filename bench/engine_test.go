package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"taizhang/eventstore"
)

// TestEngines: every engine keeps what it acknowledged, finds conflicts, and has
// it all again after it was closed.
func TestEngines(t *testing.T) {
	events, err := newCorpus(t.Context(), 50, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range contenders {
		t.Run(c.name, func(t *testing.T) {
			dir := place(t)
			e, err := c.open(dir)
			if errors.Is(err, errNotHere) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			want := fill(t, e, events)
			check(t, e, want)
			refuses(t, e, events)
			check(t, e, want)
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			if e, err = c.open(dir); err != nil {
				t.Fatal(err)
			}
			check(t, e, want)
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestShortImport: writers without streams of their own are an error, not a panic.
func TestShortImport(t *testing.T) {
	l := &load{grown: []*stream{{name: "parcel-a"}}}
	if r, err := l.append(t.Context(), time.Second, 2); err == nil {
		t.Errorf("got %v, want an error", r)
	}
}

// place is a directory that another user can enter, as PostgreSQL must.
func place(t *testing.T) string {
	t.Helper()
	root, err := os.MkdirTemp("", "taizhang-bench-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(root) })
	dir := filepath.Join(root, "d")
	for _, err := range []error{os.Chmod(root, 0o755), os.Mkdir(dir, 0o755)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// fill appends 100 events to two streams, most of them in one commit, and returns
// them in the order of the log.
func fill(t *testing.T, e engine, events corpus) []stored {
	t.Helper()
	a, b := &stream{name: "parcel-a"}, &stream{name: "parcel-b"}
	batches := []batch{{a, events.life(50)}, {b, events.life(30)}}
	if err := e.append(t.Context(), batches...); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		one := batch{[]*stream{a, b}[i%2], []eventstore.Event{events.one()}}
		if err := e.append(t.Context(), one); err != nil {
			t.Fatal(err)
		}
		batches = append(batches, one)
	}
	var want []stored
	for _, b := range batches {
		for _, event := range b.events {
			want = append(want, stored{b.stream.name, event})
		}
	}
	return want
}

// refuses appends at versions that are not those of the streams: behind, before
// the first event, and in one of two streams.
func refuses(t *testing.T, e engine, events corpus) {
	t.Helper()
	stale := func(name string) batch { return batch{&stream{name: name}, events.life(1)} }
	ahead := batch{&stream{name: "parcel-new", version: 7}, events.life(1)}
	for _, batches := range [][]batch{{stale("parcel-a")}, {ahead}, {stale("parcel-new"), stale("parcel-b")}} {
		if err := e.append(t.Context(), batches...); !errors.Is(err, errConflict) {
			t.Errorf("append to %s at version %d: %v, want a conflict", batches[0].stream.name, batches[0].stream.version, err)
		}
	}
}

// check compares a replay and the reading of one stream with what was appended.
func check(t *testing.T, e engine, want []stored) {
	t.Helper()
	var got []stored
	if err := e.replay(t.Context(), func(s stored) { got = append(got, s) }); err != nil {
		t.Fatal(err)
	}
	same(t, "replay", got, want)
	var ofB, wantB []stored
	if err := e.read(t.Context(), "parcel-b", func(s stored) { ofB = append(ofB, s) }); err != nil {
		t.Fatal(err)
	}
	for _, s := range want {
		if s.stream == "parcel-b" {
			wantB = append(wantB, s)
		}
	}
	same(t, "one stream", ofB, wantB)
}

func same(t *testing.T, what string, got, want []stored) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d events, want %d", what, len(got), len(want))
	}
	for i := range got {
		g, w := got[i], want[i]
		if g.stream != w.stream || g.event.ID != w.event.ID || g.event.Type != w.event.Type ||
			string(g.event.Data) != string(w.event.Data) || string(g.event.Meta) != string(w.event.Meta) {
			t.Fatalf("%s: event %d is %v of %s, want %v of %s", what, i, g.event.ID, g.stream, w.event.ID, w.stream)
		}
	}
}
