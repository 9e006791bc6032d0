package domain

var (
	titledUse     = then(paidTitled, "2017-05-01 ConstructionStarted", "2019-05-01 ConstructionCompleted", "2019-10-01 ProductionStarted")
	locked        = then(titledUse, other("2020-01-01 SupervisionAgreementSigned "+usual["SupervisionAgreementSigned"], `"agreementNo"`, `"equityLock":true,"agreementNo"`))
	toSale        = then(titledUse, but("2022-01-01 ExitInitiated", "E01", "E06"))
	toCourtSale   = then(titledUse, but("2022-01-01 ExitInitiated", "E01", "E10", `"民法典"`, `"民法典","decisionNo":"J1"`))
	surveyedFloor = []string{more("2015-01-01 ParcelRegistered", `"titleNo":"Q0"`), more("2015-02-01 ParcelSurveyed", `"buildings":[{"no":"1","baseArea":1,"floorArea":1500000},{"no":"2","baseArea":1,"floorArea":500000}]`), "2015-03-01 UseConfirmed"}
	idled         = then(paidTitled, "2018-06-15 IdleCaseOpened", "2018-08-01 IdleDetermined")
	selfHolding   = then(titledUse, other("2020-01-01 SupervisionAgreementSigned "+usual["SupervisionAgreementSigned"], `{"metric":"FAI_PER_MU"`, `{"metric":"SELF_HOLD","operator":"GE","target":"50"},{"metric":"FAI_PER_MU"`))
)

var rightsRulings = []ruling{
	{"sold with a quarter invested", titledUse, "2020-01-01 RightTransferred", "", "", ""},
	{"sold with less invested", titledUse, but("2020-01-01 RightTransferred", `"0.25"`, `"0.2499"`), RuleRefused, "transfer.invested", "/data/investedRatio"},
	{"sold with nothing said of it", titledUse, but("2020-01-01 RightTransferred", `"investedRatio":"0.25",`, ""), RuleRefused, "transfer.invested", "/data/investedRatio"},
	{"sold with less invested, long ago", titledUse, "补" + but("2020-01-01 RightTransferred", `"0.25"`, `"0.2499"`), RuleFinding, "transfer.invested", "/data/investedRatio"},
	{"sold after a pre-registration", titledUse, but("2020-01-01 RightTransferred", `"investedRatio":"0.25"`, `"preRegistered":true`), "", "", ""},
	{"sold before the price was paid", then(toDelivered, "2016-08-02 LandPricePaid", "2016-08-03 TitleRegistered"), "2016-09-01 RightTransferred", RuleRefused, "transfer.unpaid", "/type"},
	{"sold before a price without instalments was paid", then(toAwarded, but("2016-05-01 GrantContractSigned", `"instalments":[{"no":1,"due":"2016-12-01","amount":4500000000},{"no":2,"due":"2017-03-01","amount":4500000000}],`, ""), "2016-06-01 LandPricePaid", "2016-08-01 LandDelivered", "2016-08-03 TitleRegistered"), "2016-09-01 RightTransferred", RuleRefused, "transfer.unpaid", "/type"},
	{"sold without a title", then(toPaid, "2016-08-01 LandDelivered"), "2016-09-01 RightTransferred", RuleRefused, "right.untitled", "/type"},
	{"sold with the title of the register", then([]string{more("2015-01-01 ParcelRegistered", `"titleNo":"Q0"`), "2015-02-01 ParcelSurveyed"}, "2015-03-01 UseConfirmed"), "2020-01-01 RightTransferred", "", "", ""},
	{"sold by court with nothing invested", then(toDelivered, "2016-08-02 LandPricePaid"), but("2020-01-01 RightTransferred", "SALE", "JUDICIAL", `"0.25"`, `"0"`), "", "", ""},
	{"inherited with nothing invested", then(toDelivered, "2016-08-02 LandPricePaid"), but("2020-01-01 RightTransferred", "SALE", "SUCCESSION", `"0.25"`, `"0"`), "", "", ""},
	{"sold before delivery", toPaid, "2016-09-01 RightTransferred", RuleRefused, "stage", "/type"},
	{"a new agreement without its number", titledUse, but("2020-01-01 RightTransferred", "true", "false"), RuleInvalid, "transfer.agreement", "/data/agreementNo"},
	{"a new agreement", titledUse, but("2020-01-01 RightTransferred", "true", `false,"agreementNo":"J2"`), "", "", ""},
	{"sold to himself", titledUse, more("2020-01-01 RightTransferred", `"from":{"name":"乙公司"}`), RuleInvalid, "transfer.same", "/data/to"},
	{"sold by the holder", titledUse, more("2020-01-01 RightTransferred", `"from":{"name":"甲公司"}`), "", "", ""},
	{"sold by another", titledUse, more("2020-01-01 RightTransferred", `"from":{"name":"丙公司"}`), RuleFinding, "transfer.from", "/data/from"},
	{"sold by the new holder again", then(titledUse, more("2020-01-01 RightTransferred", `"titleNo":"Q2"`)), other(more("2021-01-01 RightTransferred", `"from":{"name":"乙公司"}`), `"to":{"name":"乙公司"}`, `"to":{"name":"丙公司"}`), "", "", ""},
	{"sold by the new holder without his title", then(titledUse, "2020-01-01 RightTransferred"), other(usualLine("2021-01-01 RightTransferred"), "乙公司", "丙公司"), RuleRefused, "right.untitled", "/type"},
	{"all of it sold", titledUse, more("2020-01-01 RightTransferred", `"area":4950000`), "", "", ""},
	{"a part of it sold", titledUse, more("2020-01-01 RightTransferred", `"area":4949999`), RuleRefused, "transfer.part", "/data/area"},
	{"sold at 80 % and a fen", titledUse, more("2020-01-01 RightTransferred", `"price":8001,"benchmarkPrice":10000`), "", "", ""},
	{"sold at 80 %", titledUse, more("2020-01-01 RightTransferred", `"price":8000,"benchmarkPrice":10000`), RuleFinding, "transfer.preempt", "/data/price"},
	{"sold while seized", then(titledUse, but("2020-01-01 EncumbranceSet", "MORTGAGE", "SEIZURE")), "2020-02-01 RightTransferred", RuleRefused, "transfer.seized", "/type"},
	{"sold by court while seized", then(titledUse, but("2020-01-01 EncumbranceSet", "MORTGAGE", "SEIZURE")), but("2020-02-01 RightTransferred", "SALE", "JUDICIAL"), "", "", ""},
	{"sold after the seizure", then(titledUse, but("2020-01-01 EncumbranceSet", "MORTGAGE", "SEIZURE"), "2020-01-15 EncumbranceLifted"), "2020-02-01 RightTransferred", "", "", ""},
	{"sold while mortgaged", then(titledUse, "2020-01-01 EncumbranceSet"), "2020-02-01 RightTransferred", RuleFinding, "transfer.mortgaged", "/type"},
	{"shares sold", titledUse, but("2020-01-01 RightTransferred", "SALE", "EQUITY", `"0.25"`, `"0"`), "", "", ""},
	{"locked shares sold", locked, but("2020-02-01 RightTransferred", "SALE", "EQUITY"), RuleRefused, "transfer.consent", "/data/consentNo"},
	{"locked shares sold with consent", locked, more(`2020-02-01 RightTransferred`, `"consentNo":"T1"`), "", "", ""},
	{"locked shares sold long ago", locked, "补" + but("2020-02-01 RightTransferred", "SALE", "EQUITY"), RuleFinding, "transfer.consent", "/data/consentNo"},
	{"rebuilt outside an exit", titledUse, more("2020-01-01 RightTransferred", `"rebuild":true,"startBy":"2021-01-01","completeBy":"2022-01-01"`), RuleRefused, "transfer.anew", "/data/rebuild"},
	{"rebuilt without days", toSale, more("2022-02-01 RightTransferred", `"rebuild":true`), RuleInvalid, "transfer.rebuild", "/data/rebuild"},
	{"days without rebuilding", toSale, more("2022-02-01 RightTransferred", `"startBy":"2023-01-01"`), RuleInvalid, "transfer.rebuild", "/data/rebuild"},
	{"completed on the day of the start", toSale, more("2022-02-01 RightTransferred", `"rebuild":true,"startBy":"2023-01-01","completeBy":"2023-01-01"`), RuleInvalid, "transfer.rebuild", "/data/rebuild"},
	{"rebuilt after an exit by transfer", toSale, more("2022-02-01 RightTransferred", `"rebuild":true,"startBy":"2023-01-01","completeBy":"2023-01-02"`), "", "", ""},
	{"handed on out of an exit by transfer", toSale, "2022-02-01 RightTransferred", "", "", ""},
	{"sold by court out of an exit by transfer", toSale, but("2022-02-01 RightTransferred", "SALE", "JUDICIAL"), RuleRefused, "transfer.court", "/data/mode"},
	{"sold by court out of an exit by court", toCourtSale, but("2022-02-01 RightTransferred", "SALE", "JUDICIAL"), "", "", ""},
	{"sold freely out of an exit by court", toCourtSale, "2022-02-01 RightTransferred", RuleRefused, "transfer.court", "/data/mode"},
	{"sold out of another exit", then(titledUse, "2022-01-01 ExitInitiated"), "2022-02-01 RightTransferred", RuleRefused, "stage", "/type"},

	{"idle land sold", idled, "2018-09-01 RightTransferred", RuleRefused, "idle.blocked", "/type"},
	{"shares of idle land sold", idled, but("2018-09-01 RightTransferred", "SALE", "EQUITY"), RuleRefused, "idle.blocked", "/type"},
	{"idle land sold by court", idled, but("2018-09-01 RightTransferred", "SALE", "JUDICIAL"), "", "", ""},
	{"idle land leased out", idled, "2018-09-01 LeasedOut", RuleRefused, "idle.blocked", "/type"},
	{"idle land mortgaged", idled, "2018-09-01 EncumbranceSet", RuleRefused, "idle.blocked", "/data/kind"},
	{"idle land seized", idled, but("2018-09-01 EncumbranceSet", "MORTGAGE", "SEIZURE"), "", "", ""},
	{"suspected land sold", idled[:len(idled)-1], "2018-09-01 RightTransferred", "", "", ""},
	{"idle land sold after its start", then(idled, "2018-08-15 ConstructionStarted"), "2018-09-01 RightTransferred", "", "", ""},

	{"leased out", titledUse, "2022-01-01 LeasedOut", "", "", ""},
	{"leased out without an end", titledUse, but("2022-01-01 LeasedOut", `,"to":"2027-01-01"`, ""), "", "", ""},
	{"leased out for no time", titledUse, but("2022-01-01 LeasedOut", "2027-01-01", "2022-01-01"), RuleInvalid, "lease.dates", "/data/to"},
	{"nothing leased out", titledUse, but("2022-01-01 LeasedOut", `"floorArea":100000,`, ""), RuleInvalid, "lease.what", "/data/area"},
	{"leased out twice", then(titledUse, "2022-01-01 LeasedOut"), "2022-02-01 LeasedOut", RuleRefused, "lease.twice", "/data/leaseNo"},
	{"leased out for twenty years", titledUse, but("2022-01-01 LeasedOut", "2027-01-01", "2042-01-01"), "", "", ""},
	{"leased out for a day more", titledUse, but("2022-01-01 LeasedOut", "2027-01-01", "2042-01-02"), RuleFinding, "lease.long", "/data/to"},
	{"all floor leased out", titledUse, but("2022-01-01 LeasedOut", "100000", "6000000"), "", "", ""},
	{"more floor than there is", then(titledUse, "2022-01-01 LeasedOut"), but("2022-02-01 LeasedOut", "C1", "C2", "100000", "5900001"), RuleFinding, "lease.area", "/data/floorArea"},
	{"the floor of a lease that ended", then(titledUse, "2022-01-01 LeasedOut", "2022-01-15 LeaseEnded"), but("2022-02-01 LeasedOut", "C1", "C2", "100000", "6000000"), "", "", ""},
	{"all land leased out", titledUse, more("2022-01-01 LeasedOut", `"area":5000000`), "", "", ""},
	{"more land than there is", titledUse, more("2022-01-01 LeasedOut", `"area":5000001`), RuleFinding, "lease.area", "/data/area"},
	{"leased out while seized", then(titledUse, but("2020-01-01 EncumbranceSet", "MORTGAGE", "SEIZURE")), "2022-01-01 LeasedOut", RuleFinding, "lease.seized", "/type"},
	{"a lease that is none ended", titledUse, "2022-01-01 LeaseEnded", RuleRefused, "lease.unknown", "/data/leaseNo"},
	{"a lease ended twice", then(titledUse, "2022-01-01 LeasedOut", "2022-02-01 LeaseEnded"), "2022-03-01 LeaseEnded", RuleRefused, "lease.unknown", "/data/leaseNo"},

	{"mortgaged", titledUse, more("2022-01-01 EncumbranceSet", `"rank":1,"from":"2022-01-01","to":"2022-01-02"`), "", "", ""},
	{"mortgaged for no time", titledUse, more("2022-01-01 EncumbranceSet", `"from":"2022-01-01","to":"2022-01-01"`), RuleInvalid, "encumbrance.dates", "/data/to"},
	{"a number twice", then(titledUse, "2022-01-01 EncumbranceSet"), "2022-01-02 EncumbranceSet", RuleRefused, "encumbrance.twice", "/data/registerNo"},
	{"mortgaged while seized", then(titledUse, but("2022-01-01 EncumbranceSet", "MORTGAGE", "SEIZURE")), but("2022-01-02 EncumbranceSet", "E1", "E2"), RuleRefused, "mortgage.seized", "/data/kind"},
	{"seized while mortgaged", then(titledUse, "2022-01-01 EncumbranceSet"), but("2022-01-02 EncumbranceSet", "E1", "E2", "MORTGAGE", "SEIZURE"), "", "", ""},
	{"the rank is taken", then(titledUse, more("2022-01-01 EncumbranceSet", `"rank":1`)), other(more("2022-01-02 EncumbranceSet", `"rank":1`), "E1", "E2"), RuleFinding, "mortgage.rank", "/data/rank"},
	{"the next rank", then(titledUse, more("2022-01-01 EncumbranceSet", `"rank":1`)), other(more("2022-01-02 EncumbranceSet", `"rank":2`), "E1", "E2"), "", "", ""},
	{"the rank of one that was lifted", then(titledUse, more("2022-01-01 EncumbranceSet", `"rank":1`), "2022-01-02 EncumbranceLifted"), other(more("2022-01-03 EncumbranceSet", `"rank":1`), "E1", "E2"), "", "", ""},
	{"lifted what was not set", titledUse, "2022-01-01 EncumbranceLifted", RuleRefused, "encumbrance.unknown", "/data/registerNo"},
	{"lifted twice", then(titledUse, "2022-01-01 EncumbranceSet", "2022-01-02 EncumbranceLifted"), "2022-01-03 EncumbranceLifted", RuleRefused, "encumbrance.unknown", "/data/registerNo"},

	{"a unit sold", titledUse, "2022-01-01 UnitTransferred", "", "", ""},
	{"a unit of another parcel", titledUse, but("2022-01-01 UnitTransferred", "GB00001F", "GB00002F"), RuleRefused, "unit.parcel", "/data/unitCode"},
	{"a unit without a title", toProducing, "2022-01-01 UnitTransferred", RuleRefused, "right.untitled", "/type"},
	{"all floor sold", titledUse, but("2022-01-01 UnitTransferred", `"floorArea":1000000`, `"floorArea":6000000`), "", "", ""},
	{"more floor sold than there is", titledUse, but("2022-01-01 UnitTransferred", `"floorArea":1000000`, `"floorArea":6000001`), RuleRefused, "unit.floor", "/data/floorArea"},
	{"all land sold", titledUse, but("2022-01-01 UnitTransferred", `"landShare":500000`, `"landShare":5000000`), "", "", ""},
	{"more land sold than there is", titledUse, but("2022-01-01 UnitTransferred", `"landShare":500000`, `"landShare":5000001`), RuleRefused, "unit.land", "/data/landShare"},
	{"a unit sold again", then(titledUse, but("2022-01-01 UnitTransferred", `"floorArea":1000000`, `"floorArea":6000000`)), but("2023-01-01 UnitTransferred", "丁公司", "戊公司"), "", "", ""},
	{"half kept as promised", selfHolding, but("2022-01-01 UnitTransferred", `"floorArea":1000000`, `"floorArea":3000000`), "", "", ""},
	{"less than half kept", selfHolding, but("2022-01-01 UnitTransferred", `"floorArea":1000000`, `"floorArea":3000001`), RuleRefused, "unit.selfHold", "/data/floorArea"},
	{"a unit of a surveyed building", surveyedFloor, but("2022-01-01 UnitTransferred", `"floorArea":1000000`, `"floorArea":2000000`), "", "", ""},
	{"more than the surveyed building", surveyedFloor, but("2022-01-01 UnitTransferred", `"floorArea":1000000`, `"floorArea":2000001`), RuleRefused, "unit.floor", "/data/floorArea"},
	{"a unit of an unknown building", then([]string{more("2015-01-01 ParcelRegistered", `"titleNo":"Q0"`), "2015-02-01 ParcelSurveyed"}, "2015-03-01 UseConfirmed"), "2022-01-01 UnitTransferred", RuleFinding, "unit.noFloor", "/data/floorArea"},
}

// usualLine writes the data of a line out.
func usualLine(head string) string { return more(head, `"price":1`) }
