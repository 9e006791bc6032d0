package server

import (
	"errors"
	"net"
	"reflect"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/gorilla/websocket"

	"taizhang/eventstore"
)

func (c *feedConn) sendItems(items []feedItem) error {
	prev := c.advance()
	return c.send("events", eventsMessage{"events", prev, c.cursor, c.live, items})
}

// advance moves the cursor over everything that was looked at and returns where it
// was: the next message covers what lies between.
func (c *feedConn) advance() (prev eventstore.Position) {
	prev, c.cursor, c.scanned = c.cursor, c.seen, 0
	return prev
}

func (c *feedConn) send(kind string, message any) error {
	data, err := json.Marshal(message)
	if err != nil {
		return err
	}
	if kind == "events" {
		data, _ = c.server.sightOf(c.who).Veil(reflect.TypeOf(message), data)
	}
	c.server.metrics.frames.WithLabelValues(kind).Inc()
	c.socket.SetWriteDeadline(time.Now().Add(c.server.pace.write))
	return c.socket.WriteMessage(websocket.TextMessage, data)
}

// end tells the client why, as far as it can still be told.
func (c *feedConn) end(err error) {
	code := 0
	refusal, refused := errors.AsType[*feedRefusal](err)
	switch {
	case refused:
		c.traceEnd(refusal)
		c.send("error", refusal.message())
		code = refusal.close
	case c.server.feeds.base.Err() != nil:
		c.send("bye", byeMessage{"bye", true})
		code = closeRestart
	case isTimeout(err):
		code = closeStalled
	default:
		return // the client has left
	}
	if errors.Is(err, errFeedStore) {
		c.server.log.Error("feed failed", "err", err)
	}
	reason := websocket.FormatCloseMessage(code, "")
	c.socket.WriteControl(websocket.CloseMessage, reason, time.Now().Add(c.server.pace.bye))
}

func isTimeout(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}
