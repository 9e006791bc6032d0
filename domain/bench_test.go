package domain

import (
	"fmt"
	"testing"
)

// longStory is an operating parcel with n events.
func longStory(t testing.TB, n int) *History {
	h := told(t, toOperating...)
	for i := 0; len(h.Entries()) < n; i++ {
		day := Date("2021-04-10").AddDays(10 * i)
		quarter := Period(fmt.Sprintf("%dQ%d", day.AddMonths(-3).Year(), (monthOf(day.AddMonths(-3))+2)/3))
		line := fmt.Sprintf(`%s OperationReported {"enterprise":{"name":"甲公司","uscc":"91120116MA06ABC11M"},"period":%q,"basis":"CUMULATIVE","status":"FINAL","source":"TAX","industry":"C3670","allocation":"SINGLE","share":"1","output":1250000000000,"revenue":1300000000000,"taxPaid":68000000000,"employeesAvg":220,"powerKwh":5600000}`,
			day, quarter)
		tell(t, h, line, clerk)
	}
	return h
}

// foldFloor is how many events/s a core folds at least.
const foldFloor = 300_000

func BenchmarkFold200(b *testing.B) {
	h := longStory(b, 200)
	for b.Loop() {
		LoadHistory(h.Entries())
	}
	rate := float64(200*b.N) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "events/s")
	b.ReportMetric(rate/foldFloor, "x-floor")
}

func BenchmarkFold200Decoding(b *testing.B) {
	h := longStory(b, 200)
	var stored [][]byte
	for _, e := range h.Entries() {
		data, _ := EncodeFact(e.Fact)
		stored = append(stored, data)
	}
	for b.Loop() {
		entries := make([]Entry, len(stored))
		for i, data := range stored {
			f, err := DecodeFact(data, true)
			if err != nil {
				b.Fatal(err)
			}
			entries[i] = Entry{Revision: int64(i), Fact: f}
		}
		LoadHistory(entries)
	}
	b.ReportMetric(float64(200*b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkAppend(b *testing.B) {
	h := longStory(b, 200)
	for b.Loop() {
		fresh := new(History)
		for _, e := range h.Entries() {
			fresh.Append(e)
		}
	}
	b.ReportMetric(float64(200*b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkRecord is what a request costs in this package on a parcel of twenty
// events: decode, decide, encode.
func BenchmarkRecord(b *testing.B) {
	h := longStory(b, 20)
	f, _ := EncodeFact(said(b, `2026-01-10 OperationReported {"enterprise":{"name":"甲公司","uscc":"91120116MA06ABC11M"},"period":"2025","basis":"CUMULATIVE","status":"FINAL","source":"TAX","industry":"C3670","allocation":"SINGLE","share":"1","output":1250000000000,"revenue":1300000000000,"taxPaid":68000000000,"employeesAvg":220,"powerKwh":5600000}`))
	b.ReportAllocs()
	for b.Loop() {
		fact, err := DecodeFact(f, false)
		if err != nil {
			b.Fatal(err)
		}
		decided, err := h.Decide(fact, clerk, lateTerms)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := EncodeFact(decided); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAlarms is what follows from one parcel of 200 events on a day: its
// obligations and its alarms by all rules.
func BenchmarkAlarms(b *testing.B) {
	p := longStory(b, 200).Parcel()
	terms := under("2026-08-01")
	b.ReportAllocs()
	for b.Loop() {
		if len(p.Obligations(terms)) == 0 || len(p.Alarms(terms)) == 0 {
			b.Fatal("nothing is due and nothing is wrong: the parcel shows nothing")
		}
	}
}

// BenchmarkDecide is the rules alone.
func BenchmarkDecide(b *testing.B) {
	h := longStory(b, 20)
	f := said(b, "2026-01-10 OperationChecked")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Decide(f, clerk, lateTerms); err != nil {
			b.Fatal(err)
		}
	}
}

func monthOf(d Date) int {
	_, m, _ := d.parts()
	return m
}
