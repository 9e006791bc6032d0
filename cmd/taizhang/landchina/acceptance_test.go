package landchina_test

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"taizhang/cmd/taizhang/landchina"
	"taizhang/domain"
)

// realFile reads one file of the real data, or skips: the data is not part of
// the project.
func realFile(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("TAIZHANG_DATA")
	if dir == "" {
		t.Skip("TAIZHANG_DATA does not name the folder of the real data")
	}
	data, err := os.ReadFile(filepath.Join(dir, "landchina", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAcceptanceTheRealFile(t *testing.T) {
	file := realFile(t, "supply_industrial.csv")
	ledger, store := openLedger(t)
	begun := time.Now()
	verdicts, sum, quarantine := imported(t, ledger, file, false)
	t.Logf("%d rows: %d clean, %d with findings, %d quarantined, %d events in %v", sum.Rows, sum.Clean, sum.WithFindings, sum.Quarantined, sum.Events, time.Since(begun).Round(time.Millisecond))
	if sum.Rows != 915 || sum.Accepted() < 870 || events(t, store) != sum.Events {
		t.Errorf("summary %+v, %d events in the store", sum, events(t, store))
	}
	checkAgainstOther(t, file, verdicts)
	checkTianjin(t, ledger, verdicts)
	checkNoNames(t, file, facts(t, store))
	if n := strings.Count(quarantine, "district.") + strings.Count(quarantine, "area."); n < sum.Quarantined {
		t.Errorf("%d reasons for %d quarantined rows", n, sum.Quarantined)
	}

	before := facts(t, store)
	_, again, _ := imported(t, ledger, file, false)
	if again.Events != 0 || again.Repeated != sum.Accepted() || !maps.Equal(facts(t, store), before) {
		t.Errorf("imported again: %+v", again)
	}
}

// checkTianjin finds the six rows of Tianjin by their district, with their dates.
func checkTianjin(t *testing.T, ledger local, verdicts map[int]landchina.Verdict) {
	want := map[string]int{"120118": 1, "120117": 1, "120113": 1, "120111": 3}
	got := make(map[string]int)
	for _, v := range verdicts {
		if !v.Accepted() {
			continue
		}
		h, err := ledger.ledger.Load(t.Context(), v.Parcel)
		if err != nil {
			t.Fatal(err)
		}
		p := h.Parcel()
		if p.Land.District[:2] != "12" {
			continue
		}
		got[string(p.Land.District)]++
		if p.Contract.SignedOn == "" || p.Contract.DeliverOn == "" || p.Contract.StartOn == "" || p.Contract.CompleteOn == "" {
			t.Errorf("line %d: dates %s %s %s %s", v.Row.Line, p.Contract.SignedOn, p.Contract.DeliverOn, p.Contract.StartOn, p.Contract.CompleteOn)
		}
		for _, o := range p.Obligations(domain.Terms{Today: "2026-11-23", Policy: domain.StandardPolicy()}) {
			if o.Status != "NO_DATA" {
				t.Errorf("line %d: %s is judged %s, though only the supply is known", v.Row.Line, o.Kind, o.Status)
			}
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("Tianjin: %v, want %v", got, want)
	}
}

// checkNoNames looks for every project's name and place in what was stored.
func checkNoNames(t *testing.T, file string, stored map[string]string) {
	var all strings.Builder
	for _, data := range stored {
		all.WriteString(data)
	}
	text := all.String()
	for i, row := range readOther(t, file) {
		for _, column := range []string{"项目名称", "项目位置"} {
			// Short ones are words that other columns hold as well.
			if v := strings.TrimSpace(row[column]); len([]rune(v)) > 8 && strings.Contains(text, v) {
				t.Errorf("row %d: %s %q is in the ledger", i, column, v)
			}
		}
	}
}

// checkAgainstOther compares every row's verdict and its doubts with those of the
// second implementation below.
func checkAgainstOther(t *testing.T, file string, verdicts map[int]landchina.Verdict) {
	var districts map[string]string
	if err := json.Unmarshal([]byte(realFile(t, "dict_district.json")), &districts); err != nil {
		t.Fatal(err)
	}
	for i, row := range readOther(t, file) {
		line := i + 2
		accepted, doubts := judgeOther(row, districts)
		v := verdicts[line]
		if v.Accepted() != accepted {
			t.Errorf("line %d: accepted %v, the other implementation says %v", line, v.Accepted(), accepted)
			continue
		}
		got := make(map[string]bool)
		for _, f := range v.Findings {
			if !strings.HasPrefix(f.Rule, "source.district.") {
				got[f.Rule] = true
			}
		}
		if accepted && !maps.Equal(got, doubts) {
			t.Errorf("line %d: findings %v, the other implementation says %v", line, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(doubts)))
		}
	}
}

// The second implementation: written from the description of the file, with other
// means (encoding/csv, big.Rat, time.Parse, the site's own table of districts).

func readOther(t *testing.T, file string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		m := make(map[string]string)
		for i, name := range rows[0] {
			m[name] = strings.TrimSpace(row[i])
		}
		list = append(list, m)
	}
	return list
}

func judgeOther(row, districts map[string]string) (accepted bool, doubts map[string]bool) {
	area, _ := new(big.Rat).SetString(row["面积_公顷"])
	signed, err := time.Parse("2006年01月02日", row["合同签订日期"])
	if err != nil || area.Sign() <= 0 || !knownOther(row["行政区"], districts) {
		return false, nil
	}
	doubts = make(map[string]bool)
	datesOther(row, signed, doubts)
	moneyOther(row, doubts)
	wordsOther(row, doubts)
	farOther(row["约定容积率_标注下限"], row["约定容积率_标注上限"], doubts)
	return true, doubts
}

// knownOther asks the site's own table: a district of a province of GB/T 2260,
// which the construction corps (66) and the reclamation bureau are not.
func knownOther(text string, districts map[string]string) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '>' })
	if len(parts) == 0 || districts[parts[0]] == "66" {
		return false
	}
	last := parts[len(parts)-1]
	code, ok := districts[last]
	return ok && !strings.HasPrefix(code, "66") && !strings.Contains(text, "农垦总局")
}

func datesOther(row map[string]string, signed time.Time, doubts map[string]bool) {
	var days [3]time.Time
	for i, column := range []string{"约定交地时间", "约定开工时间", "约定竣工时间"} {
		switch text := row[column]; text {
		case "":
		case "1900年01月01日":
			doubts["source.date.none"] = true
		default:
			days[i], _ = time.Parse("2006年01月02日", text)
			if days[i].Before(signed) {
				doubts["contract.beforeSigning"] = true
			}
		}
	}
	deliver, start, complete := days[0], days[1], days[2]
	startEarly := !start.IsZero() && start.Before(deliver)
	completeEarly := !complete.IsZero() && (!complete.After(start) || !complete.After(deliver))
	if startEarly || completeEarly {
		doubts["contract.dates"] = true
	}
}

func moneyOther(row map[string]string, doubts map[string]bool) {
	price, priced := new(big.Rat).SetString(row["成交价格_万元"])
	if priced && price.Sign() == 0 && row["供地方式"] != "划拨" {
		doubts["source.price.zero"] = true
		priced = false
	}
	agreed := row["支付约定"]
	if agreed == "" {
		return
	}
	sum := new(big.Rat)
	for _, part := range strings.Split(strings.TrimRight(agreed, ";"), ";") {
		amount, _ := new(big.Rat).SetString(part)
		sum.Add(sum, amount)
	}
	if sum.Sign() == 0 {
		doubts["source.instalments.zero"] = true
	} else if !priced || sum.Cmp(price) != 0 {
		doubts["source.instalments.sum"] = true
	}
}

var (
	plainTerm = regexp.MustCompile(`^[0-9]+年?$`)
	oneTerm   = regexp.MustCompile(`^[^0-9;]+[0-9]+年;$`)
)

func wordsOther(row map[string]string, doubts map[string]bool) {
	switch term := row["土地使用年限"]; {
	case term == "", plainTerm.MatchString(term) && term != "0":
	case term == "0":
		doubts["source.term.zero"] = true
	case oneTerm.MatchString(term):
		doubts["source.term.sentence"] = true
	case strings.Count(term, "用地") > 1:
		doubts["source.term.several"] = true
	default:
		doubts["source.term.form"] = true
	}
	if area, ok := new(big.Rat).SetString(row["土地来源"]); ok && area.Sign() > 0 {
		doubts["source.landSource.area"] = true
	}
	// These names mean nothing in the classification of 2017, or several classes.
	vague := "其它|制造业|其他服务业|纺织服装、鞋、帽制造业|工艺品及其他制造业|仪器仪表及文化、办公用机械制造业|交通运输设备制造业|计算机服务业|批发和零售业|" +
		"装卸搬运和其他运输服务业|工程准备|居民服务业|群众团体、社会团体和宗教组织|房屋和土木工程业|基层群众自治组织|电信和其他信息传输服务业|建筑业|采矿业"
	if slices.Contains(strings.Split(vague, "|"), row["行业分类"]) {
		doubts["source.industry.unmapped"] = true
	}
	if row["供地方式"] == "协议出让" {
		doubts["contract.ground"] = true
	}
}

func farOther(labelledLower, labelledUpper string, doubts map[string]bool) {
	a, _ := new(big.Rat).SetString("0" + labelledLower)
	b, _ := new(big.Rat).SetString("0" + labelledUpper)
	if labelledLower != "" && a.Sign() == 0 || labelledUpper != "" && b.Sign() == 0 {
		doubts["source.far.zero"] = true
	}
	switch {
	case a.Sign() > 0 && b.Sign() > 0 && a.Cmp(b) > 0:
		doubts["source.far.swapped"] = true
	case (a.Sign() > 0) != (b.Sign() > 0):
		doubts["source.far.side"] = true
	}
}
