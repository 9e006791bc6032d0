package server

import (
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"taizhang"
	"taizhang/domain"
)

// sight is how much of an answer the caller is shown: what his view shows, of parcels
// within his reach.
func (s *Server) sight(c *call) domain.Sight { return s.sightOf(c.who) }

func (s *Server) sightOf(who domain.Principal) domain.Sight {
	sight := domain.Sight{View: who.View}
	if reach := who.Reach(); reach != domain.Everywhere {
		sight.Sees = func(ref string) bool {
			_, ok := s.Parcels.Resolve(reach, ref)
			return ok
		}
	}
	return sight
}

// find returns the parcel that a route names. One beyond the caller's reach is not
// found, as if there were none: by the same way, with the same answer.
func (s *Server) find(c *call) (domain.ParcelID, error) { return s.named(c, c.PathValue("ref")) }

func (s *Server) named(c *call, ref string) (domain.ParcelID, error) {
	if id, ok := asIdentity(ref); ok && c.who.Reach() == domain.Everywhere {
		return id, nil // the stream says whether there is such a parcel, also while the model catches up
	}
	if len(ref) > refBytesMax {
		return domain.ParcelID{}, taizhang.ErrNoParcel
	}
	if err := s.caughtUp(c.Context()); err != nil {
		return domain.ParcelID{}, err
	}
	id, ok := s.Parcels.Resolve(c.who.Reach(), ref)
	if !ok {
		return domain.ParcelID{}, taizhang.ErrNoParcel
	}
	return id, nil
}

// asIdentity reads an identity in its one form, which is no code.
func asIdentity(ref string) (domain.ParcelID, bool) {
	id, err := uuid.Parse(ref)
	return id, err == nil && id.String() == ref
}

// veiled is the JSON of an answer without what the caller is not shown. Every answer
// passes here, but those of routes that speak of no parcel.
func (s *Server) veiled(c *call, r route, body any) ([]byte, error) {
	data, err := json.Marshal(body, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	if r.open || r.common {
		return data, nil
	}
	shown, redacted := s.sight(c).Veil(reflect.TypeOf(body), data)
	if len(redacted) > 0 {
		return nil, fmt.Errorf("encode answer: no place in %T for what was left out: %v", body, redacted)
	}
	return shown, nil
}

// selects refuses a filter by a field that the caller's view does not show: what it
// selects would tell.
func (c *call) selects(needs domain.View, names ...string) error {
	if c.who.View.Shows(needs) {
		return nil
	}
	for _, name := range names {
		if _, given := c.query[name]; given {
			return &domain.Denied{Problems: []domain.Problem{domain.AccessView("?"+name, c.who.View)}}
		}
	}
	return nil
}
