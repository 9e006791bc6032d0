package domain

import (
	"maps"
	"slices"
	"strings"
)

// District is a six-digit county-level division of GB/T 2260.
type District string

// A Division is a named district.
type Division struct {
	Code District `json:"code"`
	ZH   string   `json:"zh"`
	EN   string   `json:"en"`
}

// Districts returns the sixteen districts of Tianjin in order of code (GB/T 2260).
func Districts() []Division { return slices.Clone(tianjinDistricts) }

var tianjinDistricts = []Division{
	{"120101", "和平区", "Heping"}, {"120102", "河东区", "Hedong"}, {"120103", "河西区", "Hexi"}, {"120104", "南开区", "Nankai"},
	{"120105", "河北区", "Hebei"}, {"120106", "红桥区", "Hongqiao"}, {"120110", "东丽区", "Dongli"}, {"120111", "西青区", "Xiqing"},
	{"120112", "津南区", "Jinnan"}, {"120113", "北辰区", "Beichen"}, {"120114", "武清区", "Wuqing"}, {"120115", "宝坻区", "Baodi"},
	{"120116", "滨海新区", "Binhai"}, {"120117", "宁河区", "Ninghe"}, {"120118", "静海区", "Jinghai"}, {"120119", "蓟州区", "Jizhou"},
}

var tianjin = func() map[District]*Division {
	m := make(map[District]*Division)
	for i := range tianjinDistricts {
		m[tianjinDistricts[i].Code] = &tianjinDistricts[i]
	}
	return m
}()

// provinces holds the two-digit prefixes of GB/T 2260.
var provinces = func() map[string]bool {
	m := make(map[string]bool)
	for p := range strings.FieldsSeq("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82") {
		m[p] = true
	}
	return m
}()

// Industry is a class of GB/T 4754-2017: a letter and two to four digits, or the
// digits alone ("C3660", "36").
type Industry string

// Division returns the two digits of the major class (大类), or "" when malformed.
func (i Industry) Division() string {
	digits := strings.TrimLeft(string(i), sectionLetters)
	if len(digits) < 2 {
		return ""
	}
	return digits[:2]
}

// Industries returns the major classes of industry and storage with their names
// (GB/T 4754-2017 B, C, D and 59), in order of code, for filters.
func Industries() []CodeName {
	var list []CodeName
	for _, digits := range slices.Sorted(maps.Keys(industryNames)) {
		n := industryNames[digits]
		list = append(list, CodeName{Code: Code(section(digits)) + Code(digits), ZH: n[0], EN: n[1]})
	}
	return list
}

const sectionLetters = "ABCDEFGHIJKLMNOPQRST"

// sections gives the last major class of each letter, in order.
var sections = []struct{ letter, last string }{
	{"A", "05"}, {"B", "12"}, {"C", "43"}, {"D", "46"}, {"E", "50"}, {"F", "52"}, {"G", "60"}, {"H", "62"}, {"I", "65"}, {"J", "69"},
	{"K", "70"}, {"L", "72"}, {"M", "75"}, {"N", "79"}, {"O", "82"}, {"P", "83"}, {"Q", "85"}, {"R", "90"}, {"S", "96"}, {"T", "97"},
}

// section returns the letter a major class belongs to, or "" when there is none.
func section(digits string) string {
	for _, s := range sections {
		if digits >= "01" && digits <= s.last {
			return s.letter
		}
	}
	return ""
}

func checkIndustry(s string) complaint {
	letter, digits := "", s
	if s != "" && s[0] >= 'A' && s[0] <= 'T' {
		letter, digits = s[:1], s[1:]
	}
	if !allDigits(digits) || len(digits) < 2 || len(digits) > 4 || section(digits[:2]) == "" {
		return complaint{"industry", "须为 GB/T 4754-2017 代码：门类字母（可省）加 2 至 4 位数字，如 C3660", "want a GB/T 4754-2017 class such as C3660"}
	}
	if letter != "" && letter != section(digits[:2]) {
		return complaint{"industry", "大类 " + digits[:2] + " 属门类 " + section(digits[:2]) + "，不属 " + letter, "the letter does not match the digits"}
	}
	return complaint{}
}

var industryNames = map[string][2]string{
	"06": {"煤炭开采和洗选业", "coal mining"}, "07": {"石油和天然气开采业", "oil and gas extraction"}, "08": {"黑色金属矿采选业", "ferrous ores"},
	"09": {"有色金属矿采选业", "non-ferrous ores"}, "10": {"非金属矿采选业", "non-metal ores"}, "11": {"开采专业及辅助性活动", "mining support"}, "12": {"其他采矿业", "other mining"},
	"13": {"农副食品加工业", "agricultural food"}, "14": {"食品制造业", "food"}, "15": {"酒、饮料和精制茶制造业", "beverages"}, "16": {"烟草制品业", "tobacco"},
	"17": {"纺织业", "textiles"}, "18": {"纺织服装、服饰业", "garments"}, "19": {"皮革、毛皮、羽毛及其制品和制鞋业", "leather and shoes"}, "20": {"木材加工和木、竹、藤、棕、草制品业", "wood"},
	"21": {"家具制造业", "furniture"}, "22": {"造纸和纸制品业", "paper"}, "23": {"印刷和记录媒介复制业", "printing"}, "24": {"文教、工美、体育和娱乐用品制造业", "sports and culture goods"},
	"25": {"石油、煤炭及其他燃料加工业", "petroleum and coal"}, "26": {"化学原料和化学制品制造业", "chemicals"}, "27": {"医药制造业", "pharmaceuticals"}, "28": {"化学纤维制造业", "chemical fibres"},
	"29": {"橡胶和塑料制品业", "rubber and plastics"}, "30": {"非金属矿物制品业", "mineral products"}, "31": {"黑色金属冶炼和压延加工业", "iron and steel"}, "32": {"有色金属冶炼和压延加工业", "non-ferrous metals"},
	"33": {"金属制品业", "metal products"}, "34": {"通用设备制造业", "general machinery"}, "35": {"专用设备制造业", "special machinery"}, "36": {"汽车制造业", "motor vehicles"},
	"37": {"铁路、船舶、航空航天和其他运输设备制造业", "other transport equipment"}, "38": {"电气机械和器材制造业", "electrical machinery"}, "39": {"计算机、通信和其他电子设备制造业", "computers and electronics"},
	"40": {"仪器仪表制造业", "instruments"}, "41": {"其他制造业", "other manufacturing"}, "42": {"废弃资源综合利用业", "waste recovery"}, "43": {"金属制品、机械和设备修理业", "repair"},
	"44": {"电力、热力生产和供应业", "power and heat"}, "45": {"燃气生产和供应业", "gas supply"}, "46": {"水的生产和供应业", "water supply"}, "59": {"装卸搬运和仓储业", "storage"},
}
