package domain

import (
	"strconv"
	"strings"
)

// USCC is the 18-character 统一社会信用代码 of GB 32100-2015: registering
// department, class, division (6 digits), subject code (9), check character.
type USCC string

const (
	usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY" // no I O S V Z
	ruleUSCC     = "uscc.check"
)

// CheckDigits reports whether both check characters hold: the last one (GB 32100)
// and that of the organisation code inside, the 17th (GB 11714). Codes with a
// failing check are in real use, so a failure can be overridden.
func (c USCC) CheckDigits() (outer, inner bool) {
	if len(c) != 18 {
		return false, false
	}
	return usccCheck(c) == c[17], orgCheck(c[8:16]) == c[16]
}

// usccCheck is (31 − Σ Cᵢ·3^(i−1) mod 31) mod 31 (GB 32100-2015 §4).
func usccCheck(c USCC) byte {
	sum, weight := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(usccAlphabet, c[i]) * weight
		weight = weight * 3 % 31
	}
	return usccAlphabet[((31-sum%31)%31+31)%31]
}

// orgCheck is 11 − Σ Cᵢ·Wᵢ mod 11, written X for 10 and 0 for 11 (GB 11714).
func orgCheck(body USCC) byte {
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		v := int(body[i] - '0')
		if body[i] >= 'A' {
			v = int(body[i]-'A') + 10
		}
		sum += v * w
	}
	return "0X987654321"[sum%11]
}

func checkUSCCForm(s string) complaint {
	switch {
	case s != strings.ToUpper(s):
		return complaint{"uscc.form", "统一社会信用代码须用大写字母", "use upper-case letters"}
	case strings.ContainsFunc(s, func(r rune) bool { return r > 0x7e || r <= 0x20 }):
		return complaint{"uscc.form", "含全角字符、空格或其他非代码字符", "full-width character, space or the like"}
	case strings.ContainsAny(s, "IOSVZ"):
		return complaint{"uscc.form", "统一社会信用代码不使用 I O S V Z（是否为 1 0 5 U 2？）", "I O S V Z are not used; 1 0 5 U 2 perhaps?"}
	case len(s) != 18:
		return complaint{"uscc.form", "统一社会信用代码须为 18 位", "want 18 characters"}
	case strings.Trim(s, usccAlphabet) != "" || !allDigits(s[2:8]):
		return complaint{"uscc.form", "含非代码字符，或第 3-8 位不是行政区划数字", "characters outside GB 32100, or positions 3-8 not digits"}
	}
	return complaint{}
}

// checkUSCC takes a failing check character only with an override for this very
// place, and then leaves a finding.
func (v *inspection) checkUSCC(s string) complaint {
	if c := checkUSCCForm(s); !c.ok() {
		return c
	}
	outer, inner := USCC(s).CheckDigits()
	if outer && inner {
		return complaint{}
	}
	at := v.here()
	which := "第 18 位应为 " + string(usccCheck(USCC(s)))
	if !inner {
		which = "第 17 位（组织机构代码校验位）应为 " + string(orgCheck(USCC(s)[8:16]))
	}
	if reason, ok := v.override(ruleUSCC, at); ok {
		v.findings = append(v.findings, Finding{Rule: ruleUSCC, Path: at, Detail: "校验位不符（" + which + "），凭理由录入：" + reason})
		return complaint{}
	}
	return complaint{ruleUSCC,
		"统一社会信用代码校验位不符（" + which + "）；核对证照无误后，可在 overrides 中加 {\"rule\":\"uscc.check\",\"path\":\"" + at + "\",\"reason\":\"…\"} 录入",
		"check character fails; if the papers say so, add to overrides {\"rule\":\"uscc.check\",\"path\":\"" + at + "\",\"reason\":\"…\"}"}
}

// override finds the officer's reason for letting rule pass at a place.
func (v *inspection) override(rule, at string) (reason string, ok bool) {
	for i, o := range v.overrides {
		if o.Rule == rule && o.Path == at && o.Reason != "" {
			v.used[i] = true
			return o.Reason, true
		}
	}
	return "", false
}

// unusedOverrides refuses an override that lets nothing pass: its path is
// mistaken, or the value was put right. Those of rules that look at the history are
// judged with it.
func (v *inspection) unusedOverrides() {
	for i, used := range v.used {
		if !used && !overridable(v.overrides[i].Rule) {
			v.say("/overrides/"+strconv.Itoa(i), complaint{"override.unused", "此处没有需要放行的校验", "nothing to override at this place"})
		}
	}
}
