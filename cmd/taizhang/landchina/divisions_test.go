package landchina

import (
	"testing"

	"taizhang/domain"
)

func TestResolve(t *testing.T) {
	for _, c := range []struct {
		text   string
		code   domain.District
		reason string // of the note, or of the refusal when there is no code
	}{
		{"天津市,天津市所辖县>静海县", "120118", "district.recoded"},
		{"天津市,天津市所辖县>宁河县", "120117", "district.recoded"},
		{"天津市,天津市所辖县>蓟县", "120119", "district.recoded"},
		{"天津市,天津市市辖区>塘沽区", "120116", "district.recoded"},
		{"天津市,天津市市辖区>西青区", "120111", ""},
		{"上海市,上海市市辖区>上海市本级", "310100", "district.citySeat"},
		{"重庆市,重庆市所辖县>武隆县", "500156", "district.recoded"},
		{"广西壮族,柳州市", "450200", "district.prefectureOnly"},
		{"内蒙古,锡林郭勒盟", "152500", "district.prefectureOnly"},
		{"河北省,沧州市>沧州市本级", "130900", "district.citySeat"},
		{"西宁市本级", "630100", "district.citySeat"},
		{"湖北省,省直辖县级行政单位>天门市", "429006", ""},
		{"湖北省,襄樊市>樊城区", "420606", ""},
		{"安徽省,巢湖市>庐江县", "340124", "district.recoded"}, // of 巢湖 until 2011, of 合肥 today
		{"江苏省,常州市>戚墅堰区", "320405", "district.oldCode"},
		{"潞西市", "533103", "district.renamed"}, // 芒市 since 2010
		{"喀什市", "653101", "district.nameOnly"},

		{"", "", "district.missing"},
		{"朝阳区", "", "district.ambiguous"},
		{"北京市,北京市市辖区>朝阳区", "110105", ""},
		{"吉林省,长春市>朝阳区", "220104", ""},
		{"新疆建设兵团,农一师>农一师本级", "", "district.unknown"},
		{"36团", "", "district.unknown"},
		{"天津市", "", "district.unknown"},
		{"天津市,", "", "district.unknown"},
		{"天津市,天津市市辖区>", "120100", "district.prefectureOnly"},
		{"本级", "", "district.unknown"},
		{">", "", "district.unknown"},
		{"市辖区", "", "district.ambiguous"},
	} {
		p, refused, ok := divisions.resolve(c.text)
		reason := p.reason
		if !ok {
			reason = refused
		}
		if p.code != c.code || reason != c.reason {
			t.Errorf("%q: got %q %q, want %q %q", c.text, p.code, reason, c.code, c.reason)
		}
	}
}

// The table holds the whole country: 31 provinces, and the number of counties of
// the list of 2023.
func TestDivisionsAreComplete(t *testing.T) {
	provinces := make(map[string]bool)
	counties := 0
	for code, d := range divisions.today {
		provinces[code[:2]] = true
		if d.county() {
			counties++
		}
	}
	if len(provinces) != 31 || counties < 2900 {
		t.Errorf("%d provinces, %d counties", len(provinces), counties)
	}
}

func TestScaled(t *testing.T) {
	for _, c := range []struct {
		text   string
		places int
		want   int64
		fault  string
	}{
		{"928.0000", 6, 928_000_000, ""},
		{"0.032675", 6, 32_675, ""},
		{"0", 6, 0, ""},
		{"007.5", 1, 75, ""},
		{"1.2345670", 6, 1_234_567, ""},
		{"1.2345671", 6, 0, "digits"},
		{"9007199254.740991", 6, 9_007_199_254_740_991, ""},
		{"9007199254.740992", 6, 0, "range"},
		{"99999999999999999999", 6, 0, "range"},
		{"", 6, 0, "form"}, {".5", 6, 0, "form"}, {"5.", 6, 0, "form"}, {"-1", 6, 0, "form"}, {"+1", 6, 0, "form"},
		{"1e3", 6, 0, "form"}, {"1,000", 6, 0, "form"}, {"１", 6, 0, "form"}, {"0x10", 6, 0, "form"}, {"1.2.3", 6, 0, "form"}, {"NaN", 6, 0, "form"},
	} {
		if n, fault := scaled(c.text, c.places); n != c.want || fault != c.fault {
			t.Errorf("scaled(%q, %d) = %d, %q; want %d, %q", c.text, c.places, n, fault, c.want, c.fault)
		}
	}
}

// Every name the table gives a class of must be one the ledger takes.
func TestIndustriesAreClasses(t *testing.T) {
	for name, code := range industries {
		if len(code) < 3 || code.Division() == "" {
			t.Errorf("%s: %q", name, code)
		}
	}
}

func FuzzRow(f *testing.F) {
	f.Add(`a,"b""c",d`)
	f.Add("\"\n,\r\x00")
	f.Fuzz(func(t *testing.T, line string) {
		d := &reader{line: 2, header: Columns}
		cells, p := d.split([]byte(line))
		if p == nil && len(cells) == 0 {
			t.Error("no fields and no problem")
		}
		row := Row{Line: 2, Raw: line}
		if p == nil && d.fit(&row, cells) == nil {
			Understand(row)
		}
	})
}
