package server

import (
	"bytes"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/live"
)

// outlines remembers the last map that was made of each district.
type outlines struct {
	mu    sync.Mutex
	made  map[domain.District]outline
	today domain.Date // overdue counts change with the day
}

type outline struct {
	position eventstore.Position
	body     []byte
}

// featureView is what the map colours a parcel by.
type featureView struct {
	ID         domain.ParcelID `json:"id"`
	Code       string          `json:"code"`
	District   domain.District `json:"district"`
	Stage      domain.Stage    `json:"stage"`
	Grade      domain.Code     `json:"grade"`
	Compliance domain.Code     `json:"compliance"`
	Overdue    int             `json:"overdue"`
}

// geoJSON handles GET /parcels.geojson: the outlines as an RFC 7946 collection, in
// degrees of CGCS2000.
func (s *Server) geoJSON(c *call) (any, error) {
	district, err := c.district("district")
	if err != nil {
		return nil, err
	}
	pos, err := s.Parcels.Position(c.Context()) // taken first: the outlines are at least this new
	if err != nil {
		return nil, err
	}
	today := s.Parcels.Today()
	etag := strconv.Quote(string(pos) + "." + string(today) + "." + string(district))
	s.outline.mu.Lock()
	defer s.outline.mu.Unlock()
	if s.outline.today != today {
		s.outline.made, s.outline.today = make(map[domain.District]outline), today
	}
	is, ok := s.outline.made[district]
	if !ok || is.position != pos {
		is = outline{pos, encodeFeatures(s.Parcels.Features(district))}
		if len(s.outline.made) < outlinesMax || ok {
			s.outline.made[district] = is
		}
	}
	return reply{kind: "application/geo+json", etag: etag, body: is.body}, nil
}

// encodeFeatures writes coordinates as they are recorded: decimals, not floats.
func encodeFeatures(features []live.Feature) []byte {
	var out bytes.Buffer
	out.WriteString(`{"type":"FeatureCollection","features":[`)
	for i, f := range features {
		if i > 0 {
			out.WriteByte(',')
		}
		properties, err := json.Marshal(featureView{f.ID, f.Code, f.District, f.Stage, f.Grade, f.Compliance, f.Overdue})
		if err != nil {
			panic("server: feature: " + err.Error()) // names and numbers always encode
		}
		out.WriteString(`{"type":"Feature","id":"` + f.ID.String() + `","properties":`)
		out.Write(properties)
		out.WriteString(`,"geometry":{"type":"Polygon","coordinates":`)
		writeRings(&out, f.Geometry.Rings)
		out.WriteString("}}")
	}
	out.WriteString("]}")
	return out.Bytes()
}

func writeRings(out *bytes.Buffer, rings [][][2]domain.Decimal) {
	out.WriteByte('[')
	for i, ring := range rings {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('[')
		for j, corner := range ring {
			if j > 0 {
				out.WriteByte(',')
			}
			out.WriteString("[" + string(corner[0]) + "," + string(corner[1]) + "]")
		}
		out.WriteByte(']')
	}
	out.WriteByte(']')
}
