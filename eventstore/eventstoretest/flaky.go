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

// A Flaky is a store that fails once, on the nth Append, counted from 1. It
// passes everything else on.
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
	fails := f.calls.Add(1) == f.On
	if fails && f.Fault == NothingStored {
		return "", fmt.Errorf("append to %s: nothing stored: %w", stream, eventstore.ErrUnavailable)
	}
	p, err := f.Store.Append(ctx, stream, expect, events...)
	if fails && err == nil {
		return "", fmt.Errorf("append to %s: answer lost: %w", stream, eventstore.ErrUnavailable)
	}
	return p, err
}

// Calls is how many times Append was called.
func (f *Flaky) Calls() int64 { return f.calls.Load() }
