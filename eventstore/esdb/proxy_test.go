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

// A state is what a proxy does with bytes.
type state int

const (
	open    state = iota // it passes them on
	rejects              // it ends every connection at once, the new ones as well
	stands               // it takes connections and bytes and passes nothing on, as a host behind a link that drops everything, or a stopped process
	holds                // it passes nothing on of the connections there are; new ones are open
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

	mu       sync.Mutex // guards all below, and is held while a piece passes
	state    state
	changed  chan struct{} // closed when the state changes
	conns    map[*joint]bool
	accepted int
	passed   [2]int // since it was armed
	armed    *cut
	look     func()        // called by the cut
	fired    chan struct{} // closed by the cut
	closed   chan struct{}
}

// A joint is one connection through the proxy, its two ends.
type joint struct {
	ends [2]*net.TCPConn // read from for up, and for down
	held bool            // stands still until the proxy is open; its ends are not told of each other's end
}

func newProxy(t testing.TB, target string) *proxy {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, target: target, changed: make(chan struct{}), conns: make(map[*joint]bool), closed: make(chan struct{})}
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
	p.accepted++
	j := &joint{ends: [2]*net.TCPConn{up: in}}
	if p.state == rejects {
		j.end(true)
		return
	}
	out, err := net.Dial("tcp", p.target)
	if err != nil || p.isClosed() {
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
		for rest := piece[:n]; len(rest) > 0; {
			var wait <-chan struct{}
			if rest, wait = p.pass(j, w, rest); wait == nil {
				continue
			}
			select {
			case <-wait:
			case <-p.closed:
				return
			}
		}
		if err != nil {
			p.leave(j)
			return
		}
	}
}

// pass passes on a piece up to the cut, if there is one in it. The caller waits for
// the channel and tries the rest again, when there is a channel.
func (p *proxy) pass(j *joint, w way, piece []byte) (rest []byte, wait <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.conns[j] {
		return nil, nil
	}
	if p.state == stands || p.state == holds && j.held {
		return piece, p.changed
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
	return piece[n:], nil
}

// fire does what was armed.
func (p *proxy) fire() {
	c := *p.armed
	p.armed = nil
	p.look()
	p.turn(c.then)
	switch c.then {
	case open, rejects:
		p.endAll(c.reset)
	case holds:
		for j := range p.conns {
			j.held = true
		}
	}
	close(p.fired)
}

// leave ends a connection one end of which has ended, unless it is held.
func (p *proxy) leave(j *joint) {
	p.mu.Lock()
	held := j.held
	p.mu.Unlock()
	if held {
		<-p.closed
	}
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

// turn changes the state; p.mu is held.
func (p *proxy) turn(s state) {
	p.state = s
	close(p.changed)
	p.changed = make(chan struct{})
}

// set changes the state of all connections from now on.
func (p *proxy) set(s state) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turn(s)
	if s == rejects {
		p.endAll(true)
	}
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

func (p *proxy) connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.accepted
}

func (p *proxy) isClosed() bool {
	select {
	case <-p.closed:
		return true
	default:
		return false
	}
}

func (p *proxy) close() {
	p.listener.Close()
	close(p.closed)
	p.drop()
	p.wg.Wait()
}
