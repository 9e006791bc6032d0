package esdb

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
)

// A Forgetting is a stream of the ledger that the server was told to forget, wholly
// or in part. Nobody but an administrator of the server can have done that.
type Forgetting struct {
	Stream string
	What   string // the metadata, such as $maxAge=3600
}

// metaPrefix begins the name of the stream that holds another stream's metadata.
const metaPrefix = "$$"

// forgets are the metadata that make a server drop events. A soft delete is a $tb.
var forgets = []string{"$maxAge", "$maxCount", "$tb"}

// metadataStreams are where such metadata are.
var metadataStreams = client.SubscriptionFilter{Type: client.StreamFilterType, Prefixes: []string{metaPrefix}}

// A watch knows the streams that forget, as of its last look.
type watch struct {
	store *Store
	seen  client.AllPosition // everything up to here was looked at; an event's own position

	mu      sync.Mutex
	streams map[string]string // what, by stream
}

func newWatch(s *Store) *watch {
	return &watch{store: s, seen: client.Start{}, streams: make(map[string]string)}
}

// Forgetting lists the streams that forget, in order.
func (s *Store) Forgetting() []Forgetting {
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	var list []Forgetting
	for stream, what := range s.watch.streams {
		list = append(list, Forgetting{stream, what})
	}
	slices.SortFunc(list, func(a, b Forgetting) int { return cmp.Compare(a.Stream, b.Stream) })
	return list
}

func (w *watch) forgets(stream string) (what string, is bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	what, is = w.streams[stream]
	return what, is
}

// run looks at once and then whenever told to, until ctx ends. A look that fails is
// tried again.
func (w *watch) run(ctx context.Context, again <-chan time.Time) {
	for ctx.Err() == nil {
		if err := w.look(ctx); err != nil {
			w.store.log.Warn("未能检查保留设置，稍后再试 (retention could not be checked, trying again)", "cause", err)
			pause(ctx, backoffMax)
			continue
		}
		select {
		case <-again:
		case <-ctx.Done():
		}
	}
}

// look reads the metadata written since the last look. The first look makes the
// server consider its whole log.
func (w *watch) look(ctx context.Context) error {
	p, err := w.store.askAll(ctx, client.Backwards, client.End{}, 1)
	if err != nil || len(p.events) == 0 {
		return err
	}
	end := p.events[0].Position
	if w.seen == client.AllPosition(end) {
		return nil
	}
	err = w.store.receive(ctx, w.seen, metadataStreams, func(_ context.Context, m *client.SubscriptionEvent) (bool, error) {
		at := m.CheckPointReached
		if m.EventAppeared != nil && m.EventAppeared.Event != nil {
			w.note(m.EventAppeared.Event)
			at = &m.EventAppeared.Event.Position
		}
		return m.CaughtUp != nil || at != nil && at.Commit >= end.Commit, nil
	})
	if err == nil {
		w.seen = end
	}
	return err
}

// note takes one stream's metadata, which replace what it had before.
func (w *watch) note(e *client.RecordedEvent) {
	stream := strings.TrimPrefix(e.StreamID, metaPrefix)
	if strings.HasPrefix(stream, systemPrefix) {
		return
	}
	what := forgetsBy(e.Data)
	w.mu.Lock()
	before := w.streams[stream]
	if w.streams[stream] = what; what == "" {
		delete(w.streams, stream)
	}
	w.mu.Unlock()
	switch {
	case what == before:
	case what == "":
		w.store.log.Info("保留设置已撤销 (the server was told not to forget any more)", "stream", stream, "was", before)
	default:
		w.store.log.Error("有人让服务器遗忘台账的记录；立即撤销，清理（scavenge）前记录还在 (the server was told to forget ledger events; undo it: until a scavenge they are still there)", "stream", stream, "metadata", what)
		w.store.opts.Alarm(Forgetting{stream, what})
	}
}

// forgetsBy lists what in a stream's metadata makes the server forget. Metadata that
// cannot be read is suspect as well.
func forgetsBy(data []byte) string {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return fmt.Sprintf("unreadable: %.80q", data)
	}
	var found []string
	for _, name := range forgets {
		if value, is := fields[name]; is && string(value) != "null" {
			found = append(found, name+"="+string(value))
		}
	}
	return strings.Join(found, " ")
}
