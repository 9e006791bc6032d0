package analytics

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
)

// benchParcels each have at least 20 events, most of them reports.
const (
	benchParcels = 5_000
	benchQuarter = 20
)

// What is promised, on two cores.
const (
	queryableFloor  = 50_000 // events/s from the log to rows that a query finds
	efficiencyFloor = 300    // ms for the efficiency of ten years over a million reports
)

// benchLog is a log of parcels that take turns, as officers record them: two
// events bring a parcel into operation, the others report its quarters.
// Of the quarters every one is reported, or every third and the others are
// checks.
func benchLog(t testing.TB, parcels, quarters, every int) []eventstore.Record {
	l := newLog(t)
	l.open()
	for n := range parcels {
		id := parcelNo(n)
		l.register(id, "2014-01-01", someDistricts[n%3], someIndustries[n%4], someAreas[n%5])
		l.operate(id, "2014-06-01", someIndustries[n%4])
	}
	for q := range quarters {
		period := slot{2015 + q/4, q%4 + 1}
		on := period.span().until.AddDays(9)
		for n := range parcels {
			if q%every != 0 {
				l.add(parcelNo(n), domain.Fact{OccurredOn: on, Event: domain.OperationChecked{CheckNo: "核查1", Kind: "ROUTINE", Result: "PASS"}})
				continue
			}
			l.report(parcelNo(n), on, reportOf{fmt.Sprintf("企业%d", n), period.period(), "CUMULATIVE", "FINAL", int64(1+q%4) * int64(n%97+1) * wan, int64(1+q%4) * int64(n%89) * wan / 10})
		}
	}
	return l.records
}

// chunks follows a slice in the pages of the embedded store, and then waits.
type chunks []eventstore.Record

func (c chunks) Follow(ctx context.Context, _ eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		for page := range slices.Chunk(c, 1024) {
			if !yield(slices.Clip(page), nil) {
				return
			}
		}
		<-ctx.Done()
	}
}

// BenchmarkFollowToQueryable measures from the log to rows that a query finds:
// decoding, folding and inserting, in the batches that Batched makes.
func BenchmarkFollowToQueryable(b *testing.B) {
	for name, every := range map[string]int{"reports": 1, "mixed": 3} {
		b.Run(name, func(b *testing.B) { followToQueryable(b, benchLog(b, benchParcels, benchQuarter, every)) })
	}
}

func followToQueryable(b *testing.B, records []eventstore.Record) {
	last := records[len(records)-1].Position
	var used time.Duration
	for b.Loop() {
		b.StopTimer()
		a := open(b)
		runtime.GC() // what making the log has left
		began := processorTime(b)
		b.StartTimer()
		for batch, err := range Batched(chunks(records)).Follow(b.Context(), "") {
			if err != nil {
				b.Fatal(err)
			}
			if err := a.Apply(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
			if batch[len(batch)-1].Position == last {
				break
			}
		}
		var n uint64
		if err := a.conn.QueryRow(b.Context(), "SELECT uniqExact(ordinal) FROM events").Scan(&n); err != nil || n != uint64(len(records)) {
			b.Fatalf("%d of %d events are queryable: %v", n, len(records), err)
		}
		used += processorTime(b) - began
	}
	b.ReportMetric(float64(used.Microseconds())/float64(len(records)*b.N), "cpu-µs/event")
	rate := float64(len(records)*b.N) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "events/s")
	b.ReportMetric(rate/queryableFloor, "x-floor")
}

// BenchmarkEfficiency asks for all quarters of ten years by district, over a
// million reports of 25,000 parcels; for the ledger itself, for who is shown no single
// enterprise's tax, and for who sees one district.
func BenchmarkEfficiency(b *testing.B) {
	a := open(b)
	fillReports(b, a, 25_000, 40)
	within := Audience{View: domain.ViewAuditor, Reach: domain.Reach{Level: "DISTRICT", Scope: domain.Scope{District: "120101"}}}
	for name, who := range map[string]Audience{"all": {}, "internal": inside, "district": within} {
		for _, per := range []Per{Quarter, Year} {
			b.Run(name+"/"+string(per), func(b *testing.B) {
				askEfficiency(b, a, EfficiencyQuery{By: District, Per: per, From: 2015, To: 2024, For: who})
			})
		}
	}
}

func askEfficiency(b *testing.B, a *Analytics, q EfficiencyQuery) {
	var slowest time.Duration
	used := processorTime(b)
	for b.Loop() {
		began := time.Now()
		answer, err := a.Efficiency(b.Context(), q)
		if err != nil || len(answer.Rows) < 10 {
			b.Fatalf("%d rows: %v", len(answer.Rows), err)
		}
		slowest = max(slowest, time.Since(began))
	}
	b.ReportMetric(float64(slowest.Milliseconds()), "max-ms")
	b.ReportMetric(efficiencyFloor/(float64(b.Elapsed().Milliseconds())/float64(b.N)), "x-floor")
	b.ReportMetric(float64((processorTime(b)-used).Milliseconds())/float64(b.N), "cpu-ms/op")
}

// processorTime is what this process has used of all processors, the engine's
// threads included: unlike the clock it tells something on a busy machine.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// fillReports folds a large log piece by piece, so that it need not be held.
func fillReports(b *testing.B, a *Analytics, parcels, quarters int) {
	b.Helper()
	const some = 2_500
	for from := 0; from < parcels; from += some {
		l := newLog(b)
		l.records = make([]eventstore.Record, 0, some*(quarters+2))
		for n := from; n < from+some; n++ {
			id := parcelNo(n)
			l.register(id, "2014-01-01", domain.District(fmt.Sprint(120101+n%16)), someIndustries[n%4], someAreas[n%5])
			l.operate(id, "2014-06-01", someIndustries[n%4])
			for q := range quarters {
				period := slot{2015 + q/4, q%4 + 1}
				report := reportOf{fmt.Sprintf("企业%d", n), period.period(), "CUMULATIVE", "FINAL", int64(1+q%4) * wan, int64(1+q%4) * wan / 10}.event()
				report.Enterprise.USCC = domain.USCC(fmt.Sprintf("9112%014d", n))
				l.add(id, domain.Fact{OccurredOn: period.span().until.AddDays(9), Event: report})
			}
		}
		for i := range l.records {
			l.records[i].Position = eventstore.Position(fmt.Sprintf("%012d", from*(quarters+2)+i+1))
		}
		apply(b, a, l.records, batchRecordsMax)
	}
	var reports uint64
	if err := a.conn.QueryRow(context.Background(), "SELECT count() FROM operation_reports FINAL").Scan(&reports); err != nil || reports != uint64(parcels*quarters) {
		b.Fatalf("%d reports, %v", reports, err)
	}
}
