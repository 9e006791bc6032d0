package server

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"taizhang/domain"
)

// OIDC says how people sign in with the identity provider of their departments (OpenID
// Connect, authorization code with PKCE). What they may do is said by the book of
// authority: by the grant to the subject, else by the one to its groups.
type OIDC struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	SubjectClaim string // names the subject of grants
	GroupsClaim  string
}

const (
	oidcLogin    = "/api/v1/oidc/login"
	oidcCallback = "/api/v1/oidc/callback"
	// oidcCookie carries what a login must come back with; only the callback is sent it.
	oidcCookie  = "taizhang_oidc"
	oidcLife    = 10 * time.Minute
	oidcTimeout = 10 * time.Second
)

// oidcAlgorithms sign with a private key. A provider that announces others is not
// believed in them: with HS256 the public key would do, with none anything.
var oidcAlgorithms = []string{oidc.RS256, oidc.PS256, oidc.ES256}

// ownSubjects are not for the provider to name: of these the ledger itself is the judge.
var ownSubjects = []string{domain.FirstAdministrator, domain.System.ID, domain.Maintenance.ID}

// provider is the identity provider, once it has been asked where it is to be asked.
type provider struct {
	OIDC
	client *http.Client

	mu    sync.Mutex // guards found
	found *oidc.Provider
}

func newProvider(o *OIDC) *provider {
	if o == nil {
		return nil
	}
	return &provider{OIDC: *o, client: &http.Client{Timeout: oidcTimeout}}
}

// discover reads the provider's configuration, until it answered once. Keys are read by
// the library when a signature names one that is not known.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.Issuer)
	if err == nil {
		p.found = found
	}
	return found, err
}

// flow is a login under way. It lives in a cookie of the browser that began it, so that
// no other browser can end it.
type flow struct{ state, nonce, verifier string }

func newFlow() flow {
	return flow{oauth2.GenerateVerifier(), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()} // 256 bit each
}

func (f flow) String() string { return f.state + "." + f.nonce + "." + f.verifier }

func flowOf(r *http.Request) (flow, bool) {
	cookies := r.CookiesNamed(oidcCookie)
	if len(cookies) != 1 {
		return flow{}, false
	}
	parts := strings.Split(cookies[0].Value, ".")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return flow{}, false
	}
	return flow{parts[0], parts[1], parts[2]}, true
}

// flowCookie comes back with the provider's redirect, which is another site's: Lax. An
// empty value takes it away.
func (s *Server) flowCookie(r *http.Request, value string) *http.Cookie {
	c := &http.Cookie{Name: oidcCookie, Value: value, Path: oidcCallback, MaxAge: int(oidcLife / time.Second), HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.encrypted(r)}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// client is this server as the provider knows it. The address is the one the browser
// uses; the provider takes it only when it is registered there.
func (s *Server) client(r *http.Request, found *oidc.Provider) *oauth2.Config {
	scheme := "http://"
	if s.encrypted(r) {
		scheme = "https://"
	}
	return &oauth2.Config{
		ClientID: s.provider.ClientID, ClientSecret: s.provider.ClientSecret, Endpoint: found.Endpoint(),
		RedirectURL: scheme + r.Host + oidcCallback, Scopes: []string{oidc.ScopeOpenID, "profile"},
	}
}

// login handles GET /oidc/login: off to the provider.
func (s *Server) login(c *call) (any, error) {
	if s.provider == nil {
		return nil, errNotHere
	}
	found, err := s.provider.discover(c.Context())
	if err != nil {
		return s.notSignedIn(c, errProviderDown, err), nil
	}
	f := newFlow()
	to := s.client(c.Request, found).AuthCodeURL(f.state, oidc.Nonce(f.nonce), oauth2.S256ChallengeOption(f.verifier))
	return reply{status: http.StatusSeeOther, location: to, cookies: []*http.Cookie{s.flowCookie(c.Request, f.String())}, body: []byte{}}, nil
}

// callback handles GET /oidc/callback: back from the provider, with a code that only
// this login can exchange.
func (s *Server) callback(c *call) (any, error) {
	if s.provider == nil {
		return nil, errNotHere
	}
	f, ok := flowOf(c.Request)
	if !ok || subtle.ConstantTimeCompare([]byte(f.state), []byte(c.query["state"])) != 1 {
		return s.notSignedIn(c, errLoginState, nil), nil
	}
	if c.query["error"] != "" || c.query["code"] == "" {
		return s.notSignedIn(c, errLoginRefused, fmt.Errorf("%.100q", c.query["error"])), nil
	}
	bearer, err := s.identify(c, f)
	if err != nil {
		return s.notSignedIn(c, errLoginProof, err), nil
	}
	if c.who, err = s.principalOf(c.Context(), bearer); err != nil {
		refusal, ok := errors.AsType[*apiError](err)
		if !ok {
			return nil, err
		}
		return s.notSignedIn(c, refusal, err), nil
	}
	s.leave(c.Request)
	secret := s.sessions.begin(session{bearer: bearer})
	cookies := []*http.Cookie{s.flowCookie(c.Request, ""), s.cookie(c.Request, secret)}
	return reply{status: http.StatusSeeOther, location: "/", cookies: cookies, body: []byte{}}, nil
}

// identify exchanges the code and returns whom the provider's signed token names.
func (s *Server) identify(c *call, f flow) (Bearer, error) {
	found, err := s.provider.discover(c.Context())
	if err != nil {
		return Bearer{}, err
	}
	ctx := oidc.ClientContext(c.Context(), s.provider.client)
	tokens, err := s.client(c.Request, found).Exchange(ctx, c.query["code"], oauth2.VerifierOption(f.verifier))
	if e, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return Bearer{}, fmt.Errorf("the provider took no code: %.100q", e.ErrorCode) // the body may hold secrets
	}
	if err != nil {
		return Bearer{}, err
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return Bearer{}, errors.New("the provider gave no id_token")
	}
	verifier := found.Verifier(&oidc.Config{ClientID: s.provider.ClientID, SupportedSigningAlgs: oidcAlgorithms})
	proof, err := verifier.Verify(ctx, raw)
	if err != nil {
		return Bearer{}, err
	}
	if subtle.ConstantTimeCompare([]byte(proof.Nonce), []byte(f.nonce)) != 1 {
		return Bearer{}, errors.New("the nonce is of another login")
	}
	var claims map[string]any
	if err := proof.Claims(&claims); err != nil {
		return Bearer{}, err
	}
	if len(proof.Audience) > 1 && claims["azp"] != s.provider.ClientID {
		return Bearer{}, errors.New("the token was made for another client")
	}
	return s.provider.named(claims)
}
