package server

import (
	"context"
	"errors"
	"time"

	"github.com/gorilla/websocket"

	"taizhang/domain"
	"taizhang/eventstore"
)

// greet reads the hello and answers it.
func (c *feedConn) greet(ctx context.Context) (eventstore.Position, error) {
	s := c.server
	c.socket.SetReadLimit(feedReadBytesMax)
	c.socket.SetReadDeadline(time.Now().Add(c.server.pace.hello))
	release := context.AfterFunc(ctx, func() { c.socket.SetReadDeadline(past) })
	defer release()
	kind, data, err := c.socket.ReadMessage()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case isTimeout(err):
		return "", errFeedToken // nobody said who it is
	case err != nil:
		return "", err
	case kind != websocket.TextMessage:
		return "", feedBadRequest("消息须为文本", "messages are text")
	}
	hello, err := s.parseHello(data)
	if err != nil {
		return "", err
	}
	if hello.Token != "" {
		c.given = credential{token: hello.Token}
	}
	if err := c.authorise(ctx); err != nil {
		if s.attempted(c.given, c.source, err) == errAttempts {
			return "", errFeedAttempts
		}
		return "", err
	}
	if c.closed, err = s.fair.openFeed(c.who.ID); err != nil {
		return "", err
	}
	if err := c.trace(ctx, hello); err != nil {
		return "", err
	}
	return c.admit(ctx, hello)
}

// authorise asks who the client is now: authority that was withdrawn ends the feed,
// authority that was changed holds from the next event on.
func (c *feedConn) authorise(ctx context.Context) error {
	asked := time.Now() // before the book is read: what changes meanwhile is seen next time
	who, err := c.server.who(ctx, c.given)
	switch {
	case errors.Is(err, errNoToken), errors.Is(err, errNoAuthority):
		if c.who.ID == "" {
			c.who = who // for the access log: who has no authority
		}
		return errors.Join(errFeedToken, err)
	case err != nil:
		return errors.Join(errFeedStore, err)
	}
	c.who, c.asked = who, asked
	if admit(who, feedRoute.act, domain.Scope{}) != nil {
		return errFeedDenied
	}
	return nil
}

// still asks again: who lost his authority while the feed was open is told so.
func (c *feedConn) still(ctx context.Context) error {
	err := c.authorise(ctx)
	if errors.Is(err, errFeedToken) {
		return errFeedWithdrawn
	}
	return err
}

// admit checks where the client stands and welcomes it.
func (c *feedConn) admit(ctx context.Context, hello helloMessage) (eventstore.Position, error) {
	s := c.server
	log, err := s.identity(ctx)
	if err != nil {
		return "", errors.Join(errFeedStore, err)
	}
	head, err := s.Log.Head(ctx)
	switch {
	case err != nil:
		return "", errors.Join(errFeedStore, err)
	case hello.Log != "" && hello.Log != log:
		return "", errFeedReplaced
	case hello.After > head:
		return "", errFeedAhead
	}
	switch {
	case hello.After != "":
		c.cursor = hello.After
		s.metrics.resumes.Inc()
	case hello.From != "start":
		c.cursor = head
	}
	c.seen = c.cursor
	c.selection = newSelection(hello.Filter)
	return c.cursor, c.send("welcome", welcomeMessage{"welcome", log, head, c.who, now(), int(c.server.pace.heartbeat.Round(time.Second) / time.Second)})
}
