package server

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"taizhang/domain"
)

// oidcRig is a server that people sign in to with a provider, as a claimed user.
func oidcRig(t *testing.T, claims map[string]any) (*rig, *identityProvider, *bytes.Buffer) {
	t.Helper()
	p := newIdentityProvider(t, claims)
	var log bytes.Buffer
	r := demoRig(t, func(c *Config) {
		c.OIDC = &OIDC{Issuer: p.server.URL, ClientID: clientID, ClientSecret: clientSecret, SubjectClaim: "preferred_username", GroupsClaim: "groups"}
		c.Logger = slog.New(slog.NewTextHandler(&log, nil))
	})
	r.appoint("first")
	return r, p, &log
}

// A surfer is a browser: it keeps cookies and follows redirects.
type surfer struct {
	t    testing.TB
	r    *rig
	http *http.Client
}

func newSurfer(t testing.TB, r *rig) *surfer {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &surfer{t, r, &http.Client{Jar: jar, Transport: transport}}
}

func (s *surfer) get(address string) (int, string, *http.Response) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), "GET", address, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := s.http.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(body), res
}

// login goes through the provider and says where that ended.
func (s *surfer) login() (int, string, *http.Response) {
	s.t.Helper()
	return s.get(s.r.base + oidcLogin)
}

// who is the subject that is signed in, empty for nobody.
func (s *surfer) who() string {
	s.t.Helper()
	status, body, _ := s.get(s.r.base + "/api/v1/session")
	if status != http.StatusOK {
		return ""
	}
	_, rest, _ := strings.Cut(body, `"id":"`)
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

// Who signs in with the provider is the subject of his grant, and no token is in any
// address. The session ends with the grant, and after its life however much it is used.
func TestOIDC(t *testing.T) {
	r, _, log := oidcRig(t, map[string]any{"preferred_username": "zhang.san", "name": "张三"})
	admin := r.issue("first")
	granted := r.enters(admin, officerGrant("zhang.san", surveyor))
	s := newSurfer(t, r)
	status, page, res := s.login()
	if status != http.StatusOK || !strings.Contains(page, "台账") || res.Request.URL.RequestURI() != "/" || s.who() != "zhang.san" {
		t.Fatalf("%d at %s, signed in as %q; %s", status, res.Request.URL, s.who(), log)
	}
	home, err := url.Parse(r.base)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range s.http.Jar.Cookies(home.JoinPath(oidcCallback)) {
		if c.Name != sessionName {
			t.Errorf("cookie %s is left", c.Name)
		}
	}
	r.enters(admin, domain.AuthorityWithdrawn{Grant: granted, Reason: "调离"})
	if status, _, _ := s.get(r.base + "/api/v1/session"); status != http.StatusForbidden {
		t.Errorf("without the grant: %d", status)
	}
	r.enters(admin, officerGrant("zhang.san", surveyor))
	clock := time.Now()
	r.server.sessions.now = func() time.Time { return clock }
	for range 13 {
		clock = clock.Add(time.Hour)
		s.get(r.base + "/api/v1/session")
	}
	if got := s.who(); got != "" {
		t.Errorf("after its life the session is %q's", got)
	}
}

// Authority of a group: one grant is taken, under the user's own identity; two that
// differ give none, and a page says so; a grant of his own goes before.
func TestOIDCGroups(t *testing.T) {
	r, _, _ := oidcRig(t, map[string]any{"preferred_username": "li.si", "name": "李四", "groups": []string{"readers", "bureau", "unknown"}})
	admin := r.issue("first")
	if status, page, _ := newSurfer(t, r).login(); status != http.StatusForbidden || !strings.Contains(page, "没有有效的授权") {
		t.Errorf("without any grant: %d %s", status, page)
	}
	r.enters(admin, officerGrant("group:bureau", surveyor))
	s := newSurfer(t, r)
	s.login()
	if got := s.who(); got != "li.si" {
		t.Errorf("of the bureau: %q", got)
	}
	reader := officerGrant("group:readers", domain.Officer{Name: "读者", Level: "CITY"})
	reader.Role = domain.RoleAnalyst
	r.enters(admin, reader)
	if got := s.who(); got != "" {
		t.Errorf("an open session with two authorities: %q", got)
	}
	if status, page, _ := newSurfer(t, r).login(); status != http.StatusForbidden || !strings.Contains(page, "互不相同") {
		t.Errorf("with two authorities: %d %s", status, page)
	}
	r.enters(admin, officerGrant("li.si", second))
	s.login()
	if got := s.who(); got != "li.si" {
		t.Errorf("with his own: %q", got)
	}
}

// What is not proved signs nobody in: each spoiled proof is refused with a page, and
// neither page nor log shows a secret. The unspoiled one, first and last, is the control.
func TestOIDCRefuses(t *testing.T) {
	r, p, log := oidcRig(t, map[string]any{"preferred_username": "zhang.san"})
	r.enters(r.issue("first"), officerGrant("zhang.san", surveyor))
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	set := func(name string, value any) func(map[string]any) {
		return func(claims map[string]any) { claims[name] = value }
	}
	for _, tt := range []struct {
		name   string
		spoil  func(map[string]any)
		sign   func(head, claims map[string]any) string
		grants func(map[string]any)
		good   bool
	}{
		{name: "as it is", good: true},
		{name: "nonce of another login", spoil: set("nonce", "other")},
		{name: "no nonce", spoil: set("nonce", nil)},
		{name: "expired", spoil: set("exp", time.Now().Add(-time.Minute).Unix())},
		{name: "not yet valid", spoil: set("nbf", time.Now().Add(time.Hour).Unix())},
		{name: "wrong audience", spoil: set("aud", "another")},
		{name: "two audiences", spoil: set("aud", []string{clientID, "another"})},
		{name: "two audiences for another", spoil: func(c map[string]any) { c["aud"], c["azp"] = []string{clientID, "another"}, "another" }},
		{name: "wrong issuer", spoil: set("iss", "https://evil.example")},
		{name: "no subject", spoil: set("preferred_username", "")},
		{name: "subject is a number", spoil: set("preferred_username", 7)},
		{name: "subject is a group", spoil: set("preferred_username", "group:bureau")},
		{name: "subject is the first administrator", spoil: set("preferred_username", "admin")},
		{name: "subject is the ledger", spoil: set("preferred_username", domain.System.ID)},
		{name: "subject with a line break", spoil: set("preferred_username", "zhang.san\n")},
		{name: "alg none", sign: func(head, claims map[string]any) string {
			head["alg"] = "none"
			return unsigned(head, claims) + "."
		}},
		{name: "HS256 with the public key", sign: func(head, claims map[string]any) string { return p.signHS256(head, claims) }},
		{name: "key of a stranger", sign: func(head, claims map[string]any) string { return signRS256(stranger, head, claims) }},
		{name: "no signature", sign: func(head, claims map[string]any) string { return unsigned(head, claims) + "." }},
		{name: "claims of another token", sign: func(head, claims map[string]any) string {
			good := signRS256(p.keys[p.kid], head, claims)
			claims["preferred_username"] = "first"
			return unsigned(head, claims) + good[strings.LastIndex(good, "."):]
		}},
		{name: "no id_token", grants: func(answer map[string]any) { delete(answer, "id_token") }},
		{name: "id_token is no token", grants: func(answer map[string]any) { answer["id_token"] = "x.y.z" }},
		{name: "azp is this client", spoil: func(c map[string]any) { c["aud"], c["azp"] = []string{clientID, "another"}, clientID }, good: true},
	} {
		p.spoil, p.sign, p.grants = tt.spoil, tt.sign, tt.grants
		s := newSurfer(t, r)
		status, page, _ := s.login()
		if got := s.who(); (got == "zhang.san") != tt.good || got != "" && !tt.good || !tt.good && (status < 400 || !strings.Contains(page, "未登录")) {
			t.Errorf("%s: %d, signed in as %q: %.200s", tt.name, status, got, page)
		}
		if strings.Contains(page+log.String(), clientSecret) || strings.Contains(page+log.String(), "eyJ") {
			t.Errorf("%s: a secret is shown: %s %s", tt.name, page, log)
		}
	}
}

// signHS256 signs with what everybody knows: the public key, as a password.
func (p *identityProvider) signHS256(head, claims map[string]any) string {
	der, err := x509.MarshalPKIXPublicKey(&p.keys[p.kid].PublicKey)
	if err != nil {
		panic(err)
	}
	head["alg"] = "HS256"
	text := unsigned(head, claims)
	mac := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	mac.Write([]byte(text))
	return text + "." + encoded(mac.Sum(nil))
}

// A callback ends only the login that this browser began, and only once.
func TestOIDCState(t *testing.T) {
	r, _, _ := oidcRig(t, map[string]any{"preferred_username": "zhang.san"})
	r.enters(r.issue("first"), officerGrant("zhang.san", surveyor))
	begin := func() (*surfer, string) {
		s := newSurfer(t, r)
		s.http.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
			if req.URL.Path == oidcCallback {
				return http.ErrUseLastResponse
			}
			return nil
		}
		_, _, res := s.login()
		return s, res.Header.Get("Location")
	}
	mine, back := begin()
	theirs, _ := begin()
	refused := func(name string, s *surfer, address string) {
		t.Helper()
		if status, page, _ := s.get(address); status != http.StatusBadRequest || !strings.Contains(page, "重新登录") || s.who() != "" {
			t.Errorf("%s: %d %s", name, status, page)
		}
	}
	refused("a browser that began nothing", newSurfer(t, r), back)
	refused("a browser that began another login", theirs, back)
	other, own := begin()
	refused("another state", other, strings.Replace(own, "&state=", "&state=x", 1))
	if status, _, _ := mine.get(back); status != http.StatusOK || mine.who() != "zhang.san" {
		t.Errorf("its own: %d as %q", status, mine.who())
	}
	refused("the same again", newSurfer(t, r), back)
	denied, address := begin()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	at.RawQuery = url.Values{"error": {"access_denied"}, "state": {at.Query().Get("state")}}.Encode()
	if status, page, _ := denied.get(at.String()); status != http.StatusForbidden || !strings.Contains(page, "未予登录") {
		t.Errorf("refused by the provider: %d %s", status, page)
	}
}

// A provider that changed its key is asked for the new one; what the old one signed is
// not good any more. One that does not answer is said in words, and asked again later.
func TestOIDCKeyRotation(t *testing.T) {
	r, p, _ := oidcRig(t, map[string]any{"preferred_username": "zhang.san"})
	r.enters(r.issue("first"), officerGrant("zhang.san", surveyor))
	s := newSurfer(t, r)
	s.login()
	old, kid := p.keys[p.kid], p.kid
	p.rotate("second")
	s = newSurfer(t, r)
	if s.login(); s.who() != "zhang.san" || p.askers != 2 {
		t.Errorf("after the rotation: %q, keys read %d times", s.who(), p.askers)
	}
	p.sign = func(head, claims map[string]any) string {
		head["kid"] = kid
		return signRS256(old, head, claims)
	}
	s = newSurfer(t, r)
	if status, _, _ := s.login(); status != http.StatusForbidden || s.who() != "" {
		t.Errorf("by the old key: %d as %q", status, s.who())
	}
}

func TestOIDCProviderDown(t *testing.T) {
	r, p, _ := oidcRig(t, nil)
	p.server.Close()
	if status, page, _ := newSurfer(t, r).login(); status != http.StatusServiceUnavailable || !strings.Contains(page, "暂不可用") {
		t.Errorf("provider down: %d %s", status, page)
	}
	none := demoRig(t)
	for _, path := range []string{oidcLogin, oidcCallback} {
		if x := none.get(path, "Authorization: "); x.status != http.StatusNotFound {
			t.Errorf("without a provider %s answers %d", path, x.status)
		}
	}
}
