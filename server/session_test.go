package server

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"taizhang/domain"
)

// signsIn signs a browser in and returns its cookie as a header.
func (r *rig) signsIn(token string, header ...string) (line string, cookie *http.Cookie) {
	r.t.Helper()
	x := r.do("POST", "/api/v1/session", []byte(`{"token":"`+token+`"}`), append(header, "Authorization: ")...)
	if x.status != http.StatusOK {
		r.t.Fatalf("sign in: %d %s", x.status, x.body)
	}
	cookies, err := http.ParseSetCookie(x.header.Get("Set-Cookie"))
	if err != nil {
		r.t.Fatal(err)
	}
	return "Cookie: " + cookies.Name + "=" + cookies.Value, cookies
}

// browser are the headers of a request that a page of the server sends.
func (r *rig) browser(cookie string) []string {
	return []string{"Authorization: ", cookie, "Origin: " + r.base}
}

// A browser signs in with a token; the cookie is for no script and no other site, is
// Secure where the connection is, and dies with the sign-out.
func TestSession(t *testing.T) {
	r := demoRig(t)
	line, cookie := r.signsIn(r.officer("PNR"))
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Secure || cookie.Domain != "" || len(cookie.Value) < 43 {
		t.Errorf("cookie %+v", cookie)
	}
	me := as[meView](t, r.get("/api/v1/session", "Authorization: ", line), http.StatusOK)
	if me.ID != surveyor.ID || len(me.Acts) == 0 {
		t.Errorf("signed in as %+v", me)
	}
	out := r.do("DELETE", "/api/v1/session", nil, r.browser(line)...)
	if c, err := http.ParseSetCookie(out.header.Get("Set-Cookie")); out.status != http.StatusOK || err != nil || c.MaxAge >= 0 || c.Value != "" {
		t.Errorf("sign out: %d, %+v, %v", out.status, c, err)
	}
	if x := r.get("/api/v1/session", "Authorization: ", line); x.status != http.StatusUnauthorized {
		t.Errorf("after the sign-out: %d", x.status)
	}
	if x := r.do("DELETE", "/api/v1/session", nil, "Authorization: "); x.status != http.StatusOK {
		t.Errorf("sign out of nobody: %d", x.status)
	}
	if x := r.do("POST", "/api/v1/session", []byte(`{"token":"tz_nobody"}`), "Authorization: "); x.status != http.StatusUnauthorized || x.header.Get("Set-Cookie") != "" {
		t.Errorf("with a bad token: %d %v", x.status, x.header)
	}
}

// Secure follows the browser's connection; a proxy is believed where there is one.
func TestSessionCookieBehindProxy(t *testing.T) {
	const https = "X-Forwarded-Proto: https"
	alone, proxied := demoRig(t), demoRig(t, func(c *Config) { c.BehindProxy = true })
	if _, c := alone.signsIn(alone.token, https); c.Secure {
		t.Error("a header of anybody makes the cookie secure")
	}
	if _, c := proxied.signsIn(proxied.token, https); !c.Secure {
		t.Error("behind TLS of the proxy the cookie is not secure")
	}
	if _, c := proxied.signsIn(proxied.token); c.Secure {
		t.Error("without TLS the cookie is secure")
	}
}

// What changes anything with a cookie comes from a page of this server: a request that
// says otherwise, or nothing, is refused. The token in a header needs none of this.
func TestSessionWritesFromOwnPages(t *testing.T) {
	r := demoRig(t)
	line, _ := r.signsIn(r.officer("PNR"))
	body := encode(t, registration(1))
	for name, header := range map[string][]string{
		"silent":       {line},
		"other origin": {line, "Origin: http://evil.example"},
		"null origin":  {line, "Origin: null"},
		"other port":   {line, "Origin: http://127.0.0.1:1"},
		"cross-site":   {line, "Sec-Fetch-Site: cross-site"},
		"same-site":    {line, "Sec-Fetch-Site: same-site"},
	} {
		header = append(header, "Authorization: ", "Idempotency-Key: k")
		if x := r.do("POST", register, body, header...); x.status != http.StatusForbidden || errorOf(t, x).Code != "cross_origin" {
			t.Errorf("%s: %d %s", name, x.status, x.body)
		}
		if x := r.do("DELETE", "/api/v1/session", nil, header...); x.status != http.StatusForbidden {
			t.Errorf("%s signs out: %d %s", name, x.status, x.body)
		}
	}
	as[recordedView](t, r.do("POST", register, body, append(r.browser(line), "Idempotency-Key: k")...), http.StatusCreated)
	fetch := []string{"Authorization: ", line, "Sec-Fetch-Site: same-origin", "Idempotency-Key: k"}
	as[recordedView](t, r.do("POST", register, body, fetch...), http.StatusOK)
}

// Nobody knows which of two session cookies is ours; a wrong token is not made good by a
// cookie.
func TestSessionIsOneCookie(t *testing.T) {
	r := demoRig(t)
	line, cookie := r.signsIn(r.token)
	for name, header := range map[string][]string{
		"two":          {line + "; " + sessionName + "=x", "Authorization: "},
		"empty":        {"Cookie: " + sessionName + "=", "Authorization: "},
		"guessed":      {"Cookie: " + sessionName + "=" + strings.Repeat("A", 43), "Authorization: "},
		"with a token": {line, "Authorization: Bearer tz_nobody"},
		"in the URL":   {"Authorization: "},
	} {
		path := "/api/v1/me"
		if name == "in the URL" {
			path += "?" + sessionName + "=" + cookie.Value
		}
		if x := r.get(path, header...); x.status != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", name, x.status, x.body)
		}
	}
}

// A session ends with its token, with the grant behind it, when nobody uses it, and when
// the same browser signs in again.
func TestSessionEnds(t *testing.T) {
	r := demoRig(t)
	admin := r.appoint("first")
	granted := r.enters(admin, officerGrant("zhang.san", surveyor))
	status := func(line string) int { return r.get("/api/v1/session", "Authorization: ", line).status }

	again, _ := r.signsIn(r.issue("zhang.san"))
	fresh, _ := r.signsIn(r.issue("zhang.san"), again)
	if status(again) != http.StatusUnauthorized || status(fresh) != http.StatusOK {
		t.Errorf("signed in again: the old session answers %d, the new one %d", status(again), status(fresh))
	}
	clock := time.Now()
	r.server.sessions.now = func() time.Time { return clock }
	clock = clock.Add(sessionIdle - time.Minute)
	used := status(fresh)
	clock = clock.Add(sessionIdle - time.Minute)
	if still := status(fresh); used != http.StatusOK || still != http.StatusOK {
		t.Errorf("while it is used: %d, %d", used, still)
	}
	clock = clock.Add(sessionIdle + time.Minute)
	if got := status(fresh); got != http.StatusUnauthorized {
		t.Errorf("after a night: %d", got)
	}
	token := r.issue("zhang.san")
	line, _ := r.signsIn(token)
	r.enters(admin, domain.AuthorityWithdrawn{Grant: granted, Reason: "调离"})
	if got := status(line); got != http.StatusForbidden {
		t.Errorf("without authority: %d", got)
	}
	r.enters(admin, officerGrant("zhang.san", surveyor))
	if got := status(line); got != http.StatusOK {
		t.Errorf("with authority again: %d", got)
	}
	bearer, _ := r.tokens.Lookup(token)
	if err := r.tokens.Revoke(bearer.Token); err != nil {
		t.Fatal(err)
	}
	if got := status(line); got != http.StatusUnauthorized {
		t.Errorf("with a revoked token: %d", got)
	}
}

// A subject has so many sessions and no more: the one unused for longest ends.
func TestSessionsAreBounded(t *testing.T) {
	r := demoRig(t)
	clock := time.Now()
	r.server.sessions.now = func() time.Time { return clock }
	lines := make([]string, sessionsMax+1)
	for i := range lines {
		clock = clock.Add(time.Second)
		lines[i], _ = r.signsIn(r.token)
	}
	for i, line := range lines {
		want := http.StatusOK
		if i == 0 {
			want = http.StatusUnauthorized
		}
		if x := r.get("/api/v1/session", "Authorization: ", line); x.status != want {
			t.Errorf("session %d of %d: %d", i, len(lines), x.status)
		}
	}
}

// A page's feed is opened by its cookie and ends with the sign-out; a page of another
// site, and a program that names no page, opens none by it.
func TestFeedOfASession(t *testing.T) {
	r := demoRig(t)
	r.server.pace.authority = 10 * time.Millisecond
	line, cookie := r.signsIn(r.officer("PNR"))
	dial := func(origin string) (*websocket.Conn, *http.Response, error) {
		header := http.Header{"Cookie": {sessionName + "=" + cookie.Value}}
		if origin != "" {
			header.Set("Origin", origin)
		}
		dialer := websocket.Dialer{Subprotocols: []string{feedProtocol}, HandshakeTimeout: 10 * time.Second}
		return dialer.DialContext(context.Background(), "ws"+strings.TrimPrefix(r.base, "http")+"/api/v1/feed", header)
	}
	var page *websocket.Conn
	hello := []byte(`{"type":"hello","from":"live"}`)
	for origin, welcome := range map[string]bool{r.base: true, "": false} {
		conn, _, err := dial(origin)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.WriteMessage(websocket.TextMessage, hello); err != nil {
			t.Fatal(err)
		}
		m, raw, err := readFeed(conn)
		if err != nil || (m.Type == "welcome") != welcome || welcome && m.You.ID != surveyor.ID || !welcome && m.Code != "unauthorized" {
			t.Errorf("origin %q: %s, %v", origin, raw, err)
		}
		if welcome {
			page = conn
		}
	}
	if _, res, err := dial("http://evil.example"); err == nil || res == nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("another site's page: %v, %v", res, err)
	}
	r.do("DELETE", "/api/v1/session", nil, r.browser(line)...)
	for {
		if _, _, err := readFeed(page); err != nil {
			if !websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
				t.Errorf("after the sign-out: %v", err)
			}
			return
		}
	}
}
