package domain

import (
	"fmt"
	"math/big"
	"strconv"
)

// A Parameter names a threshold of the rules. No rule has a number in its code:
// each city, district or park may set its own, with a document and a validity.
type Parameter string

// The parameters (domain reference §12).
const (
	IdleFeeRate         Parameter = "idle.fee_rate"          // 闲置费费率, share of the price
	IdleStartYears      Parameter = "idle.start_years"       // 满几年未动工为闲置
	IdleReclaimYears    Parameter = "idle.reclaim_years"     // 满几年可无偿收回
	IdleAreaRatio       Parameter = "idle.area_ratio"        // 已动工面积占比下限
	IdleInvestRatio     Parameter = "idle.invest_ratio"      // 已投资占比下限
	IdleExtensionMax    Parameter = "idle.gov_extension_max" // 延期上限, months
	IdleTempUseMax      Parameter = "idle.temp_use_max"      // 临时使用上限, months
	IdleInvestigateDays Parameter = "idle.investigate_days"
	IdlePayDays         Parameter = "idle.pay_days"
	PayLateRate         Parameter = "pay.late_rate_per_day"
	PayRescindDays      Parameter = "pay.rescind_days"
	TransferInvestRatio Parameter = "transfer.invest_ratio"
	TransferPreempt     Parameter = "transfer.preempt_discount"
	TermMaxYears        Parameter = "term.max_years"
	CapacityPassRatio   Parameter = "capacity.pass_ratio"
	RecordWorkdays      Parameter = "sla.record_workdays"
)

// A Policy is every parameter in force at one place on one day. The zero Policy
// has no values; [StandardPolicy] is what holds where nobody set anything.
type Policy struct {
	version string
	values  map[Parameter]string
}

// StandardPolicy returns the values that the law and the practice of the field
// give.
func StandardPolicy() Policy { return standardPolicy }

var standardPolicy = Policy{version: RulesVersion, values: withAlarms(map[Parameter]string{
	IdleFeeRate: "0.20", IdleStartYears: "1", IdleReclaimYears: "2", IdleAreaRatio: "1/3", IdleInvestRatio: "1/4",
	IdleExtensionMax: "12", IdleTempUseMax: "24", IdleInvestigateDays: "30", IdlePayDays: "30",
	PayLateRate: "0.001", PayRescindDays: "60", TransferInvestRatio: "0.25", TransferPreempt: "0.20",
	TermMaxYears: "50", CapacityPassRatio: "1.0", RecordWorkdays: "10",
})}

// Version names exactly this set of values, so that a decision can say what it
// was made under.
func (p Policy) Version() string { return p.version }

// Calendar returns the working days and public holidays.
func (p Policy) Calendar() Calendar { return standardCalendar }

// Int returns a whole number: days, months, years.
func (p Policy) Int(name Parameter) int {
	n, err := strconv.Atoi(p.values[name])
	if err != nil {
		panic(fmt.Sprintf("domain: parameter %s of policy %q is %q, no whole number", name, p.version, p.values[name]))
	}
	return n
}

// Ratio returns an exact ratio. It is the caller's.
func (p Policy) Ratio(name Parameter) *big.Rat {
	r, ok := new(big.Rat).SetString(p.values[name])
	if !ok {
		panic(fmt.Sprintf("domain: parameter %s of policy %q is %q, no ratio", name, p.version, p.values[name]))
	}
	return r
}
