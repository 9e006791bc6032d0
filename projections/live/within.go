package live

import (
	"iter"

	"taizhang/domain"
)

// within yields the parcels whose land lies within a reach today. Every list, count
// and map goes through it: a parcel elsewhere is not there. The caller holds the lock.
func (m *Model) within(reach domain.Reach) iter.Seq2[domain.ParcelID, *row] {
	return func(yield func(domain.ParcelID, *row) bool) {
		for id, r := range m.rows {
			if reach.Covers(r.parcel.Place()) && !yield(id, r) {
				return
			}
		}
	}
}

// look returns one parcel within a reach, or nil. The caller holds the lock.
func (m *Model) look(reach domain.Reach, id domain.ParcelID) *row {
	if r := m.rows[id]; r != nil && reach.Covers(r.parcel.Place()) {
		return r
	}
	return nil
}
