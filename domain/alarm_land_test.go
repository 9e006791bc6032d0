package domain

import (
	"slices"
	"testing"
)

func TestAlarmsOfLand(t *testing.T) {
	// The term runs 50 years from the delivery on 2016-08-01.
	listed := then(toOperating, `2022-06-01 ComplianceRecorded {"kind":"KEY_SUPERVISED","docNo":"名录1"}`)
	watchAll(t, []sighting{
		{"a day before 6 years", "R19", toOperating, "2060-07-31", nil},
		{"6 years", "R19", toOperating, "2060-08-01", []string{"INFO 2060-08-01 2066-08-01"}},
		{"a day before 3 years", "R19", toOperating, "2063-07-31", []string{"INFO 2060-08-01 2066-08-01"}},
		{"3 years", "R19", toOperating, "2063-08-01", []string{"YELLOW 2063-08-01 2066-08-01"}},
		{"the last year to apply", "R19", toOperating, "2065-08-01", []string{"ORANGE 2065-08-01 2066-08-01"}},
		{"expired", "R19", toOperating, "2066-08-02", []string{"ORANGE 2065-08-01 2066-08-01"}},
		{"on the way out", "R19", toExiting, "2066-08-02", nil},

		{"listed and staying", "R22", listed, "2022-06-01", nil},
		{"listed and leaving", "R22", then(listed, "2022-07-01 ExitInitiated"), "2022-07-01", []string{"RED 2022-07-01"}},
		{"listed and changing its use", "R22", then(listed, "2022-07-01 UseOrDensityChanged"), "2022-07-01", []string{"RED 2022-07-01"}},
		{"surveyed", "R22", then(listed, "2022-07-01 ExitInitiated", "2022-08-01 SoilSurveyed"), "2022-08-01", nil},
		{"not listed", "R22", toExiting, "2024-01-01", nil},

		{"180 days vacated", "R23", toVacated, "2024-12-28", nil},
		{"181 days vacated", "R23", toVacated, "2024-12-29", []string{"YELLOW 2024-12-29 2024-12-28"}},
		{"returned", "R23", then(toVacated, "2024-12-29 ReturnedToSupply"), "2024-12-29", nil},
		{"730 days in reserve", "R23", toReserved, "2017-02-28", nil},
		{"731 days in reserve", "R23", toReserved, "2017-03-01", []string{"YELLOW 2017-03-01 2017-02-28"}},
		{"offered", "R23", toRecruiting, "2020-03-01", nil},
	})
}

func TestAlarmsOfTransfers(t *testing.T) {
	tests := []struct {
		name string
		t    RightTransferred
		want []string
	}{
		{"a quarter is invested", RightTransferred{Mode: "SALE", InvestedRatio: "0.25"}, nil},
		{"less is", RightTransferred{Mode: "SALE", InvestedRatio: "0.2499"}, []string{"investedRatio=0.2499"}},
		{"less, with an advance registration", RightTransferred{Mode: "SALE", InvestedRatio: "0.1", PreRegistered: true}, nil},
		{"less, by a court", RightTransferred{Mode: "JUDICIAL", InvestedRatio: "0"}, nil},
		{"less, of the shares", RightTransferred{Mode: "EQUITY", InvestedRatio: "0"}, nil},
		{"a fifth below the benchmark", RightTransferred{Mode: "SALE", Price: 80, BenchmarkPrice: 100}, []string{"discount=0.2000"}},
		{"a fen less than a fifth below", RightTransferred{Mode: "SALE", Price: 801, BenchmarkPrice: 1000}, nil},
		{"both", RightTransferred{Mode: "SALE", InvestedRatio: "0", Price: 1, BenchmarkPrice: 100}, []string{"investedRatio=0", "discount=0.9900"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := told(t, toDelivered...).Parcel().Clone()
			tt.t.To = Party{Name: "乙公司"}
			p.Evolve(Fact{OccurredOn: "2017-01-05", Event: tt.t})
			if got := details(t, p.Alarms(under("2017-01-05")), "R24"); !slices.Equal(got, tt.want) {
				t.Errorf("says %q, want %q", got, tt.want)
			}
			p.Evolve(Fact{OccurredOn: "2017-01-06", Event: TitleRegistered{TitleNo: "Q2", Holders: []Holder{{Party: tt.t.To}}}})
			if got := seen(p.Alarms(under("2017-01-06")), "R24"); got != nil {
				t.Errorf("registered, still %q", got)
			}
		})
	}
}

func TestAlarmsOfAreas(t *testing.T) {
	square := func(area Area) *Parcel {
		g := &Geometry{Rings: [][][2]Decimal{{{"117.70", "39.00"}, {"117.703", "39.00"}, {"117.703", "39.002314"}, {"117.70", "39.002314"}, {"117.70", "39.00"}}}}
		p := new(Parcel)
		p.Evolve(Fact{OccurredOn: "2015-01-01", Event: ParcelRegistered{District: "120116", RegisteredArea: area, Origin: "NEW", Geometry: g}})
		return p
	}
	drawn := square(1).Land.Geometry.outlineArea()
	for _, tt := range []struct {
		registered Area
		want       []string
	}{
		{drawn, nil}, {drawn * 1000 / 1004, nil}, {drawn * 1000 / 1006, []string{"YELLOW 2015-01-01  OUTLINE"}}, {drawn * 1000 / 994, []string{"YELLOW 2015-01-01  OUTLINE"}},
	} {
		if got := seen(square(tt.registered).Alarms(under("2015-01-01")), "R27"); !slices.Equal(got, tt.want) {
			t.Errorf("registered %d, drawn %d: %q, want %q", tt.registered, drawn, got, tt.want)
		}
	}
	for _, tt := range []struct {
		children Area
		want     []string
	}{{5_000_000, nil}, {5_005_000, nil}, {5_005_001, []string{"YELLOW 2016-01-01  LINEAGE"}}, {4_994_999, []string{"YELLOW 2016-01-01  LINEAGE"}}} {
		p := told(t, toRegistered...).Parcel().Clone()
		p.Lineage = Lineage{Successors: []Kin{{Area: 1_000_000}, {Area: tt.children - 1_000_000}}, EndedBy: bySplit, EndedOn: "2016-01-01"}
		if got := seen(p.Alarms(under("2016-01-01")), "R27"); !slices.Equal(got, tt.want) {
			t.Errorf("children of %d: %q, want %q", tt.children, got, tt.want)
		}
	}
}

func TestAlarmsOfPlans(t *testing.T) {
	plan := then(toOperating, `2024-01-10 AnnualPlanListed {"planYear":2024,"mode":"SELF","area":1000000,"plannedFinish":"2025-06-30"}`)
	begun := then(plan, "2024-03-01 RedevelopmentStarted")
	conditions := then(toRecruiting, `2015-04-02 PlanConditionsSet {"docNo":"GH1","use":{"system":"YDYH2023","code":"1001"},"validTo":"2016-04-01"}`)
	permit := then(toDelivered, `2016-09-01 PermitIssued {"kind":"CONSTRUCTION","permitNo":"X1","validTo":"2017-09-01"}`)
	watchAll(t, []sighting{
		{"on the last day of the plan year", "R30", plan, "2024-12-31", nil},
		{"the plan year is over, nothing begun", "R30", plan, "2025-01-01", []string{"YELLOW 2025-01-01 2024-12-31 2024"}},
		{"begun, on the planned last day", "R30", begun, "2025-06-30", nil},
		{"begun, a day after", "R30", begun, "2025-07-01", []string{"YELLOW 2025-07-01 2025-06-30 2024"}},
		{"finished", "R30", then(begun, "2025-06-01 RedevelopmentCompleted"), "2025-07-01", nil},

		{"31 days ahead", "R31", conditions, "2016-03-01", nil},
		{"30 days ahead", "R31", conditions, "2016-03-02", []string{"INFO 2016-03-02 2016-04-01 规划条件 GH1"}},
		{"set anew", "R31", then(conditions, `2016-03-02 PlanConditionsSet {"docNo":"GH2","use":{"system":"YDYH2023","code":"1001"},"validTo":"2018-04-01"}`), "2016-04-02", nil},
		{"a permit, 30 days ahead", "R31", permit, "2017-08-02", []string{"INFO 2017-08-02 2017-09-01 CONSTRUCTION X1"}},
		{"a permit of what is built", "R31", then(permit, "2017-05-01 ConstructionStarted", "2017-08-02 ConstructionCompleted"), "2017-08-02", nil},
	})
}

// Stories are recorded on 2026-06-30, a Tuesday: ten working days after 2026-06-15
// (19 to 21 June are a festival).
func TestAlarmsOfRecording(t *testing.T) {
	watchAll(t, []sighting{
		{"ten working days", "R25", then(toOperating, "2026-06-15 OperationChecked"), lateDay, nil},
		{"eleven working days", "R25", then(toOperating, "2026-06-12 OperationChecked"), lateDay, []string{"INFO 2026-06-30 2026-06-29 OperationChecked"}},
		{"back-filled", "R25", then(toRegistered, "补2015-02-01 ParcelSurveyed"), lateDay, nil},
	})
}
