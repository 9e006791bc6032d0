package eventstoretest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"taizhang/eventstore"
)

// unknownChecks are about callers who do not learn what became of their call:
// they gave up, or the answer was lost.
var unknownChecks = []check{
	{"an append given up half way is stored whole or not at all, and once when repeated", givenUp},
	{"an append given up and its repeat at the same time are stored once", givenUpAndRepeated},
	{"appenders that give up hold up nobody", givingUpHoldsUpNobody},
	{"a deadline that has passed is the error of the context", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		events := some(2)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		late, cancel := context.WithDeadline(ctx, time.Now().Add(-time.Second))
		defer cancel()
		for call, err := range everyCall(late, s) {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: got %v, want the error of the context", call, err)
			}
		}
		wantStream(t, ctx, s, "parcel-1", events...)
	}},
	{"a cancelled context ends every call with its error", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(2)...)
		ended, cancel := context.WithCancel(ctx)
		cancel()
		for call, err := range everyCall(ended, s) {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: got %v, want the error of the context", call, err)
			}
		}
	}},
	{"after a lost answer the repeat gives the position of the record", func(t testing.TB, b Backend) {
		ctx, inner := open(t, b)
		events := some(3)
		s := &Flaky{Store: inner, On: 1, Fault: AnswerLost}
		if _, err := s.Append(ctx, "parcel-1", eventstore.NoStream, events...); !errors.Is(err, eventstore.ErrUnavailable) {
			t.Fatalf("got %v, want ErrUnavailable", err)
		}
		mustAppend(t, ctx, s, "parcel-1", 2, some(1)...)
		p := mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, events...)
		if r := mustRead(t, ctx, s, "parcel-1", 2)[0]; r.Position != p {
			t.Errorf("the repeat returned %q, the record is at %q", p, r.Position)
		}
	}},
	{"reading the stream settles an unknown outcome", func(t testing.TB, b Backend) {
		for fault, want := range map[Fault]int{NothingStored: 0, AnswerLost: 2} {
			ctx, inner := open(t, b)
			s := &Flaky{Store: inner, On: 1, Fault: fault}
			events := some(2)
			if _, err := s.Append(ctx, "parcel-1", eventstore.NoStream, events...); err == nil {
				t.Fatal("the fault was not injected")
			}
			wantStream(t, ctx, s, "parcel-1", events[:want]...)
		}
	}},
	{"an error is one of the contract or of the context, and has no position", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(2)...)
		for _, call := range []struct {
			expect eventstore.Revision
			events []eventstore.Event
			want   error
		}{
			{eventstore.NoStream, some(1), eventstore.ErrConflict},
			{5, some(1), eventstore.ErrConflict},
			{1, nil, eventstore.ErrInvalid},
			{-2, some(1), eventstore.ErrInvalid},
		} {
			wantRefused(t, ctx, s, call.want, "parcel-1", call.expect, call.events...)
		}
	}},
	{"what was refused never reaches a follower", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		first, second := some(2), some(1)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, first...)
		got := followLater(ctx, s, "", 3)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", eventstore.NoStream, some(2)...)
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-2", 4, some(2)...)
		wantRefused(t, ctx, s, eventstore.ErrInvalid, "parcel-3", eventstore.NoStream)
		mustAppend(t, ctx, s, "parcel-1", 1, second...)
		result := <-got
		if result.err != nil || len(result.records) != 3 {
			t.Fatalf("got %d records, %v", len(result.records), result.err)
		}
		wantRecord(t, result.records[2], "parcel-1", 2, second[0])
	}},
}

// everyCall makes each call of the contract once and returns its error.
func everyCall(ctx context.Context, s eventstore.Store) map[string]error {
	_, head := s.Head(ctx)
	_, followed := follow(ctx, s, "", 1)
	var read error
	for _, read = range s.Read(ctx, "parcel-1", 0) {
	}
	return map[string]error{"head": head, "follow": followed, "read": read}
}

// givenUp cancels appends at random moments and repeats them.
func givenUp(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	var all []eventstore.Event
	for range 40 {
		events := some(1 + rand.IntN(4))
		at := eventstore.Revision(len(all) - 1)
		short, cancel := context.WithTimeout(ctx, time.Duration(rand.IntN(1500))*time.Microsecond)
		_, err := s.Append(short, "parcel-1", at, events...)
		if err != nil && short.Err() == nil {
			t.Errorf("append: %v", err)
		}
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the error of the context", err)
		}
		if n := len(mustRead(t, ctx, s, "parcel-1", 0)); n != len(all) && n != len(all)+len(events) {
			t.Fatalf("the stream has %d records, want %d or %d more", n, len(all), len(events))
		}
		mustAppend(t, ctx, s, "parcel-1", at, events...)
		all = append(all, events...)
	}
	wantStream(t, ctx, s, "parcel-1", all...)
}

func givenUpAndRepeated(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	var all []eventstore.Event
	for range 20 {
		events := some(2)
		at := eventstore.Revision(len(all) - 1)
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				mine := ctx
				if i > 0 {
					short, cancel := context.WithTimeout(ctx, time.Duration(rand.IntN(1000))*time.Microsecond)
					defer cancel()
					mine = short
				}
				if _, err := s.Append(mine, "parcel-1", at, events...); err != nil && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("repeat %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		all = append(all, events...)
	}
	wantStream(t, ctx, s, "parcel-1", all...)
}

// givingUpHoldsUpNobody lets half of the appenders give up all the time.
func givingUpHoldsUpNobody(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	const each = 30
	var wg sync.WaitGroup
	for a := range 4 {
		wg.Go(func() {
			for i := range each {
				short, cancel := context.WithTimeout(ctx, time.Duration(rand.IntN(500))*time.Microsecond)
				_, _ = s.Append(short, fmt.Sprintf("gone-%d-%d", a, i), eventstore.NoStream, some(2)...)
				cancel()
			}
		})
		wg.Go(func() {
			for i := range each {
				if _, err := s.Append(ctx, stream(a), eventstore.Revision(i-1), some(1)...); err != nil {
					t.Errorf("append: %v", err)
				}
			}
		})
	}
	wg.Wait()
	for a := range 4 {
		if n := len(mustRead(t, ctx, s, stream(a), 0)); n != each {
			t.Errorf("%s has %d records, want %d", stream(a), n, each)
		}
	}
	for a := range 4 {
		for i := range each {
			if n := len(mustRead(t, ctx, s, fmt.Sprintf("gone-%d-%d", a, i), 0)); n == 1 {
				t.Errorf("an append of 2 events left 1")
			}
		}
	}
}
