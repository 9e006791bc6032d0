package domain

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDatesByTheCivilCode(t *testing.T) {
	months := []struct {
		from Date
		n    int
		want Date
	}{
		{"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-29"}, {"2023-08-31", 6, "2024-02-29"}, {"2022-08-31", 6, "2023-02-28"},
		{"2024-01-29", 1, "2024-02-29"}, {"2024-01-30", 1, "2024-02-29"}, {"2024-01-31", 1, "2024-02-29"}, {"2023-01-29", 1, "2023-02-28"},
		{"2024-01-31", 3, "2024-04-30"}, {"2024-03-31", -1, "2024-02-29"}, {"2024-12-31", 2, "2025-02-28"}, {"2000-02-29", 1200, "2100-02-28"},
		{"2024-02-28", 12, "2025-02-28"}, {"2023-02-28", 12, "2024-02-28"}, {"2024-05-15", 0, "2024-05-15"}, {"", 6, ""},
	}
	for _, tt := range months {
		if got := tt.from.AddMonths(tt.n); got != tt.want {
			t.Errorf("%s + %d months = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
	days := []struct {
		from Date
		n    int
		want Date
	}{{"2024-02-28", 1, "2024-02-29"}, {"2023-02-28", 1, "2023-03-01"}, {"2024-12-31", 1, "2025-01-01"}, {"2024-03-01", -1, "2024-02-29"}, {"2024-01-01", 366, "2025-01-01"}, {"", 1, ""}}
	for _, tt := range days {
		if got := tt.from.AddDays(tt.n); got != tt.want {
			t.Errorf("%s + %d days = %s, want %s", tt.from, tt.n, got, tt.want)
		}
		if tt.from != "" && tt.from.DaysUntil(tt.want) != tt.n {
			t.Errorf("%s until %s is %d days", tt.from, tt.want, tt.from.DaysUntil(tt.want))
		}
	}
	if got := Date("2024-02-29").AddYears(1); got != "2025-02-28" {
		t.Errorf("a year after 29 February = %s", got)
	}
}

// A day in Shanghai begins eight hours before the same day in Greenwich.
func TestDateOfIsTheDayInShanghai(t *testing.T) {
	if got := DateOf(time.Date(2026, 3, 12, 15, 59, 59, 0, time.UTC)); got != "2026-03-12" {
		t.Errorf("a second before midnight: %s", got)
	}
	if got := DateOf(time.Date(2026, 3, 12, 16, 0, 0, 0, time.UTC)); got != "2026-03-13" {
		t.Errorf("midnight: %s", got)
	}
}

func TestMonthsAreAddedAsTheCivilCodeSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := Date("1950-01-01").AddDays(rapid.IntRange(0, 50_000).Draw(t, "day"))
		n := rapid.IntRange(-600, 600).Draw(t, "months")
		got := from.AddMonths(n)
		y, m, d := from.parts()
		gy, gm, gd := got.parts()
		if gy*12+gm != y*12+m+n {
			t.Fatalf("%s + %d months = %s: another month", from, n, got)
		}
		lastOfMonth := time.Date(gy, time.Month(gm+1), 0, 0, 0, 0, 0, time.UTC).Day()
		if gd != min(d, lastOfMonth) {
			t.Fatalf("%s + %d months = %s: another day", from, n, got)
		}
	})
}

func TestPeriods(t *testing.T) {
	for p, want := range map[Period][2]Date{
		"2024": {"2024-01-01", "2024-12-31"}, "2024Q1": {"2024-01-01", "2024-03-31"}, "2024Q4": {"2024-10-01", "2024-12-31"},
		"202402": {"2024-02-01", "2024-02-29"}, "202312": {"2023-12-01", "2023-12-31"},
	} {
		if p.start() != want[0] || p.end() != want[1] {
			t.Errorf("%s is %s to %s, want %v", p, p.start(), p.end(), want)
		}
	}
	for p, want := range map[Period][2]int{"2024Q3": {2024, 3}, "2024": {2024, 0}, "202403": {2024, 0}, "x": {0, 0}, "2024Q5": {2024, 0}, "": {0, 0}} {
		if p.Year() != want[0] || p.Quarter() != want[1] {
			t.Errorf("%q is year %d quarter %d", p, p.Year(), p.Quarter())
		}
	}
}

func TestDeadlinesCountFromTheirBase(t *testing.T) {
	tests := []struct {
		d                 Deadline
		signed, delivered Date
		want              Date
	}{
		{Deadline{Base: "DATE", Date: "2026-01-01"}, "2025-01-31", "", "2026-01-01"},
		{Deadline{Base: "CONTRACT", Months: 1}, "2025-01-31", "", "2025-02-28"},
		{Deadline{Base: "CONTRACT", Months: 1, Days: 1}, "2025-01-31", "", "2025-03-01"},
		{Deadline{Base: "DELIVERY", Days: 180}, "2025-01-31", "", ""},
		{Deadline{Base: "DELIVERY", Days: 180}, "2025-01-31", "2025-03-01", "2025-08-28"},
		{Deadline{}, "2025-01-31", "2025-03-01", ""},
	}
	for _, tt := range tests {
		if got := tt.d.Resolve(tt.signed, tt.delivered); got != tt.want {
			t.Errorf("%+v = %s, want %s", tt.d, got, tt.want)
		}
	}
}

func TestFiguresAreWrittenWithTwoPlaces(t *testing.T) {
	for fen, want := range map[Fen]string{0: "0.00 元", 5: "0.05 元", -5: "-0.05 元", 123456: "1234.56 元"} {
		if got := fen.String(); got != want {
			t.Errorf("%d is %q, want %q", int64(fen), got, want)
		}
	}
	if got := Area(1).String(); got != "0.01 m²" {
		t.Errorf("one is %q", got)
	}
}

func TestShortfall(t *testing.T) {
	tests := []struct{ target, actual, want Decimal }{
		{"20", "15", "0.2500"}, {"20", "20", "0.0000"}, {"20", "25", "-0.2500"}, {"3", "1", "0.6667"}, {"3", "2", "0.3333"},
		{"100000", "100001", "0.0000"}, {"0", "1", ""}, {"", "1", ""}, {"1", "", ""}, {"20000", "19999", "0.0001"},
	}
	for _, tt := range tests {
		if got := shortfall(tt.target, tt.actual); got != tt.want {
			t.Errorf("shortfall(%s, %s) = %q, want %q", tt.target, tt.actual, got, tt.want)
		}
	}
}
