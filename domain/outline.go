package domain

import (
	"math"
	"strconv"
)

// Bounds of an outline.
const (
	ringPointsMin, ringPointsMax = 4, 2000
	ringsMax                     = 20
)

// A point is longitude and latitude in degrees.
type point struct{ x, y float64 }

// faults checks that the rings are closed, lie in China and do not cross
// themselves. Degrees are read as floats: to judge a shape that is exact enough,
// and nothing computed here enters the state.
func (g Geometry) faults(_ *Fact, say faultFunc) {
	if len(g.Rings) > ringsMax {
		say("/rings", "geometry.ring", strconv.Itoa(len(g.Rings)))
		return
	}
	for i, raw := range g.Rings {
		at := "/rings/" + strconv.Itoa(i)
		n := len(raw)
		if n < ringPointsMin || n > ringPointsMax || raw[0] != raw[n-1] {
			say(at, "geometry.ring", strconv.Itoa(n))
			continue
		}
		ring, ok := readRing(raw)
		if !ok {
			say(at, "geometry.place")
			continue
		}
		if crosses(ring) || ringArea(ring) == 0 {
			say(at, "geometry.simple")
		}
	}
}

// readRing reads a ring and reports whether it lies in China (73-136° E, 3-54° N).
func readRing(raw [][2]Decimal) (ring []point, ok bool) {
	ring, ok = make([]point, len(raw)), true
	for i, p := range raw {
		x, errX := strconv.ParseFloat(string(p[0]), 64)
		y, errY := strconv.ParseFloat(string(p[1]), 64)
		ok = ok && errX == nil && errY == nil && x >= 73 && x <= 136 && y >= 3 && y <= 54
		ring[i] = point{x, y}
	}
	return ring, ok
}

// crosses reports whether two sides that are not neighbours meet.
func crosses(ring []point) bool {
	sides := len(ring) - 1
	for i := range sides {
		for j := i + 2; j < sides; j++ {
			if i == 0 && j == sides-1 {
				continue
			}
			if meet(ring[i], ring[i+1], ring[j], ring[j+1]) {
				return true
			}
		}
	}
	return false
}

func meet(a, b, c, d point) bool {
	return turn(a, b, c)*turn(a, b, d) < 0 && turn(c, d, a)*turn(c, d, b) < 0
}

func turn(a, b, c point) float64 { return (b.x-a.x)*(c.y-a.y) - (b.y-a.y)*(c.x-a.x) }

// ringArea is the area in m² on the ellipsoid's local plane, good to a few in ten
// thousand at the size of a parcel.
func ringArea(ring []point) float64 {
	const metre = 111_320 // per degree at the equator
	k := math.Cos(ring[0].y * math.Pi / 180)
	sum := 0.0
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		sum += (a.x-ring[0].x)*(b.y-ring[0].y) - (b.x-ring[0].x)*(a.y-ring[0].y)
	}
	return math.Abs(sum) / 2 * metre * metre * k
}

// outlined compares the outline with the district and the registered area, which
// stays authoritative.
func (d *decision) outlined(e ParcelRegistered) {
	area := 0.0
	for i, raw := range e.Geometry.Rings {
		ring, _ := readRing(raw)
		area += pick(i == 0, 1.0, -1.0) * ringArea(ring)
		if i == 0 && e.District[:2] == "12" && !inTianjin(ring[0]) {
			d.find("/data/geometry", "geometry.district")
		}
	}
	registered := float64(e.RegisteredArea) / 100
	if math.Abs(area-registered) > registered*0.05 {
		d.find("/data/geometry", "geometry.area", Area(area*100).String()+" / "+e.RegisteredArea.String())
	}
}

// inTianjin uses the city's box, 116.7-118.1° E and 38.5-40.3° N.
func inTianjin(p point) bool { return p.x >= 116.7 && p.x <= 118.1 && p.y >= 38.5 && p.y <= 40.3 }
