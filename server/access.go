package server

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"taizhang/domain"
)

var authorityBook = domain.BookID{Kind: domain.AuthorityBook}

// A credential is what a request bears: a token, or the secret of a browser's session.
// Whom it stands for is asked anew each time, so that what is revoked or withdrawn does
// not hold for the next request, nor for the next look of an open feed.
type credential struct {
	token, session string
	idly           bool // looking is no use of the session: an open page does not keep it alive
}

// who returns the principal of a credential. The book of authority is read as the store
// has it. With an error it is at most an identity, without any authority.
func (s *Server) who(ctx context.Context, given credential) (domain.Principal, error) {
	bearer, ok := s.bearer(given)
	if !ok {
		return domain.Principal{}, errNoToken
	}
	if bearer.fixed != nil {
		return *bearer.fixed, nil
	}
	return s.principalOf(ctx, bearer)
}

// principalOf is whom the book of authority makes of a bearer.
func (s *Server) principalOf(ctx context.Context, bearer Bearer) (domain.Principal, error) {
	book, err := s.Ledger.Book(ctx, authorityBook)
	if err != nil {
		return domain.Principal{}, err
	}
	who, err := bearer.Principal(book, today())
	if err != nil {
		who = domain.Principal{ID: bearer.Subject} // for the access log: who has no authority
	}
	return who, err
}

// attempted counts a token that is nobody's as a failed sign-in of its address. A session
// that has ended is none: pages that were left open ask with it again and again.
func (s *Server) attempted(given credential, address string, err error) error {
	if given.token == "" || !errors.Is(err, errNoToken) {
		return err
	}
	return s.fair.failed(address)
}

func (s *Server) bearer(given credential) (Bearer, bool) {
	if given.session == "" {
		return s.Tokens.Lookup(given.token)
	}
	kept, ok := s.sessions.find(given.session, !given.idly)
	if ok && kept.byToken {
		return s.Tokens.lookup(kept.token)
	}
	return kept.bearer, ok
}

// credentialOf reads what a request bears: the token of its one Authorization header, or
// without such a header the session of its one cookie. A browser sends the cookie by
// itself, so what changes anything must come from a page of this server.
func credentialOf(r *http.Request) (credential, error) {
	if len(r.Header["Authorization"]) > 0 {
		token, err := bearerToken(r)
		return credential{token: token}, err
	}
	session, ok := sessionCookie(r)
	switch {
	case !ok:
		return credential{}, errNoToken
	case !isSafe(r.Method) && !fromOwnPage(r):
		return credential{}, errOrigin
	}
	return credential{session: session}, nil
}

// bearerToken is the token of a request's one Authorization header.
func bearerToken(r *http.Request) (string, error) {
	given := r.Header["Authorization"]
	if len(given) != 1 {
		return "", errNoToken
	}
	scheme, token, _ := strings.Cut(given[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", errNoToken
	}
	return token, nil
}

// admit asks whether the caller may do something on land at a place, by the one
// decision of every channel. The error wraps domain.ErrDenied.
func (c *call) admit(act domain.Act, land domain.Scope) error { return admit(c.who, act, land) }

func admit(who domain.Principal, act domain.Act, land domain.Scope) error {
	if ok, why := domain.Admit(who, act, land, today()); !ok {
		return &domain.Denied{Problems: []domain.Problem{why}}
	}
	return nil
}

func today() domain.Date { return domain.DateOf(time.Now()) }

// anyAct is the act of routes that everyone with authority may call. A route that
// declares no act admits nobody.
const anyAct domain.Act = "ANY"
