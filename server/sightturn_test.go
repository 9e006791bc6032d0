package server

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"testing"

	"github.com/klauspost/compress/gzip"

	"taizhang/domain"
)

// turns is how often principals ask in turn: the number of row 46 with TAIZHANG_FAULTS.
func turns() int {
	if os.Getenv("TAIZHANG_FAULTS") != "" {
		return 10_000
	}
	return 1500
}

// A turned is what was answered so far, by who asked what.
type turned struct {
	*sightCity
	rng    *rand.Rand
	tokens map[string]string
	first  map[string]exchange
	tags   map[string]string // what each ETag of a path stands for
	own    map[string]string // the ETag that a principal was given for a path
}

// Principals ask in turn what is remembered between requests, filtered, packed and with
// each other's tags: each is answered as if there were no other.
func TestTwoPrincipalsInTurnAcceptance(t *testing.T) {
	c := newSightCity(t, seedOf(t), nil)
	x := &turned{c, rand.New(rand.NewPCG(c.seed, 4)), map[string]string{}, map[string]exchange{}, map[string]string{}, map[string]string{}}
	who := c.principals(x.rng)
	for _, p := range who {
		x.tokens[p.ID] = c.tokens.IssueInMemory(p)
	}
	borrowed := 0
	for range turns() {
		p := who[x.rng.IntN(len(who))]
		path := x.path()
		if x.rng.IntN(4) == 0 {
			borrowed += x.borrow(p, path)
		} else {
			x.ask(p, path)
		}
	}
	if borrowed == 0 {
		t.Error("nobody asked with another's tag")
	}
	t.Logf("%d requests of %d principals, %d answers told apart, %d with another's tag", turns(), len(who), len(x.first), borrowed)
}

// path is a question whose answer the server may remember, with a filter or without.
func (x *turned) path() string {
	kind := []string{"parcels.geojson", "overview", "parcels", "alarms", "obligations"}[x.rng.IntN(5)]
	path := "/api/v1/" + kind
	if x.rng.IntN(2) == 0 {
		districts := domain.Districts()
		path += "?district=" + string(districts[x.rng.IntN(len(districts))].Code)
	} else if kind == "parcels" || kind == "alarms" || kind == "obligations" {
		path += fmt.Sprint("?limit=", 1+x.rng.IntN(9))
	}
	return path
}

// ask holds an answer, packed or not, against the first to the same question.
func (x *turned) ask(p domain.Principal, path string) {
	var header []string
	if x.rng.IntN(2) == 0 {
		header = append(header, "Accept-Encoding: gzip")
	}
	got := x.sightCity.ask(x.tokens[p.ID], http.MethodGet, path, nil, header...)
	if got.header.Get("Content-Encoding") == "gzip" {
		got.body = unpacked(x.t, got.body)
	}
	key := p.ID + " " + path
	if was, asked := x.first[key]; asked && (was.status != got.status || !bytes.Equal(was.body, got.body)) {
		x.t.Fatalf("%s: another answer than before", key)
	}
	x.first[key] = got
	if tag := got.header.Get("ETag"); tag != "" {
		if other, given := x.tags[path+tag]; given && other != string(got.body) {
			x.t.Fatalf("%s: one ETag %s of two answers", path, tag)
		}
		x.tags[path+tag], x.own[key] = string(got.body), tag
	}
	if cache := got.header.Get("Cache-Control"); cache != "private, no-store" {
		x.t.Errorf("%s: Cache-Control %q", path, cache)
	}
}

// borrow asks with another principal's tag: that nothing has changed is said only of the
// very same answer. It returns 1 when there was a tag to borrow.
func (x *turned) borrow(p domain.Principal, path string) int {
	for other := range x.tokens {
		tag := x.own[other+" "+path]
		if tag == "" || other == p.ID || x.own[p.ID+" "+path] == "" {
			continue
		}
		got := x.sightCity.ask(x.tokens[p.ID], http.MethodGet, path, nil, "If-None-Match: "+tag)
		if same := tag == x.own[p.ID+" "+path]; (got.status == http.StatusNotModified) != same {
			x.t.Fatalf("%s %s with the tag of %s: %d", p.ID, path, other, got.status)
		}
		return 1
	}
	x.ask(p, path)
	return 0
}

func unpacked(t testing.TB, data []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
