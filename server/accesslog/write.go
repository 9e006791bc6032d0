package accesslog

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

const (
	eventType    = "AccessRecorded"
	streamPrefix = "access-"
)

// An item is an entry on its way to the store.
type item struct {
	entry Entry
	event eventstore.Event
	done  chan error // nil for a note
	kept  bool       // also when it could not be written: it is then tried again
}

func newItem(e Entry, times int) (item, error) {
	if times > 1 {
		e.Times = times
	}
	data, err := encode(e)
	if err != nil {
		return item{}, fmt.Errorf("access log: %w", err)
	}
	id, err := uuid.NewRandom()
	return item{entry: e, event: eventstore.Event{ID: id, Type: eventType, Data: data}}, err
}

// encode writes an entry as canonical JSON (RFC 8785).
func encode(e Entry) ([]byte, error) {
	data, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	err = (*jsontext.Value)(&data).Canonicalize()
	return data, err
}

func streamOf(day domain.Date) string { return streamPrefix + string(day) }

// A writer is the one goroutine that appends. It knows where it stands, so an append
// is one call.
type writer struct {
	*Log
	stream  string
	next    eventstore.Revision // of stream
	failing bool
}

// write runs until the log is closed and writes then what still waits.
func (l *Log) write() {
	defer close(l.done)
	w := &writer{Log: l}
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-l.wake:
		case <-tick.C:
		case <-l.closing:
			w.flush()
			return
		}
		w.flush()
	}
}

// flush writes everything that waits, in order of time: durable entries and notes
// share the store's sync. Notes that could not be written wait on.
func (w *writer) flush() {
	items := w.collect()
	for len(items) > 0 {
		n := batch(items)
		err := w.append(items[:n])
		w.settle(items[:n], err)
		items = items[n:]
	}
}

// collect takes what waits.
func (w *writer) collect() []item {
	w.mu.Lock()
	items, notes := w.waiting, w.notes
	w.waiting, w.notes, w.bytes = nil, make(map[Entry]tally), 0
	w.mu.Unlock()
	for e, t := range notes {
		e.At = t.first
		it, err := newItem(e, t.times)
		if err != nil {
			w.log.Error("访问记录：未能编码 (an entry was not encoded)", "err", err)
			continue
		}
		it.kept = true
		items = append(items, it)
	}
	slices.SortStableFunc(items, func(a, b item) int { return a.entry.At.Compare(b.entry.At) })
	return items
}

// batch returns how many of the items go into one append: those of one day, within
// the limits of the store.
func batch(items []item) int {
	day, bytes := domain.DateOf(items[0].entry.At), 0
	for n, it := range items {
		bytes += len(it.event.Data)
		if n == eventstore.BatchEventsMax || n > 0 && bytes > eventstore.BatchBytesMax/2 || domain.DateOf(it.entry.At) != day {
			return n
		}
	}
	return len(items)
}

// append writes items of one day. It is not bound to the request that caused an
// entry: what was asked is written also when nobody waits for the answer.
func (w *writer) append(items []item) (err error) {
	ctx := context.Background()
	stream := streamOf(domain.DateOf(items[0].entry.At))
	if stream != w.stream {
		if w.next, err = length(ctx, w.store, stream); err != nil {
			return err
		}
		w.stream = stream
	}
	events := make([]eventstore.Event, len(items))
	for i, it := range items {
		events[i] = it.event
	}
	if _, err = w.store.Append(ctx, stream, w.next-1, events...); err != nil {
		w.stream = "" // the outcome may be unknown
		return err
	}
	w.next += eventstore.Revision(len(items))
	w.mu.Lock()
	delete(w.lengths, stream)
	w.mu.Unlock()
	return nil
}

// settle tells who waits, and keeps notes that failed.
func (w *writer) settle(items []item, err error) {
	if failing := err != nil; failing != w.failing {
		w.failing = failing
		if failing {
			w.log.Error("访问记录写不进去，受限内容和导出停止提供 (access log cannot be written: restricted fields and exports are not served)", "err", err)
		} else {
			w.log.Info("访问记录恢复写入 (access log is written again)")
		}
	}
	if err != nil {
		err = fmt.Errorf("access log: %w", err)
	}
	for _, it := range items {
		if it.done != nil {
			it.done <- err
		}
		if err != nil && it.kept {
			w.keep(it.entry)
		}
	}
}

func (w *writer) keep(e Entry) {
	t := tally{e.At, max(e.Times, 1)}
	e.At, e.Times = time.Time{}, 0
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(e, t)
}

// length counts the records of a stream without reading them all.
func length(ctx context.Context, store eventstore.Store, stream string) (n eventstore.Revision, err error) {
	has := func(revision eventstore.Revision) bool {
		for _, failed := range store.Read(ctx, stream, revision) {
			if failed != nil {
				err = failed
			}
			return failed == nil
		}
		return false
	}
	bound := eventstore.Revision(1)
	for has(bound - 1) {
		bound *= 2
	}
	n = eventstore.Revision(sort.Search(int(bound-1), func(i int) bool { return !has(eventstore.Revision(i)) }))
	return n, err
}
