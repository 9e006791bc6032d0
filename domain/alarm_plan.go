package domain

import (
	"math"
	"math/big"
	"slices"
	"strconv"
)

// The alarms of areas that do not agree, of plans and of papers.
var planAlarms = []AlarmRule{
	{Code: "R27", ZH: "面积不一致", EN: "areas do not agree", Levels: []Code{levelYellow}, Owner: "PNR",
		TriggerZH: "分割合并前后面积差超过 1 m² 与 0.1% 的较大者；界址面积与登记面积差超过 0.5%", TriggerEN: "areas before and after a split or merge differ by more than max(1 m², 0.1 %); outline against register > 0.5 %",
		ClearedBy: []string{"ParcelAttributesRevised", "EventCorrected"}, Parameters: []Parameter{AreaTolerance, AreaToleranceRatio, GeometryTolerance}, Source: "domain.md §10.6", look: watchAreas},
	{Code: "R30", ZH: "计划滞后", EN: "plan slips", Levels: []Code{levelYellow}, Owner: "DPG",
		TriggerZH: "计划年度结束未启动；超过计划完成日未完成或低效面积未处置", TriggerEN: "the plan year ended without a beginning; planned_finish passed without the end",
		ClearedBy: []string{"LandReserved", "RedevelopmentStarted", "RedevelopmentCompleted", "LowEfficiencyCleared", "ProgressReported"}, Source: "津政办发〔2024〕1号 二(三)", look: watchPlans},
	{Code: "R31", ZH: "文件即将失效", EN: "paper about to expire", Levels: []Code{levelInfo}, Owner: "PNR",
		TriggerZH: "规划条件、区域评估、考古意见（供应前）或许可（竣工前）有效期届满前 30 日起", TriggerEN: "planning conditions, assessments, archaeology (before supply) or permits (before completion): valid_to − 30 d",
		ClearedBy: []string{"PlanConditionsSet", "RegionAssessed", "ArchaeologyCleared", "PermitIssued", "GrantContractSigned", "ConstructionCompleted"}, Parameters: []Parameter{AlarmLeadDays}, Source: "domain.md §10.6", look: watchPapers},
}

func watchAreas(w *watch) {
	w.kinArea(w.Lineage.Successors, w.Lineage.EndedBy == bySplit, w.Lineage.EndedOn)
	w.kinArea(w.Lineage.Parents, w.Lineage.OpenedBy == byMerge, w.LandOn)
	if w.Land.Geometry == nil {
		return
	}
	registered := w.Land.RegisteredArea
	drawn := w.Land.Geometry.outlineArea()
	apart := big.NewRat(int64(max(drawn-registered, registered-drawn)), 1)
	limit := w.Policy.Ratio(GeometryTolerance)
	if apart.Cmp(limit.Mul(limit, big.NewRat(int64(registered), 1))) > 0 {
		w.raise(Alarm{Subject: "OUTLINE", Detail: []Detail{{"outlineArea", area(drawn)}, {"area", area(registered)}}}, rung{w.LandOn, levelYellow})
	}
}

// kinArea compares the parcel with those that it was split into or merged from.
func (w *watch) kinArea(kin []Kin, whole bool, since Date) {
	if !whole || len(kin) == 0 {
		return
	}
	var sum Area
	for _, k := range kin {
		sum += k.Area
	}
	if !w.Policy.sameLand(sum, w.Land.RegisteredArea) {
		w.raise(Alarm{Subject: "LINEAGE", Detail: []Detail{{"kinArea", area(sum)}, {"area", area(w.Land.RegisteredArea)}}}, rung{since, levelYellow})
	}
}

// outlineArea is the area that the outline encloses: to compare with, not to go by.
func (g *Geometry) outlineArea() Area {
	sum := 0.0
	for i, raw := range g.Rings {
		ring, _ := readRing(raw)
		sum += pick(i == 0, 1.0, -1.0) * ringArea(ring)
	}
	return Area(math.Round(100 * sum))
}

func watchPlans(w *watch) {
	for i := range w.Plans {
		p := &w.Plans[i]
		if p.FinishedOn != "" || w.Stage == StageRetired {
			continue
		}
		year := Period(strconv.Itoa(p.PlanYear))
		a := Alarm{Subject: string(year), Detail: []Detail{{"area", area(p.Area)}}}
		if w.LowEff.Remaining > 0 {
			a.Detail = append(a.Detail, Detail{"remaining", area(w.LowEff.Remaining)})
		}
		switch {
		case p.StartedOn == "" && p.Progress == nil:
			a.Deadline = year.end()
		case p.PlannedFinish != "":
			a.Deadline = p.PlannedFinish
		default:
			continue
		}
		if p.PlannedFinish != "" {
			a.Deadline = min(a.Deadline, p.PlannedFinish)
		}
		w.raise(a, rung{after(a.Deadline), levelYellow})
	}
}

// watchPapers warns of papers that the next step needs: before the supply those of
// the land, while building is owed the permits, each kind by its last one.
func watchPapers(w *watch) {
	if w.Contract == nil && slices.Contains(preparing, w.Stage) {
		if c := w.Planning.Conditions; len(c) > 0 {
			w.paper("规划条件 "+c[len(c)-1].DocNo, c[len(c)-1].ValidTo)
		}
		for i := range w.Preparation.Assessments {
			w.paper(string(w.Preparation.Assessments[i].Kind)+" "+w.Preparation.Assessments[i].ReportNo, w.Preparation.Assessments[i].ValidTo)
		}
		if x := w.Preparation.Archaeology; x != nil {
			w.paper("考古 "+x.ReportNo, x.ValidTo)
		}
	}
	if w.builds() || w.Stage == StageRedeveloping {
		for i := range w.Permits {
			if x := &w.Permits[i]; !slices.ContainsFunc(w.Permits[i+1:], func(y Permit) bool { return y.Kind == x.Kind }) {
				w.paper(string(x.Kind)+" "+x.PermitNo, x.ValidTo)
			}
		}
	}
}

// preparing are the stages in which land is made ready for supply.
var preparing = []Stage{StageSurveyed, StagePlanned, StageReserved, StageRecruiting, StageAdmitted, StageOffered, StageAwarded}

func (w *watch) paper(subject string, validTo Date) {
	if validTo != "" {
		w.raise(Alarm{Subject: subject, Deadline: validTo}, rung{w.lead(validTo), levelInfo})
	}
}
