package server

import (
	"taizhang"
	"taizhang/domain"
)

type competenceView struct {
	Acts    []domain.Licence `json:"acts"`
	Version string           `json:"version"` // of the matrix: the day from which it stands so
	Events  []domain.Remit   `json:"events"`
}

// competence handles GET /me/competence: what the caller may do, record and co-sign, and
// by which rule not; with a parcel, of that one. The form offers by it; the write path
// decides.
func (s *Server) competence(c *call) (any, error) {
	var land domain.Scope
	if ref, given := c.query["parcel"]; given {
		id, err := s.named(c, ref)
		if err != nil {
			return nil, err
		}
		now, ok := s.Parcels.Snapshot(c.who.Reach(), id)
		if !ok {
			return nil, taizhang.ErrNoParcel
		}
		land = domain.Scope{District: now.Parcel.Land.District, Park: now.Parcel.Land.ParkCode}
	}
	return competenceView{c.who.Licences(today()), domain.CompetenceVersion(today()), c.who.Remits(land, today())}, nil
}
