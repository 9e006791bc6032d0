package server

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"taizhang/domain"
	"taizhang/eventstore/memory"
)

// concrete fills the places of a route's path.
var concrete = strings.NewReplacer("{ref}", "6f0c1a52-6d0e-5f0b-9a3e-3a1f5f2c7b10", "{code}", "M01", "{scope}", "city", "{id}", "0123456789ab")

// Every answer carries the headers that keep a browser from making more of it than it is:
// data, refusals, pages, what is not there, and what another site asked for.
func TestHeadersOfEveryAnswer(t *testing.T) {
	r := demoRig(t)
	for _, tt := range []struct{ method, path, policy string }{
		{"GET", "/api/v1/ledger", apiPolicy}, {"GET", "/api/v1/overview", apiPolicy}, {"GET", "/api/v1/nothing", apiPolicy}, {"GET", "/healthz", apiPolicy},
		{"GET", "/metrics", apiPolicy}, {"DELETE", "/api/v1/overview", apiPolicy}, {"GET", "/api/v1/feed", apiPolicy}, {"GET", "/", policy}, {"GET", "/assets/none.js", policy},
	} {
		for _, header := range [][]string{nil, {"Authorization: "}, {"Sec-Fetch-Site: cross-site"}} {
			x := r.do(tt.method, tt.path, nil, header...)
			want := tt.policy
			if x.status == http.StatusForbidden {
				want = apiPolicy
			}
			for name, value := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
				"Cross-Origin-Resource-Policy": "same-origin", "Content-Security-Policy": want, "Strict-Transport-Security": "",
			} {
				if got := x.header.Get(name); got != value {
					t.Errorf("%s %s (%d): %s: %q, want %q", tt.method, tt.path, x.status, name, got, value)
				}
			}
		}
	}
	behind := demoRig(t, func(c *Config) { c.BehindProxy = true })
	if x := behind.get("/", "X-Forwarded-Proto: https"); !strings.HasPrefix(x.header.Get("Strict-Transport-Security"), "max-age=") {
		t.Error("behind TLS the browser is not told to keep to it")
	}
}

// The built pages work under their policy: no script in a page, no address of another
// host in one, no text that is run as a program.
func TestPagesKeepToTheirPolicy(t *testing.T) {
	pages, err := filepath.Glob("web/dist/*.html")
	if err != nil {
		t.Fatal(err)
	}
	if pages = append(pages, "web/placeholder/index.html"); len(pages) < 2 && os.Getenv("TAIZHANG_TEST_REQUIRE") == "1" {
		t.Fatal("the screens are not built")
	}
	inline := regexp.MustCompile(`(?is)<script(?:\s[^>]*)?>\s*[^<\s]|\son\w+\s*=|javascript:|(?:src|href)="(?:https?:)?//`)
	for _, page := range pages {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if found := inline.Find(data); found != nil {
			t.Errorf("%s: %s", page, found)
		}
	}
	evaluates := regexp.MustCompile(`[^.\w]eval\(|new Function\(|new Worker\(|importScripts\(`)
	scripts, err := filepath.Glob("web/dist/assets/*.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range scripts {
		data, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		if found := evaluates.Find(data); found != nil {
			t.Errorf("%s: %s", script, found)
		}
	}
	for _, wrong := range []string{`<script>go()</script>`, `<script type="module"> go()</script>`, `<body onload="go()">`, `<script src="//cdn.example/x.js">`} {
		if !inline.MatchString(wrong) {
			t.Errorf("%s is not seen", wrong)
		}
	}
}

// Row 30: no page of another site is ever told that it may read an answer.
func TestNoCORS(t *testing.T) {
	r := demoRig(t)
	for _, route := range r.server.routes {
		for _, method := range []string{route.method, "OPTIONS"} {
			for _, origin := range []string{"http://evil.example", "null", r.base} {
				x := r.do(method, concrete.Replace(route.path), nil, "Origin: "+origin, "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization")
				for name := range x.header {
					if strings.HasPrefix(name, "Access-Control-") {
						t.Errorf("%s %s for %s: %s", method, route.path, origin, name)
					}
				}
				if method == "OPTIONS" && x.status < 400 {
					t.Errorf("preflight of %s: %d", route.path, x.status)
				}
			}
		}
	}
}

// Row 28: which pages may open a feed by their cookie, and that no message is packed.
func TestOriginsOfFeeds(t *testing.T) {
	r := demoRig(t)
	_, cookie := r.signsIn(r.officer("PNR"))
	for name, tt := range map[string]struct {
		origin []string
		opens  bool // else refused, or asked who it is
	}{
		"its own page": {[]string{r.base}, true}, "no page": {nil, false}, "null": {[]string{"null"}, false}, "empty": {[]string{""}, false},
		"another host": {[]string{"http://evil.example"}, false}, "another port": {[]string{"http://127.0.0.1:1"}, false},
		"a longer name": {[]string{r.base + ".evil.example"}, false}, "a name before": {[]string{strings.Replace(r.base, "http://", "http://evil@", 1) + ".evil.example"}, false},
		"a file": {[]string{"file://"}, false}, "two of them": {[]string{r.base, "http://evil.example"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			header := http.Header{"Cookie": {sessionName + "=" + cookie.Value}}
			if tt.origin != nil {
				header["Origin"] = tt.origin
			}
			dialer := websocket.Dialer{Subprotocols: []string{feedProtocol}, EnableCompression: true}
			conn, res, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(r.base, "http")+"/api/v1/feed", header)
			if err != nil {
				if tt.opens || res == nil || res.StatusCode != http.StatusForbidden {
					t.Errorf("%v %v", res, err)
				}
				return
			}
			defer conn.Close()
			if packed := res.Header.Get("Sec-WebSocket-Extensions"); packed != "" {
				t.Errorf("messages are packed: %s", packed)
			}
			conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello","from":"live"}`))
			m, raw, err := readFeed(conn)
			if err != nil || (m.Type == "welcome") != tt.opens || !tt.opens && m.Code != "unauthorized" {
				t.Errorf("%s %v", raw, err)
			}
		})
	}
}

// Row 42: what shows the inside of the program is not there, and its counters are for
// this machine, and for who may ask for aggregates.
func TestNothingOfTheInside(t *testing.T) {
	r := demoRig(t)
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/api/v1/debug", "/api/debug/pprof/"} {
		if x := r.get(path); bytes.Contains(x.body, []byte("goroutine")) || bytes.Contains(x.body, []byte("memstats")) || strings.HasPrefix(path, "/api/") && x.status != http.StatusNotFound {
			t.Errorf("%s: %d %.80s", path, x.status, x.body)
		}
	}
	metrics := func(r *rig, header ...string) int { return r.get("/metrics", header...).status }
	if got := metrics(r, "Authorization: "); got != http.StatusOK {
		t.Errorf("this machine: %d", got)
	}
	for name, edit := range map[string]func(*Config){"a network": func(c *Config) { c.Loopback = false }, "a proxy": func(c *Config) { c.BehindProxy = true }} {
		public := demoRig(t, edit)
		wall := public.tokens.IssueInMemory(domain.Principal{ID: "w", Role: domain.RoleWall, View: domain.ViewPublic, Level: "CITY"})
		former := public.tokens.IssueInMemory(domain.Principal{ID: "f", Role: domain.RoleWall, View: domain.ViewPublic, Level: "CITY", Until: "2020-01-01"})
		for token, want := range map[string]int{"": 401, "Bearer tz_guess": 401, "Bearer " + wall: 200, "Bearer " + former: 403} {
			if got := metrics(public, "Authorization: "+token); got != want {
				t.Errorf("%s with %.12q: %d, want %d", name, token, got, want)
			}
		}
		if x := public.get("/api/v1/demo/officers", "Authorization: "); x.status != http.StatusNotFound {
			t.Errorf("%s is given demo tokens: %d", name, x.status)
		}
	}
}

// Row 13: what the server says of an event is not for the client to say.
func TestForgedMetadata(t *testing.T) {
	r, names := corpusRig(t)
	path := names.Replace("/api/v1/parcels/{op}/events")
	before := r.head()
	for _, name := range []string{"by", "officer", "recorder", "department", "level", "district", "recordedAt", "position", "revision", "id", "meta", "key", "salt", "version", "sight", "redacted", "principal"} {
		for _, value := range []string{`"x"`, `{"id":"o-9","department":"STA"}`, `7`} {
			x := r.do("POST", path, []byte(but(goodCheck, `{"type"`, `{"`+name+`":`+value+`,"type"`)), "Idempotency-Key: forged")
			if e := errorOf(t, x); x.status != http.StatusBadRequest || len(e.Problems) != 1 || e.Problems[0].Path != "/"+name {
				t.Errorf("%s = %s: %d %s", name, value, x.status, x.body)
			}
		}
	}
	if r.head() != before {
		t.Error("something was recorded")
	}
	x := r.do("POST", path, []byte(goodCheck), "Idempotency-Key: honest", "X-Officer: o-9", "X-Forwarded-User: o-9", "Remote-User: o-9")
	as[recordedView](t, x, http.StatusCreated)
	history := r.get(names.Replace("/api/v1/parcels/{op}/history?min=") + string(r.head()))
	as[historyView](t, history, http.StatusOK)
	if bytes.Contains(history.body, []byte("o-9")) {
		t.Errorf("a header makes the recorder: %s", history.body)
	}
}

// Row 15: no route changes or takes away what is recorded.
func TestNoRouteForgets(t *testing.T) {
	r := demoRig(t)
	for _, route := range r.server.routes {
		if route.method != "GET" && route.method != "POST" && route.path != "/api/v1/session" {
			t.Errorf("%s", route.pattern())
		}
		for _, method := range []string{"PUT", "PATCH", "DELETE"} {
			if x := r.do(method, concrete.Replace(route.path), nil, "Authorization: Bearer "+r.token); x.status != http.StatusMethodNotAllowed && route.path != "/api/v1/session" {
				t.Errorf("%s %s: %d", method, route.path, x.status)
			}
		}
	}
}

// Row 33: what callers write does not make lines of the log.
func TestLinesOfTheLogAreOurs(t *testing.T) {
	var log bytes.Buffer
	store := memory.New()
	r := newRig(t, store, domain.Demo, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	store.Close()
	hostile := []string{"%0Alevel=ERROR%20msg=forged", "%1b%5B31mred", "%E2%80%AEreversed", "%00", "%0D%0AX-Forged:%201"}
	for _, text := range hostile {
		r.get("/api/v1/parcels/"+text+"/history", "User-Agent: \u202ereversed")
		r.get("/api/v1/parcels?q="+text, "X-Forwarded-For: "+text)
		r.get("/"+text, "Referer: "+text)
	}
	r.get("/api/v1/parcels/6f0c1a52-6d0e-5f0b-9a3e-3a1f5f2c7b10/history")
	r.stop()
	if log.Len() == 0 {
		t.Fatal("nothing was logged")
	}
	for line := range strings.Lines(log.String()) {
		if !strings.HasPrefix(line, "time=") || strings.Contains(line, "msg=forged") || strings.ContainsFunc(strings.TrimSuffix(line, "\n"), func(c rune) bool { return c < ' ' || c == 0x202e || c == 0x7f }) {
			t.Errorf("%q", line)
		}
	}
	var control bytes.Buffer
	slog.New(slog.NewTextHandler(&control, nil)).Error("x", "err", "a\nlevel=ERROR msg=forged")
	if strings.Count(control.String(), "\n") != 1 {
		t.Error("the handler writes a caller's line break")
	}
}

// Row 39: files have names that the server makes, and no path leads out of the pages.
func TestNamesOfFiles(t *testing.T) {
	r := demoRig(t)
	id, path := r.operating(1)
	for _, kind := range []string{"csv", "jsonl"} {
		given := r.get(path + "/history." + kind).header.Get("Content-Disposition")
		if !regexp.MustCompile(`^attachment; filename="[\w.-]+"$`).MatchString(given) || strings.Contains(given, "..") {
			t.Errorf("%s of %s: %s", kind, id, given)
		}
	}
	for _, path := range []string{"/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/go.mod", "/assets/..%5c..%5cgo.mod", "/.secret", "/assets/%2e%2e/.secret", "/assets/app.js%00.html", "//etc/passwd", "/assets//../.secret"} {
		x := r.get(path)
		if bytes.Contains(x.body, []byte("root:")) || bytes.Contains(x.body, []byte("module taizhang")) || string(x.body) == "no" {
			t.Errorf("%s: %.80s", path, x.body)
		}
	}
	var made []string
	for _, ref := range []string{"..%2f..%2fetc%2fpasswd", "a%22;filename=b", "a%0d%0aX:%20y"} {
		x := r.get("/api/v1/parcels/" + ref + "/history.csv")
		made = append(made, fmt.Sprint(x.status, x.header.Get("Content-Disposition")))
	}
	if slices.ContainsFunc(made, func(m string) bool { return m != "404" && m != "400" }) {
		t.Errorf("parcels that are paths: %q", made)
	}
}
