package esdb

import (
	"context"
	"errors"
	"fmt"
	"io"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"taizhang/eventstore"
)

// Limits of one page: what is read in one call, and what a follower holds for a slow
// reader.
const (
	pageRecordsMax = 512
	pageBytesMax   = 4 << 20
	readTries      = 3 // of one page
)

// A page is some events in the order of the server.
type page struct {
	events  []*client.RecordedEvent
	end     bool // there are no more
	missing bool // there is no such stream
}

// readPage reads at most n events. It is called within do.
func readPage(n int, open func() (*client.ReadStream, error)) (page, error) {
	stream, err := open()
	if err != nil {
		return page{}, err
	}
	defer stream.Close()
	var p page
	for bytes := 0; len(p.events) < n && bytes < pageBytesMax; {
		e, err := stream.Recv()
		switch {
		case errors.Is(err, io.EOF), isMissing(err):
			p.end, p.missing = true, err != io.EOF
			return p, nil
		case err != nil:
			return page{}, err
		case e.Event == nil:
			return page{}, fmt.Errorf("an event without content: %w", eventstore.ErrDamaged)
		}
		p.events = append(p.events, e.Event)
		bytes += len(e.Event.Data) + len(e.Event.UserMetadata)
	}
	return p, nil
}

// isMissing reports the server's message that there is no such stream, which the
// client makes an error of the same code as a gRPC failure.
func isMissing(err error) bool {
	return code(err) == client.ErrorCodeResourceNotFound && status.Code(err) != codes.NotFound
}

// ask reads a page, with another client when the connection was lost meanwhile: reading
// changes nothing.
func (s *Store) ask(ctx context.Context, n int, open func(context.Context, *client.Client) (*client.ReadStream, error)) (page, error) {
	for try := 1; ; try++ {
		if err := ctx.Err(); err != nil {
			return page{}, err
		}
		l, err := s.links.link(ctx)
		if err != nil {
			return page{}, s.reason(ctx, err)
		}
		p, err := s.askOnce(ctx, l, n, open)
		again := isLost(err) || code(err) == client.ErrorCodeNotLeader
		if err == nil || try == readTries || !again || ctx.Err() != nil {
			return p, s.reason(ctx, unreadable(err))
		}
		pause(ctx, backoffMin)
	}
}

func (s *Store) askOnce(ctx context.Context, l *link, n int, open func(context.Context, *client.Client) (*client.ReadStream, error)) (page, error) {
	ctx, cancel := context.WithTimeout(ctx, s.opts.callMax)
	defer cancel()
	return do(ctx, l, func(ctx context.Context) (page, error) {
		return readPage(n, func() (*client.ReadStream, error) { return open(ctx, l.client) })
	})
}

// askAll reads a page of $all.
func (s *Store) askAll(ctx context.Context, direction client.Direction, from client.AllPosition, n int) (page, error) {
	opts := client.ReadAllOptions{Direction: direction, From: from}
	return s.ask(ctx, n, func(ctx context.Context, c *client.Client) (*client.ReadStream, error) {
		return c.ReadAll(ctx, opts, uint64(n))
	})
}

// askStream reads a page of a stream.
func (s *Store) askStream(ctx context.Context, stream string, direction client.Direction, from client.StreamPosition, n int) (page, error) {
	opts := client.ReadStreamOptions{Direction: direction, From: from}
	return s.ask(ctx, n, func(ctx context.Context, c *client.Client) (*client.ReadStream, error) {
		return c.ReadStream(ctx, stream, opts, uint64(n))
	})
}
