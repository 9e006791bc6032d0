package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
)

func proposedDays(value string) domain.Fact {
	return domain.Fact{OccurredOn: "2024-03-01", Event: domain.ParameterProposed{
		Parameter: domain.RecordWorkdays, Value: domain.JSON(value), ValidFrom: "2020-01-01", Document: domain.Evidence{DocNo: "示文1号"},
	}}
}

// A value is proposed, asked about, approved by a second officer, and in force with
// its history and source.
func TestParametersAreChangedByTwo(t *testing.T) {
	r := demoRig(t)
	r.operating(1)
	const base = "/api/v1/policies/120116"
	before := as[policyView](t, r.get(base), http.StatusOK)
	if before.Version != domain.RulesVersion || len(before.Parameters) != len(domain.Parameters()) || len(before.Proposals) != 0 {
		t.Fatalf("version %s, %d parameters, %d proposals", before.Version, len(before.Parameters), len(before.Proposals))
	}
	body := encode(t, proposedDays("60"))
	if caught := as[whatIfView](t, r.do("POST", base+"/whatif", body), http.StatusOK); len(caught.Parcels) != 1 || caught.Parcels[0].Changes[0].Was.Rule != "R25" {
		t.Errorf("what if: %+v", caught)
	}
	if dry := as[enteredView](t, r.do("POST", base+"/events?dryRun=true", body), http.StatusOK); !dry.DryRun || len(dry.Events) != 1 {
		t.Errorf("dry run: %+v", dry)
	}
	proposal := as[enteredView](t, r.do("POST", base+"/events", body, "Idempotency-Key: p"), http.StatusCreated)
	if again := as[enteredView](t, r.do("POST", base+"/events", body, "Idempotency-Key: p"), http.StatusOK); !again.Repeated || again.Events[0].ID != proposal.Events[0].ID {
		t.Errorf("again: %+v", again)
	}
	approval := encode(t, domain.Fact{OccurredOn: "2024-03-02", Event: domain.ParameterApproved{Proposal: proposal.Events[0].ID}})
	if x := r.do("POST", base+"/events", approval, "Idempotency-Key: a"); x.status != http.StatusUnprocessableEntity || errorOf(t, x).Problems[0].Rule != "proposal.officer" {
		t.Errorf("by the same officer: %d %s", x.status, x.body)
	}
	as[enteredView](t, r.do("POST", base+"/events", approval, "Idempotency-Key: a", "Authorization: Bearer "+r.tokens.IssueInMemory(officerOf(second))), http.StatusCreated)
	after := as[policyView](t, r.get(base+"?asOf=2024-04-01"), http.StatusOK)
	i := slices.IndexFunc(after.States, func(s domain.ParameterState) bool { return s.Parameter == domain.RecordWorkdays })
	if s := after.States[i]; string(s.Value) != "60" || s.Setting == nil || s.Setting.Document.DocNo != "示文1号" || s.Setting.ApprovedBy.ID != second.ID || len(s.History) != 1 {
		t.Errorf("in force: %+v", s)
	}
	if after.Version != domain.RulesVersion+"/120116@2" || after.Proposals[0].Status != "APPROVED" {
		t.Errorf("version %s, proposals %+v", after.Version, after.Proposals)
	}
	if early := as[policyView](t, r.get(base+"?knownAt=2024-01-01T00:00:00Z"), http.StatusOK); early.Version != domain.RulesVersion {
		t.Errorf("before it was recorded: %s", early.Version)
	}
}

func TestProgrammeOverHTTP(t *testing.T) {
	r := demoRig(t)
	const base = "/api/v1/programmes/120116"
	done := encode(t, domain.Fact{OccurredOn: "2024-03-30", Event: domain.MilestoneCompleted{Milestone: "STOCK_MAPPED", Document: domain.Evidence{DocNo: "示文2号"}}})
	as[enteredView](t, r.do("POST", base+"/events", done, "Idempotency-Key: m"), http.StatusCreated)
	view := as[programmeView](t, r.get(base+"?asOf=2024-07-01"), http.StatusOK)
	if len(view.Milestones) != 6 || view.Milestones[1].Status != "DONE" || len(view.Alarms) != 2 || view.Alarms[1].Subject != "FIRST_CASES" || view.Alarms[1].Level != "YELLOW" {
		t.Errorf("%+v", view)
	}
}

func TestBooksRefuseOverHTTP(t *testing.T) {
	r := demoRig(t)
	proposal := encode(t, proposedDays("60"))
	tests := []struct {
		name, method, path string
		body               []byte
		status             int
		rule               string
	}{
		{"no such scope", "GET", "/api/v1/policies/120116-", nil, http.StatusBadRequest, "scope"},
		{"no such district", "GET", "/api/v1/programmes/999999", nil, http.StatusBadRequest, "district"},
		{"another book", "POST", "/api/v1/programmes/120116/events", proposal, http.StatusBadRequest, "type.book"},
		{"out of range", "POST", "/api/v1/policies/120116/events", encode(t, proposedDays("61")), http.StatusBadRequest, "max"},
		{"what if nothing is proposed", "POST", "/api/v1/policies/120116/whatif", encode(t, survey("2024-03-01")), http.StatusBadRequest, "type.book"},
		{"what if out of range", "POST", "/api/v1/policies/120116/whatif", encode(t, proposedDays("0")), http.StatusBadRequest, "min"},
		{"a parcel", "POST", "/api/v1/parcels", proposal, http.StatusBadRequest, "type.register"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := r.in(t)
			x := r.do(tt.method, tt.path, tt.body, "Idempotency-Key: k")
			if x.status != tt.status || errorOf(t, x).Problems[0].Rule != tt.rule {
				t.Errorf("%d %s", x.status, x.body)
			}
		})
	}
}

func (kindOnly) Enter(context.Context, domain.BookID, string, domain.Officer, ...domain.Fact) (taizhang.Entered, error) {
	return taizhang.Entered{}, eventstore.ErrUnavailable
}

func (kindOnly) CheckEntry(context.Context, domain.BookID, domain.Officer, ...domain.Fact) ([]domain.Fact, error) {
	return nil, eventstore.ErrUnavailable
}

func (kindOnly) Book(context.Context, domain.BookID) (*domain.Book, error) {
	return nil, eventstore.ErrUnavailable
}

func (kindOnly) Reconsider(context.Context, domain.ParcelID, taizhang.Alternative) (taizhang.Reconsidered, error) {
	return taizhang.Reconsidered{}, eventstore.ErrUnavailable
}

func (kindOnly) Policies(context.Context, domain.Scope) (domain.Policies, error) {
	return nil, eventstore.ErrUnavailable
}

// What figures of several districts are shown by are the city's parameters, as in force.
func TestFiguresAreShownByTheCitysParameters(t *testing.T) {
	r := demoRig(t)
	city := domain.BookID{Kind: domain.PolicyBook}
	third := second
	third.ID = "o-3"
	enter := func(key string, by domain.Officer, on domain.Date, e domain.Event) domain.EventID {
		t.Helper()
		answer, err := r.ledger.Enter(t.Context(), city, key, by, domain.Fact{OccurredOn: on, Event: e})
		if err != nil {
			t.Fatal(err)
		}
		return answer.Events[0].ID
	}
	shown := func() string {
		v := as[metricsView](t, r.get("/api/v1/metrics"), http.StatusOK)
		return fmt.Sprint(v.CoverageMin, " ", v.CellMin)
	}
	for i, tt := range []struct {
		parameter  domain.Parameter
		value      string
		was, would string
	}{
		{domain.CoverageMin, `"0.9"`, "0.80 3", "0.90 3"},
		{domain.PublicFirmsMin, `5`, "0.90 3", "0.90 5"},
	} {
		key := strconv.Itoa(i)
		proposal := enter("p"+key, second, "2024-03-01", domain.ParameterProposed{
			Parameter: tt.parameter, Value: domain.JSON(tt.value), ValidFrom: "2020-01-01", Document: domain.Evidence{DocNo: "示文2号"},
		})
		if got := shown(); got != tt.was {
			t.Errorf("before the approval of %s: %s, want %s", tt.parameter, got, tt.was)
		}
		enter("a"+key, third, "2024-03-02", domain.ParameterApproved{Proposal: proposal})
		if got := shown(); got != tt.would {
			t.Errorf("with %s in force: %s, want %s", tt.parameter, got, tt.would)
		}
	}
}
