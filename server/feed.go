package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"taizhang/domain"
	"taizhang/eventstore"
)

const feedProtocol = "taizhang.feed.v1"

// serveFeed handles GET /api/v1/feed: the log, live, from a position.
//
// There is no hub, no queue and nothing to drop. Each connection reads the log at
// its own pace, so a slow client delays only itself. What it is sent covers the
// log without a hole (prev, seq], whatever its filter, so that a client that comes
// back with its last position misses nothing and repeats nothing (P8).
func (s *Server) serveFeed(w http.ResponseWriter, r *http.Request) {
	switch {
	case !websocket.IsWebSocketUpgrade(r) || !slices.Contains(websocket.Subprotocols(r), feedProtocol):
		s.fail(w, r, badRequest("Sec-WebSocket-Protocol", "feed.protocol", "此地址须以 websocket 子协议 "+feedProtocol+" 连接", "connect with websocket subprotocol "+feedProtocol))
		return
	case r.URL.RawQuery != "":
		s.fail(w, r, badRequest("?", "query.unknown", "此地址不接受查询参数，令牌写在 hello 里", "this address takes no parameters: the token is in the hello"))
		return
	case !s.feeds.enter():
		s.fail(w, r, eventstore.ErrClosed)
		return
	}
	defer s.feeds.running.Done()
	request := requestOf(r.Context())
	socket, err := upgrader.Upgrade(w, r, http.Header{requestHeader: {request}})
	if err != nil {
		return // Upgrade has answered
	}
	defer socket.Close()
	s.metrics.feeds.Inc()
	defer s.metrics.feeds.Dec()
	c := &feedConn{server: s, socket: socket, source: s.sourceOf(r), request: request, closed: func() {}}
	if fromOwnPage(r) {
		c.given.session, _ = sessionCookie(r)
		c.given.idly = true
	}
	c.end(c.run())
}

// A feedConn is one open feed. Only run's goroutine writes messages.
type feedConn struct {
	server  *Server
	socket  *websocket.Conn
	source  string           // the machine that opened it
	request string           // the name of the request that opened it
	closed  func()           // gives its place back
	given   credential       // the session of the page that opened it, or the token of its hello
	who     domain.Principal // looked up again every pace.authority
	asked   time.Time        // when it was looked up

	selection *selection
	cursor    eventstore.Position // everything up to here is covered by what was sent
	seen      eventstore.Position // everything up to here was looked at
	scanned   int                 // records between cursor and seen
	live      bool
	ending    atomic.Bool // run is about to return; the reader must not wait
}

// past is a deadline that wakes whoever waits.
var past = time.Unix(1, 0)

// alive gives the client time until it must be heard of again.
func (c *feedConn) alive() {
	c.socket.SetReadDeadline(time.Now().Add(c.server.pace.read))
	if c.ending.Load() {
		c.socket.SetReadDeadline(past)
	}
}

// stopReading ends listen. Whichever of the two deadlines is set last, the reader
// sees it: alive looks at ending after setting its own.
func (c *feedConn) stopReading() {
	c.ending.Store(true)
	c.socket.SetReadDeadline(past)
}

// run serves the feed until the client leaves or something fails. The reading of
// the socket and the following of the log are goroutines that end before run does.
func (c *feedConn) run() error {
	ctx, cancel := context.WithCancelCause(c.server.feeds.base)
	defer cancel(nil)
	defer func() { c.closed() }()
	hello, err := c.greet(ctx)
	if err != nil {
		return err
	}
	var helpers sync.WaitGroup
	defer helpers.Wait()
	defer cancel(nil)
	defer c.stopReading()
	release := context.AfterFunc(c.server.feeds.base, func() {
		c.socket.NetConn().SetWriteDeadline(time.Now().Add(c.server.pace.bye)) // a stalled client does not hold up the end
	})
	defer release()

	pings := make(chan struct{}, 1)
	helpers.Go(func() { cancel(c.listen(pings)) })

	batches := make(chan []eventstore.Record)
	helpers.Go(func() { cancel(c.follow(ctx, hello, batches)) })
	return c.relay(ctx, batches, pings)
}

// listen reads the socket: pings of the client, and whether it is still there.
func (c *feedConn) listen(pings chan<- struct{}) error {
	c.socket.SetPongHandler(func(string) error { c.alive(); return nil })
	for {
		c.alive()
		kind, data, err := c.socket.ReadMessage()
		if err != nil {
			return err
		}
		var ping pingMessage
		if kind != websocket.TextMessage || strictly(data, &ping) != nil || ping.Type != "ping" {
			return feedBadRequest("连接后只接受 ping", "only ping is taken after hello")
		}
		select {
		case pings <- struct{}{}:
		default: // one answer serves all
		}
	}
}

// follow hands over the log, one batch at a time and none ahead.
func (c *feedConn) follow(ctx context.Context, after eventstore.Position, batches chan<- []eventstore.Record) error {
	for batch, err := range c.server.Log.Follow(ctx, after) {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, eventstore.ErrInvalid):
			return feedBadRequest("位置有误", "position is not of this log")
		case err != nil:
			return errors.Join(errFeedStore, err)
		}
		select {
		case batches <- batch:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// relay sends what the log brings, and a sign of life when it brings nothing.
func (c *feedConn) relay(ctx context.Context, batches <-chan []eventstore.Record, pings <-chan struct{}) error {
	if err := c.catchUp(ctx); err != nil {
		return err
	}
	heartbeat := time.NewTicker(c.server.pace.heartbeat)
	defer heartbeat.Stop()
	probe := time.NewTicker(c.server.pace.ping)
	defer probe.Stop()
	authority := time.NewTicker(c.server.pace.authority)
	defer authority.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case batch := <-batches:
			if err = c.take(ctx, batch); err == nil {
				err = c.catchUp(ctx)
			}
			heartbeat.Reset(c.server.pace.heartbeat)
		case <-pings:
			err = c.progress(ctx)
		case <-heartbeat.C:
			err = c.progress(ctx)
		case <-authority.C:
			err = c.still(ctx)
		case <-probe.C:
			err = c.socket.WriteControl(websocket.PingMessage, nil, time.Now().Add(c.server.pace.write))
		}
		if err != nil {
			return err
		}
	}
}

// take looks at every record of a batch and sends those that are selected.
func (c *feedConn) take(ctx context.Context, batch []eventstore.Record) error {
	var items []feedItem
	for _, rec := range batch {
		if time.Since(c.asked) > c.server.pace.authority { // a long batch, or a slow client
			if err := c.still(ctx); err != nil {
				return err
			}
		}
		item, ok, err := c.look(ctx, rec)
		if err != nil {
			return errors.Join(errFeedStore, err)
		}
		if ok {
			items = append(items, item)
		}
		c.seen = rec.Position
		c.scanned++
		switch {
		case len(items) == feedItemsMax:
			err = c.sendItems(items)
			items = nil
		case len(items) == 0 && c.scanned == feedScanMax:
			err = c.progress(ctx)
		}
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return err
		}
	}
	if len(items) > 0 {
		return c.sendItems(items)
	}
	return nil
}

// look returns the item of a record, or false for one that is not selected or lies
// beyond what the client may see.
func (c *feedConn) look(ctx context.Context, rec eventstore.Record) (feedItem, bool, error) {
	parcel, ok := domain.ParcelOf(rec.Stream)
	if !ok {
		return feedItem{}, false, nil
	}
	if ok, err := c.selection.takes(rec, parcel); !ok || err != nil {
		return feedItem{}, false, err
	}
	if ok, err := c.sees(ctx, rec, parcel); !ok || err != nil {
		return feedItem{}, false, err
	}
	item, err := c.server.itemOf(rec, parcel)
	return item, err == nil, err
}

// sees reports whether the parcel lies within the client's place today. Who does not
// see the whole city waits until the read model has the event: what it says of the
// place may be what the event has changed.
func (c *feedConn) sees(ctx context.Context, rec eventstore.Record, parcel domain.ParcelID) (bool, error) {
	if c.who.Reach() == domain.Everywhere {
		return true, nil
	}
	if err := c.server.Parcels.Wait(ctx, rec.Position); err != nil {
		return false, err
	}
	p, _, ok := c.server.Parcels.Parcel(parcel)
	return ok && c.who.Covers(p.Place()), nil
}

// catchUp says once that the client has all there was.
func (c *feedConn) catchUp(ctx context.Context) error {
	if c.live {
		return nil
	}
	head, err := c.server.Log.Head(ctx)
	if err != nil {
		return errors.Join(errFeedStore, err)
	}
	if c.seen < head {
		return nil
	}
	c.live = true
	prev := c.advance()
	return c.send("caught_up", caughtUpMessage{"caught_up", prev, c.cursor, now()})
}

func (c *feedConn) progress(ctx context.Context) error {
	head, err := c.server.Log.Head(ctx)
	if err != nil {
		return errors.Join(errFeedStore, err)
	}
	prev := c.advance()
	return c.send("progress", progressMessage{"progress", prev, c.cursor, max(head, c.cursor), now()})
}
