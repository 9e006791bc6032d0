package domain

import (
	"errors"
	"strings"
	"testing"
)

// registered wraps fields into a registration that is right but for them.
func registered(fields string) string {
	return `{"type":"ParcelRegistered","occurredOn":"2024-01-02","data":{"preliminaryCode":"Y-1","district":"120116","origin":"NEW",` + fields + `}}`
}

func reported(fields string) string {
	return `{"type":"OperationReported","occurredOn":"2024-01-02","data":{"enterprise":{"name":"示例"},"period":"2023","basis":"PERIOD","status":"FINAL","source":"STA","allocation":"SINGLE",` + fields + `}}`
}

var malformedFacts = []struct{ name, json, path, rule string }{
	{"nothing", ``, "", "json.syntax"},
	{"blank", ` `, "", "json.syntax"},
	{"truncated", `{"type":"Lan`, "/type", "json.syntax"},
	{"not an object", `[]`, "", "json.syntax"},
	{"byte order mark", "\ufeff{}", "", "json.syntax"},
	{"comment", `{/*x*/}`, "", "json.syntax"},
	{"NaN", registered(`"registeredArea":NaN`), "/data/registeredArea", "json.syntax"},
	{"data after the fact", registered(`"registeredArea":1`) + `{}`, "", "json.syntax"},
	{"garbage after the fact", registered(`"registeredArea":1`) + ` x`, "", "json.syntax"},
	{"invalid UTF-8", registered(`"registeredArea":1,"address":"` + "\xff" + `"`), "/data/address", "json.utf8"},
	{"lone surrogate", registered(`"registeredArea":1,"address":"\ud800"`), "/data/address", "json.syntax"},
	{"duplicate name", `{"type":"a","type":"b"}`, "/type", "json.duplicate"},
	{"duplicate below data", registered(`"registeredArea":1,"registeredArea":1`), "/data/registeredArea", "json.duplicate"},
	{"duplicate by escape", registered(`"registeredArea":1,"address":"a","\u0061ddress":"b"`), "/data/address", "json.duplicate"},
	{"unknown member", `{"type":"LandReserved","occurredOn":"2024-01-02","data":{"method":"SWAP"},"recorder":"me"}`, "/recorder", "json.unknown"},
	{"unknown field", registered(`"registeredArea":1,"colour":"red"`), "/data/colour", "json.unknown"},
	{"unknown field with a slash", registered(`"registeredArea":1,"a/b":"red"`), "/data/a~1b", "json.unknown"},
	{"wrong case", registered(`"registeredArea":1,"Address":"x"`), "/data/Address", "json.case"},
	{"long s for s", registered(`"registeredArea":1,"addreſs":"x"`), "/data/addreſs", "json.case"},
	{"null", registered(`"registeredArea":null`), "/data/registeredArea", "json.null"},
	{"type missing", `{"occurredOn":"2024-01-02","data":{}}`, "/type", "required"},
	{"type unknown", `{"type":"LandFlooded","occurredOn":"2024-01-02","data":{}}`, "/type", "type"},
	{"data missing", `{"type":"LandReserved","occurredOn":"2024-01-02"}`, "/data", "required"},
	{"data a list", `{"type":"LandReserved","occurredOn":"2024-01-02","data":[]}`, "/data", "json.type"},
	{"day missing", `{"type":"LandReserved","data":{"method":"SWAP"}}`, "/occurredOn", "required"},
	{"findings in a request", `{"type":"LandReserved","occurredOn":"2024-01-02","data":{"method":"SWAP"},"findings":[]}`, "/findings", "derived"},
	{"derived in a request", `{"type":"ReturnedToSupply","occurredOn":"2024-01-02","data":{"poolEntryNo":"1","daysSinceVacated":1}}`, "/data/daysSinceVacated", "derived"},
	{"required missing", registered(`"address":"x"`), "/data/registeredArea", "required"},
	{"required missing in a list", `{"type":"EntryReviewed","occurredOn":"2024-01-02","data":{"projectId":"1","result":"REJECT","reviews":[{"department":"DRC","on":"2024-01-01"}]}}`, "/data/reviews/0/opinion", "required"},
	{"empty required list", `{"type":"EntryReviewed","occurredOn":"2024-01-02","data":{"projectId":"1","result":"REJECT","reviews":[]}}`, "/data/reviews", "list.empty"},
	{"empty optional object", registered(`"registeredArea":1,"holder":{}`), "/data/holder", "object.empty"},
	{"list too long", `{"type":"RecruitmentOpened","occurredOn":"2024-01-02","data":{"releaseNo":"1","industries":["13"` + strings.Repeat(`,"13"`, 20) + `]}}`, "/data/industries", "list.long"},
	{"a pair of three", registered(`"registeredArea":1,"geometry":{"rings":[[["117","39","0"]]]}`), "/data/geometry/rings/0/0", "list.length"},
	{"integer as text", registered(`"registeredArea":"1"`), "/data/registeredArea", "json.type"},
	{"integer with point", registered(`"registeredArea":1.0`), "/data/registeredArea", "int.form"},
	{"integer with exponent", registered(`"registeredArea":1e3`), "/data/registeredArea", "int.form"},
	{"negative zero", registered(`"registeredArea":-0`), "/data/registeredArea", "int.form"},
	{"2^53", registered(`"registeredArea":9007199254740992`), "/data/registeredArea", "int.range"},
	{"forty digits", registered(`"registeredArea":1111111111111111111111111111111111111111`), "/data/registeredArea", "int.range"},
	{"below the minimum", registered(`"registeredArea":0`), "/data/registeredArea", "min"},
	{"above the maximum", registered(`"registeredArea":1,"termYears":71`), "/data/termYears", "max"},
	{"text as number", registered(`"registeredArea":1,"address":7`), "/data/address", "json.type"},
	{"bool as text", `{"type":"ParcelVacated","occurredOn":"2024-01-02","data":{"handoverNo":"1","cleared":"true"}}`, "/data/cleared", "json.type"},
	{"blank text", registered(`"registeredArea":1,"address":"　 "`), "/data/address", "text.blank"},
	{"empty required text", `{"type":"ParcelVacated","occurredOn":"2024-01-02","data":{"handoverNo":"","cleared":true}}`, "/data/handoverNo", "text.blank"},
	{"long text", registered(`"registeredArea":1,"address":"` + strings.Repeat("津", 201) + `"`), "/data/address", "text.long"},
	{"NUL", registered(`"registeredArea":1,"address":"a\u0000"`), "/data/address", "text.hidden"},
	{"line break", registered(`"registeredArea":1,"address":"a\nb"`), "/data/address", "text.hidden"},
	{"bidi override", registered(`"registeredArea":1,"address":"a` + "\u202e" + `b"`), "/data/address", "text.hidden"},
	{"zero width space", registered(`"registeredArea":1,"address":"a` + "\u200b" + `b"`), "/data/address", "text.hidden"},
	{"line separator", registered(`"registeredArea":1,"address":"a` + "\u2028" + `b"`), "/data/address", "text.hidden"},
	{"noncharacter", registered(`"registeredArea":1,"address":"a` + "\uffff" + `b"`), "/data/address", "text.hidden"},
	{"no such day", registered(`"registeredArea":1,"termStart":"2023-02-29"`), "/data/termStart", "date.form"},
	{"a day of another form", registered(`"registeredArea":1,"termStart":"2023年2月1日"`), "/data/termStart", "date.form"},
	{"a time", registered(`"registeredArea":1,"termStart":"2023-02-01T00:00:00Z"`), "/data/termStart", "date.form"},
	{"1900-01-01 as none", registered(`"registeredArea":1,"termStart":"1900-01-01"`), "/data/termStart", "date.none"},
	{"year 1899", registered(`"registeredArea":1,"termStart":"1899-12-31"`), "/data/termStart", "date.range"},
	{"year 2101", registered(`"registeredArea":1,"termStart":"2101-01-01"`), "/data/termStart", "date.range"},
	{"empty day", registered(`"registeredArea":1,"termStart":""`), "/data/termStart", "date.form"},
	{"decimal with exponent", reported(`"share":"1e0"`), "/data/share", "decimal.form"},
	{"decimal as number", reported(`"share":1`), "/data/share", "json.type"},
	{"decimal with leading zero", reported(`"share":"01"`), "/data/share", "decimal.form"},
	{"decimal without digits", reported(`"share":"."`), "/data/share", "decimal.form"},
	{"decimal with plus", reported(`"share":"+1"`), "/data/share", "decimal.form"},
	{"negative zero decimal", reported(`"share":"-0.00"`), "/data/share", "decimal.form"},
	{"full-width digit", reported(`"share":"１"`), "/data/share", "decimal.form"},
	{"21 digits", reported(`"share":"0.12345678901234567890"`), "/data/share", "decimal.long"},
	{"period of another form", strings.Replace(reported(`"share":"1"`), `"2023"`, `"2023Q5"`, 1), "/data/period", "period.form"},
	{"month 13", strings.Replace(reported(`"share":"1"`), `"2023"`, `"202313"`, 1), "/data/period", "period.form"},
	{"period of 1989", strings.Replace(reported(`"share":"1"`), `"2023"`, `"1989"`, 1), "/data/period", "period.range"},
	{"unknown code", registered(`"registeredArea":1,"ownership":"X"`), "/data/ownership", "code"},
	{"digest of another form", `{"type":"LandReserved","occurredOn":"2024-01-02","data":{"method":"SWAP"},"evidence":[{"docNo":"1","sha256":"ABC"}]}`, "/evidence/0/sha256", "sha256"},
	{"target no event id", `{"type":"EventCorrected","occurredOn":"2024-01-02","data":{"target":"1","diffs":[{"path":"/occurredOn"}],"reason":"JUDGMENT"}}`, "/data/target", "eventId"},
	{"override without use", `{"type":"LandReserved","occurredOn":"2024-01-02","data":{"method":"SWAP"},"overrides":[{"rule":"uscc.check","path":"/data/x","reason":"y"}]}`, "/overrides/0", "override.unused"},
	{"deep", `{"type":"EventCorrected","occurredOn":"2024-01-02","data":{"diffs":[{"new":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}]}}`,
		"/data/diffs/0/new" + strings.Repeat("/0", 12), "json.depth"},
	{"large", `{"x":"` + strings.Repeat("x", FactBytesMax) + `"}`, "", "json.size"},
}

func TestMalformedFactsAreRefusedAtTheirPlace(t *testing.T) {
	for _, tt := range malformedFacts {
		t.Run(tt.name, func(t *testing.T) {
			_, err := DecodeFact([]byte(tt.json), false)
			wantOne[*Invalid](t, err, tt.path, tt.rule)
		})
	}
}

// wantOne expects an error of one kind with exactly one problem.
func wantOne[E interface {
	error
	problems() []Problem
}](t *testing.T, err error, path, rule string) {
	t.Helper()
	e, ok := errors.AsType[E](err)
	if !ok {
		t.Fatalf("error = %v (%T), want %s at %q", err, err, rule, path)
	}
	got := e.problems()
	if len(got) != 1 || got[0].Path != path || got[0].Rule != rule {
		t.Fatalf("problems = %v, want %s at %q", err, rule, path)
	}
	if got[0].ZH == "" || got[0].EN == "" || ruleByCode[rule] == nil {
		t.Errorf("the problem has no words or no rule in the table: %+v", got[0])
	}
	fired[rule] = true
}

func (e *Invalid) problems() []Problem { return e.Problems }
func (e *Refused) problems() []Problem { return e.Problems }
func (e *Denied) problems() []Problem  { return e.Problems }

// fired collects the rules that tests have seen at work.
var fired = map[string]bool{}

func TestAllProblemsAreToldAtOnce(t *testing.T) {
	_, err := DecodeFact([]byte(registered(`"registeredArea":0,"termStart":"x","colour":1,"holder":{"uscc":"9"}`)), false)
	e, ok := errors.AsType[*Invalid](err)
	if !ok || len(e.Problems) != 4 {
		t.Errorf("problems = %v, want four", err)
	}
}

// Zero and false are values: required means present, not non-zero.
func TestRequiredMeansPresent(t *testing.T) {
	for _, ok := range []string{
		`{"type":"ParcelSurveyed","occurredOn":"2024-01-02","data":{"surveyYear":2024,"actualUsedArea":0}}`,
		`{"type":"ParcelVacated","occurredOn":"2024-01-02","data":{"handoverNo":"1","cleared":false}}`,
		registered(`"registeredArea":1,"address":""`),
		registered(`"registeredArea":9007199254740991`),
		registered(`"registeredArea":1,"address":"` + strings.Repeat("津", 200) + `"`),
		registered(`"registeredArea":1,"termStart":"2024-02-29","termEnd":"2100-12-31"`),
		reported(`"share":"0.1234567890123456789"`),
		reported(`"share":"1","profit":-1,"energyTce":"-12.50"`),
	} {
		if _, err := DecodeFact([]byte(ok), false); err != nil {
			t.Errorf("%s: %v", ok, err)
		}
	}
}
