package eventstoretest

import (
	"context"
	"errors"
	"flag"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// TestControls runs the suite against stores that are wrong on purpose, each in
// one way. A check that passes them proves nothing.
func TestControls(t *testing.T) {
	setFlags(t, map[string]string{"rapid.nofailfile": "true", "rapid.shrinktime": "0s"})
	for _, c := range []struct {
		name   string
		wrap   func(Store) Store
		caught string // the check that must fail
	}{
		{"takes any revision", func(s Store) Store { return anyRevision{s} }, "append/a revision that is behind conflicts"},
		{"stores a repeat again", func(s Store) Store { return doubling{s} }, "repeat/the same append again gives the same position"},
		{"answers a repeat with the head", func(s Store) Store { return headAnswer{s} }, "repeat/also after more records were appended"},
		{"takes any events for a repeat", func(s Store) Store { return anyRepeat{s} }, "repeat/other events at a revision that has passed conflict"},
		{"answers a repeat of a part", func(s Store) Store { return firstOnly{s} }, "repeat/a batch of which only the first part is stored conflicts"},
		{"tears batches", func(s Store) Store { return tearing{s} }, "atomic/the records of a batch are neighbours in the log"},
		{"tears batches before readers", func(s Store) Store { return tearing{s} }, "atomic/a reader sees all of a batch or nothing"},
		{"keeps the caller's slices", func(s Store) Store { return &aliasing{Store: s} }, "bytes/the caller may reuse its slices after an append"},
		{"lends its slices", func(s Store) Store { return &aliasing{Store: s} }, "bytes/a record belongs to its reader"},
		{"mends what is not UTF-8", func(s Store) Store { return mending{s} }, "bytes/any bytes come back as they were given"},
		{"trims names", func(s Store) Store { return trimming{s} }, "names/hostile stream names are streams like others"},
		{"has a seam", func(s Store) Store { return seam{s} }, "follow/a slow follower gets everything and holds up nobody"},
		{"ends a broken read in silence", func(s Store) Store { return silent{s} }, "read/a cancelled context ends a read with its error, once and last"},
		{"reads eagerly", func(s Store) Store { return eager{s} }, "read/a sequence does nothing until ranged"},
		{"skips the revision check", func(s Store) Store { return anyRevision{s} }, "model/any sequence of calls answers as the model does"},
		{"commits one stream only", func(s Store) Store { return firstBatch{s} }, "together/streams begin and go on in one append, next to each other"},
		{"asks the first stream only", func(s Store) Store { return firstExpected{s} }, "together/a conflict in the second stream leaves nothing in any"},
		{"commits stream by stream", func(s Store) Store { return streamByStream{s} }, "together/a conflict in the last stream leaves nothing in any"},
		{"shows readers one stream before the other", func(s Store) Store { return streamByStream{s} }, "together/a reader sees all streams or none"},
		{"shows followers one stream before the other", func(s Store) Store { return streamByStream{s} }, "together/a follower that has one part finds the others"},
		{"takes a repeat in one stream for one in all", func(s Store) Store { return firstRepeated{s} }, "together/a repeat with another event in one stream conflicts"},
		{"commits one stream only, as the model sees", func(s Store) Store { return firstBatch{s} }, "model/any sequence of calls answers as the model does"},
		{"claims to append to several streams", func(s Store) Store { return struct{ Store }{s} }, "together/one batch alone is an append"},
		{"hides that it can", func(s Store) Store { return s }, "alone/a store that cannot append to several streams says so"},
		{"forgets", func(s Store) Store { return s }, "reopen/everything is there again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, can := c.wrap(memory.New()).(eventstore.MultiAppender)
			b := Backend{
				Open:     func(testing.TB) Store { return c.wrap(memory.New()) },
				Reopen:   func(testing.TB, Store) Store { return memory.New() },
				Together: strings.HasPrefix(c.caught, "together/") || can && !strings.HasPrefix(c.caught, "alone/"),
				// A record that was lost never comes.
				patience: time.Second,
			}
			if !fails(t, b, c.caught) {
				t.Errorf("%q passed a store that %s", c.caught, c.name)
			}
		})
	}
}

// setFlags tells rapid not to study failures that are meant.
func setFlags(t *testing.T, values map[string]string) {
	for name, value := range values {
		before := flag.Lookup(name).Value.String()
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { flag.Set(name, before) })
	}
}

// fails runs one check and reports whether it failed.
func fails(t *testing.T, b Backend, path string) bool {
	for _, section := range sections(b) {
		for _, c := range section.checks {
			if section.name+"/"+c.name != path {
				continue
			}
			r := &recorder{TB: t}
			done := make(chan struct{})
			go func() { // a failed check ends its goroutine
				defer close(done)
				c.run(r, b)
			}()
			<-done
			return r.Failed()
		}
	}
	t.Fatalf("no check %q", path)
	return false
}

// A recorder is a test that may fail.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	failed bool
}

func (r *recorder) Fail() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
}

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

func (r *recorder) FailNow()              { r.Fail(); runtime.Goexit() }
func (r *recorder) Error(...any)          { r.Fail() }
func (r *recorder) Errorf(string, ...any) { r.Fail() }
func (r *recorder) Fatal(...any)          { r.FailNow() }
func (r *recorder) Fatalf(string, ...any) { r.FailNow() }
func (r *recorder) Log(...any)            {}
func (r *recorder) Logf(string, ...any)   {}

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

// TestAlone runs the suite against a store that appends to one stream at a time.
func TestAlone(t *testing.T) {
	Run(t, Backend{Open: func(testing.TB) Store { return struct{ Store }{memory.New()} }})
}

// TestFlakyTogether: Flaky can do what its store can, and fails at that too.
func TestFlakyTogether(t *testing.T) {
	s := &Flaky{Store: struct{ Store }{memory.New()}, On: 1}
	batches := pair(eventstore.NoStream, some(1), some(1))
	if _, err := s.AppendAll(t.Context(), batches); !errors.Is(err, errors.ErrUnsupported) || s.Calls() != 0 {
		t.Errorf("over a store that cannot: got %v after %d calls", err, s.Calls())
	}
	for fault, stored := range map[Fault]int{NothingStored: 0, AnswerLost: 1} {
		s := &Flaky{Store: memory.New(), On: 1, Fault: fault}
		if _, err := s.AppendAll(t.Context(), batches); !errors.Is(err, eventstore.ErrUnavailable) {
			t.Errorf("fault %d: got %v, want ErrUnavailable", fault, err)
		}
		wantStream(t, t.Context(), s, "parcel-2", batches[1].Events[:stored]...)
		mustAppendAll(t, t.Context(), s, batches)
		wantStream(t, t.Context(), s, "parcel-2", batches[1].Events...)
	}
}

func TestFlaky(t *testing.T) {
	for fault, stored := range map[Fault]int{NothingStored: 1, AnswerLost: 2} {
		s := &Flaky{Store: memory.New(), On: 2, Fault: fault}
		events := some(2)
		mustAppend(t, t.Context(), s, "parcel-1", eventstore.NoStream, events[0])
		if _, err := s.Append(t.Context(), "parcel-1", 0, events[1]); !errors.Is(err, eventstore.ErrUnavailable) {
			t.Errorf("fault %d: got %v, want ErrUnavailable", fault, err)
		}
		wantStream(t, t.Context(), s, "parcel-1", events[:stored]...)
		mustAppend(t, t.Context(), s, "parcel-1", 0, events[1])
		wantStream(t, t.Context(), s, "parcel-1", events...)
		if n := s.Calls(); n != 3 {
			t.Errorf("fault %d: %d calls, want 3", fault, n)
		}
	}
}
