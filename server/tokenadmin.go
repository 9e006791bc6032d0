package server

import (
	"errors"
	"time"

	"taizhang/domain"
)

// A tokenView is what is shown of a token: never the token, nor its hash.
type tokenView struct {
	ID        string    `json:"id"`
	Subject   string    `json:"subject"`
	IssuedAt  time.Time `json:"issuedAt"`
	IssuedBy  string    `json:"issuedBy,omitzero"` // the administrator; absent when the owner of the data directory did
	Until     time.Time `json:"until,omitzero"`    // it ends by itself
	RevokedAt time.Time `json:"revokedAt,omitzero"`
}

func viewOf(t TokenInfo) tokenView {
	return tokenView{t.ID, t.Subject, t.IssuedAt, t.IssuedBy, t.Until, t.RevokedAt}
}

type tokensView struct {
	Tokens []tokenView `json:"tokens"` // oldest first
}

// tokens handles GET /tokens: all for an administrator, for anybody else his own.
func (s *Server) tokens(c *call) (any, error) {
	list, err := s.Tokens.List()
	if err != nil {
		return nil, err
	}
	view := tokensView{Tokens: []tokenView{}}
	for _, t := range list {
		if c.keeps(t) {
			view.Tokens = append(view.Tokens, viewOf(t))
		}
	}
	return view, nil
}

// keeps says whether a token is the caller's to see and to revoke.
func (c *call) keeps(t TokenInfo) bool {
	return t.Subject == c.who.ID || c.admit(domain.ActAdminister, domain.Scope{}) == nil
}

type tokenBody struct {
	Subject string `json:"subject"`
}

type issuedView struct {
	tokenView
	Token string `json:"token"` // shown this once
}

// issueToken handles POST /tokens. The token says who; what he may do is said by his
// authority.
func (s *Server) issueToken(c *call) (any, error) {
	var body tokenBody
	if err := readInto(c.Request, &body); err != nil {
		return nil, err
	}
	c.about = "subject=" + body.Subject
	token, info, err := s.Tokens.Issue(body.Subject, c.who.ID)
	if errors.Is(err, ErrSubject) {
		return nil, badRequest("/subject", "required", "须写明被授权人，不超过 120 字", "name the subject, of 120 characters at most")
	}
	if err != nil {
		return nil, err
	}
	return issuedView{viewOf(info), token}, nil
}

// revokeToken handles POST /tokens/{id}/revoke. A token of somebody else is, to who is no
// administrator, one that does not exist.
func (s *Server) revokeToken(c *call) (any, error) {
	list, err := s.Tokens.List()
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		if t.ID != c.PathValue("id") || !c.keeps(t) {
			continue
		}
		if err := s.Tokens.Revoke(t.ID); err != nil {
			return nil, err
		}
		return s.tokens(c)
	}
	return nil, errNoTokenID
}
