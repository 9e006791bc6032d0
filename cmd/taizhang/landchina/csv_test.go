package landchina_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"taizhang/cmd/taizhang/landchina"
	"taizhang/domain"
)

// madeUp is a file like the source's, with names that nobody bears.
func madeUp(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/supply.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// lines are the header and the rows of the made-up file.
func lines(t *testing.T) []string { return strings.Split(strings.TrimSuffix(madeUp(t), "\n"), "\n") }

// with changes one column of a line that has no quoted commas but the district's.
func with(t *testing.T, line, column, value string) string {
	t.Helper()
	i := slices.Index(landchina.Columns, column)
	district := `"天津市,天津市市辖区>西青区"`
	cells := strings.Split(strings.Replace(line, district, "DISTRICT", 1), ",")
	cells[i] = value
	return strings.Replace(strings.Join(cells, ","), "DISTRICT", district, 1)
}

func TestFilesThatAreRefused(t *testing.T) {
	header, row := lines(t)[0], lines(t)[1]
	for _, c := range []struct {
		name, file     string
		reason, column string
	}{
		{"nothing at all", "", "file.empty", ""},
		{"UTF-16 with a byte order mark", "\xff\xfe" + "\x65\x67\x90\x6e", "file.utf16", ""},
		{"UTF-16 big endian", "\xfe\xff\x67\x65\x6e\x90", "file.utf16", ""},
		{"UTF-16 without a mark", "a\x00,\x00b\x00\n\x00", "file.utf16", ""},
		{"GBK", "\xc0\xb4\xd4\xb4\xb2\xd6\xbf\xe2,\xc0\xb4\xd4\xb4\n", "file.encoding", ""},
		{"semicolons", strings.ReplaceAll(header, ",", ";") + "\n", "header.delimiter", ""},
		{"tabs", strings.ReplaceAll(header, ",", "\t") + "\n", "header.delimiter", ""},
		{"no header", row + "\n", "header.unknown", "demo/made-up"},
		{"a column renamed", strings.Replace(header, "面积_公顷", "面积", 1) + "\n" + row, "header.unknown", "面积"},
		{"a column with a blank", strings.Replace(header, "面积_公顷", " 面积_公顷", 1) + "\n", "header.unknown", " 面积_公顷"},
		{"a column missing", strings.TrimSuffix(header, ",含自然人") + "\n", "header.missing", "含自然人"},
		{"a column twice", header + ",行政区\n", "header.duplicate", "行政区"},
		{"a column too many", header + ",备注\n", "header.unknown", "备注"},
		{"a header of a megabyte", strings.Repeat("列,", 400_000) + "\n", "csv.long", ""},
		{"a quote in the header", strings.Replace(header, "来源行", `来"源行`, 1) + "\n", "csv.quote", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			ledger, store := openLedger(t)
			_, err := landchina.Import(t.Context(), strings.NewReader(c.file), landchina.Options{Recorder: ledger})
			p, ok := errors.AsType[*landchina.Problem](err)
			if !ok {
				t.Fatalf("got %v, want a problem", err)
			}
			if p.Row != 1 || p.Reason != c.reason || p.Column != c.column {
				t.Errorf("got line %d, column %q, %s; want line 1, column %q, %s", p.Row, p.Column, p.Reason, c.column, c.reason)
			}
			if n := events(t, store); n != 0 {
				t.Errorf("%d events recorded from a refused file", n)
			}
		})
	}
}

// Every bad row stands between two good ones, which must not suffer.
func TestRowsThatAreQuarantined(t *testing.T) {
	header, good := lines(t)[0], lines(t)[1]
	for _, c := range []struct {
		name, row      string
		reason, column string
	}{
		{"a field too few", strings.TrimSuffix(good, ","), "csv.ragged", ""},
		{"a field too many", good + ",", "csv.ragged", ""},
		{"a single field", "合计", "csv.ragged", ""},
		{"a quote that is never closed", strings.Replace(good, "样例项目甲", `"样例项目甲`, 1), "csv.quote", "项目名称"},
		{"a quote inside a bare field", strings.Replace(good, "样例项目甲", `样例"项目甲`, 1), "csv.quote", "项目名称"},
		{"text after a closing quote", strings.Replace(good, "样例项目甲", `"样例"项目甲`, 1), "csv.quote", "项目名称"},
		{"GBK bytes in one cell", strings.Replace(good, "企业甲", "\xc6\xf3\xd2\xb5", 1), "csv.encoding", "土地使用权人"},
		{"half a character", strings.Replace(good, "企业甲", "企\xe4\xb8", 1), "csv.encoding", "土地使用权人"},
		{"a NUL", strings.Replace(good, "企业甲", "企业\x00", 1), "csv.nul", "土地使用权人"},
		{"a bare carriage return", strings.Replace(good, "企业甲", "企业\r甲", 1), "csv.cr", "土地使用权人"},
		{"a line of 200 KiB", strings.Replace(good, "样例项目甲", strings.Repeat("长", 70_000), 1), "csv.long", ""},
		{"the header again", header, "row.header", ""},
		{"a row of totals", strings.Replace(good, "demo/made-up", "合计", 1), "row.totals", "来源仓库"},
		{"a formula", strings.Replace(good, "企业甲", "=HYPERLINK(1)", 1), "cell.formula", "土地使用权人"},
		{"a formula that adds", with(t, good, "批准单位", "+1+cmd"), "cell.formula", "批准单位"},
		{"a formula that mentions", with(t, good, "土地级别", "@SUM(A1)"), "cell.formula", "土地级别"},

		{"no district", with(t, good, "行政区", ""), "district.missing", "行政区"},
		{"a district of no revision", with(t, good, "行政区", "36团"), "district.unknown", "行政区"},
		{"a district that several bear", with(t, good, "行政区", "朝阳区"), "district.ambiguous", "行政区"},
		{"a district with a lost character", with(t, good, "行政区", "西\ufffd区"), "district.unknown", "行政区"},
		{"a province alone", with(t, good, "行政区", "天津市"), "district.unknown", "行政区"},
		{"no area", with(t, good, "面积_公顷", ""), "area.missing", "面积_公顷"},
		{"an area of zero", with(t, good, "面积_公顷", "0.000000"), "area.zero", "面积_公顷"},
		{"an area below 0.01 m²", with(t, good, "面积_公顷", "1.2345678"), "area.digits", "面积_公顷"},
		{"a negative area", with(t, good, "面积_公顷", "-1.5"), "area.form", "面积_公顷"},
		{"an area with a thousands sign", with(t, good, "面积_公顷", `"1,000.5"`), "area.form", "面积_公顷"},
		{"an area with an exponent", with(t, good, "面积_公顷", "1E+2"), "area.form", "面积_公顷"},
		{"full-width digits", with(t, good, "面积_公顷", "１.５"), "area.form", "面积_公顷"},
		{"an area with its unit", with(t, good, "面积_公顷", "1.5公顷"), "area.form", "面积_公顷"},
		{"an area beyond all land", with(t, good, "面积_公顷", "99999999999999"), "area.range", "面积_公顷"},
		{"no day of signing", with(t, good, "合同签订日期", ""), "signed.missing", "合同签订日期"},
		{"signed on 1900-01-01", with(t, good, "合同签订日期", "1900年01月01日"), "signed.missing", "合同签订日期"},
		{"signed on 30 February", with(t, good, "合同签订日期", "2016年02月30日"), "signed.form", "合同签订日期"},
		{"signed on a spreadsheet's serial", with(t, good, "合同签订日期", "42374"), "signed.form", "合同签订日期"},
		{"signed in 1016", with(t, good, "合同签订日期", "1016年01月05日"), "signed.form", "合同签订日期"},
		{"signed in the future", with(t, good, "合同签订日期", "2099年01月05日"), "occurredOn.future", ""},
		{"no method", with(t, good, "供地方式", ""), "method.missing", "供地方式"},
		{"a method without a code", with(t, good, "供地方式", "招拍挂出让"), "method.unmapped", "供地方式"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ledger, store := openLedger(t)
			file := strings.Join([]string{header, with(t, good, "来源行", "100"), c.row, with(t, good, "来源行", "101")}, "\r\n") + "\r\n"
			verdicts, sum, quarantine := imported(t, ledger, file, false)
			if len(verdicts[3].Problems) == 0 {
				t.Fatal("accepted")
			}
			p := verdicts[3].Problems[0]
			if p.Row != 3 || p.Reason != c.reason || p.Column != c.column {
				t.Errorf("got line %d, column %q, %s; want line 3, column %q, %s", p.Row, p.Column, p.Reason, c.column, c.reason)
			}
			if !verdicts[2].Accepted() || !verdicts[4].Accepted() || sum.Rows != 3 || sum.Quarantined != 1 || events(t, store) != 4 {
				t.Errorf("the rows beside it suffered: %+v", sum)
			}
			if !strings.Contains(quarantine, "\n3,") || !strings.Contains(quarantine, c.reason) {
				t.Errorf("quarantine lacks the row or the reason:\n%s", quarantine)
			}
		})
	}
}

// Values that are not plain leave a note and no figure, and the row is accepted.
func TestDoubtsBecomeFindings(t *testing.T) {
	header, good := lines(t)[0], lines(t)[1]
	for _, c := range []struct {
		name, column, value string
		findings            []string
		holds               func(domain.ParcelRegistered, domain.GrantContractSigned) bool
	}{
		{"nothing doubtful but the swap", "土地级别", "四级", []string{"source.far.swapped"},
			func(r domain.ParcelRegistered, c domain.GrantContractSigned) bool {
				return r.RegisteredArea == 1_234_567 && *c.Price == 928_000_000 && c.FARMin == "1.00" && c.FARMax == "2.00" &&
					c.StartBy.Date == "2016-06-05" && r.District == "120111" && r.Industry == "C35" && len(c.Instalments) == 1 && c.Instalments[0].Due == ""
			}},
		{"headers that are right for once", "约定容积率_标注下限", "0.50", nil,
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool {
				return c.FARMin == "0.50" && c.FARMax == "1.00"
			}},
		{"both ratios equal", "约定容积率_标注下限", "1.00", nil,
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool { return c.FARMin == c.FARMax }},
		{"one ratio", "约定容积率_标注下限", "", []string{"source.far.side"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool {
				return c.FARMin == "" && c.FARMax == ""
			}},
		{"a ratio of zero", "约定容积率_标注下限", "0.00", []string{"source.far.side", "source.far.zero"}, nil},
		{"no date", "约定开工时间", "1900年01月01日", []string{"source.date.none", "source.far.swapped"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool {
				return c.StartBy == domain.Deadline{}
			}},
		{"a date in words", "约定竣工时间", "交地后两年", []string{"source.date.form", "source.far.swapped"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool {
				return c.CompleteBy == domain.Deadline{}
			}},
		{"a date of another form", "约定竣工时间", "2018-6-5", []string{"source.far.swapped"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool {
				return c.CompleteBy.Date == "2018-06-05"
			}},
		{"a date that is absent", "约定竣工时间", "", []string{"source.far.swapped"}, nil},
		{"delivery before signing", "约定交地时间", "2015年12月05日", []string{"contract.beforeSigning", "source.far.swapped"}, nil},
		{"start before signing", "约定开工时间", "2015年12月05日", []string{"contract.beforeSigning", "contract.dates", "source.far.swapped"}, nil},
		{"start after completion", "约定开工时间", "2019年06月05日", []string{"contract.dates", "source.far.swapped"}, nil},
		{"a price of zero", "成交价格_万元", "0.0000", []string{"source.far.swapped", "source.instalments.sum", "source.price.zero"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool { return c.Price == nil }},
		{"no price", "成交价格_万元", "", []string{"source.far.swapped", "source.instalments.sum"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool { return c.Price == nil }},
		{"a price below one fen", "成交价格_万元", "928.0000001", []string{"source.far.swapped", "source.instalments.sum", "source.price.digits"}, nil},
		{"a price of one fen", "成交价格_万元", "0.000001", []string{"source.far.swapped", "source.instalments.sum"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool { return *c.Price == 1 }},
		{"a price in words", "成交价格_万元", "玖佰万", []string{"source.far.swapped", "source.instalments.sum", "source.price.form"}, nil},
		{"a payment agreed in part", "支付约定", "400.0000;", []string{"source.far.swapped", "source.instalments.sum"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool { return c.Instalments == nil }},
		{"two payments", "支付约定", "400.0000;528.0000;", []string{"source.far.swapped"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool {
				return len(c.Instalments) == 2 && c.Instalments[1] == domain.Instalment{No: 2, Amount: 528_000_000}
			}},
		{"a payment in words", "支付约定", "一次付清", []string{"source.far.swapped", "source.instalments.form"}, nil},
		{"a term with its unit", "土地使用年限", " 50年 ", []string{"source.far.swapped"},
			func(r domain.ParcelRegistered, _ domain.GrantContractSigned) bool { return r.TermYears == 50 }},
		{"a term in a sentence", "土地使用年限", "其他工业用地40年;", []string{"source.far.swapped", "source.term.sentence"},
			func(r domain.ParcelRegistered, _ domain.GrantContractSigned) bool { return r.TermYears == 40 }},
		{"a term of several uses", "土地使用年限", "工业用地50年; 仓储用地40年;", []string{"source.far.swapped", "source.term.several"},
			func(r domain.ParcelRegistered, _ domain.GrantContractSigned) bool { return r.TermYears == 0 }},
		{"a broken term", "土地使用年限", "41.79", []string{"source.far.swapped", "source.term.form"}, nil},
		{"a term of zero", "土地使用年限", "0", []string{"source.far.swapped", "source.term.zero"}, nil},
		{"a term of 60 years", "土地使用年限", "60", []string{"source.far.swapped", "term.long"}, nil},
		{"a term of 99 years", "土地使用年限", "99", []string{"source.far.swapped", "source.term.long"}, nil},
		{"an area for a source", "土地来源", "1.234567", []string{"source.far.swapped", "source.landSource.area"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool { return c.LandSource == "" }},
		{"a source in words", "土地来源", "现有建设用地", []string{"source.far.swapped"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool { return c.LandSource == "STOCK" }},
		{"a source without a code", "土地来源", "其他", []string{"source.far.swapped", "source.landSource.unmapped"}, nil},
		{"an industry of two classes today", "行业分类", "交通运输设备制造业", []string{"source.far.swapped", "source.industry.unmapped"},
			func(r domain.ParcelRegistered, _ domain.GrantContractSigned) bool { return r.Industry == "" }},
		{"a lost character in the holder", "土地使用权人", "企业\ufffd", []string{"source.far.swapped", "source.text.lost"}, nil},
		{"a hidden character in the holder", "土地使用权人", "企\u202e业", []string{"source.far.swapped", "source.text.hidden"},
			func(_ domain.ParcelRegistered, c domain.GrantContractSigned) bool { return c.Holder.Name == "" }},
		{"a natural person", "含自然人", "1", []string{"source.far.swapped", "source.holder.person"},
			func(r domain.ParcelRegistered, c domain.GrantContractSigned) bool {
				return r.Holder.Name == "" && c.Holder.Name == ""
			}},
		{"an actual start", "实际开工时间", "2016年07月01日", []string{"source.actual.notTaken", "source.far.swapped"}, nil},
		{"a number of custom form", "电子监管号", "津2016-12", []string{"source.far.swapped", "supervisionNo.form"}, nil},
		{"an old county of Tianjin", "行政区", "蓟县", []string{"source.district.recoded", "source.far.swapped"},
			func(r domain.ParcelRegistered, _ domain.GrantContractSigned) bool { return r.District == "120119" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			ledger, _ := openLedger(t)
			verdicts, _, _ := imported(t, ledger, header+"\n"+with(t, good, c.column, c.value)+"\n", false)
			v := verdicts[2]
			if !v.Accepted() {
				t.Fatalf("quarantined: %v", v.Problems[0])
			}
			var rules []string
			for _, f := range v.Findings {
				rules = append(rules, f.Rule)
			}
			slices.Sort(rules)
			if got := slices.Compact(rules); !slices.Equal(got, c.findings) {
				t.Errorf("findings %v, want %v", got, c.findings)
			}
			if c.holds == nil {
				return
			}
			h, err := ledger.ledger.Load(t.Context(), v.Parcel)
			if err != nil {
				t.Fatal(err)
			}
			p := h.Parcel()
			if !c.holds(p.Land, p.Contract.GrantContractSigned) {
				t.Errorf("land %+v\ncontract %+v", p.Land, p.Contract)
			}
			if !p.SupplyOnly {
				t.Error("more is said to be known than the supply")
			}
		})
	}
}
