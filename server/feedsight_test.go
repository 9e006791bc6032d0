package server

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"taizhang/domain"
	"taizhang/server/accesslog"
)

// chief is the first administrator of a ledger that has one.
var chief = domain.Officer{ID: "chief", Name: "管理员", Department: domain.SystemDepartment, Level: "CITY"}

// grant enters an authority in the ledger, by its first administrator.
func (r *rig) grant(subject string, e domain.AuthorityGranted) domain.EventID {
	r.t.Helper()
	book, err := r.ledger.Book(r.t.Context(), authorityBook)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, ok := book.Principal(chief.ID, today()); !ok {
		r.enter("first", domain.System, domain.AuthorityGranted{Subject: chief.ID, Name: chief.Name, Role: domain.RoleAdministrator, View: domain.Code(domain.ViewAuditor), Level: "CITY", Reason: "首任"})
	}
	e.Subject, e.Name, e.Reason = subject, subject, "测试"
	return r.enter(fmt.Sprint(subject, len(book.Entries())), chief, e)
}

func (r *rig) enter(key string, by domain.Officer, e domain.Event) domain.EventID {
	r.t.Helper()
	got, err := r.ledger.Enter(r.t.Context(), authorityBook, key, by, domain.Fact{OccurredOn: today(), Event: e})
	if err != nil {
		r.t.Fatal(err)
	}
	return got.Events[0].ID
}

func wallOf(district domain.District) domain.AuthorityGranted {
	return domain.AuthorityGranted{Role: domain.RoleWall, View: domain.Code(domain.ViewInternal), Level: "DISTRICT", District: district}
}

// A client is sent what lies within its place, and covers all of the log all the
// same; in public view it learns no officer's name.
func TestFeedKeepsToThePlace(t *testing.T) {
	r := demoRig(t)
	id, _ := r.operating(1)
	read := func(p domain.Principal) []feedItem {
		t.Helper()
		p.ID, p.Name, p.Role = "p", "某", domain.RoleWall
		conn := r.open(helloMessage{Type: "hello", Token: r.tokens.IssueInMemory(p), From: "start"})
		r.next(conn, "welcome")
		var items []feedItem
		for {
			switch m, _, err := readFeed(conn); {
			case err != nil:
				t.Fatal(err)
			case m.Type == "caught_up":
				if m.Seq != r.head() {
					t.Errorf("covers up to %s of %s", m.Seq, r.head())
				}
				return items
			default:
				items = append(items, m.Items...)
			}
		}
	}
	for name, tt := range map[string]struct {
		who   domain.Principal
		items int
		named bool
	}{
		"the city":         {domain.Principal{View: domain.ViewInternal, Level: "CITY"}, 3, true},
		"its district":     {domain.Principal{View: domain.ViewInternal, Level: "DISTRICT", District: "120116"}, 3, true},
		"another district": {domain.Principal{View: domain.ViewInternal, Level: "DISTRICT", District: "120110"}, 0, false},
		"a park it is not": {domain.Principal{View: domain.ViewInternal, Level: "PARK", District: "120116", Park: "TEDA"}, 0, false},
		"the public":       {domain.Principal{View: domain.ViewPublic, Level: "CITY"}, 3, false},
	} {
		items := read(tt.who)
		if len(items) != tt.items {
			t.Errorf("%s: %d items, want %d", name, len(items), tt.items)
			continue
		}
		for _, item := range items {
			if item.Parcel != id || (item.By.Name != "") != tt.named || item.By.Department == "" {
				t.Errorf("%s: %+v", name, item)
			}
		}
	}
}

// authorityRig is a rig whose tokens are kept in a file, and whose feeds look at the
// authority of their client all the time.
func authorityRig(t *testing.T) *rig {
	tokens := openTokens(t, filepath.Join(t.TempDir(), "tokens.json"))
	r := demoRig(t, func(c *Config) { c.Tokens = tokens })
	r.tokens, r.officers = tokens, make(map[domain.Code]string)
	r.token = tokens.IssueInMemory(reader)
	r.server.pace.authority = 10 * time.Millisecond
	return r
}

// follow opens a feed for a subject's new token, from now on.
func (r *rig) follow(subject string) *websocket.Conn {
	r.t.Helper()
	token, _, err := r.tokens.Issue(subject, "")
	if err != nil {
		r.t.Fatal(err)
	}
	conn := r.open(helloMessage{Type: "hello", Token: token})
	r.next(conn, "welcome")
	r.next(conn, "caught_up")
	return conn
}

// Authority that is withdrawn ends an open feed, as does a revoked token.
func TestFeedEndsWithTheAuthority(t *testing.T) {
	r := authorityRig(t)
	grant := r.grant("gone", wallOf("120116"))
	conn := r.follow("gone")
	r.enter("withdraw", chief, domain.AuthorityWithdrawn{Grant: grant, Reason: "停用"})
	if m := r.next(conn, "error"); m.Code != "unauthorized" {
		t.Errorf("withdrawn: %+v", m)
	}
	r.closed(conn, websocket.ClosePolicyViolation)

	r.grant("revoked", wallOf("120116"))
	conn = r.follow("revoked")
	list, err := r.tokens.List()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.tokens.Revoke(list[slices.IndexFunc(list, func(k TokenInfo) bool { return k.Subject == "revoked" })].ID); err != nil {
		t.Fatal(err)
	}
	if m := r.next(conn, "error"); m.Code != "unauthorized" {
		t.Errorf("revoked: %+v", m)
	}
	r.closed(conn, websocket.ClosePolicyViolation)
}

// The token of someone without authority is no guess: he is refused as often as he asks,
// and the log names him.
func TestFeedOfNobodysAuthority(t *testing.T) {
	r := authorityRig(t)
	token, _, err := r.tokens.Issue("stranger", "")
	if err != nil {
		t.Fatal(err)
	}
	for range attemptsMax + 5 {
		conn := r.open(helloMessage{Type: "hello", Token: token})
		if m := r.next(conn, "error"); m.Code != "unauthorized" {
			t.Fatalf("%+v", m)
		}
		r.closed(conn, closeNoToken)
	}
	page, err := r.access.List(t.Context(), accesslog.Filter{Outcome: accesslog.Denied}, "", 100)
	if err != nil || len(page.Items) == 0 {
		t.Fatal(page, err)
	}
	for _, e := range page.Items {
		if e.Principal != "stranger" {
			t.Errorf("%+v", e)
		}
	}
}

// Authority for another place holds for what comes next.
func TestFeedFollowsTheAuthority(t *testing.T) {
	r := authorityRig(t)
	_, path := r.operating(1)
	r.grant("moved", wallOf("120110"))
	conn := r.follow("moved")
	seen := func(n int) bool {
		t.Helper()
		as[recordedView](t, r.do("POST", path+"/events", encode(t, checked("2025-01-02", n)), fmt.Sprint("Idempotency-Key: c", n)), http.StatusCreated)
		if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping"}`)); err != nil {
			t.Fatal(err)
		}
		found := false
		for { // until the ping is answered behind the event
			m, _, err := readFeed(conn)
			if err != nil {
				t.Fatal(err)
			}
			found = found || m.Type == "events"
			if m.Type == "progress" && m.Seq == r.head() {
				return found
			}
			if m.Type == "progress" {
				conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping"}`))
			}
		}
	}
	if seen(1) {
		t.Error("an event of another district was sent")
	}
	r.grant("moved", wallOf("120116"))
	for n := 2; !seen(n); n++ { // the next look at the authority comes within pace.authority
		if n == 1000 {
			t.Fatal("the new authority never held")
		}
	}
}
