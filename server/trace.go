package server

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/server/accesslog"
)

// A Trace is the access log.
type Trace interface {
	Durable(ctx context.Context, e accesslog.Entry) error
	Note(e accesslog.Entry)
	Refused(ctx context.Context, e accesslog.Entry)
	List(ctx context.Context, f accesslog.Filter, cursor string, limit int) (accesslog.Page, error)
}

// A traced says how a route is written down in the access log; see [Server.trace].
// Refusals always are.
type traced int

const (
	traceUndeclared traced = iota // a fault of the table, which a test finds
	traceNothing                  // shows nothing of the ledger to anybody in particular
	traceEvent                    // what it does is an event, which says who did it
	traceNote                     // within half a second
	traceAlways                   // before the answer
	traceSight                    // before the answer for who sees restricted fields, else as traceNote
	traceExport                   // before the answer, which may hold restricted fields
)

// The access log cannot be written: what must not be seen without a trace is not
// served.
var (
	errUntraced = &apiError{status: http.StatusServiceUnavailable, code: "unavailable", zh: "访问记录写不进去：受限内容和导出暂不提供", en: "the access log cannot be written: restricted fields and exports are not served"}
	errLogFull  = &apiError{status: http.StatusInsufficientStorage, code: "full", zh: "磁盘空间不足，访问记录写不进去：受限内容和导出暂不提供", en: "no space left for the access log: restricted fields and exports are not served"}
)

// trace writes down what was asked before it is answered. An error means that the
// answer must not be given.
func (s *Server) trace(c *call, r route, body any, err error) error {
	if page, ok := body.(reply); ok && page.refusal != nil {
		err = page.refusal
	}
	if err == nil && (r.trace == traceNothing || r.recorded(c)) {
		return nil
	}
	e := s.entryOf(c, r, body, err)
	switch {
	case e.Outcome == accesslog.Denied:
		s.Access.Refused(c.Context(), e)
	case r.trace == traceNothing:
	case unwritten(err):
		s.Access.Note(e) // its own disk may stand still as well
	case e.Principal == "":
		s.Access.Note(accesslog.Entry{Act: e.Act, Route: e.Route, Outcome: e.Outcome, Rule: e.Rule}) // anybody can cause these, from anywhere
	case r.trace == traceAlways || r.trace == traceExport || e.Restricted:
		return s.traceDurably(c.Context(), e)
	default:
		s.Access.Note(e)
	}
	return nil
}

// recorded: of what was not refused, the ledger itself says who did it, by the event that
// stands. What was only decided, or refused, shows as much as a read does.
func (r route) recorded(c *call) bool {
	_, dry := c.query["dryRun"]
	return r.trace == traceEvent && !dry
}

// traceDurably writes an entry without which nothing may be shown.
func (s *Server) traceDurably(ctx context.Context, e accesslog.Entry) error {
	ctx, cancel := context.WithTimeout(ctx, traceWaitMax)
	defer cancel()
	err := s.Access.Durable(ctx, e)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, eventstore.ErrFull):
		return errors.Join(errLogFull, err)
	}
	return errors.Join(errUntraced, err)
}

func (s *Server) entryOf(c *call, r route, body any, err error) accesslog.Entry {
	e := accesslog.Entry{Request: requestOf(c.Context()), Source: s.sourceOf(c.Request), Act: r.act, Route: r.pattern(), Parcel: s.parcelOf(c.PathValue("ref")), Subject: c.subject(r), Rows: rowsOf(body)}.By(c.who)
	e.Outcome, e.Rule = outcomeOf(err)
	e.Restricted = (r.trace >= traceSight || r.trace == traceEvent) && c.who.View.Shows(domain.ViewRestricted)
	return e
}

// outcomeOf says how a call ended, and by which rule when it was refused.
func outcomeOf(err error) (accesslog.Outcome, string) {
	if err == nil {
		return accesslog.Served, ""
	}
	status, said := say(err)
	if status != http.StatusUnauthorized && status != http.StatusForbidden && said.Code != errAttempts.code {
		return accesslog.Failed, said.Code
	}
	rules := []string{said.Code}
	for _, p := range said.Problems {
		rules = append(rules, p.Rule)
	}
	if len(rules) > 1 {
		rules = rules[1:]
	}
	slices.Sort(rules)
	return accesslog.Denied, strings.Join(slices.Compact(rules), " ")
}

// subject is what a call selects: the scope, code or id in its path, its filter, the
// text of its query. What an open route takes selects nothing and may be a proof of who
// somebody is.
func (c *call) subject(r route) string {
	if r.open {
		return ""
	}
	var parts []string
	for _, name := range []string{"scope", "code", "id"} {
		if value := c.PathValue(name); value != "" {
			parts = append(parts, name+"="+value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.query)) {
		if name != "min" { // says when, not what
			parts = append(parts, name+"="+c.query[name])
		}
	}
	if c.about != "" {
		parts = append(parts, c.about)
	}
	return strings.Join(parts, " ")
}

// parcelOf is the identity of the parcel that a path names, or the name as it was
// given when there is none.
func (s *Server) parcelOf(ref string) string {
	if ref == "" {
		return ""
	}
	if len(ref) > refBytesMax {
		return "…"
	}
	if id, ok := s.Parcels.Resolve(domain.Everywhere, ref); ok {
		return id.String()
	}
	return ref
}

// rowsOf counts what an export or a query gives away.
func rowsOf(body any) int {
	switch b := body.(type) {
	case reply:
		return b.rows
	case tableView:
		return len(b.Rows)
	}
	return 0
}

// access handles GET /access: who read, exported or was denied, newest first.
func (s *Server) access(c *call) (any, error) {
	limit, err := c.count("limit", pageDefault, pageMax)
	if err != nil {
		return nil, err
	}
	filter := accesslog.Filter{Principal: c.query["principal"], Parcel: s.parcelOf(c.query["parcel"])}
	if filter.From, err = c.date("from"); err != nil {
		return nil, err
	}
	if filter.To, err = c.date("to"); err != nil {
		return nil, err
	}
	if given, ok := c.query["outcome"]; ok && !slices.Contains(accesslog.Outcomes, given) {
		return nil, badValue("outcome", strings.Join(accesslog.Outcomes, " / "))
	}
	filter.Outcome = accesslog.Outcome(c.query["outcome"])
	page, err := s.Access.List(c.Context(), filter, c.query["cursor"], limit)
	if errors.Is(err, accesslog.ErrCursor) {
		return nil, badValue("cursor", "next")
	}
	return page, err
}
