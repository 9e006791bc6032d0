package domain

import (
	"slices"
	"strings"
	"testing"
)

// The vectors of GB 32100-2015 and GB 11714 that the domain reference gives.
func TestUSCCCheckDigits(t *testing.T) {
	for _, valid := range []USCC{"91350200MA2YJ1XR9G", "91350200776049653A", "91350500798359476R", "91440101MA5CJQ4N59",
		"91120116MA06ABC11M", "91120116MA07XYK2X4", "91120116700000124H"} {
		if outer, inner := valid.CheckDigits(); !outer || !inner {
			t.Errorf("%s: outer %v, inner %v, want both", valid, outer, inner)
		}
	}
	// A public validator takes this one for real; its outer check would be 9.
	if outer, inner := USCC("91350203M0001QAY9B").CheckDigits(); outer || !inner {
		t.Errorf("91350203M0001QAY9B: outer %v, inner %v", outer, inner)
	}
	if got := usccCheck("91350203M0001QAY9B"); got != '9' {
		t.Errorf("computed %c, want 9", got)
	}
}

// Every single wrong character and every swap of neighbours that differ in the
// outer check is noticed; that is what the two checks are for.
func TestUSCCChecksNoticeASingleWrongCharacter(t *testing.T) {
	const valid = "91120116MA06ABC11M"
	for i := range len(valid) {
		for _, c := range usccAlphabet {
			wrong := USCC(valid[:i] + string(c) + valid[i+1:])
			if outer, inner := wrong.CheckDigits(); wrong != valid && outer && inner {
				t.Errorf("%s passes for %s", wrong, valid)
			}
		}
	}
}

func TestIdentifiers(t *testing.T) {
	tests := []struct{ fields, path, rule string }{
		{`"parcelCode":"120116001001GB00001"`, "", ""},
		{`"parcelCode":"120116001001JB99999"`, "", ""},
		{`"parcelCode":"110105001001ZW00001"`, "", ""},
		{`"parcelCode":"120116001001GB00000"`, "/data/parcelCode", "parcelCode.sequence"},
		{`"parcelCode":"120116001001gb00001"`, "/data/parcelCode", "parcelCode.form"},
		{`"parcelCode":"120116001001GB0000"`, "/data/parcelCode", "parcelCode.form"},
		{`"parcelCode":"12011600100lGB00001"`, "/data/parcelCode", "parcelCode.form"},
		{`"parcelCode":"120116001001АB00001"`, "/data/parcelCode", "parcelCode.form"},
		{`"parcelCode":"120116001001KB00001"`, "/data/parcelCode", "parcelCode.form"},
		{`"parcelCode":"120120001001GB00001"`, "/data/parcelCode", "district"},
		{`"parcelCode":"990101001001GB00001"`, "/data/parcelCode", "district"},
		{`"parcelCode":"120107001001GB00001"`, "/data/parcelCode", "district.retired"},
		{`"parcelCode":"120223001001GB00001"`, "/data/parcelCode", "district.retired"},
		{`"unitCode":"120116001001GB00001F00010001"`, "", ""},
		{`"unitCode":"120116001001GB00001W00000000"`, "", ""},
		{`"unitCode":"120116001001GB00001W00000001"`, "/data/unitCode", "unitCode.form"},
		{`"unitCode":"120116001001GB00001X00000001"`, "/data/unitCode", "unitCode.form"},
		{`"unitCode":"120116001001GB00000F00010001"`, "/data/unitCode", "parcelCode.sequence"},
		{`"industry":"C3660"`, "", ""},
		{`"industry":"36"`, "", ""},
		{`"industry":"C43"`, "", ""},
		{`"industry":"C44"`, "/data/industry", "industry"},
		{`"industry":"D43"`, "/data/industry", "industry"},
		{`"industry":"98"`, "/data/industry", "industry"},
		{`"industry":"C3"`, "/data/industry", "industry"},
		{`"industry":"C36600"`, "/data/industry", "industry"},
		{`"holder":{"uscc":"91120116MA06ABC11M"}`, "", ""},
		{`"holder":{"uscc":"91120116ma06abc11m"}`, "/data/holder/uscc", "uscc.form"},
		{`"holder":{"uscc":"9112011６MA06ABC11M"}`, "/data/holder/uscc", "uscc.form"},
		{`"holder":{"uscc":"91120116MA06ABC1IM"}`, "/data/holder/uscc", "uscc.form"},
		{`"holder":{"uscc":"91120116MA06ABC11O"}`, "/data/holder/uscc", "uscc.form"},
		{`"holder":{"uscc":"9112011 MA06ABC11M"}`, "/data/holder/uscc", "uscc.form"},
		{`"holder":{"uscc":"91120116MA06ABC11"}`, "/data/holder/uscc", "uscc.form"},
		{`"holder":{"uscc":"911A0116MA06ABC11M"}`, "/data/holder/uscc", "uscc.form"},
		{`"holder":{"uscc":"91120116-A06ABC11M"}`, "/data/holder/uscc", "uscc.form"},
		{`"holder":{"uscc":"91120116MA06ABC11N"}`, "/data/holder/uscc", "uscc.check"},
		{`"holder":{"uscc":"91350203M0001QAY9B"}`, "/data/holder/uscc", "uscc.check"},
	}
	for _, tt := range tests {
		t.Run(tt.fields, func(t *testing.T) {
			_, err := DecodeFact([]byte(registered(`"registeredArea":1,`+tt.fields)), false)
			if tt.rule != "" {
				wantOne[*Invalid](t, err, tt.path, tt.rule)
			} else if err != nil {
				t.Errorf("refused: %v", err)
			}
		})
	}
}

func TestDistricts(t *testing.T) {
	tests := map[string]string{"120101": "", "120119": "", "120107": "district", "120221": "district", "120120": "district",
		"12011": "district", "1201l6": "district", "110105": "", "652722": "", "441900": "", "990101": "district"}
	for district, rule := range tests {
		_, err := DecodeFact([]byte(strings.Replace(registered(`"registeredArea":1`), "120116", district, 1)), false)
		if rule != "" {
			wantOne[*Invalid](t, err, "/data/district", rule)
		} else if err != nil {
			t.Errorf("%s: %v", district, err)
		}
	}
	if len(Districts()) != 16 {
		t.Errorf("%d districts, want 16", len(Districts()))
	}
}

// Old prefixes are real on old papers, so back-fill takes them.
func TestRetiredPrefixesComeWithBackfill(t *testing.T) {
	wire := registered(`"registeredArea":1,"parcelCode":"120225001001GB00001"`)
	if _, err := DecodeFact([]byte(strings.Replace(wire, `"data"`, `"backfill":true,"data"`, 1)), false); err != nil {
		t.Error(err)
	}
}

// A failing check digit needs an officer's reason, and leaves a finding.
func TestOverrideOfACheckDigit(t *testing.T) {
	wire := registered(`"registeredArea":1,"holder":{"uscc":"91350203M0001QAY9B"}`)
	override := func(path, reason string) string {
		return strings.Replace(wire, `"data"`, `"overrides":[{"rule":"uscc.check","path":"`+path+`","reason":"`+reason+`"}],"data"`, 1)
	}
	f, err := DecodeFact([]byte(override("/data/holder/uscc", "与执照一致")), false)
	if err != nil {
		t.Fatal(err)
	}
	got, err := new(History).Decide(f, clerk, lateTerms)
	wantFinding(t, got, err, ruling{kind: RuleFinding, rule: "uscc.check", path: "/data/holder/uscc"})
	if !strings.Contains(got.Findings[0].Detail, "与执照一致") {
		t.Errorf("the finding does not give the reason: %+v", got.Findings)
	}
	for _, wrong := range []string{override("/data/holder", "x"), override("/data/holder/uscc", " ")} {
		if _, err := DecodeFact([]byte(wrong), false); err == nil {
			t.Errorf("accepted: %s", wrong)
		}
	}
}

func TestIndustriesAreNamed(t *testing.T) {
	list := Industries()
	if len(list) != 42 || list[0].Code != "B06" || list[len(list)-1].Code != "G59" {
		t.Errorf("%d industries from %v to %v", len(list), list[0], list[len(list)-1])
	}
	for _, i := range list {
		if c := checkIndustry(string(i.Code)); !c.ok() {
			t.Errorf("%s: %v", i.Code, c)
		}
	}
	if got := Industry("C3660").Division(); got != "36" {
		t.Errorf("Division = %q", got)
	}
}

func TestIdentityComesFromTheSourceOrTheCode(t *testing.T) {
	source := Source{System: "s", Key: "k"}
	byCode := ParcelRegistered{ParcelCode: "120116001001GB00001"}
	bySource := ParcelRegistered{Source: source, ParcelCode: "120116001001GB00001"}
	a, _ := byCode.Identity()
	b, _ := bySource.Identity()
	if a == b || b != source.ID() {
		t.Errorf("identities %s and %s", a, b)
	}
	if (Source{System: "a", Key: "bc"}).ID() == (Source{System: "ab", Key: "c"}).ID() {
		t.Error("two sources share an identity")
	}
	ids := []ParcelID{a, b, source.ID()}
	if slices.Contains(ids, ParcelID{}) {
		t.Error("an identity is zero")
	}
}
