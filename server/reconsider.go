package server

import (
	"github.com/go-json-experiment/json"

	"taizhang"
	"taizhang/domain"
)

// reconsideration handles GET /parcels/{ref}/reconsideration: every decision on the parcel
// beside what other rules would say of it.
func (s *Server) reconsideration(c *call) (any, error) {
	alt, err := c.alternative()
	if err != nil {
		return nil, err
	}
	d, err := s.dossier(c)
	if err != nil {
		return nil, err
	}
	got, err := s.Ledger.Reconsider(c.Context(), d.id, alt)
	if err != nil {
		return nil, err
	}
	sight := s.sight(c)
	for i, r := range got.Decisions {
		got.Decisions[i] = r.Discreet(sight)
	}
	return got, nil
}

// alternative reads which rules the decisions are compared with.
func (c *call) alternative() (alt taizhang.Alternative, err error) {
	if alt.AsOf, err = c.date("asOf"); err != nil {
		return alt, err
	}
	alt.Version = c.query["version"]
	if scope, ok := c.query["scope"]; ok {
		if alt.Scope, err = domain.ParseScope(scope); err != nil {
			return alt, badValue("scope", "city / 120116 / 120116-PARK")
		}
	}
	if text, ok := c.query["values"]; ok {
		if err := json.Unmarshal([]byte(text), &alt.Values); err != nil {
			return alt, badValue("values", `{"term.max_years":40}`)
		}
	}
	return alt, nil
}
