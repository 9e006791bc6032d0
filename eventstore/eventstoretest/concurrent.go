package eventstoretest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"taizhang/eventstore"
)

var concurrentChecks = []check{
	{"exactly one appender wins each revision", oneWinner},
	{"appenders that try again all get through", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		const appenders, each = 8, 15
		var wg sync.WaitGroup
		for range appenders {
			wg.Go(func() {
				for range each {
					if err := appendAtHead(t, s, "parcel-1"); err != nil {
						t.Errorf("append: %v", err)
					}
				}
			})
		}
		wg.Wait()
		if n := len(mustRead(t, ctx, s, "parcel-1", 0)); n != appenders*each {
			t.Errorf("the stream has %d records, want %d", n, appenders*each)
		}
	}},
	{"appenders on different streams do not disturb each other", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		const appenders, each = 16, 25
		var wg sync.WaitGroup
		for a := range appenders {
			wg.Go(func() {
				for i := range each {
					if _, err := s.Append(ctx, fmt.Sprintf("parcel-%d", a), eventstore.Revision(i-1), some(1)...); err != nil {
						t.Errorf("append: %v", err)
					}
				}
			})
		}
		wg.Wait()
		wantOrdered(t, mustFollow(t, ctx, s, "", appenders*each))
	}},
	{"what an appender was told is visible to it at once", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		var wg sync.WaitGroup
		for a := range 6 {
			wg.Go(func() {
				name := fmt.Sprintf("parcel-%d", a)
				for i := range 30 {
					p, err := s.Append(ctx, name, eventstore.Revision(i-1), some(1)...)
					if head, _ := s.Head(ctx); err != nil || head < p {
						t.Errorf("append returned %q, %v; the head is %q", p, err, head)
					}
					last := eventstore.Position("")
					for r, err := range s.Read(ctx, name, eventstore.Revision(i)) {
						if err != nil {
							t.Error(err)
						}
						last = r.Position
					}
					if last != p {
						t.Errorf("append returned %q, the stream ends at %q", p, last)
					}
				}
			})
		}
		wg.Wait()
	}},
	{"after a conflict the record that caused it is there", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				for i := range 30 {
					_, err := s.Append(ctx, "parcel-1", eventstore.Revision(i-1), some(1)...)
					if !errors.Is(err, eventstore.ErrConflict) {
						continue
					}
					found := false
					for range s.Read(ctx, "parcel-1", eventstore.Revision(i)) {
						found = true
					}
					if !found {
						t.Errorf("conflict at revision %d, but no record follows it", i-1)
					}
				}
			})
		}
		wg.Wait()
	}},
	{"an append that returned is before one that began later", realTimeOrder},
}

// oneWinner lets appenders race for each revision of one stream.
func oneWinner(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	const appenders, revisions = 8, 40
	winners := make([]atomic.Int64, revisions)
	var wg sync.WaitGroup
	for range appenders {
		wg.Go(func() {
			for i := range revisions {
				_, err := s.Append(ctx, "parcel-1", eventstore.Revision(i-1), some(1)...)
				switch {
				case err == nil:
					winners[i].Add(1)
				case !errors.Is(err, eventstore.ErrConflict):
					t.Errorf("append at %d: %v", i-1, err)
				}
			}
		})
	}
	wg.Wait()
	for i := range winners {
		if n := winners[i].Load(); n != 1 {
			t.Errorf("revision %d was won %d times", i, n)
		}
	}
	if n := len(mustRead(t, ctx, s, "parcel-1", 0)); n != revisions {
		t.Errorf("the stream has %d records, want %d", n, revisions)
	}
}

// appendAtHead reads, appends, and begins again when someone else was first.
func appendAtHead(t testing.TB, s eventstore.Store, stream string) error {
	for {
		head := eventstore.NoStream
		for r, err := range s.Read(t.Context(), stream, 0) {
			if err != nil {
				return err
			}
			head = r.Revision
		}
		_, err := s.Append(t.Context(), stream, head, some(1)...)
		if !errors.Is(err, eventstore.ErrConflict) {
			return err
		}
	}
}

// realTimeOrder notes before each append the highest position anyone was told.
func realTimeOrder(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	var mu sync.Mutex
	highest := eventstore.Position("")
	var wg sync.WaitGroup
	for a := range 8 {
		wg.Go(func() {
			for i := range 30 {
				mu.Lock()
				before := highest
				mu.Unlock()
				p, err := s.Append(ctx, fmt.Sprintf("parcel-%d", a), eventstore.Revision(i-1), some(1)...)
				if err != nil || p <= before {
					t.Errorf("got %q, %v after %q was returned", p, err, before)
				}
				mu.Lock()
				highest = max(highest, p)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}
