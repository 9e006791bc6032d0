package domain

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var internal, public = Sight{View: ViewInternal}, Sight{View: ViewPublic}

// veilEvent veils a fact and returns the data of its event, in the order of its fields.
func veilEvent(t *testing.T, s Sight, e Event) (string, []string) {
	t.Helper()
	fact, err := json.Marshal(storedFact[Event]{Type: EventName(e), OccurredOn: "2025-06-01", Data: e})
	if err != nil {
		t.Fatal(err)
	}
	out, redacted := s.VeilFact(fact)
	var shown struct {
		Data jsontext.Value `json:"data"`
	}
	if err := json.Unmarshal(out, &shown); err != nil {
		t.Fatalf("%s veiled is not JSON: %s", fact, out)
	}
	for i := range redacted {
		redacted[i] = strings.TrimPrefix(redacted[i], "/data")
	}
	return string(shown.Data), redacted
}

func TestVeilLeavesOutTax(t *testing.T) {
	tax, output := Fen(987654321987), Fen(5)
	for _, c := range []struct {
		event Event
		shown string // of the rest
		gone  []string
	}{
		{OperationReported{Output: &output, TaxPaid: &tax, TaxRefund: &tax}, `"output":5`, []string{"/taxPaid", "/taxRefund"}},
		{ParcelSurveyed{Economy: &EconomicBlock{DataYear: 2024, TaxPaid: &tax}}, `"dataYear":2024`, []string{"/economy/taxPaid"}},
		{CapacityAccepted{Measured: []Measured{{Metric: "OUTPUT_PER_MU", Actual: "7"}, {Metric: "TAX_PER_MU", Target: "9", Actual: "987654321987"}}}, `"actual":"7"`, []string{"/measured/1/target", "/measured/1/actual"}},
		{BreachFound{Metric: "TAX_PER_MU", Basis: "AGREEMENT", Actual: "987654321987", Note: "只缴 987654321987"}, `"basis":"AGREEMENT"`, []string{"/actual", "/note"}},
		{BreachFound{Metric: "FAR", Actual: "7"}, `"actual":"7"`, nil},
		{EventCorrected{Note: "改", Diffs: []Diff{{"/data/taxPaid", JSON(`987654321987`), nil}, {"/data/output", JSON(`5`), JSON(`6`)}}}, `"old":5`, []string{"/diffs/0/old"}},
		{EventCorrected{Diffs: []Diff{{"/data/measured", JSON(`[{"actual":"987654321987"}]`), nil}}}, `"path":"/data/measured"`, []string{"/diffs/0/old"}},
		{ProgressReported{Percent: 5, Note: "年内税收 987654321987 元"}, `"percent":5`, []string{"/note"}},
		{MeasureApplied{MeasureID: "m", Kind: "LAND_TAX", Amount: tax}, `"kind":"LAND_TAX"`, []string{"/amount"}},
		{EfficiencyRated{Scores: []Score{{Metric: "TAX_PER_MU", Points: "987654321987"}}, Total: "987654321987", Grade: "A"}, `"grade":"A"`, []string{"/scores/0/points", "/total"}},
	} {
		out, gone := veilEvent(t, internal, c.event)
		if strings.Contains(out, "987654321987") || !strings.Contains(out, c.shown) || !slices.Equal(gone, c.gone) {
			t.Errorf("%T: shown %s without %v, want %s without %v", c.event, out, gone, c.shown, c.gone)
		}
	}
}

func TestVeilOfThePublic(t *testing.T) {
	out, gone := veilEvent(t, public, ParcelRegistered{ParcelCode: "120116001001GB00001", District: "120116", RegisteredArea: 7, Origin: "NEW", Holder: Party{Name: "甲公司", USCC: "911200000000000000"}})
	if want := `{"parcelCode":"120116001001GB00001","district":"120116","registeredArea":7,"holder":{"name":"甲公司"}}`; out != want {
		t.Errorf("registration: %s, want %s", out, want)
	}
	if want := []string{"/holder/uscc", "/origin"}; !slices.Equal(gone, want) {
		t.Errorf("left out %v, want %v", gone, want)
	}
	for day, shown := range map[Date]bool{"": false, "2025-06-01": true} {
		if out, _ := veilEvent(t, public, EfficiencyRated{EvalYear: 2024, Grade: "D", PublishedOn: day}); strings.Contains(out, `"grade"`) != shown {
			t.Errorf("published on %q: %s", day, out)
		}
	}
}

func TestVeilLeavesOutRelativesElsewhere(t *testing.T) {
	here, there := ParcelRegistered{ParcelCode: "120116001001GB00001", District: "120116"}, ParcelRegistered{ParcelCode: "120110001001GB00002", District: "120110"}
	id, _ := here.Identity()
	sees := Sight{View: ViewAuditor, Sees: func(ref string) bool { return ref == id.String() || ref == string(here.ParcelCode) }}
	out, gone := veilEvent(t, sees, ParcelSplit{Basis: "SURPLUS", Children: []Successor{{Registration: there}, {Registration: here}}})
	if strings.Contains(out, "120110") || !strings.Contains(out, string(here.ParcelCode)) || !slices.Equal(gone, []string{"/children/0"}) {
		t.Errorf("split: %s without %v", out, gone)
	}
	out, gone = veilEvent(t, sees, ParcelSucceeded{Parents: []Kin{{Parcel: id}, {}}, FamilyCodes: []ParcelCode{there.ParcelCode, here.ParcelCode}})
	if strings.Contains(out, "120110") || !strings.Contains(out, id.String()) || !slices.Equal(gone, []string{"/parents/1", "/familyCodes/0"}) {
		t.Errorf("succession: %s without %v", out, gone)
	}
}

// sighted are the types whose JSON is answered besides events.
var sighted = []reflect.Type{reflect.TypeFor[Parcel](), reflect.TypeFor[Obligation](), reflect.TypeFor[Alarm](), reflect.TypeFor[AlarmChange](),
	reflect.TypeFor[CommitmentState](), reflect.TypeFor[storedFact[JSON]]()}

var (
	taxName  = regexp.MustCompile(`^tax|Tax`)
	ofMetric = []string{"target", "actual", "value", "points", "shortfall", "old", "new", "threshold", "penalty"}
)

// TestEveryFieldHasASight: what speaks of tax by its name, or holds the value of some
// metric, is restricted; the rest is internal by decision or public by its tag.
func TestEveryFieldHasASight(t *testing.T) {
	looked := 0
	for _, list := range [][]eventCodec{codecs, bookCodecs} {
		for _, c := range list {
			all := make(map[string]string)
			c.sight.describe("/"+c.name, all)
			checkSights(t, all)
			checkTerms(t, c.name, fieldsOf(c.shape))
			looked += len(all)
		}
	}
	for _, typ := range sighted {
		all := make(map[string]string)
		veilOf(typ).describe("", all)
		checkSights(t, all)
		looked += len(all)
	}
	if looked < 1000 {
		t.Errorf("only %d fields were looked at", looked)
	}
	t.Logf("%d fields", looked)
}

func checkSights(t *testing.T, all map[string]string) {
	t.Helper()
	for pointer, tag := range all {
		parent, name := pointer[:strings.LastIndex(pointer, "/")], pointer[strings.LastIndex(pointer, "/")+1:]
		_, metric := all[parent+"/metric"]
		switch {
		case taxName.MatchString(name) && tag != "restricted":
			t.Errorf("%s speaks of tax and is %q", pointer, tag)
		case metric && slices.Contains(ofMetric, name) && !strings.HasPrefix(tag, "restricted,metric=TAX"):
			t.Errorf("%s is the value of a metric and is %q", pointer, tag)
		}
	}
}

// checkTerms looks at the Chinese terms; 不含 leaves tax out.
func checkTerms(t *testing.T, at string, fields []Field) {
	t.Helper()
	for _, f := range fields {
		if strings.Contains(f.ZH, "税") && !strings.Contains(f.ZH, "不含") && f.Sight != "restricted" {
			t.Errorf("%s/%s %s speaks of tax and is %q", at, f.Name, f.ZH, f.Sight)
		}
		checkTerms(t, at+"/"+f.Name, f.Fields)
	}
}

// The findings of a state are of events before it: that the last one has no such field
// does not show what they say of tax.
func TestVeilOfAStateAfterAnotherEvent(t *testing.T) {
	type step struct {
		Type  string `json:"type" sight:"public"`
		State JSON   `json:"state" sight:"public,as=parcel"`
	}
	state := JSON(`{"id":"","findings":[{"rule":"report.share","path":"/data/taxPaid","detail":"987654321987"}]}`)
	data, err := json.Marshal(step{"OperationChecked", state})
	if err != nil {
		t.Fatal(err)
	}
	out, gone := internal.Veil(reflect.TypeFor[step](), data)
	if strings.Contains(string(out), "987654321987") || !slices.Equal(gone, []string{"/state/findings/0/detail"}) {
		t.Errorf("shown %s without %v", out, gone)
	}
}
