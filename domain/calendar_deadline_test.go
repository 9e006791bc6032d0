package domain

import (
	"testing"

	"pgregory.net/rapid"
)

// 满n年: on the corresponding day the years are not yet full, the day after they are.
func TestFullYears(t *testing.T) {
	tests := []struct {
		from  Date
		n     int
		today Date
		want  bool
	}{
		{"2024-06-01", 1, "2025-05-31", false}, {"2024-06-01", 1, "2025-06-01", false}, {"2024-06-01", 1, "2025-06-02", true},
		{"2024-02-29", 1, "2025-02-28", false}, {"2024-02-29", 1, "2025-03-01", true},
		{"2024-02-29", 4, "2028-02-29", false}, {"2024-02-29", 4, "2028-03-01", true},
		{"2023-02-28", 1, "2024-02-28", false}, {"2023-02-28", 1, "2024-02-29", true},
		{"2024-06-01", 2, "2026-06-01", false}, {"2024-06-01", 2, "2026-06-02", true}, {"", 1, "2026-06-02", false},
	}
	for _, tt := range tests {
		if got := tt.from.fullYearsPast(tt.n, tt.today); got != tt.want {
			t.Errorf("%d full years past %s on %s: %v", tt.n, tt.from, tt.today, got)
		}
	}
	if Date("2026-06-01").overdue("2026-06-01") || !Date("2026-06-01").overdue("2026-06-02") || Date("").overdue("2026-06-02") {
		t.Error("a day is overdue from the day after it")
	}
}

func TestEffectiveDeadline(t *testing.T) {
	to := func(d Date) DueChange { return DueChange{Mode: "REPLACE", Date: d} }
	plus := func(n int) DueChange { return DueChange{Mode: "ADD_DAYS", Days: n} }
	tests := []struct {
		name    string
		base    Date
		changes []DueChange
		want    Date
	}{
		{"unchanged", "2024-02-29", nil, "2024-02-29"},
		{"days are added", "2024-02-29", []DueChange{plus(1)}, "2024-03-01"},
		{"days of several approvals add up", "2024-01-31", []DueChange{plus(29), plus(31)}, "2024-03-31"},
		{"days over a leap year", "2024-01-01", []DueChange{plus(366)}, "2025-01-01"},
		{"another day", "2024-02-29", []DueChange{to("2025-02-28")}, "2025-02-28"},
		{"the last day agreed", "2024-02-29", []DueChange{to("2025-02-28"), to("2024-12-31")}, "2024-12-31"},
		{"days after another day", "2024-02-29", []DueChange{to("2025-02-28"), plus(10)}, "2025-03-10"},
		{"days before another day are spent", "2024-02-29", []DueChange{plus(10), to("2025-02-28")}, "2025-02-28"},
		{"another day where none was agreed", "", []DueChange{plus(10), to("2025-02-28"), plus(1)}, "2025-03-01"},
		{"nothing to add to", "", []DueChange{plus(10)}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := effectiveDue(tt.base, tt.changes); got != tt.want {
				t.Errorf("due %s, want %s", got, tt.want)
			}
		})
	}
}

// Adding months is not adding up: the end of a month is lost on the way. A deadline
// is therefore always counted from its base in one step.
func TestMonthsAreAddedFromTheBase(t *testing.T) {
	d := Date("2024-01-31")
	if once, twice := d.AddMonths(2), d.AddMonths(1).AddMonths(1); once != "2024-03-31" || twice != "2024-03-29" {
		t.Errorf("31 January and two months: %s at once, %s in two steps", once, twice)
	}
	if there, back := d.AddMonths(1), d.AddMonths(1).AddMonths(-1); there != "2024-02-29" || back != "2024-01-29" {
		t.Errorf("a month there and back: %s, %s", there, back)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := Date("1990-01-01").AddDays(rapid.IntRange(0, 20_000).Draw(t, "day"))
		a, b := rapid.IntRange(0, 240).Draw(t, "a"), rapid.IntRange(0, 240).Draw(t, "b")
		once, steps := d.AddMonths(a+b), d.AddMonths(a).AddMonths(b)
		_, _, day := d.parts()
		if steps > once || day <= 28 && steps != once || steps.DaysUntil(once) > 3 {
			t.Fatalf("%s and %d+%d months: %s at once, %s in two steps", d, a, b, once, steps)
		}
		if e := d.AddDays(1); e.AddMonths(a) < d.AddMonths(a) {
			t.Fatalf("%s is after %s, and before it after %d months", e, d, a)
		}
		if d.fullYearsPast(a, steps) != (steps > d.AddYears(a)) {
			t.Fatalf("%d full years past %s on %s", a, d, steps)
		}
	})
}

// Land handed over late is no fault of the holder, for as many days as it was late.
func TestStartDelay(t *testing.T) {
	tests := []struct {
		name                          string
		deliverBy, delivered, startBy Date
		today                         Date
		want                          StartDelay
	}{
		{"in time and not yet due", "2024-01-01", "2024-01-01", "2025-01-01", "2025-01-01", StartDelay{0, "2025-01-01", ""}},
		{"in time and overdue", "2024-01-01", "2024-01-01", "2025-01-01", "2025-01-02", StartDelay{0, "2025-01-01", "HOLDER"}},
		{"early and overdue", "2024-01-01", "2023-12-01", "2025-01-01", "2025-01-02", StartDelay{0, "2025-01-01", "HOLDER"}},
		{"a day late, a day overdue", "2024-01-01", "2024-01-02", "2025-01-01", "2025-01-02", StartDelay{1, "2025-01-02", "GOVERNMENT"}},
		{"a day late, two days overdue", "2024-01-01", "2024-01-02", "2025-01-01", "2025-01-03", StartDelay{1, "2025-01-02", "MIXED"}},
		{"60 days late, on the fair day", "2024-01-01", "2024-03-01", "2025-01-01", "2025-03-02", StartDelay{60, "2025-03-02", "GOVERNMENT"}},
		{"60 days late, after the fair day", "2024-01-01", "2024-03-01", "2025-01-01", "2025-03-03", StartDelay{60, "2025-03-02", "MIXED"}},
		{"not handed over", "2024-01-01", "", "2025-01-01", "2025-01-02", StartDelay{367, "2026-01-03", "GOVERNMENT"}},
		{"not handed over by then", "2024-01-01", "2026-01-01", "2025-01-01", "2025-01-02", StartDelay{367, "2026-01-03", "GOVERNMENT"}},
		{"not handed over, start not due", "2024-01-01", "", "2025-01-01", "2024-01-31", StartDelay{30, "2025-01-31", ""}},
		{"a day that counts from the delivery", "", "2024-03-01", "2025-03-01", "2025-03-02", StartDelay{0, "2025-03-01", "HOLDER"}},
		{"no start day", "2024-01-01", "", "", "2025-01-02", StartDelay{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := startDelay(tt.deliverBy, tt.delivered, tt.startBy, tt.today); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}
