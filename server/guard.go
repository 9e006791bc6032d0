package server

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"taizhang/domain"
)

// apiPolicy is of answers that are data: nothing in them may be loaded or run, however a
// browser is made to open them.
const apiPolicy = "default-src 'none'; frame-ancestors 'none'"

// guarded is the way of every request: its name, the headers that all answers carry, and
// nothing from another site.
func (s *Server) guarded(next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Access.Refused(r.Context(), s.entryOf(&call{Request: r}, route{method: r.Method, path: r.URL.Path}, nil, errOrigin))
		s.fail(w, r, errOrigin)
	}))
	next = sameOrigin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = s.identified(r)
		w.Header().Set(requestHeader, requestOf(r.Context()))
		s.secure(w.Header(), r)
		next.ServeHTTP(w, r)
	})
}

// secure sets the headers of every answer. There are none of CORS: no other site's page
// reads an answer.
func (s *Server) secure(h http.Header, r *http.Request) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", apiPolicy)
	if s.encrypted(r) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// sourceOf is the machine that a request came from. Behind a proxy it is the one that
// the proxy saw, the last it names: those before are what the caller made up.
func (s *Server) sourceOf(r *http.Request) string {
	if s.BehindProxy {
		named := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
		if addr, err := netip.ParseAddr(strings.TrimSpace(named[len(named)-1])); err == nil {
			return addr.Unmap().WithZone("").String()
		}
	}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}

// local reports whether a request came from this machine, by a name of this machine: a
// foreign page may have pointed another name at it (DNS rebinding).
func (s *Server) local(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && s.Loopback && !s.BehindProxy && net.ParseIP(host).IsLoopback() && isLocalName(r.Host)
}

// serveMetrics handles GET /metrics: for this machine, and for who may ask for
// aggregates. It names routes, never parcels or people.
func (s *Server) serveMetrics(w http.ResponseWriter, r *http.Request) {
	c := &call{Request: r}
	if err := s.admitted(c, metricsRoute.act); err != nil && !s.local(r) {
		s.Access.Refused(r.Context(), s.entryOf(c, metricsRoute, nil, err))
		s.fail(w, r, err)
		return
	}
	s.metrics.handler().ServeHTTP(w, r)
}

// metricsRoute declares what is answered beside the table.
var metricsRoute = route{method: "GET", path: "/metrics", act: domain.ActAnalyse, common: true, trace: traceNothing}
