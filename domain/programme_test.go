package domain

import (
	"slices"
	"testing"
	"time"
)

// R32 informs from 30 days before a milestone, warns from the day after it, and ends
// when the milestone is reported.
func TestMilestoneAlarms(t *testing.T) {
	b := enteredIn(t, pilot, "2024-03-31 MilestoneCompleted")
	tests := []struct {
		name, code string
		on         Date
		level      Code
		since      Date
	}{
		{"31 days before", "FIRST_CASES", "2024-05-30", "", ""},
		{"30 days before", "FIRST_CASES", "2024-05-31", "INFO", "2024-05-31"},
		{"on the day", "FIRST_CASES", "2024-06-30", "INFO", "2024-05-31"},
		{"the day after", "FIRST_CASES", "2024-07-01", "YELLOW", "2024-07-01"},
		{"years after", "FIRST_CASES", "2026-07-01", "YELLOW", "2024-07-01"},
		{"of a milestone that is done", "STOCK_MAPPED", "2024-04-01", "", ""},
		{"of one that was not done yet on the day", "STOCK_MAPPED", "2024-03-30", "INFO", "2024-03-01"},
		{"of a milestone of the city", "POLICY_SYSTEM", "2025-01-01", "", ""},
		{"of a milestone of both", "LONG_TERM", "2027-01-01", "YELLOW", "2027-01-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got Alarm
			for _, a := range b.Alarms(under(tt.on)) {
				if a.Subject == tt.code {
					got = a
				}
			}
			if got.Level != tt.level || got.Since != tt.since {
				t.Errorf("%+v, want %s since %s", got, tt.level, tt.since)
			}
			if got.Level != "" && (got.Rule != "R32" || got.Owner == "" || got.Deadline == "" || !slices.Contains(got.ClearedBy, "MilestoneCompleted")) {
				t.Errorf("incomplete: %+v", got)
			}
		})
	}
	if list := enteredIn(t, binhai).Alarms(under(lateDay)); list != nil {
		t.Errorf("a book of policies raises %v", list)
	}
}

// Each level owes its own milestones: the notice as §15.1 item 17 reads it.
func TestWhoOwesWhichMilestone(t *testing.T) {
	dues := func(id BookID) (list []Date) {
		for _, m := range NewBook(id).Programme(under("2023-12-31")).Milestones {
			list = append(list, m.Due)
		}
		return list
	}
	cityDues := []Date{"2024-01-31", "2024-12-31", "2025-09-30", "2025-12-31", "2026-12-31", "2027-09-30"}
	districtDues := []Date{"2024-01-31", "2024-03-31", "2024-06-30", "2025-12-31", "2026-12-31", "2027-06-30"}
	if got := dues(BookID{Kind: ProgrammeBook}); !slices.Equal(got, cityDues) {
		t.Errorf("the city owes %v", got)
	}
	if got := dues(pilot); !slices.Equal(got, districtDues) {
		t.Errorf("a district owes %v", got)
	}
}

// Milestones are data: the city can add one and move one.
func TestMilestonesAreData(t *testing.T) {
	ps := booksOf(t, map[BookID][]string{city: set(proposal("milestones", `[{"code":"EXTRA","due":"2026-08-31","owner":"DISTRICT","zh":"补充节点"}]`, "2026-01-01"))})
	terms := Terms{Today: "2026-08-31", Policy: ps.In(pilot.Scope, "2026-08-31", time.Time{})}
	alarms := NewBook(pilot).Alarms(terms)
	if len(alarms) != 1 || alarms[0].Subject != "EXTRA" || alarms[0].Owner != "PNR" || alarms[0].Level != "INFO" {
		t.Errorf("%+v", alarms)
	}
}

func TestProgrammeTellsHowFarThePilotIs(t *testing.T) {
	b := enteredIn(t, pilot, "2024-03-25 MilestoneCompleted", "2024-04-01 UnitDelineated", "2024-05-01 UnitPlanApproved", "2024-06-01 DetailedPlanApproved",
		"2024-04-01 TaskAssigned", "2024-05-01 TaskDone", "2024-06-01 CasePublished", "2024-06-02 PolicyIssued", "2024-06-03 FeedbackReceived")
	p := b.Programme(under("2024-06-15"))
	status := map[string]MilestoneState{}
	for _, m := range p.Milestones {
		status[m.Code] = m
	}
	if m := status["STOCK_MAPPED"]; m.Status != "DONE" || m.Days != 6 || m.DoneOn != "2024-03-25" || m.Event != eventID(0) || m.Document.DocNo != "示文2号" {
		t.Errorf("done: %+v", m)
	}
	if m := status["DISTRICT_PLAN"]; m.Status != "OVERDUE" || m.Days != -136 {
		t.Errorf("overdue: %+v", m)
	}
	if m := status["FIRST_CASES"]; m.Status != "DUE_SOON" || m.Days != 15 {
		t.Errorf("due soon: %+v", m)
	}
	if m := status["LONG_TERM"]; m.Status != "OPEN" {
		t.Errorf("open: %+v", m)
	}
	u := p.Units[0]
	if u.PlanOn != "2024-05-01" || u.PlanDocNo != "示规5号" || len(u.Detailed) != 1 || u.Detailed[0] != (DetailedPlan{"BLOCK", "示规6号", "2024-06-01"}) {
		t.Errorf("unit: %+v", u)
	}
	if task := p.Tasks[0]; task.DoneOn != "2024-05-01" || task.Result != "已印发" || task.AssignedOn != "2024-04-01" {
		t.Errorf("task: %+v", task)
	}
	if len(p.Cases) != 1 || len(p.Policies) != 1 || len(p.Feedback) != 1 {
		t.Errorf("%+v", p)
	}
}
