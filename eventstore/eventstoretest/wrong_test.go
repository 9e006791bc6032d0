package eventstoretest

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"taizhang/eventstore"
)

type anyRevision struct{ Store }

func (s anyRevision) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	for {
		p, err := s.Store.Append(ctx, stream, expect, events...)
		if !errors.Is(err, eventstore.ErrConflict) {
			return p, err
		}
		expect = head(ctx, s.Store, stream)
	}
}

func head(ctx context.Context, s Store, stream string) eventstore.Revision {
	at := eventstore.NoStream
	for r := range s.Read(ctx, stream, 0) {
		at = r.Revision
	}
	return at
}

// doubling forgets the IDs, so that no append looks like a repeat.
type doubling struct{ Store }

func (s doubling) Append(ctx context.Context, stream string, _ eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	return s.Store.Append(ctx, stream, head(ctx, s.Store, stream), events...)
}

type headAnswer struct{ Store }

func (s headAnswer) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	if _, err := s.Store.Append(ctx, stream, expect, events...); err != nil {
		return "", err
	}
	return s.Head(ctx)
}

type anyRepeat struct{ Store }

func (s anyRepeat) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	p, err := s.Store.Append(ctx, stream, expect, events...)
	if errors.Is(err, eventstore.ErrConflict) && head(ctx, s.Store, stream) > expect {
		return s.Head(ctx)
	}
	return p, err
}

// firstOnly compares only the first event of a repeat.
type firstOnly struct{ Store }

func (s firstOnly) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	p, err := s.Store.Append(ctx, stream, expect, events...)
	if errors.Is(err, eventstore.ErrConflict) {
		return s.Store.Append(ctx, stream, expect, events[0])
	}
	return p, err
}

type tearing struct{ Store }

func (s tearing) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	var last eventstore.Position
	for i, e := range events {
		p, err := s.Store.Append(ctx, stream, expect+eventstore.Revision(i), e)
		if err != nil {
			return "", err
		}
		last = p
		time.Sleep(100 * time.Microsecond) // so that others see it
	}
	return last, nil
}

// firstBatch forgets all streams but the first.
type firstBatch struct{ Store }

func (s firstBatch) AppendAll(ctx context.Context, batches []eventstore.Batch) (eventstore.Position, error) {
	return eventstore.AppendAll(ctx, s.Store, batches[:min(1, len(batches))])
}

// firstExpected takes further streams wherever they stand.
type firstExpected struct{ Store }

func (s firstExpected) AppendAll(ctx context.Context, batches []eventstore.Batch) (eventstore.Position, error) {
	batches = slices.Clone(batches)
	for i := range batches {
		if i > 0 {
			batches[i].Expect = head(ctx, s.Store, batches[i].Stream)
		}
	}
	return eventstore.AppendAll(ctx, s.Store, batches)
}

// streamByStream makes one append for each stream.
type streamByStream struct{ Store }

func (s streamByStream) AppendAll(ctx context.Context, batches []eventstore.Batch) (last eventstore.Position, err error) {
	for _, b := range batches {
		if last, err = s.Append(ctx, b.Stream, b.Expect, b.Events...); err != nil {
			return "", err
		}
		time.Sleep(100 * time.Microsecond) // so that others see it
	}
	return last, nil
}

// firstRepeated looks for a repeat in the first stream only.
type firstRepeated struct{ Store }

func (s firstRepeated) AppendAll(ctx context.Context, batches []eventstore.Batch) (eventstore.Position, error) {
	p, err := eventstore.AppendAll(ctx, s.Store, batches)
	if errors.Is(err, eventstore.ErrConflict) {
		return eventstore.AppendAll(ctx, s.Store, batches[:1])
	}
	return p, err
}

// aliasing gives readers the very slices an appender gave.
type aliasing struct {
	Store
	given sync.Map // uuid.UUID → eventstore.Event
}

func (s *aliasing) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	for _, e := range events {
		s.given.Store(e.ID, e)
	}
	return s.Store.Append(ctx, stream, expect, events...)
}

func (s *aliasing) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		for r, err := range s.Store.Read(ctx, stream, from) {
			if e, ok := s.given.Load(r.ID); ok {
				r.Event = e.(eventstore.Event)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

type mending struct{ Store }

func (s mending) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	mended := make([]eventstore.Event, len(events))
	for i, e := range events {
		e.Data = []byte(strings.ToValidUTF8(string(e.Data), "\ufffd"))
		mended[i] = e
	}
	return s.Store.Append(ctx, stream, expect, mended...)
}

type trimming struct{ Store }

func (s trimming) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	if name := strings.TrimSpace(stream); name != "" {
		stream = name
	}
	return s.Store.Append(ctx, stream, expect, events...)
}

// seam catches up once and then goes live from wherever the head is.
type seam struct{ Store }

func (s seam) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		for batch, err := range s.Store.Follow(ctx, after) {
			if !yield(batch, err) {
				return
			}
			break
		}
		live, _ := s.Head(ctx)
		s.Store.Follow(ctx, live)(yield)
	}
}

type silent struct{ Store }

func (s silent) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		for r, err := range s.Store.Read(ctx, stream, from) {
			if err != nil || !yield(r, nil) {
				return
			}
		}
	}
}

type eager struct{ Store }

func (s eager) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	var records []eventstore.Record
	var last error
	for r, err := range s.Store.Read(ctx, stream, from) {
		if last = err; err == nil {
			records = append(records, r)
		}
	}
	return func(yield func(eventstore.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
		if last != nil {
			yield(eventstore.Record{}, last)
		}
	}
}
