package server

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// A forger has keys of his own and knows everything that is public. Each of his tokens
// says that he is zhang.san.
type forger struct {
	p   *identityProvider
	rsa *rsa.PrivateKey
	ec  *ecdsa.PrivateKey
}

func newForger(t *testing.T, p *identityProvider) forger {
	t.Helper()
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	e, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return forger{p, r, e}
}

// own signs with the forger's key under a header that was changed.
func (f forger) own(change map[string]any) func(head, claims map[string]any) string {
	return func(head, claims map[string]any) string {
		for name, value := range change {
			if head[name] = value; value == nil {
				delete(head, name)
			}
		}
		return signRS256(f.rsa, head, claims)
	}
}

// jwk is the forger's public key.
func (f forger) jwk() map[string]any {
	return map[string]any{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": f.p.kid, "n": encoded(f.rsa.N.Bytes()), "e": encoded(big.NewInt(int64(f.rsa.E)).Bytes())}
}

// keyed signs with HMAC and a key that everybody may guess.
func (f forger) keyed(key []byte) func(head, claims map[string]any) string {
	return func(head, claims map[string]any) string {
		head["alg"] = "HS256"
		text := unsigned(head, claims)
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		return text + "." + encoded(mac.Sum(nil))
	}
}

func (f forger) es256(head, claims map[string]any) string {
	head["alg"] = "ES256"
	text := unsigned(head, claims)
	digest := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, f.ec, digest[:])
	if err != nil {
		panic(err)
	}
	return text + "." + encoded(append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...))
}

// signed is the provider's own token, to be spoiled afterwards.
func (f forger) signed(spoil func(token string) string) func(head, claims map[string]any) string {
	return func(head, claims map[string]any) string { return spoil(signRS256(f.p.keys[f.p.kid], head, claims)) }
}

// as announces another algorithm over the provider's own signature.
func (f forger) as(alg string) func(head, claims map[string]any) string {
	return func(head, claims map[string]any) string {
		head["alg"] = alg
		return signRS256(f.p.keys[f.p.kid], head, claims)
	}
}

// wider signs with the provider's key by another hash than announced.
func (f forger) wider(head, claims map[string]any) string {
	head["alg"] = "RS512"
	text := unsigned(head, claims)
	sum := crypto.SHA512.New()
	sum.Write([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, f.p.keys[f.p.kid], crypto.SHA512, sum.Sum(nil))
	if err != nil {
		panic(err)
	}
	return text + "." + encoded(signature)
}

// flattened is the JSON form of a token, which holds more than one signature.
func flattened(token string) string {
	parts := strings.Split(token, ".")
	data, err := json.Marshal(map[string]any{"payload": parts[1], "signatures": []any{map[string]any{"protected": parts[0], "signature": parts[2]}, map[string]any{"protected": parts[0], "signature": parts[2]}}})
	if err != nil {
		panic(err)
	}
	return string(data)
}

// No forged or spoiled token signs anybody in, whatever its header asks for. The
// provider's own, first and last, is the control.
func TestOIDCForgedTokens(t *testing.T) {
	r, p, _ := oidcRig(t, map[string]any{"preferred_username": "zhang.san"})
	r.enters(r.issue("first"), officerGrant("zhang.san", surveyor))
	f := newForger(t, p)
	cut := func(n int) func(string) string { return func(token string) string { return token[:len(token)-n] } }
	for _, tt := range []struct {
		name string
		sign func(head, claims map[string]any) string
		good bool
	}{
		{"his own", f.signed(func(token string) string { return token }), true},
		{"alg None", f.as("None"), false},
		{"alg nOnE", f.as("nOnE"), false},
		{"alg empty", f.as(""), false},
		{"alg of the provider's own, not taken", f.as("RS384"), false},
		{"alg RS512 truly", f.wider, false},
		{"alg HS384", f.as("HS384"), false},
		{"alg EdDSA", f.as("EdDSA"), false},
		{"HS256 with an empty key", f.keyed(nil), false},
		{"HS256 with the client's secret", f.keyed([]byte(clientSecret)), false},
		{"HS256 with the modulus", f.keyed(p.keys[p.kid].N.Bytes()), false},
		{"ES256 by a stranger", f.es256, false},
		{"kid of nobody", f.own(map[string]any{"kid": "nobody"}), false},
		{"no kid", f.own(map[string]any{"kid": nil}), false},
		{"kid is a path", f.own(map[string]any{"kid": "../../../../dev/null"}), false},
		{"kid is SQL", f.own(map[string]any{"kid": "' UNION SELECT 'key"}), false},
		{"kid is a number", f.own(map[string]any{"kid": 1}), false},
		{"jwk in the header", f.own(map[string]any{"jwk": f.jwk()}), false},
		{"jku in the header", f.own(map[string]any{"jku": "http://127.0.0.1:1/keys"}), false},
		{"x5u in the header", f.own(map[string]any{"x5u": "http://127.0.0.1:1/chain"}), false},
		{"x5c in the header", f.own(map[string]any{"x5c": []string{base64.StdEncoding.EncodeToString([]byte("chain"))}}), false},
		{"crit that nobody knows", f.own(map[string]any{"crit": []string{"exp"}}), false},
		{"b64 false", f.own(map[string]any{"b64": false, "crit": []string{"b64"}}), false},
		{"signature cut short", f.signed(cut(4)), false},
		{"signature of nothing", f.signed(func(token string) string { return token[:strings.LastIndex(token, ".")+1] }), false},
		{"two parts", f.signed(func(token string) string { return token[:strings.LastIndex(token, ".")] }), false},
		{"five parts", f.signed(func(token string) string { return token + ".x.y" }), false},
		{"a byte of the claims", f.signed(func(token string) string { return strings.Replace(token, ".e", ".f", 1) }), false},
		{"two signatures", f.signed(flattened), false},
		{"a megabyte of dots", f.signed(func(token string) string { return token + strings.Repeat(".", 1<<20) }), false},
		{"his own again", f.signed(func(token string) string { return token }), true},
	} {
		p.sign = tt.sign
		s := newSurfer(t, r)
		status, page, _ := s.login()
		if got := s.who(); (got == "zhang.san") != tt.good || !tt.good && (got != "" || status < 400 || !strings.Contains(page, "未登录")) {
			t.Errorf("%s: %d, signed in as %q: %.200s", tt.name, status, got, page)
		}
	}
	p.sign = nil
	if x := r.get("/api/v1/me", "Authorization: Bearer "+p.idToken("n")); x.status != http.StatusUnauthorized {
		t.Errorf("an id_token as an access token: %d %s", x.status, x.body)
	}
}

// A login is in the access log by who signed in, or by whom it was denied, and nothing
// that proves who somebody is: no code, state, cookie, token or secret.
func TestOIDCIsTraced(t *testing.T) {
	r, p, _ := oidcRig(t, map[string]any{"preferred_username": "zhang.san"})
	secrets := []string{clientSecret, "code=", "state=", "eyJ", "tz_"}
	s := newSurfer(t, r)
	s.login() // without a grant
	r.enters(r.issue("first"), officerGrant("zhang.san", surveyor))
	_, _, res := s.login()
	secrets = append(secrets, s.http.Jar.Cookies(res.Request.URL)[0].Value)
	p.spoil = func(claims map[string]any) { claims["nonce"] = "other" }
	newSurfer(t, r).login()
	newSurfer(t, r).get(r.base + oidcCallback + "?code=canary-code&state=canary-state")
	var logins []string
	for _, e := range r.traced() {
		line, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range append(secrets, "canary-code", "canary-state") {
			if strings.Contains(string(line), secret) {
				t.Errorf("%q is written: %s", secret, line)
			}
		}
		if strings.HasSuffix(e.Route, oidcCallback) {
			logins = append(logins, e.Principal+" "+string(e.Outcome)+" "+e.Rule)
		}
	}
	if got, want := strings.Join(logins, ", "), "zhang.san DENIED no_authority, zhang.san SERVED ,  DENIED login,  FAILED login"; got != want {
		t.Errorf("logins %s, want %s", got, want)
	}
}
