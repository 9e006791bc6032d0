package server

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"taizhang"
	"taizhang/domain"
)

// readBody reads the JSON text of a request. It refuses other content types, any
// content coding (a small bomb unpacks to a large one) and more than a mebibyte,
// before it reads that much.
func readBody(r *http.Request) ([]byte, error) {
	if err := checkMediaType(r.Header["Content-Type"]); err != nil {
		return nil, err
	}
	if len(r.Header["Content-Encoding"]) > 0 {
		return nil, errEncoding
	}
	if r.ContentLength > bodyBytesMax {
		return nil, errTooLarge
	}
	data := make([]byte, 0, max(512, min(r.ContentLength+1, bodyBytesMax)))
	body := io.LimitReader(r.Body, bodyBytesMax+1)
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := body.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case len(data) > bodyBytesMax:
			return nil, errTooLarge
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return nil, errIncomplete
		}
	}
}

func checkMediaType(given []string) error {
	if len(given) != 1 {
		return errMediaType
	}
	if given[0] == "application/json" {
		return nil
	}
	kind, params, err := mime.ParseMediaType(given[0])
	if err != nil || kind != "application/json" {
		return errMediaType
	}
	for name, value := range params {
		if name != "charset" || !strings.EqualFold(value, "utf-8") {
			return errMediaType
		}
	}
	return nil
}

// idempotencyKey reads the header that names a request.
func idempotencyKey(h http.Header) (string, error) {
	const place = "Idempotency-Key"
	given := h[place]
	switch {
	case len(given) == 0:
		return "", badRequest(place, "key.missing", "缺少 Idempotency-Key", "Idempotency-Key is missing")
	case len(given) > 1:
		return "", badRequest(place, "key.repeated", "Idempotency-Key 重复", "Idempotency-Key is given twice")
	}
	key := given[0]
	visible := !strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' })
	if key == "" || len(key) > taizhang.KeyBytesMax || !visible {
		return "", badRequest(place, "key.form", fmt.Sprintf("Idempotency-Key 须为 1–%d 个可见 ASCII 字符", taizhang.KeyBytesMax),
			fmt.Sprintf("Idempotency-Key must be 1–%d visible ASCII characters", taizhang.KeyBytesMax))
	}
	return key, nil
}

// readInto reads the JSON text of a request, strictly, into a value.
func readInto(r *http.Request, into any) error {
	data, err := readBody(r)
	if err != nil {
		return err
	}
	return strictly(data, into)
}

// strictly reads JSON as strictly as facts are read: duplicate and unknown names,
// wrong case, null for a value, trailing data and invalid UTF-8 are refused with
// their place.
func strictly(data []byte, into any) error {
	err := json.Unmarshal(data, into, json.RejectUnknownMembers(true), json.MatchCaseInsensitiveNames(false))
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return badSyntax(e)
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		if errors.Is(e.Err, json.ErrUnknownName) {
			return badRequest(string(e.JSONPointer), "json.unknown", "未知字段", "unknown field")
		}
		return badRequest(string(e.JSONPointer), "json.type", "类型不符", "wrong type")
	}
	return badRequest("", "json.syntax", "JSON 为空或不完整", "empty or truncated JSON")
}

func badSyntax(e *jsontext.SyntacticError) error {
	at := string(e.JSONPointer)
	switch {
	case errors.Is(e.Err, jsontext.ErrDuplicateName):
		return badRequest(at, "json.duplicate", "字段重复", "duplicate name")
	case strings.Contains(e.Err.Error(), "UTF-8"):
		return badRequest(at, "json.utf8", "文本不是有效的 UTF-8", "text is not valid UTF-8")
	}
	return badRequest(at, "json.syntax", fmt.Sprintf("JSON 语法错误（第 %d 字节）", e.ByteOffset), fmt.Sprintf("JSON syntax error at byte %d", e.ByteOffset))
}

// readFact reads a body that is one fact.
func readFact(r *http.Request) (domain.Fact, error) {
	data, err := readBody(r)
	if err != nil {
		return domain.Fact{}, err
	}
	return domain.DecodeFact(data, false)
}

// readBatch reads a body that holds a list of facts. What is wrong is told for
// every fact at once.
func readBatch(r *http.Request) ([]domain.Fact, error) {
	var body struct {
		Facts *[]jsontext.Value `json:"facts"`
	}
	if err := readInto(r, &body); err != nil {
		return nil, err
	}
	if body.Facts == nil {
		return nil, badRequest("/facts", "required", "必填", "required")
	}
	if n := len(*body.Facts); n == 0 || n > taizhang.FactsMax {
		return nil, badRequest("/facts", "batch.size", fmt.Sprintf("须有 1–%d 个事件", taizhang.FactsMax), fmt.Sprintf("must hold 1–%d facts", taizhang.FactsMax))
	}
	facts := make([]domain.Fact, len(*body.Facts))
	var problems []domain.Problem
	for i, raw := range *body.Facts {
		var err error
		facts[i], err = domain.DecodeFact(raw, false)
		if e, ok := errors.AsType[*domain.Invalid](err); ok {
			for _, p := range e.Problems {
				p.Path = fmt.Sprintf("/facts/%d%s", i, p.Path)
				problems = append(problems, p)
			}
		} else if err != nil {
			return nil, err
		}
	}
	if len(problems) > 0 {
		return nil, &domain.Invalid{Problems: problems}
	}
	return facts, nil
}
