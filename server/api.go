package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A route is one operation of the API. The table of routes is also what the
// OpenAPI document is made from.
type route struct {
	method, path string
	handle       func(*call) (any, error)
	open         bool       // answers without a token
	act          domain.Act // what the caller must be admitted to; the place is asked by the handler
	query        string     // the names it takes, separated by spaces; others are refused
	body         string     // what is posted: fact, batch, entry of a book, query, or nothing
	slow         bool       // takes the time it needs: no deadline for the answer
	heavy        bool       // may take long: has few places, see fairness
	common       bool       // speaks of no parcel: whoever is admitted sees all of the answer
	whole        bool       // needs all parcels: refused until the read model has caught up
	trace        traced     // how it is written down in the access log
}

func (r route) pattern() string { return r.method + " " + r.path }

// A call is one request on its way through a handler.
type call struct {
	*http.Request
	who   domain.Principal  // zero on open routes
	given credential        // zero on open routes
	asked time.Time         // when it was looked up who that is
	query map[string]string // the parameters that were given

	about string // what the body asks for, for the access log
	seat  *seat  // among the requests being answered
}

// A reply is an answer that is not just JSON with status 200.
type reply struct {
	status   int    // 0 means 200
	kind     string // of content; empty means JSON
	name     string // under which a browser saves it
	etag     string
	head     eventstore.Position // of an export: how far the ledger stood
	cookies  []*http.Cookie
	location string    // of a redirect
	refusal  *apiError // what a page says that is no answer, for the access log
	rows     int       // of an export, for the access log
	body     any       // []byte is written as it is, anything else as JSON
}

// api adapts a handler. It is the only place that writes an answer or turns an
// error into a status.
func (s *Server) api(r route) http.Handler {
	names := strings.Fields(r.query)
	observe := s.metrics.route(r.pattern())
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		start := time.Now()
		status := s.answer(w, req, r, names)
		observe(status, time.Since(start))
	})
}

func (s *Server) answer(w http.ResponseWriter, req *http.Request, r route, names []string) int {
	w.Header().Set("Taizhang-Ledger", string(s.Ledger.Kind()))
	w.Header().Set("Cache-Control", "private, no-store")
	if r.slow {
		http.NewResponseController(w).SetWriteDeadline(time.Time{}) // who cannot set one has none
	}
	c := &call{Request: req}
	defer func() { c.seat.leave() }()
	body, err := s.handle(c, r, names)
	if err == nil {
		err = s.still(c, r)
	}
	if untraced := s.trace(c, r, body, err); untraced != nil {
		err = untraced
	}
	if err != nil {
		return s.refuse(w, req, c.who.View, err)
	}
	w = lasting{w, s, c, r}
	answer, ok := body.(reply)
	if !ok {
		answer = reply{body: body}
	}
	switch answer.body.(type) {
	case []byte, stream: // veiled by who made it
	default:
		if answer.body, err = s.veiled(c, r, answer.body); err != nil {
			return s.fail(w, req, err)
		}
	}
	if answer.head != "" {
		c.mark(w.Header(), &answer)
	}
	return s.write(w, req, answer)
}

// handle admits a call and runs its handler.
func (s *Server) handle(c *call, r route, names []string) (_ any, err error) {
	var denied error
	if !r.open {
		denied = s.admitted(c, r.act)
	}
	if c.seat, err = s.fair.enter(c.Context(), s.callerOf(c), r.heavy && denied == nil); err != nil {
		return nil, err
	}
	if denied != nil {
		return nil, denied
	}
	if c.query, err = parseQuery(c.URL.RawQuery, names); err != nil {
		return nil, err
	}
	if r.body == "" && c.Method == http.MethodPost && c.ContentLength > 0 {
		return nil, badRequest("", "body.unexpected", "此操作不接受正文", "this operation takes no body")
	}
	if r.whole {
		if err := s.caughtUp(c.Context()); err != nil {
			return nil, err
		}
	}
	if at, ok := c.query["min"]; ok {
		if err := s.await(c.Context(), eventstore.Position(at)); err != nil {
			return nil, err
		}
	}
	return r.handle(c)
}

// callerOf is whose share of the server a call takes: who asks, else his address.
func (s *Server) callerOf(c *call) string {
	if c.who.ID != "" {
		return c.who.ID
	}
	return "@" + network(s.sourceOf(c.Request))
}

// await returns when the read model stands at a position: a caller that passes the
// position of its own write reads that write.
func (s *Server) await(ctx context.Context, at eventstore.Position) error {
	head, err := s.Log.Head(ctx)
	if err != nil {
		return err
	}
	if at > head {
		return badRequest("?min", "position.ahead", "位置超出台账末尾", "position is after the end of the log")
	}
	if err := s.caughtUp(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, readWaitMax)
	defer cancel()
	return s.Parcels.Wait(ctx, at)
}

// admitted says who calls, and refuses who may not do what the route is for.
func (s *Server) admitted(c *call, act domain.Act) error {
	var err error
	if c.given, err = credentialOf(c.Request); err != nil {
		return err
	}
	c.asked = time.Now() // before the book is read: what changes meanwhile is seen next time
	if c.who, err = s.who(c.Context(), c.given); err != nil || act == anyAct {
		return s.attempted(c.given, s.sourceOf(c.Request), err)
	}
	return c.admit(act, domain.Scope{})
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, answer reply) int {
	data, ok := answer.body.([]byte)
	pours, poured := answer.body.(stream)
	if !ok && !poured {
		var err error
		if data, err = json.Marshal(answer.body, json.Deterministic(true)); err != nil {
			return s.fail(w, r, fmt.Errorf("encode answer: %w", err))
		}
	}
	h := w.Header()
	h.Set("Content-Type", orJSON(answer.kind))
	for _, cookie := range answer.cookies {
		http.SetCookie(w, cookie)
	}
	if answer.location != "" {
		h.Set("Location", answer.location)
	}
	if answer.name != "" {
		h.Set("Content-Disposition", "attachment; filename="+strconv.Quote(answer.name))
	}
	if answer.etag != "" {
		h.Set("ETag", answer.etag) // for who keeps the answer himself: no cache may
		if matches(r.Header.Get("If-None-Match"), answer.etag) {
			w.WriteHeader(http.StatusNotModified)
			return http.StatusNotModified
		}
	}
	if poured {
		return s.pour(w, r, pours)
	}
	return send(w, r, max(answer.status, http.StatusOK), data)
}

// fail answers with an error that nobody was asked for yet: it tells no values.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) int {
	return s.refuse(w, r, domain.ViewPublic, err)
}

// refuse answers with an error, as far as a view shows it. What is our own fault is
// logged in full and told without details.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, view domain.View, err error) int {
	status, said := say(err)
	said.Request = requestOf(r.Context())
	if errors.Is(err, domain.ErrRefused) || errors.Is(err, domain.ErrDenied) {
		said.Problems = domain.Discreet(view, said.Problems)
	}
	if _, ours := errors.AsType[*apiError](err); status >= http.StatusInternalServerError && !ours {
		s.log.ErrorContext(r.Context(), "request failed", "request", said.Request, "method", r.Method, "route", r.Pattern, "status", status, "err", err)
	}
	h := w.Header()
	switch status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="taizhang"`)
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		h.Set("Retry-After", "1")
	case http.StatusRequestEntityTooLarge:
		h.Set("Connection", "close")
	}
	h.Set("Content-Type", "application/json")
	data, err := json.Marshal(errorBody{said})
	if err != nil {
		data = []byte(`{"error":{"code":"internal","zh":"内部错误","en":"internal error"}}`)
	}
	return send(w, r, status, data)
}

// noRoute answers what no route takes: with 405 when another method would.
func (s *Server) noRoute(mux *http.ServeMux) http.Handler {
	observe := s.metrics.route("none")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := errNoRoute
		if allowed := allowedMethods(mux, r); len(allowed) > 0 {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			err = errMethod
		}
		observe(s.fail(w, r, err), 0)
	})
}

func allowedMethods(mux *http.ServeMux, r *http.Request) []string {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete} {
		probe := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := mux.Handler(probe); pattern != "" && pattern != "/api/" && pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	return allowed
}

func orJSON(kind string) string {
	if kind == "" {
		return "application/json"
	}
	return kind
}

// matches reports whether an If-None-Match header names the tag (RFC 9110 §13.1.2,
// weak comparison).
func matches(header, etag string) bool {
	return header != "" && slices.ContainsFunc(strings.Split(header, ","), func(tag string) bool {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		return tag == "*" || tag == strings.TrimPrefix(etag, "W/")
	})
}
