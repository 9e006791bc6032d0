package live

import (
	"errors"
	"testing"
	"time"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
)

var binhai = domain.BookID{Kind: domain.PolicyBook, Scope: domain.Scope{District: "120116"}}

// later is after the real day on which the tests record.
func later() time.Time { return today.AddDate(5, 0, 0) }

// workdays proposes the time to record a fact, in force since 2020.
func workdays(n string) domain.ParameterProposed {
	return domain.ParameterProposed{Parameter: domain.RecordWorkdays, Value: domain.JSON(n), ValidFrom: "2020-01-01", Document: domain.Evidence{DocNo: "示文1号"}}
}

func approve(t *testing.T, ledger *taizhang.Ledger, p domain.ParameterProposed) {
	t.Helper()
	proposed, err := ledger.Enter(t.Context(), binhai, "propose", officer, domain.Fact{OccurredOn: "2024-01-01", Event: p})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Enter(t.Context(), binhai, "approve", second, domain.Fact{OccurredOn: "2024-01-02", Event: domain.ParameterApproved{Proposal: proposed.Events[0].ID}}); err != nil {
		t.Fatal(err)
	}
}

// Alarms are judged by the policy of the parcel's district, as soon as it is in the
// log, whichever comes first.
func TestAlarmsFollowThePolicy(t *testing.T) {
	store, ledger := city(t)
	m := New(store, later)
	if err := m.Apply(t.Context(), records(t, store)); err != nil {
		t.Fatal(err)
	}
	filter := AlarmFilter{Rule: []domain.Code{"R25"}}
	before := m.Alarms(domain.Everywhere, filter)
	at := m.pos
	approve(t, ledger, workdays("60"))
	for _, rec := range records(t, store) {
		if rec.Position > at {
			if err := m.Apply(t.Context(), []eventstore.Record{rec}); err != nil {
				t.Fatal(err)
			}
		}
	}
	after := m.Alarms(domain.Everywhere, filter)
	if len(before) != 6 || len(after) != 6 || after[0].Deadline <= before[0].Deadline {
		t.Fatalf("before %+v\nafter %+v", before[0], after[0])
	}
	again := New(store, later)
	if err := again.Apply(t.Context(), records(t, store)); err != nil {
		t.Fatal(err)
	}
	if rows := again.Alarms(domain.Everywhere, filter); len(rows) != 6 || rows[0].Deadline != after[0].Deadline {
		t.Errorf("rebuilt: %+v", rows)
	}
}

// A hole in a book stops the model, as one in a parcel does.
func TestHolesInABookAreDamage(t *testing.T) {
	store, ledger := city(t)
	approve(t, ledger, workdays("60"))
	all := records(t, store)
	m := New(store, later)
	if err := m.Apply(t.Context(), all[len(all)-1:]); !errors.Is(err, eventstore.ErrDamaged) {
		t.Errorf("the approval without its proposal: %v", err)
	}
}

// Who would be caught: nothing in the model changes by asking.
func TestWhatIf(t *testing.T) {
	store, _ := city(t)
	m := New(store, later)
	if err := m.Apply(t.Context(), records(t, store)); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		scope domain.Scope
		days  string
		want  int
	}{
		{"the value in force", binhai.Scope, "10", 0},
		{"a longer time", binhai.Scope, "60", 6},
		{"of the city", domain.Scope{}, "60", 6},
		{"of another district", domain.Scope{District: "120110"}, "60", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := m.WhatIf(domain.Everywhere, tt.scope, workdays(tt.days)); len(got) != tt.want {
				t.Errorf("%d parcels, want %d: %+v", len(got), tt.want, got)
			}
		})
	}
	if len(m.books) != 0 {
		t.Error("asking changed the model")
	}
}
