package eventstoretest

import (
	"context"
	"fmt"
	"sync/atomic"

	"taizhang/eventstore"
)

// A Fault is a way an append can fail so that the caller does not know the
// outcome. Both answer with eventstore.ErrUnavailable; a caller cannot tell them
// apart and must do right in both.
type Fault int

const (
	// NothingStored fails before anything was written.
	NothingStored Fault = iota
	// AnswerLost stores the events and then fails.
	AnswerLost
)

// A Flaky is a store that fails once, on the nth Append or AppendAll, counted
// from 1. It passes everything else on; what a store cannot do is not counted.
//
//	s := &eventstoretest.Flaky{Store: memory.New(), On: 3, Fault: eventstoretest.AnswerLost}
type Flaky struct {
	eventstore.Store
	On    int64
	Fault Fault

	calls atomic.Int64
}

// Append implements [eventstore.Store].
func (f *Flaky) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	return f.append(stream, func() (eventstore.Position, error) {
		return f.Store.Append(ctx, stream, expect, events...)
	})
}

// AppendAll implements [eventstore.MultiAppender] over a store that does.
func (f *Flaky) AppendAll(ctx context.Context, batches []eventstore.Batch) (eventstore.Position, error) {
	if _, ok := f.Store.(eventstore.MultiAppender); !ok || len(batches) == 0 {
		return eventstore.AppendAll(ctx, f.Store, batches)
	}
	return f.append(batches[0].Stream, func() (eventstore.Position, error) {
		return eventstore.AppendAll(ctx, f.Store, batches)
	})
}

func (f *Flaky) append(stream string, call func() (eventstore.Position, error)) (eventstore.Position, error) {
	fails := f.calls.Add(1) == f.On
	if fails && f.Fault == NothingStored {
		return "", fmt.Errorf("append to %s: nothing stored: %w", stream, eventstore.ErrUnavailable)
	}
	p, err := call()
	if fails && err == nil {
		return "", fmt.Errorf("append to %s: answer lost: %w", stream, eventstore.ErrUnavailable)
	}
	return p, err
}

// Calls is how many appends were asked for.
func (f *Flaky) Calls() int64 { return f.calls.Load() }
