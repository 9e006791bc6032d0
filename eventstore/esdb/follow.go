package esdb

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"taizhang/eventstore"
)

// What the server considers between two checkpoints, which are not used here, is
// window times interval events.
const (
	filterWindow   = 512
	filterInterval = 64
)

// ledgerStreams leaves out the server's own streams.
var ledgerStreams = client.SubscriptionFilter{Type: client.StreamFilterType, Regex: `^[^$]`}

// Follow implements [eventstore.Store]. A subscription that is dropped is made again,
// for as long as it takes.
func (s *Store) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		if err := s.follow(ctx, after, yield); err != nil {
			yield(nil, fmt.Errorf("follow after %q: %w", after, s.reason(ctx, err)))
		}
	}
}

func (s *Store) follow(ctx context.Context, after eventstore.Position, yield func([]eventstore.Record, error) bool) error {
	seen, err := newSequence(after)
	if err == nil {
		err = s.lost.get()
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.ctx, cancel)
	in := newInbox()
	var pump sync.WaitGroup
	defer func() { stop(); cancel(); pump.Wait() }()
	pump.Go(func() { in.end(s.pump(ctx, seen, in)) })
	for {
		batch, err := in.take(ctx)
		if err != nil {
			return err
		}
		if !yield(batch, nil) {
			return nil
		}
	}
}

// pump subscribes again and again until ctx ends or no subscription can help.
func (s *Store) pump(ctx context.Context, seen *sequence, in *inbox) error {
	for backoff := backoffMin; ; backoff = min(2*backoff, backoffMax) {
		before := seen.last
		err := s.subscribe(ctx, seen, in)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if final := unreadable(err); !isUnavailable(final) || isDenied(err) {
			return final
		}
		if seen.last != before {
			backoff = backoffMin
		}
		s.log.Warn("订阅中断，正在重新订阅 (subscription dropped, subscribing again)", "after", position(seen.last), "cause", err)
		pause(ctx, backoff)
	}
}

func isUnavailable(err error) bool { return errors.Is(err, eventstore.ErrUnavailable) }

// subscribe puts what comes after the records seen into the inbox until the
// subscription is dropped.
func (s *Store) subscribe(ctx context.Context, seen *sequence, in *inbox) error {
	if err := s.rejoin(ctx, seen); err != nil {
		return err
	}
	return s.receive(ctx, seen.from(), ledgerStreams, func(ctx context.Context, m *client.SubscriptionEvent) (bool, error) {
		if m.EventAppeared == nil {
			return false, nil
		}
		r, err := seen.add(m.EventAppeared.Event)
		if err != nil {
			return true, err
		}
		return false, in.put(ctx, r)
	})
}

// rejoin makes sure that the log still has the record to go on after.
func (s *Store) rejoin(ctx context.Context, seen *sequence) error {
	if seen.last == 0 {
		return nil
	}
	p, err := s.askAll(ctx, client.Forwards, seen.from(), 1)
	var there *client.RecordedEvent
	switch {
	case err == nil && len(p.events) > 0:
		there = p.events[0]
	case err != nil && !errors.Is(err, eventstore.ErrInvalid):
		return err
	}
	return s.lost.note(seen.meets(there))
}

// A loss is that a server has lost records that it had served. It ends the store for
// everything but reading until the process is started again: a follower that began anew
// at the same position could not see it, and would go on in another history.
type loss struct {
	mu  sync.Mutex
	err error
}

func (l *loss) get() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// note keeps the first loss, and returns err.
func (l *loss) note(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil && errors.Is(err, eventstore.ErrDamaged) {
		l.err = err
	}
	return err
}

// receive subscribes to $all and passes on every message until take says that it is
// done, or the subscription is dropped, which is an error.
func (s *Store) receive(ctx context.Context, from client.AllPosition, filter client.SubscriptionFilter, take func(context.Context, *client.SubscriptionEvent) (done bool, err error)) error {
	l, err := s.links.link(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := linked(ctx, l)
	defer cancel()
	opts := client.SubscribeToAllOptions{From: from, Filter: &filter, MaxSearchWindow: filterWindow, CheckpointInterval: filterInterval}
	sub, err := do(ctx, l, func(context.Context) (*client.Subscription, error) {
		return l.client.SubscribeToAll(ctx, opts) // lives as long as receive, not as long as do
	})
	if err != nil {
		return err
	}
	defer sub.Close()
	for {
		m, err := next(sub)
		if err != nil {
			l.doubt()
			return err
		}
		if done, err := take(ctx, m); done || err != nil {
			return err
		}
	}
}

// next waits for the next message. Other than the client's other calls it ends
// when its context does.
func next(sub *client.Subscription) (m *client.SubscriptionEvent, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	m = sub.Recv()
	if m.SubscriptionDropped != nil {
		return nil, fmt.Errorf("subscription dropped: %w", m.SubscriptionDropped.Error)
	}
	return m, nil
}
