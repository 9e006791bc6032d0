package eventstoretest

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/anishathalye/porcupine"
	"github.com/google/uuid"

	"taizhang/eventstore"
)

var linearChecks = []check{
	{"every stream behaves as if its appends and reads happened one after the other", linearizable},
}

// What clients did to one stream, as porcupine sees it. A stream's state is the
// first four bytes of each of its IDs, in order.
type (
	asked struct {
		stream string
		read   bool
		at     eventstore.Revision // the expected revision, or where the read began
		ids    string              // of an append
	}
	answered struct {
		conflict, unknown bool
		ids               string // of a read
	}
)

const idBytes = 4

func shortID(id uuid.UUID) string { return string(id[:idBytes]) }

func ids(events []eventstore.Event) (s string) {
	for _, e := range events {
		s += shortID(e.ID)
	}
	return s
}

// streamModel is the contract of one stream.
var streamModel = (&porcupine.NondeterministicModel{
	Partition: func(history []porcupine.Operation) (parts [][]porcupine.Operation) {
		by := make(map[string]int)
		for _, op := range history {
			name := op.Input.(asked).stream
			if _, ok := by[name]; !ok {
				by[name] = len(parts)
				parts = append(parts, nil)
			}
			parts[by[name]] = append(parts[by[name]], op)
		}
		return parts
	},
	Init: func() []any { return []any{""} },
	Step: func(state, input, output any) []any { return step(state.(string), input.(asked), output.(answered)) },
}).ToModel()

// step returns the states in which a stream can be after a call: none when the
// answer was wrong, two when nobody knows the outcome.
func step(state string, in asked, out answered) []any {
	if in.read {
		if state[min(int(in.at)*idBytes, len(state)):] != out.ids {
			return nil
		}
		return []any{state}
	}
	begin := (int(in.at) + 1) * idBytes
	after, stored := state, false
	switch {
	case begin == len(state):
		after, stored = state+in.ids, true
	case begin+len(in.ids) <= len(state):
		stored = state[begin:begin+len(in.ids)] == in.ids
	}
	switch {
	case out.unknown && after != state:
		return []any{state, after}
	case out.unknown:
		return []any{state}
	case stored == out.conflict:
		return nil
	}
	return []any{after}
}

// A client calls a store and notes what it did, by a clock that all share.
type client struct {
	id      int
	store   eventstore.Store
	clock   *atomic.Int64
	rng     *rand.Rand
	known   map[string]eventstore.Revision // where it believes the streams to be
	calls   []eventstore.Batch             // its appends, to be repeated
	history []porcupine.Operation
}

func (c *client) note(in asked, call func() answered) {
	op := porcupine.Operation{ClientId: c.id, Input: in, Call: c.clock.Add(1)}
	out := call()
	op.Output, op.Return = out, c.clock.Add(1)
	if out.unknown {
		op.Return = math.MaxInt64 // it may still happen
	}
	c.history = append(c.history, op)
}

// act makes one call: a read, an append where the client believes the stream to
// be, one elsewhere, or one it has made before.
func (c *client) act(ctx context.Context) {
	name := stream(c.rng.IntN(3))
	switch n := c.rng.IntN(10); {
	case n < 3:
		c.read(ctx, name)
	case n < 4 && len(c.calls) > 0:
		c.append(ctx, c.calls[c.rng.IntN(len(c.calls))])
	case n < 5:
		c.append(ctx, eventstore.Batch{Stream: name, Expect: c.known[name] - 1 + eventstore.Revision(c.rng.IntN(3)-1), Events: some(1)})
	default:
		c.append(ctx, eventstore.Batch{Stream: name, Expect: c.known[name] - 1, Events: some(1 + c.rng.IntN(2))})
	}
}

func (c *client) read(ctx context.Context, name string) {
	from := max(0, c.known[name]-eventstore.Revision(c.rng.IntN(5)))
	c.note(asked{stream: name, read: true, at: from}, func() (out answered) {
		end := from
		for r, err := range c.store.Read(ctx, name, from) {
			if err != nil {
				out.ids = err.Error() // no stream reads like this
				break
			}
			out.ids += shortID(r.ID)
			end = r.Revision + 1
		}
		c.known[name] = max(c.known[name], end)
		return out
	})
}

func (c *client) append(ctx context.Context, b eventstore.Batch) {
	b.Expect = max(b.Expect, eventstore.NoStream)
	c.calls = append(c.calls, b)
	c.note(asked{stream: b.Stream, at: b.Expect, ids: ids(b.Events)}, func() answered {
		_, err := c.store.Append(ctx, b.Stream, b.Expect, b.Events...)
		if err == nil {
			c.known[b.Stream] = max(c.known[b.Stream], b.Expect+eventstore.Revision(len(b.Events))+1)
		} else {
			c.known[b.Stream]++ // perhaps
		}
		return answered{conflict: errors.Is(err, eventstore.ErrConflict), unknown: err != nil && !errors.Is(err, eventstore.ErrConflict)}
	})
}

func linearizable(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	const clients, calls = 8, 60
	seed := rand.Uint64()
	var clock atomic.Int64
	var wg sync.WaitGroup
	all := make([]*client, clients)
	for i := range all {
		all[i] = &client{id: i, store: s, clock: &clock, rng: rand.New(rand.NewPCG(seed, uint64(i))), known: make(map[string]eventstore.Revision)}
		wg.Go(func() {
			for range calls {
				all[i].act(ctx)
			}
		})
	}
	wg.Wait()
	var history []porcupine.Operation
	for _, c := range all {
		history = append(history, c.history...)
	}
	if !porcupine.CheckOperations(streamModel, history) {
		t.Errorf("seed %d: %d calls on 3 streams are not linearizable", seed, len(history))
		return
	}
	t.Logf("%d calls of %d clients on 3 streams are linearizable (seed %d)", len(history), clients, seed)
}
