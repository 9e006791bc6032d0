package server

import (
	"context"
	"io"
	"net/http"

	"taizhang/domain"
)

// A stream is an answer that is written while it is made.
type stream func(context.Context, io.Writer) error

// backup handles GET /backup: the whole log as one file, or the access log. It is for the
// commands of this machine, not for officers.
func (s *Server) backup(c *call) (any, error) {
	switch {
	case c.who != domain.Maintenance:
		return nil, errMaintenance
	case s.Backup == nil:
		return nil, errNoService
	}
	access, err := c.flag("access")
	if err != nil {
		return nil, err
	}
	name := "taizhang-backup.jsonl.zst"
	if access {
		name = "taizhang-access.jsonl.zst"
	}
	return reply{kind: "application/zstd", name: name, body: stream(func(ctx context.Context, w io.Writer) error { return s.Backup(ctx, access, w) })}, nil
}

// pour writes a stream. When it fails midway the connection is cut, so that nobody
// takes what has arrived for the whole.
func (s *Server) pour(w http.ResponseWriter, r *http.Request, body stream) int {
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return http.StatusOK
	}
	if err := body(r.Context(), w); err != nil {
		s.log.ErrorContext(r.Context(), "answer cut short", "request", requestOf(r.Context()), "route", r.Pattern, "err", err)
		panic(http.ErrAbortHandler)
	}
	return http.StatusOK
}
