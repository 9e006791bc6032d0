package domain

import (
	"bytes"
	"math/big"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A Ratio is an exact ratio as text: a decimal ("0.20") or a fraction ("1/3").
type Ratio string

// Rat returns the exact value, or nil when the text is no ratio.
func (r Ratio) Rat() *big.Rat {
	if !checkRatio(string(r)).ok() {
		return nil
	}
	value, _ := new(big.Rat).SetString(string(r))
	return value
}

// checkRatio takes a decimal, or a fraction of whole numbers in plain form.
func checkRatio(s string) complaint {
	over, under, fraction := strings.Cut(s, "/")
	if !fraction {
		return checkDecimal(s)
	}
	whole := func(s string) bool { return allDigits(s) && len(s) <= 9 && s[0] != '0' }
	if !whole(over) || !whole(under) {
		return complaint{"ratio.form", "比率须为小数或分数，如 \"0.20\"、\"1/3\"", `want a decimal or a fraction such as "0.20" or "1/3"`}
	}
	return complaint{}
}

// A Value is one value of a parameter, read.
type Value struct {
	Raw   JSON
	whole int64
	ratio *big.Rat
	code  Code
	table any
}

// A paramTable is how the values of a structured parameter are read.
type paramTable struct {
	shape *shape
	read  func(JSON) (any, bool)
}

func tableOf[T any]() *paramTable {
	return &paramTable{shapeOf(reflect.TypeFor[T]()), func(raw JSON) (any, bool) {
		var v T
		err := json.Unmarshal(raw, &v)
		return v, err == nil
	}}
}

// read takes a value as it is stored. It was checked when it was proposed, against
// the range of that day; the range of today does not matter.
func (r *paramRow) read(raw JSON) (v Value, ok bool) {
	v.Raw = raw
	switch r.kind {
	case "TABLE":
		v.table, ok = r.table.read(raw)
	case "CODE":
		v.code = Code(text(raw))
		ok = v.code != ""
	case "RATIO", "DECIMAL":
		v.ratio = Ratio(text(raw)).Rat()
		ok = v.ratio != nil
	default:
		n, err := strconv.ParseInt(string(raw), 10, 64)
		v.whole, ok = n, err == nil
	}
	return v, ok
}

// field describes the value as a field of a fact, so that it is checked as
// strictly as one.
func (r *paramRow) field() field {
	f := field{name: "value", required: true, codes: r.codes}
	switch r.kind {
	case "TABLE":
		f.shape = r.table.shape
	case "CODE":
		f.shape = &shape{kind: "code"}
	case "RATIO":
		f.shape = &shape{kind: "ratio"}
	case "DECIMAL":
		f.shape = &shape{kind: "decimal"}
	default:
		f.shape = &shape{kind: "int"}
		if r.min != "" {
			f.min = bound(string(r.name), r.min)
		}
		if r.max != "" {
			f.max = bound(string(r.name), r.max)
		}
	}
	return f
}

// check says what is wrong with a proposed value; paths begin at the place at.
func (r *paramRow) check(raw JSON, at string, today Date) []Problem {
	v := &inspection{dec: jsontext.NewDecoder(new(bytes.Buffer))}
	v.walk(raw, at, r.field())
	if len(v.problems) > 0 {
		return v.problems
	}
	value, ok := r.read(raw)
	d := &decision{f: &Fact{}, Terms: Terms{Today: today}}
	switch {
	case !ok:
		d.refuse(at, "json.type", string(raw))
	case value.ratio != nil && !r.within(value.ratio):
		d.refuse(at, "parameter.range", text(raw), r.min+"–"+r.max)
	case r.table != nil:
		d.visit(reflect.ValueOf(value.table), r.table.shape, at, true)
	}
	return d.problems
}

func (r *paramRow) within(v *big.Rat) bool {
	min, max := Ratio(r.min).Rat(), Ratio(r.max).Rat()
	return (min == nil || v.Cmp(min) >= 0) && (max == nil || v.Cmp(max) <= 0)
}

var (
	alarmRuleForm     = regexp.MustCompile(`^R\d\d$`)
	industryGradeForm = regexp.MustCompile(`^(\d\d)/([1-9]|1[0-5])$`)
)

// keyed reports whether a key is one the parameter can be set for.
func (r *paramRow) keyed(key string) bool {
	switch r.keys {
	case "":
		return key == ""
	case "RULE":
		return alarmRuleForm.MatchString(key)
	case "INDUSTRY":
		return isDivision(key)
	case "INDUSTRY_GRADE":
		return industryGradeForm.MatchString(key) && isDivision(key[:2])
	case "YEAR":
		return len(key) == 4 && checkPeriod(key).ok()
	case "FIGURE":
		return isFigure(key)
	}
	return false
}

// isDivision takes the two digits of a major class (GB/T 4754-2017 大类).
func isDivision(s string) bool { return len(s) == 2 && checkIndustry(s).ok() }

// isFigure takes the name of a figure of an operation report.
func isFigure(s string) bool {
	report := codecByName["OperationReported"].shape
	i, ok := report.byName[s]
	if !ok {
		return false
	}
	kind := report.fields[i].shape.kind
	return kind == "money" || kind == "int" || kind == "decimal" && s != "share" || s == "pollutants"
}
