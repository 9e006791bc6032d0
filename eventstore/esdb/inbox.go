package esdb

import (
	"context"
	"sync"

	"taizhang/eventstore"
)

// An inbox holds what one subscription has received and its reader has not taken,
// at most a page: a reader who does not take makes the subscription wait, and the
// server with it.
type inbox struct {
	mu      sync.Mutex // guards the next three
	records []eventstore.Record
	bytes   int
	err     error         // why no more will come
	ready   chan struct{} // there may be something to take
	room    chan struct{} // there may be room
}

func newInbox() *inbox {
	return &inbox{ready: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// put adds a record when there is room. One goroutine puts.
func (in *inbox) put(ctx context.Context, r eventstore.Record) error {
	for !in.tryPut(r) {
		select {
		case <-in.room:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	signal(in.ready)
	return nil
}

func (in *inbox) tryPut(r eventstore.Record) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.records) >= pageRecordsMax || in.bytes >= pageBytesMax {
		return false
	}
	in.records = append(in.records, r)
	in.bytes += len(r.Data) + len(r.Meta)
	return true
}

// end says why no more will come.
func (in *inbox) end(err error) {
	in.mu.Lock()
	in.err = err
	in.mu.Unlock()
	signal(in.ready)
}

// take waits for records and takes them all. One goroutine takes.
func (in *inbox) take(ctx context.Context) ([]eventstore.Record, error) {
	for {
		records, err := in.tryTake()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if len(records) > 0 || err != nil {
			return records, err
		}
		select {
		case <-in.ready:
		case <-ctx.Done():
		}
	}
}

func (in *inbox) tryTake() ([]eventstore.Record, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.records) == 0 {
		return nil, in.err
	}
	records := in.records
	in.records, in.bytes = nil, 0
	signal(in.room)
	return records, nil
}
