package domain

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWorkdays(t *testing.T) {
	tests := []struct {
		name string
		day  Date
		want bool
	}{
		{"an ordinary Wednesday", "2026-03-11", true},
		{"a Saturday", "2026-03-14", false},
		{"a Sunday", "2026-03-15", false},
		{"the first day of the Spring Festival", "2026-02-15", false},
		{"its last day, a Monday", "2026-02-23", false},
		{"the day after it", "2026-02-24", true},
		{"the Saturday worked for it", "2026-02-14", true},
		{"Labour Day as amended in 2019", "2019-05-03", false},
		{"the Sunday worked for that", "2019-05-05", true},
		{"the prolonged Spring Festival of 2020", "2020-01-31", false},
		{"New Year of 2019 begins in 2018", "2018-12-31", false},
		{"and is worked for in 2018", "2018-12-29", true},
		{"a festival of a year that is not known", "2027-10-01", true},
		{"a weekend of a year that is not known", "2027-10-02", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := StandardCalendar().Workday(tt.day); got != tt.want {
				t.Errorf("%s is a working day: %v", tt.day, got)
			}
		})
	}
}

// The published days off on weekdays less the weekend days worked for them are the
// festivals of the law: 11 days until 2024, 13 since (全国年节及纪念日放假办法). In
// 2020 the State Council gave two more: 31 January, and 1 February that was to be
// worked.
func TestArrangementsAddUp(t *testing.T) {
	for _, a := range arrangements {
		off, want := 0, pick(a.year >= 2025, 13, 11)
		for _, span := range a.off {
			for d := span[0]; d <= span[1]; d = d.AddDays(1) {
				off += pick(weekend(d), 0, 1)
			}
		}
		for _, d := range a.makeup {
			if !weekend(d) {
				t.Errorf("%d: %s is worked for a holiday and no weekend", a.year, d)
			}
		}
		if got := off - len(a.makeup); got != want+pick(a.year == 2020, 2, 0) {
			t.Errorf("%d has %d festival days, want %d", a.year, got, want)
		}
	}
}

func weekend(d Date) bool {
	at, _ := time.Parse(time.DateOnly, string(d))
	return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
}

func TestCountingWorkdays(t *testing.T) {
	add := []struct {
		from Date
		n    int
		want Date
	}{
		{"2026-03-09", 1, "2026-03-10"}, {"2026-03-13", 1, "2026-03-16"}, {"2026-03-14", 1, "2026-03-16"}, {"2026-03-09", 10, "2026-03-23"},
		{"2026-02-13", 1, "2026-02-14"}, {"2026-02-13", 2, "2026-02-24"}, {"2026-03-16", -1, "2026-03-13"}, {"2026-02-24", -1, "2026-02-14"},
		{"2026-03-14", 0, "2026-03-14"}, {"2025-12-31", 1, "2026-01-04"}, {"", 3, ""},
	}
	for _, tt := range add {
		if got := StandardCalendar().AddWorkdays(tt.from, tt.n); got != tt.want {
			t.Errorf("%s + %d working days = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
	between := []struct {
		a, b Date
		want int
	}{
		{"2026-03-09", "2026-03-09", 0}, {"2026-03-13", "2026-03-16", 1}, {"2026-03-13", "2026-03-15", 0},
		{"2026-02-13", "2026-02-24", 2}, {"2026-02-24", "2026-02-13", -2}, {"2026-01-01", "2027-01-01", 249},
	}
	for _, tt := range between {
		if got := StandardCalendar().WorkdaysBetween(tt.a, tt.b); got != tt.want {
			t.Errorf("%d working days from %s to %s, want %d", got, tt.a, tt.b, tt.want)
		}
	}
}

// 民法典 203: the last day of a period for an act moves to the end of the rest.
func TestLastDaysShift(t *testing.T) {
	tests := []struct {
		name      string
		due, want Date
	}{
		{"a working day stays", "2026-03-11", "2026-03-11"},
		{"a Saturday to Monday", "2026-03-14", "2026-03-16"},
		{"a Saturday that is worked stays", "2026-02-14", "2026-02-14"},
		{"a festival to the day after the whole rest", "2026-10-01", "2026-10-08"},
		{"a Sunday before a long rest", "2025-09-28", "2025-09-28"},
		{"the rest of 2025 ends on a Wednesday", "2025-10-03", "2025-10-09"},
		{"29 February on a worked weekday", "2024-02-29", "2024-02-29"},
		{"31 December of a rest that reaches into January", "2022-12-31", "2023-01-03"},
		{"of an unknown year only the weekend is known", "2027-10-02", "2027-10-04"},
		{"no day", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := StandardCalendar().Shift(tt.due); got != tt.want {
				t.Errorf("%s shifts to %s, want %s", tt.due, got, tt.want)
			}
		})
	}
}

func TestCalendarsAreExtendedAndNotChanged(t *testing.T) {
	c := StandardCalendar()
	if c.Known(2017) || !c.Known(2018) || !c.Known(2026) || c.Known(2027) {
		t.Error("the standard calendar knows 2018 to 2026")
	}
	more := c.With(2027, []Date{"2027-10-01"}, []Date{"2027-10-09"})
	if !more.Known(2027) || more.Workday("2027-10-01") || !more.Workday("2027-10-09") {
		t.Error("an arrangement that was added is not kept")
	}
	if c.Known(2027) || !c.Workday("2027-10-01") {
		t.Error("adding a year changed the calendar it was added to")
	}
	if again := more.With(2027, nil, nil); !again.Workday("2027-10-01") || !again.Known(2027) {
		t.Error("an arrangement published again replaces the first as a whole")
	}
	if (Calendar{}).Known(2026) || (Calendar{}).Workday("2026-03-14") || !(Calendar{}).Workday("2026-10-01") {
		t.Error("the empty calendar knows weekends only")
	}
}

func TestRandomWorkdays(t *testing.T) {
	c := StandardCalendar()
	rapid.Check(t, func(t *rapid.T) {
		a := Date("2017-06-01").AddDays(rapid.IntRange(0, 4000).Draw(t, "a"))
		b := Date("2017-06-01").AddDays(rapid.IntRange(0, 4000).Draw(t, "b"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		if got := c.WorkdaysBetween(a, c.AddWorkdays(a, n)); got != n {
			t.Fatalf("%d working days after %s are %d away", n, a, got)
		}
		if !c.Workday(c.AddWorkdays(a, n)) || !c.Workday(c.Shift(a)) || !c.Workday(c.NextWorkday(a)) {
			t.Fatalf("from %s the calendar leads to a day of rest", a)
		}
		if c.Shift(a) < a || c.NextWorkday(a) <= a || c.Shift(c.Shift(a)) != c.Shift(a) {
			t.Fatalf("%s shifts back or twice", a)
		}
		if a <= b && (c.Shift(a) > c.Shift(b) || c.AddWorkdays(a, n) > c.AddWorkdays(b, n)) {
			t.Fatalf("%s is before %s and not after the shift", a, b)
		}
		works := 0
		for d := min(a, b); d < max(a, b); d = d.AddDays(1) {
			works += pick(c.Workday(d.AddDays(1)), 1, 0)
		}
		if got := c.WorkdaysBetween(a, b); got != pick(a <= b, works, -works) {
			t.Fatalf("%d working days between %s and %s, counted %d", got, a, b, works)
		}
	})
}
