package analytics

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"taizhang/domain"
)

// A release says which sums of one quantity in one year are shown to who may not see
// the figures of an enterprise: the total, sums by district, sums by industry.
//
// # The rule
//
// Draw a point for every district and every industry, and a line between a district and
// an industry for every enterprise that has a figure in both. The points of the groups
// that are withheld are one point for all districts and one for all industries. What is
// shown is safe when no part of the drawing comes apart by taking away the lines of
// fewer than three enterprises (domain.CellMin; more where the policy asks for more).
// Where it does, the smallest groups on the two sides are withheld, until it does not.
// Fewer than three enterprises in all: nothing is shown.
//
// # Why it is safe
//
// Whatever is added and subtracted of the sums shown, a figure in district d and
// industry i counts p(d) + q(i) times in the result, where p is the same for all
// districts withheld (how often the total was taken) and q is 0 for all industries
// withheld. It does not count when p(d) = −q(i). So the figures that count are lines
// between points of different values: taking them away parts the drawing between any
// two values. Hence every result that depends on a figure at all depends on those of at
// least three enterprises: no group of fewer can be had by totals, differences or the
// two tables together, and an enterprise that takes its own figure out has not another's.
//
// An enterprise with figures in several places counts once, in the first of them, and
// one without a code counts nowhere: that withholds more than needed, never less.
//
// # What is covered
//
// All that one caller may ask of one quantity that his view does not show by itself:
// sums and their ratios to operating or supplied land of a year, in total, by district,
// by industry and of one district alone; any years, for a figure of another year is
// another figure. The same decision holds for metrics, the efficiency table and their
// CSV. Not released at all, for each is one more cut of the same figures: quarters,
// industries within a district, ratios to what is known of fewer parcels (land actually
// used, energy, employees, another figure), before and after a renewal, concentrations,
// and commitments about tax.
//
// # What is not
//
// Coverages and counts of parcels are shown: they say who reported, not what. That the
// answers before and after a report differ by it. Two callers of different reaches who
// compare: land that has moved between districts is counted in each by another rule. Two
// of three enterprises who put their own figures together; enterprises of one owner.
// What is known from elsewhere: a sum is nearly its largest part (dominance), and the
// public knows the band of each parcel's tax per mu (domain.TaxBand).
type release struct {
	least int // how many enterprises
	total bool
	shown map[group]bool
}

// A group is a district or an industry, or those withheld.
type group struct {
	by   By
	name string
}

// others names the point of the groups withheld; no code has such a name.
const others = "…"

// A stake is one enterprise's part of a quantity in a year.
type stake struct{ district, industry, firm string }

func (s stake) groups() [2]group {
	return [2]group{{District, s.district}, {Industry, s.industry}}
}

func (r release) shows(by By, name string) bool {
	return r.total && (by == City || r.shown[group{by, name}])
}

// releases decides for every year of a question, or says what was decided before.
func (a *Analytics) releases(ctx context.Context, of domain.Quantity, q question) (map[int]release, error) {
	q = whole(q)
	changed, err := a.stakesChanged(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("enterprises behind %s: %w", of, err)
	}
	d := decision{of, q.from, q.to, q.audience.Reach, q.audience.firmsMin(), changed}
	if made, ok := a.decisions.get(d); ok {
		return made, nil
	}
	made, err := a.decide(ctx, of, q)
	if err != nil {
		return nil, fmt.Errorf("enterprises behind %s: %w", of, err)
	}
	a.decisions.put(d, made)
	return made, nil
}

// decide finds the enterprises behind every year of a question.
func (a *Analytics) decide(ctx context.Context, of domain.Quantity, q question) (map[int]release, error) {
	stakes := make(map[int][]stake)
	err := a.each(ctx, func(scan func(...any) error) error {
		var year uint16
		var s stake
		if err := scan(&year, &s.district, &s.industry, &s.firm); err != nil {
			return err
		}
		stakes[int(year)] = append(stakes[int(year)], s)
		return nil
	}, q.sql(fmt.Sprintf(stakesSQL, of)), q.args()...)
	made := make(map[int]release, len(stakes))
	for year, list := range stakes {
		made[year] = newRelease(list, q.audience.firmsMin())
	}
	return made, err
}

// whole is the question of all that its audience may ask of: what is shown of one
// district must not depend on which was asked.
func whole(q question) question {
	q.district = ""
	return q
}

// newRelease withholds groups until what is shown is safe: rests on least enterprises.
func newRelease(stakes []stake, least int) release {
	r := release{least: least, shown: make(map[group]bool)}
	firms := make(map[group]map[string]bool)
	all := make(map[string]bool)
	for _, s := range stakes {
		for _, g := range s.groups() {
			if r.shown[g] = true; firms[g] == nil {
				firms[g] = make(map[string]bool)
			}
			firms[g][s.firm] = true
		}
		if s.firm != "" {
			all[s.firm] = true
		}
	}
	if r.total = len(all) >= least; r.total {
		r.withhold(stakes, func(g group) int { return len(firms[g]) }) // 0: those withheld already
	}
	return r
}

func (r release) withhold(stakes []stake, size func(group) int) {
	for {
		side, other, beyond := draw(stakes, r.shown).parts(r.least)
		if side == nil {
			return
		}
		pair := smallest(side, other, size)
		if pair == nil {
			pair = smallest(slices.Concat(side, other), beyond, size)
		}
		for _, g := range pair {
			delete(r.shown, g)
		}
	}
}

// smallest chooses a group on each side, both districts or both industries, with the
// fewest enterprises together.
func smallest(side, other []group, size func(group) int) []group {
	var best []group
	least := func(list []group, by By) (g group, ok bool) {
		list = slices.DeleteFunc(slices.Clone(list), func(g group) bool { return g.by != by })
		if len(list) == 0 {
			return g, false
		}
		return slices.MinFunc(list, func(x, y group) int { return cmp.Or(cmp.Compare(size(x), size(y)), cmp.Compare(x.name, y.name)) }), true
	}
	for _, by := range []By{District, Industry} {
		x, ok := least(side, by)
		y, both := least(other, by)
		if ok && both && (best == nil || size(x)+size(y) < size(best[0])+size(best[1])) {
			best = []group{x, y}
		}
	}
	return best
}

// A drawing is the points with how many enterprises have lines between them. A line
// of weight 0 is there: its enterprise counts elsewhere.
type drawing struct {
	points []group
	lines  map[group]map[group]int
}

func draw(stakes []stake, shown map[group]bool) drawing {
	d := drawing{lines: make(map[group]map[group]int)}
	counted := map[string]bool{"": true}
	for _, s := range stakes {
		ends := s.groups()
		weight := 1
		if counted[s.firm] {
			weight = 0
		}
		counted[s.firm] = true
		for i := range ends {
			if !shown[ends[i]] {
				ends[i].name = others
			}
		}
		for i, end := range ends {
			if d.lines[end] == nil {
				d.lines[end] = make(map[group]int)
			}
			d.lines[end][ends[1-i]] += weight
		}
	}
	d.points = slices.SortedFunc(maps.Keys(d.lines), func(x, y group) int { return cmp.Or(cmp.Compare(x.by, y.by), cmp.Compare(x.name, y.name)) })
	return d
}

// parts returns the two sides of a cut of fewer than least enterprises, and the points
// that hang together with neither, or nothing when there is no such cut.
func (d drawing) parts(least int) (side, other, beyond []group) {
	seen := make(map[group]bool)
	for _, from := range d.points {
		if seen[from] {
			continue
		}
		hanging := d.walk(from, func(group, group) bool { return true })
		for _, to := range d.points {
			if _, hangs := hanging[to]; !hangs {
				continue
			}
			seen[to] = true
			if near := d.flow(from, to, least); near != nil {
				return d.split(near, hanging)
			}
		}
	}
	return nil, nil, nil
}

func (d drawing) split(near, hanging map[group]group) (side, other, beyond []group) {
	for _, p := range d.points {
		if _, is := near[p]; is {
			side = append(side, p)
		} else if _, hangs := hanging[p]; hangs {
			other = append(other, p)
		} else {
			beyond = append(beyond, p)
		}
	}
	return side, other, beyond
}

// flow sends enterprises from one point to another (Ford and Fulkerson). When fewer
// than least come through it returns the points on the near side of the cut.
func (d drawing) flow(from, to group, least int) map[group]group {
	if from == to {
		return nil
	}
	sent := make(map[[2]group]int)
	free := func(x, y group) bool { return d.lines[x][y]-sent[[2]group{x, y}] > 0 }
	for range least {
		came := d.walk(from, free)
		if _, through := came[to]; !through {
			return came
		}
		for at := to; at != from; at = came[at] {
			sent[[2]group{came[at], at}]++
			sent[[2]group{at, came[at]}]--
		}
	}
	return nil
}

// walk goes from a point along lines and says from where each point was come to.
func (d drawing) walk(from group, free func(x, y group) bool) map[group]group {
	came := map[group]group{from: from}
	for queue := []group{from}; len(queue) > 0; queue = queue[1:] {
		for next := range d.lines[queue[0]] {
			if _, been := came[next]; !been && free(queue[0], next) {
				came[next] = queue[0]
				queue = append(queue, next)
			}
		}
	}
	return came
}
