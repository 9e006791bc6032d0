package server

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"taizhang/domain"
)

// A bad is one request that must be refused: with this status, these problems and
// nothing changed. What is not given is a POST of the body to the events of a
// parcel in operation, with a key and a good token.
type bad struct {
	name   string
	method string
	path   string // {op} parcel in operation, {new} surveyed, {none} not registered
	body   string
	header []string
	status int
	want   string // "path rule", several separated by "; ", or the code of an error without places
}

// Facts that are right where they are meant for; cases change one thing.
const (
	goodCheck    = `{"type":"OperationChecked","occurredOn":"2025-01-02","data":{"checkNo":"核-1","kind":"ROUTINE","result":"PASS"}}`
	goodRegister = `{"type":"ParcelRegistered","occurredOn":"2024-03-01","data":{"parcelCode":"120116001001GB00900","district":"120116","registeredArea":6666667,"origin":"NEW"}}`
	goodReport   = `{"type":"OperationReported","occurredOn":"2025-01-15","data":{"enterprise":{"name":"甲公司","uscc":"91350100M000100Y43"},"period":"2024Q4","basis":"PERIOD","status":"FINAL","source":"STA","industry":"C3660","allocation":"SINGLE","share":"1","output":1000000,"taxPaid":50000}}`
	goodRated    = `{"type":"EfficiencyRated","occurredOn":"2025-01-15","data":{"evalYear":2024,"ruleVersion":"2024","total":"88.50","grade":"A"}}`
)

// but replaces one piece of a fact.
func but(fact, old, new string) string {
	if strings.Count(fact, old) != 1 {
		panic(fmt.Sprintf("%q is not once in %s", old, fact))
	}
	return strings.Replace(fact, old, new, 1)
}

// in puts a fact into a batch after a good one.
func inSecond(fact string) string { return `{"facts":[` + goodCheck + `,` + fact + `]}` }

const (
	register = "/api/v1/parcels"
	batch    = "/api/v1/parcels/{op}/batch"
	newborn  = "/api/v1/parcels/{new}/events"
)

// corpusRig has one parcel in operation and one that is surveyed.
func corpusRig(t *testing.T) (*rig, *strings.Replacer) {
	r := demoRig(t)
	id, _ := r.operating(1)
	fresh := registration(2)
	as[recordedView](t, r.do("POST", register, encode(t, fresh), "Idempotency-Key: r2"), http.StatusCreated)
	fid := identity(t, fresh)
	as[recordedView](t, r.do("POST", "/api/v1/parcels/"+fid.String()+"/events", encode(t, survey("2024-04-01")), "Idempotency-Key: s2"), http.StatusCreated)
	breach := domain.Fact{OccurredOn: "2025-01-01", Event: domain.BreachFound{BreachID: "B1", Clause: "第9条", Basis: "CONTRACT", Cause: "HOLDER"}}
	as[recordedView](t, r.do("POST", "/api/v1/parcels/"+id.String()+"/events", encode(t, breach), "Idempotency-Key: used"), http.StatusCreated)
	as[parcelView](t, r.get("/api/v1/parcels/"+id.String()+"?min="+string(r.head())), http.StatusOK)
	none := domain.Source{System: "none", Key: "none"}.ID()
	return r, strings.NewReplacer("{op}", id.String(), "{new}", fid.String(), "{none}", none.String(), "{today}", string(domain.DateOf(time.Now())))
}

// P11: bad input gets an answer that names the place, and changes nothing.
func TestBadInput(t *testing.T) {
	r, names := corpusRig(t)
	total := 0
	for _, category := range []struct {
		name  string
		cases []bad
	}{
		{"JSON", badJSON}, {"numbers", badNumbers}, {"dates", badDates}, {"codes", badCodes},
		{"state", badState}, {"text", badText}, {"HTTP", badHTTP},
	} {
		if len(category.cases) < 12 {
			t.Errorf("%s: %d cases, want at least 12", category.name, len(category.cases))
		}
		total += len(category.cases)
		for _, c := range category.cases {
			t.Run(category.name+"/"+c.name, func(t *testing.T) { r.refuses(t, names, c) })
		}
	}
	t.Logf("%d cases", total)
}

// refuses sends one case and expects its answer, and the log as it was.
func (r *rig) refuses(t *testing.T, names *strings.Replacer, c bad) {
	r = r.in(t)
	before := r.head()
	method, path := c.method, c.path
	if method == "" {
		method = "POST"
	}
	if path == "" {
		path = "/api/v1/parcels/{op}/events"
	}
	header := append([]string{"Idempotency-Key: bad", "Content-Type: application/json"}, c.header...)
	x := r.do(method, names.Replace(path), []byte(names.Replace(c.body)), header...)
	e := errorOf(t, x)
	got := e.Code
	if len(e.Problems) > 0 {
		var places []string
		for _, p := range e.Problems {
			if p.ZH == "" || p.EN == "" {
				t.Errorf("problem without words: %+v", p)
			}
			places = append(places, p.Path+" "+p.Rule)
		}
		got = strings.Join(places, "; ")
	}
	if x.status != c.status || got != c.want {
		t.Errorf("status %d %q, want %d %q\n%s", x.status, got, c.status, c.want, x.body)
	}
	if x.status >= 500 {
		t.Errorf("our fault: %s", x.body)
	}
	if after := r.head(); after != before {
		t.Errorf("the log moved from %s to %s", before, after)
	}
}

// Control: the facts that the cases change are accepted as they stand.
func TestGoodInput(t *testing.T) {
	r, names := corpusRig(t)
	for i, good := range []string{goodCheck, goodReport, goodRated} {
		x := r.do("POST", names.Replace("/api/v1/parcels/{op}/events"), []byte(good), fmt.Sprint("Idempotency-Key: good", i))
		if x.status != http.StatusCreated {
			t.Errorf("%s\n%d %s", good, x.status, x.body)
		}
	}
	if x := r.do("POST", register, []byte(goodRegister), "Idempotency-Key: good"); x.status != http.StatusCreated {
		t.Errorf("%s\n%d %s", goodRegister, x.status, x.body)
	}
	if x := r.do("POST", names.Replace(batch), []byte(inSecond(but(goodCheck, "核-1", "核-2"))), "Idempotency-Key: goods"); x.status != http.StatusCreated {
		t.Errorf("batch %d %s", x.status, x.body)
	}
}

var badJSON = []bad{
	{name: "empty body", body: "", status: 400, want: " json.syntax"},
	{name: "blank body", body: " \n", status: 400, want: " json.syntax"},
	{name: "not JSON", body: "type=OperationChecked", status: 400, want: " json.syntax"},
	{name: "cut short", body: goodCheck[:40], status: 400, want: "/occurredOn json.syntax"},
	{name: "trailing data", body: goodCheck + "{}", status: 400, want: " json.syntax"},
	{name: "trailing bracket", body: goodCheck + "}", status: 400, want: " json.syntax"},
	{name: "byte order mark", body: "\ufeff" + goodCheck, status: 400, want: " json.syntax"},
	{name: "comment", body: but(goodCheck, `"data"`, `/* x */"data"`), status: 400, want: " json.syntax"},
	{name: "single quotes", body: strings.ReplaceAll(goodCheck, `"`, `'`), status: 400, want: " json.syntax"},
	{name: "trailing comma", body: but(goodCheck, `"PASS"}`, `"PASS",}`), status: 400, want: "/data json.syntax"},
	{name: "NaN", body: but(goodRated, `2024,`, `NaN,`), status: 400, want: "/data/evalYear json.syntax"},
	{name: "an array", body: "[" + goodCheck + "]", status: 400, want: " json.syntax"},
	{name: "a string", body: `"OperationChecked"`, status: 400, want: " json.syntax"},
	{name: "null", body: "null", status: 400, want: " json.syntax"},
	{name: "name twice", body: but(goodCheck, `"kind"`, `"checkNo":"2","kind"`), status: 400, want: "/data/checkNo json.duplicate"},
	{name: "name twice, once escaped", body: but(goodCheck, `"kind"`, `"\u0063heckNo":"2","kind"`), status: 400, want: "/data/checkNo json.duplicate"},
	{name: "type twice", body: but(goodCheck, `"data"`, `"type":"BreachFound","data"`), status: 400, want: "/type json.duplicate"},
	{name: "wrong case", body: but(goodCheck, `"checkNo"`, `"CheckNo"`), status: 400, want: "/data/CheckNo json.case; /data/checkNo required"},
	{name: "case folding of ſ", body: but(goodCheck, `"result"`, `"reſult"`), status: 400, want: "/data/reſult json.case; /data/result required"},
	{name: "unknown field", body: but(goodCheck, `"kind"`, `"inspector":"x","kind"`), status: 400, want: "/data/inspector json.unknown"},
	{name: "unknown field outside", body: but(goodCheck, `"data"`, `"recorder":"x","data"`), status: 400, want: "/recorder json.unknown"},
	{name: "recorded time from outside", body: but(goodCheck, `"data"`, `"recordedAt":"2020-01-01T00:00:00Z","data"`), status: 400, want: "/recordedAt json.unknown"},
	{name: "findings from outside", body: but(goodCheck, `"data"`, `"findings":[],"data"`), status: 400, want: "/findings derived"},
	{name: "derived field", body: `{"type":"BreachFound","occurredOn":"2025-01-02","data":{"breachId":"B9","clause":"第9条","basis":"CONTRACT","cause":"HOLDER","shortfall":"0.5"}}`, status: 400, want: "/data/shortfall derived"},
	{name: "null field", body: but(goodCheck, `"PASS"`, `null`), status: 400, want: "/data/result json.null"},
	{name: "missing field", body: but(goodCheck, `"kind":"ROUTINE",`, ``), status: 400, want: "/data/kind required"},
	{name: "missing data", body: `{"type":"OperationChecked","occurredOn":"2025-01-02"}`, status: 400, want: "/data required"},
	{name: "missing type", body: `{"occurredOn":"2025-01-02","data":{}}`, status: 400, want: "/type required"},
	{name: "unknown type", body: but(goodCheck, "OperationChecked", "OperationDeleted"), status: 400, want: "/type type"},
	{name: "text for an object", body: but(goodCheck, `{"checkNo":"核-1","kind":"ROUTINE","result":"PASS"}`, `"x"`), status: 400, want: "/data json.type"},
	{name: "number for text", body: but(goodCheck, `"核-1"`, `1`), status: 400, want: "/data/checkNo json.type"},
	{name: "text for a flag", body: but(goodCheck, `"data"`, `"backfill":"true","data"`), status: 400, want: "/backfill json.type"},
	{name: "object for a list", body: but(goodCheck, `"PASS"}`, `"PASS","findings":{}}`), status: 400, want: "/data/findings json.type"},
	{name: "too deep", body: but(goodCheck, `"核-1"`, strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000)), status: 400, want: "/data/checkNo/0/0/0/0/0/0/0/0/0/0/0/0/0/0 json.depth"},
	{name: "lone surrogate", body: but(goodCheck, `核-1`, `\ud800`), status: 400, want: "/data/checkNo json.syntax"},
	{name: "invalid UTF-8", body: but(goodCheck, `核-1`, "\xff\xfe"), status: 400, want: "/data/checkNo json.utf8"},
	{name: "overlong UTF-8", body: but(goodCheck, `核-1`, "\xc0\xaf"), status: 400, want: "/data/checkNo json.utf8"},
	{name: "raw control character", body: but(goodCheck, `核-1`, "a\x01"), status: 400, want: "/data/checkNo json.syntax"},
	{name: "batch is not an object", path: batch, body: "[" + goodCheck + "]", status: 400, want: " json.type"},
	{name: "batch without facts", path: batch, body: "{}", status: 400, want: "/facts required"},
	{name: "batch of none", path: batch, body: `{"facts":[]}`, status: 400, want: "/facts batch.size"},
	{name: "batch with null", path: batch, body: `{"facts":null}`, status: 400, want: "/facts required"},
	{name: "batch with more", path: batch, body: `{"facts":[` + goodCheck + `],"atomic":false}`, status: 400, want: "/atomic json.unknown"},
	{name: "second of a batch", path: batch, body: inSecond(but(goodCheck, `"PASS"`, `"GOOD"`)), status: 400, want: "/facts/1/data/result code"},
	{name: "name twice in a batch", path: batch, body: inSecond(but(goodCheck, `"kind"`, `"checkNo":"2","kind"`)), status: 400, want: "/facts/1/data/checkNo json.duplicate"},
	{name: "batch too long", path: batch, body: `{"facts":[` + strings.Repeat(goodCheck+",", 200) + goodCheck + `]}`, status: 400, want: "/facts batch.size"},
}

var badNumbers = []bad{
	{name: "beyond 2^53", body: but(goodReport, "1000000", "9007199254740993"), status: 400, want: "/data/output int.range"},
	{name: "beyond -2^53", body: but(goodReport, "1000000", "-9007199254740993"), status: 400, want: "/data/output int.range"},
	{name: "beyond int64", body: but(goodReport, "1000000", "9223372036854775808"), status: 400, want: "/data/output int.range"},
	{name: "40 digits", body: but(goodReport, "1000000", strings.Repeat("9", 40)), status: 400, want: "/data/output int.range"},
	{name: "1.0 for an integer", body: but(goodReport, "1000000", "1000000.0"), status: 400, want: "/data/output int.form"},
	{name: "exponent", body: but(goodReport, "1000000", "1E6"), status: 400, want: "/data/output int.form"},
	{name: "1e400", body: but(goodReport, "1000000", "1e400"), status: 400, want: "/data/output int.form"},
	{name: "minus zero", body: but(goodReport, "1000000", "-0"), status: 400, want: "/data/output int.form"},
	{name: "leading zero", body: but(goodReport, "1000000", "01000000"), status: 400, want: "/data json.syntax"},
	{name: "plus sign", body: but(goodReport, "1000000", "+1000000"), status: 400, want: "/data/output json.syntax"},
	{name: "money as text", body: but(goodReport, "1000000", `"1000000"`), status: 400, want: "/data/output json.type"},
	{name: "money with thousands signs", body: but(goodReport, "1000000", `"1,000,000"`), status: 400, want: "/data/output json.type"},
	{name: "full-width digits", body: but(goodReport, `"1"`, `"１"`), status: 400, want: "/data/share decimal.form"},
	{name: "Chinese numeral", body: but(goodReport, `"1"`, `"壹"`), status: 400, want: "/data/share decimal.form"},
	{name: "decimal as a number", body: but(goodReport, `"1"`, `1`), status: 400, want: "/data/share json.type"},
	{name: "decimal with exponent", body: but(goodReport, `"1"`, `"1E-1"`), status: 400, want: "/data/share decimal.form"},
	{name: "decimal with comma", body: but(goodReport, `"1"`, `"0,5"`), status: 400, want: "/data/share decimal.form"},
	{name: "decimal without digits", body: but(goodReport, `"1"`, `"."`), status: 400, want: "/data/share decimal.form"},
	{name: "decimal of minus zero", body: but(goodReport, `"1"`, `"-0.0"`), status: 400, want: "/data/share decimal.form"},
	{name: "decimal of 40 digits", body: but(goodReport, `"1"`, `"0.`+strings.Repeat("3", 40)+`"`), status: 400, want: "/data/share decimal.long"},
	{name: "negative refund", body: but(goodReport, `"taxPaid":50000`, `"taxPaid":50000,"taxRefund":-1`), status: 400, want: "/data/taxRefund min"},
	{name: "no area", path: register, body: but(goodRegister, "6666667", "0"), status: 400, want: "/data/registeredArea min"},
	{name: "negative area", path: register, body: but(goodRegister, "6666667", "-1"), status: 400, want: "/data/registeredArea min"},
	{name: "year of another calendar", body: but(goodRated, "2024,", "113,"), status: 400, want: "/data/evalYear min"},
	{name: "share above one", body: but(goodReport, `"1"`, `"1.01"`), status: 400, want: "/data/share report.share"},
}

var badDates = []bad{
	{name: "1900-01-01 for none", body: but(goodCheck, "2025-01-02", "1900-01-01"), status: 400, want: "/occurredOn date.none"},
	{name: "0001-01-01", body: but(goodCheck, "2025-01-02", "0001-01-01"), status: 400, want: "/occurredOn date.range"},
	{name: "year 9999", body: but(goodCheck, "2025-01-02", "9999-12-31"), status: 400, want: "/occurredOn date.range"},
	{name: "29 February of a common year", body: but(goodCheck, "2025-01-02", "2025-02-29"), status: 400, want: "/occurredOn date.form"},
	{name: "31 April", body: but(goodCheck, "2025-01-02", "2025-04-31"), status: 400, want: "/occurredOn date.form"},
	{name: "month 13", body: but(goodCheck, "2025-01-02", "2025-13-01"), status: 400, want: "/occurredOn date.form"},
	{name: "without zeros", body: but(goodCheck, "2025-01-02", "2025-1-2"), status: 400, want: "/occurredOn date.form"},
	{name: "slashes", body: but(goodCheck, "2025-01-02", "2025/01/02"), status: 400, want: "/occurredOn date.form"},
	{name: "Chinese form", body: but(goodCheck, "2025-01-02", "2025年1月2日"), status: 400, want: "/occurredOn date.form"},
	{name: "with a time", body: but(goodCheck, "2025-01-02", "2025-01-02T00:00:00+08:00"), status: 400, want: "/occurredOn date.form"},
	{name: "spreadsheet serial", body: but(goodCheck, `"2025-01-02"`, `45659`), status: 400, want: "/occurredOn json.type"},
	{name: "spreadsheet serial as text", body: but(goodCheck, "2025-01-02", "45659"), status: 400, want: "/occurredOn date.form"},
	{name: "full-width digits", body: but(goodCheck, "2025-01-02", "２０２５-01-02"), status: 400, want: "/occurredOn date.form"},
	{name: "blank around", body: but(goodCheck, "2025-01-02", " 2025-01-02"), status: 400, want: "/occurredOn date.form"},
	{name: "empty", body: but(goodCheck, "2025-01-02", ""), status: 400, want: "/occurredOn date.form"},
	{name: "in the future", body: but(goodCheck, "2025-01-02", "2099-01-02"), status: 422, want: "/occurredOn occurredOn.future"},
	{name: "before the record began", body: but(goodCheck, "2025-01-02", "2023-01-02"), status: 422, want: "/occurredOn backfill.required"},
	{name: "back-fill of today", body: but(but(goodCheck, "2025-01-02", "{today}"), `"data"`, `"backfill":true,"data"`), status: 422, want: "/backfill backfill.late"},
	{name: "evidence of the future", body: but(goodCheck, `"data"`, `"evidence":[{"docNo":"1","issuedOn":"2099-01-01"}],"data"`), status: 400, want: "/evidence/0/issuedOn evidence.future"},
	{name: "period of month 13", body: but(goodReport, "2024Q4", "202413"), status: 400, want: "/data/period period.form"},
	{name: "fifth quarter", body: but(goodReport, "2024Q4", "2024Q5"), status: 400, want: "/data/period period.form"},
	{name: "period with a dash", body: but(goodReport, "2024Q4", "2024-Q4"), status: 400, want: "/data/period period.form"},
	{name: "period of the stone age", body: but(goodReport, "2024Q4", "1024Q4"), status: 400, want: "/data/period period.range"},
	{name: "term ends before it starts", path: register, body: but(goodRegister, `"origin"`, `"termStart":"2024-01-01","termEnd":"2023-01-01","origin"`), status: 400, want: "/data/termEnd term.order"},
}

var badCodes = []bad{
	{name: "parcel code of 18", path: register, body: but(goodRegister, "120116001001GB00900", "120116001001GB0090"), status: 400, want: "/data/parcelCode parcelCode.form"},
	{name: "parcel code of 28", path: register, body: but(goodRegister, "120116001001GB00900", "120116001001GB00900F00010001"), status: 400, want: "/data/parcelCode parcelCode.form"},
	{name: "lower case", path: register, body: but(goodRegister, "120116001001GB00900", "120116001001gb00900"), status: 400, want: "/data/parcelCode parcelCode.form"},
	{name: "letter O for zero", path: register, body: but(goodRegister, "120116001001GB00900", "12O116001001GB00900"), status: 400, want: "/data/parcelCode parcelCode.form"},
	{name: "Cyrillic В", path: register, body: but(goodRegister, "120116001001GB00900", "120116001001GВ00900"), status: 400, want: "/data/parcelCode parcelCode.form"},
	{name: "sequence zero", path: register, body: but(goodRegister, "GB00900", "GB00000"), status: 400, want: "/data/parcelCode parcelCode.sequence"},
	{name: "blanks in a code", path: register, body: but(goodRegister, "120116001001GB00900", "120116 001001 GB00900"), status: 400, want: "/data/parcelCode parcelCode.form"},
	{name: "district of five digits", path: register, body: but(goodRegister, `"120116"`, `"12011"`), status: 400, want: "/data/district district"},
	{name: "district of no province", path: register, body: but(goodRegister, `"120116"`, `"990116"`), status: 400, want: "/data/district district"},
	{name: "unknown district of the city", path: register, body: but(goodRegister, `"120116"`, `"120199"`), status: 400, want: "/data/district district"},
	{name: "credit code of 17", body: but(goodReport, "91350100M000100Y43", "91350100M000100Y4"), status: 400, want: "/data/enterprise/uscc uscc.form"},
	{name: "credit code with I", body: but(goodReport, "91350100M000100Y43", "91350100I000100Y43"), status: 400, want: "/data/enterprise/uscc uscc.form"},
	{name: "credit code in lower case", body: but(goodReport, "91350100M000100Y43", "91350100m000100y43"), status: 400, want: "/data/enterprise/uscc uscc.form"},
	{name: "credit code's check character", body: but(goodReport, "91350100M000100Y43", "91350100M000100Y44"), status: 400, want: "/data/enterprise/uscc uscc.check"},
	{name: "override without a reason", body: but(but(goodReport, "91350100M000100Y43", "91350100M000100Y44"), `"data"`, `"overrides":[{"rule":"uscc.check","path":"/data/enterprise/uscc","reason":""}],"data"`), status: 400, want: "/overrides/0/reason text.blank; /data/enterprise/uscc uscc.check; /overrides/0 override.unused"},
	{name: "override of nothing", body: but(goodReport, `"data"`, `"overrides":[{"rule":"uscc.check","path":"/data/enterprise/uscc","reason":"x"}],"data"`), status: 400, want: "/overrides/0 override.unused"},
	{name: "override of what cannot be", body: but(but(goodReport, "2024Q4", "2024Q5"), `"data"`, `"overrides":[{"rule":"period.form","path":"/data/period","reason":"x"}],"data"`), status: 400, want: "/data/period period.form; /overrides/0 override.unused"},
	{name: "code of no list", body: but(goodCheck, "ROUTINE", "SOMETIMES"), status: 400, want: "/data/kind code"},
	{name: "term for its code", body: but(goodCheck, "ROUTINE", "日常"), status: 400, want: "/data/kind code"},
	{name: "code in lower case", body: but(goodCheck, "ROUTINE", "routine"), status: 400, want: "/data/kind code"},
	{name: "industry of a letter alone", body: but(goodReport, "C3660", "C"), status: 400, want: "/data/industry industry"},
	{name: "unknown industry", body: but(goodReport, "C3660", "Z99"), status: 400, want: "/data/industry industry"},
	{name: "digest too short", body: but(goodCheck, `"data"`, `"evidence":[{"docNo":"1","sha256":"abc"}],"data"`), status: 400, want: "/evidence/0/sha256 sha256"},
	{name: "not an event's identity", body: `{"type":"EventCorrected","occurredOn":"2025-02-01","data":{"target":"1","diffs":[{"path":"/data/x","new":1}],"reason":"ENTRY_ERROR"}}`, status: 400, want: "/data/target eventId"},
	{name: "parcel without any code", path: register, body: but(goodRegister, `"parcelCode":"120116001001GB00900",`, ``), status: 400, want: "/data/parcelCode identity"},
	{name: "unit code of another parcel", path: register, body: but(goodRegister, `"district":"120116"`, `"unitCode":"120116001001GB00901F00010001","district":"120116"`), status: 400, want: "/data/unitCode unitCode.parcel"},
}

var badState = []bad{
	{name: "unknown parcel", path: "/api/v1/parcels/{none}/events", body: goodCheck, status: 404, want: "no_parcel"},
	{name: "unknown code", path: "/api/v1/parcels/120116001001GB09999/events", body: goodCheck, status: 404, want: "no_parcel"},
	{name: "registered twice", path: "/api/v1/parcels/{op}/events", body: but(goodRegister, "GB00900", "GB00001"), status: 422, want: "/type stage"},
	{name: "another parcel's registration", body: goodRegister, status: 400, want: "/data identity"},
	{name: "does not begin with a registration", path: register, body: goodCheck, status: 400, want: "/type type.register"},
	{name: "supply of land in use", body: `{"type":"SupplyAnnounced","occurredOn":"2025-01-02","data":{"noticeNo":"1","method":"LISTING","startPrice":1,"termYears":20}}`, status: 422, want: "/type stage"},
	{name: "award before the offer", path: newborn, body: `{"type":"SupplyAwarded","occurredOn":"2025-01-02","data":{"confirmationNo":"1","winner":{"name":"甲"},"price":1}}`, status: 422, want: "/type stage"},
	{name: "payment without a contract", body: `{"type":"LandPricePaid","occurredOn":"2025-01-02","data":{"instalmentNo":1,"amount":1}}`, status: 422, want: "/type pay.noContract"},
	{name: "delivery of nothing sold", path: newborn, body: `{"type":"LandDelivered","occurredOn":"2025-01-02","data":{"condition":"NET","area":1,"confirmationNo":"1"}}`, status: 422, want: "/type stage"},
	{name: "production on land that was not sold", path: newborn, body: `{"type":"ProductionStarted","occurredOn":"2025-01-02","data":{"industry":"C3660"}}`, status: 422, want: "/type stage"},
	{name: "vacated without an exit", body: `{"type":"ParcelVacated","occurredOn":"2025-01-02","data":{"handoverNo":"1","cleared":true}}`, status: 422, want: "/type stage"},
	{name: "exit completed before it began", body: `{"type":"ExitCompleted","occurredOn":"2025-01-02","data":{"instrumentNo":"1","compensation":0}}`, status: 422, want: "/type stage"},
	{name: "returned to supply in use", body: `{"type":"ReturnedToSupply","occurredOn":"2025-01-02","data":{"poolEntryNo":"1"}}`, status: 422, want: "/type stage"},
	{name: "breach twice", body: `{"type":"BreachFound","occurredOn":"2025-01-02","data":{"breachId":"B1","clause":"第9条","basis":"CONTRACT","cause":"HOLDER"}}`, status: 422, want: "/data/breachId breach.twice"},
	{name: "rectification of no breach", body: `{"type":"RectificationOrdered","occurredOn":"2025-01-02","data":{"breachId":"B7","orderNo":"1","measures":["x"],"due":"2025-06-01"}}`, status: 422, want: "/data/breachId breach.unknown"},
	{name: "accepted without an order", body: `{"type":"RectificationAccepted","occurredOn":"2025-01-02","data":{"breachId":"B7","result":"PASS"}}`, status: 422, want: "/data/breachId breach.unknown"},
	{name: "recovery without compensation from no contract", body: `{"type":"ExitInitiated","occurredOn":"2025-01-02","data":{"exitType":"E02","ground":"x","legalBasis":"x","decisionNo":"1"}}`, status: 422, want: "/data/exitType guard.E02"},
	{name: "review of an unknown project", path: newborn, body: `{"type":"EntryReviewed","occurredOn":"2025-01-02","data":{"projectId":"P9","result":"PASS","reviews":[{"department":"DRC","opinion":"AGREE","on":"2025-01-01"}]}}`, status: 422, want: "/type stage"},
	{name: "correction of no event", body: `{"type":"EventCorrected","occurredOn":"2025-02-01","data":{"target":"6f0c1a52-6d0e-5f0b-9a3e-3a1f5f2c7b10","diffs":[{"path":"/data/x","new":1}],"reason":"ENTRY_ERROR"}}`, status: 422, want: "/data/target correction.target"},
	{name: "low-efficiency land beyond the parcel", body: `{"type":"LowEfficiencyIdentified","occurredOn":"2025-01-02","data":{"kind":"INDUSTRIAL","criteria":[{"code":"L3"}],"ruleSet":"1","area":9999999999}}`, status: 422, want: "/data/area lowEfficiency.area"},
	{name: "pass over an objection", path: newborn, body: `{"type":"EntryReviewed","occurredOn":"2025-01-02","data":{"projectId":"P9","result":"PASS","reviews":[{"department":"DRC","opinion":"OBJECT","on":"2025-01-01"}]}}`, status: 400, want: "/data/result entry.objection"},
	{name: "one refused of a batch", path: batch, body: inSecond(`{"type":"ReturnedToSupply","occurredOn":"2025-01-03","data":{"poolEntryNo":"1"}}`), status: 422, want: "/facts/1/type stage"},
	{name: "batch for an unknown parcel", path: "/api/v1/parcels/{none}/batch", body: `{"facts":[` + goodCheck + `]}`, status: 404, want: "no_parcel"},
	{name: "dry run of a refused fact", path: "/api/v1/parcels/{op}/events?dryRun=true", body: `{"type":"ReturnedToSupply","occurredOn":"2025-01-03","data":{"poolEntryNo":"1"}}`, status: 422, want: "/type stage"},
	{name: "key used for another request", body: goodCheck, header: []string{"Idempotency-Key: used"}, status: 409, want: "request_reused"},
}

var badText = []bad{
	{name: "right-to-left override", body: but(goodCheck, "核-1", "核\u202e1"), status: 400, want: "/data/checkNo text.hidden"},
	{name: "isolate", body: but(goodCheck, "核-1", "核\u2066x\u2069"), status: 400, want: "/data/checkNo text.hidden"},
	{name: "zero-width space", body: but(goodCheck, "核-1", "核\u200b1"), status: 400, want: "/data/checkNo text.hidden"},
	{name: "zero-width joiner", body: but(goodCheck, "核-1", "核\u200d1"), status: 400, want: "/data/checkNo text.hidden"},
	{name: "soft hyphen", body: but(goodCheck, "核-1", "核\u00ad1"), status: 400, want: "/data/checkNo text.hidden"},
	{name: "byte order mark within", body: but(goodCheck, "核-1", "核\ufeff1"), status: 400, want: "/data/checkNo text.hidden"},
	{name: "escaped NUL", body: but(goodCheck, "核-1", `核\u0000`), status: 400, want: "/data/checkNo text.hidden"},
	{name: "escaped line break", body: but(goodCheck, "核-1", `核\n1`), status: 400, want: "/data/checkNo text.hidden"},
	{name: "C1 control", body: but(goodCheck, "核-1", "核\u0085"), status: 400, want: "/data/checkNo text.hidden"},
	{name: "line separator", body: but(goodCheck, "核-1", "核\u20281"), status: 400, want: "/data/checkNo text.hidden"},
	{name: "noncharacter", body: but(goodCheck, "核-1", "核\ufffe"), status: 400, want: "/data/checkNo text.hidden"},
	{name: "tag characters", body: but(goodCheck, "核-1", "核\U000e0041"), status: 400, want: "/data/checkNo text.hidden"},
	{name: "blanks only", body: but(goodCheck, "核-1", "  "), status: 400, want: "/data/checkNo text.blank"},
	{name: "ideographic space only", body: but(goodCheck, "核-1", "\u3000"), status: 400, want: "/data/checkNo text.blank"},
	{name: "empty", body: but(goodCheck, "核-1", ""), status: 400, want: "/data/checkNo text.blank"},
	{name: "one character too many", body: but(goodCheck, "核-1", strings.Repeat("核", 61)), status: 400, want: "/data/checkNo text.long"},
	{name: "a mebibyte line", body: but(goodCheck, "核-1", strings.Repeat("a", 1<<19)), status: 400, want: "/data/checkNo text.long"},
	{name: "hidden in a list", body: but(goodCheck, `"PASS"}`, `"PASS","findings":["好","\u200b"]}`), status: 400, want: "/data/findings/1 text.hidden"},
	{name: "hidden in evidence", body: but(goodCheck, `"data"`, `"evidence":[{"docNo":"津\u202e1"}],"data"`), status: 400, want: "/evidence/0/docNo text.hidden"},
	{name: "pointer of a name with a slash", body: but(goodCheck, `"kind"`, `"a/b~c":1,"kind"`), status: 400, want: "/data/a~1b~0c json.unknown"},
}

var badHTTP = []bad{
	{name: "no token", body: goodCheck, header: []string{"Authorization: "}, status: 401, want: "unauthorized"},
	{name: "wrong token", body: goodCheck, header: []string{"Authorization: Bearer tz_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, status: 401, want: "unauthorized"},
	{name: "other scheme", body: goodCheck, header: []string{"Authorization: Basic dXNlcjpwYXNz"}, status: 401, want: "unauthorized"},
	{name: "token in the address", path: "/api/v1/parcels/{op}/events?token=tz_x", body: goodCheck, header: []string{"Authorization: "}, status: 401, want: "unauthorized"},
	{name: "no key", body: goodCheck, header: []string{"Idempotency-Key: "}, status: 400, want: "Idempotency-Key key.missing"},
	{name: "key too long", body: goodCheck, header: []string{"Idempotency-Key: " + strings.Repeat("k", 201)}, status: 400, want: "Idempotency-Key key.form"},
	{name: "key with a blank", body: goodCheck, header: []string{"Idempotency-Key: a b"}, status: 400, want: "Idempotency-Key key.form"},
	{name: "key in Chinese", body: goodCheck, header: []string{"Idempotency-Key: 键"}, status: 400, want: "Idempotency-Key key.form"},
	{name: "form content", body: goodCheck, header: []string{"Content-Type: application/x-www-form-urlencoded"}, status: 415, want: "media_type"},
	{name: "plain text", body: goodCheck, header: []string{"Content-Type: text/plain"}, status: 415, want: "media_type"},
	{name: "no content type", body: goodCheck, header: []string{"Content-Type: "}, status: 415, want: "media_type"},
	{name: "GBK", body: goodCheck, header: []string{"Content-Type: application/json; charset=gbk"}, status: 415, want: "media_type"},
	{name: "compressed", body: goodCheck, header: []string{"Content-Encoding: gzip"}, status: 415, want: "content_encoding"},
	{name: "too large", body: strings.Repeat(" ", 1<<20+1), status: 413, want: "too_large"},
	{name: "unknown parameter", path: "/api/v1/parcels/{op}/events?dryrun=true", body: goodCheck, status: 400, want: "?dryrun query.unknown"},
	{name: "parameter twice", path: "/api/v1/parcels/{op}/events?dryRun=true&dryRun=false", body: goodCheck, status: 400, want: "?dryRun query.repeated"},
	{name: "parameter empty", path: "/api/v1/parcels/{op}/events?dryRun=", body: goodCheck, status: 400, want: "?dryRun query.empty"},
	{name: "parameter of another kind", path: "/api/v1/parcels/{op}/events?dryRun=1", body: goodCheck, status: 400, want: "?dryRun query.value"},
	{name: "query of semicolons", path: "/api/v1/parcels/{op}/events?dryRun=true;x=1", body: goodCheck, status: 400, want: " query.syntax"},
	{name: "query too long", path: "/api/v1/parcels/{op}/events?dryRun=" + strings.Repeat("x", 5000), body: goodCheck, status: 400, want: " query.long"},
	{name: "method", method: "DELETE", path: "/api/v1/parcels/{op}/events", status: 405, want: "method"},
	{name: "PUT of a parcel", method: "PUT", path: "/api/v1/parcels/{op}", body: goodCheck, status: 405, want: "method"},
	{name: "no route", path: "/api/v1/parcels/{op}/delete", body: goodCheck, status: 404, want: "no_route"},
	{name: "no version", path: "/api/parcels", body: goodCheck, status: 404, want: "no_route"},
	{name: "reference too long", path: "/api/v1/parcels/" + strings.Repeat("1", 300) + "/events", body: goodCheck, status: 404, want: "no_parcel"},
	{name: "reference of a path", path: "/api/v1/parcels/..%2F..%2Fetc%2Fpasswd/events", body: goodCheck, status: 404, want: "no_parcel"},
	{name: "identity in capitals", path: "/api/v1/parcels/6F0C1A52-6D0E-5F0B-9A3E-3A1F5F2C7B10/events", body: goodCheck, status: 404, want: "no_parcel"},
	{name: "foreign page", body: goodCheck, header: []string{"Sec-Fetch-Site: cross-site", "Origin: http://evil.example"}, status: 403, want: "cross_origin"},
	{name: "list with a district that is none", method: "GET", path: "/api/v1/parcels?district=1201", status: 400, want: "?district query.value"},
	{name: "list with too many", method: "GET", path: "/api/v1/parcels?limit=501", status: 400, want: "?limit query.value"},
	{name: "list with a signed limit", method: "GET", path: "/api/v1/parcels?limit=%2B5", status: 400, want: "?limit query.value"},
	{name: "list in an unknown stage", method: "GET", path: "/api/v1/parcels?stage=BUILT", status: 400, want: "?stage query.value"},
	{name: "text of a control character", method: "GET", path: "/api/v1/parcels?q=a%00b", status: 400, want: "?q query.text"},
	{name: "position of tomorrow", method: "GET", path: "/api/v1/parcels?min=999999999999999999", status: 400, want: "?min position.ahead"},
	{name: "history as of no day", method: "GET", path: "/api/v1/parcels/{op}/history?asOf=2025-02-30", status: 400, want: "?asOf query.value"},
	{name: "history as known yesterday", method: "GET", path: "/api/v1/parcels/{op}/history?knownAt=yesterday", status: 400, want: "?knownAt query.value"},
	{name: "efficiency by nothing", method: "GET", path: "/api/v1/analytics/efficiency?per=year", status: 400, want: "?by query.value"},
	{name: "query without SQL", path: "/api/v1/query", body: `{"sql":" "}`, status: 400, want: "/sql required"},
	{name: "query with more", path: "/api/v1/query", body: `{"sql":"SELECT 1","write":true}`, status: 400, want: "/write json.unknown"},
	{name: "verify with a body", path: "/api/v1/verify", body: `{}`, status: 400, want: " body.unexpected"},
}

// What a client library would not send: raw requests, each on a connection of its
// own. None may reach the log, hang, or bring the server down.
func TestBadWire(t *testing.T) {
	r, names := corpusRig(t)
	before := r.head()
	target := names.Replace("/api/v1/parcels/{op}/events")
	head := "POST " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + r.token + "\r\nIdempotency-Key: w\r\nContent-Type: application/json\r\n"
	length := fmt.Sprintf("Content-Length: %d\r\n", len(goodCheck))
	for name, tt := range map[string]struct {
		raw    string
		status string
	}{
		"not HTTP":               {"\x16\x03\x01\x02\x00", ""},
		"no host":                {strings.Replace(head, "Host: x\r\n", "", 1) + length + "\r\n" + goodCheck, "400"},
		"two lengths":            {head + length + "Content-Length: 5\r\n\r\n" + goodCheck, "400"},
		"length and chunks":      {head + length + "Transfer-Encoding: gzip\r\n\r\n" + goodCheck, "501"},
		"negative length":        {head + "Content-Length: -1\r\n\r\n" + goodCheck, "400"},
		"bad chunk":              {head + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n" + goodCheck, "400"},
		"chunks over the limit":  {head + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("10000\r\n"+strings.Repeat(" ", 0x10000)+"\r\n", 17) + "0\r\n\r\n", "413"},
		"headers over the limit": {head + "X: " + strings.Repeat("x", 60<<10) + "\r\n\r\n", "431"},
		"header without colon":   {head + "oops\r\n\r\n", "400"},
		"two keys":               {head + "Idempotency-Key: v\r\n" + length + "\r\n" + goodCheck, "400"},
		"two tokens":             {head + "Authorization: Bearer " + r.token + "\r\n" + length + "\r\n" + goodCheck, "401"},
		"two content types":      {head + "Content-Type: text/plain\r\n" + length + "\r\n" + goodCheck, "415"},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", strings.TrimPrefix(r.base, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(20 * time.Second))
			go conn.Write([]byte(tt.raw))
			if tt.status == "" {
				conn.(*net.TCPConn).CloseWrite()
			}
			answer, err := io.ReadAll(io.LimitReader(conn, 64))
			if err != nil && len(answer) == 0 {
				t.Fatal(err)
			}
			line, _, _ := bytes.Cut(answer, []byte("\r\n"))
			if fields := strings.Fields(string(line)); tt.status != "" && (len(fields) < 2 || fields[1] != tt.status) {
				t.Errorf("answer %q, want %s", line, tt.status)
			}
		})
	}
	// A body that ends early is refused when it ends.
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, head+length+"\r\n"+goodCheck[:20])
	conn.(*net.TCPConn).CloseWrite()
	io.Copy(io.Discard, conn)
	conn.Close()
	if x := r.get("/healthz"); x.status != http.StatusOK {
		t.Errorf("health afterwards %d", x.status)
	}
	if after := r.head(); after != before {
		t.Errorf("the log moved from %s to %s", before, after)
	}
}

// FuzzRecord: whatever is posted, the answer is one of ours and never a 5xx, and
// only a 201 moves the log.
func FuzzRecord(f *testing.F) {
	for _, cases := range [][]bad{badJSON, badNumbers, badDates, badCodes, badText, badState} {
		for _, c := range cases {
			f.Add([]byte(c.body))
		}
	}
	f.Add([]byte(goodCheck))
	r := demoRig(f)
	_, path := r.operating(1)
	n := 0
	shared := r
	f.Fuzz(func(t *testing.T, body []byte) {
		r := shared.in(t)
		n++
		before := r.head()
		x := r.do("POST", path+"/events", body, fmt.Sprint("Idempotency-Key: f", n), "Content-Type: application/json")
		if x.status >= 500 || (x.status == http.StatusCreated) != (r.head() != before) {
			t.Errorf("%d for %q", x.status, body)
		}
		var any any
		if err := json.Unmarshal(x.body, &any); err != nil {
			t.Errorf("answer %q is not JSON", x.body)
		}
	})
}
