package accesslog

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// all lists the whole log, newest first, by pages.
func all(t *testing.T, l *Log, f Filter, limit int) []Line {
	t.Helper()
	var lines []Line
	for cursor := ""; ; {
		page, err := l.List(context.Background(), f, cursor, limit)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, page.Items...)
		if cursor = page.Next; cursor == "" {
			return lines
		}
	}
}

// times adds up how often the entries happened.
func times(lines []Line) (n int) {
	for _, line := range lines {
		n += max(line.Times, 1)
	}
	return n
}

func served(subject string) Entry {
	return Entry{Principal: "zhang.san", Act: domain.ActRead, Route: "GET /parcels", Subject: subject, Outcome: Served}
}

// What must be durable is there when Durable returns; a note is within a second, equal
// ones as one that says how often.
func TestNotesWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(memory.New(), nil)
		defer l.Close()
		if err := l.Durable(t.Context(), served("now")); err != nil {
			t.Fatal(err)
		}
		if got := all(t, l, Filter{}, 10); len(got) != 1 || got[0].Subject != "now" || got[0].At.IsZero() {
			t.Errorf("after Durable: %+v", got)
		}
		for range 3 {
			l.Note(served("same"))
		}
		l.Note(served("other"))
		time.Sleep(time.Second)
		synctest.Wait()
		if got := all(t, l, Filter{}, 10); len(got) != 3 || times(got) != 5 {
			t.Errorf("a second later: %+v", got)
		}
	})
}

// Entries are listed newest first over the days, by pages, with and without a filter,
// and the list of a page goes on where it ended however much was written since.
func TestListOverDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		l := New(store, nil)
		defer l.Close()
		for day := range 4 {
			for n := range 5 {
				e := served(fmt.Sprintf("%d.%d", day, n))
				if n == 0 {
					e.Outcome, e.Principal = Denied, "li.si"
				}
				if err := l.Durable(t.Context(), e); err != nil {
					t.Fatal(err)
				}
			}
			if day == 1 {
				time.Sleep(24 * time.Hour) // a day without any
			}
			time.Sleep(24 * time.Hour)
		}
		var want []string
		for day := 3; day >= 0; day-- {
			for n := 4; n >= 0; n-- {
				want = append(want, fmt.Sprintf("%d.%d", day, n))
			}
		}
		for _, limit := range []int{1, 3, 100} {
			var got []string
			for _, line := range all(t, l, Filter{}, limit) {
				got = append(got, line.Subject)
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("by %d: %v", limit, got)
			}
		}
		first := domain.DateOf(time.Now().AddDate(0, 0, -5))
		for _, tt := range []struct {
			f    Filter
			want int
		}{
			{Filter{Outcome: Denied}, 4}, {Filter{Principal: "li.si"}, 4}, {Filter{Principal: "nobody"}, 0},
			{Filter{From: first, To: first}, 5}, {Filter{To: first.AddDays(1)}, 10}, {Filter{From: first.AddDays(3)}, 10}, {Filter{From: first.AddDays(9)}, 0},
		} {
			if got := all(t, l, tt.f, 2); len(got) != tt.want {
				t.Errorf("%+v: %d entries, want %d", tt.f, len(got), tt.want)
			}
		}
		page, err := l.List(t.Context(), Filter{}, "", 3)
		if err != nil || l.Durable(t.Context(), served("later")) != nil {
			t.Fatal(err)
		}
		if next, err := l.List(t.Context(), Filter{}, page.Next, 3); err != nil || next.Items[0].Subject != "3.1" {
			t.Errorf("the second page: %+v, %v", next, err)
		}
		for _, cursor := range []string{"x", "2000-13-01.4", "2000-01-01.-1", "2000-01-01"} {
			if _, err := l.List(t.Context(), Filter{}, cursor, 3); err == nil {
				t.Errorf("cursor %q was taken", cursor)
			}
		}
		if entries, faults, err := l.Verify(t.Context()); entries != 21 || len(faults) > 0 || err != nil {
			t.Errorf("verify: %d, %v, %v", entries, faults, err)
		}
	})
}

// Verify names what is not as it was written: each forgery is one that the store itself
// would take.
func TestVerifyNames(t *testing.T) {
	good := func(at string) string { return `{"at":"` + at + `","outcome":"SERVED"}` }
	for _, tt := range []struct {
		name, stream, typ, data string
		faulty                  bool
	}{
		{"as it is written", "access-2026-11-23", eventType, good("2026-11-23T03:00:00Z"), false},
		{"of another day", "access-2026-11-24", eventType, good("2026-11-23T03:00:00Z"), true},
		{"of no day", "parcel-1", eventType, good("2026-11-23T03:00:00Z"), true},
		{"of another type", "access-2026-11-23", "AccessForgotten", good("2026-11-23T03:00:00Z"), true},
		{"with another member", "access-2026-11-23", eventType, `{"at":"2026-11-23T03:00:00Z","outcome":"SERVED","token":"x"}`, true},
		{"other spacing", "access-2026-11-23", eventType, `{"at":"2026-11-23T03:00:00Z", "outcome":"SERVED"}`, true},
		{"no JSON", "access-2026-11-23", eventType, `{`, true},
	} {
		store := memory.New()
		it, err := newItem(Entry{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Append(t.Context(), tt.stream, eventstore.NoStream, eventstore.Event{ID: it.event.ID, Type: tt.typ, Data: []byte(tt.data)}); err != nil {
			t.Fatal(err)
		}
		l := New(store, nil)
		_, faults, err := l.Verify(t.Context())
		if err != nil || (len(faults) > 0) != tt.faulty {
			t.Errorf("%s: %v, %v", tt.name, faults, err)
		}
		l.Close()
	}
}

// What looks like a token is not kept, wherever it was put, and no text is kept without
// a bound.
func TestNoTokenIsKept(t *testing.T) {
	l := New(memory.New(), nil)
	defer l.Close()
	secrets := []string{"tz_" + strings.Repeat("A", 43), "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"}
	for _, secret := range secrets {
		for _, e := range []Entry{{Subject: "q=" + secret}, {Parcel: secret}, {Source: secret}, {Route: "GET /" + secret}, {Name: secret}, {Subject: strings.Repeat("x", 1<<20)}} {
			if err := l.Durable(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, line := range all(t, l, Filter{}, 100) {
		text := fmt.Sprint(line)
		if strings.Contains(text, "AAAA") || strings.Contains(text, "eyJ") || len(text) > textMax+1000 {
			t.Errorf("kept: %.200s", text)
		}
	}
}
