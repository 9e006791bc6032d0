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
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- hs.Serve(listener) }()
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
