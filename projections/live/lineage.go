package live

import (
	"slices"

	"taizhang/domain"
)

// Incomplete lists the parcels that were split or merged and whose successors do not
// all show it: Ledger.Complete completes them.
func (m *Model) Incomplete() []domain.ParcelID {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var ids []domain.ParcelID
	for id, r := range m.rows {
		if slices.ContainsFunc(r.parcel.Lineage.Related(), func(other domain.ParcelID) bool { return !m.knows(other, id) }) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b domain.ParcelID) int { return slices.Compare(a[:], b[:]) })
	return ids
}

// knows reports whether a parcel shows what the split or merge of another made of
// it. It requires mu.
func (m *Model) knows(id, decided domain.ParcelID) bool {
	r, ok := m.rows[id]
	if !ok {
		return false
	}
	began := slices.ContainsFunc(r.parcel.Lineage.Parents, func(k domain.Kin) bool { return k.Parcel == decided })
	return began || r.parcel.Stage == domain.StageRetired
}
