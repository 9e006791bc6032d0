package main

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"taizhang/server/accesslog"
)

// serve is killed at random moments while it answers who sees restricted fields. Every
// answer that began to arrive has its entry, also every export, and what earlier rounds
// have written is still there. A server that answers before it writes is caught.
func TestKillAccessLog(t *testing.T) {
	city := place{Data: filepath.Join(t.TempDir(), "city")}
	if code := run(t.Context(), []string{"demo", "--parcels", "50", "--today", "2026-11-20", "--data", city.Data}, quiet(t)); code != exitOK {
		t.Fatalf("demo ended with %d", code)
	}
	n, answers := kills(t, 4), 0
	round := &accessRound{t: t, place: city, served: make(map[string]bool)}
	for range n {
		killWhileUsed(t, city, killWithin, round.ask, "serve", "--listen", "127.0.0.1:0", "--data", city.Data, "--clickhouse", "off")
		if missing := round.missing(); len(missing) > 0 {
			t.Fatalf("served without an entry: %d of %d, such as %s", len(missing), len(round.served), missing[0])
		}
		answers = len(round.served)
	}
	t.Setenv(asProgram, answersFirst)
	for tries := range 10 {
		killWhileUsed(t, city, killWithin, round.ask, city.Data)
		if missing := round.missing(); len(missing) > 0 {
			t.Logf("%d kills, %d answers, all with their entry; of a server that answers first %d had none after %d kills", n, answers, len(missing), tries+1)
			return
		}
	}
	t.Error("a server that answers before it writes was not caught in 10 kills")
}

// An accessRound asks a server until it is killed, and remembers what was answered.
type accessRound struct {
	t *testing.T
	place

	mu     sync.Mutex // guards all below
	asked  int
	served map[string]bool // by what was searched for, which is another each time
}

// ask searches for another name each time until nobody answers; an answer counts as
// soon as its first byte is here.
func (r *accessRound) ask(_ int, b beacon, answered func()) {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for {
		r.mu.Lock()
		r.asked++
		name := fmt.Sprintf("canary-%d", r.asked)
		r.mu.Unlock()
		req, err := http.NewRequest("GET", b.URL+"/api/v1/parcels?q="+name, nil)
		if err != nil {
			panic(err)
		}
		req.Header.Set("Authorization", "Bearer "+b.Token)
		res, err := client.Do(req)
		if err != nil {
			return
		}
		if res.StatusCode == http.StatusOK {
			r.mu.Lock()
			r.served[name] = true
			r.mu.Unlock()
			answered()
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
	}
}

// missing lists what was answered, in all rounds so far, and has no entry.
func (r *accessRound) missing() []string {
	r.t.Helper()
	log, err := r.openAccess(quietly())
	if err != nil {
		r.t.Fatal(err)
	}
	defer log.Close()
	if _, faults, err := log.Verify(r.t.Context()); err != nil || len(faults) > 0 {
		r.t.Fatalf("after a kill: %v, %v", faults, err)
	}
	written := make(map[string]bool)
	for cursor := ""; ; {
		page, err := log.List(r.t.Context(), accesslog.Filter{}, cursor, 500)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, line := range page.Items {
			if name, ok := strings.CutPrefix(line.Subject, "q="); ok && line.Restricted && line.Outcome == accesslog.Served {
				written[name] = true
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	var missing []string
	for name := range r.served {
		if !written[name] {
			missing = append(missing, name)
		}
	}
	return missing
}
