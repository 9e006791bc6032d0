package audit

import (
	"strings"
	"testing"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// booked is the log of a ledger with a policy, a milestone and a decision that went
// by the policy.
func booked(t *testing.T) []eventstore.Record {
	t.Helper()
	store := memory.New()
	l, err := taizhang.Open(t.Context(), store, domain.Real)
	if err != nil {
		t.Fatal(err)
	}
	scope := domain.Scope{District: "120116"}
	enter := func(kind domain.Code, key, who string, e domain.Event) taizhang.Entered {
		by := officer
		by.ID = who
		got, err := l.Enter(t.Context(), domain.BookID{Kind: kind, Scope: scope}, key, by, domain.Fact{OccurredOn: "2024-03-01", Event: e})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	p := enter(domain.PolicyBook, "p", "o-1", domain.ParameterProposed{Parameter: domain.TermMaxYears, Value: domain.JSON("40"), ValidFrom: "2024-04-01", Document: domain.Evidence{DocNo: "示文1号"}})
	enter(domain.PolicyBook, "a", "o-2", domain.ParameterApproved{Proposal: p.Events[0].ID})
	enter(domain.ProgrammeBook, "m", "o-1", domain.MilestoneCompleted{Milestone: "STOCK_MAPPED", Document: domain.Evidence{DocNo: "示文2号"}})
	reg := domain.ParcelRegistered{ParcelCode: "120116001001GB00001", District: "120116", RegisteredArea: 6_666_667, Origin: "NEW"}
	id, err := reg.Identity()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Record(t.Context(), id, "k", officer, domain.Fact{OccurredOn: "2024-05-10", Event: reg}); err != nil {
		t.Fatal(err)
	}
	var all []eventstore.Record
	for batch, err := range store.Follow(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, batch...); len(all) == 5 {
			break
		}
	}
	return all
}

func TestBooksAreAudited(t *testing.T) {
	replace := func(i int, from, to string) func([]eventstore.Record) []eventstore.Record {
		return func(all []eventstore.Record) []eventstore.Record {
			all[i].Data, all[i].Meta = []byte(strings.Replace(string(all[i].Data), from, to, 1)), []byte(strings.Replace(string(all[i].Meta), from, to, 1))
			return all
		}
	}
	tests := []struct {
		name   string
		tamper func([]eventstore.Record) []eventstore.Record
		want   string // in the fault; empty: none
	}{
		{"untouched", func(all []eventstore.Record) []eventstore.Record { return all }, ""},
		{"an entry is missing", func(all []eventstore.Record) []eventstore.Record { return append(all[:1:1], all[2:]...) }, "revision 1 where 0"},
		{"another value", replace(1, `"value":40`, `"value": 41`), "canonical"},
		{"an unknown event", replace(1, "ParameterProposed", "ParameterErased"), "cannot be read"},
		{"recorded before the one before", replace(2, `"recordedAt":"20`, `"recordedAt":"19`), "goes back"},
		{"beside another district", replace(1, `"district":"120116","first"`, `"district":"120110","first"`), "not the book's"},
		{"decided by a policy that was not there", replace(4, "120116@2", "120116@3"), "cannot be found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			report, err := Run(t.Context(), tampered(tt.tamper(booked(t))), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if report.OK != (tt.want == "") {
				t.Fatalf("report %+v", report)
			}
			if tt.want != "" && !strings.Contains(report.Faults[0].EN, tt.want) && !strings.Contains(report.Faults[len(report.Faults)-1].EN, tt.want) {
				t.Errorf("faults %+v, want %q", report.Faults, tt.want)
			}
		})
	}
}
