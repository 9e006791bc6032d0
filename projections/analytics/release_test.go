package analytics

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"taizhang/domain"
)

// A sumOf is a sum that was told: which of the unknown figures are in it.
type sumOf []bool

// An unknown is what an attacker wants: the figure of an enterprise in one place.
type unknown = stake

// isolated lists the groups of fewer than three enterprises of which the sums told tell
// something: a combination of sums, not nothing, that depends on theirs alone. It is
// there when the sums are less independent without those figures. Rank over the
// rationals, nothing of the rule under test.
func isolated(told []sumOf, unknowns []unknown) (groups []string) {
	firms := make(map[string]bool)
	for _, u := range unknowns {
		firms[u.firm] = true
	}
	names := slices.Sorted(maps.Keys(firms))
	all := independent(told, func(int) bool { return true })
	for i, one := range names {
		for _, two := range names[i:] {
			without := independent(told, func(n int) bool { return unknowns[n].firm != one && unknowns[n].firm != two })
			if without < all {
				groups = append(groups, fmt.Sprintf("{%s %s}", one, two))
			}
		}
	}
	return groups
}

// independent is the rank of the sums over the unknowns that are kept, by elimination.
func independent(told []sumOf, keep func(int) bool) (rank int) {
	var rows [][]*big.Rat
	for _, sum := range told {
		var row []*big.Rat
		for i, in := range sum {
			if keep(i) {
				row = append(row, big.NewRat(map[bool]int64{true: 1}[in], 1))
			}
		}
		rows = append(rows, row)
	}
	for column := 0; len(rows) > 0 && column < len(rows[0]) && rank < len(rows); column++ {
		pivot := slices.IndexFunc(rows[rank:], func(row []*big.Rat) bool { return row[column].Sign() != 0 })
		if pivot < 0 {
			continue
		}
		rows[rank], rows[rank+pivot] = rows[rank+pivot], rows[rank]
		for _, row := range rows[rank+1:] {
			factor := new(big.Rat).Quo(row[column], rows[rank][column])
			for i := range row {
				row[i].Sub(row[i], new(big.Rat).Mul(factor, rows[rank][i]))
			}
		}
		rank++
	}
	return rank
}

func TestTheAttackerCanCount(t *testing.T) {
	firms := []unknown{{firm: "a"}, {firm: "b"}, {firm: "c"}, {firm: "d"}}
	all, three, pair := sumOf{true, true, true, true}, sumOf{true, true, true, false}, sumOf{true, true, false, false}
	for _, tt := range []struct {
		told []sumOf
		want int // of the ten groups of one or two
	}{
		{nil, 0}, {[]sumOf{all}, 0}, {[]sumOf{three}, 0}, {[]sumOf{pair}, 1}, // {a b}
		{[]sumOf{all, three}, 4}, // d, and with anyone
		{[]sumOf{all, pair}, 2},  // {a b}, {c d}
	} {
		if got := isolated(tt.told, firms); len(got) != tt.want {
			t.Errorf("%v: got %v, want %d groups", tt.told, got, tt.want)
		}
	}
}

// told is what a release shows: the total and every group that is not withheld.
func told(r release, stakes []stake) (sums []sumOf) {
	add := func(in func(stake) bool) {
		sum := make(sumOf, len(stakes))
		for i, s := range stakes {
			sum[i] = in(s)
		}
		sums = append(sums, sum)
	}
	if r.shows(City, "") {
		add(func(stake) bool { return true })
	}
	for g, is := range r.shown {
		if is && r.shows(g.by, g.name) {
			add(func(s stake) bool { ends := s.groups(); return slices.Contains(ends[:], g) })
		}
	}
	return sums
}

// someStakes draws a population: enterprises in few districts and industries, some of
// them in several places.
func someStakes(t *rapid.T) []stake {
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stake {
		return stake{
			rapid.SampledFrom([]string{"", "120110", "120111", "120116"}).Draw(t, "district"),
			rapid.SampledFrom([]string{"", "27", "36", "39"}).Draw(t, "industry"),
			rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}).Draw(t, "firm"),
		}
	}), 0, 16).Draw(t, "stakes")
	slices.SortFunc(list, func(x, y stake) int {
		return slices.Compare([]string{x.district, x.industry, x.firm}, []string{y.district, y.industry, y.firm})
	})
	return slices.Compact(list)
}

// noTables is how many cases a property sees that needs no tables.
const noTables = 300

// Whoever takes every sum that is shown, and adds and subtracts them as he likes, learns
// nothing of fewer than three enterprises. What is withheld does not depend on the
// order of the enterprises' reports.
func TestNoSumsIsolateFewerThanThreeEnterprises(t *testing.T) {
	shown := 0
	few(t, noTables, func(rt *rapid.T) {
		stakes := someStakes(rt)
		r := newRelease(stakes, domain.CellMin)
		if groups := isolated(told(r, stakes), stakes); len(groups) > 0 {
			rt.Fatalf("%v\nshown %v\nisolated %v", stakes, r, groups)
		}
		if again := newRelease(stakes, domain.CellMin); !maps.Equal(r.shown, again.shown) {
			rt.Fatalf("%v: shown %v, then %v", stakes, r, again)
		}
		shown += len(r.shown)
	})
	if shown == 0 {
		t.Error("no group was ever shown")
	}
}

// Withholding the small groups alone is not enough: the attacker must find out.
func TestSmallGroupsWithheldAloneAreCaught(t *testing.T) {
	caught := 0
	few(t, noTables, func(rt *rapid.T) {
		stakes := someStakes(rt)
		r := release{total: true, shown: make(map[group]bool)}
		firms := make(map[group]map[string]bool)
		for _, s := range stakes {
			for _, g := range s.groups() {
				if firms[g] == nil {
					firms[g] = make(map[string]bool)
				}
				firms[g][s.firm] = true
				r.shown[g] = len(firms[g]) >= domain.CellMin
			}
		}
		if len(isolated(told(r, stakes), stakes)) > 0 {
			caught++
		}
	})
	if caught == 0 {
		t.Error("totals that give small groups away were never found")
	}
}

// stakesOf writes a population as lines of district, industry and how many enterprises.
func stakesOf(cells map[[2]string]int) (stakes []stake) {
	for cell, n := range cells {
		for i := range n {
			stakes = append(stakes, stake{cell[0], cell[1], fmt.Sprint(cell, i)})
		}
	}
	return stakes
}

func TestReleasesByHand(t *testing.T) {
	for _, tt := range []struct {
		name  string
		least int
		cells map[[2]string]int
		want  string
	}{
		{"two enterprises in all", 0, map[[2]string]int{{"A", "1"}: 2}, ""},
		{"three in one place", 0, map[[2]string]int{{"A", "1"}: 3}, "city A 1"},
		{"a small district takes the next one with it", 0, map[[2]string]int{{"A", "1"}: 2, {"B", "1"}: 4, {"C", "1"}: 9}, "city C 1"},
		{"two small districts that are three together", 0, map[[2]string]int{{"A", "1"}: 1, {"B", "1"}: 2, {"C", "1"}: 9}, "city C 1"},
		{"large margins, and the difference of a district and an industry is one", 0, map[[2]string]int{{"A", "1"}: 5, {"A", "2"}: 1, {"B", "2"}: 6, {"B", "3"}: 4}, "city A B 2"},
		{"four are asked for", 4, map[[2]string]int{{"A", "1"}: 3}, ""},
		{"a district of three where four are asked for", 4, map[[2]string]int{{"A", "1"}: 3, {"B", "1"}: 4, {"C", "1"}: 9}, "city C 1"},
		{"a full table", 0, map[[2]string]int{{"A", "1"}: 3, {"A", "2"}: 3, {"B", "1"}: 3, {"B", "2"}: 3}, "city A B 1 2"},
	} {
		r := newRelease(stakesOf(tt.cells), max(tt.least, domain.CellMin))
		got := ""
		if r.total {
			got = "city"
		}
		for _, by := range []By{District, Industry} {
			for _, name := range []string{"A", "B", "C", "1", "2", "3"} {
				if r.shows(by, name) {
					got += " " + name
				}
			}
		}
		if got != tt.want {
			t.Errorf("%s: shown %q, want %q", tt.name, got, tt.want)
		}
	}
}
