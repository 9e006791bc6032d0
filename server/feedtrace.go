package server

import (
	"context"
	"errors"
	"strings"

	"github.com/go-json-experiment/json"

	"taizhang/domain"
	"taizhang/server/accesslog"
)

// feedRoute declares the feed, which is answered beside the table: who asks is said by
// the cookie or by the first message.
var feedRoute = route{method: "GET", path: "/api/v1/feed", act: domain.ActRead, trace: traceSight}

func (c *feedConn) entry() accesslog.Entry {
	return accesslog.Entry{Request: c.request, Source: c.source, Act: feedRoute.act, Route: feedRoute.pattern()}.By(c.who)
}

// trace writes down from where a feed is asked for and what it selects, before the
// first event is sent.
func (c *feedConn) trace(ctx context.Context, hello helloMessage) error {
	filter, err := json.Marshal(hello.Filter, json.Deterministic(true))
	if err != nil {
		return err
	}
	e := c.entry()
	e.Outcome = accesslog.Served
	e.Subject = strings.Join([]string{"from=" + hello.From, "after=" + string(hello.After), "filter=" + string(filter)}, " ")
	e.Restricted = c.who.View.Shows(domain.ViewRestricted)
	if !e.Restricted {
		c.server.Access.Note(e)
		return nil
	}
	if err := c.server.traceDurably(ctx, e); err != nil {
		return errors.Join(errFeedUntraced, err)
	}
	return nil
}

// traceEnd writes down that a client was denied the feed, or that his authority ended
// while he had it.
func (c *feedConn) traceEnd(refusal *feedRefusal) {
	if refusal != errFeedToken && refusal != errFeedDenied && refusal != errFeedWithdrawn && refusal != errFeedAttempts {
		return
	}
	e := c.entry()
	e.Rule = refusal.code
	c.server.Access.Refused(context.Background(), e)
}
