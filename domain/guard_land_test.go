package domain

const outlineOf5ha = `"geometry":{"rings":[[["117.6","39.0"],["117.602587","39.0"],["117.602587","39.002008"],["117.6","39.002008"],["117.6","39.0"]]]}`

var attributeRulings = []ruling{
	{"another address", toSurveyed, "2016-01-01 ParcelAttributesRevised", "", "", ""},
	{"the same address again", then(toSurveyed, "2016-01-01 ParcelAttributesRevised"), "2016-02-01 ParcelAttributesRevised", RuleRefused, "revision.nothing", "/data"},
	{"a reason and nothing else", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY"}`, RuleRefused, "revision.nothing", "/data"},
	{"0.5 % more without a report", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":5025000}`, "", "", ""},
	{"more than 0.5 % without a report", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":5025001}`, RuleRefused, "revision.report", "/data/surveyReport"},
	{"0.5 % less without a report", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":4975000}`, "", "", ""},
	{"more than 0.5 % less without a report", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":4974999}`, RuleRefused, "revision.report", "/data/surveyReport"},
	{"so much with a report", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":4974999,"surveyReport":"C1"}`, "", "", ""},
	{"so much on old papers", toSurveyed, `补2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":4974999}`, RuleFinding, "revision.report", "/data/surveyReport"},
	{"as small as its low-efficiency land", then(toSurveyed, "2015-03-01 LowEfficiencyIdentified"), `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":1000000,"surveyReport":"C1"}`, "", "", ""},
	{"smaller than its low-efficiency land", then(toSurveyed, "2015-03-01 LowEfficiencyIdentified"), `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":999999,"surveyReport":"C1"}`, RuleRefused, "revision.parts", "/data/registeredArea"},
	{"smaller than its legacy land", then(toSurveyed, "2015-03-01 LegacyLandFlagged"), `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":999999,"surveyReport":"C1"}`, RuleRefused, "revision.parts", "/data/registeredArea"},
	{"another code", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","parcelCode":"120116001001GB00002"}`, "", "", ""},
	{"the code it had before", then(toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","parcelCode":"120116001001GB00002"}`), `2016-02-01 ParcelAttributesRevised {"reason":"RESURVEY","parcelCode":"120116001001GB00001"}`, RuleRefused, "revision.code", "/data/parcelCode"},
	{"a unit of the new code", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","parcelCode":"120116001001GB00002","unitCode":"120116001001GB00002W00000000"}`, "", "", ""},
	{"a unit of the old code", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","parcelCode":"120116001001GB00002","unitCode":"120116001001GB00001W00000000"}`, RuleInvalid, "unitCode.parcel", "/data/unitCode"},
	{"a unit of the present code", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"REGISTER_CORRECTION","unitCode":"120116001001GB00001W00000000"}`, "", "", ""},
	{"a unit of another parcel", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"REGISTER_CORRECTION","unitCode":"120116001001GB00002W00000000"}`, RuleRefused, "revision.unit", "/data/unitCode"},
	{"another division with its code", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"DIVISION_CHANGE","district":"120110","parcelCode":"120110001001GB00002"}`, "", "", ""},
	{"another division, the code of the old one", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"DIVISION_CHANGE","district":"120110"}`, RuleFinding, "parcelCode.district", "/data/district"},
	{"a code of another division", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","parcelCode":"120110001001GB00002"}`, RuleFinding, "parcelCode.district", "/data/parcelCode"},
	{"another division by a survey", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","district":"120110","parcelCode":"120110001001GB00002"}`, RuleFinding, "revision.district", "/data/district"},
	{"an outline as registered", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY",` + outlineOf5ha + `}`, "", "", ""},
	{"the outline it has", then(toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY",`+outlineOf5ha+`}`), `2016-02-01 ParcelAttributesRevised {"reason":"RESURVEY",` + outlineOf5ha + `}`, RuleRefused, "revision.nothing", "/data"},
	{"an outline that fits the old area", toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"RESURVEY","registeredArea":7000000,"surveyReport":"C1",` + outlineOf5ha + `}`, RuleFinding, "geometry.area", "/data/geometry"},

	{"sea land to land", toSea, "2016-01-01 SeaRightConverted", "", "", ""},
	{"land to land", toSea, but("2016-01-01 SeaRightConverted", "GH00001", "GB00001"), RuleInvalid, "sea.code", "/data/seaCode"},
	{"sea to sea", toSea, but("2016-01-01 SeaRightConverted", "GB00009", "GH00009"), RuleInvalid, "sea.code", "/data/parcelCode"},
	{"another sea parcel", toSea, but("2016-01-01 SeaRightConverted", "GH00001", "GH00002"), RuleRefused, "sea.from", "/data/seaCode"},
	{"land without a code", []string{but("2015-01-01 ParcelRegistered", `"parcelCode":"120116001001GB00001"`, `"preliminaryCode":"Y1"`)}, "2016-01-01 SeaRightConverted", "", "", ""},
	{"converted twice", then(toSea, "2016-01-01 SeaRightConverted"), but("2016-02-01 SeaRightConverted", "GB00009", "GB00010"), RuleRefused, "sea.from", "/data/seaCode"},
	{"1 % less converted", toSea, but("2016-01-01 SeaRightConverted", "5000000", "4950000"), "", "", ""},
	{"more than 1 % less converted", toSea, but("2016-01-01 SeaRightConverted", "5000000", "4949999"), RuleFinding, "sea.area", "/data/area"},
}

var toSea = []string{but("2015-01-01 ParcelRegistered", "GB00001", "GH00001")}

// toLow is a parcel of which one fifth is low-efficiency land.
var toLow = then(toOperating, "2022-01-01 LowEfficiencyIdentified")

const figured = `"grounds":[{"code":"L2","metric":"TAX_PER_MU","value":"21","threshold":"20"}]`

var libraryRulings = []ruling{
	{"all of it cleared", toLow, more("2023-01-01 LowEfficiencyCleared", figured), "", "", ""},
	{"more than was identified", toLow, but("2023-01-01 LowEfficiencyCleared", "1000000", "1000001", "IMPROVED", "RESERVED"), RuleRefused, "lowEfficiency.remaining", "/data/area"},
	{"more than remains", then(toLow, but("2023-01-01 LowEfficiencyCleared", "1000000", "400000")), `2023-02-01 LowEfficiencyCleared {"area":600001,"reason":"RESERVED"}`, RuleRefused, "lowEfficiency.remaining", "/data/area"},
	{"what remains", then(toLow, but("2023-01-01 LowEfficiencyCleared", "1000000", "400000")), `2023-02-01 LowEfficiencyCleared {"area":600000,"reason":"RESERVED"}`, "", "", ""},
	{"improved, by no figure", toLow, "2023-01-01 LowEfficiencyCleared", RuleFinding, "lowEfficiency.grounds", "/data/grounds"},
	{"redeveloped, by nothing on record", toLow, but("2023-01-01 LowEfficiencyCleared", "IMPROVED", "REDEVELOPED"), RuleFinding, "lowEfficiency.notRedeveloped", "/data/reason"},
	{"redeveloped, still open", then(toLow, "2022-02-01 RedevelopmentStarted"), but("2023-01-01 LowEfficiencyCleared", "IMPROVED", "REDEVELOPED"), RuleFinding, "lowEfficiency.notRedeveloped", "/data/reason"},
	{"redeveloped", then(toLow, "2022-02-01 RedevelopmentStarted", "2022-12-01 RedevelopmentCompleted"), but("2023-01-01 LowEfficiencyCleared", "IMPROVED", "REDEVELOPED"), "", "", ""},
	{"cleared land identified again", then(toLow, but("2022-02-01 LowEfficiencyIdentified", "1000000", "4000000"), "2023-01-01 LowEfficiencyCleared"), "2023-02-01 LowEfficiencyIdentified", "", "", ""},
	{"no more of it than was cleared", then(toLow, but("2022-02-01 LowEfficiencyIdentified", "1000000", "4000000"), "2023-01-01 LowEfficiencyCleared"), but("2023-02-01 LowEfficiencyIdentified", "1000000", "1000001"), RuleRefused, "lowEfficiency.area", "/data/area"},

	{"legacy land", toSurveyed, more("2016-01-01 LegacyLandFlagged", `"occupiedSince":"2016-01-01"`), "", "", ""},
	{"occupied in the future", toSurveyed, more("2016-01-01 LegacyLandFlagged", `"occupiedSince":"2016-01-02"`), RuleInvalid, "legacy.since", "/data/occupiedSince"},
	{"the sea filing of land", toSurveyed, more("2016-01-01 LegacyLandFlagged", `"path":"SEA_FILING"`), RuleInvalid, "legacy.path", "/data/path"},
	{"the sea filing of reclaimed sea", toSurveyed, `2016-01-01 LegacyLandFlagged {"caseNo":"Y1","class":"SEA_RECLAMATION","area":1000000,"path":"SEA_FILING"}`, "", "", ""},
	{"a case twice", toLegacy, "2016-02-01 LegacyLandFlagged", RuleRefused, "legacy.twice", "/data/caseNo"},
	{"a second case on the rest", toLegacy, `2016-02-01 LegacyLandFlagged {"caseNo":"Y2","class":"OTHER","area":4000000}`, "", "", ""},
	{"a second case on more than the rest", toLegacy, `2016-02-01 LegacyLandFlagged {"caseNo":"Y2","class":"OTHER","area":4000001}`, RuleRefused, "legacy.area", "/data/area"},
	{"the case resolved", toLegacy, "2016-02-01 LegacyLandResolved", "", "", ""},
	{"more than the case", toLegacy, but("2016-02-01 LegacyLandResolved", "1000000", "1000001"), RuleRefused, "legacy.remaining", "/data/area"},
	{"resolved twice", then(toLegacy, "2016-02-01 LegacyLandResolved"), "2016-02-02 LegacyLandResolved", RuleRefused, "legacy.remaining", "/data/area"},
	{"no such case", toSurveyed, "2016-02-01 LegacyLandResolved", RuleRefused, "legacy.unknown", "/data/caseNo"},
	{"land resolved by the sea filing", toLegacy, but("2016-02-01 LegacyLandResolved", "REGULARISE", "SEA_FILING"), RuleRefused, "legacy.sea", "/data/path"},
	{"penalised by nothing", toLegacy, but("2016-02-01 LegacyLandResolved", "REGULARISE", "PENALISE_REGULARISE"), RuleRefused, "legacy.penalty", "/data/penaltyRef"},
	{"penalised by nothing, on old papers", toLegacy, "补" + but("2016-02-01 LegacyLandResolved", "REGULARISE", "PENALISE_REGULARISE"), RuleFinding, "legacy.penalty", "/data/penaltyRef"},
	{"penalised", toLegacy, `2016-02-01 LegacyLandResolved {"caseNo":"Y1","path":"PENALISE_REGULARISE","penaltyRef":"F1","area":1000000}`, "", "", ""},

	{"an issue due at once", toSurveyed, more("2016-01-01 IssueRaised", `"due":"2016-01-01"`), "", "", ""},
	{"an issue due before", toSurveyed, more("2016-01-01 IssueRaised", `"due":"2015-12-31"`), RuleInvalid, "issue.due", "/data/due"},
	{"an issue twice", then(toSurveyed, "2016-01-01 IssueRaised"), "2016-02-01 IssueRaised", RuleRefused, "issue.twice", "/data/issueId"},
	{"an issue resolved", then(toSurveyed, "2016-01-01 IssueRaised"), "2016-02-01 IssueResolved", "", "", ""},
	{"no such issue", toSurveyed, "2016-02-01 IssueResolved", RuleRefused, "issue.unknown", "/data/issueId"},
	{"an issue resolved twice", then(toSurveyed, "2016-01-01 IssueRaised", "2016-02-01 IssueResolved"), "2016-03-01 IssueResolved", RuleRefused, "issue.closed", "/data/issueId"},
}

var toLegacy = then(toSurveyed, "2016-01-01 LegacyLandFlagged")

var planningRulings = []ruling{
	{"the whole in a unit", toSurveyed, "2016-01-01 AssignedToUnit", "", "", ""},
	{"a share of the whole", toSurveyed, more("2016-01-01 AssignedToUnit", `"shareArea":5000000`), "", "", ""},
	{"a share of more", toSurveyed, more("2016-01-01 AssignedToUnit", `"shareArea":5000001`), RuleRefused, "unit.area", "/data/shareArea"},
	{"the rest in another unit", then(toSurveyed, more("2016-01-01 AssignedToUnit", `"shareArea":3000000`)), `2016-02-01 AssignedToUnit {"planUnit":"U2","shareArea":2000000}`, "", "", ""},
	{"more than the rest", then(toSurveyed, more("2016-01-01 AssignedToUnit", `"shareArea":3000000`)), `2016-02-01 AssignedToUnit {"planUnit":"U2","shareArea":2000001}`, RuleRefused, "unit.area", "/data/shareArea"},
	{"another share of the same unit", then(toSurveyed, more("2016-01-01 AssignedToUnit", `"shareArea":3000000`)), more("2016-02-01 AssignedToUnit", `"shareArea":5000000`), "", "", ""},
	{"a share where the whole was in a unit", then(toSurveyed, "2016-01-01 AssignedToUnit"), `2016-02-01 AssignedToUnit {"planUnit":"U2","shareArea":5000000}`, "", "", ""},

	{"conditions", toSurveyed, more("2016-01-01 PlanConditionsSet", `"heightMax":"40","densityMax":"100","greenMin":"0","greenMax":"20","bldgCoefMin":"40","validTo":"2016-01-01"`), "", "", ""},
	{"far both ways", toSurveyed, but("2016-01-01 PlanConditionsSet", `"farMax":"2.5"`, `"farMax":"1.0"`), "", "", ""},
	{"far upside down", toSurveyed, but("2016-01-01 PlanConditionsSet", `"farMax":"2.5"`, `"farMax":"0.99"`), RuleInvalid, "conditions.limits", "/data/farMin"},
	{"no far at all", toSurveyed, but("2016-01-01 PlanConditionsSet", `"farMin":"1.0"`, `"farMin":"0"`), RuleInvalid, "conditions.limits", "/data/farMin"},
	{"no height at all", toSurveyed, more("2016-01-01 PlanConditionsSet", `"heightMax":"0.0"`), RuleInvalid, "conditions.limits", "/data/heightMax"},
	{"green upside down", toSurveyed, more("2016-01-01 PlanConditionsSet", `"greenMin":"21","greenMax":"20"`), RuleInvalid, "conditions.limits", "/data/greenMin"},
	{"more than all of it built on", toSurveyed, more("2016-01-01 PlanConditionsSet", `"densityMax":"100.01"`), RuleInvalid, "conditions.percent", "/data/densityMax"},
	{"less than nothing green", toSurveyed, more("2016-01-01 PlanConditionsSet", `"greenMax":"-1"`), RuleInvalid, "conditions.percent", "/data/greenMax"},
	{"conditions of yesterday", toSurveyed, more("2016-01-01 PlanConditionsSet", `"validTo":"2015-12-31"`), RuleInvalid, "conditions.validTo", "/data/validTo"},
	{"conditions twice", then(toSurveyed, "2016-01-01 PlanConditionsSet"), "2016-02-01 PlanConditionsSet", RuleRefused, "conditions.twice", "/data/docNo"},

	{"a scheme of the whole", toSurveyed, but("2016-01-01 RedevelopmentSchemeApproved", "1000000", "5000000"), "", "", ""},
	{"a scheme of more", toSurveyed, but("2016-01-01 RedevelopmentSchemeApproved", "1000000", "5000001"), RuleFinding, "scheme.area", "/data/area"},
	{"a scheme twice", then(toSurveyed, "2016-01-01 RedevelopmentSchemeApproved"), "2016-02-01 RedevelopmentSchemeApproved", RuleRefused, "scheme.twice", "/data/docNo"},
	{"all contributed", toSurveyed, more("2016-01-01 RedevelopmentSchemeApproved", `"contributedArea":1000000`), "", "", ""},
	{"more contributed than there is", toSurveyed, more("2016-01-01 RedevelopmentSchemeApproved", `"contributedArea":1000001`), RuleInvalid, "scheme.contribution", "/data/contributedArea"},
	{"a supplement where nothing is due", toSurveyed, more("2016-01-01 RedevelopmentSchemeApproved", `"priceTreatment":"NONE","supplementaryPrice":1`), RuleInvalid, "scheme.price", "/data/supplementaryPrice"},
	{"a supplement", toSurveyed, more("2016-01-01 RedevelopmentSchemeApproved", `"priceTreatment":"SUPPLEMENT","supplementaryPrice":1`), "", "", ""},
	{"a target twice", toSurveyed, more("2016-01-01 RedevelopmentSchemeApproved", `"targets":[{"metric":"FAR","operator":"GE","target":"1"},{"metric":"FAR","operator":"GE","target":"2"}]`), RuleInvalid, "commitment.twice", "/data/targets/1/metric"},

	{"a supply plan of the whole", toSurveyed, "2016-01-01 SupplyPlanListed", "", "", ""},
	{"a supply plan of more", toSurveyed, but("2016-01-01 SupplyPlanListed", "5000000", "5000001"), RuleFinding, "supplyPlan.area", "/data/area"},
	{"a supply plan twice", then(toSurveyed, "2016-01-01 SupplyPlanListed"), "2016-02-01 SupplyPlanListed", RuleRefused, "supplyPlan.twice", "/data/planYear"},
	{"the next year's supply plan", then(toSurveyed, "2016-01-01 SupplyPlanListed"), but("2016-02-01 SupplyPlanListed", "2016", "2017"), "", "", ""},

	{"progress", toBuilding, "2018-01-01 ProgressReported", "", "", ""},
	{"as far as before", then(toBuilding, more("2018-01-01 ProgressReported", `"investment":100`)), more("2018-02-01 ProgressReported", `"investment":100`), "", "", ""},
	{"less built than before", then(toBuilding, "2018-01-01 ProgressReported"), but("2018-02-01 ProgressReported", "50", "49"), RuleFinding, "progress.back", "/data/percent"},
	{"less spent than before", then(toBuilding, more("2018-01-01 ProgressReported", `"investment":100`)), more("2018-02-01 ProgressReported", `"investment":99`), RuleFinding, "progress.back", "/data/investment"},
	{"nothing said of money", then(toBuilding, more("2018-01-01 ProgressReported", `"investment":100`)), "2018-02-01 ProgressReported", "", "", ""},
	{"progress of a plan", then(toOperating, "2024-01-01 AnnualPlanListed"), more("2024-06-01 ProgressReported", `"planYear":2024`), "", "", ""},
	{"progress of no plan", then(toOperating, "2024-01-01 AnnualPlanListed"), more("2024-06-01 ProgressReported", `"planYear":2025`), RuleRefused, "progress.plan", "/data/planYear"},
	{"less of the plan than before", then(toOperating, "2024-01-01 AnnualPlanListed", more("2024-06-01 ProgressReported", `"planYear":2024`)), `2024-07-01 ProgressReported {"percent":49,"planYear":2024}`, RuleFinding, "progress.back", "/data/percent"},
}

var preparationRulings = []ruling{
	{"an approval", toReserved, more("2015-04-01 LandUseApproved", `"expropriatedArea":5000000`), "", "", ""},
	{"more expropriated than approved", toReserved, more("2015-04-01 LandUseApproved", `"expropriatedArea":5000001`), RuleInvalid, "landUse.expropriated", "/data/expropriatedArea"},
	{"a batch twice", then(toReserved, but("2015-04-01 LandUseApproved", "5000000", "1")), but("2015-05-01 LandUseApproved", "5000000", "1"), RuleRefused, "landUse.twice", "/data/batchNo"},
	{"the rest in another batch", then(toReserved, but("2015-04-01 LandUseApproved", "5000000", "2000000")), `2015-05-01 LandUseApproved {"batchNo":"P2","area":3000000}`, "", "", ""},
	{"more than the rest in another batch", then(toReserved, but("2015-04-01 LandUseApproved", "5000000", "2000000")), `2015-05-01 LandUseApproved {"batchNo":"P2","area":3000001}`, RuleFinding, "landUse.area", "/data/area"},

	{"net land", toReserved, "2015-04-01 NetLandVerified", "", "", ""},
	{"clear rights beside open legacy land", then(toReserved, "2015-03-15 LegacyLandFlagged"), "2015-04-01 NetLandVerified", RuleFinding, "netLand.legacy", "/data/rightsClear"},
	{"unclear rights beside open legacy land", then(toReserved, "2015-03-15 LegacyLandFlagged"), but("2015-04-01 NetLandVerified", `"rightsClear":true`, `"rightsClear":false`), "", "", ""},
	{"clear rights after the legacy land", then(toReserved, "2015-03-15 LegacyLandFlagged", "2015-03-20 LegacyLandResolved"), "2015-04-01 NetLandVerified", "", "", ""},
	{"conditions on their last day", then(toReserved, more("2015-03-15 PlanConditionsSet", `"validTo":"2015-04-01"`)), "2015-04-01 NetLandVerified", "", "", ""},
	{"conditions a day later", then(toReserved, more("2015-03-15 PlanConditionsSet", `"validTo":"2015-04-01"`)), "2015-04-02 NetLandVerified", RuleFinding, "netLand.conditions", "/data/conditionsClear"},
	{"conditions said to have lapsed", then(toReserved, more("2015-03-15 PlanConditionsSet", `"validTo":"2015-04-01"`)), but("2015-04-02 NetLandVerified", `"conditionsClear":true`, `"conditionsClear":false`), "", "", ""},

	{"offered, nothing verified", toAdmitted, "2016-02-01 SupplyAnnounced", RuleFinding, "announce.netLand", "/type"},
	{"offered on old papers, nothing verified", toAdmitted, "补2016-02-01 SupplyAnnounced", "", "", ""},
	{"offered, verified", ready, "2016-02-01 SupplyAnnounced", "", "", ""},
	{"offered, not ready", then(toAdmitted, but("2016-01-15 NetLandVerified", `"ready":true`, `"ready":false`)), "2016-02-01 SupplyAnnounced", RuleRefused, "announce.notNet", "/type"},
	{"offered, in dispute", then(toAdmitted, but("2016-01-15 NetLandVerified", `"noDispute":true`, `"noDispute":false`)), "2016-02-01 SupplyAnnounced", RuleRefused, "announce.notNet", "/type"},
	{"offered, not compensated", then(toAdmitted, but("2016-01-15 NetLandVerified", `"compensated":true`, `"compensated":false`)), "2016-02-01 SupplyAnnounced", RuleRefused, "announce.notNet", "/type"},
	{"offered, rights unclear", then(toAdmitted, but("2016-01-15 NetLandVerified", `"rightsClear":true`, `"rightsClear":false`)), "2016-02-01 SupplyAnnounced", RuleRefused, "announce.notNet", "/type"},
	{"offered, conditions unclear", then(toAdmitted, but("2016-01-15 NetLandVerified", `"conditionsClear":true`, `"conditionsClear":false`)), "2016-02-01 SupplyAnnounced", RuleRefused, "announce.notNet", "/type"},
	{"offered on old papers, not ready", then(toAdmitted, but("2016-01-15 NetLandVerified", `"ready":true`, `"ready":false`)), "补2016-02-01 SupplyAnnounced", RuleFinding, "announce.notNet", "/type"},
	{"offered, ready in the end", then(toAdmitted, but("2016-01-15 NetLandVerified", `"ready":true`, `"ready":false`), "2016-01-20 NetLandVerified"), "2016-02-01 SupplyAnnounced", "", "", ""},
	{"offered on the last day of its conditions", then(ready, more("2016-01-20 PlanConditionsSet", `"validTo":"2016-02-01"`)), "2016-02-01 SupplyAnnounced", "", "", ""},
	{"offered a day later", then(ready, more("2016-01-20 PlanConditionsSet", `"validTo":"2016-02-01"`)), "2016-02-02 SupplyAnnounced", RuleFinding, "announce.conditions", "/type"},
	{"offered under new conditions", then(ready, more("2016-01-20 PlanConditionsSet", `"validTo":"2016-02-01"`), `2016-02-02 PlanConditionsSet {"docNo":"GH2","use":{"system":"YDYH2023","code":"1001"}}`), "2016-02-02 SupplyAnnounced", "", "", ""},
	{"offered two years after the approval", then(ready, "2016-01-20 LandUseApproved"), "2018-01-20 SupplyAnnounced", "", "", ""},
	{"offered a day more after the approval", then(ready, "2016-01-20 LandUseApproved"), "2018-01-21 SupplyAnnounced", RuleFinding, "announce.approval", "/type"},
	{"offered on the last day of an assessment", then(ready, more("2016-01-20 RegionAssessed", `"validTo":"2016-02-01"`)), "2016-02-01 SupplyAnnounced", "", "", ""},
	{"offered after an assessment lapsed", then(ready, more("2016-01-20 RegionAssessed", `"validTo":"2016-02-01"`)), "2016-02-02 SupplyAnnounced", RuleFinding, "announce.assessment", "/type"},
	{"offered after an assessment was renewed", then(ready, more("2016-01-20 RegionAssessed", `"validTo":"2016-02-01"`), "2016-02-02 RegionAssessed"), "2016-02-02 SupplyAnnounced", "", "", ""},
	{"offered on the last day of the archaeologists", then(ready, more("2016-01-20 ArchaeologyCleared", `"validTo":"2016-02-01"`)), "2016-02-01 SupplyAnnounced", "", "", ""},
	{"offered after the archaeologists' opinion lapsed", then(ready, more("2016-01-20 ArchaeologyCleared", `"validTo":"2016-02-01"`)), "2016-02-02 SupplyAnnounced", RuleFinding, "announce.assessment", "/type"},
	{"an assessment of one day", toReserved, more("2016-01-20 RegionAssessed", `"validTo":"2016-01-20"`), "", "", ""},
	{"an assessment of yesterday", toReserved, more("2016-01-20 RegionAssessed", `"validTo":"2016-01-19"`), RuleInvalid, "assessment.validTo", "/data/validTo"},
	{"an opinion of yesterday", toReserved, more("2016-01-20 ArchaeologyCleared", `"validTo":"2016-01-19"`), RuleInvalid, "assessment.validTo", "/data/validTo"},

	{"all of it quota", toReserved, but("2016-01-01 ReclamationAccepted", "900000", "1000000"), "", "", ""},
	{"more quota than land", toReserved, but("2016-01-01 ReclamationAccepted", "900000", "1000001"), RuleInvalid, "reclamation.quota", "/data/quota"},
	{"the whole reclaimed", then(toReserved, "2016-01-01 ReclamationAccepted"), `2016-02-01 ReclamationAccepted {"acceptanceNo":"F2","area":4000000,"quota":0}`, "", "", ""},
	{"more than the whole reclaimed", then(toReserved, "2016-01-01 ReclamationAccepted"), `2016-02-01 ReclamationAccepted {"acceptanceNo":"F2","area":4000001,"quota":0}`, RuleRefused, "reclamation.area", "/data/area"},
	{"all quota used", then(toReserved, "2016-01-01 ReclamationAccepted", "2016-02-01 QuotaUsed"), but("2016-03-01 QuotaUsed", "400000", "500000"), "", "", ""},
	{"more quota used than is left", then(toReserved, "2016-01-01 ReclamationAccepted", "2016-02-01 QuotaUsed"), but("2016-03-01 QuotaUsed", "400000", "500001"), RuleRefused, "quota.balance", "/data/area"},
}

var redevelopmentRulings = []ruling{
	{"redeveloped", toLow, more("2022-02-01 RedevelopmentStarted", `"before":{"far":"0.6","taxPerMu":"-1","outputPerMu":"0"},"finishBy":"2022-02-02"`), "", "", ""},
	{"finished on the day of the start", toLow, more("2022-02-01 RedevelopmentStarted", `"finishBy":"2022-02-01"`), RuleInvalid, "redevelopment.finishBy", "/data/finishBy"},
	{"a negative plot ratio", toLow, more("2022-02-01 RedevelopmentStarted", `"before":{"far":"-0.6"}`), RuleInvalid, "yield.negative", "/data/before/far"},
	{"a negative output", toLow, more("2022-02-01 RedevelopmentStarted", `"before":{"outputPerMu":"-0.6"}`), RuleInvalid, "yield.negative", "/data/before/outputPerMu"},
	{"upgraded while upgrading", then(toLow, but("2022-02-01 RedevelopmentStarted", "SELF", "ZERO_LAND")), but("2022-03-01 RedevelopmentStarted", "SELF", "ZERO_LAND"), RuleRefused, "redevelopment.open", "/type"},
	{"redeveloped while redeveloping", then(toLow, "2022-02-01 RedevelopmentStarted"), "2022-03-01 RedevelopmentStarted", RuleRefused, "stage", "/type"},
	{"redeveloped again", then(toLow, "2022-02-01 RedevelopmentStarted", "2022-12-01 RedevelopmentCompleted"), "2024-03-01 RedevelopmentStarted", "", "", ""},
	{"by a scheme on record", then(toLow, "2022-01-20 RedevelopmentSchemeApproved"), more("2022-02-01 RedevelopmentStarted", `"schemeNo":"FA1"`), "", "", ""},
	{"by another scheme", then(toLow, "2022-01-20 RedevelopmentSchemeApproved"), more("2022-02-01 RedevelopmentStarted", `"schemeNo":"FA2"`), RuleFinding, "redevelopment.scheme", "/data/schemeNo"},
	{"the whole redeveloped", toLow, but("2022-02-01 RedevelopmentStarted", "1000000", "5000000"), "", "", ""},
	{"more redeveloped", toLow, but("2022-02-01 RedevelopmentStarted", "1000000", "5000001"), RuleFinding, "redevelopment.area", "/data/area"},
	{"a commitment twice", toLow, more("2022-02-01 RedevelopmentStarted", `"commitments":[{"metric":"FAR","operator":"GE","target":"1"},{"metric":"FAR","operator":"GE","target":"2"}]`), RuleInvalid, "commitment.twice", "/data/commitments/1/metric"},
	{"vacant land is not upgraded", toSurveyed, but("2016-02-01 RedevelopmentStarted", "SELF", "ZERO_LAND"), RuleRefused, "stage", "/type"},
	{"land in use that was only surveyed", toSurveyed, "2016-02-01 RedevelopmentStarted", "", "", ""},

	{"completed", toRedeveloping, but("2023-02-01 RedevelopmentCompleted", `"areaDisposed":0`, `"areaDisposed":1000000`), "", "", ""},
	{"more disposed than remains", toRedeveloping, but("2023-02-01 RedevelopmentCompleted", `"areaDisposed":0`, `"areaDisposed":1000001`), RuleRefused, "redevelopment.disposed", "/data/areaDisposed"},
	{"completed, never begun", toLow, "2023-02-01 RedevelopmentCompleted", RuleRefused, "redevelopment.none", "/type"},
	{"completed on old papers, never begun", toLow, "补2023-02-01 RedevelopmentCompleted", RuleFinding, "redevelopment.none", "/type"},
	{"an upgrade completed", then(toLow, but("2022-02-01 RedevelopmentStarted", "SELF", "ZERO_LAND")), "2023-02-01 RedevelopmentCompleted", "", "", ""},
	{"an upgrade completed twice", then(toLow, but("2022-02-01 RedevelopmentStarted", "SELF", "ZERO_LAND"), "2023-02-01 RedevelopmentCompleted"), "2023-03-01 RedevelopmentCompleted", RuleRefused, "redevelopment.none", "/type"},

	{"denser for nothing", toOperating, "2022-02-01 UseOrDensityChanged", "", "", ""},
	{"nothing changed", toOperating, but("2022-02-01 UseOrDensityChanged", `"farMax":"3.0",`, ""), RuleInvalid, "useChange.nothing", "/data/uses"},
	{"denser upside down", toOperating, more("2022-02-01 UseOrDensityChanged", `"farMin":"3.01"`), RuleInvalid, "useChange.limits", "/data/farMin"},
	{"half and half", toOperating, more("2022-02-01 UseOrDensityChanged", uses("0.5", "0.5")), "", "", ""},
	{"a little less than the whole", toOperating, more("2022-02-01 UseOrDensityChanged", uses("0.5", "0.4999")), RuleInvalid, "useChange.shares", "/data/uses"},
	{"a little more than the whole", toOperating, more("2022-02-01 UseOrDensityChanged", uses("0.5", "0.5001")), RuleInvalid, "useChange.shares", "/data/uses"},
	{"none of the second use", toOperating, more("2022-02-01 UseOrDensityChanged", uses("1", "0")), RuleInvalid, "useChange.shares", "/data/uses"},
	{"the same use twice", toOperating, more("2022-02-01 UseOrDensityChanged", `"uses":[{"use":{"system":"YDYH2023","code":"1001"},"share":"0.5"},{"use":{"system":"YDYH2023","code":"1001"},"share":"0.5"}]`), RuleInvalid, "useChange.shares", "/data/uses"},
	{"paid at once", toOperating, denser(`1,"payBy":"2022-02-01"`), "", "", ""},
	{"to be paid before", toOperating, denser(`1,"payBy":"2022-01-31"`), RuleInvalid, "useChange.payBy", "/data/payBy"},
	{"to be paid some day", toOperating, denser(`1`), RuleInvalid, "useChange.payBy", "/data/payBy"},
	{"nothing to be paid by a day", toOperating, denser(`0,"payBy":"2022-03-01"`), RuleInvalid, "useChange.payBy", "/data/payBy"},
	{"paid for without a contract", then(toSurveyed, "2015-03-01 UseConfirmed"), denser(`1,"payBy":"2022-02-01"`), RuleFinding, "useChange.noContract", "/data/supplementaryPrice"},
}

var toRedeveloping = then(toLow, "2022-02-01 RedevelopmentStarted")

func uses(first, second string) string {
	return `"uses":[{"use":{"system":"YDYH2023","code":"1001"},"share":"` + first + `"},{"use":{"system":"YDYH2023","code":"0802"},"share":"` + second + `"}]`
}

func denser(price string) string {
	return but("2022-02-01 UseOrDensityChanged", `"supplementaryPrice":0`, `"supplementaryPrice":`+price)
}
