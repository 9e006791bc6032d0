package server

import (
	"net/http"
	"testing"

	"taizhang/domain"
)

// A split over HTTP names the parcels it opens, and they can be read and written at
// once.
func TestSplitOverHTTP(t *testing.T) {
	r := demoRig(t)
	id, path := r.operating(1)
	area := as[parcelView](t, r.get(path), http.StatusOK).Parcel.Land.RegisteredArea
	heir := func(n int, area domain.Area) domain.Successor {
		reg := registration(n).Event.(domain.ParcelRegistered)
		return domain.Successor{Registration: domain.ParcelRegistered{ParcelCode: reg.ParcelCode, District: reg.District, RegisteredArea: area, Origin: "SPLIT"}}
	}
	split := encode(t, domain.Fact{OccurredOn: "2025-01-02", Event: domain.ParcelSplit{Basis: "SURPLUS", Children: []domain.Successor{heir(801, area-1000), heir(802, 1000)}}})
	dry := as[recordedView](t, r.do("POST", path+"/events?dryRun=true", split), http.StatusOK)
	answer := as[recordedView](t, r.do("POST", path+"/events", split, "Idempotency-Key: s1"), http.StatusCreated)
	if answer.Stage != domain.StageRetired || len(answer.Successors) != 2 || len(dry.Successors) != 2 || dry.Successors[0] != answer.Successors[0] {
		t.Fatalf("answer %+v, dry run %+v", answer, dry)
	}
	for _, child := range answer.Successors {
		at := "/api/v1/parcels/" + child.String()
		view := as[parcelView](t, r.get(at+"?min="+string(answer.Position)), http.StatusOK)
		if view.Parcel.Stage != domain.StageOperating || view.Parcel.Lineage.Parents[0].Parcel != id {
			t.Errorf("child %s: %+v", child, view.Parcel)
		}
		as[recordedView](t, r.do("POST", at+"/events", encode(t, checked("2025-02-02", 1)), "Idempotency-Key: c1"), http.StatusCreated)
	}
	x := r.do("POST", path+"/events", encode(t, checked("2025-02-02", 9)), "Idempotency-Key: c9")
	if x.status != http.StatusConflict && x.status != http.StatusUnprocessableEntity {
		t.Errorf("a check of the retired parcel: %d", x.status)
	}
}
