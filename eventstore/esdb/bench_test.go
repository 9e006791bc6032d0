package esdb

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// measured runs the same work on a store in memory and on one like it that is reached
// over the wire, both in this process. The second prints how many times slower it is:
// the price of the protocol and the client, for nothing is written to a disk.
func measured(b *testing.B, work func(*testing.B, eventstore.Store)) {
	var direct float64 // ns each
	b.Run("direct", func(b *testing.B) {
		m := memory.New()
		defer m.Close()
		work(b, m)
		direct = float64(b.Elapsed()) / float64(b.N)
	})
	b.Run("wire", func(b *testing.B) {
		m := memory.New()
		defer m.Close()
		r := rigOver(b, m).start()
		s := r.open(Options{})
		work(b, s)
		b.ReportMetric(float64(b.Elapsed())/float64(b.N)/direct, "x-direct")
		s.Close()
		r.stop()
	})
}

func benchEvent() eventstore.Event {
	e := event("bench")
	e.Data = fmt.Appendf(nil, `{"type":"Tested","occurredOn":"2026-03-02","data":{"text":%q}}`, make([]byte, 120))
	return e
}

// BenchmarkAppend appends single events from one writer and from 16, each to streams
// of his own.
func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprint("writers=", writers), func(b *testing.B) {
			measured(b, func(b *testing.B, s eventstore.Store) { appendSingly(b, s, writers) })
		})
	}
}

func appendSingly(b *testing.B, s eventstore.Store, writers int) {
	var writer atomic.Int64
	e := benchEvent()
	if writers == 1 {
		for i := range b.N {
			if _, err := s.Append(b.Context(), "parcel-1", eventstore.Revision(i-1), withID(e, i)); err != nil {
				b.Fatal(err)
			}
		}
		return
	}
	b.SetParallelism(max(1, writers/runtime.GOMAXPROCS(0))) // for each processor
	b.RunParallel(func(pb *testing.PB) {
		w := writer.Add(1)
		for i := 0; pb.Next(); i++ {
			if _, err := s.Append(b.Context(), fmt.Sprint("parcel-", w), eventstore.Revision(i-1), withID(e, i)); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func withID(e eventstore.Event, n int) eventstore.Event {
	for i := range 8 {
		e.ID[i] = byte(n >> (8 * i))
	}
	e.ID[15] = 1
	return e
}

// BenchmarkFollow follows a log from the beginning to its end; one operation is one
// record.
func BenchmarkFollow(b *testing.B) {
	measured(b, func(b *testing.B, s eventstore.Store) {
		const size = 20_000
		e := benchEvent()
		for from := 0; from < size; from += 500 {
			batch := make([]eventstore.Event, 500)
			for i := range batch {
				batch[i] = withID(e, from+i)
			}
			if _, err := s.Append(b.Context(), "parcel-1", eventstore.Revision(from-1), batch...); err != nil {
				b.Fatal(err)
			}
		}
		b.ResetTimer()
		for done := 0; done < b.N; {
			log, err := collect(context.WithoutCancel(b.Context()), s, min(size, b.N-done))
			if err != nil {
				b.Fatal(err)
			}
			done += len(log)
		}
		b.StopTimer()
	})
}
