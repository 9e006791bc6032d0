package server

import (
	"cmp"
	"fmt"

	"taizhang/domain"
)

// A Bearer is what a token or a session stands for: a subject, whose authority the
// ledger knows, or a principal that lives as long as the process.
type Bearer struct {
	Token    string // the token's public number; empty for one in memory, and for a session
	Subject  string
	issuedBy string // the administrator who issued the token, if one did
	name     string // as the identity provider has it
	groups   []string
	fixed    *domain.Principal
}

// ErrNoAuthority: the ledger gives the subject of a token no authority.
var ErrNoAuthority error = errNoAuthority

// Principal returns who the bearer is on a day, by the book of authority: the grant to
// the subject, else the one that its groups have. The error wraps [ErrNoAuthority] when
// there is none.
//
// A token that an administrator issued for somebody else makes no administrator: he
// would be the second person of his own grants.
func (b Bearer) Principal(authority *domain.Book, day domain.Date) (domain.Principal, error) {
	if b.fixed != nil {
		return *b.fixed, nil
	}
	p, ok := authority.Principal(b.Subject, day)
	if !ok {
		return b.member(authority, day)
	}
	if p.Role == domain.RoleAdministrator && b.issuedBy != "" && b.issuedBy != b.Subject {
		return domain.Principal{}, errTokenOfAnother
	}
	return p, nil
}

// member returns the authority of the bearer's groups. Groups that give different ones
// give none: nobody chose between them.
func (b Bearer) member(authority *domain.Book, day domain.Date) (domain.Principal, error) {
	var found domain.Principal
	for _, group := range b.groups {
		p, ok := authority.Principal(domain.GroupPrefix+group, day)
		if !ok {
			continue
		}
		p.ID, p.Name = b.Subject, cmp.Or(b.name, b.Subject)
		if found.ID != "" && p != found {
			return domain.Principal{}, errGroupsDiffer
		}
		found = p
	}
	if found.ID == "" {
		return found, fmt.Errorf("%s: %w", b.Subject, errNoAuthority)
	}
	return found, nil
}
