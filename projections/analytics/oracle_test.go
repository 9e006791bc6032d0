package analytics

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"taizhang/domain"
)

// The oracle computes the efficiency a second time, from the histories and day by
// day, with none of the package's code but its types. A mistake switches one
// rule to what must be caught.
type oracle struct {
	histories map[domain.ParcelID][]domain.Entry
	by        By
	per       Per
	district  domain.District
	mistake   string
	known     *oracleMemory
}

// oracleMemory keeps what does not change between questions.
type oracleMemory struct {
	effective map[domain.ParcelID][]domain.Entry
	days      map[domain.ParcelID]map[string]oracleDay
}

func newOracle(histories map[domain.ParcelID][]domain.Entry, by By, per Per) oracle {
	return oracle{histories: histories, by: by, per: per, known: &oracleMemory{
		make(map[domain.ParcelID][]domain.Entry), make(map[domain.ParcelID]map[string]oracleDay),
	}}
}

const (
	meanOfRatios   = "mean of ratios"
	notDifferenced = "cumulative figures taken as they are"
	missingIsZero  = "a missing earlier quarter counts as zero"
	firstWins      = "the first report wins"
	nullIsZero     = "what is not reported counts as zero"
)

type oracleDay struct {
	operating bool
	district  domain.District
	industry  string
	area      domain.Area
}

// firstDayOf and lastDay bound the days that the random histories touch.
var (
	oracleFirst = time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	oracleLast  = time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
)

func (o oracle) effective(id domain.ParcelID) []domain.Entry {
	entries, ok := o.known.effective[id]
	if !ok {
		entries = domain.LoadHistory(slices.Clone(o.histories[id])).Effective(time.Time{})
		o.known.effective[id] = entries
	}
	return slices.Clone(entries)
}

// days tells of each day whether the parcel was in operation, and where.
func (o oracle) days(id domain.ParcelID) map[string]oracleDay {
	if days, ok := o.known.days[id]; ok {
		return days
	}
	days := make(map[string]oracleDay)
	o.known.days[id] = days
	p := new(domain.Parcel)
	for _, e := range o.effective(id) {
		before := p.Stage
		p.Evolve(e.Fact)
		now := oracleDay{
			p.Stage == "PRODUCING" || p.Stage == "OPERATING", p.Land.District, p.Industry().Division(), p.Land.RegisteredArea,
		}
		on, _ := time.Parse(time.DateOnly, string(e.Fact.OccurredOn))
		for d := on; !d.After(oracleLast); d = d.AddDate(0, 0, 1) {
			days[d.Format(time.DateOnly)] = now
		}
		confirmed, ok := e.Fact.Event.(domain.UseConfirmed)
		if !ok || confirmed.Since == "" || !now.operating || before == "PRODUCING" || before == "OPERATING" {
			continue
		}
		for d := on.AddDate(0, 0, -1); d.Format(time.DateOnly) >= string(confirmed.Since) && !days[d.Format(time.DateOnly)].operating; d = d.AddDate(0, 0, -1) {
			days[d.Format(time.DateOnly)] = now
		}
	}
	return days
}

// periods lists the days of every period.
func (o oracle) periods() map[string][]string {
	periods := make(map[string][]string)
	for d := oracleFirst; !d.After(oracleLast); d = d.AddDate(0, 0, 1) {
		name := fmt.Sprint(d.Year())
		if o.per == Quarter {
			name = fmt.Sprintf("%dQ%d", d.Year(), (int(d.Month())-1)/3+1)
		}
		periods[name] = append(periods[name], d.Format(time.DateOnly))
	}
	return periods
}

// lastOn is the last day on which anything happened, as recorded.
func (o oracle) lastOn() string {
	last := ""
	for _, entries := range o.histories {
		for _, e := range entries {
			last = max(last, string(e.Fact.OccurredOn))
		}
	}
	return last
}

// value is what an enterprise made in a period, and whether that is known.
func (o oracle) value(id domain.ParcelID, metric func(domain.OperationReported) *domain.Fen, enterprise, period string) (*big.Int, bool) {
	year := period[:4]
	if len(period) == 4 {
		return o.upTo(id, metric, enterprise, year, 4)
	}
	q := int(period[5] - '0')
	if v, ok := o.alone(id, metric, enterprise, year, q); ok {
		return v, true
	}
	end, ok := o.upTo(id, metric, enterprise, year, q)
	if !ok || o.mistake == notDifferenced {
		return end, ok
	}
	begin, known := o.upTo(id, metric, enterprise, year, q-1)
	if !known && o.mistake != missingIsZero {
		return nil, false
	}
	if !known {
		begin = new(big.Int)
	}
	return new(big.Int).Sub(end, begin), true
}

// upTo is the figure from January to the end of a quarter.
func (o oracle) upTo(id domain.ParcelID, metric func(domain.OperationReported) *domain.Fen, enterprise, year string, q int) (*big.Int, bool) {
	if q == 0 {
		return new(big.Int), true
	}
	match := func(r domain.OperationReported) bool {
		p := string(r.Period)
		return q == 4 && p == year || r.Basis == "CUMULATIVE" && (p == fmt.Sprintf("%sQ%d", year, q) || p == fmt.Sprintf("%s%02d", year, 3*q))
	}
	if v, ok := o.winner(id, metric, enterprise, match); ok {
		return v, true
	}
	before, ok1 := o.upTo(id, metric, enterprise, year, q-1)
	alone, ok2 := o.alone(id, metric, enterprise, year, q)
	if !ok1 || !ok2 {
		return nil, false
	}
	return new(big.Int).Add(before, alone), true
}

// alone is what was reported of a quarter, or of its three months.
func (o oracle) alone(id domain.ParcelID, metric func(domain.OperationReported) *domain.Fen, enterprise, year string, q int) (*big.Int, bool) {
	v, ok := o.winner(id, metric, enterprise, func(r domain.OperationReported) bool {
		return r.Basis == "PERIOD" && string(r.Period) == fmt.Sprintf("%sQ%d", year, q)
	})
	if ok {
		return v, true
	}
	sum := new(big.Int)
	for m := 3*q - 2; m <= 3*q; m++ {
		v, ok := o.winner(id, metric, enterprise, func(r domain.OperationReported) bool {
			return (r.Basis == "PERIOD" || m == 1) && string(r.Period) == fmt.Sprintf("%s%02d", year, m)
		})
		if !ok {
			return nil, false
		}
		sum.Add(sum, v)
	}
	return sum, true
}

// winner is the value that stands among the reports that match.
func (o oracle) winner(id domain.ParcelID, metric func(domain.OperationReported) *domain.Fen, enterprise string, match func(domain.OperationReported) bool) (*big.Int, bool) {
	entries := o.effective(id)
	slices.SortFunc(entries, func(a, b domain.Entry) int { return int(a.Revision - b.Revision) })
	best, bestStatus := (*domain.Fen)(nil), -1
	for _, e := range entries {
		r, ok := e.Fact.Event.(domain.OperationReported)
		if !ok || r.Enterprise.Name != enterprise || !match(r) || metric(r) == nil {
			continue
		}
		status := map[domain.Code]int{"INITIAL": 0, "FINAL": 1, "REVISED": 2}[r.Status]
		if best != nil && (o.mistake == firstWins || status < bestStatus) {
			continue
		}
		best, bestStatus = metric(r), status
	}
	if best == nil {
		return nil, false
	}
	return big.NewInt(int64(*best)), true
}

// parcelValue sums the enterprises of a parcel of which the value is known.
func (o oracle) parcelValue(id domain.ParcelID, metric func(domain.OperationReported) *domain.Fen, period string) (*big.Int, bool) {
	sum, known := new(big.Int), o.mistake == nullIsZero
	for _, enterprise := range someFirms {
		if v, ok := o.value(id, metric, enterprise, period); ok {
			sum.Add(sum, v)
			known = true
		}
	}
	return sum, known
}

// A weighed sum is one metric of one group.
type weighed struct {
	sum    *big.Int // 分
	land   *big.Int // 0.01 m² × days
	ratios *big.Rat // 分 per 0.01 m², of the parcels
	n      int64
}

func newWeighed() *weighed { return &weighed{new(big.Int), new(big.Int), new(big.Rat), 0} }

func (t *weighed) add(value *big.Int, land, days int64) {
	t.sum.Add(t.sum, value)
	t.land.Add(t.land, big.NewInt(land))
	t.ratios.Add(t.ratios, new(big.Rat).SetFrac(new(big.Int).Mul(value, big.NewInt(days)), big.NewInt(land)))
	t.n++
}

// ratio is in 分 per 0.01 m².
func (t *weighed) ratio(days int64, mistake string) *big.Rat {
	if mistake == meanOfRatios {
		return new(big.Rat).Mul(t.ratios, big.NewRat(1, t.n))
	}
	return new(big.Rat).SetFrac(new(big.Int).Mul(t.sum, big.NewInt(days)), t.land)
}

// rows computes the rows as text, by group and period.
func (o oracle) rows() map[string]string {
	rows := make(map[string]string)
	for period, days := range o.periods() {
		if days[0] > o.lastOn() {
			continue
		}
		scope, output, tax := map[string]*weighed{}, map[string]*weighed{}, map[string]*weighed{}
		for id := range o.histories {
			o.count(id, period, days, scope, output, tax)
		}
		for group, all := range scope {
			rows[group+" "+period] = o.text(all, output[group], tax[group], int64(len(days)))
		}
	}
	return rows
}

// count adds one parcel's period to its group.
func (o oracle) count(id domain.ParcelID, period string, days []string, scope, output, tax map[string]*weighed) {
	byDay := o.days(id)
	land, group := int64(0), ""
	for _, d := range days {
		if is := byDay[d]; is.operating {
			land += int64(is.area)
			group = map[By]string{District: string(is.district), Industry: is.industry}[o.by]
			if o.district != "" && is.district != o.district {
				group = "elsewhere"
			}
		}
	}
	if land == 0 || group == "elsewhere" {
		return
	}
	if scope[group] == nil {
		scope[group], output[group], tax[group] = newWeighed(), newWeighed(), newWeighed()
	}
	scope[group].add(new(big.Int), land, int64(len(days)))
	if v, ok := o.parcelValue(id, func(r domain.OperationReported) *domain.Fen { return r.Output }, period); ok {
		output[group].add(v, land, int64(len(days)))
	}
	if v, ok := o.parcelValue(id, func(r domain.OperationReported) *domain.Fen { return r.TaxPaid }, period); ok {
		tax[group].add(v, land, int64(len(days)))
	}
}

// text writes a row: 1 万元 = 10^6 分, 1 亩 = 2000/3 m², 1 亿元/km² = 100 元/m².
func (o oracle) text(all, output, tax *weighed, days int64) string {
	one := func(t *weighed) string {
		if t.n == 0 {
			return "-"
		}
		ratio := t.ratio(days, o.mistake)
		perMu := new(big.Rat).Mul(ratio, big.NewRat(200_000, 3*1_000_000))         // 1 亩 is 200000/3 of 0.01 m²
		perKm2 := new(big.Rat).Mul(ratio, big.NewRat(100_000_000, 10_000_000_000)) // 1 km² is 10^8 of 0.01 m²
		coverage := new(big.Rat).SetFrac(t.land, all.land)
		return fmt.Sprintf("%s %s万元/亩 %s亿元/km² n=%d cover=%s", t.sum, perMu.FloatString(2), perKm2.FloatString(2), t.n, coverage.FloatString(4))
	}
	area := new(big.Rat).SetFrac(all.land, big.NewInt(days))
	return fmt.Sprintf("output %s; tax %s; area %s of %d", one(output), one(tax), area.FloatString(0), all.n)
}

// text writes a row of the package in the oracle's form.
func (r EfficiencyRow) text() string {
	one := func(sum *domain.Fen, perMu, perKm2, coverage domain.Decimal, n int) string {
		if sum == nil {
			return "-"
		}
		return fmt.Sprintf("%d %s万元/亩 %s亿元/km² n=%d cover=%s", *sum, perMu, perKm2, n, coverage)
	}
	return fmt.Sprintf("output %s; tax %s; area %d of %d",
		one(r.Output, r.OutputPerMu, r.OutputPerKm2, r.OutputCoverage, r.OutputReporting),
		one(r.Tax, r.TaxPerMu, r.TaxPerKm2, r.TaxCoverage, r.TaxReporting), r.Area, r.Parcels)
}
