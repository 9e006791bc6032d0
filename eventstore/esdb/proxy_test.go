package esdb

import (
	"net"
	"sync"
	"testing"
)

// A way is a direction of bytes.
type way int

const (
	up   way = iota // from the store to the node
	down            // from the node to the store
)

func (w way) String() string { return [...]string{"up", "down"}[w] }

// A state is what a proxy does with connections.
type state int

const (
	open    state = iota // it passes their bytes on
	rejects              // it ends them at once
)

// A cut is a fault at exactly the n-th byte, counted from when it was armed.
type cut struct {
	way   way
	after int  // so many bytes still pass
	reset bool // connections end with RST; else with FIN
	then  state
}

// A proxy stands between a store and a node and counts the bytes of both ways. It
// passes one piece at a time, so that a cut is exact: what is after it never arrives,
// in either direction.
type proxy struct {
	listener net.Listener
	target   string
	wg       sync.WaitGroup

	mu     sync.Mutex // guards all below, and is held while a piece passes
	state  state
	conns  map[*joint]bool
	passed [2]int // since it was armed
	armed  *cut
	look   func()        // called by the cut
	fired  chan struct{} // closed by the cut
}

// A joint is one connection through the proxy, its two ends.
type joint struct {
	ends [2]*net.TCPConn // read from for up, and for down
}

func newProxy(t testing.TB, target string) *proxy {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, target: target, conns: make(map[*joint]bool)}
	p.wg.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

func (p *proxy) url() string { return "esdb://" + p.listener.Addr().String() + "?tls=false" }

func (p *proxy) accept() {
	for {
		in, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.join(in.(*net.TCPConn))
	}
}

// join makes a connection to the node for one that was accepted.
func (p *proxy) join(in *net.TCPConn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	j := &joint{ends: [2]*net.TCPConn{up: in}}
	if p.state == rejects {
		j.end(true)
		return
	}
	out, err := net.Dial("tcp", p.target)
	if err != nil {
		j.end(true)
		return
	}
	j.ends[down] = out.(*net.TCPConn)
	p.conns[j] = true
	p.wg.Go(func() { p.carry(j, up) })
	p.wg.Go(func() { p.carry(j, down) })
}

// carry passes the bytes of one way until a connection ends.
func (p *proxy) carry(j *joint, w way) {
	piece := make([]byte, 32<<10)
	for {
		n, err := j.ends[w].Read(piece)
		p.pass(j, w, piece[:n])
		if err != nil {
			p.leave(j)
			return
		}
	}
}

// pass passes on a piece up to the cut, if there is one in it.
func (p *proxy) pass(j *joint, w way, piece []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.conns[j] || len(piece) == 0 {
		return
	}
	n := len(piece)
	cuts := p.armed != nil && p.armed.way == w && p.passed[w]+n >= p.armed.after
	if cuts {
		n = p.armed.after - p.passed[w]
	}
	p.passed[w] += n
	j.ends[1-w].Write(piece[:n]) // who does not take it any more needs it no more
	if cuts {
		p.fire()
	}
}

// fire does what was armed; p.mu is held.
func (p *proxy) fire() {
	c := *p.armed
	p.armed = nil
	p.look()
	p.state = c.then
	p.endAll(c.reset)
	close(p.fired)
}

// leave ends a connection one end of which has ended.
func (p *proxy) leave(j *joint) {
	p.mu.Lock()
	defer p.mu.Unlock()
	j.end(false)
	delete(p.conns, j)
}

func (j *joint) end(reset bool) {
	for _, c := range j.ends {
		if c == nil {
			continue
		}
		if reset {
			c.SetLinger(0)
		}
		c.Close()
	}
}

// endAll ends the connections there are; p.mu is held.
func (p *proxy) endAll(reset bool) {
	for j := range p.conns {
		j.end(reset)
		delete(p.conns, j)
	}
}

// set changes what becomes of the connections to come.
func (p *proxy) set(s state) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = s
}

// drop ends the connections there are. New ones are as the state is.
func (p *proxy) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.endAll(true)
}

// arm sets a cut and begins to count. When it happens look is called, and then the
// channel is closed.
func (p *proxy) arm(c cut, look func()) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.passed, p.armed, p.look, p.fired = [2]int{}, &c, look, make(chan struct{})
	return p.fired
}

// disarm takes back a cut that has not happened and returns what passed since it was
// armed.
func (p *proxy) disarm() (passed [2]int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed = nil
	return p.passed
}

func (p *proxy) close() {
	p.listener.Close()
	p.set(rejects)
	p.drop()
	p.wg.Wait()
}
