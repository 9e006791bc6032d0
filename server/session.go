package server

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"taizhang/domain"
)

const (
	sessionName  = "taizhang_session"
	sessionBytes = 32
	// sessionIdle ends a session that nobody uses, sessionLife one that the identity
	// provider opened: what it said of groups grows old.
	sessionIdle = 12 * time.Hour
	sessionLife = 12 * time.Hour
	// sessionsMax bounds the sessions of one subject; the one unused for longest ends.
	sessionsMax = 16
)

// sessions are the browsers that are signed in. Only hashes of their secrets are kept, in
// memory: a restart signs everybody out. Safe for concurrent use.
type sessions struct {
	now func() time.Time

	mu   sync.Mutex // guards open
	open map[[sha256.Size]byte]*session
}

// A session is one browser that is signed in: by a token, for as long as that is good, or
// by the identity provider.
type session struct {
	byToken bool
	token   [sha256.Size]byte // its hash
	bearer  Bearer            // what the provider said; when by token, its subject only
	begun   time.Time
	seen    time.Time
}

func newSessions() *sessions {
	return &sessions{now: time.Now, open: make(map[[sha256.Size]byte]*session)}
}

// begin opens a session and returns its secret.
func (s *sessions) begin(opened session) string {
	secret := make([]byte, sessionBytes)
	rand.Read(secret) // never fails
	text := base64.RawURLEncoding.EncodeToString(secret)
	s.mu.Lock()
	defer s.mu.Unlock()
	opened.begun = s.now()
	opened.seen = opened.begun
	s.sweep(opened.bearer.Subject)
	s.open[sha256.Sum256([]byte(text))] = &opened
	return text
}

// sweep drops what has ended, and of a subject's sessions the one unused for longest
// when there is no room for another. It requires mu.
func (s *sessions) sweep(subject string) {
	var own [][sha256.Size]byte
	for key, kept := range s.open {
		switch {
		case s.ended(kept):
			delete(s.open, key)
		case kept.bearer.Subject == subject:
			own = append(own, key)
		}
	}
	if len(own) >= sessionsMax {
		delete(s.open, slices.MinFunc(own, func(a, b [sha256.Size]byte) int { return s.open[a].seen.Compare(s.open[b].seen) }))
	}
}

func (s *sessions) ended(kept *session) bool {
	now := s.now()
	return now.Sub(kept.seen) > sessionIdle || !kept.byToken && now.Sub(kept.begun) > sessionLife
}

// find returns the session of a secret and, unless it only looks, counts it as used. The comparison is of
// SHA-256 hashes, so its time tells nothing about a secret.
func (s *sessions) find(secret string, use bool) (session, bool) {
	key := sha256.Sum256([]byte(secret))
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.open[key]
	switch {
	case kept == nil:
		return session{}, false
	case s.ended(kept):
		delete(s.open, key)
		return session{}, false
	}
	if use {
		kept.seen = s.now()
	}
	return *kept, true
}

// end closes a session; one that is not there is closed already.
func (s *sessions) end(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, sha256.Sum256([]byte(secret)))
}

// sessionCookie returns the secret of the request's one session cookie. With two of them
// nobody knows which is ours: a neighbouring host may have set the other.
func sessionCookie(r *http.Request) (string, bool) {
	cookies := r.CookiesNamed(sessionName)
	if len(cookies) != 1 || cookies[0].Value == "" {
		return "", false
	}
	return cookies[0].Value, true
}

// cookie carries a secret to the browser, which gives it to no script and to no other
// site. An empty secret takes it away.
func (s *Server) cookie(r *http.Request, secret string) *http.Cookie {
	c := &http.Cookie{Name: sessionName, Value: secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: s.encrypted(r)}
	if secret == "" {
		c.MaxAge = -1
	}
	return c
}

// encrypted reports whether the browser's connection is: to this server, or to the proxy
// before it, which says so.
func (s *Server) encrypted(r *http.Request) bool {
	return r.TLS != nil || s.BehindProxy && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// signIn handles POST /session: a browser gives its token once and gets a cookie.
func (s *Server) signIn(c *call) (any, error) {
	var body sessionBody
	if err := readInto(c.Request, &body); err != nil {
		return nil, err
	}
	given := credential{token: body.Token}
	who, err := s.who(c.Context(), given)
	if err != nil {
		return nil, s.attempted(given, s.sourceOf(c.Request), err)
	}
	c.who = who
	s.leave(c.Request)
	secret := s.sessions.begin(session{byToken: true, token: sha256.Sum256([]byte(body.Token)), bearer: Bearer{Subject: who.ID}})
	return reply{cookies: []*http.Cookie{s.cookie(c.Request, secret)}, body: meView{who, who.Acts(today())}}, nil
}

// sessionBody is what a browser posts to sign in.
type sessionBody struct {
	Token string `json:"token"`
}

// signOut handles DELETE /session. Who is not signed in is signed out.
func (s *Server) signOut(c *call) (any, error) {
	if _, ok := sessionCookie(c.Request); ok && !fromOwnPage(c.Request) {
		return nil, errOrigin
	}
	s.leave(c.Request)
	return reply{cookies: []*http.Cookie{s.cookie(c.Request, "")}, body: signedOut{}}, nil
}

type signedOut struct{}

// leave ends the session that a request bears.
func (s *Server) leave(r *http.Request) {
	for _, c := range r.CookiesNamed(sessionName) {
		s.sessions.end(c.Value)
	}
}

type meView struct {
	domain.Principal
	Acts []domain.Act `json:"acts"`
}

// me handles GET /me and GET /session: who asks, and what he is admitted to.
func (s *Server) me(c *call) (any, error) { return meView{c.who, c.who.Acts(today())}, nil }
