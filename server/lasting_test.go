package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/server/accesslog"
)

// parcelModel is Parcels under a name that can be embedded: it has a method of its own.
type parcelModel = Parcels

// A tripwire is the parts of a server at which something happens to the caller's
// authority, at a step that the test chooses.
type tripwire struct {
	parcelModel
	steps int    // left until it happens
	pull  func() // once
}

func (w *tripwire) step() {
	if w.steps--; w.steps == 0 {
		w.pull()
	}
}

func (w *tripwire) Position(ctx context.Context) (eventstore.Position, error) {
	w.step()
	return w.parcelModel.Position(ctx)
}

func (w *tripwire) Wait(ctx context.Context, pos eventstore.Position) error {
	w.step()
	return w.parcelModel.Wait(ctx, pos)
}

// longRig serves one parcel of a long history to subjects whose authority can end. Every
// piece of an answer asks for it again.
func longRig(t *testing.T) (r *rig, wire *tripwire, path string) {
	tokens := openTokens(t, filepath.Join(t.TempDir(), "tokens.json"))
	wire = new(tripwire)
	r = demoRig(t, func(c *Config) {
		c.Tokens, wire.parcelModel = tokens, c.Parcels
		c.Parcels = wire
	})
	r.tokens, r.officers = tokens, make(map[domain.Code]string)
	r.token = tokens.IssueInMemory(reader)
	id, path := r.operating(1)
	by := domain.Officer{ID: "o", Name: "某", Department: "IIT", Level: "CITY"}
	for i := range 12 {
		facts := make([]domain.Fact, 50)
		for n := range facts {
			facts[n] = checked("2025-01-02", 100*i+n)
		}
		if _, err := r.ledger.Record(t.Context(), id, fmt.Sprint("long", i), by, facts...); err != nil {
			t.Fatal(err)
		}
	}
	r.get(path + "?min=" + string(r.head()))
	r.server.pace.authority = time.Microsecond
	return r, wire, path
}

// A loser is a subject with a token, and what ends his authority.
type loser struct {
	token string
	lose  func()
}

// losers are subjects who lose what they have, each in his way.
func (r *rig) losers() map[string]loser {
	r.t.Helper()
	sees := domain.AuthorityGranted{Role: domain.RoleService, View: domain.Code(domain.ViewInternal), Department: "IIT", Level: "DISTRICT", District: "120116"}
	less := sees
	less.View = domain.Code(domain.ViewPublic)
	all := make(map[string]loser)
	for _, how := range []string{"revoked", "withdrawn", "less"} {
		subject := how + fmt.Sprint(r.head())
		grant := r.grant(subject, sees)
		token, info, err := r.tokens.Issue(subject, "")
		if err != nil {
			r.t.Fatal(err)
		}
		all[how] = loser{token, map[string]func(){
			"revoked": func() {
				if err := r.tokens.Revoke(info.ID); err != nil {
					r.t.Error(err)
				}
			},
			"withdrawn": func() { r.enter("w"+subject, chief, domain.AuthorityWithdrawn{Grant: grant, Reason: "停用"}) },
			"less":      func() { r.grant(subject, less) },
		}[how]}
	}
	return all
}

// A trippedWriter takes an answer; after some writes something happens.
type trippedWriter struct {
	*httptest.ResponseRecorder
	writes int
	pull   func()
}

func (w *trippedWriter) Write(p []byte) (int, error) {
	if w.writes--; w.writes == 0 {
		w.pull()
	}
	return w.ResponseRecorder.Write(p)
}

// give asks a route for somebody, and reports whether the answer was cut.
func (r *rig) give(token, path string, w *trippedWriter) (cut bool) {
	r.t.Helper()
	req := httptest.NewRequest("GET", path, nil)
	req.Header.Set("Authorization", "Bearer "+token)
	defer func() {
		switch e := recover(); {
		case e == nil:
		case e == http.ErrAbortHandler:
			cut = true
		default:
			panic(e)
		}
	}()
	r.server.Handler().ServeHTTP(w, req)
	return false
}

var longAnswers = []string{"/history.jsonl", "/history.csv", "/history", "/replay"}

// Authority that ends while an answer is sent: not one piece more is sent, and the
// connection is cut; the access log says so. With authority that stays, all is sent.
func TestAnswersEndWithTheAuthority(t *testing.T) {
	r, _, path := longRig(t)
	for _, suffix := range longAnswers {
		for how, who := range r.losers() {
			whole := &trippedWriter{ResponseRecorder: httptest.NewRecorder()}
			if r.give(who.token, path+suffix, whole) || whole.Body.Len() <= pieceBytes {
				t.Fatalf("%s: %d bytes, cut before anything happened", suffix, whole.Body.Len())
			}
			part := &trippedWriter{httptest.NewRecorder(), 1, who.lose}
			if !r.give(who.token, path+suffix, part) || part.Body.Len() != pieceBytes {
				t.Errorf("%s, %s: %d of %d bytes", suffix, how, part.Body.Len(), whole.Body.Len())
			}
		}
	}
	if denials := r.denials(); denials != 3*len(longAnswers) {
		t.Errorf("%d denials in the access log, want %d", denials, 3*len(longAnswers))
	}
	r.server.pace.authority = time.Hour // a server that does not look again is found out
	for how, who := range r.losers() {
		if late := (&trippedWriter{httptest.NewRecorder(), 1, who.lose}); r.give(who.token, path+longAnswers[0], late) {
			t.Errorf("%s: cut by a server that does not look", how)
		}
	}
}

// denials counts what the access log has of refusals.
func (r *rig) denials() int {
	r.t.Helper()
	page, err := r.access.List(r.t.Context(), accesslog.Filter{Outcome: accesslog.Denied}, "", 500)
	if err != nil {
		r.t.Fatal(err)
	}
	return len(page.Items)
}

// Authority that ends while an answer is made: it is not given.
func TestAnswersAreNotGivenToWhoLostIt(t *testing.T) {
	r, wire, path := longRig(t)
	for _, address := range []string{path, "/api/v1/parcels", "/api/v1/parcels.geojson"} {
		for how, who := range r.losers() {
			wire.steps, wire.pull = 1, who.lose
			got := &trippedWriter{ResponseRecorder: httptest.NewRecorder()}
			want := map[string]int{"revoked": http.StatusUnauthorized, "withdrawn": http.StatusForbidden, "less": http.StatusServiceUnavailable}[how]
			if r.give(who.token, address, got); got.Code != want || bytes.Contains(got.Body.Bytes(), []byte("120116")) {
				t.Errorf("%s, %s: %d %.200s", address, how, got.Code, got.Body)
			}
		}
	}
}

// Over a real connection what arrived is known to be a part: the length that was promised
// never comes.
func TestCutConnectionLooksCut(t *testing.T) {
	r, _, path := longRig(t)
	front := httptest.NewUnstartedServer(r.server.Handler())
	front.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		if state == http.StateNew {
			conn.(*net.TCPConn).SetWriteBuffer(4 << 10)
		}
	}
	front.Start()
	defer front.Close()
	for how, who := range r.losers() {
		body := r.slowly(front.Listener.Addr().String(), who.token, path+"/history.jsonl")
		first := make([]byte, 64)
		if _, err := io.ReadFull(body, first); err != nil {
			t.Fatal(err)
		}
		who.lose()
		rest, err := io.ReadAll(body)
		if !errors.Is(err, io.ErrUnexpectedEOF) || len(rest) > pieceBytes {
			t.Errorf("%s: %d bytes more, then %v", how, len(rest), err)
		}
		body.Close()
	}
}

// slowly asks with a receive buffer of less than one piece.
func (r *rig) slowly(address, token, path string) io.ReadCloser {
	r.t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true, ReadBufferSize: 512,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			if err == nil {
				err = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
			}
			return conn, err
		}}}
	req, err := http.NewRequestWithContext(r.t.Context(), "GET", "http://"+address+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK || res.ContentLength < 3*pieceBytes {
		res.Body.Close()
		r.t.Fatalf("%+v", res)
	}
	return res.Body
}

// Authority that ends while a feed catches up, in the middle of a batch: no event behind
// that step is sent, and the socket is closed with 1008.
func TestFeedEndsInTheMiddleOfABatch(t *testing.T) {
	for _, how := range []string{"revoked", "withdrawn"} {
		r, wire, _ := longRig(t)
		who := r.losers()[how]
		const after = 300
		wire.steps, wire.pull = after, who.lose
		conn := r.open(helloMessage{Type: "hello", Token: who.token, From: "start"})
		got := 0
		for {
			m, raw, err := readFeed(conn)
			if err != nil {
				t.Fatalf("%s: %v", how, err)
			}
			if m.Type == "error" {
				if m.Code != "unauthorized" {
					t.Errorf("%s: %s", how, raw)
				}
				break
			}
			if got += len(m.Items); m.Type == "caught_up" || strings.Contains(string(raw), "caught_up") {
				t.Fatalf("%s: caught up in spite of it", how)
			}
		}
		r.closed(conn, 1008)
		if got == 0 || got > after {
			t.Errorf("%s: %d events, and it ended after %d", how, got, after)
		}
	}
}
