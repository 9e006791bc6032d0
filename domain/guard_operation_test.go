package domain

var operationRulings = []ruling{
	{"started after delivery", toDelivered, "2016-08-01 ConstructionStarted", "", "", ""},
	{"started before delivery 未交先建", toContracted, "2016-06-01 ConstructionStarted", RuleFinding, "start.beforeDelivery", "/occurredOn"},
	{"started without permit", toDelivered, but("2017-05-01 ConstructionStarted", `"permitNo":"X1",`, ``), RuleFinding, "start.permit", "/data/permitNo"},
	{"verified by one", toDelivered, but("2017-05-01 ConstructionStarted", `,"丁"`, ``), RuleRefused, "start.verifiers", "/data/verifiedBy"},
	{"verified by one, back-filled", toDelivered, "补" + but("2017-05-01 ConstructionStarted", `,"丁"`, ``), RuleFinding, "start.verifiers", "/data/verifiedBy"},
	{"started twice", toBuilding, "2017-06-01 ConstructionStarted", RuleRefused, "stage", "/type"},

	{"completed the day after the start", toBuilding, "2017-05-02 ConstructionCompleted", "", "", ""},
	{"completed on the day of start", toBuilding, "2017-05-01 ConstructionCompleted", RuleRefused, "complete.order", "/occurredOn"},
	{"completed on the day of start, back-filled", toBuilding, "补2017-05-01 ConstructionCompleted", RuleFinding, "complete.order", "/occurredOn"},
	{"completed after production", then(toBuilding, "2019-04-01 ProductionStarted"), "2019-05-01 ConstructionCompleted", "", "", ""},
	{"completed twice", toProducing, "2019-11-01 ConstructionCompleted", RuleRefused, "complete.twice", "/type"},
	{"all floor is office", toBuilding, more("2019-05-01 ConstructionCompleted", `"officeFloor":6000000`), "", "", ""},
	{"more office than floor", toBuilding, more("2019-05-01 ConstructionCompleted", `"officeFloor":6000001`), RuleInvalid, "complete.parts", "/data/officeFloor"},
	{"the parcel is filled", toBuilding, more("2019-05-01 ConstructionCompleted", `"yardArea":2000000,"greenArea":1000000`), "", "", ""},
	{"the parcel is overfilled", toBuilding, more("2019-05-01 ConstructionCompleted", `"yardArea":2000000,"greenArea":1000001`), RuleFinding, "complete.area", "/data/baseArea"},
	{"land check failed", toBuilding, but("2019-05-01 ConstructionCompleted", `"landCheck":"PASS"`, `"landCheck":"FAIL"`), RuleFinding, "complete.landCheck", "/data/landCheck"},
	{"plot ratio at the floor", withRatio, but("2019-05-01 ConstructionCompleted", `"floorArea":6000000`, `"floorArea":5000000`), "", "", ""},
	{"plot ratio below", withRatio, but("2019-05-01 ConstructionCompleted", `"floorArea":6000000`, `"floorArea":4999999`), RuleFinding, "complete.far", "/data/floorArea"},
	{"plot ratio above", withRatio, but("2019-05-01 ConstructionCompleted", `"floorArea":6000000`, `"floorArea":10000001`), RuleFinding, "complete.far", "/data/floorArea"},

	{"production before acceptance 未验先投", toBuilding, "2019-04-01 ProductionStarted", RuleFinding, "production.beforeAcceptance", "/occurredOn"},
	{"trial production before acceptance", toBuilding, more("2019-04-01 ProductionStarted", `"trial":true`), "", "", ""},
	{"another industry than committed", toCompleted, but("2019-10-01 ProductionStarted", "C3670", "C3912"), RuleFinding, "production.industry", "/data/industry"},
	{"the committed industry without letter", toCompleted, but("2019-10-01 ProductionStarted", "C3670", "36"), "", "", ""},

	{"a period that ends today", toOperating, "2021-03-31 OperationReported", "", "", ""},
	{"a period that ends tomorrow", toOperating, "2021-03-30 OperationReported", RuleFinding, "report.early", "/data/period"},
	{"a period that begins tomorrow", toOperating, but("2021-03-31 OperationReported", "2021Q1", "2021Q2"), RuleInvalid, "period.future", "/data/period"},
	{"a month before production", toOperating, but("2021-03-31 OperationReported", "2021Q1", "201909"), RuleFinding, "report.beforeProduction", "/data/period"},
	{"the month of production", toOperating, but("2021-03-31 OperationReported", "2021Q1", "201910"), "", "", ""},
	{"share of nothing", toOperating, but("2021-03-31 OperationReported", `"share":"1"`, `"share":"0"`, "SINGLE", "MANUAL"), RuleInvalid, "report.share", "/data/share"},
	{"share of a little", toOperating, but("2021-03-31 OperationReported", `"share":"1"`, `"share":"0.0001"`, "SINGLE", "MANUAL"), "", "", ""},
	{"share above one", toOperating, but("2021-03-31 OperationReported", `"share":"1"`, `"share":"1.0001"`, "SINGLE", "MANUAL"), RuleInvalid, "report.share", "/data/share"},
	{"part of a single parcel", toOperating, but("2021-03-31 OperationReported", `"share":"1"`, `"share":"0.5"`), RuleInvalid, "report.share", "/data/share"},
	{"another share of the same period", then(toOperating, "2021-03-31 OperationReported"), but("2021-04-01 OperationReported", `"share":"1"`, `"share":"0.5"`, "SINGLE", "MANUAL"), RuleFinding, "report.shares", "/data/share"},
	{"no figure", toOperating, but("2021-03-31 OperationReported", `,"output":100,"taxPaid":10`, ``), RuleInvalid, "report.empty", "/data"},
	{"negative energy", toOperating, more("2021-03-31 OperationReported", `"energyTce":"-1"`), RuleInvalid, "report.negative", "/data/energyTce"},
	{"revises nothing", toOperating, but("2021-03-31 OperationReported", `FINAL`, `REVISED`), RuleFinding, "report.revised", "/data/status"},
	{"revises a report", then(toOperating, "2021-03-31 OperationReported"), but("2021-04-01 OperationReported", `FINAL`, `REVISED`), "", "", ""},

	{"next check tomorrow", toOperating, more("2022-01-01 OperationChecked", `"nextCheck":"2022-01-02"`), "", "", ""},
	{"next check today", toOperating, more("2022-01-01 OperationChecked", `"nextCheck":"2022-01-01"`), RuleInvalid, "check.next", "/data/nextCheck"},
	{"failed without findings", toOperating, but("2022-01-01 OperationChecked", `"PASS"`, `"FAIL"`), RuleInvalid, "check.findings", "/data/findings"},
	{"rated for this year", toOperating, "2021-12-31 EfficiencyRated", "", "", ""},
	{"rated for next year", toOperating, but("2021-12-31 EfficiencyRated", `"evalYear":2021`, `"evalYear":2022`), RuleInvalid, "rating.year", "/data/evalYear"},
	{"rated three years late", toOperating, "2024-12-31 EfficiencyRated", "", "", ""},
	{"rated four years late", toOperating, "2025-01-01 EfficiencyRated", RuleFinding, "rating.late", "/data/evalYear"},
	{"rated again", then(toOperating, "2021-12-31 EfficiencyRated"), "2022-01-31 EfficiencyRated", RuleFinding, "rating.again", "/data/evalYear"},
	{"last of all", toOperating, more("2022-01-01 EfficiencyRated", `"rank":9,"population":9`), "", "", ""},
	{"a rank among how many is not said", toOperating, more("2022-01-01 EfficiencyRated", `"rank":10`), "", "", ""},
	{"behind the last", toOperating, more("2022-01-01 EfficiencyRated", `"rank":10,"population":9`), RuleInvalid, "rating.rank", "/data/rank"},
	{"objections end first", toOperating, more("2022-01-01 EfficiencyRated", `"publishedOn":"2022-01-02","objectionUntil":"2022-01-01"`), RuleInvalid, "rating.dates", "/data/objectionUntil"},
}

// withRatio is a parcel under construction with a plot ratio of 1 to 2.
var withRatio = then(toAwarded, more("2016-05-01 GrantContractSigned", `"farMin":"1.0","farMax":"2.0"`), "2016-08-01 LandDelivered", "2017-05-01 ConstructionStarted")

const passed = `"actual":"21","pass":true`

var capacityRulings = []ruling{
	{"the target exactly", toProducing, but("2021-03-01 CapacityAccepted", passed, `"actual":"20.00","pass":true`), "", "", ""},
	{"passed with the tolerance", toProducing, but("2021-03-01 CapacityAccepted", passed, `"actual":"18","pass":true`), "", "", ""},
	{"passed below the tolerance", toProducing, but("2021-03-01 CapacityAccepted", passed, `"actual":"17.99","pass":true`), RuleRefused, "capacity.pass", "/data/measured/0/pass"},
	{"failed though it meets", toProducing, but("2021-03-01 CapacityAccepted", passed, `"actual":"20","pass":false`, "PASS", "FAIL"), RuleRefused, "capacity.pass", "/data/measured/0/pass"},
	{"smaller is better", toProducing, but("2021-03-01 CapacityAccepted", `"metric":"TAX_PER_MU","target":"20",`+passed, `"metric":"OFFICE_LAND","target":"7","actual":"6.9","pass":true`), "", "", ""},
	{"smaller is better, and it is larger", toProducing, but("2021-03-01 CapacityAccepted", `"metric":"TAX_PER_MU","target":"20",`+passed, `"metric":"OFFICE_LAND","target":"7","actual":"7.1","pass":true`), RuleRefused, "capacity.pass", "/data/measured/0/pass"},
	{"another target than agreed", toProducing, but("2021-03-01 CapacityAccepted", `"target":"20"`, `"target":"19"`), RuleFinding, "capacity.target", "/data/measured/0/target"},
	{"passed with a failing metric", toProducing, but("2021-03-01 CapacityAccepted", passed, `"actual":"1","pass":false`), RuleInvalid, "capacity.result", "/data/result"},
	{"failed with all passing", toProducing, but("2021-03-01 CapacityAccepted", `"PASS"`, `"FAIL"`), RuleFinding, "capacity.allPass", "/data/result"},
	{"basically, by a later day", toProducing, but("2021-03-01 CapacityAccepted", `"PASS"`, `"BASIC","due":"2021-03-02"`), "", "", ""},
	{"basically, by no day", toProducing, but("2021-03-01 CapacityAccepted", `"PASS"`, `"BASIC"`), RuleInvalid, "capacity.due", "/data/due"},
	{"basically, by today", toProducing, but("2021-03-01 CapacityAccepted", `"PASS"`, `"BASIC","due":"2021-03-01"`), RuleInvalid, "capacity.due", "/data/due"},
	{"passed against an objection", toProducing, more("2021-03-01 CapacityAccepted", `"reviewers":[{"department":"TAX","opinion":"OBJECT","on":"2021-03-01"}]`), RuleInvalid, "capacity.objection", "/data/result"},
	{"a metric twice", toProducing, but("2021-03-01 CapacityAccepted", `"measured":[`, `"measured":[{"metric":"TAX_PER_MU","target":"20","actual":"20","pass":true},`), RuleInvalid, "capacity.twice", "/data/measured/1/metric"},
	{"a period to come", toProducing, but("2021-03-01 CapacityAccepted", `"2020"`, `"2021Q2"`), RuleInvalid, "period.future", "/data/period"},
	{"accepted again after basically", then(toProducing, but("2021-03-01 CapacityAccepted", `"PASS"`, `"BASIC","due":"2021-09-01"`)), "2021-08-01 CapacityAccepted", "", "", ""},
	{"accepted twice", toOperating, "2021-08-01 CapacityAccepted", RuleRefused, "capacity.done", "/type"},
	{"accepted before production", toCompleted, "2021-03-01 CapacityAccepted", RuleRefused, "stage", "/type"},
}
