package transfer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"

	"taizhang/eventstore"
	"taizhang/eventstore/eventstoretest"
	"taizhang/eventstore/memory"
)

// ledger fills a store with n records of a few streams: runs, streams that come
// again, bytes that are no text, empty ones, one ID on many streams.
func ledger(t testing.TB, s eventstore.Store, n int, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 7))
	next := make(map[string]eventstore.Revision)
	shared, used := uuid.New(), make(map[string]bool)
	for done := 0; done < n; {
		stream := fmt.Sprintf("parcel-%d", random.IntN(2+n/20))
		var events []eventstore.Event
		for range min(1+random.IntN(6), n-done) {
			events = append(events, event(random))
		}
		if random.IntN(3) == 0 && !used[stream] {
			events[0].ID, used[stream] = shared, true
		}
		if _, err := s.Append(t.Context(), stream, next[stream]-1, events...); err != nil {
			t.Fatal(err)
		}
		next[stream] += eventstore.Revision(len(events))
		done += len(events)
	}
}

func event(random *rand.Rand) eventstore.Event {
	e := eventstore.Event{ID: uuid.New(), Type: "宗地\"\\\u2028<>"}
	switch random.IntN(5) {
	case 0:
		e.Data = []byte{0, 0xff, 0xfe, byte(random.IntN(256))}
	case 1:
		e.Meta = []byte("{\"by\":\"张三\"}\n\t\x00\x1f\x7f")
	case 2:
		e.Data = make([]byte, random.IntN(2000))
	default:
		e.Data, e.Meta = []byte(`{"type":"ParcelRegistered"}`), []byte(`{}`)
	}
	return e
}

// records reads a store by itself, not through this package.
func records(t testing.TB, s eventstore.Store) (all []eventstore.Record) {
	t.Helper()
	head, err := s.Head(t.Context())
	if err != nil || head == "" {
		return nil
	}
	for batch, err := range s.Follow(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, batch...)
		if all[len(all)-1].Position == head {
			return all
		}
	}
	return nil
}

// equal holds two stores against each other, positions aside.
func equal(t testing.TB, a, b eventstore.Store) {
	t.Helper()
	left, right := records(t, a), records(t, b)
	if len(left) != len(right) {
		t.Fatalf("%d records became %d", len(left), len(right))
	}
	for i, want := range left {
		got := right[i]
		got.Position = want.Position
		if told(got) != told(want) {
			t.Fatalf("record %d: %s became %s", i, told(want), told(got))
		}
	}
}

func told(r eventstore.Record) string {
	return fmt.Sprintf("%q %d %s %q %q %q", r.Stream, r.Revision, r.ID, r.Type, r.Data, r.Meta)
}

func present(t testing.TB, s eventstore.Store) Source {
	t.Helper()
	from, err := Present(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return from
}

// An alone is a store that appends to one stream at a time.
type alone struct{ eventstore.Store }

func TestMove(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 200, 3000} {
		seed := rand.Uint64()
		source := memory.New()
		ledger(t, source, n, seed)
		for name, target := range map[string]eventstore.Store{"several streams": memory.New(), "one stream": alone{memory.New()}} {
			r, err := Move(t.Context(), present(t, source), target, nil)
			if err != nil {
				t.Fatalf("%d records, seed %d, %s: %v", n, seed, name, err)
			}
			if r.Source != r.Target || r.Source.Records != int64(n) || r.Found != 0 {
				t.Errorf("%d records, %s: %+v", n, name, r)
			}
			equal(t, source, target)
			again, err := Move(t.Context(), present(t, source), target, nil)
			if err != nil || again.Found != int64(n) || again.Target != r.Target {
				t.Errorf("%d records, %s, again: %+v, %v", n, name, again, err)
			}
		}
	}
}

// Whichever append is answered with an error of unknown outcome, the move ends
// with an equal ledger.
func TestMoveOverAFlakyTarget(t *testing.T) {
	seed := rand.Uint64()
	source := memory.New()
	ledger(t, source, 300, seed)
	for _, fault := range []eventstoretest.Fault{eventstoretest.NothingStored, eventstoretest.AnswerLost} {
		for on := int64(1); ; on++ {
			target := &eventstoretest.Flaky{Store: memory.New(), On: on, Fault: fault}
			if on%2 == 0 {
				target.Store = alone{memory.New()}
			}
			if _, err := Move(t.Context(), present(t, source), target, nil); err != nil {
				t.Fatalf("seed %d, fault %d at append %d: %v", seed, fault, on, err)
			}
			equal(t, source, target.Store)
			if on > target.Calls() {
				break
			}
		}
	}
}

var errCut = errors.New("cut")

// A cut is a store whose process ends after some appends.
type cut struct {
	eventstore.Store
	left int
}

func (c *cut) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	if c.left--; c.left < 0 {
		return "", errCut
	}
	return c.Store.Append(ctx, stream, expect, events...)
}

// Cut short after any append, a move goes on behind what the target holds.
func TestMoveGoesOn(t *testing.T) {
	seed := rand.Uint64()
	source := memory.New()
	ledger(t, source, 120, seed)
	for appends := 0; ; appends++ {
		target := &cut{memory.New(), appends}
		_, err := Move(t.Context(), present(t, source), target, nil)
		if err == nil {
			return
		}
		if !errors.Is(err, errCut) {
			t.Fatalf("seed %d: %v", seed, err)
		}
		held := len(records(t, target))
		r, err := Move(t.Context(), present(t, source), target.Store, nil)
		if err != nil || r.Found != int64(held) {
			t.Fatalf("seed %d, cut after %d appends and %d records: %+v, %v", seed, appends, held, r, err)
		}
		equal(t, source, target.Store)
	}
}

// A target that holds anything else is refused and left as it is.
func TestForeignTargetIsRefused(t *testing.T) {
	source := memory.New()
	ledger(t, source, 50, 1)
	first := records(t, source)[0]
	longer := memory.New()
	if _, err := Move(t.Context(), present(t, source), longer, nil); err != nil {
		t.Fatal(err)
	}
	targets := map[string]eventstore.Store{"goes on": longer}
	put := func(s eventstore.Store, stream string, e eventstore.Event) eventstore.Store {
		if _, err := s.Append(t.Context(), stream, eventstore.NoStream, e); err != nil {
			t.Fatal(err)
		}
		return s
	}
	put(longer, "later", eventstore.Event{ID: uuid.New(), Type: "T"})
	put(source, "unrelated", eventstore.Event{ID: uuid.New(), Type: "T"})
	for field, change := range map[string]func(*eventstore.Record){
		"stream": func(r *eventstore.Record) { r.Stream += "x" },
		"id":     func(r *eventstore.Record) { r.ID[3]++ },
		"type":   func(r *eventstore.Record) { r.Type += "x" },
		"data":   func(r *eventstore.Record) { r.Data = append([]byte{1}, r.Data...) },
		"meta":   func(r *eventstore.Record) { r.Meta = append([]byte{1}, r.Meta...) },
	} {
		r := first
		change(&r)
		targets[field] = put(memory.New(), r.Stream, r.Event)
	}
	for name, target := range targets {
		before := len(records(t, target))
		_, err := Move(t.Context(), present(t, source), target, nil)
		if !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
		if after := len(records(t, target)); after != before {
			t.Errorf("%s: %d records became %d", name, before, after)
		}
	}
}

// A store that changes what it is given, or loses the end of it, is caught by the
// proof at the end: the controls of Move.
func TestProofCatchesALyingTarget(t *testing.T) {
	source := memory.New()
	ledger(t, source, 100, 2)
	for name, lie := range map[string]func(eventstore.Record) (eventstore.Record, bool){
		"a bit of the data": func(r eventstore.Record) (eventstore.Record, bool) {
			if r.Stream == "parcel-1" && r.Revision == 3 {
				r.Data = append([]byte("x"), r.Data...)
			}
			return r, true
		},
		"the last record": func(r eventstore.Record) (eventstore.Record, bool) {
			return r, r.Position != records(t, source)[99].Position
		},
	} {
		_, _, err := Prove(t.Context(), present(t, source), changed(present(t, source), lie), nil)
		if !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err = Prove(t.Context(), changed(present(t, source), lie), present(t, source), nil); !errors.Is(err, ErrForeign) {
			t.Errorf("%s, the other way round: %v", name, err)
		}
	}
}

func changed(from Source, lie func(eventstore.Record) (eventstore.Record, bool)) Source {
	return func(ctx context.Context) iter.Seq2[[]eventstore.Record, error] {
		return func(yield func([]eventstore.Record, error) bool) {
			for r, err := range from.each(ctx) {
				if r, ok := lie(r); ok && !yield([]eventstore.Record{r}, err) {
					return
				}
			}
		}
	}
}
