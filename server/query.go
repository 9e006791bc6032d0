package server

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"taizhang/domain"
)

// parseQuery reads the parameters of a URL. An unknown name, a name given twice and
// an empty value are refused with the name, so that a misspelt filter never
// silently selects everything.
func parseQuery(raw string, names []string) (map[string]string, error) {
	if raw == "" {
		return nil, nil
	}
	if len(raw) > queryBytesMax {
		return nil, badRequest("", "query.long", "查询参数过长", "query is too long")
	}
	values, err := url.ParseQuery(raw)
	if err != nil || !utf8.ValidString(raw) {
		return nil, badRequest("", "query.syntax", "查询参数格式有误", "query is not well formed")
	}
	query := make(map[string]string, len(values))
	for name, given := range values {
		path := "?" + name
		switch {
		case !slices.Contains(names, name):
			return nil, badRequest(path, "query.unknown", fmt.Sprintf("未知的查询参数 %q", name), fmt.Sprintf("unknown parameter %q", name))
		case len(given) > 1:
			return nil, badRequest(path, "query.repeated", fmt.Sprintf("查询参数 %q 重复", name), fmt.Sprintf("parameter %q is given twice", name))
		case given[0] == "":
			return nil, badRequest(path, "query.empty", fmt.Sprintf("查询参数 %q 为空", name), fmt.Sprintf("parameter %q is empty", name))
		case !utf8.ValidString(given[0]) || strings.ContainsFunc(given[0], isControl):
			return nil, badRequest(path, "query.text", fmt.Sprintf("查询参数 %q 不是有效文本", name), fmt.Sprintf("parameter %q is not text", name))
		}
		query[name] = given[0]
	}
	return query, nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// badValue refuses the value of a parameter.
func badValue(name, want string) error {
	return badRequest("?"+name, "query.value", fmt.Sprintf("查询参数 %q 须为 %s", name, want), fmt.Sprintf("parameter %q must be %s", name, want))
}

// count reads a whole number between 1 and most.
func (c *call) count(name string, otherwise, most int) (int, error) {
	text, ok := c.query[name]
	if !ok {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most || strconv.Itoa(n) != text {
		return 0, badValue(name, fmt.Sprintf("1–%d", most))
	}
	return n, nil
}

// flag reads true or false.
func (c *call) flag(name string) (bool, error) {
	switch c.query[name] {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, badValue(name, "true / false")
}

// date reads a day.
func (c *call) date(name string) (domain.Date, error) {
	text, ok := c.query[name]
	if !ok {
		return "", nil
	}
	d, err := domain.ParseDate(text)
	if err != nil {
		return "", badValue(name, "YYYY-MM-DD")
	}
	return d, nil
}

// moment reads a point in time.
func (c *call) moment(name string) (time.Time, error) {
	text, ok := c.query[name]
	if !ok {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, badValue(name, "RFC 3339")
	}
	return t, nil
}

// clocks reads the day of which something is asked, and the moment as of which the ledger
// knew it.
func (c *call) clocks() (asOf domain.Date, knownAt time.Time, err error) {
	if asOf, err = c.date("asOf"); err == nil {
		knownAt, err = c.moment("knownAt")
	}
	return asOf, knownAt, err
}

// district reads one district.
func (c *call) district(name string) (domain.District, error) {
	text, ok := c.query[name]
	if ok && !isDistrict(text) {
		return "", badValue(name, "GB/T 2260")
	}
	return domain.District(text), nil
}

// list reads values separated by commas, each of which must be known.
func list[T ~string](c *call, name string, known func(string) bool, want string) ([]T, error) {
	text, ok := c.query[name]
	if !ok {
		return nil, nil
	}
	var values []T
	for value := range strings.SplitSeq(text, ",") {
		if !known(value) {
			return nil, badValue(name, want)
		}
		values = append(values, T(value))
	}
	return values, nil
}

// oneOf reads a value of a code list.
func (c *call) oneOf(name, list string) (domain.Code, error) {
	text, ok := c.query[name]
	if ok && !inCodes(list, domain.Code(text)) {
		return "", badValue(name, codesOf(list))
	}
	return domain.Code(text), nil
}

func codesOf(list string) string {
	var codes []string
	for _, c := range domain.CodeList(list) {
		codes = append(codes, string(c.Code))
	}
	return strings.Join(codes, " / ")
}

func isDistrict(text string) bool {
	if len(text) != 6 {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

func isStage(text string) bool { return slices.Contains(domain.Stages, domain.Stage(text)) }
