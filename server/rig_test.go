package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-json-experiment/json"
	"go.uber.org/goleak"
	"golang.org/x/time/rate"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
	"taizhang/projections"
	"taizhang/projections/live"
	"taizhang/server/accesslog"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	surveyor = domain.Officer{ID: "o-1", Name: "王一", Department: "PNR", Level: "DISTRICT", District: "120116"}
	second   = domain.Officer{ID: "o-2", Name: "李二", Department: "PNR", Level: "CITY"}
)

// reader sees everything and records nothing.
var reader = domain.Principal{ID: "reader", Name: "审计员", Role: domain.RoleAdministrator, View: domain.ViewAuditor, Level: "CITY"}

// officerOf is an officer as who asks.
func officerOf(o domain.Officer) domain.Principal {
	return domain.Principal{ID: o.ID, Name: o.Name, Role: domain.RoleOfficer, View: domain.ViewInternal, Department: o.Department, Level: o.Level, District: o.District, Park: o.Park}
}

// officer is the token of a department's officer: the surveyor's for the planning
// bureau, one of the city's for any other.
func (r *rig) officer(department domain.Code) string {
	if r.officers[department] == "" {
		o := surveyor
		if department != surveyor.Department {
			o = domain.Officer{ID: "o-" + string(department), Name: surveyor.Name, Department: department, Level: "CITY"}
		}
		r.officers[department] = r.tokens.IssueInMemory(officerOf(o))
	}
	return r.officers[department]
}

// another is the token of a second officer of a department, of the city's.
func (r *rig) another(department domain.Code) string {
	o := second
	o.ID, o.Department = second.ID+string(department), department
	return r.tokens.IssueInMemory(officerOf(o))
}

// tokenFor is the token that a request of a test bears when it says nothing: of who
// may record the event it posts, else of the reader.
func (r *rig) tokenFor(method, path string, body []byte) string {
	if path, _, _ = strings.Cut(path, "?"); method != http.MethodPost || path == "/api/v1/query" || path == "/api/v1/verify" {
		return r.token
	}
	return r.officer(recorder(eventIn(body)))
}

var firstType = regexp.MustCompile(`"type"\s*:\s*"(\w+)"`)

// eventIn is the event that a body records, of a batch the first.
func eventIn(body []byte) string {
	if m := firstType.FindSubmatch(body); m != nil {
		return string(m[1])
	}
	return ""
}

// recorder is the department that the matrix names first for an event; the planning
// bureau for what any may record, and for what is no event.
func recorder(event string) domain.Code {
	for _, c := range domain.Competences(today()) {
		if c.Event == event && c.Records[0].Department != "ANY" {
			return c.Records[0].Department
		}
	}
	return surveyor.Department
}

// A rig is a server over real parts: a store, the write path and the live model.
type rig struct {
	t      testing.TB
	store  eventstore.Store
	ledger *taizhang.Ledger
	model  *live.Model
	tokens *Tokens
	access *accesslog.Log
	server *Server
	mux    *http.ServeMux
	base   string // http://127.0.0.1:port
	token  string // of one who sees everything
	// officers are the tokens of who records, by department.
	officers map[domain.Code]string
	client   *http.Client
	stop     func()
}

// newRig serves a ledger over a store until the test ends. edit may change the
// configuration.
func newRig(t testing.TB, store eventstore.Store, kind domain.Code, edit ...func(*Config)) *rig {
	t.Helper()
	r := &rig{t: t, store: store, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}}
	var err error
	if r.ledger, err = taizhang.Open(t.Context(), store, kind); err != nil {
		t.Fatal(err)
	}
	r.model = live.New(store, time.Now)
	if r.tokens, err = OpenTokens(filepath.Join(t.TempDir(), "tokens.json")); err != nil {
		t.Fatal(err)
	}
	r.token = r.tokens.IssueInMemory(reader)
	r.officers = make(map[domain.Code]string)
	r.access = accesslog.New(memory.New(), nil)
	t.Cleanup(func() { r.access.Close() })
	config := Config{
		Ledger: r.ledger, Log: store, Parcels: r.model, Tokens: r.tokens, Access: r.access, Version: "test", Loopback: true,
		Demo: []domain.Principal{officerOf(surveyor), officerOf(second)},
		Web:  fstest.MapFS{"index.html": {Data: []byte("<!doctype html>台账")}, "assets/app.js": {Data: []byte(strings.Repeat("let a = 1\n", 900))}, ".secret": {Data: []byte("no")}},
	}
	for _, change := range edit {
		change(&config)
	}
	r.server = New(config)
	r.server.fair = newFairness(unhurried())
	r.mux = r.server.mux()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.base = "http://" + listener.Addr().String()
	r.stop = serve(t, r.server, listener, store, r.model)
	t.Cleanup(r.stop)
	return r
}

// unhurried are the limits of one caller for tests of other things: they ask faster than
// people do, and in nobody's name as often as they like.
func unhurried() capacity {
	c := defaultCapacity
	c.rate, c.attempts = rate.Inf, 1<<30
	return c
}

// serve runs a server and its model and returns what stops both, once.
func serve(t testing.TB, s *Server, listener net.Listener, store eventstore.Store, model *live.Model) func() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 2)
	go func() { done <- s.Serve(ctx, listener) }()
	go func() {
		projections.Run(ctx, store, model, slog.New(slog.DiscardHandler))
		done <- nil
	}()
	stopped := false
	return func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		for range 2 {
			if err := <-done; err != nil {
				t.Errorf("serve: %v", err)
			}
		}
		http.DefaultClient.CloseIdleConnections()
	}
}

// in is the rig as part of a test reports by.
func (r *rig) in(t testing.TB) *rig {
	part := *r
	part.t = t
	return &part
}

// An exchange is one request and its answer.
type exchange struct {
	status int
	header http.Header
	body   []byte
	named  string // the request, see unnamed
}

// do sends a request with the officer's token. header lines are "Name: value"; an
// empty value takes the header away.
func (r *rig) do(method, path string, body []byte, header ...string) exchange {
	r.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, r.base+path, bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.tokenFor(method, path, body))
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		req.Header.Del(name)
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	res, err := r.client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	defer r.client.CloseIdleConnections()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	x := exchange{status: res.StatusCode, header: res.Header, body: data}
	checkAnswer(r.t, r.mux, method, path, x)
	return unnamed(r.t, x)
}

func (r *rig) get(path string, header ...string) exchange {
	r.t.Helper()
	return r.do("GET", path, nil, header...)
}

// as reads an answer, which must have the status wanted.
func as[T any](t testing.TB, x exchange, status int) T {
	t.Helper()
	var v T
	if x.status != status {
		t.Fatalf("status %d, want %d: %s", x.status, status, x.body)
	}
	if err := json.Unmarshal(x.body, &v); err != nil {
		t.Fatalf("%v in %s", err, x.body)
	}
	return v
}

// errorOf reads an error answer.
func errorOf(t testing.TB, x exchange) said {
	t.Helper()
	var body errorBody
	if err := json.Unmarshal(x.body, &body, json.RejectUnknownMembers(true)); err != nil || body.Error.Code == "" || body.Error.ZH == "" || body.Error.EN == "" {
		t.Fatalf("status %d, body %q is not an error: %v", x.status, x.body, err)
	}
	return body.Error
}

func registration(n int) domain.Fact {
	return domain.Fact{OccurredOn: "2024-03-01", Event: domain.ParcelRegistered{
		ParcelCode: domain.ParcelCode(fmt.Sprintf("120116001001GB%05d", n)), District: "120116", RegisteredArea: 6_666_667, Origin: "NEW",
		Holder: domain.Party{Name: "甲公司"}, Industry: "C3660",
		Geometry: &domain.Geometry{Rings: [][][2]domain.Decimal{{{"117.70", "39.00"}, {"117.703", "39.00"}, {"117.703", "39.002314"}, {"117.70", "39.002314"}, {"117.70", "39.00"}}}},
	}}
}

func survey(day domain.Date) domain.Fact {
	return domain.Fact{OccurredOn: day, Event: domain.ParcelSurveyed{SurveyYear: 2024, ActualUsedArea: 6_000_000}}
}

func inUse(day domain.Date) domain.Fact {
	return domain.Fact{OccurredOn: day, Event: domain.UseConfirmed{ActualStage: "OPERATING", Since: "2020-01-01"}}
}

func checked(day domain.Date, n int) domain.Fact {
	return domain.Fact{OccurredOn: day, Event: domain.OperationChecked{CheckNo: fmt.Sprintf("核-%d", n), Kind: "ROUTINE", Result: "PASS"}}
}

func identity(t testing.TB, f domain.Fact) domain.ParcelID {
	t.Helper()
	id, err := f.Event.(domain.ParcelRegistered).Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func encode(t testing.TB, f domain.Fact) []byte {
	t.Helper()
	data, err := domain.EncodeFact(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// operating registers parcel n over HTTP and brings it into use; it returns the
// parcel's path.
func (r *rig) operating(n int) (id domain.ParcelID, path string) {
	r.t.Helper()
	fact := registration(n)
	id = identity(r.t, fact)
	as[recordedView](r.t, r.do("POST", "/api/v1/parcels", encode(r.t, fact), "Idempotency-Key: register"), http.StatusCreated)
	path = "/api/v1/parcels/" + id.String()
	for i, f := range []domain.Fact{survey("2024-04-01"), inUse("2024-05-01")} {
		as[recordedView](r.t, r.do("POST", path+"/events", encode(r.t, f), fmt.Sprint("Idempotency-Key: k", i)), http.StatusCreated)
	}
	r.do("GET", path+"?min="+string(r.head()), nil) // the read model knows it from here on
	return id, path
}

func (r *rig) head() eventstore.Position {
	r.t.Helper()
	head, err := r.store.Head(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	return head
}

func demoRig(t testing.TB, edit ...func(*Config)) *rig {
	return newRig(t, memory.New(), domain.Demo, edit...)
}
