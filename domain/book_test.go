package domain

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	city   = BookID{Kind: PolicyBook}
	binhai = BookID{PolicyBook, Scope{District: "120116"}}
	teda   = BookID{PolicyBook, Scope{District: "120116", Park: "TEDA"}}
	pilot  = BookID{ProgrammeBook, Scope{District: "120116"}}
)

// usualBook is the data a story of a book means when it gives none. "#0" stands for
// the identity of the entry with that revision.
var usualBook = map[string]string{
	"ParameterProposed":    `{"parameter":"sla.record_workdays","value":5,"validFrom":"2025-01-01","document":{"docNo":"示文1号"}}`,
	"ParameterApproved":    `{"proposal":"#0"}`,
	"ParameterWithdrawn":   `{"proposal":"#0","reason":"文件未印发"}`,
	"MilestoneCompleted":   `{"milestone":"STOCK_MAPPED","document":{"docNo":"示文2号"}}`,
	"UnitDelineated":       `{"unit":"BH-01","name":"示例单元"}`,
	"UnitPlanApproved":     `{"unit":"BH-01","docNo":"示规5号"}`,
	"DetailedPlanApproved": `{"unit":"BH-01","level":"BLOCK","docNo":"示规6号"}`,
	"TaskAssigned":         `{"taskNo":"R-1","title":"编制指南","owner":"PNR","due":"2024-06-30"}`,
	"TaskDone":             `{"taskNo":"R-1","result":"已印发"}`,
	"CasePublished":        `{"caseNo":"A-1","title":"示例案例"}`,
	"PolicyIssued":         `{"docNo":"示政1号","title":"示例政策"}`,
	"AuthorityGranted":     `{"subject":"zhang.san","name":"张三","role":"OFFICER","view":"INTERNAL","department":"PNR","level":"DISTRICT","district":"120116","reason":"到任"}`,
	"AuthorityApproved":    `{"grant":"#0"}`,
	"AuthorityWithdrawn":   `{"grant":"#0","reason":"调离"}`,
	"FeedbackReceived":     `{"feedbackNo":"F-1","channel":"WEB","content":"公开进度"}`,
}

var entryMark = regexp.MustCompile(`#\d+`)

// entered reads "2024-03-13 ParameterProposed {…}"; "二" or "三" before the day has
// the second or third officer enter it, "系" the ledger itself, "补" marks a back-fill.
func entered(t testing.TB, line string) (Fact, Officer) {
	t.Helper()
	by := clerk
	for mark, officer := range map[string]Officer{"二": second, "三": third, "系": System} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			line, by = rest, officer
		}
	}
	backfill := strings.HasPrefix(line, "补")
	parts := strings.SplitN(strings.TrimPrefix(line, "补"), " ", 3)
	data := usualBook[parts[1]]
	if len(parts) == 3 {
		data = parts[2]
	}
	data = entryMark.ReplaceAllStringFunc(data, func(mark string) string {
		n, _ := strconv.ParseInt(mark[1:], 10, 64)
		return eventID(n).String()
	})
	f, err := DecodeFact(fmt.Appendf(nil, `{"type":%q,"occurredOn":%q,"backfill":%t,"data":%s}`, parts[1], parts[0], backfill, data), false)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return f, by
}

// enteredIn tells a story of a book, an entry a minute.
func enteredIn(t testing.TB, id BookID, lines ...string) *Book {
	t.Helper()
	b := NewBook(id)
	for _, line := range lines {
		enter(t, b, line)
	}
	return b
}

func enter(t testing.TB, b *Book, line string) {
	t.Helper()
	f, by := entered(t, line)
	f, err := b.Decide(f, by, under(lateDay))
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	data, err := EncodeFact(f)
	if err != nil {
		t.Fatal(err)
	}
	if f, err = DecodeFact(data, true); err != nil {
		t.Fatal(err)
	}
	n := int64(len(b.Entries()))
	b.Append(Entry{ID: eventID(n), Revision: n, Fact: f, RecordedAt: recordedAt(n), By: by})
}

// proposal is a proposed value: `parameter value from[..to]`.
func proposal(parameter, value, validity string) string {
	name, key, _ := strings.Cut(strings.TrimSuffix(parameter, "]"), "[")
	from, to, _ := strings.Cut(validity, "..")
	data := `{"parameter":"` + name + `","value":` + value + `,"validFrom":"` + from + `","document":{"docNo":"示文"}`
	if key != "" {
		data += `,"key":"` + key + `"`
	}
	if to != "" {
		data += `,"validTo":"` + to + `"`
	}
	return "2024-12-01 ParameterProposed " + data + "}"
}

// set tells of values that were proposed and approved, in turn.
func set(proposals ...string) []string {
	var lines []string
	for i, p := range proposals {
		lines = append(lines, p, fmt.Sprintf(`二2024-12-02 ParameterApproved {"proposal":"#%d"}`, 2*i))
	}
	return lines
}

// A bookRuling is a ruling of a book: given its entries, when one more comes.
type bookRuling struct {
	name  string
	book  BookID
	given []string
	when  string
	kind  Code
	rule  string
	path  string
}

func TestBookRulings(t *testing.T) {
	for _, table := range [][]bookRuling{parameterRulings, approvalRulings, programmeRulings, grantRulings, approvedRulings, withdrawnRulings} {
		for _, tt := range table {
			t.Run(tt.name, func(t *testing.T) { ruleBook(t, tt) })
		}
	}
}

func ruleBook(t *testing.T, tt bookRuling) {
	t.Helper()
	b := enteredIn(t, tt.book, tt.given...)
	f, by := entered(t, tt.when)
	before := b.Clone()
	got, err := b.Decide(f, by, under(lateDay))
	if !reflect.DeepEqual(before, b.Clone()) {
		t.Error("Decide changed the book")
	}
	switch tt.kind {
	case RuleInvalid:
		wantOne[*Invalid](t, err, tt.path, tt.rule)
	case RuleRefused:
		wantOne[*Refused](t, err, tt.path, tt.rule)
	case RuleDenied:
		wantOne[*Denied](t, err, tt.path, tt.rule)
	default:
		wantFinding(t, got, err, ruling{kind: tt.kind, rule: tt.rule, path: tt.path})
	}
	if tt.rule != "" && ruleByCode[tt.rule].Kind != tt.kind {
		t.Errorf("%s acted as %s, the table says %s", tt.rule, tt.kind, ruleByCode[tt.rule].Kind)
	}
}

var parameterRulings = []bookRuling{
	{"a value", binhai, nil, "2024-12-01 ParameterProposed", "", "", ""},
	{"an event of a parcel", binhai, nil, "2024-12-01 LandReserved {\"method\":\"PURCHASE\"}", RuleInvalid, "type.book", "/type"},
	{"an event of another book", pilot, nil, "2024-12-01 ParameterProposed", RuleInvalid, "type.book", "/type"},
	{"back-filled", binhai, nil, "补2024-12-01 ParameterProposed", RuleInvalid, "book.backfill", ""},
	{"of tomorrow", binhai, nil, "2026-07-01 ParameterProposed", RuleRefused, "occurredOn.future", "/occurredOn"},
	{"of today", binhai, nil, "2026-06-30 ParameterProposed", "", "", ""},
	{"no such parameter", binhai, nil, proposal("idle.days", "1", "2025-01-01"), RuleInvalid, "parameter.unknown", "/data/parameter"},
	{"a key where there is none", binhai, nil, proposal("sla.record_workdays[36]", "1", "2025-01-01"), RuleInvalid, "parameter.key", "/data/key"},
	{"no key where there must be one", binhai, nil, proposal("control.far_min", `"1"`, "2025-01-01"), RuleInvalid, "parameter.key", "/data/key"},
	{"a major class", binhai, nil, proposal("control.far_min[36]", `"1"`, "2025-01-01"), "", "", ""},
	{"a class", binhai, nil, proposal("control.far_min[3670]", `"1"`, "2025-01-01"), RuleInvalid, "parameter.key", "/data/key"},
	{"a class and a land grade", binhai, nil, proposal("control.fai_min[36/15]", `450000000`, "2025-01-01"), "", "", ""},
	{"no such land grade", binhai, nil, proposal("control.fai_min[36/16]", `1`, "2025-01-01"), RuleInvalid, "parameter.key", "/data/key"},
	{"an alarm rule", binhai, nil, proposal("alarm.lead_days[R01]", `60`, "2025-01-01"), "", "", ""},
	{"no alarm rule", binhai, nil, proposal("alarm.lead_days[X01]", `60`, "2025-01-01"), RuleInvalid, "parameter.key", "/data/key"},
	{"a figure", binhai, nil, proposal("metric_owner[taxPaid]", `"FIN"`, "2025-01-01"), "", "", ""},
	{"no figure", binhai, nil, proposal("metric_owner[share]", `"FIN"`, "2025-01-01"), RuleInvalid, "parameter.key", "/data/key"},
	{"no department", binhai, nil, proposal("metric_owner[taxPaid]", `"XXX"`, "2025-01-01"), RuleInvalid, "code", "/data/value"},
	{"a year", city, nil, proposal("benchmarks[2030]", `"50"`, "2025-01-01"), "", "", ""},
	{"half a year", city, nil, proposal("benchmarks[2030Q1]", `"50"`, "2025-01-01"), RuleInvalid, "parameter.key", "/data/key"},
	{"text for a number", binhai, nil, proposal("sla.record_workdays", `"5"`, "2025-01-01"), RuleInvalid, "json.type", "/data/value"},
	{"a number for a ratio", binhai, nil, proposal("idle.fee_rate", `0.2`, "2025-01-01"), RuleInvalid, "json.type", "/data/value"},
	{"the least of a number", binhai, nil, proposal("sla.record_workdays", `1`, "2025-01-01"), "", "", ""},
	{"less than the least", binhai, nil, proposal("sla.record_workdays", `0`, "2025-01-01"), RuleInvalid, "min", "/data/value"},
	{"the most of a number", binhai, nil, proposal("sla.record_workdays", `60`, "2025-01-01"), "", "", ""},
	{"more than the most", binhai, nil, proposal("sla.record_workdays", `61`, "2025-01-01"), RuleInvalid, "max", "/data/value"},
	{"a fraction", binhai, nil, proposal("idle.area_ratio", `"2/5"`, "2025-01-01"), "", "", ""},
	{"a whole", binhai, nil, proposal("idle.area_ratio", `"1"`, "2025-01-01"), "", "", ""},
	{"more than a whole", binhai, nil, proposal("idle.area_ratio", `"1.0001"`, "2025-01-01"), RuleInvalid, "parameter.range", "/data/value"},
	{"less than nothing", binhai, nil, proposal("idle.area_ratio", `"-0.1"`, "2025-01-01"), RuleInvalid, "parameter.range", "/data/value"},
	{"a fraction by nothing", binhai, nil, proposal("idle.area_ratio", `"1/0"`, "2025-01-01"), RuleInvalid, "ratio.form", "/data/value"},
	{"no decimal", binhai, nil, proposal("idle.area_ratio", `"20%"`, "2025-01-01"), RuleInvalid, "decimal.form", "/data/value"},
	{"in force for a day", binhai, nil, proposal("idle.area_ratio", `"1/3"`, "2025-01-01..2025-01-01"), "", "", ""},
	{"ends before it begins", binhai, nil, proposal("idle.area_ratio", `"1/3"`, "2025-01-02..2025-01-01"), RuleInvalid, "parameter.validity", "/data/validTo"},
	{"a document of tomorrow", binhai, nil, `2024-12-01 ParameterProposed {"parameter":"sla.record_workdays","value":5,"validFrom":"2025-01-01","document":{"docNo":"1","issuedOn":"2024-12-02"}}`, RuleInvalid, "evidence.future", "/data/document/issuedOn"},
	{"holidays of a district", binhai, nil, proposal("holidays[2027]", `{"off":[{"from":"2027-01-01","to":"2027-01-03"}]}`, "2026-12-01"), RuleRefused, "parameter.scope", "/data/parameter"},
	{"holidays of the city", city, nil, proposal("holidays[2027]", `{"off":[{"from":"2027-01-01","to":"2027-01-03"}]}`, "2026-12-01"), "", "", ""},
	{"a holiday backwards", city, nil, proposal("holidays[2027]", `{"off":[{"from":"2027-01-03","to":"2027-01-01"}]}`, "2026-12-01"), RuleInvalid, "holiday.span", "/data/value/off/0/to"},
	{"a holiday without end", city, nil, proposal("holidays[2027]", `{"off":[{"from":"2027-01-01"}]}`, "2026-12-01"), RuleInvalid, "required", "/data/value/off/0/to"},
	{"an unknown member of a table", city, nil, proposal("low_eff.rules", `[{"criterion":"L1","since":1}]`, "2025-01-01"), RuleInvalid, "json.unknown", "/data/value/0/since"},
	{"weights of one", binhai, nil, proposal("eval.scheme", scheme("0.6", "0.4", "0.2", "1"), "2025-01-01"), "", "", ""},
	{"weights of less", binhai, nil, proposal("eval.scheme", scheme("0.6", "0.3", "0.2", "1"), "2025-01-01"), RuleInvalid, "scheme.weights", "/data/value/indicators"},
	{"cuts that end early", binhai, nil, proposal("eval.scheme", scheme("0.6", "0.4", "0.2", "0.9"), "2025-01-01"), RuleInvalid, "scheme.cuts", "/data/value/cuts"},
	{"cuts that fall", binhai, nil, proposal("eval.scheme", scheme("0.6", "0.4", "1", "1"), "2025-01-01"), RuleInvalid, "scheme.cuts", "/data/value/cuts/1/upTo"},
}

func scheme(w1, w2, a, b string) string {
	return `{"version":"1","indicators":[{"metric":"M01","weight":"` + w1 + `"},{"metric":"M03","weight":"` + w2 + `"}],"baseFactor":"2","cap":"1.5","floor":"0","cuts":[{"grade":"A","upTo":"` + a + `"},{"grade":"D","upTo":"` + b + `"}]}`
}

var onTable = []string{"2024-12-01 ParameterProposed"}

var approvalRulings = []bookRuling{
	{"by a second officer", binhai, onTable, "二2024-12-02 ParameterApproved", "", "", ""},
	{"by the same officer", binhai, onTable, "2024-12-02 ParameterApproved", RuleRefused, "proposal.officer", ""},
	{"of no proposal", binhai, nil, "二2024-12-02 ParameterApproved", RuleRefused, "proposal.unknown", "/data/proposal"},
	{"on the day of the proposal", binhai, onTable, "二2024-12-01 ParameterApproved", "", "", ""},
	{"before the proposal", binhai, onTable, "二2024-11-30 ParameterApproved", RuleRefused, "proposal.before", "/occurredOn"},
	{"twice", binhai, then(onTable, "二2024-12-02 ParameterApproved"), "二2024-12-03 ParameterApproved", RuleRefused, "proposal.closed", "/data/proposal"},
	{"after a withdrawal", binhai, then(onTable, "2024-12-02 ParameterWithdrawn"), "二2024-12-03 ParameterApproved", RuleRefused, "proposal.closed", "/data/proposal"},
	{"withdrawn by who proposed it", binhai, onTable, "2024-12-02 ParameterWithdrawn", "", "", ""},
	{"withdrawn after the approval", binhai, then(onTable, "二2024-12-02 ParameterApproved"), "2024-12-03 ParameterWithdrawn", RuleRefused, "proposal.closed", "/data/proposal"},
	{"withdrawn before it was proposed", binhai, onTable, "2024-11-30 ParameterWithdrawn", RuleRefused, "proposal.before", "/occurredOn"},
	{"in force from the day of approval", binhai, onTable, "二2025-01-01 ParameterApproved", "", "", ""},
	{"in force from before its approval", binhai, onTable, "二2025-01-02 ParameterApproved", RuleFinding, "parameter.retroactive", "/occurredOn"},
}

var programmeRulings = []bookRuling{
	{"a milestone of the district", pilot, nil, "2024-03-31 MilestoneCompleted", "", "", ""},
	{"a milestone of a park", BookID{ProgrammeBook, teda.Scope}, nil, "2024-03-31 TaskAssigned", RuleRefused, "programme.scope", "/type"},
	{"a milestone of the city", pilot, nil, but2("2024-12-31 MilestoneCompleted", "STOCK_MAPPED", "POLICY_SYSTEM"), RuleRefused, "milestone.owner", "/data/milestone"},
	{"a milestone of the districts", BookID{Kind: ProgrammeBook}, nil, "2024-03-31 MilestoneCompleted", RuleRefused, "milestone.owner", "/data/milestone"},
	{"a milestone of both, city", BookID{Kind: ProgrammeBook}, nil, but2("2026-06-30 MilestoneCompleted", "STOCK_MAPPED", "LONG_TERM"), "", "", ""},
	{"a milestone of both, district", pilot, nil, but2("2026-06-30 MilestoneCompleted", "STOCK_MAPPED", "LONG_TERM"), "", "", ""},
	{"no such milestone", pilot, nil, but2("2024-03-31 MilestoneCompleted", "STOCK_MAPPED", "PARTY"), RuleRefused, "milestone.unknown", "/data/milestone"},
	{"a milestone twice", pilot, []string{"2024-03-31 MilestoneCompleted"}, "2024-04-01 MilestoneCompleted", RuleRefused, "milestone.twice", "/data/milestone"},
	{"a report of tomorrow", pilot, nil, but2("2024-03-31 MilestoneCompleted", `示文2号"`, `示文2号","issuedOn":"2024-04-01"`), RuleInvalid, "evidence.future", "/data/document/issuedOn"},
	{"a unit twice", pilot, []string{"2024-03-31 UnitDelineated"}, "2024-04-01 UnitDelineated", RuleRefused, "unit.twice", "/data/unit"},
	{"a plan of a unit", pilot, []string{"2024-03-31 UnitDelineated"}, "2024-04-01 UnitPlanApproved", "", "", ""},
	{"a plan of no unit", pilot, nil, "2024-04-01 UnitPlanApproved", RuleRefused, "unit.unknown", "/data/unit"},
	{"a detailed plan of no unit", pilot, nil, "2024-04-01 DetailedPlanApproved", RuleRefused, "unit.unknown", "/data/unit"},
	{"a task due today", pilot, nil, "2024-06-30 TaskAssigned", "", "", ""},
	{"a task due yesterday", pilot, nil, "2024-07-01 TaskAssigned", RuleInvalid, "task.due", "/data/due"},
	{"a task twice", pilot, []string{"2024-03-31 TaskAssigned"}, "2024-04-01 TaskAssigned", RuleRefused, "task.twice", "/data/taskNo"},
	{"a task done", pilot, []string{"2024-03-31 TaskAssigned"}, "2024-04-01 TaskDone", "", "", ""},
	{"no task done", pilot, nil, "2024-04-01 TaskDone", RuleRefused, "task.unknown", "/data/taskNo"},
	{"a task done twice", pilot, []string{"2024-03-31 TaskAssigned", "2024-04-01 TaskDone"}, "2024-04-02 TaskDone", RuleRefused, "task.done", "/data/taskNo"},
	{"a case twice", pilot, []string{"2024-03-31 CasePublished"}, "2024-04-01 CasePublished", RuleRefused, "programme.twice", "/data/caseNo"},
	{"a policy twice", pilot, []string{"2024-03-31 PolicyIssued"}, "2024-04-01 PolicyIssued", RuleRefused, "programme.twice", "/data/docNo"},
	{"a policy that ends before it begins", pilot, nil, but2("2024-03-31 PolicyIssued", `"title"`, `"effectiveFrom":"2024-05-02","effectiveTo":"2024-05-01","title"`), RuleInvalid, "parameter.validity", "/data/effectiveTo"},
	{"feedback twice", pilot, []string{"2024-03-31 FeedbackReceived"}, "2024-04-01 FeedbackReceived", RuleRefused, "programme.twice", "/data/feedbackNo"},
}

// but2 is but for the events of books.
func but2(head, old, new string) string {
	event := head[strings.LastIndex(head, " ")+1:]
	if !strings.Contains(usualBook[event], old) {
		panic(event + " has no " + old)
	}
	return head + " " + strings.Replace(usualBook[event], old, new, 1)
}

// A parcel takes no event of a book.
func TestParcelsTakeNoEventsOfBooks(t *testing.T) {
	f, by := entered(t, "2024-12-01 ParameterProposed")
	_, err := told(t, toRegistered...).Decide(f, by, under(lateDay))
	wantOne[*Invalid](t, err, "/type", "type.book")
}

func TestScopesAreWrittenOneWay(t *testing.T) {
	good := map[string]Scope{
		"city": {}, "120116": {District: "120116"}, "120116-TEDA": {"120116", "TEDA"}, "120116-A%2FB+%40%2C": {"120116", "A/B @,"},
		"120116-%E6%B3%B0%E8%BE%BE": {"120116", "泰达"}, "120116-A-1": {"120116", "A-1"},
	}
	for text, want := range good {
		if got, err := ParseScope(text); err != nil || got != want || got.String() != text {
			t.Errorf("%s: %+v, %v, written %s", text, got, err, got)
		}
		id := BookID{PolicyBook, want}
		if got, ok := BookOf(id.Stream()); !ok || got != id {
			t.Errorf("stream %s: %+v, %v", id.Stream(), got, ok)
		}
	}
	for _, text := range []string{"City", "120116-", "120116-泰达", "120116-a b", "120116-%2f", "120116-%zz", "120116-" + strings.Repeat("a", 41), "12011", ""} {
		_, err := ParseScope(text)
		if _, ok := BookOf("policy-" + text); ok || err == nil {
			t.Errorf("%q is taken for a scope", text)
		}
	}
	_, err := ParseScope("120116-")
	wantOne[*Invalid](t, err, "", "scope")
	for _, stream := range []string{"ledger", "parcel-120116", "policy", "standard-city", "policy-city-x"} {
		if _, ok := BookOf(stream); ok {
			t.Errorf("%s is taken for a book", stream)
		}
	}
}

// A batch is decided entry by entry, all or none.
func TestBatchOfABook(t *testing.T) {
	b := enteredIn(t, pilot)
	task, by := entered(t, "2024-03-31 TaskAssigned")
	done, _ := entered(t, "2024-04-01 TaskDone")
	if got, err := b.DecideAll([]Fact{task, done}, by, under(lateDay)); err != nil || len(got) != 2 {
		t.Fatalf("%v, %v", got, err)
	}
	_, err := b.DecideAll([]Fact{task, done, done}, by, under(lateDay))
	wantOne[*Refused](t, err, "/2/data/taskNo", "task.done")
	if len(b.Entries()) != 0 {
		t.Error("deciding changed the book")
	}
}

// Copies of a book stay as they were when it goes on.
func TestBooksAreSnapshots(t *testing.T) {
	b := enteredIn(t, pilot, "2024-03-31 TaskAssigned", "2024-03-31 UnitDelineated")
	policy := enteredIn(t, binhai, onTable...)
	was, wasPolicy := *b, *policy
	before := fmt.Sprintf("%+v %+v", was.Programme(under(lateDay)), wasPolicy.Proposals())
	inForce := Policies{binhai.Scope: policy}.In(binhai.Scope, lateDay, time.Time{})
	enter(t, b, "2024-04-01 TaskDone")
	enter(t, b, "2024-04-01 UnitPlanApproved")
	enter(t, b, "2024-04-01 DetailedPlanApproved")
	enter(t, policy, "二2024-12-02 ParameterApproved")
	if after := fmt.Sprintf("%+v %+v", was.Programme(under(lateDay)), wasPolicy.Proposals()); after != before {
		t.Errorf("a copy changed:\n%s\n%s", before, after)
	}
	if got := inForce.Int(RecordWorkdays); got != 10 {
		t.Errorf("a policy changed with its book: %d", got)
	}
}
