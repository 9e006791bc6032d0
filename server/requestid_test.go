package server

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"taizhang/domain"
	"taizhang/eventstore/memory"
	"taizhang/server/accesslog"
)

// unnamed takes the name of its request out of the header and the body of an answer, so
// that answers can be compared: no two have the same.
func unnamed(t testing.TB, x exchange) exchange {
	t.Helper()
	id := x.header.Get(requestHeader)
	x.named = id
	if !requestForm.MatchString(id) || len(x.header[requestHeader]) != 1 {
		t.Errorf("the answer's request is named %q", x.header[requestHeader])
	}
	member := []byte(`,"request":"` + id + `"`)
	if bytes.HasPrefix(x.body, []byte(`{"error":`)) != bytes.Contains(x.body, member) {
		t.Errorf("the body does not name the request %s: %.300s", id, x.body)
	}
	x.header = x.header.Clone()
	x.header.Del(requestHeader)
	x.body = bytes.Replace(x.body, member, nil, 1)
	return x
}

// Row 43: every answer names its request, each by another name, and nobody names it but
// the server or the proxy before it.
func TestRequestsAreNamed(t *testing.T) {
	good := "proxy-0123456789"
	for _, proxied := range []bool{false, true} {
		r := demoRig(t, func(c *Config) { c.BehindProxy = proxied })
		seen := map[string]bool{good: true}
		for _, path := range []string{"/", "/none.js", "/healthz", "/metrics", "/api/v1/ledger", "/api/v1/parcels", "/api/v1/parcels?x=1", "/api/v1/none", "/api/v1/feed"} {
			for _, given := range []string{"", "short", strings.Repeat("x", 65), "two words 12", "12345678;drop", "用户自己起的名字", good + ", " + good} {
				x := r.get(path, "X-Request-Id: "+given)
				if id := x.named; seen[id] || id == given {
					t.Errorf("%s: %q is named %q", path, given, id)
				} else {
					seen[id] = true
				}
			}
			if id := r.get(path, "X-Request-Id: "+good).named; (id == good) != proxied {
				t.Errorf("%s, behind a proxy: %v: named %q", path, proxied, id)
			}
		}
	}
}

// One name leads from the error to the line of the log and to the entries of the access
// log; entries that are gathered from several requests have none.
func TestNamesLeadToTheLog(t *testing.T) {
	var log bytes.Buffer
	store := memory.New()
	r := newRig(t, store, domain.Demo, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	id, path := r.operating(1)
	wall := r.tokens.IssueInMemory(domain.Principal{ID: "w", Name: "大屏", Role: domain.RoleWall, View: domain.ViewInternal, Level: "CITY"})
	served := r.get(path + "/history").named
	noted := r.get(path+"/history", "Authorization: Bearer "+wall).named
	denied := r.get("/api/v1/tokens", "Authorization: Bearer wrong").named
	store.Close()
	x := r.get("/api/v1/parcels/"+id.String()+"/history", "Authorization: Bearer "+wall)
	if x.status < http.StatusInternalServerError {
		t.Fatalf("a closed store: %d %s", x.status, x.body)
	}
	r.stop()
	if !strings.Contains(log.String(), "request="+x.named) {
		t.Errorf("the log says nothing of %s:\n%s", x.named, log.String())
	}
	found := make(map[string]accesslog.Outcome)
	for _, line := range r.traced() {
		if line.Request != "" {
			found[line.Request] = line.Outcome
		}
	}
	if found[served] != accesslog.Served || found[denied] != accesslog.Denied || found[noted] != "" || found[x.named] != "" {
		t.Errorf("served %s, denied %s, noted %s: %s", served, denied, noted, fmt.Sprint(found))
	}
}
