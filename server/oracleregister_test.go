package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"taizhang/domain"
	"taizhang/domain/accesstest"
)

// registered asks to register a parcel at a place: a new one, or one that is there.
func (c *oracleCity) registered(who asker, n int, code string, district domain.District, park string) (string, bool) {
	fact := accesstest.Fact{Type: "ParcelRegistered", Data: map[string]any{
		"parcelCode": code, "district": district, "parkCode": park, "registeredArea": json.Number("1000000"), "origin": "NEW",
	}}
	body := fact.JSON(oracleDay)
	if n%2 == 1 {
		return c.ask(who.token, "/api/v1/parcels", body)
	}
	decoded, err := domain.DecodeFact(body, false)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.ask(who.token, "/api/v1/parcels/"+identity(c.t, decoded).String()+"/batch", batchOf(body))
}

// Who may take a parcel in, and where: the registration says itself where the land lies.
// One of a parcel that is there beyond one's reach is refused as if there were none,
// unless it claims one's own place for it.
func TestOracleRegistration(t *testing.T) {
	c, rules := newOracleCity(t), accesstest.New()
	opening := accesstest.Fact{Type: "ParcelRegistered"}
	asked, wrong := 0, 0
	check := func(who asker, what, want, got string) {
		if asked++; got != want {
			wrong++
			t.Errorf("%s %s, %s: %q, the rules say %q", who.Department, who.Level, what, got, want)
		}
	}
	for _, who := range c.askers {
		for n, place := range []domain.Scope{{District: home, Park: homePark}, {District: home, Park: otherPark}, {District: home}, {District: away, Park: homePark}, {District: away}} {
			want := rules.Record(who.Officer, opening, &accesstest.Land{District: string(place.District), Park: place.Park})
			for form := range 2 {
				got, _ := c.registered(who, form, fmt.Sprintf("%s001001GB%05d", place.District, 800+n), place.District, place.Park)
				check(who, "new in "+place.String(), want, got)
				there := fmt.Sprintf("%s001001GB%05d", away, 701) // relation "other"
				if place.District == away && !accesstest.Sees(who.Officer, string(away), homePark) {
					got, _ = c.registered(who, form, there, away, place.Park)
					check(who, "one that is there, in "+place.String(), want, got)
				}
			}
		}
	}
	t.Logf("registration: %d cells, %d mismatches", asked, wrong)
}

// A parcel out of reach answers a registration with the very bytes of one that is new.
func TestRegistrationTellsNoParcel(t *testing.T) {
	c := newOracleCity(t)
	who := c.askers[1] // the planning bureau of the home district
	if who.Department != "PNR" || who.Level != "DISTRICT" {
		t.Fatalf("asks as %+v", who)
	}
	var answers [2][]byte
	for i, code := range []string{"701", "801"} {
		body := fmt.Appendf(nil, `{"type":"ParcelRegistered","occurredOn":"2024-03-13","data":{"parcelCode":"%s001001GB00%s","district":"%s","registeredArea":1,"origin":"NEW"}}`, away, code, away)
		x := c.do("POST", "/api/v1/parcels", body, "Authorization: Bearer "+who.token, "Idempotency-Key: "+code)
		if answers[i] = x.body; x.status != http.StatusForbidden {
			t.Errorf("%s: %d %s", code, x.status, x.body)
		}
	}
	if !bytes.Equal(answers[0], answers[1]) {
		t.Errorf("there: %s\nnot there: %s", answers[0], answers[1])
	}
}
