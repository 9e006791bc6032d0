package server

import (
	"context"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// feeds owns the open connections. http.Server forgets a connection that became a
// websocket, so who stops the server stops them here.
type feeds struct {
	base context.Context // ends when the server stops
	stop context.CancelFunc

	mu       sync.Mutex // guards stopping, and running.Add against running.Wait
	stopping bool
	running  sync.WaitGroup
}

func (f *feeds) init() { f.base, f.stop = context.WithCancel(context.Background()) }

// enter counts a connection, unless the server is stopping.
func (f *feeds) enter() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopping {
		return false
	}
	f.running.Add(1)
	return true
}

// context returns one that ends with the server or after a time.
func (f *feeds) context(limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(f.base, limit)
}

// Shutdown says goodbye on every feed and waits until all are closed or ctx is done.
// Clients are told to resume from their position. No feed begins afterwards.
func (s *Server) Shutdown(ctx context.Context) error {
	f := &s.feeds
	f.mu.Lock()
	f.stopping = true
	f.mu.Unlock()
	f.stop()
	done := make(chan struct{})
	go func() {
		f.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A pace is the times of a feed.
type pace struct {
	hello     time.Duration // for the first message to come
	heartbeat time.Duration // between signs of life
	ping      time.Duration // between pings of the websocket, for proxies on the way
	read      time.Duration // without any sign of the client
	write     time.Duration // for the client to take a frame
	bye       time.Duration // for the last words
	authority time.Duration // between two looks at the client's authority
}

var defaultPace = pace{
	hello: 5 * time.Second, heartbeat: 10 * time.Second, ping: 25 * time.Second,
	read: time.Minute, write: 10 * time.Second, bye: 2 * time.Second, authority: time.Second,
}

var upgrader = websocket.Upgrader{
	HandshakeTimeout: defaultPace.hello,
	ReadBufferSize:   1 << 10,
	WriteBufferSize:  4 << 10,
	WriteBufferPool:  &sync.Pool{},
	Subprotocols:     []string{feedProtocol},
}
