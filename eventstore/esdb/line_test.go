package esdb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// A line is a store, the proxy that it goes through, the node behind, and a follower
// that is there all the time.
type line struct {
	store  *Store
	proxy  *proxy
	behind eventstore.Store

	mu    sync.Mutex // guards what the follower has seen, and why it ended
	seen  []eventstore.Record
	ended error
}

// The stream that reads are tried with.
const (
	readStream = "parcel-0"
	readEvents = 12
)

func newLine(t *testing.T, opts Options) *line {
	m := memory.New()
	t.Cleanup(func() { m.Close() })
	fill(t, m, readStream, readEvents)
	return lineOver(t, m, opts)
}

func lineOver(t *testing.T, behind eventstore.Store, opts Options) *line {
	l := &line{proxy: newProxy(t, rigOver(t, behind).start().address), behind: behind}
	s, err := Open(t.Context(), l.proxy.url(), opts)
	if err != nil {
		t.Fatal(err)
	}
	l.store = s
	var wg sync.WaitGroup
	wg.Go(func() { l.follow(context.WithoutCancel(t.Context())) })
	t.Cleanup(func() { s.Close(); wg.Wait() })
	return l
}

func (l *line) follow(ctx context.Context) {
	for batch, err := range l.store.Follow(ctx, "") {
		l.mu.Lock()
		l.seen, l.ended = append(l.seen, batch...), err
		l.mu.Unlock()
	}
}

func (l *line) followed() ([]eventstore.Record, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen[:len(l.seen):len(l.seen)], l.ended
}

// heal ends every fault and waits until the store and its follower work again.
func (l *line) heal(ctx context.Context) error {
	l.proxy.disarm()
	l.proxy.set(open)
	for {
		if _, err := l.store.Head(ctx); err == nil {
			return l.level(ctx)
		} else if !errors.Is(err, eventstore.ErrUnavailable) {
			return fmt.Errorf("the store does not heal: %w", err)
		}
	}
}

// level waits until the follower has seen all that is behind the node.
func (l *line) level(ctx context.Context) error {
	head, err := l.behind.Head(ctx)
	for err == nil {
		var seen []eventstore.Record
		if seen, err = l.followed(); err != nil || len(seen) > 0 && seen[len(seen)-1].Position >= head {
			break
		}
		select {
		case <-ctx.Done():
			err = ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
	if err != nil {
		return fmt.Errorf("the follower does not heal: %w", err)
	}
	return nil
}

// there is what the node has of a stream.
func (l *line) there(ctx context.Context, stream string) ([]eventstore.Record, error) {
	var records []eventstore.Record
	for r, err := range l.behind.Read(ctx, stream, 0) {
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, nil
}

// followedAll compares what the follower has seen with what there is.
func (l *line) followedAll(ctx context.Context) error {
	if err := l.level(ctx); err != nil {
		return err
	}
	seen, _ := l.followed()
	all, err := collect(ctx, l.behind, len(seen))
	if err != nil {
		return err
	}
	return equal(seen, all)
}

// equal compares records byte for byte.
func equal(got, want []eventstore.Record) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d records instead of %d", len(got), len(want))
	}
	for i, g := range got {
		w := want[i]
		if g.Position != w.Position || g.Stream != w.Stream || g.Revision != w.Revision || g.ID != w.ID || g.Type != w.Type ||
			!slices.Equal(g.Data, w.Data) || !slices.Equal(g.Meta, w.Meta) {
			return fmt.Errorf("record %d is %s revision %d at %s instead of %s revision %d at %s", i, g.Stream, g.Revision, g.Position, w.Stream, w.Revision, w.Position)
		}
	}
	return nil
}
