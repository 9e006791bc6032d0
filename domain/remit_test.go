package domain

import "testing"

// A remit agrees with the decision itself: what it says always holds holds, what it
// denies is denied, whatever department, level and place.
func TestRemitsAgreeWithMay(t *testing.T) {
	land := Scope{District: "120116", Park: "TEDA"}
	cells := 0
	for _, who := range everyOfficer(land) {
		for _, r := range who.Remits(land, matrixDay) {
			e := bare(t, r.Event)
			if _, amends := amendments[r.Event]; amends || codecByName[r.Event].book != "" {
				continue // speaks of another event, or of no parcel
			}
			cells++
			parcel := &Parcel{Stage: StageRegistered}
			parcel.Land.District, parcel.Land.ParkCode = land.District, land.Park
			may, why := May(who.Officer(), e, parcel, matrixDay)
			if r.Records == (r.Denied != nil) {
				t.Fatalf("%+v %s: records and denied agree on nothing: %+v", who, r.Event, r)
			}
			switch {
			case r.Records && len(r.Cases) == 0 && !may:
				t.Errorf("%s %s %s: the remit says always, the decision %s", who.Department, who.Level, r.Event, why.Rule)
			case !r.Records && may:
				t.Errorf("%s %s %s: the remit says %s, the decision yes", who.Department, who.Level, r.Event, r.Denied.Rule)
			case !r.Records && why.Rule != r.Denied.Rule:
				t.Errorf("%s %s %s: the remit says %s, the decision %s", who.Department, who.Level, r.Event, r.Denied.Rule, why.Rule)
			}
		}
	}
	if cells < 3000 {
		t.Errorf("%d cells only", cells)
	}
}

// everyOfficer is an officer of each department at each level, of land at a place.
func everyOfficer(land Scope) (list []Principal) {
	for _, c := range codeLists["department"] {
		list = append(list,
			Principal{Role: RoleOfficer, Department: c.Code, Level: "CITY"},
			Principal{Role: RoleOfficer, Department: c.Code, Level: "DISTRICT", District: land.District},
			Principal{Role: RoleOfficer, Department: c.Code, Level: "PARK", District: land.District, Park: land.Park},
		)
	}
	return list
}

// Who records nothing by his role, whose authority has ended, and who is of another
// place has no remit, and is told by which rule.
func TestRemitsOfWhoIsNotAdmitted(t *testing.T) {
	here, there := Scope{District: "120116"}, Scope{District: "120110"}
	officer := Principal{Role: RoleOfficer, Department: "PNR", Level: "DISTRICT", District: here.District}
	past := officer
	past.Until = "2020-01-01"
	for _, tt := range []struct {
		who  Principal
		land Scope
		rule string
	}{
		{Principal{Role: RoleAuditor, Level: "CITY"}, Scope{}, "access.role"},
		{officer, there, "access.place"},
		{past, here, "access.expired"},
	} {
		for _, r := range tt.who.Remits(tt.land, matrixDay) {
			if r.Records || r.Cosigns || r.Denied == nil || r.Denied.Rule != tt.rule {
				t.Errorf("%s %s: %+v, want %s", tt.who.Role, r.Event, r, tt.rule)
			}
		}
	}
	if r := remitOf(officer, here, "EventCorrected"); r.Denied == nil || r.Denied.Rule != "competence.second" {
		t.Errorf("a district's planning bureau corrects: %+v", r)
	}
	if r := remitOf(officer, here, "EventCosigned"); !r.Records || len(r.Cases) != 1 {
		t.Errorf("co-signing: %+v", r)
	}
}

func remitOf(p Principal, land Scope, event string) Remit {
	for _, r := range p.Remits(land, matrixDay) {
		if r.Event == event {
			return r
		}
	}
	return Remit{}
}

// Free queries need the city and a restricted view, whatever the role.
func TestLicences(t *testing.T) {
	denied := func(p Principal) map[Act]string {
		m := make(map[Act]string)
		for _, x := range p.Licences(matrixDay) {
			if x.Denied != nil {
				m[x.Act] = x.Denied.Rule
			}
		}
		return m
	}
	analyst := Principal{Role: RoleAnalyst, View: ViewInternal, Level: "CITY"}
	if got := denied(analyst); got[ActQuery] != "access.view" || got[ActRecord] != "access.role" || got[ActAnalyse] != "" {
		t.Errorf("an analyst of internal view: %v", got)
	}
	analyst.View = ViewRestricted
	if got := denied(analyst); got[ActQuery] != "" {
		t.Errorf("an analyst of restricted view: %v", got)
	}
}
