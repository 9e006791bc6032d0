package domain

import (
	"errors"
	"strings"
	"testing"
)

// amending is a change of the contract on a day.
func amending(day, kind, amendments, more string) string {
	return day + ` CommitmentsAmended {"instrument":"CONTRACT","docNo":"B1","kind":"` + kind + `","reason":"HOLDER","amendments":[` + amendments + `]` + more + `}`
}

func startMoved(to string) string {
	return `{"metric":"START_BY","mode":"REPLACE","new":"` + to + `"}`
}

var (
	withBond  = then(toContracted, "2016-05-02 BondPosted")
	withParts = then(toContracted, `2016-05-02 BondPosted {"amount":1000,"required":2000,"milestone":"START"}`, `2016-05-02 BondPosted {"amount":1000}`)
)

var agreementRulings = []ruling{
	{"recruitment closed", toRecruiting, "2015-05-01 RecruitmentClosed", "", "", ""},
	{"recruitment of this number closed", toRecruiting, `2015-05-01 RecruitmentClosed {"reason":"EXPIRED","releaseNo":"ZS-1"}`, "", "", ""},
	{"recruitment of another number closed", toRecruiting, `2015-05-01 RecruitmentClosed {"reason":"EXPIRED","releaseNo":"ZS-2"}`, RuleFinding, "recruitment.no", "/data/releaseNo"},
	{"recruitment closed after the admission", toAdmitted, "2016-02-01 RecruitmentClosed", RuleRefused, "stage", "/type"},

	{"the admitted project withdraws", toAdmitted, "2016-02-01 AgreementTerminated", "", "", ""},
	{"an agreement ended", toDelivered, "2016-09-01 AgreementTerminated", "", "", ""},
	{"an agreement of this number ended", toDelivered, more("2016-09-01 AgreementTerminated", `"agreementNo":"J1"`), "", "", ""},
	{"an agreement of another number ended", toDelivered, more("2016-09-01 AgreementTerminated", `"agreementNo":"J2"`), RuleFinding, "terminate.no", "/data/agreementNo"},
	{"no agreement to end", toContracted, "2016-09-01 AgreementTerminated", RuleRefused, "terminate.none", "/data/agreementNo"},
	{"a bond forgotten", then(toDelivered, "2016-08-02 BondPosted"), "2016-09-01 AgreementTerminated", RuleFinding, "terminate.bond", "/data/bond"},
	{"a bond returned", then(toDelivered, "2016-08-02 BondPosted"), but("2016-09-01 AgreementTerminated", "NONE", "RETURN"), "", "", ""},

	{"a promise lowered", toDelivered, "2016-09-01 CommitmentsAmended", "", "", ""},
	{"a day of the agreement added to", toDelivered, `2016-09-01 CommitmentsAmended {"instrument":"AGREEMENT","docNo":"B","kind":"SUPPLEMENT","reason":"HOLDER","amendments":[{"metric":"PRODUCE_BY","mode":"ADD_DAYS","days":30,"old":"2019-12-01"}]}`, "", "", ""},
	{"a promise with another value before", toDelivered, but("2016-09-01 CommitmentsAmended", `"new"`, `"old":"21","new"`), RuleFinding, "amend.old", "/data/amendments/0/old"},
	{"an agreement that is none", toContracted, "2016-09-01 CommitmentsAmended", RuleRefused, "amend.none", "/data/instrument"},
	{"a contract that is none", toAwarded, amending("2016-05-01", "SUPPLEMENT", startMoved("2018-01-01"), ""), RuleRefused, "amend.none", "/data/instrument"},
	{"days added to no day", toDelivered, `2016-09-01 CommitmentsAmended {"instrument":"AGREEMENT","docNo":"B","kind":"SUPPLEMENT","reason":"HOLDER","amendments":[{"metric":"START_BY","stage":"START","mode":"ADD_DAYS","days":30}]}`, RuleRefused, "amend.noDay", "/data/amendments/0/days"},
	{"days added to a ratio", toDelivered, `2016-09-01 CommitmentsAmended {"instrument":"AGREEMENT","docNo":"B","kind":"SUPPLEMENT","reason":"HOLDER","amendments":[{"metric":"FAR","mode":"ADD_DAYS","days":30}]}`, RuleInvalid, "amend.form", "/data/amendments/0/days"},
	{"no days added", toDelivered, `2016-09-01 CommitmentsAmended {"instrument":"AGREEMENT","docNo":"B","kind":"SUPPLEMENT","reason":"HOLDER","amendments":[{"metric":"PRODUCE_BY","mode":"ADD_DAYS"}]}`, RuleInvalid, "amend.form", "/data/amendments/0/days"},
	{"replaced by nothing", toDelivered, but("2016-09-01 CommitmentsAmended", `,"new":"18"`, ""), RuleInvalid, "amend.form", "/data/amendments/0/new"},
	{"replaced by a day where a number belongs", toDelivered, but("2016-09-01 CommitmentsAmended", `"18"`, `"2018-01-01"`), RuleInvalid, "commitment.target", "/data/amendments/0/new"},
	{"replaced by a number where a day belongs", toDelivered, amending("2016-09-01", "SUPPLEMENT", startMoved("18"), ""), RuleInvalid, "commitment.target", "/data/amendments/0/new"},
	{"a promise twice", toDelivered, but("2016-09-01 CommitmentsAmended", `[{`, `[{"metric":"TAX_PER_MU","mode":"REPLACE","new":"17"},{`), RuleInvalid, "commitment.twice", "/data/amendments/1/metric"},
	{"the delivery by the agreement", toDelivered, but("2016-09-01 CommitmentsAmended", `TAX_PER_MU`, `DELIVER_BY`, `"18"`, `"2018-01-01"`), RuleInvalid, "amend.instrument", "/data/amendments/0/metric"},
	{"an extension by the agreement", toDelivered, but("2016-09-01 CommitmentsAmended", `TAX_PER_MU`, `START_BY`, `"18"`, `"2018-01-01"`, "SUPPLEMENT", "EXTENSION"), RuleInvalid, "amend.instrument", "/data/instrument"},
	{"an extension of nothing", toDelivered, amending("2016-09-01", "EXTENSION", `{"metric":"COMPLETE_BY","mode":"ADD_DAYS","days":1}`, `,"filedOn":"2016-09-01"`), RuleInvalid, "amend.kind", "/data/amendments"},
	{"asked for after it was granted", toDelivered, amending("2016-09-01", "EXTENSION", startMoved("2018-01-01"), `,"filedOn":"2016-09-02"`), RuleInvalid, "amend.filed", "/data/filedOn"},
	{"moved after the start", toBuilding, amending("2017-06-01", "SUPPLEMENT", startMoved("2018-01-01"), ""), RuleFinding, "amend.started", "/data/amendments/0/new"},
	{"a new delivery", toContracted, amending("2016-06-01", "SUPPLEMENT", `{"metric":"DELIVER_BY","mode":"REPLACE","new":"2016-10-01","old":"2016-08-01"}`, ""), "", "", ""},
	{"start the day before completion", toDelivered, amending("2017-04-01", "SUPPLEMENT", startMoved("2018-05-31")+`,{"metric":"COMPLETE_BY","mode":"REPLACE","new":"2018-06-01"}`, ""), "", "", ""},
	{"start on the day of completion", toDelivered, amending("2017-04-01", "SUPPLEMENT", startMoved("2018-05-31")+`,{"metric":"COMPLETE_BY","mode":"REPLACE","new":"2018-05-31"}`, ""), RuleRefused, "amend.dates", "/data/amendments"},

	// 延建: at most one year after the agreed start, asked for 30 days before it.
	{"extended by a year", toDelivered, amending("2017-05-02", "EXTENSION", startMoved("2018-06-01"), `,"filedOn":"2017-05-02"`), "", "", ""},
	{"extended by a year and a day", toDelivered, amending("2017-05-02", "EXTENSION", startMoved("2018-06-02"), `,"filedOn":"2017-05-02"`), RuleRefused, "extension.long", "/data/amendments/0/new"},
	{"extended by 365 days", toDelivered, amending("2017-05-02", "EXTENSION", `{"metric":"START_BY","mode":"ADD_DAYS","days":365}`, `,"filedOn":"2017-05-02"`), "", "", ""},
	{"extended by 366 days", toDelivered, amending("2017-05-02", "EXTENSION", `{"metric":"START_BY","mode":"ADD_DAYS","days":366}`, `,"filedOn":"2017-05-02"`), RuleRefused, "extension.long", "/data/amendments/0/days"},
	{"a basis does not lengthen an extension under the contract", toDelivered, amending("2017-05-02", "EXTENSION", startMoved("2018-06-02"), `,"filedOn":"2017-05-02","basisOn":"2018-01-01"`), RuleRefused, "extension.long", "/data/amendments/0/new"},
	{"asked for 29 days ahead", toDelivered, amending("2017-05-03", "EXTENSION", startMoved("2018-01-01"), `,"filedOn":"2017-05-03"`), RuleRefused, "extension.filed", "/data/filedOn"},
	{"asked for on no day", toDelivered, amending("2017-05-02", "EXTENSION", startMoved("2018-01-01"), ""), RuleRefused, "extension.filed", "/data/filedOn"},
	{"an old extension asked for late", toDelivered, "补" + amending("2017-05-03", "EXTENSION", startMoved("2018-01-01"), `,"filedOn":"2017-05-03"`), RuleFinding, "extension.filed", "/data/filedOn"},
	{"an old extension too long", toDelivered, "补" + amending("2017-05-02", "EXTENSION", startMoved("2018-06-02"), `,"filedOn":"2017-05-02"`), RuleFinding, "extension.long", "/data/amendments/0/new"},

	// 第12条: at most one year after the start that the supplement states.
	{"idle land extended without a basis", toDelivered, amending("2018-07-01", "IDLE_EXTENSION", startMoved("2019-05-01"), ""), RuleInvalid, "amend.basis", "/data/basisOn"},
	{"idle land extended by a year", toDelivered, amending("2018-07-01", "IDLE_EXTENSION", startMoved("2019-05-01"), `,"basisOn":"2018-05-01"`), "", "", ""},
	{"idle land extended by a year and a day", toDelivered, amending("2018-07-01", "IDLE_EXTENSION", startMoved("2019-05-02"), `,"basisOn":"2018-05-01"`), RuleRefused, "extension.long", "/data/amendments/0/new"},
	{"a supplement that moves the start by more than a year", toDelivered, amending("2017-05-02", "SUPPLEMENT", startMoved("2018-06-02"), ""), RuleRefused, "extension.long", "/data/amendments/0/new"},

	{"a bond in full", toContracted, "2016-05-02 BondPosted", "", "", ""},
	{"more than the bond", toContracted, but("2016-05-02 BondPosted", `"amount":1000`, `"amount":1001`), RuleFinding, "bond.over", "/data/amount"},
	{"a bond that nothing requires", toContracted, `2016-05-02 BondPosted {"amount":1}`, "", "", ""},
	{"the second part of a bond", then(toContracted, but("2016-05-02 BondPosted", `"amount":1000`, `"amount":400`)), `2016-05-03 BondPosted {"amount":600}`, "", "", ""},
	{"a second part too large", then(toContracted, but("2016-05-02 BondPosted", `"amount":1000`, `"amount":400`)), `2016-05-03 BondPosted {"amount":601}`, RuleFinding, "bond.over", "/data/amount"},
	{"a ratio of nothing", toContracted, more("2016-05-02 BondPosted", `"ratio":"0"`), RuleInvalid, "bond.ratio", "/data/ratio"},
	{"a ratio of all", toContracted, more("2016-05-02 BondPosted", `"ratio":"1"`), "", "", ""},
	{"a ratio above all", withBond, more("2016-05-03 BondReleased", `"ratio":"1.01"`), RuleInvalid, "bond.ratio", "/data/ratio"},
	{"a negative ratio", withBond, more("2016-05-03 BondForfeited", `"ratio":"-0.1"`), RuleInvalid, "bond.ratio", "/data/ratio"},
	{"all of the bond given back", withBond, but("2016-05-03 BondReleased", "250", "1000"), "", "", ""},
	{"more than the bond given back", withBond, but("2016-05-03 BondReleased", "250", "1001"), RuleRefused, "bond.balance", "/data/amount"},
	{"more than is left taken", then(withBond, "2016-05-03 BondReleased"), but("2016-05-04 BondForfeited", "250", "751"), RuleRefused, "bond.balance", "/data/amount"},
	{"what is left taken", then(withBond, "2016-05-03 BondReleased"), but("2016-05-04 BondForfeited", "250", "750"), "", "", ""},
	{"a release without a bond", toContracted, "2016-05-03 BondReleased", RuleRefused, "bond.balance", "/data/amount"},
	{"more than the part of a milestone", withParts, `2016-05-03 BondForfeited {"amount":1001,"milestone":"START","ground":"违约"}`, RuleRefused, "bond.balance", "/data/amount"},
	{"a milestone without its part takes from the whole", withParts, `2016-05-03 BondForfeited {"amount":1000,"milestone":"CAPACITY","ground":"违约"}`, "", "", ""},
	{"given back before the start", withParts, `2016-05-03 BondReleased {"amount":1000,"milestone":"START"}`, RuleFinding, "bond.early", "/data/milestone"},
	{"given back after the start", then(withParts, "2016-08-01 LandDelivered", "2017-05-01 ConstructionStarted"), `2017-05-01 BondReleased {"amount":1000,"milestone":"START"}`, "", "", ""},
	{"given back before completion", then(toBuilding, "2017-05-02 BondPosted"), `2017-05-03 BondReleased {"amount":1,"milestone":"COMPLETION"}`, RuleFinding, "bond.early", "/data/milestone"},
	{"given back upon completion", then(toCompleted, "2019-05-02 BondPosted"), `2019-05-03 BondReleased {"amount":1,"milestone":"COMPLETION"}`, "", "", ""},
	{"given back before production", then(toCompleted, "2019-05-02 BondPosted"), `2019-05-03 BondReleased {"amount":1,"milestone":"PRODUCTION"}`, RuleFinding, "bond.early", "/data/milestone"},
	{"given back upon production", then(toProducing, "2019-11-02 BondPosted"), `2019-11-03 BondReleased {"amount":1,"milestone":"PRODUCTION"}`, "", "", ""},
	{"given back before capacity", then(toProducing, "2019-11-02 BondPosted"), `2019-11-03 BondReleased {"amount":1,"milestone":"CAPACITY"}`, RuleFinding, "bond.early", "/data/milestone"},
	{"given back upon capacity", then(toOperating, "2021-11-02 BondPosted"), `2021-11-03 BondReleased {"amount":1,"milestone":"CAPACITY"}`, "", "", ""},
	{"taken for a breach that is none", withBond, more("2016-05-03 BondForfeited", `"breachId":"B1"`), RuleFinding, "bond.breach", "/data/breachId"},
	{"taken for a breach", then(toOperating, "2021-11-02 BondPosted", "2022-06-01 BreachFound"), more("2022-06-02 BondForfeited", `"breachId":"B1"`), "", "", ""},
}

// An extension beyond the law passes with an officer's reason at its place, and is
// noted; the reason elsewhere, or where nothing is wrong, is refused.
func TestOverridesOfGuards(t *testing.T) {
	long := amending("2017-05-02", "EXTENSION", startMoved("2018-06-02"), `,"filedOn":"2017-05-02"`)
	lawful := strings.Replace(long, "2018-06-02", "2018-06-01", 1)
	here := Override{Rule: "extension.long", Path: "/data/amendments/0/new", Reason: "市政府会议纪要"}
	elsewhere := Override{Rule: "extension.long", Path: "/data/amendments/1/new", Reason: "同上"}
	tests := []struct {
		name, line string
		overrides  []Override
		rule       string // of the problem, or of the finding with ""
		err        error
	}{
		{"without a reason", long, nil, "extension.long", ErrRefused},
		{"with a reason", long, []Override{here}, "extension.long", nil},
		{"with a reason for another place", long, []Override{elsewhere}, "extension.long", ErrRefused},
		{"with a reason for nothing", lawful, []Override{here}, "override.unused", ErrInvalid},
		{"with one for another place too", long, []Override{here, elsewhere}, "override.unused", ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := said(t, tt.line)
			f.Overrides = tt.overrides
			got, err := told(t, toDelivered...).Decide(f, second, lateTerms)
			if !errors.Is(err, tt.err) {
				t.Fatalf("err = %v, want %v", err, tt.err)
			}
			if err == nil && (len(got.Findings) != 1 || got.Findings[0].Rule != tt.rule || !strings.Contains(got.Findings[0].Detail, here.Reason)) {
				t.Errorf("findings = %v", got.Findings)
			}
			if err != nil && !strings.Contains(err.Error(), ruleByCode[tt.rule].ZH) {
				t.Errorf("err = %v, want %s", err, tt.rule)
			}
		})
	}
}
