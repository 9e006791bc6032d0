package analytics

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// storedParcelsMax is how many parcels one query asks for: the driver puts
// parameters into the URL.
const storedParcelsMax = 1000

// stored reads the events of parcels back from the events table.
func (a *Analytics) stored(ctx context.Context, ids []domain.ParcelID) (map[domain.ParcelID][]recorded, error) {
	histories := make(map[domain.ParcelID][]recorded, len(ids))
	for some := range slices.Chunk(ids, storedParcelsMax) {
		if err := a.storedSome(ctx, some, histories); err != nil {
			return nil, fmt.Errorf("read stored events: %w", err)
		}
	}
	return histories, nil
}

// storedSome reads without FINAL, which would not use the index, and drops
// repeated rows itself.
func (a *Analytics) storedSome(ctx context.Context, ids []domain.ParcelID, into map[domain.ParcelID][]recorded) error {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id.String()
	}
	return a.each(ctx, func(scan func(...any) error) error {
		var id domain.ParcelID
		var r recorded
		var revision uint64
		var position, data string
		var recordedAt *time.Time
		if err := scan(&id, &revision, &r.ordinal, &position, (*uuid.UUID)(&r.ID), &recordedAt, &data); err != nil {
			return err
		}
		if history := into[id]; len(history) > 0 && history[len(history)-1].Revision == int64(revision) {
			return nil // the row of a batch that was written twice
		}
		fact, err := domain.DecodeFact([]byte(data), true)
		if err != nil {
			return fmt.Errorf("event %s: %w", r.ID, err)
		}
		r.Revision, r.Fact, r.position = int64(revision), fact, eventstore.Position(position)
		if recordedAt != nil {
			r.RecordedAt = *recordedAt
		}
		into[id] = append(into[id], r)
		return nil
	}, `SELECT parcel, revision, ordinal, position, event_id, recorded_at, data FROM events
		WHERE parcel IN {parcels:Array(UUID)} ORDER BY parcel, revision`,
		clickhouse.Named("parcels", names))
}
