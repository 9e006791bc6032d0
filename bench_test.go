package taizhang

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/embedded"
	"taizhang/eventstore/memory"
)

// settled opens parcels that each hold n events.
func settled(b *testing.B, l *Ledger, parcels, n int) []domain.ParcelID {
	b.Helper()
	ids := make([]domain.ParcelID, parcels)
	for i := range ids {
		facts := []domain.Fact{registration(i + 1)}
		for len(facts) < n {
			facts = append(facts, survey(domain.Date("2024-04-01").AddDays(len(facts))))
		}
		id, err := facts[0].Event.(domain.ParcelRegistered).Identity()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := l.Record(b.Context(), id, "open", surveyor, facts...); err != nil {
			b.Fatal(err)
		}
		ids[i] = id
	}
	return ids
}

// BenchmarkRecord is the write path without a disk: load, decide, canonicalise,
// append, on parcels that hold 20 events.
func BenchmarkRecord(b *testing.B) {
	l, err := Open(b.Context(), memory.New(), domain.Real)
	if err != nil {
		b.Fatal(err)
	}
	ids := settled(b, l, 2000, 20)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := l.Record(b.Context(), ids[i%len(ids)], uuid.NewString(), surveyor, survey("2026-01-01")); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkFollowDecoded reads the log of the embedded store from its beginning
// and decodes every event, beside the same without decoding.
func BenchmarkFollowDecoded(b *testing.B) {
	store, err := embedded.Open(b.TempDir(), embedded.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	l, err := Open(b.Context(), store, domain.Real)
	if err != nil {
		b.Fatal(err)
	}
	settled(b, l, 1000, 40)
	for _, decode := range []bool{false, true} {
		b.Run(fmt.Sprintf("decode=%v", decode), func(b *testing.B) {
			events := 0
			for b.Loop() {
				events += follow(b, store, decode)
			}
			b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// follow reads the whole log once.
func follow(b *testing.B, store eventstore.Store, decode bool) (events int) {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	head, err := store.Head(ctx)
	if err != nil {
		b.Fatal(err)
	}
	for batch, err := range store.Follow(ctx, "") {
		if err != nil {
			b.Fatal(err)
		}
		for _, rec := range batch {
			if _, ok := domain.ParcelOf(rec.Stream); ok && decode {
				if _, _, err := domain.DecodeEntry(rec.ID, int64(rec.Revision), rec.Data, rec.Meta); err != nil {
					b.Fatal(err)
				}
			}
			events++
		}
		if batch[len(batch)-1].Position >= head {
			break
		}
	}
	return events
}
