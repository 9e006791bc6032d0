package server

import (
	"net/http"
	"time"
)

// An answer that takes long to make or to send outlives the moment at which its caller
// was admitted. Every pace.authority he is asked for again: who has lost his authority, or
// has another one, gets no answer, and no more of one that was begun.

// errChanged refuses an answer that was made for who the caller no longer is.
var errChanged = &apiError{status: http.StatusServiceUnavailable, code: "unavailable", zh: "授权刚刚变更，请重试", en: "your authority has just changed, try again"}

// reads: what was recorded stays recorded, and its answer says so.
func (r route) reads() bool { return r.method == http.MethodGet || r.trace >= traceSight }

// still returns nil while the caller is who he was when the call was admitted.
func (s *Server) still(c *call, r route) error {
	if r.open || !r.reads() || time.Since(c.asked) < s.pace.authority {
		return nil
	}
	now := call{Request: c.Request}
	if err := s.admitted(&now, r.act); err != nil {
		return err
	}
	if now.who != c.who {
		return errChanged
	}
	c.asked = now.asked
	return nil
}

// A lasting is the writer of an answer. It writes in pieces; where the caller has lost his
// authority it cuts the connection, so that nobody takes what has arrived for the whole.
type lasting struct {
	http.ResponseWriter
	server *Server
	call   *call
	route  route
}

// Unwrap implements what http.ResponseController asks for.
func (w lasting) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Write sends p piece by piece.
func (w lasting) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		if err := w.server.still(w.call, w.route); err != nil {
			w.server.cut(w.call, w.route, err)
		}
		piece, err := w.ResponseWriter.Write(p[:min(len(p), pieceBytes)])
		if n += piece; err != nil {
			return n, err
		}
		p = p[piece:]
	}
	return n, nil
}

// cut ends a connection in the middle of an answer, and says so in the access log.
func (s *Server) cut(c *call, r route, err error) {
	e := s.entryOf(c, r, nil, err)
	s.Access.Refused(c.Context(), e)
	s.log.WarnContext(c.Context(), "answer cut short", "request", e.Request, "route", r.pattern(), "rule", e.Rule)
	panic(http.ErrAbortHandler)
}
