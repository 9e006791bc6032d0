package server

import (
	"net/http"
	"testing"

	"taizhang/domain"
)

// Who asks what he may record is told for all his land, or for one parcel; a parcel out
// of his sight is none. What is said agrees with what the write path does.
func TestCompetence(t *testing.T) {
	r := demoRig(t)
	parcel, _ := r.operating(1)
	id, officer := parcel.String(), bearing(r.officer("IIT"))
	mine := as[competenceView](t, r.get("/api/v1/me/competence", officer), http.StatusOK)
	if x := remitIn(mine, "OperationChecked"); !x.Records || x.Denied != nil {
		t.Errorf("IIT checks operation: %+v", x)
	}
	if x := remitIn(mine, "GrantContractSigned"); x.Records || x.Denied == nil || x.Denied.Rule != "competence.department" {
		t.Errorf("IIT signs no contract: %+v", x)
	}
	if x := remitIn(as[competenceView](t, r.get("/api/v1/me/competence"), http.StatusOK), "OperationChecked"); x.Records || x.Denied.Rule != "access.role" {
		t.Errorf("the reader records nothing: %+v", x)
	}
	there := r.get("/api/v1/me/competence?parcel="+id, officer)
	if x := remitIn(as[competenceView](t, there, http.StatusOK), "OperationChecked"); !x.Records {
		t.Errorf("of a parcel of the city: %+v", x)
	}
	stranger := domain.Officer{ID: "o-far", Name: "远", Department: "IIT", Level: "DISTRICT", District: "120110"}
	foreign := bearing(r.tokens.IssueInMemory(officerOf(stranger)))
	for _, ref := range []string{id, "6f0c1a52-6d0e-5f0b-9a3e-3a1f5f2c7b10", "no-such"} {
		if x := r.get("/api/v1/me/competence?parcel="+ref, foreign); x.status != http.StatusNotFound || errorOf(t, x).Code != "no_parcel" {
			t.Errorf("%s: %d %s", ref, x.status, x.body)
		}
	}
}

func remitIn(v competenceView, event string) domain.Remit {
	for _, r := range v.Events {
		if r.Event == event {
			return r
		}
	}
	return domain.Remit{}
}
