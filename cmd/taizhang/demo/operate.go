package demo

import (
	"fmt"
	"math"

	"taizhang/domain"
)

// span is a time in which one firm produces on the parcel.
type span struct {
	from, until domain.Date
	firm        domain.Party
	ramp        bool // starts from nothing
	agreed      bool // under a supervision agreement
}

// spans reads from the main path when the parcel produced, and by whom.
func (l *life) spans() []span {
	var spans []span
	var open *span
	firm, agreed := domain.Party{}, false
	for _, e := range l.events {
		switch f := e.fact.Event.(type) {
		case domain.ParcelRegistered:
			firm = f.Holder
		case domain.GrantContractSigned:
			firm = f.Holder
		case domain.LandLeased:
			firm = f.Lessee
		case domain.SupervisionAgreementSigned:
			agreed = true
		case domain.UseConfirmed:
			if f.ActualStage != "COMPLETED" {
				open = &span{from: e.fact.OccurredOn, firm: firm}
			}
		case domain.ProductionStarted:
			open = &span{from: e.fact.OccurredOn, firm: firm, ramp: true, agreed: agreed}
		case domain.ExitInitiated, domain.RedevelopmentStarted:
			if open != nil {
				open.until = e.fact.OccurredOn
				spans, open = append(spans, *open), nil
			}
			agreed = false
		}
	}
	if open != nil {
		open.until = l.today
		spans = append(spans, *open)
	}
	return spans
}

// operate adds what happens while the parcel produces: quarterly reports, checks,
// yearly ratings, breaches.
func (l *life) operate() {
	for _, s := range l.spans() {
		l.report(s)
		for year := s.from.Year(); year <= s.until.Year(); year++ {
			l.check(s, year)
			l.rate(s, year)
		}
		if found := s.from.AddMonths(14 + l.rng.IntN(20)); l.chance(16) && found < s.until.AddDays(-400) {
			l.breach(found, s.agreed)
		} else if recent := s.until.AddDays(-20 - l.rng.IntN(250)); l.chance(11) && recent > s.from.AddDays(60) && s.until == l.today {
			l.breach(recent, s.agreed)
		}
	}
}

// seasons is what each quarter adds to the year so far.
var seasons = [4]float64{0.21, 0.25, 0.25, 0.29}

// report adds the cumulative reports of each quarter that lies in the span in
// full. Some are missing, some come first as a preliminary figure.
func (l *life) report(s span) {
	year, quarter := s.from.Year(), (int(s.from[5]-'0')*10+int(s.from[6]-'0')-1)/3+1
	sum := 0.0
	for n := 0; ; n++ {
		if quarter == 5 {
			year, quarter, sum = year+1, 1, 0
		}
		end := quarterEnd(year, quarter)
		if end >= s.until || l.fated("reports stopped") && end > l.today.AddDays(-300) {
			return
		}
		sum += seasons[quarter-1] * l.level(s, year, n) * (0.94 + 0.12*l.rng.Float64())
		if !l.chance(3) {
			l.reportQuarter(s, domain.Period(fmt.Sprintf("%dQ%d", year, quarter)), end, sum)
		}
		quarter++
	}
}

// level is a quarter's part of full capacity: growth over the years, and the ramp
// of a new plant.
func (l *life) level(s span, year, n int) float64 {
	level := math.Pow(1.045, float64(year-2024))
	if s.ramp {
		level *= min(1, 0.3+0.12*float64(n))
	}
	return level
}

func (l *life) reportQuarter(s span, p domain.Period, end domain.Date, part float64) {
	on := end.AddDays(12 + l.rng.IntN(16))
	if on >= s.until {
		return
	}
	if l.chance(4) {
		l.note("IIT", on, l.figures(s, p, "INITIAL", part*(0.9+0.15*l.rng.Float64())))
		on = on.AddDays(25)
		if on < s.until {
			l.note("IIT", on, l.figures(s, p, "REVISED", part))
		}
		return
	}
	l.note("IIT", on, l.figures(s, p, "FINAL", part))
}

func (l *life) figures(s span, p domain.Period, status domain.Code, part float64) domain.OperationReported {
	output := l.yearly(part)
	revenue := output * domain.Fen(96+l.rng.IntN(6)) / 100
	added := output * domain.Fen(20+l.rng.IntN(8)) / 100
	tax := domain.Fen(float64(output) * l.trade.taxShare / 1000 * (0.85 + 0.3*l.rng.Float64()))
	profit := output * domain.Fen(2+l.rng.IntN(9)) / 100
	research := revenue * domain.Fen(10+l.rng.IntN(30)) / 1000
	people := int64(8 + l.yearly(1)/12_000_000/10)
	return domain.OperationReported{
		Enterprise: s.firm, Period: p, Basis: "CUMULATIVE", Status: status, Source: "IIT", Industry: l.trade.code, Allocation: "SINGLE", Share: "1",
		Output: &output, Revenue: &revenue, ValueAdded: &added, TaxPaid: &tax, Profit: &profit, RD: &research, EmployeesAvg: &people,
		EnergyTCE: figure(float64(output) / 1e6 * 0.08), PriceBasis: "CURRENT",
	}
}

func (l *life) check(s span, year int) {
	on := domain.Date(fmt.Sprintf("%d-%02d-%02d", year, 3+l.rng.IntN(8), 1+l.rng.IntN(28)))
	if on <= s.from || on >= s.until || !l.chance(80) {
		return
	}
	c := domain.OperationChecked{CheckNo: fmt.Sprintf("演查%d-%d", year, l.index), Kind: []domain.Code{"ROUTINE", "RANDOM", "SPECIAL"}[l.rng.IntN(3)], Result: "PASS", NextCheck: on.AddYears(1)}
	if l.quality < 0.7 && l.chance(50) {
		c.Result, c.Findings = "FAIL", []string{"亩均税收低于约定"}
	} else if l.chance(15) {
		c.Result, c.Findings = "WATCH", []string{"部分厂房闲置"}
	}
	l.note("IIT", on, c)
}

// rate grades a full year of production in the June that follows.
func (l *life) rate(s span, year int) {
	on := domain.Date(fmt.Sprintf("%d-06-%02d", year+1, 10+l.rng.IntN(15)))
	if s.from.Year() >= year || on >= s.until {
		return
	}
	total := min(max(60*l.quality+8*l.rng.NormFloat64(), 5), 120)
	grade := domain.Code("D")
	switch {
	case s.ramp && year-s.from.Year() < 2:
		grade = "T"
	case total > 82:
		grade = "A"
	case total > 58:
		grade = "B"
	case total > 26:
		grade = "C"
	}
	l.note("IIT", on, domain.EfficiencyRated{
		EvalYear: year, RuleVersion: "演示亩均评价办法-1", Total: figure(total), Grade: grade, PublishedOn: on, ObjectionUntil: on.AddDays(15),
		Scores: []domain.Score{
			{Metric: "TAX_PER_MU", Weight: "0.45", Points: figure(total * 0.45)}, {Metric: "OUTPUT_PER_MU", Weight: "0.35", Points: figure(total * 0.35)},
			{Metric: "VA_PER_TCE", Weight: "0.20", Points: figure(total * 0.20)},
		},
	})
	if grade == "D" && l.chance(60) {
		l.lowGrade(on.AddDays(40), s.until)
	}
}

// lowGrade identifies the land of a firm that was rated D as low-efficiency, once.
func (l *life) lowGrade(on, until domain.Date) {
	for _, e := range l.events {
		if _, ok := e.fact.Event.(domain.LowEfficiencyIdentified); ok {
			return
		}
	}
	if on >= until {
		return
	}
	l.note("PNR", on, domain.LowEfficiencyIdentified{
		Kind: "INDUSTRIAL", RuleSet: "演示认定指南-2024", Area: l.plot.area * 60 / 100, NoticeOn: on, EffectiveFrom: on,
		Criteria: []domain.Criterion{{Code: "L8", Metric: "TAX_PER_MU", Value: "2.10", Threshold: "6.00"}},
	})
}

// correct gives one parcel in twenty a mistake in a report, and has a second
// officer put it right some weeks later.
func (l *life) correct() {
	if !l.chance(7) {
		return
	}
	for i := range l.events {
		e := &l.events[i]
		r, ok := e.fact.Event.(domain.OperationReported)
		if !ok || r.Status != "FINAL" {
			continue
		}
		right := *r.Output
		wrong := right * 10
		r.Output = &wrong
		on := domain.DateOf(e.at).AddDays(6 + l.rng.IntN(40))
		at := l.recordedAt(on, 0)
		if domain.DateOf(at) >= l.today {
			return
		}
		e.fact.Event = r
		second := cityOfficer("IIT")
		if e.by.ID == second.ID {
			second = districtOfficer("IIT", l.plot.district)
		}
		serial := l.add(on, at, second, domain.EventCorrected{
			Reason: "ENTRY_ERROR", Note: "产值多录一位",
			Diffs: []domain.Diff{{Path: "/data/output", Old: fen(wrong), New: fen(right)}},
		})
		l.aim(serial, e.serial)
		return
	}
}

func fen(f domain.Fen) domain.JSON { return domain.JSON(fmt.Appendf(nil, "%d", int64(f))) }

func quarterEnd(year, quarter int) domain.Date {
	return domain.Date(fmt.Sprintf("%d-%s", year, [4]string{"03-31", "06-30", "09-30", "12-31"}[quarter-1]))
}
