package domain

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"
)

// variants are the data that random histories draw from: the usual ones, and
// others that lead elsewhere.
var variants = func() map[string][]string {
	m := make(map[string][]string)
	for name, data := range usual {
		m[name] = []string{data}
	}
	add := func(line string) {
		parts := strings.SplitN(line, " ", 3)
		m[parts[1]] = append(m[parts[1]], parts[2])
	}
	add(more("x ParcelRegistered", `"source":{"system":"s","key":"k"},"termYears":60`))
	add(`x UseConfirmed {"actualStage":"COMPLETED"}`)
	add(`x UseConfirmed {"actualStage":"PRODUCING","since":"2001-01-01"}`)
	add(but("x EntryReviewed", "PASS", "REJECT"))
	add(but("x GrantContractSigned", "LISTING", "ALLOCATION"))
	add(`x GrantContractSigned {"method":"LISTING","area":4000000}`)
	add(but("x CapacityAccepted", `"PASS"`, `"BASIC","due":"2090-01-01"`))
	add(but("x CapacityAccepted", passed, `"actual":"1","pass":false`, `"PASS"`, `"FAIL"`))
	add(but("x OperationChecked", `"PASS"`, `"WATCH"`))
	add(but("x RectificationAccepted", `"PASS"`, `"FAIL","newDue":"2090-01-01"`))
	add(but("x RectificationAccepted", `"PASS"`, `"WITHDRAWN"`))
	add(but("x BreachFound", "B1", "B2"))
	add(but("x ExitInitiated", "E01", "E03"))
	add(but("x ExitInitiated", "E01", "E12"))
	add(`x IdleCaseOpened {"caseNo":"X1","kind":"NOT_STARTED","suspectedSince":"2015-01-01"}`)
	add(`x IdleCaseOpened {"caseNo":"X2","kind":"SUSPENDED","suspectedSince":"2015-01-01"}`)
	add(but("x IdleDetermined", `"HOLDER"`, `"GOVERNMENT","governmentCause":"OTHER"`))
	add(`x IdleDisposed {"caseNo":"X1","measure":"EXTENSION","supplementNo":"B1","basisDate":"2030-01-01","newStartBy":"2030-06-01"}`)
	add(`x ProductionHalted {"since":"2001-01-01","degree":"HALF_STOPPED","cause":"MARKET"}`)
	add(`x ConstructionSuspended {"since":"2016-01-01","cause":"HOLDER","developedArea":1,"dueArea":5000000,"invested":1,"totalInvestment":1000}`)
	add(`x PenaltyImposed {"penaltyId":"F2","kind":"ADMINISTRATIVE","base":500,"decisionNo":"J2"}`)
	add(`x PenaltySettled {"penaltyId":"F2","paid":200,"mode":"PAYMENT"}`)
	add(`x ComplianceRecorded {"kind":"KEY_SUPERVISED","docNo":"L1"}`)
	add(`x SoilSurveyed {"required":false}`)
	add(but("x ProcessEvaluated", `"PASS"`, `"EXIT"`))
	add(`x LitigationRecorded {"caseNo":"行1","kind":"ADMINISTRATIVE","target":"J1","filedOn":"2010-01-01","result":"UPHELD","resultOn":"2010-06-01"}`)
	add(but("x ExitInitiated", "E01", "E06"))
	add(but("x ExitInitiated", "E01", "E10"))
	add(but("x SupplyFailed", "WITHDRAWN", "WINNER_DEFAULT"))
	add(but("x SupplyAnnounced", "LISTING", "LEASE_FIRST"))
	add(`x CommitmentsAmended {"instrument":"CONTRACT","docNo":"B2","kind":"SUPPLEMENT","reason":"GOVERNMENT","amendments":[{"metric":"START_BY","mode":"ADD_DAYS","days":100},{"metric":"COMPLETE_BY","mode":"ADD_DAYS","days":100}]}`)
	add(`x CommitmentsAmended {"instrument":"AGREEMENT","docNo":"B3","kind":"SUPPLEMENT","reason":"HOLDER","amendments":[{"metric":"CAPACITY_BY","mode":"REPLACE","new":"2030-01-01"},{"metric":"JOBS","mode":"REPLACE","new":"100"}]}`)
	add(`x BondPosted {"amount":500,"milestone":"START"}`)
	add(`x BondReleased {"amount":500,"milestone":"START"}`)
	add(but("x RightTransferred", "SALE", "JUDICIAL"))
	add(but("x RightTransferred", "SALE", "EQUITY"))
	add(but("x RightTransferred", "SALE", "SUCCESSION", "true", `false,"agreementNo":"J2"`))
	add(more("x RightTransferred", `"preRegistered":true,"rebuild":true,"startBy":"2027-01-01","completeBy":"2029-01-01"`))
	add(but("x EncumbranceSet", "E1", "E2", "MORTGAGE", "SEIZURE"))
	add(but("x EncumbranceLifted", "E1", "E2"))
	add(but("x LeasedOut", "C1", "C2", "丙公司", "丁公司"))
	for _, line := range landVariants() {
		add(line)
	}
	return m
}()

// tellable are the types a random history tells; those that aim at an earlier event
// are drawn apart.
var tellable = slices.Sorted(maps.Keys(variants))

// drawFact draws a fact of any type around the last day; now and then late, now
// and then back-filled.
func drawFact(t *rapid.T, h *History) Fact {
	last := h.Parcel().LastOn
	if last == "" {
		last = "2015-01-01"
	}
	if rapid.IntRange(0, 9).Draw(t, "late") == 0 {
		last = last.AddDays(-rapid.IntRange(0, 2000).Draw(t, "back"))
	}
	name := drawType(t, h.Parcel().Stage)
	data := rapid.SampledFrom(variants[name]).Draw(t, "data")
	day := last.AddDays(rapid.IntRange(0, 120).Draw(t, "after"))
	if day > lateDay {
		day = lateDay
	}
	f := Fact{OccurredOn: day, Backfill: rapid.IntRange(0, 7).Draw(t, "backfill") == 0}
	f.Event = must(DecodeFact([]byte(`{"data":`+data+`,"occurredOn":"2020-01-01","type":"`+name+`"}`), true)).Event
	return f
}

// drawType draws any type, or mostly one that the stage allows: among so many types
// histories would hardly move otherwise.
func drawType(t *rapid.T, stage Stage) string {
	if stage == StageNone {
		return "ParcelRegistered"
	}
	var here, onward []string
	for _, name := range tellable {
		for _, row := range transitionsOf[name] {
			if !slices.Contains(row.From, stage) {
				continue
			}
			if here = append(here, name); row.To != "" && row.To != StageRetired && row.To != StageExiting {
				onward = append(onward, name)
			}
		}
	}
	from := tellable
	switch n := rapid.IntRange(0, 9).Draw(t, "among"); {
	case n > 6 && len(onward) > 0:
		from = onward
	case n > 1 && len(here) > 0:
		from = here
	}
	return rapid.SampledFrom(from).Draw(t, "type")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// drawCorrection draws a correction of a top-level field of a random entry to the
// value that another variant of its type has there, or of its day.
func drawCorrection(t *rapid.T, h *History) Fact {
	target := rapid.SampledFrom(h.Effective(time.Time{})).Draw(t, "target")
	c := EventCorrected{Target: target.ID, Reason: "ENTRY_ERROR"}
	if rapid.Bool().Draw(t, "day") {
		day := target.Fact.OccurredOn
		c.Diffs = []Diff{{Path: "/occurredOn", Old: JSON(`"` + day + `"`), New: JSON(`"` + day.AddDays(rapid.IntRange(-200, 200).Draw(t, "shift")) + `"`)}}
		return Fact{OccurredOn: lateDay, Event: c}
	}
	now := fieldsOfData(must(canonical("", target.Fact.Event)))
	other := fieldsOfData([]byte(rapid.SampledFrom(append(variants[target.Fact.Event.storedName()], "{}")).Draw(t, "other")))
	name := rapid.SampledFrom(slices.Collect(fieldNames(target.Fact.Event))).Draw(t, "field")
	c.Diffs = []Diff{{Path: "/data/" + name, Old: now[name], New: other[name]}}
	return Fact{OccurredOn: lateDay, Event: c}
}

// drawAnnulment draws an annulment of a random entry with all that rests on it.
func drawAnnulment(t *rapid.T, h *History) Fact {
	target := rapid.SampledFrom(h.Effective(time.Time{})).Draw(t, "annulled")
	a := EventAnnulled{Target: target.ID, Reason: "ENTRY_ERROR"}
	for _, e := range dependents(h.effective(), target.ID, lateTerms) {
		a.Cascade = append(a.Cascade, e.ID)
	}
	return Fact{OccurredOn: lateDay, Event: a}
}

// drawLateMove draws a fact that may move a stage in the past of a parcel.
func drawLateMove(t *rapid.T, h *History) Fact {
	before := rapid.SampledFrom(h.effective()).Draw(t, "before").Fact.OccurredOn
	name := rapid.SampledFrom([]string{"AnnualPlanListed", "ParcelSurveyed", "LandReserved", "RecruitmentOpened"}).Draw(t, "move")
	f := said(panicking{}, "2020-01-01 "+name)
	f.OccurredOn = before.AddDays(-rapid.IntRange(0, 20).Draw(t, "days"))
	return f
}

// panicking stands in for a test where one cannot fail.
type panicking struct{ testing.TB }

func (panicking) Helper()                      {}
func (panicking) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }

func drawSignature(t *rapid.T, h *History) Fact {
	target := rapid.SampledFrom(h.pending).Draw(t, "signed")
	return Fact{OccurredOn: lateDay, Event: EventCosigned{Target: target.ID, Decision: rapid.SampledFrom([]Code{"AGREE", "AGREE", "REFUSE"}).Draw(t, "decision")}}
}

func fieldsOfData(data []byte) map[string]JSON {
	var m map[string]JSON
	if err := json.Unmarshal(data, &m); err != nil {
		panic(err)
	}
	return m
}

func fieldNames(e Event) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, f := range codecByName[e.storedName()].shape.fields {
			if !yield(f.name) {
				return
			}
		}
	}
}

// drawHistory draws a history of accepted facts, checking each step.
func drawHistory(t *rapid.T) *History {
	h := new(History)
	for range rapid.IntRange(1, 60).Draw(t, "steps") {
		switch amend := rapid.IntRange(0, 23).Draw(t, "amend"); {
		case len(h.entries) > 0 && amend < 3:
			step(t, h, drawCorrection(t, h), second)
		case len(h.entries) > 0 && amend == 3:
			step(t, h, drawAnnulment(t, h), second)
		case len(h.pending) > 0 && amend < 10:
			step(t, h, drawSignature(t, h), second)
		default:
			step(t, h, drawFact(t, h), clerk)
		}
		if len(h.entries) == 1 {
			h.entries[0].RecordedAt = recordedAt(0).AddDate(0, 0, -1) // so that late moves await a signature
		}
	}
	return h
}

// step decides and, when accepted, records. Decide changes nothing; the stage
// moves as the table says; the incremental fold is the fold.
func step(t *rapid.T, h *History, f Fact, by Officer) {
	before := h.Parcel()
	copied := must(canonical("", before))
	decided, err := h.Decide(f, by, lateTerms)
	if !bytes.Equal(copied, must(canonical("", h.Parcel()))) {
		t.Fatal("Decide changed the parcel")
	}
	if err != nil {
		return
	}
	to, _, ok := before.way(&decided)
	inOrder := before.InOrder(decided)
	record(h, decided, by)
	if inOrder && (!ok || h.Parcel().Stage != to) {
		t.Fatalf("%s from %s: decided %s (%v), folded %s", decided.Event.storedName(), before.Stage, to, ok, h.Parcel().Stage)
	}
	if !bytes.Equal(copied, must(canonical("", before))) {
		t.Fatal("recording changed a parcel that was handed out")
	}
	if again := LoadHistory(slices.Clone(h.entries)).Parcel(); !reflect.DeepEqual(again, h.Parcel()) {
		t.Fatalf("folded at once\n%s\nfolded by and by\n%s", must(canonical("", again)), must(canonical("", h.Parcel())))
	}
}

func TestRandomHistories(t *testing.T) {
	reached := map[Stage]int{}
	corrected, late := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		reached[h.Parcel().Stage]++
		for i, e := range h.entries {
			corrected += pick(aims(e.Fact), 1, 0)
			late += pick(i > 1 && compareEntries(e, h.entries[i-1]) < 0, 1, 0)
		}
		if !reflect.DeepEqual(h.At("", time.Time{}), h.Parcel()) {
			t.Fatal("At without limits is not the parcel")
		}
		known := rapid.IntRange(0, max(0, len(h.entries)-1)).Draw(t, "known")
		if len(h.entries) > 0 {
			prefix := LoadHistory(slices.Clone(h.entries[:known+1]))
			if got := h.At("", recordedAt(int64(known))); !reflect.DeepEqual(got, prefix.Parcel()) {
				t.Fatalf("as known at %d\n%s\nbut then it was\n%s", known, must(canonical("", got)), must(canonical("", prefix.Parcel())))
			}
		}
		movesAreInTheTable(t, h)
		h.Parcel().Obligations(lateTerms)
		alarmsHold(t, h)
	})
	t.Logf("stages reached %v, corrections %d, late facts %d", reached, corrected, late)
	if len(reached) < 10 || corrected == 0 || late == 0 {
		t.Errorf("the random histories are too tame: %v, corrections %d, late %d", reached, corrected, late)
	}
}

// movesAreInTheTable replays the history and compares every change of stage with
// the published table, read afresh: a row names the two stages, or the fact was
// back-filled (or confirms use on such a record) and went forward.
func movesAreInTheTable(t *rapid.T, h *History) {
	p := new(Parcel)
	for _, e := range h.Effective(time.Time{}) {
		from, backfilled := p.Stage, p.Backfilled
		p.Evolve(e.Fact)
		if p.Stage == from {
			continue
		}
		name := e.Fact.Event.storedName()
		listed := slices.ContainsFunc(Transitions(), func(r Transition) bool {
			return r.Event == name && (r.To == p.Stage || r.To == stagePrevious) && slices.Contains(r.From, from)
		})
		forward := p.Stage.order() > from.order() && (e.Fact.Backfill || name == "UseConfirmed" && backfilled)
		if !listed && !forward {
			t.Fatalf("%s moved %s to %s, which no row allows", name, from, p.Stage)
		}
	}
}

// A corrected, annulled or co-signed history folds as the history that had been
// right from the start, apart from what the amendments themselves count.
func TestRandomAmendmentsAreAsIfRightFromTheStart(t *testing.T) {
	accepted := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		f := drawCorrection(t, h)
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			f = drawAnnulment(t, h)
		case 1:
			h = openedEarlier(panicking{}, toOperating...)
			for range 6 {
				step(t, h, drawLateMove(t, h), clerk)
			}
			if len(h.pending) > 0 {
				f = drawSignature(t, h)
			}
		}
		decided, err := h.Decide(f, second, lateTerms)
		if err != nil {
			return
		}
		accepted[f.Event.storedName()]++
		record(h, decided, second)
		rightFromTheStart(t, h)
	})
	t.Logf("accepted %v", accepted)
	for _, name := range []string{"EventCorrected", "EventAnnulled", "EventCosigned"} {
		if accepted[name] == 0 {
			t.Errorf("no %s was accepted: the test shows nothing", name)
		}
	}
}

// rightFromTheStart tells what stands in order of recording, without amendments
// and as if nothing had ever been awaited, and compares the two folds.
func rightFromTheStart(t *rapid.T, h *History) {
	var right []Entry
	amendments := 0
	for _, e := range h.Effective(time.Time{}) {
		if aims(e.Fact) {
			amendments++
			continue
		}
		e.Fact.Awaits = nil
		right = append(right, e)
	}
	slices.SortFunc(right, func(a, b Entry) int { return int(a.Revision - b.Revision) })
	want, got := LoadHistory(right).Parcel().Clone(), h.Parcel().Clone()
	want.Events, want.ID, want.Pending = want.Events+amendments, got.ID, got.Pending
	if !reflect.DeepEqual(want, got) {
		t.Fatalf("amended\n%s\nright from the start\n%s", must(canonical("", got)), must(canonical("", want)))
	}
}
