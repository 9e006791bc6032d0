package esdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"taizhang/eventstore"
)

// A link is one client while it works. It is used until something shows that it
// does not any more, then closed and never used again.
type link struct {
	client *client.Client
	ctx    context.Context // ends when the link is given up; calls end with it
	giveUp context.CancelCauseFunc
	doubts chan struct{} // room for one: somebody waits for longer than usual
	closed chan struct{}

	mu      sync.Mutex // guards the next two
	closing bool
	calls   sync.WaitGroup // what runs in the client; nothing is added once closing
}

// reconnects is what the client logs, in the goroutine that keeps its connection, when
// the connection is lost and its next call is to make another. It would forget to
// close the lost one, and block its callers for ever should there be no server.
const reconnects = "starting a new discovery process"

var errLost = errors.New("the connection is lost")

func newLink(config *client.Configuration, log *slog.Logger) (*link, error) {
	l := &link{doubts: make(chan struct{}, 1), closed: make(chan struct{})}
	own := *config
	own.Logger = func(_ client.LogLevel, format string, args ...any) {
		log.Debug("esdb client: " + Redact(fmt.Sprintf(format, args...)))
		if format == reconnects {
			l.giveUp(errLost)
			<-l.closed // the client goes no further than this
		}
	}
	l.ctx, l.giveUp = context.WithCancelCause(context.Background())
	c, err := client.NewClient(&own)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, eventstore.ErrInvalid)
	}
	l.client = c
	return l, nil
}

// begin counts one more call, which ends with l.calls.Done, unless the link is closed.
func (l *link) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closing {
		l.calls.Add(1)
	}
	return !l.closing
}

// close ends the client. The calls that listen to their contexts end first; one that
// does not is blocked, and panics when the client is closed.
func (l *link) close() {
	l.giveUp(eventstore.ErrClosed)
	l.mu.Lock()
	l.closing = true
	l.mu.Unlock()
	idle := make(chan struct{})
	go func() {
		l.calls.Wait()
		close(idle)
	}()
	select {
	case <-idle:
	case <-time.After(closeGrace):
	}
	l.client.Close()
	close(l.closed)
}

// doubt asks the supervisor to see whether the server still answers.
func (l *link) doubt() {
	select {
	case l.doubts <- struct{}{}:
	default:
	}
}

// probe asks for the last event of the server, which finds the server, and shows
// that it answers and lets this user read.
func (l *link) probe(ctx context.Context) error {
	_, err := do(ctx, l, func(ctx context.Context) (page, error) {
		opts := client.ReadAllOptions{Direction: client.Backwards, From: client.End{}}
		return readPage(1, func() (*client.ReadStream, error) { return l.client.ReadAll(ctx, opts, 1) })
	})
	return err
}
