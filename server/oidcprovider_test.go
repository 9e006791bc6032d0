package server

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

const (
	clientID     = "taizhang"
	clientSecret = "canary-client-secret"
)

// An identityProvider is a small OpenID provider that speaks over HTTP as a real one:
// discovery, keys, authorization code with PKCE, signed tokens. A test may spoil what it
// signs.
type identityProvider struct {
	t      testing.TB
	server *httptest.Server
	spoil  func(claims map[string]any)              // the claims before they are signed
	sign   func(head, claims map[string]any) string // instead of RS256 with the key
	grants func(answer map[string]any)              // the answer of the token endpoint
	mu     sync.Mutex                               // guards all below
	keys   map[string]*rsa.PrivateKey               // those it announces
	kid    string                                   // of the key it signs with
	codes  map[string]url.Values                    // what each code was asked for with
	claims map[string]any                           // of the user that is signed in at the provider
	askers int                                      // requests for the keys
}

func newIdentityProvider(t testing.TB, claims map[string]any) *identityProvider {
	p := &identityProvider{t: t, keys: make(map[string]*rsa.PrivateKey), codes: make(map[string]url.Values), claims: claims}
	p.rotate("first")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.configuration)
	mux.HandleFunc("GET /keys", p.jwks)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

// rotate makes a new key and forgets all others.
func (p *identityProvider) rotate(kid string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys, p.kid = map[string]*rsa.PrivateKey{kid: key}, kid
}

func answerJSON(w http.ResponseWriter, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(data)
}

// configuration announces algorithms that nobody should believe it in.
func (p *identityProvider) configuration(w http.ResponseWriter, _ *http.Request) {
	at := p.server.URL
	answerJSON(w, map[string]any{
		"issuer": at, "authorization_endpoint": at + "/authorize", "token_endpoint": at + "/token", "jwks_uri": at + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
	})
}

func (p *identityProvider) jwks(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.askers++
	list := []map[string]string{}
	for kid, key := range p.keys {
		list = append(list, map[string]string{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid,
			"n": encoded(key.N.Bytes()), "e": encoded(big.NewInt(int64(key.E)).Bytes()),
		})
	}
	answerJSON(w, map[string]any{"keys": list})
}

func encoded(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// authorize signs its user in without asking and sends him back with a code.
func (p *identityProvider) authorize(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	if asked.Get("client_id") != clientID || asked.Get("response_type") != "code" || asked.Get("code_challenge_method") != "S256" || len(asked.Get("state")) < 40 || len(asked.Get("nonce")) < 40 {
		p.t.Errorf("asked for a login with %v", asked)
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = asked
	p.mu.Unlock()
	back := url.Values{"code": {code}, "state": {asked.Get("state")}, "session_state": {"s"}}
	http.Redirect(w, r, asked.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

// token exchanges a code, once, for who has its verifier and the client's secret.
func (p *identityProvider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	p.mu.Lock()
	asked, known := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	p.mu.Unlock()
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case id != clientID || secret != clientSecret:
		w.WriteHeader(http.StatusUnauthorized)
		answerJSON(w, map[string]string{"error": "invalid_client"})
	case !known || encoded(challenge[:]) != asked.Get("code_challenge") || r.PostFormValue("redirect_uri") != asked.Get("redirect_uri"):
		w.WriteHeader(http.StatusBadRequest)
		answerJSON(w, map[string]string{"error": "invalid_grant"})
	default:
		answer := map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 300, "id_token": p.idToken(asked.Get("nonce"))}
		if p.grants != nil {
			p.grants(answer)
		}
		answerJSON(w, answer)
	}
}

func (p *identityProvider) idToken(nonce string) string {
	now := time.Now()
	claims := map[string]any{"iss": p.server.URL, "aud": clientID, "sub": "0a1b", "nonce": nonce, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.Copy(claims, p.claims)
	if p.spoil != nil {
		p.spoil(claims)
	}
	head := map[string]any{"alg": "RS256", "typ": "JWT", "kid": p.kid}
	if p.sign != nil {
		return p.sign(head, claims)
	}
	return signRS256(p.keys[p.kid], head, claims)
}

// unsigned is the part of a token that is signed.
func unsigned(head, claims map[string]any) string {
	h, err := json.Marshal(head)
	if err != nil {
		panic(err)
	}
	c, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	return encoded(h) + "." + encoded(c)
}

func signRS256(key *rsa.PrivateKey, head, claims map[string]any) string {
	text := unsigned(head, claims)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		panic(fmt.Sprint("sign: ", err))
	}
	return text + "." + encoded(signature)
}
