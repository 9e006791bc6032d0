package server

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/live"
)

// outlines remembers the last map that was made of each district, for each reach and
// view that saw it.
type outlines struct {
	mu    sync.Mutex
	made  map[outlineKey]outline
	today domain.Date // overdue counts change with the day
}

type outlineKey struct {
	district domain.District
	reach    domain.Reach
	view     domain.View
}

type outline struct {
	position eventstore.Position
	body     []byte
}

// featureView is what the map colours a parcel by.
type featureView struct {
	ID         domain.ParcelID `json:"id" sight:"public"`
	Code       string          `json:"code" sight:"public"`
	District   domain.District `json:"district" sight:"public"`
	Stage      domain.Stage    `json:"stage" sight:"public"`
	Grade      domain.Code     `json:"grade"`
	Compliance domain.Code     `json:"compliance"`
	Overdue    int             `json:"overdue"`
	domain.Redaction
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
	key := outlineKey{district, c.who.Reach(), c.who.View}
	etag := strconv.Quote(strings.Join([]string{string(pos), string(today), string(district), string(key.reach.Level), key.reach.String(), string(key.view)}, "."))
	s.outline.mu.Lock()
	defer s.outline.mu.Unlock()
	if s.outline.today != today {
		s.outline.made, s.outline.today = make(map[outlineKey]outline), today
	}
	is, ok := s.outline.made[key]
	if !ok || is.position != pos {
		is = outline{pos, encodeFeatures(s.Parcels.Features(key.reach, district), s.sight(c))}
		if len(s.outline.made) < outlinesMax || ok {
			s.outline.made[key] = is
		}
	}
	return reply{kind: "application/geo+json", etag: etag, body: is.body}, nil
}

// encodeFeatures writes coordinates as they are recorded: decimals, not floats. The
// public is shown no outlines: those features have no geometry (RFC 7946 §3.2).
func encodeFeatures(features []live.Feature, sight domain.Sight) []byte {
	var out bytes.Buffer
	out.WriteString(`{"type":"FeatureCollection","features":[`)
	for i, f := range features {
		if i > 0 {
			out.WriteByte(',')
		}
		properties, err := json.Marshal(featureView{ID: f.ID, Code: f.Code, District: f.District, Stage: f.Stage, Grade: f.Grade, Compliance: f.Compliance, Overdue: f.Overdue})
		if err != nil {
			panic("server: feature: " + err.Error()) // names and numbers always encode
		}
		properties, _ = sight.Veil(reflect.TypeFor[featureView](), properties)
		out.WriteString(`{"type":"Feature","id":"` + f.ID.String() + `","properties":`)
		out.Write(properties)
		if !sight.View.Shows(domain.ViewInternal) {
			out.WriteString(`,"geometry":null}`)
			continue
		}
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
