package server

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"taizhang/domain"
)

// grant is the body of a grant, of today.
func grant(t testing.TB, e domain.Event) []byte {
	return encode(t, domain.Fact{OccurredOn: today(), Event: e})
}

func administratorGrant(subject string) domain.AuthorityGranted {
	return domain.AuthorityGranted{Subject: subject, Name: subject, Role: domain.RoleAdministrator, View: domain.Code(domain.ViewAuditor), Level: "CITY", Reason: "任命"}
}

func officerGrant(subject string, o domain.Officer) domain.AuthorityGranted {
	return domain.AuthorityGranted{
		Subject: subject, Name: o.Name, Role: domain.RoleOfficer, View: domain.Code(domain.ViewInternal), Department: o.Department,
		Level: o.Level, District: o.District, Park: o.Park, Reason: "经办",
	}
}

// appoint makes a first administrator, as the ledger does, and returns his token.
func (r *rig) appoint(subject string) string {
	r.t.Helper()
	fact := domain.Fact{OccurredOn: today(), Event: administratorGrant(subject)}
	if _, err := r.ledger.Enter(r.t.Context(), authorityBook, "appoint "+subject, domain.System, fact); err != nil {
		r.t.Fatal(err)
	}
	return r.issue(subject)
}

// issue makes a token of a subject, as the owner of the data directory does.
func (r *rig) issue(subject string) string {
	r.t.Helper()
	token, _, err := r.tokens.Issue(subject, "")
	if err != nil {
		r.t.Fatal(err)
	}
	return token
}

func bearing(token string) string { return "Authorization: Bearer " + token }

// enters posts an event of authority and returns its identity.
func (r *rig) enters(token string, e domain.Event) domain.EventID {
	r.t.Helper()
	x := r.do("POST", "/api/v1/authority/events", grant(r.t, e), bearing(token), "Idempotency-Key: "+uuid.NewString())
	return as[enteredView](r.t, x, http.StatusCreated).Events[0].ID
}

// denies posts an event of authority that must be denied by a rule.
func (r *rig) denies(token string, e domain.Event, rule string) {
	r.t.Helper()
	x := r.do("POST", "/api/v1/authority/events", grant(r.t, e), bearing(token), "Idempotency-Key: "+uuid.NewString())
	said := errorOf(r.t, x)
	if x.status != http.StatusForbidden || len(said.Problems) == 0 || said.Problems[0].Rule != rule {
		r.t.Errorf("%T: %d %+v, want %s", e, x.status, said, rule)
	}
}

// Authority is given by one administrator, grave authority by two; it holds and ends
// with the next request, and the list says who gave it and who approved.
func TestAuthorityOverHTTP(t *testing.T) {
	r := demoRig(t)
	first := r.appoint("first")
	officer := r.issue("zhang.san")
	body := encode(t, registration(1))
	if x := r.do("POST", register, body, bearing(officer), "Idempotency-Key: a"); errorOf(t, x).Code != "no_authority" || x.status != http.StatusForbidden {
		t.Errorf("before the grant: %d %s", x.status, x.body)
	}
	granted := r.enters(first, officerGrant("zhang.san", surveyor))
	as[recordedView](t, r.do("POST", register, body, bearing(officer), "Idempotency-Key: a"), http.StatusCreated)
	r.denies(officer, officerGrant("li.si", surveyor), "access.role")

	r.enters(first, administratorGrant("second"))
	other := r.issue("second")
	grave := officerGrant("sun.jian", domain.Officer{Name: "孙检", Level: "CITY"})
	grave.Role, grave.View = domain.RoleAuditor, domain.Code(domain.ViewAuditor)
	waits := r.enters(first, grave)
	auditor := r.issue("sun.jian")
	if x := r.get("/api/v1/authority", bearing(auditor)); errorOf(t, x).Code != "no_authority" {
		t.Errorf("before the approval: %d %s", x.status, x.body)
	}
	r.denies(first, domain.AuthorityApproved{Grant: waits}, "authority.second")
	r.enters(other, domain.AuthorityApproved{Grant: waits})
	r.enters(other, domain.AuthorityWithdrawn{Grant: granted, Reason: "调离"})
	if x := r.do("POST", register, encode(t, registration(2)), bearing(officer), "Idempotency-Key: b"); errorOf(t, x).Code != "no_authority" {
		t.Errorf("after the withdrawal: %d %s", x.status, x.body)
	}

	grants := as[authorityView](t, r.get("/api/v1/authority", bearing(auditor)), http.StatusOK).Grants
	if len(grants) != 4 {
		t.Fatalf("%d grants: %+v", len(grants), grants)
	}
	if g := grants[1]; g.ID != granted || g.Status != domain.GrantWithdrawn || g.By.ID != "first" || g.EndedBy.ID != "second" {
		t.Errorf("the officer's %+v", g)
	}
	if g := grants[3]; g.Status != domain.GrantInForce || g.By.ID != "first" || g.ApprovedBy.ID != "second" {
		t.Errorf("the auditor's %+v", g)
	}
}

// An officer neither sees the book of authority nor writes in it, nor does the token of
// this machine's owner, who is in no office.
func TestAuthorityIsForAdministrators(t *testing.T) {
	r := demoRig(t)
	r.appoint("first")
	if x := r.get("/api/v1/authority", bearing(r.officer("PNR"))); x.status != http.StatusForbidden {
		t.Errorf("an officer reads the book: %d %s", x.status, x.body)
	}
	r.denies(r.tokens.IssueInMemory(domain.Maintenance), officerGrant("x", surveyor), "authority.administrator")
	x := r.do("POST", "/api/v1/authority/events", encode(t, registration(1)), bearing(r.appointed("second", "first")), "Idempotency-Key: k")
	if said := errorOf(t, x); x.status != http.StatusBadRequest || said.Problems[0].Rule != "type.book" {
		t.Errorf("an event of a parcel: %d %+v", x.status, said)
	}
}

// appointed makes another administrator, granted by one in office.
func (r *rig) appointed(subject, by string) string {
	r.t.Helper()
	r.enters(r.issue(by), administratorGrant(subject))
	return r.issue(subject)
}

// A token is shown once, lists show no secret, everybody has his own list, and what is
// revoked ends with the next request.
func TestTokensOverHTTP(t *testing.T) {
	r := demoRig(t)
	admin := r.appoint("first")
	r.enters(admin, officerGrant("zhang.san", surveyor))
	issued := as[issuedView](t, r.do("POST", "/api/v1/tokens", []byte(`{"subject":"zhang.san"}`), bearing(admin)), http.StatusOK)
	if issued.IssuedBy != "first" || issued.Subject != "zhang.san" {
		t.Errorf("issued %+v", issued)
	}
	if me := as[meView](t, r.get("/api/v1/me", bearing(issued.Token)), http.StatusOK); me.ID != "zhang.san" || me.District != surveyor.District {
		t.Errorf("the token is of %+v", me)
	}
	list := r.get("/api/v1/tokens", bearing(admin))
	if all := as[tokensView](t, list, http.StatusOK).Tokens; len(all) != 2 {
		t.Errorf("an administrator's list %+v", all)
	}
	kept, err := r.tokens.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{issued.Token, admin, kept[0].Hash, kept[1].Hash} {
		if bytes.Contains(list.body, []byte(secret)) {
			t.Errorf("the list shows %.12s…", secret)
		}
	}
	own := as[tokensView](t, r.get("/api/v1/tokens", bearing(issued.Token)), http.StatusOK).Tokens
	if len(own) != 1 || own[0].ID != issued.ID {
		t.Errorf("an officer's list %+v", own)
	}
	if x := r.do("POST", "/api/v1/tokens", []byte(`{"subject":"zhang.san"}`), bearing(issued.Token)); x.status != http.StatusForbidden {
		t.Errorf("an officer issues: %d %s", x.status, x.body)
	}
	for _, body := range []string{`{}`, `{"subject":" "}`, `{"subject":"` + strings.Repeat("x", subjectBytesMax+1) + `"}`, `{"subject":"a","view":"AUDITOR"}`} {
		if x := r.do("POST", "/api/v1/tokens", []byte(body), bearing(admin)); x.status != http.StatusBadRequest {
			t.Errorf("%.40s: %d %s", body, x.status, x.body)
		}
	}
}

// Who is no administrator revokes his own tokens; another's is one that is not there.
func TestRevokeOverHTTP(t *testing.T) {
	r := demoRig(t)
	admin := r.appoint("first")
	r.enters(admin, officerGrant("zhang.san", surveyor))
	officer := r.issue("zhang.san")
	id := func(token string) string {
		bearer, _ := r.tokens.Lookup(token)
		return bearer.Token
	}
	revoke := func(id, token string) exchange {
		return r.do("POST", "/api/v1/tokens/"+id+"/revoke", nil, bearing(token))
	}
	others, none := revoke(id(admin), officer), revoke("000000000000", officer)
	if others.status != http.StatusNotFound || !bytes.Equal(others.body, none.body) {
		t.Errorf("another's %d %s, nobody's %d %s", others.status, others.body, none.status, none.body)
	}
	as[tokensView](t, r.get("/api/v1/tokens", bearing(admin)), http.StatusOK)
	as[tokensView](t, revoke(id(officer), officer), http.StatusOK)
	if x := r.get("/api/v1/me", bearing(officer)); x.status != http.StatusUnauthorized {
		t.Errorf("a revoked token answers %d", x.status)
	}
	again := r.issue("zhang.san")
	as[tokensView](t, revoke(id(again), admin), http.StatusOK)
	if x := r.get("/api/v1/me", bearing(again)); x.status != http.StatusUnauthorized {
		t.Errorf("a token that an administrator revoked answers %d", x.status)
	}
}

// One administrator cannot be two: a token that he issues for the other does not approve
// what he granted, whichever came first, the token or the office.
func TestTokenOfAnotherMakesNoAdministrator(t *testing.T) {
	r := demoRig(t)
	admin := r.appoint("first")
	issue := func(subject string) string {
		body := []byte(`{"subject":"` + subject + `"}`)
		return as[issuedView](t, r.do("POST", "/api/v1/tokens", body, bearing(admin)), http.StatusOK).Token
	}
	before := issue("second")
	r.enters(admin, administratorGrant("second"))
	for name, token := range map[string]string{"before the office": before, "after": issue("second")} {
		if x := r.get("/api/v1/me", bearing(token)); x.status != http.StatusForbidden || errorOf(t, x).Code != "no_authority" {
			t.Errorf("issued %s: %d %s", name, x.status, x.body)
		}
	}
	if x := r.get("/api/v1/me", bearing(issue("first"))); x.status != http.StatusOK {
		t.Errorf("his own: %d %s", x.status, x.body)
	}
}
