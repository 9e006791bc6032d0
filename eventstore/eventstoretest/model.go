package eventstoretest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taizhang/eventstore"
)

var modelChecks = []check{
	{"any sequence of calls answers as the model does", func(t testing.TB, b Backend) {
		rapid.Check(t, func(rt *rapid.T) {
			ctx, cancel := context.WithTimeout(t.Context(), cmp.Or(b.patience, time.Minute))
			defer cancel()
			m := &model{t: t, ctx: ctx, backend: b, store: b.Open(t)}
			m.startFollower()
			defer func() { m.stop(); m.store.Close() }()
			rt.Repeat(m.actions())
		})
	}},
}

// A model is the contract in its plainest form, a list, beside the store under
// test. Each action does the same to both and compares the answers.
type model struct {
	t       testing.TB
	ctx     context.Context
	backend Backend
	store   Store
	log     []eventstore.Record
	calls   [][]eventstore.Batch // appends made, also refused ones

	// The follower lives beside all other calls and over openings.
	pull func() ([]eventstore.Record, error, bool)
	stop func()
	seen int // how much of log the follower was given
}

func (m *model) actions() map[string]func(*rapid.T) {
	actions := map[string]func(*rapid.T){
		"append": m.append,
		"repeat": m.repeat,
		"mix":    m.mix,
		"read":   m.read,
		"follow": m.follow,
		"live":   m.live,
		"":       m.head,
	}
	if m.backend.Together {
		actions["append all"] = m.appendAll
	}
	if m.backend.Reopen != nil {
		actions["reopen"] = func(*rapid.T) {
			m.stop()
			m.store = m.backend.Reopen(m.t, m.store)
			m.startFollower()
		}
	}
	return actions
}

func (m *model) append(t *rapid.T) { m.call(t, []eventstore.Batch{m.draw(t)}) }

// appendAll draws an append to some of the streams.
func (m *model) appendAll(t *rapid.T) {
	var batches []eventstore.Batch
	for range rapid.IntRange(2, 3).Draw(t, "streams") {
		b := m.draw(t)
		if !slices.ContainsFunc(batches, func(o eventstore.Batch) bool { return o.Stream == b.Stream }) {
			batches = append(batches, b)
		}
	}
	m.call(t, batches)
}

// draw draws a revision that is mostly right.
func (m *model) draw(t *rapid.T) eventstore.Batch {
	name := rapid.SampledFrom([]string{"a", "aa", "b"}).Draw(t, "stream")
	expect := eventstore.Revision(len(m.stream(name)) - 1)
	if rapid.IntRange(0, 3).Draw(t, "wrong") == 0 {
		expect = eventstore.Revision(rapid.IntRange(-1, len(m.log)).Draw(t, "expect"))
	}
	return eventstore.Batch{Stream: name, Expect: expect, Events: some(rapid.IntRange(1, 4).Draw(t, "events"))}
}

// earlier draws a call made before, and one of its batches.
func (m *model) earlier(t *rapid.T) ([]eventstore.Batch, *eventstore.Batch) {
	if len(m.calls) == 0 {
		t.Skip("no call yet")
	}
	c := slices.Clone(rapid.SampledFrom(m.calls).Draw(t, "call"))
	return c, &c[rapid.IntRange(0, len(c)-1).Draw(t, "batch")]
}

// repeat makes a call again, or one with the beginning of a batch.
func (m *model) repeat(t *rapid.T) {
	c, b := m.earlier(t)
	if rapid.Bool().Draw(t, "part") {
		b.Events = b.Events[:rapid.IntRange(1, len(b.Events)).Draw(t, "events")]
	}
	m.call(t, c)
}

// mix makes a call with a further event in a batch.
func (m *model) mix(t *rapid.T) {
	c, b := m.earlier(t)
	b.Events = append(some(1), b.Events...)
	if rapid.Bool().Draw(t, "behind") {
		b.Events = append(b.Events[1:], b.Events[0])
	}
	m.call(t, c)
}

func (m *model) call(t *rapid.T, batches []eventstore.Batch) {
	m.calls = append(m.calls, batches)
	got, err := m.put(batches)
	want, stored := m.answer(batches)
	switch {
	case stored && (err != nil || want != "" && got != want):
		t.Fatalf("append %v: got %q, %v; want %q", batches, got, err, want)
	case !stored && !errors.Is(err, eventstore.ErrConflict):
		t.Fatalf("append %v: got %q, %v; want a conflict", batches, got, err)
	case stored && want == "":
		m.add(t, batches, got)
	}
}

func (m *model) put(batches []eventstore.Batch) (eventstore.Position, error) {
	if len(batches) > 1 {
		return eventstore.AppendAll(m.ctx, m.store, batches)
	}
	b := batches[0]
	return m.store.Append(m.ctx, b.Stream, b.Expect, b.Events...)
}

// answer says whether a call succeeds, and the position it returns when it is a
// repeat.
func (m *model) answer(batches []eventstore.Batch) (repeat eventstore.Position, ok bool) {
	fits := true
	for _, b := range batches {
		fits = fits && int(b.Expect) == len(m.stream(b.Stream))-1
	}
	if fits {
		return "", true
	}
	for _, b := range batches {
		last, ok := m.stored(b)
		if !ok {
			return "", false
		}
		repeat = max(repeat, last)
	}
	return repeat, true
}

func (m *model) stored(b eventstore.Batch) (last eventstore.Position, ok bool) {
	records := m.stream(b.Stream)
	first := int(b.Expect) + 1
	if first+len(b.Events) > len(records) {
		return "", false
	}
	for i, e := range b.Events {
		if records[first+i].ID != e.ID {
			return "", false
		}
	}
	return records[first+len(b.Events)-1].Position, true
}

// add takes a new append into the model. The store says at which positions.
func (m *model) add(t *rapid.T, batches []eventstore.Batch, last eventstore.Position) {
	var want []eventstore.Record
	for _, b := range batches {
		revision := eventstore.Revision(len(m.stream(b.Stream)))
		for i, e := range b.Events {
			want = append(want, eventstore.Record{Stream: b.Stream, Revision: revision + eventstore.Revision(i), Event: e})
		}
	}
	after := eventstore.Position("")
	if len(m.log) > 0 {
		after = m.log[len(m.log)-1].Position
	}
	records, err := follow(m.ctx, m.store, after, len(want))
	if err != nil || len(records) != len(want) || records[len(records)-1].Position != last {
		t.Fatalf("after an append of %d events: got %d records, %v", len(want), len(records), err)
	}
	for i, w := range want {
		w.Position = records[i].Position
		if !sameRecord(records[i], w) || w.Position <= after {
			t.Fatalf("got %v, want %v", records[i], w)
		}
		after = w.Position
		m.log = append(m.log, w)
	}
}

func (m *model) stream(name string) []eventstore.Record {
	var records []eventstore.Record
	for _, r := range m.log {
		if r.Stream == name {
			records = append(records, r)
		}
	}
	return records
}

func (m *model) read(t *rapid.T) {
	name := rapid.SampledFrom([]string{"a", "aa", "b", "c"}).Draw(t, "stream")
	want := m.stream(name)
	from := rapid.IntRange(0, len(want)+1).Draw(t, "from")
	var got []eventstore.Record
	for r, err := range m.store.Read(m.ctx, name, eventstore.Revision(from)) {
		if err != nil {
			t.Fatalf("read %s: %v", name, err)
		}
		got = append(got, r)
	}
	m.compare(t, got, want[min(from, len(want)):])
}

func (m *model) follow(t *rapid.T) {
	from := rapid.IntRange(0, len(m.log)).Draw(t, "from")
	after := eventstore.Position("")
	if from > 0 {
		after = m.log[from-1].Position
	}
	got, err := follow(m.ctx, m.store, after, len(m.log)-from)
	if err != nil {
		t.Fatalf("follow: %v", err)
	}
	m.compare(t, got, m.log[from:])
}

// startFollower follows after the last record the follower was given.
func (m *model) startFollower() {
	after := eventstore.Position("")
	if m.seen > 0 {
		after = m.log[m.seen-1].Position
	}
	m.pull, m.stop = iter.Pull2(m.store.Follow(m.ctx, after))
}

// live takes the next batch of the follower that is always there.
func (m *model) live(t *rapid.T) {
	if m.seen == len(m.log) {
		t.Skip("nothing new")
	}
	batch, err, _ := m.pull()
	if err != nil || len(batch) == 0 || len(batch) > len(m.log)-m.seen {
		t.Fatalf("the follower has %d of %d records, and got %d, %v", m.seen, len(m.log), len(batch), err)
	}
	m.compare(t, batch, m.log[m.seen:][:len(batch)])
	m.seen += len(batch)
}

func (m *model) head(t *rapid.T) {
	want := eventstore.Position("")
	if len(m.log) > 0 {
		want = m.log[len(m.log)-1].Position
	}
	if got, err := m.store.Head(m.ctx); err != nil || got != want {
		t.Fatalf("head: got %q, %v; want %q", got, err, want)
	}
}

func (m *model) compare(t *rapid.T, got, want []eventstore.Record) {
	if len(got) != len(want) {
		t.Fatalf("got %d records, want %d", len(got), len(want))
	}
	for i := range got {
		if !sameRecord(got[i], want[i]) {
			t.Fatalf("record %d: got %s, want %s", i, fmt.Sprint(got[i]), fmt.Sprint(want[i]))
		}
	}
}
