package landchina

import (
	"strings"
	"sync"

	"taizhang/domain"
)

// A Wording says a reason in the two languages of the ledger.
type Wording struct{ ZH, EN string }

// Say returns the words of a reason, of a finding about the source's own record
// ("source." and the reason), or of a rule of the ledger; the code itself where there
// are none.
func Say(reason string) Wording {
	if w, ok := ledgerWords()[reason]; ok {
		return w
	}
	if w, ok := reasons[strings.TrimPrefix(reason, "source.")]; ok {
		return w
	}
	return Wording{ZH: reason, EN: reason}
}

// ledgerWords are the rules of the ledger by their codes.
var ledgerWords = sync.OnceValue(func() map[string]Wording {
	words := make(map[string]Wording)
	for _, r := range domain.Rules() {
		words[r.Code] = Wording{r.ZH, r.EN}
	}
	return words
})

// Reasons lists every reason of a refused file, a quarantined row and a source
// note, by its stable name.
func Reasons() map[string]Wording { return reasons }

var reasons = map[string]Wording{
	// The file is refused, nothing is recorded.
	"file.empty":       {"文件为空", "the file is empty"},
	"file.utf16":       {"文件为 UTF-16 或二进制，请另存为 UTF-8 的 CSV", "the file is UTF-16 or binary: save it as CSV in UTF-8"},
	"file.encoding":    {"文件不是 UTF-8（可能为 GBK/GB18030），请先转为 UTF-8，本程序不猜测编码", "the file is not UTF-8 (GBK or GB18030 perhaps): convert it first, encodings are not guessed"},
	"header.delimiter": {"首行只有一列：分隔符应为英文逗号", "the header is a single column: fields are separated by commas"},
	"header.duplicate": {"列名重复", "the column appears twice"},
	"header.unknown":   {"列名不属于供地结果文件", "no such column in the supply results"},
	"header.missing":   {"缺少列", "the column is missing"},

	// The row is quarantined.
	"csv.long":            {"一行超过 64 KiB", "a line longer than 64 KiB"},
	"csv.quote":           {"引号不成对或位置不对", "a quote that does not open, close or double"},
	"csv.ragged":          {"列数与首行不符", "not as many fields as the header"},
	"csv.encoding":        {"单元格不是 UTF-8", "a field is not UTF-8"},
	"csv.nul":             {"单元格含 NUL 字符", "a field holds a NUL"},
	"csv.cr":              {"单元格含回车符", "a field holds a carriage return"},
	"row.header":          {"首行在文件中重复出现", "the header again"},
	"row.totals":          {"合计行，不是供地记录", "a row of totals"},
	"cell.formula":        {"单元格以公式字符开头", "a field begins like a formula"},
	"district.missing":    {"行政区未填", "no district"},
	"district.unknown":    {"行政区名称不在 GB/T 2260 各版之中", "the district is in no revision of GB/T 2260"},
	"district.ambiguous":  {"行政区名称对应多个区划，未注明省份", "several divisions bear this name"},
	"area.missing":        {"面积未填", "no area"},
	"area.form":           {"面积不是十进制数", "the area is no decimal number"},
	"area.digits":         {"面积小数超过 0.01 平方米", "the area has more digits than 0.01 m²"},
	"area.range":          {"面积超出范围", "the area is out of range"},
	"area.zero":           {"面积为零", "the area is zero"},
	"signed.missing":      {"合同签订日期未填，无法确定事实发生日", "no day of signing to date the facts by"},
	"signed.form":         {"合同签订日期不是日期", "the day of signing is no date"},
	"method.missing":      {"供地方式未填", "no method of supply"},
	"method.unmapped":     {"供地方式没有对应代码", "the method of supply has no code"},
	"parcel.otherContent": {"该宗地已以不同内容导入，请以更正事件修改", "already imported with other content: correct it with a correction"},

	// The row is accepted; the value is noted with the registration.
	"district.renamed":        {"区划已更名，按同一代码的现名登记", "the division has another name today"},
	"district.recoded":        {"区划代码已变更，按现行代码登记", "the division has another code today"},
	"district.oldCode":        {"区划已撤销或改名，无同名现行区划，按原代码登记", "the division is no more; its old code stands"},
	"district.nameOnly":       {"行政区未注明省份，按全国唯一名称认定", "the name alone, which only one division bears"},
	"district.prefectureOnly": {"行政区只到地级", "a prefecture, no county"},
	"district.citySeat":       {"行政区为市本级，按地级代码登记", "the city's own land: the code of the prefecture"},
	"area.large":              {"面积超过 1000 公顷", "more than 1,000 hectares"},
	"price.form":              {"成交价格不是十进制数，未采用", "the price is no decimal number; not used"},
	"price.digits":            {"成交价格小数超过 1 分，未采用", "the price has more digits than 0.01 yuan; not used"},
	"price.range":             {"成交价格超出范围，未采用", "the price is out of range; not used"},
	"price.zero":              {"有偿供地价格为零，未采用", "a price of zero for a paid supply; not used"},
	"instalments.form":        {"支付约定无法读出金额，未采用", "the payment agreement is not understood; not used"},
	"instalments.zero":        {"支付约定金额为零，未采用", "an agreed payment of zero; not used"},
	"instalments.sum":         {"支付约定合计与成交价格不等，未采用", "the agreed payments do not add up to the price; not used"},
	"term.sentence":           {"年限为语句，只含一种用途和年限，按其年限登记", "a sentence with one use and one term, which is used"},
	"term.several":            {"年限为语句，含多种用途，未采用", "a sentence with several uses; not used"},
	"term.form":               {"年限不是整年数，未采用", "not a whole number of years; not used"},
	"term.zero":               {"年限为零，未采用", "a term of zero years; not used"},
	"term.long":               {"年限超过 70 年，未采用", "a term of more than 70 years; not used"},
	"far.swapped":             {"下限大于上限，两列标题互换，按互换后登记", "lower above upper: the headers are swapped, taken so"},
	"far.side":                {"只有一个容积率，标题可能互换，无法确定是下限还是上限，未采用", "one ratio only, and the headers may be swapped: lower or upper is not known; not used"},
	"far.zero":                {"容积率为 0.00，视为未载", "a ratio of 0.00 is taken as none"},
	"far.form":                {"容积率不是十进制数，未采用", "the ratio is no decimal number; not used"},
	"date.none":               {"1900-01-01 表示未填", "1900-01-01 means none"},
	"date.form":               {"不是日期，未采用", "no date; not used"},
	"date.range":              {"年份不合理，未采用", "an implausible year; not used"},
	"landSource.area":         {"土地来源一栏为面积数，无法判断来源，未采用", "an area where the source of the land should be; not used"},
	"landSource.unmapped":     {"土地来源没有对应代码，未采用", "the source of the land has no code; not used"},
	"industry.unmapped":       {"行业名称在 GB/T 4754-2017 中没有唯一对应，未采用", "the industry has no single class in GB/T 4754-2017; not used"},
	"actual.notTaken":         {"实际日期缺少核查依据，只记疑点，不作为动工、竣工事实", "an actual date without the papers of a check: noted, not recorded as a fact"},
	"text.lost":               {"含丢失字符 U+FFFD", "lost characters (U+FFFD)"},
	"text.hidden":             {"含不可见字符，未采用", "hidden characters; not used"},
	"text.long":               {"文字过长，未采用", "too long; not used"},
	"holder.person":           {"使用权人含自然人，姓名不入账", "the holder is a natural person, whose name is not brought in"},
}
