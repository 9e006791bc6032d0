package domain

import (
	"cmp"
	"math/big"
	"slices"
)

// A Report is what one source says of one enterprise and period (经营数据), reduced
// to its figures. An absent figure was not reported.
type Report struct {
	Enterprise string  `json:"enterprise"` // its credit code, else its name
	Period     Period  `json:"period"`
	Basis      Code    `json:"basis"` // CUMULATIVE, PERIOD
	Status     Code    `json:"status"`
	Source     Code    `json:"source"` // the department
	Share      Decimal `json:"share"`  // of the enterprise that this parcel bears
	On         Date    `json:"on"`     // when it was reported
	Output     *Fen    `json:"output,omitzero"`
	Revenue    *Fen    `json:"revenue,omitzero"`
	ValueAdded *Fen    `json:"valueAdded,omitzero"`
	TaxPaid    *Fen    `json:"taxPaid,omitzero" sight:"restricted"`
	TaxRefund  *Fen    `json:"taxRefund,omitzero" sight:"restricted"`
	Profit     *Fen    `json:"profit,omitzero"`
	RD         *Fen    `json:"rd,omitzero"`
	Employees  *int64  `json:"employees,omitzero"`
	EnergyTCE  Decimal `json:"energyTce,omitzero"`
	PowerKWh   *int64  `json:"powerKwh,omitzero"`
	WaterM3    *int64  `json:"waterM3,omitzero"`
	// Pollutants are in tonnes.
	Pollutants []Emission `json:"pollutants,omitzero"`
}

// reportYearsKept is how many years before the latest report a parcel's state
// keeps: as long as an evaluation cycle and the three-year means reach. What is
// older stands in the history and in the analytics.
const reportYearsKept = 6

func (e *OperationReported) report(on Date) *Report {
	return &Report{
		Enterprise: cmp.Or(string(e.Enterprise.USCC), e.Enterprise.Name),
		Period:     e.Period, Basis: e.Basis, Status: e.Status, Source: e.Source, Share: e.Share, On: on,
		Output: e.Output, Revenue: e.Revenue, ValueAdded: e.ValueAdded, TaxPaid: e.TaxPaid, TaxRefund: e.TaxRefund,
		Profit: e.Profit, RD: e.RD, Employees: e.EmployeesAvg, EnergyTCE: e.EnergyTCE, PowerKWh: e.PowerKWh, WaterM3: e.WaterM3,
		Pollutants: e.Pollutants,
	}
}

// A Figure names one figure of a report.
type Figure Code

// The figures of a report. All but the head count add up over the periods of a
// year.
const (
	FigureOutput     Figure = "OUTPUT"
	FigureRevenue    Figure = "REVENUE"
	FigureValueAdded Figure = "VALUE_ADDED"
	FigureTaxPaid    Figure = "TAX_PAID"
	FigureTaxRefund  Figure = "TAX_REFUND"
	FigureProfit     Figure = "PROFIT"
	FigureRD         Figure = "RD"
	FigureEmployees  Figure = "EMPLOYEES"
	FigureEnergy     Figure = "ENERGY_TCE"
	FigurePower      Figure = "POWER_KWH"
	FigureWater      Figure = "WATER_M3"
	FigureCOD        Figure = "COD_T"
	FigureNH3N       Figure = "NH3N_T"
	FigureSO2        Figure = "SO2_T"
	FigureNOX        Figure = "NOX_T"
	FigureVOCS       Figure = "VOCS_T"
)

// Figures lists every figure of a report.
var Figures = []Figure{FigureOutput, FigureRevenue, FigureValueAdded, FigureTaxPaid, FigureTaxRefund, FigureProfit, FigureRD,
	FigureEmployees, FigureEnergy, FigurePower, FigureWater, FigureCOD, FigureNH3N, FigureSO2, FigureNOX, FigureVOCS}

// figureFields are the fields of a report that figures stand in; one department is in
// charge of each.
var figureFields = map[Figure]string{
	FigureOutput: "output", FigureRevenue: "revenue", FigureValueAdded: "valueAdded", FigureTaxPaid: "taxPaid", FigureTaxRefund: "taxRefund",
	FigureProfit: "profit", FigureRD: "rd", FigureEmployees: "employeesAvg", FigureEnergy: "energyTce", FigurePower: "powerKwh", FigureWater: "waterM3",
	FigureCOD: "pollutants", FigureNH3N: "pollutants", FigureSO2: "pollutants", FigureNOX: "pollutants", FigureVOCS: "pollutants",
}

// pollutants are the figures of emissions.
var pollutants = map[Figure]Code{FigureCOD: "COD", FigureNH3N: "NH3N", FigureSO2: "SO2", FigureNOX: "NOX", FigureVOCS: "VOCS"}

// Value returns a figure in its stored unit (分, persons, tce, kWh, m³, t), nil when it
// was not reported. It is the caller's.
func (r *Report) Value(f Figure) *big.Rat {
	if f == FigureEnergy {
		return r.EnergyTCE.rat()
	}
	if pollutant := pollutants[f]; pollutant != "" {
		return r.emitted(pollutant).rat()
	}
	if money := r.money(f); money != nil {
		return new(big.Rat).SetInt64(int64(*money))
	}
	if count := r.count(f); count != nil {
		return new(big.Rat).SetInt64(*count)
	}
	return nil
}

// emitted is what was emitted of a pollutant, "" when it was not reported.
func (r *Report) emitted(pollutant Code) Decimal {
	for _, x := range r.Pollutants {
		if x.Pollutant == pollutant {
			return x.Tonnes
		}
	}
	return ""
}

func (r *Report) money(f Figure) *Fen {
	switch f {
	case FigureOutput:
		return r.Output
	case FigureRevenue:
		return r.Revenue
	case FigureValueAdded:
		return r.ValueAdded
	case FigureTaxPaid:
		return r.TaxPaid
	case FigureTaxRefund:
		return r.TaxRefund
	case FigureProfit:
		return r.Profit
	case FigureRD:
		return r.RD
	}
	return nil
}

func (r *Report) count(f Figure) *int64 {
	switch f {
	case FigureEmployees:
		return r.Employees
	case FigurePower:
		return r.PowerKWh
	case FigureWater:
		return r.WaterM3
	}
	return nil
}

// covers reports whether r says everything anew that an earlier report of the same
// place said.
func (r *Report) covers(old *Report) bool {
	return r.Enterprise == old.Enterprise && r.Source == old.Source && r.Basis == old.Basis && r.Status == old.Status &&
		(old.Output == nil || r.Output != nil) && (old.Revenue == nil || r.Revenue != nil) && (old.ValueAdded == nil || r.ValueAdded != nil) &&
		(old.TaxPaid == nil || r.TaxPaid != nil) && (old.TaxRefund == nil || r.TaxRefund != nil) && (old.Profit == nil || r.Profit != nil) &&
		(old.RD == nil || r.RD != nil) && (old.Employees == nil || r.Employees != nil) && (old.EnergyTCE == "" || r.EnergyTCE != "") &&
		(old.PowerKWh == nil || r.PowerKWh != nil) && (old.WaterM3 == nil || r.WaterM3 != nil) &&
		!slices.ContainsFunc(old.Pollutants, func(x Emission) bool { return r.emitted(x.Pollutant) == "" })
}

// withReport returns reports by period with r behind those of its period, without
// the one that r covers and without what has become too old. Reports mostly come
// in order, which only appends.
func withReport(reports []*Report, r *Report) []*Report {
	n := len(reports)
	if n == 0 || comparePeriods(reports[n-1].Period, r.Period) < 0 {
		return recent(append(reports, r))
	}
	at, _ := slices.BinarySearchFunc(reports, r.Period, func(x *Report, p Period) int {
		return pick(comparePeriods(x.Period, p) <= 0, -1, 1)
	})
	list := make([]*Report, 0, n+1)
	for i, old := range reports[:at] {
		if old.Period != r.Period || !r.covers(old) {
			list = append(list, reports[i])
		}
	}
	return recent(append(append(list, r), reports[at:]...))
}

func recent(reports []*Report) []*Report {
	oldest := reports[len(reports)-1].Period.lastMonth() - 12*reportYearsKept
	for reports[0].Period.lastMonth() <= oldest {
		reports = reports[1:]
	}
	return reports
}

// comparePeriods orders by end, of periods that end together the longer first.
func comparePeriods(a, b Period) int {
	return cmp.Or(cmp.Compare(a.lastMonth(), b.lastMonth()), cmp.Compare(a.firstMonth(), b.firstMonth()))
}

// reportRank orders the statuses of a report: 初报 < 正式 < 修订.
func reportRank(status Code) int { return slices.Index([]Code{"INITIAL", "FINAL", "REVISED"}, status) }

// supersedes reports whether r, recorded after old, stands in its place: what is
// final or revised is not undone by an initial report.
func (r *Report) supersedes(old *Report) bool {
	return old == nil || reportRank(r.Status) >= reportRank(old.Status)
}
