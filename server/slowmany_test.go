package server

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// connectionBytesMax is what one client that says nothing may cost this process: both ends
// of the connection with their buffers, and what the server keeps of it.
const connectionBytesMax = 64 << 10

// A crowdOf clients each send the beginning of something and wait.
type crowdOf struct {
	address, sent string
	clients       int
	taken         func() // returns when the server has taken every one
}

// weigh opens the crowd and returns what it costs while it is open: whether that is more
// memory than it may, and how much, with the descriptors. wait ends when the server has
// cut off every one, and counts those that it did not.
func (c crowdOf) weigh(t *testing.T) (heavy bool, memory int64, files int, wait func() int32) {
	t.Helper()
	var cut sync.WaitGroup
	var left atomic.Int32
	before, open := memoryInUse(), descriptors(t)
	for range c.clients {
		conn, err := net.Dial("tcp", c.address)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(conn, c.sent)
		cut.Go(func() {
			defer conn.Close()
			conn.SetReadDeadline(time.Now().Add(5 * time.Minute))
			if _, err := io.Copy(io.Discard, conn); isTimeout(err) {
				left.Add(1)
			}
		})
	}
	c.taken()
	memory, files = memoryInUse()-before, descriptors(t)-open
	return memory > int64(c.clients)*connectionBytesMax, memory, files, func() int32 { cut.Wait(); return left.Load() }
}

// memoryInUse is the memory that is in use, without garbage.
func memoryInUse() int64 {
	for range 3 { // what one round finds unused may hold more
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// descriptors counts the open files of this process.
func descriptors(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("counts open files in /proc: ", err)
	}
	return len(list)
}

// Rows 23 and 24 at their numbers: 2,000 clients that open TLS and say nothing, 1,000 that
// never end their headers, and 1,000 that never send their body. They cost no more than
// so much each, all are cut off, others are answered meanwhile, and nothing of them stays.
func TestSlowClientsAcceptance(t *testing.T) {
	if os.Getenv("TAIZHANG_FAULTS") == "" {
		t.Skip("waits for every deadline with thousands of clients: a minute, with TAIZHANG_FAULTS=1")
	}
	plain := demoRig(t)
	_, secured := tlsRig(t)
	clear := strings.TrimPrefix(plain.base, "http://")
	before := descriptors(t)
	answers := func() { // connections are taken in their order: who is answered came after the crowd
		if x := plain.get("/healthz"); x.status != http.StatusOK {
			t.Errorf("others meanwhile: %d", x.status)
		}
	}
	greets := func() {
		conn, err := tls.Dial("tcp", secured, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Errorf("others meanwhile: %v", err)
			return
		}
		conn.Close()
	}
	for _, c := range []crowdOf{
		{secured, "", 2000, greets},
		{clear, "GET /healthz HTTP/1.1\r\nHost: x\r\nX: ", 1000, answers},
		{clear, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{", 1000, answers},
	} {
		heavy, memory, files, wait := c.weigh(t)
		if heavy || files > 2*c.clients+50 {
			t.Errorf("%d clients that send %q: %d bytes, %d descriptors", c.clients, c.sent, memory, files)
		}
		if left := wait(); left > 0 {
			t.Errorf("%d of %d clients that send %q are still connected", left, c.clients, c.sent)
		}
		t.Logf("%d clients that send %.20q: %d KiB and %d descriptors at once", c.clients, c.sent, memory>>10, files)
	}
	plain.client.CloseIdleConnections()
	for waited := 0; descriptors(t) > before+50; waited++ {
		if waited == 3000 {
			t.Fatalf("%d descriptors were open before, %d are after", before, descriptors(t))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// The scales see a server that keeps too much of each connection.
func TestSlowClientsAreWeighed(t *testing.T) {
	const clients = 40
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	hoard, full := make([][]byte, 0, clients), make(chan struct{})
	go func() {
		defer close(full)
		for range clients {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			hoard = append(hoard, make([]byte, 16*connectionBytesMax))
			conn.Close()
		}
	}()
	heavy, memory, _, wait := crowdOf{listener.Addr().String(), "", clients, func() { <-full }}.weigh(t)
	if left := wait(); left > 0 || !heavy {
		t.Errorf("%d clients left; of %d each keeps %d bytes, weighed are %d", left, clients, 16*connectionBytesMax, memory)
	}
	runtime.KeepAlive(hoard)
}
