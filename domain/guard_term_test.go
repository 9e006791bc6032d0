package domain

import "strings"

var (
	toLeaseAward = then(toAdmitted, but("2016-02-01 SupplyAnnounced", "LISTING", "LEASE_FIRST"), "2016-04-01 SupplyAwarded")
	toLeased     = then(toLeaseAward, "2016-05-01 LandLeased")
	toLeaseUsed  = then(toLeased, "2016-08-01 LandDelivered", "2017-05-01 ConstructionStarted", "2018-05-01 ConstructionCompleted", "2018-06-01 ProductionStarted", "2020-03-01 CapacityAccepted")
	toPaid       = then(toContracted, "2016-06-01 LandPricePaid", but("2016-06-02 LandPricePaid", `"instalmentNo":1`, `"instalmentNo":2`))
	toTitled     = then(toDelivered, "2016-08-02 LandPricePaid", but("2016-08-02 LandPricePaid", `"instalmentNo":1`, `"instalmentNo":2`), "2016-08-03 TitleRegistered")
	paidTitled   = then(toPaid, "2016-08-01 LandDelivered", "2016-08-03 TitleRegistered")
	withTerm     = then(toSurveyed, `2015-03-01 TitleRegistered {"titleNo":"Q1","holders":[{"party":{"name":"甲公司"}}],"termStart":"1975-06-01","termEnd":"2025-06-01"}`)
)

var termRulings = []ruling{
	{"no bid", toOffered, but("2016-03-01 SupplyFailed", "WITHDRAWN", "NO_BID"), "", "", ""},
	{"no bid and yet a winner", toAwarded, but("2016-04-02 SupplyFailed", "WITHDRAWN", "NO_BID"), RuleRefused, "fail.reason", "/data/reason"},
	{"the winner does not sign", toAwarded, but("2016-04-02 SupplyFailed", "WITHDRAWN", "WINNER_DEFAULT"), "", "", ""},
	{"no winner who could sign", toOffered, but("2016-03-01 SupplyFailed", "WITHDRAWN", "WINNER_DEFAULT"), RuleRefused, "fail.reason", "/data/reason"},
	{"failed without an offer", toAdmitted, "2016-03-01 SupplyFailed", RuleRefused, "stage", "/type"},
	{"listed for ten days", ready, more("2016-02-01 SupplyAnnounced", `"opensOn":"2016-02-20","closesOn":"2016-03-01"`), "", "", ""},
	{"listed for nine days", ready, more("2016-02-01 SupplyAnnounced", `"opensOn":"2016-02-21","closesOn":"2016-03-01"`), RuleFinding, "announce.listing", "/data/closesOn"},
	{"tendered for nine days", ready, other(more("2016-02-01 SupplyAnnounced", `"opensOn":"2016-02-21","closesOn":"2016-03-01"`), "LISTING", "TENDER"), "", "", ""},
	{"contributed without an auction", toAdmitted, `2016-05-01 GrantContractSigned {"contractNo":"1","method":"CONTRIBUTION","holder":{"name":"甲"},"area":5000000}`, "", "", ""},

	{"title after the price", toPaid, "2016-08-01 TitleRegistered", "", "", ""},
	{"title before the price", toContracted, "2016-08-01 TitleRegistered", RuleFinding, "title.unpaid", "/data/titleNo"},
	{"an old title before the price", toContracted, "补2016-08-01 TitleRegistered", "", "", ""},
	{"title for another", toPaid, but("2016-08-01 TitleRegistered", "甲公司", "乙公司"), RuleFinding, "title.holder", "/data/holders"},
	{"title for him and another", toPaid, but("2016-08-01 TitleRegistered", `[{`, `[{"party":{"name":"乙公司"}},{`), "", "", ""},
	{"shares that make one", toPaid, but("2016-08-01 TitleRegistered", `[{"party":{"name":"甲公司"}}`, `[{"party":{"name":"甲公司"},"share":"0.6"},{"party":{"name":"乙公司"},"share":"0.4"}`), "", "", ""},
	{"shares that make less", toPaid, but("2016-08-01 TitleRegistered", `[{"party":{"name":"甲公司"}}`, `[{"party":{"name":"甲公司"},"share":"0.6"},{"party":{"name":"乙公司"},"share":"0.3999"}`), RuleInvalid, "title.shares", "/data/holders"},
	{"a share of one only", toPaid, but("2016-08-01 TitleRegistered", `[{"party":{"name":"甲公司"}}`, `[{"party":{"name":"甲公司"},"share":"1"},{"party":{"name":"乙公司"}}`), RuleInvalid, "title.shares", "/data/holders"},
	{"a share of nothing", toPaid, but("2016-08-01 TitleRegistered", `[{"party":{"name":"甲公司"}}`, `[{"party":{"name":"甲公司"},"share":"1"},{"party":{"name":"乙公司"},"share":"0"}`), RuleInvalid, "title.shares", "/data/holders"},
	{"1 % less land", toPaid, more("2016-08-01 TitleRegistered", `"area":4950000`), "", "", ""},
	{"more than 1 % less land", toPaid, more("2016-08-01 TitleRegistered", `"area":4949999`), RuleFinding, "title.area", "/data/area"},
	{"a title of fifty years", toPaid, more("2016-08-01 TitleRegistered", `"termStart":"2016-08-01","termEnd":"2066-08-01"`), "", "", ""},
	{"a title of a day more", toPaid, more("2016-08-01 TitleRegistered", `"termStart":"2016-08-01","termEnd":"2066-08-02"`), RuleFinding, "term.long", "/data/termEnd"},
	{"a title of one day", toPaid, more("2016-08-01 TitleRegistered", `"termStart":"2016-08-01","termEnd":"2016-08-01"`), "", "", ""},
	{"a title that ends first", toPaid, more("2016-08-01 TitleRegistered", `"termStart":"2016-08-01","termEnd":"2016-07-31"`), RuleInvalid, "term.order", "/data/termEnd"},

	{"rescinded by consent", toContracted, "2016-06-01 ContractRescinded", "", "", ""},
	{"rescinded after delivery", toDelivered, "2016-09-01 ContractRescinded", "", "", ""},
	{"rescinded while building", toBuilding, "2017-06-01 ContractRescinded", RuleRefused, "stage", "/type"},
	{"rescinded in an exit for breach", then(toBuilding, but("2018-01-01 ExitInitiated", "E01", "E03", `"民法典"`, `"民法典","decisionNo":"J1"`)), "2018-02-01 ContractRescinded", "", "", ""},
	{"rescinded in an exit by agreement", then(toBuilding, "2018-01-01 ExitInitiated"), "2018-02-01 ContractRescinded", RuleRefused, "rescind.exit", "/type"},
	{"no contract to rescind", then(toSurveyed, "2015-03-01 UseConfirmed", but("2018-01-01 ExitInitiated", "E01", "E03", `"民法典"`, `"民法典","decisionNo":"J1"`)), "2018-02-01 ContractRescinded", RuleRefused, "rescind.none", "/type"},
	{"60 days in default", toContracted, but("2017-01-30 ContractRescinded", "MUTUAL", "PAYMENT_DEFAULT"), RuleFinding, "rescind.payment", "/data/ground"},
	{"61 days in default", toContracted, but("2017-01-31 ContractRescinded", "MUTUAL", "PAYMENT_DEFAULT"), "", "", ""},
	{"paid and yet in default", toPaid, but("2017-01-31 ContractRescinded", "MUTUAL", "PAYMENT_DEFAULT"), RuleFinding, "rescind.payment", "/data/ground"},
	{"a bond left over", withBond, "2016-06-01 ContractRescinded", RuleRefused, "rescind.bond", "/type"},
	{"an old bond left over", withBond, "补2016-06-01 ContractRescinded", RuleFinding, "rescind.bond", "/type"},
	{"all refunded", toPaid, but("2016-07-01 ContractRescinded", `"refund":0`, `"refund":9000000000`), "", "", ""},
	{"more than all refunded", toPaid, but("2016-07-01 ContractRescinded", `"refund":0`, `"refund":9000000001`), RuleFinding, "rescind.refund", "/data/refund"},

	{"leased for five years", toLeaseAward, "2016-05-01 LandLeased", "", "", ""},
	{"leased for a day more", toLeaseAward, but("2016-05-01 LandLeased", "2021-05-01", "2021-05-02"), RuleRefused, "landLease.long", "/data/to"},
	{"leased for a day more, back-filled", toLeaseAward, "补" + but("2016-05-01 LandLeased", "2021-05-01", "2021-05-02"), RuleFinding, "landLease.long", "/data/to"},
	{"leased for a day", toLeaseAward, but("2016-05-01 LandLeased", "2021-05-01", "2016-05-02"), "", "", ""},
	{"leased for no day", toLeaseAward, but("2016-05-01 LandLeased", "2021-05-01", "2016-05-01"), RuleInvalid, "landLease.dates", "/data/to"},
	{"leased what was listed for grant", toAwarded, "2016-05-01 LandLeased", RuleRefused, "landLease.method", "/type"},
	{"leased without an auction", toAdmitted, "2016-05-01 LandLeased", "", "", ""},
	{"leased to another than the winner", toLeaseAward, but("2016-05-01 LandLeased", "甲公司", "乙公司"), RuleFinding, "contract.holder", "/data/lessee"},
	{"leased another area", toLeaseAward, but("2016-05-01 LandLeased", "5000000", "5050001"), RuleFinding, "contract.area", "/data/area"},

	{"converted within fifty years", toLeaseUsed, but("2021-05-01 LeaseConverted", `"termYears":45`, `"termYears":45`), "", "", ""},
	{"lease and grant above fifty years", toLeaseUsed, but("2021-05-01 LeaseConverted", `"termYears":45`, `"termYears":46`), RuleRefused, "landLease.total", "/data/termYears"},
	{"converted a year early for a year more", toLeaseUsed, but("2020-05-01 LeaseConverted", `"termYears":45`, `"termYears":46`), "", "", ""},
	{"converted a day late", toLeaseUsed, but("2021-05-02 LeaseConverted", `"termYears":45`, `"termYears":44`), RuleFinding, "landLease.expired", "/occurredOn"},
	{"converted before capacity", toLeaseUsed[:len(toLeaseUsed)-1], "2020-05-01 LeaseConverted", RuleFinding, "landLease.check", "/data/checkRef"},
	{"converted twice", then(toLeaseUsed, "2020-05-01 LeaseConverted"), "2020-06-01 LeaseConverted", RuleRefused, "landLease.converted", "/type"},
	{"no lease to convert", toOperating, "2021-05-01 LeaseConverted", RuleRefused, "landLease.none", "/type"},
	{"instalments that miss the price", toLeaseUsed, more("2020-05-01 LeaseConverted", `"instalments":[{"no":1,"amount":1}]`), RuleRefused, "contract.instalments", "/data/instalments"},

	{"asked for a year ahead", withTerm, but("2024-12-01 TermRenewed", "2015-01-01", "2024-06-01", "2090-01-01", "2045-06-01"), "", "", ""},
	{"asked for a day later", withTerm, but("2024-12-01 TermRenewed", "2015-01-01", "2024-06-02", "2090-01-01", "2045-06-01"), RuleFinding, "renew.late", "/data/appliedOn"},
	{"asked for tomorrow", withTerm, but("2024-12-01 TermRenewed", "2015-01-01", "2024-12-02", "2090-01-01", "2045-06-01"), RuleInvalid, "renew.applied", "/data/appliedOn"},
	{"renewed by a day", withTerm, but("2024-12-01 TermRenewed", "2090-01-01", "2025-06-02"), "", "", ""},
	{"renewed by nothing", withTerm, but("2024-12-01 TermRenewed", "2090-01-01", "2025-06-01"), RuleRefused, "renew.end", "/data/newEnd"},
	{"renewed by fifty years", withTerm, but("2024-12-01 TermRenewed", "2090-01-01", "2075-06-01"), "", "", ""},
	{"renewed by a day more", withTerm, but("2024-12-01 TermRenewed", "2090-01-01", "2075-06-02"), RuleRefused, "renew.long", "/data/newEnd"},
	{"renewed what has no end on record", toSurveyed, "2024-12-01 TermRenewed", "", "", ""},

	{"contributed from the reserve", toReserved, more("2015-04-01 ContributionInKind", `"area":5000000,"termYears":50`), "", "", ""},
	{"contributed for 51 years", toReserved, more("2015-04-01 ContributionInKind", `"termYears":51`), RuleFinding, "term.long", "/data/termYears"},
	{"contributed another area", toReserved, more("2015-04-01 ContributionInKind", `"area":5050001`), RuleFinding, "contract.area", "/data/area"},

	{"in use for two years", toReserved, "2020-01-01 TemporaryUseApproved", "", "", ""},
	{"in use for a day more", toReserved, but("2020-01-01 TemporaryUseApproved", "2022-01-01", "2022-01-02"), RuleRefused, "temporary.long", "/data/to"},
	{"in use for a day more, back-filled", toReserved, "补" + but("2020-01-01 TemporaryUseApproved", "2022-01-01", "2022-01-02"), RuleFinding, "temporary.long", "/data/to"},
	{"in use for no time", toReserved, but("2020-01-01 TemporaryUseApproved", "2022-01-01", "2020-01-01"), RuleInvalid, "landLease.dates", "/data/to"},
	{"approved twice", then(toReserved, "2020-01-01 TemporaryUseApproved"), "2020-02-01 TemporaryUseApproved", RuleRefused, "temporary.twice", "/data/approvalNo"},
	{"more than the parcel in use", toReserved, but("2020-01-01 TemporaryUseApproved", `"area":10000`, `"area":5000001`), RuleFinding, "temporary.area", "/data/area"},
	{"reclaimed a year after", then(toReserved, "2020-01-01 TemporaryUseApproved"), "2023-01-01 TemporaryUseReclaimed", "", "", ""},
	{"reclaimed a day later", then(toReserved, "2020-01-01 TemporaryUseApproved"), "2023-01-02 TemporaryUseReclaimed", RuleFinding, "temporary.late", "/occurredOn"},
	{"reclaimed what was not in use", toReserved, "2023-01-02 TemporaryUseReclaimed", RuleRefused, "temporary.unknown", "/data/approvalNo"},
	{"reclaimed twice", then(toReserved, "2020-01-01 TemporaryUseApproved", "2022-01-01 TemporaryUseReclaimed"), "2022-01-02 TemporaryUseReclaimed", RuleRefused, "temporary.unknown", "/data/approvalNo"},

	{"filed", toAdmitted, `2016-02-01 PermitIssued {"kind":"FILING","permitNo":"F1","validTo":"2016-02-01"}`, "", "", ""},
	{"valid until yesterday", toAdmitted, `2016-02-01 PermitIssued {"kind":"FILING","permitNo":"F1","validTo":"2016-01-31"}`, RuleInvalid, "permit.validTo", "/data/validTo"},
	{"a permit twice", then(toAdmitted, `2016-02-01 PermitIssued {"kind":"FILING","permitNo":"F1"}`), `2016-02-02 PermitIssued {"kind":"FILING","permitNo":"F1"}`, RuleRefused, "permit.twice", "/data/permitNo"},
	{"a number of another kind", then(toAdmitted, `2016-02-01 PermitIssued {"kind":"FILING","permitNo":"F1"}`), `2016-02-02 PermitIssued {"kind":"EIA","permitNo":"F1"}`, "", "", ""},
	{"construction permit first", toDelivered, "2017-01-01 PermitIssued", RuleFinding, "permit.order", "/data/kind"},
	{"an old construction permit first", toDelivered, "补2017-01-01 PermitIssued", "", "", ""},
	{"construction permit after the works", then(toDelivered, `2016-12-01 PermitIssued {"kind":"LAND_PLANNING","permitNo":"1"}`, `2016-12-02 PermitIssued {"kind":"WORKS_PLANNING","permitNo":"1"}`), "2017-01-01 PermitIssued", "", "", ""},
}

// other returns a line with pieces replaced.
func other(line string, oldnew ...string) string { return strings.NewReplacer(oldnew...).Replace(line) }
