package domain

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// The officers of the tests.
var (
	clerk  = Officer{ID: "clerk", Name: "甲", Department: "PNR", Level: "DISTRICT"}
	second = Officer{ID: "second", Name: "乙", Department: "PNR", Level: "DISTRICT"}
)

// lateDay is the day on which the tests record.
const lateDay Date = "2026-06-30"

var lateTerms = under(lateDay)

// under are the terms of a day with the standard policy.
func under(day Date) Terms { return Terms{Today: day, Policy: StandardPolicy()} }

// A fact in a story is written "2024-03-01 LandReserved {…data…}"; "补" before the
// day marks a back-filled one. Empty data takes the usual of its type.
func said(t testing.TB, line string) Fact {
	t.Helper()
	backfill := strings.HasPrefix(line, "补")
	parts := strings.SplitN(strings.TrimPrefix(line, "补"), " ", 3)
	data := usual[parts[1]]
	if len(parts) == 3 {
		data = parts[2]
	}
	if data == "" {
		t.Fatalf("no usual data of %q", line)
	}
	wire := fmt.Sprintf(`{"type":%q,"occurredOn":%q,"backfill":%t,"data":%s}`, parts[1], parts[0], backfill, data)
	f, err := DecodeFact([]byte(wire), false)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return f
}

// told records a story, each line by the clerk on lateDay at noon, a minute apart.
func told(t testing.TB, lines ...string) *History {
	t.Helper()
	h := new(History)
	for _, line := range lines {
		tell(t, h, line, clerk)
	}
	return h
}

func tell(t testing.TB, h *History, line string, by Officer) Entry {
	t.Helper()
	f, err := h.Decide(said(t, line), by, lateTerms)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return record(h, f, by)
}

// record appends as the ledger does: through the stored bytes.
func record(h *History, f Fact, by Officer) Entry {
	n := int64(len(h.Entries()))
	data, err := EncodeFact(f)
	if err != nil {
		panic(err)
	}
	if f, err = DecodeFact(data, true); err != nil {
		panic(err)
	}
	e := Entry{ID: eventID(n), Revision: n, Fact: f, RecordedAt: recordedAt(n), By: by}
	h.Append(e)
	return e
}

func eventID(n int64) EventID {
	return uuid.NewSHA1(parcelSpace, fmt.Appendf(nil, "event %d", n))
}

func recordedAt(n int64) time.Time {
	return time.Date(2026, 6, 30, 12, int(n), 0, 0, Shanghai)
}

// usual is the data a story means when it gives none: 5 hectares, a contract of
// 90 million yuan in two instalments, an ordinary life.
var usual = map[string]string{
	"ParcelRegistered":           `{"parcelCode":"120116001001GB00001","district":"120116","registeredArea":5000000,"origin":"NEW"}`,
	"ParcelSurveyed":             `{"surveyYear":2015,"actualUsedArea":5000000}`,
	"UseConfirmed":               `{"actualStage":"OPERATING"}`,
	"LowEfficiencyIdentified":    `{"kind":"INDUSTRIAL","criteria":[{"code":"L7"}],"ruleSet":"2024","area":1000000}`,
	"AnnualPlanListed":           `{"planYear":2024,"mode":"RESERVE","area":5000000}`,
	"LandReserved":               `{"method":"PURCHASE"}`,
	"RecruitmentOpened":          `{"releaseNo":"ZS-1"}`,
	"ProjectProposed":            `{"projectId":"P1","investor":{"name":"甲公司"},"industry":"C36","totalInvestment":200,"fixedInvestment":100}`,
	"EntryReviewed":              `{"projectId":"P1","result":"PASS","reviews":[{"department":"DRC","opinion":"AGREE","on":"2016-01-01"}]}`,
	"SupplyAnnounced":            `{"noticeNo":"G1","method":"LISTING","startPrice":8000000000,"termYears":50}`,
	"SupplyAwarded":              `{"confirmationNo":"C1","winner":{"name":"甲公司"},"price":9000000000}`,
	"GrantContractSigned":        usualContract,
	"SupervisionAgreementSigned": `{"agreementNo":"J1","partyA":{"name":"管委会"},"partyB":{"name":"甲公司"},"commitments":[{"metric":"START_BY","operator":"LE","target":"2017-06-01"},{"metric":"COMPLETE_BY","operator":"LE","target":"2019-06-01"},{"metric":"PRODUCE_BY","operator":"LE","target":"2019-12-01"},{"metric":"CAPACITY_BY","operator":"LE","target":"2021-12-01"},{"metric":"INDUSTRY","operator":"EQ","target":"C36"},{"metric":"FAI_PER_MU","operator":"GE","target":"400"},{"metric":"TAX_PER_MU","operator":"GE","target":"20","tolerance":"0.1"}]}`,
	"LandPricePaid":              `{"instalmentNo":1,"amount":4500000000}`,
	"LandDelivered":              `{"condition":"NET","area":5000000,"confirmationNo":"D1"}`,
	"ConstructionStarted":        `{"test":"PILES","permitNo":"X1","verifiedBy":["丙","丁"]}`,
	"ConstructionCompleted":      `{"floorArea":6000000,"baseArea":2000000,"investment":{"plant":100,"equipment":100},"landCheck":"PASS"}`,
	"ProductionStarted":          `{"industry":"C3670"}`,
	"CapacityAccepted":           `{"result":"PASS","period":"2020","measured":[{"metric":"TAX_PER_MU","target":"20","actual":"21","pass":true}]}`,
	"OperationReported":          `{"enterprise":{"name":"甲公司"},"period":"2021Q1","basis":"CUMULATIVE","status":"FINAL","source":"TAX","allocation":"SINGLE","share":"1","output":100,"taxPaid":10}`,
	"OperationChecked":           `{"checkNo":"H1","kind":"ROUTINE","result":"PASS"}`,
	"EfficiencyRated":            `{"evalYear":2021,"ruleVersion":"2021","grade":"B"}`,
	"BreachFound":                `{"breachId":"B1","metric":"TAX_PER_MU","basis":"AGREEMENT","target":"20","actual":"15","cause":"HOLDER"}`,
	"RectificationOrdered":       `{"breachId":"B1","orderNo":"O1","measures":["整改"],"due":"2023-01-01"}`,
	"RectificationAccepted":      `{"breachId":"B1","result":"PASS"}`,
	"ExitInitiated":              `{"exitType":"E01","ground":"协商","legalBasis":"民法典"}`,
	"ExitCompleted":              `{"instrumentNo":"S1","compensation":100,"outstanding":["尾款抵扣"]}`,
	"ParcelVacated":              `{"handoverNo":"Y1","cleared":true}`,
	"ReturnedToSupply":           `{"poolEntryNo":"R1"}`,

	// attributes, libraries, planning, preparation, redevelopment
	"ParcelAttributesRevised":     `{"reason":"REGISTER_CORRECTION","address":"示例路1号"}`,
	"SeaRightConverted":           `{"seaCode":"120116001001GH00001","parcelCode":"120116001001GB00009","area":5000000}`,
	"LowEfficiencyCleared":        `{"area":1000000,"reason":"IMPROVED"}`,
	"LegacyLandFlagged":           `{"caseNo":"Y1","class":"NO_PROCEDURE","area":1000000}`,
	"LegacyLandResolved":          `{"caseNo":"Y1","path":"REGULARISE","area":1000000}`,
	"IssueRaised":                 `{"issueId":"W1","class":"TITLE","description":"权属争议","level":"DISTRICT","leadDepartment":"PNR"}`,
	"IssueResolved":               `{"issueId":"W1","resolution":"已办结"}`,
	"AssignedToUnit":              `{"planUnit":"U1"}`,
	"PlanConditionsSet":           `{"docNo":"GH1","use":{"system":"YDYH2023","code":"1001"},"farMin":"1.0","farMax":"2.5"}`,
	"RedevelopmentSchemeApproved": `{"docNo":"FA1","mode":"SELF","area":1000000}`,
	"SupplyPlanListed":            `{"planYear":2016,"area":5000000}`,
	"ProgressReported":            `{"percent":50}`,
	"LandUseApproved":             `{"batchNo":"P1","area":5000000}`,
	"NetLandVerified":             `{"rightsClear":true,"compensated":true,"noDispute":true,"conditionsClear":true,"ready":true}`,
	"RegionAssessed":              `{"kind":"GEOHAZARD","reportNo":"D1"}`,
	"ArchaeologyCleared":          `{"kind":"SURVEY","reportNo":"K1"}`,
	"ReclamationAccepted":         `{"acceptanceNo":"F1","area":1000000,"quota":900000}`,
	"QuotaUsed":                   `{"quotaNo":"Z1","area":400000}`,
	"RedevelopmentStarted":        `{"mode":"SELF","area":1000000}`,
	"RedevelopmentCompleted":      `{"areaDisposed":0,"after":{"far":"1.5"}}`,
	"UseOrDensityChanged":         `{"supplementNo":"B1","farMax":"3.0","supplementaryPrice":0}`,
	// agreement and bond
	"RecruitmentClosed":   `{"reason":"NO_INVESTOR"}`,
	"AgreementTerminated": `{"side":"MUTUAL","bond":"NONE"}`,
	"CommitmentsAmended":  `{"instrument":"AGREEMENT","docNo":"BC1","kind":"SUPPLEMENT","reason":"HOLDER","amendments":[{"metric":"TAX_PER_MU","mode":"REPLACE","new":"18"}]}`,
	"BondPosted":          `{"amount":1000,"required":1000}`,
	"BondReleased":        `{"amount":250}`,
	"BondForfeited":       `{"amount":250,"ground":"协议第8条"}`,

	// supply, title, term and permits
	"SupplyFailed":          `{"reason":"WITHDRAWN"}`,
	"TitleRegistered":       `{"titleNo":"Q1","holders":[{"party":{"name":"甲公司"}}]}`,
	"ContractRescinded":     `{"ground":"MUTUAL","legalBasis":"合同","refund":0}`,
	"LandLeased":            `{"leaseNo":"Z1","lessee":{"name":"甲公司"},"area":5000000,"from":"2016-05-01","to":"2021-05-01"}`,
	"LeaseConverted":        `{"contractNo":"T2","price":9000000000,"termYears":45,"checkRef":"K1"}`,
	"TermRenewed":           `{"appliedOn":"2015-01-01","newEnd":"2090-01-01"}`,
	"ContributionInKind":    `{"approvalNo":"Z1","value":100,"shareholder":{"name":"国资"},"enterprise":{"name":"甲公司"}}`,
	"TemporaryUseApproved":  `{"approvalNo":"L1","user":{"name":"丙公司"},"area":10000,"from":"2020-01-01","to":"2022-01-01"}`,
	"TemporaryUseReclaimed": `{"approvalNo":"L1","acceptanceNo":"Y1"}`,
	"PermitIssued":          `{"kind":"CONSTRUCTION","permitNo":"X1"}`,

	// rights
	"RightTransferred":  `{"to":{"name":"乙公司"},"mode":"SALE","investedRatio":"0.25","commitmentsCarried":true}`,
	"LeasedOut":         `{"leaseNo":"C1","lessee":{"name":"丙公司"},"floorArea":100000,"from":"2022-01-01","to":"2027-01-01"}`,
	"LeaseEnded":        `{"leaseNo":"C1","reason":"AGREED"}`,
	"EncumbranceSet":    `{"registerNo":"E1","kind":"MORTGAGE","party":{"name":"银行"},"amount":100}`,
	"EncumbranceLifted": `{"registerNo":"E1"}`,
	"UnitTransferred":   `{"unitCode":"120116001001GB00001F00010001","floorArea":1000000,"landShare":500000,"transferee":{"name":"丁公司"}}`,

	// suspension, supervision, penalties, idle land, courts, the way out
	"ConstructionSuspended": `{"since":"2018-01-01","cause":"HOLDER","developedArea":1000000,"dueArea":5000000,"invested":100,"totalInvestment":1000}`,
	"ConstructionResumed":   `{"verifiedBy":["丙","丁"]}`,
	"ProductionHalted":      `{"since":"2022-01-01","degree":"STOPPED","cause":"MARKET"}`,
	"ProductionResumed":     `{"note":"恢复生产"}`,
	"ProcessEvaluated":      `{"cycleNo":1,"conclusion":"PASS"}`,
	"ComplianceRecorded":    `{"kind":"ENVIRONMENT_PENALTY","docNo":"津环罚1号"}`,
	"MeasureApplied":        `{"measureId":"M1","direction":"PRESSURE","kind":"POWER_PRICE","ground":"D类企业","from":"2022-01-01"}`,
	"MeasureWithdrawn":      `{"measureId":"M1","reason":"评价升级"}`,
	"PenaltyImposed":        `{"penaltyId":"F1","kind":"CONTRACT","base":4500000000,"rate":"0.001","days":30,"decisionNo":"J1","servedOn":"2022-03-01","payBy":"2022-03-31"}`,
	"PenaltySettled":        `{"penaltyId":"F1","paid":135000000,"mode":"PAYMENT"}`,
	"IdleCaseOpened":        `{"caseNo":"X1","kind":"NOT_STARTED","suspectedSince":"2018-06-02","noticeNo":"T1","servedOn":"2018-06-15","replyDue":"2018-07-15"}`,
	"IdleDetermined":        `{"caseNo":"X1","kind":"NOT_STARTED","cause":"HOLDER","idleArea":5000000,"idleFrom":"2018-06-02","determinationNo":"R1"}`,
	"IdleDisposed":          `{"caseNo":"X1","measure":"IDLE_FEE","hearing":"NOTIFIED","hearingOn":"2018-09-01","approvalDoc":"Z1","decisionNo":"J1"}`,
	"BankruptcyAccepted":    `{"caseNo":"破1","court":"示例法院","claimsDue":"2023-06-01"}`,
	"LitigationRecorded":    `{"caseNo":"行1","kind":"ADMINISTRATIVE","target":"J1","filedOn":"2022-04-01"}`,
	"CompensationAgreed":    `{"agreementNo":"BC1","items":[{"kind":"LAND","amount":600},{"kind":"BUILDING","amount":400}],"instalments":[{"no":1,"due":"2024-03-01","amount":400},{"no":2,"due":"2024-09-01","amount":600}]}`,
	"CompensationPaid":      `{"agreementNo":"BC1","instalmentNo":1,"amount":400}`,
	"ExitCancelled":         `{"ground":"企业恢复生产"}`,
	"SoilSurveyed":          `{"required":true,"reportNo":"TR1","result":"CLEAN"}`,
	"ReclaimedToFarmland":   `{"acceptanceNo":"FK1","area":5000000}`,

	// lineage
	"ParcelSplit":  `{"basis":"SURPLUS","children":[{"registration":{"parcelCode":"120116001001GB00021","district":"120116","registeredArea":3000000,"origin":"SPLIT"}},{"registration":{"parcelCode":"120116001001GB00022","district":"120116","registeredArea":2000000,"origin":"SPLIT"}}]}`,
	"ParcelMerged": `{"others":[{"parcel":"11111111-1111-5111-8111-111111111111"}],"into":{"registration":{"parcelCode":"120116001001GB00031","district":"120116","registeredArea":7000000,"origin":"MERGE"}}}`,
}

const usualContract = `{"contractNo":"T1","method":"LISTING","holder":{"name":"甲公司"},"price":9000000000,"area":5000000,"termYears":50,"instalments":[{"no":1,"due":"2016-12-01","amount":4500000000},{"no":2,"due":"2017-03-01","amount":4500000000}],"deliverBy":{"base":"CONTRACT","months":3},"startBy":{"base":"DATE","date":"2017-06-01"},"completeBy":{"base":"DATE","date":"2019-06-01"}}`

// The stations of an ordinary life, by the stage they lead to.
var (
	toRegistered = []string{"2015-01-01 ParcelRegistered"}
	toSurveyed   = then(toRegistered, "2015-02-01 ParcelSurveyed")
	toReserved   = then(toSurveyed, "2015-03-01 LandReserved")
	toRecruiting = then(toReserved, "2015-04-01 RecruitmentOpened")
	toAdmitted   = then(toRecruiting, "2015-05-01 ProjectProposed", "2016-01-01 EntryReviewed")
	ready        = then(toAdmitted, "2016-01-15 NetLandVerified")
	toOffered    = then(ready, "2016-02-01 SupplyAnnounced")
	toAwarded    = then(toOffered, "2016-04-01 SupplyAwarded")
	toContracted = then(toAwarded, "2016-05-01 GrantContractSigned")
	toDelivered  = then(toContracted, "2016-05-01 SupervisionAgreementSigned", "2016-08-01 LandDelivered")
	toBuilding   = then(toDelivered, "2017-05-01 ConstructionStarted")
	toCompleted  = then(toBuilding, "2019-05-01 ConstructionCompleted")
	toProducing  = then(toCompleted, "2019-10-01 ProductionStarted")
	toOperating  = then(toProducing, "2021-03-01 CapacityAccepted")
	toExiting    = then(toOperating, "2024-01-01 ExitInitiated")
	toVacated    = then(toExiting, "2024-06-01 ExitCompleted", "2024-07-01 ParcelVacated")
)

func then(lines []string, more ...string) []string {
	return append(lines[:len(lines):len(lines)], more...)
}
