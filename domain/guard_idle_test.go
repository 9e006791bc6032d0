package domain

// The stories of idle land: the start was agreed for 2017-06-01, delivery came in
// time on 2016-08-01.
var (
	idleOpened    = then(toDelivered, "2018-06-10 IdleCaseOpened")
	idleFound     = then(idleOpened, "2018-08-01 IdleDetermined")
	feeDecided    = then(idleFound, "2018-10-01 IdleDisposed")
	blameless     = then(idleOpened, but("2018-08-01 IdleDetermined", `"HOLDER"`, `"GOVERNMENT","governmentCause":"PLAN_CHANGE"`))
	toSuspended   = then(toBuilding, "2018-01-10 ConstructionSuspended")
	suspendedCase = then(toSuspended, "2019-02-01 "+openSuspended)
	suspendedIdle = then(suspendedCase, but("2019-03-01 IdleDetermined", "NOT_STARTED", "SUSPENDED", "2018-06-02", "2019-01-02"))
	deliveredLate = then(toContracted, "2016-05-01 SupervisionAgreementSigned")
)

const openSuspended = `IdleCaseOpened {"caseNo":"X1","kind":"SUSPENDED","suspectedSince":"2019-01-02"}`

func caused(cause string) []string {
	return then(idleOpened, but("2018-08-01 IdleDetermined", `"HOLDER"`, cause))
}

func suspendedWith(oldnew ...string) []string {
	return then(toBuilding, but("2018-01-10 ConstructionSuspended", oldnew...))
}

func disposed(measure string) string {
	return `2018-10-01 IdleDisposed {"caseNo":"X1","measure":` + measure + `}`
}

const extension = `"EXTENSION","supplementNo":"B1","basisDate":"2018-12-01","newStartBy":"2019-12-01"`

var idleRulings = []ruling{
	{"not started for a full year", toDelivered, but("2018-06-01 IdleCaseOpened", "2018-06-02", "2018-06-01"), RuleRefused, "idle.notYet", "/data/kind"},
	{"not started for a year and a day", toDelivered, "2018-06-02 IdleCaseOpened", "", "", ""},
	{"not yet a year, back-filled", toDelivered, "补" + but("2018-06-01 IdleCaseOpened", "2018-06-02", "2018-06-01"), RuleFinding, "idle.notYet", "/data/kind"},
	{"started", toBuilding, "2018-06-10 IdleCaseOpened", RuleRefused, "idle.started", "/data/kind"},
	{"land without contract", toSurveyed, "2018-06-10 IdleCaseOpened", "", "", ""},
	{"suspected since tomorrow", toDelivered, but("2018-06-10 IdleCaseOpened", `"2018-06-02"`, `"2018-06-11"`), RuleInvalid, "idle.from", "/data/suspectedSince"},
	{"notice served today", toDelivered, "2018-06-15 IdleCaseOpened", "", "", ""},
	{"notice served yesterday", toDelivered, "2018-06-16 IdleCaseOpened", RuleInvalid, "idle.served", "/data/servedOn"},
	{"reply after 29 days", toDelivered, but("2018-06-10 IdleCaseOpened", "2018-07-15", "2018-07-14"), RuleRefused, "idle.replyDue", "/data/replyDue"},
	{"reply on Monday, the 30th day being a Sunday", toDelivered, but("2018-06-10 IdleCaseOpened", "2018-07-15", "2018-07-16"), "", "", ""},
	{"reply on Tuesday", toDelivered, but("2018-06-10 IdleCaseOpened", "2018-07-15", "2018-07-17"), RuleRefused, "idle.replyDue", "/data/replyDue"},
	{"reply without service", toDelivered, but("2018-06-10 IdleCaseOpened", `"servedOn":"2018-06-15",`, ``), RuleRefused, "idle.replyDue", "/data/replyDue"},
	{"served without a day to reply", toDelivered, but("2018-06-10 IdleCaseOpened", `,"replyDue":"2018-07-15"`, ``), "", "", ""},
	{"neither served nor to reply", toDelivered, but("2018-06-10 IdleCaseOpened", `,"servedOn":"2018-06-15","replyDue":"2018-07-15"`, ``), "", "", ""},
	{"another case while one is open", idleOpened, but("2018-06-12 IdleCaseOpened", "X1", "X2"), RuleRefused, "idle.running", "/type"},
	{"the same number again", blamelessBy(extension), `2020-12-02 IdleCaseOpened {"caseNo":"X1","kind":"NOT_STARTED","suspectedSince":"2020-12-02"}`, RuleRefused, "idle.twice", "/data/caseNo"},
	{"idle land that is completed", toCompleted, "2021-01-01 " + openSuspended, RuleRefused, "stage", "/type"},

	{"suspended for a full year", toSuspended, "2019-01-01 IdleCaseOpened " + `{"caseNo":"X1","kind":"SUSPENDED","suspectedSince":"2019-01-01"}`, RuleRefused, "idle.notYet", "/data/kind"},
	{"suspended for a year and a day", toSuspended, "2019-01-02 " + openSuspended, "", "", ""},
	{"never suspended", toBuilding, "2019-01-02 " + openSuspended, RuleRefused, "idle.notSuspended", "/data/kind"},
	{"just below a third", suspendedWith(`1000000`, `1666666`, `"invested":100`, `"invested":250`), "2019-01-02 " + openSuspended, "", "", ""},
	{"just above a third, a quarter invested", suspendedWith(`1000000`, `1666667`, `"invested":100`, `"invested":250`), "2019-01-02 " + openSuspended, RuleRefused, "idle.figures", "/data/kind"},
	{"a third exactly, a quarter invested", suspendedWith(`1000000`, `1000000`, `5000000`, `3000000`, `"invested":100`, `"invested":250`), "2019-01-02 " + openSuspended, RuleRefused, "idle.figures", "/data/kind"},
	{"more than a third, just below a quarter invested", suspendedWith(`1000000`, `5000000`, `"invested":100`, `"invested":249`), "2019-01-02 " + openSuspended, "", "", ""},

	{"determined", idleOpened, "2018-08-01 IdleDetermined", "", "", ""},
	{"no such case", toDelivered, "2018-08-01 IdleDetermined", RuleRefused, "idle.unknown", "/data/caseNo"},
	{"no such case, back-filled", toDelivered, "补2018-08-01 IdleDetermined", RuleFinding, "idle.unknown", "/data/caseNo"},
	{"determined twice", idleFound, "2018-08-02 IdleDetermined", RuleRefused, "idle.determinedTwice", "/data/caseNo"},
	{"determined when disposed of", blamelessBy(extension), "2020-12-02 IdleDetermined", RuleRefused, "idle.disposed", "/data/caseNo"},
	{"another kind than investigated", then(toDelivered, `补2018-06-10 IdleCaseOpened {"caseNo":"X1","kind":"SUSPENDED","suspectedSince":"2018-06-02"}`), "2018-08-01 IdleDetermined", RuleRefused, "idle.kind", "/data/kind"},
	{"the whole parcel and more", idleOpened, but("2018-08-01 IdleDetermined", "5000000", "5000001"), RuleRefused, "idle.area", "/data/idleArea"},
	{"a part of the parcel", idleOpened, but("2018-08-01 IdleDetermined", "5000000", "1"), "", "", ""},
	{"idle since tomorrow", idleOpened, but("2018-08-01 IdleDetermined", "2018-06-02", "2018-08-02"), RuleInvalid, "idle.from", "/data/idleFrom"},
	{"published today", idleOpened, more("2018-08-01 IdleDetermined", `"publishedFrom":"2018-08-01"`), "", "", ""},
	{"published yesterday", idleOpened, more("2018-08-01 IdleDetermined", `"publishedFrom":"2018-07-31"`), RuleInvalid, "idle.published", "/data/publishedFrom"},
	{"determination served yesterday", idleOpened, more("2018-08-01 IdleDetermined", `"servedOn":"2018-07-31"`), RuleInvalid, "idle.served", "/data/servedOn"},
	{"a government cause without name", idleOpened, but("2018-08-01 IdleDetermined", "HOLDER", "GOVERNMENT"), RuleInvalid, "idle.governmentCause", "/data/governmentCause"},
	{"a mixed cause without name", idleOpened, but("2018-08-01 IdleDetermined", "HOLDER", "MIXED"), RuleInvalid, "idle.governmentCause", "/data/governmentCause"},
	{"a holder's cause with the government's", idleOpened, more("2018-08-01 IdleDetermined", `"governmentCause":"OTHER"`), RuleInvalid, "idle.governmentCause", "/data/governmentCause"},
	{"force majeure", idleOpened, but("2018-08-01 IdleDetermined", "HOLDER", "FORCE_MAJEURE"), "", "", ""},

	{"handed over in time", then(deliveredLate, "2016-08-01 LandDelivered", "2018-06-10 IdleCaseOpened"), "2018-06-15 IdleDetermined", "", "", ""},
	{"handed over a year and two weeks late", then(deliveredLate, "2017-08-15 LandDelivered", "2018-06-10 IdleCaseOpened"), "2018-06-15 IdleDetermined", RuleRefused, "idle.lateDelivery", "/data/cause"},
	{"late by as much as the start is", then(deliveredLate, "2017-08-15 LandDelivered", "2018-06-10 IdleCaseOpened"), "2018-06-16 IdleDetermined", RuleFinding, "idle.lateInPart", "/data/cause"},
	{"not handed over at all", then(toContracted, "2018-06-10 IdleCaseOpened"), "2018-08-01 IdleDetermined", RuleRefused, "idle.lateDelivery", "/data/cause"},
	{"not handed over, and said to be the government's fault", then(toContracted, "2018-06-10 IdleCaseOpened"), but("2018-08-01 IdleDetermined", `"HOLDER"`, `"GOVERNMENT","governmentCause":"LATE_DELIVERY"`), "", "", ""},
	{"late, but the start counts from it", then(toAwarded, but("2016-05-01 GrantContractSigned", `"base":"DATE","date":"2017-06-01"`, `"base":"DELIVERY","months":10`), "2016-05-01 SupervisionAgreementSigned", "2017-08-15 LandDelivered", but("2019-06-18 IdleCaseOpened", `,"servedOn":"2018-06-15","replyDue":"2018-07-15"`, ``)), "2019-07-20 IdleDetermined", "", "", ""},
	{"late, but the start was agreed anew after it", then(deliveredLate, "2017-08-15 LandDelivered", `2017-09-01 CommitmentsAmended {"instrument":"CONTRACT","docNo":"B1","kind":"SUPPLEMENT","reason":"GOVERNMENT","amendments":[{"metric":"START_BY","mode":"REPLACE","new":"2017-10-01"}]}`, but("2018-10-02 IdleCaseOpened", `,"servedOn":"2018-06-15","replyDue":"2018-07-15"`, ``)), "2018-10-10 IdleDetermined", "", "", ""},

	{"a fee on land not started through the holder", idleFound, "2018-10-01 IdleDisposed", "", "", ""},
	{"disposed of before it is determined", idleOpened, "2018-10-01 IdleDisposed", RuleRefused, "idle.undetermined", "/data/caseNo"},
	{"disposed of twice", feeDecided, "2018-11-01 IdleDisposed", RuleRefused, "idle.disposed", "/data/caseNo"},
	{"disposed of without a case", toDelivered, "2018-10-01 IdleDisposed", RuleRefused, "idle.unknown", "/data/caseNo"},
	{"a fee without approval", idleFound, but("2018-10-01 IdleDisposed", `"approvalDoc":"Z1",`, ``), RuleRefused, "idle.approval", "/data/approvalDoc"},
	{"a fee without hearing", idleFound, but("2018-10-01 IdleDisposed", `"hearing":"NOTIFIED","hearingOn":"2018-09-01",`, ``), RuleRefused, "idle.hearing", "/data/hearing"},
	{"a hearing without its day", idleFound, but("2018-10-01 IdleDisposed", `"hearingOn":"2018-09-01",`, ``), RuleRefused, "idle.hearing", "/data/hearing"},
	{"a hearing notice on the day of approval", idleFound, more("2018-10-01 IdleDisposed", `"approvedOn":"2018-09-01"`), "", "", ""},
	{"a hearing notice after the approval", idleFound, more("2018-10-01 IdleDisposed", `"approvedOn":"2018-08-31"`), RuleRefused, "idle.hearingLate", "/data/hearingOn"},
	{"decided on the day of the approval", idleFound, more("2018-10-01 IdleDisposed", `"approvedOn":"2018-10-01"`), "", "", ""},
	{"approved after the decision", idleFound, more("2018-10-01 IdleDisposed", `"approvedOn":"2018-10-02"`), RuleInvalid, "idle.papers", "/data/hearingOn"},
	{"decided on the day of the hearing notice", idleFound, "2018-09-01 IdleDisposed", "", "", ""},
	{"a hearing notice to come", idleFound, but("2018-08-31 IdleDisposed"), RuleInvalid, "idle.papers", "/data/hearingOn"},
	{"a recovery on the day of two years", feeDecided, but("2019-06-01 IdleDisposed", "IDLE_FEE", "RECLAIM"), RuleRefused, "idle.reclaimEarly", "/data/measure"},
	{"a recovery after two years, the fee having been charged", feeDecided, but("2019-06-02 IdleDisposed", "IDLE_FEE", "RECLAIM"), "", "", ""},
	{"a recovery after two years without a fee", idleFound, but("2019-06-02 IdleDisposed", "IDLE_FEE", "RECLAIM"), "", "", ""},
	{"a recovery without approval", idleFound, but("2019-06-02 IdleDisposed", "IDLE_FEE", "RECLAIM", `"approvalDoc":"Z1",`, ``), RuleRefused, "idle.approval", "/data/approvalDoc"},
	{"a recovery of mortgaged land", mortgagedIdle, but("2019-06-02 IdleDisposed", "IDLE_FEE", "RECLAIM"), RuleRefused, "exit.mortgagee", "/data/mortgageeTold"},
	{"a recovery that the mortgagee was told of", mortgagedIdle, but("2019-06-02 IdleDisposed", "IDLE_FEE", "RECLAIM", `"Z1"`, `"Z1","mortgageeTold":"2019-05-01"`), "", "", ""},
	{"a recovery with no start on record", then(toSurveyed, "2018-06-10 IdleCaseOpened", "2018-08-01 IdleDetermined"), but("2020-06-02 IdleDisposed", "IDLE_FEE", "RECLAIM"), RuleRefused, "idle.reclaimEarly", "/data/measure"},

	{"an extension for the holder's fault", idleFound, disposed(extension), RuleRefused, "idle.holderMeasure", "/data/measure"},
	{"conditions adjusted for the holder's fault", idleFound, disposed(`"ADJUSTMENT"`), RuleRefused, "idle.holderMeasure", "/data/measure"},
	{"a swap for the holder's fault", idleFound, disposed(`"SWAP"`), RuleRefused, "idle.holderMeasure", "/data/measure"},
	{"a recovery by agreement for the holder's fault", idleFound, disposed(`"BUY_BACK"`), RuleRefused, "idle.holderMeasure", "/data/measure"},
	{"a fee for the government's fault", blameless, "2018-10-01 IdleDisposed", RuleRefused, "idle.excused", "/data/measure"},
	{"a fee for a mixed cause", caused(`"MIXED","governmentCause":"OTHER"`), "2018-10-01 IdleDisposed", RuleRefused, "idle.excused", "/data/measure"},
	{"a fee for force majeure", caused(`"FORCE_MAJEURE"`), "2018-10-01 IdleDisposed", RuleRefused, "idle.excused", "/data/measure"},
	{"a fee for necessary preparatory work", caused(`"PREPARATORY_WORK"`), "2018-10-01 IdleDisposed", RuleRefused, "idle.excused", "/data/measure"},
	{"a recovery for necessary preparatory work", caused(`"PREPARATORY_WORK"`), but("2019-06-02 IdleDisposed", "IDLE_FEE", "RECLAIM"), RuleRefused, "idle.excused", "/data/measure"},
	{"an extension for necessary preparatory work", caused(`"PREPARATORY_WORK"`), disposed(extension), "", "", ""},
	{"a swap for a mixed cause", caused(`"MIXED","governmentCause":"OTHER"`), disposed(`"SWAP"`), "", "", ""},
	{"a fee on suspended land", suspendedIdle, but("2019-10-01 IdleDisposed", "2018-09-01", "2019-09-01"), RuleRefused, "idle.suspendedMeasure", "/data/measure"},
	{"a recovery of suspended land", suspendedIdle, but("2021-10-01 IdleDisposed", "IDLE_FEE", "RECLAIM"), RuleRefused, "idle.suspendedMeasure", "/data/measure"},
	{"a fee on suspended land, back-filled", suspendedIdle, "补" + but("2019-10-01 IdleDisposed", "2018-09-01", "2019-09-01"), RuleFinding, "idle.suspendedMeasure", "/data/measure"},
	{"suspended land takes the measures of article 12", suspendedIdle, `2019-10-01 IdleDisposed {"caseNo":"X1","measure":"ADJUSTMENT"}`, "", "", ""},
	{"suspended land is bought back", suspendedIdle, `2019-10-01 IdleDisposed {"caseNo":"X1","measure":"BUY_BACK"}`, "", "", ""},

	{"an extension of a year", blameless, disposed(extension), "", "", ""},
	{"an extension of a year and a day", blameless, disposed(`"EXTENSION","supplementNo":"B1","basisDate":"2018-12-01","newStartBy":"2019-12-02"`), RuleRefused, "idle.extension", "/data/newStartBy"},
	{"an extension from a leap day", blameless, disposed(`"EXTENSION","supplementNo":"B1","basisDate":"2020-02-29","newStartBy":"2021-02-28"`), "", "", ""},
	{"an extension from a leap day and a day more", blameless, disposed(`"EXTENSION","supplementNo":"B1","basisDate":"2020-02-29","newStartBy":"2021-03-01"`), RuleRefused, "idle.extension", "/data/newStartBy"},
	{"too long an extension, back-filled", blameless, "补" + disposed(`"EXTENSION","supplementNo":"B1","basisDate":"2018-12-01","newStartBy":"2019-12-02"`), RuleFinding, "idle.extension", "/data/newStartBy"},
	{"an extension without basis", blameless, disposed(`"EXTENSION","supplementNo":"B1"`), RuleInvalid, "idle.extensionFields", "/data/newStartBy"},
	{"an extension that is none", blameless, disposed(`"EXTENSION","supplementNo":"B1","basisDate":"2018-12-01","newStartBy":"2018-12-01"`), RuleInvalid, "idle.newStart", "/data/newStartBy"},
	{"a new start without extension", blameless, disposed(`"SWAP","newStartBy":"2019-12-01"`), RuleInvalid, "idle.newStart", "/data/newStartBy"},
	{"completion the day after the new start", blameless, disposed(extension + `,"newCompleteBy":"2019-12-02"`), "", "", ""},
	{"completion on the new start", blameless, disposed(extension + `,"newCompleteBy":"2019-12-01"`), RuleInvalid, "idle.newComplete", "/data/newCompleteBy"},
	{"a temporary use of two years", blameless, disposed(`"TEMPORARY_USE","tempUseFrom":"2018-11-01","tempUseUntil":"2020-11-01"`), "", "", ""},
	{"a temporary use of two years and a day", blameless, disposed(`"TEMPORARY_USE","tempUseFrom":"2018-11-01","tempUseUntil":"2020-11-02"`), RuleRefused, "idle.temporary", "/data/tempUseUntil"},
	{"a temporary use of no days", blameless, disposed(`"TEMPORARY_USE"`), RuleInvalid, "idle.tempUse", "/data/tempUseUntil"},
	{"a temporary use that ends first", blameless, disposed(`"TEMPORARY_USE","tempUseFrom":"2018-11-02","tempUseUntil":"2018-11-01"`), RuleInvalid, "idle.tempUse", "/data/tempUseUntil"},
	{"another measure with days of use", blameless, disposed(`"SWAP","tempUseFrom":"2018-11-01","tempUseUntil":"2018-11-02"`), RuleInvalid, "idle.tempUse", "/data/tempUseUntil"},

	{"started by himself, and not started", idleFound, disposed(`"SELF_START"`), RuleRefused, "idle.selfStart", "/data/measure"},
	{"started by himself", then(idleFound, "2018-09-01 ConstructionStarted"), disposed(`"SELF_START","publishedTo":"2018-10-02"`), "", "", ""},
	{"started by himself, said twice", then(idleFound, "2018-09-01 ConstructionStarted", disposed(`"SELF_START","publishedTo":"2018-10-02"`)), "2018-10-03 IdleDisposed " + `{"caseNo":"X1","measure":"SELF_START"}`, RuleRefused, "idle.disposed", "/data/caseNo"},
	{"still suspended", suspendedIdle, `2019-10-01 IdleDisposed {"caseNo":"X1","measure":"SELF_START"}`, RuleRefused, "idle.selfStart", "/data/measure"},
	{"resumed by himself", then(suspendedIdle, "2019-09-01 ConstructionResumed"), `2019-10-01 IdleDisposed {"caseNo":"X1","measure":"SELF_START"}`, "", "", ""},
	{"a fee after he has started", then(idleFound, "2018-09-01 ConstructionStarted"), "2018-10-01 IdleDisposed", RuleRefused, "idle.disposed", "/data/caseNo"},
	{"started after the recovery was decided", then(feeDecided, but("2019-06-02 IdleDisposed", "IDLE_FEE", "RECLAIM")), "2019-07-01 ConstructionStarted", RuleRefused, "start.reclaimed", "/type"},
	{"a new case a year after the new start", blamelessBy(extension), `2020-12-02 IdleCaseOpened {"caseNo":"X2","kind":"NOT_STARTED","suspectedSince":"2020-12-02"}`, "", "", ""},
	{"a new case a year after the old start", blamelessBy(extension), `2020-12-01 IdleCaseOpened {"caseNo":"X2","kind":"NOT_STARTED","suspectedSince":"2020-12-01"}`, RuleRefused, "idle.notYet", "/data/kind"},
}

// mortgagedIdle was mortgaged before it was found to lie idle.
var mortgagedIdle = then(toDelivered, "2017-01-01 EncumbranceSet", "2018-06-10 IdleCaseOpened", "2018-08-01 IdleDetermined")

// blamelessBy is land idle without the holder's fault, and a measure taken.
func blamelessBy(measure string) []string { return then(blameless, disposed(measure)) }
