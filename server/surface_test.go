package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// Each cause has one status; what is not in the table is our fault, and says
// nothing of it.
func TestSay(t *testing.T) {
	for _, tt := range []struct {
		err    error
		status int
		code   string
	}{
		{fmt.Errorf("x: %w", &domain.Invalid{}), 400, "invalid"},
		{fmt.Errorf("x: %w", &domain.Refused{}), 422, "refused"},
		{fmt.Errorf("x: %w", taizhang.ErrNoParcel), 404, "no_parcel"},
		{fmt.Errorf("x: %w", taizhang.ErrRequestReused), 409, "request_reused"},
		{fmt.Errorf("x: %w", taizhang.ErrKind), 409, "kind"},
		{fmt.Errorf("x: %w", eventstore.ErrConflict), 409, "conflict"},
		{fmt.Errorf("x: %w", eventstore.ErrFull), 507, "full"},
		{fmt.Errorf("x: %w", eventstore.ErrUnavailable), 503, "unavailable"},
		{eventstore.ErrClosed, 503, "unavailable"},
		{fmt.Errorf("x: %w", eventstore.ErrDamaged), 500, "internal"},
		{errors.New("disk on fire"), 500, "internal"},
	} {
		status, said := say(tt.err)
		if status != tt.status || said.Code != tt.code || strings.Contains(said.EN, "fire") {
			t.Errorf("%v: %d %+v, want %d %s", tt.err, status, said, tt.status, tt.code)
		}
	}
}

// A store that cannot write is told as such, and a repeat with the same key works
// once it can.
func TestUnavailableStore(t *testing.T) {
	store := memory.New()
	r := newRig(t, store, domain.Demo)
	store.Close()
	x := r.do("POST", register, []byte(goodRegister), "Idempotency-Key: k")
	if e := errorOf(t, x); x.status != http.StatusServiceUnavailable || e.Code != "unavailable" || x.header.Get("Retry-After") == "" {
		t.Errorf("closed store: %d %+v", x.status, e)
	}
}

// The application's pages are served with a policy, a tag and packed; hidden files
// and methods that write are not.
func TestFiles(t *testing.T) {
	r := demoRig(t)
	page := r.get("/parcels/120116001001GB00001", "Authorization: ")
	if page.status != http.StatusOK || !strings.Contains(string(page.body), "台账") {
		t.Errorf("page %d %s", page.status, page.body)
	}
	policy := page.header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:"} {
		if !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %s", policy, want)
		}
	}
	if page.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Error("types may be guessed")
	}
	packed := r.get("/assets/app.js", "Accept-Encoding: gzip, br")
	unpacked, err := gzip.NewReader(bytes.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(unpacked)
	if err != nil || len(plain) != 9000 || packed.header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("%d bytes, %v, %s", len(plain), err, packed.header.Get("Content-Type"))
	}
	if again := r.get("/assets/app.js", "If-None-Match: "+packed.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("same file: %d", again.status)
	}
	for _, path := range []string{"/.secret", "/assets/none.js", "/..%2f..%2fetc/passwd.txt"} {
		if x := r.get(path); x.status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, x.status, x.body)
		}
	}
	if x := r.do("POST", "/index.html", []byte("{}")); x.status != http.StatusMethodNotAllowed {
		t.Errorf("POST of a page: %d", x.status)
	}
}

// Large answers are packed for who takes that.
func TestPackedAnswers(t *testing.T) {
	r := demoRig(t)
	plain := r.get("/api/v1/catalogue")
	packed := r.get("/api/v1/catalogue", "Accept-Encoding: gzip")
	refused := r.get("/api/v1/catalogue", "Accept-Encoding: gzip;q=0")
	if plain.header.Get("Content-Encoding") != "" || refused.header.Get("Content-Encoding") != "" || packed.header.Get("Vary") != "Accept-Encoding" {
		t.Error("packed without being asked")
	}
	z, err := gzip.NewReader(bytes.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || !bytes.Equal(text, plain.body) || len(packed.body)*3 > len(plain.body) {
		t.Errorf("%d bytes packed of %d, %v", len(packed.body), len(plain.body), err)
	}
}

// The catalogue names every stage, and every code list a form needs.
func TestCatalogue(t *testing.T) {
	r := demoRig(t)
	c := as[catalogueView](t, r.get("/api/v1/catalogue"), http.StatusOK)
	if len(c.Types) != len(domain.Catalogue()) || len(c.Stages) != len(domain.Stages) || len(c.Districts) != 16 || len(c.Phases) != 6 {
		t.Errorf("%d types, %d stages, %d districts, %d phases", len(c.Types), len(c.Stages), len(c.Districts), len(c.Phases))
	}
	for _, stage := range c.Stages {
		if stage.ZH == "" || stage.EN == "" {
			t.Errorf("stage %s has no name", stage.Stage)
		}
	}
	var needed func([]domain.Field)
	needed = func(fields []domain.Field) {
		for _, f := range fields {
			if f.Codes != "" && len(c.Codes[f.Codes]) == 0 {
				t.Errorf("code list %s is missing", f.Codes)
			}
			needed(f.Fields)
		}
	}
	for _, typ := range c.Types {
		needed(typ.Fields)
	}
}

// One verification runs at a time; without one there is no such service.
func TestVerify(t *testing.T) {
	r := demoRig(t)
	if x := r.do("POST", "/api/v1/verify", nil); x.status != http.StatusServiceUnavailable {
		t.Errorf("without a verifier: %d", x.status)
	}
	begun, finish := make(chan bool), make(chan bool)
	slow := demoRig(t, func(c *Config) {
		c.Verify = func(context.Context) (Verification, error) {
			begun <- true
			<-finish
			return Verification{OK: true, Counts: map[string]int64{"events": 3}}, nil
		}
	})
	first := make(chan exchange)
	go func() { first <- slow.do("POST", "/api/v1/verify", nil) }()
	<-begun
	if x := slow.do("POST", "/api/v1/verify", nil); x.status != http.StatusServiceUnavailable {
		t.Errorf("beside another: %d", x.status)
	}
	finish <- true
	if v := as[Verification](t, <-first, http.StatusOK); !v.OK || v.Counts["events"] != 3 {
		t.Errorf("verification %+v", v)
	}
}

// A real ledger has no demo officers and says that it is real.
func TestRealLedger(t *testing.T) {
	r := newRig(t, memory.New(), domain.Real)
	if x := r.get("/api/v1/demo/officers"); x.status != http.StatusNotFound || x.header.Get("Taizhang-Ledger") != "REAL" {
		t.Errorf("%d, %s", x.status, x.header.Get("Taizhang-Ledger"))
	}
	id, _ := r.operating(1)
	if name := r.get("/api/v1/parcels/" + id.String() + "/history.csv").header.Get("Content-Disposition"); strings.Contains(name, "demo") {
		t.Errorf("export named %s", name)
	}
}

// Who is no officer reads and does not record.
func TestTokenThatOnlyReads(t *testing.T) {
	r := demoRig(t)
	r.operating(1)
	before := r.head()
	auditor := "Authorization: Bearer " + r.tokens.IssueInMemory(domain.Principal{ID: "a", Name: "审计", Role: domain.RoleAuditor, View: domain.ViewAuditor, Level: "CITY"})
	if x := r.get("/api/v1/parcels", auditor); x.status != http.StatusOK {
		t.Errorf("read: %d", x.status)
	}
	x := r.do("POST", register, []byte(goodRegister), "Idempotency-Key: k", auditor)
	if e := errorOf(t, x); x.status != http.StatusForbidden || e.Code != "denied" || r.head() != before {
		t.Errorf("record: %d %+v", x.status, e)
	}
}
