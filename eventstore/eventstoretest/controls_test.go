package eventstoretest

import (
	"errors"
	"flag"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
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
		{"skips a version check now and then", func(s Store) Store { return sometimes{s, new(atomic.Int64)} }, "linear/every stream behaves as if its appends and reads happened one after the other"},
		{"reads what was there before", func(s Store) Store { return &stale{Store: s, last: map[string][]eventstore.Record{}} }, "linear/every stream behaves as if its appends and reads happened one after the other"},
		{"stores half of what was given up", func(s Store) Store { return unsure{s} }, "unknown/an append given up half way is stored whole or not at all, and once when repeated"},
		{"does not listen to contexts", func(s Store) Store { return deaf{s} }, "unknown/a cancelled context ends every call with its error"},
		{"does not listen to deadlines", func(s Store) Store { return deaf{s} }, "unknown/a deadline that has passed is the error of the context"},
		{"follows what cannot be read", func(s Store) Store { return hasty{s} }, "during/what a follower was given a read finds"},
		{"follows from a position on", func(s Store) Store { return inclusive{s, new(sync.Map)} }, "during/a follower that is cut off again and again misses nothing and gets nothing twice"},
		{"tears batches before followers", func(s Store) Store { return tearing{s} }, "atomic/a follower is given batches that are neighbours, live too"},
		{"tears the largest batch", func(s Store) Store { return tearing{s} }, "atomic/the largest batch is seen whole or not at all"},
		{"stores what lost the race", func(s Store) Store { return anyRevision{s} }, "atomic/a batch that lost the race leaves nothing"},
		{"takes names for one that differ in case", func(s Store) Store { return folding{s} }, "names/names that look alike are different streams"},
		{"reads the log as a stream", func(s Store) Store { return listing{s} }, "names/names that no stream may have read as streams without records"},
		{"takes an ID for a repeat wherever it was", func(s Store) Store { return global{s, new(sync.Map)} }, "repeat/an ID given to several streams is a repeat in each of them only"},
		{"takes an ID for a repeat whenever it was", func(s Store) Store { return global{s, new(sync.Map)} }, "repeat/stored events at the head of their stream are new records"},
		{"knows whole batches only", func(s Store) Store { return whole{s, new(sync.Map)} }, "repeat/two appends repeated as one give the position of the second"},
		{"does not know parts of batches", func(s Store) Store { return whole{s, new(sync.Map)} }, "repeat/a part of an append repeated gives the position of its own last record"},
		{"compares first events only", func(s Store) Store { return firstOnly{s} }, "repeat/stored events followed by a new one conflict"},
		{"takes any events for a repeat, also new ones in front", func(s Store) Store { return anyRepeat{s} }, "repeat/a new event before stored ones conflicts"},
		{"reads one page", func(s Store) Store { return paged{s} }, "read/long streams that lie between each other come whole"},
		{"forgets what it acknowledged", func(s Store) Store { return s }, "reopen/what was acknowledged before a close in the middle of appends is there"},
		{"forgets where followers were", func(s Store) Store { return s }, "reopen/a follower goes over many openings without gap or repeat"},
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

// TestCount: the suite is as large as the documents say.
func TestCount(t *testing.T) {
	n := count(Backend{})
	t.Logf("%d checks for every store, %d for one that opens again, %d for one that also appends to several streams",
		n, count(Backend{Reopen: reopenNothing}), count(Backend{Reopen: reopenNothing, Together: true}))
	if n < 75 {
		t.Errorf("%d checks for every store, want 75 or more", n)
	}
	seen := make(map[string]bool)
	for _, section := range sections(Backend{Reopen: reopenNothing, Together: true}) {
		for _, c := range section.checks {
			if name := section.name + "/" + c.name; seen[name] {
				t.Errorf("two checks are named %q", name)
			} else {
				seen[name] = true
			}
		}
	}
}

func reopenNothing(testing.TB, Store) Store { return nil }

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
