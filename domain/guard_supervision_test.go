package domain

import "strings"

var halted = then(toOperating, "2022-02-01 ProductionHalted")

var supervisionRulings = []ruling{
	{"suspended", toBuilding, "2018-01-10 ConstructionSuspended", "", "", ""},
	{"suspended since today", toBuilding, "2018-01-01 ConstructionSuspended", "", "", ""},
	{"suspended since tomorrow", toBuilding, "2017-12-31 ConstructionSuspended", RuleInvalid, "suspend.since", "/data/since"},
	{"suspended since the start", toBuilding, but("2018-01-10 ConstructionSuspended", "2018-01-01", "2017-05-01"), "", "", ""},
	{"suspended before the start", toBuilding, but("2018-01-10 ConstructionSuspended", "2018-01-01", "2017-04-30"), RuleRefused, "suspend.order", "/data/since"},
	{"suspended before the start, back-filled", toBuilding, "补" + but("2018-01-10 ConstructionSuspended", "2018-01-01", "2017-04-30"), RuleFinding, "suspend.order", "/data/since"},
	{"suspended twice", toSuspended, "2018-03-01 ConstructionSuspended", RuleRefused, "suspend.twice", "/type"},
	{"suspended again", then(toSuspended, "2018-02-01 ConstructionResumed"), but("2018-03-01 ConstructionSuspended", "2018-01-01", "2018-03-01"), "", "", ""},
	{"suspended without figures", toBuilding, but("2018-01-10 ConstructionSuspended", `,"totalInvestment":1000`, ``), RuleRefused, "suspend.figures", "/data/developedArea"},
	{"suspended without figures, back-filled", toBuilding, "补2018-01-10 ConstructionSuspended " + `{"since":"2018-01-01","cause":"HOLDER"}`, RuleFinding, "suspend.figures", "/data/developedArea"},
	{"more due than the land", toBuilding, but("2018-01-10 ConstructionSuspended", `5000000`, `5000001`), RuleFinding, "suspend.area", "/data/dueArea"},
	{"all that is due", toBuilding, but("2018-01-10 ConstructionSuspended", `1000000`, `5000000`), "", "", ""},
	{"more than is due", toBuilding, but("2018-01-10 ConstructionSuspended", `5000000`, `999999`), RuleFinding, "suspend.developed", "/data/developedArea"},
	{"resumed", toSuspended, "2018-02-01 ConstructionResumed", "", "", ""},
	{"resumed without suspension", toBuilding, "2018-02-01 ConstructionResumed", RuleRefused, "resume.none", "/type"},
	{"suspended when completed", toCompleted, but("2019-06-01 ConstructionSuspended", "2018-01-01", "2019-05-30"), RuleRefused, "stage", "/type"},
	{"completed while suspended", toSuspended, "2019-05-01 ConstructionCompleted", RuleFinding, "complete.suspended", "/type"},

	{"halted", toOperating, "2022-02-01 ProductionHalted", "", "", ""},
	{"halted since today", toOperating, "2022-01-01 ProductionHalted", "", "", ""},
	{"halted since tomorrow", toOperating, "2021-12-31 ProductionHalted", RuleInvalid, "halt.since", "/data/since"},
	{"halted since production began", toOperating, but("2022-02-01 ProductionHalted", "2022-01-01", "2019-10-01"), "", "", ""},
	{"halted before production began", toOperating, but("2022-02-01 ProductionHalted", "2022-01-01", "2019-09-30"), RuleFinding, "halt.order", "/data/since"},
	{"halted twice", halted, "2022-03-01 ProductionHalted", RuleRefused, "halt.twice", "/data/degree"},
	{"half of it goes on again", halted, but("2022-03-01 ProductionHalted", `"STOPPED"`, `"HALF_STOPPED"`), "", "", ""},
	{"production resumed", halted, "2022-03-01 ProductionResumed", "", "", ""},
	{"production resumed without halt", toOperating, "2022-03-01 ProductionResumed", RuleRefused, "resume.notHalted", "/type"},

	{"evaluated", toOperating, "2022-06-01 ProcessEvaluated", "", "", ""},
	{"evaluated twice", then(toOperating, "2022-06-01 ProcessEvaluated"), "2022-07-01 ProcessEvaluated", RuleRefused, "evaluation.twice", "/data/cycleNo"},
	{"the next cycle", then(toOperating, "2022-06-01 ProcessEvaluated"), but("2025-06-01 ProcessEvaluated", "1", "2"), "", "", ""},
	{"evaluated against an objection", toOperating, more("2022-06-01 ProcessEvaluated", `"reviewers":[{"department":"TAX","opinion":"OBJECT","on":"2022-06-01"}]`), RuleInvalid, "evaluation.objection", "/data/conclusion"},
	{"to rectify by tomorrow", toOperating, but("2022-06-01 ProcessEvaluated", `"PASS"`, `"RECTIFY","rectifyBy":"2022-06-02"`), "", "", ""},
	{"to rectify by today", toOperating, but("2022-06-01 ProcessEvaluated", `"PASS"`, `"RECTIFY","rectifyBy":"2022-06-01"`), RuleInvalid, "evaluation.rectifyBy", "/data/rectifyBy"},
	{"passed, and to rectify", toOperating, more("2022-06-01 ProcessEvaluated", `"rectifyBy":"2022-06-02"`), RuleInvalid, "evaluation.rectifyBy", "/data/rectifyBy"},
	{"to rectify by no day", toOperating, but("2022-06-01 ProcessEvaluated", `"PASS"`, `"RECTIFY"`), RuleRefused, "evaluation.due", "/data/rectifyBy"},
	{"evaluated without agreement", then(toSurveyed, "2015-03-01 UseConfirmed"), "2022-06-01 ProcessEvaluated", RuleFinding, "evaluation.agreement", "/type"},

	{"a record", toOperating, "2022-06-01 ComplianceRecorded", "", "", ""},
	{"a record again", then(toOperating, "2022-06-01 ComplianceRecorded"), "2022-07-01 ComplianceRecorded", RuleRefused, "compliance.twice", "/data/docNo"},
	{"a record of another kind under the number", then(toOperating, "2022-06-01 ComplianceRecorded"), but("2022-07-01 ComplianceRecorded", "ENVIRONMENT_PENALTY", "SAFETY"), "", "", ""},
	{"a record settled today", then(toOperating, "2022-06-01 ComplianceRecorded"), more("2022-07-01 ComplianceRecorded", `"closedOn":"2022-07-01"`), "", "", ""},
	{"a record settled tomorrow", then(toOperating, "2022-06-01 ComplianceRecorded"), more("2022-07-01 ComplianceRecorded", `"closedOn":"2022-07-02"`), RuleInvalid, "compliance.closed", "/data/closedOn"},
	{"a record settled on its day", then(toOperating, "2022-06-01 ComplianceRecorded"), more("2022-07-01 ComplianceRecorded", `"closedOn":"2022-06-01"`), "", "", ""},
	{"a record settled before", then(toOperating, "2022-06-01 ComplianceRecorded"), more("2022-07-01 ComplianceRecorded", `"closedOn":"2022-05-31"`), RuleRefused, "compliance.order", "/data/closedOn"},
	{"a record settled twice", then(toOperating, more("2022-06-01 ComplianceRecorded", `"closedOn":"2022-06-01"`)), more("2022-07-01 ComplianceRecorded", `"closedOn":"2022-07-01"`), RuleRefused, "compliance.twice", "/data/docNo"},

	{"a measure for one day", toOperating, more("2022-01-10 MeasureApplied", `"to":"2022-01-01"`), "", "", ""},
	{"a measure that ends first", toOperating, more("2022-01-10 MeasureApplied", `"to":"2021-12-31"`), RuleInvalid, "measure.dates", "/data/to"},
	{"a measure twice", then(toOperating, "2022-01-10 MeasureApplied"), "2022-02-10 MeasureApplied", RuleRefused, "measure.twice", "/data/measureId"},
	{"a measure withdrawn", then(toOperating, "2022-01-10 MeasureApplied"), "2022-02-10 MeasureWithdrawn", "", "", ""},
	{"no measure withdrawn", toOperating, "2022-02-10 MeasureWithdrawn", RuleRefused, "measure.unknown", "/data/measureId"},
	{"a measure withdrawn twice", then(toOperating, "2022-01-10 MeasureApplied", "2022-02-10 MeasureWithdrawn"), "2022-02-11 MeasureWithdrawn", RuleRefused, "measure.withdrawn", "/data/measureId"},
}

// fee is the decision on an idle fee with pieces of its data replaced.
func fee(oldnew ...string) string {
	data := `{"penaltyId":"F1","kind":"IDLE_FEE","caseNo":"X1","base":9000000000,"rate":"0.20","decisionNo":"J1","servedOn":"2018-10-10","payBy":"2018-11-09"}`
	return "2018-10-01 PenaltyImposed " + strings.NewReplacer(oldnew...).Replace(data)
}

var penalised = then(toOperating, "2022-03-01 PenaltyImposed")

var penaltyRulings = []ruling{
	{"a contract penalty", toOperating, "2022-03-01 PenaltyImposed", "", "", ""},
	{"served on the day before", toOperating, but("2022-03-02 PenaltyImposed"), RuleInvalid, "penalty.served", "/data/servedOn"},
	{"to be paid on the day of service", toOperating, but("2022-03-01 PenaltyImposed", "2022-03-31", "2022-03-01"), "", "", ""},
	{"to be paid before service", toOperating, but("2022-02-01 PenaltyImposed", "2022-03-31", "2022-02-28"), RuleInvalid, "penalty.payBy", "/data/payBy"},
	{"a contract penalty without a day", toOperating, but("2022-03-01 PenaltyImposed", `,"payBy":"2022-03-31"`, ``), RuleRefused, "penalty.due", "/data/payBy"},
	{"the thirty days are not the contract's", toOperating, but("2022-03-01 PenaltyImposed", "2022-03-31", "2022-09-30"), "", "", ""},
	{"a rate of nothing", toOperating, but("2022-03-01 PenaltyImposed", "0.001", "0"), RuleInvalid, "penalty.rate", "/data/rate"},
	{"days without a rate", toOperating, but("2022-03-01 PenaltyImposed", `"rate":"0.001",`, ``), RuleInvalid, "penalty.noRate", "/data/rate"},
	{"a fine", toOperating, `2022-03-01 PenaltyImposed {"penaltyId":"F2","kind":"ADMINISTRATIVE","base":500,"decisionNo":"J2"}`, "", "", ""},
	{"a late charge without a rate", toOperating, `2022-03-01 PenaltyImposed {"penaltyId":"F2","kind":"LATE","base":500,"decisionNo":"J2"}`, RuleInvalid, "penalty.noRate", "/data/rate"},
	{"a penalty twice", penalised, "2022-03-01 PenaltyImposed", RuleRefused, "penalty.twice", "/data/penaltyId"},
	{"the paper agrees", toOperating, more("2022-03-01 PenaltyImposed", `"decided":135000000`), "", "", ""},
	{"the paper differs", toOperating, more("2022-03-01 PenaltyImposed", `"decided":135000001`), RuleRefused, "penalty.amount", "/data/decided"},
	{"the paper differs, back-filled", toOperating, "补" + more("2022-03-01 PenaltyImposed", `"decided":135000001`), RuleFinding, "penalty.amount", "/data/decided"},
	{"a penalty for no breach", toOperating, more("2022-03-01 PenaltyImposed", `"breachId":"B9"`), RuleRefused, "breach.unknown", "/data/breachId"},
	{"a penalty for a breach", then(toOperating, "2022-02-01 BreachFound"), more("2022-03-01 PenaltyImposed", `"breachId":"B1"`), "", "", ""},
	{"a contract penalty without contract", toSurveyed, "2022-03-01 PenaltyImposed", RuleFinding, "breach.instrument", "/type"},

	{"an idle fee", feeDecided, fee(), "", "", ""},
	{"an idle fee that was not decided", idleFound, fee(), RuleRefused, "penalty.idleCase", "/data/caseNo"},
	{"an idle fee for no case", feeDecided, fee(`"caseNo":"X1",`, ``), RuleRefused, "penalty.idleCase", "/data/caseNo"},
	{"an idle fee at another rate", feeDecided, fee("0.20", "0.19"), RuleRefused, "penalty.idleRate", "/data/rate"},
	{"an idle fee at the rate written otherwise", feeDecided, fee("0.20", "0.2"), "", "", ""},
	{"an idle fee by days", feeDecided, fee(`"0.20"`, `"0.20","days":1`), RuleInvalid, "penalty.idleDays", "/data/days"},
	{"an idle fee without rate", feeDecided, fee(`"rate":"0.20",`, ``), RuleInvalid, "penalty.noRate", "/data/rate"},
	{"an idle fee on a part", feeDecided, fee("9000000000", "8999999999"), RuleFinding, "penalty.base", "/data/base"},
	{"an idle fee on more than the price", feeDecided, fee("9000000000", "9000000001"), RuleRefused, "penalty.overPrice", "/data/base"},
	{"an idle fee due a day early", feeDecided, fee("2018-11-09", "2018-11-08"), RuleRefused, "penalty.idlePayBy", "/data/payBy"},
	{"an idle fee due a day late", feeDecided, fee("2018-11-09", "2018-11-10"), RuleRefused, "penalty.idlePayBy", "/data/payBy"},
	{"an idle fee whose last day is a Saturday", feeDecided, fee("2018-10-10", "2018-10-11", "2018-11-09", "2018-11-12"), "", "", ""},
	{"an idle fee not yet served", feeDecided, fee(`,"servedOn":"2018-10-10","payBy":"2018-11-09"`, ``), "", "", ""},

	{"all of it", penalised, "2022-03-20 PenaltySettled", "", "", ""},
	{"a fen too much", penalised, but("2022-03-20 PenaltySettled", "135000000", "135000001"), RuleRefused, "settle.over", "/data/paid"},
	{"the rest", then(penalised, but("2022-03-20 PenaltySettled", "135000000", "100000000")), but("2022-03-21 PenaltySettled", "135000000", "35000000"), "", "", ""},
	{"more than the rest", then(penalised, but("2022-03-20 PenaltySettled", "135000000", "100000000")), but("2022-03-21 PenaltySettled", "135000000", "35000001"), RuleRefused, "settle.over", "/data/paid"},
	{"of no penalty", toOperating, "2022-03-20 PenaltySettled", RuleRefused, "settle.unknown", "/data/penaltyId"},
	{"from a bond that is not there", penalised, but("2022-03-20 PenaltySettled", "PAYMENT", "BOND"), RuleFinding, "settle.bond", "/data/mode"},

	{"bankruptcy", toOperating, but("2023-04-01 BankruptcyAccepted"), "", "", ""},
	{"claims due today", toOperating, but("2023-06-01 BankruptcyAccepted"), RuleInvalid, "bankruptcy.claims", "/data/claimsDue"},
	{"claims within 30 days", toOperating, but("2023-05-02 BankruptcyAccepted"), "", "", ""},
	{"claims within 29 days", toOperating, but("2023-05-03 BankruptcyAccepted"), RuleFinding, "bankruptcy.span", "/data/claimsDue"},
	{"claims in three months of an announcement in time", toOperating, but("2023-02-07 BankruptcyAccepted"), "", "", ""},
	{"claims later than that", toOperating, but("2023-02-06 BankruptcyAccepted"), RuleFinding, "bankruptcy.span", "/data/claimsDue"},
	{"bankruptcy twice", then(toOperating, "2023-04-01 BankruptcyAccepted"), "2023-04-02 BankruptcyAccepted", RuleRefused, "bankruptcy.twice", "/data/caseNo"},

	{"a law suit", toOperating, "2022-04-01 LitigationRecorded", "", "", ""},
	{"filed tomorrow", toOperating, "2022-03-31 LitigationRecorded", RuleInvalid, "litigation.filed", "/data/filedOn"},
	{"a result without day", toOperating, more("2022-06-01 LitigationRecorded", `"result":"UPHELD"`), RuleInvalid, "litigation.result", "/data/resultOn"},
	{"a result before filing", toOperating, more("2022-06-01 LitigationRecorded", `"result":"UPHELD","resultOn":"2022-03-31"`), RuleInvalid, "litigation.result", "/data/resultOn"},
	{"a result to come", toOperating, more("2022-06-01 LitigationRecorded", `"result":"UPHELD","resultOn":"2022-06-02"`), RuleInvalid, "litigation.result", "/data/resultOn"},
	{"a result of today", then(toOperating, "2022-04-01 LitigationRecorded"), more("2022-06-01 LitigationRecorded", `"result":"UPHELD","resultOn":"2022-06-01"`), "", "", ""},
	{"a law suit again without result", then(toOperating, "2022-04-01 LitigationRecorded"), "2022-05-01 LitigationRecorded", RuleRefused, "litigation.twice", "/data/caseNo"},
	{"a result twice", then(toOperating, more("2022-06-01 LitigationRecorded", `"result":"UPHELD","resultOn":"2022-06-01"`)), more("2022-06-02 LitigationRecorded", `"result":"UPHELD","resultOn":"2022-06-01"`), RuleRefused, "litigation.twice", "/data/caseNo"},
	{"enforced within three months", toOperating, more("2022-06-01 LitigationRecorded", `"result":"UPHELD","resultOn":"2022-06-01","enforcementDue":"2022-09-01"`), "", "", ""},
	{"enforced later", toOperating, more("2022-06-01 LitigationRecorded", `"result":"UPHELD","resultOn":"2022-06-01","enforcementDue":"2022-09-02"`), RuleFinding, "litigation.window", "/data/enforcementDue"},
	{"enforced before the result", toOperating, more("2022-06-01 LitigationRecorded", `"result":"UPHELD","resultOn":"2022-06-01","enforcementDue":"2022-05-31"`), RuleInvalid, "litigation.enforcement", "/data/enforcementDue"},
}

// agreedCompensation is a parcel on its way out with compensation agreed.
var agreedCompensation = then(toExiting, "2024-02-01 CompensationAgreed")

var leavingRulings = []ruling{
	{"recovery for nothing after two years", idleFound, but("2019-06-02 ExitInitiated", `"E01"`, `"E02","decisionNo":"1"`), "", "", ""},
	{"recovery for nothing on the day of two years", idleFound, but("2019-06-01 ExitInitiated", `"E01"`, `"E02","decisionNo":"1"`), RuleRefused, "guard.E02years", "/data/exitType"},
	{"recovery for nothing after the fee", feeDecided, but("2019-06-02 ExitInitiated", `"E01"`, `"E02","decisionNo":"1"`), "", "", ""},
	{"recovery for nothing without determination", idleOpened, but("2019-06-02 ExitInitiated", `"E01"`, `"E02","decisionNo":"1"`), RuleRefused, "guard.E02", "/data/exitType"},
	{"recovery for nothing through the government's fault", blameless, but("2019-06-02 ExitInitiated", `"E01"`, `"E02","decisionNo":"1"`), RuleRefused, "guard.E02", "/data/exitType"},
	{"recovery for nothing of suspended land", suspendedIdle, but("2021-06-02 ExitInitiated", `"E01"`, `"E02","decisionNo":"1"`), RuleRefused, "guard.E02", "/data/exitType"},
	{"recovery for nothing after the start", then(idleFound, "2018-09-01 ConstructionStarted"), but("2019-06-02 ExitInitiated", `"E01"`, `"E02","decisionNo":"1"`), RuleRefused, "guard.E02", "/data/exitType"},
	{"recovery for nothing, from the archive", toOperating, "补" + but("2024-01-01 ExitInitiated", `"E01"`, `"E02","decisionNo":"1"`), RuleFinding, "guard.E02", "/data/exitType"},
	{"exit of mortgaged land", then(toOperating, "2022-01-01 EncumbranceSet"), "2024-01-01 ExitInitiated", RuleRefused, "exit.mortgagee", "/data/mortgageeTold"},
	{"exit that the mortgagee was told of", then(toOperating, "2022-01-01 EncumbranceSet"), more("2024-01-01 ExitInitiated", `"mortgageeTold":"2023-12-01"`), "", "", ""},
	{"exit when the mortgage is lifted", then(toOperating, "2022-01-01 EncumbranceSet", "2023-01-01 EncumbranceLifted"), "2024-01-01 ExitInitiated", "", "", ""},

	{"exit given up", toExiting, "2024-02-01 ExitCancelled", "", "", ""},
	{"exit given up, decided tomorrow", toExiting, more("2024-02-01 ExitCancelled", `"decisionOn":"2024-02-02"`), RuleInvalid, "exit.decision", "/data/decisionOn"},
	{"exit given up when it is completed", then(toExiting, "2024-06-01 ExitCompleted"), "2024-06-02 ExitCancelled", RuleRefused, "exit.cancelLate", "/type"},
	{"exit given up when the land is vacated", then(toExiting, "2024-06-01 ParcelVacated"), "2024-06-02 ExitCancelled", RuleRefused, "exit.cancelLate", "/type"},
	{"no exit to give up", toOperating, "2024-02-01 ExitCancelled", RuleRefused, "stage", "/type"},

	{"a key supervised unit leaves", then(toOperating, listed, "2024-01-01 ExitInitiated"), "2024-06-01 ExitCompleted", RuleRefused, "exit.soil", "/type"},
	{"a key supervised unit leaves, from the archive", then(toOperating, listed, "2024-01-01 ExitInitiated"), "补2024-06-01 ExitCompleted", RuleFinding, "exit.soil", "/type"},
	{"a key supervised unit leaves surveyed land", then(toOperating, listed, "2024-01-01 ExitInitiated", "2024-05-01 SoilSurveyed"), "2024-06-01 ExitCompleted", "", "", ""},
	{"a unit leaves that is no longer listed", then(toOperating, listed, unlisted, "2024-01-01 ExitInitiated"), "2024-06-01 ExitCompleted", "", "", ""},
	{"soil without report", toExiting, but("2024-05-01 SoilSurveyed", `"reportNo":"TR1",`, ``), RuleInvalid, "soil.result", "/data/result"},
	{"soil not required, with a result", toExiting, but("2024-05-01 SoilSurveyed", `true,"reportNo":"TR1"`, `false`), RuleInvalid, "soil.result", "/data/result"},
	{"soil not required", toExiting, `2024-05-01 SoilSurveyed {"required":false}`, "", "", ""},
	{"soil of a key supervised unit not required", then(toOperating, listed), `2024-05-01 SoilSurveyed {"required":false}`, RuleRefused, "soil.keySupervised", "/data/required"},

	{"an unpaid penalty is outstanding", then(toExiting, "2024-02-01 LandPricePaid", but("2024-02-01 LandPricePaid", `"instalmentNo":1`, `"instalmentNo":2`), but("2024-02-02 PenaltyImposed", "2022-03-01", "2024-02-02", "2022-03-31", "2024-03-31")), but("2024-06-01 ExitCompleted", `,"outstanding":["尾款抵扣"]`, ``), RuleRefused, "exit.outstanding", "/data/outstanding"},
	{"compensation not paid is outstanding", then(toExiting, "2024-02-01 LandPricePaid", but("2024-02-01 LandPricePaid", `"instalmentNo":1`, `"instalmentNo":2`), "2024-02-02 CompensationAgreed"), but("2024-06-01 ExitCompleted", `,"outstanding":["尾款抵扣"]`, ``), RuleRefused, "exit.outstanding", "/data/outstanding"},

	{"compensation", toExiting, "2024-02-01 CompensationAgreed", "", "", ""},
	{"compensation twice", agreedCompensation, "2024-02-02 CompensationAgreed", RuleRefused, "compensation.twice", "/data/agreementNo"},
	{"instalments a fen short", toExiting, but("2024-02-01 CompensationAgreed", `"2024-03-01","amount":400`, `"2024-03-01","amount":399`), RuleRefused, "compensation.instalments", "/data/instalments"},
	{"an instalment twice", toExiting, but("2024-02-01 CompensationAgreed", `"no":2`, `"no":1`), RuleInvalid, "contract.instalmentTwice", "/data/instalments/1/no"},
	{"as valued", toExiting, more("2024-02-01 CompensationAgreed", `"valuation":1000`), "", "", ""},
	{"above the valuation", toExiting, more("2024-02-01 CompensationAgreed", `"valuation":999`), RuleFinding, "compensation.valuation", "/data/items"},
	{"to be vacated today", toExiting, more("2024-02-01 CompensationAgreed", `"vacateBy":"2024-02-01"`), "", "", ""},
	{"to be vacated yesterday", toExiting, more("2024-02-01 CompensationAgreed", `"vacateBy":"2024-01-31"`), RuleInvalid, "compensation.vacateBy", "/data/vacateBy"},
	{"an instalment paid", agreedCompensation, "2024-03-01 CompensationPaid", "", "", ""},
	{"an instalment that was not agreed", agreedCompensation, but("2024-03-01 CompensationPaid", `"instalmentNo":1`, `"instalmentNo":3`), RuleRefused, "pay.instalment", "/data/instalmentNo"},
	{"all at once", agreedCompensation, but("2024-03-01 CompensationPaid", "400", "1000"), "", "", ""},
	{"more than agreed", agreedCompensation, but("2024-03-01 CompensationPaid", "400", "1001"), RuleFinding, "compensation.over", "/data/amount"},
	{"nothing was agreed", toExiting, "2024-03-01 CompensationPaid", RuleRefused, "compensation.unknown", "/data/agreementNo"},

	{"reclaimed as decided", reclaiming, "2024-12-01 ReclaimedToFarmland", "", "", ""},
	{"reclaimed after another exit", toVacated, "2024-12-01 ReclaimedToFarmland", RuleFinding, "reclaim.exitType", "/type"},
	{"reclaimed within 1 %", reclaiming, but("2024-12-01 ReclaimedToFarmland", "5000000", "4950000"), "", "", ""},
	{"reclaimed less", reclaiming, but("2024-12-01 ReclaimedToFarmland", "5000000", "4949999"), RuleFinding, "reclaim.area", "/data/area"},
	{"supplied once reclaimed", then(reclaiming, "2024-12-01 ReclaimedToFarmland"), "2025-01-01 LandReserved", RuleRefused, "stage", "/type"},
}

// listed and unlisted enter the holder in the list of key supervised units and take
// him off it.
const (
	listed   = `2022-05-01 ComplianceRecorded {"kind":"KEY_SUPERVISED","docNo":"L1"}`
	unlisted = `2023-05-01 ComplianceRecorded {"kind":"KEY_SUPERVISED","docNo":"L1","closedOn":"2023-05-01"}`
)

var reclaiming = then(toOperating, but("2024-01-01 ExitInitiated", "E01", "E12"), "2024-06-01 ExitCompleted", "2024-07-01 ParcelVacated")
