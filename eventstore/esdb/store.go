package esdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"taizhang/eventstore"
)

// A Store is the ledger on a server. Its owner closes it.
type Store struct {
	opts   Options
	log    *slog.Logger
	links  *supervisor
	watch  *watch
	lost   loss
	ctx    context.Context // ends when the store is closed
	cancel context.CancelFunc
	wg     sync.WaitGroup // the supervisor and the watch
	failed chan struct{}  // never closed, see Failed
}

// Open connects to the server or cluster of a connection string, such as
// esdb://user:password@host:2113?tlsCAFile=/etc/ca.pem, or esdb+discover:// and
// several hosts for a cluster. A string that is refused wraps
// [eventstore.ErrInvalid]; a server that does not answer, or does not let this user
// read $all, [eventstore.ErrUnavailable].
func Open(ctx context.Context, connection string, opts Options) (*Store, error) {
	opts = opts.withDefaults()
	config, err := configure(connection, opts)
	if err != nil {
		return nil, err
	}
	guardFatal()
	s := &Store{opts: opts, log: opts.Logger, failed: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.links = newSupervisor(config, s.log)
	s.watch = newWatch(s)
	s.wg.Go(func() { s.links.run(s.ctx) })
	ctx, cancel := context.WithTimeout(ctx, openMax)
	defer cancel()
	if err := s.links.first(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("连接 EventStoreDB 失败 / connect to %s: %w", Redact(connection), err)
	}
	s.wg.Go(s.watchForgetting)
	return s, nil
}

// Close ends all calls and followers with [eventstore.ErrClosed]. Closing twice is
// harmless.
func (s *Store) Close() error {
	s.cancel()
	s.wg.Wait()
	return nil
}

// Failed is never closed: a store on a server works again when the server does, and
// reads after a loss. It is there for owners of any kind of store.
func (s *Store) Failed() <-chan struct{} { return s.failed }

// reason is the error of a call that ended early: the store's or the
// caller's end comes before what the client made of it.
func (s *Store) reason(ctx context.Context, err error) error {
	switch {
	case err == nil, isOurs(err) && !errors.Is(err, eventstore.ErrUnavailable):
		return err
	case s.ctx.Err() != nil:
		return eventstore.ErrClosed
	case ctx.Err() != nil:
		return ctx.Err()
	default:
		return unavailable(err)
	}
}

func (s *Store) watchForgetting() {
	again := s.opts.Watch
	if again == nil {
		ticker := time.NewTicker(watchEvery)
		defer ticker.Stop()
		again = ticker.C
	}
	s.watch.run(s.ctx, again)
}
