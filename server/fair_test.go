package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"taizhang/domain"
	"taizhang/server/accesslog"
)

// small is a capacity that a test fills.
func small() capacity {
	c := defaultCapacity
	c.requests, c.requestsEach, c.heavy, c.heavyEach, c.feedsEach = 6, 3, 3, 2, 2
	c.heavyWait, c.paceWait, c.attempts, c.attemptEvery, c.callersMax = 0, 0, 3, time.Hour, 4
	return c
}

// Who has all his places is refused and takes none of anybody else's; what is given back
// can be had again.
func TestPlacesOfOneCaller(t *testing.T) {
	f := newFairness(small())
	var held []*seat
	for range f.requestsEach {
		s, err := f.enter(t.Context(), "greedy", false)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, s)
	}
	if _, err := f.enter(t.Context(), "greedy", false); err != errTooMany {
		t.Errorf("one too many: %v", err)
	}
	other, err := f.enter(t.Context(), "other", false)
	if err != nil {
		t.Errorf("the other: %v", err)
	}
	other.leave()
	for _, s := range held {
		s.leave()
	}
	if s, err := f.enter(t.Context(), "greedy", false); err != nil {
		t.Errorf("again: %v", err)
	} else {
		s.leave()
	}
	if f.callers["greedy"].running != 0 || len(f.places) != 0 {
		t.Errorf("%d running, %d places taken by nobody", f.callers["greedy"].running, len(f.places))
	}
}

// All places are taken by many callers: the next is told that the server is busy.
func TestPlacesOfAll(t *testing.T) {
	f := newFairness(small())
	for i := range f.requests {
		if _, err := f.enter(t.Context(), fmt.Sprint(i%2), false); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.enter(t.Context(), "late", false); err != errCrowded {
		t.Errorf("no place for all: %v", err)
	}
	if f.callers["late"].running != 0 {
		t.Error("who was refused holds a place")
	}
}

// What takes long has few places, one caller fewer, and who is refused one gives back
// the rest.
func TestPlacesForWhatTakesLong(t *testing.T) {
	f := newFairness(small())
	for range f.heavyEach {
		if _, err := f.enter(t.Context(), "greedy", true); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.enter(t.Context(), "greedy", true); err != errTooMany {
		t.Errorf("one too many: %v", err)
	}
	if f.callers["greedy"].running != f.heavyEach {
		t.Errorf("%d running, want %d", f.callers["greedy"].running, f.heavyEach)
	}
	quick, err := f.enter(t.Context(), "greedy", false)
	if err != nil {
		t.Errorf("what is quick: %v", err)
	}
	quick.leave()
	other, err := f.enter(t.Context(), "other", true)
	if err != nil {
		t.Fatalf("the other: %v", err)
	}
	if _, err := f.enter(t.Context(), "third", true); err != errCrowded {
		t.Errorf("no place for all: %v", err)
	}
	other.leave()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	f.heavyWait = time.Hour
	if _, err := f.enter(ended, "greedy", true); !errors.Is(err, context.Canceled) {
		t.Errorf("who has left: %v", err)
	}
	if s, err := f.enter(t.Context(), "third", true); err != nil {
		t.Errorf("after the other: %v", err)
	} else {
		s.leave()
	}
}

// Who asks too fast waits, and beyond a limit is refused; others do not.
func TestPaceOfOneCaller(t *testing.T) {
	c := small()
	c.rate, c.burst = rate.Every(time.Hour), 2
	f := newFairness(c)
	for i := range 5 {
		s, err := f.enter(t.Context(), "hasty", false)
		if (err == nil) != (i < c.burst) || err != nil && err != errTooMany {
			t.Errorf("request %d: %v", i, err)
		}
		s.leave()
	}
	if _, err := f.enter(t.Context(), "calm", false); err != nil {
		t.Error(err)
	}
	c.rate, c.burst, c.paceWait = 1000, 1, time.Minute
	f = newFairness(c)
	for range 5 {
		s, err := f.enter(t.Context(), "hasty", false)
		if err != nil {
			t.Errorf("who may wait: %v", err)
		}
		s.leave()
	}
}

// Feeds of one caller are limited; one that is closed makes room.
func TestFeedsOfOneCaller(t *testing.T) {
	f := newFairness(small())
	closed, err := f.openFeed("wall")
	if err != nil {
		t.Fatal(err)
	}
	f.openFeed("wall")
	if _, err := f.openFeed("wall"); err != errFeedCrowd {
		t.Errorf("one too many: %v", err)
	}
	closed()
	if _, err := f.openFeed("wall"); err != nil {
		t.Errorf("after one was closed: %v", err)
	}
	r := demoRig(t)
	c := defaultCapacity
	c.feedsEach = 0
	r.server.fair = newFairness(c)
	conn, err := dialFeed(r.base)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.WriteJSON(map[string]string{"type": "hello", "from": "live", "token": r.token})
	if m, raw, err := readFeed(conn); err != nil || m.Code != "too_many" {
		t.Errorf("over the socket: %s %v", raw, err)
	}
}

// What is remembered of callers is bounded: beyond it they share one place, and who has
// nothing open is forgotten first.
func TestCallersAreBounded(t *testing.T) {
	c := small()
	c.requests, c.requestsEach = 1000, 1000
	f := newFairness(c)
	for i := range 50 {
		if _, err := f.enter(t.Context(), fmt.Sprint("open-", i), false); err != nil {
			t.Fatal(err)
		}
		f.failed(fmt.Sprintf("192.0.2.%d", i))
	}
	if len(f.callers) > c.callersMax+1 || len(f.tries) > c.callersMax+1 || f.callers[crowd] == nil {
		t.Errorf("%d callers, %d addresses", len(f.callers), len(f.tries))
	}
	c.rate = rate.Inf
	f = newFairness(c)
	for i := range 50 {
		s, err := f.enter(t.Context(), fmt.Sprint("gone-", i), false)
		if err != nil {
			t.Fatal(err)
		}
		s.leave()
	}
	if f.callers[crowd] != nil {
		t.Error("who has left is remembered while others are lumped together")
	}
}

// Row 32 of docs/security.md. Ten thousand guesses from one address: a few are answered
// 401, the rest 429, the log tells of them and is not flooded; a right token from the
// same address is never refused, nor is another address.
func TestGuessing(t *testing.T) {
	r := demoRig(t, func(c *Config) { c.BehindProxy = true })
	c := unhurried()
	c.attempts, c.attemptEvery = attemptsMax, time.Hour
	r.server.fair = newFairness(c)
	guess := func(address string) int {
		return r.get("/api/v1/me", "Authorization: Bearer tz_guess", "X-Forwarded-For: 198.51.100.7, "+address).status
	}
	for i := range attemptsMax + 5 {
		want := http.StatusUnauthorized
		if i >= attemptsMax {
			want = http.StatusTooManyRequests
		}
		if got := guess("203.0.113.9"); got != want {
			t.Fatalf("guess %d: %d, want %d", i, got, want)
		}
	}
	if got := guess("203.0.113.10"); got != http.StatusUnauthorized {
		t.Errorf("another address: %d", got)
	}
	if x := r.get("/api/v1/me", "X-Forwarded-For: 203.0.113.9"); x.status != http.StatusOK {
		t.Errorf("a right token: %d", x.status)
	}
	x := r.do("POST", "/api/v1/session", []byte(`{"token":"tz_guess"}`), "Authorization: ", "X-Forwarded-For: 203.0.113.9")
	if x.status != http.StatusTooManyRequests || x.header.Get("Retry-After") == "" {
		t.Errorf("signing in: %d %v", x.status, x.header)
	}
	refused := 0
	for range 10_000 {
		if r.server.fair.failed("203.0.113.9") == errAttempts {
			refused++
		}
	}
	if refused < 10_000-attemptsMax {
		t.Errorf("%d of 10000 guesses refused", refused)
	}
	page, err := r.access.List(t.Context(), accesslog.Filter{Outcome: accesslog.Denied}, "", 100)
	if err != nil || len(page.Items) == 0 {
		t.Errorf("the log has %d refusals, %v", len(page.Items), err)
	}
}

// An address of IPv6 is one of a network that belongs to one caller.
func TestAddressesOfOneNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"2001:db8::1": "2001:db8::/64", "2001:db8::ffff:1": "2001:db8::/64", "2001:db8:0:1::1": "2001:db8:0:1::/64", "192.0.2.1": "192.0.2.1", "pipe": "pipe", "::1": "::1",
	} {
		if got := network(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// Row 47 of docs/security.md. One department holds all that it may; another one's
// request is answered.
func TestOneDepartmentDoesNotStarveOthers(t *testing.T) {
	r := demoRig(t)
	c := unhurried()
	c.heavyWait = 0
	r.server.fair = newFairness(c)
	token := r.officer("PNR")
	for range c.requestsEach - c.heavyEach {
		if _, err := r.server.fair.enter(t.Context(), surveyor.ID, false); err != nil {
			t.Fatal(err)
		}
	}
	for range c.heavyEach {
		if _, err := r.server.fair.enter(t.Context(), surveyor.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	if x := r.get("/api/v1/overview", "Authorization: Bearer "+token); x.status != http.StatusTooManyRequests || x.header.Get("Retry-After") == "" {
		t.Errorf("who has all: %d %s", x.status, x.body)
	}
	for _, path := range []string{"/api/v1/overview", "/api/v1/parcels.geojson"} {
		if x := r.get(path, "Authorization: Bearer "+r.officer("STA")); x.status != http.StatusOK {
			t.Errorf("another department at %s: %d %s", path, x.status, x.body)
		}
	}
	if ok, _ := domain.Admit(officerOf(surveyor), domain.ActRead, domain.Scope{}, today()); !ok {
		t.Error("the one who was refused has no authority: the test shows nothing")
	}
}

// Row 23 and 24: so many connections and no more, of one address a part of them, and
// one that is closed makes room.
func TestGate(t *testing.T) {
	for name, tt := range map[string]struct {
		all, each int
		shared    bool
		want      int // of five that stay open
	}{
		"limit-1": {6, 6, false, 5}, "limit": {5, 5, false, 5}, "limit+1": {4, 5, false, 4}, "of one address": {9, 3, false, 3}, "of a proxy": {9, 3, true, 5},
	} {
		t.Run(name, func(t *testing.T) {
			inner, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			var refused atomic.Int32
			g := newGate(inner, tt.all, tt.each, func(string) bool { return tt.shared }, func() { refused.Add(1) })
			defer g.Close()
			accepted := make(chan net.Conn, 8)
			go func() {
				for {
					conn, err := g.Accept()
					if err != nil {
						close(accepted)
						return
					}
					accepted <- conn
				}
			}()
			dial := func() net.Conn {
				conn, err := net.Dial("tcp", inner.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { conn.Close() })
				return conn
			}
			var open []net.Conn
			for i := range 5 {
				client := dial()
				if i < tt.want {
					open = append(open, <-accepted)
					continue
				}
				client.SetReadDeadline(time.Now().Add(10 * time.Second))
				if _, err := client.Read(make([]byte, 1)); err == nil || isTimeout(err) {
					t.Errorf("connection %d is not closed: %v", i, err)
				}
			}
			if int(refused.Load()) != 5-tt.want {
				t.Errorf("%d refused", refused.Load())
			}
			open[0].Close()
			open[0].Close() // counts once
			dial()
			open = append(open, <-accepted)
			for _, conn := range open {
				conn.Close()
			}
			if g.open != 0 || len(g.by) != 0 {
				t.Errorf("%d open after all were closed, %v", g.open, g.by)
			}
		})
	}
}
