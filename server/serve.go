package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// shutdownTimeout is how long requests and feeds have to end.
const shutdownTimeout = 10 * time.Second

// Serve answers on a listener until ctx is done. It then says goodbye on the feeds,
// lets running requests end, and returns nil.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	hs := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       headerTimeout + bodyTimeout,
		WriteTimeout:      answerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    headerBytesMax,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: streamsMax},
		Protocols:         protocols(),
		TLSConfig:         s.TLS.Clone(),
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- s.listen(hs, listener) }()
	select {
	case err := <-failed:
		return errors.Join(err, s.Shutdown(ctx))
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	err := errors.Join(s.Shutdown(limit), hs.Shutdown(limit))
	<-failed // http.ErrServerClosed: Shutdown was asked for
	return err
}

// protocols are HTTP/1.1, and HTTP/2 where there is TLS: never HTTP/2 in the clear.
func protocols() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	p.SetHTTP2(true)
	return p
}

func (s *Server) listen(hs *http.Server, listener net.Listener) error {
	listener = newGate(listener, connectionsMax, connectionsEachMax, s.shared, s.metrics.closed.Inc)
	if s.TLS == nil {
		return hs.Serve(listener)
	}
	return hs.ServeTLS(listener, "", "")
}

// shared reports whether an address stands for many callers: the proxy's, or this
// machine's own, whose users are known by their tokens alone.
func (s *Server) shared(address string) bool {
	return s.BehindProxy || net.ParseIP(address).IsLoopback()
}
