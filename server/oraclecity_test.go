package server

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"taizhang/domain"
	"taizhang/domain/accesstest"
)

const (
	home, away          domain.District = "120116", "120110"
	homePark, otherPark                 = "P1", "P9"
)

// An oracleLand is one parcel with what the rules ask of it.
type oracleLand struct {
	relation string // to who is of the home district and park
	id       domain.ParcelID
	state    *domain.Parcel
	accesstest.Land
	survey domain.EventID // recorded by the city's planning bureau
}

// An oracleCity has one parcel in each relation to the place of who asks, and an officer
// of each department at each level.
type oracleCity struct {
	*rig
	handler http.Handler
	lands   []oracleLand
	samples []accesstest.Sample
	askers  []asker
}

type asker struct {
	accesstest.Officer
	token string
}

// relations say where a parcel was registered and where it lies today.
var relations = []struct {
	name     string
	was, now domain.Scope
}{
	{"own", domain.Scope{District: home, Park: homePark}, domain.Scope{District: home, Park: homePark}},
	{"other district, park of the same name", domain.Scope{District: away, Park: homePark}, domain.Scope{District: away, Park: homePark}},
	{"moved away", domain.Scope{District: home, Park: homePark}, domain.Scope{District: away, Park: "P2"}},
	{"moved in", domain.Scope{District: away, Park: "P2"}, domain.Scope{District: home, Park: homePark}},
	{"other park", domain.Scope{District: home, Park: otherPark}, domain.Scope{District: home, Park: otherPark}},
}

var (
	cityPlanner  = domain.Officer{ID: "setup-pnr", Name: "甲", Department: "PNR", Level: "CITY"}
	cityIndustry = domain.Officer{ID: "setup-iit", Name: "乙", Department: "IIT", Level: "CITY"}
)

func newOracleCity(t *testing.T) *oracleCity {
	t.Helper()
	c := &oracleCity{rig: demoRig(t)}
	c.handler = c.server.Handler()
	for i, r := range relations {
		c.lands = append(c.lands, c.land(i, r.name, r.was, r.now))
	}
	if err := c.model.Wait(t.Context(), c.head()); err != nil {
		t.Fatal(err)
	}
	var err error
	if c.samples, err = accesstest.Samples("../domain/testdata/events", derivedFields()); err != nil {
		t.Fatal(err)
	}
	for _, department := range accesstest.Departments {
		for _, level := range []string{"CITY", "DISTRICT", "PARK"} {
			c.askers = append(c.askers, c.asker(department, level))
		}
	}
	return c
}

func (c *oracleCity) asker(department, level string) asker {
	o := accesstest.Officer{ID: "o-" + department + "-" + level, Department: department, Level: level}
	if level != "CITY" {
		o.District = string(home)
	}
	if level == "PARK" {
		o.Park = homePark
	}
	return asker{o, c.tokens.IssueInMemory(officerOf(told(o)))}
}

func told(o accesstest.Officer) domain.Officer {
	return domain.Officer{ID: o.ID, Name: o.ID, Department: domain.Code(o.Department), Level: domain.Code(o.Level), District: domain.District(o.District), Park: o.Park}
}

// land registers a parcel and records what the cases of the matrix look at: a breach on
// each ground, a penalty and an idle fee, an objection. Then it is moved.
func (c *oracleCity) land(n int, relation string, was, now domain.Scope) oracleLand {
	c.t.Helper()
	l := oracleLand{relation: relation, Land: accesstest.Land{District: string(now.District), Park: now.Park, Breaches: map[string]accesstest.Breach{}, IdleFees: []string{"P-IDLE"}}}
	opening := registration(700 + n)
	parcel := opening.Event.(domain.ParcelRegistered)
	parcel.District, parcel.ParkCode, parcel.Geometry = was.District, was.Park, nil
	parcel.ParcelCode = domain.ParcelCode(fmt.Sprintf("%s001001GB%05d", was.District, 700+n))
	opening.Event = parcel
	l.id = identity(c.t, opening)
	c.tell(l.id, cityPlanner, opening, survey("2024-04-01"), inUse("2024-05-01"))
	for _, b := range []struct {
		basis domain.Code
		by    domain.Officer
	}{{"CONTRACT", cityPlanner}, {"AGREEMENT", cityIndustry}, {"NOTICE", cityPlanner}, {"LAW", cityPlanner}} {
		id := "B-" + string(b.basis)
		c.tell(l.id, b.by, domain.Fact{OccurredOn: "2024-06-01", Event: domain.BreachFound{BreachID: id, Clause: "第9条", Basis: b.basis, Cause: "HOLDER"}})
		l.Breaches[id] = accesstest.Breach{Basis: string(b.basis)}
	}
	fee := domain.PenaltyImposed{PenaltyID: "P-IDLE", Kind: "IDLE_FEE", Base: 1_000_000, Rate: "0.20", DecisionNo: "津示1"}
	fine := domain.PenaltyImposed{PenaltyID: "P-CONTRACT", Kind: "ADMINISTRATIVE", Base: 1_000_000, DecisionNo: "津示2"}
	for _, e := range []domain.PenaltyImposed{fee, fine} {
		c.tell(l.id, cityPlanner, domain.Fact{OccurredOn: "2024-06-02", Backfill: true, Event: e})
	}
	c.settle(&l, was, now)
	return l
}

// settle files an objection to the survey, moves the parcel and looks at it.
func (c *oracleCity) settle(l *oracleLand, was, now domain.Scope) {
	c.t.Helper()
	h, err := c.ledger.Load(c.t.Context(), l.id)
	if err != nil {
		c.t.Fatal(err)
	}
	l.survey = h.Entries()[1].ID
	c.tell(l.id, cityIndustry, domain.Fact{OccurredOn: "2024-07-01", Event: domain.ObjectionFiled{ObjectionID: "YY-1", Target: l.survey, Filer: domain.Party{Name: "甲公司"}, Text: "面积有误"}})
	if was != now {
		c.tell(l.id, cityPlanner, domain.Fact{OccurredOn: "2024-08-01", Event: domain.ParcelAttributesRevised{Reason: "DIVISION_CHANGE", District: now.District, ParkCode: now.Park}})
	}
	if h, err = c.ledger.Load(c.t.Context(), l.id); err != nil {
		c.t.Fatal(err)
	}
	if l.state = h.Parcel(); l.state.Place() != now {
		c.t.Fatalf("%s: the parcel lies in %s, want %s", l.relation, l.state.Place(), now)
	}
}

// tell records facts of a parcel through the ledger.
func (c *oracleCity) tell(id domain.ParcelID, by domain.Officer, facts ...domain.Fact) {
	c.t.Helper()
	key := fmt.Sprint(by.ID, facts)
	if _, err := c.ledger.Record(c.t.Context(), id, fmt.Sprintf("%.190s", key), by, facts...); err != nil {
		c.t.Fatalf("%s: %v", domain.EventName(facts[0].Event), err)
	}
}

// derivedFields are the names that the ledger fills in, by event.
func derivedFields() map[string][]string {
	names := make(map[string][]string)
	for _, typ := range slices.Concat(domain.Catalogue(), domain.BookCatalogue()) {
		var look func([]domain.Field)
		look = func(fields []domain.Field) {
			for _, f := range fields {
				if f.Derived {
					names[typ.Name] = append(names[typ.Name], f.Name)
				}
				look(f.Fields)
			}
		}
		look(typ.Fields)
	}
	return names
}
