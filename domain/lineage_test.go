package domain

import (
	"fmt"
	"strings"
	"testing"
)

// heir writes a successor: the last digits of its code, its area, and more fields.
func heir(origin string, code int, area Area, fields string) string {
	return fmt.Sprintf(`{"registration":{"parcelCode":"120116001001GB%05d","district":"120116","registeredArea":%d,"origin":%q}%s}`, code, area, origin, fields)
}

func splitOn(day string, heirs ...string) string {
	return day + ` ParcelSplit {"basis":"SURPLUS","children":[` + strings.Join(heirs, ",") + `]}`
}

// halves is a split of the usual parcel of 5 hectares; the fields go to the first.
func halves(fields string) string {
	return splitOn("2024-05-01", heir("SPLIT", 21, 3_000_000, fields), heir("SPLIT", 22, 2_000_000, ""))
}

const allPromises = `,"commitments":["START_BY","COMPLETE_BY","PRODUCE_BY","CAPACITY_BY","INDUSTRY","FAI_PER_MU","TAX_PER_MU"]`

var (
	// settled is an operating plant that has paid for its land.
	settled = then(toOperating, "2021-03-02 LandPricePaid", but("2021-03-03 LandPricePaid", `"instalmentNo":1`, `"instalmentNo":2`))
	// lowLand has 10,000 m² of low-efficiency land.
	lowLand = then(toSurveyed, "2016-03-01 LowEfficiencyIdentified")
	small   = []string{but("2015-01-01 ParcelRegistered", "5000000", "50000")}
)

var splitRulings = []ruling{
	{"a split into what there is", toSurveyed, halves(""), "", "", ""},
	{"0.1 % more", toSurveyed, splitOn("2024-05-01", heir("SPLIT", 21, 3_005_000, ""), heir("SPLIT", 22, 2_000_000, "")), "", "", ""},
	{"more than 0.1 % more", toSurveyed, splitOn("2024-05-01", heir("SPLIT", 21, 3_005_001, ""), heir("SPLIT", 22, 2_000_000, "")), RuleRefused, "lineage.area", "/data/children"},
	{"0.1 % less", toSurveyed, splitOn("2024-05-01", heir("SPLIT", 21, 2_995_000, ""), heir("SPLIT", 22, 2_000_000, "")), "", "", ""},
	{"more than 0.1 % less", toSurveyed, splitOn("2024-05-01", heir("SPLIT", 21, 2_994_999, ""), heir("SPLIT", 22, 2_000_000, "")), RuleRefused, "lineage.area", "/data/children"},
	{"1 m² more of a small parcel", small, splitOn("2024-05-01", heir("SPLIT", 21, 25_100, ""), heir("SPLIT", 22, 25_000, "")), "", "", ""},
	{"more than 1 m² more", small, splitOn("2024-05-01", heir("SPLIT", 21, 25_101, ""), heir("SPLIT", 22, 25_000, "")), RuleRefused, "lineage.area", "/data/children"},

	{"into one", toSurveyed, splitOn("2024-05-01", heir("SPLIT", 21, 5_000_000, "")), RuleInvalid, "split.children", "/data/children"},
	{"a code twice", toSurveyed, splitOn("2024-05-01", heir("SPLIT", 21, 3_000_000, ""), heir("SPLIT", 21, 2_000_000, "")), RuleInvalid, "lineage.code.twice", "/data/children/1/registration/parcelCode"},
	{"no code", toSurveyed, strings.Replace(halves(""), `"parcelCode":"120116001001GB00022"`, `"preliminaryCode":"Y2"`, 1), RuleInvalid, "lineage.code", "/data/children/1/registration/parcelCode"},
	{"the code of the parent", toSurveyed, splitOn("2024-05-01", heir("SPLIT", 1, 3_000_000, ""), heir("SPLIT", 22, 2_000_000, "")), RuleRefused, "lineage.code.used", "/data/children/0/registration/parcelCode"},
	{"a code it had before", then(toSurveyed, `2016-01-01 ParcelAttributesRevised {"reason":"REGISTER_CORRECTION","parcelCode":"120116001001GB00021"}`, `2017-01-01 ParcelAttributesRevised {"reason":"REGISTER_CORRECTION","parcelCode":"120116001001GB00023"}`), halves(""), RuleRefused, "lineage.code.used", "/data/children/0/registration/parcelCode"},
	{"registered as new land", toSurveyed, splitOn("2024-05-01", heir("NEW", 21, 3_000_000, ""), heir("SPLIT", 22, 2_000_000, "")), RuleInvalid, "lineage.origin", "/data/children/0/registration/origin"},

	{"a working plant", settled, halves(allPromises), "", "", ""},
	{"a promise that was not made", settled, halves(strings.Replace(allPromises, "FAI_PER_MU", "FAI_PER_MU\",\"JOBS", 1)), RuleRefused, "lineage.commitment", "/data/children/0/commitments/6"},
	{"a promise taken twice by one", settled, halves(strings.Replace(allPromises, "FAI_PER_MU", "FAI_PER_MU\",\"FAI_PER_MU", 1)), RuleRefused, "lineage.commitment", "/data/children/0/commitments/6"},
	{"a promise left behind", settled, halves(strings.Replace(allPromises, `,"TAX_PER_MU"`, "", 1)), RuleRefused, "lineage.commitment.left", "/data/children"},
	{"anew with promises", settled, halves(`,"start":"ANEW"` + allPromises), RuleInvalid, "lineage.anew", "/data/children/0/commitments"},
	{"a total taken by both", totalling, splitOn("2024-05-01", heir("SPLIT", 21, 3_000_000, allTotals), heir("SPLIT", 22, 2_000_000, `,"commitments":["JOBS"]`)), RuleFinding, "lineage.commitment.shared", "/data/children"},
	{"a total taken by one", totalling, halves(allTotals), "", "", ""},
	{"part transferred to another", settled, strings.Replace(halves(allPromises), `"origin":"SPLIT"`, `"origin":"SPLIT","holder":{"name":"乙公司"}`, 1), RuleFinding, "lineage.holder", "/data/children/0/registration/holder"},

	{"low-efficient land passes on", lowLand, halves(`,"lowEfficiency":1000000`), "", "", ""},
	{"low-efficient land vanishes", lowLand, halves(`,"lowEfficiency":999999`), RuleRefused, "lineage.lowEfficiency", "/data/children"},
	{"low-efficient land appears", lowLand, halves(`,"lowEfficiency":1000001`), RuleRefused, "lineage.lowEfficiency", "/data/children"},
	{"all of a child low-efficient", then(toSurveyed, but("2016-03-01 LowEfficiencyIdentified", "1000000", "3000000")), halves(`,"lowEfficiency":3000000`), "", "", ""},
	{"more low-efficient than the child", then(toSurveyed, but("2016-03-01 LowEfficiencyIdentified", "1000000", "3000001")), halves(`,"lowEfficiency":3000001`), RuleInvalid, "lineage.lowArea", "/data/children/0/lowEfficiency"},

	{"the price not paid", toOperating, halves(allPromises), RuleRefused, "lineage.outstanding", "/type"},
	{"the price not paid, as the archive has it", toOperating, "补" + halves(allPromises), RuleFinding, "lineage.outstanding", "/type"},
	{"the price of a former holder", toVacated, splitOn("2025-05-01", heir("SPLIT", 21, 3_000_000, allPromises), heir("SPLIT", 22, 2_000_000, "")), "", "", ""},
	{"a breach open", then(settled, "2022-06-01 BreachFound"), halves(allPromises), RuleRefused, "lineage.outstanding", "/type"},
	{"a penalty not paid", then(settled, "2022-03-01 PenaltyImposed"), halves(allPromises), RuleRefused, "lineage.outstanding", "/type"},
	{"a breach mended", then(settled, "2022-06-01 BreachFound", "2022-07-01 RectificationAccepted"), halves(allPromises), "", "", ""},
	{"on the way out", then(settled, "2024-01-01 ExitInitiated"), halves(allPromises), RuleRefused, "lineage.exiting", "/type"},
	{"on the way out by this split", then(settled, but("2024-01-01 ExitInitiated", "E01", "E07")), halves(allPromises), "", "", ""},
	{"mortgaged", then(settled, "2022-01-01 EncumbranceSet"), halves(allPromises), RuleRefused, "lineage.mortgage", "/data/mortgageeConsent"},
	{"mortgaged, with consent", then(settled, "2022-01-01 EncumbranceSet"), strings.Replace(halves(allPromises), `"basis"`, `"mortgageeConsent":"T1","basis"`, 1), "", "", ""},
	{"the mortgage lifted", then(settled, "2022-01-01 EncumbranceSet", "2023-01-01 EncumbranceLifted"), halves(allPromises), "", "", ""},
	{"seized", then(settled, but("2022-01-01 EncumbranceSet", "MORTGAGE", "SEIZURE")), halves(allPromises), RuleRefused, "lineage.seized", "/type"},
	{"under investigation as idle", then(toDelivered, "2016-09-01 LandPricePaid", but("2016-09-02 LandPricePaid", `"instalmentNo":1`, `"instalmentNo":2`), "2018-06-15 IdleCaseOpened"), halves(allPromises), RuleRefused, "lineage.idle", "/type"},
	{"with a lease", then(settled, "2022-01-01 LeasedOut"), halves(allPromises), RuleFinding, "lineage.open", "/type"},
	{"on offer", toOffered, halves(""), RuleFinding, "lineage.supply", "/type"},
	{"with an issue open", then(toSurveyed, "2016-01-01 IssueRaised"), halves(""), RuleFinding, "lineage.open", "/type"},
	{"split twice", then(toSurveyed, halves("")), splitOn("2024-06-01", heir("SPLIT", 31, 3_000_000, ""), heir("SPLIT", 32, 2_000_000, "")), RuleRefused, "stage", "/type"},
	{"before it happened", then(toSurveyed, "2024-06-01 LandReserved"), halves(""), RuleRefused, "history", "/occurredOn"},
	{"anything after it", then(toSurveyed, halves("")), "2024-06-01 LandReserved", RuleRefused, "stage", "/type"},
	{"what the ledger writes", toSurveyed, `2024-05-01 ParcelAbsorbed {"decision":"11111111-1111-5111-8111-111111111111","lead":"11111111-1111-5111-8111-111111111111","into":{"parcel":"11111111-1111-5111-8111-111111111111"}}`, RuleRefused, "lineage.ledger", "/type"},
}

func TestSplitRulings(t *testing.T) {
	for _, tt := range splitRulings {
		t.Run(tt.name, func(t *testing.T) { rule(t, tt) })
	}
}

// totalling is a plant that promised a number of jobs.
var (
	totalling = func() []string {
		lines := append([]string(nil), settled...)
		for i, line := range lines {
			if strings.HasSuffix(line, "SupervisionAgreementSigned") {
				lines[i] = but(line, `{"metric":"FAI_PER_MU"`, `{"metric":"JOBS","operator":"GE","target":"200"},{"metric":"FAI_PER_MU"`)
			}
		}
		return lines
	}()
	allTotals = strings.Replace(allPromises, `"FAI_PER_MU"`, `"JOBS","FAI_PER_MU"`, 1)
)

// What was founded on is not changed by an amendment.
func TestSplitIsNotAmended(t *testing.T) {
	h := told(t, then(toSurveyed, halves(""))...)
	target := h.Entries()[2].ID
	for _, line := range []string{
		`2024-06-01 EventAnnulled {"target":"` + target.String() + `","reason":"ENTRY_ERROR"}`,
		`2024-06-01 EventCorrected {"target":"` + target.String() + `","reason":"ENTRY_ERROR","diffs":[{"path":"/data/docNo","new":"1"}]}`,
	} {
		_, err := h.Decide(said(t, line), second, lateTerms)
		wantOne[*Refused](t, err, "/data/target", "lineage.fixed")
	}
}

// heirs tells what a split or merge asks of other parcels, and the parcels that
// begin with it.
func heirs(t *testing.T, h *History) (list []Succession, begun []*Parcel) {
	t.Helper()
	list = h.Successions()
	for _, s := range list {
		if s.Opens() {
			child := new(History)
			record(child, s.Fact, clerk)
			begun = append(begun, child.Parcel())
		}
	}
	return list, begun
}

// A child of a working plant is a working plant: with its share of the contract,
// the promises it took, and the stage of its parent.
func TestSplitPlantGoesOn(t *testing.T) {
	h := told(t, then(settled, "2023-05-01 EfficiencyRated", halves(allPromises))...)
	parent, before := h.Parcel(), h.At("2024-04-30", recordedAt(99))
	_, begun := heirs(t, h)
	if parent.Stage != StageRetired || len(parent.Lineage.Successors) != 2 || len(parent.Obligations(lateTerms)) != 0 || parent.Codes[0].Until != "2024-05-01" {
		t.Errorf("the parent = %+v", parent)
	}
	for _, a := range parent.Alarms(lateTerms) {
		if a.Rule != "R25" { // that the split was recorded late
			t.Errorf("the parent still alarms: %+v", a)
		}
	}
	first, other := begun[0], begun[1]
	if first.Stage != StageOperating || first.StageSince != before.StageSince || first.Operation.Grade != "B" || first.Holder().Name != "甲公司" ||
		first.Construction.StartedOn != "2017-05-01" || first.Lineage.Parents[0].Parcel != parent.ID || len(first.Agreement.Commitments) != 7 || other.Agreement != nil {
		t.Errorf("the first child = %+v", first)
	}
	if *first.Contract.Price != 5_400_000_000 || *other.Contract.Price != 3_600_000_000 || first.Contract.Paid[1] != 5_400_000_000 || first.Contract.StartOn != "2017-06-01" {
		t.Errorf("contracts = %+v and %+v", first.Contract, other.Contract)
	}
	if got := heirsOf(t, first, "2025-01-01 OperationReported", "2025-02-01 ExitInitiated"); got.Stage != StageExiting {
		t.Errorf("the child goes on to %s", got.Stage)
	}
}

// heirsOf tells a begun parcel's further story.
func heirsOf(t *testing.T, p *Parcel, lines ...string) *Parcel {
	t.Helper()
	p = p.Clone()
	for _, line := range lines {
		f, err := judge(p, said(t, line), lateTerms)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		p.Evolve(f)
	}
	return p
}

// Land that is recovered begins anew, and low efficiency stays with the land.
func TestRecoveredPartBeginsAnew(t *testing.T) {
	h := told(t, then(settled, "2023-01-01 LowEfficiencyIdentified",
		splitOn("2024-05-01", heir("SPLIT", 21, 3_000_000, allPromises), heir("SPLIT", 22, 2_000_000, `,"start":"ANEW","lowEfficiency":1000000`)))...)
	_, begun := heirs(t, h)
	is := begun[1]
	if is.Stage != StageRegistered || is.Contract != nil || is.Agreement != nil || is.LowEff.Remaining != 1_000_000 || is.LowEff.Since != "2023-01-01" || is.Holder() != (Party{}) {
		t.Errorf("the recovered part = %+v", is)
	}
	if begun[0].LowEff.Remaining != 0 || h.Parcel().LowEff.Remaining != 0 {
		t.Error("low-efficiency land is counted twice")
	}
}

// wire is what would be written of successions.
func wire(list []Succession) (text string) {
	for _, s := range list {
		text += fmt.Sprintf("%s %s %s\n", s.Parcel, s.ID, must(EncodeFact(s.Fact)))
	}
	return text
}

// What follows from a decision does not change with what is recorded later, and
// every stage can be left by a split.
func TestSuccessionsAreFixed(t *testing.T) {
	for _, story := range [][]string{toRegistered, toSurveyed, toReserved, toRecruiting, toAdmitted, toOffered, toAwarded, settled, toVacated} {
		lines := then(story, "补"+splitOn("2025-05-01", heir("SPLIT", 21, 3_000_000, allPromises), heir("SPLIT", 22, 2_000_000, "")))
		if len(story) < len(toDelivered) {
			lines[len(lines)-1] = "补" + splitOn("2025-05-01", heir("SPLIT", 21, 3_000_000, ""), heir("SPLIT", 22, 2_000_000, ""))
		}
		h := told(t, lines...)
		was := wire(h.Successions())
		tell(t, h, `2015-01-01 ParcelAttributesRevised {"reason":"REGISTER_CORRECTION","registeredArea":1,"surveyReport":"C1"}`, second)
		if is := wire(h.Successions()); is != was {
			t.Errorf("after a late fact:\n%s\nbefore:\n%s", is, was)
		}
		_, begun := heirs(t, h)
		if begun[0].Stage == StageRetired || begun[0].Stage == StageNone {
			t.Errorf("a child of %s stands at %q", h.Entries()[len(story)-1].Fact.Event.storedName(), begun[0].Stage)
		}
	}
}

// beside tells the story of another parcel, with code 2, which a merge may name.
func beside(t testing.TB, lines ...string) *Parcel {
	t.Helper()
	lines = then(nil, lines...)
	lines[0] = strings.Replace(but(lines[0][:len("2015-01-01 ParcelRegistered")], "GB00001", "GB00002"), "5000000", "2000000", 1)
	return told(t, lines...).Parcel()
}

// mergeOf is the merge of the usual parcel with another; the fields go to the
// merge, the heir's to the new parcel.
func mergeOf(other ParcelID, area Area, fields, into string) string {
	return fmt.Sprintf(`2024-05-01 ParcelMerged {%s"others":[{"parcel":%q}],"into":%s}`, fields, other, heir("MERGE", 31, area, into))
}

func TestMergeRulings(t *testing.T) {
	another := beside(t, toSurveyed...)
	low := beside(t, lowLand...)
	promising := beside(t, settled...)
	otherwise := beside(t, then(settled)...).Clone()
	otherwise.Agreement = &SupervisionAgreementSigned{Commitments: []Commitment{{Metric: "TAX_PER_MU", Operator: "GE", Target: "30"}}}
	right := another.Clone()
	right.Land.RightKind, right.Land.Holder = "COLLECTIVE_CONSTRUCTION", Party{Name: "乙公司"}
	mine := more("2015-01-01 ParcelRegistered", `"rightKind":"CONSTRUCTION","holder":{"name":"甲公司"}`)
	for _, tt := range []struct {
		ruling
		other *Parcel
	}{
		{ruling{"two parcels of bare land", toSurveyed, mergeOf(another.ID, 7_000_000, "", ""), "", "", ""}, another},
		{ruling{"0.1 % less", toSurveyed, mergeOf(another.ID, 6_993_000, "", ""), "", "", ""}, another},
		{ruling{"more than 0.1 % less", toSurveyed, mergeOf(another.ID, 6_992_999, "", ""), RuleRefused, "lineage.area", "/data/into"}, another},
		{ruling{"a parcel that is not there", toSurveyed, mergeOf(eventID(9), 7_000_000, "", ""), RuleRefused, "merge.unknown", "/data/others/0/parcel"}, another},
		{ruling{"a retired parcel", toSurveyed, mergeOf(another.ID, 7_000_000, "", ""), RuleRefused, "merge.retired", "/data/others/0/parcel"}, retired(another)},
		{ruling{"a parcel with later events", toSurveyed, mergeOf(another.ID, 7_000_000, "", ""), RuleRefused, "merge.later", "/data/others/0/parcel"}, beside(t, then(toSurveyed, "2024-05-02 LandReserved")...)},
		{ruling{"a parcel of the same day", toSurveyed, mergeOf(another.ID, 7_000_000, "", ""), RuleFinding, "merge.stage", "/data/others/0/parcel"}, beside(t, then(toSurveyed, "2024-05-01 LandReserved")...)},
		{ruling{"the new one among the old", toSurveyed, strings.Replace(mergeOf(another.ID, 7_000_000, "", ""), "GB00031", "GB00002", 1), RuleInvalid, "merge.twice", "/data/others/0/parcel"}, another},
		{ruling{"registered as split", toSurveyed, strings.Replace(mergeOf(another.ID, 7_000_000, "", ""), `"MERGE"`, `"SPLIT"`, 1), RuleInvalid, "lineage.origin", "/data/into/registration/origin"}, another},
		{ruling{"another right", []string{more("2015-01-01 ParcelRegistered", `"rightKind":"CONSTRUCTION"`), "2015-02-01 ParcelSurveyed"}, mergeOf(another.ID, 7_000_000, "", ""), RuleRefused, "merge.right", "/data/others/0/parcel"}, right},
		{ruling{"another holder", []string{more("2015-01-01 ParcelRegistered", `"holder":{"name":"甲公司"}`), "2015-02-01 ParcelSurveyed"}, mergeOf(another.ID, 7_000_000, "", ""), RuleRefused, "merge.holder", "/data/others/0/parcel"}, right},
		{ruling{"another right and holder, to be granted anew", []string{mine, "2015-02-01 ParcelSurveyed"}, mergeOf(another.ID, 7_000_000, `"regrant":true,`, ""), "", "", ""}, right},
		{ruling{"low-efficient land passes on", toSurveyed, mergeOf(another.ID, 7_000_000, "", `,"lowEfficiency":1000000`), "", "", ""}, low},
		{ruling{"low-efficient land vanishes", toSurveyed, mergeOf(another.ID, 7_000_000, "", ""), RuleRefused, "lineage.lowEfficiency", "/data/into"}, low},
		{ruling{"the promises of both", settled, mergeOf(another.ID, 7_000_000, "", allPromises), "", "", ""}, promising},
		{ruling{"promises that differ", settled, mergeOf(another.ID, 7_000_000, "", allPromises), RuleRefused, "merge.commitments", "/data/others/0"}, otherwise},
		{ruling{"into the parcel without an agreement", then(toSurveyed, `2015-03-01 UseConfirmed`), mergeOf(another.ID, 7_000_000, "", allPromises), RuleRefused, "merge.lead", "/data/others/0/parcel"}, promising},
	} {
		t.Run(tt.name, func(t *testing.T) {
			terms := lateTerms
			terms.Others = map[ParcelID]*Parcel{tt.other.ID: tt.other}
			got, err := told(t, tt.given...).Decide(said(t, tt.when), second, terms)
			switch tt.kind {
			case RuleInvalid:
				wantOne[*Invalid](t, err, tt.path, tt.rule)
			case RuleRefused:
				wantOne[*Refused](t, err, tt.path, tt.rule)
			default:
				wantFinding(t, got, err, tt.ruling)
			}
		})
	}
}

func retired(p *Parcel) *Parcel {
	p = p.Clone()
	p.Stage = StageRetired
	return p
}

// The merged parcel goes on where the leading one stood, with the land, prices and
// promises of both; the other ends with it.
func TestMergedPlantGoesOn(t *testing.T) {
	other := beside(t, settled...)
	h := told(t, settled...)
	terms := lateTerms
	terms.Others = map[ParcelID]*Parcel{other.ID: other}
	f, err := h.Decide(said(t, mergeOf(other.ID, 7_000_000, "", allPromises)), second, terms)
	if err != nil {
		t.Fatal(err)
	}
	record(h, f, second)
	list, begun := heirs(t, h)
	is := begun[0]
	if is.Stage != StageOperating || *is.Contract.Price != 18_000_000_000 || is.Contract.Area != 7_000_000 || len(is.Agreement.Commitments) != 7 ||
		len(is.Lineage.Parents) != 2 || len(is.Lineage.Codes) != 2 {
		t.Errorf("the merged parcel = %+v", is)
	}
	gone := other.Clone()
	gone.Evolve(list[1].Fact)
	if list[1].Parcel != other.ID || gone.Stage != StageRetired || gone.Lineage.Successors[0].Parcel != is.ID || list[1].Opens() {
		t.Errorf("the absorbed parcel = %+v", gone)
	}
}
