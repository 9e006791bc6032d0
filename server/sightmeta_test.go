package server

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"taizhang/domain"
)

// A witness asks every route as one principal, and as the administrator.
type witness struct {
	*sightCity
	who   domain.Principal
	token string
	onlooker
	cases  int
	misses []string
}

func (w *witness) miss(format string, args ...any) {
	w.misses = append(w.misses, fmt.Sprintf(format, args...))
}

func (c *sightCity) witness(t testing.TB, who domain.Principal) *witness {
	w := &witness{sightCity: c, who: who, token: c.tokens.IssueInMemory(who), onlooker: onlooker{view: who.View}}
	w.sightCity = &sightCity{rig: c.rig.in(t), logged: c.logged, land: c.land, refs: c.refs, seed: c.seed}
	if who.Level != "CITY" {
		w.sees = make(map[string]bool)
		for id, refs := range c.refs {
			for _, ref := range refs {
				w.sees[ref] = w.covers(id)
			}
		}
	}
	return w
}

// covers is the rule of place: the city all, a district what lies there today, a park
// what lies in it.
func (w *witness) covers(id domain.ParcelID) bool {
	land := w.land[id]
	switch w.who.Level {
	case "CITY":
		return true
	case "DISTRICT":
		return land.District == w.who.District
	}
	return land.District == w.who.District && land.Park == w.who.Park
}

// answer(principal) == filter(answer(administrator)) on every read route.
func TestSightIsAFilterAcceptance(t *testing.T) {
	c := newSightCity(t, seedOf(t), nil)
	cases := 0
	for _, who := range c.principals(rand.New(rand.NewPCG(c.seed, 2))) {
		w := c.witness(t, who)
		w.everyRoute()
		cases += w.cases
		for _, miss := range w.misses {
			t.Errorf("%s of %s: %s", who.ID, who.Place(), miss)
		}
	}
	t.Logf("%d answers compared", cases)
}

// A server that shows more, or less, than it should is caught: the witness expects what
// one principal is shown and asks as another.
func TestSightMisses(t *testing.T) {
	c := newSightCity(t, seedOf(t), nil)
	var at domain.Scope
	for _, land := range c.land {
		if land.Park != "" {
			at = land
		}
	}
	internal := domain.Principal{ID: "i", Name: "某", Role: domain.RoleAuditor, View: domain.ViewInternal, Level: "CITY"}
	for name, change := range map[string]func(*domain.Principal){
		"no veil over tax":     func(p *domain.Principal) { p.View = domain.ViewRestricted },
		"a veil over too much": func(p *domain.Principal) { p.View = domain.ViewPublic },
		"a place too narrow":   func(p *domain.Principal) { p.Level, p.District = "DISTRICT", at.District },
		"a park too narrow":    func(p *domain.Principal) { p.Level, p.District, p.Park = "PARK", at.District, at.Park },
	} {
		asks := internal
		change(&asks)
		for _, pair := range [][2]domain.Principal{{internal, asks}, {asks, internal}} {
			w := c.witness(t, pair[0])
			w.token = c.tokens.IssueInMemory(pair[1])
			w.everyRoute()
			if len(w.misses) == 0 {
				t.Errorf("%s: %d answers, and nothing was noticed", name, w.cases)
			}
		}
	}
}

// everyRoute: a route that reads and has no relation fails.
func (w *witness) everyRoute() {
	relations := map[string]func(){
		"/api/v1/overview": w.overview, "/api/v1/parcels": w.parcels, "/api/v1/parcels.geojson": w.geojson,
		"/api/v1/obligations": w.obligations, "/api/v1/alarms": w.alarms,
		"/api/v1/parcels/{ref}":                 func() { w.each("", "parcel"); w.each("?knownAt=2100-01-01T00:00:00Z&asOf="+string(today()), "parcel") },
		"/api/v1/parcels/{ref}/history":         func() { w.each("/history", "history"); w.each("/history?asOf=2024-06-01", "history") },
		"/api/v1/parcels/{ref}/replay":          func() { w.each("/replay", "replay") },
		"/api/v1/parcels/{ref}/reconsideration": w.reconsideration,
		"/api/v1/parcels/{ref}/history.jsonl":   func() { w.each("/history.jsonl", "jsonl") },
		"/api/v1/parcels/{ref}/history.csv":     func() { w.each("/history.csv", "csv") },
		"/api/v1/analytics/efficiency/events":   func() {}, // with the engine, in its own test
		"/api/v1/policies/{scope}/whatif":       w.whatIf,
	}
	for _, r := range w.server.routes {
		relation := relations[r.path]
		reads := r.method == http.MethodGet || strings.HasSuffix(r.path, "/whatif")
		switch {
		case relation != nil && reads:
			relation()
		case reads && r.common && slices.Contains(sameForAll, r.path):
			path := strings.ReplaceAll(r.path, "{scope}", "city")
			if w.cases++; !reflect.DeepEqual(w.read(w.token, path), w.read(w.rig.token, path)) {
				w.miss("%s: another answer than the administrator's", path)
			}
		case reads && !r.open && !r.common:
			w.miss("%s reads and no relation is said of it", r.pattern())
		}
	}
}

// sameForAll are the books that all who read see whole (rule 5), and what holds nothing of
// the land.
var sameForAll = []string{"/api/v1/policies/{scope}", "/api/v1/programmes/{scope}", "/api/v1/catalogue", "/api/v1/metrics"}

func (w *witness) read(token, path string) any {
	w.t.Helper()
	x := w.ask(token, "GET", path, nil)
	if x.status != http.StatusOK {
		w.t.Fatalf("%s: %d %s", path, x.status, x.body)
	}
	var v any
	if err := json.Unmarshal(x.body, &v); err != nil {
		w.t.Fatalf("%s: %v in %s", path, err, x.body)
	}
	return v
}

// compare holds an answer against the administrator's, once filtered by place.
func (w *witness) compare(what, kind string, got, admin any) {
	w.t.Helper()
	w.cases++
	want := w.filter(admin)
	if w.view == domain.ViewPublic {
		want = prune(want, publicAnswers[kind], "")
	}
	for _, gone := range pointersOf(got, "") {
		if !resolves(admin, gone) {
			w.miss("%s: %q was left out and was never there", what, gone)
		}
	}
	if got := unmarked(got); !reflect.DeepEqual(got, want) {
		w.miss("%s: %s", what, difference("", got, want))
	}
}

// unmarked takes the members redacted away.
func unmarked(v any) any {
	switch v := v.(type) {
	case []any:
		list := []any{}
		for _, x := range v {
			list = append(list, unmarked(x))
		}
		return list
	case map[string]any:
		m := make(map[string]any)
		for name, x := range v {
			if name != "redacted" {
				m[name] = unmarked(x)
			}
		}
		return m
	}
	return v
}

// pointersOf are the pointers that redacted members name, where lists kept all their
// elements; below others the places have moved.
func pointersOf(v any, at string) (all []string) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	list, _ := m["redacted"].([]any)
	for _, p := range list {
		all = append(all, at+p.(string))
	}
	return all
}

func resolves(v any, pointer string) bool {
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i := 0
			if fmt.Sscan(step, &i); i >= len(x) {
				return false
			}
			v = x[i]
		}
	}
	return v != nil
}

func difference(at string, got, want any) string {
	a, isA := got.(map[string]any)
	b, isB := want.(map[string]any)
	if isA && isB {
		for _, name := range slices.Sorted(maps.Keys(b)) {
			if !reflect.DeepEqual(a[name], b[name]) {
				return difference(at+"/"+name, a[name], b[name])
			}
		}
		for _, name := range slices.Sorted(maps.Keys(a)) {
			if _, ok := b[name]; !ok {
				return fmt.Sprintf("%s/%s shown: %v", at, name, a[name])
			}
		}
	}
	x, isX := got.([]any)
	y, isY := want.([]any)
	if isX && isY && len(x) == len(y) {
		for i := range x {
			if !reflect.DeepEqual(x[i], y[i]) {
				return difference(fmt.Sprint(at, "/", i), x[i], y[i])
			}
		}
	}
	return fmt.Sprintf("%s: got %.300v, want %.300v", at, got, want)
}

// each compares a route of every parcel by each of its references; one beyond the place
// answers as one that does not exist.
func (w *witness) each(suffix, kind string) {
	for id, refs := range w.some() {
		for _, ref := range refs {
			path := "/api/v1/parcels/" + ref + suffix
			x := w.ask(w.token, "GET", path, nil)
			if !w.covers(id) {
				w.absent(path, suffix, x)
				continue
			}
			admin := w.ask(w.rig.token, "GET", path, nil)
			if x.status != http.StatusOK || admin.status != http.StatusOK {
				w.miss("%s: %d, the administrator %d: %s", path, x.status, admin.status, x.body)
				continue
			}
			w.lines(path, kind, x.body, admin.body)
		}
	}
}

// sampled is how many parcels of those within and beyond the place are looked at in
// the short form.
const sampled = 2

// some yields parcels: all of them in the long form.
func (w *witness) some() iter.Seq2[domain.ParcelID, []string] {
	left := map[bool]int{true: sampled, false: sampled}
	return func(yield func(domain.ParcelID, []string) bool) {
		for id, refs := range w.refs {
			if left[w.covers(id)]--; left[w.covers(id)] < 0 && os.Getenv("TAIZHANG_FAULTS") == "" {
				continue
			}
			if !yield(id, refs) {
				return
			}
		}
	}
}

func (w *witness) absent(path, suffix string, x exchange) {
	w.t.Helper()
	w.cases++
	for _, none := range []string{uuid.NewString(), "129999999999GB99999"} {
		want := w.ask(w.token, "GET", "/api/v1/parcels/"+none+suffix, nil)
		if want.status != http.StatusNotFound || x.status != want.status || !bytes.Equal(x.body, want.body) || !reflect.DeepEqual(x.header, want.header) {
			w.miss("%s answers %d %v %s, one that does not exist %d %v %s", path, x.status, x.header, x.body, want.status, want.header, want.body)
		}
	}
}

func (w *witness) lines(path, kind string, got, admin []byte) {
	w.t.Helper()
	switch kind {
	case "jsonl":
		a, b := bytes.Split(got, []byte("\n")), bytes.Split(admin, []byte("\n"))
		if len(a) != len(b) {
			w.t.Fatalf("%s: %d lines, want %d", path, len(a), len(b))
		}
		for i := range len(a) - 1 {
			w.compare(path, kind, parsed(w.t, a[i]), parsed(w.t, b[i]))
		}
	case "csv":
		w.table(path, got)
	default:
		w.compare(path, kind, parsed(w.t, got), parsed(w.t, admin))
	}
}

func parsed(t testing.TB, data []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return v
}

// table compares a CSV with the lines of the JSONL that were already compared.
func (w *witness) table(path string, got []byte) {
	w.t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(got, []byte(bom)))).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	stored := bytes.Split(w.ask(w.token, "GET", strings.TrimSuffix(path, "csv")+"jsonl", nil).body, []byte("\n"))
	if len(rows) != len(stored) {
		w.t.Fatalf("%s: %d rows, %d lines", path, len(rows), len(stored))
	}
	for i, row := range rows[1:] {
		w.cases++
		line := parsed(w.t, stored[i]).(map[string]any)
		by, _ := line["by"].(map[string]any)
		name, _ := by["name"].(string)
		fact := line["fact"].(map[string]any)
		if !reflect.DeepEqual(parsed(w.t, []byte(row[15])), fact["data"]) || row[7] != name || row[0] != line["id"] {
			w.miss("%s: row %v, line %v", path, row, line)
		}
		for _, cell := range []string{row[13], row[14]} {
			w.told(path, cell, fact)
		}
	}
}

// told: every word of a cell stands in the fact as it is shown.
func (w *witness) told(path, cell string, fact map[string]any) {
	w.t.Helper()
	text := fmt.Sprint(fact)
	for word := range strings.FieldsSeq(strings.ReplaceAll(cell, ";", " ")) {
		if !strings.Contains(text, strings.TrimPrefix(word, "'")) {
			w.miss("%s: %q is not in the fact as shown", path, word)
		}
	}
}
