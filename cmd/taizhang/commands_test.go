package main

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"taizhang"
	"taizhang/cmd/taizhang/audit"
	"taizhang/domain"
	"taizhang/server/accesslog"
)

// A channel says who may run a command. A command that is not here fails the test.
type channel struct {
	args  []string // after the name of the command
	roles string   // that may, by the token; empty when it takes none
	owner string   // why it asks nobody but who owns the files of the directory
}

// channels are all commands, with the roles that docs/access.md gives them.
var channels = map[string]channel{
	"record":             {args: []string{"--parcel", "120116001001GB00001", "survey.json"}, roles: "OFFICER SERVICE"},
	"import landchina":   {args: []string{"supply.csv", "--quarantine", "quarantine.csv"}, roles: "OFFICER SERVICE"},
	"replay":             {args: []string{"120116001001GB00001"}, roles: "OFFICER AUDITOR SERVICE ADMINISTRATOR"},
	"query sql":          {args: []string{"SELECT 1"}, roles: "AUDITOR ANALYST ADMINISTRATOR"},
	"query metric":       {args: []string{"M01", "--by", "city"}, roles: "OFFICER AUDITOR ANALYST WALL SERVICE ADMINISTRATOR"},
	"policy list":        {roles: "OFFICER AUDITOR ANALYST WALL SERVICE ADMINISTRATOR"},
	"policy reconsider":  {args: []string{"120116001001GB00001"}, roles: "OFFICER AUDITOR ANALYST WALL SERVICE ADMINISTRATOR"},
	"policy set":         {args: []string{"sla.record_workdays", "5", "--from", "2026-12-01", "--doc", "示文1号"}, roles: "OFFICER"},
	"policy approve":     {args: []string{"5d0a6b1e-3c55-4c7a-9a52-0a8f5b0f6f10"}, roles: "OFFICER"},
	"policy withdraw":    {args: []string{"5d0a6b1e-3c55-4c7a-9a52-0a8f5b0f6f10", "--reason", "误"}, roles: "OFFICER"},
	"verify":             {roles: "AUDITOR ADMINISTRATOR"},
	"access list":        {roles: "AUDITOR ADMINISTRATOR"},
	"authority list":     {roles: "AUDITOR ADMINISTRATOR"},
	"authority grant":    {args: []string{"x", "--name", "某", "--role", "WALL", "--level", "CITY", "--reason", "试"}, roles: "ADMINISTRATOR"},
	"authority approve":  {args: []string{"5d0a6b1e-3c55-4c7a-9a52-0a8f5b0f6f10"}, roles: "ADMINISTRATOR"},
	"authority withdraw": {args: []string{"5d0a6b1e-3c55-4c7a-9a52-0a8f5b0f6f10", "--reason", "误"}, roles: "ADMINISTRATOR"},
	"events":             {owner: "the catalogue of this program; no ledger is opened"},
	"serve":              {owner: "holds the directory, and asks everyone who calls"},
	"demo":               {owner: "makes a demo ledger, and touches no other"},
	"backup":             {owner: "copies the files of the directory"},
	"restore":            {owner: "writes an empty directory"},
	"move":               {owner: "copies the files of the directory"},
	"authority init":     {owner: "appoints where nobody is in office"},
	"token issue":        {owner: "tokens.json is his"},
	"token list":         {owner: "tokens.json is his"},
	"token revoke":       {owner: "tokens.json is his"},
}

var roles = []domain.Code{domain.RoleOfficer, domain.RoleAuditor, domain.RoleAnalyst, domain.RoleWall, domain.RoleService, domain.RoleAdministrator}

// Every command that takes a token asks whose it is, by the one decision: an unknown
// token, a subject without authority and each role that may not are refused, and each
// refusal is in the access log. A role that may is the control.
func TestEveryCommandAsksWho(t *testing.T) {
	checkDeclared(t)
	supply, err := os.ReadFile(filepath.Join("landchina", "testdata", "supply.csv"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	tokens := staff(t, place{Data: filepath.Join(dir, "ledger")})
	write(t, "survey.json", `{"type":"ParcelSurveyed","occurredOn":"2026-03-20","data":{"surveyYear":2026,"actualUsedArea":6666667}}`)
	write(t, "supply.csv", strings.Join(strings.SplitAfter(string(supply), "\n")[:2], "")) // one row, one refusal
	refused := 0
	for _, name := range slices.Sorted(maps.Keys(channels)) {
		c := channels[name]
		if c.roles == "" {
			continue
		}
		control := false
		for who, token := range tokens {
			may := slices.Contains(strings.Fields(c.roles), who)
			if may && control {
				continue
			}
			control = control || may
			said := runAs(t, name, c.args, token)
			if no := isRefusal(said); no == may {
				t.Errorf("%s as %s: refused %v: %s", name, who, no, said)
			} else if no {
				refused++
			}
		}
		if !control {
			t.Errorf("%s: nobody may", name)
		}
	}
	if denied := len(entriesOf(t, place{Data: filepath.Join(dir, "ledger")}, accesslog.Filter{Outcome: accesslog.Denied})); denied != refused {
		t.Errorf("%d refusals in the access log, want %d", denied, refused)
	}
	t.Logf("%d refusals, each in the access log", refused)
}

// checkDeclared holds the table against the command line itself.
func checkDeclared(t *testing.T) {
	t.Helper()
	found := 0
	for _, leaf := range new(cli).parser().Model.Leaves(false) {
		name := strings.TrimPrefix(leaf.FullPath(), "taizhang ")
		if i := strings.Index(name, " <"); i > 0 {
			name = name[:i]
		}
		name, _, _ = strings.Cut(name, " [")
		c, ok := channels[name]
		takesToken := slices.ContainsFunc(leaf.Flags, func(f *kong.Flag) bool { return f.Name == "token-file" })
		if !ok || (c.roles == "") == (c.owner == "") || takesToken != (c.roles != "") {
			t.Errorf("%s: who may run it is not declared, or not as it is: takes a token %v, %+v", name, takesToken, c)
		}
		found++
	}
	if found != len(channels) {
		t.Errorf("%d commands, %d declared", found, len(channels))
	}
}

// staff puts one of every role in office and returns their tokens by role, with those of
// nobody.
func staff(t *testing.T, p place) map[string]string {
	t.Helper()
	store, err := p.openEmbedded()
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ledger, err := taizhang.Open(t.Context(), store, domain.Real)
	if err != nil {
		t.Fatal(err)
	}
	issued, err := p.openTokens()
	if err != nil {
		t.Fatal(err)
	}
	first, other := domain.Principal{ID: "a-1", Name: "甲"}, domain.Principal{ID: "a-2", Name: "乙"}
	for i, by := range []domain.Officer{domain.System, first.Officer()} {
		if err := enterAdministrator(t.Context(), ledger, by, []domain.Principal{first, other}[i], i); err != nil {
			t.Fatal(err)
		}
	}
	tokens := map[string]string{"nobody": "tz_" + strings.Repeat("x", 43), "who left": ""}
	for _, role := range roles {
		appoint(t, ledger, role, first.Officer(), other.Officer())
		if tokens[string(role)], _, err = issued.Issue("s-"+string(role), ""); err != nil {
			t.Fatal(err)
		}
	}
	tokens["who left"], _, err = issued.Issue("gone", "")
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

func appoint(t *testing.T, ledger *taizhang.Ledger, role domain.Code, by, approver domain.Officer) {
	t.Helper()
	view := map[domain.Code]domain.View{domain.RoleAuditor: domain.ViewAuditor, domain.RoleAdministrator: domain.ViewAuditor, domain.RoleAnalyst: domain.ViewRestricted, domain.RoleWall: domain.ViewPublic}[role]
	if view == "" {
		view = domain.ViewInternal
	}
	grant := domain.AuthorityGranted{Subject: "s-" + string(role), Name: "某", Role: role, View: domain.Code(view), Level: "CITY", Reason: "试"}
	if role == domain.RoleOfficer || role == domain.RoleService {
		grant.Department = "PNR"
	}
	enter := func(key string, by domain.Officer, e domain.Event) domain.EventID {
		got, err := ledger.Enter(context.Background(), authorityBook, key+grant.Subject, by, domain.Fact{OccurredOn: domain.DateOf(time.Now()), Event: e})
		if err != nil {
			t.Fatal(role, err)
		}
		return got.Events[0].ID
	}
	id := enter("grant-", by, grant)
	if view != domain.ViewInternal && view != domain.ViewPublic {
		enter("approve-", approver, domain.AuthorityApproved{Grant: id})
	}
}

// runAs runs a command with a token and returns what it said.
func runAs(t *testing.T, name string, args []string, token string) string {
	t.Helper()
	write(t, "who.token", token)
	var said strings.Builder
	line := slices.Concat(strings.Fields(name), args, []string{"--data", "ledger", "--token-file", "who.token"})
	code := run(t.Context(), line, stdio{strings.NewReader(""), &said, &said})
	if code == exitUsage {
		t.Fatalf("%s: %s", name, said.String())
	}
	os.Remove("quarantine.csv")
	return said.String()
}

func isRefusal(said string) bool {
	return strings.Contains(said, "[access.") || strings.Contains(said, "令牌无效") || strings.Contains(said, "没有有效的授权")
}

// What was decided and not recorded, and what a rule refused, is in the access log as a
// read is. What was recorded is in the ledger and in the log no second time.
func TestDecisionsAreWrittenDown(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	at := place{Data: filepath.Join(dir, "ledger")}
	officer := staff(t, at)[string(domain.RoleOfficer)]
	write(t, "register.json", `{"type":"ParcelRegistered","occurredOn":"2026-03-13","data":{"parcelCode":"120116001001GB00001","district":"120116","registeredArea":6666667,"origin":"NEW"}}`)
	runAs(t, "record", []string{"--dry-run", "register.json"}, officer)
	if said := runAs(t, "record", []string{"register.json"}, officer); !strings.Contains(said, "ParcelRegistered") {
		t.Fatal(said)
	}
	runAs(t, "record", []string{"register.json"}, officer)
	runAs(t, "record", []string{"--dry-run", "register.json"}, officer)
	runAs(t, "policy approve", []string{"5d0a6b1e-3c55-4c7a-9a52-0a8f5b0f6f10"}, officer)
	if said := runAs(t, "policy set", []string{"sla.record_workdays", "5", "--from", "2026-12-01", "--doc", "示文1号"}, officer); !strings.Contains(said, "ParameterProposed") {
		t.Fatal(said)
	}
	var got []string
	for _, e := range entriesOf(t, at, accesslog.Filter{Principal: "s-OFFICER"}) {
		got = append(got, strings.TrimSpace(strings.Join([]string{string(e.Act), e.Subject, string(e.Outcome), e.Rule}, " ")))
	}
	slices.Reverse(got)
	want := []string{"RECORD dryRun=true SERVED", "RECORD  FAILED refused", "RECORD dryRun=true FAILED refused", "ENTER policy-city ParameterApproved FAILED refused"}
	if !slices.Equal(got, want) {
		t.Errorf("the access log says %q, want %q", got, want)
	}
}

// entriesOf is what the access log of a directory holds, newest first.
func entriesOf(t *testing.T, p place, f accesslog.Filter) []accesslog.Line {
	t.Helper()
	log, err := p.openAccess(quietly())
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	page, err := log.List(t.Context(), f, "", 500)
	if err != nil || page.Next != "" {
		t.Fatal(page.Next, err)
	}
	report := audit.Report{OK: true, Counts: map[string]int64{}}
	if err := log.verify(t.Context(), &report); err != nil || !report.OK || report.Counts["access"] == 0 {
		t.Errorf("verify of the access log: %+v, %v", report, err)
	}
	return page.Items
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
