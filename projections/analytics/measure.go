package analytics

import (
	"math/big"

	"taizhang/domain"
)

// A measure is a figure that enterprises report of a period (domain.Quantity), as
// an integer in its stored unit. Each has a column in figures, and one with the
// events behind it.
type measure struct {
	quantity domain.Quantity
	of       func(domain.OperationReported) *int64
}

// measureCount is how many measures there are.
const measureCount = 7

// measures lists them in the order of their columns.
var measures = [measureCount]measure{
	{domain.SumOutput, func(r domain.OperationReported) *int64 { return (*int64)(r.Output) }},
	{domain.SumTaxPaid, func(r domain.OperationReported) *int64 { return (*int64)(r.TaxPaid) }},
	{domain.SumRevenue, func(r domain.OperationReported) *int64 { return (*int64)(r.Revenue) }},
	{domain.SumValueAdded, func(r domain.OperationReported) *int64 { return (*int64)(r.ValueAdded) }},
	{domain.SumRD, func(r domain.OperationReported) *int64 { return (*int64)(r.RD) }},
	{domain.SumEmployees, personMonths},
	{domain.SumEnergy, energy},
}

// isMeasure reports whether events state the quantity at all.
func isMeasure(q domain.Quantity) bool {
	for _, m := range measures {
		if m.quantity == q {
			return true
		}
	}
	return false
}

// personMonths is the average number of employees times the months it is the
// average of: unlike averages these add up over a year and differ between
// cumulative reports.
func personMonths(r domain.OperationReported) *int64 {
	if r.EmployeesAvg == nil {
		return nil
	}
	months := int64(r.Period.Months())
	if r.Basis == "CUMULATIVE" {
		months = int64(r.Period.MonthsIntoYear())
	}
	return new(*r.EmployeesAvg * months)
}

// energy is in 0.0001 吨标准煤, rounded; beyond 64 bits it is no figure.
func energy(r domain.OperationReported) *int64 {
	tce, ok := new(big.Rat).SetString(string(r.EnergyTCE))
	if !ok {
		return nil
	}
	scaled, _ := new(big.Int).SetString(tce.Mul(tce, big.NewRat(domain.EnergyScale, 1)).FloatString(0), 10)
	if !scaled.IsInt64() {
		return nil
	}
	return new(scaled.Int64())
}
