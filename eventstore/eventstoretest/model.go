package eventstoretest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"taizhang/eventstore"
)

var modelChecks = []check{
	{"any sequence of calls answers as the model does", func(t testing.TB, b Backend) {
		rapid.Check(t, func(rt *rapid.T) {
			m := &model{t: t, ctx: t.Context(), backend: b, store: b.Open(t)}
			defer func() { m.store.Close() }()
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
	calls   []call // appends made, also refused ones
}

type call struct {
	stream string
	expect eventstore.Revision
	events []eventstore.Event
}

func (m *model) actions() map[string]func(*rapid.T) {
	actions := map[string]func(*rapid.T){
		"append": m.append,
		"repeat": m.repeat,
		"mix":    m.mix,
		"read":   m.read,
		"follow": m.follow,
		"":       m.head,
	}
	if m.backend.Reopen != nil {
		actions["reopen"] = func(*rapid.T) { m.store = m.backend.Reopen(m.t, m.store) }
	}
	return actions
}

// append draws a revision that is mostly right.
func (m *model) append(t *rapid.T) {
	name := rapid.SampledFrom([]string{"a", "aa", "b"}).Draw(t, "stream")
	expect := eventstore.Revision(len(m.stream(name)) - 1)
	if rapid.IntRange(0, 3).Draw(t, "wrong") == 0 {
		expect = eventstore.Revision(rapid.IntRange(-1, len(m.log)).Draw(t, "expect"))
	}
	m.call(t, call{name, expect, some(rapid.IntRange(1, 4).Draw(t, "events"))})
}

// repeat makes a call again, or the beginning of it.
func (m *model) repeat(t *rapid.T) {
	if len(m.calls) == 0 {
		t.Skip("no call yet")
	}
	c := rapid.SampledFrom(m.calls).Draw(t, "call")
	c.events = c.events[:rapid.IntRange(1, len(c.events)).Draw(t, "events")]
	m.call(t, c)
}

// mix makes a call of events from two calls.
func (m *model) mix(t *rapid.T) {
	if len(m.calls) == 0 {
		t.Skip("no call yet")
	}
	c := rapid.SampledFrom(m.calls).Draw(t, "call")
	c.events = append(some(1), c.events...)
	if rapid.Bool().Draw(t, "behind") {
		c.events = append(c.events[1:], c.events[0])
	}
	m.call(t, c)
}

func (m *model) call(t *rapid.T, c call) {
	m.calls = append(m.calls, c)
	got, err := m.store.Append(m.ctx, c.stream, c.expect, c.events...)
	want, stored := m.answer(c)
	switch {
	case stored && (err != nil || want != "" && got != want):
		t.Fatalf("append %d events to %s at %d: got %q, %v; want %q", len(c.events), c.stream, c.expect, got, err, want)
	case !stored && !errors.Is(err, eventstore.ErrConflict):
		t.Fatalf("append %d events to %s at %d: got %q, %v; want a conflict", len(c.events), c.stream, c.expect, got, err)
	case stored && want == "":
		m.add(t, c, got)
	}
}

// answer says whether a call succeeds, and the position it returns when it is a
// repeat.
func (m *model) answer(c call) (repeat eventstore.Position, ok bool) {
	records := m.stream(c.stream)
	if int(c.expect) == len(records)-1 {
		return "", true
	}
	first := int(c.expect) + 1
	if first+len(c.events) > len(records) {
		return "", false
	}
	for i, e := range c.events {
		if records[first+i].ID != e.ID {
			return "", false
		}
	}
	return records[first+len(c.events)-1].Position, true
}

// add takes a new append into the model. The store says at which positions.
func (m *model) add(t *rapid.T, c call, last eventstore.Position) {
	after := eventstore.Position("")
	if len(m.log) > 0 {
		after = m.log[len(m.log)-1].Position
	}
	revision := eventstore.Revision(len(m.stream(c.stream)))
	records, err := follow(m.ctx, m.store, after, len(c.events))
	if err != nil || len(records) != len(c.events) || records[len(records)-1].Position != last {
		t.Fatalf("after an append of %d events: got %d records, %v", len(c.events), len(records), err)
	}
	for i, e := range c.events {
		want := eventstore.Record{Position: records[i].Position, Stream: c.stream, Revision: revision + eventstore.Revision(i), Event: e}
		if !sameRecord(records[i], want) || want.Position <= after {
			t.Fatalf("got %v, want %v", records[i], want)
		}
		after = want.Position
		m.log = append(m.log, want)
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
