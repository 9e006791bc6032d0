package live

import (
	"cmp"
	"slices"

	"taizhang/domain"
	"taizhang/eventstore"
)

// An Overview counts parcels and area by stage and district: the life-cycle
// funnel and the map's figures. Retired parcels are not counted: their land is
// that of the parcels they became, or no industrial land any more.
type Overview struct {
	Position  eventstore.Position `json:"position" sight:"public"`
	Today     domain.Date         `json:"today" sight:"public"`
	Parcels   int                 `json:"parcels" sight:"public"`
	Area      domain.Area         `json:"area" sight:"public"`
	Events    int                 `json:"events"`
	Stages    []StageCount        `json:"stages" sight:"public"`
	Districts []DistrictCount     `json:"districts" sight:"public"`
	Overdue   int                 `json:"overdue"` // obligations, not parcels
	DueSoon   int                 `json:"dueSoon"`
	NoData    int                 `json:"noData"` // parcels of which only the supply is known
	domain.Redaction
}

// A StageCount counts the parcels of one stage.
type StageCount struct {
	Stage   domain.Stage `json:"stage" sight:"public"`
	Parcels int          `json:"parcels" sight:"public"`
	Area    domain.Area  `json:"area" sight:"public"`
}

// A DistrictCount counts the parcels of one district.
type DistrictCount struct {
	District domain.District      `json:"district" sight:"public"`
	Parcels  int                  `json:"parcels" sight:"public"`
	Area     domain.Area          `json:"area" sight:"public"`
	Overdue  int                  `json:"overdue"`
	DueSoon  int                  `json:"dueSoon"`
	Stages   map[domain.Stage]int `json:"stages" sight:"public"`
}

// Overview counts the parcels of one district within a reach, or of all when it is
// empty. The districts are always all within the reach.
func (m *Model) Overview(reach domain.Reach, district domain.District) Overview {
	m.sync()
	m.mu.RLock()
	defer m.mu.RUnlock()
	o := Overview{Position: m.pos, Today: m.today}
	stages := make(map[domain.Stage]*StageCount)
	for _, s := range domain.Stages {
		stages[s] = &StageCount{Stage: s}
	}
	districts := make(map[domain.District]*DistrictCount)
	for _, r := range m.within(reach) {
		o.Events += int(r.revision) + 1
		if r.parcel.Stage == domain.StageRetired {
			continue // its land is counted in the parcels it became
		}
		count(districts, r)
		if district == "" || r.parcel.Land.District == district {
			o.add(stages, r)
		}
	}
	for _, s := range domain.Stages {
		o.Stages = append(o.Stages, *stages[s])
	}
	o.Districts = []DistrictCount{}
	for _, d := range districts {
		o.Districts = append(o.Districts, *d)
	}
	slices.SortFunc(o.Districts, func(a, b DistrictCount) int { return cmp.Compare(a.District, b.District) })
	return o
}

func (o *Overview) add(stages map[domain.Stage]*StageCount, r *row) {
	area := r.parcel.Land.RegisteredArea
	o.Parcels++
	o.Area += area
	o.Overdue += r.overdue
	o.DueSoon += r.dueSoon
	if r.parcel.SupplyOnly {
		o.NoData++
	}
	s := stages[r.parcel.Stage]
	s.Parcels++
	s.Area += area
}

func count(districts map[domain.District]*DistrictCount, r *row) {
	d := districts[r.parcel.Land.District]
	if d == nil {
		d = &DistrictCount{District: r.parcel.Land.District, Stages: make(map[domain.Stage]int)}
		districts[d.District] = d
	}
	d.Parcels++
	d.Area += r.parcel.Land.RegisteredArea
	d.Overdue += r.overdue
	d.DueSoon += r.dueSoon
	d.Stages[r.parcel.Stage]++
}

// A Feature is one parcel's outline with what the map colours it by.
type Feature struct {
	ID         domain.ParcelID
	Code       string
	District   domain.District
	Stage      domain.Stage
	Grade      domain.Code
	Compliance domain.Code
	Overdue    int
	Geometry   *domain.Geometry
}

// Features returns the outlines of a district's parcels within a reach, or of all;
// parcels without an outline are left out.
func (m *Model) Features(reach domain.Reach, district domain.District) []Feature {
	m.sync()
	m.mu.RLock()
	defer m.mu.RUnlock()
	var features []Feature
	for id, r := range m.within(reach) {
		p := r.parcel
		if p.Land.Geometry == nil || p.Stage == domain.StageRetired || district != "" && p.Land.District != district {
			continue
		}
		features = append(features, Feature{id, codeOf(p), p.Land.District, p.Stage, p.Operation.Grade, p.Compliance, r.overdue, p.Land.Geometry})
	}
	slices.SortFunc(features, func(a, b Feature) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return features
}
