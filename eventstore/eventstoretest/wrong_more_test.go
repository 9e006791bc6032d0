package eventstoretest

import (
	"context"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"taizhang/eventstore"
)

// sometimes skips the version check once in a while.
type sometimes struct {
	Store
	calls *atomic.Int64
}

func (s sometimes) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	if s.calls.Add(1)%20 == 0 {
		return anyRevision{s.Store}.Append(ctx, stream, expect, events...)
	}
	return s.Store.Append(ctx, stream, expect, events...)
}

// stale answers every other read of a stream with the answer to the one before.
type stale struct {
	Store
	mu   sync.Mutex
	last map[string][]eventstore.Record
	odd  bool
}

func (s *stale) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		s.mu.Lock()
		old, known := s.last[stream]
		if s.odd = !s.odd; !s.odd || !known {
			old = nil
			for r := range s.Store.Read(ctx, stream, 0) {
				old = append(old, r)
			}
			s.last[stream] = old
		}
		s.mu.Unlock()
		for _, r := range old[min(int(from), len(old)):] {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// unsure stores half of a batch when the caller may not wait for it.
type unsure struct{ Store }

func (s unsure) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	if _, limited := ctx.Deadline(); !limited || len(events) < 2 || !strings.HasPrefix(stream, "parcel-1") {
		return s.Store.Append(ctx, stream, expect, events...)
	}
	if _, err := s.Store.Append(context.WithoutCancel(ctx), stream, expect, events[:1]...); err != nil {
		return "", err
	}
	time.Sleep(time.Millisecond) // so that the caller gives up meanwhile
	return s.Store.Append(ctx, stream, expect+1, events[1:]...)
}

// deaf does not listen to contexts.
type deaf struct{ Store }

func (s deaf) Head(ctx context.Context) (eventstore.Position, error) {
	return s.Store.Head(context.WithoutCancel(ctx))
}

// hasty follows with revisions that cannot be read.
type hasty struct{ Store }

func (s hasty) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		for batch, err := range s.Store.Follow(ctx, after) {
			for i := range batch {
				batch[i].Revision++
			}
			if !yield(batch, err) {
				return
			}
		}
	}
}

// inclusive follows from a position, not after it.
type inclusive struct {
	Store
	last *sync.Map // eventstore.Position → the one before
}

func (s inclusive) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		from := after
		if p, ok := s.last.Load(after); ok {
			from = p.(eventstore.Position)
		}
		before := from
		for batch, err := range s.Store.Follow(ctx, from) {
			for _, r := range batch {
				s.last.Store(r.Position, before)
				before = r.Position
			}
			if !yield(batch, err) {
				return
			}
		}
	}
}

// folding takes names that differ in case only for one.
type folding struct{ Store }

func (s folding) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	return s.Store.Append(ctx, strings.ToLower(stream), expect, events...)
}

// global remembers IDs over all streams and all time.
type global struct {
	Store
	seen *sync.Map // uuid.UUID → eventstore.Position
}

func (s global) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	if len(events) > 0 {
		if p, ok := s.seen.Load(events[len(events)-1].ID); ok {
			return p.(eventstore.Position), nil
		}
	}
	p, err := s.Store.Append(ctx, stream, expect, events...)
	if err == nil {
		s.seen.Store(events[len(events)-1].ID, p)
	}
	return p, err
}

// whole knows repeats only as the very batches that were appended.
type whole struct {
	Store
	sizes *sync.Map // uuid.UUID of a batch's first event → its size
}

func (s whole) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	if len(events) == 0 {
		return s.Store.Append(ctx, stream, expect, events...)
	}
	if expect < head(ctx, s.Store, stream) {
		if n, ok := s.sizes.Load(events[0].ID); !ok || n != len(events) {
			return "", eventstore.ErrConflict
		}
	}
	p, err := s.Store.Append(ctx, stream, expect, events...)
	if err == nil {
		s.sizes.Store(events[0].ID, len(events))
	}
	return p, err
}

// listing reads the log where a system stream is asked for.
type listing struct{ Store }

func (s listing) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	if stream == "$all" {
		return s.Store.Read(ctx, "parcel-1", from)
	}
	return s.Store.Read(ctx, stream, from)
}

// paged reads no more than one page of a stream.
type paged struct{ Store }

func (s paged) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		n := 0
		for r, err := range s.Store.Read(ctx, stream, from) {
			if n++; n > 1000 || !yield(r, err) {
				return
			}
		}
	}
}
