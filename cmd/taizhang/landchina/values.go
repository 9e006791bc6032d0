package landchina

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"taizhang/domain"
)

// The units of the source are 公顷 and 万元; the ledger's are 0.01 m² and 分.
const (
	areaPlaces  = 6 // 1 公顷 = 10^6 units of 0.01 m²
	pricePlaces = 6 // 1 万元 = 10^6 分
)

// A sheet reads the fields of one row. What it cannot use it notes; what the row
// cannot do without becomes a problem.
type sheet struct {
	row      Row
	notes    []domain.SourceNote
	problems []*Problem
}

// get returns a field without the blanks around it.
func (s *sheet) get(column string) string { return strings.TrimSpace(s.row.fields[column]) }

// note keeps a doubtful value, as it is in the row, with the registration.
func (s *sheet) note(column, reason string) {
	s.notes = append(s.notes, domain.SourceNote{Column: column, Value: clip(s.get(column)), Reason: reason})
}

// reject makes the row one for the quarantine.
func (s *sheet) reject(column, reason string) {
	s.problems = append(s.problems, &Problem{Row: s.row.Line, Column: column, Value: clip(s.get(column)), Reason: reason})
}

var dateForm = regexp.MustCompile(`^(\d{4})(?:年|-|/)(\d{1,2})(?:月|-|/)(\d{1,2})日?$`)

// date reads 2016年01月05日, 2016-01-05 or 2016/1/5. The fault is "form", "none"
// for the source's 1900-01-01, or "range".
func date(text string) (d domain.Date, fault string) {
	m := dateForm.FindStringSubmatch(text)
	if m == nil {
		return "", "form"
	}
	d, err := domain.ParseDate(m[1] + "-" + two(m[2]) + "-" + two(m[3]))
	switch {
	case err != nil:
		return "", "form"
	case d == "1900-01-01":
		return "", "none"
	case d.Year() < 1980 || d.Year() > 2100:
		return "", "range"
	}
	return d, ""
}

func two(s string) string { return strings.Repeat("0", 2-len(s)) + s }

// agreed reads an agreed date; absent stays absent.
func (s *sheet) agreed(column string) domain.Deadline {
	text := s.get(column)
	if text == "" {
		return domain.Deadline{}
	}
	d, fault := date(text)
	if fault != "" {
		s.note(column, "date."+fault)
		return domain.Deadline{}
	}
	return domain.Deadline{Base: "DATE", Date: d}
}

// signed reads the day of signing, by which the facts are dated.
func (s *sheet) signed() domain.Date {
	const column = "合同签订日期"
	text := s.get(column)
	if text == "" {
		s.reject(column, "signed.missing")
		return ""
	}
	d, fault := date(text)
	switch fault {
	case "":
	case "none":
		s.reject(column, "signed.missing")
	default:
		s.reject(column, "signed.form")
	}
	return d
}

// area reads 公顷; a parcel must have one.
func (s *sheet) area() domain.Area {
	const column = "面积_公顷"
	text := s.get(column)
	if text == "" {
		s.reject(column, "area.missing")
		return 0
	}
	n, fault := scaled(text, areaPlaces)
	switch {
	case fault != "":
		s.reject(column, "area."+fault)
	case n == 0:
		s.reject(column, "area.zero")
	case n > 1_000_000_000:
		s.note(column, "area.large")
	}
	return domain.Area(n)
}

// price reads 万元. A zero is a price where land is allocated, a doubt elsewhere.
func (s *sheet) price(method domain.Code) *domain.Fen {
	const column = "成交价格_万元"
	text := s.get(column)
	if text == "" {
		return nil
	}
	n, fault := scaled(text, pricePlaces)
	if fault == "" && n == 0 && method != "ALLOCATION" {
		fault = "zero"
	}
	if fault != "" {
		s.note(column, "price."+fault)
		return nil
	}
	return new(domain.Fen(n))
}

// instalments reads "100.0000;200.0000;": amounts in 万元 without dates. The source
// often holds the first of several only; a list that does not add up to the
// price is noted, for it is no agreement of payment.
func (s *sheet) instalments(price *domain.Fen) []domain.Instalment {
	const column = "支付约定"
	text := strings.TrimSuffix(s.get(column), ";")
	if text == "" {
		return nil
	}
	var list []domain.Instalment
	var sum domain.Fen
	for part := range strings.SplitSeq(text, ";") {
		n, fault := scaled(strings.TrimSpace(part), pricePlaces)
		if fault != "" {
			s.note(column, "instalments.form")
			return nil
		}
		sum += domain.Fen(n)
		list = append(list, domain.Instalment{No: len(list) + 1, Amount: domain.Fen(n)})
	}
	switch {
	case sum == 0:
		s.note(column, "instalments.zero")
		return nil
	case price == nil || sum != *price:
		s.note(column, "instalments.sum")
		return nil
	}
	return list
}

var (
	yearsForm    = regexp.MustCompile(`^(\d{1,3})年?$`)
	sentenceForm = regexp.MustCompile(`^[^\d;；]+(\d{1,3})年?[;；]?$`)
)

// term reads 50, 50年 or 其他工业用地50年. A sentence with several uses is no term of
// the parcel.
func (s *sheet) term() int {
	const column = "土地使用年限"
	text := s.get(column)
	if text == "" {
		return 0
	}
	m := yearsForm.FindStringSubmatch(text)
	if m == nil {
		if m = sentenceForm.FindStringSubmatch(text); m == nil {
			s.note(column, cmp.Or(several(text), "term.form"))
			return 0
		}
		s.note(column, "term.sentence")
	}
	years, _ := strconv.Atoi(m[1])
	switch {
	case years == 0:
		s.note(column, "term.zero")
	case years > 70:
		s.note(column, "term.long")
		return 0
	}
	return years
}

func several(text string) string {
	if parts := strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '；' }); len(parts) > 1 {
		return "term.several"
	}
	return ""
}

// farLimits reads the agreed plot ratio. The source labels the two columns the
// wrong way round, at least in most rows: where both are given, the smaller is
// the lower limit and a swap is noted; where one is given, nothing in the row
// says which side it is, so it is noted and not used.
func (s *sheet) farLimits() (lower, upper domain.Decimal) {
	const labelledLower, labelledUpper = "约定容积率_标注下限", "约定容积率_标注上限"
	a, hasA := s.ratio(labelledLower)
	b, hasB := s.ratio(labelledUpper)
	switch {
	case hasA && hasB && a.scaled > b.scaled:
		s.note(labelledLower, "far.swapped")
		return b.text, a.text
	case hasA && hasB:
		return a.text, b.text
	case hasA:
		s.note(labelledLower, "far.side")
	case hasB:
		s.note(labelledUpper, "far.side")
	}
	return "", ""
}

type ratio struct {
	text   domain.Decimal
	scaled int64
}

// ratio reads a plot ratio; 0.00 limits nothing.
func (s *sheet) ratio(column string) (ratio, bool) {
	text := s.get(column)
	if text == "" {
		return ratio{}, false
	}
	n, fault := scaled(text, 4)
	switch {
	case fault != "" || len(text) > 1 && text[0] == '0' && text[1] != '.':
		s.note(column, "far.form")
	case n == 0:
		s.note(column, "far.zero")
	}
	return ratio{domain.Decimal(text), n}, n > 0 && fault == ""
}

// text reads a field that goes into the ledger as words.
func (s *sheet) text(column string, runesMax int) string {
	text := s.get(column)
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }):
		s.notes = append(s.notes, domain.SourceNote{Column: column, Reason: "text.hidden"})
		return ""
	case utf8.RuneCountInString(text) > runesMax:
		s.note(column, "text.long")
		return ""
	}
	return text
}
