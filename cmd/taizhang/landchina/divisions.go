package landchina

import (
	_ "embed"
	"strings"

	"taizhang/domain"
)

//go:embed divisions.tsv
var divisionsTSV string

// A division is one name that a code of GB/T 2260 bore, with the revisions of
// the standard (YYYYMM) that show it. A division in force has no last revision.
type division struct {
	code        string
	name        string
	first, last string
}

func (d division) inForce() bool { return d.last == "" }

// county says that the code is of the county level; the others end in 00.
func (d division) county() bool { return d.code[4:] != "00" }

// A gazetteer finds divisions by the names they bore at any time.
type gazetteer struct {
	byName  map[string][]division
	today   map[string]division   // by code
	byStem  map[string][]division // counties in force, by province and stem
	regions map[string]string     // province code by the short names of the source
}

// divisions is the gazetteer of the embedded table.
var divisions = readDivisions(divisionsTSV)

func readDivisions(table string) gazetteer {
	g := gazetteer{
		byName: make(map[string][]division), today: make(map[string]division),
		byStem: make(map[string][]division), regions: make(map[string]string),
	}
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		g.add(division{code: f[0], name: f[1], first: f[2], last: f[3]})
	}
	return g
}

func (g *gazetteer) add(d division) {
	g.byName[d.name] = append(g.byName[d.name], d)
	if strings.HasSuffix(d.code, "0000") {
		g.regions[shortRegion(d.name)] = d.code[:2]
	}
	if !d.inForce() {
		return
	}
	g.today[d.code] = d
	if d.county() {
		key := d.code[:2] + stem(d.name)
		g.byStem[key] = append(g.byStem[key], d)
	}
}

// shortRegion cuts a province's name to what the source writes: 广西壮族自治区 is
// 广西壮族 there, 内蒙古自治区 is 内蒙古.
func shortRegion(name string) string { return strings.TrimSuffix(name, "自治区") }

// stem is a county's name without the word for its rank, which changes when a
// county becomes a district (撤县设区).
func stem(name string) string {
	for _, rank := range []string{"自治县", "自治旗", "特区", "林区", "县", "区", "市", "旗"} {
		if s, ok := strings.CutSuffix(name, rank); ok && s != "" {
			return s
		}
	}
	return name
}

// A place is what a name was understood as. reason says what was not plain about
// it and is empty when the name is in force and full.
type place struct {
	code   domain.District
	name   string // as it is called today, where it exists today
	reason string
}

// resolve understands a name of the source: "省,地区>县", "省,地区", "省,地区>地区本级"
// or a county's name alone. It answers false, with the reason, for a name that
// is of no division or of several: it never picks one.
func (g *gazetteer) resolve(text string) (place, string, bool) {
	region, rest, full := strings.Cut(text, ",")
	if !full {
		return g.alone(text)
	}
	province, ok := g.regions[region]
	if !ok {
		return place{}, "district.unknown", false
	}
	prefecture, county, _ := strings.Cut(rest, ">")
	switch {
	case county == "":
		return g.prefecture(province, prefecture, "district.prefectureOnly")
	case strings.HasSuffix(county, "本级"):
		return g.prefecture(province, strings.TrimSuffix(county, "本级"), "district.citySeat")
	}
	return g.county(province, prefecture, county)
}

// alone understands a name without its province. One that several divisions bear
// or bore is ambiguous, unless only one of them bore it when the standard was
// last revised before the records of the source.
func (g *gazetteer) alone(name string) (place, string, bool) {
	if name == "" {
		return place{}, "district.missing", false
	}
	if seat, ok := strings.CutSuffix(name, "本级"); ok {
		return g.settle(latest(g.byName[seat], false), "district.citySeat")
	}
	if p, reason, ok := g.settle(latest(g.byName[name], true), "district.nameOnly"); ok || reason == "district.ambiguous" {
		return p, reason, ok
	}
	return g.settle(latest(g.byName[name], false), "district.prefectureOnly")
}

func (g *gazetteer) prefecture(province, name, reason string) (place, string, bool) {
	var found []division
	for _, d := range g.byName[name] {
		if strings.HasPrefix(d.code, province) && !d.county() && d.code != province+"0000" {
			found = append(found, d)
		}
	}
	if found == nil {
		found = g.municipal(province, name)
	}
	return g.settle(latest(found, false), reason)
}

// municipal understands the rows between a municipality and its districts, which
// the source calls 天津市市辖区, 重庆市所辖县 or, for the seat, by the city's name.
func (g *gazetteer) municipal(province, name string) []division {
	city := g.today[province+"0000"].name
	switch name {
	case city, city + "市辖区":
		return []division{{code: province + "0100", name: city}}
	case city + "所辖县":
		return []division{{code: province + "0200", name: city + "辖县"}}
	}
	return nil
}

// county looks within the prefecture first, as it was when it still held the
// county, and then within the province, for prefectures were dissolved.
func (g *gazetteer) county(province, prefecture, name string) (place, string, bool) {
	seats := make(map[string]bool)
	for _, d := range g.byName[prefecture] {
		if strings.HasPrefix(d.code, province) && !d.county() {
			seats[d.code[:4]] = true
		}
	}
	var within, beyond []division
	for _, d := range g.byName[name] {
		switch {
		case !strings.HasPrefix(d.code, province) || !d.county():
		case seats[d.code[:4]]:
			within = append(within, d)
		default:
			beyond = append(beyond, d)
		}
	}
	if within != nil {
		return g.settle(latest(within, true), "")
	}
	return g.settle(latest(beyond, true), "")
}

// latest keeps the divisions of a level that bore the name last: those in force,
// else those of the newest revision.
func latest(found []division, county bool) []division {
	var best []division
	for _, d := range found {
		switch {
		case d.county() != county || strings.HasSuffix(d.code, "0000"):
		case len(best) == 0 || newer(d, best[0]):
			best = []division{d}
		case d.last == best[0].last:
			best = append(best, d)
		}
	}
	return best
}

func newer(a, b division) bool {
	return a.last != b.last && (a.last == "" || b.last != "" && a.last > b.last)
}

// heirs of Tianjin that the names do not show: 塘沽, 汉沽 and 大港 became 滨海新区 in
// 2009, 蓟县 became 蓟州区 in 2016.
var heirs = map[string]string{"120107": "120116", "120108": "120116", "120109": "120116", "120225": "120119"}

// settle turns the one division found into its place today: under its own code,
// or, when the code is no longer in force, under that of its heir or of the only
// county of the province that bears the same stem. Without one the old code
// stands, and is said to.
func (g *gazetteer) settle(found []division, reason string) (place, string, bool) {
	switch len(found) {
	case 0:
		return place{}, "district.unknown", false
	case 1:
	default:
		return place{}, "district.ambiguous", false
	}
	old := found[0]
	if old.inForce() {
		return place{domain.District(old.code), old.name, reason}, "", true
	}
	if now, ok := g.today[old.code]; ok {
		return place{domain.District(now.code), now.name, "district.renamed"}, "", true
	}
	if now, ok := g.today[heirs[old.code]]; ok {
		return place{domain.District(now.code), now.name, "district.recoded"}, "", true
	}
	if same := g.byStem[old.code[:2]+stem(old.name)]; old.county() && len(same) == 1 {
		return place{domain.District(same[0].code), same[0].name, "district.recoded"}, "", true
	}
	return place{domain.District(old.code), old.name, "district.oldCode"}, "", true
}
