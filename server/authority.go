package server

import (
	"taizhang/domain"
)

type authorityView struct {
	Grants []domain.Grant `json:"grants"` // in order of recording, ended ones too
}

// authority handles GET /authority: every grant, what became of it, and by whom.
func (s *Server) authority(c *call) (any, error) {
	book, err := s.Ledger.Book(c.Context(), authorityBook)
	if err != nil {
		return nil, err
	}
	return authorityView{append([]domain.Grant{}, book.Grants()...)}, nil
}

// enterAuthority handles POST /authority/events. Who may is judged by the book itself:
// the act of the route says administrators, the book says in office.
func (s *Server) enterAuthority(c *call) (any, error) { return s.enter(c, authorityBook) }
