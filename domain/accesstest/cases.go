package accesstest

import "slices"

// A condition is a case of the matrix: what the event says, on which land.
type condition func(data map[string]any, land *Land) bool

var conditions = map[string]condition{
	"":           func(map[string]any, *Land) bool { return true },
	"draft":      func(map[string]any, *Land) bool { return true },
	"delegated":  func(_ map[string]any, l *Land) bool { return false }, // see delegated
	"park":       func(_ map[string]any, l *Land) bool { return l.Park != "" },
	"stateOwned": func(_ map[string]any, l *Land) bool { return l.StateOwned },
	"soil":       soil,

	"buildings":    func(d map[string]any, _ *Land) bool { return d["buildings"] != nil },
	"economy":      func(d map[string]any, _ *Land) bool { return d["economy"] != nil },
	"contract":     field("instrument", "CONTRACT"),
	"agreement":    field("instrument", "AGREEMENT"),
	"planning":     field("kind", "LAND_PLANNING", "WORKS_PLANNING", "PLANNING_CHECK"),
	"construction": field("kind", "CONSTRUCTION", "JOINT_ACCEPTANCE"),
	"assessment":   field("kind", "EIA"),
	"project":      field("kind", "FILING", "APPROVAL", "ENERGY"),
	"environment":  field("kind", "ENVIRONMENT_PENALTY", "EMISSION_EXCESS", "KEY_SUPERVISED"),
	"safety":       field("kind", "SAFETY"),
	"energyUse":    field("kind", "ENERGY_EXCESS"),
	"feeOrReclaim": field("measure", "IDLE_FEE", "RECLAIM"),

	"energyOnly":   only("energyTce", "powerKwh", "waterM3"),
	"researchOnly": only("rd"),
	"emissionOnly": only("pollutants"),
	"taxOnly":      only("taxPaid", "taxRefund"),

	"onContract":  basis("CONTRACT", "NOTICE", "LAW"),
	"onAgreement": basis("AGREEMENT", "LAW"),
	"partyA":      basis("AGREEMENT"),
	"onLaw":       basis("LAW"),
	"building":    metric("COMPLETE_BY", "FAR", "BLDG_COEF", "OFFICE_LAND", "OFFICE_FLOOR", "GREEN"),
	"taxTarget":   metric("TAX_PER_MU"),

	"idleFee":    idleFee,
	"notIdleFee": func(d map[string]any, l *Land) bool { return !idleFee(d, l) },
	"preemption": func(d map[string]any, _ *Land) bool { return number(d["price"]) < number(d["benchmarkPrice"]) },
	"compensation": func(d map[string]any, _ *Land) bool {
		return number(d["compensation"])+number(d["termRefund"]) > 0
	},
}

func field(name string, codes ...string) condition {
	return func(d map[string]any, _ *Land) bool { return slices.Contains(codes, text(d[name])) }
}

// figures are what a report can give; the authority for a figure reports that alone.
var figures = []string{"output", "revenue", "valueAdded", "taxPaid", "taxRefund", "profit", "rd", "employeesAvg", "energyTce", "powerKwh", "waterM3", "pollutants"}

func only(own ...string) condition {
	return func(d map[string]any, _ *Land) bool {
		return !slices.ContainsFunc(figures, func(f string) bool { return d[f] != nil && !slices.Contains(own, f) })
	}
}

func basis(codes ...string) condition {
	return func(d map[string]any, l *Land) bool { return slices.Contains(codes, breach(d, l).Basis) }
}

func metric(codes ...string) condition {
	return func(d map[string]any, l *Land) bool { return slices.Contains(codes, breach(d, l).Metric) }
}

// breach is the one found, or the recorded one that is rectified.
func breach(d map[string]any, l *Land) Breach {
	if d["basis"] != nil {
		return Breach{text(d["basis"]), text(d["metric"])}
	}
	return l.Breaches[text(d["breachId"])]
}

// idleFee is imposed by its kind and settled by its number.
func idleFee(d map[string]any, l *Land) bool {
	return text(d["kind"]) == "IDLE_FEE" || d["kind"] == nil && slices.Contains(l.IdleFees, text(d["penaltyId"]))
}

func soil(d map[string]any, l *Land) bool {
	return l.SoilDuty || slices.Contains([]string{"DUE", "RISK", "REMEDIATED"}, text(d["soilStatus"]))
}
