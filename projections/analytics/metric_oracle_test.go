package analytics

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"taizhang/domain"
)

// metricOracle computes the metrics by year a second time, from the histories, day
// by day and case by case.
type metricOracle struct {
	oracle
	kinds  map[domain.ParcelID]map[string]map[LandKind]oracleLand
	rounds map[domain.ParcelID][]oracleRound
}

// oracleLand is a parcel's land of one kind on one day.
type oracleLand struct {
	area  int64
	group string
}

// oracleRound is one way of a parcel from contract to exit.
type oracleRound struct {
	last  domain.Parcel
	first map[string]domain.Date // by stage
	ended domain.Date
}

func newMetricOracle(histories map[domain.ParcelID][]domain.Entry, by By) *metricOracle {
	o := &metricOracle{newOracle(histories, by, Year), make(map[domain.ParcelID]map[string]map[LandKind]oracleLand), make(map[domain.ParcelID][]oracleRound)}
	for id := range histories {
		o.kinds[id], o.rounds[id] = o.replay(id)
	}
	return o
}

func (o *metricOracle) group(p *domain.Parcel) string {
	return map[By]string{District: string(p.Land.District), Industry: p.Industry().Division(), City: "city"}[o.by]
}

// oracleLands says what the land is now.
func oracleLands(p *domain.Parcel, identified int64) map[LandKind]int64 {
	stage := p.Stage
	if stage == "EXITING" && p.Exit != nil {
		stage = p.Exit.PreviousStage
	}
	all := int64(p.Land.RegisteredArea)
	is := map[LandKind]int64{registeredLand: all, identifiedLand: identified, lowLand: int64(p.LowEff.Remaining), clearedLand: identified - int64(p.LowEff.Remaining)}
	for i, c := range p.IdleCases {
		fee := c.Status == "DISPOSED" && (c.Measure == "IDLE_FEE" || c.Measure == "RECLAIM")
		if i == len(p.IdleCases)-1 && (c.Status == "DETERMINED" || fee) {
			is[idleLand] = int64(c.Area)
		}
	}
	runs := p.Stage == "PRODUCING" || p.Stage == "OPERATING"
	given := strings.Contains("CONTRACTED DELIVERED BUILDING COMPLETED PRODUCING OPERATING REDEVELOPING", string(stage)) && stage != ""
	if runs {
		is[operatingLand] = all
		if p.Survey != nil {
			is[usedLand] = all + int64(p.Survey.LeasedInArea) - int64(p.Survey.LeasedOutArea)
		}
	}
	if given {
		is[suppliedLand] = all
	}
	if given && !runs {
		is[waitingLand] = all
	}
	if runs || p.Stage == "COMPLETED" {
		is[builtLand] = all
	}
	return is
}

// replay walks through a parcel's history once.
func (o *metricOracle) replay(id domain.ParcelID) (map[string]map[LandKind]oracleLand, []oracleRound) {
	days := make(map[string]map[LandKind]oracleLand)
	put := func(d time.Time, kind LandKind, l oracleLand) {
		key := d.Format(time.DateOnly)
		if days[key] == nil {
			days[key] = make(map[LandKind]oracleLand)
		}
		days[key][kind] = l
	}
	rounds := []oracleRound{{first: map[string]domain.Date{}}}
	p := new(domain.Parcel)
	identified := int64(0)
	for _, e := range o.effective(id) {
		before := *p
		was := oracleLands(&before, identified)
		p.Evolve(e.Fact)
		if low, ok := e.Fact.Event.(domain.LowEfficiencyIdentified); ok {
			identified += int64(low.Area)
		}
		on, _ := time.Parse(time.DateOnly, string(e.Fact.OccurredOn))
		confirmed, _ := e.Fact.Event.(domain.UseConfirmed)
		is := oracleLands(p, identified)
		for _, kind := range landKinds {
			l := oracleLand{max(is[kind], 0), o.group(p)}
			for d := on; !d.After(oracleLast); d = d.AddDate(0, 0, 1) {
				put(d, kind, l)
			}
			if confirmed.Since == "" || is[kind] <= 0 || was[kind] > 0 {
				continue
			}
			for d := on.AddDate(0, 0, -1); d.Format(time.DateOnly) >= string(confirmed.Since) && days[d.Format(time.DateOnly)][kind].area == 0; d = d.AddDate(0, 0, -1) {
				put(d, kind, l)
			}
		}
		_, contract := e.Fact.Event.(domain.GrantContractSigned)
		if before.Cycle != p.Cycle || contract && before.Contract != nil {
			rounds[len(rounds)-1].ended = e.Fact.OccurredOn
			rounds = append(rounds, oracleRound{first: map[string]domain.Date{}})
		}
		r := &rounds[len(rounds)-1]
		r.last = *p
		if _, ok := r.first[string(p.Stage)]; !ok {
			r.first[string(p.Stage)] = max(domain.Date(""), e.Fact.OccurredOn)
			if confirmed.Since != "" {
				r.first[string(p.Stage)] = confirmed.Since
			}
		}
	}
	return days, rounds
}

// done is when a milestone of a round was reached, and when it was due.
func (r oracleRound) done(stage string) (on, due domain.Date) {
	p := r.last
	agreement := func(metric domain.Code) domain.Date {
		if p.Agreement != nil {
			for _, c := range p.Agreement.Commitments {
				if c.Metric == metric && c.Due != "" {
					return c.Due
				}
				if c.Metric == metric {
					return domain.Date(c.Target)
				}
			}
		}
		return ""
	}
	contract := domain.Contract{}
	if p.Contract != nil {
		contract = *p.Contract
	}
	switch stage {
	case "DELIVERED":
		on, due = p.Construction.DeliveredOn, contract.DeliverOn
	case "BUILDING":
		on, due = p.Construction.StartedOn, contract.StartOn
	case "COMPLETED":
		on, due = p.Construction.CompletedOn, contract.CompleteOn
	case "PRODUCING":
		on, due = p.Operation.ProducingSince, agreement("PRODUCE_BY")
	case "OPERATING":
		on, due = p.Operation.CapacityOn, agreement("CAPACITY_BY")
	}
	if first, ok := r.first[stage]; ok {
		on = first
	}
	moot := p.Confirmed != nil || p.Exit != nil && due >= p.Exit.InitiatedOn
	if on == "" && moot {
		due = ""
	}
	return on, due
}

// oracleTally is one figure with what it is made of.
type oracleTally struct {
	above, below, covered, scope *big.Rat
	cases, known                 int
}

type oracleTallies map[string]*oracleTally

func (all oracleTallies) at(group string, year int, part string) *oracleTally {
	key := fmt.Sprintf("%s %d %s", group, year, part)
	if all[key] == nil {
		all[key] = &oracleTally{new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat), 0, 0}
	}
	return all[key]
}

func plusInt(r *big.Rat, n int64) { r.Add(r, new(big.Rat).SetInt64(n)) }

// years are those that have begun by the last known day.
func (o *metricOracle) years() (years []int) {
	for y := oracleFirst.Year(); fmt.Sprintf("%d-01-01", y) <= o.lastOn(); y++ {
		years = append(years, y)
	}
	return years
}

// inYear is a parcel's land of a kind in a year: area × days, the days, its group,
// and the area on the last day.
func (o *metricOracle) inYear(id domain.ParcelID, kind LandKind, year int) (areaDays int64, days int, group string, atEnd oracleLand) {
	for d := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == year; d = d.AddDate(0, 0, 1) {
		l := o.kinds[id][d.Format(time.DateOnly)][kind]
		if l.area > 0 {
			areaDays, days, group = areaDays+l.area, days+1, l.group
		}
		atEnd = l
	}
	return areaDays, days, group, atEnd
}

// reported is the sum over enterprises of a reported figure in stored units.
func (o *metricOracle) reported(id domain.ParcelID, q domain.Quantity, year int) (*big.Rat, bool) {
	sum, known := new(big.Rat), false
	for _, firm := range someFirms {
		if v, ok := o.firmYear(id, q, firm, year); ok {
			sum.Add(sum, v)
			known = true
		}
	}
	return sum, known
}

func (o *metricOracle) firmYear(id domain.ParcelID, q domain.Quantity, firm string, year int) (*big.Rat, bool) {
	months := func(r domain.OperationReported) int64 {
		p := string(r.Period)
		switch {
		case len(p) == 4:
			return 12
		case p[4] == 'Q' && r.Basis == "CUMULATIVE":
			return 3 * int64(p[5]-'0')
		case p[4] == 'Q':
			return 3
		case r.Basis == "CUMULATIVE":
			return int64(p[4]-'0')*10 + int64(p[5]-'0')
		}
		return 1
	}
	v, ok := o.value(id, func(r domain.OperationReported) *domain.Fen {
		switch q {
		case domain.SumOutput:
			return r.Output
		case domain.SumTaxPaid:
			return r.TaxPaid
		case domain.SumRevenue:
			return r.Revenue
		case domain.SumValueAdded:
			return r.ValueAdded
		case domain.SumRD:
			return r.RD
		case domain.SumEmployees:
			if r.EmployeesAvg == nil {
				return nil
			}
			return new(domain.Fen(*r.EmployeesAvg * months(r)))
		}
		tce, ok := new(big.Rat).SetString(string(r.EnergyTCE))
		if !ok {
			return nil
		}
		n, _ := new(big.Int).SetString(tce.Mul(tce, big.NewRat(10_000, 1)).FloatString(0), 10)
		return new(domain.Fen(n.Int64()))
	}, firm, fmt.Sprint(year))
	if !ok {
		return nil, false
	}
	return new(big.Rat).SetInt(v), true
}

// rows tallies a metric by group, year and part.
func (o *metricOracle) rows(m domain.Metric, base domain.LandBase) oracleTallies {
	all := make(oracleTallies)
	for _, year := range o.years() {
		for id := range o.histories {
			switch m.Code {
			case "M06", "M13", "M14":
				o.built(all, m.Code, id, year)
			case "M18":
				o.standing(all, id, year, lowLand, registeredLand, "SHARE")
				o.standing(all, id, year, clearedLand, identifiedLand, "CLEARED")
			case "M19":
				o.standing(all, id, year, idleLand, suppliedLand, "")
			case "M15", "M16", "M17", "M20":
			default:
				o.perLand(all, m, base, id, year)
			}
		}
	}
	for _, rounds := range o.rounds {
		for _, r := range rounds {
			o.cases(all, m.Code, r)
		}
	}
	return all
}

// perLand adds a parcel's reported figures.
func (o *metricOracle) perLand(all oracleTallies, m domain.Metric, base domain.LandBase, id domain.ParcelID, year int) {
	length := int64(time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).YearDay())
	waiting, _, waitingGroup, _ := o.inYear(id, waitingLand, year)
	land, days, group, _ := o.inYear(id, operatingLand, year)
	parts := []string{""}
	if m.Code == "M24" {
		parts = nil
		for _, p := range m.Parts {
			parts = append(parts, p.Part)
		}
	}
	for _, part := range parts {
		if days > 0 {
			o.operating(all.at(group, year, part), m, base, part, id, year, land, days, length)
		}
		if base == domain.SuppliedLand && waiting > 0 {
			for _, other := range o.operatingGroups(year) {
				if other == waitingGroup { // a row is there for groups with operating land
					t := all.at(waitingGroup, year, part)
					for _, r := range []*big.Rat{t.below, t.covered, t.scope} {
						r.Add(r, big.NewRat(waiting, length))
					}
				}
			}
		}
	}
}

func (o *metricOracle) operatingGroups(year int) (groups []string) {
	for id := range o.histories {
		if _, days, group, _ := o.inYear(id, operatingLand, year); days > 0 && !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
	}
	return groups
}

func (o *metricOracle) operating(t *oracleTally, m domain.Metric, base domain.LandBase, part string, id domain.ParcelID, year int, land int64, days int, length int64) {
	weighted := big.NewRat(land, length)
	t.cases++
	t.scope.Add(t.scope, weighted)
	q := m.Numerator.Quantity
	if part != "" {
		q = domain.Quantity(part)
		t.known++
		t.below.Add(t.below, weighted)
	}
	if q == domain.SumEmission || m.Denominator.Quantity == domain.SumEmission {
		return
	}
	above, known := o.reported(id, q, year)
	below := weighted
	if known && base == "" && part == "" {
		below, known = o.reported(id, m.Denominator.Quantity, year)
	}
	if base == domain.UsedLand {
		used, usedDays, _, _ := o.inYear(id, usedLand, year)
		below, known = big.NewRat(used, length), known && usedDays == days
	}
	if !known {
		return
	}
	t.covered.Add(t.covered, weighted)
	if part != "" {
		t.above.Add(t.above, weighted)
		return
	}
	t.known++
	t.above.Add(t.above, above)
	t.below.Add(t.below, below)
}
