package domain

// breached is an operating parcel with an open breach.
var breached = then(toOperating, "2022-06-01 BreachFound")

// exitID is the exit of the story toVacated.
var exitID = eventID(int64(len(toOperating))).String()

var exitRulings = []ruling{
	{"a breach of a clause", toOperating, but("2022-06-01 BreachFound", `"metric":"TAX_PER_MU"`, `"clause":"第八条"`), "", "", ""},
	{"a breach of nothing", toOperating, but("2022-06-01 BreachFound", `"metric":"TAX_PER_MU",`, ``), RuleInvalid, "breach.what", "/data/metric"},
	{"a breach id again", breached, "2022-07-01 BreachFound", RuleRefused, "breach.twice", "/data/breachId"},
	{"a breach of no agreement", then(toSurveyed, "2015-03-01 UseConfirmed"), "2022-06-01 BreachFound", RuleFinding, "breach.instrument", "/data/basis"},
	{"a breach that is none", toOperating, but("2022-06-01 BreachFound", `"actual":"15"`, `"actual":"20"`), RuleFinding, "breach.met", "/data/actual"},
	{"a breach within the tolerance", toOperating, but("2022-06-01 BreachFound", `"actual":"15"`, `"actual":"19"`), "", "", ""},

	{"due tomorrow", breached, but("2022-07-01 RectificationOrdered", "2023-01-01", "2022-07-02"), "", "", ""},
	{"due today", breached, but("2022-07-01 RectificationOrdered", "2023-01-01", "2022-07-01"), RuleInvalid, "order.due", "/data/due"},
	{"served today", breached, more("2022-07-01 RectificationOrdered", `"servedOn":"2022-07-01"`), "", "", ""},
	{"served yesterday", breached, more("2022-07-01 RectificationOrdered", `"servedOn":"2022-06-30"`), RuleInvalid, "order.served", "/data/servedOn"},
	{"ordered for no breach", toOperating, "2022-07-01 RectificationOrdered", RuleRefused, "breach.unknown", "/data/breachId"},
	{"ordered for a closed breach", then(breached, "2022-07-01 RectificationOrdered", "2022-08-01 RectificationAccepted"), "2022-09-01 RectificationOrdered", RuleRefused, "breach.closed", "/data/breachId"},
	{"ordered again after a failure", then(breached, "2022-07-01 RectificationOrdered", `2022-08-01 RectificationAccepted {"breachId":"B1","result":"FAIL","escalation":"报区政府"}`), "2022-09-01 RectificationOrdered", "", "", ""},
	{"accepted without order", breached, "2022-07-01 RectificationAccepted", RuleFinding, "rectify.noOrder", "/data/breachId"},
	{"withdrawn without order", breached, but("2022-07-01 RectificationAccepted", "PASS", "WITHDRAWN"), "", "", ""},
	{"accepted for no breach", toOperating, "2022-07-01 RectificationAccepted", RuleRefused, "breach.unknown", "/data/breachId"},
	{"failed and nothing more", then(breached, "2022-07-01 RectificationOrdered"), but("2022-08-01 RectificationAccepted", "PASS", "FAIL"), RuleInvalid, "rectify.next", "/data/newDue"},
	{"failed with a new day", then(breached, "2022-07-01 RectificationOrdered"), but("2022-08-01 RectificationAccepted", `"PASS"`, `"FAIL","newDue":"2022-08-02"`), "", "", ""},
	{"failed with a new day today", then(breached, "2022-07-01 RectificationOrdered"), but("2022-08-01 RectificationAccepted", `"PASS"`, `"FAIL","newDue":"2022-08-01"`), RuleInvalid, "rectify.newDue", "/data/newDue"},
	{"passed with a new day", then(breached, "2022-07-01 RectificationOrdered"), but("2022-08-01 RectificationAccepted", `"PASS"`, `"PASS","newDue":"2022-08-02"`), RuleInvalid, "rectify.newDue", "/data/newDue"},

	{"recovery without compensation", toOperating, but("2024-01-01 ExitInitiated", `"E01"`, `"E02","decisionNo":"1"`), RuleRefused, "guard.E02", "/data/exitType"},
	{"rescission without a number", toOperating, but("2024-01-01 ExitInitiated", "E01", "E03"), RuleFinding, "exit.noDecision", "/data/decisionNo"},
	{"decided today", toOperating, more("2024-01-01 ExitInitiated", `"decisionOn":"2024-01-01"`), "", "", ""},
	{"decided tomorrow", toOperating, more("2024-01-01 ExitInitiated", `"decisionOn":"2024-01-02"`), RuleInvalid, "exit.decision", "/data/decisionOn"},
	{"exit of land in reserve", toReserved, "2024-01-01 ExitInitiated", RuleRefused, "stage", "/type"},
	{"exit of surveyed land", toSurveyed, "2024-01-01 ExitInitiated", "", "", ""},
	{"outstanding and explained", toExiting, "2024-06-01 ExitCompleted", "", "", ""},
	{"outstanding and not explained", toExiting, but("2024-06-01 ExitCompleted", `,"outstanding":["尾款抵扣"]`, ``), RuleRefused, "exit.outstanding", "/data/outstanding"},
	{"nothing outstanding", then(toExiting, "2024-02-01 LandPricePaid", but("2024-02-01 LandPricePaid", `"instalmentNo":1`, `"instalmentNo":2`)), but("2024-06-01 ExitCompleted", `,"outstanding":["尾款抵扣"]`, ``), "", "", ""},
	{"an open breach is outstanding", then(toSurveyed, "2015-03-01 UseConfirmed", but("2016-01-01 BreachFound", "AGREEMENT", "LAW"), "2016-02-01 ExitInitiated"), but("2024-06-01 ExitCompleted", `,"outstanding":["尾款抵扣"]`, ``), RuleRefused, "exit.outstanding", "/data/outstanding"},
	{"paid on the day", toExiting, more("2024-06-01 ExitCompleted", `"paidOn":"2024-06-01"`), "", "", ""},
	{"paid the day after", toExiting, more("2024-06-01 ExitCompleted", `"paidOn":"2024-06-02"`), RuleInvalid, "exit.paidOn", "/data/paidOn"},
	{"completed twice", then(toExiting, "2024-06-01 ExitCompleted"), "2024-06-02 ExitCompleted", RuleRefused, "exit.twice", "/type"},
	{"vacated first", toExiting, "2024-06-01 ParcelVacated", "", "", ""},
	{"vacated twice", then(toExiting, "2024-06-01 ParcelVacated"), "2024-06-02 ParcelVacated", RuleRefused, "exit.twice", "/type"},
	{"vacated and not cleared", toExiting, but("2024-06-01 ParcelVacated", "true", "false"), RuleInvalid, "vacate.cleared", "/data/cleared"},
	{"returned while exiting", toExiting, "2024-06-01 ReturnedToSupply", RuleRefused, "stage", "/type"},
	{"returned", toVacated, "2024-07-01 ReturnedToSupply", "", "", ""},
	{"reserved from its exit", toVacated, more("2024-07-01 LandReserved", `"sourceExit":"`+exitID+`"`), "", "", ""},
	{"reserved before its exit", toVacated, more("2023-12-31 LandReserved", `"sourceExit":"`+exitID+`"`), RuleRefused, "reserve.exit", "/data/sourceExit"},
	{"reserved from what is no exit", toVacated, more("2024-07-01 LandReserved", `"sourceExit":"`+eventID(1).String()+`"`), RuleRefused, "reserve.exit", "/data/sourceExit"},
	{"reserved from an exit elsewhere", toVacated, more("2024-07-01 LandReserved", `"sourceExit":"`+eventID(99).String()+`"`), RuleRefused, "reserve.exit", "/data/sourceExit"},
	{"reserved once vacated", toVacated, "2024-07-01 LandReserved", "", "", ""},
}
