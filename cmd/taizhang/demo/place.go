package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"taizhang/domain"
	"taizhang/server/web"
)

// weights says in thousandths where the city's industrial parcels lie.
var weights = map[string]int{
	"120116": 262, "120114": 120, "120113": 110, "120111": 108, "120110": 90, "120112": 84, "120118": 80, "120115": 60,
	"120117": 36, "120119": 20, "120102": 7, "120105": 6, "120104": 5, "120103": 5, "120106": 4, "120101": 3,
}

// A plot is where a parcel lies and what it is called.
type plot struct {
	district domain.District
	park     int // industrial park within the district, from 1
	code     domain.ParcelCode
	area     domain.Area
	outline  *domain.Geometry
}

type point struct{ lng, lat float64 }

// metres per degree of latitude; of longitude it is this times cos(latitude).
const metresPerDegree = 111_320

// survey lays out the parcels of the city: in parks, inside their district and
// apart from each other.
func survey(o Options) ([]plot, error) {
	rng := rand.New(rand.NewPCG(o.Seed, 2))
	plots := make([]plot, 0, o.Parcels)
	for i, d := range o.Districts {
		share := weights[d.Code]
		n := o.Parcels * share / 1000
		if i == len(o.Districts)-1 {
			n = o.Parcels - len(plots) // what rounding left over
		}
		n = min(max(n, 1), o.Parcels-len(plots))
		g := newGround(d, rng)
		for range n {
			p, err := g.lay(rng)
			if err != nil {
				return nil, err
			}
			plots = append(plots, p)
		}
	}
	if len(plots) != o.Parcels {
		return nil, fmt.Errorf("demo: %d districts hold %d parcels, want %d", len(o.Districts), len(plots), o.Parcels)
	}
	rng.Shuffle(len(plots), func(i, j int) { plots[i], plots[j] = plots[j], plots[i] })
	return plots, nil
}

// ground is one district with what has been laid out in it.
type ground struct {
	district web.District
	parks    []point
	placed   []circle
	serial   []int // last sequence number of each park
}

type circle struct {
	point
	radius float64 // metres
}

func newGround(d web.District, rng *rand.Rand) *ground {
	g := &ground{district: d}
	for range 3 + weights[d.Code]/10 {
		g.parks = append(g.parks, g.somewhere(rng))
	}
	g.serial = make([]int, len(g.parks))
	return g
}

// somewhere draws a point inside the district.
func (g *ground) somewhere(rng *rand.Rand) point {
	low, high := bounds(g.district.Rings[0])
	for range 10_000 {
		p := point{low.lng + rng.Float64()*(high.lng-low.lng), low.lat + rng.Float64()*(high.lat-low.lat)}
		if inside(p, g.district.Rings[0]) {
			return p
		}
	}
	return point{g.district.Centre[0], g.district.Centre[1]}
}

// lay draws a parcel near one of the parks; when there is no room it tries
// farther away, then smaller.
func (g *ground) lay(rng *rand.Rand) (plot, error) {
	mu := min(max(math.Exp(rng.NormFloat64()*0.7+math.Log(48)), 8), 420)
	park := rng.IntN(len(g.parks))
	for try := range 4000 {
		spread := 1600 * (1 + float64(try)/60) // metres
		if try > 0 && try%400 == 0 {
			mu, park = max(mu*0.7, 6), rng.IntN(len(g.parks))
		}
		centre := shift(g.parks[park], rng.NormFloat64()*spread, rng.NormFloat64()*spread)
		area := domain.Area(mu * 2000 / 3 * 100)
		ring, radius := outline(rng, centre, area)
		if !g.free(circle{centre, radius}) || !g.holds(ring) {
			continue
		}
		g.placed = append(g.placed, circle{centre, radius})
		g.serial[park]++
		return plot{
			district: domain.District(g.district.Code), park: park + 1, area: area, outline: geometry(ring),
			code: domain.ParcelCode(fmt.Sprintf("%s%03d001GB%05d", g.district.Code, park+1, g.serial[park])),
		}, nil
	}
	return plot{}, fmt.Errorf("demo: no room for another parcel in %s", g.district.Name)
}

func (g *ground) free(c circle) bool {
	for _, other := range g.placed {
		if distance(c.point, other.point) < c.radius+other.radius {
			return false
		}
	}
	return true
}

func (g *ground) holds(ring []point) bool {
	for _, p := range ring {
		if !inside(p, g.district.Rings[0]) {
			return false
		}
	}
	return true
}

// outline draws a convex-like polygon of 5 to 8 corners around a centre with the
// given area, and the radius of the circle that holds it.
func outline(rng *rand.Rand, centre point, area domain.Area) ([]point, float64) {
	corners := 5 + rng.IntN(4)
	turn := rng.Float64()
	var unit [][2]float64
	for i := range corners {
		angle := 2 * math.Pi * (float64(i) + turn + (rng.Float64()-0.5)*0.4) / float64(corners)
		radius := 0.85 + 0.3*rng.Float64()
		unit = append(unit, [2]float64{radius * math.Cos(angle), radius * math.Sin(angle)})
	}
	scale := math.Sqrt(float64(area) / 100 / shoelace(unit)) // metres
	ring := make([]point, corners)
	for i, u := range unit {
		ring[i] = shift(centre, u[0]*scale, u[1]*scale)
	}
	return ring, 1.15 * scale
}

func shoelace(corners [][2]float64) float64 {
	sum := 0.0
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		sum += a[0]*b[1] - b[0]*a[1]
	}
	return math.Abs(sum) / 2
}

// shift moves a point by metres east and north.
func shift(p point, east, north float64) point {
	return point{p.lng + east/(metresPerDegree*math.Cos(p.lat*math.Pi/180)), p.lat + north/metresPerDegree}
}

func distance(a, b point) float64 {
	return math.Hypot((a.lng-b.lng)*metresPerDegree*math.Cos(a.lat*math.Pi/180), (a.lat-b.lat)*metresPerDegree)
}

// geometry closes a ring; six decimals of a degree are a tenth of a metre.
func geometry(ring []point) *domain.Geometry {
	corners := make([][2]domain.Decimal, 0, len(ring)+1)
	for _, p := range append(ring[:len(ring):len(ring)], ring[0]) {
		corners = append(corners, [2]domain.Decimal{degrees(p.lng), degrees(p.lat)})
	}
	return &domain.Geometry{Rings: [][][2]domain.Decimal{corners}}
}

func degrees(v float64) domain.Decimal { return domain.Decimal(strconv.FormatFloat(v, 'f', 6, 64)) }

func bounds(ring [][2]float64) (low, high point) {
	low, high = point{ring[0][0], ring[0][1]}, point{ring[0][0], ring[0][1]}
	for _, c := range ring {
		low = point{min(low.lng, c[0]), min(low.lat, c[1])}
		high = point{max(high.lng, c[0]), max(high.lat, c[1])}
	}
	return low, high
}

// inside reports whether a point lies in a ring (even-odd rule).
func inside(p point, ring [][2]float64) bool {
	in := false
	for i, a := range ring {
		b := ring[(i+len(ring)-1)%len(ring)]
		if (a[1] > p.lat) != (b[1] > p.lat) && p.lng < (b[0]-a[0])*(p.lat-a[1])/(b[1]-a[1])+a[0] {
			in = !in
		}
	}
	return in
}
