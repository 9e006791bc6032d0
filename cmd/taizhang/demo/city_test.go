package demo

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// typesMin is how many of the catalogue's types a demo city shows at the least.
const typesMin = 80

// mainPath are the types of the first slice, none of which is missing from a city.
var mainPath = strings.Fields(`ParcelRegistered ParcelSurveyed UseConfirmed LowEfficiencyIdentified AnnualPlanListed LandReserved
	RecruitmentOpened ProjectProposed EntryReviewed SupervisionAgreementSigned SupplyAnnounced SupplyAwarded GrantContractSigned
	LandPricePaid LandDelivered ConstructionStarted ConstructionCompleted ProductionStarted CapacityAccepted OperationReported
	OperationChecked EfficiencyRated BreachFound RectificationOrdered RectificationAccepted ExitInitiated ExitCompleted
	ParcelVacated ReturnedToSupply EventCorrected`)

// A census counts what a city holds on its last day.
type census struct {
	parcels, events, findings int
	types                     map[string]int
	stages                    map[domain.Stage]int
	alarms                    map[domain.Code]int
	districts                 map[domain.District]int
	divisions                 map[domain.Industry]int // of GB/T 4754, of parcels that have one
}

func count(t *testing.T, store *memory.Store, ledger *taizhang.Ledger) census {
	t.Helper()
	c := census{
		types: map[string]int{}, stages: map[domain.Stage]int{}, alarms: map[domain.Code]int{},
		districts: map[domain.District]int{}, divisions: map[domain.Industry]int{},
	}
	terms := domain.Terms{Today: today, Policy: domain.StandardPolicy()}
	for id, records := range parcels(t, store) {
		history, err := ledger.Load(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range records {
			c.types[rec.Type]++
		}
		checkAuthority(t, history)
		c.take(t, history.Parcel(), terms)
		c.events += len(records)
	}
	for _, b := range books(t, ledger) {
		for _, a := range b.Alarms(terms) {
			c.alarms[a.Rule]++
		}
	}
	return c
}

// take counts one parcel and looks at what no parcel of a city is like.
func (c *census) take(t *testing.T, p *domain.Parcel, terms domain.Terms) {
	t.Helper()
	c.parcels++
	c.stages[p.Stage]++
	c.districts[p.Land.District]++
	if i := p.Industry(); i != "" {
		c.divisions[i]++
	}
	for _, a := range p.Alarms(terms) {
		c.alarms[a.Rule]++
	}
	c.findings += len(p.Findings)
	for _, f := range p.Findings {
		if strings.HasPrefix(f.Rule, "geometry.") {
			t.Errorf("parcel %s: %s %s", p.Land.ParcelCode, f.Rule, f.Detail)
		}
	}
	if p.SupplyOnly {
		t.Errorf("parcel %s shows only its supply", p.Land.ParcelCode)
	}
}

// faults are what the city lacks.
func (c *census) faults() (list []string) {
	fault := func(is bool, format string, args ...any) {
		if is {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	fault(len(c.types) < typesMin, "only %d types occur", len(c.types))
	for _, name := range mainPath {
		fault(c.types[name] == 0, "%s does not occur", name)
	}
	for _, s := range domain.Stages {
		fault(c.stages[s]*50 < c.parcels, "stage %s holds %d of %d parcels, want 2 %%", s, c.stages[s], c.parcels)
	}
	for _, rule := range domain.AlarmRules() {
		loaded := rule.Code == "R00" // sums up a past that was loaded: nothing here is back-filled
		fault(c.alarms[rule.Code] == 0 && !loaded, "%s %s does not fire", rule.Code, rule.ZH)
	}
	return append(list, c.mix()...)
}

// mix holds districts and industries against those of Tianjin: Binhai before all others,
// then the districts around the city; of industries vehicles, electronics and equipment
// before all others, and no light one large. Shares are in hundredths.
func (c *census) mix() (list []string) {
	between := func(what string, n, of, least, most int) {
		if n*100 < least*of || n*100 > most*of {
			list = append(list, fmt.Sprintf("%s: %d of %d, want %d to %d %%", what, n, of, least, most))
		}
	}
	for _, d := range domain.Districts() {
		if c.districts[d.Code] == 0 {
			list = append(list, d.ZH+": no parcel")
		}
	}
	around, centre := 0, 0
	for code, n := range c.districts {
		switch {
		case code >= "120110" && code <= "120113":
			around += n
		case code < "120110":
			centre += n
		}
	}
	between("Binhai", c.districts["120116"], c.parcels, 22, 31)
	between("around the city", around, c.parcels, 33, 45)
	between("the centre", centre, c.parcels, 1, 6)
	engaged, heavy := 0, 0
	for division, n := range c.divisions {
		engaged += n
		if division >= "C34" && division <= "C40" {
			heavy += n
		}
		between(string(division), n, c.parcels, 0, 20)
	}
	between("vehicles, electronics and equipment", heavy, engaged, 50, 70)
	between("industries", len(c.divisions), len(trades), 90, 100)
	return list
}

// A city is whole: every stage holds its share, every alarm fires, the types of the main path
// occur, and the mix is that of Tianjin. The long form looks at more seeds, and at the city
// of make run.
func TestCityIsWholeAcceptance(t *testing.T) {
	cities := map[uint64]int{1: 300} // parcels by seed
	if os.Getenv("TAIZHANG_FAULTS") != "" {
		cities = map[uint64]int{1: 3000, 2: 300, 3: 300, 4: 300, 5: 300, 6: 300, 7: 300, 8: 300}
	}
	for seed, size := range cities {
		t.Run(fmt.Sprintf("%d parcels, seed %d", size, seed), func(t *testing.T) {
			store, ledger := generate(t, size, seed)
			c := count(t, store, ledger)
			for _, fault := range c.faults() {
				t.Error(fault)
			}
			checkOrder(t, store)
			t.Logf("%d events of %d types, %.1f a parcel, %d findings; stages %v; alarms %v; districts %v; industries %v", c.events, len(c.types),
				float64(c.events)/float64(c.parcels), c.findings, c.stages, c.alarms, c.districts, c.divisions)
		})
	}
}

// checkOrder: nothing is recorded after today, and the log ends with the latest news.
func checkOrder(t *testing.T, store *memory.Store) {
	t.Helper()
	days := map[eventstore.Position]domain.Date{} // of recording
	for id, records := range parcels(t, store) {
		for _, rec := range records {
			meta, err := domain.DecodeMeta(rec.Meta)
			if err != nil {
				t.Fatal(err)
			}
			if days[rec.Position] = domain.DateOf(meta.RecordedAt); days[rec.Position] > today {
				t.Errorf("parcel %s: %s is recorded on %s, after today", id, rec.Type, days[rec.Position])
			}
		}
	}
	positions := slices.Sorted(maps.Keys(days))
	for _, p := range positions[len(positions)-50:] {
		if days[p] < today.AddDays(-60) {
			t.Errorf("near the end of the log stands an event recorded on %s", days[p])
		}
	}
}

// A city that lacks one thing is found out, whichever it is.
func TestCensusMisses(t *testing.T) {
	whole := func() *census {
		c := &census{parcels: 1000, types: map[string]int{}, stages: map[domain.Stage]int{}, alarms: map[domain.Code]int{}, districts: map[domain.District]int{}, divisions: map[domain.Industry]int{}}
		for _, typ := range domain.Catalogue() {
			c.types[typ.Name] = 1
		}
		for _, s := range domain.Stages {
			c.stages[s] = 20
		}
		for _, r := range domain.AlarmRules() {
			c.alarms[r.Code] = 1
		}
		for code, n := range weights {
			c.districts[domain.District(code)] = n
		}
		for _, trade := range trades {
			c.divisions[trade.code] = trade.share
		}
		return c
	}
	if list := whole().faults(); len(list) > 0 {
		t.Fatalf("a whole city: %q", list)
	}
	for name, spoil := range map[string]func(c *census){
		"a type":            func(c *census) { delete(c.types, "ParcelVacated") },
		"most types":        func(c *census) { clear(c.types) },
		"a stage too small": func(c *census) { c.stages[domain.StageRetired] = 19 },
		"an alarm":          func(c *census) { delete(c.alarms, "R27") },
		"a district":        func(c *census) { delete(c.districts, "120101") },
		"Binhai":            func(c *census) { c.districts["120116"] = 200 },
		"too many inside":   func(c *census) { c.districts["120101"] = 61 },
		"equipment":         func(c *census) { c.divisions["C35"], c.divisions["C39"] = 0, 0 },
		"one trade for all": func(c *census) { c.divisions["C36"] = 201 },
	} {
		c := whole()
		if spoil(c); len(c.faults()) == 0 {
			t.Errorf("%s is missing, and nothing was noticed", name)
		}
	}
}
