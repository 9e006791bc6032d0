package embedded

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// Sizes of the benchmarks.
const (
	benchStreams = 2560 // shared out among the writers
	benchEach    = 20   // events of a stream before the measurement
	benchRound   = 500 * time.Millisecond
)

var benchIDs atomic.Uint64

// benchPool holds events made before the measurement.
var benchPool = sync.OnceValue(func() []eventstore.Event {
	pool := make([]eventstore.Event, 8192)
	for i := range pool {
		pool[i] = newBenchEvent()
	}
	return pool
})

// benchEvent returns an event with an ID of its own.
func benchEvent() eventstore.Event {
	pool := benchPool()
	e := pool[rand.IntN(len(pool))]
	binary.BigEndian.PutUint64(e.ID[8:], benchIDs.Add(1))
	return e
}

// newBenchEvent makes an event of the size and kind of an operation report: some
// 400 bytes of data and 300 of meta, of which digest, salt and ID are random.
func newBenchEvent() eventstore.Event {
	random := [6]uint64{}
	for i := range random {
		random[i] = rand.Uint64()
	}
	quarter := rand.IntN(32)
	return eventstore.Event{
		Type: "OperationReported",
		Data: fmt.Appendf(nil, `{"data":{"districtCode":"120116","employees":%d,"energyTce":"%d.%02d","industry":"C36","landAreaCentiSqm":%d,"outputFen":%d,"period":"%d-Q%d","profitFen":%d,"reporter":"统计局直报","revenueFen":%d,"revision":%d,"taxFen":%d},"evidence":[{"kind":"报表","name":"企业季度经营情况表","number":"津开统〔%d〕%d号"}],"occurredOn":"%d-%02d-15","type":"OperationReported"}`,
			rand.IntN(3000), rand.IntN(9000), rand.IntN(100), rand.IntN(1e8), rand.IntN(1e11), 2018+quarter/4, 1+quarter%4, rand.IntN(1e9), rand.IntN(1e11), rand.IntN(3), rand.IntN(1e9), 2018+quarter/4, rand.IntN(900), 2018+quarter/4, 1+quarter%4*3),
		Meta: fmt.Appendf(nil, `{"department":"滨海新区工信局","district":"120116","recordedAt":"2026-%02d-%02dT08:%02d:%02dZ","recorder":"officer-%02d","requestDigest":"%016x%016x%016x%016x","salt":"%016x%016x","stage":"运营"}`,
			1+rand.IntN(12), 1+rand.IntN(28), rand.IntN(60), rand.IntN(60), rand.IntN(40), random[0], random[1], random[2], random[3], random[4], random[5]),
	}
}

// A bench is a store on the real disk that counts its syncs.
type bench struct {
	store *Store
	syncs atomic.Int64 // of the write-ahead log
	heads []eventstore.Revision
}

func benchName(i int) string { return fmt.Sprintf("parcel-%032x", i) }

// newBench fills streams up to benchEach events each.
func newBench(b *testing.B, streams int) *bench {
	b.Helper()
	x := &bench{heads: make([]eventstore.Revision, streams)}
	s, err := Open(b.TempDir(), Options{FS: countingFS{vfs.Default, &x.syncs}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	x.store = s
	var wg sync.WaitGroup
	const loaders = 16
	for l := range loaders {
		wg.Go(func() {
			for i := l; i < streams; i += loaders {
				x.load(b, i)
			}
		})
	}
	wg.Wait()
	return x
}

// settle writes everything to tables and waits until Pebble has nothing more to
// do in the background.
func (x *bench) settle(b *testing.B) {
	b.Helper()
	if err := x.store.db.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := x.store.db.Compact(b.Context(), []byte{0}, []byte{0xff}, false); err != nil {
		b.Fatal(err)
	}
}

func (x *bench) load(b *testing.B, i int) {
	events := make([]eventstore.Event, benchEach)
	for n := range events {
		events[n] = benchEvent()
	}
	if _, err := x.store.Append(b.Context(), benchName(i), eventstore.NoStream, events...); err != nil {
		b.Error(err)
	}
	x.heads[i] = benchEach - 1
}

// BenchmarkAppend appends single events with 1, 16 and 64 writers, each waiting
// for its answer. The module bench compares the same with a plain file and with
// other stores.
func BenchmarkAppend(b *testing.B) {
	x := newBench(b, benchStreams)
	for _, writers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			var rates, disk []float64
			before, appends := x.syncs.Load(), 0
			for b.Loop() {
				disk = append(disk, syncTime(b))
				n := drive(b, writers, x.appendEvent)
				rates = append(rates, float64(n)/benchRound.Seconds())
				appends += n
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(rates), "events/s")
			b.ReportMetric(float64(x.syncs.Load()-before)/float64(appends), "fsyncs/append")
			b.ReportMetric(median(disk), "µs/fsync")
		})
	}
}

// drive runs writers for a round and returns how many appends were acknowledged.
func drive(b *testing.B, writers int, appendOne func(ctx context.Context, writer, writers int) error) int {
	ctx, cancel := context.WithTimeout(b.Context(), benchRound)
	defer cancel()
	var done atomic.Int64
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for ctx.Err() == nil {
				if err := appendOne(b.Context(), w, writers); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	return int(done.Load())
}

// appendEvent appends to one of the streams of a writer, at its revision.
func (x *bench) appendEvent(ctx context.Context, writer, writers int) error {
	i := writer + writers*rand.IntN(len(x.heads)/writers)
	_, err := x.store.Append(ctx, benchName(i), x.heads[i], benchEvent())
	x.heads[i]++
	return err
}

// syncTime is the median time of a small write and its sync on the disk of the
// benchmark, in microseconds.
func syncTime(b *testing.B) float64 {
	f, err := vfs.Default.Create(filepath.Join(b.TempDir(), "sync"), vfs.WriteCategoryUnspecified)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := f.Preallocate(0, 1<<20); err != nil {
		b.Fatal(err)
	}
	var times []float64
	for range 100 {
		start := time.Now()
		if _, err := f.Write(make([]byte, 800)); err != nil {
			b.Fatal(err)
		}
		if err := f.SyncData(); err != nil {
			b.Fatal(err)
		}
		times = append(times, float64(time.Since(start).Microseconds()))
	}
	return median(times)
}

func median(values []float64) float64 {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

// BenchmarkNewStreams appends first events with 64 writers: no head is in memory.
// With -benchtime 1000000x it shows what a million streams cost.
func BenchmarkNewStreams(b *testing.B) {
	x := newBench(b, benchStreams)
	var next atomic.Int64
	b.ResetTimer()
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				if _, err := x.store.Append(b.Context(), benchName(benchStreams+int(i)), eventstore.NoStream, benchEvent()); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.HeapAlloc)/(1<<20), "heap-MiB")
}

// BenchmarkFollow reads the whole log from the first position.
func BenchmarkFollow(b *testing.B) {
	const streams = 10_000
	x := newBench(b, streams)
	x.settle(b)
	for b.Loop() {
		n := 0
		for records, err := range x.store.Follow(b.Context(), "") {
			if err != nil {
				b.Fatal(err)
			}
			if n += len(records); n == streams*benchEach {
				break
			}
		}
	}
	b.ReportMetric(float64(b.N*streams*benchEach)/b.Elapsed().Seconds(), "records/s")
	tables := x.store.db.Metrics().Total().TablesSize
	b.ReportMetric(float64(tables)/(streams*benchEach), "table-B/record")
}

// BenchmarkOpen opens a store whose write-ahead log is nearly full, so that all
// of it is replayed.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		x := newBench(b, 35_000/benchEach)
		if err := x.store.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		s, err := Open(x.store.dir, Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		b.ReportMetric(float64(s.visible()), "records")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkRead reads random whole streams, whose records are spread over the
// log as those of real parcels are.
func BenchmarkRead(b *testing.B) {
	x := newBench(b, benchStreams)
	for range 2 * benchEach {
		drive(b, 16, x.appendEvent)
		if x.heads[0] > 2*benchEach {
			break
		}
	}
	x.settle(b)
	records := 0
	for b.Loop() {
		for _, err := range x.store.Read(b.Context(), benchName(rand.IntN(benchStreams)), 0) {
			if err != nil {
				b.Fatal(err)
			}
			records++
		}
	}
	b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64(records)/float64(b.N), "records/read")
}
