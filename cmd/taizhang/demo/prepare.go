package demo

import (
	"fmt"

	"taizhang/domain"
)

// approve brings the papers of land that comes anew into use: the conversion of
// farmland and the yearly supply plan.
func (l *life) approve() {
	on := l.on
	l.aside(func() {
		if l.chance(60) {
			l.note("PNR", on, domain.LandUseApproved{
				BatchNo: fmt.Sprintf("津演农转〔%d〕%d号", on.Year(), 1+l.index%40), Area: l.plot.area, ExpropriatedArea: l.plot.area * 9 / 10, ApprovedBy: "演示市人民政府",
			})
		}
		l.note("PNR", on, domain.SupplyPlanListed{PlanYear: on.Year(), Area: l.plot.area, Method: "LISTING", DocNo: fmt.Sprintf("津演供计〔%d〕1号", on.Year())})
		if l.chance(40) {
			l.note("PNR", on, domain.AssignedToUnit{PlanUnit: l.unit(), Name: "演示空间单元"})
		}
	})
}

func (l *life) unit() string {
	return fmt.Sprintf("演单元%s-%d", l.plot.district[4:], 1+l.plot.park%6)
}

// ready brings what must be there before land is announced: conditions, clear land,
// and what was assessed for the whole region (标准地).
func (l *life) ready() {
	on := l.on
	l.happen("LRC", l.net())
	l.aside(func() {
		l.note("PNR", on, l.conditions(on, on.AddYears(2)))
		if l.chance(50) {
			kind := []domain.Code{"GEOHAZARD", "MINERALS", "SOIL_WATER", "FLOOD"}[l.rng.IntN(4)]
			l.note("PRK", on.AddDays(1), domain.RegionAssessed{Kind: kind, ReportNo: fmt.Sprintf("演区评%d-%d", on.Year(), l.plot.park), Region: l.park(), ValidTo: on.AddYears(5), Conclusion: "可行"})
		}
		if l.chance(40) {
			l.note("CTB", on.AddDays(1), domain.ArchaeologyCleared{Kind: "PROSPECTING", ReportNo: fmt.Sprintf("演考古%d-%d", on.Year(), l.index), Area: l.plot.area})
		}
	})
}

func (l *life) conditions(on, validTo domain.Date) domain.PlanConditionsSet {
	return domain.PlanConditionsSet{
		DocNo: fmt.Sprintf("津演规条〔%d〕%d号", on.Year(), l.index), Use: domain.LandUse{System: "YDYH2023", Code: "1001", Name: "工业用地"},
		FARMin: "1.00", FARMax: "3.00", HeightMax: "45", DensityMax: "60", GreenMax: "20", BldgCoefMin: "40", ValidTo: validTo,
	}
}

func (l *life) park() string {
	return fmt.Sprintf("演示园区%s-%d", l.plot.district[4:], l.plot.park)
}
