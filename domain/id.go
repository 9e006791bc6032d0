package domain

import (
	"regexp"
	"strings"
)

// ParcelCode is the 19-digit 宗地代码 of GB/T 37346-2019: division 6, cadastral
// area 3, sub-area 3, ownership 1, feature 1, sequence 5. It has no check digit.
type ParcelCode string

// UnitCode is the 28-digit 不动产单元代码 of GB/T 37346-2019: a parcel code, the
// kind of fixture and eight digits, which are zero when there is none (W).
type UnitCode string

// SupervisionNo is the 电子监管号 of a supply; checked softly, its form is custom.
type SupervisionNo string

// District returns the six-digit division the code begins with.
func (c ParcelCode) District() District { return District(c[:min(6, len(c))]) }

var (
	parcelCodeForm    = regexp.MustCompile(`^\d{12}[GJZ][ABSXCDEFWYHG]\d{5}$`)
	unitCodeTail      = regexp.MustCompile(`^([FLQ]\d{8}|W0{8})$`)
	supervisionNoForm = regexp.MustCompile(`^\d{6}\d{4}[A-Z]\d{5}(-\d+)?$`)
)

// retired prefixes of Tianjin: 塘沽, 汉沽, 大港 until 2009, the counties until
// 2015 and 2016. Codes with them are real on old papers only.
var tianjinRetired = map[District]bool{
	"120107": true, "120108": true, "120109": true,
	"120221": true, "120222": true, "120223": true, "120224": true, "120225": true,
}

func checkParcelCode(s string, backfill bool) complaint {
	switch {
	case !parcelCodeForm.MatchString(s):
		return complaint{"parcelCode.form", "宗地代码须为 19 位：12 位数字、G/J/Z、宗地特征码、5 位顺序号", "want 19 characters of GB/T 37346"}
	case strings.HasSuffix(s, "00000"):
		return complaint{"parcelCode.sequence", "宗地顺序号不能为 00000", "the sequence 00000 is not issued"}
	}
	return checkDivision(District(s[:6]), backfill)
}

func checkDivision(d District, backfill bool) complaint {
	switch {
	case !provinces[string(d[:2])]:
		return complaint{"district", "没有以 " + string(d[:2]) + " 开头的省级行政区", "no province has this prefix"}
	case d[:2] != "12" || tianjin[d] != nil:
		return complaint{}
	case !tianjinRetired[d]:
		return complaint{"district", "不是天津市的区", "not a district of Tianjin"}
	case !backfill:
		return complaint{"district.retired", string(d) + " 是已撤销的区划，仅可用于补录", "a retired division, accepted with backfill only"}
	}
	return complaint{}
}

func checkUnitCode(s string, backfill bool) complaint {
	if len(s) != 28 || !unitCodeTail.MatchString(s[19:]) {
		return complaint{"unitCode.form", "不动产单元代码须为 28 位：宗地代码、F/L/Q 加 8 位，或 W00000000", "want 28 characters of GB/T 37346"}
	}
	return checkParcelCode(s[:19], backfill)
}

// checkIdentifier checks the kinds that carry their own rules. A wrong check
// digit can be overridden; a number of custom form is only noticed.
func (v *inspection) checkIdentifier(kind, s string) complaint {
	switch kind {
	case "parcelCode":
		return checkParcelCode(s, v.backfill)
	case "unitCode":
		return checkUnitCode(s, v.backfill)
	case "district":
		if len(s) != 6 || !allDigits(s) {
			return complaint{"district", "行政区须为 6 位数字", "want six digits of GB/T 2260"}
		}
		if tianjinRetired[District(s)] {
			return complaint{"district", "已撤销的区划，请用现行行政区", "a retired division; use the present one"}
		}
		return checkDivision(District(s), false)
	case "industry":
		return checkIndustry(s)
	case "uscc":
		return v.checkUSCC(s)
	case "supervisionNo":
		return v.checkSupervisionNo(s)
	case "eventId":
		return checkEventID(s)
	}
	return complaint{}
}

func (v *inspection) checkSupervisionNo(s string) complaint {
	if c := checkText(s, 40, true); !c.ok() {
		return c
	}
	if !supervisionNoForm.MatchString(s) {
		v.findings = append(v.findings, Finding{Rule: "supervisionNo.form", Path: v.here(), Detail: "电子监管号不合常见形式（6 位区划、4 位年份、1 位字母、5 位顺序号）：" + s})
	}
	return complaint{}
}

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func checkEventID(s string) complaint {
	if uuidForm.MatchString(s) {
		return complaint{}
	}
	return complaint{"eventId", "须为事件编号（小写 UUID）", "want an event id, a lower-case UUID"}
}
