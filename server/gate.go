package server

import (
	"net"
	"sync"
)

// A gate is a listener that keeps so many connections open and no more, and of one
// address a part of them. What is beyond is closed at once, so that the next is looked at.
type gate struct {
	net.Listener
	all, each int
	shared    func(address string) bool // one address stands for many machines
	refused   func()

	mu   sync.Mutex // guards open and by
	open int
	by   map[string]int
}

func newGate(l net.Listener, all, each int, shared func(string) bool, refused func()) *gate {
	return &gate{Listener: l, all: all, each: each, shared: shared, refused: refused, by: make(map[string]int)}
}

// Accept implements [net.Listener].
func (g *gate) Accept() (net.Conn, error) {
	for {
		conn, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := addressOf(conn)
		if g.enter(from) {
			return &gated{Conn: conn, leave: sync.OnceFunc(func() { g.leave(from) })}, nil
		}
		g.refused()
		conn.Close()
	}
}

func (g *gate) enter(from string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open >= g.all || g.by[from] >= g.each && !g.shared(from) {
		return false
	}
	g.open++
	g.by[from]++
	return true
}

func (g *gate) leave(from string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open--
	if g.by[from]--; g.by[from] == 0 {
		delete(g.by, from)
	}
}

func addressOf(conn net.Conn) string {
	host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		return conn.RemoteAddr().String()
	}
	return network(host)
}

// A gated connection gives its place back when it is closed.
type gated struct {
	net.Conn
	leave func()
}

// Close implements [net.Conn].
func (c *gated) Close() error {
	c.leave()
	return c.Conn.Close()
}
