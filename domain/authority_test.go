package domain

import (
	"testing"
)

var authority = BookID{Kind: AuthorityBook}

// granting is the event that gives an authority.
func granting(subject, role, view, rest string) string {
	if rest == "" {
		rest = `"level":"CITY"`
	}
	return `AuthorityGranted {"subject":"` + subject + `","name":"某","role":"` + role + `","view":"` + view + `","reason":"到任",` + rest + `}`
}

// appointed has two administrators: the ledger appointed the clerk (#0), he the
// second officer (#1).
var appointed = []string{
	"系2024-12-01 " + granting("clerk", "ADMINISTRATOR", "AUDITOR", ""),
	"2024-12-01 " + granting("second", "ADMINISTRATOR", "AUDITOR", ""),
}

const inBinhaiPNR = `"department":"PNR","level":"DISTRICT","district":"120116"`

var grantRulings = []bookRuling{
	{"the first administrator", authority, nil, appointed[0], RuleFinding, "authority.sole", ""},
	{"the first one is an administrator", authority, nil, "系2024-12-01 " + granting("x", "OFFICER", "INTERNAL", inBinhaiPNR), RuleDenied, "authority.administrator", ""},
	{"nobody appoints himself first", authority, nil, "2024-12-01 " + granting("clerk", "ADMINISTRATOR", "AUDITOR", ""), RuleDenied, "authority.administrator", ""},
	{"the second administrator", authority, appointed[:1], appointed[1], RuleFinding, "authority.sole", ""},
	{"the third waits for approval", authority, appointed, "2024-12-02 " + granting("third", "ADMINISTRATOR", "AUDITOR", ""), "", "", ""},
	{"the ledger appoints no more", authority, appointed, "系2024-12-02 " + granting("third", "ADMINISTRATOR", "AUDITOR", ""), RuleDenied, "authority.administrator", ""},
	{"the ledger appoints after the last has ended", authority, []string{"系2024-12-01 " + granting("clerk", "ADMINISTRATOR", "AUDITOR", `"level":"CITY","until":"2026-06-30"`)}, "系2026-06-30 " + granting("x", "ADMINISTRATOR", "AUDITOR", ""), RuleDenied, "authority.administrator", ""},
	{"an officer", authority, appointed, "2024-12-02 AuthorityGranted", "", "", ""},
	{"by no administrator", authority, appointed, "三2024-12-02 AuthorityGranted", RuleDenied, "authority.administrator", ""},
	{"to himself", authority, appointed, "2024-12-02 " + granting("clerk", "OFFICER", "INTERNAL", inBinhaiPNR), RuleDenied, "authority.self", "/data/subject"},
	{"in a district's book", BookID{AuthorityBook, binhai.Scope}, nil, "2024-12-02 AuthorityGranted", RuleRefused, "authority.scope", ""},
	{"without department", authority, appointed, "2024-12-02 " + granting("x", "OFFICER", "INTERNAL", `"level":"DISTRICT","district":"120116"`), RuleInvalid, "authority.department", "/data/department"},
	{"of the city with a district", authority, appointed, "2024-12-02 " + granting("x", "OFFICER", "INTERNAL", `"department":"PNR","level":"CITY","district":"120116"`), RuleInvalid, "authority.place", "/data/level"},
	{"of a district without one", authority, appointed, "2024-12-02 " + granting("x", "OFFICER", "INTERNAL", `"department":"PNR","level":"DISTRICT"`), RuleInvalid, "authority.place", "/data/level"},
	{"of a park without one", authority, appointed, "2024-12-02 " + granting("x", "OFFICER", "INTERNAL", `"department":"PRK","level":"PARK","district":"120116"`), RuleInvalid, "authority.place", "/data/level"},
	{"a department without officers at the level", authority, appointed, "2024-12-02 " + granting("x", "OFFICER", "INTERNAL", `"department":"DPG","level":"CITY"`), RuleRefused, "authority.level", "/data/department"},
	{"a wall that sees all", authority, appointed, "2024-12-02 " + granting("x", "WALL", "AUDITOR", ""), RuleInvalid, "authority.view", "/data/view"},
	{"a wall that sees restricted fields", authority, appointed, "2024-12-02 " + granting("x", "WALL", "RESTRICTED", ""), RuleInvalid, "authority.view", "/data/view"},
	{"a group", authority, appointed, "2024-12-02 " + granting("group:analysts", "ANALYST", "INTERNAL", ""), "", "", ""},
	{"a group of administrators", authority, appointed, "2024-12-02 " + granting("group:admins", "ADMINISTRATOR", "AUDITOR", ""), RuleInvalid, "authority.group", "/data/subject"},
	{"the ledger itself", authority, appointed, "2024-12-02 " + granting("system", "WALL", "PUBLIC", ""), RuleInvalid, "authority.reserved", "/data/subject"},
	{"until today", authority, appointed, "2024-12-02 " + granting("x", "WALL", "PUBLIC", `"level":"CITY","until":"2026-06-30"`), "", "", ""},
	{"until yesterday", authority, appointed, "2024-12-02 " + granting("x", "WALL", "PUBLIC", `"level":"CITY","until":"2026-06-29"`), RuleRefused, "authority.until", "/data/until"},
}

// restricted has a grant (#2) of a restricted view by the clerk that is open.
var restricted = then(appointed, "2024-12-02 "+granting("x", "OFFICER", "RESTRICTED", `"department":"TAX","level":"CITY"`))

var approvedRulings = []bookRuling{
	{"by another administrator", authority, restricted, `二2024-12-03 AuthorityApproved {"grant":"#2"}`, "", "", ""},
	{"by who granted", authority, restricted, `2024-12-03 AuthorityApproved {"grant":"#2"}`, RuleDenied, "authority.second", ""},
	{"by no administrator", authority, restricted, `三2024-12-03 AuthorityApproved {"grant":"#2"}`, RuleDenied, "authority.administrator", ""},
	{"no such grant", authority, restricted, `二2024-12-03 AuthorityApproved {"grant":"#9"}`, RuleRefused, "authority.unknown", "/data/grant"},
	{"one in force", authority, restricted, `二2024-12-03 AuthorityApproved {"grant":"#1"}`, RuleRefused, "authority.closed", "/data/grant"},
	{"one's own", authority, then(appointed, "2024-12-02 "+granting("second", "AUDITOR", "AUDITOR", "")), `二2024-12-03 AuthorityApproved {"grant":"#2"}`, RuleDenied, "authority.self", ""},
}

var withdrawnRulings = []bookRuling{
	{"a grant in force", authority, appointed, `2024-12-03 AuthorityWithdrawn {"grant":"#1","reason":"调离"}`, "", "", ""},
	{"a grant that is open", authority, restricted, `2024-12-03 AuthorityWithdrawn {"grant":"#2","reason":"撤回"}`, "", "", ""},
	{"by no administrator", authority, restricted, `三2024-12-03 AuthorityWithdrawn {"grant":"#2","reason":"撤回"}`, RuleDenied, "authority.administrator", ""},
	{"twice", authority, then(restricted, `2024-12-03 AuthorityWithdrawn {"grant":"#2","reason":"撤回"}`), `2024-12-04 AuthorityWithdrawn {"grant":"#2","reason":"撤回"}`, RuleRefused, "authority.closed", "/data/grant"},
	{"the last administrator", authority, then(appointed, `2024-12-03 AuthorityWithdrawn {"grant":"#1","reason":"调离"}`), `2024-12-04 AuthorityWithdrawn {"grant":"#0","reason":"调离"}`, RuleRefused, "authority.last", ""},
}

// What a subject may follows from the grant in force, and from nothing else.
func TestAuthorityFollowsTheGrants(t *testing.T) {
	wall := func(district string) string {
		return "2024-12-02 " + granting("wall", "WALL", "PUBLIC", `"level":"DISTRICT","district":"`+district+`"`)
	}
	for _, tt := range []struct {
		name, subject string
		story         []string
		day           Date
		district      District // where the authority is of; "-" when there is none
		view          View
	}{
		{"in force at once", "wall", then(appointed, wall("120116")), lateDay, "120116", ViewPublic},
		{"replaced", "wall", then(appointed, wall("120116"), wall("120110")), lateDay, "120110", ViewPublic},
		{"withdrawn", "wall", then(appointed, wall("120116"), `二2024-12-03 AuthorityWithdrawn {"grant":"#2","reason":"停用"}`), lateDay, "-", ""},
		{"the older one does not come back", "wall", then(appointed, wall("120116"), wall("120110"), `2024-12-03 AuthorityWithdrawn {"grant":"#3","reason":"停用"}`), lateDay, "-", ""},
		{"another subject", "walls", then(appointed, wall("120116")), lateDay, "-", ""},
		{"not approved yet", "x", restricted, lateDay, "-", ""},
		{"approved", "x", then(restricted, `二2024-12-03 AuthorityApproved {"grant":"#2"}`), lateDay, "", ViewRestricted},
		{"on its last day", "w", then(appointed, "2024-12-02 "+granting("w", "WALL", "PUBLIC", `"level":"CITY","until":"2026-07-31"`)), "2026-07-31", "", ViewPublic},
		{"after its last day", "w", then(appointed, "2024-12-02 "+granting("w", "WALL", "PUBLIC", `"level":"CITY","until":"2026-07-31"`)), "2026-08-01", "-", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, ok := enteredIn(t, authority, tt.story...).Principal(tt.subject, tt.day)
			if ok != (tt.district != "-") || ok && (p.District != tt.district || p.View != tt.view || p.ID != tt.subject) {
				t.Errorf("%+v, %t", p, ok)
			}
		})
	}
}

// A copy of the book keeps its grants when the book goes on.
func TestGrantsAreSnapshots(t *testing.T) {
	b := enteredIn(t, authority, restricted...)
	was := *b
	before := was.Grants()
	enter(t, b, `二2024-12-03 AuthorityApproved {"grant":"#2"}`)
	enter(t, b, `2024-12-04 AuthorityWithdrawn {"grant":"#2","reason":"调离"}`)
	for i, g := range was.Grants() {
		if g.Status != before[i].Status || g.ApprovedBy != before[i].ApprovedBy {
			t.Errorf("grant %d changed in a copy: %+v", i, g)
		}
	}
}

// Admit: the role, the place, the view and the last day, each alone.
func TestAdmit(t *testing.T) {
	city := func(role Code, view View) Principal { return Principal{ID: "x", Role: role, View: view, Level: "CITY"} }
	officer := Principal{ID: "x", Role: RoleOfficer, View: ViewInternal, Department: "PNR", Level: "DISTRICT", District: "120116"}
	park := Principal{ID: "x", Role: RoleOfficer, View: ViewInternal, Department: "PRK", Level: "PARK", District: "120116", Park: "TEDA"}
	ends := officer
	ends.Until = lateDay
	teda, elsewhere := Scope{"120116", "TEDA"}, Scope{District: "120110"}
	for _, tt := range []struct {
		name string
		who  Principal
		act  Act
		land Scope
		day  Date
		rule string
	}{
		{"an officer reads his district", officer, ActRead, binhai.Scope, lateDay, ""},
		{"and a park of it", officer, ActRead, teda, lateDay, ""},
		{"and the city as a whole, as far as he sees it", officer, ActRead, Scope{}, lateDay, ""},
		{"not another district", officer, ActRead, elsewhere, lateDay, "access.place"},
		{"a park officer his park", park, ActRecord, teda, lateDay, ""},
		{"not the rest of the district", park, ActRecord, binhai.Scope, lateDay, "access.place"},
		{"not the same name elsewhere", park, ActRead, Scope{"120110", "TEDA"}, lateDay, "access.place"},
		{"on the last day", ends, ActRead, binhai.Scope, lateDay, ""},
		{"the day after", ends, ActRead, binhai.Scope, "2026-07-01", "access.expired"},
		{"an auditor records nothing", city(RoleAuditor, ViewAuditor), ActRecord, binhai.Scope, lateDay, "access.role"},
		{"and inspects who read", city(RoleAuditor, ViewAuditor), ActInspect, Scope{}, lateDay, ""},
		{"of a district, not", Principal{Role: RoleAuditor, View: ViewAuditor, Level: "DISTRICT", District: "120116"}, ActInspect, Scope{}, lateDay, "access.place"},
		{"an administrator records nothing", city(RoleAdministrator, ViewAuditor), ActRecord, binhai.Scope, lateDay, "access.role"},
		{"an analyst asks freely with a restricted view", city(RoleAnalyst, ViewRestricted), ActQuery, Scope{}, lateDay, ""},
		{"and not with an internal one", city(RoleAnalyst, ViewInternal), ActQuery, Scope{}, lateDay, "access.view"},
		{"an analyst exports nothing", city(RoleAnalyst, ViewRestricted), ActExport, Scope{}, lateDay, "access.role"},
		{"nobody known", Principal{Level: "CITY"}, ActRead, Scope{}, lateDay, "access.role"},
		{"a level that is none covers nothing", Principal{Role: RoleAuditor, View: ViewAuditor, Level: "STATE"}, ActRead, binhai.Scope, lateDay, "access.place"},
	} {
		ok, why := Admit(tt.who, tt.act, tt.land, tt.day)
		fired[why.Rule] = true
		if ok != (tt.rule == "") || why.Rule != tt.rule {
			t.Errorf("%s: %t, %s; want %q", tt.name, ok, why.Rule, tt.rule)
		}
	}
}

func TestViewsAreOrdered(t *testing.T) {
	for i, v := range views {
		for j, needs := range views {
			if got := v.Shows(needs); got != (i >= j) {
				t.Errorf("%s shows %s: %t", v, needs, got)
			}
		}
		if View("").Shows(v) || View("ALL").Shows(v) {
			t.Errorf("a view that is none shows %s", v)
		}
	}
}

// Where competence is enforced, who may not is denied, and what he would have
// recorded is not looked at.
func TestCompetenceIsEnforced(t *testing.T) {
	enforced := under(lateDay)
	enforced.Competence = true
	tax := Officer{ID: "t", Name: "丁", Department: "TAX", Level: "CITY"}
	pnr := Officer{ID: "p", Name: "戊", Department: "PNR", Level: "CITY"}
	h := told(t, toRegistered...)
	fact, err := factOf("2026-06-01 ParcelSurveyed")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Decide(fact, pnr, enforced); err != nil {
		t.Errorf("who may: %v", err)
	}
	_, err = h.Decide(fact, tax, enforced)
	wantOne[*Denied](t, err, "", "competence.department")
	if _, err := h.Decide(fact, tax, under(lateDay)); err != nil {
		t.Errorf("not enforced: %v", err)
	}

	b := NewBook(binhai)
	proposed, _ := entered(t, "2024-12-01 ParameterProposed")
	if _, err := b.Decide(proposed, pnr, enforced); err != nil {
		t.Errorf("who may, in a book: %v", err)
	}
	_, err = b.Decide(proposed, tax, enforced)
	wantOne[*Denied](t, err, "", "competence.department")
	elsewhere := Officer{ID: "e", Name: "己", Department: "PNR", Level: "DISTRICT", District: "120110"}
	_, err = b.Decide(proposed, elsewhere, enforced)
	wantOne[*Denied](t, err, "", "competence.scope")
}
