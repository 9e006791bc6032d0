package analytics

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"

	"taizhang/domain"
)

var oraclePath = []string{"DELIVERED", "BUILDING", "COMPLETED", "PRODUCING", "OPERATING"}

// cases adds the contract and the milestones of a round.
func (o *metricOracle) cases(all oracleTallies, code domain.MetricCode, r oracleRound) {
	p := r.last
	group := o.group(&p)
	if code == "M15" {
		o.promises(all, group, r)
	}
	if code == "M16" {
		for _, stage := range oraclePath {
			on, due := r.done(stage)
			if due == "" || on == "" && string(due) >= o.lastOn() {
				continue
			}
			t := all.at(group, due.Year(), "")
			t.cases++
			plusInt(t.scope, 1)
			if p.SupplyOnly && on == "" {
				continue
			}
			t.known++
			plusInt(t.covered, 1)
			plusInt(t.below, 1)
			if on != "" && on <= due {
				plusInt(t.above, 1)
			}
		}
	}
	if p.Contract == nil {
		return
	}
	year, area := p.Contract.SignedOn.Year(), int64(p.Contract.Area)
	furthest := -1
	for i, stage := range oraclePath {
		if on, _ := r.done(stage); on != "" {
			furthest = i
		}
	}
	count := func(t *oracleTally, known, above bool) {
		t.cases++
		plusInt(t.scope, area)
		if known {
			t.known++
			plusInt(t.covered, area)
			plusInt(t.below, area)
		}
		if known && above {
			plusInt(t.above, area)
		}
	}
	switch code {
	case "M17":
		for i, stage := range oraclePath {
			count(all.at(group, year, stage), !p.SupplyOnly, furthest >= i)
		}
	case "M20":
		count(all.at(group, year, ""), slices.Contains([]domain.Code{"NEW", "STOCK", "LINKED"}, p.Contract.LandSource), p.Contract.LandSource == "STOCK")
	}
}

// promises adds the commitments of a round that are due: a day that has passed
// without its event is missed.
func (o *metricOracle) promises(all oracleTallies, group string, r oracleRound) {
	p := r.last
	for _, c := range p.Commitments(domain.Terms{Today: p.LastOn, Policy: domain.StandardPolicy()}) {
		judged := c.Status == "MET" || c.Status == "MISSED"
		passed := c.DueOn != "" && string(c.DueOn) < o.lastOn()
		if c.DueOn == "" || !judged && !passed {
			continue
		}
		missed := c.Status == "NOT_YET_DUE" && strings.HasSuffix(string(c.Metric), "_BY") && !p.SupplyOnly
		t := all.at(group, c.DueOn.Year(), "")
		t.cases++
		plusInt(t.scope, 1)
		if !judged && !missed {
			continue
		}
		t.known++
		plusInt(t.covered, 1)
		plusInt(t.below, 1)
		if c.Status == "MET" {
			plusInt(t.above, 1)
		}
	}
}

// text writes the rows as MetricRow.text does.
func (all oracleTallies) text(m domain.Metric, scale *big.Rat) []string {
	var lines []string
	for key, t := range all {
		if t.cases < 0 || t.cases == 0 && t.known == 0 || m.Code == "M18" && t.below.Sign() == 0 || m.Code == "M19" && t.below.Sign() == 0 {
			continue
		}
		if covered := t.covered; m.Code == "M06" || m.Code == "M13" || m.Code == "M14" {
			covered.Set(t.below)
			if t.below.Cmp(t.scope) > 0 {
				covered.Set(t.scope)
			}
		}
		value, cover := "–", "–"
		if t.known > 0 && t.below.Sign() != 0 {
			ratio := new(big.Rat).Quo(t.above, t.below)
			value = ratio.Mul(ratio, scale).FloatString(m.Decimals)
		}
		if t.scope.Sign() != 0 {
			cover = new(big.Rat).Quo(t.covered, t.scope).FloatString(4)
		}
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprintf("%s = %s cover %s of %d, %d known", key, value, cover, t.cases, t.known)), " "))
	}
	sort.Strings(lines)
	return lines
}

// standing compares land on the last day of a year.
func (o *metricOracle) standing(all oracleTallies, id domain.ParcelID, year int, above, below LandKind, part string) {
	_, days, group, atEnd := o.inYear(id, below, year)
	if days == 0 {
		return
	}
	t := all.at(group, year, part)
	t.cases, t.known = t.cases+1, t.known+1
	for _, r := range []*big.Rat{t.below, t.covered, t.scope} {
		plusInt(r, atEnd.area)
	}
	_, _, _, of := o.inYear(id, above, year)
	plusInt(t.above, of.area)
}

// built adds a completed project that stands at the end of a year.
func (o *metricOracle) built(all oracleTallies, code domain.MetricCode, id domain.ParcelID, year int) {
	end := fmt.Sprintf("%d-12-31", year)
	if _, days, group, atEnd := o.inYear(id, builtLand, year); days > 0 {
		t := all.at(group, year, "")
		t.cases++
		plusInt(t.scope, atEnd.area)
	}
	for _, r := range o.rounds[id] {
		p := r.last
		c := p.Construction.Completion
		gone := r.ended
		if v, ok := r.first["VACATED"]; ok && (gone == "" || v < gone) {
			gone = v
		}
		if c == nil || string(p.Construction.CompletedOn) > end || gone != "" && string(gone) <= end {
			continue
		}
		key := fmt.Sprintf("%s %d ", o.group(&p), year)
		if all[key] == nil {
			all[key] = &oracleTally{new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat), -1, 0} // perhaps no row
		}
		t := all[key]
		t.known++
		area := int64(p.Land.RegisteredArea)
		price := int64(c.Investment.LandPrice)
		if p.Contract != nil {
			area = int64(p.Contract.Area)
			if price == 0 && p.Contract.Price != nil {
				price = int64(*p.Contract.Price)
			}
		}
		plusInt(t.below, area)
		plusInt(t.above, map[domain.MetricCode]int64{
			"M06": int64(c.Investment.Plant+c.Investment.Equipment) + price, "M13": int64(c.FloorArea), "M14": int64(c.BaseArea + c.YardArea),
		}[code])
	}
}
