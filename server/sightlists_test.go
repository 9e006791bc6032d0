package server

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"taizhang/domain"
)

// The relations of lists, counts and maps: filtered by place first, then counted anew.

func items(v any) []map[string]any {
	list := []map[string]any{}
	for _, x := range v.([]any) {
		list = append(list, x.(map[string]any))
	}
	return list
}

// here keeps the rows of parcels within the place; a row of no parcel is a milestone of
// a district or of the city.
func (w *witness) here(rows []map[string]any, name string) []any {
	kept := []any{}
	for _, row := range rows {
		id := uuid.MustParse(row[name].(string))
		of := domain.District(fmt.Sprint(row["district"]))
		milestone := w.who.Level == "CITY" || w.who.Level == "DISTRICT" && of == w.who.District
		if id != (uuid.UUID{}) && w.covers(id) || id == (uuid.UUID{}) && milestone {
			kept = append(kept, row)
		}
	}
	return kept
}

var parcelQueries = []string{"", "&district=120116", "&district=120110,120112", "&stage=OPERATING", "&q=" + url.QueryEscape("公司"), "&q=1201"}

func (w *witness) parcels() {
	for _, q := range parcelQueries {
		path := "/api/v1/parcels?limit=500" + q
		admin := w.read(w.rig.token, path).(map[string]any)
		rows := w.here(items(admin["items"]), "id")
		admin["items"], admin["total"] = rows, float64(len(rows))
		w.compare(path, "parcels", w.read(w.token, path), admin)
		w.paged(path, len(rows))
	}
	for _, q := range []string{"grade=D", "compliance=CLEAR", "status=OVERDUE", "industry=C"} {
		path := "/api/v1/parcels?limit=500&" + q
		x := w.ask(w.token, "GET", path, nil)
		if w.cases++; (x.status == http.StatusForbidden) != (w.view == domain.ViewPublic) {
			w.miss("%s: %d, a filter by what %s is shown", path, x.status, w.view)
		}
		if x.status != http.StatusOK {
			continue
		}
		admin := w.read(w.rig.token, path).(map[string]any)
		rows := w.here(items(admin["items"]), "id")
		admin["items"], admin["total"] = rows, float64(len(rows))
		w.compare(path, "parcels", w.read(w.token, path), admin)
	}
}

// paged: pages of seven are the whole list, each with its total.
func (w *witness) paged(path string, total int) {
	seen, next := 0, ""
	for {
		page := w.read(w.token, path[:len("/api/v1/parcels?limit=")]+"7"+path[len("/api/v1/parcels?limit=500"):]+next).(map[string]any)
		seen += len(page["items"].([]any))
		if int(page["total"].(float64)) != total {
			w.miss("%s: total %v, want %d", path, page["total"], total)
			return
		}
		cursor, more := page["next"].(string)
		if !more {
			break
		}
		next = "&cursor=" + url.QueryEscape(cursor)
	}
	if w.cases++; seen != total {
		w.miss("%s: %d rows on pages, want %d", path, seen, total)
	}
}

func (w *witness) obligations() { w.list("/api/v1/obligations?limit=500", "obligations") }
func (w *witness) alarms()      { w.list("/api/v1/alarms?limit=500", "alarms") }

func (w *witness) list(path, kind string) {
	for _, q := range []string{"", "&district=120116"} {
		admin := w.read(w.rig.token, path+q).(map[string]any)
		if admin["next"] != nil {
			w.t.Fatalf("%s: more than one page", path)
		}
		rows := w.here(items(admin["items"]), "parcel")
		admin["items"], admin["total"] = rows, float64(len(rows))
		if kind == "alarms" {
			admin["counts"] = countAnew(rows, admin["counts"].([]any))
		}
		w.compare(path+q, kind, w.read(w.token, path+q), admin)
	}
}

// countAnew counts rows by rule and level, in the order of the administrator's counts.
func countAnew(rows, order []any) []any {
	counts := []any{}
	for _, x := range order {
		was := x.(map[string]any)
		alarms, escalated := 0.0, 0.0
		for _, row := range rows {
			if r := row.(map[string]any); r["rule"] == was["rule"] && r["level"] == was["level"] {
				alarms++
				if r["state"] == "ESCALATED" {
					escalated++
				}
			}
		}
		if alarms > 0 {
			counts = append(counts, map[string]any{"rule": was["rule"], "level": was["level"], "alarms": alarms, "escalated": escalated})
		}
	}
	return counts
}

func (w *witness) geojson() {
	for _, q := range []string{"", "?district=120116"} {
		path := "/api/v1/parcels.geojson" + q
		admin := w.read(w.rig.token, path).(map[string]any)
		kept := []any{}
		for _, f := range items(admin["features"]) {
			if w.covers(uuid.MustParse(f["id"].(string))) {
				if w.view == domain.ViewPublic {
					f["geometry"] = nil
				}
				kept = append(kept, f)
			}
		}
		admin["features"] = kept
		w.compare(path, "geojson", w.read(w.token, path), admin)
	}
}

// overview is counted anew from the rows of the list.
func (w *witness) overview() {
	rows := w.here(items(w.read(w.rig.token, "/api/v1/parcels?limit=500").(map[string]any)["items"]), "id")
	for _, district := range []string{"", "120116"} {
		path := "/api/v1/overview"
		if district != "" {
			path += "?district=" + district
		}
		admin := w.read(w.rig.token, path).(map[string]any)
		events, retired := 0.0, []any{}
		for _, x := range rows {
			row := x.(map[string]any)
			if events += row["revision"].(float64) + 1; row["stage"] == "RETIRED" {
				retired = append(retired, x)
			}
		}
		living := slices.DeleteFunc(slices.Clone(rows), func(x any) bool { return slices.ContainsFunc(retired, func(y any) bool { return sameRow(x, y) }) })
		inDistrict := slices.DeleteFunc(slices.Clone(living), func(x any) bool { return district != "" && x.(map[string]any)["district"] != district })
		w.count(admin, inDistrict, living)
		admin["events"] = events
		w.compare(path, "overview", w.read(w.token, path), admin)
	}
}

func sameRow(a, b any) bool { return a.(map[string]any)["id"] == b.(map[string]any)["id"] }

func (w *witness) count(admin map[string]any, rows, all []any) {
	admin["parcels"], admin["area"], admin["overdue"], admin["dueSoon"] = float64(len(rows)), sum(rows, "area"), sum(rows, "overdue"), sum(rows, "dueSoon")
	noData := 0.0
	for _, x := range rows {
		if x.(map[string]any)["supplyOnly"] == true {
			noData++
		}
	}
	admin["noData"] = noData
	for _, s := range items(admin["stages"]) {
		of := where(rows, "stage", s["stage"])
		s["parcels"], s["area"] = float64(len(of)), sum(of, "area")
	}
	districts := []any{}
	for _, d := range items(admin["districts"]) {
		of := where(all, "district", d["district"])
		if len(of) == 0 {
			continue
		}
		stages := map[string]any{}
		for _, x := range of {
			stage := x.(map[string]any)["stage"].(string)
			n, _ := stages[stage].(float64)
			stages[stage] = n + 1
		}
		districts = append(districts, map[string]any{"district": d["district"], "parcels": float64(len(of)), "area": sum(of, "area"),
			"overdue": sum(of, "overdue"), "dueSoon": sum(of, "dueSoon"), "stages": stages})
	}
	slices.SortFunc(districts, func(a, b any) int {
		return cmp.Compare(a.(map[string]any)["district"].(string), b.(map[string]any)["district"].(string))
	})
	admin["districts"] = districts
}

func sum(rows []any, name string) (n float64) {
	for _, x := range rows {
		n += x.(map[string]any)[name].(float64)
	}
	return n
}

func where(rows []any, name string, is any) []any {
	return slices.DeleteFunc(slices.Clone(rows), func(x any) bool { return x.(map[string]any)[name] != is })
}

// otherRules are values that find something to say of the generated lives: of terms, of
// agreements that do not say what they must, and by rules that may speak of tax.
var otherRules = url.QueryEscape(`{"term.max_years":1,"competence.cosign":"MATRIX"}`)

func (w *witness) reconsideration() {
	w.each("/reconsideration", "reconsideration")
	w.each("/reconsideration?values="+otherRules, "reconsideration")
}

// whatIf: which parcels another value would catch, of those within the place. Officers
// ask it who could propose the value.
func (w *witness) whatIf() {
	if w.who.Level == "PARK" || w.who.ID == "none" {
		return
	}
	asks, all := w.who, reader
	asks.Role, asks.Department = domain.RoleOfficer, "IIT"
	all.Role, all.Department = asks.Role, asks.Department
	body := encode(w.t, domain.Fact{OccurredOn: today(), Event: domain.ParameterProposed{
		Parameter: domain.EvalIntervalYears, Value: domain.JSON("1"), ValidFrom: today(), Document: domain.Evidence{DocNo: "测〔2026〕1号"}}})
	path := "/api/v1/policies/" + asks.Place().String() + "/whatif"
	admin, got := w.ask(w.tokens.IssueInMemory(all), "POST", path, body), w.ask(w.tokens.IssueInMemory(asks), "POST", path, body)
	if admin.status != http.StatusOK || got.status != admin.status {
		w.miss("what if: %d %s, the administrator %d %s", got.status, got.body, admin.status, admin.body)
		return
	}
	want := parsed(w.t, admin.body).(map[string]any)
	want["parcels"] = w.here(items(want["parcels"]), "parcel")
	w.compare(path, "whatif", parsed(w.t, got.body), want)
}
