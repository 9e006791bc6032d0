package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"taizhang/domain"
)

// A Bearer is what a token stands for: a subject, whose authority the ledger knows,
// or a principal that lives as long as the process.
type Bearer struct {
	Token   string // the token's public number; empty for one in memory
	Subject string
	fixed   *domain.Principal
}

// ErrNoAuthority: the ledger gives the subject of a token no authority.
var ErrNoAuthority error = errNoAuthority

// Principal returns who the bearer is on a day, by the book of authority. The error
// wraps [ErrNoAuthority] when the ledger gives the subject none.
func (b Bearer) Principal(authority *domain.Book, day domain.Date) (domain.Principal, error) {
	if b.fixed != nil {
		return *b.fixed, nil
	}
	p, ok := authority.Principal(b.Subject, day)
	if !ok {
		return domain.Principal{}, fmt.Errorf("%s: %w", b.Subject, errNoAuthority)
	}
	return p, nil
}

var authorityBook = domain.BookID{Kind: domain.AuthorityBook}

// principal returns whose token a request bears. The book of authority is read as the
// store has it: what is withdrawn does not hold for the next request.
func (s *Server) principal(ctx context.Context, token string) (domain.Principal, error) {
	bearer, ok := s.Tokens.Lookup(token)
	if !ok {
		return domain.Principal{}, errNoToken
	}
	if bearer.fixed != nil {
		return *bearer.fixed, nil
	}
	book, err := s.Ledger.Book(ctx, authorityBook)
	if err != nil {
		return domain.Principal{}, err
	}
	return bearer.Principal(book, today())
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

// anyAct is the act of routes that everyone with authority may call.
const anyAct domain.Act = ""

type meView struct {
	domain.Principal
	Acts []domain.Act `json:"acts"`
}

// me handles GET /me: who asks, and what his role may do.
func (s *Server) me(c *call) (any, error) { return meView{c.who, c.who.Acts()}, nil }
