package live

import (
	"testing"
	"time"

	"taizhang/domain"
)

// Alarms are judged when somebody looks, on the day he looks.
func TestAlarmsFollowTheDay(t *testing.T) {
	store, _ := city(t)
	now := today.AddDate(5, 0, 0) // the ledger of the test records by the real clock
	m := New(store, func() time.Time { return now })
	all := records(t, store)
	if err := m.Apply(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if len(m.stale) == 0 {
		t.Fatal("rows are judged before anybody looks")
	}
	rows := m.Alarms(domain.Everywhere, AlarmFilter{Rule: []domain.Code{"R25"}})
	if len(m.stale) != 0 || len(rows) != 6 {
		t.Fatalf("%d alarms, %d rows not judged", len(rows), len(m.stale))
	}
	if got := CountAlarms(rows); len(got) != 1 || got[0] != (AlarmCount{"R25", "INFO", 6, 0}) {
		t.Errorf("counts %+v", got)
	}
	now = now.AddDate(-10, 0, 0)
	if rows := m.Alarms(domain.Everywhere, AlarmFilter{Rule: []domain.Code{"R25"}}); len(rows) != 0 {
		t.Errorf("ten years earlier there are %d alarms", len(rows))
	}
	for _, f := range []AlarmFilter{{District: []domain.District{"120101"}}, {Rule: []domain.Code{"R01"}}, {Level: []domain.Code{"RED"}}, {State: []domain.Code{"CLEARED"}}} {
		if rows := m.Alarms(domain.Everywhere, f); len(rows) != 0 {
			t.Errorf("%+v selects %d", f, len(rows))
		}
	}
}

func TestGraveAlarmsComeFirst(t *testing.T) {
	row := func(rule, level, state domain.Code, since domain.Date) AlarmRow {
		return AlarmRow{Alarm: domain.Alarm{Rule: rule, Level: level, State: state, Since: since}}
	}
	red, old, young := row("R05", "RED", "ESCALATED", "2026-05-01"), row("R02", "YELLOW", "OPEN", "2025-01-01"), row("R02", "YELLOW", "OPEN", "2026-01-01")
	for _, pair := range [][2]AlarmRow{{red, old}, {old, young}, {red, young}} {
		if pair[0].compare(pair[1]) >= 0 || pair[1].compare(pair[0]) <= 0 {
			t.Errorf("%s %s does not come before %s %s", pair[0].Level, pair[0].Since, pair[1].Level, pair[1].Since)
		}
	}
	got := CountAlarms([]AlarmRow{old, red, young})
	if len(got) != 2 || got[0] != (AlarmCount{"R02", "YELLOW", 2, 0}) || got[1] != (AlarmCount{"R05", "RED", 1, 1}) {
		t.Errorf("counts %+v", got)
	}
}

// The pilot's milestones are alarms of the districts that have land here, and of the
// city, until they are reported.
func TestMilestonesAreAlarms(t *testing.T) {
	store, ledger := city(t)
	m := New(store, func() time.Time { return time.Date(2024, 4, 2, 0, 0, 0, 0, time.UTC) })
	if err := m.Apply(t.Context(), records(t, store)); err != nil {
		t.Fatal(err)
	}
	filter := AlarmFilter{District: []domain.District{"120116"}, Rule: []domain.Code{"R32"}}
	before := m.Alarms(domain.Everywhere, filter)
	if len(before) != 2 || before[0].District != "120116" || before[0].Stage != "" || before[1].Subject != "STOCK_MAPPED" {
		t.Fatalf("on 2 April 2024: %+v", before)
	}
	if all := m.Alarms(domain.Everywhere, AlarmFilter{Rule: []domain.Code{"R32"}}); len(all) != 3 {
		t.Errorf("with the city's there are %d", len(all))
	}
	id := domain.BookID{Kind: domain.ProgrammeBook, Scope: domain.Scope{District: "120116"}}
	done := domain.Fact{OccurredOn: "2024-03-31", Event: domain.MilestoneCompleted{Milestone: "STOCK_MAPPED", Document: domain.Evidence{DocNo: "示文2号"}}}
	if _, err := ledger.Enter(t.Context(), id, "milestone", officer, done); err != nil {
		t.Fatal(err)
	}
	again := New(store, m.now)
	if err := again.Apply(t.Context(), records(t, store)); err != nil {
		t.Fatal(err)
	}
	if after := again.Alarms(domain.Everywhere, filter); len(after) != 1 || after[0].Subject == "STOCK_MAPPED" {
		t.Errorf("reported: %+v", after)
	}
}
