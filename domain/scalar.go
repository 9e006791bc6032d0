package domain

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of scalar values.
const (
	decimalDigitsMax = 20  // digits of a decimal, without sign and point
	textRunesMax     = 500 // runes of a text that states no other bound
	yearMin, yearMax = 1900, 2100
)

// A complaint is why a scalar is refused; the zero complaint says it is right.
type complaint struct{ rule, zh, en string }

func (c complaint) ok() bool { return c.rule == "" }

// checkText refuses what no reader can see or compare: control characters, bidi
// overrides, zero-width and other format characters, line separators,
// noncharacters; and text that is longer than max runes or blank.
func checkText(s string, max int64, required bool) complaint {
	blank := true
	for _, r := range s {
		if r < 0x20 || r >= 0x7f && hidden(r) {
			return complaint{"text.hidden", "含不可见或控制字符 U+" + hex4(r), "hidden or control character U+" + hex4(r)}
		}
		blank = blank && (r == ' ' || r > 0x7f && unicode.IsSpace(r))
	}
	if blank && (required || s != "") {
		return complaint{"text.blank", "不能为空白", "must not be blank"}
	}
	if n := int64(utf8.RuneCountInString(s)); n > max {
		return complaint{"text.long", "超过 " + strconv.FormatInt(max, 10) + " 字（现 " + strconv.FormatInt(n, 10) + " 字）",
			"longer than " + strconv.FormatInt(max, 10) + " characters"}
	}
	return complaint{}
}

func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef
}

func hex4(r rune) string {
	s := strings.ToUpper(strconv.FormatInt(int64(r), 16))
	return strings.Repeat("0", max(0, 4-len(s))) + s
}

// checkDate refuses days that do not exist and years no paper bears. Old systems
// write 1900-01-01 for "no date": absent is written by leaving the field out.
func checkDate(s string) complaint {
	t, err := time.Parse(time.DateOnly, s)
	switch {
	case err != nil:
		return complaint{"date.form", "日期须为存在的 YYYY-MM-DD", "want an existing day as YYYY-MM-DD"}
	case s == "1900-01-01":
		return complaint{"date.none", "1900-01-01 表示“无日期”，请省略该字段", "1900-01-01 means none: leave the field out"}
	case t.Year() < yearMin || t.Year() > yearMax:
		return complaint{"date.range", "年份须在 1900 至 2100 之间", "year must lie in 1900 to 2100"}
	}
	return complaint{}
}

// checkDecimal takes the plain form only: no exponent, no sign but minus, no
// leading zeros, at most 20 digits, no negative zero.
func checkDecimal(s string) complaint {
	digits := strings.TrimPrefix(s, "-")
	whole, frac, point := strings.Cut(digits, ".")
	switch {
	case !allDigits(whole), point && !allDigits(frac), len(whole) > 1 && whole[0] == '0':
		return complaint{"decimal.form", "须为十进制数文本，如 \"12.50\"，不含指数、正号或多余的零", `want plain decimal text such as "12.50"`}
	case s != digits && strings.Trim(digits, "0.") == "":
		return complaint{"decimal.form", "不能为负零", "negative zero"}
	case len(whole)+len(frac) > decimalDigitsMax:
		return complaint{"decimal.long", "超过 20 位数字", "more than 20 digits"}
	}
	return complaint{}
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// checkPeriod takes a year "2025", a quarter "2025Q3" or a month "202509".
func checkPeriod(s string) complaint {
	bad := complaint{"period.form", "报告期须为 2025、2025Q3 或 202509 的形式", "want 2025, 2025Q3 or 202509"}
	if len(s) < 4 || !allDigits(s[:4]) {
		return bad
	}
	if y := Period(s).Year(); y < 1990 || y > yearMax {
		return complaint{"period.range", "报告期年份须在 1990 至 2100 之间", "year must lie in 1990 to 2100"}
	}
	rest := s[4:]
	month := len(rest) == 2 && rest >= "01" && rest <= "12" && allDigits(rest)
	if rest != "" && Period(s).Quarter() == 0 && !month {
		return bad
	}
	return complaint{}
}

// checkInt reads an integer as it is written: 1.0, 1e3 and -0 are refused, for
// two readers may not agree on them.
func checkInt(raw string, min, max *int64) complaint {
	n, err := strconv.ParseInt(raw, 10, 64)
	switch {
	case strings.ContainsAny(raw, ".eE") || raw == "-0":
		return complaint{"int.form", "须写成整数，不用小数点、指数或 -0", "write a plain integer, no point, exponent or -0"}
	case err != nil || n > IntMax || n < -IntMax:
		return complaint{"int.range", "超出 ±(2^53-1)", "beyond ±(2^53-1)"}
	case min != nil && n < *min:
		return complaint{"min", "不能小于 " + strconv.FormatInt(*min, 10), "must be at least " + strconv.FormatInt(*min, 10)}
	case max != nil && n > *max:
		return complaint{"max", "不能大于 " + strconv.FormatInt(*max, 10), "must be at most " + strconv.FormatInt(*max, 10)}
	}
	return complaint{}
}

func checkSHA256(s string) complaint {
	if len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" {
		return complaint{}
	}
	return complaint{"sha256", "须为 64 位小写十六进制", "want 64 lower-case hex digits"}
}
