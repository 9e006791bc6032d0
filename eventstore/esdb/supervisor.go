package esdb

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"taizhang/eventstore"
)

// A supervisor keeps one working link and makes another when it breaks.
type supervisor struct {
	config *client.Configuration
	log    *slog.Logger

	mu      sync.Mutex // guards all below
	current *link      // nil while no server can be reached
	changed chan struct{}
	cause   error     // why there is no link
	since   time.Time // when there was none any more
}

func newSupervisor(config *client.Configuration, log *slog.Logger) *supervisor {
	return &supervisor{config: config, log: log, changed: make(chan struct{}), cause: eventstore.ErrUnavailable}
}

// run connects, waits until the link breaks, and connects again, until ctx ends.
func (s *supervisor) run(ctx context.Context) {
	defer s.set(nil, eventstore.ErrClosed)
	for backoff := backoffMin; ctx.Err() == nil; {
		l, err := s.connect(ctx)
		if err != nil {
			s.set(nil, err)
			pause(ctx, backoff)
			backoff = min(2*backoff, backoffMax)
			continue
		}
		backoff = backoffMin
		s.set(l, nil)
		err = s.hold(ctx, l)
		s.set(nil, err)
		l.close()
		if ctx.Err() == nil {
			s.log.Warn("与 EventStoreDB 的连接中断，正在重连 (connection lost, connecting again)", "cause", err)
		}
	}
}

// connect makes a client and waits until it has found a server. The search may
// ask each member twice, each for as long as the gossip timeout.
func (s *supervisor) connect(ctx context.Context) (*link, error) {
	l, err := newLink(s.config, s.log)
	if err != nil {
		return nil, err
	}
	hosts := max(1, len(s.config.GossipSeeds))
	search := time.Duration(2*hosts*s.config.GossipTimeout) * time.Second
	ctx, cancel := context.WithTimeout(ctx, search+probeMax)
	defer cancel()
	if err := l.probe(ctx); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// hold returns why the link is of no more use.
func (s *supervisor) hold(ctx context.Context, l *link) error {
	for {
		select {
		case <-ctx.Done():
			return eventstore.ErrClosed
		case <-l.ctx.Done():
			return context.Cause(l.ctx)
		case <-l.doubts:
			probing, cancel := context.WithTimeout(ctx, probeMax)
			err := l.probe(probing)
			cancel()
			if err != nil {
				return err
			}
		}
	}
}

func (s *supervisor) set(l *link, cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		s.since = time.Now()
	}
	s.current, s.cause = l, cause
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *supervisor) get() (*link, <-chan struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current, s.changed, s.cause
}

// link returns a working link, after a short wait when the last one has only just
// broken. Otherwise the error wraps ErrUnavailable: this is the circuit breaker.
func (s *supervisor) link(ctx context.Context) (*link, error) {
	grace, cancel := context.WithDeadline(ctx, s.graceEnds())
	defer cancel()
	l, err := s.wait(grace)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return l, err
}

func (s *supervisor) graceEnds() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil { // it may break while we look
		return time.Now().Add(graceMax)
	}
	return s.since.Add(graceMax)
}

// first waits for the first link for as long as ctx lasts, unless the server has
// refused the user, which no wait will change.
func (s *supervisor) first(ctx context.Context) error {
	for {
		l, changed, cause := s.get()
		if l != nil {
			return nil
		}
		if isDenied(cause) {
			return unavailable(cause)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return unavailable(cause)
		}
	}
}

func (s *supervisor) wait(ctx context.Context) (*link, error) {
	for {
		l, changed, cause := s.get()
		if l != nil && l.ctx.Err() == nil {
			return l, nil
		}
		if errors.Is(cause, eventstore.ErrClosed) {
			return nil, cause
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, unavailable(cause)
		}
	}
}

// pause waits for about d, so that many processes do not come back at once.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d/2 + rand.N(d))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
