package server

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"taizhang/domain"
)

// nobodys are names of parcels that do not exist: an identity and a code.
var nobodys = []string{"6f0c1a52-6d0e-5f0b-9a3e-3a1f5f2c7b10", "129999999999GB99999"}

// alike are those of the form of a name: an identity may be posted to before anybody knows
// it, for a batch may begin a parcel; a code may not.
func alike(ref string) []string {
	if id, err := uuid.Parse(ref); err == nil && id.String() == ref {
		return nobodys[:1]
	}
	return nobodys[1:]
}

// elsewhere are all names of a parcel: its identity, every code it has or had, and its
// supervision numbers, one of them that of the land it came from.
func (c *sightCity) elsewhere(id domain.ParcelID) []string {
	c.t.Helper()
	p, _, ok := c.model.Parcel(id)
	if !ok {
		c.t.Fatal("no parcel ", id)
	}
	names := slices.Clone(c.refs[id])
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add(strings.ToUpper(id.String()))
	add(p.Land.PreliminaryCode)
	add(string(p.Lineage.SupervisionNo))
	if p.Contract != nil {
		add(string(p.Contract.SupervisionNo))
	}
	return names
}

// asked is every request that names a parcel: all routes of the table with {ref}, and
// those that take one as a parameter.
func (c *sightCity) asked(ref string) (requests []absentRequest) {
	check := encode(c.t, checked(today(), 1))
	survey := encode(c.t, survey(today()))
	for _, r := range c.server.routes {
		if !strings.Contains(r.path, "{ref}") {
			continue
		}
		path := strings.ReplaceAll(r.path, "{ref}", ref)
		switch {
		case r.body == "batch":
			body := slices.Concat([]byte(`{"facts":[`), check, []byte(","), survey, []byte(`]}`))
			requests = append(requests, absentRequest{r.method, path, body}, absentRequest{r.method, path + "?dryRun=true", body})
		case r.body != "":
			requests = append(requests, absentRequest{r.method, path, check}, absentRequest{r.method, path + "?dryRun=true", survey}, absentRequest{r.method, path, []byte(`{}`)})
		default:
			requests = append(requests, absentRequest{r.method, path, nil}, absentRequest{r.method, path + "?knownAt=x", nil})
		}
	}
	return append(requests, absentRequest{"GET", "/api/v1/me/competence?parcel=" + ref, nil})
}

type absentRequest struct {
	method, path string
	body         []byte
}

// A parcel elsewhere answers as one that does not exist: status, headers and body, on
// every route, by each of its names. One within reach does not: the comparison can see.
func TestElsewhereIsNowhere(t *testing.T) {
	c := newSightCity(t, seedOf(t), nil)
	rng := rand.New(rand.NewPCG(c.seed, 5))
	compared, names, differ := 0, 0, 0
	for id, land := range c.land {
		if names > 40 {
			break
		}
		for _, who := range c.strangers(land, rng) {
			token := c.tokens.IssueInMemory(who)
			for _, ref := range c.elsewhere(id) {
				names++
				for i, req := range c.asked(ref) {
					x := c.send(token, req)
					for _, nobody := range alike(ref) {
						compared++
						if want := c.send(token, c.asked(nobody)[i]); who.Covers(land) {
							differ += one(!x.equal(want))
						} else if !x.equal(want) {
							t.Errorf("%s of %s asks %s %s: %d %v %s\na parcel that does not exist: %d %v %s", who.Role, who.Place(), req.method, req.path, x.status, x.header, x.body, want.status, want.header, want.body)
						}
					}
				}
			}
		}
	}
	if differ == 0 {
		t.Error("parcels within reach answer as if they did not exist")
	}
	t.Logf("%d answers compared, %d names; %d answers within reach differ", compared, names, differ)
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (x exchange) equal(y exchange) bool {
	return x.status == y.status && bytes.Equal(x.body, y.body) && reflect.DeepEqual(x.header, y.header)
}

// strangers are who may read and record, of another district and of another park; the
// last is of the place.
func (c *sightCity) strangers(land domain.Scope, rng *rand.Rand) (list []domain.Principal) {
	other := land.District
	for other == land.District {
		other = domain.Districts()[rng.IntN(16)].Code
	}
	for i, p := range []domain.Principal{
		{Role: domain.RoleOfficer, Level: "DISTRICT", District: other}, {Role: domain.RoleOfficer, Level: "PARK", District: land.District, Park: "别的园区"},
		{Role: domain.RoleAuditor, Level: "DISTRICT", District: other}, {Role: domain.RoleOfficer, Level: "DISTRICT", District: land.District},
	} {
		p.ID, p.Name, p.Department, p.View = fmt.Sprint("s", i), "某", "IIT", domain.ViewAuditor
		list = append(list, p)
	}
	return list
}

func (c *sightCity) send(token string, req absentRequest) exchange {
	key := []string{}
	if req.method == http.MethodPost {
		key = append(key, "Idempotency-Key: "+uuid.NewString())
	}
	return c.ask(token, req.method, req.path, req.body, key...)
}
