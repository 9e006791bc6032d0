package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"taizhang/domain"
	"taizhang/server"
	"taizhang/server/accesslog"
)

// answersFirst is an access log that is wrong on purpose: it calls an entry durable that
// it has not written yet.
type answersFirst struct{ *accesslog.Log }

func (a answersFirst) Durable(_ context.Context, e accesslog.Entry) error {
	a.Note(e)
	return nil
}

// serveAnsweringFirst is serve over such a log, until it is killed.
func serveAnsweringFirst(data string) error {
	ctx, p := context.Background(), place{Data: data}
	store, err := p.openEmbedded()
	if err != nil {
		return err
	}
	access, err := p.openAccess(quietly())
	if err != nil {
		return err
	}
	parts, err := openParts(ctx, store, access, quietly())
	if err != nil {
		return err
	}
	if err := catchUp(ctx, store, parts.model); err != nil {
		return err
	}
	tokens, err := p.openTokens()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := server.New(server.Config{Ledger: parts.ledger, Log: store, Parcels: parts.model, Goal: parts.goal, Tokens: tokens, Access: answersFirst{access.Log}})
	if err := p.writeBeacon(beacon{URL: "http://" + listener.Addr().String(), PID: os.Getpid(), Token: tokens.IssueInMemory(domain.Maintenance)}); err != nil {
		return err
	}
	return srv.Serve(ctx, listener)
}

// serve is killed at random moments while it answers who sees restricted fields. Every
// answer that began to arrive has its entry, also every export, and what earlier rounds
// have written is still there. A server that answers before it writes is caught.
func TestKillAccessLog(t *testing.T) {
	city := place{Data: filepath.Join(t.TempDir(), "city")}
	if code := run(t.Context(), []string{"demo", "--parcels", "50", "--today", "2026-11-20", "--data", city.Data}, quiet(t)); code != exitOK {
		t.Fatalf("demo ended with %d", code)
	}
	n, answers := kills(t, 4), 0
	round := &accessRound{t: t, place: city}
	for range n {
		round.kill("serve", "--listen", "127.0.0.1:0", "--data", city.Data, "--clickhouse", "off")
		if missing := round.missing(); len(missing) > 0 {
			t.Fatalf("served without an entry: %d of %d, such as %s", len(missing), len(round.served), missing[0])
		}
		answers = len(round.served)
	}
	for tries := range 10 {
		t.Setenv(asProgram, "answers first")
		round.kill(city.Data)
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

// kill starts the program and kills it while four clients ask it.
func (r *accessRound) kill(args ...string) {
	r.t.Helper()
	os.Remove(r.beacon())
	program := program(r.t, args...)
	b := r.awaitBeacon(program)
	first := make(chan struct{}, 1)
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() { r.ask(b, first) })
	}
	<-first
	time.Sleep(rand.N(150 * time.Millisecond))
	if err := program.Process.Kill(); err != nil {
		r.t.Fatal(err)
	}
	program.Wait()
	clients.Wait()
}

func (r *accessRound) awaitBeacon(program *exec.Cmd) beacon {
	r.t.Helper()
	for range 3000 {
		if b, err := r.readBeacon(); err == nil {
			return b
		}
		time.Sleep(10 * time.Millisecond)
	}
	program.Process.Kill()
	r.t.Fatal("the program does not serve")
	return beacon{}
}

// ask searches for another name each time until nobody answers; an answer counts as
// soon as its first byte is here.
func (r *accessRound) ask(b beacon, first chan<- struct{}) {
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
			select {
			case first <- struct{}{}: // nobody waits for it any more, or the program died by itself
			default:
			}
			return
		}
		if res.StatusCode == http.StatusOK {
			r.mu.Lock()
			if r.served == nil {
				r.served = make(map[string]bool)
			}
			r.served[name] = true
			r.mu.Unlock()
			select {
			case first <- struct{}{}:
			default:
			}
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
