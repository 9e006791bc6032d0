package server

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
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

// inside is what an answer would tell of the program or its machine (row 43 of
// docs/security.md): paths, places in the source, stacks, addresses, statements, types.
var inside = regexp.MustCompile(`/(?:root|tmp|home|usr|var)/|\.go:\d|goroutine|panic|0x[0-9a-f]{6}|SELECT |INSERT |pebble|clickhouse|jsontext|domain\.\w|json: `)

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
	if found := inside.Find(x.body); found != nil {
		t.Errorf("the answer tells %q of the inside: %s", found, x.body)
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

// What a client library would not send: raw requests, each on a connection of its
// own. None may reach the log, hang, or bring the server down.
func TestBadWire(t *testing.T) {
	r, names := corpusRig(t)
	before := r.head()
	target := names.Replace("/api/v1/parcels/{op}/events")
	head := "POST " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + r.officer(recorder("OperationChecked")) + "\r\nIdempotency-Key: w\r\nContent-Type: application/json\r\n"
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
		"two tokens":             {head + "Authorization: Bearer " + r.officer(recorder("OperationChecked")) + "\r\n" + length + "\r\n" + goodCheck, "401"},
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
